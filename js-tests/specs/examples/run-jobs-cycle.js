// run: ../../../examples/run-jobs.mjs fixtures/cycle.json
// exit: 2
