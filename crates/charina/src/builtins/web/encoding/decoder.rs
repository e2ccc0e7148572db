//! `TextDecoder` (<https://encoding.spec.whatwg.org/#interface-textdecoder>), on encoding_rs.

use super::{class_name, finish_class, invalid_this, new_target_prototype, too_deep};
use crate::errors;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsError, JsObject, JsResult, JsString, JsValue, Op, native_data, ops, text};
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8};

/// The state of a decoder.
struct TextDecoder {
    encoding: &'static Encoding,
    fatal: bool,
    ignore_bom: bool,
    /// What stands between two pieces of a stream.
    stream: Option<Decoder>,
}
native_data!(TextDecoder);

/// What `decode` needs of the state, taken out so that no borrow is held across the engine.
struct Job {
    encoding: &'static Encoding,
    fatal: bool,
    ignore_bom: bool,
    stream: Option<Decoder>,
}

/// Makes the class.
pub(super) fn class(context: &mut Context) -> JsResult<JsObject> {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    let class = ops::constructor_function(&Op::new("TextDecoder", 0, construct), &prototype, context);
    ops::define_ops(&prototype, &[Op::new("decode", 0, decode)], true, context);
    ops::define_accessor(&prototype, "encoding", Some(get_encoding), None, true, context);
    ops::define_accessor(&prototype, "fatal", Some(get_fatal), None, true, context);
    ops::define_accessor(&prototype, "ignoreBOM", Some(get_ignore_bom), None, true, context);
    finish_class(&class, &prototype, "TextDecoder", inspect, context)?;
    Ok(class)
}

/// <https://encoding.spec.whatwg.org/#dom-textdecoder>
fn construct(new_target: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = new_target_prototype(new_target, "TextDecoder", context)?;
    let label = match args.first() {
        Some(label) if !label.is_undefined() => text::to_utf8(&label.to_string(context)?),
        _ => "utf-8".to_owned(),
    };
    let options = options_argument(args.get_or_undefined(1), context)?;
    let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) else {
        let message = format!("The \"{label}\" encoding is not supported");
        return Err(errors::range_error("ERR_ENCODING_NOT_SUPPORTED", &message, context));
    };
    let (mut fatal, mut ignore_bom) = (false, false);
    if let Some(options) = options {
        fatal = options.get(JsString::from("fatal"), context)?.to_boolean();
        ignore_bom = options.get(JsString::from("ignoreBOM"), context)?.to_boolean();
    }
    let data = TextDecoder { encoding, fatal, ignore_bom, stream: None };
    Ok(JsObject::from_proto_and_data(prototype, data).into())
}

/// An options argument: any object, null or undefined.
fn options_argument(value: &JsValue, context: &mut Context) -> JsResult<Option<JsObject>> {
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    match value.as_object() {
        Some(object) => Ok(Some(object)),
        None => Err(errors::invalid_arg_type("options", &["Object"], value, context)),
    }
}

fn with<R>(this: &JsValue, context: &mut Context, use_state: impl FnOnce(&mut TextDecoder) -> R) -> JsResult<R> {
    if let Some(object) = this.as_object()
        && let Some(mut state) = object.downcast_mut::<TextDecoder>()
    {
        return Ok(use_state(&mut state));
    }
    Err(invalid_this("TextDecoder", context))
}

fn get_encoding(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = with(this, context, |state| state.encoding.name())?;
    Ok(JsString::from(name.to_ascii_lowercase()).into())
}

fn get_fatal(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |state| JsValue::from(state.fatal))
}

fn get_ignore_bom(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |state| JsValue::from(state.ignore_bom))
}

/// <https://encoding.spec.whatwg.org/#dom-textdecoder-decode>
fn decode(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut job = with(this, context, |state| Job {
        encoding: state.encoding,
        fatal: state.fatal,
        ignore_bom: state.ignore_bom,
        stream: state.stream.take(),
    })?;
    let stream = match args.get_or_undefined(1) {
        // Node's quick path for UTF-8 takes anything here.
        options if job.encoding == UTF_8 && !options.is_object() => false,
        options => match options_argument(options, context)? {
            Some(options) => options.get(JsString::from("stream"), context)?.to_boolean(),
            None => false,
        },
    };
    let input = args.get_or_undefined(0);
    let view = if input.is_undefined() { None } else { ByteView::from_value(input, context)? };
    if view.is_none() && !input.is_undefined() {
        return Err(wrong_input(input, job.encoding == UTF_8 && !stream, context));
    }
    let decoded = match &view {
        Some(view) => view.read(|bytes| run(&mut job, bytes, stream)),
        None => run(&mut job, &[], stream),
    };
    let Some(decoded) = decoded else {
        let name = job.encoding.name().to_ascii_lowercase();
        let message = format!("The encoded data was not valid for encoding {name}");
        return Err(errors::type_error("ERR_ENCODING_INVALID_ENCODED_DATA", &message, context));
    };
    with(this, context, |state| state.stream = job.stream)?;
    Ok(decoded.into())
}

fn wrong_input(input: &JsValue, quick: bool, context: &mut Context) -> JsError {
    if quick {
        let message = "The \"list\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.";
        return errors::type_error("ERR_INVALID_ARG_TYPE", message, context);
    }
    errors::invalid_arg_type("input", &["ArrayBuffer", "ArrayBufferView"], input, context)
}

/// Decodes a piece; `None` if it is ill-formed and that is fatal.
fn run(job: &mut Job, bytes: &[u8], stream: bool) -> Option<JsString> {
    if job.encoding == UTF_8 && !stream && job.stream.is_none() {
        let bytes = if job.ignore_bom { bytes } else { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) };
        if job.fatal && simdutf8::basic::from_utf8(bytes).is_err() {
            return None;
        }
        return Some(text::from_utf8_lossy(bytes));
    }
    let mut decoder = job.stream.take().unwrap_or_else(|| {
        if job.ignore_bom {
            job.encoding.new_decoder_without_bom_handling()
        } else {
            job.encoding.new_decoder_with_bom_removal()
        }
    });
    let mut units = Vec::with_capacity(bytes.len());
    let mut piece = [0_u16; 2048];
    let mut rest = bytes;
    loop {
        let (done, read, written) = if job.fatal {
            let (result, read, written) = decoder.decode_to_utf16_without_replacement(rest, &mut piece, !stream);
            if matches!(result, DecoderResult::Malformed(..)) {
                return None;
            }
            (result == DecoderResult::InputEmpty, read, written)
        } else {
            let (result, read, written, _) = decoder.decode_to_utf16(rest, &mut piece, !stream);
            (result == CoderResult::InputEmpty, read, written)
        };
        units.extend_from_slice(&piece[..written]);
        rest = &rest[read..];
        if done {
            break;
        }
    }
    if stream {
        job.stream = Some(decoder);
    }
    Some(text::from_utf16(&units))
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (name, fatal, ignore_bom) =
        with(this, context, |state| (state.encoding.name(), state.fatal, state.ignore_bom))?;
    if too_deep(args.get_or_undefined(0)) {
        return super::only_name(this, "TextDecoder", context);
    }
    let class = class_name(this, "TextDecoder", context)?;
    let name = name.to_ascii_lowercase();
    let shown = format!("{class} {{ encoding: '{name}', fatal: {fatal}, ignoreBOM: {ignore_bom} }}");
    Ok(JsString::from(shown).into())
}
