//! Asks one record: what the database answers must be the same.

use super::{Cell, Field, Resolved, Test};

impl Resolved {
    /// Whether a record with these values passes.
    pub fn matches(&self, value: &impl Fn(&'static Field) -> Cell) -> bool {
        match self {
            Resolved::All(parts) => parts.iter().all(|part| part.matches(value)),
            Resolved::Any(parts) => parts.iter().any(|part| part.matches(value)),
            Resolved::Not(part) => !part.matches(value),
            Resolved::Test(field, test) => test.holds(&value(field)),
        }
    }
}

fn within<T: Ord>(value: &T, from: Option<&T>, to: Option<&T>) -> bool {
    from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to)
}

impl Test {
    /// Whether one value passes.
    #[must_use]
    pub fn holds(&self, cell: &Cell) -> bool {
        match (self, cell) {
            (Test::Empty, cell) => match cell {
                Cell::Empty => true,
                Cell::Text(text) | Cell::Word(text) => text.is_empty(),
                _ => false,
            },
            (_, Cell::Text(text) | Cell::Word(text)) if text.is_empty() => false,
            (Test::TextIs(wanted), Cell::Text(text)) => text.to_ascii_lowercase() == *wanted,
            (Test::TextHas(part), Cell::Text(text)) => text.to_ascii_lowercase().contains(part),
            (Test::TextStarts(start), Cell::Text(text)) => {
                text.to_ascii_lowercase().starts_with(start)
            }
            (Test::Words(words), Cell::Word(word)) => words.contains(word),
            (Test::Ids(ids), Cell::Ref { id, .. }) => ids.contains(id),
            (Test::Ids(ids), Cell::Refs(all)) => all.iter().any(|one| ids.contains(&one.id)),
            (Test::Flag(wanted), Cell::Flag(flag)) => wanted == flag,
            (Test::Number(from, to), Cell::Number(number)) => {
                within(number, from.as_ref(), to.as_ref())
            }
            (Test::Days(from, to), Cell::Day(day)) => within(day, from.as_ref(), to.as_ref()),
            (Test::Moments(from, before), Cell::At(at)) => {
                from.is_none_or(|from| at.0 >= from) && before.is_none_or(|before| at.0 < before)
            }
            (Test::Money(bounds), Cell::Money(money)) => bounds
                .iter()
                .filter(|(currency, ..)| *currency == money.currency)
                .any(|(_, from, to)| within(&money.minor, from.as_ref(), to.as_ref())),
            _ => false,
        }
    }
}
