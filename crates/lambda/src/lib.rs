//! Functions: their code and versions, the processes that run them behind a fence, the Runtime API those speak, and
//! invocations.
#![cfg(target_os = "linux")]

pub mod sandbox;

pub use sandbox::sandbox_main;
