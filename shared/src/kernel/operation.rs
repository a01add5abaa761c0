//! An operation is one thing a page (or the command line, or the REST interface) may ask of
//! the server: a serialisable request with its answer's type and the right it needs. The server
//! registers one handler per operation; a test fails when an operation has none.

use super::permission::Action;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A request to the server.
pub trait Operation: Serialize + DeserializeOwned + Send + 'static {
    /// What comes back.
    type Answer: Serialize + DeserializeOwned + Send + 'static;
    /// `feature.verb`, unique.
    const NAME: &'static str;
    /// The right without which the handler is not even called. The handler narrows it to records.
    const ACTION: Action;
}

/// Declares the operation a request type stands for.
#[macro_export]
macro_rules! operation {
    ($request:ty => $answer:ty, $name:literal, $action:ident) => {
        impl $crate::kernel::Operation for $request {
            type Answer = $answer;
            const NAME: &'static str = $name;
            const ACTION: $crate::kernel::Action = $crate::kernel::Action::$action;
        }
    };
}
