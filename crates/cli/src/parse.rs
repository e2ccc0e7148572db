//! From words to a [`Request`]: clap does the reading, after the few rules of Node's that clap does not have.

use crate::flags::{FLAGS, Flag, Kind, Request};
use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// A command line that cannot be followed: Node's words, without the program's name. The exit code is 9.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadOption(pub(crate) String);

/// How a switch that can be turned off is written in clap's form.
const ON: &str = "on";
const OFF: &str = "off";

/// What stands before and after the script's name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Split {
    /// Options in clap's form.
    options: Vec<String>,
    /// The words as they were given: `process.execArgv`.
    raw: Vec<String>,
    /// The script and its arguments.
    rest: Vec<String>,
}

/// Reads the words after the program's name. NODE_OPTIONS comes from `environment`, which is given the .env files that
/// the line names; its options stand before the line's own, which so have the last word.
pub(crate) fn command_line(
    words: &[String],
    environment: impl FnOnce(&[(String, bool)]) -> Result<Option<String>, BadOption>,
) -> Result<Request, BadOption> {
    let split = split(words)?;
    let mut options = Vec::new();
    if let Some(text) = environment(&env_files(&split.options))? {
        options = node_options(&text)?;
    }
    options.extend(split.options);
    let mut request = Request::default();
    read(&options, &mut request)?;
    request.options.exec_argv = split.raw;
    request.options.args = split.rest;
    Ok(request)
}

/// What a worker may not have for itself, because it is the process's or the engine's.
const PROCESS_WIDE: &[&str] = &[
    "disable-proto",
    "env-file",
    "env-file-if-exists",
    "expose-gc",
    "jitless",
    "max-old-space-size",
    "max-semi-space-size",
    "min-semi-space-size",
    "stack-trace-limit",
    "title",
    "use-strict",
];

/// The options of a worker: its `execArgv`, and NODE_OPTIONS of its own environment.
pub(crate) fn worker_options(words: &[String], node_options: Option<&str>) -> Result<charina::Options, String> {
    let invalid: Vec<&str> = words
        .iter()
        .filter(|word| word.starts_with('-'))
        .filter(|word| find(&plain_name(word)).is_none_or(|(flag, _)| PROCESS_WIDE.contains(&flag.long)))
        .map(String::as_str)
        .collect();
    if !invalid.is_empty() {
        return Err(format!("invalid execArgv flags: {}", invalid.join(", ")));
    }
    let in_environment = |BadOption(message)| format!("invalid NODE_OPTIONS env variable: {message}");
    let mut options = match node_options {
        Some(text) => self::node_options(text).map_err(in_environment)?,
        None => Vec::new(),
    };
    let in_words = |BadOption(message)| format!("invalid execArgv flags: {message}");
    options.extend(split(words).map_err(in_words)?.options);
    let mut request = Request::default();
    read(&options, &mut request).map_err(in_words)?;
    Ok(request.options)
}

/// The .env files among the options, in their order, and whether each may be missing.
fn env_files(options: &[String]) -> Vec<(String, bool)> {
    let file = |option: &String| match option.strip_prefix("--env-file") {
        Some(rest) => match rest.strip_prefix("-if-exists=") {
            Some(file) => Some((file.to_owned(), true)),
            None => rest.strip_prefix('=').map(|file| (file.to_owned(), false)),
        },
        None => None,
    };
    options.iter().filter_map(file).collect()
}

/// The options in NODE_OPTIONS, in clap's form.
fn node_options(text: &str) -> Result<Vec<String>, BadOption> {
    let words = shell_words(text)?;
    let refuse = |word: &str| BadOption(format!("{word} is not allowed in NODE_OPTIONS"));
    let split = split(&words).map_err(|error| match error.0.strip_prefix("bad option: ") {
        Some(word) => refuse(word),
        None => error,
    })?;
    // Node passes over a word that is no option, with all behind it.
    for word in split.raw.iter().filter(|word| word.starts_with('-') && word.as_str() != "--") {
        let allowed = find(&plain_name(word)).is_some_and(|(flag, _)| flag.in_environment);
        if !allowed {
            return Err(refuse(word));
        }
    }
    Ok(split.options)
}

/// The option's name with hyphens, without its value.
fn plain_name(word: &str) -> String {
    match word.strip_prefix("--") {
        Some(long) => format!("--{}", long.split('=').next().unwrap_or(long).replace('_', "-")),
        None => word.to_owned(),
    }
}

/// The option that a name stands for, and whether it is turned on.
fn find(name: &str) -> Option<(&'static Flag, bool)> {
    match name.strip_prefix("--") {
        Some(long) => {
            let exact = FLAGS.iter().find(|flag| flag.long == long);
            let negated = || {
                let long = long.strip_prefix("no-")?;
                FLAGS.iter().find(|flag| flag.long == long && matches!(flag.kind, Kind::Bool(..)))
            };
            exact.map(|flag| (flag, true)).or_else(|| negated().map(|flag| (flag, false)))
        }
        None => {
            let short = name.strip_prefix('-')?.chars().next()?;
            FLAGS.iter().find(|flag| flag.short == Some(short)).map(|flag| (flag, true))
        }
    }
}

/// Cuts the line where the script begins, and brings each option into the one form that clap is told of: underscores
/// are hyphens, `--flag=value` is split, `-pe` is `-p -e`.
fn split(words: &[String]) -> Result<Split, BadOption> {
    let mut out = Split::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            out.raw.push(word.clone());
            break;
        }
        if word == "-" || !word.starts_with('-') {
            // After -e the first word is the script's argument already.
            out.rest.push(word.clone());
            break;
        }
        out.raw.push(word.clone());
        if word == "-pe" {
            out.options.extend(["--print=".to_owned(), "--eval".to_owned()]);
            if let Some(value) = words.next() {
                out.raw.push(value.clone());
                out.options.push(value.clone());
            }
            continue;
        }
        let name = plain_name(word);
        let value = word.split_once('=').filter(|_| word.starts_with("--")).map(|(_, value)| value.to_owned());
        let Some((flag, on)) = find(&name) else { return Err(unknown(word, &name)) };
        let exact = name.starts_with("--") || name.chars().count() == 2;
        if !exact {
            return Err(BadOption(format!("bad option: {word}")));
        }
        match flag.kind {
            // A value behind one of these is passed over, as Node does.
            Kind::Switch(_) | Kind::Always => out.options.push(format!("--{}", flag.long)),
            Kind::Bool(..) => out.options.push(format!("--{}={}", flag.long, if on { ON } else { OFF })),
            Kind::Print if value.is_none() => {
                // The code follows unless another option does, which then brings it.
                let next = words.as_slice().first().filter(|next| !next.starts_with('-'));
                let code = if next.is_some() { words.next().cloned() } else { None };
                out.raw.extend(code.clone());
                out.options.push(format!("--print={}", code.unwrap_or_default()));
            }
            Kind::Eval | Kind::Print | Kind::Value(..) => {
                let value = match value {
                    Some(value) => value,
                    None => {
                        let next = words.next().filter(|v| !v.starts_with('-') || v.as_str() == "-");
                        let Some(next) = next else { return Err(BadOption(format!("{word} requires an argument"))) };
                        out.raw.push(next.clone());
                        next.clone()
                    }
                };
                out.options.push(format!("--{}={value}", flag.long));
            }
        }
    }
    out.rest.extend(words.cloned());
    Ok(out)
}

/// What is wrong with a word that names no option.
fn unknown(word: &str, name: &str) -> BadOption {
    let positive = name.strip_prefix("--no-").and_then(|long| FLAGS.iter().find(|flag| flag.long == long));
    BadOption(match positive {
        Some(_) => format!("{word} is an invalid negation because it is not a boolean option"),
        None => format!("bad option: {word}"),
    })
}

/// The clap command of the table.
fn command() -> Command {
    let mut command = Command::new("charina").no_binary_name(true).disable_help_flag(true).disable_version_flag(true);
    for flag in FLAGS {
        let arg = Arg::new(flag.long).long(flag.long).help(flag.help);
        let arg = match flag.kind {
            Kind::Switch(_) | Kind::Always => arg.action(ArgAction::Count),
            _ => arg.action(ArgAction::Append).allow_hyphen_values(true).value_parser(ValueParser::string()),
        };
        command = command.arg(match flag.short {
            Some(short) => arg.short(short),
            None => arg,
        });
    }
    command
}

fn read(words: &[String], request: &mut Request) -> Result<(), BadOption> {
    // Most programs are started with no option at all, and clap's table takes longer to build than they to run.
    if words.is_empty() {
        return Ok(());
    }
    let matches = command().try_get_matches_from(words).map_err(|error| {
        BadOption(error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned())
    })?;
    for flag in FLAGS {
        apply(flag, &matches, request)?;
    }
    Ok(())
}

fn apply(flag: &Flag, matches: &ArgMatches, request: &mut Request) -> Result<(), BadOption> {
    let values = || matches.get_many::<String>(flag.long).into_iter().flatten();
    match flag.kind {
        Kind::Always => {}
        Kind::Switch(set) => {
            if matches.get_count(flag.long) > 0 {
                set(request);
            }
        }
        Kind::Bool(_, set) => {
            if let Some(word) = values().next_back() {
                set(request, word == ON);
            }
        }
        Kind::Value(_, set) => {
            for value in values() {
                set(request, value).map_err(BadOption)?;
            }
        }
        Kind::Eval => {
            if let Some(code) = values().next_back() {
                request.eval = Some(code.clone());
            }
        }
        Kind::Print => {
            if let Some(code) = values().next_back() {
                request.print = true;
                if !code.is_empty() {
                    request.eval = Some(code.clone());
                }
            }
        }
    }
    Ok(())
}

/// Splits NODE_OPTIONS at spaces; double quotes keep them, a backslash within quotes keeps a quote.
fn shell_words(text: &str) -> Result<Vec<String>, BadOption> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' if quoted => match chars.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err(BadOption("invalid value for NODE_OPTIONS (invalid escape)".to_owned())),
            },
            ' ' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    if quoted {
        return Err(BadOption("invalid value for NODE_OPTIONS (unterminated string)".to_owned()));
    }
    words.extend(word);
    Ok(words)
}

/// The help text.
pub(crate) fn help() -> String {
    let mut text = String::from(
        "Usage: charina [options] [ script.js ] [arguments]\n       charina [options] -e script [arguments]\n\nOptions:\n",
    );
    let rows: Vec<(String, &str)> = FLAGS
        .iter()
        .filter(|flag| !flag.help.is_empty())
        .map(|flag| {
            let short = flag.short.map_or_else(String::new, |c| format!("-{c}, "));
            let value = match flag.kind {
                Kind::Value(name, _) => format!("={name}"),
                Kind::Eval | Kind::Print => " script".to_owned(),
                _ => String::new(),
            };
            let negation = if matches!(flag.kind, Kind::Bool(true, _)) { "no-" } else { "" };
            (format!("  {short}--{negation}{}{value}", flag.long), flag.help)
        })
        .collect();
    let width = rows.iter().map(|row| row.0.len()).max().unwrap_or(0) + 2;
    for (left, right) in rows {
        text.push_str(&format!("{left:width$}{right}\n"));
    }
    text.push_str("\nDocumentation can be found at https://nodejs.org/\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request, BadOption> {
        parse_with(line, None)
    }

    fn parse_with(line: &str, environment: Option<&str>) -> Result<Request, BadOption> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        command_line(&words, |_| Ok(environment.map(str::to_owned)))
    }

    #[test]
    fn options_end_at_the_script() {
        let request = parse("--no-warnings a.js --flag -x").unwrap();
        assert!(request.options.no_warnings);
        assert_eq!(request.options.exec_argv, ["--no-warnings"]);
        assert_eq!(request.options.args, ["a.js", "--flag", "-x"]);
    }

    #[test]
    fn underscores_and_separate_values_are_understood() {
        let request = parse("--expose_gc --stack-trace-limit 3 -r ./x a.js").unwrap();
        assert!(request.options.expose_gc);
        assert_eq!(request.options.stack_trace_limit, Some(3));
        assert_eq!(request.options.require, ["./x"]);
        assert_eq!(request.options.exec_argv.len(), 5);
    }

    #[test]
    fn eval_and_print() {
        let request = parse("-p 6*7 a").unwrap();
        assert_eq!((request.eval.as_deref(), request.print), (Some("6*7"), true));
        assert_eq!(request.options.args, ["a"]);
        let request = parse("-pe 1+1").unwrap();
        assert_eq!((request.eval.as_deref(), request.print), (Some("1+1"), true));
        let request = parse("--eval=x -- -y").unwrap();
        assert_eq!(request.options.args, ["-y"]);
    }

    #[test]
    fn unknown_options_are_errors() {
        assert_eq!(parse("--nope a.js").unwrap_err().0, "bad option: --nope");
        assert_eq!(parse("-e").unwrap_err().0, "-e requires an argument");
        assert!(parse("--unhandled-rejections=maybe a.js").is_err());
    }

    #[test]
    fn node_options_keep_quoted_spaces_and_refuse_eval() {
        let request = parse_with("a.js", Some("--require \"a b.js\" --no-warnings")).unwrap();
        assert_eq!(request.options.require, ["a b.js"]);
        assert!(request.options.no_warnings && request.options.exec_argv.is_empty());
        assert_eq!(parse_with("a.js", Some("-e x")).unwrap_err().0, "-e is not allowed in NODE_OPTIONS");
        assert_eq!(parse_with("a.js", Some("--nope")).unwrap_err().0, "--nope is not allowed in NODE_OPTIONS");
        assert!(parse_with("a.js", Some("\"open")).is_err());
    }

    #[test]
    fn workers_have_what_is_not_the_process_s() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let options = worker_options(&words("--trace-warnings"), Some("--no-deprecation")).unwrap();
        assert!(options.trace_warnings && options.no_deprecation);
        let refused = worker_options(&words("--nope --title=x --trace-warnings"), None).unwrap_err();
        assert_eq!(refused, "invalid execArgv flags: --nope, --title=x");
        let refused = worker_options(&[], Some("--nope")).unwrap_err();
        assert_eq!(refused, "invalid NODE_OPTIONS env variable: --nope is not allowed in NODE_OPTIONS");
    }

    #[test]
    fn the_last_word_counts() {
        let request = parse("--trace-warnings --no_trace_warnings a.js").unwrap();
        assert!(!request.options.trace_warnings);
        let request = parse_with("--warnings --stack-trace-limit=5 a.js", Some("--no-warnings --stack-trace-limit=3"));
        let options = request.unwrap().options;
        assert!(!options.no_warnings);
        assert_eq!(options.stack_trace_limit, Some(5));
        assert_eq!(
            parse("--no-title a.js").unwrap_err().0,
            "--no-title is an invalid negation because it is not a boolean option"
        );
    }

    #[test]
    fn env_files_are_known_before_the_options_are_read() {
        let words = ["--env-file=a", "--env-file-if-exists", "b", "c.js", "--env-file=d"].map(str::to_owned);
        let mut files = Vec::new();
        let read = |named: &[(String, bool)]| {
            files = named.to_vec();
            Ok(None)
        };
        assert_eq!(command_line(&words, read).unwrap().env_files.len(), 2);
        assert_eq!(files, [("a".to_owned(), false), ("b".to_owned(), true)]);
    }
}
