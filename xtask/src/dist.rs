//! `cargo xtask dist`: builds what is shipped, one static file laid out for start-up, and reports what its bytes are.

use crate::{
    Outcome,
    args::Args,
    layout::{self, Link},
    root, table,
};
use std::{env, ffi::OsString, fs, path::Path, process::Command, process::Stdio, time::Instant};

/// The largest sections are shown.
const SHOWN: usize = 8;

/// Static, at a fixed address: nothing is searched, mapped and relocated before `main`.
const FLAGS: &str = "-C target-feature=+crt-static -C relocation-model=static";

pub(crate) fn run(args: &Args) -> Outcome {
    args.check(&[], &[])?;
    let started = Instant::now();
    let host = host()?;
    let folder = root().join("target").join(&host).join("dist");
    let link = build(&host, &folder)?;
    let built = folder.join("charina");
    let path = root().join("target/dist/charina");
    fs::create_dir_all(root().join("target/dist")).map_err(|error| error.to_string())?;
    let mut further = vec![OsString::from("-Wl,--strip-all")];
    match layout::order(&built, &folder)? {
        Some(order) if link.is_lld() => {
            let mut argument = OsString::from("-Wl,--no-warn-symbol-ordering,--symbol-ordering-file=");
            argument.push(order);
            further.push(argument);
        }
        Some(_) => println!("not laid out for start-up: the linker is not LLVM's"),
        None => println!("not laid out for start-up: valgrind is not on PATH"),
    }
    link.run(&path, &further)?;
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}: {} in {:.0} s", path.display(), table::bytes(bytes.len() as u64), started.elapsed().as_secs_f64());
    let mut sections = sections(&bytes).unwrap_or_default();
    sections.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let mut rows = vec![vec!["section".to_owned(), "size".to_owned()]];
    rows.extend(sections.into_iter().take(SHOWN).map(|(name, size)| vec![name, table::bytes(size)]));
    print!("{}", table::plain(&rows));
    Ok(true)
}

/// The target that rustc builds for by itself. Naming it keeps [`FLAGS`] from build scripts and macros.
fn host() -> Result<String, String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().map_err(|error| format!("rustc: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc -vV names no host".to_owned())
}

/// Builds the command with its symbols and gives back how it was linked. The objects stay (`save-temps`), and so does
/// what rustc printed, for it prints nothing when there is nothing to build.
fn build(host: &str, folder: &Path) -> Result<Link, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["rustc", "--locked", "--profile", "dist", "--package", "charina-cli", "--bin", "charina"])
        .args(["--target", host, "--", "--print", "link-args", "-C", "save-temps"])
        .env("CARGO_PROFILE_DIST_STRIP", "none")
        .env("RUSTFLAGS", FLAGS)
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo: {}", output.status));
    }
    let saved = folder.join("link-args.txt");
    let printed = String::from_utf8_lossy(&output.stdout);
    let text = if printed.trim().is_empty() { fs::read_to_string(&saved).unwrap_or_default() } else { printed.into() };
    let link = Link::parse(&text)
        .filter(Link::is_whole)
        .ok_or_else(|| format!("how it was linked is not known: remove {} and try again", folder.display()))?;
    fs::write(&saved, text).map_err(|error| format!("{}: {error}", saved.display()))?;
    Ok(link)
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
