//! Waiting for new events of a group without asking again and again.

use model::Scope;
use store::Commit;
use tokio::sync::watch;

use crate::logs::Logs;
use crate::state::GroupDocument;

/// Wakes its owner when a group, there or not yet, has new events to read.
#[derive(Debug)]
pub struct Tail(watch::Receiver<u64>);

impl Tail {
    /// Waits until events have become readable since the last call, or since [`Logs::tail`]. Dropping the future loses
    /// nothing.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // The logs are gone: nothing will come.
            std::future::pending::<()>().await;
        }
    }
}

impl Logs {
    /// Watches a group. Begin to watch, read what is there, then wait: nothing falls in between.
    #[must_use]
    pub fn tail(&self, scope: &Scope, group: &str) -> Tail {
        let mut state = self.state();
        let tails = &mut state.tails;
        tails.retain(|_, tail| !tail.is_closed());
        let tail = tails.entry(GroupDocument::key(scope, group));
        Tail(tail.or_insert_with(|| watch::Sender::new(0)).subscribe())
    }

    /// Passes `commit` on and wakes those who watch the group once the events can be read.
    pub(crate) fn wake_when_durable(&self, group_key: String, commit: Commit) -> Commit {
        let (done, passed_on) = Commit::pending();
        let logs = self.clone();
        tokio::spawn(async move {
            let result = commit.await;
            if let Err(error) = &result {
                tracing::error!(group = group_key, %error, "log events were not stored");
            } else if let Some(tail) = logs.state().tails.get(&group_key) {
                tail.send_modify(|count| *count += 1);
            }
            // The writer may not want to know.
            let _ = done.send(result);
        });
        passed_on
    }
}
