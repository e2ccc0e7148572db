//! Reading and writing numbers: `buf.readInt32LE()` and its family.
//!
//! <https://nodejs.org/api/buffer.html#bufreadbigint64beoffset>

use super::this_bytes;
use crate::errors;
use charina_engine::{Context, JsBigInt, JsError, JsResult, JsValue, JsVariant, Op, bytes::ByteView};

/// The natives, in the order in which Node defines them. Aliases (`readUint8`) are in [`ALIASES`].
pub(super) const OPS: &[Op] = &[
    Op::new("readBigUInt64LE", 0, read_big_uint64_le),
    Op::new("readBigUInt64BE", 0, read_big_uint64_be),
    Op::new("readBigInt64LE", 0, read_big_int64_le),
    Op::new("readBigInt64BE", 0, read_big_int64_be),
    Op::new("writeBigUInt64LE", 1, |t, a, c| write_big(t, a, false, true, c)),
    Op::new("writeBigUInt64BE", 1, |t, a, c| write_big(t, a, false, false, c)),
    Op::new("writeBigInt64LE", 1, |t, a, c| write_big(t, a, true, true, c)),
    Op::new("writeBigInt64BE", 1, |t, a, c| write_big(t, a, true, false, c)),
    Op::new("readUIntLE", 2, |t, a, c| read_sized(t, a, false, true, c)),
    Op::new("readUInt32LE", 0, read_uint32_le),
    Op::new("readUInt16LE", 0, read_uint16_le),
    Op::new("readUInt8", 0, read_uint8),
    Op::new("readUIntBE", 2, |t, a, c| read_sized(t, a, false, false, c)),
    Op::new("readUInt32BE", 0, read_uint32_be),
    Op::new("readUInt16BE", 0, read_uint16_be),
    Op::new("readIntLE", 2, |t, a, c| read_sized(t, a, true, true, c)),
    Op::new("readInt32LE", 0, read_int32_le),
    Op::new("readInt16LE", 0, read_int16_le),
    Op::new("readInt8", 0, read_int8),
    Op::new("readIntBE", 2, |t, a, c| read_sized(t, a, true, false, c)),
    Op::new("readInt32BE", 0, read_int32_be),
    Op::new("readInt16BE", 0, read_int16_be),
    Op::new("writeUIntLE", 3, |t, a, c| write_sized(t, a, false, true, c)),
    Op::new("writeUInt32LE", 1, |t, a, c| write_int(t, a, 4, false, true, c)),
    Op::new("writeUInt16LE", 1, |t, a, c| write_int(t, a, 2, false, true, c)),
    Op::new("writeUInt8", 1, |t, a, c| write_int(t, a, 1, false, true, c)),
    Op::new("writeUIntBE", 3, |t, a, c| write_sized(t, a, false, false, c)),
    Op::new("writeUInt32BE", 1, |t, a, c| write_int(t, a, 4, false, false, c)),
    Op::new("writeUInt16BE", 1, |t, a, c| write_int(t, a, 2, false, false, c)),
    Op::new("writeIntLE", 3, |t, a, c| write_sized(t, a, true, true, c)),
    Op::new("writeInt32LE", 1, |t, a, c| write_int(t, a, 4, true, true, c)),
    Op::new("writeInt16LE", 1, |t, a, c| write_int(t, a, 2, true, true, c)),
    Op::new("writeInt8", 1, |t, a, c| write_int(t, a, 1, true, true, c)),
    Op::new("writeIntBE", 3, |t, a, c| write_sized(t, a, true, false, c)),
    Op::new("writeInt32BE", 1, |t, a, c| write_int(t, a, 4, true, false, c)),
    Op::new("writeInt16BE", 1, |t, a, c| write_int(t, a, 2, true, false, c)),
];

/// The floating-point natives: property name and function. Node names the functions by direction, seen from a
/// little-endian machine.
pub(super) const FLOAT_OPS: &[(&str, Op)] = &[
    ("readFloatLE", Op::new("readFloatForwards", 0, read_float_le)),
    ("readFloatBE", Op::new("readFloatBackwards", 0, read_float_be)),
    ("readDoubleLE", Op::new("readDoubleForwards", 0, read_double_le)),
    ("readDoubleBE", Op::new("readDoubleBackwards", 0, read_double_be)),
    ("writeFloatLE", Op::new("writeFloatForwards", 1, write_float_le)),
    ("writeFloatBE", Op::new("writeFloatBackwards", 1, write_float_be)),
    ("writeDoubleLE", Op::new("writeDoubleForwards", 1, write_double_le)),
    ("writeDoubleBE", Op::new("writeDoubleBackwards", 1, write_double_be)),
];

/// Second names of the same functions.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("readBigUint64LE", "readBigUInt64LE"),
    ("readBigUint64BE", "readBigUInt64BE"),
    ("writeBigUint64LE", "writeBigUInt64LE"),
    ("writeBigUint64BE", "writeBigUInt64BE"),
    ("readUintLE", "readUIntLE"),
    ("readUint32LE", "readUInt32LE"),
    ("readUint16LE", "readUInt16LE"),
    ("readUint8", "readUInt8"),
    ("readUintBE", "readUIntBE"),
    ("readUint32BE", "readUInt32BE"),
    ("readUint16BE", "readUInt16BE"),
    ("writeUintLE", "writeUIntLE"),
    ("writeUint32LE", "writeUInt32LE"),
    ("writeUint16LE", "writeUInt16LE"),
    ("writeUint8", "writeUInt8"),
    ("writeUintBE", "writeUIntBE"),
    ("writeUint32BE", "writeUInt32BE"),
    ("writeUint16BE", "writeUInt16BE"),
];

macro_rules! readers {
    ($($name:ident: $type:ty, $from:ident, |$value:ident| $js:expr;)+) => {
        $(
            fn $name(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
                let $value = <$type>::$from(read(this, args, context)?);
                Ok($js)
            }
        )+
    };
}

readers! {
    read_uint8: u8, from_le_bytes, |n| JsValue::from(n);
    read_int8: i8, from_le_bytes, |n| JsValue::from(n);
    read_uint16_le: u16, from_le_bytes, |n| JsValue::from(n);
    read_uint16_be: u16, from_be_bytes, |n| JsValue::from(n);
    read_int16_le: i16, from_le_bytes, |n| JsValue::from(n);
    read_int16_be: i16, from_be_bytes, |n| JsValue::from(n);
    read_uint32_le: u32, from_le_bytes, |n| JsValue::from(n);
    read_uint32_be: u32, from_be_bytes, |n| JsValue::from(n);
    read_int32_le: i32, from_le_bytes, |n| JsValue::from(n);
    read_int32_be: i32, from_be_bytes, |n| JsValue::from(n);
    read_big_uint64_le: u64, from_le_bytes, |n| JsBigInt::new(n).into();
    read_big_uint64_be: u64, from_be_bytes, |n| JsBigInt::new(n).into();
    read_big_int64_le: i64, from_le_bytes, |n| JsBigInt::new(n).into();
    read_big_int64_be: i64, from_be_bytes, |n| JsBigInt::new(n).into();
    read_float_le: f32, from_le_bytes, |n| JsValue::from(f64::from(n));
    read_float_be: f32, from_be_bytes, |n| JsValue::from(f64::from(n));
    read_double_le: f64, from_le_bytes, |n| JsValue::from(n);
    read_double_be: f64, from_be_bytes, |n| JsValue::from(n);
}

/// The `N` bytes at the offset in the first argument.
fn read<const N: usize>(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<[u8; N]> {
    let view = this_bytes(this, context)?;
    let offset = match args.first() {
        Some(offset) if !offset.is_undefined() => offset.clone(),
        _ => JsValue::from(0),
    };
    let Some(at) = position(&offset, N, &view) else { return Err(bounds_error(&offset, N, &view, context)) };
    Ok(view.slice(at, N).read(|bytes| bytes.try_into().unwrap_or([0; N])))
}

/// The offset if it is a number and `count` bytes are there.
fn position(offset: &JsValue, count: usize, view: &ByteView) -> Option<usize> {
    let at = match offset.variant() {
        JsVariant::Integer32(n) => usize::try_from(n).ok()?,
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared below")]
        JsVariant::Float64(n) if n == f64::from(n as u32) => n as usize,
        _ => return None,
    };
    (at.checked_add(count)? <= view.len).then_some(at)
}

/// What [`position`] did not like about the offset.
fn bounds_error(offset: &JsValue, count: usize, view: &ByteView, context: &mut Context) -> JsError {
    let Some(number) = offset.as_number() else {
        return errors::invalid_arg_type("offset", &["number"], offset, context);
    };
    if number.floor() != number || number.is_nan() {
        return errors::out_of_range("offset", "an integer", offset, context);
    }
    match view.len.checked_sub(count) {
        Some(last) => errors::out_of_range("offset", &format!(">= 0 and <= {last}"), offset, context),
        None => super::out_of_bounds(None, context),
    }
}

/// The second argument of `readIntLE` and `writeIntLE`: 1 to 6.
fn int_size(value: &JsValue, context: &mut Context) -> JsResult<usize> {
    let Some(number) = value.as_number() else {
        return Err(errors::invalid_arg_type("byteLength", &["number"], value, context));
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared below")]
    let size = number as usize;
    #[expect(clippy::cast_precision_loss, reason = "only 1 to 6 matter")]
    if (1..=6).contains(&size) && size as f64 == number {
        return Ok(size);
    }
    let range = if number.floor() == number { ">= 1 and <= 6" } else { "an integer" };
    Err(errors::out_of_range("byteLength", range, value, context))
}

/// `readUIntLE`, `readIntBE` and so on.
fn read_sized(
    this: &JsValue,
    args: &[JsValue],
    signed: bool,
    little: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let offset = args.first().cloned().unwrap_or_default();
    if offset.is_undefined() {
        return Err(errors::invalid_arg_type("offset", &["number"], &offset, context));
    }
    let size = int_size(&args.get(1).cloned().unwrap_or_default(), context)?;
    let view = this_bytes(this, context)?;
    let Some(at) = position(&offset, size, &view) else { return Err(bounds_error(&offset, size, &view, context)) };
    let mut bytes = [0; 8];
    view.slice(at, size).read(|source| {
        if little {
            bytes[..source.len()].copy_from_slice(source);
        } else {
            for (to, from) in bytes.iter_mut().zip(source.iter().rev()) {
                *to = *from;
            }
        }
    });
    let unused = 64 - 8 * u32::try_from(size).unwrap_or(6);
    let value = u64::from_le_bytes(bytes) << unused;
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "48 bits at most")]
    let number = if signed { (value as i64 >> unused) as f64 } else { (value >> unused) as f64 };
    #[expect(clippy::cast_possible_truncation, reason = "compared")]
    let small = number as i32;
    Ok(if f64::from(small) == number { small.into() } else { number.into() })
}

/// `writeUIntLE`, `writeIntBE` and so on.
fn write_sized(
    this: &JsValue,
    args: &[JsValue],
    signed: bool,
    little: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let size = int_size(&args.get(2).cloned().unwrap_or_default(), context)?;
    let offset = args.get(1).cloned().unwrap_or_default();
    store_int(this, &args.first().cloned().unwrap_or_default(), &offset, size, signed, little, context)
}

/// `writeInt32LE` and so on: the offset may be left out.
fn write_int(
    this: &JsValue,
    args: &[JsValue],
    size: usize,
    signed: bool,
    little: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let offset = args.get(1).filter(|offset| !offset.is_undefined()).cloned().unwrap_or(JsValue::from(0));
    store_int(this, &args.first().cloned().unwrap_or_default(), &offset, size, signed, little, context)
}

fn store_int(
    this: &JsValue,
    value: &JsValue,
    offset: &JsValue,
    size: usize,
    signed: bool,
    little: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let number = value.to_number(context)?;
    if size == 1 && !offset.is_number() {
        return Err(errors::invalid_arg_type("offset", &["number"], offset, context));
    }
    let bits = i32::try_from(size * 8).unwrap_or(48);
    let (min, max) =
        if signed { (-(2_f64.powi(bits - 1)), 2_f64.powi(bits - 1) - 1.0) } else { (0.0, 2_f64.powi(bits) - 1.0) };
    if number < min || number > max {
        let range = match (size, signed) {
            (5.., true) => format!(">= -(2 ** {}) and < 2 ** {}", bits - 1, bits - 1),
            (5.., false) => format!(">= 0 and < 2 ** {bits}"),
            _ => format!(">= {min} and <= {max}"),
        };
        return Err(errors::out_of_range("value", &range, &number.into(), context));
    }
    let view = this_bytes(this, context)?;
    let Some(at) = position(offset, size, &view) else { return Err(bounds_error(offset, size, &view, context)) };
    // As Node cuts fractions: the low 32 bits towards zero, what is above them downwards.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 48 bits, NaN becomes 0")]
    let (low, high) = (number as i64 as u32, (number * 2_f64.powi(-32)).floor() as i64 as u32);
    let bytes = (u64::from(high) << 32 | u64::from(low)).to_le_bytes();
    store(&view, at, &bytes[..size], little, context)
}

/// Writes little-endian `bytes` at `at` and gives the offset behind them.
fn store(view: &ByteView, at: usize, bytes: &[u8], little: bool, context: &mut Context) -> JsResult<JsValue> {
    view.slice(at, bytes.len()).write(context, |target| {
        // Converting the value may have run JS that shrank the buffer.
        if target.len() == bytes.len() {
            target.copy_from_slice(bytes);
            if !little {
                target.reverse();
            }
        }
    })?;
    Ok(JsValue::from(at + bytes.len()))
}

macro_rules! float_writers {
    ($($name:ident: |$value:ident| $bytes:expr, $little:literal;)+) => {
        $(
            fn $name(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
                let $value = args.first().cloned().unwrap_or_default().to_number(context)?;
                write_float(this, args, &$bytes, $little, context)
            }
        )+
    };
}

#[expect(clippy::cast_possible_truncation, reason = "that is what storing a float does")]
fn to_f32(value: f64) -> f32 {
    value as f32
}

float_writers! {
    write_float_le: |n| to_f32(n).to_le_bytes(), true;
    write_float_be: |n| to_f32(n).to_le_bytes(), false;
    write_double_le: |n| n.to_le_bytes(), true;
    write_double_be: |n| n.to_le_bytes(), false;
}

fn write_float(
    this: &JsValue,
    args: &[JsValue],
    bytes: &[u8],
    little: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    let offset = args.get(1).filter(|offset| !offset.is_undefined()).cloned().unwrap_or(JsValue::from(0));
    let Some(at) = position(&offset, bytes.len(), &view) else {
        return Err(bounds_error(&offset, bytes.len(), &view, context));
    };
    store(&view, at, bytes, little, context)
}

fn write_big(this: &JsValue, args: &[JsValue], signed: bool, little: bool, context: &mut Context) -> JsResult<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    let in_range = match (&value.as_bigint(), value.as_number(), signed) {
        (Some(n), _, false) => u64::try_from(n.to_i128()).is_ok(),
        (Some(n), _, true) => i64::try_from(n.to_i128()).is_ok(),
        (None, Some(n), false) => !(n < 0.0 || n >= 2_f64.powi(64)),
        (None, Some(n), true) => !(n < -(2_f64.powi(63)) || n >= 2_f64.powi(63)),
        (None, None, _) => true,
    };
    if !in_range {
        let range = if signed { ">= -(2n ** 63n) and < 2n ** 63n" } else { ">= 0n and < 2n ** 64n" };
        return Err(errors::out_of_range("value", range, &value, context));
    }
    let view = this_bytes(this, context)?;
    let offset = args.get(1).filter(|offset| !offset.is_undefined()).cloned().unwrap_or(JsValue::from(0));
    let Some(at) = position(&offset, 8, &view) else { return Err(bounds_error(&offset, 8, &view, context)) };
    let Some(big) = value.as_bigint() else {
        let message = "Cannot mix BigInt and other types, use explicit conversions";
        return Err(errors::thrown(errors::plain_object(errors::Class::TypeError, message, context)));
    };
    // Within 64 bits either way: the low half of the 128 is the two's complement.
    let bytes = big.to_i128().to_le_bytes();
    store(&view, at, &bytes[..8], little, context)
}
