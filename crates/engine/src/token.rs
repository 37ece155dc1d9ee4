//! Task tokens and page tokens: opaque texts under a MAC, so that nobody can make one up.
//!
//! A token is URL-safe base64 without padding of: kind, content, and the first 16 bytes of HMAC-SHA256 over both. The
//! standard alphabet and padding are accepted too, for callers that re-encode.

use std::sync::Arc;

use asl::step::{TaskId, TokenMaker};
use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::ExecutionId;

/// What a token stands for: its first byte, so that one kind never passes for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Task = 1,
    List = 2,
    History = 3,
}

const MAC_BYTES: usize = 16;
/// Longer texts are no tokens of ours; AWS allows 2048.
const MAX_TEXT: usize = 128;

const WRITE: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, CONFIG);
const READ_STANDARD: GeneralPurpose = GeneralPurpose::new(&STANDARD, CONFIG);
const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The key of all tokens of one store, ready for use.
#[derive(Clone)]
pub(crate) struct TokenKey(Hmac<Sha256>);

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey")
    }
}

impl TokenKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
    }

    /// The token of a task.
    pub(crate) fn task(&self, execution: ExecutionId, task: TaskId) -> String {
        self.write(Kind::Task, &pair(execution.0, task.0))
    }

    /// The execution and task of a token.
    pub(crate) fn read_task(&self, token: &str) -> Option<(ExecutionId, TaskId)> {
        let (execution, task) = unpair(&self.read(Kind::Task, token)?)?;
        Some((ExecutionId(execution), TaskId(task)))
    }

    /// The token of the page after `last` of the list that `query` describes.
    pub(crate) fn list(&self, query: &[u8], last: ExecutionId) -> String {
        self.write(Kind::List, &pair(last.0, self.digest(query)))
    }

    /// Where the page begins, if the token is of the same `query`.
    pub(crate) fn read_list(&self, query: &[u8], token: &str) -> Option<ExecutionId> {
        let (last, digest) = unpair(&self.read(Kind::List, token)?)?;
        (digest == self.digest(query)).then_some(ExecutionId(last))
    }

    /// The token of the history page that begins with event `from`.
    pub(crate) fn history(&self, query: &[u8], from: u64) -> String {
        self.write(Kind::History, &pair(from, self.digest(query)))
    }

    /// The event the page begins with, if the token is of the same `query`.
    pub(crate) fn read_history(&self, query: &[u8], token: &str) -> Option<u64> {
        let (from, digest) = unpair(&self.read(Kind::History, token)?)?;
        (digest == self.digest(query)).then_some(from)
    }

    /// Makes the task tokens of one execution.
    pub(crate) fn maker(self: &Arc<Self>, execution: ExecutionId) -> TokenMaker {
        let key = Arc::clone(self);
        TokenMaker(Arc::new(move |task| key.task(execution, task)))
    }

    fn digest(&self, query: &[u8]) -> u64 {
        let mac = self.0.clone().chain_update(query).finalize().into_bytes();
        let mut head = [0; 8];
        head.copy_from_slice(&mac[..8]);
        u64::from_be_bytes(head)
    }

    fn write(&self, kind: Kind, content: &[u8; 16]) -> String {
        let mut bytes = [0; 1 + 16 + MAC_BYTES];
        bytes[0] = kind as u8;
        bytes[1..17].copy_from_slice(content);
        let mac = self.0.clone().chain_update(&bytes[..17]).finalize();
        bytes[17..].copy_from_slice(&mac.into_bytes()[..MAC_BYTES]);
        WRITE.encode(bytes)
    }

    fn read(&self, kind: Kind, text: &str) -> Option<Vec<u8>> {
        if text.len() > MAX_TEXT {
            return None;
        }
        let standard = text.contains(['+', '/']);
        let alphabet = if standard { &READ_STANDARD } else { &WRITE };
        let bytes = alphabet.decode(text).ok()?;
        let (signed, mac) = bytes.split_at_checked(17)?;
        let mac_fits = mac.len() == MAC_BYTES && signed[0] == kind as u8;
        let checked = self.0.clone().chain_update(signed);
        (mac_fits && checked.verify_truncated_left(mac).is_ok()).then(|| signed[1..].to_vec())
    }
}

fn pair(first: u64, second: u64) -> [u8; 16] {
    let both = u128::from(first) << 64 | u128::from(second);
    both.to_be_bytes()
}

fn unpair(bytes: &[u8]) -> Option<(u64, u64)> {
    let both = u128::from_be_bytes(bytes.try_into().ok()?);
    Some(((both >> 64) as u64, both as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> TokenKey {
        TokenKey::new(&[7; 32])
    }

    #[test]
    fn a_task_token_reads_back_in_either_alphabet() {
        for id in 0..200 {
            let token = key().task(ExecutionId(id), TaskId(id + 1));
            let expected = Some((ExecutionId(id), TaskId(id + 1)));
            let standard = token.replace('-', "+").replace('_', "/");
            assert_eq!(key().read_task(&token), expected);
            assert_eq!(key().read_task(&standard), expected);
            assert!(!token.contains(['+', '/', '=']));
        }
    }

    #[test]
    fn a_changed_foreign_or_cut_token_is_refused() {
        let token = key().task(ExecutionId(1), TaskId(2));
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(key().read_task(&changed), None, "{at}");
            assert_eq!(key().read_task(&token[..at]), None, "{at}");
        }
        assert_eq!(TokenKey::new(&[8; 32]).read_task(&token), None);
        assert_eq!(key().read_task(&"A".repeat(2000)), None);
        assert_eq!(key().read_task("\u{e9}"), None);
    }

    #[test]
    fn a_page_token_serves_only_its_query_and_kind() {
        let token = key().list(b"q", ExecutionId(5));
        assert_eq!(key().read_list(b"q", &token), Some(ExecutionId(5)));
        assert_eq!(key().read_list(b"other", &token), None);
        assert_eq!(key().read_history(b"q", &token), None);
        assert_eq!(key().read_task(&token), None);
    }
}
