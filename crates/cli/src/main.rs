//! The command `charina`.

use charina::{Main, Options, Runtime};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let main = if args.first().is_some_and(|a| a == "-e") {
        Main::Eval { source: args[1].clone(), print: false }
    } else {
        Main::File(args[0].clone())
    };
    let code = charina::on_large_stack(move || {
        let options = Options {
            args,
            exec_path: std::env::current_exe().unwrap_or_default(),
            argv0: "charina".into(),
            ..Options::default()
        };
        Runtime::new(options).map_or(1, |mut runtime| runtime.run(&main))
    });
    ExitCode::from(u8::try_from(code.unwrap_or(1)).unwrap_or(1))
}
