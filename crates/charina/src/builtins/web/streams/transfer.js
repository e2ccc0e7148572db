// Transfer of web streams by structuredClone() and postMessage(): https://streams.spec.whatwg.org/#rs-transfer
