//! V8's words for what the engine's parser does not take: programs and tests know them, the parser has its own.

/// Messages that stand for one of V8's, by how they begin.
const WORDS: &[(&str, &str)] = &[
    ("'let' is disallowed as a lexically bound name", "let is disallowed as a lexically bound name"),
    ("Expected initializer for const declaration", "Missing initializer in const declaration"),
    ("a numeric literal must not be followed by", "Invalid or unexpected token"),
    ("abrupt end", "Unexpected end of input"),
    ("expected binary digit", "Invalid or unexpected token"),
    ("expected hexadecimal digit", "Invalid or unexpected token"),
    ("expected octal digit", "Invalid or unexpected token"),
    ("illegal break statement", "Illegal break statement"),
    ("illegal continue statement", "Illegal continue statement: no surrounding iteration statement"),
    ("implicit octal literals are not allowed in strict mode", "Octal literals are not allowed in strict mode."),
    ("invalid `import.meta` expression outside a module", "Cannot use 'import.meta' outside a module"),
    ("invalid super call usage", "'super' keyword unexpected here"),
    ("invalid super usage", "'super' keyword unexpected here"),
    ("keyword `await` not allowed in this context", "Unexpected reserved word"),
    ("new lines are not allowed in regular expressions", "Invalid regular expression: missing /"),
    ("abrupt end on regular expression", "Invalid regular expression: missing /"),
    ("octal escape sequences are not allowed in strict mode", "Octal escape sequences are not allowed in strict mode."),
    ("underscores are not allowed at the end", "Numeric separators are not allowed at the end of numeric literals"),
    ("only one underscore is allowed", "Only one underscore is allowed as numeric separator"),
    ("unexpected '", "Invalid or unexpected token"),
    ("unterminated multiline comment", "Invalid or unexpected token"),
    ("unterminated string literal", "Invalid or unexpected token"),
    ("unterminated template literal", "Unterminated template literal"),
    ("unexpected identifier 'eval' or 'arguments' in strict mode", "Unexpected eval or arguments in strict mode"),
    ("with statement not allowed in strict mode", "Strict mode code may not include a with statement"),
    ("rest parameter must be last formal parameter", "Rest parameter must be last formal parameter"),
];

/// The message as V8 would word it. `text` is what was parsed, the `tail` bytes at its end are not the program's own;
/// `position` is where the parser stopped, counted from 1.
pub(super) fn in_v8s_words(message: &str, text: &str, tail: usize, position: Option<(u32, u32)>) -> String {
    let offset = position.and_then(|(line, column)| offset(text, line, column));
    if let Some((_, words)) = WORDS.iter().find(|(start, _)| message.starts_with(start)) {
        return (*words).to_owned();
    }
    if let Some(label) = message.strip_prefix("duplicate label: ") {
        return format!("Label '{label}' has already been declared");
    }
    let redeclared =
        message.strip_prefix("lexical name `").and_then(|rest| rest.strip_suffix("` declared multiple times"));
    if let Some(name) = redeclared {
        return format!("Identifier '{name}' has already been declared");
    }
    let found = message
        .strip_prefix("unexpected token '")
        .or_else(|| message.starts_with("expected ").then(|| message.rsplit_once(", got '").map(|(_, rest)| rest))?);
    let Some(found) = found else { return message.to_owned() };
    // What follows the token is where in the grammar it was.
    let end = [found.rfind("', "), found.rfind("' in ")].into_iter().flatten().min();
    let found = end.map_or_else(|| found.strip_suffix('\'').unwrap_or(found), |end| &found[..end]);
    let Some(offset) = offset else { return format!("Unexpected token '{found}'") };
    let own_end = text[..text.len() - tail].trim_end().len();
    if message.ends_with("in try statement") {
        return "Missing catch or finally after try".to_owned();
    }
    if tail > 0 && offset >= own_end {
        return "Unexpected end of input".to_owned();
    }
    if found == "line terminator" {
        let newline_after_throw = text[..offset].trim_end().ends_with("throw");
        return if newline_after_throw { "Illegal newline after throw" } else { "Invalid or unexpected token" }
            .to_owned();
    }
    let before = text[..offset].trim_end();
    if found != "}" && is_word_at_end(before, "await") {
        return "await is only valid in async functions and the top level bodies of modules".to_owned();
    }
    if is_word_at_end(before, "import") && message.contains("import.meta") {
        return "Cannot use import statement outside a module".to_owned();
    }
    match text[offset..].chars().next() {
        Some('"' | '\'') => "Unexpected string".to_owned(),
        Some('`') => "Unexpected template string".to_owned(),
        Some('0'..='9') => "Unexpected number".to_owned(),
        Some('.') if found.starts_with(|c: char| c.is_ascii_digit()) => "Unexpected number".to_owned(),
        Some(c) if (c.is_alphabetic() || matches!(c, '_' | '$')) && !is_reserved(found) => {
            if is_reserved_when_strict(found) {
                "Unexpected strict mode reserved word".to_owned()
            } else {
                format!("Unexpected identifier '{found}'")
            }
        }
        _ => format!("Unexpected token '{found}'"),
    }
}

fn offset(text: &str, line: u32, column: u32) -> Option<usize> {
    let start: usize = text.split_inclusive('\n').take(usize::try_from(line).ok()?.checked_sub(1)?).map(str::len).sum();
    let rest = text.get(start..)?;
    let column = usize::try_from(column).ok()?.checked_sub(1)?;
    Some(start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at))
}

fn is_word_at_end(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.')))
}

fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "break"
            | "case"
            | "catch"
            | "class"
            | "const"
            | "continue"
            | "debugger"
            | "default"
            | "delete"
            | "do"
            | "else"
            | "enum"
            | "export"
            | "extends"
            | "false"
            | "finally"
            | "for"
            | "function"
            | "if"
            | "import"
            | "in"
            | "instanceof"
            | "new"
            | "null"
            | "return"
            | "super"
            | "switch"
            | "this"
            | "throw"
            | "true"
            | "try"
            | "typeof"
            | "var"
            | "void"
            | "while"
            | "with"
    )
}

fn is_reserved_when_strict(word: &str) -> bool {
    matches!(word, "implements" | "interface" | "package" | "private" | "protected" | "public" | "static")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(message: &str, text: &str, column: u32) -> String {
        in_v8s_words(message, text, 0, Some((1, column)))
    }

    #[test]
    fn tokens_are_named_by_their_kind() {
        let expected = "expected token ';', got 'y' in expression statement";
        assert_eq!(words(expected, "x y", 3), "Unexpected identifier 'y'");
        assert_eq!(words(expected, "x 'y'", 3), "Unexpected string");
        assert_eq!(words("expected token ';', got '2' in expression statement", "1 2", 3), "Unexpected number");
        assert_eq!(words("unexpected token ';', primary expression", "a = ;", 5), "Unexpected token ';'");
        assert_eq!(
            words("expected token ';', got 'while' in expression statement", "x while", 3),
            "Unexpected token 'while'"
        );
        let message = words("expected token ';', got '1' in expression statement", "await 1", 7);
        assert!(message.starts_with("await is only valid"), "{message}");
        assert_eq!(words("something else", "x", 1), "something else");
    }

    #[test]
    fn what_the_wrapper_ends_is_an_end_of_input() {
        let text = "(function () { if (\n});";
        let message = in_v8s_words("unexpected token '}', primary expression", text, 4, Some((2, 1)));
        assert_eq!(message, "Unexpected end of input");
    }
}
