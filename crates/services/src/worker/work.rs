//! A task to be performed: of an execution, or of a state under test.

use asl::event::Payload;
use asl::step::TaskTarget;
use engine::Offer;

/// What a call needs to know of its task.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work<'a> {
    /// What to call.
    pub(crate) target: &'a TaskTarget,
    /// The evaluated parameters or input.
    pub(crate) input: &'a Payload,
    /// The role to act as.
    pub(crate) role_arn: &'a str,
    /// The execution it is done for; it names account and region.
    pub(crate) execution_arn: &'a str,
}

impl<'a> Work<'a> {
    /// The task of an offer.
    pub(crate) fn of(offer: &'a Offer) -> Self {
        Self {
            target: offer.target(),
            input: offer.input(),
            role_arn: offer.role_arn(),
            execution_arn: offer.execution_arn(),
        }
    }

    pub(crate) fn target(&self) -> &'a TaskTarget {
        self.target
    }

    pub(crate) fn input(&self) -> &'a Payload {
        self.input
    }

    pub(crate) fn role_arn(&self) -> &'a str {
        self.role_arn
    }

    pub(crate) fn execution_arn(&self) -> &'a str {
        self.execution_arn
    }
}
