//! The parameters of a method request: path, query string and headers.

/// Names with their values, in the order they came in.
pub type Multi = Vec<(String, Vec<String>)>;

/// How header names are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderNames {
    /// As the client sent them: templates must spell them so.
    AsSent,
    /// The transport did not keep the client's spelling: templates may spell them in any case.
    #[default]
    Normalised,
}

/// What `$input.params()` shows.
#[derive(Debug, Clone, Default)]
pub struct Params {
    /// Path variables.
    pub path: Multi,
    /// Query parameters, decoded.
    pub querystring: Multi,
    /// Headers.
    pub header: Multi,
    /// How the names in `header` are spelt.
    pub header_names: HeaderNames,
}

impl Params {
    /// `$input.params(name)`: the last value of a path variable, else query parameter, else header.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&str> {
        let found = last(&self.path, name).or_else(|| last(&self.querystring, name));
        found.or_else(|| self.header(name))
    }

    /// The last value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name)
            .and_then(<[String]>::last)
            .map(String::as_str)
    }

    /// All values of a header.
    #[must_use]
    pub fn header_values(&self, name: &str) -> Option<&[String]> {
        values(&self.header, name).or_else(|| match self.header_names {
            HeaderNames::AsSent => None,
            HeaderNames::Normalised => any_case(&self.header, name),
        })
    }
}

/// All values of a name.
pub(crate) fn values<'m>(multi: &'m Multi, name: &str) -> Option<&'m [String]> {
    multi
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, values)| values.as_slice())
}

/// All values of a name, in whatever case.
pub(crate) fn any_case<'m>(multi: &'m Multi, name: &str) -> Option<&'m [String]> {
    multi
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, values)| values.as_slice())
}

/// The last value of a name: templates see one value of each.
pub(crate) fn last<'m>(multi: &'m Multi, name: &str) -> Option<&'m str> {
    values(multi, name)
        .and_then(<[String]>::last)
        .map(String::as_str)
}
