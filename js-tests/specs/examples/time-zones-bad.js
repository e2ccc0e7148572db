// run: ../../../examples/time-zones.js --country XX
// exit: 1
