// Source that is no UTF-8: each broken sequence is read as U+FFFD.
console.log("before");
const s = "ÿþ€";
console.log(s.length, s.charCodeAt(0).toString(16));
