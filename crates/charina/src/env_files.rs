//! `--env-file`: the environment of the program with the variables of .env files added
//! (<https://nodejs.org/api/cli.html#--env-filefile>).

use crate::builtins::node::util::parse_env;
use std::collections::BTreeMap;

/// The process's environment with what .env files add; a variable that is set already stays. Each file is given with
/// whether it may be missing. `None` without files: the runtime then reads the environment itself, if it is asked for
/// (<https://nodejs.org/api/cli.html#--env-fileconfig>).
///
/// # Errors
/// A message naming the file that could not be read.
pub fn environment_with(files: &[(String, bool)]) -> Result<Option<BTreeMap<String, String>>, String> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut environment: BTreeMap<String, String> = std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .collect();
    let inherited: Vec<String> = environment.keys().cloned().collect();
    for (file, may_be_missing) in files {
        match std::fs::read_to_string(file) {
            Ok(text) => {
                for (name, value) in parse_env::parse(&text) {
                    if !inherited.contains(&name) {
                        environment.insert(name, value);
                    }
                }
            }
            Err(error) if *may_be_missing && error.kind() == std::io::ErrorKind::NotFound => {
                eprintln!("{file} not found. Continuing without it.");
            }
            Err(_) => return Err(format!("{file}: not found")),
        }
    }
    Ok(Some(environment))
}
