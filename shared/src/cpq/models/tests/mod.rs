//! Product models: the language, models as people write them, and random ones against trying every product.

mod errands;
mod examples;
mod given;
mod guides;
mod language;
mod nested;
mod random;
mod repairs;
