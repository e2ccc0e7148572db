// An empty script: start-up time and memory.
