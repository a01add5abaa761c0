//! Values of the log, as people read them.

use crate::catalogue::{Key, k, t, tn};
use crate::format;
use crate::message::field_name;
use shared::kernel::{Lang, Percent, Zone};
use shared::platform::audit::Shown;

/// A value of the field called `field` in code. Moments are in the reader's `zone`.
#[must_use]
pub fn shown_text(lang: Lang, zone: &Zone, field: &str, shown: &Shown) -> String {
    match shown {
        Shown::Text(text) => word(lang, field, text),
        Shown::Number(number) => format::integer(lang, *number),
        Shown::Money(money) => format::money(lang, *money),
        Shown::Percent(points) => format::percent(lang, Percent(*points)),
        Shown::Day(day) => format::date_medium(lang, *day),
        Shown::Moment(at) => format::date_time(lang, zone.local(*at)),
        Shown::Yes(true) => t(lang, k::audit::YES).to_owned(),
        Shown::Yes(false) => t(lang, k::audit::NO).to_owned(),
        Shown::Count(count) => tn(lang, k::audit::ENTRIES, *count, &[]),
        Shown::Record(id, name) if name.is_empty() => id.to_string(),
        Shown::Record(_, name) => name.clone(),
    }
}

/// The name of a fact: as the log calls it, else as forms do.
#[must_use]
pub fn fact_name(lang: Lang, field: &str) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    Key::by_name(&format!("audit.field.{}", last.to_ascii_lowercase()))
        .or_else(|| Key::by_name(&format!("roles.action.{last}")))
        .map_or_else(|| field_name(lang, field), |key| t(lang, key).to_owned())
}

/// A word of an enumeration in the reader's language, where the catalogue has it.
fn word(lang: Lang, field: &str, text: &str) -> String {
    let plain = !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let last = field.rsplit('.').next().unwrap_or(field);
    plain
        .then(|| {
            Key::by_name(&format!("field.value.{last}.{text}"))
                .or_else(|| Key::by_name(&format!("audit.word.{text}")))
        })
        .flatten()
        .map_or_else(|| text.to_owned(), |key| t(lang, key).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::cpq::rooms::RoomPart;
    use shared::kernel::{Currency, Instant, Money};

    #[test]
    fn values_are_written_in_the_readers_language() {
        let text = |lang, shown: Shown| shown_text(lang, &Zone::utc(), "x", &shown);
        let money = Shown::Money(Money::new(120_000, Currency::EUR));
        assert_eq!(text(Lang::Fr, money), "1\u{202f}200,00\u{a0}€");
        assert_eq!(text(Lang::En, Shown::Yes(true)), "Yes");
        assert_eq!(text(Lang::Fr, Shown::Percent(2500)), "25\u{a0}%");
        assert_eq!(text(Lang::Fr, Shown::Count(2)), "2\u{a0}entrées");
        let moment = Shown::Moment(Instant(1_795_424_400_000));
        assert!(text(Lang::En, moment).starts_with("Nov 23, 2026"));
        assert_eq!(text(Lang::En, Shown::Text("As typed".into())), "As typed");
    }

    #[test]
    fn what_a_customer_looked_at_has_words() {
        assert_eq!(fact_name(Lang::Fr, "part"), "Partie");
        let text = |part: &RoomPart| word(Lang::Fr, "part", part.code());
        assert_eq!(text(&RoomPart::Opened), "page ouverte");
        for part in RoomPart::ALL {
            let name = format!("audit.word.{}", part.code());
            assert!(Key::by_name(&name).is_some(), "{name}");
        }
    }
}
