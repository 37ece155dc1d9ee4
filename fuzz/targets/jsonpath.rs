//! Any text is a path or is refused; any path selects from and writes into any document or says why not.
//!
//! The data is a path, a zero byte, and a document; without one a fixed document is used.
#![no_main]

use libfuzzer_sys::fuzz_target;
use query::jsonpath::{Dialect, JsonPath};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let (path, document) = text.split_once('\0').unwrap_or((text, ""));
    let document = query::json::value(document).unwrap_or_else(
        || json!({"a": [{"b": 1, "c": "x"}, {"b": 2.5}], "d": {"e": [[1], []]}, "f": null}),
    );
    for dialect in [Dialect::States, Dialect::Gateway] {
        if let Ok(path) = JsonPath::parse_with(path, dialect) {
            try_path(&path, &document);
        }
    }
});

fn try_path(path: &JsonPath, document: &Value) {
    let _ = path.select(document).map_err(|error| error.to_string());
    let mut written = document.clone();
    if path.is_reference() && path.write(&mut written, json!(42)).is_ok() {
        let read = path.select(&written).expect("what was written is there");
        assert_eq!(*read, json!(42));
    }
}
