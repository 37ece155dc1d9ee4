//! The allocator, and how memory is given back when the server rests.
//!
//! mimalloc keeps what a thread frees, and what others free of its pages, until that thread allocates again, which an
//! idle one never does: after four payloads of 50 MiB an idle server held 400 MiB. So every thread is asked, once for
//! each rest.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use libmimalloc_sys as sys;
use tokio::runtime::Handle;

/// Allocates with mimalloc, by its own alignment wherever that is enough.
///
/// `mi_malloc_aligned`, which the crate `mimalloc` always calls, asks for up to seven bytes more as soon as the pages of
/// a size are full, and never makes new pages of that size: a twentieth of a busy server's time went there.
#[derive(Debug)]
pub(crate) struct Mimalloc;

/// `MI_MAX_ALIGN_SIZE`: what blocks of at least so many bytes are aligned to.
const NATURAL: usize = 16;

fn is_natural(layout: Layout) -> bool {
    layout.align() <= NATURAL && layout.align() <= layout.size()
}

#[expect(unsafe_code, reason = "an allocator has no safe form")]
// SAFETY: mimalloc is an allocator of C: blocks have at least the size asked for, are aligned as asked for (without
// being asked, to the largest power of two of up to `NATURAL` that is not larger than the size), stay until they are
// freed, and may be freed and resized by any thread whichever function they came from. No function unwinds.
unsafe impl GlobalAlloc for Mimalloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: see above.
        let block = unsafe {
            match is_natural(layout) {
                true => sys::mi_malloc(size),
                false => sys::mi_malloc_aligned(size, align),
            }
        };
        block.cast()
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: see above.
        let block = unsafe {
            match is_natural(layout) {
                true => sys::mi_zalloc(size),
                false => sys::mi_zalloc_aligned(size, align),
            }
        };
        block.cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, _layout: Layout) {
        // SAFETY: `block` came from this allocator and is not used any more, as the trait demands.
        unsafe { sys::mi_free(block.cast()) };
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let natural = layout.align() <= NATURAL && layout.align() <= new_size;
        // SAFETY: as above; `block` came from this allocator, as the trait demands.
        let block = unsafe {
            match natural {
                true => sys::mi_realloc(block.cast(), new_size),
                false => sys::mi_realloc_aligned(block.cast(), new_size, layout.align()),
            }
        };
        block.cast()
    }
}

/// Counts the rests.
static RESTS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// The last rest this thread gave memory back for.
    static SEEN: Cell<u64> = const { Cell::new(0) };
}

/// To be called when the server begins to rest: gives this thread's memory back, and wakes the runtime's threads so that
/// they come by [`before_parking`].
pub(crate) fn rest(runtime: &Handle) {
    RESTS.fetch_add(1, Ordering::Relaxed);
    before_parking();
    for _ in 0..runtime.metrics().num_workers() {
        runtime.spawn(async {});
    }
}

/// To be called by a thread that is about to wait for work.
pub(crate) fn before_parking() {
    let rests = RESTS.load(Ordering::Relaxed);
    if SEEN.replace(rests) != rests {
        give_back();
    }
}

#[expect(unsafe_code, reason = "the allocator has no safe form of it")]
fn give_back() {
    // SAFETY: any thread may call it at any time; it frees only what is free.
    unsafe { sys::mi_collect(true) };
}

#[cfg(test)]
#[expect(unsafe_code, reason = "an allocator has no safe form")]
mod tests {
    use super::*;

    /// Fills a block that must be aligned.
    unsafe fn check(block: *mut u8, align: usize, size: usize) {
        assert!(!block.is_null() && block.addr().is_multiple_of(align));
        // SAFETY: the caller allocated `size` bytes.
        unsafe { block.write_bytes(0xa5, size) };
    }

    #[test]
    fn blocks_of_every_size_are_aligned_and_keep_what_they_hold() {
        for align in [1, 2, 4, 8, 16, 32, 64, 128, 4096] {
            for size in (1..700).chain([4095, 4096, 70_000, 3 << 20]) {
                let layout = Layout::from_size_align(size, align).unwrap();
                // SAFETY: each block is used within its size and freed once with its layout.
                unsafe {
                    let block = Mimalloc.alloc(layout);
                    check(block, align, size);
                    let larger = Mimalloc.realloc(block, layout, 2 * size);
                    assert!(larger.addr().is_multiple_of(align));
                    assert!((0..size).all(|at| larger.add(at).read() == 0xa5));
                    check(larger, align, 2 * size);
                    let grown = Layout::from_size_align(2 * size, align).unwrap();
                    let smaller = Mimalloc.realloc(larger, grown, size.div_ceil(2));
                    check(smaller, align, size.div_ceil(2));
                    Mimalloc.dealloc(
                        smaller,
                        Layout::from_size_align(size.div_ceil(2), align).unwrap(),
                    );
                    let zeroed = Mimalloc.alloc_zeroed(layout);
                    assert!((0..size).all(|at| zeroed.add(at).read() == 0));
                    check(zeroed, align, size);
                    Mimalloc.dealloc(zeroed, layout);
                }
            }
        }
    }
}
