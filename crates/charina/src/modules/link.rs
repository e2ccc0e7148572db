//! Loading, linking and evaluating graphs of ES modules, with Node's errors where the engine has few words.

use super::cycle;
use super::outline::{self, Name};
use crate::errors::{self, Class};
use crate::state::{is_stop, state};
use charina_engine::builtins::error::Error as ErrorData;
use charina_engine::{
    Context, JsError, JsObject, JsPromise, JsResult, JsString, JsValue, Module, NativeFunction, PromiseState, Script,
    Source, js_string, text, trace,
};
use std::cell::RefCell;
use std::rc::Rc;

/// Loads, links and evaluates; the promise is that of the evaluation.
pub(super) fn run(module: &Module, url: &str, context: &mut Context) -> JsResult<JsPromise> {
    load_graph(module, context)?;
    link(module, url, context)?;
    evaluate(module, url, context)
}

/// Loads what the module imports. The engine's loading is done when this returns.
pub(super) fn load_graph(module: &Module, context: &mut Context) -> JsResult<()> {
    let state = state(context);
    let loading = &state.modules.graph().loading;
    loading.set(loading.get() + 1);
    let promise = module.load(context);
    loading.set(loading.get() - 1);
    mark_handled(&promise, context)?;
    match promise.state() {
        PromiseState::Rejected(reason) => Err(errors::thrown(reason)),
        _ => Ok(()),
    }
}

/// A promise whose rejection is dealt with here and must not be reported as unhandled.
pub(super) fn mark_handled(promise: &JsPromise, context: &mut Context) -> JsResult<()> {
    let ignore = NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined())).to_js_function(context.realm());
    promise.catch(ignore, context)?;
    Ok(())
}

/// Links a loaded graph. A failure is remembered: every later import gets the same error.
pub(super) fn link(module: &Module, url: &str, context: &mut Context) -> JsResult<()> {
    let state = state(context);
    if state.modules.graph().is_linked(url) {
        return Ok(());
    }
    if let Some(error) = state.modules.link_errors.borrow().get(url) {
        return Err(errors::thrown(error.clone()));
    }
    let unlinked = module.clone();
    match on_own_frame(context, move |context| unlinked.link(context)) {
        Ok(()) => {
            state.modules.graph().note_linked(url);
            Ok(())
        }
        Err(error) => {
            let error = explain(error, url, context)?;
            state.modules.link_errors.borrow_mut().insert(url.to_owned(), error.clone());
            Err(errors::thrown(error))
        }
    }
}

/// Evaluates a linked graph.
pub(super) fn evaluate(module: &Module, url: &str, context: &mut Context) -> JsResult<JsPromise> {
    let state = state(context);
    let evaluating = &state.modules.graph().evaluating;
    evaluating.set(evaluating.get() + 1);
    let linked = module.clone();
    let promise = on_own_frame(context, move |context| linked.evaluate(context));
    evaluating.set(evaluating.get() - 1);
    let promise = promise?;
    handle_failed(context)?;
    match promise.state() {
        PromiseState::Rejected(reason) => hint_at_commonjs(&reason, url, context)?,
        PromiseState::Pending => {
            let captures = JsString::from(url);
            let hint = NativeFunction::from_copy_closure_with_captures(
                |_, arguments, url: &JsString, context| {
                    let reason = arguments.first().cloned().unwrap_or_default();
                    hint_at_commonjs(&reason, &text::to_utf8(url), context)?;
                    Err(errors::thrown(reason))
                },
                captures,
            );
            let hint = hint.to_js_function(&context.realm().clone());
            let derived = promise.catch(hint, context)?;
            mark_handled(&derived, context)?;
        }
        PromiseState::Fulfilled(_) => {}
    }
    Ok(promise)
}

/// What a CommonJS file threw goes to those who import it: the engine's own promise for it has nobody to handle it.
fn handle_failed(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    for path in state.modules.failed.take() {
        let modules: Vec<Module> = state.modules.esm.borrow().values().cloned().collect();
        for module in modules.iter().filter(|module| module.path() == Some(&path)) {
            // It has been evaluated: this is the promise of that.
            let promise = module.evaluate(context)?;
            mark_handled(&promise, context)?;
        }
    }
    Ok(())
}

/// Does to a module that `import()` asked for what the engine would do next, so that its errors are Node's: it is
/// linked now and evaluated in a job of its own, before the engine's.
pub(super) fn prepare_import(module: &Module, url: &str, context: &mut Context) -> JsResult<()> {
    load_graph(module, context)?;
    let state = state(context);
    let graph = state.modules.graph();
    if !graph.is_linked(url) {
        let sources = trace::running_sources(context);
        // A graph that leads to a module which is evaluating now can be linked only afterwards.
        let must_wait =
            graph.evaluating.get() > 0 && graph.find_cycle(url, &sources).is_some_and(|cycle| !cycle.is_commonjs());
        if !must_wait {
            link(module, url, context)?;
        }
    }
    let job = NativeFunction::from_copy_closure_with_captures(
        |_, _, (module, url): &(Module, JsString), context| {
            let url = text::to_utf8(url);
            // An error of the link is told by the engine itself, which tries again.
            if link(module, &url, context).is_ok() {
                let promise = evaluate(module, &url, context)?;
                mark_handled(&promise, context)?;
            }
            Ok(JsValue::undefined())
        },
        (module.clone(), JsString::from(url)),
    );
    let job = job.to_js_function(&context.realm().clone());
    let now = JsPromise::resolve(JsValue::undefined(), context)?;
    now.then(Some(job), None, context)?;
    Ok(())
}

/// Does `work` below a bytecode frame. Boa's linking, and calls that throw, leave values on the stack of the frame that
/// they run in, which would be taken for arguments of the call around an `import()` or `require()`: here they go with
/// the frame.
pub(super) fn on_own_frame<T: 'static>(
    context: &mut Context,
    work: impl FnOnce(&mut Context) -> JsResult<T> + 'static,
) -> JsResult<T> {
    let state = state(context);
    let frame = match state.slot("esm frame").as_callable() {
        Some(frame) => frame,
        None => {
            let script = Script::parse(Source::from_bytes(b"(function (run) { return run(); })"), None, context)?;
            let frame = script.evaluate(context)?;
            state.set_slot("esm frame", frame.clone());
            crate::validate::function(&frame, "frame", context)?
        }
    };
    let native = match state.slot("esm work").as_object() {
        Some(native) => native,
        None => {
            let native = crate::error_stack::native_function("", 0, do_work, context);
            state.set_slot("esm work", native.clone());
            native
        }
    };
    let answer = Rc::new(RefCell::new(None));
    let own = Rc::clone(&answer);
    *state.modules.work.borrow_mut() = Some(Box::new(move |context| {
        let result = work(context);
        let stop = result.as_ref().err().filter(|error| is_stop(error)).cloned();
        *own.borrow_mut() = Some(result);
        stop.map_or(Ok(()), Err)
    }));
    frame.call(&JsValue::undefined(), &[native.into()], context)?;
    let answer = answer.borrow_mut().take();
    answer.unwrap_or_else(|| Err(crate::fatal::internal_error("the work was not done", context)))
}

/// What [`on_own_frame`] does next.
pub(crate) type Work = Box<dyn FnOnce(&mut Context) -> JsResult<()>>;

fn do_work(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let work = state(context).modules.work.borrow_mut().take();
    if let Some(work) = work {
        work(context)?;
    }
    Ok(JsValue::undefined())
}

/// V8's and Node's error for a link that failed because a name is not exported.
fn explain(error: JsError, root: &str, context: &mut Context) -> JsResult<JsValue> {
    let message = error.as_native().map(|native| native.message().to_owned());
    let is_ambiguous = message.as_deref().is_some_and(|message| message.starts_with("could not resolve ambiguous"));
    let name = message.as_deref().and_then(|message| {
        let inner = message.split_once('`')?.1;
        message.starts_with("could not").then(|| inner.strip_suffix('`').unwrap_or(inner).to_owned())
    });
    let found = name.and_then(|name| find_import(root, &name, context));
    let Some(found) = found else { return error.into_opaque(context) };
    let Missing { module, edge, name, source, start, end } = found;
    let specifier = &edge.specifier;
    let (line, column) = outline::position(&source, start);
    let shown = source.lines().nth(usize::try_from(line).unwrap_or(1) - 1).unwrap_or_default();
    let is_commonjs = !is_ambiguous && is_commonjs(&edge.url, context);
    let message = if is_ambiguous {
        format!("The requested module '{specifier}' contains conflicting star exports for name '{name}'")
    } else if is_commonjs {
        commonjs_message(specifier, &name, shown)
    } else {
        format!("The requested module '{specifier}' does not provide an export named '{name}'")
    };
    let object = errors::plain_object(Class::SyntaxError, &message, context);
    let indent: String =
        shown.chars().take(column.saturating_sub(1) as usize).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let width = source.get(start..end).map_or(1, |name| name.lines().next().unwrap_or_default().chars().count()).max(1);
    let file = module.clone();
    let header = format!("{file}:{line}\n{shown}\n{indent}{}\nSyntaxError: {message}", "^".repeat(width));
    crate::error_stack::capture(&object, Some(&header), crate::error_stack::Above::Natives, context);
    Ok(object.into())
}

/// What Node says of a name that a CommonJS module does not show before it runs.
fn commonjs_message(specifier: &str, name: &str, line: &str) -> String {
    let names = line.find('{').and_then(|from| Some(&line[from..=line[from..].rfind('}')? + from]));
    let destructuring =
        names.map_or_else(String::new, |names| format!("const {} = pkg;\n", names.replace(" as ", ": ")));
    format!(
        "Named export '{name}' not found. The requested module '{specifier}' is a CommonJS module, which may not \
         support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, \
         for example using:\n\nimport pkg from '{specifier}';\n{destructuring}"
    )
}

fn is_commonjs(url: &str, context: &mut Context) -> bool {
    use super::resolution::Format;
    match super::resolution::url_format(url, context) {
        Ok(Some(Format::CommonJs)) => true,
        Ok(Some(Format::Ambiguous)) => !source_of(url, context).is_some_and(|source| super::looks_like_module(&source)),
        _ => false,
    }
}

/// An import of a name that is not there.
struct Missing {
    /// The module that imports.
    module: String,
    edge: cycle::Edge,
    /// The name as the other module would have it.
    name: String,
    source: String,
    start: usize,
    end: usize,
}

/// The import in the graph from `root` that asks for `name` in vain, in the order of linking.
fn find_import(root: &str, name: &str, context: &mut Context) -> Option<Missing> {
    let state = state(context);
    for module in state.modules.graph().dependencies_first(root) {
        let edges = state.modules.graph().edges(&module);
        if edges.is_empty() || state.modules.graph().is_linked(&module) {
            continue;
        }
        let Some(source) = source_of(&module, context) else { continue };
        for clause in outline::clauses(&source) {
            let Some(edge) = edges.iter().find(|edge| edge.specifier == clause.specifier) else { continue };
            // The engine tells the name that a re-export gives, not the one it asks for.
            let asked = clause.names.into_iter().find(|asked| asked.imported == name || asked.exported == name);
            let Some(Name { imported: name, start, end, .. }) = asked else { continue };
            let target = state.modules.esm.borrow().get(&(edge.url.clone(), edge.kind.clone())).cloned();
            let Some(target) = target else { continue };
            // The names of a namespace are known before anything is linked.
            let namespace = target.namespace(context);
            if namespace.has_property(text::from_utf8(&name), context).unwrap_or(true) {
                continue;
            }
            return Some(Missing { module, edge: edge.clone(), name, source, start, end });
        }
    }
    None
}

/// The text of a module, once more.
fn source_of(url: &str, context: &mut Context) -> Option<String> {
    let known = state(context).modules.text(url);
    if let Some(text) = known {
        return Some(text.to_string());
    }
    if url.starts_with("data:") {
        return super::esm::data_text(url).map(|(_, text)| text);
    }
    let path = url::Url::parse(url).ok()?.to_file_path().ok()?;
    super::loader::read_source(&path, context).ok()
}

/// The names that CommonJS files have and ES modules do not.
const COMMONJS_NAMES: [&str; 5] = ["require", "module", "exports", "__filename", "__dirname"];

/// Adds to the error of a module that uses a variable of CommonJS what to do about it.
fn hint_at_commonjs(reason: &JsValue, url: &str, context: &mut Context) -> JsResult<()> {
    let Some(error) = reason.as_object().filter(JsObject::is::<ErrorData>) else { return Ok(()) };
    let name = error.get(js_string!("name"), context)?;
    let message = error.get(js_string!("message"), context)?;
    let (Some(name), Some(message)) = (name.as_string(), message.as_string()) else { return Ok(()) };
    let mut message = text::to_utf8(&message);
    // The engine has other words for an assignment.
    let assigned = message.strip_prefix("cannot assign to uninitialized global property `");
    if let Some(variable) = assigned.and_then(|rest| rest.strip_suffix('`')) {
        message = format!("{variable} is not defined");
    }
    let variable = message.strip_suffix(" is not defined").filter(|variable| COMMONJS_NAMES.contains(variable));
    let Some(variable) = variable.filter(|_| name == js_string!("ReferenceError")) else { return Ok(()) };
    let use_import = variable == "require";
    message.push_str(" in ES module scope");
    if use_import {
        message.push_str(", you can use import instead");
    }
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    if plain.starts_with("file://")
        && plain.ends_with(".js")
        && let Some(file) = url::Url::parse(plain).ok().and_then(|url| url.to_file_path().ok())
    {
        let package = state(context).modules.resolver.package_scope(&file.to_string_lossy());
        if let Ok(Some(package)) = package
            && package.package_type == super::package::PackageType::Module
        {
            message.push_str(&format!(
                "\nThis file is being treated as an ES module because it has a '.js' file extension and '{}' contains \
                 \"type\": \"module\". To treat it as a CommonJS script, rename it to use the '.cjs' file extension.",
                package.path
            ));
        }
    }
    error.set(js_string!("message"), text::from_utf8(&message), false, context)?;
    Ok(())
}

/// Where the main module still awaits: its place, for Node's warning.
pub(crate) fn unsettled_place(context: &mut Context) -> Option<(String, u32, u32)> {
    let state = state(context);
    let main = state.modules.main_url.borrow().clone()?;
    for url in state.modules.graph().dependencies_first(&main) {
        let Some((line, column)) = state.modules.graph().last_await(&url) else { continue };
        let module = state.modules.esm.borrow().get(&(url.clone(), String::new())).cloned()?;
        // Of a module that is done this is the promise of its end.
        let promise = module.evaluate(context).ok()?;
        mark_handled(&promise, context).ok()?;
        if matches!(promise.state(), PromiseState::Pending) {
            return Some((url, line, column));
        }
    }
    None
}
