//! What is known of a service: a text of tab-separated lines, read when the service is first called.
//!
//! | line | fields |
//! |---|---|
//! | `service` | id, signing name, protocol, target prefix, version |
//! | `operation` | name, method, path, input, output, result wrapper |
//! | `error` | shape, code |
//! | `structure` | name, members `name:kind:place:wire name` with spaces between |
//! | `list` | name, kind of the items, wire name, `flat` |
//! | `map` | name, kind of the values, wire names of keys and values, `flat` |
//!
//! `-` stands for nothing. A kind is the name of a shape, or `.s` text, `.i` whole number, `.d` number, `.b` boolean,
//! `.B` bytes, `.D` any JSON, `.t` moment (`.ti` as ISO 8601, `.tr` as RFC 822, `.tu` in seconds).

use std::collections::HashMap;
use std::sync::OnceLock;

/// A service.
#[derive(Debug)]
pub struct Table {
    /// As the SDKs call it, such as `DynamoDB`.
    pub id: &'static str,
    /// In credential scopes.
    pub signing_name: &'static str,
    /// How it talks.
    pub(crate) protocol: Protocol,
    pub(crate) target_prefix: &'static str,
    /// Of JSON, else of the service.
    pub(crate) version: &'static str,
    operations: HashMap<&'static str, Operation>,
    errors: Vec<(&'static str, &'static str)>,
    shapes: HashMap<&'static str, Shape>,
}

/// How a service talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Json,
    Query,
    RestJson,
    RestXml,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Such as `PutItem`.
    pub name: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) input: Option<&'static str>,
    pub(crate) output: Option<&'static str>,
    pub(crate) wrapper: Option<&'static str>,
}

/// A shape that has parts.
#[derive(Debug)]
pub(crate) enum Shape {
    Structure(Vec<Member>),
    List {
        item: Kind,
        wire: Option<&'static str>,
        flat: bool,
    },
    Map {
        value: Kind,
        key_wire: Option<&'static str>,
        value_wire: Option<&'static str>,
        flat: bool,
    },
}

/// A member of a structure.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) place: Place,
    /// Its name in the message.
    pub(crate) wire: &'static str,
    /// SDKs fill it in, so that a call can be repeated.
    pub(crate) token: bool,
    pub(crate) attribute: bool,
    pub(crate) flat: bool,
}

/// Where a member travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Body,
    Payload,
    Uri,
    Query,
    Header,
    Headers,
    Status,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Double,
    Boolean,
    Blob,
    Document,
    Moment(Option<Form>),
    Shape(&'static str),
}

/// How a moment is written, where the protocol's own way is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Iso,
    Http,
    Seconds,
}

impl Table {
    /// The operation that Task states call `name`: in lower case at first.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        let mut letters = name.chars();
        let first = letters.next().filter(|first| first.is_lowercase())?;
        let called: String = first.to_uppercase().chain(letters).collect();
        self.operations.get(called.as_str())
    }

    /// The shape of the error with this code.
    pub(crate) fn error(&self, code: &str) -> Option<&'static str> {
        let mut errors = self.errors.iter();
        let found = errors.find(|(shape, known)| *known == code || *shape == code);
        found.map(|(shape, _)| *shape)
    }

    pub(crate) fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }

    pub(crate) fn members(&self, name: Option<&str>) -> &[Member] {
        match name.and_then(|name| self.shape(name)) {
            Some(Shape::Structure(members)) => members,
            _ => &[],
        }
    }

    fn read(text: &'static str) -> Option<Self> {
        let mut lines = text
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let head = lines.next()?;
        let [_, id, signing_name, protocol, target_prefix, version] = head[..] else {
            return None;
        };
        let mut table = Self {
            id,
            signing_name,
            protocol: Protocol::read(protocol)?,
            target_prefix,
            version,
            operations: HashMap::new(),
            errors: Vec::new(),
            shapes: HashMap::new(),
        };
        lines.try_for_each(|line| table.add(&line))?;
        Some(table)
    }

    fn add(&mut self, line: &[&'static str]) -> Option<()> {
        match *line {
            ["operation", name, method, path, input, output, wrapper] => {
                let operation = Operation {
                    name,
                    method,
                    path,
                    input: given(input),
                    output: given(output),
                    wrapper: given(wrapper),
                };
                self.operations.insert(name, operation);
            }
            ["error", shape, code] => self.errors.push((shape, code)),
            ["structure", name, members] => {
                let members = members.split(' ').filter(|member| !member.is_empty());
                let members = members.map(Member::read).collect::<Option<_>>()?;
                self.shapes.insert(name, Shape::Structure(members));
            }
            ["list", name, item, wire, flat] => {
                let (item, wire, flat) = (Kind::read(item), given(wire), flat == "flat");
                self.shapes.insert(name, Shape::List { item, wire, flat });
            }
            ["map", name, value, key_wire, value_wire, flat] => {
                let map = Shape::Map {
                    value: Kind::read(value),
                    key_wire: given(key_wire),
                    value_wire: given(value_wire),
                    flat: flat == "flat",
                };
                self.shapes.insert(name, map);
            }
            _ => return None,
        }
        Some(())
    }
}

fn given(field: &'static str) -> Option<&'static str> {
    (field != "-").then_some(field)
}

impl Protocol {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "query" => Self::Query,
            "rest-json" => Self::RestJson,
            "rest-xml" => Self::RestXml,
            _ => return None,
        })
    }
}

impl Kind {
    fn read(text: &'static str) -> Self {
        match text {
            ".s" => Self::Text,
            ".i" => Self::Integer,
            ".d" => Self::Double,
            ".b" => Self::Boolean,
            ".B" => Self::Blob,
            ".D" => Self::Document,
            ".t" => Self::Moment(None),
            ".ti" => Self::Moment(Some(Form::Iso)),
            ".tr" => Self::Moment(Some(Form::Http)),
            ".tu" => Self::Moment(Some(Form::Seconds)),
            name => Self::Shape(name),
        }
    }
}

impl Member {
    fn read(text: &'static str) -> Option<Self> {
        // Wire names such as `xsi:type` have a colon of their own.
        let mut parts = text.splitn(4, ':');
        let (name, kind) = (parts.next()?, parts.next()?);
        let marks = parts.next().unwrap_or("b");
        let place = match marks.chars().next()? {
            'b' => Place::Body,
            'p' => Place::Payload,
            'u' => Place::Uri,
            'q' => Place::Query,
            'h' => Place::Header,
            'H' => Place::Headers,
            's' => Place::Status,
            _ => return None,
        };
        Some(Self {
            name,
            kind: Kind::read(kind),
            place,
            wire: parts.next().unwrap_or(name),
            token: marks.contains('!'),
            attribute: marks.contains('@'),
            flat: marks.contains('f'),
        })
    }
}

macro_rules! tables {
    ($($name:literal,)*) => {
        /// Names and texts.
        const TEXTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("tables/", $name, ".txt")))),*];
    };
}

tables! {
    "athena", "batch", "bedrock-runtime", "cloudwatch", "codebuild", "cognito-idp", "comprehend", "databrew",
    "dynamodb", "ecr", "ecs", "emr", "emr-serverless", "events", "firehose", "glue", "kinesis", "kms", "polly",
    "rds-data", "redshift-data", "rekognition", "s3", "sagemaker", "sagemaker-runtime", "scheduler",
    "secretsmanager", "ses", "sesv2", "sns", "sqs", "ssm", "textract", "transcribe", "translate",
}

/// The service whose id is `id` but for case, spaces and punctuation, such as `secretsmanager` or `Bedrock Runtime`.
#[must_use]
pub fn table(id: &str) -> Option<&'static Table> {
    static READ: OnceLock<HashMap<String, OnceLock<Option<Table>>>> = OnceLock::new();
    let wanted = plain(id);
    let all = READ.get_or_init(|| {
        let ids = TEXTS.iter().filter_map(|(_, text)| text.split('\t').nth(1));
        ids.map(|id| (plain(id), OnceLock::new())).collect()
    });
    let place = all.get(&wanted)?;
    let read = || {
        let named = |text: &&str| {
            text.split('\t')
                .nth(1)
                .is_some_and(|id| plain(id) == wanted)
        };
        let text = TEXTS.iter().map(|(_, text)| *text).find(named)?;
        Table::read(text)
    };
    place.get_or_init(read).as_ref()
}

fn plain(id: &str) -> String {
    let letters = id.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_can_be_read_and_is_whole() {
        for (name, text) in TEXTS {
            let table = Table::read(text).unwrap_or_else(|| panic!("{name} cannot be read"));
            assert!(!table.operations.is_empty(), "{name}");
            for operation in table.operations.values() {
                for shape in operation.input.iter().chain(&operation.output) {
                    assert!(table.shape(shape).is_some(), "{name}: {shape}");
                }
            }
            for shape in table.shapes.values() {
                let kinds: Vec<Kind> = match shape {
                    Shape::Structure(members) => members.iter().map(|member| member.kind).collect(),
                    Shape::List { item, .. } => vec![*item],
                    Shape::Map { value, .. } => vec![*value],
                };
                for kind in kinds {
                    if let Kind::Shape(used) = kind {
                        assert!(table.shape(used).is_some(), "{name}: {used}");
                    }
                }
            }
        }
    }

    #[test]
    fn services_are_found_by_their_ids() {
        for name in [
            "dynamodb",
            "Secrets Manager",
            "bedrockruntime",
            "EventBridge",
            "s3",
        ] {
            assert!(table(name).is_some(), "{name}");
        }
        assert!(table("nothing").is_none());
        let sqs = table("sqs").unwrap();
        assert!(sqs.operation("sendMessage").is_some());
        assert!(sqs.operation("SendMessage").is_none());
    }
}
