//! Items to children: each item selected, batched, written as the text that a child execution gets.

use std::sync::Arc;

use asl::event::{Failure, Payload};
use asl::map_run::dataset::reader_failure;
use asl::map_run::{BatchRule, Items, MapRunSpec};
use serde_json::Value;

use super::objects::{ItemIterator, MapRunCaller};
use crate::shared::Shared;

/// Where children come from.
pub(super) enum Source {
    /// The items.
    Items(Children),
    /// They all exist, up to this number, and are only redriven.
    Known(u64),
}

impl Source {
    /// Child `index`, which comes after the one asked for before.
    pub(super) fn next(&mut self, index: u64) -> Result<Option<ChildInput>, Failure> {
        match self {
            Self::Items(children) => children.next(),
            Self::Known(end) => Ok((index < *end).then(ChildInput::default)),
        }
    }
}

/// What a child execution is to be started with.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ChildInput {
    pub(super) input: Payload,
    /// How many items are in it.
    pub(super) items: u64,
}

/// The children still to come.
pub(super) struct Children {
    spec: Arc<MapRunSpec>,
    items: Box<dyn Iterator<Item = Result<Value, Failure>> + Send>,
    /// The number of the next item.
    index: u64,
    /// A text that did not fit the batch before.
    left_over: Option<String>,
    largest: usize,
}

impl Children {
    /// The children of a Map Run whose first `skip` items are done.
    pub(super) async fn open(
        shared: &Shared,
        caller: &MapRunCaller,
        spec: Arc<MapRunSpec>,
        skip: u64,
    ) -> Result<Self, Failure> {
        let skipped = usize::try_from(skip).unwrap_or(usize::MAX);
        let items: ItemIterator = match &spec.items {
            Items::Array(items) => Box::new(elements(Arc::clone(items)).skip(skipped).map(Ok)),
            Items::Read(request) => {
                let most = match request.max_items {
                    Some(negative) if negative < 0 => {
                        return Err(reader_failure("field MaxItems must be positive"));
                    }
                    // Zero is no limit (recorded).
                    Some(0) | None => usize::MAX,
                    Some(most) => usize::try_from(most).unwrap_or(usize::MAX),
                };
                let objects = shared.map_runs.objects().await;
                let items = objects.read(caller, request).await?;
                Box::new(items.take(most).skip(skipped))
            }
        };
        Ok(Self {
            spec,
            items,
            index: skip,
            left_over: None,
            largest: shared.limits.payload_bytes,
        })
    }

    /// The next child, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<ChildInput>, Failure> {
        let spec = Arc::clone(&self.spec);
        let child = match &spec.batch {
            None => self.next_text()?.map(|text| ChildInput {
                input: Payload::new(text),
                items: 1,
            }),
            Some(rule) => self.batch(rule)?,
        };
        match child {
            Some(child) if child.input.len() > self.largest => {
                Err(asl::map_run::results_too_large(&spec.state))
            }
            child => Ok(child),
        }
    }

    /// The input of one item.
    fn next_text(&mut self) -> Result<Option<String>, Failure> {
        if let Some(text) = self.left_over.take() {
            return Ok(Some(text));
        }
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let text = self.spec.item_text(self.index, &item?)?;
        self.index += 1;
        Ok(Some(text))
    }

    /// As many items as fit; one that is too large by itself is alone.
    fn batch(&mut self, rule: &BatchRule) -> Result<Option<ChildInput>, Failure> {
        let most = rule.max_items.unwrap_or(u64::MAX);
        let room = rule.max_bytes.and_then(|bytes| usize::try_from(bytes).ok());
        let room = room.unwrap_or(self.largest).min(self.largest);
        let mut texts: Vec<String> = Vec::new();
        let mut bytes = rule.overhead();
        while (texts.len() as u64) < most {
            let Some(text) = self.next_text()? else { break };
            let more = text.len() + usize::from(!texts.is_empty());
            if bytes + more > room && !texts.is_empty() {
                self.left_over = Some(text);
                break;
            }
            bytes += more;
            texts.push(text);
        }
        let items = texts.len() as u64;
        Ok((items > 0).then(|| ChildInput {
            input: rule.input_of(&texts),
            items,
        }))
    }
}

fn elements(array: Arc<Value>) -> impl Iterator<Item = Value> + Send {
    (0..).map_while(move |index: usize| array.get(index).cloned())
}
