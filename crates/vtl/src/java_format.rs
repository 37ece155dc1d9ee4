//! `String.format`: `%[index$][flags][width][.precision]conversion`.

use num_bigint::{BigInt, Sign};

use crate::limits::Budget;
use crate::methods::MethodError;
use crate::number;
use crate::value::Value;
use crate::value::display::display;

/// One `%..` of a format.
#[derive(Default)]
struct Specifier {
    index: Option<usize>,
    left: bool,
    plus: bool,
    space: bool,
    zero: bool,
    grouping: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

fn illegal(what: &str, detail: &str) -> MethodError {
    MethodError::Exception(format!("java.util.{what}: {detail}"))
}

/// Formats `args`.
pub(crate) fn format(format: &str, args: &[Value], budget: &Budget) -> Result<String, MethodError> {
    let mut out = String::new();
    let mut rest = format;
    let mut ordinary = 0;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let (specifier, after) = Specifier::parse(&rest[at + 1..])?;
        rest = after;
        budget.bytes(specifier.width.max(specifier.precision.unwrap_or(0)) + 1)?;
        match specifier.conversion {
            '%' => specifier.pad("%".to_owned(), &mut out),
            'n' => out.push('\n'),
            _ => {
                let index = specifier.index.unwrap_or_else(|| {
                    ordinary += 1;
                    ordinary - 1
                });
                let missing = || {
                    illegal(
                        "MissingFormatArgumentException",
                        &format!("Format specifier '%{}'", specifier.conversion),
                    )
                };
                let text = specifier.convert(args.get(index).ok_or_else(missing)?, budget)?;
                specifier.pad(text, &mut out);
            }
        }
    }
    out.push_str(rest);
    budget.bytes(out.len())?;
    Ok(out)
}

/// Leading digits as a number, and what follows; a number without end is too large to matter.
fn digits(text: &str) -> (Option<usize>, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let number = if end == 0 {
        None
    } else {
        Some(text[..end].parse().unwrap_or(usize::MAX / 4))
    };
    (number, &text[end..])
}

impl Specifier {
    /// Reads a specifier after its `%`; gives what follows it.
    fn parse(text: &str) -> Result<(Specifier, &str), MethodError> {
        let mut specifier = Specifier::default();
        let mut rest = text;
        if let (Some(index), after) = digits(rest)
            && let Some(after) = after.strip_prefix('$')
        {
            specifier.index = Some(index.saturating_sub(1));
            rest = after;
        }
        while let Some(flag) = rest.chars().next().filter(|c| "-+ 0,#".contains(*c)) {
            match flag {
                '-' => specifier.left = true,
                '+' => specifier.plus = true,
                ' ' => specifier.space = true,
                '0' => specifier.zero = true,
                ',' => specifier.grouping = true,
                _ => specifier.alternate = true,
            }
            rest = &rest[1..];
        }
        let (width, after) = digits(rest);
        specifier.width = width.unwrap_or(0);
        rest = after;
        if let Some(after) = rest.strip_prefix('.') {
            (specifier.precision, rest) = digits(after);
        }
        let conversion = rest
            .chars()
            .next()
            .filter(|c| c.is_ascii_alphabetic() || *c == '%');
        let conversion = conversion
            .ok_or_else(|| illegal("UnknownFormatConversionException", "Conversion = '%'"))?;
        specifier.conversion = conversion;
        Ok((specifier, &rest[1..]))
    }

    fn convert(&self, value: &Value, budget: &Budget) -> Result<String, MethodError> {
        let text = match self.conversion.to_ascii_lowercase() {
            's' => self.cut(text_of(value, budget)?),
            'b' => self.cut(match value {
                Value::Null => "false".to_owned(),
                Value::Bool(flag) => flag.to_string(),
                _ => "true".to_owned(),
            }),
            'c' if matches!(value, Value::Char(_) | Value::Null) => text_of(value, budget)?,
            'c' => self.code_point(value)?,
            'd' => self.decimal(value)?,
            'x' => self.radix(value, 16)?,
            'o' => self.radix(value, 8)?,
            'f' => self.fixed(value)?,
            'e' => self.scientific(value)?,
            'g' => self.scientific(value)?,
            'h' => crate::compare::hash_code(value, budget)?
                .map_or_else(|| "null".to_owned(), |hash| format!("{hash:x}")),
            other => {
                return Err(illegal(
                    "UnknownFormatConversionException",
                    &format!("Conversion = '{other}'"),
                ));
            }
        };
        Ok(if self.conversion.is_ascii_uppercase() {
            text.to_uppercase()
        } else {
            text
        })
    }

    fn cut(&self, text: String) -> String {
        match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text,
        }
    }

    fn mismatch(&self, value: &Value) -> MethodError {
        illegal(
            "IllegalFormatConversionException",
            &format!("{} != {}", self.conversion, value.class()),
        )
    }

    fn code_point(&self, value: &Value) -> Result<String, MethodError> {
        let code = if let Value::Int(code) = value {
            u32::try_from(*code).ok().and_then(char::from_u32)
        } else {
            None
        };
        code.map(|character| character.to_string())
            .ok_or_else(|| self.mismatch(value))
    }

    fn whole(&self, value: &Value) -> Result<BigInt, MethodError> {
        match value {
            Value::Int(_) | Value::Long(_) | Value::Big(_) => {
                number::to_big(value).ok_or_else(|| self.mismatch(value))
            }
            _ => Err(self.mismatch(value)),
        }
    }

    fn decimal(&self, value: &Value) -> Result<String, MethodError> {
        if matches!(value, Value::Null) {
            return Ok("null".to_owned());
        }
        let number = self.whole(value)?;
        Ok(self.signed(number.sign() == Sign::Minus, number.magnitude().to_string()))
    }

    /// Negative `int`s and `long`s show their bits.
    fn radix(&self, value: &Value, radix: u32) -> Result<String, MethodError> {
        let text = match (value, radix) {
            (Value::Int(int), 16) => format!("{int:x}"),
            (Value::Int(int), _) => format!("{int:o}"),
            (Value::Long(long), 16) => format!("{long:x}"),
            (Value::Long(long), _) => format!("{long:o}"),
            (other, _) => self.whole(other)?.to_str_radix(radix),
        };
        let prefix = match (self.alternate, radix) {
            (false, _) => "",
            (true, 16) => "0x",
            (true, _) => "0",
        };
        let zeros = if self.zero {
            self.width.saturating_sub(text.len() + prefix.len())
        } else {
            0
        };
        Ok(format!("{prefix}{}{text}", "0".repeat(zeros)))
    }

    fn floating(&self, value: &Value) -> Result<f64, MethodError> {
        match value {
            Value::Double(_) | Value::Float(_) | Value::Decimal(_) => {
                number::to_double(value).ok_or_else(|| self.mismatch(value))
            }
            _ => Err(self.mismatch(value)),
        }
    }

    fn fixed(&self, value: &Value) -> Result<String, MethodError> {
        let double = self.floating(value)?;
        if !double.is_finite() {
            return text_of(value, &Budget::new(&crate::Limits::default()));
        }
        let places = self.precision.unwrap_or(6);
        Ok(self.signed(double.is_sign_negative(), half_up(double.abs(), places)))
    }

    fn scientific(&self, value: &Value) -> Result<String, MethodError> {
        let double = self.floating(value)?;
        let text = format!("{:.*e}", self.precision.unwrap_or(6), double.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let sign = if exponent < 0 { '-' } else { '+' };
        Ok(self.signed(
            double.is_sign_negative(),
            format!("{mantissa}e{sign}{:02}", exponent.abs()),
        ))
    }

    /// Sign, grouping and zeros.
    fn signed(&self, negative: bool, digits: String) -> String {
        let digits = if self.grouping {
            grouped(&digits)
        } else {
            digits
        };
        let sign = match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        };
        let zeros = if self.zero {
            self.width.saturating_sub(digits.len() + sign.len())
        } else {
            0
        };
        format!("{sign}{}{digits}", "0".repeat(zeros))
    }

    fn pad(&self, text: String, out: &mut String) {
        let blanks = " ".repeat(self.width.saturating_sub(text.chars().count()));
        if self.left {
            out.push_str(&text);
            out.push_str(&blanks);
        } else {
            out.push_str(&blanks);
            out.push_str(&text);
        }
    }
}

fn text_of(value: &Value, budget: &Budget) -> Result<String, MethodError> {
    let mut text = String::new();
    if !display(value, &mut text, budget)? {
        text.push_str("null");
    }
    Ok(text)
}

/// Rounds the shortest decimal text of a number half up, as Java does.
fn half_up(value: f64, places: usize) -> String {
    let text = format!("{value}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.len() <= places {
        let zeros = "0".repeat(places - fraction.len());
        return if places == 0 {
            whole.to_owned()
        } else {
            format!("{whole}.{fraction}{zeros}")
        };
    }
    let (kept, dropped) = fraction.split_at(places);
    let mut digits: BigInt = format!("{whole}{kept}").parse().unwrap_or_default();
    if dropped
        .as_bytes()
        .first()
        .is_some_and(|digit| *digit >= b'5')
    {
        digits += 1;
    }
    let digits = format!("{:0>width$}", digits.to_string(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}

/// Commas between groups of three digits before the point.
fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
