//! Bringing Node's own tests here, from Debian's source package, without touching the system's apt configuration.

use crate::{child::Scratch, read_list};
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Folders whose tests are listed; helpers and fixtures elsewhere come whole.
const TEST_FOLDERS: [&str; 3] = ["parallel", "sequential", "es-module"];
/// The Debian release whose nodejs source is 20.19, the version the list was made for.
const RELEASE: &str = "trixie";

/// The folder with `test`, `benchmark` and `doc/api` of Node 20.19; fetched on first use. Of the tests only those that
/// `list` names are kept.
pub(crate) fn node_source(list: &Path) -> Result<PathBuf, String> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let folder = cache.ok_or("neither XDG_CACHE_HOME nor HOME is set")?.join("charina/node-20");
    if !folder.join("test/parallel").is_dir() {
        fetch(&folder, list)?;
    }
    Ok(folder)
}

fn fetch(folder: &Path, list: &Path) -> Result<(), String> {
    eprintln!("fetching Debian's nodejs source ({RELEASE}) ...");
    let scratch = Scratch::new()?;
    let work = scratch.path();
    let complain = |error: std::io::Error| format!("{}: {error}", work.display());
    for path in ["lists/partial", "cache/archives/partial", "source"] {
        fs::create_dir_all(work.join(path)).map_err(complain)?;
    }
    let sources = work.join("sources.list");
    let entry = format!(
        "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {} {RELEASE} main\n",
        debian_mirror()?
    );
    fs::write(&sources, entry).map_err(complain)?;
    let options = [
        format!("Dir::Etc::sourcelist={}", sources.display()),
        "Dir::Etc::sourceparts=/dev/null".to_owned(),
        format!("Dir::State::lists={}", work.join("lists").display()),
        format!("Dir::Cache={}", work.join("cache").display()),
        "APT::Sandbox::User=root".to_owned(),
    ];
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.arg("-qq").args(options.iter().flat_map(|option| ["-o", option])).args(words);
        run(command.current_dir(work.join("source")))
    };
    apt(&["update"])?;
    apt(&["source", "--download-only", "nodejs"])?;

    let archive =
        fs::read_dir(work.join("source")).map_err(complain)?.flatten().map(|entry| entry.path()).find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("nodejs_20.") && name.ends_with(".orig.tar.xz")
        });
    let archive = archive.ok_or("the source package has no nodejs_20.*.orig.tar.xz: the release moved on")?;
    let part = folder.with_extension("part");
    fs::remove_dir_all(&part).ok();
    fs::create_dir_all(&part).map_err(complain)?;
    let mut tar = Command::new("tar");
    tar.arg("-xJf").arg(archive).arg("-C").arg(&part);
    tar.args(["--strip-components=1", "--wildcards", "--no-wildcards-match-slash"]);
    run(tar.args(["*/test", "*/benchmark", "*/doc/api"]))?;
    keep_only_listed(&part.join("test"), &read_list(list)?.into_iter().collect())?;
    fs::remove_dir_all(folder).ok();
    fs::rename(&part, folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Removes the tests that the list does not name: they are not ours to tune for.
fn keep_only_listed(tests: &Path, list: &BTreeSet<String>) -> Result<(), String> {
    for name in TEST_FOLDERS {
        let folder = tests.join(name);
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let base = entry.file_name().to_string_lossy().into_owned();
            if base.starts_with("test-") && !list.contains(&format!("{name}/{base}")) {
                fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path())).ok();
            }
        }
    }
    Ok(())
}

/// The Debian mirror that the system's own apt uses.
fn debian_mirror() -> Result<String, String> {
    let mut files = vec![PathBuf::from("/etc/apt/sources.list")];
    if let Ok(entries) = fs::read_dir("/etc/apt/sources.list.d") {
        files.extend(entries.flatten().map(|entry| entry.path()));
    }
    let mut texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    texts.find_map(|text| mirror_in(&text)).ok_or_else(|| "no Debian mirror in apt's sources; give --suite".to_owned())
}

/// The first address that ends in `/debian`, of either format of apt's sources.
fn mirror_in(text: &str) -> Option<String> {
    let lines = text.lines().filter(|line| line.starts_with("URIs:") || line.starts_with("deb "));
    let mut words = lines.flat_map(str::split_whitespace).map(|word| word.trim_end_matches('/'));
    words.find(|word| word.ends_with("/debian")).map(str::to_owned)
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.env("LC_ALL", "C").status().map_err(|error| format!("{program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program}: {status}")) }
}

#[cfg(test)]
mod tests {
    use super::mirror_in;

    #[test]
    fn mirrors_are_found_in_both_formats() {
        let new = "Types: deb\n# http://old.example/debian\nURIs: http://deb.example/debian\nSuites: bookworm\n";
        let old =
            "# deb http://no.example/debian x main\ndeb [arch=amd64] http://mirror.example/debian/ bookworm main\n";
        assert_eq!(mirror_in(new).as_deref(), Some("http://deb.example/debian"));
        assert_eq!(mirror_in(old).as_deref(), Some("http://mirror.example/debian"));
        assert_eq!(mirror_in("deb http://x.example/debian-security y main\n"), None);
    }
}
