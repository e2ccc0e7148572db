// run: ../../../examples/time-zones.js --country nz --format json
