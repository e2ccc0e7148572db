//! Resolution against what a real Node answered: `cases.txt`, recorded over the files of `tree.txt` by `record.cjs`.

use std::{cell::Cell, fs, os::unix::fs::symlink, path::Path, rc::Rc};

use url::Url;

use super::*;
use crate::modules::{
    format::{Format, check_scheme, unknown_format},
    json::quote,
};

/// The directory that the system files see as the working directory of the recording.
struct InDir(String);

impl ModuleFs for InDir {
    fn stat(&self, path: &str) -> Option<FileKind> {
        OsFs.stat(path)
    }
    fn lstat(&self, path: &str) -> Option<FileKind> {
        OsFs.lstat(path)
    }
    fn read_link(&self, path: &str) -> Option<String> {
        OsFs.read_link(path)
    }
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        OsFs.read(path)
    }
    fn current_dir(&self) -> Option<String> {
        Some(self.0.clone())
    }
}

fn is_builtin(id: &str) -> bool {
    matches!(id.strip_prefix("node:").unwrap_or(id), "fs" | "fs/promises" | "path") || id == "node:test"
}

/// Lays out `tree.txt` in a new directory.
fn plant() -> (tempfile::TempDir, String) {
    // Named as in the recording: the paths above it show in one case.
    let dir = tempfile::Builder::new().prefix("tree-").tempdir_in("/tmp").unwrap();
    let root = fs::canonicalize(dir.path()).unwrap().to_str().unwrap().to_owned();
    for line in include_str!("tree.txt").lines().filter(|line| !line.starts_with('#')) {
        let (file, link, content) = match (line.split_once(" -> "), line.split_once(" : ")) {
            (Some((file, target)), _) => (file, Some(target), ""),
            (_, Some((file, content))) => (file, None, content),
            _ => (line, None, ""),
        };
        let full = Path::new(&root).join(file);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        match link {
            Some(target) => symlink(target, full).unwrap(),
            None => fs::write(full, content.replace("\\0", "\0")).unwrap(),
        }
    }
    (dir, root)
}

fn show_error(error: &ResolveError) -> String {
    let own: Vec<String> = error
        .properties()
        .into_iter()
        .map(|(key, value)| {
            let value = match value {
                Property::Text(text) => quote(&text),
                Property::List(items) => {
                    format!("[{}]", items.iter().map(|item| quote(item)).collect::<Vec<_>>().join(","))
                }
                Property::InvalidUrl { input, base } => {
                    let base = base.map_or_else(String::new, |base| format!(",\"base\":{}", quote(&base)));
                    format!("{{\"code\":\"ERR_INVALID_URL\",\"input\":{}{base}}}", quote(&input))
                }
            };
            format!("{}:{value}", quote(key))
        })
        .collect();
    let class = match error.class() {
        ErrorClass::UriError => "URIError".to_owned(),
        class => format!("{class:?}"),
    };
    format!("{class} {} {error} {{{}}}", error.code().unwrap_or("undefined"), own.join(","))
}

fn resolve_cjs(
    resolver: &Resolver,
    file: &str,
    request: &str,
    conditions: &Conditions,
) -> Result<Resolved, ResolveError> {
    let own_paths = resolver.node_module_paths(path::dirname(file));
    let paths = resolver.lookup_paths(request, Some(file), &own_paths, &[]).unwrap_or_default();
    resolver.resolve_cjs(&CjsRequest {
        request,
        parent: Some(file),
        paths: &paths,
        extensions: &[".js", ".json", ".node"],
        conditions,
        is_main: false,
        require_stack: &|| vec![file.to_owned()],
    })
}

#[test]
fn answers_as_node_does() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    // Both are on in Node 24.
    resolver.strip_types.set(true);
    resolver.addon_modules.set(true);
    let (cjs, esm) = (Conditions::require(&[]), Conditions::import(&[]));
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("cases.txt").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [loader, parent, request, expected] = fields[..] else { panic!("{line}") };
        let full = |text: &str| text.replace("$R", &root);
        let file = format!("{root}/{parent}");
        let request = full(request);
        let outcome = match loader {
            "cjs" => resolve_cjs(&resolver, &file, &request, &cjs).map(|found| (found.path, found.notes)),
            "esm" | "url" => {
                let parent =
                    if loader == "esm" { path::to_file_url(&file) } else { Url::parse(&full(parent)).unwrap() };
                resolver.resolve_esm(&request, Some(&parent), &esm).map(|found| (found.url.to_string(), found.notes))
            }
            "format" => {
                let url = if parent.contains(':') { Url::parse(parent).unwrap() } else { path::to_file_url(&file) };
                resolver.format_for_import(&url, None).map(|format| {
                    let name = match format {
                        Some(Format::Ambiguous) | None => "null",
                        Some(format) => format.name().unwrap(),
                    };
                    (name.to_owned(), Vec::new())
                })
            }
            "paths" => Ok((resolver.node_module_paths(parent).join(","), Vec::new())),
            _ => panic!("{line}"),
        };
        let (mut shown, notes) = match outcome {
            Ok((found, notes)) => (format!("ok {found}"), notes),
            Err(error) => (show_error(&error), resolver.take_notes()),
        };
        for note in notes {
            shown += &format!(" NOTE {} {}", note.code, note.message);
        }
        let shown = shown.replace(&root, "$R").replace('\n', "\\n");
        count += 1;
        if shown != expected {
            wrong.push(format!("{loader} {parent} {request}\n  node: {expected}\n  ours: {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 600, "{count}");
}

#[test]
fn extensions_come_from_the_caller_and_in_their_order() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    let conditions = Conditions::require(&[]);
    let find = |request: &str, extensions: &[&str]| {
        resolver.clear();
        let found = resolver.resolve_cjs(&CjsRequest {
            request,
            parent: Some(&format!("{root}/index.js")),
            paths: std::slice::from_ref(&root),
            extensions,
            conditions: &conditions,
            is_main: false,
            require_stack: &|| vec!["a".into(), "b".into()],
        });
        found.map(|found| found.path.replace(&root, "$R")).map_err(|error| error.to_string())
    };
    // A file beside a directory of its name wins by extension; a directory is asked only then.
    assert_eq!(find("./lib/sub", &[".js", ".json", ".node"]).unwrap(), "$R/lib/sub.js");
    assert_eq!(find("./lib/sub", &[]).unwrap_err(), "Cannot find module './lib/sub'\nRequire stack:\n- a\n- b");
    assert_eq!(find("./lib/b", &[".js", ".mjs"]).unwrap(), "$R/lib/b.mjs");
    assert_eq!(find("./lib/only", &[".json", ".js"]).unwrap(), "$R/lib/only/index.json");
    assert_eq!(find("./x", &[]).unwrap_err(), "Cannot find module './x'\nRequire stack:\n- a\n- b");
}

#[test]
fn global_folders_come_last() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    let globals = resolver.global_paths(Some(&format!("{root}/extra::rel")), Some("/home/me"), "/usr/bin/charina");
    assert_eq!(
        globals,
        [&format!("{root}/extra"), "rel", "/home/me/.node_modules", "/home/me/.node_libraries", "/usr/lib/node"]
    );
    let conditions = Conditions::require(&[]);
    let file = format!("{root}/index.js");
    let find = |request: &str, paths: &[String]| {
        let paths = resolver.lookup_paths(request, Some(&file), paths, &globals)?;
        let found = resolver.resolve_cjs(&CjsRequest {
            request,
            parent: Some(&file),
            paths: &paths,
            extensions: &[".js"],
            conditions: &conditions,
            is_main: false,
            require_stack: &Vec::new,
        });
        found.ok().map(|found| found.path.replace(&root, "$R"))
    };
    let own = resolver.node_module_paths(&root);
    assert_eq!(find("np", &own).as_deref(), Some("$R/extra/np.js"));
    assert_eq!(find("np2", &own).as_deref(), Some("$R/extra/np2/index.js"));
    assert_eq!(find("lone", &own).as_deref(), Some("$R/node_modules/lone.js"));
    assert_eq!(find("./np", &own), None);
    assert_eq!(resolver.lookup_paths("fs", Some(&file), &own, &globals), None);
    assert_eq!(resolver.lookup_paths(".", Some("/a/b.js"), &own, &globals), Some(vec!["/a".to_owned()]));
    assert_eq!(resolver.lookup_paths("./x", None, &own, &globals), Some(vec![".".to_owned()]));
    // Not a relative path, though it begins with a dot.
    assert_eq!(resolver.lookup_paths(".x", None, &[], &["/g".into()]), Some(vec!["/g".to_owned()]));
}

#[test]
fn links_are_followed_unless_preserved() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    let conditions = Conditions::require(&[]);
    let find = |request: &str, is_main: bool| {
        let paths = if path::is_relative(request) { vec![root.clone()] } else { resolver.node_module_paths(&root) };
        let found = resolver.resolve_cjs(&CjsRequest {
            request,
            parent: None,
            paths: &paths,
            extensions: &[".js"],
            conditions: &conditions,
            is_main,
            require_stack: &Vec::new,
        });
        resolver.clear();
        found.unwrap().path.replace(&root, "$R")
    };
    let base = path::to_file_url(&format!("{root}/main.mjs"));
    let import = |specifier: &str| {
        let found = resolver.resolve_esm(specifier, Some(&base), &conditions).unwrap();
        found.url.as_str().replace(&root, "$R")
    };
    assert_eq!(find("linked2", false), "$R/real/linked/l.js");
    assert_eq!(find("./lib/linkdir/index", false), "$R/lib/sub/index.js");
    assert_eq!(import("./lib/link.js?q"), "file://$R/lib/a.js?q");
    resolver.preserve_symlinks.set(true);
    assert_eq!(find("linked2", false), "$R/node_modules/linked2/l.js");
    assert_eq!(find("./lib/link", true), "$R/lib/a.js");
    assert_eq!(import("./lib/link.js?q"), "file://$R/lib/link.js?q");
    resolver.preserve_symlinks_main.set(true);
    assert_eq!(find("./lib/link", true), "$R/lib/link.js");
}

#[test]
fn conditions_are_the_users_too() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    let file = format!("{root}/index.js");
    let custom = Conditions::require(&["custom".to_owned()]);
    // Node 24's orders.
    assert_eq!(custom.names(), ["require", "node", "node-addons", "custom", "module-sync"]);
    assert_eq!(Conditions::import(&["x".into()]).names(), ["node", "import", "module-sync", "node-addons", "x"]);
    assert!(resolve_cjs(&resolver, &file, "exp/custom", &custom).unwrap().path.ends_with("/exp/lib/a.js"));
    assert!(
        resolve_cjs(&resolver, &file, "exp/custom", &Conditions::new(["node"])).is_err() || {
            // As in Node, conditions are no part of the path cache's key.
            resolver.clear();
            resolve_cjs(&resolver, &file, "exp/custom", &Conditions::new(["node"])).is_err()
        }
    );
}

#[test]
fn formats_for_require_and_errors_of_loading() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    for (file, format) in [
        ("index.js", Format::CommonJs),
        ("main.mjs", Format::Module),
        ("esm/a.js", Format::Module),
        ("esm/noext", Format::Ambiguous),
        ("typeless/a.js", Format::Ambiguous),
        ("esm/t.ts", Format::Ambiguous),
        ("node_modules/nopkg/index.js", Format::Ambiguous),
        ("x.cjs", Format::CommonJs),
    ] {
        assert_eq!(resolver.format_for_require(&format!("{root}/{file}")).unwrap(), format, "{file}");
    }
    resolver.strip_types.set(true);
    assert_eq!(resolver.format_for_require(&format!("{root}/esm/t.ts")).unwrap(), Format::ModuleTypeScript);
    assert_eq!(Format::Ambiguous.settle("export {}"), Format::Module);
    assert_eq!(Format::Ambiguous.settle("exports.a = 1"), Format::CommonJs);

    let url = path::to_file_url(&format!("{root}/typeless/a.js"));
    let warning = resolver.typeless_warning(&url).unwrap();
    assert!(warning.starts_with(&format!("Module type of {url} is not specified and it doesn't parse as CommonJS.\n")));
    assert!(warning.ends_with(&format!("add \"type\": \"module\" to {root}/typeless/package.json.")));
    assert_eq!(resolver.typeless_warning(&url), None, "once for a package");

    for (href, message) in [
        (
            "ftp://x",
            "Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol 'ftp:'",
        ),
        (
            "https://x",
            "Only URLs with a scheme in: file and data are supported by the default ESM loader. Received protocol 'https:'",
        ),
    ] {
        let error = check_scheme(&Url::parse(href).unwrap()).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (message, Some("ERR_UNSUPPORTED_ESM_URL_SCHEME")));
    }
    for (href, message) in [
        (
            "data:text/css,.error { color: red; }",
            "Unknown module format: text/css for URL data:text/css,.error { color: red; }",
        ),
        ("data:text/plain;base64,", "Unknown module format: text/plain for URL data:text/plain;base64,"),
        ("data:,x", "Unknown module format: null for URL data:,x"),
    ] {
        let error = unknown_format(&Url::parse(href).unwrap(), None);
        assert_eq!((error.to_string().as_str(), error.class()), (message, ErrorClass::RangeError));
    }
}

/// Counts what would be system calls.
struct Counting(InDir, Cell<u32>);

impl ModuleFs for Counting {
    fn stat(&self, path: &str) -> Option<FileKind> {
        self.1.set(self.1.get() + 1);
        self.0.stat(path)
    }
    fn lstat(&self, path: &str) -> Option<FileKind> {
        self.1.set(self.1.get() + 1);
        self.0.lstat(path)
    }
    fn read_link(&self, path: &str) -> Option<String> {
        self.1.set(self.1.get() + 1);
        self.0.read_link(path)
    }
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.1.set(self.1.get() + 1);
        self.0.read(path)
    }
    fn current_dir(&self) -> Option<String> {
        self.0.current_dir()
    }
}

#[test]
fn a_warm_resolver_hardly_asks() {
    let (_dir, root) = plant();
    let fs = Rc::new(Counting(InDir(root.clone()), Cell::new(0)));
    let resolver = Resolver::new(fs.clone(), is_builtin);
    let conditions = Conditions::require(&[]);
    let calls = |file: &str, request: &str| {
        fs.1.set(0);
        resolve_cjs(&resolver, &format!("{root}/{file}"), request, &conditions).unwrap();
        fs.1.get()
    };
    resolver.enter();
    calls("index.js", "./lib/a.js");
    // The directory's real path is known: one look at the file, and one more for each extension before it.
    assert_eq!(calls("index.js", "./lib/sub.js"), 1);
    assert_eq!(calls("index.js", "./lib/d"), 4);
    assert_eq!(calls("index.js", "./lib/d"), 0, "the path cache");
    // A package: is it there, its package.json, its main file and the way to it.
    calls("index.js", "dep/lib/x.js");
    assert_eq!(calls("lib/deep/er/x.js", "dep/main.js"), 3 + 3 + 1, "package.json and node_modules of three levels");
    assert_eq!(calls("lib/deep/er/x.js", "dep/index.js"), 3 + 1, "its own package is known by now");
    resolver.leave();
    assert_eq!(calls("index.js", "node:fs"), 0);
}

#[test]
fn what_was_found_stays_until_cleared() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    let conditions = Conditions::require(&[]);
    let file = format!("{root}/index.js");
    let find = |request: &str| resolve_cjs(&resolver, &file, request, &conditions).map(|found| found.path);
    resolver.enter();
    // Written while a module loads, and found all the same.
    assert!(find("./late").is_err() && find("late-package").is_err());
    fs::write(format!("{root}/late.js"), "").unwrap();
    fs::create_dir(format!("{root}/node_modules/late-package")).unwrap();
    fs::write(format!("{root}/node_modules/late-package/index.js"), "").unwrap();
    assert!(find("./late").is_ok() && find("late-package").is_ok());
    resolver.leave();

    let dir = format!("{root}/node_modules/sugar");
    fs::write(format!("{dir}/package.json"), "{\"exports\":\"./b.js\"}").unwrap();
    fs::write(format!("{dir}/b.js"), "").unwrap();
    assert!(find("sugar").unwrap().ends_with("/b.js"));
    fs::write(format!("{dir}/package.json"), "{\"exports\":\"./a.js\"}").unwrap();
    assert!(find("sugar").unwrap().ends_with("/b.js"));
    resolver.clear();
    assert!(find("sugar").unwrap().ends_with("/a.js"));
}

#[test]
fn remembers_by_directory_and_request() {
    let resolver = Resolver::new(Rc::new(OsFs), is_builtin);
    resolver.remember("/a", "./x", "/a/x.js");
    assert_eq!(resolver.recall("/a", "./x").as_deref(), Some("/a/x.js"));
    assert_eq!(resolver.recall("/b", "./x"), None);
    resolver.unlearn("/a", "./x");
    assert_eq!(resolver.recall("/a", "./x"), None);
}

#[test]
fn absurd_requests_are_refused_calmly() {
    let (_dir, root) = plant();
    let resolver = Resolver::new(Rc::new(InDir(root.clone())), is_builtin);
    let conditions = Conditions::require(&[]);
    let file = format!("{root}/index.js");
    let base = path::to_file_url(&file);
    for part in ["../", "a/", "./", "\0", "%2e%2e/", "#", "@", "*", "\\", "\u{e9}", "exp/feat/"] {
        let request = part.repeat(50_000);
        assert!(resolve_cjs(&resolver, &file, &request, &conditions).is_err() || part == "../" || part == "./");
        let _ = resolver.resolve_esm(&request, Some(&base), &conditions);
    }
    // Exports nested deeper than anything should recurse.
    let dir = format!("{root}/node_modules/deep");
    fs::create_dir(&dir).unwrap();
    let (open, close) = ("{\"node\":".repeat(100_000), "}".repeat(100_000));
    fs::write(format!("{dir}/package.json"), format!("{{\"exports\":{open}\"./a.js\"{close}}}")).unwrap();
    assert!(resolve_cjs(&resolver, &file, "deep", &conditions).is_err());
}
