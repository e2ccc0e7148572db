//! A pool of small blocks, a list for each size and thread, over the system's allocator.
//!
//! An interpreter makes and drops small boxes all day: objects, shapes, strings, frames. A general allocator spends tens
//! of instructions on each, locks, and (glibc's, off the main thread) asks the kernel for every 4 KiB by which it grows.
//! Here a block is popped from its thread's list, or cut from the thread's chunk; the caller's `Layout` says its size
//! again at the end, so that nothing is stored beside it. A list that grows long hands its blocks in batches to a list
//! of all threads: what one thread makes and another drops comes back. Blocks never go back to the system; a size's
//! peak stays its own.

use std::alloc::{GlobalAlloc as _, Layout, System};
use std::cell::{Cell, UnsafeCell};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

/// The largest block of the pool, in bytes; larger ones are the system's.
const LARGEST: usize = 4096;
/// The alignment of every block.
const ALIGN: usize = 16;
/// What is asked of the system at once, in bytes. Untouched pages of it cost nothing.
const CHUNK: usize = 1 << 20;
/// How much of a thread's memory the kernel is asked to make ready at once, in bytes: a page fault for every 4 KiB costs
/// more. The first step is small, for most threads need little; each is twice the one before, up to the largest.
const FIRST_STEP: usize = 32 * 1024;
const LARGEST_STEP: usize = 256 * 1024;
/// How many bytes of one size make a batch.
const BATCH_BYTES: usize = 32 * 1024;
const CLASSES: usize = 28;

/// The block sizes: steps of 16 bytes at first, then four to each doubling, so that no more than a fifth is wasted.
const SIZES: [u16; CLASSES] = [
    16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792,
    2048, 2560, 3072, 3584, 4096,
];

/// A free block. Every block has room for its two words, for none is smaller than 16 bytes.
struct Free {
    next: *mut Free,
    /// Of a batch's first block: the next batch in the list of all threads.
    next_batch: *mut Free,
}

/// The free blocks of one size in one thread.
#[derive(Clone, Copy)]
struct List {
    head: *mut Free,
    length: u32,
    /// A whole batch besides, so that a thread at the border of a batch does not go to the shared list each time.
    spare: *mut Free,
}

/// What one thread keeps for itself.
struct Local {
    lists: [List; CLASSES],
    /// The uncut rest of the thread's chunk.
    next: *mut u8,
    left: usize,
    /// `left` at which the next step is made ready, and how long it is.
    ready: usize,
    step: usize,
    guarded: bool,
}

thread_local! {
    static LOCAL: UnsafeCell<Local> = const {
        UnsafeCell::new(Local {
            lists: [List { head: ptr::null_mut(), length: 0, spare: ptr::null_mut() }; CLASSES],
            next: ptr::null_mut(),
            left: 0,
            ready: 0,
            step: FIRST_STEP,
            guarded: false,
        })
    };
    /// Hands the thread's blocks to the others when the thread ends.
    static GUARD: Guard = const { Guard(Cell::new(())) };
}

struct Guard(Cell<()>);

impl Drop for Guard {
    fn drop(&mut self) {
        with_local(|local| {
            // SAFETY: `local` is this thread's; its lists hold free blocks of their class only, each in one list; the
            // rest of the chunk is nobody else's.
            unsafe {
                for (list, shared) in (*local).lists.iter_mut().zip(&SHARED) {
                    for batch in [&mut list.head, &mut list.spare] {
                        let batch = std::mem::replace(batch, ptr::null_mut());
                        if !batch.is_null() {
                            shared.push(batch);
                        }
                    }
                    list.length = 0;
                }
                if (*local).left > LARGEST {
                    let rest = (*local).next.cast::<Free>();
                    (*rest).next = ptr::without_provenance_mut((*local).left);
                    RESTS.push(rest);
                }
                (*local).left = 0;
            }
        });
    }
}

/// Batches of free blocks of one size that any thread may take.
struct Shared {
    locked: AtomicBool,
    first: UnsafeCell<*mut Free>,
}

// SAFETY: `first` is touched only while `locked` is held.
unsafe impl Sync for Shared {}

static SHARED: [Shared; CLASSES] =
    [const { Shared { locked: AtomicBool::new(false), first: UnsafeCell::new(ptr::null_mut()) } }; CLASSES];

/// What ended threads left of their chunks. Each rest begins with a [`Free`] whose `next` is its length in bytes.
static RESTS: Shared = Shared { locked: AtomicBool::new(false), first: UnsafeCell::new(ptr::null_mut()) };

impl Shared {
    /// A spinning lock: the standard library's may allocate, and no one holds this for longer than three moves.
    fn locked<R>(&self, action: impl FnOnce(*mut *mut Free) -> R) -> R {
        while self.locked.compare_exchange_weak(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
            std::hint::spin_loop();
        }
        let result = action(self.first.get());
        self.locked.store(false, Ordering::Release);
        result
    }

    /// # Safety
    /// `batch` heads a chain of free blocks of this size that nobody else holds.
    unsafe fn push(&self, batch: *mut Free) {
        // SAFETY: the batch is the caller's to give, and the lock is held.
        self.locked(|first| unsafe {
            (*batch).next_batch = *first;
            *first = batch;
        });
    }

    /// A chain of free blocks, or null.
    fn pop(&self) -> *mut Free {
        // SAFETY: the lock is held; what is in the list are batches that `push` took.
        self.locked(|first| unsafe {
            let batch = *first;
            if !batch.is_null() {
                *first = (*batch).next_batch;
            }
            batch
        })
    }
}

/// Which list serves a layout; `None` if the system does.
#[inline]
pub(super) fn class(layout: Layout) -> Option<usize> {
    let size = layout.size();
    if size > LARGEST || layout.align() > ALIGN || size == 0 {
        return None;
    }
    let last = size - 1;
    if last < 128 {
        return Some(last >> 4);
    }
    // Four steps to each doubling: the two bits below the highest say which.
    let doubling = last.ilog2() as usize;
    Some(8 + (doubling - 7) * 4 + ((last >> (doubling - 2)) & 3))
}

/// The bytes of a block of this list.
#[inline]
pub(super) fn size(class: usize) -> usize {
    SIZES[class] as usize
}

#[inline]
fn with_local<R>(action: impl FnOnce(*mut Local) -> R) -> R {
    LOCAL.with(|local| action(local.get()))
}

/// A block of a list; null when the system has no more memory.
#[inline]
pub(super) fn allocate(class: usize) -> *mut u8 {
    // SAFETY: `local` is this thread's own, nothing below calls back into it while a reference is held, and a block in a
    // list is a live allocation of its size that nobody uses.
    with_local(|local| unsafe {
        let list = &raw mut (*local).lists[class];
        let head = (*list).head;
        if head.is_null() {
            return refill(local, class);
        }
        (*list).head = (*head).next;
        (*list).length = (*list).length.wrapping_sub(1);
        head.cast()
    })
}

/// # Safety
/// `local` is this thread's.
#[cold]
#[inline(never)]
unsafe fn refill(local: *mut Local, class: usize) -> *mut u8 {
    // SAFETY: as in `allocate`.
    unsafe {
        guard(local);
        let list = &raw mut (*local).lists[class];
        let mut batch = std::mem::replace(&mut (*list).spare, ptr::null_mut());
        if batch.is_null() {
            batch = SHARED[class].pop();
        }
        if batch.is_null() {
            return cut(local, size(class));
        }
        (*list).head = (*batch).next;
        // Batches of ended threads are shorter; a length that is too high only makes the next batch shorter.
        (*list).length = batch_length(class) - 1;
        batch.cast()
    }
}

/// A new block from the thread's chunk.
///
/// # Safety
/// `local` is this thread's.
unsafe fn cut(local: *mut Local, size: usize) -> *mut u8 {
    // SAFETY: `next` and `left` describe the uncut rest of a chunk that belongs to this thread alone.
    unsafe {
        if (*local).left < size {
            let rest = RESTS.pop();
            if rest.is_null() {
                let chunk = System.alloc(Layout::from_size_align_unchecked(CHUNK, ALIGN));
                if chunk.is_null() {
                    return chunk;
                }
                (*local).next = chunk;
                (*local).left = CHUNK;
            } else {
                (*local).next = rest.cast();
                (*local).left = (*rest).next.addr();
            }
            (*local).ready = (*local).left;
        }
        let block = (*local).next;
        (*local).next = block.add(size);
        (*local).left -= size;
        if (*local).left < (*local).ready {
            let start = block.add((*local).left + size - (*local).ready);
            make_ready(start, (*local).ready.min((*local).step));
            (*local).ready = (*local).ready.saturating_sub((*local).step);
            (*local).step = ((*local).step * 2).min(LARGEST_STEP);
        }
        block
    }
}

/// Has the kernel provide these pages now.
///
/// # Safety
/// The bytes belong to a live allocation.
unsafe fn make_ready(start: *mut u8, length: usize) {
    #[cfg(target_os = "linux")]
    {
        use rustix::mm::{Advice, madvise};
        const PAGE: usize = 4096;
        let skipped = start.align_offset(PAGE);
        if length > skipped + PAGE {
            // A kernel that does not know the advice (before 5.14) refuses it, and the pages come one by one.
            // SAFETY: whole pages of the caller's allocation, whose bytes the advice leaves as they are.
            let _ = unsafe {
                madvise(start.add(skipped).cast(), (length - skipped) & !(PAGE - 1), Advice::LinuxPopulateWrite)
            };
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (start, length);
}

fn batch_length(class: usize) -> u32 {
    (BATCH_BYTES / size(class)) as u32
}

/// Takes a block back.
///
/// # Safety
/// The block came from [`allocate`] with the same class, in whatever thread, and is used no more.
#[inline]
pub(super) unsafe fn free(block: *mut u8, class: usize) {
    // SAFETY: as in `allocate`; the block is ours again by the caller's promise.
    with_local(|local| unsafe {
        let list = &raw mut (*local).lists[class];
        let block = block.cast::<Free>();
        (*block).next = (*list).head;
        (*list).head = block;
        (*list).length = (*list).length.wrapping_add(1);
        if (*list).length >= batch_length(class) {
            let full = std::mem::replace(&mut (*list).spare, (*list).head);
            (*list).head = ptr::null_mut();
            (*list).length = 0;
            if !full.is_null() {
                guard(local);
                SHARED[class].push(full);
            }
        }
    });
}

/// Sees to it that the thread's end gives its blocks up.
///
/// # Safety
/// `local` is this thread's.
unsafe fn guard(local: *mut Local) {
    // SAFETY: as in `allocate`.
    unsafe {
        if !(*local).guarded {
            (*local).guarded = true;
            // While the thread ends this fails, and the few blocks of its last moments stay with it.
            let _ = GUARD.try_with(|guard| guard.0.set(()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).expect("a layout")
    }

    #[test]
    fn every_size_fits_its_class_and_wastes_little() {
        for bytes in 1..=LARGEST {
            let block = size(class(layout(bytes)).expect("small"));
            assert!(block >= bytes && (block - bytes) < 16.max(bytes / 4), "{bytes} in {block}");
        }
        assert_eq!(class(layout(LARGEST + 1)), None);
        assert_eq!(class(Layout::from_size_align(64, 64).expect("a layout")), None);
    }

    #[test]
    fn blocks_are_distinct_and_come_back() {
        let class = class(layout(100)).expect("small");
        let blocks: HashSet<usize> = (0..5_000).map(|_| allocate(class) as usize).collect();
        assert_eq!(blocks.len(), 5_000);
        assert!(blocks.iter().all(|block| block.is_multiple_of(ALIGN)));
        for block in &blocks {
            // SAFETY: made above, freed once.
            unsafe { free(*block as *mut u8, class) };
        }
        let again = (0..5_000).filter(|_| blocks.contains(&(allocate(class) as usize))).count();
        assert!(again > 4_000, "{again} of 5000 blocks came back");
    }

    #[test]
    fn blocks_freed_by_another_thread_are_not_lost() {
        // A size that no other test uses.
        let class = class(layout(3_500)).expect("small");
        let mut chunks = HashSet::new();
        for _ in 0..200 {
            let blocks: Vec<usize> = (0..64).map(|_| allocate(class) as usize).collect();
            chunks.extend(blocks.iter().map(|block| block / CHUNK));
            std::thread::spawn(move || {
                for block in blocks {
                    // SAFETY: made above, freed once.
                    unsafe { free(block as *mut u8, class) };
                }
            })
            .join()
            .expect("the thread ends");
        }
        // 12,800 blocks are 44 MB; those of one round need a quarter of one.
        assert!(chunks.len() < 8, "{} chunks", chunks.len());
    }
}
