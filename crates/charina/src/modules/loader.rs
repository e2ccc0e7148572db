//! What both loaders share: the record of sources for stacks and error reports, the main program, preloading.

use super::cycle::Graph;
use super::link::Work;
use super::resolve::Resolver;
use super::source_map::Maps;
use super::{cjs, esm, eval_globals, resolution, syntax_words};
use crate::builtins::node::worker_threads::WorkerMain;
use crate::errors;
use crate::options::InputType;
use crate::runtime::Main;
use crate::state::state;
use charina_engine::live::LiveModule;
use charina_engine::{Context, JsError, JsResult, JsString, JsValue, Module, Script, Source, text};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

pub(crate) use super::esm::Loader;

/// The module system's state.
pub(crate) struct Modules {
    pub(super) resolver: Resolver,
    /// Columns that our wrapper put in front of the first line, by the source's path.
    prefixes: RefCell<HashMap<String, u32>>,
    /// For the columns of calls in stacks.
    pub(crate) call_sources: super::call_place::Sources,
    /// Sources that are not files, for the line shown with an uncaught error.
    texts: RefCell<HashMap<String, Rc<str>>>,
    /// Where the last syntax errors were found: message, path, line, column.
    syntax_errors: RefCell<Vec<(String, String, u32, u32)>>,
    /// ES modules by URL and type attribute.
    pub(super) esm: RefCell<HashMap<(String, String), Module>>,
    /// What is to be done in a frame of its own.
    pub(super) work: RefCell<Option<Work>>,
    /// What imports what, and what of it runs.
    pub(super) graph: Graph,
    /// Whether there are customization hooks.
    pub(super) customised: Cell<bool>,
    /// CommonJS sources that load hooks gave for an import, by path.
    pub(super) sources: RefCell<HashMap<String, String>>,
    /// What imports were resolved to, by module, specifier and attributes.
    pub(super) resolved: RefCell<HashMap<String, String>>,
    /// Whether `--require` modules load now.
    preloading: Cell<bool>,
    /// Whether stacks are mapped to the sources that programs were made from.
    maps_sources: Cell<bool>,
    /// The maps of what was loaded since.
    pub(crate) source_maps: Maps,
    /// Formats that resolve hooks gave for a `require`, by path.
    pub(super) formats: RefCell<HashMap<String, String>>,
    /// The CommonJS files that threw while a graph was evaluated.
    pub(super) failed: RefCell<Vec<PathBuf>>,
    /// What linking the modules at these URLs throws.
    pub(super) link_errors: RefCell<HashMap<String, JsValue>>,
    /// The builtins that were imported, by URL, with the names of their exports.
    pub(super) live: RefCell<HashMap<String, (LiveModule, Vec<JsString>)>>,
    /// The URL of the main ES module.
    pub(super) main_url: RefCell<Option<String>>,
}

impl Default for Modules {
    fn default() -> Self {
        Self {
            resolver: resolution::resolver(),
            prefixes: RefCell::default(),
            call_sources: super::call_place::Sources::default(),
            texts: RefCell::default(),
            syntax_errors: RefCell::default(),
            esm: RefCell::default(),
            work: RefCell::default(),
            graph: Graph::default(),
            customised: Cell::default(),
            sources: RefCell::default(),
            formats: RefCell::default(),
            preloading: Cell::default(),
            maps_sources: Cell::default(),
            source_maps: Maps::default(),
            resolved: RefCell::default(),
            failed: RefCell::default(),
            link_errors: RefCell::default(),
            live: RefCell::default(),
            main_url: RefCell::default(),
        }
    }
}

impl Modules {
    /// The resolver and what it has learnt.
    pub(crate) fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// Whether `--require` modules load now.
    pub(crate) fn is_preloading(&self) -> bool {
        self.preloading.get()
    }

    /// Whether source maps are wanted.
    pub(crate) fn maps_sources(&self) -> bool {
        self.maps_sources.get()
    }

    /// Turns source map support on or off, for what is loaded from now on.
    pub(crate) fn set_maps_sources(&self, enabled: bool) {
        self.maps_sources.set(enabled);
    }

    /// Notes the source map of a text that is loaded.
    pub(super) fn note_source_map(&self, file: &str, source: &str) {
        if self.maps_sources.get() {
            self.source_maps.note(file, source);
        }
    }

    /// Remembers that the first line of `path` starts `columns` late.
    pub(super) fn set_prefix(&self, path: &str, columns: usize) {
        self.prefixes.borrow_mut().insert(path.to_owned(), u32::try_from(columns).unwrap_or(0));
    }

    /// How many columns of the first line are ours.
    pub(crate) fn prefix_columns(&self, path: &str) -> u32 {
        self.prefixes.borrow().get(path).copied().unwrap_or(0)
    }

    /// Keeps a source that is no file.
    pub(crate) fn set_text(&self, path: &str, source: &str) {
        self.texts.borrow_mut().insert(path.to_owned(), source.into());
    }

    /// A source that is no file.
    pub(super) fn text(&self, path: &str) -> Option<Rc<str>> {
        self.texts.borrow().get(path).cloned()
    }

    /// Line `line` (from 1) of a source.
    pub(crate) fn source_line(&self, path: &str, line: u32) -> Option<String> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        if let Some(text) = self.texts.borrow().get(path) {
            return text.lines().nth(index).map(str::to_owned);
        }
        if path.starts_with("data:") {
            return esm::data_text(path)?.1.lines().nth(index).map(str::to_owned);
        }
        let path = match path.strip_prefix("file://") {
            Some(_) => url::Url::parse(path).ok()?.to_file_path().ok()?,
            None => PathBuf::from(path),
        };
        let bytes = std::fs::read(path).ok()?;
        String::from_utf8_lossy(&bytes).lines().nth(index).map(str::to_owned)
    }

    /// The place of a syntax error, by the message it was thrown with.
    pub(crate) fn syntax_error_position(&self, message: &str) -> Option<(String, u32, u32)> {
        let errors = self.syntax_errors.borrow();
        errors.iter().rev().find(|e| e.0 == message).map(|(_, path, line, column)| (path.clone(), *line, *column))
    }

    fn note_syntax_error(&self, message: &str, path: &str, line: u32, column: u32) {
        let mut errors = self.syntax_errors.borrow_mut();
        if errors.len() >= 16 {
            errors.remove(0);
        }
        errors.push((message.to_owned(), path.to_owned(), line, column));
    }
}

/// How the main program was started, which decides what runs first after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Started {
    /// A CommonJS program: `nextTick` callbacks come first.
    CommonJs,
    /// An ES module: promise jobs come first.
    Module,
}

/// A parse error as V8 would throw it: where it is goes into the report, not into the message. `text` is what was
/// parsed; its last `tail` bytes are not the program's.
pub(crate) fn syntax_error(error: &JsError, (text, tail): (&str, usize), path: &str, context: &mut Context) -> JsError {
    let full = error.as_native().map_or_else(|| error.to_string(), |native| native.message().to_owned());
    let position = crate::error_stack::syntax_position(&full);
    let message = match full.rfind(" at line ") {
        Some(index) => full[..index].to_owned(),
        None => full.clone(),
    };
    let message = syntax_words::in_v8s_words(&message, text, tail, position);
    let object = errors::plain_object(errors::Class::SyntaxError, &message, context);
    let mut header = format!("SyntaxError: {message}");
    if let Some((line, column)) = position {
        let prefix = if line == 1 { state(context).modules.prefix_columns(path) } else { 0 };
        let column = column.saturating_sub(prefix).max(1);
        state(context).modules.note_syntax_error(&message, path, line, column);
        header = format!("SyntaxError: {message}");
    }
    crate::error_stack::capture(&object, Some(&header), crate::error_stack::Above::Natives, context);
    errors::thrown(object)
}

/// Reads a source file as text: no BOM; ill-formed UTF-8 becomes U+FFFD.
pub(crate) fn read_source(path: &Path, context: &mut Context) -> JsResult<String> {
    let bytes = std::fs::read(path).map_err(|error| {
        errors::SystemError::from_io(&error, "open").with_path(path.to_string_lossy()).to_js(context)
    })?;
    let mut source = match String::from_utf8(bytes) {
        Ok(source) => source,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    if source.starts_with('\u{feff}') {
        source.drain(..'\u{feff}'.len_utf8());
    }
    Ok(source)
}

/// Runs what `--require` and `--import` name.
pub(crate) fn preload(context: &mut Context) -> JsResult<()> {
    let options = &state(context).options;
    for request in options.require.clone() {
        let base = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
        state(context).modules.preloading.set(true);
        let result = cjs::preload(&base, &request, context);
        state(context).modules.preloading.set(false);
        result?;
    }
    for specifier in options.loaders.clone() {
        super::custom::use_loader(&specifier, context)?;
    }
    for specifier in options.import.clone() {
        esm::run_preload(&specifier, context)?;
    }
    Ok(())
}

/// Starts the main program.
pub(crate) fn run_main(main: &Main, context: &mut Context) -> JsResult<Started> {
    match main {
        Main::File(file) => run_file(file, context),
        Main::Eval { source, print } => run_text("[eval]", source, *print, context),
        Main::Stdin(source) => run_text("[stdin]", source, false, context),
        Main::Tests => {
            let main = crate::builtins::require_property("internal/test/run", "main", context)?;
            if let Some(main) = main.as_callable() {
                main.call(&JsValue::undefined(), &[], context)?;
            }
            Ok(Started::CommonJs)
        }
    }
}

/// Starts the program of a worker.
pub(crate) fn run_worker(main: &WorkerMain, context: &mut Context) -> JsResult<Started> {
    match main {
        WorkerMain::File(file) => run_file(file, context),
        WorkerMain::Eval(source) => run_text("[worker eval]", source, false, context),
        WorkerMain::Url(url) => {
            esm::run_url(url, context)?;
            Ok(Started::Module)
        }
    }
}

fn run_file(file: &str, context: &mut Context) -> JsResult<Started> {
    let path = cjs::resolve_main(file, context)?;
    if esm::takes_main(&path, context)? {
        esm::run_main(&path, context)?;
        return Ok(Started::Module);
    }
    cjs::run_main(&path, context)?;
    Ok(if esm::main_is_module(context) { Started::Module } else { Started::CommonJs })
}

fn run_text(name: &'static str, source: &str, print: bool, context: &mut Context) -> JsResult<Started> {
    let state = state(context);
    state.modules.set_text(name, source);
    if state.options.input_type == InputType::Module {
        esm::run_text(name, source, context)?;
        return Ok(Started::Module);
    }
    eval_globals::define_eval_globals(name, context)?;
    super::nesting::check(source, context)?;
    let parsed = Script::parse(Source::from_bytes(source.as_bytes()).with_path(Path::new(name)), None, context);
    let script = match parsed {
        Ok(script) => script,
        Err(_) if state.options.input_type == InputType::Detect && super::looks_like_module(source) => {
            esm::run_text(name, source, context)?;
            return Ok(Started::Module);
        }
        Err(error) => return Err(syntax_error(&error, (source, 0), name, context)),
    };
    let value = script.evaluate(context)?;
    if print {
        let console = crate::builtins::require("console", context)?;
        if let Some(console) = console.as_object()
            && let Some(log) = console.get(JsString::from("log"), context)?.as_callable()
        {
            log.call(&console.into(), &[value], context)?;
        }
    }
    Ok(Started::CommonJs)
}

/// Parses the main file without running it.
pub(crate) fn check_syntax(file: &str, context: &mut Context) -> JsResult<()> {
    let path = cjs::resolve_main(file, context)?;
    let source = read_source(&path, context)?;
    let shown = path.to_string_lossy().into_owned();
    if esm::is_module_file(&path, context)? {
        return esm::parse(&source, &shown, context).map(|_| ());
    }
    match cjs::compile(&source, &shown, context) {
        Err(_) if super::looks_like_module(&source) => esm::parse(&source, &shown, context).map(|_| ()),
        result => result.map(|_| ()),
    }
}

/// A JS string of a path.
pub(super) fn js_path(path: &Path) -> JsValue {
    text::from_utf8(&path.to_string_lossy()).into()
}
