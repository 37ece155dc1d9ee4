//! A JSON body as a form: `RequestBodyEncoding: URL_ENCODED`.

use serde::Deserialize;
use serde_json::Value;

use super::web::{encoded, plain};

/// How the items of an array are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ArrayFormat {
    /// `array[0]=a&array[1]=b`
    #[default]
    Indices,
    /// `array=a&array=b`
    Repeat,
    /// `array=a,b`
    Commas,
    /// `array[]=a&array[]=b`
    Brackets,
    /// The array as JSON.
    None,
}

/// `body` as a form; members of members are named `outer[inner]`.
pub(super) fn encode(body: &Value, format: ArrayFormat) -> String {
    let mut pairs = Vec::new();
    match body {
        Value::Object(members) => {
            for (name, value) in members {
                add(name, value, format, &mut pairs);
            }
        }
        other => pairs.push((plain(other), None)),
    }
    let pairs = pairs.into_iter().map(|(name, value)| match value {
        Some(value) => format!("{}={}", encoded(&name), encoded(&value)),
        None => encoded(&name),
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn add(name: &str, value: &Value, format: ArrayFormat, pairs: &mut Vec<(String, Option<String>)>) {
    match (value, format) {
        (Value::Object(members), _) => {
            for (inner, value) in members {
                add(&format!("{name}[{inner}]"), value, format, pairs);
            }
        }
        (Value::Array(items), ArrayFormat::Commas) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            pairs.push((name.to_owned(), Some(items.join(","))));
        }
        (
            Value::Array(items),
            ArrayFormat::Indices | ArrayFormat::Repeat | ArrayFormat::Brackets,
        ) => {
            for (index, item) in items.iter().enumerate() {
                let name = match format {
                    ArrayFormat::Indices => format!("{name}[{index}]"),
                    ArrayFormat::Brackets => format!("{name}[]"),
                    _ => name.to_owned(),
                };
                add(&name, item, format, pairs);
            }
        }
        (Value::Null, _) => pairs.push((name.to_owned(), Some(String::new()))),
        (other, _) => pairs.push((name.to_owned(), Some(plain(other)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: ArrayFormat, expected: &str) {
        let body = serde_json::json!({"array": ["a", "b c"], "o": {"x": 1, "y": [true]}});
        let decoded = percent_encoding::percent_decode_str(&encode(&body, format))
            .decode_utf8_lossy()
            .into_owned();
        assert_eq!(decoded, expected);
    }

    #[test]
    fn every_array_format() {
        check(
            ArrayFormat::Indices,
            "array[0]=a&array[1]=b c&o[x]=1&o[y][0]=true",
        );
        check(ArrayFormat::Repeat, "array=a&array=b c&o[x]=1&o[y]=true");
        check(ArrayFormat::Commas, "array=a,b c&o[x]=1&o[y]=true");
        check(
            ArrayFormat::Brackets,
            "array[]=a&array[]=b c&o[x]=1&o[y][]=true",
        );
        check(ArrayFormat::None, r#"array=["a","b c"]&o[x]=1&o[y]=[true]"#);
    }
}
