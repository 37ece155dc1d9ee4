//! Lambda's operations.

mod change;
mod create_function;
mod environment;
mod error;
mod invoke;
mod name;
mod permissions;
mod read;
mod runtime;
mod settings;
mod tags;
mod versions;
mod wire;

use aws::lambda::*;

use crate::access::Access;
use crate::operations::operations;
use name::arn;
pub(crate) use permissions::resource_policy;

operations! {
    CreateFunctionInput => create_function::create_function, on |cx, input| arn(cx, &input.function_name);
    GetFunctionInput => read::get_function, on |cx, input| arn(cx, &input.function_name);
    GetFunctionConfigurationInput => read::get_function_configuration, on |cx, input| arn(cx, &input.function_name);
    ListFunctionsInput => read::list_functions, on |_cx, _input| "*";
    UpdateFunctionCodeInput => change::update_function_code, on |cx, input| arn(cx, &input.function_name);
    UpdateFunctionConfigurationInput => change::update_function_configuration, on |cx, input| arn(cx, &input.function_name);
    DeleteFunctionInput => change::delete_function, on |cx, input| arn(cx, &input.function_name);
    InvokeInput => invoke::invoke, on |cx, input| Access::new("InvokeFunction", arn(cx, &input.function_name));
    PublishVersionInput => versions::publish_version, on |cx, input| arn(cx, &input.function_name);
    ListVersionsByFunctionInput => versions::list_versions_by_function, on |cx, input| arn(cx, &input.function_name);
    AddPermissionInput => permissions::add_permission, on |cx, input| arn(cx, &input.function_name);
    RemovePermissionInput => permissions::remove_permission, on |cx, input| arn(cx, &input.function_name);
    GetPolicyInput => permissions::get_policy, on |cx, input| arn(cx, &input.function_name);
    PutFunctionConcurrencyInput => settings::put_function_concurrency, on |cx, input| arn(cx, &input.function_name);
    GetFunctionConcurrencyInput => settings::get_function_concurrency, on |cx, input| arn(cx, &input.function_name);
    DeleteFunctionConcurrencyInput => settings::delete_function_concurrency, on |cx, input| arn(cx, &input.function_name);
    GetFunctionCodeSigningConfigInput => settings::get_function_code_signing_config, on |cx, input| arn(cx, &input.function_name);
    GetAccountSettingsInput => settings::get_account_settings, on |_cx, _input| "*";
    TagResourceInput => tags::tag_resource, on |_cx, input| input.resource.clone();
    UntagResourceInput => tags::untag_resource, on |_cx, input| input.resource.clone();
    ListTagsInput => tags::list_tags, on |_cx, input| input.resource.clone();
}
