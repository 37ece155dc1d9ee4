//! The functions and the arguments they take.

use serde_json::Value;

/// What an argument must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Array,
    Boolean,
    Number,
    Object,
    Text,
}

impl Kind {
    /// Whether `value` is one.
    pub(super) fn admits(self, value: &Value) -> bool {
        match self {
            Kind::Any => true,
            Kind::Array => value.is_array(),
            Kind::Boolean => value.is_boolean(),
            Kind::Number => value.is_number(),
            Kind::Object => value.is_object(),
            Kind::Text => value.is_string(),
        }
    }

    /// The name in error texts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Any => "any value",
            Kind::Array => "an array",
            Kind::Boolean => "a boolean",
            Kind::Number => "a number",
            Kind::Object => "an object",
            Kind::Text => "a string",
        }
    }
}

macro_rules! functions {
    ($($name:ident $fixed:expr, $optional:expr;)*) => {
        /// An intrinsic function; the name in a definition has `States.` before it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names are the language's own")]
        pub enum Function {
            $($name,)*
        }

        impl Function {
            /// All of them.
            pub const ALL: &[Function] = &[$(Function::$name,)*];

            /// The name, with `States.`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Function::$name => concat!("States.", stringify!($name)),)*
                }
            }

            /// What must be given.
            pub(super) fn fixed(self) -> &'static [Kind] {
                use Kind::*;
                match self {
                    $(Function::$name => &$fixed,)*
                }
            }

            /// What may follow.
            pub(super) fn optional(self) -> Optional {
                use Optional::*;
                match self {
                    $(Function::$name => $optional,)*
                }
            }
        }
    };
}

/// Arguments after the fixed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Optional {
    /// None.
    Nothing,
    /// One number.
    OneNumber,
    /// Any number of any values.
    Anything,
}

functions! {
    Array [], Anything;
    ArrayPartition [Array, Number], Nothing;
    ArrayContains [Array, Any], Nothing;
    ArrayRange [Number, Number, Number], Nothing;
    ArrayGetItem [Array, Number], Nothing;
    ArrayLength [Array], Nothing;
    ArrayUnique [Array], Nothing;
    Base64Encode [Text], Nothing;
    Base64Decode [Text], Nothing;
    Hash [Any, Text], Nothing;
    JsonMerge [Object, Object, Boolean], Nothing;
    StringToJson [Text], Nothing;
    JsonToString [Any], Nothing;
    MathRandom [Number, Number], OneNumber;
    MathAdd [Number, Number], Nothing;
    StringSplit [Text, Text], Nothing;
    UUID [], Nothing;
    Format [Text], Anything;
}

impl Function {
    /// The function of that name, given with `States.`.
    pub fn find(name: &str) -> Option<Function> {
        Function::ALL
            .iter()
            .copied()
            .find(|function| function.name() == name)
    }

    /// Whether it takes so many arguments.
    pub(super) fn takes(self, count: usize) -> bool {
        let fixed = self.fixed().len();
        match self.optional() {
            Optional::Nothing => count == fixed,
            Optional::OneNumber => count == fixed || count == fixed + 1,
            Optional::Anything => count >= fixed,
        }
    }

    /// What the argument at this position must be.
    pub(super) fn kind(self, position: usize) -> Kind {
        match (self.fixed().get(position), self.optional()) {
            (Some(kind), _) => *kind,
            (None, Optional::OneNumber) => Kind::Number,
            (None, Optional::Nothing | Optional::Anything) => Kind::Any,
        }
    }
}
