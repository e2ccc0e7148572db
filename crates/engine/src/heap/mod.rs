//! An allocator that is quick with small blocks and knows how many bytes ArrayBuffers hold, for programs that make it
//! their global allocator.
//!
//! Small blocks come from [`pool`], large ones from [`large`], the rest from the system.
//!
//! The collector counts its own boxes alone, so that garbage of large buffers would pile up unseen; and nothing else
//! can say what `process.memoryUsage().arrayBuffers` should. Boa aligns the bytes of buffers to 64, which nothing else
//! does: that is how they are told apart. The counter is the process's, as the allocator is: with several runtimes each
//! sees the buffers of all.

mod large;
mod pool;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The alignment of ArrayBuffers (`boa_engine::object::builtins::AlignedVec`).
const BUFFER_ALIGN: usize = 64;

static BYTES: AtomicUsize = AtomicUsize::new(0);
static IN_USE: AtomicBool = AtomicBool::new(false);

/// Small blocks from a pool, larger ones from the system, with the bytes of buffers counted.
#[derive(Debug, Default, Clone, Copy)]
pub struct Allocator;

/// The bytes that ArrayBuffers of this process hold; `None` if [`Allocator`] is not its allocator.
#[must_use]
pub fn buffer_bytes() -> Option<usize> {
    IN_USE.load(Ordering::Relaxed).then(|| BYTES.load(Ordering::Relaxed))
}

/// Whether anything counts buffers is not known before the first of them: this makes and drops one.
#[must_use]
pub fn counts_buffers() -> bool {
    if !IN_USE.load(Ordering::Relaxed) {
        drop(std::hint::black_box(crate::AlignedVec::<u8>::with_capacity(BUFFER_ALIGN, 1)));
    }
    IN_USE.load(Ordering::Relaxed)
}

fn grown(layout: Layout) {
    if layout.align() == BUFFER_ALIGN {
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        IN_USE.store(true, Ordering::Relaxed);
    }
}

fn shrunk(layout: Layout) {
    if layout.align() == BUFFER_ALIGN {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
    }
}

// SAFETY: a block comes from the pool or from the system by its layout alone, so it goes back to where it came from;
// blocks of the pool are as large and as aligned as their layout asks; counting allocates nothing.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if let Some(class) = pool::class(layout) {
            return pool::allocate(class);
        }
        let pointer = match large::capacity(layout) {
            Some(capacity) => large::allocate(capacity, None),
            // SAFETY: the caller's promises are those that `System` asks for.
            None => unsafe { System.alloc(layout) },
        };
        if !pointer.is_null() {
            grown(layout);
        }
        pointer
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if let Some(class) = pool::class(layout) {
            let pointer = pool::allocate(class);
            if !pointer.is_null() {
                // SAFETY: the block has at least the layout's size.
                unsafe { pointer.write_bytes(0, layout.size()) };
            }
            return pointer;
        }
        let pointer = match large::capacity(layout) {
            Some(capacity) => large::allocate(capacity, Some(layout.size())),
            // SAFETY: as in `alloc`.
            None => unsafe { System.alloc_zeroed(layout) },
        };
        if !pointer.is_null() {
            grown(layout);
        }
        pointer
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if let Some(class) = pool::class(layout) {
            // SAFETY: the layout is the one the block was made with, so it is the pool's and of this class.
            unsafe { pool::free(pointer, class) };
            return;
        }
        match large::capacity(layout) {
            // SAFETY: the layout is the one the block was made with, so it is a large one of this capacity.
            Some(capacity) => unsafe { large::free(pointer, capacity) },
            // SAFETY: as in `alloc`; the pointer came from `System`.
            None => unsafe { System.dealloc(pointer, layout) },
        }
        shrunk(layout);
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that the size, rounded up to the alignment, is no overflow.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        let (old, new) = (Home::of(layout), Home::of(wanted));
        let moved = match (old, new) {
            (Home::Pool(old), Home::Pool(new)) if old == new => return pointer,
            // SAFETY: the layout is the one the block was made with, so it is a large one of this capacity.
            (Home::Large(old), Home::Large(new)) => unsafe { large::resize(pointer, old, new) },
            // SAFETY: as in `dealloc`.
            (Home::System, Home::System) => unsafe { System.realloc(pointer, layout, size) },
            // SAFETY: both layouts are valid; the two blocks are distinct and hold the smaller size each.
            _ => unsafe {
                let moved = self.alloc(wanted);
                if !moved.is_null() {
                    moved.copy_from_nonoverlapping(pointer, layout.size().min(size));
                    self.dealloc(pointer, layout);
                }
                return moved;
            },
        };
        if !moved.is_null() && layout.align() == BUFFER_ALIGN {
            BYTES.fetch_add(size, Ordering::Relaxed);
            BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        }
        moved
    }
}

/// Who serves blocks of a layout.
#[derive(PartialEq, Eq)]
enum Home {
    Pool(usize),
    Large(usize),
    System,
}

impl Home {
    #[inline]
    fn of(layout: Layout) -> Self {
        match (pool::class(layout), large::capacity(layout)) {
            (Some(class), _) => Self::Pool(class),
            (None, Some(capacity)) => Self::Large(capacity),
            (None, None) => Self::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, Source};

    #[global_allocator]
    static ALLOCATOR: Allocator = Allocator;

    #[test]
    fn buffers_are_counted_while_they_live() {
        assert!(counts_buffers());
        let context = &mut Context::default();
        let bytes = || buffer_bytes().expect("counted");
        let before = bytes();
        context.eval(Source::from_bytes("globalThis.b = new Uint8Array(1 << 26)")).expect("a buffer");
        let held = bytes() - before;
        assert!((1 << 26..1 << 27).contains(&held), "{held}");
        context.eval(Source::from_bytes("b = undefined")).expect("dropped");
        crate::force_collect();
        assert!(bytes() < before + (1 << 25));
    }
}
