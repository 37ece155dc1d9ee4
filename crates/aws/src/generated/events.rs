//! Typed inputs and outputs of Amazon EventBridge. Written by `cargo xtask codegen` from `models/events.json`.
