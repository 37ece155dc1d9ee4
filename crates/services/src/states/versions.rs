//! Versions of state machines: snapshots that do not change
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html>).

use std::sync::Arc;

use aws::Error;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::collection::Change;

use super::machines::{MachineDocument, Machines};
use crate::call::Context;

/// AWS's limit on versions of one machine.
const MOST_VERSIONS: usize = 1000;

/// A version as it is stored, under its ARN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionDocument {
    /// Its number: the first is 1, and none is given twice.
    pub number: u64,
    /// What the machine was.
    pub machine: Arc<MachineDocument>,
    /// What whoever published it says about it.
    pub description: Option<String>,
    /// When it was published.
    pub created: Timestamp,
}

/// A version that exists.
pub(super) struct Published {
    /// Its ARN.
    pub(super) arn: String,
    /// The version.
    pub(super) version: Arc<VersionDocument>,
}

/// The ARN of a version.
pub(super) fn version_arn(machine: &str, number: u64) -> String {
    format!("{machine}:{number}")
}

impl Machines {
    /// A machine's versions, the newest first.
    pub(super) fn versions_of(&self, machine: &str) -> Vec<(Arc<str>, Arc<VersionDocument>)> {
        let mut versions = self.versions.list(&format!("{machine}:"));
        versions.sort_by_key(|(_, version)| std::cmp::Reverse(version.number));
        versions
    }

    /// The version of this revision, if it was published.
    pub(super) fn version_of_revision(&self, arn: &str, revision: &str) -> Option<Published> {
        let versions = self.versions_of(arn).into_iter();
        let mut same = versions.filter(|(_, version)| version.machine.revision_id == revision);
        same.next().map(|(arn, version)| Published {
            arn: arn.to_string(),
            version,
        })
    }
}

/// Publishes what `machine` is in the change, or finds that this was done. Both changes are open, so that nobody else
/// publishes.
///
/// # Errors
/// `ServiceQuotaExceededException` when the machine has as many versions as AWS allows.
pub(super) fn publish(
    cx: &Context<'_>,
    machines: &mut Change<MachineDocument>,
    versions: &mut Change<VersionDocument>,
    arn: &str,
    machine: &MachineDocument,
    description: Option<String>,
) -> Result<Published, Error> {
    let kept = &cx.app.machines;
    if let Some(published) = kept.version_of_revision(arn, &machine.revision_id) {
        return Ok(published);
    }
    if kept.versions_of(arn).len() >= MOST_VERSIONS && cx.quotas() {
        return Err(cx.error(
            "ServiceQuotaExceededException",
            format!("The state machine has reached the maximum of {MOST_VERSIONS} versions."),
        ));
    }
    let number = machine.versions + 1;
    let counted = MachineDocument {
        versions: number,
        ..machine.clone()
    };
    let machine = machines.put(arn, counted);
    let version = VersionDocument {
        number,
        machine,
        description,
        created: cx.now(),
    };
    let arn = version_arn(arn, number);
    let version = versions.put(&arn, version);
    Ok(Published { arn, version })
}
