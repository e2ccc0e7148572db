//! `socket.parser`: the parser of a connection as JavaScript sees it, fed by the socket's handle without JavaScript or by
//! `execute(buffer)`.
//!
//! It calls its own `onHead`, `onBody` and `onComplete`. A message without a body is told of by `onHead` alone, so that
//! a plain request crosses into JavaScript once. `onExecute` hears of errors, upgrades and of reads without a head.

use super::parser::{Body, Failure, Kind, Parser, Step};
use crate::builtins::node::buffer;
use crate::builtins::node::net::handle::{self, Consumer, Handle};
use crate::errors::{self, Class};
use crate::event_loop::class_prototype;
use crate::hooks;
use crate::state::state;
use charina_engine::bytes::ByteView;
use charina_engine::{
    Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, js_string, native_data, ops, promises, text,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What `onHead` returns for a message that it has ended by itself.
const ENDED: i32 = -1;

struct Driver {
    parser: RefCell<Parser>,
    handle: RefCell<Option<Rc<Handle>>>,
    running: Cell<bool>,
    paused: Cell<bool>,
    /// `pause()` was called at work: it holds from the next input on.
    pausing: Cell<bool>,
    /// Which life of the parser this is: nothing that belonged to another is told any more.
    life: Cell<u32>,
    /// Input that came while the parser was paused or at work.
    pending: RefCell<Vec<u8>>,
    /// The input in which an error or upgrade was found.
    current: RefCell<Vec<u8>>,
    /// When the message under way began, in milliseconds since the runtime's start; 0 between messages.
    started: Cell<f64>,
    head_done: Cell<bool>,
    /// The AsyncContextFrame in which a client's callbacks run: the request's, not the connection's.
    frame: RefCell<Option<JsValue>>,
}

struct Data(Rc<Driver>);

native_data!(Data);

const METHODS: &[Op] = &[
    Op::new("initialize", 4, initialize),
    Op::new("execute", 1, execute),
    Op::new("finish", 0, finish),
    Op::new("consume", 1, consume),
    Op::new("unconsume", 0, unconsume),
    Op::new("pause", 0, pause),
    Op::new("resume", 0, resume),
    Op::new("close", 0, close),
    Op::new("free", 0, close),
    Op::new("remove", 0, |_, _, _| Ok(JsValue::undefined())),
    Op::new("getCurrentBuffer", 0, current_buffer),
    Op::new("times", 0, times),
];

fn of(value: &JsValue) -> Option<Rc<Driver>> {
    value.as_object().and_then(|object| object.downcast_ref::<Data>().map(|data| data.0.clone()))
}

impl Driver {
    /// What was under way is nobody's business any more.
    fn end_life(&self) {
        self.life.set(self.life.get().wrapping_add(1));
        self.running.set(false);
        self.paused.set(false);
        self.pausing.set(false);
        self.pending.borrow_mut().clear();
    }
}

/// `frame()`: the current AsyncContextFrame, for `initialize` and `inFrame`.
pub(super) fn frame(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(promises::continuation(context))
}

/// `inFrame(frame, callback)`
pub(super) fn in_frame(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let frame = arguments.get_or_undefined(0).clone();
    let Some(callback) = arguments.get_or_undefined(1).as_callable() else { return Ok(JsValue::undefined()) };
    hooks::in_frame(frame, context, |context| callback.call(&JsValue::undefined(), &[], context))
}

fn with(this: &JsValue, act: impl FnOnce(&Driver)) -> JsValue {
    if let Some(driver) = of(this) {
        act(&driver);
    }
    JsValue::undefined()
}

fn parser_for(arguments: &[JsValue]) -> Parser {
    let kind = if arguments.get_or_undefined(0).as_number() == Some(2.0) { Kind::Response } else { Kind::Request };
    let limit = arguments.get_or_undefined(2).as_number().filter(|limit| *limit > 0.0).unwrap_or(16384.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floats saturate when cast")]
    Parser::new(kind, arguments.get_or_undefined(1).to_boolean(), limit as usize)
}

/// `newParser(1 for requests or 2 for responses, lenient, maxHeaderSize)`
pub(super) fn new_parser(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = state(context).slot("HTTPParser.prototype").as_object().unwrap_or_else(|| {
        let prototype = class_prototype("HTTPParser", METHODS, context);
        state(context).set_slot("HTTPParser.prototype", prototype.clone());
        prototype
    });
    let driver = Driver {
        parser: RefCell::new(parser_for(arguments)),
        handle: RefCell::default(),
        running: Cell::default(),
        paused: Cell::default(),
        pausing: Cell::default(),
        life: Cell::default(),
        pending: RefCell::default(),
        current: RefCell::default(),
        started: Cell::new(state(context).now()),
        head_done: Cell::default(),
        frame: RefCell::default(),
    };
    Ok(JsObject::from_proto_and_data(Some(prototype), Data(Rc::new(driver))).into())
}

/// `initialize(kind, lenient, maxHeaderSize, frame)`: as new. Without a frame callbacks run in the current one.
fn initialize(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let now = state(context).now();
    Ok(with(this, |driver| {
        *driver.parser.borrow_mut() = parser_for(arguments);
        driver.end_life();
        driver.started.set(now);
        driver.head_done.set(false);
        *driver.frame.borrow_mut() = arguments.get(3).cloned();
    }))
}

/// What came of some input.
enum Outcome {
    /// All of it was taken, or waits.
    Taken {
        /// Whether it had a head in it.
        head: bool,
    },
    /// It is another protocol's from there on.
    Upgrade(usize),
    /// It is no HTTP.
    Failed(Failure),
}

impl Outcome {
    /// What `execute` returns: how many bytes were taken, or the error.
    fn to_value(&self, len: usize, context: &mut Context) -> JsValue {
        match self {
            Self::Taken { .. } => JsValue::from(i32::try_from(len).unwrap_or(i32::MAX)),
            Self::Upgrade(at) => JsValue::from(i32::try_from(*at).unwrap_or(i32::MAX)),
            Self::Failed(failure) => parse_error(failure, &format!("Parse Error: {}", failure.reason), context).into(),
        }
    }
}

fn parse_error(failure: &Failure, message: &str, context: &mut Context) -> JsObject {
    let error = errors::plain_object(Class::Error, message, context);
    let at = i32::try_from(failure.at).unwrap_or(i32::MAX);
    ops::define_value(&error, JsString::from("bytesParsed"), at, true);
    ops::define_value(&error, JsString::from("code"), JsString::from(failure.code), true);
    ops::define_value(&error, JsString::from("reason"), JsString::from(failure.reason), true);
    error
}

/// Feeds the parser and then what came meanwhile.
fn run(object: &JsObject, driver: &Driver, input: &[u8], context: &mut Context) -> JsResult<Outcome> {
    if driver.running.get() || driver.paused.get() {
        driver.pending.borrow_mut().extend_from_slice(input);
        return Ok(Outcome::Taken { head: true });
    }
    driver.running.set(true);
    let life = driver.life.get();
    let mut outcome = run_piece(object, driver, input, context);
    while let Ok(Outcome::Taken { .. }) = outcome
        && driver.life.get() == life
        && !driver.pausing.get()
        && !driver.pending.borrow().is_empty()
    {
        let pending = driver.pending.take();
        outcome = run_piece(object, driver, &pending, context);
    }
    if driver.life.get() == life {
        driver.running.set(false);
        driver.paused.set(driver.pausing.take());
    }
    outcome
}

fn run_piece(object: &JsObject, driver: &Driver, input: &[u8], context: &mut Context) -> JsResult<Outcome> {
    let mut at = 0;
    let mut head = false;
    let mut ended = false;
    let life = driver.life.get();
    loop {
        if driver.life.get() != life {
            return Ok(Outcome::Taken { head: true });
        }
        if driver.started.get() == 0.0 && at < input.len() {
            driver.started.set(state(context).now());
        }
        let step = driver.parser.borrow_mut().step(input, &mut at);
        match step {
            Step::More => return Ok(Outcome::Taken { head }),
            Step::Head => {
                head = true;
                driver.head_done.set(true);
                let answer = tell_head(object, driver, context)?;
                if driver.life.get() != life {
                    return Ok(Outcome::Taken { head: true });
                }
                ended = answer == ENDED;
                let body = match answer {
                    1 => Body::None,
                    2 => Body::Upgrade,
                    _ => Body::AsSaid,
                };
                driver.parser.borrow_mut().after_head(body);
            }
            Step::Body(range) => {
                let chunk = buffer::from_slice(input.get(range).unwrap_or_default(), context)?;
                call(object, js_string!("onBody"), &[chunk.into()], context)?;
            }
            Step::Complete => {
                driver.started.set(0.0);
                driver.head_done.set(false);
                if !std::mem::take(&mut ended) {
                    tell_complete(object, driver, context)?;
                }
            }
            Step::Upgrade => {
                driver.started.set(0.0);
                tell_complete(object, driver, context)?;
                if driver.life.get() != life {
                    return Ok(Outcome::Taken { head: true });
                }
                *driver.current.borrow_mut() = input.to_vec();
                return Ok(Outcome::Upgrade(at));
            }
            Step::Failed(failure) => {
                *driver.current.borrow_mut() = input.to_vec();
                return Ok(Outcome::Failed(failure));
            }
        }
    }
}

/// `rawHeaders` or `rawTrailers`.
fn raw_fields(parser: &Parser, context: &mut Context) -> JsArray {
    let strings: Vec<JsValue> = parser
        .fields()
        .flat_map(|(name, value)| [text::from_latin1(name).into(), text::from_latin1(value).into()])
        .collect();
    JsArray::from_iter(strings, context)
}

/// There is a Host header.
const HAS_HOST: i32 = 1;
/// There is an Expect header.
const HAS_EXPECT: i32 = 2;

/// `onHead(major, minor, rawHeaders, method, url or reason, status, upgrade, keepAlive, empty, headers that are there)`
fn tell_head(object: &JsObject, driver: &Driver, context: &mut Context) -> JsResult<i32> {
    let arguments = {
        let parser = driver.parser.borrow();
        let headers = raw_fields(&parser, context);
        let there = parser.fields().fold(0, |there, (name, _)| match name.len() {
            4 if name.eq_ignore_ascii_case(b"host") => there | HAS_HOST,
            6 if name.eq_ignore_ascii_case(b"expect") => there | HAS_EXPECT,
            _ => there,
        });
        let line = if parser.status == 0 { parser.url() } else { parser.reason() };
        [
            JsValue::from(i32::from(parser.major)),
            JsValue::from(i32::from(parser.minor)),
            headers.into(),
            JsString::from(parser.method()).into(),
            text::from_latin1(line).into(),
            JsValue::from(i32::from(parser.status)),
            parser.upgrades().into(),
            parser.keeps_alive().into(),
            parser.ends_with_head().into(),
            JsValue::from(there),
        ]
    };
    call(object, js_string!("onHead"), &arguments, context)?.to_i32(context)
}

/// `onComplete(rawTrailers)`
fn tell_complete(object: &JsObject, driver: &Driver, context: &mut Context) -> JsResult<()> {
    let trailers = {
        let parser = driver.parser.borrow();
        if parser.field_count() == 0 { JsValue::undefined() } else { raw_fields(&parser, context).into() }
    };
    call(object, js_string!("onComplete"), &[trailers], context).map(|_| ())
}

fn call(object: &JsObject, name: JsString, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(callback) = object.get(name, context)?.as_callable() else { return Ok(JsValue::undefined()) };
    let frame = of(&object.clone().into()).and_then(|driver| driver.frame.borrow().clone());
    match frame {
        Some(frame) => {
            hooks::in_frame(frame, context, |context| callback.call(&object.clone().into(), arguments, context))
        }
        None => callback.call(&object.clone().into(), arguments, context),
    }
}

/// What a handle feeds.
struct Feed {
    object: JsObject,
    driver: Rc<Driver>,
}

impl Consumer for Feed {
    fn data(&self, bytes: &[u8], context: &mut Context) -> JsResult<()> {
        let outcome = run(&self.object, &self.driver, bytes, context)?;
        tell_outcome(&self.object, &outcome, bytes.len(), context)
    }
}

fn tell_outcome(object: &JsObject, outcome: &Outcome, len: usize, context: &mut Context) -> JsResult<()> {
    if matches!(outcome, Outcome::Taken { head: true }) {
        return Ok(());
    }
    let value = outcome.to_value(len, context);
    let upgraded = matches!(outcome, Outcome::Upgrade(_));
    call(object, js_string!("onExecute"), &[value, upgraded.into()], context).map(|_| ())
}

/// `execute(buffer)`: how many bytes were taken, or an error.
fn execute(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (Some(driver), Some(object)) = (of(this), this.as_object()) else { return Ok(JsValue::undefined()) };
    let Some(view) = ByteView::from_value(arguments.get_or_undefined(0), context)? else {
        return Ok(JsValue::undefined());
    };
    // A copy: callbacks may write to the buffer.
    let bytes = view.to_vec();
    let outcome = run(&object, &driver, &bytes, context)?;
    Ok(outcome.to_value(bytes.len(), context))
}

/// `finish()`: the connection ended; undefined, or an error if a message was under way.
fn finish(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (Some(driver), Some(object)) = (of(this), this.as_object()) else { return Ok(JsValue::undefined()) };
    let finished = driver.parser.borrow_mut().finish();
    match finished {
        Ok(true) => tell_complete(&object, &driver, context).map(|()| JsValue::undefined()),
        Ok(false) => Ok(JsValue::undefined()),
        Err(failure) => Ok(parse_error(&failure, "Parse Error", context).into()),
    }
}

/// `consume(handle)`: what is read goes to the parser from now on.
fn consume(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let (Some(driver), Some(object)) = (of(this), this.as_object()) else { return Ok(false.into()) };
    let Some(handle) = handle::of(arguments.get_or_undefined(0)) else { return Ok(false.into()) };
    handle.set_consumer(Some(Rc::new(Feed { object, driver: driver.clone() })));
    *driver.handle.borrow_mut() = Some(handle);
    Ok(true.into())
}

fn unconsume(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with(this, |driver| {
        if let Some(handle) = driver.handle.borrow_mut().take() {
            handle.set_consumer(None);
        }
    }))
}

/// `pause()`: input waits from now on, or from the end of what is at work.
fn pause(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with(this, |driver| if driver.running.get() { driver.pausing.set(true) } else { driver.paused.set(true) }))
}

/// `resume()` after `pause()`: goes on with what came meanwhile.
fn resume(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (Some(driver), Some(object)) = (of(this), this.as_object()) else { return Ok(JsValue::undefined()) };
    driver.paused.set(false);
    driver.pausing.set(false);
    let pending = driver.pending.take();
    if driver.running.get() || pending.is_empty() {
        *driver.pending.borrow_mut() = pending;
        return Ok(JsValue::undefined());
    }
    let outcome = run(&object, &driver, &pending, context)?;
    if !matches!(outcome, Outcome::Taken { .. }) {
        tell_outcome(&object, &outcome, pending.len(), context)?;
    }
    Ok(JsValue::undefined())
}

/// `close()`: nothing is told any more.
fn close(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    unconsume(this, arguments, context)?;
    Ok(with(this, |driver| {
        driver.end_life();
        *driver.frame.borrow_mut() = None;
        *driver.parser.borrow_mut() = Parser::closed();
    }))
}

/// `getCurrentBuffer()`: the input in which the last error or upgrade was found.
fn current_buffer(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(driver) = of(this) else { return Ok(JsValue::undefined()) };
    let bytes = driver.current.borrow().clone();
    Ok(buffer::from_slice(&bytes, context)?.into())
}

/// `times()`: how long the message under way has been so in milliseconds, negative if its head is complete; undefined
/// between messages.
fn times(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(driver) = of(this) else { return Ok(JsValue::undefined()) };
    if driver.started.get() == 0.0 {
        return Ok(JsValue::undefined());
    }
    let age = (state(context).now() - driver.started.get()).max(0.001);
    Ok(JsValue::from(if driver.head_done.get() { -age } else { age }))
}
