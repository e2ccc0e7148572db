// by hand: the engine's wording
// exit: 1
let a b = 2;
