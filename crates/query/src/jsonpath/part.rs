//! The text of a part of a document, as it is written there.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::JsonPath;
use super::step::Step;

/// What `path` names in the text `document`; `None` unless it is a plain path of names and places that leads
/// somewhere.
pub(super) fn part<'t>(path: &JsonPath, document: &'t str) -> Option<&'t str> {
    let mut current = document.trim();
    for step in &path.steps {
        current = match step {
            Step::Key(name) => {
                let mut fields: HashMap<String, &'t RawValue> =
                    serde_json::from_str(current).ok()?;
                fields.remove(name.as_str())?.get()
            }
            Step::Index(at) => {
                let items: Vec<&'t RawValue> = serde_json::from_str(current).ok()?;
                items.get(usize::try_from(*at).ok()?)?.get()
            }
            _ => return None,
        };
    }
    Some(current)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_keeps_its_spelling() {
        let document = r#" {"a": {"b": [ 1.0,  {"c": [ "x" , 1e3 ]}]}, "a\"": 2} "#;
        let part = |path: &str| part(&JsonPath::parse(path).unwrap(), document);
        assert_eq!(part("$.a.b[1].c"), Some(r#"[ "x" , 1e3 ]"#));
        assert_eq!(part("$.a.b[0]"), Some("1.0"));
        assert_eq!(part("$$"), Some(document.trim()));
        for nowhere in ["$.b", "$.a[0]", "$.a.b[2]", "$.a.b[*]", "$..c"] {
            assert_eq!(part(nowhere), None, "{nowhere}");
        }
    }
}
