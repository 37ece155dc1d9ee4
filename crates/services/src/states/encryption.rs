//! Which encryption configurations AWS refuses. The key itself is AWS's: the configuration is kept and shown
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html>).

use aws::Error;
use aws::states::{EncryptionConfiguration, EncryptionType};

use crate::call::Context;

/// Refuses a configuration whose key and type do not fit.
///
/// # Errors
/// `InvalidEncryptionConfiguration`.
pub(super) fn check_encryption(
    cx: &Context<'_>,
    configuration: Option<&EncryptionConfiguration>,
) -> Result<(), Error> {
    let fault = configuration.and_then(fault);
    fault.map_or(Ok(()), |fault| {
        let message = format!("Invalid Encryption Configuration: {fault}");
        Err(cx.error("InvalidEncryptionConfiguration", message))
    })
}

fn fault(configuration: &EncryptionConfiguration) -> Option<&'static str> {
    let own = configuration.r#type == EncryptionType::AwsOwnedKey;
    let key = configuration.kms_key_id.is_some();
    let period = configuration.kms_data_key_reuse_period_seconds.is_some();
    match (own, key, period) {
        (true, true, _) => Some("kmsKeyId must not be set when type is AWS_OWNED_KEY"),
        (true, _, true) => {
            Some("kmsDataKeyReusePeriodSeconds must not be set when type is AWS_OWNED_KEY")
        }
        (false, false, _) => Some("kmsKeyId must be set when type is CUSTOMER_MANAGED_KMS_KEY"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_with_its_type() {
        let of = |r#type, key: bool, period: bool| EncryptionConfiguration {
            kms_key_id: key.then(|| "alias/a".into()),
            kms_data_key_reuse_period_seconds: period.then_some(60),
            r#type,
        };
        for (configuration, fits) in [
            (of(EncryptionType::AwsOwnedKey, false, false), true),
            (of(EncryptionType::AwsOwnedKey, true, false), false),
            (of(EncryptionType::AwsOwnedKey, false, true), false),
            (of(EncryptionType::CustomerManagedKmsKey, true, true), true),
            (of(EncryptionType::CustomerManagedKmsKey, true, false), true),
            (
                of(EncryptionType::CustomerManagedKmsKey, false, false),
                false,
            ),
        ] {
            assert_eq!(fault(&configuration).is_none(), fits, "{configuration:?}");
        }
    }
}
