//! `path.matchesGlob`: a path against a pattern, with minimatch's rules as Node sets them (no negation, no comments,
//! backslashes are separators, names that start with a dot are matched only by patterns that say so).
//!
//! <https://nodejs.org/api/path.html#pathmatchesglobpath-pattern>

/// Longer patterns are refused, as minimatch does.
const MAX_PATTERN: usize = 65_536;
/// How many patterns braces may expand to.
const MAX_EXPANSIONS: usize = 10_000;
/// How many steps one match may take: patterns can be made that take exponentially many.
const MAX_STEPS: u32 = 2_000_000;
/// How deep extended globs may nest.
const MAX_DEPTH: usize = 64;
/// How many groups may be tried while parsing one component: those left open are parsed again as plain text, which
/// doubles the work with every one.
const MAX_GROUPS: usize = 1_000;

/// Whether `path` matches `pattern`; `None` if the pattern is too long.
pub(super) fn matches(path: &str, pattern: &str, windows: bool) -> Option<bool> {
    if pattern.len() > MAX_PATTERN {
        return None;
    }
    let pattern = pattern.replace('\\', "/");
    let path = if windows { path.replace('\\', "/") } else { path.to_owned() };
    if pattern.is_empty() {
        return Some(path.is_empty());
    }
    let file = split(&path);
    let mut steps = MAX_STEPS;
    let found = expand_braces(&pattern).iter().any(|pattern| {
        let parts: Vec<Part> = simplify(split(pattern)).into_iter().map(Part::parse).collect();
        match_parts(&file, &parts, &mut steps)
    });
    Some(found)
}

/// The components; doubled separators count once, those at either end leave an empty component.
fn split(path: &str) -> Vec<&str> {
    let parts: Vec<&str> = path.split('/').collect();
    let last = parts.len() - 1;
    let counted = parts.into_iter().enumerate();
    counted.filter(|(index, part)| !part.is_empty() || *index == 0 || *index == last).map(|(_, part)| part).collect()
}

/// Takes out what stands for nothing: `.`, `name/..` and repeated `**`.
fn simplify(parts: Vec<&str>) -> Vec<&str> {
    let mut kept: Vec<&str> = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        let before = kept.last().copied();
        match part {
            "." if index > 0 => {}
            "**" if before == Some("**") => {}
            ".." if before.is_some_and(|name| !matches!(name, "" | "." | ".." | "**")) => {
                kept.pop();
            }
            part => kept.push(part),
        }
    }
    kept
}

/// One component of a pattern.
enum Part {
    /// `**`
    Globstar,
    /// Plain text.
    Name(String),
    Magic(Vec<Token>),
}

enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Star,
    Class {
        negated: bool,
        items: Vec<ClassItem>,
    },
    /// `@(a|b)` and its kin, by their first character.
    Group(char, Vec<Vec<Token>>),
}

type CharTest = fn(char) -> bool;

enum ClassItem {
    Range(char, char),
    Named(CharTest),
}

impl Part {
    fn parse(text: &str) -> Self {
        if text == "**" {
            return Self::Globstar;
        }
        let chars: Vec<char> = text.chars().collect();
        let (tokens, _) = parse_tokens(&chars, 0, false, 0, &mut { MAX_GROUPS });
        if tokens.iter().all(|token| matches!(token, Token::Char(_))) {
            return Self::Name(text.to_owned());
        }
        Self::Magic(tokens)
    }
}

/// Parses from `at`, to a `|` or `)` inside a group. Returns where it stopped.
fn parse_tokens(
    chars: &[char],
    mut at: usize,
    in_group: bool,
    depth: usize,
    groups: &mut usize,
) -> (Vec<Token>, usize) {
    let mut tokens = Vec::new();
    while let Some(&c) = chars.get(at) {
        if in_group && (c == '|' || c == ')') {
            break;
        }
        if matches!(c, '?' | '*' | '+' | '@' | '!')
            && chars.get(at + 1) == Some(&'(')
            && depth < MAX_DEPTH
            && let Some((group, end)) = parse_group(chars, at, depth, groups)
        {
            tokens.push(group);
            at = end;
            continue;
        }
        if c == '['
            && let Some((class, end)) = parse_class(chars, at)
        {
            tokens.push(class);
            at = end;
            continue;
        }
        match c {
            '*' if matches!(tokens.last(), Some(Token::Star)) => {}
            '*' => tokens.push(Token::Star),
            '?' => tokens.push(Token::One),
            c => tokens.push(Token::Char(c)),
        }
        at += 1;
    }
    (tokens, at)
}

fn parse_group(chars: &[char], at: usize, depth: usize, groups: &mut usize) -> Option<(Token, usize)> {
    // A group that is never closed is plain text. Found out before its inside is parsed: finding it out afterwards, at
    // each of many that nest, would take exponentially long.
    let mut open = 0_usize;
    let closed = chars[at + 1..].iter().any(|c| {
        open = match c {
            '(' => open + 1,
            ')' => open - 1,
            _ => open,
        };
        open == 0
    });
    if !closed {
        return None;
    }
    // What closes it may yet stand in a class inside (`+([)`): then only the count bounds the work.
    *groups = groups.checked_sub(1)?;
    let mut choices = Vec::new();
    let mut next = at + 2;
    loop {
        let (choice, end) = parse_tokens(chars, next, true, depth + 1, groups);
        choices.push(choice);
        match chars.get(end)? {
            ')' => return Some((Token::Group(chars[at], choices), end + 1)),
            _ => next = end + 1,
        }
    }
}

fn parse_class(chars: &[char], at: usize) -> Option<(Token, usize)> {
    let mut next = at + 1;
    let negated = matches!(chars.get(next)?, '!' | '^');
    if negated {
        next += 1;
    }
    let mut items = Vec::new();
    let first = next;
    loop {
        let c = *chars.get(next)?;
        if c == ']' && next > first {
            return Some((Token::Class { negated, items }, next + 1));
        }
        if let Some((named, end)) = parse_named(chars, next) {
            items.push(ClassItem::Named(named));
            next = end;
            continue;
        }
        match (chars.get(next + 1), chars.get(next + 2)) {
            (Some('-'), Some(&to)) if to != ']' => {
                items.push(ClassItem::Range(c, to));
                next += 3;
            }
            _ => {
                items.push(ClassItem::Range(c, c));
                next += 1;
            }
        }
    }
}

/// `[:alpha:]` and its kin.
fn parse_named(chars: &[char], at: usize) -> Option<(CharTest, usize)> {
    let rest = chars.get(at..)?.strip_prefix(&['[', ':'])?;
    let length = rest.windows(2).position(|pair| pair == [':', ']'])?;
    let name: String = rest[..length].iter().collect();
    let test: CharTest = match name.as_str() {
        "alnum" => char::is_alphanumeric,
        "alpha" => char::is_alphabetic,
        "ascii" => |c| c.is_ascii(),
        "blank" => |c| matches!(c, ' ' | '\t'),
        "cntrl" => char::is_control,
        "digit" => char::is_numeric,
        "graph" => |c| !c.is_control() && !c.is_whitespace(),
        "lower" => char::is_lowercase,
        "print" => |c| !c.is_control(),
        "punct" => |c| c.is_ascii_punctuation(),
        "space" => char::is_whitespace,
        "upper" => char::is_uppercase,
        "word" => |c| c.is_alphanumeric() || c == '_',
        "xdigit" => |c| c.is_ascii_hexdigit(),
        _ => return None,
    };
    Some((test, at + length + 4))
}

fn match_parts(file: &[&str], pattern: &[Part], steps: &mut u32) -> bool {
    let mut index = 0;
    while let (Some(part), Some(&name)) = (pattern.get(index), file.get(index)) {
        match part {
            Part::Globstar => return match_globstar(&file[index..], &pattern[index + 1..], steps),
            Part::Name(text) if text == name => {}
            Part::Name(_) => return false,
            Part::Magic(tokens) if match_name(name, tokens, steps) => {}
            Part::Magic(_) => return false,
        }
        index += 1;
    }
    match (file.len() - index, pattern.len() - index) {
        (0, 0) => true,
        // A path may end with a separator where the pattern does not.
        (1, 0) => file[index].is_empty(),
        _ => false,
    }
}

/// `**`: any number of components, none of them hidden, then the rest of the pattern.
fn match_globstar(file: &[&str], rest: &[Part], steps: &mut u32) -> bool {
    let hidden = |name: &&str| name.starts_with('.');
    if rest.is_empty() {
        return !file.iter().any(hidden);
    }
    for start in 0..file.len() {
        if !spend(steps) {
            return false;
        }
        if match_parts(&file[start..], rest, steps) {
            return true;
        }
        if hidden(&file[start]) {
            return false;
        }
    }
    false
}

fn spend(steps: &mut u32) -> bool {
    *steps = steps.saturating_sub(1);
    *steps > 0
}

fn match_name(name: &str, tokens: &[Token], steps: &mut u32) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let says_dot = matches!(tokens.first(), Some(Token::Char('.')));
    if chars.first() == Some(&'.') && !says_dot {
        // A group may say so inside: `@(.a|b)`.
        let group_says = matches!(tokens.first(), Some(Token::Group(kind, choices)) if *kind != '!'
            && choices.iter().any(|choice| matches!(choice.first(), Some(Token::Char('.')))));
        if !group_says {
            return false;
        }
    }
    // A component that is nothing but stars stands for at least one character.
    if chars.is_empty() && tokens.iter().all(|token| matches!(token, Token::Star | Token::One)) {
        return false;
    }
    match_tokens(&chars, tokens, steps, &mut |rest, _| rest.is_empty())
}

/// Matches `tokens` at the start of `text`, then asks `then` about what is left.
fn match_tokens(
    text: &[char],
    tokens: &[Token],
    steps: &mut u32,
    then: &mut dyn FnMut(&[char], &mut u32) -> bool,
) -> bool {
    if !spend(steps) {
        return false;
    }
    let Some((token, rest)) = tokens.split_first() else { return then(text, steps) };
    match token {
        Token::Star => (0..=text.len()).any(|count| match_tokens(&text[count..], rest, steps, then)),
        Token::Group(kind, choices) => match_group(*kind, choices, text, rest, steps, then),
        _ => match text.split_first() {
            Some((c, after)) => token.accepts(*c) && match_tokens(after, rest, steps, then),
            None => false,
        },
    }
}

impl Token {
    fn accepts(&self, c: char) -> bool {
        match self {
            Self::Char(wanted) => *wanted == c,
            Self::Class { negated, items } => {
                let inside = items.iter().any(|item| match item {
                    ClassItem::Range(from, to) => (*from..=*to).contains(&c),
                    ClassItem::Named(test) => test(c),
                });
                inside != *negated
            }
            _ => true,
        }
    }
}

fn match_group(
    kind: char,
    choices: &[Vec<Token>],
    text: &[char],
    rest: &[Token],
    steps: &mut u32,
    then: &mut dyn FnMut(&[char], &mut u32) -> bool,
) -> bool {
    if kind == '!' {
        return (0..=text.len()).rev().any(|count| {
            let taken = &text[..count];
            let excluded =
                choices.iter().any(|choice| match_tokens(taken, choice, steps, &mut |left, _| left.is_empty()));
            !excluded && match_tokens(&text[count..], rest, steps, then)
        });
    }
    if matches!(kind, '?' | '*') && match_tokens(text, rest, steps, then) {
        return true;
    }
    choices.iter().any(|choice| {
        match_tokens(text, choice, steps, &mut |left, steps| {
            if match_tokens(left, rest, steps, then) {
                return true;
            }
            // Another round must have taken something, or it would go on for ever.
            let again = matches!(kind, '*' | '+') && left.len() < text.len();
            again && match_group('+', choices, left, rest, steps, then)
        })
    })
}

/// All patterns that the braces in `pattern` stand for: `{a,b}`, `{1..3}`, `{a..e..2}`.
fn expand_braces(pattern: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut waiting = vec![pattern.to_owned()];
    while let Some(pattern) = waiting.pop() {
        match first_brace(&pattern) {
            Some((open, close, choices)) if done.len() + waiting.len() + choices.len() <= MAX_EXPANSIONS => {
                let (head, tail) = (&pattern[..open], &pattern[close + 1..]);
                waiting.extend(choices.iter().rev().map(|choice| format!("{head}{choice}{tail}")));
            }
            _ => done.push(pattern),
        }
    }
    done
}

/// The first pair of braces that can be expanded: where it is and what it stands for.
fn first_brace(pattern: &str) -> Option<(usize, usize, Vec<String>)> {
    let bytes = pattern.as_bytes();
    let mut opens = memchr::memchr_iter(b'{', bytes);
    opens.find_map(|open| {
        if open > 0 && bytes[open - 1] == b'$' {
            return None;
        }
        let (mut depth, mut start, mut choices, mut close) = (0, open + 1, Vec::new(), None);
        for (index, byte) in bytes.iter().enumerate().skip(open) {
            match byte {
                b'{' => depth += 1,
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        close = Some(index);
                        break;
                    }
                }
                b',' if depth == 1 => {
                    choices.push(pattern[start..index].to_owned());
                    start = index + 1;
                }
                _ => {}
            }
        }
        let close = close?;
        if choices.is_empty() {
            return sequence(&pattern[open + 1..close]).map(|choices| (open, close, choices));
        }
        choices.push(pattern[start..close].to_owned());
        Some((open, close, choices))
    })
}

/// `1..5`, `01..10`, `a..e`, each with a step behind it if wanted.
fn sequence(body: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = body.split("..").collect();
    let (from, to, step) = match parts[..] {
        [from, to] => (from, to, 1),
        [from, to, step] => (from, to, step.parse::<i64>().ok()?.abs().max(1)),
        _ => return None,
    };
    let numbers = from.parse::<i64>().ok().zip(to.parse::<i64>().ok());
    let letter = |text: &str| match text.as_bytes() {
        [byte] if byte.is_ascii_alphabetic() => Some(i64::from(*byte)),
        _ => None,
    };
    let (start, end, letters) = match numbers {
        Some((start, end)) => (start, end, false),
        None => (letter(from)?, letter(to)?, true),
    };
    let padded = |text: &str| text.trim_start_matches('-').starts_with('0') && text.trim_start_matches('-').len() > 1;
    let width = if !letters && (padded(from) || padded(to)) { from.len().max(to.len()) } else { 0 };
    let count = usize::try_from((end.checked_sub(start)?.checked_abs()?) / step).ok()?.min(MAX_EXPANSIONS);
    let signed_step = if end < start { -step } else { step };
    let mut value = start;
    let mut values = Vec::with_capacity(count + 1);
    for _ in 0..=count {
        values.push(if letters {
            u8::try_from(value).map_or_else(|_| String::new(), |byte| char::from(byte).to_string())
        } else {
            format!("{value:0width$}")
        });
        value = value.checked_add(signed_step)?;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_what_minimatch_matches() {
        for (path, pattern, expected) in [
            ("foo/bar", "foo/*", true),
            ("foo/.bar", "foo/*", false),
            ("foo/.bar", "foo/.*", true),
            ("foo", "foo/**", false),
            ("foo/", "foo/**", true),
            ("foo/a/.b/c", "foo/**", false),
            ("a/b/c/d", "a/**/d", true),
            ("a/d", "a/**/d", true),
            ("abc", "a?c", true),
            ("a.js", "*.{js,ts}", true),
            ("a.ts", "*.{js,ts}", true),
            ("f3", "f{1..5}", true),
            ("f6", "f{1..5}", false),
            ("f05", "f{01..10}", true),
            ("abab", "+(ab)", true),
            ("aba", "+(ab)", false),
            ("x.txt", "!(*.js)", true),
            ("x.js", "!(*.js)", false),
            ("a]", "a[]]", true),
            ("a1", "a[[:digit:]]", true),
            ("a[", "a[", true),
            ("a/b/", "a/b", true),
            ("", "*", false),
            ("a//b", "a/b", true),
        ] {
            assert_eq!(matches(path, pattern, false), Some(expected), "{path} {pattern}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let path = "a".repeat(200);
        assert_eq!(matches(&path, &("*a".repeat(60) + "b"), false), Some(false));
        assert_eq!(matches(&path, &("+(".repeat(2000) + "b"), false), Some(false));
        assert_eq!(matches(&path, &("+([)".repeat(500) + "]"), false), Some(false));
        assert_eq!(matches(&path, &"{a,b}".repeat(1000), false), Some(false));
        assert_eq!(matches("a", &"a".repeat(70_000), false), None);
    }
}
