// run: ../../../examples/time-zones.js --near 47.37,8.55 --top 3 --format csv
