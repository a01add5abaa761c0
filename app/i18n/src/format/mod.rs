//! Numbers, money, dates and times as CLDR 48 has them for `fr-FR` and `en-US`; own code, since a
//! full locale library would double the size of what the browser loads. Spaces that must not break
//! a line are U+00A0 and U+202F; the minus is U+2212.

mod bytes;
mod date;
mod money;
mod number;
mod relative;

pub use bytes::bytes;
pub use date::{
    date_in_words, date_long, date_medium, date_short, date_time, date_weekday, day_in_words,
    day_month, month_name, month_year, quarter_label, time, week_start, weekday_name,
    weekday_short,
};
pub use money::{currency_symbol, money, money_compact, money_compact_rounded, unit_price};
pub use number::{integer, number, number_compact, number_trimmed, percent};
pub use relative::{relative_day, relative_time};

pub(crate) const NBSP: char = '\u{a0}';
pub(crate) const NARROW_NBSP: char = '\u{202f}';
pub(crate) const MINUS: char = '\u{2212}';
