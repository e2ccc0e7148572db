//! The command `charina`: reads the command line and the environment, and runs one runtime.

mod flags;
mod parse;

use charina::{Main, Options, Runtime};
use flags::Request;
use parse::BadOption;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Quick with small blocks; counts the bytes of buffers, so that garbage of large ones is collected and
/// `process.memoryUsage()` is true.
#[global_allocator]
static ALLOCATOR: charina::Allocator = charina::Allocator;

/// An invalid argument, as Node numbers it (<https://nodejs.org/api/process.html#exit-codes>).
const INVALID_ARGUMENT: i32 = 9;

fn main() -> ExitCode {
    let mut words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let argv0 = words.next().unwrap_or_else(|| "charina".to_owned());
    let words: Vec<String> = words.collect();
    let code = match request(&argv0, &words) {
        Ok(request) => run(request),
        Err(BadOption(message)) => {
            eprintln!("{argv0}: {message}");
            INVALID_ARGUMENT
        }
    };
    // The status is one byte, as the system cuts it.
    ExitCode::from(code.to_le_bytes()[0])
}

fn request(argv0: &str, words: &[String]) -> Result<Request, BadOption> {
    let mut environment = None;
    let mut request = parse::command_line(words, |files| {
        environment = charina::environment_with(files).map_err(BadOption)?;
        Ok(variable("NODE_OPTIONS", environment.as_ref()).filter(|text| !text.is_empty()))
    })?;
    let options = &mut request.options;
    let is_on = |name: &str| variable(name, environment.as_ref()).is_some_and(|value| value == "1");
    options.pending_deprecation |= is_on("NODE_PENDING_DEPRECATION");
    options.preserve_symlinks |= is_on("NODE_PRESERVE_SYMLINKS");
    options.preserve_symlinks_main |= is_on("NODE_PRESERVE_SYMLINKS_MAIN");
    if options.redirect_warnings.is_none() {
        let file = variable("NODE_REDIRECT_WARNINGS", environment.as_ref());
        options.redirect_warnings = file.filter(|file| !file.is_empty());
    }
    options.parse_worker_options = Some(parse::worker_options);
    options.environment_flags = Some(flags::environment_flags);
    request.options.argv0 = argv0.to_owned();
    request.options.exec_path = std::env::current_exe().unwrap_or_else(|_| PathBuf::from(argv0));
    request.options.pool_threads =
        variable("UV_THREADPOOL_SIZE", environment.as_ref()).and_then(|size| size.parse().ok());
    request.options.env = environment;
    Ok(request)
}

/// A variable of the environment, .env files included.
fn variable(name: &str, environment: Option<&BTreeMap<String, String>>) -> Option<String> {
    match environment {
        Some(environment) => environment.get(name).cloned(),
        None => std::env::var(name).ok(),
    }
}

fn run(mut request: Request) -> i32 {
    if request.version {
        println!("{}", charina::version::NODE);
        return 0;
    }
    if request.help {
        print!("{}", parse::help());
        return 0;
    }
    let main = match main_program(&mut request) {
        Ok(main) => main,
        Err(message) => {
            eprintln!("{}: {message}", request.options.argv0);
            return INVALID_ARGUMENT;
        }
    };
    let Request { options, check, .. } = request;
    charina::exit_from_large_stack(move || execute(options, &main, check))
}

/// What to run: `-e` text, the script, or what standard input holds.
fn main_program(request: &mut Request) -> Result<Main, String> {
    if let Some(source) = request.eval.take() {
        if request.check {
            return Err("either --check or --eval can be used, not both".to_owned());
        }
        return Ok(Main::Eval { source, print: request.print });
    }
    if request.test {
        if request.check {
            return Err("either --test or --check can be used, not both".to_owned());
        }
        return Ok(Main::Tests);
    }
    match request.options.args.first().map(String::as_str) {
        Some("-") | None => {
            let mut source = Vec::new();
            std::io::stdin().read_to_end(&mut source).map_err(|error| error.to_string())?;
            let source = String::from_utf8_lossy(&source).into_owned();
            if request.print {
                return Ok(Main::Eval { source, print: true });
            }
            Ok(Main::Stdin(source))
        }
        Some(file) => {
            let file = file.to_owned();
            let absolute = std::path::absolute(&file).unwrap_or_else(|_| PathBuf::from(&file));
            // process.argv[1] is the script's absolute path.
            request.options.args[0] = absolute.to_string_lossy().into_owned();
            Ok(Main::File(file))
        }
    }
}

fn execute(options: Options, main: &Main, check: bool) -> i32 {
    match Runtime::new(options) {
        Ok(runtime) => {
            // The system takes the memory back faster than we give it up, object by object.
            let mut runtime = std::mem::ManuallyDrop::new(runtime);
            runtime.set_native_stack(charina::STACK_SIZE - charina::STACK_SIZE / 16);
            match main {
                Main::File(file) if check => runtime.check(file),
                main => runtime.run(main),
            }
        }
        Err(error) => {
            eprintln!("charina: {error}");
            1
        }
    }
}
