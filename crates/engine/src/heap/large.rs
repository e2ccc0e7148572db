//! Large blocks, straight from the kernel, with the last freed ones kept for reuse.
//!
//! Buffers of a megabyte come and go with every chunk a program reads. Fresh pages from the kernel cost a fault each,
//! some ten times what clearing a page that is there costs; so freed blocks wait here, up to [`KEPT`] bytes, for the next
//! of their size. A block that nobody had yet is zero as the kernel gives it: a large `Buffer.alloc` that is not touched
//! takes no memory. Where there is no such kernel, the system's allocator serves everything.

use std::alloc::Layout;
use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering};

/// The smallest block that is served here, in bytes.
const SMALLEST: usize = 128 * 1024;
/// The largest alignment: a page.
const ALIGN: usize = 4096;
/// How many bytes of free blocks are kept.
const KEPT: usize = 16 << 20;
/// How many free blocks are kept.
const SLOTS: usize = 64;

/// The bytes that are mapped for a layout: eight sizes to each doubling, so that blocks of nearly the same size can stand
/// for each other. `None` if the layout is not served here.
#[inline]
pub(super) fn capacity(layout: Layout) -> Option<usize> {
    let size = layout.size();
    if !cfg!(target_os = "linux") || size < SMALLEST || layout.align() > ALIGN {
        return None;
    }
    let step = 1_usize << (size.ilog2() - 3);
    Some(size.checked_add(step - 1)? & !(step - 1))
}

/// The free blocks, the oldest first.
struct Kept {
    blocks: [(usize, usize); SLOTS],
    count: usize,
    bytes: usize,
}

/// The free blocks of all threads.
struct Store {
    locked: AtomicBool,
    kept: UnsafeCell<Kept>,
}

// SAFETY: `kept` is touched only while `locked` is held.
unsafe impl Sync for Store {}

static STORE: Store = Store {
    locked: AtomicBool::new(false),
    kept: UnsafeCell::new(Kept { blocks: [(0, 0); SLOTS], count: 0, bytes: 0 }),
};

/// Spins: the standard library's locks may allocate, and this is held for a look at a few dozen words.
fn locked<R>(action: impl FnOnce(&mut Kept) -> R) -> R {
    while STORE.locked.compare_exchange_weak(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
        std::hint::spin_loop();
    }
    // SAFETY: the lock is held, and `action` does not come back here.
    let result = action(unsafe { &mut *STORE.kept.get() });
    STORE.locked.store(false, Ordering::Release);
    result
}

impl Kept {
    fn take(&mut self, capacity: usize) -> Option<usize> {
        let at = self.blocks[..self.count].iter().rposition(|block| block.1 == capacity)?;
        Some(self.remove(at).0)
    }

    fn remove(&mut self, at: usize) -> (usize, usize) {
        let block = self.blocks[at];
        self.blocks.copy_within(at + 1..self.count, at);
        self.count -= 1;
        self.bytes -= block.1;
        block
    }

    /// Keeps a block if there is room; else the oldest are to make way, one at a time.
    fn make_room(&mut self, capacity: usize) -> Option<(usize, usize)> {
        (self.count == SLOTS || self.bytes + capacity > KEPT).then(|| self.remove(0))
    }

    fn keep(&mut self, address: usize, capacity: usize) {
        self.blocks[self.count] = (address, capacity);
        self.count += 1;
        self.bytes += capacity;
    }
}

/// A block of this capacity; null when the system has no more memory. All its bytes are 0 if `zeroed`.
pub(super) fn allocate(capacity: usize, zeroed: Option<usize>) -> *mut u8 {
    let Some(address) = locked(|kept| kept.take(capacity)) else { return os::map(capacity) };
    let block = std::ptr::with_exposed_provenance_mut::<u8>(address);
    if let Some(length) = zeroed {
        // SAFETY: the block is mapped, as long as its capacity, and nobody else's.
        unsafe { block.write_bytes(0, length) };
    }
    block
}

/// Takes a block back.
///
/// # Safety
/// The block came from [`allocate`] or [`resize`] with this capacity and is used no more.
pub(super) unsafe fn free(block: *mut u8, capacity: usize) {
    if capacity > KEPT / 2 {
        // SAFETY: the caller's promise.
        unsafe { os::unmap(block, capacity) };
        return;
    }
    // One at a time: unmapping is the kernel's work and not done under the lock.
    while let Some((oldest, length)) = locked(|kept| kept.make_room(capacity)) {
        // SAFETY: what is kept is mapped with this length, and now in nobody's hands.
        unsafe { os::unmap(std::ptr::with_exposed_provenance_mut(oldest), length) };
    }
    let given_back = locked(|kept| {
        let fits = kept.count < SLOTS && kept.bytes + capacity <= KEPT;
        if fits {
            kept.keep(block.expose_provenance(), capacity);
        }
        !fits
    });
    if given_back {
        // Another thread was quicker.
        // SAFETY: the caller's promise.
        unsafe { os::unmap(block, capacity) };
    }
}

/// Moves a block to another capacity without copying; null when the system has no more memory (the block stays).
///
/// # Safety
/// The block came from [`allocate`] or [`resize`] with the capacity `old`.
pub(super) unsafe fn resize(block: *mut u8, old: usize, new: usize) -> *mut u8 {
    if old == new {
        return block;
    }
    // SAFETY: the caller's promise.
    unsafe { os::remap(block, old, new) }
}

#[cfg(target_os = "linux")]
mod os {
    use rustix::mm::{MapFlags, MremapFlags, ProtFlags, mmap_anonymous, mremap, munmap};
    use std::ptr;

    pub(super) fn map(length: usize) -> *mut u8 {
        let anywhere = ptr::null_mut();
        // SAFETY: a new mapping where the kernel likes touches nobody's memory.
        let mapped = unsafe { mmap_anonymous(anywhere, length, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE) };
        mapped.map_or(ptr::null_mut(), <*mut _>::cast)
    }

    pub(super) unsafe fn unmap(block: *mut u8, length: usize) {
        // SAFETY: the caller's mapping, of this length. It can fail only for want of kernel memory, and then stays.
        let _ = unsafe { munmap(block.cast(), length) };
    }

    pub(super) unsafe fn remap(block: *mut u8, old: usize, new: usize) -> *mut u8 {
        // SAFETY: the caller's mapping, of the length `old`.
        unsafe { mremap(block.cast(), old, new, MremapFlags::MAYMOVE) }.map_or(ptr::null_mut(), <*mut _>::cast)
    }
}

/// Never called: nothing is served here.
#[cfg(not(target_os = "linux"))]
mod os {
    pub(super) fn map(_: usize) -> *mut u8 {
        std::ptr::null_mut()
    }

    pub(super) unsafe fn unmap(_: *mut u8, _: usize) {}

    pub(super) unsafe fn remap(_: *mut u8, _: usize, _: usize) -> *mut u8 {
        std::ptr::null_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(size: usize) -> Option<usize> {
        capacity(Layout::from_size_align(size, 64).expect("a layout"))
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn capacities_are_whole_pages_and_waste_little() {
        assert_eq!(of(SMALLEST - 1), None);
        for size in [SMALLEST, SMALLEST + 1, 1 << 20, (1 << 20) + 1, 12_345_678, isize::MAX as usize - 64] {
            let capacity = of(size).expect("large");
            assert!(
                capacity >= size && capacity.is_multiple_of(ALIGN) && capacity - size <= size / 8,
                "{capacity} for {size}"
            );
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_block_comes_back_clean_and_moves_with_its_bytes() {
        let capacity = of(3 << 20).expect("large");
        let block = allocate(capacity, None);
        // SAFETY: the block is as long as its capacity until it is freed; each is freed once.
        unsafe {
            block.write_bytes(7, capacity);
            free(block, capacity);
            let again = allocate(capacity, Some(capacity));
            assert!((0..capacity).step_by(1000).all(|at| *again.add(at) == 0));
            again.write_bytes(9, capacity);
            let wider = of(9 << 20).expect("large");
            let moved = resize(again, capacity, wider);
            assert!((0..capacity).step_by(1000).all(|at| *moved.add(at) == 9));
            free(moved, wider);
        }
        assert!(locked(|kept| kept.bytes <= KEPT && kept.count <= SLOTS));
    }
}
