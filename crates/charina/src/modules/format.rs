//! Which format a module has: by URL scheme, MIME type, extension, and its package's `type`.
//!
//! <https://nodejs.org/api/packages.html#determining-module-system>, ESM_FILE_FORMAT of
//! <https://nodejs.org/api/esm.html#resolution-algorithm-specification>.

use url::Url;

use super::{
    package::PackageType,
    path,
    resolve::{ResolveError, Resolver},
};

/// How a module's source is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    CommonJs,
    Module,
    Json,
    Wasm,
    /// A native addon, `.node`.
    Addon,
    Builtin,
    CommonJsTypeScript,
    ModuleTypeScript,
    /// CommonJS unless the source says otherwise: see [`Format::settle`].
    Ambiguous,
    /// TypeScript whose source says which, once its types are gone.
    AmbiguousTypeScript,
}

impl Format {
    /// The name that loader hooks see; `null` for one that is not settled.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::CommonJs => "commonjs",
            Self::Module => "module",
            Self::Json => "json",
            Self::Wasm => "wasm",
            Self::Addon => "addon",
            Self::Builtin => "builtin",
            Self::CommonJsTypeScript => "commonjs-typescript",
            Self::ModuleTypeScript => "module-typescript",
            Self::Ambiguous | Self::AmbiguousTypeScript => return None,
        })
    }

    /// Decides an ambiguous format by the module's source, free of types if it had any.
    #[cfg(test)]
    pub fn settle(self, source: &str) -> Format {
        match self {
            Self::Ambiguous if super::syntax::detect_module_syntax(source) => Self::Module,
            Self::Ambiguous => Self::CommonJs,
            Self::AmbiguousTypeScript if super::syntax::detect_module_syntax(source) => Self::ModuleTypeScript,
            Self::AmbiguousTypeScript => Self::CommonJsTypeScript,
            settled => settled,
        }
    }
}

/// The format of a file whose extension alone decides; `None` for `.js`, `.ts`, none and unknown ones.
pub fn format_of_extension(url: &Url) -> Option<Format> {
    Some(match extension(url.path()) {
        ".cjs" => Format::CommonJs,
        ".mjs" => Format::Module,
        ".json" => Format::Json,
        ".wasm" => Format::Wasm,
        _ => return None,
    })
}

/// The extension of a file by the path of its URL: none for `.dotfile`, as in `path.extname`.
pub fn extension(path: &str) -> &str {
    let name = path::basename(path);
    if path.ends_with('/') {
        return "";
    }
    match name.rfind('.') {
        None | Some(0) => "",
        Some(at) => &name[at..],
    }
}

/// The format of a `data:` URL by its MIME type.
/// <https://nodejs.org/api/esm.html#data-imports>
fn data_format(url: &Url) -> Option<Format> {
    let mime = mime_type(url.path())?;
    let plain = mime.trim();
    if plain.eq_ignore_ascii_case("text/javascript") || plain.eq_ignore_ascii_case("application/javascript") {
        return Some(Format::Module);
    }
    match mime {
        "application/json" => Some(Format::Json),
        "application/wasm" => Some(Format::Wasm),
        _ => None,
    }
}

/// What stands before the parameters and the comma of a `data:` URL, if it has the form of a type.
fn mime_type(path: &str) -> Option<&str> {
    let head = path.split_once(',')?.0;
    let mime = head.split_once(';').map_or(head, |(mime, _)| mime);
    let (kind, subtype) = mime.split_once('/')?;
    (!kind.is_empty() && !subtype.is_empty()).then_some(mime)
}

/// Refuses a URL that no loader takes. <https://nodejs.org/api/errors.html#err_unsupported_esm_url_scheme>
pub fn check_scheme(url: &Url) -> Result<(), ResolveError> {
    let supported = match url.scheme() {
        "file" | "data" | "node" => return Ok(()),
        // These get past Node's first check and fail its second.
        "http" | "https" => "file and data",
        _ => "file, data, and node",
    };
    Err(ResolveError::UnsupportedUrlScheme { supported, protocol: format!("{}:", url.scheme()) })
}

/// The error of loading a module whose format is not known.
/// <https://nodejs.org/api/errors.html#err_unknown_module_format>
pub fn unknown_format(url: &Url, format: Option<&str>) -> ResolveError {
    let mime = if url.scheme() == "data" { mime_type(url.path()) } else { None };
    ResolveError::UnknownModuleFormat { format: mime.or(format).unwrap_or("null").to_owned(), url: url.to_string() }
}

impl Resolver {
    /// `defaultGetFormat` of a URL that `import` resolved: `None` for a scheme or MIME type without a format.
    /// `source` tells WebAssembly from JavaScript in files without an extension, and is read if not given.
    pub fn format_for_import(&self, url: &Url, source: Option<&[u8]>) -> Result<Option<Format>, ResolveError> {
        match url.scheme() {
            "data" => return Ok(data_format(url)),
            "node" => return Ok(Some(Format::Builtin)),
            "file" => {}
            _ => return Ok(None),
        }
        if let Some(format) = format_of_extension(url) {
            return Ok(Some(format));
        }
        let extension = extension(url.path());
        let file = path::from_file_url(url)?;
        match extension {
            ".js" => self.package_format(&file).map(|format| format.or(Some(Format::Ambiguous))),
            "" => {
                let format = self.package_format(&file)?;
                if format == Some(Format::CommonJs) {
                    return Ok(format);
                }
                let is_wasm = |bytes: &[u8]| bytes.starts_with(b"\0asm");
                let wasm = match source {
                    Some(bytes) => is_wasm(bytes),
                    None => self.fs().read(&file).is_some_and(|bytes| is_wasm(&bytes)),
                };
                Ok(Some(if wasm { Format::Wasm } else { format.unwrap_or(Format::Ambiguous) }))
            }
            ".node" if self.addon_modules.get() => Ok(Some(Format::Addon)),
            ".mts" if self.strip_types.get() => Ok(Some(Format::ModuleTypeScript)),
            ".cts" if self.strip_types.get() => Ok(Some(Format::CommonJsTypeScript)),
            ".ts" if self.strip_types.get() => Ok(Some(match self.package_format(&file)? {
                Some(Format::Module) => Format::ModuleTypeScript,
                Some(_) => Format::CommonJsTypeScript,
                None => Format::AmbiguousTypeScript,
            })),
            _ => Err(ResolveError::UnknownFileExtension { extension: extension.to_owned(), path: file }),
        }
    }

    /// The format of a file that `require` handles with `require.extensions['.js']`; everything it does not know is
    /// ambiguous to it.
    pub fn format_for_require(&self, file: &str) -> Result<Format, ResolveError> {
        let name = path::basename(file);
        let typescript = self.strip_types.get();
        let package_type = || Ok(self.nearest_package(file)?.map_or(PackageType::None, |package| package.package_type));
        if name.ends_with(".cjs") {
            return Ok(Format::CommonJs);
        }
        if name.ends_with(".mjs") {
            return Ok(Format::Module);
        }
        if name.ends_with(".js") {
            return Ok(match package_type()? {
                PackageType::Module => Format::Module,
                PackageType::CommonJs => Format::CommonJs,
                PackageType::None => Format::Ambiguous,
            });
        }
        if typescript && name.ends_with(".mts") {
            return Ok(Format::ModuleTypeScript);
        }
        if typescript && name.ends_with(".cts") {
            return Ok(Format::CommonJsTypeScript);
        }
        if typescript && name.ends_with(".ts") {
            return Ok(match package_type()? {
                PackageType::Module => Format::ModuleTypeScript,
                PackageType::CommonJs => Format::CommonJsTypeScript,
                PackageType::None => Format::AmbiguousTypeScript,
            });
        }
        Ok(Format::Ambiguous)
    }

    /// What the `type` of a file's package says, if it says anything.
    pub(super) fn package_format(&self, file: &str) -> Result<Option<Format>, ResolveError> {
        Ok(match self.package_scope(file)?.map(|package| package.package_type) {
            Some(PackageType::Module) => Some(Format::Module),
            Some(PackageType::CommonJs) => Some(Format::CommonJs),
            Some(PackageType::None) | None => None,
        })
    }

    /// The text of Node's warning, code `MODULE_TYPELESS_PACKAGE_JSON`, for a module whose syntax had to be found
    /// out; once for each package.json, and none without one or under `node_modules`.
    pub fn typeless_warning(&self, url: &Url) -> Option<String> {
        if url.scheme() != "file" || url.path().contains("/node_modules/") {
            return None;
        }
        let package = self.package_scope(&path::from_file_url(url).ok()?).ok()??;
        self.typeless_noted.borrow_mut().insert(package.path.clone()).then(|| {
            format!(
                "Module type of {url} is not specified and it doesn't parse as CommonJS.\nReparsing as ES module \
                 because module syntax was detected. This incurs a performance overhead.\nTo eliminate this \
                 warning, add \"type\": \"module\" to {}.",
                package.path
            )
        })
    }
}
