//! restJson1: Lambda and API Gateway.
//!
//! Source: <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>.

mod answer;
mod bind;

pub(super) use answer::{encode, encode_error};
pub(super) use bind::decode;

use super::text;
use crate::shape::Operation;

/// The labels of `path` when it is `operation`'s: pairs of wire name and decoded text. A slash at the end does not
/// matter; a label is never empty; `{name+}` takes the rest of the path.
pub(crate) fn labels(operation: &Operation, path: &str) -> Option<Vec<(&'static str, String)>> {
    let template = operation.path.split('?').next().unwrap_or_default();
    let mut template = template.trim_end_matches('/').split('/');
    let mut rest = path.trim_end_matches('/');
    let mut labels = Vec::new();
    // Both begin with a slash: what stands before it is empty on both sides.
    loop {
        match template.next() {
            None => return None,
            Some(part) => {
                let (segment, after) = rest
                    .split_once('/')
                    .map_or((rest, None), |(s, r)| (s, Some(r)));
                let greedy = part.ends_with("+}");
                let taken = if greedy { rest } else { segment };
                match part.strip_prefix('{') {
                    Some(label) if !taken.is_empty() => {
                        let name = label.trim_end_matches(['}', '+']);
                        labels.push((name, text::percent_decoded(taken)?.into_owned()));
                    }
                    None if part == taken => {}
                    _ => return None,
                }
                match after {
                    Some(after) if !greedy => rest = after,
                    _ => return template.next().is_none().then_some(labels),
                }
            }
        }
    }
}
