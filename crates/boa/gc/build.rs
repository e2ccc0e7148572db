//! Fills `generated/` with boa_gc's source and our overlay applied to it.

use std::process::ExitCode;

fn main() -> ExitCode {
    charina_boa_build::run("boa_gc", "0.22.0")
}
