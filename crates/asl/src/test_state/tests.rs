//! States of every type under test, with mocks.
