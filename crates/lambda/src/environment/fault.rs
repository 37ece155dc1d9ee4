//! What a caller gets when the platform, not the function, ends an invocation: type and text as AWS words them.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Ending, Finished};
use crate::limits::RESPONSE_BYTES;
use crate::runtime_api::Body;

/// A failed invocation or start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The runtime told what went wrong: its own JSON, and the type it put into a header or the JSON.
    Reported { kind: String, payload: Bytes },
    /// The function's answer is over the limit.
    TooLarge,
    /// The runtime process ended.
    Exit(Ending),
    /// The function took longer than this many seconds.
    Timeout(u32),
}

#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "errorType")]
    kind: &'a str,
    #[serde(rename = "errorMessage")]
    message: &'a str,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "errorType")]
    kind: Option<String>,
}

impl Fault {
    /// What a runtime reported.
    pub(crate) fn reported(body: Body, header: Option<String>) -> Self {
        let Body::Whole(payload) = body else {
            return Self::TooLarge;
        };
        let typed = serde_json::from_slice::<Typed>(&payload).ok();
        let kind = header.or_else(|| typed.and_then(|typed| typed.kind));
        Self::Reported {
            kind: kind.unwrap_or_else(|| "Runtime.Unknown".into()),
            payload,
        }
    }

    /// The error's type, as in the REPORT line.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Reported { kind, .. } => kind,
            Self::TooLarge => "Function.ResponseSizeTooLarge",
            Self::Exit(_) => "Runtime.ExitError",
            Self::Timeout(_) => "Sandbox.Timedout",
        }
    }

    /// The log line that precedes END, if the fault has one.
    pub(crate) fn line(&self, request_id: &str) -> Option<String> {
        match self {
            Self::Reported { .. } | Self::TooLarge => None,
            Self::Exit(ending) => Some(format!(
                "RequestId: {request_id} Error: {ending}\nRuntime.ExitError\n"
            )),
            Self::Timeout(seconds) => Some(format!(
                "{} {request_id} Task timed out after {seconds}.00 seconds\n\n",
                crate::clock::now()
            )),
        }
    }

    /// The answer to the caller.
    pub(crate) fn finished(&self, request_id: &str, tail: Option<String>) -> Finished {
        Finished {
            payload: self.payload(request_id),
            failed: true,
            tail,
        }
    }

    fn payload(&self, request_id: &str) -> Bytes {
        let message = match self {
            Self::Reported { payload, .. } => return payload.clone(),
            Self::TooLarge => format!(
                "Response payload size exceeded maximum allowed payload size ({RESPONSE_BYTES} bytes)."
            ),
            Self::Exit(ending) => format!("RequestId: {request_id} Error: {ending}"),
            Self::Timeout(seconds) => {
                format!("RequestId: {request_id} Error: Task timed out after {seconds}.00 seconds")
            }
        };
        let payload = Payload {
            kind: self.kind(),
            message: &message,
        };
        let text = serde_json::to_vec(&payload).expect("two strings serialize to memory");
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(fault: &Fault) -> String {
        String::from_utf8(fault.finished("id", None).payload.to_vec()).unwrap()
    }

    #[test]
    fn texts_are_those_of_aws() {
        let expected = r#"{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: id Error: Task timed out after 1.00 seconds"}"#;
        assert_eq!(payload(&Fault::Timeout(1)), expected);
        let expected = r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: id Error: Runtime exited without providing a reason"}"#;
        assert_eq!(payload(&Fault::Exit(Ending::Exited(0))), expected);
        let expected = r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: id Error: Runtime exited with error: exit status 1"}"#;
        assert_eq!(payload(&Fault::Exit(Ending::Exited(1))), expected);
        let expected = r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: id Error: Runtime exited with error: signal: killed"}"#;
        assert_eq!(payload(&Fault::Exit(Ending::Signaled(9))), expected);
        let expected = r#"{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}"#;
        assert_eq!(payload(&Fault::TooLarge), expected);
    }

    #[test]
    fn what_a_runtime_reports_goes_through_unchanged() {
        let body = Bytes::from_static(br#"{"errorMessage": "x", "errorType": "E"}"#);
        let fault = Fault::reported(Body::Whole(body.clone()), None);
        assert_eq!(fault.kind(), "E");
        assert_eq!(fault.finished("id", None).payload, body);
    }
}
