//! `.env` files as Node reads them: `util.parseEnv`, `process.loadEnvFile`, `--env-file`.
//!
//! <https://nodejs.org/api/environment_variables.html#dotenv>

/// The variables of a `.env` file, in order; a name may come more than once, and then the last one counts.
pub(crate) fn parse(content: &str) -> Vec<(String, String)> {
    let content = content.replace('\r', "");
    let mut rest = content.trim_matches(SPACES);
    let mut variables = Vec::new();
    while !rest.is_empty() {
        if rest.starts_with(['\n', '#']) {
            rest = after_line(rest);
            continue;
        }
        let (equals, newline) = (rest.find('='), rest.find('\n'));
        let Some(equals) = equals.filter(|equals| newline.is_none_or(|newline| *equals < newline)) else {
            // A line that sets nothing.
            rest = after_line(rest).trim_start_matches(SPACES);
            continue;
        };
        let key = rest[..equals].trim_matches(SPACES);
        let key = key.strip_prefix("export ").map_or(key, |key| key.trim_start_matches(SPACES));
        rest = &rest[equals + 1..];
        if rest.is_empty() || rest.starts_with('\n') {
            variables.push((key.to_owned(), String::new()));
            rest = rest.strip_prefix('\n').unwrap_or(rest);
            continue;
        }
        if key.is_empty() {
            rest = rest.trim_start_matches(SPACES);
            continue;
        }
        rest = rest.trim_matches(SPACES);
        if rest.is_empty() {
            variables.push((key.to_owned(), String::new()));
            break;
        }
        let (value, after) = value(rest);
        variables.push((key.to_owned(), value));
        rest = after.trim_start_matches(SPACES);
    }
    variables
}

const SPACES: [char; 3] = [' ', '\t', '\n'];

fn after_line(text: &str) -> &str {
    text.find('\n').map_or("", |newline| &text[newline + 1..])
}

/// The value that `text` begins with, and the text after its line.
fn value(text: &str) -> (String, &str) {
    let line = text.find('\n').map_or(text, |newline| &text[..newline]);
    if let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'' | '`')) {
        let Some(end) = text[1..].find(quote) else {
            // A quote that nothing closes is part of the value, and so is a `#` after it.
            return (line.to_owned(), after_line(text));
        };
        let inner = &text[1..=end];
        let value = if quote == '"' { inner.replace("\\n", "\n") } else { inner.to_owned() };
        return (value, after_line(&text[end + 2..]));
    }
    let value = line.find('#').map_or(line, |hash| &line[..hash]);
    (value.trim_matches(SPACES).to_owned(), after_line(text))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(content: &str, expected: &[(&str, &str)]) {
        let found = parse(content);
        let found: Vec<_> = found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(found, expected, "{content:?}");
    }

    #[test]
    fn values_of_every_form() {
        check("A=1\nB = two words \n", &[("A", "1"), ("B", "two words")]);
        check("A='x\ny' # c\nB=`q`\nC=\"a\\nb\"", &[("A", "x\ny"), ("B", "q"), ("C", "a\nb")]);
        check("export A=1 # note\n# comment\nB=", &[("A", "1"), ("B", "")]);
        check("A=\"unclosed\nB=2", &[("A", "\"unclosed"), ("B", "2")]);
        check("no assignment\nA=1", &[("A", "1")]);
        check("A=1\r\nB=2\r\n", &[("A", "1"), ("B", "2")]);
    }
}
