// exit: 1
const ok = 1;
let a b = 2;
