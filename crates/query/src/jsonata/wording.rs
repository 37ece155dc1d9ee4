//! Errors in the words of JSONata 2.0.6, which AWS shows. The evaluator has the same codes and words of its own.
//!
//! Observed on AWS: `T0412: Argument 1 of function "sum" must be an array of "numbers"`.

/// What an error's text is made from besides the evaluator's own.
pub(super) struct Facts<'f> {
    /// The builtin that failed, where it is known.
    pub(super) function: Option<&'f str>,
    /// The operator of the expression's comparisons, where there is only one.
    pub(super) comparison: Option<&'f str>,
}

/// The text of error `code`, which follows the code; the evaluator's own where it says what we cannot.
pub(super) fn reword(code: &str, message: &str, facts: &Facts<'_>) -> String {
    fixed(code)
        .map(str::to_owned)
        .or_else(|| operand(code, message))
        .or_else(|| value(code, message))
        .or_else(|| signature(code, message, facts.function?))
        .or_else(|| compared(code, facts.comparison?))
        .unwrap_or_else(|| message.to_owned())
}

/// Texts without anything to fill in.
fn fixed(code: &str) -> Option<&'static str> {
    Some(match code {
        "D1001" => "Number out of range: null",
        "D3001" => "Attempting to invoke string function on Infinity or NaN",
        "D3010" => "Second argument of replace function cannot be an empty string",
        "D3020" => "Third argument of split function must evaluate to a positive number",
        "D3080" => "The picture string must only contain a maximum of two sub-pictures",
        "D3081" => {
            "The sub-picture must not contain more than one instance of the 'decimal-separator' character"
        }
        "D3082" => {
            "The sub-picture must not contain more than one instance of the 'percent' character"
        }
        "D3083" => {
            "The sub-picture must not contain more than one instance of the 'per-mille' character"
        }
        "D3084" => "The sub-picture must not contain both a 'percent' and a 'per-mille' character",
        "D3085" => {
            "The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit character' or a member of the 'decimal digit family'"
        }
        "D3086" => {
            "The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character"
        }
        "D3087" => {
            "The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a 'decimal-separator' character"
        }
        "D3088" => {
            "The sub-picture must not contain a 'grouping-separator' at the end of the integer part"
        }
        "D3089" => {
            "The sub-picture must not contain two adjacent instances of the 'grouping-separator' character"
        }
        "D3090" => {
            "The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is followed by an instance of the 'optional digit character'"
        }
        "D3091" => {
            "The fractional part of the sub-picture must not contain an instance of the 'optional digit character' that is followed by a member of the 'decimal digit family'"
        }
        "D3092" => {
            "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as an 'exponent-separator'"
        }
        "D3093" => {
            "The exponent part of the sub-picture must comprise only of one or more characters that are members of the 'decimal digit family'"
        }
        "D3131" => "In a decimal digit pattern, all digits must be from the same decimal group",
        "D3134" => "The timezone integer format specifier cannot have more than four digits",
        "D3135" => "No matching closing bracket ']' in date/time picture string",
        "D3136" => {
            "The date/time picture string is missing specifiers required to parse the timestamp"
        }
        "D3138" => {
            "The $single() function expected exactly 1 matching result.  Instead it matched more."
        }
        "T1006" => "Attempted to invoke a non-function",
        "T2003" => "The left side of the range operator (..) must evaluate to an integer",
        "T2004" => "The right side of the range operator (..) must evaluate to an integer",
        _ => return None,
    })
}

/// `The left side of the + operator must …`: the operator in quotes.
fn operand(code: &str, message: &str) -> Option<String> {
    let side = match code {
        "T2001" => "left",
        "T2002" => "right",
        _ => return None,
    };
    let before = format!("The {side} side of the ");
    let (operator, _) = message.strip_prefix(&before)?.split_once(" operator ")?;
    Some(format!(
        "{before}\"{operator}\" operator must evaluate to a number"
    ))
}

/// Texts around a value that the evaluator's text ends with or consists of.
fn value(code: &str, message: &str) -> Option<String> {
    Some(match code {
        "D3030" => {
            let text = message
                .strip_prefix("Cannot convert '")?
                .strip_suffix("' to number")?;
            format!("Unable to cast value to a number: {}", quoted(text))
        }
        "D3100" => {
            let radix = message.rsplit(' ').next()?;
            format!(
                "The radix of the formatBase function must be between 2 and 36.  It was given {radix}"
            )
        }
        "D3130" => format!(
            "Formatting or parsing an integer as a sequence starting with {} is not supported by this implementation",
            quoted(message)
        ),
        "D3132" => format!(
            "Unknown component specifier {} in date/time picture string",
            quoted(message)
        ),
        "D3133" => format!(
            "The 'name' modifier can only be applied to months and days in the date/time picture string, not {}",
            quoted(message)
        ),
        "T1010" => {
            let (before, rest) = message.split_once(" function $")?;
            let (name, after) = rest.split_once(' ')?;
            format!("{before} function \"{name}\" {after}")
        }
        _ => return None,
    })
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The wrong argument of a builtin.
fn signature(code: &str, message: &str, function: &str) -> Option<String> {
    let number = |text: &str| text.trim_end_matches(',').parse::<usize>().ok();
    let argument = message
        .strip_prefix("Argument ")
        .and_then(|rest| number(rest.split(' ').next()?));
    Some(match code {
        "T0410" => {
            let given = || number(message.rsplit(' ').next()?);
            let argument = argument.or_else(|| Some(excess(function, given()?)))?;
            format!(
                "Argument {argument} of function \"{function}\" does not match function signature"
            )
        }
        "T0411" => format!(
            "Context value is not a compatible type with argument 1 of function \"{function}\""
        ),
        "T0412" => {
            let kind = message.rsplit(' ').next()?.to_lowercase();
            let argument = argument?;
            format!(
                "Argument {argument} of function \"{function}\" must be an array of \"{kind}s\""
            )
        }
        _ => return None,
    })
}

/// Which of `given` arguments is one too many for the builtin, or which is missing.
fn excess(function: &str, given: usize) -> usize {
    let most = match function {
        "random" | "now" | "millis" | "uuid" => 0,
        "string" | "substringBefore" | "substringAfter" | "contains" | "join" | "formatBase"
        | "formatInteger" | "parseInteger" | "round" | "power" | "map" | "filter" | "single"
        | "sift" | "lookup" | "append" | "each" | "assert" | "sort" | "toMillis" | "hash"
        | "partition" => 2,
        "substring" | "pad" | "match" | "split" | "formatNumber" | "reduce" | "fromMillis"
        | "range" => 3,
        "replace" => 4,
        _ => 1,
    };
    given.min(most) + 1
}

/// A comparison of what has no order.
fn compared(code: &str, operator: &str) -> Option<String> {
    (code == "T2010").then(|| {
        format!("The expressions either side of operator \"{operator}\" must evaluate to numeric or string values")
    })
}
