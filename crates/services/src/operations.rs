//! The table that ties operations to their files.

use aws::Service;

/// Ties operations to their handlers: gives a service's module `IMPLEMENTED`, the names of its operations, and
/// `dispatch`, which decodes the input, authorizes the call and runs the handler.
///
/// A line reads `Input => handler, on resource;`. `resource` is what the call is authorized against: an expression over
/// `cx` and `input` that gives an ARN or `*`, or an [`Access`](crate::access::Access) where IAM's action has another
/// name than the operation.
macro_rules! operations {
    ($($input:ty => $handler:path, on |$cx:ident, $decoded:ident| $resource:expr;)*) => {
        /// The operations that are built, for the coverage table.
        pub(crate) const IMPLEMENTED: &[&str] = &[$(<$input as aws::OperationInput>::NAME),*];

        /// Runs an operation whose input has been validated.
        ///
        /// # Errors
        /// The operation's own, and `AccessDenied` by the service's name for it.
        pub(crate) async fn dispatch(
            cx: &crate::call::Context<'_>,
            operation: &'static aws::Operation,
            input: serde_json::Value,
        ) -> Result<serde_json::Value, aws::Error> {
            match operation.name {
                $(<$input as aws::OperationInput>::NAME => {
                    let ($cx, $decoded) = (cx, aws::typed::<$input>(input)?);
                    let resource = crate::access::Access::from($resource);
                    let service = <$input as aws::OperationInput>::SERVICE;
                    cx.authorize(service, operation.name, &resource)?;
                    let output: <$input as aws::OperationInput>::Output =
                        Box::pin($handler(cx, $decoded)).await?;
                    aws::output_value(&output)
                })*
                _ => Err(aws::Error::not_implemented(cx.service, operation.name)),
            }
        }
    };
}
pub(crate) use operations;

/// The names of the operations of `service` that are built.
#[must_use]
pub fn implemented(service: Service) -> &'static [&'static str] {
    match service {
        Service::States => crate::states::IMPLEMENTED,
        Service::Lambda => crate::lambda::IMPLEMENTED,
        Service::ApiGateway => crate::apigateway::IMPLEMENTED,
        Service::Logs => crate::logs::IMPLEMENTED,
        Service::Iam => crate::iam::IMPLEMENTED,
        Service::Sts => crate::sts::IMPLEMENTED,
        Service::Events => crate::events::IMPLEMENTED,
    }
}
