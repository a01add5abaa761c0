//! Product models: the language, models as people write them, and random ones against trying every product.

mod examples;
mod guides;
mod language;
mod random;
