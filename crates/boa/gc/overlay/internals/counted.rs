//! Boxes that are freed once their last handle is gone, without a collection.
//!
//! Every handle is counted, those within the heap too: that is how upstream tells roots. So a box without handles is
//! garbage, and known to be, unless something refers to it in another way: by an ephemeron, which marks it
//! ([`GcHeader::pin`](super::GcHeader::pin)), or by its address, which is why only boxes made by `Gc::new_counted` are
//! freed in this way. Cycles are left to the collector.
//!
//! Nothing is dropped where the last handle is: whoever drops it may be using anything. Such boxes wait until something
//! is allocated, when a collection could come as well, a few at each allocation, so that long lists take neither stack
//! nor time at once. Their memory serves the next box of the size, and stays in the heap's list meanwhile.

use super::{GcBox, VTable};
use crate::{GcErasedPointer, Trace, Tracer};
use std::alloc::{Layout, dealloc};
use std::any::TypeId;
use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;

/// How many boxes may be freed at an allocation.
const AT_ONCE: usize = 16;

/// Sizes up to this are kept for the next box of the size, in bytes.
const LARGEST: usize = 1024;

/// How much may be vacant before a collection gives it back, in bytes.
const VACANT: usize = 8 << 20;

/// Boxes of such a type can be freed in this way.
pub(crate) const fn fits<T: Trace + 'static>() -> bool {
    let layout = Layout::new::<GcBox<T>>();
    layout.align() == align_of::<Vacant>() && layout.size() >= size_of::<Vacant>() && layout.size() <= LARGEST
}

/// A box without a value.
#[repr(C)]
struct Vacant {
    header: super::GcHeader,
    vtable: &'static VTable,
    next: Option<NonNull<Self>>,
    size: usize,
}

/// The vacant boxes of a heap, by size.
#[derive(Debug)]
pub(crate) struct Vacancies {
    by_size: [Option<NonNull<Vacant>>; LARGEST / 8 + 1],
    bytes: usize,
}

impl Vacancies {
    pub(crate) const NONE: Self = Self { by_size: [None; LARGEST / 8 + 1], bytes: 0 };

    /// Room for a box of this size.
    #[inline(always)]
    pub(crate) fn take(&mut self, size: usize) -> Option<NonNull<u8>> {
        let list = self.by_size.get_mut(size / 8)?;
        let vacant = (*list)?;
        // SAFETY: what is in a list is vacant: `leave` has made it so, and nothing else refers to it.
        *list = unsafe { vacant.as_ref() }.next;
        self.bytes -= size;
        Some(vacant.cast())
    }

    /// How many bytes are vacant.
    pub(crate) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether so much is vacant, of `all` bytes, that it should be given back.
    pub(crate) const fn are_many(&self, all: usize) -> bool {
        self.bytes > VACANT && self.bytes > all / 4 * 3
    }

    /// Puts a box there whose value is dropped.
    fn leave(&mut self, pointer: GcErasedPointer, size: usize) {
        let vacant = pointer.cast::<Vacant>();
        let Some(list) = self.by_size.get_mut(size / 8) else { return };
        let header = super::GcHeader::new();
        header.dec_ref_count();
        // SAFETY: the box is as large as `fits` asks, its value is dropped, and nothing refers to it.
        unsafe { vacant.write(Vacant { header, vtable: &VACANT_TABLE, next: *list, size }) };
        *list = Some(vacant);
        self.bytes += size;
    }

    /// A collection gives all of them back.
    pub(crate) fn forget(&mut self) {
        *self = Self::NONE;
    }
}

thread_local! {
    /// Boxes without handles that have not been freed yet.
    static RELEASED: UnsafeCell<Vec<GcErasedPointer>> = const { UnsafeCell::new(Vec::new()) };
    /// Whether a collection is under way, which finds them itself.
    static COLLECTING: Cell<bool> = const { Cell::new(false) };
}

/// The last handle of the box is gone.
///
/// # Safety
/// The box must be there, and must not be given another handle, but by an ephemeron that has pinned it.
#[inline]
pub(crate) unsafe fn released(pointer: GcErasedPointer) {
    // SAFETY: the caller's; only the header and the table are looked at.
    let node = unsafe { pointer.as_ref() };
    if node.vtable.is_counted() && !node.header.is_pinned() {
        wait(pointer);
    }
}

#[inline(never)]
fn wait(pointer: GcErasedPointer) {
    if !COLLECTING.get() {
        // At the end of a thread the list may be gone before the last handle: then so is the heap, or soon.
        // SAFETY: the list is used in this module only, and nothing is called while it is.
        let _ = RELEASED.try_with(|list| unsafe { &mut *list.get() }.push(pointer));
    }
}

/// Frees some of the boxes that wait. The heap must not be in use. `leave` is told of each that is vacant.
#[inline(always)]
pub(crate) fn free_some(vacate: impl Fn(GcErasedPointer, usize)) {
    // SAFETY: as in `wait`.
    if RELEASED.with(|list| unsafe { &*list.get() }.is_empty()) {
        return;
    }
    free(vacate);
}

#[inline(never)]
fn free(vacate: impl Fn(GcErasedPointer, usize)) {
    for _ in 0..AT_ONCE {
        // SAFETY: as in `wait`.
        let Some(pointer) = RELEASED.with(|list| unsafe { &mut *list.get() }.pop()) else { return };
        // SAFETY: a box stays where it is from its release to here: a collection empties the list.
        let node = unsafe { &mut *pointer.as_ptr() };
        let table = node.vtable;
        // Dropping the value may run a collection: this box is a root without contents meanwhile.
        node.header.inc_ref_count();
        node.vtable = &LEAVING_TABLE;
        // SAFETY: the table is that of the box's type, and nothing refers to the value any more.
        unsafe { table.drop_value_fn()(pointer) };
        vacate(pointer, table.size());
    }
}

/// Puts a box, whose value is dropped, among the vacant.
pub(crate) fn vacate(vacancies: &mut Vacancies, pointer: GcErasedPointer, size: usize) {
    vacancies.leave(pointer, size);
}

/// While it is there, handles that go are not noted: a collection frees what has none.
pub(crate) struct Collecting;

impl Collecting {
    pub(crate) fn new() -> Self {
        COLLECTING.set(true);
        // SAFETY: as in `wait`.
        RELEASED.with(|list| unsafe { &mut *list.get() }.clear());
        Self
    }
}

impl Drop for Collecting {
    fn drop(&mut self) {
        COLLECTING.set(false);
    }
}

unsafe fn trace_nothing(_: GcErasedPointer, _: &mut Tracer) {}

unsafe fn nothing(_: GcErasedPointer) {}

unsafe fn free_vacant(this: GcErasedPointer) {
    let vacant = this.cast::<Vacant>();
    // SAFETY: `leave` has written it; the box was allocated with this size, and this alignment as `fits` asks.
    unsafe {
        let size = vacant.as_ref().size;
        dealloc(vacant.as_ptr().cast(), Layout::from_size_align_unchecked(size, align_of::<Vacant>()));
    }
}

static VACANT_TABLE: VTable = VTable::of_nothing(free_vacant, TypeId::of::<Vacancies>());
static LEAVING_TABLE: VTable = VTable::of_nothing(nothing, TypeId::of::<Collecting>());

/// A table without a type: nothing to trace or to finalize.
impl VTable {
    const fn of_nothing(drop_fn: super::DropFn, type_id: TypeId) -> Self {
        Self {
            trace_fn: trace_nothing,
            trace_non_roots_fn: nothing,
            run_finalizer_fn: nothing,
            drop_fn,
            drop_value_fn: nothing,
            counted: false,
            type_id,
            size: 0,
        }
    }
}
