//! Any text is an intrinsic function call or is refused, and any call has a value or an error.
#![no_main]

use std::borrow::Cow;

use asl::intrinsics::{Intrinsic, Random, Resolve};
use libfuzzer_sys::fuzz_target;
use query::jsonpath::{EvalError, JsonPath};
use serde_json::{Value, json};

struct Document(Value);

impl Resolve for Document {
    type Error = EvalError;

    fn path(&self, path: &JsonPath) -> Result<Cow<'_, Value>, EvalError> {
        path.select(&self.0)
    }
}

struct Counting(u64);

impl Random for Counting {
    fn next_u64(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.0
    }
}

fuzz_target!(|text: &str| {
    let Ok(call) = Intrinsic::parse(text) else {
        return;
    };
    let document =
        Document(json!({"a": [1, 2.5, -3], "b": {"c": "text", "d": null}, "e": "W10=", "n": 7}));
    if let Ok(value) = call.evaluate(&document, &mut Counting(1)) {
        assert!(
            value.to_string().len() < 64 << 20,
            "a value beyond all limits"
        );
    }
});
