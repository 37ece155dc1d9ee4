//! From Java's syntax to that of the engines: the classes that mean ASCII in Java, quoting, and POSIX names.

/// The text a pattern stands for, when it has no operators. A backslash before a character that is no letter or digit
/// means that character.
pub(super) fn literal(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '.' | '[' | '{' | '(' | ')' | '*' | '+' | '?' | '^' | '$' | '|' => return None,
            '\\' => text.push(
                characters
                    .next()
                    .filter(|next| !next.is_ascii_alphanumeric())?,
            ),
            other => text.push(other),
        }
    }
    // An empty pattern matches everywhere: an operator of a kind.
    (!text.is_empty()).then_some(text)
}

/// Rewrites a pattern; `None` when Java would refuse it.
pub(super) fn translate(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut class = 0_u32;
    let dot_all = pattern.starts_with("(?s") || pattern.contains("(?s");
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => escape(&mut characters, class > 0, &mut out),
            '[' => {
                class += 1;
                out.push('[');
                if characters.peek() == Some(&'^') {
                    characters.next();
                    out.push('^');
                }
            }
            ']' if class > 0 => {
                class -= 1;
                out.push(']');
            }
            '.' if class == 0 && !dot_all => out.push_str("[^\\n\\r\\x{85}\\x{2028}\\x{2029}]"),
            // The engines read these doubled as set operators; Java does not.
            '~' | '-' if class > 0 && characters.peek() == Some(&character) => {
                out.push('\\');
                out.push(character);
            }
            '{' if class == 0 && !begins_count(&characters) => return None,
            other => out.push(other),
        }
    }
    Some(out)
}

/// Whether a count follows, such as `2,}`: Java refuses any other use of a brace.
fn begins_count(characters: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let count: String = characters
        .clone()
        .take_while(|character| *character != '}')
        .collect();
    let (least, most) = count.split_once(',').unwrap_or((&count, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

fn escape(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    in_class: bool,
    out: &mut String,
) {
    let Some(next) = characters.next() else {
        return out.push('\\');
    };
    let set = match next {
        'd' => Some(("0-9", false)),
        'D' => Some(("0-9", true)),
        'w' => Some(("a-zA-Z0-9_", false)),
        'W' => Some(("a-zA-Z0-9_", true)),
        's' => Some((" \\t\\n\\x0B\\f\\r", false)),
        'S' => Some((" \\t\\n\\x0B\\f\\r", true)),
        'h' => Some((
            " \\t\\x{A0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}",
            false,
        )),
        _ => None,
    };
    if let Some((set, negated)) = set {
        let (open, close) = if in_class && !negated {
            ("", "")
        } else if negated {
            ("[^", "]")
        } else {
            ("[", "]")
        };
        out.push_str(open);
        out.push_str(set);
        return out.push_str(close);
    }
    match next {
        'Q' => quote(characters, out),
        'Z' => out.push_str("(?=\\r?\\n?\\z)"),
        'e' => out.push_str("\\x1B"),
        'R' => out.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}])"),
        'u' => {
            let digits: String = characters.by_ref().take(4).collect();
            out.push_str("\\x{");
            out.push_str(&digits);
            out.push('}');
        }
        'p' | 'P' => property(next, characters, out),
        other if other.is_ascii_alphanumeric() => {
            out.push('\\');
            out.push(other);
        }
        other => out.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
    }
}

/// `\Q..\E`
fn quote(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    let rest: String = characters.clone().collect();
    let text = rest
        .split_once("\\E")
        .map_or(rest.as_str(), |(text, _)| text);
    out.push_str(&regex::escape(text));
    let consumed = text.chars().count() + if rest.len() > text.len() { 2 } else { 0 };
    for _ in 0..consumed {
        characters.next();
    }
}

/// `\p{Name}`: POSIX names are ASCII in Java.
fn property(
    kind: char,
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    out: &mut String,
) {
    if characters.peek() != Some(&'{') {
        out.push('\\');
        return out.push(kind);
    }
    characters.next();
    let name: String = characters
        .by_ref()
        .take_while(|character| *character != '}')
        .collect();
    let posix = match name.as_str() {
        "Lower" => Some("lower"),
        "Upper" => Some("upper"),
        "ASCII" => Some("ascii"),
        "Alpha" => Some("alpha"),
        "Digit" => Some("digit"),
        "Alnum" => Some("alnum"),
        "Punct" => Some("punct"),
        "Graph" => Some("graph"),
        "Print" => Some("print"),
        "Blank" => Some("blank"),
        "Cntrl" => Some("cntrl"),
        "XDigit" => Some("xdigit"),
        "Space" => Some("space"),
        _ => None,
    };
    match posix {
        Some(posix) => {
            out.push_str(if kind == 'P' { "[[:^" } else { "[[:" });
            out.push_str(posix);
            out.push_str(":]]");
        }
        None => {
            out.push('\\');
            out.push(kind);
            out.push('{');
            out.push_str(name.strip_prefix("Is").unwrap_or(&name));
            out.push('}');
        }
    }
}
