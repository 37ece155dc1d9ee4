//! Numbers that look random and follow from a seed.

pub(crate) use query::random::SplitMix;
