//! What a package's `exports` and `imports` name: the part that `require` and `import` share.
//!
//! Step names as in <https://nodejs.org/api/esm.html#resolution-algorithm-specification>.

use url::Url;

use super::{Conditions, ResolveError, Resolver};
use crate::modules::{json::Json, package::PackageJson, path};

/// The outcome of PACKAGE_TARGET_RESOLVE.
enum Target {
    Url(Url),
    /// `null`: explicitly not there.
    Null,
    /// No condition matched: the next one may.
    Undefined,
}

/// One look-up in `exports` or `imports`, for the error messages and for nested targets.
struct Lookup<'a> {
    package: &'a PackageJson,
    package_url: Url,
    /// The key that matched.
    key: &'a str,
    /// What stands for the key's `*`.
    pattern: Option<&'a str>,
    is_imports: bool,
    /// A request with a slash at its end, for which the deprecated forms stay unmentioned.
    is_path_map: bool,
    base: Option<&'a Url>,
    conditions: &'a Conditions,
}

impl Lookup<'_> {
    fn base_path(&self) -> Result<Option<String>, ResolveError> {
        self.base.map(path::from_file_url).transpose()
    }

    fn invalid_target(&self, target: &Json) -> ResolveError {
        match self.base_path() {
            Ok(base) => ResolveError::InvalidPackageTarget {
                package_dir: self.package.dir_slash().to_owned(),
                key: self.key.to_owned(),
                target: target.describe(),
                is_import: self.is_imports,
                base,
            },
            Err(error) => error,
        }
    }

    fn invalid_config(&self, reason: &str) -> ResolveError {
        invalid_config(self.package, self.base, reason)
    }

    /// The request as it was, from the key and what its `*` stands for.
    fn request(&self) -> String {
        match self.pattern {
            Some(subpath) => self.key.replacen('*', subpath, 1),
            None => self.key.to_owned(),
        }
    }
}

fn invalid_config(package: &PackageJson, base: Option<&Url>, reason: &str) -> ResolveError {
    ResolveError::InvalidPackageConfig {
        path: package.path.clone(),
        importing: base.map(Url::to_string),
        reason: Some(reason.to_owned()),
    }
}

impl Resolver {
    /// PACKAGE_EXPORTS_RESOLVE.
    pub(super) fn package_exports_resolve(
        &self,
        package: &PackageJson,
        subpath: &str,
        base: Option<&Url>,
        conditions: &Conditions,
    ) -> Result<Url, ResolveError> {
        let exports = package.exports()?.unwrap_or(&Json::Null);
        let not_exported = || match base.map(path::from_file_url).transpose() {
            Ok(base) => ResolveError::PackagePathNotExported {
                package_dir: package.dir_slash().to_owned(),
                subpath: subpath.to_owned(),
                base,
            },
            Err(error) => error,
        };
        let mut lookup = Lookup {
            package,
            package_url: path::to_file_url(&package.path),
            key: subpath,
            pattern: None,
            is_imports: false,
            is_path_map: false,
            base,
            conditions,
        };
        let target = if is_main_sugar(package, exports, base)? {
            (subpath == ".").then_some(exports)
        } else if subpath.contains('*') || subpath.ends_with('/') {
            None
        } else {
            exports.get(subpath)
        };
        let target = match target {
            Some(target) => Some(target),
            // Only an object of subpaths has patterns.
            None => match exports {
                Json::Object(entries) if !is_main_sugar(package, exports, base)? => {
                    if subpath.ends_with('/') {
                        self.note_slash_patterns(entries, subpath, package, base);
                    }
                    best_pattern(entries, subpath).map(|(key, value, matched)| {
                        lookup.key = key;
                        lookup.pattern = Some(matched);
                        lookup.is_path_map = subpath.ends_with('/');
                        value
                    })
                }
                _ => None,
            },
        };
        match target {
            Some(target) => match self.package_target_resolve(&lookup, target)? {
                Target::Url(url) => Ok(url),
                Target::Null | Target::Undefined => Err(not_exported()),
            },
            None => Err(not_exported()),
        }
    }

    /// PACKAGE_IMPORTS_RESOLVE.
    pub(super) fn package_imports_resolve(
        &self,
        name: &str,
        base: &Url,
        conditions: &Conditions,
    ) -> Result<Url, ResolveError> {
        if name == "#" || name.ends_with('/') {
            return Err(ResolveError::InvalidModuleSpecifier {
                specifier: name.to_owned(),
                reason: "is not a valid internal imports specifier name".to_owned(),
                base: Some(path::from_file_url(base)?),
            });
        }
        let package = self.package_scope(&path::from_file_url(base)?)?;
        if let Some(package) = &package
            && let Some(Json::Object(entries)) = package.imports()?
        {
            let exact = if name.contains('*') { None } else { entries.iter().find(|(key, _)| key == name) };
            let found = match exact {
                Some((key, target)) => Some((key.as_str(), target, None)),
                None => best_pattern(entries, name).map(|(key, target, matched)| (key, target, Some(matched))),
            };
            if let Some((key, target, pattern)) = found {
                let lookup = Lookup {
                    package,
                    package_url: path::to_file_url(&package.path),
                    key,
                    pattern,
                    is_imports: true,
                    is_path_map: false,
                    base: Some(base),
                    conditions,
                };
                if let Target::Url(url) = self.package_target_resolve(&lookup, target)? {
                    return Ok(url);
                }
            }
        }
        Err(ResolveError::PackageImportNotDefined {
            specifier: name.to_owned(),
            package_dir: package.map(|package| package.dir_slash().to_owned()),
            base: path::from_file_url(base)?,
        })
    }

    /// PACKAGE_TARGET_RESOLVE. Recursion is by the nesting of the JSON, which its parser bounds.
    fn package_target_resolve(&self, lookup: &Lookup<'_>, target: &Json) -> Result<Target, ResolveError> {
        match target {
            Json::String(text) => self.target_string(lookup, target, text).map(Target::Url),
            Json::Array(items) => {
                // The last null or refused target decides, if none is usable.
                let mut last = Ok(if items.is_empty() { Target::Null } else { Target::Undefined });
                for item in items {
                    match self.package_target_resolve(lookup, item) {
                        Ok(Target::Undefined) => {}
                        Ok(Target::Null) => last = Ok(Target::Null),
                        Ok(url) => return Ok(url),
                        Err(error @ ResolveError::InvalidPackageTarget { .. }) => last = Err(error),
                        Err(error) => return Err(error),
                    }
                }
                last
            }
            Json::Object(entries) => {
                if entries.iter().any(|(key, _)| is_array_index(key)) {
                    return Err(lookup.invalid_config("\"exports\" cannot contain numeric property keys."));
                }
                for (condition, target) in entries {
                    if lookup.conditions.matches(condition) {
                        match self.package_target_resolve(lookup, target)? {
                            Target::Undefined => {}
                            resolved => return Ok(resolved),
                        }
                    }
                }
                Ok(Target::Undefined)
            }
            Json::Null => Ok(Target::Null),
            Json::Bool(_) | Json::Number(_) => Err(lookup.invalid_target(target)),
        }
    }

    /// Step 1 of PACKAGE_TARGET_RESOLVE.
    fn target_string(&self, lookup: &Lookup<'_>, target: &Json, text: &str) -> Result<Url, ResolveError> {
        let Some(inner) = text.strip_prefix("./") else {
            if lookup.is_imports && !text.starts_with('/') && !text.starts_with("../") && Url::parse(text).is_err() {
                let specifier = match lookup.pattern {
                    Some(subpath) => text.replace('*', subpath),
                    None => text.to_owned(),
                };
                return self.package_resolve(&specifier, &lookup.package_url, lookup.conditions);
            }
            return Err(lookup.invalid_target(target));
        };
        let with_pattern = || match lookup.pattern {
            Some(subpath) => text.replace('*', subpath),
            None => text.to_owned(),
        };
        match check_segments(inner) {
            Segments::Fine => {}
            Segments::Empty => {
                if !lookup.is_path_map {
                    self.note_segments(lookup, &with_pattern(), text)?;
                }
            }
            Segments::Forbidden => return Err(lookup.invalid_target(target)),
        }
        let resolved = lookup.package_url.join(text).map_err(|_| lookup.invalid_target(target))?;
        let package_path = lookup.package_url.path();
        let package_path = &package_path[..=package_path.rfind('/').unwrap_or(0)];
        if !resolved.path().starts_with(package_path) {
            return Err(lookup.invalid_target(target));
        }
        let Some(subpath) = lookup.pattern.filter(|subpath| !subpath.is_empty()) else {
            return Ok(resolved);
        };
        match check_segments(subpath) {
            Segments::Fine => {}
            Segments::Empty => {
                if !lookup.is_path_map {
                    self.note_segments(lookup, &with_pattern(), &lookup.request())?;
                }
            }
            Segments::Forbidden => {
                return Err(ResolveError::InvalidModuleSpecifier {
                    specifier: lookup.request(),
                    reason: format!(
                        "request is not a valid match in pattern \"{}\" for the \"{}\" resolution of {}",
                        lookup.key,
                        if lookup.is_imports { "imports" } else { "exports" },
                        lookup.package.path
                    ),
                    base: lookup.base_path()?,
                });
            }
        }
        Url::parse(&resolved.as_str().replace('*', subpath)).map_err(|_| lookup.invalid_target(target))
    }

    /// DEP0166. <https://nodejs.org/api/deprecations.html#dep0166-double-slashes-in-imports-and-exports-targets>
    fn note_segments(&self, lookup: &Lookup<'_>, target: &str, checked: &str) -> Result<(), ResolveError> {
        let double = checked.as_bytes().windows(2).any(|pair| pair.iter().all(|b| matches!(b, b'/' | b'\\')));
        let request = lookup.request();
        let matched = if request == lookup.key { String::new() } else { format!("matched to \"{}\" ", lookup.key) };
        let from = lookup.base_path()?.map_or_else(String::new, |base| format!(" imported from {base}"));
        self.note(
            "DEP0166",
            format!(
                "Use of deprecated {} resolving \"{target}\" for module request \"{request}\" {matched}in the \
                 \"{}\" field module resolution of the package at {}{from}.",
                if double { "double slash" } else { "leading or trailing slash matching" },
                if lookup.is_imports { "imports" } else { "exports" },
                lookup.package.path,
            ),
        );
        Ok(())
    }

    /// DEP0155, once for each request of a package.
    /// <https://nodejs.org/api/deprecations.html#dep0155-trailing-slashes-in-pattern-specifier-resolutions>
    fn note_slash_patterns(
        &self,
        entries: &[(String, Json)],
        subpath: &str,
        package: &PackageJson,
        base: Option<&Url>,
    ) {
        let touched =
            entries.iter().any(|(key, _)| key.split_once('*').is_some_and(|(head, _)| subpath.starts_with(head)));
        if !touched || !self.slash_patterns_noted.borrow_mut().insert(format!("{}|{subpath}", package.path)) {
            return;
        }
        let from = base
            .and_then(|base| path::from_file_url(base).ok())
            .map_or_else(String::new, |base| format!(" imported from {base}"));
        self.note(
            "DEP0155",
            format!(
                "Use of deprecated trailing slash pattern mapping \"{subpath}\" in the \"exports\" field module \
                 resolution of the package at {}{from}. Mapping specifiers ending in \"/\" is no longer supported.",
                package.path
            ),
        );
    }
}

/// Whether `exports` is a target by itself rather than an object of subpaths; an error if it is half of each.
fn is_main_sugar(package: &PackageJson, exports: &Json, base: Option<&Url>) -> Result<bool, ResolveError> {
    let entries = match exports {
        Json::String(_) | Json::Array(_) => return Ok(true),
        Json::Object(entries) => entries,
        _ => return Ok(false),
    };
    let mut kinds = entries.iter().map(|(key, _)| !key.starts_with('.'));
    let Some(first) = kinds.next() else {
        return Ok(false);
    };
    if kinds.any(|kind| kind != first) {
        return Err(invalid_config(
            package,
            base,
            "\"exports\" cannot contain some keys starting with '.' and some not. The exports object must either \
             be an object of package subpath keys or an object of main entry condition name keys only.",
        ));
    }
    Ok(first)
}

/// The most specific pattern key that matches, its target, and what its `*` stands for: PATTERN_KEY_COMPARE.
fn best_pattern<'a>(entries: &'a [(String, Json)], request: &'a str) -> Option<(&'a str, &'a Json, &'a str)> {
    let mut best: Option<(&str, &Json, usize, usize)> = None;
    for (key, target) in entries {
        let Some((head, tail)) = key.split_once('*') else {
            continue;
        };
        if !tail.contains('*')
            && request.len() >= key.len()
            && request.starts_with(head)
            && request.ends_with(tail)
            // The longer base wins, then the longer key, then the earlier one.
            && best.is_none_or(|(other, _, base, _)| (head.len(), key.len()) > (base, other.len()))
        {
            best = Some((key, target, head.len(), tail.len()));
        }
    }
    best.map(|(key, target, head, tail)| (key, target, &request[head..request.len() - tail]))
}

fn is_array_index(key: &str) -> bool {
    key == "0"
        || (key.as_bytes().first().is_some_and(|b| (b'1'..=b'9').contains(b))
            && key.parse::<u32>().is_ok_and(|index| index < u32::MAX))
}

/// What the segments of a target or a pattern's match allow.
enum Segments {
    Fine,
    /// There is an empty one: deprecated.
    Empty,
    /// There is `.`, `..` or `node_modules`, perhaps percent-encoded.
    Forbidden,
}

fn check_segments(text: &str) -> Segments {
    let mut outcome = Segments::Fine;
    for segment in text.split(['/', '\\']) {
        if segment.is_empty() {
            outcome = Segments::Empty;
        } else if is_forbidden_segment(segment) {
            return Segments::Forbidden;
        }
    }
    outcome
}

fn is_forbidden_segment(segment: &str) -> bool {
    const LONGEST: usize = "node_modules".len();
    let mut decoded = [0_u8; LONGEST];
    let mut length = 0;
    let mut bytes = segment.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        let Some(slot) = decoded.get_mut(length) else {
            return false;
        };
        let hex = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        (*slot, bytes) = match (byte, rest) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, after),
                _ => (byte, rest),
            },
            _ => (byte, rest),
        };
        length += 1;
    }
    let decoded = &decoded[..length];
    decoded == b"." || decoded == b".." || decoded.eq_ignore_ascii_case(b"node_modules")
}
