//! Checking a JSON text that stays a text: an execution's input, a task's output.

use serde::de::IgnoredAny;

/// What is wrong with `text` as JSON, in the words of Jackson, which AWS runs; absent when nothing is.
#[must_use]
pub fn defect(text: &str) -> Option<String> {
    if serde_json::from_str::<IgnoredAny>(text).is_ok() {
        return None;
    }
    query::json::read(text).err().map(|error| error.message)
}

#[cfg(test)]
mod tests {
    use super::defect;

    #[test]
    fn defects_are_told_in_jacksons_words() {
        for text in ["{}", "[1, 2]", "\"a\"", "null", " 1 "] {
            assert_eq!(defect(text), None, "{text}");
        }
        let unrecognized = "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
        assert_eq!(defect("not json").as_deref(), Some(unrecognized));
        assert!(defect("").is_some());
        assert!(defect("{\"a\":").is_some());
    }
}
