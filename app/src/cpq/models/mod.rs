//! Product models: the administrators' page, and the configurator of a quote's line. The engine runs
//! here, in the browser: no request per click.

pub mod api;
pub mod configurator;
mod editor;
pub mod words;

pub use editor::ModelPage;
