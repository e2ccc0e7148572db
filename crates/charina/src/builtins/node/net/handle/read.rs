//! Reading: into a Buffer for `onread`, into the user's own, or to a consumer in Rust.

use super::{Handle, Role, call, negative, of};
use crate::builtins::node::buffer;
use crate::{event_loop, hooks};
use charina_engine::bytes::ByteView;
use charina_engine::{AlignedVec, Context, JsArgs, JsObject, JsResult, JsValue, js_string};
use rustix::io::Errno;
use std::cell::RefCell;
use std::rc::Rc;

/// How much is read at once, as in libuv.
const BLOCK: usize = 64 * 1024;

/// Blocks that are at least this full are handed to JavaScript as they are; less is copied to a Buffer of its size.
const WORTH_KEEPING: usize = BLOCK / 2;

/// What `onread` gets at the end (`UV_EOF`).
const EOF: i32 = -4095;

/// How often a socket that is always ready may be read in a turn.
const READS_PER_TURN: usize = 32;

/// Who takes what is read, in place of `onread`: HTTP's parser.
pub(crate) trait Consumer {
    /// Something was read.
    ///
    /// # Errors
    /// The stop error.
    fn data(&self, bytes: &[u8], context: &mut Context) -> JsResult<()>;
}

/// The block that the next read goes to, one a runtime.
#[derive(Default)]
struct Block(RefCell<Option<AlignedVec<u8>>>);

fn block(context: &mut Context) -> (Rc<Block>, AlignedVec<u8>) {
    let store = match context.get_data::<Rc<Block>>() {
        Some(store) => store.clone(),
        None => {
            let store = Rc::new(Block::default());
            context.insert_data(store.clone());
            store
        }
    };
    let block = store.0.borrow_mut().take().unwrap_or_else(|| {
        let mut block = AlignedVec::with_capacity(64, BLOCK);
        block.resize(BLOCK, 0);
        block
    });
    (store, block)
}

pub(super) fn read_start(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = of(this) else { return Ok(negative(Errno::BADF)) };
    if handle.closed.get() {
        return Ok(negative(Errno::INVAL));
    }
    if handle.socket.borrow().is_none() {
        return Ok(negative(Errno::NOTCONN));
    }
    if !handle.reading.replace(true) {
        handle.update_reference(context);
        // The edge has passed.
        if handle.readable.get() {
            handle.rearm(context);
        }
    }
    Ok(JsValue::from(0))
}

pub(super) fn read_stop(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = of(this) else { return Ok(negative(Errno::BADF)) };
    handle.reading.set(false);
    handle.update_reference(context);
    Ok(JsValue::from(0))
}

/// `useUserBuffer(buffer)`: what is read lands there, and `onread` gets the count alone.
pub(super) fn use_user_buffer(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = ByteView::from_value(arguments.get_or_undefined(0), context)?;
    if let Some(handle) = of(this) {
        *handle.user_buffer.borrow_mut() = view;
    }
    Ok(JsValue::undefined())
}

impl Handle {
    /// Has `consumer` take what is read from now on, or `onread` again.
    pub(crate) fn set_consumer(&self, consumer: Option<Rc<dyn Consumer>>) {
        *self.consumer.borrow_mut() = consumer;
    }

    fn receive(&self, target: &mut [u8]) -> Result<usize, Errno> {
        loop {
            let received = match self.socket.borrow().as_ref() {
                Some(socket) => rustix::io::read(socket, &mut *target),
                None => Err(Errno::BADF),
            };
            match received {
                Err(Errno::INTR) => {}
                Ok(count) => {
                    self.bytes_read.set(self.bytes_read.get() + u64::try_from(count).unwrap_or(0));
                    return Ok(count);
                }
                Err(errno) => return Err(errno),
            }
        }
    }
}

/// Reads while there is something and somebody wants it.
pub(super) fn read(handle: &Rc<Handle>, object: &JsObject, context: &mut Context) -> JsResult<()> {
    for _ in 0..READS_PER_TURN {
        if !handle.reading.get() || handle.role.get() != Role::Connected {
            return Ok(());
        }
        let user_buffer = handle.user_buffer.borrow().clone();
        let received = match user_buffer {
            Some(view) => {
                let received = view.write(context, |target| handle.receive(target))?;
                if let Ok(count @ 1..) = received {
                    call(object, handle, js_string!("onread"), &[length(count), JsValue::undefined()], context)?;
                }
                received
            }
            None => read_block(handle, object, context)?,
        };
        match received {
            Ok(0) => return finish(handle, object, EOF, context),
            Ok(_) => {}
            Err(Errno::AGAIN) => {
                handle.readable.set(false);
                return Ok(());
            }
            Err(errno) => return finish(handle, object, -errno.raw_os_error(), context),
        }
    }
    // More is left than a turn may take.
    handle.rearm(context);
    Ok(())
}

fn length(count: usize) -> JsValue {
    JsValue::from(i32::try_from(count).unwrap_or(i32::MAX))
}

fn read_block(handle: &Rc<Handle>, object: &JsObject, context: &mut Context) -> JsResult<Result<usize, Errno>> {
    let (store, mut block) = block(context);
    let received = handle.receive(&mut block);
    let Ok(count @ 1..) = received else {
        *store.0.borrow_mut() = Some(block);
        return Ok(received);
    };
    let consumer = handle.consumer.borrow().clone();
    if let Some(consumer) = consumer {
        let frame = handle.frame.borrow().clone();
        let told = block.get(..count).unwrap_or_default();
        let outcome = hooks::in_frame(frame, context, |context| consumer.data(told, context));
        *store.0.borrow_mut() = Some(block);
        event_loop::settle(outcome, context)?;
        return Ok(received);
    }
    let chunk = if count < WORTH_KEEPING {
        let chunk = buffer::from_slice(block.get(..count).unwrap_or_default(), context);
        *store.0.borrow_mut() = Some(block);
        chunk?
    } else {
        block.truncate(count);
        buffer::new_buffer(block, context)?
    };
    call(object, handle, js_string!("onread"), &[length(count), chunk.into()], context)?;
    Ok(received)
}

fn finish(handle: &Rc<Handle>, object: &JsObject, status: i32, context: &mut Context) -> JsResult<()> {
    handle.reading.set(false);
    handle.readable.set(false);
    handle.update_reference(context);
    call(object, handle, js_string!("onread"), &[JsValue::from(status), JsValue::undefined()], context)
}
