//! `GetAccount`, `UpdateAccount`.

use aws::Error;
use aws::apigateway::{Account, GetAccountInput, ThrottleSettings, UpdateAccountInput};
use gateway::account::AccountSettings;

use super::error::{Definitions, wire};
use super::patch::operations;
use crate::call::Context;

pub(super) async fn get_account(
    cx: &Context<'_>,
    _input: GetAccountInput,
) -> Result<Account, Error> {
    Ok(output(Definitions::of(cx).control.account(cx.scope())))
}

pub(super) async fn update_account(
    cx: &Context<'_>,
    input: UpdateAccountInput,
) -> Result<Account, Error> {
    let operations = operations(input.patch_operations);
    let control = Definitions::of(cx).control;
    let changed = control
        .change_account(cx.scope(), |settings| settings.update(&operations))
        .await;
    Ok(output(changed.map_err(wire)?))
}

fn output(settings: AccountSettings) -> Account {
    Account {
        cloudwatch_role_arn: settings.cloudwatch_role_arn,
        throttle_settings: Some(ThrottleSettings {
            burst_limit: AccountSettings::THROTTLE_BURST.try_into().ok(),
            rate_limit: Some(AccountSettings::THROTTLE_RATE),
        }),
        features: Some(
            AccountSettings::FEATURES
                .iter()
                .map(|&name| name.to_owned())
                .collect(),
        ),
        api_key_version: Some(AccountSettings::API_KEY_VERSION.to_owned()),
    }
}
