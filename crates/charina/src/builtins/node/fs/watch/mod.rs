//! The natives of `fs.watch` (<https://nodejs.org/api/fs.html#fswatchfilename-options-listener>): inotify, on the loop.
//!
//! A runtime has one inotify descriptor, as a user has few of them; every watcher has watches in it, one or, where it
//! is recursive, one for each directory. Kinds of events and their names are those of libuv.

use crate::builtins::Builtin;
use crate::builtins::glue;
use crate::builtins::node::buffer;
use crate::event_loop::{self, HandleEvent, HandleId, class_prototype};
use crate::state::state;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, js_string, native_data};
use charina_reactor::{Interest, Token};
use rustix::fd::{AsRawFd as _, OwnedFd};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The modules.
pub(in crate::builtins::node) const WATCHERS: Builtin =
    Builtin::glue("internal/fs/watchers", glue!("watchers.js"), &[Op::new("open", 2, open)]);

/// The events that libuv asks for.
const EVENTS: WatchFlags = WatchFlags::ATTRIB
    .union(WatchFlags::CREATE)
    .union(WatchFlags::MODIFY)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::MOVE_SELF)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::MOVED_TO);

const METHODS: &[Op] = &[
    Op::new("close", 0, close),
    Op::new("ref", 0, reference),
    Op::new("unref", 0, unreference),
    Op::new("hasRef", 0, has_reference),
    Op::new("getAsyncId", 0, |_, _, _| Ok(JsValue::from(-1))),
];

/// The slots of the prototype and of the runtime's one descriptor.
const PROTOTYPE: &str = "FSEvent.prototype";
const SHARED: &str = "fs.inotify";

/// One watcher.
struct Watcher {
    /// Its watches, and the directory each is for, below `root`.
    watches: RefCell<HashMap<i32, PathBuf>>,
    root: PathBuf,
    recursive: bool,
    referenced: Cell<bool>,
    closed: Cell<bool>,
}

native_data!(Watcher);

/// The inotify descriptor of the runtime, there while somebody watches.
struct Shared {
    fd: OwnedFd,
    token: Token,
    id: HandleId,
    /// Whose watch it is; two watchers of one path share a watch. These handles keep their objects alive.
    owners: RefCell<HashMap<i32, Vec<JsObject>>>,
    open: Cell<usize>,
    referenced: Cell<usize>,
}

struct Holder(Rc<Shared>);

native_data!(Holder);

/// What happened at one watch.
struct Happened {
    watch: i32,
    flags: ReadFlags,
    name: Option<OsString>,
}

fn shared(context: &Context) -> Option<Rc<Shared>> {
    let holder = state(context).slot(SHARED).as_object()?;
    let holder = holder.downcast_ref::<Holder>()?;
    Some(Rc::clone(&holder.0))
}

fn open_shared(context: &mut Context) -> Result<Rc<Shared>, Errno> {
    if let Some(shared) = shared(context) {
        return Ok(shared);
    }
    let fd = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
    let state = state(context);
    let registered = state.reactor.borrow_mut().register_fd(fd.as_raw_fd(), Interest::READABLE);
    let token = registered.map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
    let id = state.pending.add_handle(Rc::new(on_event));
    state.pending.set_referenced(id, false);
    state.pending.bind_token(id, token);
    let shared =
        Shared { fd, token, id, owners: RefCell::default(), open: Cell::default(), referenced: Cell::default() };
    let shared = Rc::new(shared);
    let holder = JsObject::from_proto_and_data(None, Holder(Rc::clone(&shared)));
    state.set_slot(SHARED, holder);
    Ok(shared)
}

/// Counts a watcher that keeps the loop alive, or no longer does.
fn set_referenced(shared: &Shared, watcher: &Watcher, referenced: bool, context: &Context) {
    if watcher.closed.get() || watcher.referenced.replace(referenced) == referenced {
        return;
    }
    let count = if referenced { shared.referenced.get() + 1 } else { shared.referenced.get() - 1 };
    shared.referenced.set(count);
    state(context).pending.set_referenced(shared.id, count > 0);
}

/// `open(path, recursive)`: a handle that calls its own `onchange(kind, filename)`, or a negative errno. The name is a
/// Buffer.
fn open(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let root = super::args::path(arguments.get_or_undefined(0), "path", context)?;
    let recursive = arguments.get_or_undefined(1).to_boolean();
    let prototype = match state(context).slot(PROTOTYPE).as_object() {
        Some(prototype) => prototype,
        None => {
            let prototype = class_prototype("FSEvent", METHODS, context);
            state(context).set_slot(PROTOTYPE, prototype.clone());
            prototype
        }
    };
    let watcher =
        Watcher { watches: RefCell::default(), root, recursive, referenced: Cell::default(), closed: Cell::default() };
    let object = JsObject::from_proto_and_data(Some(prototype), watcher);
    let shared = match open_shared(context) {
        Ok(shared) => shared,
        Err(errno) => return Ok(JsValue::from(-errno.raw_os_error())),
    };
    shared.open.set(shared.open.get() + 1);
    let started = match object.downcast_ref::<Watcher>() {
        Some(watcher) => {
            set_referenced(&shared, &watcher, true, context);
            start(&shared, &object, &watcher)
        }
        None => Err(Errno::INVAL),
    };
    match started {
        Ok(()) => Ok(object.into()),
        Err(errno) => {
            end(&object, context);
            Ok(JsValue::from(-errno.raw_os_error()))
        }
    }
}

fn start(shared: &Shared, object: &JsObject, watcher: &Watcher) -> Result<(), Errno> {
    watch(shared, object, watcher, PathBuf::new())?;
    if watcher.recursive {
        watch_below(shared, object, watcher, Path::new(""));
    }
    Ok(())
}

/// Adds the watch of one path, `below` the root.
fn watch(shared: &Shared, object: &JsObject, watcher: &Watcher, below: PathBuf) -> Result<(), Errno> {
    let path = if below.as_os_str().is_empty() { watcher.root.clone() } else { watcher.root.join(&below) };
    let number = inotify::add_watch(&shared.fd, &path, EVENTS)?;
    if watcher.watches.borrow_mut().insert(number, below).is_none() {
        shared.owners.borrow_mut().entry(number).or_default().push(object.clone());
    }
    Ok(())
}

/// Watches every directory below `below`, and returns the names of all that is there. Directories that vanish
/// meanwhile, or may not be read, are left out.
fn watch_below(shared: &Shared, object: &JsObject, watcher: &Watcher, below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![below.to_path_buf()];
    while let Some(directory) = waiting.pop() {
        let Ok(entries) = super::recursive::read_dir(&watcher.root.join(&directory), false) else { continue };
        for entry in entries {
            let path = directory.join(&entry.name);
            if entry.kind == 2 && watch(shared, object, watcher, path.clone()).is_ok() {
                waiting.push(path.clone());
            }
            found.push(path);
        }
    }
    found
}

fn on_event(event: &HandleEvent, context: &mut Context) -> JsResult<()> {
    let HandleEvent::Ready { readable: true, .. } = event else { return Ok(()) };
    loop {
        // Closed by one of its own events, the descriptor is gone.
        let Some(shared) = shared(context) else { return Ok(()) };
        let happened = read(&shared);
        if happened.is_empty() {
            return Ok(());
        }
        for one in happened {
            deliver(&shared, &one, context)?;
        }
    }
}

/// One buffer full of events; none is left where it is empty.
fn read(shared: &Shared) -> Vec<Happened> {
    let mut block = [MaybeUninit::uninit(); 8192];
    let mut reader = Reader::new(&shared.fd, &mut block);
    let mut happened = Vec::new();
    while let Ok(event) = reader.next() {
        let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()).to_owned());
        happened.push(Happened { watch: event.wd(), flags: event.events(), name });
        if reader.is_buffer_empty() {
            break;
        }
    }
    happened
}

/// Tells all who watch there.
fn deliver(shared: &Shared, happened: &Happened, context: &mut Context) -> JsResult<()> {
    let owners = shared.owners.borrow().get(&happened.watch).cloned().unwrap_or_default();
    if happened.flags.contains(ReadFlags::IGNORED) {
        // The kernel took the watch away with what was watched.
        shared.owners.borrow_mut().remove(&happened.watch);
    }
    for object in owners {
        let names = match object.downcast_ref::<Watcher>() {
            Some(watcher) if !watcher.closed.get() => names(shared, &object, &watcher, happened),
            _ => continue,
        };
        for (kind, name) in names {
            tell(&object, kind, &name, context)?;
        }
    }
    Ok(())
}

/// What a watcher is told of an event: kinds and names.
fn names(shared: &Shared, object: &JsObject, watcher: &Watcher, happened: &Happened) -> Vec<(&'static str, PathBuf)> {
    let flags = happened.flags;
    let ignored = flags.contains(ReadFlags::IGNORED);
    let below = watcher.watches.borrow().get(&happened.watch).cloned();
    if ignored {
        watcher.watches.borrow_mut().remove(&happened.watch);
    }
    let Some(below) = below else { return Vec::new() };
    let name = match &happened.name {
        Some(name) => below.join(name),
        // Of what is watched itself; a directory below has told this as an entry of the one above it.
        None if below.as_os_str().is_empty() => {
            watcher.root.file_name().map_or_else(|| watcher.root.clone(), PathBuf::from)
        }
        None => return Vec::new(),
    };
    let changes = ReadFlags::ATTRIB | ReadFlags::MODIFY;
    let mut told = Vec::new();
    if flags.intersects(changes) {
        told.push(("change", name.clone()));
    }
    if flags.intersects(changes.complement() - ReadFlags::ISDIR) {
        told.push(("rename", name.clone()));
    }
    let came = flags.intersects(ReadFlags::CREATE | ReadFlags::MOVED_TO) && flags.contains(ReadFlags::ISDIR);
    if watcher.recursive && came && watch(shared, object, watcher, name.clone()).is_ok() {
        // What was made in it before it was watched.
        told.extend(watch_below(shared, object, watcher, &name).into_iter().map(|path| ("rename", path)));
    }
    told
}

fn tell(object: &JsObject, kind: &str, name: &Path, context: &mut Context) -> JsResult<()> {
    let closed = object.downcast_ref::<Watcher>().is_none_or(|watcher| watcher.closed.get());
    let callback = object.get(js_string!("onchange"), context)?;
    let (false, Some(callback)) = (closed, callback.as_callable()) else { return Ok(()) };
    let name = buffer::from_slice(name.as_os_str().as_bytes(), context)?;
    event_loop::call(&callback, &object.clone().into(), &[JsString::from(kind).into(), name.into()], context)
}

/// Ends a watcher; with the last one the descriptor is closed.
fn end(object: &JsObject, context: &mut Context) {
    let Some(shared) = shared(context) else { return };
    let numbers = {
        let Some(watcher) = object.downcast_ref::<Watcher>() else { return };
        if watcher.closed.get() {
            return;
        }
        set_referenced(&shared, &watcher, false, context);
        watcher.closed.set(true);
        watcher.watches.take()
    };
    for number in numbers.into_keys() {
        let mut owners = shared.owners.borrow_mut();
        let Some(list) = owners.get_mut(&number) else { continue };
        list.retain(|owner| !JsObject::equals(owner, object));
        if list.is_empty() {
            owners.remove(&number);
            let _ = inotify::remove_watch(&shared.fd, number);
        }
    }
    shared.open.set(shared.open.get() - 1);
    if shared.open.get() == 0 {
        let state = state(context);
        let _ = state.reactor.borrow_mut().deregister_fd(shared.fd.as_raw_fd(), shared.token);
        state.pending.unbind_token(shared.token);
        state.pending.remove_handle(shared.id);
        state.set_slot(SHARED, JsValue::undefined());
    }
}

fn close(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = this.as_object() {
        end(&object, context);
    }
    Ok(JsValue::undefined())
}

fn change_reference(this: &JsValue, referenced: bool, context: &Context) -> JsValue {
    if let (Some(shared), Some(object)) = (shared(context), this.as_object())
        && let Some(watcher) = object.downcast_ref::<Watcher>()
    {
        set_referenced(&shared, &watcher, referenced, context);
    }
    this.clone()
}

fn reference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(change_reference(this, true, context))
}

fn unreference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(change_reference(this, false, context))
}

fn has_reference(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let object = this.as_object();
    let watcher = object.as_ref().and_then(|object| object.downcast_ref::<Watcher>());
    Ok(watcher.is_some_and(|watcher| watcher.referenced.get() && !watcher.closed.get()).into())
}
