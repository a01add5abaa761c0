//! What people type, in either language's habits. Refusals are findings about the field they name.

mod date;
mod number;

pub use date::parse_date;
pub use number::{parse_decimal, parse_integer, parse_money, parse_percent};
