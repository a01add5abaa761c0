//! The cells of the list of quotes that say more than their value.

use crate::boot::use_today;
use crate::cpq::labels;
use i18n::{Lang, date_medium, k, money, relative_day, tf};
use leptos::prelude::*;
use shared::cpq::quotes::QuoteState;
use shared::platform::views::Cell;
use ui::Badge;

/// Columns the cells below are made from, shown or not.
pub(crate) const SUPPORT: &[&str] = &["state", "version_number"];

/// Further away the words would be the date once more.
const SOON_DAYS: i64 = 30;

/// The cell of this field, where it is one of these; `cell` gives the values of the row.
pub(crate) fn quote_cell(lang: Lang, field: &str, cell: impl Fn(&str) -> Cell) -> Option<AnyView> {
    let state = || match cell("state") {
        Cell::Word(word) => word.parse::<QuoteState>().ok(),
        _ => None,
    };
    Some(match (field, cell(field)) {
        ("state", _) => {
            let state = state()?;
            let (tone, icon) = labels::state_look(state);
            view! { <Badge text=labels::state(lang, state) tone icon/> }.into_any()
        }
        ("number", Cell::Text(number)) => {
            let number = match cell("version_number") {
                Cell::Number(version) if version > 1 => {
                    let version = tf(lang, k::cpq::list::VERSION, &[("n", &version)]);
                    format!("{number} {version}")
                }
                _ => number,
            };
            view! { <span class="num nowrap">{number}</span> }.into_any()
        }
        ("valid_until", Cell::Day(day)) => {
            let today = use_today();
            let soon = (day - today).num_days().abs() <= SOON_DAYS;
            let said = if soon && state().is_some_and(QuoteState::is_with_customer) {
                format!(
                    "{} ({})",
                    date_medium(lang, day),
                    relative_day(lang, day, today)
                )
            } else {
                date_medium(lang, day)
            };
            said.into_any()
        }
        // An offer is what it says to the cent.
        (_, Cell::Money(amount)) => money(lang, amount).into_any(),
        _ => return None,
    })
}
