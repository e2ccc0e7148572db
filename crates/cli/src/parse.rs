//! From words to a [`Request`]: clap does the reading, after the few rules of Node's that clap does not have.

use crate::flags::{FLAGS, Flag, Kind, Request};
use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// A command line that cannot be followed: Node's words, without the program's name. The exit code is 9.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadOption(pub(crate) String);

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

/// Reads the words after the program's name.
pub(crate) fn command_line(words: &[String]) -> Result<Request, BadOption> {
    let split = split(words)?;
    let mut request = Request::default();
    read(&split.options, &mut request)?;
    request.options.exec_argv = split.raw;
    request.options.args = split.rest;
    Ok(request)
}

/// Reads NODE_OPTIONS into `request`, before the command line's own.
pub(crate) fn node_options(text: &str, request: &mut Request) -> Result<(), BadOption> {
    let words = shell_words(text)?;
    let split = split(&words)?;
    if let Some(word) = split.rest.first() {
        return Err(BadOption(format!("{word} is not allowed in NODE_OPTIONS")));
    }
    for word in split.options.iter().filter(|word| word.starts_with('-')) {
        let allowed = find(word).is_some_and(|flag| flag.in_environment);
        if !allowed {
            return Err(BadOption(format!("{word} is not allowed in NODE_OPTIONS")));
        }
    }
    read(&split.options, request)
}

fn find(word: &str) -> Option<&'static Flag> {
    let name = word.split('=').next().unwrap_or(word);
    match name.strip_prefix("--") {
        Some(long) => FLAGS.iter().find(|flag| flag.long == long),
        None => {
            let short = name.strip_prefix('-')?.chars().next()?;
            FLAGS.iter().find(|flag| flag.short == Some(short))
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
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => (word.clone(), None),
        };
        let name = name.strip_prefix("--").map_or_else(|| name.clone(), |long| format!("--{}", long.replace('_', "-")));
        let Some(flag) = find(&name) else { return Err(BadOption(format!("bad option: {word}"))) };
        let exact = name.starts_with("--") || name.chars().count() == 2;
        if !exact {
            return Err(BadOption(format!("bad option: {word}")));
        }
        match flag.kind {
            Kind::Switch(_) | Kind::Always => {
                if value.is_some() {
                    return Err(BadOption(format!("{name} takes no value")));
                }
                out.options.push(format!("--{}", flag.long));
            }
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
            (format!("  {short}--{}{value}", flag.long), flag.help)
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
        command_line(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
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
        let mut request = Request::default();
        node_options("--require \"a b.js\" --no-warnings", &mut request).unwrap();
        assert_eq!(request.options.require, ["a b.js"]);
        assert!(node_options("--eval x", &mut request).is_err());
        assert!(node_options("\"open", &mut request).is_err());
    }
}
