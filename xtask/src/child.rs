//! Running a program under watch: time and memory limits, its whole process tree killed afterwards, peak memory.

use nix::{
    sys::{
        resource::{UsageWho, getrusage},
        signal::{Signal, kill, killpg},
    },
    unistd::Pid,
};
use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::{Path, PathBuf},
    process::{Command, ExitCode, ExitStatus, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// The hidden task that runs a command and writes its time and peak memory to a file.
pub(crate) const MEASURE: &str = "__measure";
/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// Output beyond this ends the program as memory beyond its limit does.
const OUTPUT_LIMIT: u64 = 64 << 20;
/// How much of the output is kept.
const OUTPUT_KEPT: u64 = 16 << 20;

/// All that a program sees of our own environment: what else one machine sets (`FORCE_COLOR`, `CI`, `NODE_OPTIONS`)
/// changes what programs print and would make a result depend on where it was measured.
pub(crate) const INHERITED: [&str; 6] = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR"];

/// A program to run.
pub(crate) struct Run {
    pub(crate) command: Vec<OsString>,
    /// What is set beside [`INHERITED`].
    pub(crate) env: Vec<(OsString, OsString)>,
    pub(crate) cwd: PathBuf,
    pub(crate) stdin: Option<PathBuf>,
    pub(crate) timeout: Duration,
    /// Bytes resident in the whole process tree.
    pub(crate) memory: u64,
    /// Whether to measure time exactly and peak memory at all, at the price of one more process.
    pub(crate) measured: bool,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Code(i32),
    Signal(i32),
    Timeout,
    Memory,
}

/// A program that has ended.
pub(crate) struct Ended {
    pub(crate) end: End,
    pub(crate) time: Duration,
    pub(crate) out: Vec<u8>,
    pub(crate) err: Vec<u8>,
    /// Peak resident bytes; 0 if not measured.
    pub(crate) peak: u64,
}

impl Ended {
    pub(crate) fn ok(&self) -> bool {
        self.end == End::Code(0)
    }

    /// The end of what it said, for a report.
    pub(crate) fn last_words(&self, length: usize) -> String {
        let text = String::from_utf8_lossy(if self.err.trim_ascii().is_empty() { &self.out } else { &self.err });
        let text = text.trim();
        let skip = text.chars().count().saturating_sub(length);
        text.chars().skip(skip).collect()
    }
}

/// A folder that is gone when dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Result<Self, String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("charina-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if fs::remove_dir_all(&self.0).is_err() {
            // A test left folders that forbid deletion.
            Command::new("chmod").args(["-R", "u+rwX"]).arg(&self.0).stderr(Stdio::null()).status().ok();
            fs::remove_dir_all(&self.0).ok();
        }
    }
}

impl Run {
    pub(crate) fn new(command: impl IntoIterator<Item = impl Into<OsString>>, cwd: &Path) -> Self {
        Self {
            command: command.into_iter().map(Into::into).collect(),
            env: Vec::new(),
            cwd: cwd.to_path_buf(),
            stdin: None,
            timeout: Duration::from_secs(60),
            memory: 4 << 30,
            measured: false,
        }
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Runs it to its end, in a process group of its own; output goes through files, so that what it leaves running
    /// cannot hold us up.
    pub(crate) fn run(&self) -> Result<Ended, String> {
        let scratch = Scratch::new()?;
        let complain = |error| format!("cannot run {}: {error}", self.command[0].display());
        let (out_path, err_path) = (scratch.path().join("out"), scratch.path().join("err"));
        let peak_path = scratch.path().join("peak");
        // To the end of the entry: the folder's number may begin another's.
        let mark = format!("CHARINA_XTASK={}\0", scratch.path().display());
        let mut command = if self.measured {
            let mut command = Command::new(env::current_exe().map_err(complain)?);
            command.arg(MEASURE).arg(&peak_path).args(&self.command);
            command
        } else {
            let mut command = Command::new(&self.command[0]);
            command.args(&self.command[1..]);
            command
        };
        command.env_clear().envs(INHERITED.iter().filter_map(|name| Some((name, env::var_os(name)?))));
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        let stdin = match &self.stdin {
            Some(path) => Stdio::from(File::open(path).map_err(complain)?),
            None => Stdio::null(),
        };
        command.env("CHARINA_XTASK", scratch.path()).current_dir(&self.cwd).process_group(0).stdin(stdin);
        command.stdout(File::create(&out_path).map_err(complain)?).stderr(File::create(&err_path).map_err(complain)?);
        let started = Instant::now();
        let mut child = command.spawn().map_err(complain)?;
        let mut pause = Duration::from_micros(200);
        let mut next_look = started + LOOK;
        let mut cut = None;
        let status = loop {
            if let Some(status) = child.try_wait().map_err(complain)? {
                break Some(status);
            }
            let now = Instant::now();
            if now - started >= self.timeout {
                cut = Some(End::Timeout);
            } else if now >= next_look {
                next_look = now + LOOK;
                let written = fs::metadata(&out_path).map_or(0, |data| data.len());
                if written > OUTPUT_LIMIT || resident(child.id()) > self.memory {
                    cut = Some(End::Memory);
                }
            }
            if cut.is_some() {
                break None;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(10));
        };
        let time = started.elapsed();
        kill_left_over(child.id(), mark.as_bytes());
        if status.is_none() {
            child.wait().map_err(complain)?;
        }
        let end = cut.unwrap_or_else(|| status.map_or(End::Timeout, end_of));
        let (time, peak) = measured(&peak_path).unwrap_or((time, 0));
        Ok(Ended { end, time, out: head(&out_path), err: tail(&err_path), peak })
    }
}

/// What [`measure`] wrote: the time without its own start and without our waiting in steps, and the peak.
fn measured(path: &Path) -> Option<(Duration, u64)> {
    let text = fs::read_to_string(path).ok()?;
    let (time, peak) = text.split_once(' ')?;
    Some((Duration::from_nanos(time.parse().ok()?), peak.parse().ok()?))
}

fn end_of(status: ExitStatus) -> End {
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Code(code),
        (None, signal) => End::Signal(signal.unwrap_or(0)),
    }
}

fn head(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(file) = File::open(path) {
        file.take(OUTPUT_KEPT).read_to_end(&mut bytes).ok();
    }
    bytes
}

fn tail(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(mut file) = File::open(path) {
        let length = file.metadata().map_or(0, |data| data.len());
        file.seek(SeekFrom::Start(length.saturating_sub(1 << 20))).ok();
        file.read_to_end(&mut bytes).ok();
    }
    bytes
}

/// Resident bytes of a process and its descendants, less what they share with files and each other.
fn resident(pid: u32) -> u64 {
    const PAGE: u64 = 4096;
    let own = fs::read_to_string(format!("/proc/{pid}/statm")).map_or(0, |text| {
        let mut fields = text.split(' ').skip(1).map(|field| field.parse::<u64>().unwrap_or(0));
        let (resident, shared) = (fields.next().unwrap_or(0), fields.next().unwrap_or(0));
        resident.saturating_sub(shared) * PAGE
    });
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return own };
    let children = threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let pids: Vec<u32> =
        children.flat_map(|text| text.split(' ').filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect();
    own + pids.into_iter().map(resident).sum::<u64>()
}

/// Kills the process group, and what left it but still carries our mark in its environment.
fn kill_left_over(group: u32, mark: &[u8]) {
    let Ok(group) = i32::try_from(group) else { return };
    killpg(Pid::from_raw(group), Signal::SIGKILL).ok();
    let Ok(processes) = fs::read_dir("/proc") else { return };
    for process in processes.flatten() {
        let Some(pid) = process.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        let environment = fs::read(process.path().join("environ")).unwrap_or_default();
        if environment.windows(mark.len()).any(|window| window == mark) {
            kill(Pid::from_raw(pid), Signal::SIGKILL).ok();
        }
    }
}

/// `__measure FILE COMMAND...`: runs the command as this one would have been run, then writes its nanoseconds and its
/// peak resident bytes.
/// A small process of its own, since a child's peak starts at the size of the process that made it.
pub(crate) fn measure(words: &[String]) -> ExitCode {
    let [file, program, arguments @ ..] = words else { return ExitCode::from(2) };
    let started = Instant::now();
    let status = match Command::new(program).args(arguments).status() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("{program}: {error}");
            return ExitCode::from(127);
        }
    };
    let time = started.elapsed().as_nanos();
    let kibibytes = getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| usage.max_rss());
    fs::write(file, format!("{time} {}", kibibytes * 1024)).ok();
    match end_of(status) {
        End::Code(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        // As a shell says it.
        End::Signal(signal) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(1)),
        End::Timeout | End::Memory => ExitCode::FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Run {
        Run::new(["sh", "-c", script], Path::new("/"))
    }

    #[test]
    fn output_and_status_come_back() {
        let ended = sh("echo out; echo err >&2; exit 3").run().unwrap();
        assert_eq!((ended.end, ended.out, ended.err), (End::Code(3), b"out\n".to_vec(), b"err\n".to_vec()));
    }

    #[test]
    fn nothing_else_is_inherited() {
        let ended = Run::new(["env"], Path::new("/")).env("OURS", "1").run().unwrap();
        let out = String::from_utf8(ended.out).unwrap();
        let names: Vec<&str> = out.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
        assert!(names.contains(&"OURS"), "{names:?}");
        // Cargo sets dozens for its tests.
        let other = names.iter().find(|name| !INHERITED.contains(name) && !["OURS", "CHARINA_XTASK"].contains(name));
        assert_eq!(other, None);
    }

    #[test]
    fn a_mark_that_begins_another_kills_only_its_own() {
        let mut other = Command::new("sleep").arg("100").env("CHARINA_XTASK", "/tmp/charina-mark-12").spawn().unwrap();
        let group =
            Command::new("true").process_group(0).spawn().and_then(|mut child| child.wait().map(|_| child.id()));
        kill_left_over(group.unwrap(), b"CHARINA_XTASK=/tmp/charina-mark-1\0");
        assert!(other.try_wait().unwrap().is_none());
        kill_left_over(other.id(), b"CHARINA_XTASK=/tmp/charina-mark-12\0");
        assert_eq!(other.wait().unwrap().signal(), Some(9));
    }

    #[test]
    fn timeout_kills_what_left_the_group() {
        let scratch = Scratch::new().unwrap();
        let file = scratch.path().join("pid");
        let mut run = sh(&format!("setsid sh -c 'echo $$ >{}; exec sleep 100' & sleep 100", file.display()));
        run.timeout = Duration::from_millis(300);
        assert_eq!(run.run().unwrap().end, End::Timeout);
        let pid = fs::read_to_string(file).unwrap();
        let status = PathBuf::from(format!("/proc/{}/status", pid.trim()));
        let is_gone = || fs::read_to_string(&status).map_or(true, |text| text.contains("(zombie)"));
        // The signal is sent, and taken a little later.
        assert!((0..200).any(|_| is_gone() || {
            thread::sleep(Duration::from_millis(10));
            false
        }));
    }
}
