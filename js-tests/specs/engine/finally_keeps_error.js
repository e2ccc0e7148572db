// What `catch` throws outlives whatever is thrown and caught in `finally`, and async functions called there.
function nested() {
  try {
    throw new Error('first');
  } catch (error) {
    throw error;
  } finally {
    try {
      null.x;
    } catch {}
  }
}
try {
  nested();
  console.log('lost');
} catch (error) {
  console.log(error.message);
}

function* generator() {
  try {
    yield 1;
  } catch (error) {
    throw error;
  } finally {
    try {
      null.x;
    } catch {}
    yield 'finally';
  }
}
let it = generator();
it.next();
console.log(it.return('returned'), it.next());
it = generator();
it.next();
try {
  console.log(it.throw(new Error('thrown')), it.next());
} catch (error) {
  console.log(error.message);
}

function leaves(how) {
  for (;;) {
    try {
      throw new Error(how);
    } catch (error) {
      if (how === 'break') break;
      return how;
    } finally {
      try {
        null.x;
      } catch {}
    }
  }
  return 'left';
}
console.log(leaves('break'), leaves('return'));

async function quick() { return 'quick'; }
async function* chunks() {
  try {
    yield 1;
    throw new Error('late');
  } catch (error) {
    throw error;
  } finally {
    quick().then(console.log);
  }
}
(async () => {
  try {
    for await (const chunk of chunks()) console.log(chunk);
    console.log('lost');
  } catch (error) {
    console.log(error.message);
  }
})();
