//! Command-line arguments of the tasks: `--name value`, `--name=value`, `--switch` and plain words.

use crate::root;
use std::{path::PathBuf, str::FromStr, thread};

/// The arguments of one task.
pub(crate) struct Args {
    words: Vec<String>,
}

impl Args {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self { words }
    }

    /// Refuses options that the task does not have and gives the plain words.
    /// `switches` take no value, `options` take one.
    pub(crate) fn check(&self, switches: &[&str], options: &[&str]) -> Result<Vec<String>, String> {
        let mut plain = Vec::new();
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            let Some(option) = word.strip_prefix("--") else {
                plain.push(word.clone());
                continue;
            };
            let (name, value) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
            let known = if value.is_none() && switches.contains(&name) {
                true
            } else {
                options.contains(&name) && (value.is_some() || words.next().is_some())
            };
            if !known {
                return Err(format!("{word}: unknown option, or its value is missing"));
            }
        }
        Ok(plain)
    }

    pub(crate) fn has(&self, switch: &str) -> bool {
        self.words.iter().any(|word| word.strip_prefix("--") == Some(switch))
    }

    /// Every value given for an option, in order.
    pub(crate) fn all(&self, option: &str) -> Vec<&str> {
        let mut values = Vec::new();
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            match word.strip_prefix("--").and_then(|word| word.strip_prefix(option)) {
                Some("") => values.extend(words.next().map(String::as_str)),
                Some(rest) => values.extend(rest.strip_prefix('=')),
                None => {}
            }
        }
        values
    }

    pub(crate) fn get(&self, option: &str) -> Option<&str> {
        self.all(option).pop()
    }

    pub(crate) fn number<T: FromStr>(&self, option: &str, default: T) -> Result<T, String> {
        match self.get(option) {
            Some(text) => text.parse().map_err(|_| format!("--{option}: not a number: {text}")),
            None => Ok(default),
        }
    }

    pub(crate) fn jobs(&self) -> Result<usize, String> {
        let default = thread::available_parallelism().map_or(2, usize::from);
        Ok(self.number("jobs", default)?.max(1))
    }

    /// The command that runs scripts, split at spaces: `--runtime "deno run -A"` works.
    pub(crate) fn runtime(&self) -> Result<Vec<String>, String> {
        let Some(text) = self.get("runtime") else {
            let built = root().join("target/release/charina");
            if !built.exists() {
                return Err(format!("{} is missing: `cargo build --release` makes it", built.display()));
            }
            return Ok(vec![built.display().to_string()]);
        };
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let Some(program) = words.first_mut() else { return Err("--runtime is empty".into()) };
        // The tools change their working directory: a relative path would no longer be found.
        if program.contains('/') {
            let path = PathBuf::from(&*program);
            *program = path.canonicalize().map_err(|error| format!("{program}: {error}"))?.display().to_string();
        }
        Ok(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> Args {
        Args::new(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn values_come_both_ways() {
        let args = args(&["a", "--module", "fs", "--module=path", "--update", "b"]);
        assert_eq!(args.all("module"), ["fs", "path"]);
        assert_eq!(args.check(&["update"], &["module"]), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert!(args.has("update") && !args.has("modul"));
    }

    #[test]
    fn unknown_options_and_missing_values_are_refused() {
        assert!(args(&["--nope"]).check(&["update"], &["module"]).is_err());
        assert!(args(&["--module"]).check(&[], &["module"]).is_err());
        assert!(args(&["--update=1"]).check(&["update"], &[]).is_err());
    }
}
