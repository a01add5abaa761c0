//! Words of lists: fields, comparisons, values of choices, cells as plain text. Pages and exported
//! files say the same.

use crate::catalogue::{Key, k, t, tn};
use crate::format;
use shared::crm::countries::country;
use shared::kernel::{Lang, Percent, Zone};
use shared::platform::fields::{CustomField, DECIMALS, FieldKind, TypedValue, shown_parts};
use shared::platform::views::{Cell, Condition, Field, Kind, Op, month_span};

fn word(lang: Lang, name: &str, otherwise: &str) -> String {
    Key::by_name(name).map_or_else(|| otherwise.to_owned(), |key| t(lang, key).to_owned())
}

/// The name of a field as a column's head.
#[must_use]
pub fn list_field(lang: Lang, field: &Field) -> String {
    match field.custom {
        Some(own) => own.label.get(lang).to_owned(),
        None => word(
            lang,
            &format!("views.field.{}", field.label.replace('.', "_")),
            field.name,
        ),
    }
}

/// The word of a choice of this field.
#[must_use]
pub fn list_choice(lang: Lang, field: &Field, value: &str) -> String {
    match field.custom {
        Some(own) => option_label(lang, own, value),
        None => list_word(lang, field.label, value),
    }
}

/// The label of an option of an administrator's field.
#[must_use]
pub fn option_label(lang: Lang, field: &CustomField, code: &str) -> String {
    let option = field.options.iter().find(|option| option.code == code);
    option.map_or_else(
        || code.to_owned(),
        |option| option.label.get(lang).to_owned(),
    )
}

/// A kept value of an administrator's field as people read it.
#[must_use]
pub fn custom_value(lang: Lang, field: &CustomField, kept: &str) -> String {
    match shown_parts(field, kept) {
        None => String::new(),
        Some(TypedValue::Words(text)) if field.kind == FieldKind::Choice => {
            option_label(lang, field, &text)
        }
        Some(TypedValue::Words(text)) => shown_link(&text).to_owned(),
        Some(TypedValue::Number(scaled)) => scaled_number(lang, scaled),
        Some(TypedValue::Money(money)) => format::money(lang, money),
        Some(TypedValue::Day(day)) => format::date_medium(lang, day),
        Some(TypedValue::Flag(true)) => t(lang, k::views::WORD_YES).to_owned(),
        Some(TypedValue::Flag(false)) => t(lang, k::views::WORD_NO).to_owned(),
    }
}

/// An address without what every address begins with.
fn shown_link(text: &str) -> &str {
    ["https://", "http://", "mailto:"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(text)
}

fn scaled_number(lang: Lang, scaled: i64) -> String {
    let number = rust_decimal::Decimal::new(scaled, DECIMALS);
    format::number_trimmed(lang, number, DECIMALS)
}

/// The word of a choice: `renewal`, `FR`, `software`.
#[must_use]
pub fn list_word(lang: Lang, field: &str, value: &str) -> String {
    let group = match field {
        "state" => "deals.state",
        "quote_state" => "cpq.quote_state",
        "channel" => "cpq.channel",
        "category" => "deals.category",
        "kind" if matches!(value, "business" | "consumer") => "crm.kind",
        "kind" => "deals.kind",
        "status" => "leads.status",
        "rating" => "leads.rating",
        "lead_source" => "leads.source",
        "response" => "views.response",
        "task_status" => "views.task_status",
        "product_status" => "views.product_status",
        "tax_category" => {
            let key = format!("cpq.tax_category.{}", value.to_ascii_lowercase());
            return word(lang, &key, value);
        }
        "task_priority" => "work.priority",
        "task_kind" => "work.task_kind",
        "language" => "crm.language",
        "industry" | "account.industry" => "crm.industry",
        "country" | "account.country" => {
            return country(value)
                .map_or_else(|| value.to_owned(), |found| found.name(lang).to_owned());
        }
        _ => return value.to_owned(),
    };
    word(lang, &format!("{group}.{value}"), value)
}

/// How a field is compared, in words.
#[must_use]
pub fn list_operator(lang: Lang, kind: Kind, op: Op) -> String {
    let code = op.code();
    if matches!(kind, Kind::Date | Kind::Instant)
        && let Some(key) = Key::by_name(&format!("views.op_day.{code}"))
    {
        return t(lang, key).to_owned();
    }
    word(lang, &format!("views.op.{code}"), code)
}

/// A period or a day as a filter has it, in words.
#[must_use]
pub fn list_period(lang: Lang, value: &str) -> String {
    if let Some(key) = Key::by_name(&format!("views.period.{value}")) {
        return t(lang, key).to_owned();
    }
    let counted = |prefix: &str| {
        let number = value.strip_prefix(prefix)?.strip_suffix("_days")?;
        number.parse::<i64>().ok()
    };
    if let Some(days) = counted("last_") {
        return tn(lang, k::views::PERIOD_LAST, days, &[]);
    }
    if let Some(days) = counted("next_") {
        return tn(lang, k::views::PERIOD_NEXT, days, &[]);
    }
    match value.parse() {
        Ok(day) => format::date_medium(lang, day),
        Err(_) => value.to_owned(),
    }
}

/// The values of a condition in words; `name` gives those of references.
#[must_use]
pub fn list_values(
    lang: Lang,
    field: &Field,
    condition: &Condition,
    name: impl Fn(&str) -> Option<String>,
) -> String {
    let one = |value: &String| match field.kind {
        Kind::Choice(_) => list_choice(lang, field, value),
        Kind::Date | Kind::Instant => list_period(lang, value),
        Kind::Flag => t(
            lang,
            if matches!(value.as_str(), "yes" | "true") {
                k::views::WORD_YES
            } else {
                k::views::WORD_NO
            },
        )
        .to_owned(),
        Kind::Reference(_) => match value.as_str() {
            "me" => t(lang, k::views::WORD_ME).to_owned(),
            "my_team" => t(lang, k::views::WORD_MY_TEAM).to_owned(),
            id => name(id).unwrap_or_else(|| id.to_owned()),
        },
        Kind::Percent => format!("{value}\u{a0}%"),
        Kind::Money => value.replace('_', "\u{a0}"),
        Kind::Text | Kind::Link | Kind::Number => value.clone(),
        Kind::Decimal => match value.parse() {
            Ok(number) => format::number_trimmed(lang, number, DECIMALS),
            Err(_) => value.clone(),
        },
    };
    let separator = match condition.op {
        Op::Between => " – ".to_owned(),
        _ => ", ".to_owned(),
    };
    condition
        .values
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(&separator)
}

/// A cell as plain text; a moment in `zone`.
#[must_use]
pub fn list_cell(lang: Lang, field: &Field, cell: &Cell, zone: &Zone) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => match field.kind {
            Kind::Percent => {
                format::percent(lang, Percent(i32::try_from(*number).unwrap_or_default()))
            }
            Kind::Decimal => scaled_number(lang, *number),
            // A year is no quantity.
            _ if field.name == "founded_year" => number.to_string(),
            _ => format::integer(lang, *number),
        },
        Cell::Money(money) => format::money(lang, *money),
        Cell::Sums(all) => {
            let all: Vec<String> = all.iter().map(|one| format::money(lang, *one)).collect();
            all.join(" · ")
        }
        Cell::Day(day) => format::date_medium(lang, *day),
        Cell::At(at) => format::date_time(lang, zone.local(*at)),
        Cell::Word(text) => match month_span(text) {
            Some(month) => format::month_year(lang, month.from),
            None => list_choice(lang, field, text),
        },
        Cell::Ref { name, .. } => name.clone(),
        Cell::Refs(all) => {
            let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
            names.join(", ")
        }
        Cell::Flag(true) => t(lang, k::views::WORD_YES).to_owned(),
        Cell::Flag(false) => t(lang, k::views::WORD_NO).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::platform::views::{Object, built_in};

    #[test]
    fn every_list_has_its_words() {
        for object in Object::ALL {
            for field in object.fields() {
                let key = format!("views.field.{}", field.label.replace('.', "_"));
                assert!(Key::by_name(&key).is_some(), "{key}");
            }
            for (view, _) in built_in(*object) {
                let own = Key::by_name(&format!("views.view_{}.{view}", object.code()));
                let common = Key::by_name(&format!("views.view.{view}"));
                assert!(own.or(common).is_some(), "{object:?} {view}");
            }
            let file = format!("views.file.{}", object.code());
            assert!(Key::by_name(&file).is_some(), "{file}");
        }
    }

    #[test]
    fn words_of_tasks_are_said_in_both_languages() {
        let of = |name| Object::Tasks.field(name).unwrap();
        let said = |lang, name, word| list_choice(lang, of(name), word);
        assert_eq!(said(Lang::En, "status", "done"), "Done");
        assert_eq!(said(Lang::Fr, "status", "open"), "À faire");
        assert_eq!(said(Lang::Fr, "priority", "high"), "Haute");
        assert_eq!(said(Lang::En, "kind", "todo"), "To do");
        assert_eq!(list_field(Lang::Fr, of("name")), "Objet");
    }

    #[test]
    fn words_of_products_are_said_in_both_languages() {
        let of = |name| Object::Products.field(name).unwrap();
        let said = |lang, name, word| list_choice(lang, of(name), word);
        assert_eq!(said(Lang::En, "status", "retired"), "Switched off");
        assert_eq!(said(Lang::Fr, "status", "active"), "Proposé");
        assert_eq!(said(Lang::En, "tax_category", "AE"), "Reverse charge");
        assert_eq!(list_field(Lang::Fr, of("cost")), "Coût unitaire");
    }

    #[test]
    fn words_of_quotes_are_said_in_both_languages() {
        let of = |name| Object::Quotes.field(name).unwrap();
        let said = |lang, name, word| list_choice(lang, of(name), word);
        assert_eq!(said(Lang::En, "state", "in_approval"), "In approval");
        assert_eq!(said(Lang::Fr, "state", "superseded"), "Remplacé");
        assert_eq!(said(Lang::Fr, "channel", "marketplace"), "Place de marché");
        assert_eq!(said(Lang::En, "currency", "EUR"), "EUR");
        assert_eq!(list_field(Lang::Fr, of("name")), "Titre");
    }
}
