//! Many reads at once, whatever the store.

use std::pin::Pin;

use futures_util::FutureExt;
use futures_util::future::join_all;

/// Runs futures beside each other; their results in order. One that need not wait, as a read of an embedded store, is
/// done at its first look and not kept beside the others: with a hundred executions of some KiB each that counts.
pub(crate) async fn together<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let looks = futures.into_iter().map(look).collect::<Vec<_>>();
    if looks.iter().all(|look| matches!(look, Look::Ready(_))) {
        return looks.into_iter().filter_map(Look::ready).collect();
    }
    join_all(looks.into_iter().map(Look::result)).await
}

enum Look<F: Future> {
    Ready(F::Output),
    Waits(Pin<Box<F>>),
}

fn look<F: Future>(future: F) -> Look<F> {
    let mut future = Box::pin(future);
    // It is asked again with somebody to wake.
    match (&mut future).now_or_never() {
        Some(output) => Look::Ready(output),
        None => Look::Waits(future),
    }
}

impl<F: Future> Look<F> {
    fn ready(self) -> Option<F::Output> {
        match self {
            Self::Ready(output) => Some(output),
            Self::Waits(_) => None,
        }
    }

    async fn result(self) -> F::Output {
        match self {
            Self::Ready(output) => output,
            Self::Waits(future) => future.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use futures_util::future::{BoxFuture, Either};
    use tokio::sync::Barrier;

    use super::*;

    #[tokio::test]
    async fn results_come_in_order_whoever_waits() {
        assert_eq!(together((0..3).map(ready)).await, [0, 1, 2]);
        // None of those that wait gets on before all of them wait.
        let barrier = Barrier::new(2);
        let read = |number: u32| match number % 2 {
            0 => Either::Left(ready(number)),
            _ => Either::Right(async {
                barrier.wait().await;
                9
            }),
        };
        assert_eq!(together((0..4).map(read)).await, [0, 9, 2, 9]);
        let none: [BoxFuture<'static, ()>; 0] = [];
        assert!(together(none).await.is_empty());
    }
}
