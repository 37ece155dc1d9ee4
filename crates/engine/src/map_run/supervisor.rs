//! Has Map Runs performed: those that begin, and at open those that an earlier process left.

use std::sync::Arc;

use store::{ReadError, Store};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::attend::Attendant;
use super::driver::pause;
use super::record::OPEN;
use crate::command::Message;
use crate::shared::Shared;

/// Has every Map Run performed.
pub(crate) struct Supervisor {
    pub(crate) shared: Arc<Shared>,
    pub(crate) lanes: Vec<Sender<Message>>,
    pub(crate) closing: CancellationToken,
    /// The Map Runs that an earlier process left, as they were before this one began any.
    pub(crate) left: Vec<String>,
}

/// The Map Runs with something left to do.
pub(crate) async fn left(store: &dyn Store) -> Result<Vec<String>, ReadError> {
    let open = store.documents(OPEN, "").await?;
    Ok(open.into_iter().map(|(arn, _)| arn).collect())
}

impl Supervisor {
    pub(crate) async fn run(self) {
        let closing = self.closing.clone();
        // Drivers end with this task; what they have not finished is found at the next open.
        let _ = closing.run_until_cancelled(self.perform()).await;
    }

    async fn perform(self) {
        let map_runs = &self.shared.map_runs;
        let Some(mut asked) = map_runs.asked() else {
            return;
        };
        self.left.into_iter().for_each(|arn| map_runs.look(arn));
        let mut tasks = JoinSet::new();
        loop {
            tokio::select! {
                // What has ended is forgotten first, however much is asked; what is asked comes before a look at the
                // store, which then finds it claimed. Neither loses anything by being dropped.
                biased;
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                asked = asked.recv() => {
                    let Some(asked) = asked else { return };
                    let attendant = Attendant::new(Arc::clone(&self.shared), self.lanes.clone());
                    tasks.spawn(attendant.attend(asked));
                }
                () = map_runs.rescan.notified() => {
                    tasks.spawn(look_again(Arc::clone(&self.shared)));
                }
            }
        }
    }
}

/// A commit failed, and what should have followed it did not: a Map Run may wait for its driver, or a driver may not know
/// that its execution has ended.
async fn look_again(shared: Arc<Shared>) {
    loop {
        pause(&shared).await;
        match left(&*shared.store).await {
            Ok(left) => return left.into_iter().for_each(|arn| shared.map_runs.look(arn)),
            Err(error) => tracing::warn!(%error, "Map Runs cannot be read"),
        }
    }
}
