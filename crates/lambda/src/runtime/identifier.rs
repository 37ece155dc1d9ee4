//! AWS's runtime identifiers. <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>

/// What a runtime runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// CPython 3.
    Python {
        /// The number after `3.`.
        minor: u32,
    },
    /// A program in the package.
    Provided,
    /// A language of AWS that this server does not run.
    Other,
}

/// The identifiers that CreateFunction accepts, in the order in which AWS's own error message lists them as far as
/// that is known; deprecated ones that can no longer be created are left out.
pub const KNOWN: &[&str] = &[
    "nodejs16.x",
    "nodejs18.x",
    "nodejs20.x",
    "nodejs22.x",
    "nodejs24.x",
    "java8.al2",
    "java11",
    "java17",
    "java21",
    "java25",
    "python3.8",
    "python3.9",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "dotnet6",
    "dotnet8",
    "dotnet10",
    "ruby3.2",
    "ruby3.3",
    "ruby3.4",
    "provided.al2",
    "provided.al2023",
];

/// What a runtime identifier stands for; absent for one that AWS does not know.
#[must_use]
pub fn language(runtime: &str) -> Option<Language> {
    if let Some(minor) = runtime.strip_prefix("python3.") {
        let minor = minor.parse().ok().filter(|minor| *minor >= 8)?;
        return Some(Language::Python { minor });
    }
    if matches!(runtime, "provided.al2" | "provided.al2023") {
        return Some(Language::Provided);
    }
    KNOWN.contains(&runtime).then_some(Language::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_name_their_language() {
        assert_eq!(language("python3.9"), Some(Language::Python { minor: 9 }));
        assert_eq!(language("provided.al2023"), Some(Language::Provided));
        assert_eq!(language("nodejs22.x"), Some(Language::Other));
        for unknown in [
            "",
            "python3.7",
            "python3.x",
            "python4",
            "go1.x",
            "Python3.9",
        ] {
            assert_eq!(language(unknown), None, "{unknown}");
        }
    }
}
