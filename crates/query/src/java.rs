//! How Java prints JSON values.
//!
//! AWS's error texts and `States.Format` show values as Java's `toString` does: an object is
//! `{a=1, b=[x, y]}`, a double is `1.0E7`. Recorded on AWS: `States.Format` of an object.

mod json;

pub use json::to_json;

use serde_json::Value;

/// The text of `value` as Java collections print it. Strings are bare, `null` is `null`.
pub fn to_text(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number_text(number)),
        Value::String(text) => out.push_str(text),
        Value::Array(items) => write_list(out, items),
        Value::Object(fields) => write_map(out, fields),
    }
}

fn write_list(out: &mut String, items: &[Value]) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_value(out, item);
    }
    out.push(']');
}

fn write_map(out: &mut String, fields: &serde_json::Map<String, Value>) {
    out.push('{');
    for (index, (key, item)) in fields.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        out.push_str(key);
        out.push('=');
        write_value(out, item);
    }
    out.push('}');
}

/// A number's text: integers in full, others as [`double_text`].
pub fn number_text(number: &serde_json::Number) -> String {
    if number.is_f64() {
        double_text(number.as_f64().unwrap_or(f64::NAN))
    } else {
        number.to_string()
    }
}

/// `Double.toString`: plain between 10^-3 and 10^7, otherwise `d.dddE±n`; always with a fraction.
pub fn double_text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
        return with_fraction(&format!("{value}"));
    }
    let scientific = format!("{value:e}");
    match scientific.split_once('e') {
        Some((digits, exponent)) => format!("{}E{exponent}", with_fraction(digits)),
        None => scientific,
    }
}

fn with_fraction(digits: &str) -> String {
    if digits.contains('.') {
        digits.to_owned()
    } else {
        format!("{digits}.0")
    }
}

/// Sorts `items` into the order in which a Java `HashMap` with their names as keys lists them. AWS builds some
/// objects in such maps (recorded: computed fields of payload templates, `States.JsonMerge`).
pub fn hash_map_order<T>(items: &mut [T], name: impl Fn(&T) -> &str) {
    let mut buckets = 16_usize;
    while items.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    items.sort_by_key(|item| hash(name(item)) as usize & (buckets - 1));
}

/// `String.hashCode` as `HashMap` spreads it.
fn hash(text: &str) -> u32 {
    let add = |hash: u32, unit: u16| hash.wrapping_mul(31).wrapping_add(u32::from(unit));
    let hash = text.encode_utf16().fold(0, add);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn collections_print_as_java_prints_them() {
        assert_eq!(
            to_text(&json!({"a": 1, "b": [true, null, "x"], "c": {}})),
            "{a=1, b=[true, null, x], c={}}"
        );
        assert_eq!(to_text(&json!([])), "[]");
    }

    #[test]
    fn doubles_print_as_java_prints_them() {
        for (value, text) in [
            (1.0, "1.0"),
            (1.5, "1.5"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (1e7, "1.0E7"),
            (9_999_999.0, "9999999.0"),
            (1.25e21, "1.25E21"),
            (-0.0, "-0.0"),
            (-12.5, "-12.5"),
            (f64::INFINITY, "Infinity"),
        ] {
            assert_eq!(double_text(value), text);
        }
    }

    #[test]
    fn names_in_the_order_of_a_hash_map() {
        let mut names = ["constant_in_literal", "constant_input_field"];
        hash_map_order(&mut names, |name| name);
        assert_eq!(names, ["constant_input_field", "constant_in_literal"]);
    }
}
