//! Counting what a thread allocates while it evaluates an expression.
//!
//! The evaluator itself bounds time and depth, not memory. A program that makes [`Counting`] its global allocator
//! gets that bound as well: beyond its budget an evaluation is cancelled at its next step.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::{Cell, RefCell};

use jsonata_core::evaluator::CancelToken;

/// A global allocator that counts for evaluations and leaves the work to `A`.
#[derive(Debug, Default)]
pub struct Counting<A>(pub A);

thread_local! {
    /// What may still be allocated; below zero the evaluation is cancelled. `None` outside evaluations.
    static LEFT: Cell<Option<i64>> = const { Cell::new(None) };
    static TOKEN: RefCell<Option<CancelToken>> = const { RefCell::new(None) };
}

/// While it lives, this thread's allocations count against a budget.
pub(super) struct Budget {
    outer: (Option<i64>, Option<CancelToken>),
}

impl Budget {
    /// Begins to count; `token` is cancelled when more than `bytes` are held.
    pub(super) fn enter(bytes: usize, token: CancelToken) -> Self {
        let outer_token = TOKEN.replace(Some(token));
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let outer_left = LEFT.replace(Some(bytes));
        Self {
            outer: (outer_left, outer_token),
        }
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        LEFT.set(self.outer.0);
        TOKEN.replace(self.outer.1.take());
    }
}

/// Takes `bytes` more, or gives some back when negative. Must not allocate.
fn charge(bytes: i64) {
    let counted = LEFT.try_with(|left| {
        let now = left.get()?.saturating_sub(bytes);
        left.set(Some(now));
        Some(now)
    });
    if let Ok(Some(now)) = counted
        && now < 0
        && bytes > 0
    {
        cancel();
    }
}

#[cold]
fn cancel() {
    let _: Result<(), _> = TOKEN.try_with(|token| {
        if let Ok(token) = token.try_borrow()
            && let Some(token) = token.as_ref()
        {
            token.cancel();
        }
    });
}

fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

#[expect(
    unsafe_code,
    reason = "the trait is unsafe; every call is handed on unchanged"
)]
// SAFETY: every method calls the same method of the inner allocator with the same arguments; counting touches only
// thread-local cells that need no allocation.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counting<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        charge(size(layout.size()));
        // SAFETY: the caller keeps the trait's contract.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        charge(size(layout.size()));
        // SAFETY: the caller keeps the trait's contract.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        charge(-size(layout.size()));
        // SAFETY: the caller keeps the trait's contract.
        unsafe { self.0.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        charge(size(new_size) - size(layout.size()));
        // SAFETY: the caller keeps the trait's contract.
        unsafe { self.0.realloc(place, layout, new_size) }
    }
}
