// run: -c $FILE
console.log('never');
