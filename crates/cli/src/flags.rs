//! The table of options: from it the parser, the help text and what NODE_OPTIONS may hold derive.
//! (<https://nodejs.org/api/cli.html>; one homogeneous table.)

use charina::{DisableProto, InputType, Options, UnhandledRejections};

/// What the command line asks for besides the runtime's own options.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) options: Options,
    pub(crate) eval: Option<String>,
    pub(crate) print: bool,
    pub(crate) check: bool,
    pub(crate) test: bool,
    pub(crate) version: bool,
    pub(crate) help: bool,
    /// Environment files, and whether each may be missing.
    pub(crate) env_files: Vec<(String, bool)>,
}

/// How an option takes its value.
pub(crate) enum Kind {
    /// No value.
    Switch(fn(&mut Request)),
    /// On, or off as `--no-name`; the word given last counts. The first field says which of the two is the default.
    Bool(bool, fn(&mut Request, bool)),
    /// A value; the function says what is wrong with one it does not take.
    Value(&'static str, fn(&mut Request, &str) -> Result<(), String>),
    /// `-e`: a value whose meaning the parser needs.
    Eval,
    /// `-p`: a value that may be missing, as in `-pe code`.
    Print,
    /// Accepted because what it turns on is always on here (or, for engines' tuning, has nothing to tune).
    Always,
}

/// One option.
pub(crate) struct Flag {
    pub(crate) long: &'static str,
    pub(crate) short: Option<char>,
    pub(crate) kind: Kind,
    /// Whether NODE_OPTIONS may hold it.
    pub(crate) in_environment: bool,
    pub(crate) help: &'static str,
}

const fn flag(long: &'static str, short: Option<char>, env: bool, kind: Kind, help: &'static str) -> Flag {
    Flag { long, short, kind, in_environment: env, help }
}

const fn always(long: &'static str) -> Flag {
    flag(long, None, true, Kind::Always, "")
}

use Kind::{Bool, Eval, Print, Switch, Value};

/// What NODE_OPTIONS may hold: `process.allowedNodeEnvironmentFlags`.
pub(crate) fn environment_flags() -> Vec<String> {
    let mut list = Vec::new();
    for flag in FLAGS.iter().filter(|flag| flag.in_environment) {
        list.push(format!("--{}", flag.long));
        list.extend(matches!(flag.kind, Bool(..)).then(|| format!("--no-{}", flag.long)));
        list.extend(flag.short.map(|short| format!("-{short}")));
    }
    list
}

/// Every option, alphabetical; those without help are accepted and always on.
pub(crate) const FLAGS: &[Flag] = &[
    flag("check", Some('c'), false, Switch(|r| r.check = true), "syntax check script without executing"),
    flag(
        "conditions",
        Some('C'),
        true,
        Value("condition", |r, v| {
            r.options.conditions.push(v.to_owned());
            Ok(())
        }),
        "additional user conditions for conditional exports and imports",
    ),
    flag("deprecation", None, true, Bool(true, |r, on| r.options.no_deprecation = !on), "silence deprecation warnings"),
    flag(
        "disable-proto",
        None,
        true,
        Value("mode", |r, v| {
            r.options.disable_proto = match v {
                "delete" => Some(DisableProto::Delete),
                "throw" => Some(DisableProto::Throw),
                _ => return Err("invalid mode passed to --disable-proto".to_owned()),
            };
            Ok(())
        }),
        "disable Object.prototype.__proto__",
    ),
    flag(
        "disable-warning",
        None,
        true,
        Value("code", |r, v| {
            r.options.disable_warnings.push(v.to_owned());
            Ok(())
        }),
        "silence specific process warnings",
    ),
    flag(
        "enable-source-maps",
        None,
        true,
        Switch(|r| r.options.source_maps = true),
        "map stack traces to the sources that source maps name",
    ),
    flag(
        "env-file",
        None,
        false,
        Value("file", |r, v| {
            r.env_files.push((v.to_owned(), false));
            Ok(())
        }),
        "set environment variables from supplied file",
    ),
    flag(
        "env-file-if-exists",
        None,
        false,
        Value("file", |r, v| {
            r.env_files.push((v.to_owned(), true));
            Ok(())
        }),
        "set environment variables from supplied file, if it exists",
    ),
    flag("eval", Some('e'), false, Eval, "evaluate script"),
    always("experimental-abortcontroller"),
    always("experimental-detect-module"),
    always("experimental-fetch"),
    always("experimental-global-customevent"),
    always("experimental-global-navigator"),
    always("experimental-global-webcrypto"),
    always("experimental-import-meta-resolve"),
    always("experimental-json-modules"),
    flag(
        "experimental-loader",
        None,
        true,
        Value("module", |r, v| {
            r.options.loaders.push(v.to_owned());
            Ok(())
        }),
        "use the specified module as a custom loader",
    ),
    flag(
        "experimental-print-required-tla",
        None,
        true,
        Switch(|r| r.options.print_required_tla = true),
        "leave the hint at this option out of errors about required modules that await",
    ),
    always("experimental-require-module"),
    always("experimental-top-level-await"),
    always("experimental-worker"),
    flag("expose-gc", None, false, Switch(|r| r.options.expose_gc = true), "expose gc as a global function"),
    flag(
        "expose-internals",
        None,
        false,
        Switch(|r| r.options.expose_internals = true),
        "let require() reach internal modules (for tests of the runtime itself)",
    ),
    flag(
        "extra-info-on-fatal-exception",
        None,
        true,
        Bool(true, |r, on| r.options.no_extra_info_on_fatal_exception = !on),
        "hide extra information on fatal exception that causes exit",
    ),
    flag("help", Some('h'), false, Switch(|r| r.help = true), "print command line options"),
    flag(
        "import",
        None,
        true,
        Value("module", |r, v| {
            r.options.import.push(v.to_owned());
            Ok(())
        }),
        "ES module to preload",
    ),
    flag(
        "input-type",
        None,
        true,
        Value("type", |r, v| {
            r.options.input_type = match v {
                "commonjs" => InputType::CommonJs,
                "module" => InputType::Module,
                _ => return Err("--input-type must be \"module\" or \"commonjs\"".to_owned()),
            };
            Ok(())
        }),
        "set module type for string input",
    ),
    flag(
        "insecure-http-parser",
        None,
        true,
        Bool(false, |r, on| r.options.insecure_http_parser = on),
        "use an insecure HTTP parser that accepts invalid HTTP headers",
    ),
    always("jitless"),
    flag(
        "loader",
        None,
        true,
        Value("module", |r, v| {
            r.options.loaders.push(v.to_owned());
            Ok(())
        }),
        "use the specified module as a custom loader",
    ),
    flag(
        "max-http-header-size",
        None,
        true,
        Value("bytes", |r, v| {
            r.options.max_http_header_size =
                Some(v.parse().map_err(|_| "--max-http-header-size must be a number".to_owned())?);
            Ok(())
        }),
        "set the maximum size of HTTP headers (default: 16384 (16KB))",
    ),
    flag(
        "max-old-space-size",
        None,
        true,
        Value("megabytes", |_, v| {
            v.parse::<u32>().map(|_| ()).map_err(|_| "--max-old-space-size must be a number".to_owned())
        }),
        "heap limit (not enforced before the engine has one)",
    ),
    // Generations of V8's collector; ours has none.
    flag("max-semi-space-size", None, true, Value("megabytes", |_, _| Ok(())), ""),
    flag("min-semi-space-size", None, true, Value("megabytes", |_, _| Ok(())), ""),
    flag(
        "network-family-autoselection",
        None,
        true,
        Bool(true, |r, on| r.options.no_family_autoselection = !on),
        "set the default value for net.setDefaultAutoSelectFamily",
    ),
    flag(
        "network-family-autoselection-attempt-timeout",
        None,
        true,
        Value("ms", |r, v| {
            let text = "--network-family-autoselection-attempt-timeout must be a number";
            r.options.family_attempt_timeout = Some(v.parse().map_err(|_| text.to_owned())?);
            Ok(())
        }),
        "set the default value for the network family autoselection attempt timeout",
    ),
    // What these turn off is not there.
    always("no-experimental-eventsource"),
    flag(
        "no-experimental-global-navigator",
        None,
        true,
        Switch(|r| r.options.no_navigator = true),
        "leave the global navigator out",
    ),
    flag(
        "no-experimental-require-module",
        None,
        true,
        Switch(|r| r.options.no_require_module = true),
        "let require() refuse ES modules",
    ),
    always("no-experimental-sqlite"),
    always("no-experimental-strip-types"),
    always("no-experimental-websocket"),
    always("no-experimental-webstorage"),
    always("no-strip-types"),
    // There is no snapshot to start from.
    flag("node-snapshot", None, true, Bool(true, |_, _| ()), ""),
    flag(
        "pending-deprecation",
        None,
        true,
        Bool(false, |r, on| r.options.pending_deprecation = on),
        "emit pending deprecation warnings",
    ),
    flag(
        "preserve-symlinks",
        None,
        true,
        Bool(false, |r, on| r.options.preserve_symlinks = on),
        "preserve symbolic links when resolving",
    ),
    flag(
        "preserve-symlinks-main",
        None,
        true,
        Bool(false, |r, on| r.options.preserve_symlinks_main = on),
        "preserve symbolic links when resolving the main module",
    ),
    flag("print", Some('p'), false, Print, "evaluate script and print result"),
    flag(
        "redirect-warnings",
        None,
        true,
        Value("file", |r, v| {
            r.options.redirect_warnings = Some(v.to_owned());
            Ok(())
        }),
        "write warnings to file instead of stderr",
    ),
    flag(
        "require",
        Some('r'),
        true,
        Value("module", |r, v| {
            r.options.require.push(v.to_owned());
            Ok(())
        }),
        "CommonJS module to preload",
    ),
    flag(
        "stack-trace-limit",
        None,
        true,
        Value("count", |r, v| {
            r.options.stack_trace_limit =
                Some(v.parse().map_err(|_| "--stack-trace-limit must be a number".to_owned())?);
            Ok(())
        }),
        "frames that a stack trace keeps",
    ),
    flag("test", None, false, Switch(|r| r.test = true), "launch test runner on startup"),
    flag("test-concurrency", None, true, Value("number", |_, _| Ok(())), "specify test runner concurrency"),
    flag("test-force-exit", None, false, Switch(|_| ()), "force test runner to exit upon completion"),
    flag("test-isolation", None, true, Value("mode", |_, _| Ok(())), "how test files are isolated: process"),
    flag(
        "test-name-pattern",
        None,
        true,
        Value("pattern", |_, _| Ok(())),
        "run tests whose name matches this regular expression",
    ),
    flag("test-only", None, true, Switch(|_| ()), "run tests with 'only' option set"),
    flag("test-reporter", None, true, Value("reporter", |_, _| Ok(())), "report test output using the given reporter"),
    flag(
        "test-reporter-destination",
        None,
        true,
        Value("destination", |_, _| Ok(())),
        "report given reporter to the given destination",
    ),
    flag("test-shard", None, true, Value("shard", |_, _| Ok(())), "run test at specific shard"),
    flag(
        "test-skip-pattern",
        None,
        true,
        Value("pattern", |_, _| Ok(())),
        "run tests whose name does not match this regular expression",
    ),
    flag("test-timeout", None, true, Value("ms", |_, _| Ok(())), "specify test runner timeout"),
    flag(
        "throw-deprecation",
        None,
        true,
        Bool(false, |r, on| r.options.throw_deprecation = on),
        "throw an exception on deprecations",
    ),
    flag(
        "title",
        None,
        true,
        Value("title", |r, v| {
            r.options.title = Some(v.to_owned());
            Ok(())
        }),
        "the process title to use on startup",
    ),
    flag(
        "trace-deprecation",
        None,
        true,
        Bool(false, |r, on| r.options.trace_deprecation = on),
        "show stack traces on deprecations",
    ),
    flag(
        "trace-exit",
        None,
        true,
        Bool(false, |r, on| r.options.trace_exit = on),
        "show stack trace when an environment exits",
    ),
    flag(
        "trace-uncaught",
        None,
        true,
        Bool(false, |r, on| r.options.trace_uncaught = on),
        "show stack traces for the throw behind uncaught exceptions",
    ),
    flag(
        "trace-warnings",
        None,
        true,
        Bool(false, |r, on| r.options.trace_warnings = on),
        "show stack traces on process warnings",
    ),
    flag(
        "unhandled-rejections",
        None,
        true,
        Value("mode", |r, v| {
            r.options.unhandled_rejections = match v {
                "strict" => UnhandledRejections::Strict,
                "warn" => UnhandledRejections::Warn,
                "none" => UnhandledRejections::None,
                "throw" => UnhandledRejections::Throw,
                "warn-with-error-code" => UnhandledRejections::WarnWithErrorCode,
                _ => return Err("invalid value for --unhandled-rejections".to_owned()),
            };
            Ok(())
        }),
        "what to do about promise rejections that nobody handles",
    ),
    flag("use-strict", None, false, Bool(false, |r, on| r.options.use_strict = on), "enforce strict mode"),
    flag("verify-base-objects", None, true, Bool(false, |_, _| ()), ""),
    flag("version", Some('v'), false, Switch(|r| r.version = true), "print Node.js version"),
    flag("warnings", None, true, Bool(true, |r, on| r.options.no_warnings = !on), "silence all process warnings"),
    // New buffers are always zero.
    flag("zero-fill-buffers", None, true, Bool(false, |_, _| ()), ""),
];

#[cfg(test)]
mod tests {
    use super::FLAGS;

    #[test]
    fn the_table_is_alphabetical_and_has_no_name_twice() {
        assert!(FLAGS.windows(2).all(|pair| pair[0].long < pair[1].long));
    }
}
