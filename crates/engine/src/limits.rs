//! Bounds on what a script may use.

use crate::Context;

/// Lets scripts use `bytes` of the thread's stack from the caller's frame on: going deeper is a RangeError. Nothing on
/// stock Boa, which counts calls alone.
#[cfg_attr(feature = "stock", expect(unused_variables, reason = "only the overlay has it"))]
pub fn set_native_stack(bytes: usize, context: &mut Context) {
    #[cfg(not(feature = "stock"))]
    context.set_native_stack_size(bytes);
}

#[cfg(all(test, not(feature = "stock")))]
mod tests {
    use super::*;
    use crate::testing;

    /// Each of these takes native stack at every level, far more than 10,000 levels have on a small thread.
    const DEEP: [&str; 5] = [
        "(function f() { return [1].map(() => f()); })()",
        "(function f() { return 'a'.replace(/a/, () => f()); })()",
        "const o = { get x() { return this.x; } }; o.x",
        "const p = new Proxy({}, { get: () => p.x }); p.x",
        "(function f() { return f(); })()",
    ];

    #[test]
    fn running_out_of_native_stack_can_be_caught() {
        let work = || {
            for source in DEEP {
                let context = &mut Context::default();
                context.runtime_limits_mut().set_recursion_limit(10_000);
                context.runtime_limits_mut().set_stack_size_limit(640_000);
                set_native_stack(1 << 20, context);
                let source = format!("try {{ {source} }} catch (error) {{ error.name + ': ' + error.message }}");
                assert_eq!(testing::show(&source, context), "RangeError: Maximum call stack size exceeded", "{source}");
            }
        };
        let thread = std::thread::Builder::new().stack_size(4 << 20).spawn(work).expect("a thread");
        thread.join().expect("no abort");
    }
}
