//! `require`'s resolution: `Module._resolveFilename`, `Module._findPath` and `Module._resolveLookupPaths`.
//!
//! <https://nodejs.org/api/modules.html#all-together>

use super::{Conditions, Note, Probe, ResolveError, Resolved, Resolver, join};
use crate::modules::{package::PackageJson, path};

/// One call of `require` or `require.resolve`.
pub struct CjsRequest<'a> {
    pub request: &'a str,
    /// The requiring module's file name. In the REPL and for `--require`, the working directory and a slash.
    pub parent: Option<&'a str>,
    /// Where to look, from [`Resolver::lookup_paths`] or `options.paths`.
    pub paths: &'a [String],
    /// The keys of `require.extensions`.
    pub extensions: &'a [&'a str],
    pub conditions: &'a Conditions,
    /// Whether this is the program's main file, which has its own `--preserve-symlinks-main`.
    pub is_main: bool,
    /// Asked only if nothing is found: the chain of requiring files, innermost first.
    pub require_stack: &'a dyn Fn() -> Vec<String>,
}

impl Resolver {
    /// `Module._resolveLookupPaths(request, parent)`; `None` for a builtin, which is looked for nowhere.
    ///
    /// `parent_file` is the requiring module's file name and `parent_paths` its `module.paths`; `global_paths` are
    /// the folders of NODE_PATH and the like.
    pub fn lookup_paths(
        &self,
        request: &str,
        parent_file: Option<&str>,
        parent_paths: &[String],
        global_paths: &[String],
    ) -> Option<Vec<String>> {
        if (self.is_builtin)(request) {
            return None;
        }
        if !looks_relative(request) {
            let mut paths = parent_paths.to_vec();
            paths.extend_from_slice(global_paths);
            return Some(paths);
        }
        Some(vec![parent_file.map_or(".", path::dirname).to_owned()])
    }

    /// `Module._initPaths()`: the folders that every bare request is looked for in at last, from NODE_PATH, HOME and
    /// the path of the running program. <https://nodejs.org/api/modules.html#loading-from-the-global-folders>
    pub fn global_paths(&self, node_path: Option<&str>, home: Option<&str>, exec_path: &str) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        if let Some(folders) = node_path {
            paths.extend(folders.split(':').filter(|folder| !folder.is_empty()).map(str::to_owned));
        }
        if let Some(home) = home.filter(|home| !home.is_empty()) {
            let home = self.absolute(home);
            paths.push(join(&home, ".node_modules"));
            paths.push(join(&home, ".node_libraries"));
        }
        paths.push(path::resolve(&self.absolute(exec_path), "../../lib/node"));
        paths
    }

    /// `Module._resolveFilename`: the file that `require(request)` loads, or a builtin.
    pub fn resolve_cjs(&self, request: &CjsRequest<'_>) -> Result<Resolved, ResolveError> {
        if (self.is_builtin)(request.request) {
            return Ok(Resolved { path: request.request.to_owned(), builtin: true, notes: Vec::new() });
        }
        let found = match self.resolve_import_or_self(request)? {
            Some(path) => Some(path),
            None => self.find_path(request)?,
        };
        match found {
            Some(path) => Ok(Resolved { path, builtin: false, notes: self.take_notes() }),
            None => Err(ResolveError::ModuleNotFound {
                request: request.request.to_owned(),
                require_stack: (request.require_stack)(),
            }),
        }
    }

    /// `#imports` of the requiring module's package, and its own `exports` under its own name.
    fn resolve_import_or_self(&self, request: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        let Some(parent) = request.parent else {
            return Ok(None);
        };
        let name = request.request;
        // Asked before looking at the request: a malformed package.json here fails every `require`.
        let Some(package) = self.nearest_package(parent)? else {
            return Ok(None);
        };
        if name.starts_with('#') && package.has_imports() {
            let found = self
                .package_imports_resolve(name, &path::to_file_url(parent), request.conditions)
                .and_then(|url| self.finish_cjs_target(&url, Some(parent), Some(&package.path)));
            return match found {
                Err(ResolveError::EsmNotFound { .. }) => {
                    Err(ResolveError::TargetNotFound { request: name.to_owned(), path: None })
                }
                other => other.map(Some),
            };
        }
        let Some(own_name) = package.name.as_deref().filter(|_| package.has_exports()) else {
            return Ok(None);
        };
        let subpath = match name.strip_prefix(own_name) {
            Some("") => ".".to_owned(),
            Some(rest) if rest.starts_with('/') => format!(".{rest}"),
            _ => return Ok(None),
        };
        let base = path::to_file_url(parent);
        let found = self
            .package_exports_resolve(&package, &subpath, Some(&base), request.conditions)
            .and_then(|url| self.finish_cjs_target(&url, Some(parent), Some(&package.dir)));
        match found {
            Err(ResolveError::EsmNotFound { .. }) => {
                Err(ResolveError::TargetNotFound { request: subpath, path: Some(package.dir.clone()) })
            }
            other => other.map(Some),
        }
    }

    /// `Module._findPath(request, paths, isMain)`.
    pub fn find_path(&self, request: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        let name = request.request;
        let absolute = name.starts_with('/');
        if !absolute && request.paths.is_empty() {
            return Ok(None);
        }
        let mut key = String::with_capacity(name.len() + 128);
        key.push_str(name);
        if !absolute {
            for path in request.paths {
                key.push('\0');
                key.push_str(path);
            }
        }
        if let Some(known) = self.path_cache.borrow().get(&key) {
            return Ok(Some(known.to_string()));
        }
        let found = if absolute {
            self.try_path(&path::resolve("/", name), request)?
        } else {
            let mut found = None;
            for folder in request.paths {
                let folder = self.absolute(folder);
                found = if looks_relative(name) {
                    self.try_path(&path::resolve(&folder, name), request)?
                } else {
                    self.try_folder(&folder, request)?
                };
                if found.is_some() {
                    break;
                }
            }
            found
        };
        if let Some(path) = &found {
            self.path_cache.borrow_mut().insert(key, path.as_str().into());
        }
        Ok(found)
    }

    /// A bare request in one `node_modules` folder, or one of NODE_PATH.
    fn try_folder(&self, folder: &str, request: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        if !self.is_dir(folder) {
            return Ok(None);
        }
        let base = path::resolve(folder, request.request);
        let Some((name, subpath)) = split_package(request.request) else {
            return self.try_path(&base, request);
        };
        let package_dir = path::resolve(folder, name);
        // Nothing can be in a package that is not there, unless the request climbs out of it again.
        if !self.is_dir(&package_dir) {
            if subpath.is_empty() || subpath.contains("/..") {
                return self.try_path(&base, request);
            }
            return Ok(None);
        }
        if let Some(package) = self.packages.read(&*self.fs, &package_dir, || None)?
            && package.has_exports()
        {
            let found = self
                .package_exports_resolve(&package, &format!(".{subpath}"), None, request.conditions)
                .and_then(|url| self.finish_cjs_target(&url, None, Some(&package_dir)));
            return match found {
                Err(ResolveError::EsmNotFound { .. }) => Err(ResolveError::TargetNotFound {
                    request: request.request.to_owned(),
                    path: Some(package.path.clone()),
                }),
                other => other.map(Some),
            };
        }
        self.try_path(&base, request)
    }

    /// LOAD_AS_FILE, then LOAD_AS_DIRECTORY, of an absolute path.
    fn try_path(&self, base: &str, request: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        let probe = self.probe(base, self.preserves(request));
        if !means_directory(request.request) {
            if let Probe::File(path) = probe {
                return Ok(Some(path));
            }
            if let Some(path) = self.try_extensions(base, request) {
                return Ok(Some(path));
            }
        }
        match probe {
            Probe::Directory => self.try_package(base, request),
            _ => Ok(None),
        }
    }

    fn preserves(&self, request: &CjsRequest<'_>) -> bool {
        if request.is_main { self.preserve_symlinks_main.get() } else { self.preserve_symlinks.get() }
    }

    fn try_file(&self, path: &str, request: &CjsRequest<'_>) -> Option<String> {
        match self.probe(path, self.preserves(request)) {
            Probe::File(path) => Some(path),
            _ => None,
        }
    }

    fn try_extensions(&self, base: &str, request: &CjsRequest<'_>) -> Option<String> {
        let mut path = String::with_capacity(base.len() + 8);
        request.extensions.iter().find_map(|extension| {
            path.clear();
            path.push_str(base);
            path.push_str(extension);
            self.try_file(&path, request)
        })
    }

    /// A directory: its package.json's `main`, or its index file.
    fn try_package(&self, dir: &str, request: &CjsRequest<'_>) -> Result<Option<String>, ResolveError> {
        let index = join(dir, "index");
        let package = self.packages.read(&*self.fs, dir, || None)?;
        let Some((package, main)) = package.as_deref().and_then(|package: &PackageJson| {
            let main = package.main.as_deref().filter(|main| !main.is_empty())?;
            Some((package, main))
        }) else {
            return Ok(self.try_extensions(&index, request));
        };
        let filename = path::resolve(dir, main);
        let probe = self.probe(&filename, self.preserves(request));
        if let Probe::File(path) = probe {
            return Ok(Some(path));
        }
        if let Some(path) = self.try_extensions(&filename, request) {
            return Ok(Some(path));
        }
        if matches!(probe, Probe::Directory)
            && let Some(path) = self.try_extensions(&join(&filename, "index"), request)
        {
            return Ok(Some(path));
        }
        let Some(path) = self.try_extensions(&index, request) else {
            return Err(ResolveError::MainNotFound {
                filename,
                package_json: package.path.clone(),
                request: request.request.to_owned(),
            });
        };
        self.notes.borrow_mut().push(Note {
            code: "DEP0128",
            message: format!(
                "Invalid 'main' field in '{}' of '{main}'. Please either fix that or report it to the module author",
                package.path
            ),
        });
        Ok(Some(path))
    }

    /// Turns what `exports` or `imports` name into a file: `finalizeEsmResolution` of Node's CommonJS loader.
    fn finish_cjs_target(
        &self,
        url: &url::Url,
        parent: Option<&str>,
        package_path: Option<&str>,
    ) -> Result<String, ResolveError> {
        if path::has_encoded_separator(url.as_str()) {
            return Err(ResolveError::InvalidModuleSpecifier {
                specifier: url.to_string(),
                reason: "must not include encoded \"/\" or \"\\\" characters".to_owned(),
                base: parent.map(str::to_owned),
            });
        }
        let filename = path::from_file_url(url)?;
        // A file's name with a slash behind it names no file; normalising would hide that.
        if !filename.ends_with('/')
            && let Probe::File(path) = self.probe(&path::resolve("/", &filename), self.preserve_symlinks.get())
        {
            return Ok(path);
        }
        Err(ResolveError::TargetNotFound { request: filename, path: package_path.map(str::to_owned) })
    }
}

/// Whether `Module._resolveLookupPaths` looks beside the requiring file. It takes anything that begins with `..` or
/// `./` so, which is a little more than [`path::is_relative`].
fn looks_relative(request: &str) -> bool {
    matches!(request.as_bytes(), [b'.'] | [b'.', b'.' | b'/', ..])
}

/// Whether a request can only be a directory: it ends in `/`, `/.` or `/..`, or is `.` or `..`.
fn means_directory(request: &str) -> bool {
    let last = request.rsplit('/').next().unwrap_or(request);
    (last.is_empty() && !request.is_empty()) || last == "." || last == ".."
}

/// Package name and subpath of a bare request; `None` if it begins with no package name.
fn split_package(request: &str) -> Option<(&str, &str)> {
    let valid = |part: &str| !part.is_empty() && !part.contains(['\\', '%']);
    let name_start = if request.starts_with('@') {
        let slash = request.find('/')?;
        if !valid(&request[1..slash]) {
            return None;
        }
        slash + 1
    } else {
        0
    };
    let end = request[name_start..].find('/').map_or(request.len(), |at| name_start + at);
    let name = &request[name_start..end];
    (valid(name) && !name.starts_with('.')).then(|| request.split_at(end))
}
