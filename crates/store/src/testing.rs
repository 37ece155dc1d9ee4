//! What proves a store: the suite every backend runs, and a store whose commits can be made to fail.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

pub mod faults;
pub mod random;
pub mod suite;

/// Polls `future` once and says what came of it, so that a test can see that something waits without waiting for it.
pub async fn poll_once<F: Future + Unpin>(mut future: F) -> Poll<F::Output> {
    std::future::poll_fn(|cx| Poll::Ready(Pin::new(&mut future).poll(cx))).await
}
