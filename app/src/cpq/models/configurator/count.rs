//! How many products are left after each choice: counted on the page when that is quick, else beside it.

use super::desk::Desk;
use crate::cpq::models::errands::{self, Heard, Lane};
use i18n::{integer, k, t, tf, tn};
use leptos::prelude::*;
use shared::cpq::configure::Budget;
use shared::cpq::models::{News, Session, Task};
use shared::kernel::Lang;

/// Numbers of up to so many digits are shown in full.
const IN_FULL: usize = 15;

/// What is known of the number of products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Nothing: there are too many parts.
    Unknown,
    /// It is being counted.
    UnderWay,
    /// This many, in decimal digits.
    Known(String),
}

/// Counts after each change.
pub fn keep(desk: Desk) {
    Effect::new(move |_| {
        desk.tick.track();
        errands::give_up(Lane::Count);
        let here = |session: &Session| session.count_within(&mut Budget::steps(errands::ON_PAGE));
        match desk.session.with_value(here) {
            Ok(count) => desk.counted.set(Counted::Known(count.to_string())),
            Err(_) => beside(desk),
        }
    });
}

fn beside(desk: Desk) {
    let Some(errand) = desk.errand(Task::Count) else {
        return;
    };
    desk.counted.set(Counted::UnderWay);
    errands::send(Lane::Count, &errand, move |heard| {
        let counted = match heard {
            Heard::News(News::Underway { .. }, _) => return,
            Heard::News(News::Counted(count), _) => Counted::Known(count),
            Heard::News(..) => Counted::Unknown,
            Heard::NoWorker => desk
                .session
                .try_with_value(Session::count)
                .flatten()
                .map_or(Counted::Unknown, |count| Counted::Known(count.to_string())),
        };
        desk.counted.try_set(counted);
    });
}

/// The number in words.
#[component]
pub fn Count(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let text = move || match desk.counted.get() {
        Counted::Unknown => String::new(),
        Counted::UnderWay => t(lang, k::models::cfg::COUNTING).to_owned(),
        Counted::Known(digits) => in_words(lang, &digits),
    };
    view! { <p class="muted tiny" role="status" data-count="">{text}</p> }
}

/// From the digits: the largest models have more products than any number of the machine holds.
fn in_words(lang: Lang, digits: &str) -> String {
    if digits.len() <= IN_FULL {
        let n = digits.parse::<i64>().unwrap_or_default();
        return tn(lang, k::models::cfg::COUNT, n, &[("n", &integer(lang, n))]);
    }
    // Plural forms of such numbers are those of the large ones.
    let first = digits.get(..3).and_then(|first| first.parse().ok());
    let mantissa = f64::from(first.unwrap_or(0_u32)) / 100.0;
    let n = format!("{mantissa:.1} × 10^{}", digits.len() - 1);
    tf(lang, k::models::PRODUCTS_COUNT, &[("n", &n)])
}
