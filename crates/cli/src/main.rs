//! The command `charina`: reads the command line and the environment, and runs one runtime.

mod flags;
mod parse;

use charina::{Main, Options, Runtime};
use flags::Request;
use parse::BadOption;
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
    let mut request = parse::command_line(words)?;
    if let Ok(text) = std::env::var("NODE_OPTIONS")
        && !text.is_empty()
    {
        // The environment's options come first, so that the command line's have the last word.
        let mut first = Request::default();
        parse::node_options(&text, &mut first)?;
        merge(&mut request, first);
    }
    request.options.argv0 = argv0.to_owned();
    request.options.exec_path = std::env::current_exe().unwrap_or_else(|_| PathBuf::from(argv0));
    request.options.pool_threads = std::env::var("UV_THREADPOOL_SIZE").ok().and_then(|size| size.parse().ok());
    Ok(request)
}

fn merge(request: &mut Request, mut first: Request) {
    let own = &mut request.options;
    let env = &mut first.options;
    env.require.append(&mut own.require);
    env.import.append(&mut own.import);
    env.conditions.append(&mut own.conditions);
    own.require = std::mem::take(&mut env.require);
    own.import = std::mem::take(&mut env.import);
    own.conditions = std::mem::take(&mut env.conditions);
    own.stack_trace_limit = own.stack_trace_limit.or(env.stack_trace_limit);
    own.title = own.title.take().or(env.title.take());
    own.no_warnings |= env.no_warnings;
    own.no_deprecation |= env.no_deprecation;
    own.throw_deprecation |= env.throw_deprecation;
    own.trace_deprecation |= env.trace_deprecation;
    own.trace_warnings |= env.trace_warnings;
    own.trace_uncaught |= env.trace_uncaught;
    own.pending_deprecation |= env.pending_deprecation;
    own.preserve_symlinks |= env.preserve_symlinks;
    own.preserve_symlinks_main |= env.preserve_symlinks_main;
    if own.unhandled_rejections == charina::UnhandledRejections::default() {
        own.unhandled_rejections = env.unhandled_rejections;
    }
    if own.input_type == charina::InputType::default() {
        own.input_type = env.input_type;
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
    let environment = match charina::environment_with(&request.env_files) {
        Ok(environment) => environment,
        Err(message) => {
            eprintln!("{}: {message}", request.options.argv0);
            return INVALID_ARGUMENT;
        }
    };
    request.options.env = environment;
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
