//! The picture of a product: in its form.

pub mod api;
mod field;
mod shrink;

pub use field::PictureField;
