//! Lays out an executable for start-up: which functions short programs run is found by valgrind, and the linker is asked
//! to put those together. A page of code then holds nothing else, so that fewer of them are read and mapped.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What is run to find the functions that come first, in this order: nothing at all, then what most programs do.
const PROGRAMS: [&str; 3] = [
    "",
    "console.log('text', 1, { a: [1, 'b'] }); setTimeout(() => {}, 1); process.nextTick(() => {}); \
     Promise.resolve().then(async () => { await null; console.error(new Error('no').message); });",
    "const fs = require('node:fs'), path = require('node:path'), { EventEmitter } = require('node:events'); \
     class E extends EventEmitter {} new E().on('a', () => {}).emit('a'); \
     const own = Buffer.from(fs.readFileSync(process.execPath).subarray(0, 4)).toString('hex'); \
     JSON.parse(JSON.stringify({ own, at: path.join(__dirname, 'x'), all: process.argv.map((a) => a.length) })); \
     for (const match of 'a-b c'.matchAll(/[a-z]/g)) match.index; fs.promises.stat('.').then(() => process.exit(0));",
];

/// A command line as rustc's `--print link-args` writes it: variables, then the program and its arguments, quoted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Link {
    variables: Vec<(String, String)>,
    words: Vec<String>,
}

impl Link {
    /// Reads what rustc printed; nothing if it is no command line.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut link = Self { variables: Vec::new(), words: Vec::new() };
        let mut rest = text.trim();
        while !rest.is_empty() {
            let quote = rest.find('"')?;
            let (before, quoted) = (rest[..quote].trim(), &rest[quote + 1..]);
            let (word, after) = quoted_word(quoted)?;
            match before.strip_suffix('=') {
                Some(name) => link.variables.push((name.to_owned(), word)),
                None if before.is_empty() => link.words.push(word),
                None => return None,
            }
            rest = after.trim_start();
        }
        (!link.words.is_empty()).then_some(link)
    }

    /// Whether the objects and libraries that it names are still there.
    pub(crate) fn is_whole(&self) -> bool {
        let file = |word: &&String| word.ends_with(".o") || word.ends_with(".rlib");
        self.words.iter().filter(file).all(|word| Path::new(word).is_file())
    }

    /// Links once more, into `output`, with further arguments.
    pub(crate) fn run(&self, output: &Path, further: &[OsString]) -> Result<(), String> {
        let (program, arguments) = self.words.split_first().ok_or("no linker")?;
        let mut command = Command::new(program);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let mut names_output = false;
        for argument in arguments {
            if names_output {
                command.arg(output);
            } else {
                command.arg(argument);
            }
            names_output = argument == "-o";
        }
        let status = command.args(further).status().map_err(|error| format!("{program}: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("{program}: {status}")) }
    }

    /// Whether the linker is LLVM's, which takes an order of symbols.
    pub(crate) fn is_lld(&self) -> bool {
        self.words.iter().any(|word| word == "-fuse-ld=lld" || word.contains("rust-lld"))
    }
}

/// The text up to the closing quote, without its escapes, and what follows.
fn quoted_word(text: &str) -> Option<(String, &str)> {
    let mut word = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((word, &text[at + 1..])),
            '\\' => word.push(characters.next()?.1),
            other => word.push(other),
        }
    }
    None
}

/// The functions of `executable` (with its symbols) that [`PROGRAMS`] run, first things first; nothing without valgrind.
pub(crate) fn order(executable: &Path, folder: &Path) -> Result<Option<PathBuf>, String> {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        return Ok(None);
    }
    let mut names = Vec::new();
    let mut known = HashSet::new();
    for (number, program) in PROGRAMS.iter().enumerate() {
        let profile = folder.join(format!("layout-{number}.callgrind"));
        let script = folder.join(format!("layout-{number}.js"));
        fs::write(&script, program).map_err(|error| format!("{}: {error}", script.display()))?;
        let mut out_file = OsString::from("--callgrind-out-file=");
        out_file.push(&profile);
        let ended = Command::new("valgrind")
            .args(["--tool=callgrind", "--demangle=no", "--quiet"])
            .arg(out_file)
            .arg(executable)
            .arg(&script)
            .output()
            .map_err(|error| format!("valgrind: {error}"))?;
        if !ended.status.success() {
            return Err(format!("valgrind: {}: {}", ended.status, String::from_utf8_lossy(&ended.stderr)));
        }
        let text = fs::read_to_string(&profile).map_err(|error| format!("{}: {error}", profile.display()))?;
        names.extend(functions(&text).filter(|name| known.insert((*name).to_owned())).map(str::to_owned));
    }
    let path = folder.join("layout-order.txt");
    fs::write(&path, names.join("\n") + "\n").map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Some(path))
}

/// The names in a profile of callgrind's, in the order of their first mention
/// (<https://valgrind.org/docs/manual/cl-format.html>): `fn=(12) name`, and `'2` behind a name for recursion.
fn functions(profile: &str) -> impl Iterator<Item = &str> {
    profile.lines().filter_map(|line| {
        let (_, name) = line.strip_prefix("fn=(").or_else(|| line.strip_prefix("cfn=("))?.split_once(") ")?;
        let name = name.split_once('\'').map_or(name, |(name, _)| name);
        (!name.starts_with("0x")).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::{Link, functions};

    #[test]
    fn a_printed_command_line_is_read() {
        let link = Link::parse(r#"LC_ALL="C" "cc" "-m64" "a b.o" "-Wl,-\"x\\y" "-fuse-ld=lld" "-o" "out""#).unwrap();
        assert_eq!(link.variables, [("LC_ALL".to_owned(), "C".to_owned())]);
        assert_eq!(link.words, ["cc", "-m64", "a b.o", "-Wl,-\"x\\y", "-fuse-ld=lld", "-o", "out"]);
        assert!(link.is_lld() && !link.is_whole());
        assert_eq!(Link::parse("Finished in 2 s"), None);
        assert_eq!(Link::parse(""), None);
    }

    #[test]
    fn a_link_is_run_again_into_another_file() {
        let out = std::env::temp_dir().join(format!("charina-layout-{}", std::process::id()));
        let link =
            Link::parse(r#"WORD="it" "sh" "-c" "printf '%s %s' $WORD $1 > $3" "sh" "a" "-o" "elsewhere""#).unwrap();
        link.run(&out, &["more".into()]).unwrap();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "it a");
        std::fs::remove_file(&out).unwrap();
        assert!(Link::parse(r#""false""#).unwrap().run(&out, &[]).is_err());
    }

    #[test]
    fn functions_come_in_the_order_of_first_mention() {
        let profile = "fl=(1) a.c\nfn=(1) main\n1 2\ncfn=(2) _ZN4workE'2\ncalls=1 2\nfn=(1)\nfn=(3) 0x0012\n";
        assert_eq!(functions(profile).collect::<Vec<_>>(), ["main", "_ZN4workE"]);
    }
}
