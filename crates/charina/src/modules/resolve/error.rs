//! What resolution throws: Node's codes, classes, messages and own properties.
//!
//! Messages are those of Node 24. <https://nodejs.org/api/errors.html#nodejs-error-codes>

use std::fmt::{self, Formatter};

use crate::modules::json::quote;

/// The JavaScript constructor of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    Error,
    TypeError,
    RangeError,
    SyntaxError,
    UriError,
}

/// An own property that Node puts on an error beside `message` and `code`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Property {
    Text(String),
    List(Vec<String>),
    /// An `ERR_INVALID_URL` with these `input` and `base`.
    InvalidUrl {
        input: String,
        base: Option<String>,
    },
}

/// Why a module was not found, or may not be loaded. `Display` is the JavaScript `message`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// `require` found nothing. <https://nodejs.org/api/errors.html#module_not_found>
    #[error(fmt = not_found)]
    ModuleNotFound { request: String, require_stack: Vec<String> },

    /// A package's `main` names nothing, and there is no index file either.
    #[error("Cannot find module '{filename}'. Please verify that the package.json has a valid \"main\" entry")]
    MainNotFound { filename: String, package_json: String, request: String },

    /// What `exports` or `imports` name for `require` is not there.
    #[error("Cannot find module '{request}'")]
    TargetNotFound { request: String, path: Option<String> },

    /// <https://nodejs.org/api/errors.html#err_module_not_found>
    #[error(fmt = esm_not_found)]
    EsmNotFound {
        path: String,
        base: String,
        /// The exact URL when a file is missing; `None` when it is a whole package.
        url: Option<String>,
        /// What `require` would have found, as a specifier.
        hint: Option<String>,
    },

    /// <https://nodejs.org/api/errors.html#err_unsupported_dir_import>
    #[error(fmt = dir_import)]
    UnsupportedDirImport { path: String, base: String, url: String, hint: Option<String> },

    /// <https://nodejs.org/api/errors.html#err_invalid_module_specifier>
    #[error("Invalid module \"{specifier}\" {reason}{}", imported_from(base))]
    InvalidModuleSpecifier { specifier: String, reason: String, base: Option<String> },

    /// <https://nodejs.org/api/errors.html#err_invalid_package_config>
    #[error(fmt = package_config)]
    InvalidPackageConfig {
        path: String,
        /// What follows "while importing".
        importing: Option<String>,
        reason: Option<String>,
    },

    /// <https://nodejs.org/api/errors.html#err_invalid_package_target>
    #[error(fmt = package_target)]
    InvalidPackageTarget {
        /// With a slash at its end.
        package_dir: String,
        key: String,
        target: String,
        is_import: bool,
        base: Option<String>,
    },

    /// <https://nodejs.org/api/errors.html#err_package_path_not_exported>
    #[error(fmt = not_exported)]
    PackagePathNotExported { package_dir: String, subpath: String, base: Option<String> },

    /// <https://nodejs.org/api/errors.html#err_package_import_not_defined>
    #[error(fmt = import_not_defined)]
    PackageImportNotDefined { specifier: String, package_dir: Option<String>, base: String },

    /// <https://nodejs.org/api/errors.html#err_unsupported_resolve_request>
    #[error(
        "Failed to resolve module specifier \"{specifier}\" from \"{base}\": Invalid relative URL or base scheme is not hierarchical."
    )]
    UnsupportedResolveRequest {
        specifier: String,
        base: String,
        /// Whether it was resolved against the base, or had to be a URL by itself.
        relative: bool,
    },

    /// <https://nodejs.org/api/errors.html#err_unsupported_esm_url_scheme>
    #[error(
        "Only URLs with a scheme in: {supported} are supported by the default ESM loader. Received protocol '{protocol}'"
    )]
    UnsupportedUrlScheme {
        supported: &'static str,
        /// With its colon.
        protocol: String,
    },

    /// <https://nodejs.org/api/errors.html#err_unknown_file_extension>
    #[error("Unknown file extension \"{extension}\" for {path}")]
    UnknownFileExtension { extension: String, path: String },

    /// <https://nodejs.org/api/errors.html#err_unknown_module_format>
    #[error("Unknown module format: {format} for URL {url}")]
    UnknownModuleFormat { format: String, url: String },

    /// <https://nodejs.org/api/errors.html#err_invalid_url_scheme>
    #[error("The URL must be of scheme file")]
    InvalidUrlScheme,

    /// <https://nodejs.org/api/errors.html#err_invalid_file_url_host>
    #[error("File URL host must be \"localhost\" or empty on {}", platform())]
    InvalidFileUrlHost {
        /// The URL and the module that imported it, where a module was being resolved.
        input: Option<Box<(String, String)>>,
    },

    /// <https://nodejs.org/api/errors.html#err_invalid_file_url_path>
    #[error("File URL path must not include encoded / characters")]
    InvalidFileUrlPath { input: Option<Box<(String, String)>> },

    /// `decodeURIComponent` of a path that is no UTF-8.
    #[error("URI malformed")]
    MalformedUri { input: Option<Box<(String, String)>> },

    /// What `JSON.parse` throws for a package.json whose `exports` or `imports` are broken.
    #[error("{message}")]
    InvalidJson { message: String },
}

impl ResolveError {
    /// The value of the `code` property, if the error has one.
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::ModuleNotFound { .. } | Self::MainNotFound { .. } | Self::TargetNotFound { .. } => "MODULE_NOT_FOUND",
            Self::EsmNotFound { .. } => "ERR_MODULE_NOT_FOUND",
            Self::UnsupportedDirImport { .. } => "ERR_UNSUPPORTED_DIR_IMPORT",
            Self::InvalidModuleSpecifier { .. } => "ERR_INVALID_MODULE_SPECIFIER",
            Self::InvalidPackageConfig { .. } => "ERR_INVALID_PACKAGE_CONFIG",
            Self::InvalidPackageTarget { .. } => "ERR_INVALID_PACKAGE_TARGET",
            Self::PackagePathNotExported { .. } => "ERR_PACKAGE_PATH_NOT_EXPORTED",
            Self::PackageImportNotDefined { .. } => "ERR_PACKAGE_IMPORT_NOT_DEFINED",
            Self::UnsupportedResolveRequest { .. } => "ERR_UNSUPPORTED_RESOLVE_REQUEST",
            Self::UnsupportedUrlScheme { .. } => "ERR_UNSUPPORTED_ESM_URL_SCHEME",
            Self::UnknownFileExtension { .. } => "ERR_UNKNOWN_FILE_EXTENSION",
            Self::UnknownModuleFormat { .. } => "ERR_UNKNOWN_MODULE_FORMAT",
            Self::InvalidUrlScheme => "ERR_INVALID_URL_SCHEME",
            Self::InvalidFileUrlHost { .. } => "ERR_INVALID_FILE_URL_HOST",
            Self::InvalidFileUrlPath { .. } => "ERR_INVALID_FILE_URL_PATH",
            Self::MalformedUri { .. } | Self::InvalidJson { .. } => return None,
        })
    }

    /// The constructor that Node throws it from.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::InvalidModuleSpecifier { .. }
            | Self::PackageImportNotDefined { .. }
            | Self::UnsupportedResolveRequest { .. }
            | Self::UnknownFileExtension { .. }
            | Self::InvalidUrlScheme
            | Self::InvalidFileUrlHost { .. }
            | Self::InvalidFileUrlPath { .. } => ErrorClass::TypeError,
            Self::UnknownModuleFormat { .. } => ErrorClass::RangeError,
            Self::MalformedUri { .. } => ErrorClass::UriError,
            Self::InvalidJson { .. } => ErrorClass::SyntaxError,
            _ => ErrorClass::Error,
        }
    }

    /// Whether this is a plain error that the loader gives a `code`, rather than one of Node's own error classes
    /// with the code in the stack's header line.
    pub fn is_plain(&self) -> bool {
        // Native code throws the first of these in Node.
        matches!(self, Self::InvalidPackageConfig { reason: None, .. })
            || self.code().is_none_or(|code| code == "MODULE_NOT_FOUND")
    }

    /// The own enumerable properties beside `code`, in Node's order.
    pub fn properties(&self) -> Vec<(&'static str, Property)> {
        let text = |name, value: &String| (name, Property::Text(value.clone()));
        match self {
            Self::ModuleNotFound { require_stack, .. } => {
                vec![("requireStack", Property::List(require_stack.clone()))]
            }
            Self::MainNotFound { package_json, request, .. } => {
                vec![text("path", package_json), text("requestPath", request)]
            }
            Self::TargetNotFound { path: Some(path), .. } => vec![text("path", path)],
            Self::EsmNotFound { url: Some(url), .. } | Self::UnsupportedDirImport { url, .. } => {
                vec![text("url", url)]
            }
            Self::InvalidFileUrlHost { input: Some(input) }
            | Self::InvalidFileUrlPath { input: Some(input) }
            | Self::MalformedUri { input: Some(input) } => {
                vec![text("input", &input.0), text("module", &input.1)]
            }
            Self::UnsupportedResolveRequest { specifier, base, relative } => {
                vec![("cause", Property::InvalidUrl { input: specifier.clone(), base: relative.then(|| base.clone()) })]
            }
            _ => Vec::new(),
        }
    }

    /// Adds the URL and the importing module to an error of [`crate::modules::path::from_file_url`].
    pub(super) fn for_module(mut self, url: &str, base: &str) -> Self {
        if let Self::InvalidFileUrlHost { input } | Self::InvalidFileUrlPath { input } | Self::MalformedUri { input } =
            &mut self
        {
            *input = Some(Box::new((url.to_owned(), base.to_owned())));
        }
        self
    }
}

/// `process.platform`, which names macOS differently from Rust.
fn platform() -> &'static str {
    if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS }
}

fn imported_from(base: &Option<String>) -> String {
    base.as_ref().map_or_else(String::new, |base| format!(" imported from {base}"))
}

fn not_found(request: &str, require_stack: &[String], f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "Cannot find module '{request}'")?;
    for (i, file) in require_stack.iter().enumerate() {
        f.write_str(if i == 0 { "\nRequire stack:\n- " } else { "\n- " })?;
        f.write_str(file)?;
    }
    Ok(())
}

fn write_hint(hint: &Option<String>, f: &mut Formatter<'_>) -> fmt::Result {
    match hint {
        Some(hint) => write!(f, "\nDid you mean to import {}?", quote(hint)),
        None => Ok(()),
    }
}

fn esm_not_found(
    path: &str,
    base: &str,
    url: &Option<String>,
    hint: &Option<String>,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let what = if url.is_some() { "module" } else { "package" };
    write!(f, "Cannot find {what} '{path}' imported from {base}")?;
    write_hint(hint, f)
}

fn dir_import(path: &str, base: &str, _url: &str, hint: &Option<String>, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "Directory import '{path}' is not supported resolving ES modules imported from {base}")?;
    write_hint(hint, f)
}

fn package_config(
    path: &str,
    importing: &Option<String>,
    reason: &Option<String>,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    write!(f, "Invalid package config {path}")?;
    if let Some(importing) = importing {
        write!(f, " while importing {importing}")?;
    }
    f.write_str(".")?;
    if let Some(reason) = reason {
        write!(f, " {reason}")?;
    }
    Ok(())
}

fn package_target(
    package_dir: &str,
    key: &str,
    target: &str,
    is_import: &bool,
    base: &Option<String>,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let field = if *is_import { "imports" } else { "exports" };
    write!(f, "Invalid \"{field}\" ")?;
    if key == "." {
        write!(f, "main target {} defined", quote(target))?;
    } else {
        write!(f, "target {} defined for '{key}'", quote(target))?;
    }
    write!(f, " in the package config {package_dir}package.json{}", imported_from(base))?;
    if !is_import && !target.is_empty() && !target.starts_with("./") {
        f.write_str("; targets must start with \"./\"")?;
    }
    Ok(())
}

fn not_exported(package_dir: &str, subpath: &str, base: &Option<String>, f: &mut Formatter<'_>) -> fmt::Result {
    if subpath == "." {
        write!(f, "No \"exports\" main defined in {package_dir}package.json")?;
    } else {
        write!(f, "Package subpath '{subpath}' is not defined by \"exports\" in {package_dir}package.json")?;
    }
    f.write_str(&imported_from(base))
}

fn import_not_defined(specifier: &str, package_dir: &Option<String>, base: &str, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "Package import specifier \"{specifier}\" is not defined")?;
    if let Some(dir) = package_dir {
        write!(f, " in package {dir}package.json")?;
    }
    write!(f, " imported from {base}")
}
