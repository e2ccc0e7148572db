//! The natives behind `histogram.js`.

use super::hdr::Hdr;
use charina_engine::{
    Context, JsArgs, JsArray, JsBigInt, JsNativeError, JsObject, JsResult, JsString, JsValue, Op, js_string,
    native_data,
};
use std::cell::{Cell, RefCell};
use std::time::Instant;

pub(super) const OPS: &[Op] = &[
    Op::new("histogramNew", 3, create),
    Op::new("histogramRecord", 2, record),
    Op::new("histogramRecordDelta", 1, record_delta),
    Op::new("histogramForgetDelta", 1, forget_delta),
    Op::new("histogramAdd", 2, add),
    Op::new("histogramReset", 1, reset),
    Op::new("histogramGet", 2, get),
    Op::new("histogramGetBigInt", 2, get_big_int),
    Op::new("histogramPercentile", 2, percentile),
    Op::new("histogramPercentileBigInt", 2, percentile_big_int),
    Op::new("histogramPercentiles", 1, percentiles),
    Op::new("histogramPercentilesBigInt", 1, percentiles_big_int),
];

struct Handle {
    hdr: RefCell<Hdr>,
    /// Values that were out of range.
    exceeds: Cell<i64>,
    /// When recordDelta() was called last.
    previous: Cell<Option<Instant>>,
}
native_data!(Handle);

impl Handle {
    fn record(&self, value: i64) {
        if !self.hdr.borrow_mut().record(value) {
            self.exceeds.set(self.exceeds.get() + 1);
        }
    }
}

fn with<R>(value: &JsValue, work: impl FnOnce(&Handle) -> R) -> JsResult<R> {
    let object = value.as_object();
    match object.as_ref().and_then(|object| object.downcast_ref::<Handle>()) {
        Some(handle) => Ok(work(&handle)),
        None => Err(JsNativeError::typ().with_message("not a histogram").into()),
    }
}

/// A number or bigint; what does not fit is as large as can be, so that it exceeds every range.
fn integer(value: &JsValue) -> i64 {
    if let Some(big) = value.as_bigint() {
        return big.to_string().parse().unwrap_or(i64::MAX);
    }
    #[expect(clippy::cast_possible_truncation, reason = "glue has checked that it is an integer; casts saturate")]
    let number = value.as_number().unwrap_or(0.0) as i64;
    number
}

#[expect(clippy::cast_precision_loss, reason = "Node answers doubles too, and has the BigInt getters beside them")]
fn number(value: i64) -> JsValue {
    (value as f64).into()
}

fn big_int(value: i64) -> JsValue {
    JsBigInt::from(value).into()
}

fn create(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let figures = u32::try_from(integer(arguments.get_or_undefined(2))).unwrap_or(3);
    let hdr = Hdr::new(integer(arguments.get_or_undefined(0)), integer(arguments.get_or_undefined(1)), figures);
    let handle = Handle { hdr: RefCell::new(hdr), exceeds: Cell::new(0), previous: Cell::new(None) };
    Ok(JsObject::from_proto_and_data(None, handle).into())
}

fn record(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let value = integer(arguments.get_or_undefined(1));
    with(arguments.get_or_undefined(0), |handle| handle.record(value))?;
    Ok(JsValue::undefined())
}

/// Nanoseconds since the last call; the first one only starts the clock.
fn record_delta(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(arguments.get_or_undefined(0), |handle| {
        let now = Instant::now();
        if let Some(previous) = handle.previous.replace(Some(now)) {
            handle.record(i64::try_from((now - previous).as_nanos()).unwrap_or(i64::MAX));
        }
    })?;
    Ok(JsValue::undefined())
}

fn forget_delta(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(arguments.get_or_undefined(0), |handle| handle.previous.set(None))?;
    Ok(JsValue::undefined())
}

fn add(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    // A copy, as a histogram may be added to itself.
    let (other, exceeds) =
        with(arguments.get_or_undefined(1), |other| (other.hdr.borrow().clone(), other.exceeds.get()))?;
    with(arguments.get_or_undefined(0), |handle| {
        let dropped = handle.hdr.borrow_mut().add(&other);
        handle.exceeds.set(handle.exceeds.get() + exceeds + dropped);
    })?;
    Ok(JsValue::undefined())
}

fn reset(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(arguments.get_or_undefined(0), |handle| {
        handle.hdr.borrow_mut().reset();
        handle.exceeds.set(0);
        handle.previous.set(None);
    })?;
    Ok(JsValue::undefined())
}

fn named(handle: &Handle, name: &JsString) -> i64 {
    let hdr = handle.hdr.borrow();
    if *name == js_string!("count") {
        hdr.count()
    } else if *name == js_string!("min") {
        hdr.min()
    } else if *name == js_string!("max") {
        hdr.max()
    } else {
        handle.exceeds.get()
    }
}

fn get(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let name = arguments.get_or_undefined(1).as_string().unwrap_or_default();
    with(arguments.get_or_undefined(0), |handle| {
        if name == js_string!("mean") {
            handle.hdr.borrow().mean().into()
        } else if name == js_string!("stddev") {
            handle.hdr.borrow().stddev().into()
        } else {
            number(named(handle, &name))
        }
    })
}

fn get_big_int(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let name = arguments.get_or_undefined(1).as_string().unwrap_or_default();
    with(arguments.get_or_undefined(0), |handle| big_int(named(handle, &name)))
}

fn at_percentile(arguments: &[JsValue]) -> JsResult<i64> {
    let percentile = arguments.get_or_undefined(1).as_number().unwrap_or(100.0);
    with(arguments.get_or_undefined(0), |handle| handle.hdr.borrow().percentile(percentile))
}

fn percentile(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    at_percentile(arguments).map(number)
}

fn percentile_big_int(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    at_percentile(arguments).map(big_int)
}

fn pairs(arguments: &[JsValue], show: fn(i64) -> JsValue, context: &mut Context) -> JsResult<JsValue> {
    let pairs = with(arguments.get_or_undefined(0), |handle| handle.hdr.borrow().percentiles())?;
    let flat = pairs.into_iter().flat_map(|(percentile, value)| [percentile.into(), show(value)]);
    Ok(JsArray::from_iter(flat, context).into())
}

fn percentiles(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    pairs(arguments, number, context)
}

fn percentiles_big_int(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    pairs(arguments, big_int, context)
}
