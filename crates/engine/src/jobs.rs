//! The microtask side of the event loop: promise jobs in Node's order, errors that do not lose the rest of the queue.

use crate::{Context, Job, JobExecutor, JsError, JsResult, PromiseJob};
use boa_engine::job::{GenericJob, NativeAsyncJob};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Poll, Waker};

/// Boa's job executor for a host that owns the loop: it only keeps the queue, the host says when to drain it.
#[derive(Default)]
pub struct MicrotaskQueue {
    promise_jobs: RefCell<VecDeque<PromiseJob>>,
    generic_jobs: RefCell<VecDeque<GenericJob>>,
    cleanup_jobs: RefCell<Vec<NativeAsyncJob>>,
    draining: Cell<bool>,
    stop: RefCell<Option<Arc<AtomicBool>>>,
}

impl MicrotaskQueue {
    /// An empty queue, ready for `ContextBuilder::job_executor`.
    #[must_use]
    pub fn new() -> Rc<Self> {
        Rc::new(Self::default())
    }

    /// Whether no job waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.promise_jobs.borrow().is_empty() && self.generic_jobs.borrow().is_empty()
    }

    /// Runs promise jobs until none is left. A job that fails (queueMicrotask's callback threw) is handed to
    /// `on_error`; the queue goes on unless that returns an error, which ends the drain.
    ///
    /// # Errors
    /// Whatever `on_error` returns.
    pub fn drain(
        &self,
        context: &mut Context,
        mut on_error: impl FnMut(JsError, &mut Context) -> JsResult<()>,
    ) -> JsResult<()> {
        if self.draining.replace(true) {
            return Ok(());
        }
        let result = self.drain_all(context, &mut on_error);
        self.draining.set(false);
        result
    }

    /// Drains no further once `stop` is set: from another thread, for a queue that may never be empty.
    pub fn stop_when(&self, stop: Arc<AtomicBool>) {
        *self.stop.borrow_mut() = Some(stop);
    }

    /// Does `work` with a queue that can be drained although a job of it runs: for a job that has to wait for others.
    pub fn nested<R>(&self, work: impl FnOnce() -> R) -> R {
        let draining = self.draining.replace(false);
        let result = work();
        self.draining.set(draining);
        result
    }

    fn drain_all(
        &self,
        context: &mut Context,
        on_error: &mut impl FnMut(JsError, &mut Context) -> JsResult<()>,
    ) -> JsResult<()> {
        let stop = self.stop.borrow().clone();
        loop {
            if stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return Ok(());
            }
            let job = self.promise_jobs.borrow_mut().pop_front();
            let outcome = if let Some(job) = job {
                job.call(context)
            } else {
                let Some(job) = self.generic_jobs.borrow_mut().pop_front() else { return Ok(()) };
                job.call(context)
            };
            if let Err(error) = outcome {
                on_error(error, context)?;
            }
        }
    }
}

impl JobExecutor for MicrotaskQueue {
    fn enqueue_job(self: Rc<Self>, job: Job, context: &mut Context) {
        match job {
            Job::PromiseJob(job) => self.promise_jobs.borrow_mut().push_back(job),
            Job::GenericJob(job) => self.generic_jobs.borrow_mut().push_back(job),
            Job::AsyncJob(job) => {
                // Our loaders are ready at once, so one poll finishes them. What is still pending could only be woken
                // by somebody who owns the context, which nobody but this thread does.
                poll_once(job, context);
            }
            // The engine's own wait for a collection: kept until the collector has something to say.
            Job::FinalizationRegistryCleanupJob(job) => self.cleanup_jobs.borrow_mut().push(job),
            // Timers are the host's; nothing in the engine makes these two but Atomics.waitAsync's time-out.
            _ => {}
        }
    }

    fn run_jobs(self: Rc<Self>, context: &mut Context) -> JsResult<()> {
        self.drain(context, |error, _| Err(error))
    }
}

fn poll_once(job: NativeAsyncJob, context: &mut Context) {
    let cell = RefCell::new(context);
    let mut future = pin!(job.call(&cell));
    let mut task = std::task::Context::from_waker(Waker::noop());
    let _: Poll<_> = future.as_mut().poll(&mut task);
}
