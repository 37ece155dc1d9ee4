//! Lambda proxy integrations: the event a function gets, and the answer it must give.

pub(crate) mod answer;
pub(crate) mod event;
