//! A JavaScript tokenizer for looking at source without parsing it: export detection and module detection share it.
//!
//! It knows what is needed to find its way: strings, templates, comments, whether `/` divides or opens a regular
//! expression, what each brace encloses, and where statements begin. It takes every valid program; of an invalid
//! one it makes something or stops with [`Kind::Invalid`]. Nesting lives on a heap stack, not in recursion.
//!
//! Lexical grammar: <https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar>

mod scan;
#[cfg(test)]
mod tests;

use scan::{DIGIT, WORD, class, line_end};
pub use scan::{skip_space, string_end, word_end};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or a reserved word.
    Word,
    /// `#name`.
    Private,
    Number,
    String,
    /// A whole template, or its first, middle or last part around `${ }`.
    Template,
    Regex,
    /// A punctuator, by its first byte. Only `=>`, `++`, `--`, `?.`, `??` and `...` are kept together.
    Punct(u8),
    Arrow,
    /// `++` or `--`.
    Step,
    /// `?.`.
    OptionalDot,
    Spread,
    End,
    /// Source that no program can have here.
    Invalid,
}

/// A token, by its place in the source.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Whether a statement can begin here.
    pub starts_statement: bool,
    /// Whether it comes behind `.` or `?.`, where every word is a name.
    pub after_dot: bool,
}

/// What an open bracket encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole source.
    Top,
    Paren,
    Bracket,
    Block,
    Object,
    ClassBody,
    FunctionBody,
    /// `${ }`.
    Substitution,
}

/// An open bracket.
#[derive(Debug, Clone, Copy)]
struct Frame {
    scope: Scope,
    /// Inside of a function or a class body, arrow functions without braces aside.
    in_function: bool,
    /// In the body of an arrow function without braces, which ends within this bracket.
    in_arrow: bool,
    /// Whether the closing bracket ends an expression, so that `/` behind it divides.
    ends_value: bool,
    /// A parenthesis behind `if`, `while`, `for`, `with`, `switch` or `catch`.
    control: bool,
    /// `?` that wait for their `:`.
    ternaries: u32,
    /// `class` or `function` was seen and its body or parameters are to come; whether it is an expression.
    class: Option<bool>,
    function: Option<bool>,
    /// A parenthesis around a function's parameters; whether the function is an expression.
    parameters_of: Option<bool>,
}

impl Frame {
    fn new(scope: Scope, in_function: bool) -> Self {
        Self {
            scope,
            in_function,
            in_arrow: false,
            ends_value: true,
            control: false,
            ternaries: 0,
            class: None,
            function: None,
            parameters_of: None,
        }
    }
}

/// The last token, as far as it bears on the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Start, `;`, `{` of a block, `}` of a block, `)` of a control head, the colon of a label or case, `else`.
    Statement,
    /// The end of an expression.
    Value,
    Arrow,
    Dot,
    /// Everything else: an operand follows.
    Operator,
}

/// Words that matter to the tokenizer itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyword {
    None,
    /// An operand follows: `return`, `typeof`, `in` ...
    Operator,
    /// `(` follows, and then a statement.
    Control,
    /// A statement or block follows: `else`, `do`, `try`, `finally`.
    Body,
    Function,
    Class,
    Await,
    Static,
}

/// Reads tokens one by one.
pub struct Tokenizer<'a> {
    source: &'a [u8],
    at: usize,
    stack: Vec<Frame>,
    before: Before,
    /// Whether [`Before::Value`] stands for a word that may take a body behind it: `static`, or a name in a class.
    last_keyword: Keyword,
    /// What the parenthesis that just closed belonged to.
    closed_control: bool,
    closed_function: Option<bool>,
    closed_paren: bool,
}

impl<'a> Tokenizer<'a> {
    /// A tokenizer at the start of `source`, behind its `#!` line if it has one.
    pub fn new(source: &'a str) -> Self {
        let bytes = source.as_bytes();
        let at = if bytes.starts_with(b"#!") { line_end(bytes, 2) } else { 0 };
        let top = Frame::new(Scope::Top, false);
        let mut stack = Vec::with_capacity(32);
        stack.push(top);
        Self {
            source: bytes,
            at,
            stack,
            before: Before::Statement,
            last_keyword: Keyword::None,
            closed_control: false,
            closed_function: None,
            closed_paren: false,
        }
    }

    /// How many brackets are open.
    pub fn depth(&self) -> usize {
        self.stack.len() - 1
    }

    /// Whether the last token lies in a function or a class body.
    pub fn in_function(&self) -> bool {
        self.stack.last().is_some_and(|frame| frame.in_function || frame.in_arrow)
    }

    /// The bytes of a token.
    pub fn text(&self, token: Token) -> &'a [u8] {
        &self.source[token.start..token.end]
    }

    /// The next token.
    pub fn next_token(&mut self) -> Token {
        let newline_before = self.skip_space();
        let start = self.at;
        let starts_statement = self.before == Before::Statement || (self.before == Before::Value && newline_before);
        let after_dot = self.before == Before::Dot;
        let kind = match self.source.get(start) {
            None => Kind::End,
            Some(&byte) => {
                if newline_before && self.before == Before::Value && !continues(self.source, start) {
                    self.end_statement();
                }
                self.scan(byte, starts_statement, after_dot)
            }
        };
        Token { kind, start, end: self.at, starts_statement, after_dot }
    }

    fn scan(&mut self, byte: u8, starts_statement: bool, after_dot: bool) -> Kind {
        let class = class(byte);
        if class & DIGIT != 0 {
            return self.number();
        }
        if class & WORD != 0 {
            return self.word(starts_statement, after_dot);
        }
        match byte {
            b'"' | b'\'' => match string_end(self.source, self.at) {
                Some(end) => self.value(Kind::String, end),
                None => self.invalid(),
            },
            b'`' => self.template(self.at + 1),
            b'/' => self.slash(),
            b'#' => {
                let end = word_end(self.source, self.at + 1);
                self.value(Kind::Private, end)
            }
            b'(' | b'[' | b'{' => {
                self.at += 1;
                self.open(byte, starts_statement);
                Kind::Punct(byte)
            }
            b')' | b']' | b'}' => self.close(byte),
            b'.' => match self.source.get(self.at + 1) {
                Some(b'0'..=b'9') => self.number(),
                Some(b'.') if self.source.get(self.at + 2) == Some(&b'.') => {
                    self.at += 3;
                    self.set(Before::Operator);
                    Kind::Spread
                }
                _ => {
                    self.at += 1;
                    self.set(Before::Dot);
                    Kind::Punct(b'.')
                }
            },
            _ => self.operator(byte),
        }
    }

    fn operator(&mut self, byte: u8) -> Kind {
        let next = self.source.get(self.at + 1).copied();
        self.at += 1;
        match (byte, next) {
            (b'=', Some(b'>')) => {
                self.at += 1;
                self.set(Before::Arrow);
                self.frame().in_arrow = true;
                return Kind::Arrow;
            }
            (b'+', Some(b'+')) | (b'-', Some(b'-')) => {
                // Behind a value these end it, before one they begin it: what was before still holds.
                self.at += 1;
                self.last_keyword = Keyword::None;
                if self.before != Before::Value {
                    self.before = Before::Operator;
                }
                return Kind::Step;
            }
            (b'?', Some(b'.')) if !matches!(self.source.get(self.at + 1), Some(b'0'..=b'9')) => {
                self.at += 1;
                self.set(Before::Dot);
                return Kind::OptionalDot;
            }
            (b'?', Some(b'?')) => self.at += 1,
            (b'?', _) => self.frame().ternaries += 1,
            (b':', _) => {
                let frame = self.frame();
                // What looked like a keyword was a key.
                frame.class = None;
                frame.function = None;
                if frame.ternaries > 0 {
                    frame.ternaries -= 1;
                } else if matches!(frame.scope, Scope::Top | Scope::Block | Scope::FunctionBody) {
                    self.set(Before::Statement);
                    return Kind::Punct(byte);
                }
            }
            (b';', _) => {
                self.end_statement();
                self.set(Before::Statement);
                return Kind::Punct(byte);
            }
            (b',', _) => {
                let frame = self.frame();
                frame.in_arrow = false;
                frame.class = None;
            }
            (b'=', _) => self.frame().class = None,
            _ => {}
        }
        self.set(Before::Operator);
        Kind::Punct(byte)
    }

    fn frame(&mut self) -> &mut Frame {
        // The outermost frame is never popped.
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }

    fn set(&mut self, before: Before) {
        self.before = before;
        self.last_keyword = Keyword::None;
        self.closed_paren = false;
    }

    fn value(&mut self, kind: Kind, end: usize) -> Kind {
        self.at = end;
        self.set(Before::Value);
        kind
    }

    fn invalid(&mut self) -> Kind {
        self.at = self.source.len();
        Kind::Invalid
    }

    fn end_statement(&mut self) {
        let frame = self.frame();
        frame.in_arrow = false;
        frame.ternaries = 0;
    }

    fn number(&mut self) -> Kind {
        let mut at = self.at;
        let radix =
            self.source[at] == b'0' && matches!(self.source.get(at + 1), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B'));
        let run = |at: usize| word_end(self.source, at);
        at = run(at);
        if !radix {
            if self.source.get(at) == Some(&b'.') {
                at = run(at + 1);
            }
            if matches!(self.source[at - 1], b'e' | b'E') && matches!(self.source.get(at), Some(b'+' | b'-')) {
                at = run(at + 1);
            }
        }
        self.value(Kind::Number, at)
    }

    fn word(&mut self, starts_statement: bool, after_dot: bool) -> Kind {
        let end = word_end(self.source, self.at);
        let text = &self.source[self.at..end];
        let keyword = if after_dot { Keyword::None } else { keyword(text) };
        // `for await (` is a head like `for (`.
        if keyword == Keyword::Await && self.last_keyword == Keyword::Control {
            self.at = end;
            return Kind::Word;
        }
        self.at = end;
        let before = match keyword {
            Keyword::None | Keyword::Static => Before::Value,
            Keyword::Body => Before::Statement,
            Keyword::Operator | Keyword::Control | Keyword::Await => Before::Operator,
            Keyword::Function => {
                self.frame().function = Some(!starts_statement);
                Before::Operator
            }
            Keyword::Class => {
                self.frame().class = Some(!starts_statement);
                Before::Operator
            }
        };
        self.set(before);
        self.last_keyword = keyword;
        Kind::Word
    }

    fn open(&mut self, byte: u8, starts_statement: bool) {
        let (before, keyword) = (self.before, self.last_keyword);
        let (closed_paren, closed_control, closed_function) =
            (self.closed_paren, self.closed_control, self.closed_function);
        let parent = *self.frame();
        let in_function = parent.in_function || parent.in_arrow;
        let mut frame = Frame::new(Scope::Bracket, in_function);
        match byte {
            b'(' => {
                frame.scope = Scope::Paren;
                frame.control = keyword == Keyword::Control;
                frame.ends_value = !frame.control;
                frame.parameters_of = self.frame().function.take();
                if keyword == Keyword::Class {
                    // A method by that name.
                    self.frame().class = None;
                }
            }
            b'[' => {}
            _ => {
                let class = parent.class.filter(|_| before == Before::Value || keyword == Keyword::Class);
                let (scope, ends_value) = if let Some(is_expression) = class {
                    self.frame().class = None;
                    (Scope::ClassBody, is_expression)
                } else if before == Before::Arrow {
                    self.frame().in_arrow = false;
                    (Scope::FunctionBody, false)
                } else if closed_paren {
                    // A call may have a block on the next line; a method's parameters have its body.
                    let is_method = matches!(parent.scope, Scope::Object | Scope::ClassBody);
                    if closed_control || (closed_function.is_none() && !is_method) {
                        (Scope::Block, false)
                    } else {
                        (Scope::FunctionBody, closed_function.unwrap_or(false))
                    }
                } else if keyword == Keyword::Static && parent.scope == Scope::ClassBody {
                    (Scope::FunctionBody, false)
                } else if starts_statement || keyword == Keyword::Control {
                    // The latter is `catch {`.
                    (Scope::Block, false)
                } else {
                    (Scope::Object, true)
                };
                frame.scope = scope;
                frame.ends_value = ends_value;
                frame.in_function |= matches!(scope, Scope::ClassBody | Scope::FunctionBody);
            }
        }
        self.stack.push(frame);
        // Members of a class begin as statements do: a brace there is none, but a slash is no division either.
        let inside = matches!(frame.scope, Scope::Block | Scope::FunctionBody | Scope::ClassBody);
        self.set(if inside { Before::Statement } else { Before::Operator });
    }

    fn close(&mut self, byte: u8) -> Kind {
        let frame = *self.frame();
        let matches = match byte {
            b')' => frame.scope == Scope::Paren,
            b']' => frame.scope == Scope::Bracket,
            _ => !matches!(frame.scope, Scope::Paren | Scope::Bracket | Scope::Top),
        };
        if !matches {
            return self.invalid();
        }
        self.stack.pop();
        if frame.scope == Scope::Substitution {
            return self.template(self.at + 1);
        }
        self.at += 1;
        self.set(if frame.ends_value { Before::Value } else { Before::Statement });
        if byte == b')' {
            self.closed_paren = true;
            self.closed_control = frame.control;
            self.closed_function = frame.parameters_of;
        }
        Kind::Punct(byte)
    }

    /// From behind a backtick or the brace that ends a substitution.
    fn template(&mut self, mut at: usize) -> Kind {
        loop {
            match self.source.get(at) {
                None => return self.invalid(),
                Some(b'\\') => at += 2,
                Some(b'`') => return self.value(Kind::Template, at + 1),
                Some(b'$') if self.source.get(at + 1) == Some(&b'{') => {
                    let parent = self.frame();
                    let in_function = parent.in_function || parent.in_arrow;
                    self.stack.push(Frame::new(Scope::Substitution, in_function));
                    self.at = at + 2;
                    self.set(Before::Operator);
                    return Kind::Template;
                }
                Some(_) => at += 1,
            }
        }
    }

    /// A slash that begins no comment.
    fn slash(&mut self) -> Kind {
        if self.before == Before::Value {
            self.at += 1;
            self.set(Before::Operator);
            return Kind::Punct(b'/');
        }
        let mut at = self.at + 1;
        let mut in_class = false;
        loop {
            match self.source.get(at) {
                None | Some(b'\n' | b'\r') => return self.invalid(),
                Some(b'\\') => at += 1,
                Some(b'[') => in_class = true,
                Some(b']') => in_class = false,
                Some(b'/') if !in_class => {
                    let end = word_end(self.source, at + 1);
                    return self.value(Kind::Regex, end);
                }
                Some(_) => {}
            }
            at += 1;
        }
    }

    /// Skips white space and comments; whether a line ended among them.
    fn skip_space(&mut self) -> bool {
        let (at, newline) = skip_space(self.source, self.at);
        self.at = at;
        newline
    }
}

/// Whether what stands at `at` on a new line carries an expression on rather than beginning a statement.
fn continues(source: &[u8], at: usize) -> bool {
    match source[at] {
        b'"' | b'\'' | b'{' | b'#' | b'@' | b'~' => false,
        b'!' => source.get(at + 1) == Some(&b'='),
        // A step behind a line's end belongs to what follows.
        byte @ (b'+' | b'-') => source.get(at + 1) != Some(&byte),
        byte if class(byte) & WORD != 0 => {
            matches!(&source[at..word_end(source, at)], b"in" | b"instanceof")
        }
        _ => true,
    }
}

fn keyword(text: &[u8]) -> Keyword {
    // Nothing shorter, longer or capital is one; most names end here.
    if !(2..=10).contains(&text.len()) || !text[0].is_ascii_lowercase() {
        return Keyword::None;
    }
    match text {
        b"if" | b"while" | b"for" | b"with" | b"switch" | b"catch" => Keyword::Control,
        b"else" | b"do" | b"try" | b"finally" => Keyword::Body,
        b"function" => Keyword::Function,
        b"class" => Keyword::Class,
        b"await" => Keyword::Await,
        b"static" => Keyword::Static,
        b"return" | b"typeof" | b"case" | b"in" | b"instanceof" | b"new" | b"delete" | b"void" | b"throw"
        | b"yield" | b"extends" | b"default" | b"export" | b"import" | b"var" | b"const" => Keyword::Operator,
        _ => Keyword::None,
    }
}
