//! placeholder
use crate::api::RestApi;
#[derive(Debug)]
pub(crate) struct Program;
impl Program {
    pub(crate) fn compile(_: &RestApi) -> Self {
        Self
    }
}
