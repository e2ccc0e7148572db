//! Fills `generated/` with boa_ast's source and our overlay applied to it.

use std::process::ExitCode;

fn main() -> ExitCode {
    charina_boa_build::run("boa_ast", "0.22.0")
}
