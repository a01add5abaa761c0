//! Products and price books: everybody reads, administrators write.

mod price_books;
mod products;

use crate::Registry;

pub(in crate::cpq) use price_books::offered;

pub(super) fn register(registry: &mut Registry) {
    products::register(registry);
    price_books::register(registry);
}
