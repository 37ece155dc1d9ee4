//! Reading a request's body, up to a limit, and no more than the server has room for.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

use super::admission::Place;

/// How long a client may send nothing in the middle of its body.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyError {
    /// It is longer than the limit.
    TooLarge,
    /// The client went away, broke the protocol, or sent nothing for too long.
    Broken,
    /// The server has no room for it now.
    Throttled,
}

/// The whole body, if it is at most `limit` bytes long. A body that came in one piece is not copied.
pub(super) async fn read(
    mut body: Incoming,
    limit: usize,
    place: &mut Place,
) -> Result<Bytes, BodyError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(BodyError::TooLarge);
    }
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(piece) = next(&mut body).await? {
        if !place.grow(piece.len()) {
            return Err(BodyError::Throttled);
        }
        if first.len() + all.len() + piece.len() > limit {
            return Err(BodyError::TooLarge);
        }
        if first.is_empty() && all.is_empty() {
            first = piece;
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&piece);
        }
    }
    match all.is_empty() {
        true => Ok(first),
        false => Ok(all.freeze()),
    }
}

/// The next piece. Most are there already, and need no timer.
async fn next(body: &mut Incoming) -> Result<Option<Bytes>, BodyError> {
    loop {
        let frame = match body.frame().now_or_never() {
            Some(frame) => frame,
            // Dropping the wait for a frame loses none of it.
            None => tokio::time::timeout(PATIENCE, body.frame())
                .await
                .map_err(|_| BodyError::Broken)?,
        };
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(BodyError::Broken),
            // Trailers are no part of the body.
            Some(Ok(frame)) => {
                if let Ok(piece) = frame.into_data() {
                    return Ok(Some(piece));
                }
            }
        }
    }
}
