//! `spawnSync`: starts a child, feeds it, reads it and waits for it, all in one call.

use super::options::{Place, Plan, Started};
use crate::builtins::node::buffer;
use crate::builtins::node::process::{send_signal, signal_name};
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, ops};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{AsFd as _, BorrowedFd, OwnedFd};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, WaitOptions, WaitStatus, pidfd_open, waitpid};
use std::time::{Duration, Instant};

const BLOCK: usize = 64 * 1024;

/// How often a child is asked whether it ended where the kernel has no descriptors for children.
const ASK_EVERY: Duration = Duration::from_millis(5);

/// One of the child's descriptors that is a pipe.
struct Stream {
    index: usize,
    /// Our end, until it was read to its end.
    end: Option<OwnedFd>,
    input: Vec<u8>,
    written: usize,
    /// What came, if it is a stream that may be read.
    output: Vec<u8>,
}

/// Limits of a run.
struct Limits {
    deadline: Option<Instant>,
    /// Bytes of output, over all streams.
    max_buffer: Option<f64>,
    kill_signal: i32,
}

/// How a run ended.
struct Outcome {
    status: Option<WaitStatus>,
    error: Option<Errno>,
}

struct Run<'a> {
    pid: Pid,
    watch: Option<OwnedFd>,
    streams: &'a mut Vec<Stream>,
    limits: Limits,
    error: Option<Errno>,
    total: f64,
    killed: bool,
}

impl Run<'_> {
    /// As Node: the child is killed and its output no longer waited for.
    fn kill(&mut self, why: Errno) {
        if self.killed {
            return;
        }
        self.killed = true;
        self.error.get_or_insert(why);
        // It may have ended meanwhile; a signal that cannot be sent is replaced by one that can.
        let pid = self.pid.as_raw_pid();
        if send_signal(pid, self.limits.kill_signal).is_err() {
            let _ = send_signal(pid, 9);
        }
        for stream in self.streams.iter_mut() {
            stream.end = None;
        }
    }

    fn reap(&self, options: WaitOptions) -> Option<WaitStatus> {
        loop {
            match waitpid(Some(self.pid), options) {
                Ok(ended) => return ended.map(|(_, status)| status),
                Err(Errno::INTR) => {}
                Err(_) => return None,
            }
        }
    }

    fn run_to_end(mut self) -> Outcome {
        let mut status = None;
        loop {
            if status.is_none() {
                status = self.reap(WaitOptions::NOHANG);
            }
            let open = self.streams.iter().any(|stream| stream.end.is_some());
            if status.is_some() && !open {
                return Outcome { status, error: self.error };
            }
            if self.limits.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                self.limits.deadline = None;
                if status.is_none() {
                    self.kill(Errno::TIMEDOUT);
                    continue;
                }
                // Somebody else holds the pipes of a child that ended.
                self.error.get_or_insert(Errno::TIMEDOUT);
                return Outcome { status, error: self.error };
            }
            if let Err(errno) = self.wait(status.is_some()) {
                self.kill(errno);
            }
            self.transfer();
        }
    }

    /// Waits until something can be done.
    fn wait(&self, ended: bool) -> Result<(), Errno> {
        let mut polled = Vec::new();
        for stream in self.streams.iter() {
            if let Some(end) = &stream.end {
                let wants_input = stream.written < stream.input.len();
                let flags = if wants_input { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
                polled.push(PollFd::from_borrowed_fd(end.as_fd(), flags));
            }
        }
        let mut limit = self.limits.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if !ended {
            match &self.watch {
                Some(watch) => polled.push(PollFd::from_borrowed_fd(watch.as_fd(), PollFlags::IN)),
                None => limit = Some(limit.map_or(ASK_EVERY, |limit| limit.min(ASK_EVERY))),
            }
        }
        let limit = limit.map(|limit| Timespec {
            tv_sec: i64::try_from(limit.as_secs()).unwrap_or(i64::MAX),
            // The kernel's clock must not wake us before ours says that it is time.
            tv_nsec: i64::from(limit.subsec_nanos()),
        });
        match poll(&mut polled, limit.as_ref()) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(errno) => Err(errno),
        }
    }

    /// Writes and reads what can be without waiting.
    fn transfer(&mut self) {
        let mut block = vec![0; BLOCK];
        for stream in self.streams.iter_mut() {
            let Some(end) = &stream.end else { continue };
            let finished = feed(end.as_fd(), &stream.input, &mut stream.written);
            if let Err(errno) = finished {
                // Like Node: a child that does not want all of its input makes the call fail with EPIPE.
                self.error.get_or_insert(errno);
                stream.written = stream.input.len();
            }
            match rustix::io::read(end, &mut block[..]) {
                Ok(0) | Err(Errno::CONNRESET) => stream.end = None,
                Ok(count) => {
                    if stream.index > 0 {
                        stream.output.extend_from_slice(block.get(..count).unwrap_or_default());
                        #[expect(clippy::cast_precision_loss, reason = "a block's length")]
                        let count = count as f64;
                        self.total += count;
                    }
                }
                Err(Errno::AGAIN | Errno::INTR) => {}
                Err(errno) => {
                    self.error.get_or_insert(errno);
                    stream.end = None;
                }
            }
        }
        if self.limits.max_buffer.is_some_and(|max| max > 0.0 && self.total > max) {
            self.kill(Errno::NOBUFS);
        }
    }
}

/// Writes what is taken now; once all is written, the child reads to the end of it.
fn feed(end: BorrowedFd<'_>, input: &[u8], written: &mut usize) -> Result<(), Errno> {
    if *written >= input.len() {
        return Ok(());
    }
    while let Some(rest) = input.get(*written..).filter(|rest| !rest.is_empty()) {
        match rustix::net::send(end, rest, rustix::net::SendFlags::NOSIGNAL) {
            Ok(count) => *written += count,
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Ok(()),
            Err(errno) => return Err(errno),
        }
    }
    rustix::net::shutdown(end, rustix::net::Shutdown::Write)
}

fn number(object: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<f64>> {
    Ok(object.get(JsString::from(name), context)?.as_number())
}

/// The bytes that `stdio[index].input` gives the child.
fn input(options: &JsObject, index: usize, context: &mut Context) -> JsResult<Vec<u8>> {
    let stdio = options.get(JsString::from("stdio"), context)?;
    let Some(entry) = stdio.as_object().map(|stdio| stdio.get(index, context)).transpose()? else {
        return Ok(Vec::new());
    };
    let Some(entry) = entry.as_object() else { return Ok(Vec::new()) };
    let value = entry.get(JsString::from("input"), context)?;
    Ok(ByteView::from_value(&value, context)?.map_or_else(Vec::new, |view| view.to_vec()))
}

/// `ops.spawnSync(options)`: `{ pid, status, signal, output, error }`, where `error` is a negative errno.
pub(super) fn spawn_sync(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = arguments.get_or_undefined(0).to_object(context)?;
    let plan = Plan::read(&options, context)?;
    let result = JsObject::with_object_proto(context.intrinsics());
    let set = |name: &str, value: JsValue| ops::define_value(&result, JsString::from(name), value, true);
    let timeout = number(&options, "timeout", context)?.filter(|timeout| *timeout > 0.0);
    let kill_signal = number(&options, "killSignal", context)?;
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and the kernel refuses what is no signal")]
    let limits = Limits {
        deadline: timeout.and_then(|ms| Instant::now().checked_add(Duration::try_from_secs_f64(ms / 1e3).ok()?)),
        max_buffer: number(&options, "maxBuffer", context)?,
        kill_signal: kill_signal.map_or(15, |signal| signal as i32),
    };
    let mut streams = Vec::new();
    for (index, place) in plan.stdio.iter().enumerate() {
        if let Place::Pipe(_) = place {
            let input = input(&options, index, context)?;
            streams.push(Stream { index, end: None, input, written: 0, output: Vec::new() });
        }
    }
    let Started { child, ends } = match plan.start() {
        Ok(started) => started,
        Err(errno) => {
            set("error", JsValue::from(-errno.raw_os_error()));
            set("status", JsValue::null());
            set("signal", JsValue::null());
            set("output", JsValue::null());
            set("pid", JsValue::from(0));
            return Ok(result.into());
        }
    };
    for (index, end) in ends {
        if let Some(stream) = streams.iter_mut().find(|stream| stream.index == index) {
            if stream.input.is_empty() && index == 0 {
                // It has nothing to read: its input is at its end at once.
                let _ = rustix::net::shutdown(&end, rustix::net::Shutdown::Write);
            }
            stream.end = Some(end);
        }
    }
    let pid = Pid::from_child(&child);
    let watch = pidfd_open(pid, PidfdFlags::empty()).ok();
    let run = Run { pid, watch, streams: &mut streams, limits, error: None, total: 0.0, killed: false };
    let outcome = run.run_to_end();
    if let Some(errno) = outcome.error {
        set("error", JsValue::from(-errno.raw_os_error()));
    }
    let signal = outcome.status.and_then(WaitStatus::terminating_signal);
    let code = outcome.status.and_then(WaitStatus::exit_status);
    set("status", code.filter(|_| signal.is_none()).map_or_else(JsValue::null, JsValue::from));
    let signal = signal.map(|signal| JsString::from(signal_name(signal).unwrap_or("SIGUNKNOWN")).into());
    set("signal", signal.unwrap_or_else(JsValue::null));
    let mut output = Vec::new();
    for (index, _) in plan.stdio.iter().enumerate() {
        output.push(match streams.iter().find(|stream| stream.index == index) {
            Some(stream) if index > 0 => buffer::from_slice(&stream.output, context)?.into(),
            _ => JsValue::null(),
        });
    }
    set("output", JsArray::from_iter(output, context).into());
    set("pid", JsValue::from(pid.as_raw_pid()));
    Ok(result.into())
}
