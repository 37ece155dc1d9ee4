//! AWS's quotas for functions. <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

/// Payload of a synchronous invocation.
pub const PAYLOAD_BYTES: usize = 6 << 20;
/// Response of a synchronous invocation: 6 MiB and a little for the envelope, as AWS's own error text says.
pub const RESPONSE_BYTES: usize = 6_291_556;
/// Payload of an asynchronous invocation.
pub const EVENT_BYTES: usize = 1 << 20;
/// A package as uploaded: 50 MiB.
pub const ZIP_BYTES: usize = 50 << 20;
/// A package unzipped.
pub const UNZIPPED_BYTES: u64 = 262_144_000;
/// The log tail that an invocation may ask for.
pub const TAIL_BYTES: usize = 4 << 10;
/// Concurrent invocations of an account in a region.
pub const CONCURRENCY: u32 = 1000;
/// Of these, how many no function may reserve.
pub const UNRESERVED: u32 = 100;
/// All environment variables of a function together.
pub const ENVIRONMENT_BYTES: usize = 4 << 10;
/// A resource policy.
pub const POLICY_BYTES: usize = 20_480;
