//! `import`'s resolution: ESM_RESOLVE and PACKAGE_RESOLVE.
//!
//! <https://nodejs.org/api/esm.html#resolution-algorithm-specification>

use url::Url;

use super::{CjsRequest, Conditions, Probe, ResolveError, ResolvedUrl, Resolver, node_module_paths};
use crate::modules::{
    format::{Format, format_of_extension},
    package::PackageJson,
    path,
};

impl Resolver {
    /// The URL that `import specifier` in the module `parent` loads. Without a parent it is the program's main
    /// file, resolved from the working directory.
    pub fn resolve_esm(
        &self,
        specifier: &str,
        parent: Option<&Url>,
        conditions: &Conditions,
    ) -> Result<ResolvedUrl, ResolveError> {
        let own = |url| Ok(ResolvedUrl { url, notes: self.take_notes() });
        let is_path = specifier.starts_with('/') || is_relative_specifier(specifier);
        // Neither is looked at further; a `node:` name is judged when it is loaded.
        if let Ok(url) = if is_path { join(specifier, parent) } else { Url::parse(specifier) }
            && matches!(url.scheme(), "data" | "node")
        {
            return own(url);
        }
        let (base, preserve) = match parent {
            Some(parent) => (parent.clone(), self.preserve_symlinks.get()),
            None => {
                let mut cwd = self.absolute(".");
                if !cwd.ends_with('/') {
                    cwd.push('/');
                }
                (path::to_file_url(&cwd), self.preserve_symlinks_main.get())
            }
        };
        match self.module_resolve(specifier, is_path, &base, conditions, preserve) {
            Ok(url) => own(url),
            Err(mut error) => {
                if let ResolveError::EsmNotFound { hint, .. } | ResolveError::UnsupportedDirImport { hint, .. } =
                    &mut error
                {
                    *hint = self.hint(specifier, &base);
                }
                Err(error)
            }
        }
    }

    fn module_resolve(
        &self,
        specifier: &str,
        is_path: bool,
        base: &Url,
        conditions: &Conditions,
        preserve_symlinks: bool,
    ) -> Result<Url, ResolveError> {
        let unsupported = || ResolveError::UnsupportedResolveRequest {
            specifier: specifier.to_owned(),
            base: base.to_string(),
            relative: is_path,
        };
        let resolved = if is_path {
            base.join(specifier).map_err(|_| unsupported())?
        } else if base.scheme() == "file" && specifier.starts_with('#') {
            self.package_imports_resolve(specifier, base, conditions)?
        } else {
            match Url::parse(specifier) {
                Ok(url) => url,
                Err(_) if base.scheme() == "data" && !(self.is_builtin)(specifier) => {
                    return Err(unsupported());
                }
                Err(_) => self.package_resolve(specifier, base, conditions)?,
            }
        };
        if resolved.scheme() != "file" {
            return Ok(resolved);
        }
        self.finish(resolved, base, preserve_symlinks)
    }

    /// Steps 7.1 to 7.4 of ESM_RESOLVE.
    fn finish(&self, mut resolved: Url, base: &Url, preserve_symlinks: bool) -> Result<Url, ResolveError> {
        let base_path = || path::from_file_url(base).unwrap_or_else(|_| base.to_string());
        if path::has_encoded_separator(resolved.path()) {
            return Err(ResolveError::InvalidModuleSpecifier {
                specifier: resolved.path().to_owned(),
                reason: "must not include encoded \"/\" or \"\\\" characters".to_owned(),
                base: Some(base_path()),
            });
        }
        let path =
            path::from_file_url(&resolved).map_err(|error| error.for_module(resolved.as_str(), base.as_str()))?;
        let probe = if path.ends_with('/') {
            // Whether or not there is such a directory, which is what Node says too.
            Probe::Directory
        } else {
            self.probe(&path::resolve("/", &path), preserve_symlinks)
        };
        match probe {
            Probe::Directory => Err(ResolveError::UnsupportedDirImport {
                path,
                base: base_path(),
                url: resolved.to_string(),
                hint: None,
            }),
            Probe::Missing => {
                Err(ResolveError::EsmNotFound { path, base: base_path(), url: Some(resolved.to_string()), hint: None })
            }
            Probe::File(_) if preserve_symlinks => Ok(resolved),
            Probe::File(real) => {
                let mut url = path::to_file_url(&real);
                std::mem::swap(&mut url, &mut resolved);
                resolved.set_query(url.query().filter(|query| !query.is_empty()));
                resolved.set_fragment(url.fragment().filter(|fragment| !fragment.is_empty()));
                Ok(resolved)
            }
        }
    }

    /// PACKAGE_RESOLVE.
    pub(super) fn package_resolve(
        &self,
        specifier: &str,
        base: &Url,
        conditions: &Conditions,
    ) -> Result<Url, ResolveError> {
        if (self.is_builtin)(specifier) {
            return Url::parse(&format!("node:{specifier}")).map_err(|_| ResolveError::InvalidUrlScheme);
        }
        let (package, dir, subpath) = self.find_package(specifier, base)?;
        let package_url = path::to_file_url(&format!("{dir}/package.json"));
        if let Some(package) = package.as_deref().filter(|package| package.has_exports()) {
            return self.package_exports_resolve(package, &subpath, Some(base), conditions);
        }
        if subpath == "." {
            return self.legacy_main(&dir, package.as_deref(), base);
        }
        package_url.join(&subpath).map_err(|_| ResolveError::InvalidUrlScheme)
    }

    /// `module.findPackageJSON(specifier, base)` of a bare specifier: the package.json's path.
    /// <https://nodejs.org/api/module.html#modulefindpackagejsonspecifier-base>
    pub fn find_package_json(&self, specifier: &str, base: &Url) -> Result<String, ResolveError> {
        let (_, dir, _) = self.find_package(specifier, base)?;
        Ok(format!("{dir}/package.json"))
    }

    /// The package that a bare specifier names, with its directory and the subpath, from `.` on.
    #[allow(clippy::type_complexity, reason = "private, and each part is named")]
    fn find_package(
        &self,
        specifier: &str,
        base: &Url,
    ) -> Result<(Option<std::rc::Rc<PackageJson>>, String, String), ResolveError> {
        let base_path = path::from_file_url(base);
        let Some((name, rest)) = parse_package_name(specifier) else {
            return Err(ResolveError::InvalidModuleSpecifier {
                specifier: specifier.to_owned(),
                reason: "is not a valid package name".to_owned(),
                base: Some(base_path?),
            });
        };
        let base_path = base_path?;
        let subpath = format!(".{rest}");
        if let Some(package) = self.package_scope(&base_path)?
            && package.has_exports()
            && package.name.as_deref() == Some(name)
        {
            let dir = package.dir.clone();
            return Ok((Some(package), dir, subpath));
        }
        // From the directory of the importing file, which Node reaches as `./` of its URL.
        let from = base_path.rfind('/').map_or("", |at| &base_path[..at]);
        for folder in upward_node_modules(from) {
            let dir = path::resolve(&folder, name);
            if self.is_dir(&dir) {
                let importing = || Some(format!("\"{specifier}\" from {base_path}"));
                let package = self.packages.read(&*self.fs, &dir, importing)?;
                return Ok((package, dir, subpath));
            }
        }
        Err(ResolveError::EsmNotFound { path: name.to_owned(), base: base_path, url: None, hint: None })
    }

    /// A package's main file where there are no `exports`: `main` with what `require` would add, or an index file.
    fn legacy_main(&self, dir: &str, package: Option<&PackageJson>, base: &Url) -> Result<Url, ResolveError> {
        let package_url = path::to_file_url(&format!("{dir}/package.json"));
        let main = package.and_then(|package| package.main.as_deref());
        let tries = main.map_or(&[][..], |_| &["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"]);
        let guesses = tries.iter().map(|extension| format!("./{}{extension}", main.unwrap_or_default()));
        let indexes = ["./index.js", "./index.json", "./index.node"].map(str::to_owned);
        for guess in guesses.chain(indexes) {
            let Ok(url) = package_url.join(&guess) else {
                continue;
            };
            let Ok(file) = path::from_file_url(&url) else {
                continue;
            };
            if self.fs.stat(&file) == Some(super::FileKind::File) {
                self.note_legacy_main(&url, &file, dir, main, base)?;
                return Ok(url);
            }
        }
        Err(ResolveError::EsmNotFound {
            path: path::resolve(dir, main.unwrap_or("index.js")),
            base: path::from_file_url(base)?,
            url: None,
            hint: None,
        })
    }

    /// DEP0151. <https://nodejs.org/api/deprecations.html#dep0151-main-index-lookup-and-extension-searching>
    fn note_legacy_main(
        &self,
        url: &Url,
        file: &str,
        dir: &str,
        main: Option<&str>,
        base: &Url,
    ) -> Result<(), ResolveError> {
        let is_module = match format_of_extension(url) {
            Some(format) => format == Format::Module,
            None => self.package_format(file)? == Some(Format::Module),
        };
        let main = main.filter(|main| !main.is_empty());
        if !is_module || main.is_some_and(|main| path::resolve(dir, main) == file) {
            return Ok(());
        }
        let rest = file.strip_prefix(dir).map_or(file, |rest| rest.trim_start_matches('/'));
        let from = path::from_file_url(base)?;
        let message = match main {
            None => format!(
                "No \"main\" or \"exports\" field defined in the package.json for {dir}/ resolving the main entry \
                 point \"{rest}\", imported from {from}.\nDefault \"index\" lookups for the main are deprecated for \
                 ES modules."
            ),
            Some(main) => format!(
                "Package {dir}/ has a \"main\" field set to \"{main}\", excluding the full filename and extension \
                 to the resolved file at \"{rest}\", imported from {from}.\n Automatic extension resolution of the \
                 \"main\" field is deprecated for ES modules."
            ),
        };
        self.note("DEP0151", message);
        Ok(())
    }

    /// What `require` would have found, written as a specifier to import instead.
    fn hint(&self, specifier: &str, base: &Url) -> Option<String> {
        let from_url = specifier.starts_with("file://").then(|| Url::parse(specifier).ok()).flatten();
        let specifier = match from_url {
            Some(url) => path::from_file_url(&url).ok()?,
            None => specifier.to_owned(),
        };
        let parent = path::from_file_url(base).ok()?;
        // Node asks with a module that has no file name: relative requests start from the working directory.
        let paths = if path::is_relative(&specifier) { vec![".".to_owned()] } else { node_module_paths(&parent) };
        let found = self.resolve_cjs(&CjsRequest {
            request: &specifier,
            parent: None,
            paths: &paths,
            extensions: &[".js", ".json", ".node"],
            conditions: &Conditions::require(&[]),
            is_main: false,
            require_stack: &Vec::new,
        });
        let found = found.ok()?.path;
        let hint = if is_relative_specifier(&specifier) {
            let found = path::to_file_href(&found);
            let dir = base.path().rfind('/').map_or("", |at| &base.path()[..at]);
            let relative = path::relative(dir, found.strip_prefix("file://")?);
            if relative.starts_with("../") { relative } else { format!("./{relative}") }
        } else if specifier.starts_with(['/', '.']) || specifier.is_empty() {
            found
        } else {
            let package = specifier.split('/').next().unwrap_or_default();
            let needle = format!("/node_modules/{package}/");
            match found.rfind(&needle) {
                Some(at) => {
                    let rest = found[at + needle.len()..].split('/').map(path::encode_component);
                    format!("{package}/{}", rest.collect::<Vec<_>>().join("/"))
                }
                None => path::to_file_href(&found),
            }
        };
        (hint != specifier).then_some(hint)
    }
}

fn join(specifier: &str, parent: Option<&Url>) -> Result<Url, url::ParseError> {
    match parent {
        Some(parent) => parent.join(specifier),
        None => Url::parse(specifier),
    }
}

/// `.`, `..`, or what begins with `./` or `../`.
fn is_relative_specifier(specifier: &str) -> bool {
    matches!(specifier, "." | "..") || specifier.starts_with("./") || specifier.starts_with("../")
}

/// Steps 2 to 6 of PACKAGE_RESOLVE: the package's name and what follows it.
fn parse_package_name(specifier: &str) -> Option<(&str, &str)> {
    let mut end = specifier.find('/');
    if specifier.starts_with('@') {
        let slash = end?;
        end = specifier[slash + 1..].find('/').map(|at| slash + 1 + at);
    }
    let (name, rest) = specifier.split_at(end.unwrap_or(specifier.len()));
    (!name.starts_with('.') && !name.contains(['%', '\\'])).then_some((name, rest))
}

/// Every `node_modules` on the way up from a directory: unlike `require`, also inside of another `node_modules`.
fn upward_node_modules(from: &str) -> impl Iterator<Item = String> {
    let mut next = Some(from);
    std::iter::from_fn(move || {
        let dir = next?;
        next = dir.rfind('/').map(|at| &dir[..at]);
        Some(format!("{dir}/node_modules"))
    })
}
