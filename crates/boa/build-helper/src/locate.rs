//! Where Cargo keeps the source of a crate of the lock file.

use crate::Outcome;
use serde_json::Value;
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the crate `name` at exactly `version`, from the lock file that holds for the crate at `folder`. Cargo
/// downloads it if need be, so `cargo fetch` beforehand is enough to build without a network.
///
/// # Errors
/// Cargo's own words if it cannot say, or the versions there are.
pub fn source_of(name: &str, version: &str, folder: &Path) -> Outcome<PathBuf> {
    // Without a network first: Cargo may hold its lock on the index, and a build needs no second look at it.
    metadata(folder, true).or_else(|_| metadata(folder, false)).and_then(|text| find(&text, name, version))
}

fn metadata(folder: &Path, offline: bool) -> Outcome<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--locked", "--format-version", "1"]).current_dir(folder);
    if offline {
        command.arg("--offline");
    }
    let output = command.output().map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata --locked: {}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

fn find(metadata: &str, name: &str, version: &str) -> Outcome<PathBuf> {
    let metadata: Value = serde_json::from_str(metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut others = Vec::new();
    for package in packages.iter().filter(|package| package["name"] == name) {
        match (package["version"].as_str(), package["manifest_path"].as_str()) {
            (Some(found), Some(manifest)) if found == version => {
                return Path::new(manifest)
                    .parent()
                    .map(Path::to_owned)
                    .ok_or_else(|| format!("{name}: no folder of {manifest}"));
            }
            (found, _) => others.push(found.unwrap_or_default().to_owned()),
        }
    }
    Err(format!(
        "{name} {version} is not in the lock file (there: {}); the overlay is written for it",
        others.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = r#"{"packages":[
        {"name":"boa","version":"1.0.0","manifest_path":"/r/boa-1.0.0/Cargo.toml"},
        {"name":"boa","version":"2.0.0","manifest_path":"/r/boa-2.0.0/Cargo.toml"}]}"#;

    #[test]
    fn the_exact_version_is_taken() {
        assert_eq!(find(METADATA, "boa", "2.0.0"), Ok(PathBuf::from("/r/boa-2.0.0")));
        let message = find(METADATA, "boa", "3.0.0").expect_err("no such version");
        assert!(message.contains("1.0.0, 2.0.0"), "{message}");
    }

    #[test]
    fn cargo_knows_our_own_dependencies() {
        let source = source_of("serde_json", locked("serde_json").as_str(), Path::new(env!("CARGO_MANIFEST_DIR")));
        assert!(source.expect("source").join("src/lib.rs").is_file());
    }

    fn locked(name: &str) -> String {
        let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../Cargo.lock"));
        let lock = lock.expect("Cargo.lock");
        let (_, after) = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).expect("locked");
        after.split('"').next().expect("version").to_owned()
    }
}
