//! The error codes whose message is a template, and the natives behind `require('internal/errors')`.
//!
//! <https://nodejs.org/api/errors.html#nodejs-error-codes>
// One homogeneous table.

use super::inspect_brief;
use crate::error_stack;
use crate::errors::{self, Class};
use Class::{Error as E, RangeError as R, SyntaxError as S, TypeError as T, UriError as U};
use charina_engine::{Context, JsArgs, JsError, JsObject, JsResult, JsString, JsValue, Op, text};

/// Natives of `internal/errors`.
pub(super) const ERRORS: &[Op] = &[Op::new("create", 3, create), Op::new("describe", 1, describe)];
/// Natives of `internal/errors_messages`.
pub(super) const MESSAGES: &[Op] = &[Op::new("make", 3, make)];
/// Natives of `internal/errors_system`.
pub(super) const SYSTEM: &[Op] = &[Op::new("capture", 2, capture)];

/// `ops.create(code, arguments, baseName)`: the error of a code in the table, undefined for one that is not.
fn create(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let code = arguments.get_or_undefined(0).to_string(context)?;
    let code = text::to_utf8(&code);
    let given = list(arguments.get_or_undefined(1), context)?;
    let base = class_named(arguments.get_or_undefined(2));
    let (class, message) = match code.as_str() {
        "ERR_INVALID_ARG_TYPE" => {
            let expected = match given.get_or_undefined(1) {
                value if value.is_string() => vec![value.clone()],
                value => list(value, context)?,
            };
            let expected = strings(&expected, context)?;
            let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            let name = string(given.get_or_undefined(0), context)?;
            let actual = given.get_or_undefined(2);
            (T, errors::invalid_arg_type_message(&name, &expected, actual, context))
        }
        "ERR_INVALID_ARG_VALUE" => {
            let name = string(given.get_or_undefined(0), context)?;
            let reason = match given.get(2).filter(|reason| !reason.is_undefined()) {
                Some(reason) => string(reason, context)?,
                None => "is invalid".to_owned(),
            };
            let error = errors::invalid_arg_value(&name, given.get_or_undefined(1), &reason, context);
            (T, message_of(error, context)?)
        }
        "ERR_OUT_OF_RANGE" => {
            let name = string(given.get_or_undefined(0), context)?;
            let range = string(given.get_or_undefined(1), context)?;
            let error = errors::out_of_range(&name, &range, given.get_or_undefined(2), context);
            let message = message_of(error, context)?;
            let default = format!("The value of \"{name}\" is out of range.");
            let own_words = given.get_or_undefined(3).to_boolean();
            (R, if own_words { message.replacen(&default, &name, 1) } else { message })
        }
        code => match TABLE.binary_search_by(|(known, ..)| (*known).cmp(code)) {
            Ok(index) => (TABLE[index].1, fill(TABLE[index].2, &given, context)?),
            Err(_) => return Ok(JsValue::undefined()),
        },
    };
    Ok(object(base.unwrap_or(class), &code, &message, context).into())
}

/// An error whose stack begins above the constructor in glue that asked for it.
fn object(class: Class, code: &str, message: &str, context: &mut Context) -> JsObject {
    let object = errors::plain_object(class, message, context);
    let header = format!("{} [{code}]: {message}", class.name());
    error_stack::capture(&object, Some(&header), error_stack::Above::Glue("NodeError"), context);
    errors::define_code(&object, code, context);
    object
}

/// `ops.make(baseName, code, message)`.
fn make(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let class = class_named(arguments.get_or_undefined(0)).unwrap_or(E);
    let code = string(arguments.get_or_undefined(1), context)?;
    let message = string(arguments.get_or_undefined(2), context)?;
    Ok(object(class, &code, &message, context).into())
}

/// `ops.capture(error, header)`: the stack of now, under that first line.
fn capture(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let header = string(arguments.get_or_undefined(1), context)?;
    if let Some(error) = arguments.get_or_undefined(0).as_object() {
        error_stack::capture(&error, Some(&header), error_stack::Above::Glue("NodeError"), context);
    }
    Ok(JsValue::undefined())
}

/// `ops.describe(value)`: "type string ('x')", "an instance of Foo".
fn describe(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(text::from_utf8(&errors::describe(arguments.get_or_undefined(0), context)).into())
}

fn class_named(name: &JsValue) -> Option<Class> {
    let name = text::to_utf8(&name.as_string()?);
    [E, T, R, S, U].into_iter().find(|class| class.name() == name)
}

fn message_of(error: JsError, context: &mut Context) -> JsResult<String> {
    let error = error.into_opaque(context)?;
    let message = error.as_object().map(|error| error.get(JsString::from("message"), context)).transpose()?;
    string(&message.unwrap_or_default(), context)
}

/// A text from glue; anything else is shown as error messages show it.
fn string(value: &JsValue, context: &mut Context) -> JsResult<String> {
    match value.as_string() {
        Some(string) => Ok(text::to_utf8(&string)),
        None if value.is_object() || value.is_symbol() => Ok(inspect_brief(value, 0, context)),
        None => value.to_string(context).map(|string| text::to_utf8(&string)),
    }
}

fn strings(values: &[JsValue], context: &mut Context) -> JsResult<Vec<String>> {
    values.iter().map(|value| string(value, context)).collect()
}

/// The elements of an array from glue.
fn list(array: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let Some(array) = array.as_object() else { return Ok(Vec::new()) };
    let length = array.get(JsString::from("length"), context)?.to_length(context)?;
    (0..length).map(|index| array.get(index, context)).collect()
}

/// The template with its `%s`, `%d` and `%j` replaced in order; those without an argument stay.
fn fill(template: &str, given: &[JsValue], context: &mut Context) -> JsResult<String> {
    let mut message = String::new();
    let mut given = given.iter();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        message.push_str(before);
        let form = from.chars().nth(1).filter(|form| matches!(form, 's' | 'd' | 'j'));
        let (Some(form), Some(value)) = (form, given.next()) else {
            message.push_str(from);
            return Ok(message);
        };
        match form {
            'j' if value.is_string() => {
                let value = string(value, context)?;
                message.push_str(&format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")));
            }
            _ => message.push_str(&string(value, context)?),
        }
        rest = &from[2..];
    }
    message.push_str(rest);
    Ok(message)
}

// (code, class, message): `%s`, `%d` and `%j` take the arguments in order. Sorted by code.
#[rustfmt::skip]
const TABLE: &[(&str, Class, &str)] = &[
    ("ERR_AMBIGUOUS_ARGUMENT", T, "The \"%s\" argument is ambiguous. %s"),
    ("ERR_ARG_NOT_ITERABLE", T, "%s must be iterable"),
    ("ERR_ASSERTION", E, "%s"),
    ("ERR_ASYNC_CALLBACK", T, "%s must be a function"),
    ("ERR_ASYNC_LOADER_REQUEST_NEVER_SETTLED", E, "Async loader request never settled"),
    ("ERR_ASYNC_TYPE", T, "Invalid name for async \"type\": %s"),
    ("ERR_BROTLI_INVALID_PARAM", R, "%s is not a valid Brotli parameter"),
    ("ERR_BUFFER_TOO_LARGE", R, "Cannot create a Buffer larger than %s bytes"),
    ("ERR_CANNOT_WATCH_SIGINT", E, "Cannot watch for SIGINT signals"),
    ("ERR_CHILD_CLOSED_BEFORE_REPLY", E, "Child closed before reply received"),
    ("ERR_CHILD_PROCESS_IPC_REQUIRED", E, "Forked processes must have an IPC channel, missing value 'ipc' in %s"),
    ("ERR_CHILD_PROCESS_STDIO_MAXBUFFER", R, "%s maxBuffer length exceeded"),
    ("ERR_CLOSED_MESSAGE_PORT", E, "Cannot send data on closed MessagePort"),
    ("ERR_CONSOLE_WRITABLE_STREAM", T, "Console expects a writable stream instance for %s"),
    ("ERR_CONSTRUCT_CALL_INVALID", T, "Constructor cannot be called"),
    ("ERR_CONSTRUCT_CALL_REQUIRED", T, "Class constructor %s cannot be invoked without `new`"),
    ("ERR_CONTEXT_NOT_INITIALIZED", E, "context used is not initialized"),
    ("ERR_CRYPTO_ARGON2_NOT_SUPPORTED", E, "Argon2 algorithm not supported"),
    ("ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED", E, "Custom engines not supported by this OpenSSL"),
    ("ERR_CRYPTO_ECDH_INVALID_FORMAT", T, "Invalid ECDH format: %s"),
    ("ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY", E, "Public key is not valid for specified curve"),
    ("ERR_CRYPTO_ENGINE_UNKNOWN", E, "Engine \"%s\" was not found"),
    ("ERR_CRYPTO_FIPS_FORCED", E, "Cannot set FIPS mode, it was forced with --force-fips at startup."),
    ("ERR_CRYPTO_FIPS_UNAVAILABLE", E, "Cannot set FIPS mode in a non-FIPS build."),
    ("ERR_CRYPTO_HASH_FINALIZED", E, "Digest already called"),
    ("ERR_CRYPTO_HASH_UPDATE_FAILED", E, "Hash update failed"),
    ("ERR_CRYPTO_INCOMPATIBLE_KEY", E, "Incompatible %s: %s"),
    ("ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", E, "The selected key encoding %s %s."),
    ("ERR_CRYPTO_INVALID_DIGEST", T, "Invalid digest: %s"),
    ("ERR_CRYPTO_INVALID_JWK", T, "Invalid JWK data"),
    ("ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", T, "Invalid key object type %s, expected %s."),
    ("ERR_CRYPTO_INVALID_STATE", E, "Invalid state for operation %s"),
    ("ERR_CRYPTO_KEM_NOT_SUPPORTED", E, "KEM is not supported"),
    ("ERR_CRYPTO_PBKDF2_ERROR", E, "PBKDF2 error"),
    ("ERR_CRYPTO_SCRYPT_NOT_SUPPORTED", E, "Scrypt algorithm not supported"),
    ("ERR_CRYPTO_SIGN_KEY_REQUIRED", E, "No key provided to sign"),
    ("ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", R, "Input buffers must have the same byte length"),
    ("ERR_DIR_CLOSED", E, "Directory handle was closed"),
    ("ERR_DIR_CONCURRENT_OPERATION", E, "Cannot do synchronous work on directory handle with concurrent asynchronous operations"),
    ("ERR_DNS_SET_SERVERS_FAILED", E, "c-ares failed to set servers: \"%s\" [%s]"),
    ("ERR_DOMAIN_CALLBACK_NOT_AVAILABLE", E, "A callback was registered through process.setUncaughtExceptionCaptureCallback(), which is mutually exclusive with using the `domain` module"),
    ("ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE", E, "The `domain` module is in use, which is mutually exclusive with calling process.setUncaughtExceptionCaptureCallback()"),
    ("ERR_ENCODING_NOT_SUPPORTED", R, "The \"%s\" encoding is not supported"),
    ("ERR_EVAL_ESM_CANNOT_PRINT", E, "--print cannot be used with ESM input"),
    ("ERR_EVENT_RECURSION", E, "The event \"%s\" is already being dispatched"),
    ("ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", T, "The feature %s is unavailable on the current platform, which is being used to run Node.js"),
    ("ERR_FS_FILE_TOO_LARGE", R, "File size (%s) is greater than 2 GiB"),
    ("ERR_FS_WATCH_QUEUE_OVERFLOW", E, "fs.watch() queued more than %d events"),
    ("ERR_HTTP2_ALTSVC_INVALID_ORIGIN", T, "HTTP/2 ALTSVC frames require a valid origin"),
    ("ERR_HTTP2_ALTSVC_LENGTH", T, "HTTP/2 ALTSVC frames are limited to 16382 bytes"),
    ("ERR_HTTP2_CONNECT_AUTHORITY", E, ":authority header is required for CONNECT requests"),
    ("ERR_HTTP2_CONNECT_PATH", E, "The :path header is forbidden for CONNECT requests"),
    ("ERR_HTTP2_CONNECT_SCHEME", E, "The :scheme header is forbidden for CONNECT requests"),
    ("ERR_HTTP2_GOAWAY_SESSION", E, "New streams cannot be created after receiving a GOAWAY"),
    ("ERR_HTTP2_HEADERS_AFTER_RESPOND", E, "Cannot specify additional headers after response initiated"),
    ("ERR_HTTP2_HEADERS_SENT", E, "Response has already been initiated."),
    ("ERR_HTTP2_HEADER_SINGLE_VALUE", T, "Header field \"%s\" must only have a single value"),
    ("ERR_HTTP2_INFO_STATUS_NOT_ALLOWED", R, "Informational status codes cannot be used"),
    ("ERR_HTTP2_INVALID_CONNECTION_HEADERS", T, "HTTP/1 Connection specific headers are forbidden: \"%s\""),
    ("ERR_HTTP2_INVALID_HEADER_VALUE", T, "Invalid value \"%s\" for header \"%s\""),
    ("ERR_HTTP2_INVALID_INFO_STATUS", R, "Invalid informational status code: %s"),
    ("ERR_HTTP2_INVALID_ORIGIN", T, "HTTP/2 ORIGIN frames require a valid origin"),
    ("ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH", R, "Packed settings length must be a multiple of six"),
    ("ERR_HTTP2_INVALID_PSEUDOHEADER", T, "\"%s\" is an invalid pseudoheader or is used incorrectly"),
    ("ERR_HTTP2_INVALID_SESSION", E, "The session has been destroyed"),
    ("ERR_HTTP2_INVALID_STREAM", E, "The stream has been destroyed"),
    ("ERR_HTTP2_MAX_PENDING_SETTINGS_ACK", E, "Maximum number of pending settings acknowledgements"),
    ("ERR_HTTP2_NESTED_PUSH", E, "A push stream cannot initiate another push stream."),
    ("ERR_HTTP2_NO_MEM", E, "Out of memory"),
    ("ERR_HTTP2_NO_SOCKET_MANIPULATION", E, "HTTP/2 sockets should not be directly manipulated (e.g. read and written)"),
    ("ERR_HTTP2_ORIGIN_LENGTH", T, "HTTP/2 ORIGIN frames are limited to 16382 bytes"),
    ("ERR_HTTP2_OUT_OF_STREAMS", E, "No stream ID is available because maximum stream ID has been reached"),
    ("ERR_HTTP2_PAYLOAD_FORBIDDEN", E, "Responses with %s status must not have a payload"),
    ("ERR_HTTP2_PING_CANCEL", E, "HTTP2 ping cancelled"),
    ("ERR_HTTP2_PING_LENGTH", R, "HTTP2 ping payload must be 8 bytes"),
    ("ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED", T, "Cannot set HTTP/2 pseudo-headers"),
    ("ERR_HTTP2_PUSH_DISABLED", E, "HTTP/2 client has disabled push streams"),
    ("ERR_HTTP2_SEND_FILE", E, "Directories cannot be sent"),
    ("ERR_HTTP2_SEND_FILE_NOSEEK", E, "Offset or length can only be specified for regular files"),
    ("ERR_HTTP2_SESSION_ERROR", E, "Session closed with error code %s"),
    ("ERR_HTTP2_SETTINGS_CANCEL", E, "HTTP2 session settings canceled"),
    ("ERR_HTTP2_SOCKET_BOUND", E, "The socket is already bound to an Http2Session"),
    ("ERR_HTTP2_SOCKET_UNBOUND", E, "The socket has been disconnected from the Http2Session"),
    ("ERR_HTTP2_STATUS_101", E, "HTTP status code 101 (Switching Protocols) is forbidden in HTTP/2"),
    ("ERR_HTTP2_STATUS_INVALID", R, "Invalid status code: %s"),
    ("ERR_HTTP2_STREAM_ERROR", E, "Stream closed with error code %s"),
    ("ERR_HTTP2_STREAM_SELF_DEPENDENCY", E, "A stream cannot depend on itself"),
    ("ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS", E, "Number of custom settings exceeds MAX_ADDITIONAL_SETTINGS"),
    ("ERR_HTTP2_TOO_MANY_INVALID_FRAMES", E, "Too many invalid HTTP/2 frames"),
    ("ERR_HTTP2_TOO_MANY_ORIGINS", E, "The server sent more ORIGIN frames than the allowed number of %s"),
    ("ERR_HTTP2_TRAILERS_ALREADY_SENT", E, "Trailing headers have already been sent"),
    ("ERR_HTTP2_TRAILERS_NOT_READY", E, "Trailing headers cannot be sent until after the wantTrailers event is emitted"),
    ("ERR_HTTP2_UNSUPPORTED_PROTOCOL", E, "protocol \"%s\" is unsupported."),
    ("ERR_HTTP_BODY_NOT_ALLOWED", E, "Adding content for this request method or response status is not allowed."),
    ("ERR_HTTP_CONTENT_LENGTH_MISMATCH", E, "Response body's content-length of %s byte(s) does not match the content-length of %s byte(s) set in header"),
    ("ERR_HTTP_HEADERS_SENT", E, "Cannot %s headers after they are sent to the client"),
    ("ERR_HTTP_INVALID_HEADER_VALUE", T, "Invalid value \"%s\" for header \"%s\""),
    ("ERR_HTTP_INVALID_STATUS_CODE", R, "Invalid status code: %s"),
    ("ERR_HTTP_REQUEST_TIMEOUT", E, "Request timeout"),
    ("ERR_HTTP_SOCKET_ASSIGNED", E, "ServerResponse has an already assigned socket"),
    ("ERR_HTTP_SOCKET_ENCODING", E, "Changing the socket encoding is not allowed per RFC7230 Section 3."),
    ("ERR_HTTP_TRAILER_INVALID", E, "Trailers are invalid with this transfer encoding"),
    ("ERR_ILLEGAL_CONSTRUCTOR", T, "Illegal constructor"),
    ("ERR_IMPORT_ATTRIBUTE_MISSING", T, "Module \"%s\" needs an import attribute of \"%s: %s\""),
    ("ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE", T, "Module \"%s\" is not of type \"%s\""),
    ("ERR_INCOMPATIBLE_OPTION_PAIR", T, "Option \"%s\" cannot be used in combination with option \"%s\""),
    ("ERR_INPUT_TYPE_NOT_ALLOWED", E, "--input-type can only be used with string input via --eval, --print, or STDIN"),
    ("ERR_INSPECTOR_NOT_AVAILABLE", E, "Inspector is not available"),
    ("ERR_INVALID_ASYNC_ID", R, "Invalid %s value: %s"),
    ("ERR_INVALID_BUFFER_SIZE", R, "Buffer size must be a multiple of %s"),
    ("ERR_INVALID_CURSOR_POS", T, "Cannot set cursor row without setting its column"),
    ("ERR_INVALID_FD", R, "\"fd\" must be a positive integer: %s"),
    ("ERR_INVALID_FD_TYPE", T, "Unsupported fd type: %s"),
    ("ERR_INVALID_FILE_URL_HOST", T, "File URL host must be \"localhost\" or empty on %s"),
    ("ERR_INVALID_HANDLE_TYPE", T, "This handle type cannot be sent"),
    ("ERR_INVALID_HTTP_TOKEN", T, "%s must be a valid HTTP token [\"%s\"]"),
    ("ERR_INVALID_IP_ADDRESS", T, "Invalid IP address: %s"),
    ("ERR_INVALID_PROTOCOL", T, "Protocol \"%s\" not supported. Expected \"%s\""),
    ("ERR_INVALID_REPL_EVAL_CONFIG", T, "Cannot specify both \"breakEvalOnSigint\" and \"eval\" for REPL"),
    ("ERR_INVALID_REPL_INPUT", T, "%s"),
    ("ERR_INVALID_STATE", E, "Invalid state: %s"),
    ("ERR_INVALID_SYNC_FORK_INPUT", T, "Asynchronous forks do not support Buffer, TypedArray, DataView or string input: %s"),
    ("ERR_INVALID_THIS", T, "Value of \"this\" must be of type %s"),
    ("ERR_INVALID_TUPLE", T, "%s must be an iterable %s tuple"),
    ("ERR_INVALID_TYPESCRIPT_SYNTAX", S, "%s"),
    ("ERR_INVALID_URI", U, "URI malformed"),
    ("ERR_IPC_CHANNEL_CLOSED", E, "Channel closed"),
    ("ERR_IPC_DISCONNECTED", E, "IPC channel is already disconnected"),
    ("ERR_IPC_ONE_PIPE", E, "Child process can have only one IPC pipe"),
    ("ERR_IPC_SYNC_FORK", E, "IPC cannot be used with synchronous forks"),
    ("ERR_LOADER_CHAIN_INCOMPLETE", E, "\"%s\" did not call the next hook in its chain and did not explicitly signal a short circuit. If this is intentional, include `shortCircuit: true` in the hook's return."),
    ("ERR_METHOD_NOT_IMPLEMENTED", E, "The %s method is not implemented"),
    ("ERR_MISSING_OPTION", T, "%s is required"),
    ("ERR_MISSING_PLATFORM_FOR_WORKER", E, "The V8 platform used by this instance of Node does not support creating Workers"),
    ("ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST", T, "Object that needs transfer was found in message but not listed in transferList"),
    ("ERR_MODULE_LINK_MISMATCH", T, "%s"),
    ("ERR_MULTIPLE_CALLBACK", E, "Callback called multiple times"),
    ("ERR_NOT_BUILDING_SNAPSHOT", E, "Operation cannot be invoked when not building startup snapshot"),
    ("ERR_NOT_IN_SINGLE_EXECUTABLE_APPLICATION", E, "Operation cannot be invoked when not in a single-executable application"),
    ("ERR_NOT_SUPPORTED_IN_SNAPSHOT", E, "%s is not supported in startup snapshot"),
    ("ERR_NO_CRYPTO", E, "Node.js is not compiled with OpenSSL crypto support"),
    ("ERR_NO_ICU", T, "%s is not supported on Node.js compiled without ICU"),
    ("ERR_NO_TYPESCRIPT", E, "Node.js is not compiled with TypeScript support"),
    ("ERR_OPERATION_FAILED", E, "Operation failed: %s"),
    ("ERR_PARSE_ARGS_INVALID_OPTION_VALUE", T, "%s"),
    ("ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL", T, "Unexpected argument '%s'. This command does not take positional arguments"),
    ("ERR_PERFORMANCE_INVALID_TIMESTAMP", T, "%d is not a valid timestamp"),
    ("ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS", T, "%s"),
    ("ERR_PROTO_ACCESS", E, "Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw"),
    ("ERR_PROXY_INVALID_CONFIG", E, "%s"),
    ("ERR_PROXY_TUNNEL", E, "%s"),
    ("ERR_REQUIRE_CYCLE_MODULE", E, "%s"),
    ("ERR_SCRIPT_EXECUTION_INTERRUPTED", E, "Script execution was interrupted by `SIGINT`"),
    ("ERR_SCRIPT_EXECUTION_TIMEOUT", E, "Script execution timed out after %sms"),
    ("ERR_SERVER_ALREADY_LISTEN", E, "Listen method has been called more than once without closing."),
    ("ERR_SERVER_NOT_RUNNING", E, "Server is not running."),
    ("ERR_SINGLE_EXECUTABLE_APPLICATION_ASSET_NOT_FOUND", E, "Cannot find asset %s for the single executable application"),
    ("ERR_SOCKET_ALREADY_BOUND", E, "Socket is already bound"),
    ("ERR_SOCKET_BAD_BUFFER_SIZE", T, "Buffer size must be a positive integer"),
    ("ERR_SOCKET_BAD_TYPE", T, "Bad socket type specified. Valid types are: udp4, udp6"),
    ("ERR_SOCKET_CLOSED", E, "Socket is closed"),
    ("ERR_SOCKET_CLOSED_BEFORE_CONNECTION", E, "Socket closed before the connection was established"),
    ("ERR_SOCKET_CONNECTION_TIMEOUT", E, "Socket connection timeout"),
    ("ERR_SOCKET_DGRAM_IS_CONNECTED", E, "Already connected"),
    ("ERR_SOCKET_DGRAM_NOT_CONNECTED", E, "Not connected"),
    ("ERR_SOCKET_DGRAM_NOT_RUNNING", E, "Not running"),
    ("ERR_SOCKET_HANDLE_ADOPTED", E, "The bound socket has already been adopted by a server or socket"),
    ("ERR_SOURCE_MAP_CORRUPT", E, "The source map for '%s' does not exist or is corrupt."),
    ("ERR_SOURCE_MAP_MISSING_SOURCE", E, "Cannot find '%s' imported from the source map for '%s'"),
    ("ERR_SRI_PARSE", S, "Subresource Integrity string %j had an unexpected %j at position %d"),
    ("ERR_STREAM_ALREADY_FINISHED", E, "Cannot call %s after a stream was finished"),
    ("ERR_STREAM_CANNOT_PIPE", E, "Cannot pipe, not readable"),
    ("ERR_STREAM_DESTROYED", E, "Cannot call %s after a stream was destroyed"),
    ("ERR_STREAM_NULL_VALUES", T, "May not write null values to stream"),
    ("ERR_STREAM_PREMATURE_CLOSE", E, "Premature close"),
    ("ERR_STREAM_PUSH_AFTER_EOF", E, "stream.push() after EOF"),
    ("ERR_STREAM_UNABLE_TO_PIPE", E, "Cannot pipe to a closed or destroyed stream"),
    ("ERR_STREAM_UNSHIFT_AFTER_END_EVENT", E, "stream.unshift() after end event"),
    ("ERR_STREAM_WRAP", E, "Stream has StringDecoder set or is in objectMode"),
    ("ERR_STREAM_WRITE_AFTER_END", E, "write after end"),
    ("ERR_STRING_TOO_LONG", E, "Cannot create a string longer than %s characters"),
    ("ERR_SYNTHETIC", E, "JavaScript Callstack"),
    ("ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS", T, "The ALPNCallback and ALPNProtocols TLS options are mutually exclusive"),
    ("ERR_TLS_CERT_ALTNAME_FORMAT", S, "Invalid subject alternative name string"),
    ("ERR_TLS_DH_PARAM_SIZE", E, "DH parameter size %s is less than 2048"),
    ("ERR_TLS_HANDSHAKE_TIMEOUT", E, "TLS handshake timeout"),
    ("ERR_TLS_INVALID_CONTEXT", T, "%s must be a SecureContext"),
    ("ERR_TLS_INVALID_PROTOCOL_METHOD", T, "%s"),
    ("ERR_TLS_INVALID_PROTOCOL_VERSION", T, "%j is not a valid %s TLS protocol version"),
    ("ERR_TLS_INVALID_STATE", E, "TLS socket connection must be securely established"),
    ("ERR_TLS_PROTOCOL_VERSION_CONFLICT", T, "TLS protocol version %j conflicts with secureProtocol %j"),
    ("ERR_TLS_PSK_SET_IDENTITY_HINT_FAILED", E, "Failed to set PSK identity hint"),
    ("ERR_TLS_RENEGOTIATION_DISABLED", E, "TLS session renegotiation disabled for this socket"),
    ("ERR_TLS_RENEGOTIATION_UNSUPPORTED", E, "TLS session renegotiation is unsupported by this TLS implementation"),
    ("ERR_TLS_REQUIRED_SERVER_NAME", E, "\"servername\" is required parameter for Server.addContext"),
    ("ERR_TLS_SESSION_ATTACK", E, "TLS session renegotiation attack detected"),
    ("ERR_TLS_SNI_FROM_SERVER", E, "Cannot issue SNI from a TLS server-side socket"),
    ("ERR_TRACE_EVENTS_CATEGORY_REQUIRED", T, "At least one category is required"),
    ("ERR_TRACE_EVENTS_UNAVAILABLE", E, "Trace events are unavailable"),
    ("ERR_TRAILING_JUNK_AFTER_STREAM_END", T, "Trailing junk found after the end of the compressed stream"),
    ("ERR_UNAVAILABLE_DURING_EXIT", E, "Cannot call function in process exit handler"),
    ("ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET", E, "`process.setupUncaughtExceptionCapture()` was called while a capture callback was already active"),
    ("ERR_UNESCAPED_CHARACTERS", T, "%s contains unescaped characters"),
    ("ERR_UNKNOWN_BUILTIN_MODULE", E, "No such built-in module: %s"),
    ("ERR_UNKNOWN_CREDENTIAL", E, "%s identifier does not exist: %s"),
    ("ERR_UNKNOWN_ENCODING", T, "Unknown encoding: %s"),
    ("ERR_UNKNOWN_FILE_EXTENSION", T, "Unknown file extension \"%s\" for %s"),
    ("ERR_UNKNOWN_MODULE_FORMAT", R, "Unknown module format: %s for URL %s"),
    ("ERR_UNKNOWN_SIGNAL", T, "Unknown signal: %s"),
    ("ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING", E, "Stripping types is currently unsupported for files under node_modules, for \"%s\""),
    ("ERR_UNSUPPORTED_RESOLVE_REQUEST", T, "Failed to resolve module specifier \"%s\" from \"%s\": Invalid relative URL or base scheme is not hierarchical."),
    ("ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", S, "%s"),
    ("ERR_USE_AFTER_CLOSE", E, "%s was closed"),
    ("ERR_VALID_PERFORMANCE_ENTRY_TYPE", E, "At least one valid performance entry type is required"),
    ("ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING", T, "A dynamic import callback was not specified."),
    ("ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG", T, "A dynamic import callback was invoked without --experimental-vm-modules"),
    ("ERR_VM_MODULE_ALREADY_LINKED", E, "Module has already been linked"),
    ("ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA", E, "Cached data cannot be created for a module which has been evaluated"),
    ("ERR_VM_MODULE_DIFFERENT_CONTEXT", E, "Linked modules must use the same context"),
    ("ERR_VM_MODULE_NOT_MODULE", E, "Provided module is not an instance of Module"),
    ("ERR_VM_MODULE_STATUS", E, "Module status %s"),
    ("ERR_WASI_ALREADY_STARTED", E, "WASI instance has already started"),
    ("ERR_WEBASSEMBLY_NOT_SUPPORTED", E, "WebAssembly is not supported in this environment, but is required for %s"),
    ("ERR_WEBASSEMBLY_RESPONSE", T, "WebAssembly response %s"),
    ("ERR_WORKER_HANDLE_NOT_TRANSFERABLE", E, "%s cannot be transferred in its current state; it must be a freshly created or accepted handle that has not started reading and has no pending writes"),
    ("ERR_WORKER_INIT_FAILED", E, "Worker initialization failure: %s"),
    ("ERR_WORKER_MESSAGING_ERRORED", E, "The destination thread threw an error while processing the message"),
    ("ERR_WORKER_MESSAGING_FAILED", E, "Cannot find the destination thread or listener"),
    ("ERR_WORKER_MESSAGING_SAME_THREAD", E, "Cannot sent a message to the same thread"),
    ("ERR_WORKER_MESSAGING_TIMEOUT", E, "Sending a message to another thread timed out"),
    ("ERR_WORKER_NOT_RUNNING", E, "Worker instance not running"),
    ("ERR_WORKER_OUT_OF_MEMORY", E, "Worker terminated due to reaching memory limit: %s"),
    ("ERR_WORKER_PATH", T, "The worker script or module filename must be an absolute path or a relative path starting with './' or '../'.%s Received \"%s\""),
    ("ERR_WORKER_UNSERIALIZABLE_ERROR", E, "Serializing an uncaught exception failed"),
    ("ERR_WORKER_UNSUPPORTED_OPERATION", T, "%s is not supported in workers"),
    ("ERR_ZSTD_INVALID_PARAM", R, "%s is not a valid zstd parameter"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        for pair in TABLE.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
    }

    #[test]
    fn templates_take_their_arguments_in_order() {
        let context = &mut Context::default();
        let arguments = [JsString::from("a\"b").into(), JsValue::from(5)];
        assert_eq!(fill("%s is %d%", &arguments, context).expect("no throw"), "a\"b is 5%");
        assert_eq!(fill("%j at %s", &arguments, context).expect("no throw"), "\"a\\\"b\" at 5");
        assert_eq!(fill("%s, %s, %s", &arguments, context).expect("no throw"), "a\"b, 5, %s");
        assert_eq!(fill("plain", &arguments, context).expect("no throw"), "plain");
    }
}
