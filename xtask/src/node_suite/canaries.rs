//! Programs that must fail: where one of them passes, passes of real tests mean nothing.

use super::{Status, Suite};
use crate::child::Scratch;
use std::fs;

/// What it shows, the program (`COMMON` is the path of Node's test helpers), whether it has to pass.
const CANARIES: &[(&str, &str, bool)] = &[
    ("helpers load", "require(COMMON)", true),
    ("throw", "throw new Error('canary')", false),
    ("throw in a timer", "setTimeout(() => { throw new Error('canary'); }, 1)", false),
    ("rejection", "Promise.reject(new Error('canary'))", false),
    ("failed assertion", "require('assert').strictEqual(1, 2)", false),
    ("exit code", "process.exitCode = 3", false),
    ("exit in an exit listener", "process.on('exit', () => process.exit(1))", false),
    ("mustCall not called", "require(COMMON).mustCall()", false),
    ("mustNotCall called", "setImmediate(require(COMMON).mustNotCall())", false),
];

/// Names of the canaries that go the wrong way.
pub(super) fn check(suite: &Suite) -> Result<Vec<String>, String> {
    let scratch = Scratch::new()?;
    let file = scratch.path().join("canary.js");
    let common = serde_json::Value::from(suite.folder.join("common").display().to_string()).to_string();
    let mut broken = Vec::new();
    for (name, program, has_to_pass) in CANARIES {
        fs::write(&file, program.replace("COMMON", &common)).map_err(|error| format!("{}: {error}", file.display()))?;
        let test = suite.run_file(&file, false, 0)?;
        if (test.status == Status::Pass) != *has_to_pass {
            let wanted = if *has_to_pass { "pass" } else { "fail" };
            println!("WARNING: canary {name:?} should {wanted}: {}", test.words);
            broken.push((*name).to_owned());
        }
    }
    Ok(broken)
}
