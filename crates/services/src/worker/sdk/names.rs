//! The names of Java's classes, made from the models' names.

/// With an upper-case first letter: what Step Functions does to every name of the API.
pub(in crate::worker) fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// With a lower-case first letter: what Step Functions does to operations.
pub(in crate::worker) fn operation_called(name: &str, operation: &str) -> bool {
    capitalized(name) == operation && !name.starts_with(char::is_uppercase)
}

/// The class of an error of the first SDK: `StateMachineDoesNotExist` is `StateMachineDoesNotExistException`.
pub(in crate::worker) fn v1_class(shape: &str) -> String {
    let stem = shape
        .strip_suffix("Exception")
        .or_else(|| shape.strip_suffix("Fault"));
    format!("{}Exception", stem.unwrap_or(shape))
}

/// The class of an error of the second SDK, in which acronyms are words: `KMSDisabledException` is
/// `KmsDisabledException`.
pub(in crate::worker) fn v2_class(shape: &str) -> String {
    let stem = shape
        .strip_suffix("Exception")
        .or_else(|| shape.strip_suffix("Fault"));
    format!("{}Exception", pascal(stem.unwrap_or(shape)))
}

/// Words with upper-case first letters, without spaces: `API Gateway` is `ApiGateway`, `DynamoDB` is `DynamoDb`.
pub(in crate::worker) fn pascal(name: &str) -> String {
    let words = words(name);
    let word = |word: &String| capitalized(&word.to_lowercase());
    words.iter().map(word).collect()
}

/// A word ends before an upper-case letter that follows a lower-case one, before the last letter of an acronym that a
/// word follows, and after digits.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (at, letter) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1).copied();
        let begins = match before {
            Some(before) if before.is_ascii_digit() => letter.is_alphabetic(),
            Some(before) if letter.is_uppercase() => {
                let word = before.is_lowercase() && after.is_some_and(char::is_alphanumeric);
                word || before.is_uppercase() && after.is_some_and(char::is_lowercase)
            }
            _ => false,
        };
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.push(letter);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_names() {
        for (id, expected) in [
            ("SFN", "Sfn"),
            ("API Gateway", "ApiGateway"),
            ("CloudWatch Logs", "CloudWatchLogs"),
            ("DynamoDB", "DynamoDb"),
            ("S3", "S3"),
            ("EC2", "Ec2"),
            ("SQS", "Sqs"),
            ("EventBridge", "EventBridge"),
            ("Secrets Manager", "SecretsManager"),
            ("Bedrock Runtime", "BedrockRuntime"),
            ("", ""),
        ] {
            assert_eq!(pascal(id), expected);
        }
    }

    #[test]
    fn error_classes() {
        for (shape, v1, v2) in [
            (
                "InvalidToken",
                "InvalidTokenException",
                "InvalidTokenException",
            ),
            (
                "ResourceNotFoundException",
                "ResourceNotFoundException",
                "ResourceNotFoundException",
            ),
            (
                "KMSDisabledException",
                "KMSDisabledException",
                "KmsDisabledException",
            ),
            (
                "EC2AccessDeniedException",
                "EC2AccessDeniedException",
                "Ec2AccessDeniedException",
            ),
            ("NoSuchKey", "NoSuchKeyException", "NoSuchKeyException"),
            (
                "DBClusterNotFoundFault",
                "DBClusterNotFoundException",
                "DbClusterNotFoundException",
            ),
        ] {
            assert_eq!(v1_class(shape), v1);
            assert_eq!(v2_class(shape), v2);
        }
    }

    #[test]
    fn operations_begin_in_lower_case() {
        assert!(operation_called("startExecution", "StartExecution"));
        assert!(!operation_called("StartExecution", "StartExecution"));
        assert!(!operation_called("", "StartExecution"));
    }
}
