//! Builds a crate of Boa from its source on crates.io with our overlay applied, for the `build.rs` of a wrapper crate.
//!
//! A wrapper crate holds a thin `src/lib.rs` whose modules lie in `generated/` (ignored by git, filled here), and an
//! `overlay/` that mirrors upstream's tree. `docs/engine.md` describes what an overlay file may say; [`overlay`] reads
//! it, [`splice`] applies it to one file, [`root`] turns upstream's `lib.rs` into a module.

pub mod items;
mod locate;
mod overlay;
mod root;
mod splice;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, SystemTime},
};

/// What went wrong, for people.
pub type Outcome<T> = Result<T, String>;

/// The whole of a wrapper's `build.rs`: fills `generated/` from the crate `upstream` at exactly `version`.
#[must_use]
pub fn run(upstream: &str, version: &str) -> ExitCode {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    for path in ["overlay", "src/lib.rs", "build.rs", "generated/stamp"] {
        println!("cargo::rerun-if-changed={}", folder.join(path).display());
    }
    let done = locate::source_of(upstream, version, &folder).and_then(|source| generate(&source, &folder));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Writes `generated/` of the wrapper crate at `folder` from upstream's crate at `source` and `folder`'s overlay.
/// Files that are right already stay as they are, so that nothing is compiled again for nothing.
///
/// # Errors
/// What is amiss, all of it: an overlay item without its counterpart, upstream text other than the one it was written
/// for, a module that the wrapper does not list, or a file that cannot be read or written.
pub fn generate(source: &Path, folder: &Path) -> Outcome<()> {
    let overlay = folder.join("overlay");
    let generated = folder.join("generated");
    let upstream_files = files(&source.join("src"))?;
    let overlay_files = if overlay.is_dir() { files(&overlay)? } else { BTreeSet::new() };
    let mut problems = Vec::new();
    let mut written = BTreeSet::new();
    for path in upstream_files.union(&overlay_files) {
        let ours = overlay_files.contains(path).then(|| overlay.join(path));
        let result = if upstream_files.contains(path) {
            read(&source.join("src").join(path)).and_then(|text| match &ours {
                Some(ours) => splice::splice(&text, &read(ours)?).map_err(|error| prefixed(ours, &error)),
                None => Ok(text),
            })
        } else {
            read(&overlay.join(path))
        };
        let text = match result {
            Ok(text) => text,
            Err(error) => {
                problems.push(error);
                continue;
            }
        };
        let (path, text) = if path == Path::new("lib.rs") {
            match root::root_module(&text, &read(&folder.join("src/lib.rs"))?) {
                Ok(text) => (PathBuf::from("root.rs"), text),
                Err(error) => {
                    problems.push(prefixed(&folder.join("src/lib.rs"), &error));
                    continue;
                }
            }
        } else {
            (path.clone(), text)
        };
        write_if_other(&generated.join("src").join(&path), &text)?;
        written.insert(path);
    }
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    for stale in files(&generated.join("src"))?.difference(&written) {
        let path = generated.join("src").join(stale);
        fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    stamp(&generated.join("stamp"))
}

fn prefixed(path: &Path, error: &str) -> String {
    error.lines().map(|line| format!("{}: {line}", path.display())).collect::<Vec<_>>().join("\n")
}

/// The Rust files below `folder`, by their paths in it.
fn files(folder: &Path) -> Outcome<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).map_err(|error| format!("{}: {error}", next.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {error}", next.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && let Ok(inside) = path.strip_prefix(folder)
            {
                found.insert(inside.to_owned());
            }
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file by renaming a whole one into its place: two builds may do so at once.
fn write_if_other(path: &Path, text: &str) -> Outcome<()> {
    if fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    let report = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(report)?;
    }
    let draft = path.with_extension(format!("rs.{}", std::process::id()));
    fs::write(&draft, text).map_err(report)?;
    fs::rename(&draft, path).map_err(report)
}

/// Leaves the file whose absence makes Cargo run `build.rs` again. Its time is long past, or Cargo would take it for
/// newer than the build that wrote it and compile everything once more.
fn stamp(path: &Path) -> Outcome<()> {
    let past = SystemTime::UNIX_EPOCH + Duration::from_hours(24);
    let file = fs::File::options().create(true).truncate(false).write(true).open(path);
    file.and_then(|file| file.set_modified(past)).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        fs::write(path, text).expect("write");
    }

    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("folder");
        put(folder.path(), "up/src/lib.rs", "//! Upstream.\npub mod a;\nmod b;\nuse b::B;\n");
        put(folder.path(), "up/src/a.rs", "pub fn f() -> u8 { 1 }\n");
        put(folder.path(), "up/src/b.rs", "pub(crate) struct B;\n");
        put(folder.path(), "ours/src/lib.rs", "//! Ours.\npub mod a;\nmod b;\nmod root;\n");
        folder
    }

    #[test]
    fn a_wrapper_is_filled() {
        let folder = tree();
        let (up, ours) = (folder.path().join("up"), folder.path().join("ours"));
        put(&ours, "overlay/a.rs", "//! A.\n/// Why.\n#[add]\npub fn g() {}\n");
        put(&ours, "overlay/c.rs", "//! New.\n");
        put(&ours, "generated/src/stale.rs", "");
        generate(&up, &ours).expect("generated");
        let generated = |path: &str| fs::read_to_string(ours.join("generated").join(path));
        assert!(generated("src/a.rs").expect("a").contains("pub fn g() {}"));
        assert_eq!(generated("src/c.rs").expect("c"), "//! New.\n");
        assert!(generated("src/root.rs").expect("root").contains("pub(crate) use crate::b::B;"));
        assert!(generated("src/stale.rs").is_err() && generated("src/lib.rs").is_err());
        let time = || fs::metadata(ours.join("generated/src/a.rs")).and_then(|data| data.modified()).expect("time");
        let before = time();
        generate(&up, &ours).expect("again");
        assert_eq!(time(), before, "a file that is right is not written again");
    }

    #[test]
    fn every_problem_is_told() {
        let folder = tree();
        let (up, ours) = (folder.path().join("up"), folder.path().join("ours"));
        put(&ours, "src/lib.rs", "//! Ours.\npub mod a;\nmod root;\n");
        put(&ours, "overlay/a.rs", "//! A.\n/// Why.\n#[replace(\"0\")]\npub fn gone() {}\n");
        let message = generate(&up, &ours).expect_err("problems");
        assert!(message.contains("a.rs: fn gone") && message.contains("mod b"), "{message}");
    }
}
