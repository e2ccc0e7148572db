// run: ../../../examples/time-zones.js
