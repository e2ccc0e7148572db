//! package.json: reading, the fields that resolution uses, and a cache by directory.
//!
//! <https://nodejs.org/api/packages.html#nodejs-packagejson-field-definitions>. Node reads these files with a lenient
//! streaming parser: what it skips may be malformed, and what it uses must not. The same is done here.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use super::{
    json::{Json, top_level_fields},
    path,
    resolve::{ModuleFs, ResolveError},
};

/// The `type` field. <https://nodejs.org/api/packages.html#type>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PackageType {
    /// Absent, or a value Node does not know.
    #[default]
    None,
    CommonJs,
    Module,
}

/// `exports` or `imports`, parsed when first asked for: most packages in a scope are only asked for their type.
#[derive(Debug, Default)]
struct LazyJson {
    raw: Option<Raw>,
    parsed: OnceCell<Result<Json, String>>,
}

#[derive(Debug)]
enum Raw {
    Text(String),
    Json(String),
}

impl LazyJson {
    fn new(raw: Raw) -> Self {
        Self { raw: Some(raw), parsed: OnceCell::new() }
    }

    fn get(&self) -> Result<Option<&Json>, ResolveError> {
        let Some(raw) = &self.raw else {
            return Ok(None);
        };
        let parsed = self.parsed.get_or_init(|| match raw {
            Raw::Text(text) => Ok(Json::String(text.clone())),
            Raw::Json(text) => Json::parse(text),
        });
        match parsed {
            Ok(value) => Ok(Some(value)),
            Err(message) => Err(ResolveError::InvalidJson { message: message.clone() }),
        }
    }
}

/// The fields of one package.json that Node itself uses.
#[derive(Debug)]
pub struct PackageJson {
    /// The directory, without a slash at its end except for the root.
    pub dir: String,
    /// The path of the package.json file.
    pub path: String,
    pub name: Option<String>,
    pub main: Option<String>,
    pub package_type: PackageType,
    exports: LazyJson,
    imports: LazyJson,
}

impl PackageJson {
    /// `exports`; `None` when absent, `null`, or neither text, array nor object.
    pub fn exports(&self) -> Result<Option<&Json>, ResolveError> {
        self.exports.get()
    }

    /// `imports`, likewise.
    pub fn imports(&self) -> Result<Option<&Json>, ResolveError> {
        self.imports.get()
    }

    /// Whether there are `exports`, without parsing them.
    pub fn has_exports(&self) -> bool {
        self.exports.raw.is_some()
    }

    /// Whether there are `imports`, without parsing them.
    pub fn has_imports(&self) -> bool {
        self.imports.raw.is_some()
    }

    /// The directory with a slash at its end, as error messages show it.
    pub fn dir_slash(&self) -> &str {
        self.path.strip_suffix("package.json").unwrap_or(&self.path)
    }

    /// Reads the bytes of a package.json. `None` is Node's `ERR_INVALID_PACKAGE_CONFIG`.
    fn parse(dir: &str, path: &str, bytes: &[u8]) -> Option<PackageJson> {
        let text = std::str::from_utf8(bytes).ok()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut package = PackageJson {
            dir: dir.to_owned(),
            path: path.to_owned(),
            name: None,
            main: None,
            package_type: PackageType::None,
            exports: LazyJson::default(),
            imports: LazyJson::default(),
        };
        for field in top_level_fields(text)? {
            match field.key {
                "name" => package.name = Some(string(field.value)?),
                // A `main` that is no string is as good as none.
                "main" => package.main = string(field.value).or(package.main),
                "type" => match string(field.value)?.as_str() {
                    "module" => package.package_type = PackageType::Module,
                    "commonjs" => package.package_type = PackageType::CommonJs,
                    _ => {}
                },
                "exports" => package.exports = conditional(field.value)?.unwrap_or(package.exports),
                "imports" => package.imports = conditional(field.value)?.unwrap_or(package.imports),
                _ => {}
            }
        }
        Some(package)
    }
}

/// A JSON string; `None` for anything else, and for one that is malformed or not text.
fn string(raw: &str) -> Option<String> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return (!inner.contains('"')).then(|| inner.to_owned());
    }
    match Json::parse(raw) {
        // Half a surrogate pair, which the lossy decoding turned into U+FFFD, is an error to Node's parser.
        Ok(Json::String(text)) if !text.contains('\u{fffd}') || inner.contains('\u{fffd}') => Some(text),
        _ => None,
    }
}

/// A value for `exports` or `imports`: the outer `None` refuses the file, the inner one ignores the field.
#[allow(clippy::option_option, reason = "private, and both levels are explained")]
fn conditional(raw: &str) -> Option<Option<LazyJson>> {
    match raw.as_bytes().first()? {
        b'{' | b'[' => Some(Some(LazyJson::new(Raw::Json(raw.to_owned())))),
        b'"' => Some(Some(LazyJson::new(Raw::Text(string(raw)?)))),
        b't' | b'f' | b'n' | b'-' | b'0'..=b'9' => Some(None),
        _ => None,
    }
}

/// Every package.json read so far. One that was found stays; one that was missing is looked for again, except by
/// [`PackageCache::nearest`].
#[derive(Debug, Default)]
pub struct PackageCache {
    by_dir: RefCell<HashMap<String, Rc<PackageJson>>>,
    nearest: RefCell<HashMap<String, Option<Rc<PackageJson>>>>,
}

impl PackageCache {
    /// The package.json in `dir`, if there is one.
    /// `importing` is asked what follows "while importing" in the error of a malformed file.
    pub fn read(
        &self,
        fs: &dyn ModuleFs,
        dir: &str,
        importing: impl FnOnce() -> Option<String>,
    ) -> Result<Option<Rc<PackageJson>>, ResolveError> {
        if let Some(package) = self.by_dir.borrow().get(dir) {
            return Ok(Some(Rc::clone(package)));
        }
        let file = if dir == "/" { "/package.json".to_owned() } else { format!("{dir}/package.json") };
        let Some(bytes) = fs.read(&file) else {
            return Ok(None);
        };
        let Some(package) = PackageJson::parse(dir, &file, &bytes) else {
            return Err(ResolveError::InvalidPackageConfig { path: file, importing: importing(), reason: None });
        };
        let package = Rc::new(package);
        self.by_dir.borrow_mut().insert(dir.to_owned(), Rc::clone(&package));
        Ok(Some(package))
    }

    /// The package.json that governs a file for `require`: the nearest one upwards, not past a `node_modules` and
    /// not in the root directory. A path that ends in a slash is a directory. Answers are kept, missing ones too.
    pub fn nearest(&self, fs: &dyn ModuleFs, file: &str) -> Result<Option<Rc<PackageJson>>, ResolveError> {
        let start = file.strip_suffix('/').unwrap_or_else(|| path::dirname(file));
        if let Some(known) = self.nearest.borrow().get(start) {
            return Ok(known.clone());
        }
        let mut dir = start;
        let mut passed = Vec::new();
        let found = loop {
            if let Some(known) = self.nearest.borrow().get(dir) {
                break known.clone();
            }
            if dir.len() <= 1 || dir.ends_with("/node_modules") {
                break None;
            }
            passed.push(dir);
            if let Some(package) = self.read(fs, dir, || None)? {
                break Some(package);
            }
            dir = path::dirname(dir);
        };
        let mut nearest = self.nearest.borrow_mut();
        for dir in passed {
            nearest.insert(dir.to_owned(), found.clone());
        }
        Ok(found)
    }

    /// LOOKUP_PACKAGE_SCOPE and READ_PACKAGE_JSON of the file at `file`, as `import` has it: up to and including the
    /// root. The error is the directory at which Node gives up, for messages that name one.
    /// <https://nodejs.org/api/esm.html#resolution-algorithm-specification>
    pub fn scope(&self, fs: &dyn ModuleFs, file: &str) -> Result<Option<Rc<PackageJson>>, ResolveError> {
        let mut dir = file.rfind('/').map_or("/", |at| if at == 0 { "/" } else { &file[..at] });
        loop {
            if dir.ends_with("/node_modules") {
                return Ok(None);
            }
            if let Some(package) = self.read(fs, dir, || None)? {
                return Ok(Some(package));
            }
            if dir.len() <= 1 {
                return Ok(None);
            }
            dir = path::dirname(dir);
        }
    }

    /// Forgets everything: for tests, and for tools that rewrite package.json files under a running program.
    #[cfg(test)]
    pub fn clear(&self) {
        self.by_dir.borrow_mut().clear();
        self.nearest.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<PackageJson> {
        PackageJson::parse("/p", "/p/package.json", text.as_bytes())
    }

    /// What Node 24.21 makes of these as `node_modules/x/package.json`: an error, or a main file.
    #[test]
    fn refuses_and_tolerates_what_node_does() {
        for text in [
            "",
            "   ",
            "[]",
            "\"x\"",
            "3",
            "null",
            "{\"main\":\"m.js\",}",
            "{main:\"m.js\"}",
            "{\"main\" \"m.js\"}",
            "{\"main\":\"m.js\"",
            "{\"main\":\"m.js\",\"exports\":}",
            "{\"main\":\"m.js\"} xx",
            "{\"main\":\"m.js\" \"x\":1}",
            "{\"main\":\"m\n.js\"}",
            "{\"type\":5,\"main\":\"m.js\"}",
            "{\"name\":5,\"main\":\"m.js\"}",
            "{'main':'m.js'}",
            "{/*x*/\"main\":\"m.js\"}",
            "{\"exports\":{\"a\":\"b\"",
            "{\"exports\":\"./\\ud800.js\"}",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert!(PackageJson::parse("/p", "", b"{\"a\":\"\xff\"}").is_none());
        for (text, main) in [
            ("\u{feff}{\"main\":\"m.js\"}", Some("m.js")),
            ("{\"foo\": bar, \"main\":\"m.js\"}", Some("m.js")),
            ("{\"main\":\"m.js\",\"main\":\"n.js\"}", Some("n.js")),
            ("{\"main\":3}", None),
            ("{\"main\":\"\\q\"}", None),
            ("{\"m\\u0061in\":\"m.js\"}", None),
            ("{\"a\":{\"b\":[1,2,}],\"main\":\"m.js\"}", Some("m.js")),
            ("{\"type\":\"foo\",\"main\":\"m.js\"}", Some("m.js")),
            ("{\"v\":01,\"main\":\"m.js\"}", Some("m.js")),
            ("{\"exports\":false,\"main\":\"m.js\"}", Some("m.js")),
        ] {
            let package = parse(text).expect(text);
            assert_eq!(package.main.as_deref(), main, "{text}");
            assert!(!package.has_exports(), "{text}");
        }
    }

    #[test]
    fn exports_keep_their_order_and_parse_late() {
        let package = parse(r#"{"exports":{"require":"./r.js","import":"./i.js","default":".\/d.js"}}"#).unwrap();
        let Some(Json::Object(entries)) = package.exports().unwrap() else { panic!("an object") };
        let keys: Vec<_> = entries.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["require", "import", "default"]);
        assert_eq!(entries[2].1, Json::String("./d.js".into()));

        let broken = parse(r#"{"exports":{"a":"./m.js",},"main":"m.js"}"#).unwrap();
        let error = broken.exports().unwrap_err();
        // Node 24: require() of such a package throws this SyntaxError.
        assert_eq!(error.to_string(), "Expected double-quoted property name in JSON at position 14 (line 1 column 15)");
        assert_eq!((error.code(), error.class()), (None, crate::modules::resolve::ErrorClass::SyntaxError));
    }
}
