//! Development tasks: `cargo xtask <task>`. `cargo xtask help` lists them.

mod args;
mod bench;
mod child;
mod compat;
mod dist;
mod layout;
mod node_suite;
mod octane;
mod packages;
mod table;
mod test262;
mod tidy;
mod wpt;

use args::Args;
use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What a task gives back: whether all is well, or why it could not be told.
type Outcome = Result<bool, String>;

const HELP: &str = "\
cargo xtask <task> [options]

  tidy                         check the house rules that a program can check
  node-suite [options]         run Node's own tests, compare with js-tests/node-suite/expected.txt
      --module M               only this module (again for more); --match TEXT: only names containing it
      --expected               only the tests that are expected to pass
      --update                 add what passes now to the expectations; refuses to lose one without a reason
      --suite DIR              the `test` folder of Node's source (default: fetched from Debian)
      --runtime BIN --jobs N --timeout SECONDS --retry N --failures --out FILE.json
  test262 --path DIR           run tc39/test262, compare with js-tests/test262/failures.txt
      --filter TEXT --update --runtime BIN --jobs N --timeout SECONDS
  wpt [--area A]...            run the web-platform tests that Node carries, compare with js-tests/wpt/expected.txt
      --update --suite DIR --runtime BIN --jobs N --timeout SECONDS
  packages [NAME]...           install packages from the npm registry and let each do its main job
      --runtime BIN --jobs N --bless (write the expected output from --runtime)
  bench [NAME]...              run benches/ beside node, bun, deno and qjs; print medians and ratios
                               (--octane FOLDER: Octane's parts instead)
      --runs N --runtime BIN
  compat                       write docs/compat.md: which of Node's names exist here
      --runtime BIN
  dist                         build what is shipped: static, laid out for start-up by valgrind's findings; report its size

The runtime is target/release/charina unless --runtime names another; `--runtime node` tries the tools themselves.";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let outcome = match task.as_str() {
        "tidy" => tidy::run(&Args::new(rest)),
        "node-suite" => node_suite::run(&Args::new(rest)),
        "test262" => test262::run(&Args::new(rest)),
        "wpt" => wpt::run(&Args::new(rest)),
        "packages" => packages::run(&Args::new(rest)),
        "bench" => bench::run(&Args::new(rest)),
        "compat" => compat::run(&Args::new(rest)),
        "dist" => dist::run(&Args::new(rest)),
        child::MEASURE => return child::measure(&rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(true)
        }
        other => Err(format!("no task {other:?}; `cargo xtask help` lists them")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::from(2)
        }
    }
}

/// The workspace's folder.
fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map_or_else(|| manifest.to_path_buf(), Path::to_path_buf)
}

/// A file's text, or which file could not be read and why.
fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file whole: a reader sees the old text or the new one.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let part = path.with_extension("part");
    std::fs::write(&part, text)
        .and_then(|()| std::fs::rename(&part, path))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// The lines of a list: `#` starts a comment, empty lines do not count. A missing file is an empty list.
fn read_list(path: &Path) -> Result<Vec<String>, String> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = read(path)?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    Ok(lines.filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// Reads `name: reason` lines; a name without a reason is an error.
fn read_reasons(path: &Path) -> Result<std::collections::BTreeMap<String, String>, String> {
    let mut reasons = std::collections::BTreeMap::new();
    for line in read_list(path)? {
        match line.split_once(": ") {
            Some((name, reason)) if !reason.trim().is_empty() => {
                reasons.insert(name.trim().to_owned(), reason.trim().to_owned());
            }
            _ => return Err(format!("{}: no reason (`name: reason`): {line}", path.display())),
        }
    }
    Ok(reasons)
}
