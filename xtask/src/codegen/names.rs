//! Rust names for the model's names.

/// Words that a field cannot be called without `r#`.
const KEYWORDS: [&str; 12] = [
    "type", "match", "ref", "in", "move", "use", "mod", "loop", "where", "for", "if", "static",
];

/// `KMSKeyArn` as `kms_key_arn`, `type` as `r#type`.
pub(crate) fn field(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|i| letters[i]);
        let after = letters.get(at + 1);
        let starts = letter.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_ascii_digit()
                    || (b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()))
            });
        if starts && !out.ends_with('_') {
            out.push('_');
        }
        match letter {
            '-' | '.' | ':' => out.push('_'),
            _ => out.extend(letter.to_lowercase()),
        }
    }
    if KEYWORDS.contains(&out.as_str()) {
        out.insert_str(0, "r#");
    }
    out
}

/// `roleDetailType` as `RoleDetailType`.
pub(crate) fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// `HTTP_PROXY` as `HttpProxy`, `PublishedVersions` as it is, `2xx` as `V2xx`.
pub(crate) fn variant(value: &str) -> String {
    let words = value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty());
    let mut out: String = words.map(word).collect();
    if out.is_empty() {
        out.push_str("Empty");
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, 'V');
    }
    if out == "Self" {
        out.push('_');
    }
    out
}

fn word(word: &str) -> String {
    let shouted = !word.chars().any(|c| c.is_ascii_lowercase());
    let word = if shouted {
        word.to_ascii_lowercase()
    } else {
        word.to_string()
    };
    upper_first(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (name, expected) in [
            ("FunctionName", "function_name"),
            ("KMSKeyArn", "kms_key_arn"),
            ("S3Bucket", "s3_bucket"),
            ("restApiId", "rest_api_id"),
            ("type", "r#type"),
            ("CodeSha256", "code_sha256"),
        ] {
            assert_eq!(field(name), expected);
        }
    }

    #[test]
    fn variants() {
        for (value, expected) in [
            ("HTTP_PROXY", "HttpProxy"),
            ("PublishedVersions", "PublishedVersions"),
            ("x86_64", "X8664"),
            ("nodejs20.x", "Nodejs20X"),
            ("", "Empty"),
            ("4XX", "V4xx"),
        ] {
            assert_eq!(variant(value), expected);
        }
    }
}
