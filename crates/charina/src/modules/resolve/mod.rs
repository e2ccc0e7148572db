//! Node's module resolution, for `require` and for `import`.
//!
//! Follows <https://nodejs.org/api/modules.html#all-together> and
//! <https://nodejs.org/api/esm.html#resolution-algorithm-specification>, Node 24 where the text leaves room. Our own
//! code rather than `oxc_resolver`: Node's error texts and properties, `require.extensions`, the paths that programs
//! and hooks pass in, and NODE_PATH have to be exact, and the number of system calls a `require` makes is ours to
//! keep small.
//!
//! ```ignore
//! let resolver = Resolver::new(Rc::new(OsFs), |id| builtins::is_builtin(id));
//! let cjs = Conditions::require(&[]);
//!
//! // require('lodash') in /app/index.js
//! let paths = resolver.node_module_paths("/app");
//! let found = resolver.resolve_cjs(&CjsRequest {
//!     request: "lodash",
//!     parent: Some("/app/index.js"),
//!     paths: &paths,
//!     extensions: &[".js", ".json", ".node"],
//!     conditions: &cjs,
//!     is_main: false,
//!     require_stack: &|| vec!["/app/index.js".into()],
//! })?;
//! assert_eq!(found.path, "/app/node_modules/lodash/lodash.js");
//! for note in found.notes { /* process.emitWarning(note.message, 'DeprecationWarning', note.code) */ }
//!
//! // import 'lodash' in file:///app/index.mjs
//! let esm = Conditions::import(&[]);
//! let parent = Url::parse("file:///app/index.mjs")?;
//! let found = resolver.resolve_esm("lodash", Some(&parent), &esm)?;
//! assert_eq!(found.url.as_str(), "file:///app/node_modules/lodash/lodash.js");
//! ```

mod cjs;
mod error;
mod esm;
mod fs;
mod target;
#[cfg(test)]
mod tests;

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};

use url::Url;

pub use self::{
    cjs::CjsRequest,
    error::{ErrorClass, Property, ResolveError},
    fs::{FileKind, ModuleFs, OsFs},
};
use super::{
    package::{PackageCache, PackageJson},
    path,
};

/// A deprecation that resolving came across, for `process.emitWarning(message, 'DeprecationWarning', code)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// `DEP0128`, `DEP0151`, `DEP0155` or `DEP0166`. <https://nodejs.org/api/deprecations.html>
    pub code: &'static str,
    pub message: String,
}

/// What `require` resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// An absolute path, or the request itself when it names a builtin.
    pub path: String,
    pub builtin: bool,
    pub notes: Vec<Note>,
}

/// What `import` resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedUrl {
    /// A `file:`, `data:` or `node:` URL, or one of a scheme that loading will refuse.
    pub url: Url,
    pub notes: Vec<Note>,
}

/// The names that conditional exports match against. <https://nodejs.org/api/packages.html#conditional-exports>
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions(Vec<String>);

impl Conditions {
    /// Just these.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }

    /// Those of `require`, and the user's from `--conditions`.
    pub fn require(user: &[String]) -> Self {
        let mut names = Self::new(["require", "node", "node-addons"]);
        names.0.extend_from_slice(user);
        names.0.push("module-sync".to_owned());
        names
    }

    /// Those of `import`, and the user's from `--conditions`.
    pub fn import(user: &[String]) -> Self {
        let mut names = Self::new(["node", "import", "module-sync", "node-addons"]);
        names.0.extend_from_slice(user);
        names
    }

    /// In Node's order, as resolve hooks see them in `context.conditions`.
    #[cfg(test)]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    fn matches(&self, name: &str) -> bool {
        name == "default" || self.0.iter().any(|known| known == name)
    }
}

/// Resolves modules, and remembers what it learned of packages, links and earlier requests.
pub struct Resolver {
    fs: Rc<dyn ModuleFs>,
    /// `module.isBuiltin`: true for `fs`, `node:fs` and `node:test`, false for `test` and `node:nope`.
    is_builtin: fn(&str) -> bool,
    /// `--preserve-symlinks`.
    pub preserve_symlinks: Cell<bool>,
    /// `--preserve-symlinks-main`.
    pub preserve_symlinks_main: Cell<bool>,
    /// Whether TypeScript is taken, its types stripped: `--strip-types`.
    pub strip_types: Cell<bool>,
    /// `--experimental-addon-modules`.
    pub addon_modules: Cell<bool>,
    packages: PackageCache,
    /// Directories and links whose real path is known. As in Node, a link is read once.
    real_paths: RefCell<HashMap<String, Rc<str>>>,
    /// `Module._pathCache`: request and look-up paths to the file found.
    path_cache: RefCell<HashMap<String, Rc<str>>>,
    /// The directory of a requiring module and a request, to the file found.
    relative_cache: RefCell<HashMap<String, Rc<str>>>,
    /// How many nested loads are under way, and the directories seen during them.
    pass_depth: Cell<u32>,
    pass_dirs: RefCell<HashSet<String>>,
    notes: RefCell<Vec<Note>>,
    slash_patterns_noted: RefCell<HashSet<String>>,
    pub(super) typeless_noted: RefCell<HashSet<String>>,
}

/// What [`Resolver::probe`] finds at a path.
enum Probe {
    /// A file, by its real path, or by its own if links are preserved.
    File(String),
    Directory,
    Missing,
}

impl Resolver {
    pub fn new(fs: Rc<dyn ModuleFs>, is_builtin: fn(&str) -> bool) -> Self {
        Self {
            fs,
            is_builtin,
            preserve_symlinks: Cell::new(false),
            preserve_symlinks_main: Cell::new(false),
            strip_types: Cell::new(false),
            addon_modules: Cell::new(false),
            packages: PackageCache::default(),
            real_paths: RefCell::default(),
            path_cache: RefCell::default(),
            relative_cache: RefCell::default(),
            pass_depth: Cell::new(0),
            pass_dirs: RefCell::default(),
            notes: RefCell::default(),
            slash_patterns_noted: RefCell::default(),
            typeless_noted: RefCell::default(),
        }
    }

    /// The file system, for loaders that read what was resolved.
    pub fn fs(&self) -> &dyn ModuleFs {
        &*self.fs
    }

    /// The package.json that governs a file for `require`, or for `module.findPackageJSON`.
    pub fn nearest_package(&self, file: &str) -> Result<Option<Rc<PackageJson>>, ResolveError> {
        self.packages.nearest(&*self.fs, file)
    }

    /// The package.json that governs a file for `import`.
    pub fn package_scope(&self, file: &str) -> Result<Option<Rc<PackageJson>>, ResolveError> {
        self.packages.scope(&*self.fs, file)
    }

    /// Says that a module begins to load. Until the matching [`Resolver::leave`], directories that were seen are
    /// taken to stay, as Node does while a `require` runs.
    pub fn enter(&self) {
        self.pass_depth.set(self.pass_depth.get() + 1);
    }

    /// Ends what [`Resolver::enter`] began.
    pub fn leave(&self) {
        let depth = self.pass_depth.get().saturating_sub(1);
        self.pass_depth.set(depth);
        if depth == 0 {
            self.pass_dirs.borrow_mut().clear();
        }
    }

    /// Forgets all that was learned from the file system.
    #[cfg(test)]
    pub fn clear(&self) {
        self.packages.clear();
        self.real_paths.borrow_mut().clear();
        self.path_cache.borrow_mut().clear();
        self.relative_cache.borrow_mut().clear();
        self.pass_dirs.borrow_mut().clear();
    }

    /// What [`Resolver::remember`] was told of this request from a module in `dir`: Node's `relativeResolveCache`, to
    /// be asked before anything else is prepared. Good only while `Module._cache` has the file; else
    /// [`Resolver::unlearn`] it.
    pub fn recall(&self, dir: &str, request: &str) -> Option<Rc<str>> {
        self.relative_cache.borrow().get(&relative_key(dir, request)).cloned()
    }

    /// Notes what a request from a module in `dir` loaded.
    pub fn remember(&self, dir: &str, request: &str, file: &str) {
        self.relative_cache.borrow_mut().insert(relative_key(dir, request), file.into());
    }

    /// Takes back what [`Resolver::remember`] was told.
    pub fn unlearn(&self, dir: &str, request: &str) {
        self.relative_cache.borrow_mut().remove(&relative_key(dir, request));
    }

    /// The notes of a resolution that failed; a successful one hands its own out.
    pub fn take_notes(&self) -> Vec<Note> {
        self.notes.take()
    }

    fn note(&self, code: &'static str, message: String) {
        self.notes.borrow_mut().push(Note { code, message });
    }

    /// `Module._nodeModulePaths(dir)`: where a bare request from `dir` is looked for, nearest first.
    /// <https://nodejs.org/api/modules.html#loading-from-node_modules-folders>
    pub fn node_module_paths(&self, dir: &str) -> Vec<String> {
        node_module_paths(&self.absolute(dir))
    }

    /// `path.resolve(path)`.
    fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            return path::resolve("/", path);
        }
        let cwd = self.fs.current_dir().unwrap_or_else(|| "/".to_owned());
        path::resolve(&cwd, path)
    }

    fn is_dir(&self, path: &str) -> bool {
        if self.pass_depth.get() == 0 {
            return self.fs.stat(path) == Some(FileKind::Directory);
        }
        if self.pass_dirs.borrow().contains(path) {
            return true;
        }
        let found = self.fs.stat(path) == Some(FileKind::Directory);
        if found {
            self.pass_dirs.borrow_mut().insert(path.to_owned());
        }
        found
    }

    /// Node's `stat` and `toRealPath` of an absolute, normal path in one: of a file that is no link, the real path
    /// is that of its directory and its name, and directories are remembered.
    fn probe(&self, path: &str, preserve_symlinks: bool) -> Probe {
        if preserve_symlinks {
            return match self.fs.stat(path) {
                Some(FileKind::Directory) => Probe::Directory,
                Some(_) => Probe::File(path.to_owned()),
                None => Probe::Missing,
            };
        }
        match self.fs.lstat(path) {
            None => Probe::Missing,
            Some(FileKind::Directory) => Probe::Directory,
            Some(FileKind::File) => {
                let parent = self.real_path(path::dirname(path), 0);
                Probe::File(join(&parent, path::basename(path)))
            }
            Some(FileKind::Symlink) => match self.fs.stat(path) {
                None => Probe::Missing,
                Some(FileKind::Directory) => Probe::Directory,
                Some(_) => Probe::File(self.real_path(path, 0).to_string()),
            },
        }
    }

    /// The real path of something that exists. Recursion is by the depth of the path, which the operating system
    /// bounds, and by links followed; past a bound the path is left as it is.
    fn real_path(&self, path: &str, depth: u32) -> Rc<str> {
        /// More than PATH_MAX has room for, and than a chain of links may have.
        const MAX_DEPTH: u32 = 3000;
        if path.len() <= 1 || depth > MAX_DEPTH {
            return Rc::from(path);
        }
        if let Some(known) = self.real_paths.borrow().get(path) {
            return Rc::clone(known);
        }
        let parent = self.real_path(path::dirname(path), depth + 1);
        let candidate = join(&parent, path::basename(path));
        let link = match self.fs.lstat(&candidate) {
            Some(FileKind::Symlink) => self.fs.read_link(&candidate),
            _ => None,
        };
        let real: Rc<str> = match link {
            Some(target) => self.real_path(&path::resolve(&parent, &target), depth + 1),
            None => Rc::from(candidate),
        };
        self.real_paths.borrow_mut().insert(path.to_owned(), Rc::clone(&real));
        real
    }
}

/// [`Resolver::node_module_paths`] of an absolute, normal directory.
fn node_module_paths(dir: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut at = dir;
    while at.len() > 1 {
        if path::basename(at) != "node_modules" {
            paths.push(format!("{at}/node_modules"));
        }
        at = path::dirname(at);
    }
    paths.push("/node_modules".to_owned());
    paths
}

fn relative_key(dir: &str, request: &str) -> String {
    let mut key = String::with_capacity(dir.len() + request.len() + 1);
    key.push_str(dir);
    key.push('\0');
    key.push_str(request);
    key
}

fn join(dir: &str, name: &str) -> String {
    if dir.ends_with('/') { format!("{dir}{name}") } else { format!("{dir}/{name}") }
}
