//! The tables' vocabulary: operations and the shapes of what they take and give.
//!
//! The words are those of botocore's `service-2.json`. Everything is `'static`; shapes refer to each other directly.

mod pattern;

pub use pattern::Pattern;

/// One operation of one service.
#[derive(Debug)]
pub struct Operation {
    /// Such as `StartExecution`.
    pub name: &'static str,
    /// `POST` for all but restJson.
    pub method: &'static str,
    /// restJson: a path with `{labels}`, possibly followed by `?name=value`. `/` otherwise.
    pub path: &'static str,
    /// The HTTP status of success.
    pub status: u16,
    /// What it takes; always a structure.
    pub input: Option<&'static Shape>,
    /// What it gives; always a structure.
    pub output: Option<&'static Shape>,
    /// Query protocol: the element around the answer.
    pub result_wrapper: Option<&'static str>,
    /// The errors that the model names for it; each a structure with an [`ErrorTrait`].
    pub errors: &'static [&'static Shape],
    /// Whether a typed input exists in this crate. Whether the product does it is for the services to say.
    pub typed: bool,
}

/// A shape: a type of the model.
#[derive(Debug)]
pub struct Shape {
    /// The model's name, unique in its service.
    pub name: &'static str,
    /// Not to be printed or logged.
    pub sensitive: bool,
    /// What it is.
    pub kind: Kind,
}

/// What a shape is, with its constraints. `min` and `max` count characters, bytes or items, or bound a number.
#[derive(Debug)]
pub enum Kind {
    /// An object with named members, in AWS's order.
    Structure {
        /// The members.
        members: &'static [Member],
        /// Present when the structure is an error.
        error: Option<ErrorTrait>,
    },
    /// Items of one shape.
    List {
        /// The shape of the items.
        member: &'static Shape,
        /// Fewest items.
        min: Option<u64>,
        /// Most items.
        max: Option<u64>,
        /// AWS's text about a wrong item leaves out that it must not be null.
        sparse: bool,
    },
    /// Values of one shape by text keys.
    Map {
        /// The shape of the keys.
        key: &'static Shape,
        /// The shape of the values.
        value: &'static Shape,
        /// Fewest entries.
        min: Option<u64>,
        /// Most entries.
        max: Option<u64>,
        /// Whether values may be null.
        sparse: bool,
    },
    /// Text, possibly one of `values`.
    String {
        /// Shortest.
        min: Option<u64>,
        /// Longest.
        max: Option<u64>,
        /// What the whole text must match.
        pattern: Option<&'static Pattern>,
        /// The allowed texts in AWS's order; empty when any text will do.
        values: &'static [&'static str],
    },
    /// Bytes.
    Blob {
        /// Fewest bytes.
        min: Option<u64>,
        /// Most bytes.
        max: Option<u64>,
    },
    /// True or false.
    Boolean,
    /// A 32-bit whole number.
    Integer {
        /// Least.
        min: Option<i64>,
        /// Greatest.
        max: Option<i64>,
    },
    /// A 64-bit whole number.
    Long {
        /// Least.
        min: Option<i64>,
        /// Greatest.
        max: Option<i64>,
    },
    /// A number.
    Double {
        /// Least.
        min: Option<f64>,
        /// Greatest.
        max: Option<f64>,
    },
    /// A moment.
    Timestamp,
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    /// The model's name: the key in values and the serde name in typed structures.
    pub name: &'static str,
    /// The name in the body, the path, the query string or the headers.
    pub wire: &'static str,
    /// Its shape.
    pub shape: &'static Shape,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be present.
    pub required: bool,
}

/// Where a member of a restJson input or output travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// A member of the body's JSON object.
    Body,
    /// A label of the path.
    Uri,
    /// The query string.
    Query,
    /// One header.
    Header,
    /// Every header with a prefix.
    Headers,
    /// The status line of the answer.
    Status,
    /// The whole body.
    Payload,
}

/// How an error travels.
#[derive(Clone, Copy, Debug)]
pub struct ErrorTrait {
    /// Its code, such as `NoSuchEntity`.
    pub code: &'static str,
    /// Its HTTP status.
    pub status: u16,
}

impl Kind {
    /// Text without constraints.
    pub(crate) const ANY_TEXT: Self = Self::String {
        min: None,
        max: None,
        pattern: None,
        values: &[],
    };
}

/// A member of the tables, whole.
pub(crate) const fn member(
    name: &'static str,
    wire: &'static str,
    shape: &'static Shape,
    location: Location,
    required: bool,
) -> Member {
    Member {
        name,
        wire,
        shape,
        location,
        required,
    }
}

/// A member of the body that may be absent.
pub(crate) const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    member(name, name, shape, Location::Body, false)
}

/// A member of the body that must be present.
pub(crate) const fn required(name: &'static str, shape: &'static Shape) -> Member {
    member(name, name, shape, Location::Body, true)
}

impl Shape {
    /// The members of a structure; of any other shape none.
    #[must_use]
    pub fn members(&self) -> &'static [Member] {
        match self.kind {
            Kind::Structure { members, .. } => members,
            _ => &[],
        }
    }

    /// The member called `name` in the model.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// How the shape travels as an error, if it is one.
    #[must_use]
    pub fn error(&self) -> Option<ErrorTrait> {
        match self.kind {
            Kind::Structure { error, .. } => error,
            _ => None,
        }
    }

    /// The member that is the whole body, if one is.
    #[must_use]
    pub fn payload(&self) -> Option<&'static Member> {
        let mut members = self.members().iter();
        members.find(|member| member.location == Location::Payload)
    }
}
