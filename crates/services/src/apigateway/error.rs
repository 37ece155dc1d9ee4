//! From what definitions refuse to what clients see.

use std::future::Future;
use std::sync::Arc;

use aws::{Error, Service};
use gateway::control::invalid_api;
use gateway::{Control, ControlError, ErrorKind, RestApi};

use crate::call::Context;

/// The error that a client sees.
pub(super) fn wire(error: ControlError) -> Error {
    let code = match error.kind() {
        ErrorKind::BadRequest => "BadRequestException",
        ErrorKind::NotFound => "NotFoundException",
        ErrorKind::Conflict => "ConflictException",
        ErrorKind::Unavailable => "ServiceUnavailableException",
    };
    Error::modelled(Service::ApiGateway, code, error.to_string())
}

/// The definitions of the caller's scope, with errors as clients see them.
#[derive(Clone, Copy)]
pub(super) struct Definitions<'a> {
    cx: &'a Context<'a>,
    pub(super) control: &'a Control,
}

impl<'a> Definitions<'a> {
    pub(super) fn of(cx: &'a Context<'a>) -> Self {
        Self {
            cx,
            control: cx.app.gateway.control(),
        }
    }

    /// An API, for an operation on the API itself.
    pub(super) fn api(&self, api: &str) -> Result<Arc<RestApi>, Error> {
        self.control.api(self.cx.scope(), api).map_err(wire)
    }

    /// What `read` finds in an API; an unknown API is `missing`.
    pub(super) fn read<T>(
        &self,
        api: &str,
        missing: ControlError,
        read: impl FnOnce(&RestApi) -> Result<T, ControlError>,
    ) -> Result<T, Error> {
        let found = self.control.api(self.cx.scope(), api).map_err(|_| missing);
        found.and_then(|api| read(&api)).map_err(wire)
    }

    /// Changes an API; an unknown one is called after itself.
    pub(super) fn change_api<T: Send>(
        &self,
        api: &str,
        change: impl FnOnce(&mut RestApi) -> Result<T, ControlError> + Send,
    ) -> impl Future<Output = Result<T, Error>> + Send {
        self.change(api, invalid_api(self.cx.scope(), api), change)
    }

    /// Changes an API; an unknown one is `missing`.
    pub(super) async fn change<T: Send>(
        &self,
        api: &str,
        missing: ControlError,
        change: impl FnOnce(&mut RestApi) -> Result<T, ControlError> + Send,
    ) -> Result<T, Error> {
        let changed = self
            .control
            .change(self.cx.scope(), api, missing, change)
            .await;
        changed.map_err(wire)
    }
}
