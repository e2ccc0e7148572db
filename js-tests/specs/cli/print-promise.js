// run: -pe 'Promise.resolve(1)'
