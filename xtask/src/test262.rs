//! `cargo xtask test262`: the language's own tests through our runtime, against the committed list of failures.
//!
//! How a test is to be run: <https://github.com/tc39/test262/blob/main/INTERPRETING.md>.

use crate::{
    Outcome,
    args::Args,
    child::{Ended, Run, Scratch},
    read, read_list, root, table, write,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// Said by a test that ends later, by the harness's `doneprintHandle.js`.
const ASYNC_DONE: &str = "Test262:AsyncTestComplete";
const HEAD: &str = "# Tests of test262 that fail. `cargo xtask test262 --update` takes out what passes now.\n";

/// What the comment at the top of a test says.
#[derive(Default, Debug, PartialEq, Eq)]
struct FrontMatter {
    flags: Vec<String>,
    includes: Vec<String>,
    /// Phase and constructor of the error that has to come.
    negative: Option<(String, String)>,
}

struct Suite {
    path: PathBuf,
    runtime: Vec<String>,
    host: PathBuf,
    timeout: Duration,
    scratch: Scratch,
    /// Folders copied beside a package.json that makes their files modules.
    mirrored: Mutex<HashSet<PathBuf>>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    args.check(&["update", "failures"], &["path", "filter", "runtime", "jobs", "timeout"])?;
    let path = args.get("path").ok_or("--path names a checkout of tc39/test262")?;
    let path = PathBuf::from(path).canonicalize().map_err(|error| format!("{path}: {error}"))?;
    let mut names = Vec::new();
    collect(&path, &path.join("test"), args.get("filter").unwrap_or_default(), &mut names)?;
    names.sort();
    if names.is_empty() {
        return Err("no test is selected".into());
    }
    let suite = Suite {
        path,
        runtime: args.runtime()?,
        host: root().join("js-tests/test262/host.js"),
        timeout: Duration::from_secs(args.number("timeout", 20)?),
        scratch: Scratch::new()?,
        mirrored: Mutex::default(),
    };
    // A .js file is a module only where its package says so.
    let package = suite.scratch.path().join("package.json");
    fs::write(&package, r#"{"type":"module"}"#).map_err(|error| format!("{}: {error}", package.display()))?;

    let next = AtomicUsize::new(0);
    let failed = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(name) = names.get(index) else { return Ok(()) };
                if index % 1000 == 999 {
                    eprintln!("{}/{}", index + 1, names.len());
                }
                if let Some(problem) = suite.run_test(name)? {
                    failed.lock().expect("no job panics").insert(name.clone(), problem);
                }
            }
        };
        let workers: Vec<_> = (0..args.jobs()?).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no job panics"))
    })
    .map_err(|error: String| error)?;
    let failed = failed.into_inner().expect("no job panics");
    print!("{}", summary(&names, &failed));
    if args.has("failures") {
        for (name, problem) in &failed {
            println!("{name}: {problem}");
        }
    }
    compare(&names, &failed, args.has("update"))
}

/// Paths of tests below `test`: `language/types/number/8.5.1.js`.
fn collect(suite: &Path, folder: &Path, filter: &str, names: &mut Vec<String>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.strip_prefix(suite.join("test")).unwrap_or(&path).to_string_lossy().into_owned();
        if path.is_dir() {
            collect(suite, &path, filter, names)?;
        } else if name.ends_with(".js") && !name.contains("_FIXTURE") && name.contains(filter) {
            names.push(name);
        }
    }
    Ok(())
}

impl Suite {
    /// Why the test fails in one of its modes, or nothing.
    fn run_test(&self, name: &str) -> Result<Option<String>, String> {
        let path = self.path.join("test").join(name);
        // Some tests are no UTF-8 on purpose.
        let source = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let source = String::from_utf8_lossy(&source);
        let front = front_matter(&source);
        let has = |flag: &str| front.flags.iter().any(|it| it == flag);
        let kinds: &[&str] = match () {
            () if has("module") => &["module"],
            () if has("raw") => &["raw"],
            () if has("onlyStrict") => &["strict"],
            () if has("noStrict") => &["script"],
            () => &["script", "strict"],
        };
        let path = if has("module") || source.contains("import") { self.mirror(&path)? } else { path };
        let harness = self.harness(&front, has("raw"), has("async"))?;
        for kind in kinds {
            let mut words = self.runtime.clone();
            words.extend([&self.host, &harness, &path].map(|path| path.display().to_string()));
            words.push((*kind).to_owned());
            let mut run = Run::new(words, &self.path);
            run.timeout = self.timeout;
            run.memory = 2 << 30;
            if let Some(problem) = verdict(&front, has("async"), &run.run()?) {
                return Ok(Some(format!("{kind}: {problem}")));
            }
        }
        Ok(None)
    }

    /// One file with the harness's scripts that the test asks for.
    fn harness(&self, front: &FrontMatter, raw: bool, is_async: bool) -> Result<PathBuf, String> {
        let mut files = Vec::new();
        if !raw {
            files.extend(["assert.js", "sta.js"]);
            if is_async {
                files.push("doneprintHandle.js");
            }
            files.extend(front.includes.iter().map(String::as_str));
        }
        let joined = self.scratch.path().join(format!("harness-{}.cjs", files.join("+").replace('/', "_")));
        if !joined.exists() {
            let mut text = String::new();
            for file in files {
                text += &read(&self.path.join("harness").join(file))?;
                text.push('\n');
            }
            write_once(&joined, text.as_bytes())?;
        }
        Ok(joined)
    }

    /// The test's place in a copy of its folder in which .js files are modules.
    fn mirror(&self, path: &Path) -> Result<PathBuf, String> {
        let inside = path.strip_prefix(&self.path).unwrap_or(path);
        let (Some(from), Some(folder)) = (path.parent(), inside.parent()) else { return Ok(path.to_path_buf()) };
        let to = self.scratch.path().join(folder);
        // Held while copying: another job that needs the folder has to wait until it is whole.
        let mut mirrored = self.mirrored.lock().expect("no job panics");
        if mirrored.insert(to.clone()) {
            let complain = |error: std::io::Error| format!("{}: {error}", to.display());
            fs::create_dir_all(&to).map_err(complain)?;
            for file in fs::read_dir(from).map_err(complain)?.flatten().map(|entry| entry.path()) {
                if file.is_file() {
                    fs::copy(&file, to.join(file.file_name().unwrap_or_default())).map_err(complain)?;
                }
            }
        }
        Ok(self.scratch.path().join(inside))
    }
}

/// Two jobs may write the same file at once: each writes its own and puts it in place whole.
fn write_once(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let part = path.with_extension(format!("{:?}", thread::current().id()));
    fs::write(&part, bytes)
        .and_then(|()| fs::rename(&part, path))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn verdict(front: &FrontMatter, is_async: bool, ended: &Ended) -> Option<String> {
    let out = String::from_utf8_lossy(&ended.out);
    // `test262 parse SyntaxError: message`
    let error = out.lines().find_map(|line| line.strip_prefix("test262 "));
    match (&front.negative, error) {
        (Some((phase, name)), Some(error)) => {
            let (came_phase, rest) = error.split_once(' ').unwrap_or((error, ""));
            let came = rest.split(':').next().unwrap_or_default();
            // Only a parse error of a script can be told from others.
            let phase_fits = came_phase == "module" || (came_phase == "parse") == (phase == "parse");
            (came != name || !phase_fits).then(|| format!("{phase} {name} expected, got {error}"))
        }
        (Some((phase, name)), None) => Some(format!("{phase} {name} expected, ended with {:?}", ended.end)),
        (None, Some(error)) => Some(error.to_owned()),
        (None, None) if !ended.ok() => Some(format!("{:?} {}", ended.end, last_line(ended))),
        (None, None) if is_async && !out.contains(ASYNC_DONE) => Some(format!("not done: {}", last_line(ended))),
        (None, None) => None,
    }
}

fn last_line(ended: &Ended) -> String {
    ended.last_words(160).lines().last().unwrap_or_default().to_owned()
}

/// Reads the part of YAML that front matter uses: `key: value`, `key: [a, b]`, and lists and maps of one level.
fn front_matter(source: &str) -> FrontMatter {
    let mut front = FrontMatter::default();
    let yaml = source.split_once("/*---").and_then(|(_, rest)| rest.split_once("---*/")).map_or("", |(yaml, _)| yaml);
    let mut section = "";
    let (mut phase, mut name) = (String::new(), String::new());
    for line in yaml.lines().map(|line| line.trim_end_matches('\r')) {
        let is_inner = line.starts_with([' ', '-']);
        let text = line.trim();
        let mut value = text;
        if !is_inner {
            let Some((key, rest)) = line.split_once(':') else { continue };
            section = key.trim();
            value = rest.trim();
        }
        match section {
            "flags" => push_items(&mut front.flags, value),
            "includes" => push_items(&mut front.includes, value),
            "negative" if is_inner => match text.split_once(':') {
                Some(("phase", value)) => value.trim().clone_into(&mut phase),
                Some(("type", value)) => value.trim().clone_into(&mut name),
                _ => {}
            },
            _ => {}
        }
    }
    if !name.is_empty() {
        front.negative = Some((phase, name));
    }
    front
}

fn push_items(items: &mut Vec<String>, text: &str) {
    let text = text.trim_start_matches("- ").trim_matches(['[', ']']);
    items.extend(text.split(',').map(str::trim).filter(|item| !item.is_empty() && *item != "-").map(str::to_owned));
}

fn summary(names: &[String], failed: &BTreeMap<String, String>) -> String {
    let area = |name: &str| name.split('/').take(2).collect::<Vec<_>>().join("/");
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for name in names {
        for row in [area(name), "~TOTAL".to_owned()] {
            let count = counts.entry(row).or_default();
            count.0 += 1;
            count.1 += usize::from(!failed.contains_key(name));
        }
    }
    let mut rows = vec![["area", "tests", "pass", "pass%"].map(str::to_owned).to_vec()];
    for (area, (tests, pass)) in counts {
        let percent = format!("{:.1}", 100.0 * pass as f64 / tests as f64);
        rows.push(vec![area.trim_start_matches('~').to_owned(), tests.to_string(), pass.to_string(), percent]);
    }
    table::plain(&rows)
}

fn compare(names: &[String], failed: &BTreeMap<String, String>, update: bool) -> Outcome {
    let file = root().join("js-tests/test262/failures.txt");
    let listed: BTreeSet<String> = read_list(&file)?.into_iter().collect();
    let first = listed.is_empty();
    let regressions: Vec<_> = failed.keys().filter(|name| !is_listed(&listed, name)).collect();
    let gains: Vec<_> = names.iter().filter(|name| !failed.contains_key(*name) && is_listed(&listed, name)).collect();
    if !first {
        for name in regressions.iter().take(50) {
            println!("REGRESSION {name}: {}", failed[*name]);
        }
    }
    println!("{} fail; {} regressions, {} gains", failed.len(), regressions.len(), gains.len());
    if update && (first || !gains.is_empty()) {
        // Names outside this run keep what the list says of them; only what ran can leave it.
        let ran: HashSet<&String> = names.iter().collect();
        let mut kept: BTreeSet<String> =
            failed.keys().filter(|name| first || is_listed(&listed, name)).cloned().collect();
        kept.extend(listed.iter().filter(|entry| !entry.ends_with('/') && !ran.contains(entry)).cloned());
        let untouched =
            listed.iter().filter(|entry| entry.ends_with('/') && !names.iter().any(|it| it.starts_with(*entry)));
        let mut text = HEAD.to_owned();
        for line in compress(names, &kept).into_iter().chain(untouched.cloned()).collect::<BTreeSet<_>>() {
            text += &line;
            text.push('\n');
        }
        write(&file, &text)?;
        return Ok(first || regressions.is_empty());
    }
    Ok(regressions.is_empty())
}

/// Whether the list names the test or a folder around it.
fn is_listed(listed: &BTreeSet<String>, name: &str) -> bool {
    listed.contains(name) || name.match_indices('/').any(|(at, _)| listed.contains(&name[..=at]))
}

/// The failures, with `folder/` for folders of which every test that ran fails.
fn compress(names: &[String], failed: &BTreeSet<String>) -> BTreeSet<String> {
    let mut alive: HashSet<&str> = HashSet::new();
    for name in names.iter().filter(|name| !failed.contains(*name)) {
        alive.extend(name.match_indices('/').map(|(at, _)| &name[..=at]));
    }
    let ran: HashSet<&str> = names.iter().map(String::as_str).collect();
    failed
        .iter()
        .map(|name| {
            let dead = name.match_indices('/').map(|(at, _)| &name[..=at]).find(|folder| !alive.contains(folder));
            // A name that did not run says nothing about its folder.
            dead.filter(|_| ran.contains(name.as_str())).map_or_else(|| name.clone(), str::to_owned)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::child::End;

    #[test]
    fn front_matter_in_both_styles() {
        let text = "// c\n/*---\ndescription: a: b\nflags: [async, onlyStrict]\nincludes:\n  - a.js\n- b.js\nnegative:\n  phase: parse\n  type: SyntaxError\nfeatures: [x]\n---*/\n";
        let front = front_matter(text);
        assert_eq!(front.flags, ["async", "onlyStrict"]);
        assert_eq!(front.includes, ["a.js", "b.js"]);
        assert_eq!(front.negative, Some(("parse".into(), "SyntaxError".into())));
        assert_eq!(front_matter("x()"), FrontMatter::default());
    }

    #[test]
    fn verdicts() {
        let ended = |code, out: &str| Ended {
            end: End::Code(code),
            time: Duration::ZERO,
            out: out.into(),
            err: Vec::new(),
            peak: 0,
        };
        let parse = FrontMatter { negative: Some(("parse".into(), "SyntaxError".into())), ..FrontMatter::default() };
        assert_eq!(verdict(&parse, false, &ended(1, "test262 parse SyntaxError: x\n")), None);
        assert!(verdict(&parse, false, &ended(1, "test262 runtime SyntaxError: x\n")).is_some());
        assert!(verdict(&parse, false, &ended(1, "test262 parse TypeError: x\n")).is_some());
        assert!(verdict(&parse, false, &ended(0, "")).is_some());
        let plain = FrontMatter::default();
        assert_eq!(verdict(&plain, false, &ended(0, "")), None);
        assert!(verdict(&plain, false, &ended(3, "")).is_some());
        assert!(verdict(&plain, true, &ended(0, "")).is_some());
        assert_eq!(verdict(&plain, true, &ended(0, ASYNC_DONE)), None);
    }

    #[test]
    fn folders_that_fail_whole_are_one_line() {
        let names = ["a/b/1.js", "a/b/2.js", "a/3.js", "c/4.js"].map(str::to_owned);
        let failed: BTreeSet<String> = ["a/b/1.js", "a/b/2.js", "c/4.js"].map(str::to_owned).into();
        let list = compress(&names, &failed);
        assert_eq!(list, ["a/b/", "c/"].map(str::to_owned).into());
        assert!(is_listed(&list, "a/b/1.js") && !is_listed(&list, "a/3.js"));
    }
}
