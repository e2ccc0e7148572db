//! `--env-file`: the environment of the program with the variables of .env files added
//! (<https://nodejs.org/api/cli.html#--env-filefile>).

use std::collections::BTreeMap;

/// The process's environment with what the files add; a variable that is set already stays. `None` without files: the
/// runtime then reads the environment itself, if it is asked for.
pub(crate) fn environment(files: &[(String, bool)]) -> Result<Option<BTreeMap<String, String>>, String> {
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
                for (name, value) in charina::parse_env_file(&text) {
                    if !inherited.contains(&name) {
                        environment.insert(name, value);
                    }
                }
            }
            Err(error) if *may_be_missing && error.kind() == std::io::ErrorKind::NotFound => {}
            Err(_) => return Err(format!("{file}: not found")),
        }
    }
    Ok(Some(environment))
}
