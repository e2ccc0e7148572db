// run: ../../../examples/run-jobs.mjs -j 1
// exit: 1
