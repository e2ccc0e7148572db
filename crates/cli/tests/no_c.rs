//! No C or C++ is compiled into the default build: nothing the command depends on builds with cc, cmake or bindgen.

use std::{env, path::Path, process::Command};

/// Crates that compile C or C++, or bind to it while building.
const COMPILES_C: [&str; 8] =
    ["autotools", "bindgen", "cc", "cmake", "cpp_build", "cxx-build", "nasm-rs", "pkg-config"];

#[test]
fn default_build_compiles_no_c() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = [
        "tree",
        "--locked",
        "--package",
        "charina-cli",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let output = Command::new(cargo).args(arguments).current_dir(workspace).output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    // Otherwise an empty answer would pass.
    assert!(
        names.contains(&"charina-boa-engine") && names.contains(&"charina-reactor"),
        "not the command's tree:\n{tree}"
    );
    let found: Vec<_> = names.iter().filter(|name| COMPILES_C.contains(*name)).collect();
    assert!(
        found.is_empty(),
        "{found:?} compile C: `cargo tree -p charina-cli -i NAME -e normal,build` shows who asks"
    );
}
