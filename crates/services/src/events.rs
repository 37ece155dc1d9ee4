//! EventBridge's operations: connections, which HTTP tasks need.

mod connection;
mod operations;
mod wire;

use aws::events::*;

pub use connection::{
    Authorization, ConnectionDocument, Connections, HttpParameters, OAuth, Parameter, Secret,
};

use crate::operations::operations;

operations! {
    CreateConnectionInput => operations::create_connection, on |cx, input| operations::resource(cx, &input.name);
    UpdateConnectionInput => operations::update_connection, on |cx, input| operations::resource(cx, &input.name);
    DescribeConnectionInput => operations::describe_connection, on |cx, input| operations::resource(cx, &input.name);
    DeleteConnectionInput => operations::delete_connection, on |cx, input| operations::resource(cx, &input.name);
    ListConnectionsInput => operations::list_connections, on |_cx, _input| "*";
}
