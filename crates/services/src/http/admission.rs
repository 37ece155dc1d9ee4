//! How much the server takes on at once. Beyond it a request is refused before anything is done for it, in the words
//! AWS has for that, so that those it has taken on are answered in good time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws::{Error, Service};

/// How much is taken on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests at work. Those that only wait (for an activity's task, for a function) may be eight times as many.
    pub requests: usize,
    /// Bytes of request bodies.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 4096,
            body_bytes: 256 << 20,
        }
    }
}

/// Requests that wait may be so many times those at work.
const WAITING: usize = 8;

/// Counts what is under way.
#[derive(Debug)]
pub struct Admission {
    limits: Limits,
    requests: AtomicUsize,
    waiting: AtomicUsize,
    bytes: AtomicUsize,
}

impl Admission {
    /// Nothing under way.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            requests: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
        }
    }

    /// Takes a request on, if there is room.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Place> {
        take(&self.requests, 1, self.limits.requests).then(|| Place {
            admission: Arc::clone(self),
            waits: false,
            bytes: 0,
        })
    }

    /// Requests at work, requests that wait, and bytes of bodies.
    #[must_use]
    pub fn under_way(&self) -> (usize, usize, usize) {
        let load = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        (load(&self.requests), load(&self.waiting), load(&self.bytes))
    }
}

/// Adds `more` unless that exceeds `most`.
fn take(count: &AtomicUsize, more: usize, most: usize) -> bool {
    let before = count.fetch_add(more, Ordering::Relaxed);
    let fits = before.saturating_add(more) <= most;
    if !fits {
        count.fetch_sub(more, Ordering::Relaxed);
    }
    fits
}

/// A request that was taken on; its place is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    admission: Arc<Admission>,
    waits: bool,
    bytes: usize,
}

impl Place {
    /// Counts more bytes of the body; false when there is no room for them.
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let fits = take(
            &self.admission.bytes,
            bytes,
            self.admission.limits.body_bytes,
        );
        if fits {
            self.bytes += bytes;
        }
        fits
    }

    /// From now on it only waits, and leaves its place to others; false when too many do.
    pub(crate) fn wait(&mut self) -> bool {
        let most = self.admission.limits.requests.saturating_mul(WAITING);
        if !self.waits && take(&self.admission.waiting, 1, most) {
            self.admission.requests.fetch_sub(1, Ordering::Relaxed);
            self.waits = true;
        }
        self.waits
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let counted = match self.waits {
            true => &self.admission.waiting,
            false => &self.admission.requests,
        };
        counted.fetch_sub(1, Ordering::Relaxed);
        self.admission
            .bytes
            .fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// What each service answers to more requests than it takes. Step Functions, CloudWatch Logs and EventBridge say
/// `ThrottlingException` with status 400, IAM and STS `Throttling`
/// (<https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html>), API Gateway and Lambda
/// `TooManyRequestsException` with status 429
/// (<https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors>).
pub(crate) fn throttled(service: Service) -> Error {
    match service {
        Service::Lambda => Error::new("TooManyRequestsException", 429, "Rate exceeded")
            .with("Reason", "CallerRateLimitExceeded")
            .with("Type", "User"),
        Service::ApiGateway => Error::new("TooManyRequestsException", 429, "Too Many Requests"),
        Service::Iam | Service::Sts => Error::new("Throttling", 400, "Rate exceeded"),
        Service::States | Service::Logs | Service::Events => {
            Error::new("ThrottlingException", 400, "Rate exceeded")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(requests: usize, body_bytes: usize) -> Arc<Admission> {
        Arc::new(Admission::new(Limits {
            requests,
            body_bytes,
        }))
    }

    #[test]
    fn as_many_requests_as_the_limit_and_no_more() {
        let admission = admission(2, 0);
        let first = admission.enter().unwrap();
        let _second = admission.enter().unwrap();
        assert!(admission.enter().is_none());
        drop(first);
        assert!(admission.enter().is_some());
    }

    #[test]
    fn as_many_bytes_as_the_limit_and_no_more() {
        let admission = admission(2, 10);
        let mut first = admission.enter().unwrap();
        let mut second = admission.enter().unwrap();
        assert!(first.grow(6) && second.grow(4));
        assert!(!second.grow(1));
        drop(first);
        assert!(second.grow(6));
        assert_eq!(admission.under_way(), (1, 0, 10));
        drop(second);
        assert_eq!(admission.under_way(), (0, 0, 0));
    }

    #[test]
    fn who_waits_leaves_room_for_others_up_to_a_bound() {
        let admission = admission(1, 0);
        let mut waiting = Vec::new();
        for _ in 0..WAITING {
            let mut place = admission.enter().unwrap();
            assert!(place.wait());
            waiting.push(place);
        }
        let mut last = admission.enter().unwrap();
        assert!(!last.wait());
        assert!(admission.enter().is_none());
        drop((waiting, last));
        assert_eq!(admission.under_way(), (0, 0, 0));
    }

    #[test]
    fn every_service_refuses_in_its_own_words() {
        let said = |service| {
            let error = throttled(service);
            (error.code.into_owned(), error.status)
        };
        assert_eq!(said(Service::States), ("ThrottlingException".into(), 400));
        assert_eq!(said(Service::Iam), ("Throttling".into(), 400));
        assert_eq!(
            said(Service::Lambda),
            ("TooManyRequestsException".into(), 429)
        );
        assert_eq!(
            said(Service::ApiGateway),
            ("TooManyRequestsException".into(), 429)
        );
    }
}
