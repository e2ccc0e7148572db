//! Octane's parts as scripts that any runtime can run: <https://chromium.github.io/octane/>. Its sources are read from a
//! folder given and never committed.

use crate::read;
use std::path::{Path, PathBuf};

/// The parts, and the files of each.
const PARTS: [(&str, &[&str]); 14] = [
    ("richards", &["richards.js"]),
    ("deltablue", &["deltablue.js"]),
    ("crypto", &["crypto.js"]),
    ("raytrace", &["raytrace.js"]),
    ("earley-boyer", &["earley-boyer.js"]),
    ("regexp", &["regexp.js"]),
    ("splay", &["splay.js"]),
    ("navier-stokes", &["navier-stokes.js"]),
    ("box2d", &["box2d.js"]),
    ("gbemu", &["gbemu-part1.js", "gbemu-part2.js"]),
    ("code-load", &["code-load.js"]),
    ("typescript", &["typescript.js", "typescript-input.js", "typescript-compiler.js"]),
    ("zlib", &["zlib.js", "zlib-data.js"]),
    ("pdfjs", &["pdfjs.js"]),
];

/// Runs what is loaded, and prints a line of JSON for each score.
const DRIVER: &str = r"
(function() {
  var say = typeof console === 'object' ? function(line) { console.log(line); } : print;
  var failed;
  BenchmarkSuite.RunSuites({
    NotifyResult: function(name, score) {
      say(JSON.stringify({ name: name, value: 100000 / Number(score), unit: '1e5 / score' }));
    },
    NotifyError: function(name, error) { failed = name + ': ' + error; },
    NotifyScore: function() {},
  });
  if (failed) throw new Error(failed);
})();
";

/// A part of Octane, written to a scratch folder.
pub(crate) struct Part {
    pub(crate) name: String,
    /// All of it, as a script of the global scope.
    whole: PathBuf,
    /// A module that runs the other in the global scope.
    loader: PathBuf,
}

impl Part {
    /// The script for a runtime, if it can run one in the global scope: only QuickJS takes files so.
    pub(crate) fn script(&self, runtime: &str) -> Option<PathBuf> {
        match runtime {
            "qjs" => Some(self.whole.clone()),
            "deno" => None,
            _ => Some(self.loader.clone()),
        }
    }
}

/// The parts named, or all, written to `scratch`. What is lacking is told and left out.
///
/// # Errors
/// Why `folder` has no `base.js`, or `scratch` cannot be written to.
pub(crate) fn parts(folder: &Path, wanted: &[String], scratch: &Path) -> Result<Vec<Part>, String> {
    // Some parts print, and load their data by a function of V8's shell.
    let prelude =
        "var print = typeof print === 'function' ? print : function() {}; var read = function() { return ''; };\n";
    let base = read(&folder.join("base.js"))?;
    let mut found = Vec::new();
    for (name, files) in PARTS {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
            continue;
        }
        let texts: Result<Vec<String>, String> = files.iter().map(|file| read(&folder.join(file))).collect();
        match texts {
            Ok(texts) => {
                let whole = scratch.join(format!("{name}.js"));
                let loader = scratch.join(format!("{name}-loader.cjs"));
                write(&whole, &format!("{prelude}{base}\n{}\n{DRIVER}", texts.join("\n")))?;
                let path = serde_json::Value::from(whole.display().to_string());
                write(
                    &loader,
                    &format!("require('vm').runInThisContext(require('fs').readFileSync({path}, 'utf8'));"),
                )?;
                found.push(Part { name: name.to_owned(), whole, loader });
            }
            Err(error) => println!("{name} is lacking: {error}\n"),
        }
    }
    Ok(found)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_made_of_what_is_there() {
        let (folder, scratch) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("scratch"));
        assert!(parts(folder.path(), &[], scratch.path()).is_err());
        for file in ["base.js", "splay.js", "gbemu-part1.js"] {
            write(&folder.path().join(file), &format!("// {file}")).expect("written");
        }
        let found = parts(folder.path(), &[], scratch.path()).expect("parts");
        let names: Vec<&str> = found.iter().map(|part| &*part.name).collect();
        assert_eq!(names, ["splay"]);
        let whole = read(&found[0].script("qjs").expect("a script")).expect("text");
        assert!(whole.find("// base.js") < whole.find("// splay.js") && whole.contains("RunSuites"));
        assert!(found[0].script("deno").is_none());
        assert!(parts(folder.path(), &["richards".into()], scratch.path()).expect("none").is_empty());
    }
}
