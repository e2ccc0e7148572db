//! What text that is no file sees as globals: CommonJS' own names and the builtin modules
//! (<https://nodejs.org/api/cli.html#-e---eval-script>).

use super::cjs::{anonymous_module, make_require};
use crate::builtins;
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsObject, JsResult, JsString, JsValue, NativeFunction, PropertyDescriptor,
    ops,
};
use std::path::PathBuf;

fn key(name: &str) -> JsString {
    JsString::from(name)
}

/// `module`, `exports`, `require`, `__filename` and `__dirname` as globals, for `-e` and standard input.
pub(super) fn define_eval_globals(name: &str, context: &mut Context) -> JsResult<()> {
    let base = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")).join(name);
    let module = anonymous_module(&base, context)?;
    module.set(key("id"), key(name), true, context)?;
    let require = make_require(&module, context)?;
    let global = context.global_object();
    ops::define_value(&global, key("exports"), module.get(key("exports"), context)?, true);
    ops::define_value(&global, key("module"), module, true);
    ops::define_value(&global, key("require"), require, true);
    for builtin in builtins::all().filter(|builtin| builtin.is_public() && !builtin.name.contains('/')) {
        define_eval_builtin(&global, builtin.name, context);
    }
    ops::define_value(&global, key("__filename"), key(name), true);
    ops::define_value(&global, key("__dirname"), key("."), true);
    Ok(())
}

/// A builtin module under its own name, loaded when it is first read, for `-e` as for the REPL. Globals stay.
fn define_eval_builtin(global: &JsObject, name: &'static str, context: &mut Context) {
    if builtins::PREFIX_ONLY.contains(&name) || name.starts_with('_') || name == "sys" || name == "punycode" {
        return;
    }
    if global.has_own_property(key(name), context).unwrap_or(true) {
        return;
    }
    let get = NativeFunction::from_copy_closure(move |_, _, context| builtins::require(name, context));
    let get = FunctionObjectBuilder::new(context.realm(), get).name(key(name)).build();
    let set = NativeFunction::from_copy_closure(move |_, arguments, context| {
        ops::define_value(&context.global_object(), key(name), arguments.get_or_undefined(0).clone(), true);
        Ok(JsValue::undefined())
    });
    let set = FunctionObjectBuilder::new(context.realm(), set).name(key(name)).length(1).build();
    let descriptor = PropertyDescriptor::builder().get(get).set(set).enumerable(false).configurable(true);
    global.insert_property(key(name), descriptor.build());
}
