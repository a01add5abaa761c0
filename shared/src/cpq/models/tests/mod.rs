//! Product models: the language, models as people write them, and random ones against trying every product.

mod examples;
mod language;
mod random;
