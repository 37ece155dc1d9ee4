//! `BigDecimal`: digits with a place for the point.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use num_bigint::{BigInt, Sign};

/// Largest exponent that is worked with; beyond it a number is taken as a double.
const MAX_SCALE: i32 = 5000;

/// `unscaled * 10^-scale`.
#[derive(Debug, Clone)]
pub struct Decimal {
    unscaled: BigInt,
    scale: i32,
}

impl Decimal {
    /// A whole number.
    #[must_use]
    pub fn from_big(unscaled: BigInt) -> Decimal {
        Decimal { unscaled, scale: 0 }
    }

    /// The exact value of a double; `None` when it is not finite.
    #[must_use]
    pub fn from_double(value: f64) -> Option<Decimal> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let exponent_bits = (bits >> 52) & 0x7ff;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = if exponent_bits == 0 {
            (fraction, -1074)
        } else {
            (fraction | (1 << 52), exponent_bits as i32 - 1075)
        };
        if mantissa == 0 {
            return Some(Decimal::from_big(BigInt::ZERO));
        }
        let zeros = mantissa.trailing_zeros() as i32;
        let (mantissa, exponent) = (BigInt::from(mantissa >> zeros), exponent + zeros);
        let signed = if value < 0.0 { -mantissa } else { mantissa };
        Some(if exponent >= 0 {
            Decimal::from_big(signed << exponent)
        } else {
            Decimal {
                unscaled: signed * BigInt::from(5).pow(exponent.unsigned_abs()),
                scale: -exponent,
            }
        })
    }

    /// The nearest double.
    #[must_use]
    pub fn to_double(&self) -> f64 {
        format!("{}e{}", self.unscaled, -self.scale)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// The whole part.
    #[must_use]
    pub fn to_big(&self) -> BigInt {
        if self.scale >= 0 {
            &self.unscaled / ten_to(self.scale)
        } else {
            &self.unscaled * ten_to(-self.scale)
        }
    }

    /// Both with the larger scale.
    fn aligned(&self, other: &Decimal) -> (BigInt, BigInt, i32) {
        let scale = self.scale.max(other.scale);
        (
            &self.unscaled * ten_to(scale - self.scale),
            &other.unscaled * ten_to(scale - other.scale),
            scale,
        )
    }

    pub(crate) fn add(&self, other: &Decimal) -> Decimal {
        let (a, b, scale) = self.aligned(other);
        Decimal {
            unscaled: a + b,
            scale,
        }
    }

    pub(crate) fn subtract(&self, other: &Decimal) -> Decimal {
        let (a, b, scale) = self.aligned(other);
        Decimal {
            unscaled: a - b,
            scale,
        }
    }

    pub(crate) fn multiply(&self, other: &Decimal) -> Decimal {
        Decimal {
            unscaled: &self.unscaled * &other.unscaled,
            scale: self.scale + other.scale,
        }
    }

    /// Keeps this number's scale and rounds half down; the divisor is not zero.
    pub(crate) fn divide(&self, other: &Decimal) -> Decimal {
        // self / other * 10^scale = unscaled * 10^other.scale / other.unscaled
        let (mut top, mut bottom) = (self.unscaled.clone(), other.unscaled.clone());
        if other.scale >= 0 {
            top *= ten_to(other.scale);
        } else {
            bottom *= ten_to(-other.scale);
        }
        let (quotient, rest) = (&top / &bottom, &top % &bottom);
        let away = rest.magnitude() * 2_u32 > *bottom.magnitude();
        let sign = if (top.sign() == Sign::Minus) == (bottom.sign() == Sign::Minus) {
            1
        } else {
            -1
        };
        Decimal {
            unscaled: if away { quotient + sign } else { quotient },
            scale: self.scale,
        }
    }

    pub(crate) fn compare(&self, other: &Decimal) -> Ordering {
        let (a, b, _) = self.aligned(other);
        a.cmp(&b)
    }

    /// How much there is to calculate with: its digits and the zeros its scale stands for.
    pub(crate) fn bits(&self) -> u64 {
        self.unscaled.bits() + u64::from(self.scale.unsigned_abs()) * 4
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.unscaled.sign() == Sign::NoSign
    }
}

/// Equal digits and equal scale, as `BigDecimal.equals`.
impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.scale == other.scale && self.unscaled == other.unscaled
    }
}

fn ten_to(power: i32) -> BigInt {
    BigInt::from(10).pow(power.max(0).unsigned_abs())
}

/// The text is no number, or its exponent is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADecimal;

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Decimal, NotADecimal> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().map_err(|_| NotADecimal)?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let unscaled = format!("{whole}{fraction}")
            .parse()
            .map_err(|_| NotADecimal)?;
        let places = i32::try_from(fraction.len()).map_err(|_| NotADecimal)?;
        let scale = places
            .checked_sub(exponent)
            .filter(|scale| scale.abs() <= MAX_SCALE)
            .ok_or(NotADecimal)?;
        Ok(Decimal { unscaled, scale })
    }
}

/// `BigDecimal.toString`: plain unless the number is very small or has a negative scale.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.unscaled.magnitude().to_string();
        let sign = if self.unscaled.sign() == Sign::Minus {
            "-"
        } else {
            ""
        };
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let len = i32::try_from(digits.len()).unwrap_or(i32::MAX);
        let adjusted = len - 1 - self.scale;
        if self.scale > 0 && adjusted >= -6 {
            let point = len - self.scale;
            if point > 0 {
                let (whole, fraction) = digits.split_at(point.unsigned_abs() as usize);
                return write!(f, "{sign}{whole}.{fraction}");
            }
            let zeros = "0".repeat(point.unsigned_abs() as usize);
            return write!(f, "{sign}0.{zeros}{digits}");
        }
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let plus = if adjusted > 0 { "+" } else { "" };
        write!(f, "{sign}{first}{point}{rest}E{plus}{adjusted}")
    }
}
