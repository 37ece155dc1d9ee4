//! The JSON reader agrees with serde_json about what both accept, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let ours = query::json::parse(text);
    if let Err(error) = &ours {
        let _ = error.full_message(text);
    }
    let _ = query::json::too_deep(text);
    if let (Ok(ours), Some(fast)) = (ours, query::json::value(text)) {
        assert_eq!(ours, fast);
    }
});
