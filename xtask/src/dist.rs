//! `cargo xtask dist`: builds what is shipped and reports what its bytes are.

use crate::{Outcome, args::Args, root, table};
use std::{env, fs, process::Command, time::Instant};

/// The largest sections are shown.
const SHOWN: usize = 8;

pub(crate) fn run(args: &Args) -> Outcome {
    args.check(&[], &[])?;
    let started = Instant::now();
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--locked", "--profile", "dist", "--package", "charina-cli"];
    let status = Command::new(cargo).args(arguments).current_dir(root()).status().map_err(|error| error.to_string())?;
    if !status.success() {
        return Ok(false);
    }
    let path = root().join("target/dist/charina");
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}: {} in {:.0} s", path.display(), table::bytes(bytes.len() as u64), started.elapsed().as_secs_f64());
    let mut sections = sections(&bytes).unwrap_or_default();
    sections.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let mut rows = vec![vec!["section".to_owned(), "size".to_owned()]];
    rows.extend(sections.into_iter().take(SHOWN).map(|(name, size)| vec![name, table::bytes(size)]));
    print!("{}", table::plain(&rows));
    Ok(true)
}

/// Names and sizes of the sections that take room in a 64-bit little-endian ELF file
/// (<https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html>).
fn sections(bytes: &[u8]) -> Option<Vec<(String, u64)>> {
    const NOBITS: u64 = 8;
    if !bytes.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let number = |at: usize, length: usize| {
        let field = bytes.get(at..at + length)?;
        Some(field.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    };
    let index = |at: usize, length: usize| usize::try_from(number(at, length)?).ok();
    let (table, size, count, names) = (index(0x28, 8)?, index(0x3A, 2)?, index(0x3C, 2)?, index(0x3E, 2)?);
    let text = index(table + names * size + 0x18, 8)?;
    let section = |header: usize| {
        let name = bytes.get(text + index(header, 4)?..)?.split(|byte| *byte == 0).next()?;
        let taken = if number(header + 4, 4)? == NOBITS { 0 } else { number(header + 0x20, 8)? };
        Some((String::from_utf8_lossy(name).into_owned(), taken))
    };
    (0..count).map(|entry| section(table + entry * size)).collect()
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn own_sections_are_found() {
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let found = sections(&own).unwrap();
        let text = found.iter().find(|(name, _)| name == ".text").unwrap();
        assert!(text.1 > 100_000 && text.1 < own.len() as u64);
        assert!(sections(b"MZ").is_none());
    }
}
