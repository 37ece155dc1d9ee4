//! Patterns of actions, resources and string conditions: `*`, `?`, and policy variables.

use super::evaluate::Request;

/// True when `text` is matched by `pattern`, where `*` stands for any run of characters and `?` for one.
/// Linear in `text` for each `*`: no pattern makes it slow.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((after_star, taken)) = retry else {
                    return false;
                };
                retry = Some((after_star, taken + 1));
                (p, t) = (after_star, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// As [`matches`], without regard to case: actions are compared so.
pub(super) fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    matches(&pattern.to_lowercase(), &text.to_lowercase())
}

/// Replaces policy variables (`${aws:PrincipalArn}`, with an optional `, 'default'`) by the request's values. A
/// variable without value makes the pattern match nothing, which the absent result says. `${*}`, `${?}` and `${$}`
/// stand for the characters themselves; `*` and `?` put in so still match as wildcards, which also match themselves.
pub(super) fn substitute(pattern: &str, request: &Request<'_>) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(start) = rest.find("${") {
        let end = start + rest[start..].find('}')?;
        out.push_str(&rest[..start]);
        out.push_str(&variable(&rest[start + 2..end], request)?);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Some(out)
}

fn variable(body: &str, request: &Request<'_>) -> Option<String> {
    if matches!(body, "*" | "?" | "$") {
        return Some(body.into());
    }
    let (key, default) = match body.split_once(',') {
        Some((key, default)) => (key, Some(default.trim().trim_matches('\''))),
        None => (body, None),
    };
    let values = request.context_values(key.trim());
    values
        .first()
        .cloned()
        .or_else(|| default.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let cases = [
            ("*", "", true),
            ("*", "anything", true),
            ("a*c", "abbbc", true),
            ("a*c", "abbb", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            (
                "arn:aws:lambda:*:*:function:F*",
                "arn:aws:lambda:us-east-1:1:function:F:$LATEST",
                true,
            ),
            ("**a**", "xxaxx", true),
            ("", "", true),
            ("", "x", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
        assert!(matches_ignoring_case(
            "States:start*",
            "states:StartExecution"
        ));
    }

    #[test]
    fn many_stars_stay_fast() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(199)));
    }
}
