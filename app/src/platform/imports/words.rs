//! Names of kinds, fields and values in the page's language.

use i18n::{Key, k, t, tf};
use shared::kernel::Lang;
use shared::platform::fields::{CustomField, key_of};
use shared::platform::imports::model::Choice;
use shared::platform::imports::ops::RowOutcome;
use shared::platform::imports::own::{find_own, holder};
use shared::platform::imports::undo::Since;
use shared::platform::imports::{Field, ImportKind, OnMatch};

fn named(lang: Lang, key: &str, otherwise: &str) -> String {
    Key::by_name(key).map_or_else(|| otherwise.to_owned(), |key| t(lang, key).to_owned())
}

pub(super) fn kind(lang: Lang, kind: ImportKind) -> String {
    named(lang, &format!("imports.kind.{}", kind.code()), kind.code())
}

pub(super) fn field(lang: Lang, field: Field) -> String {
    named(
        lang,
        &format!("imports.field.{}", field.code()),
        field.code(),
    )
}

/// The same with the fields of administrators among `own`.
pub(super) fn any_field(lang: Lang, of: Field, own: &[CustomField]) -> String {
    match find_own(of, own) {
        Some(own) if matches!(of, Field::OwnCurrency(_)) => tf(
            lang,
            k::views::CURRENCY_OF,
            &[("name", &own.label.get(lang))],
        ),
        Some(own) => own.label.get(lang).to_owned(),
        None => field(lang, of),
    }
}

/// A field of a report: its code, or `custom.<key>` for one of an administrator.
pub(super) fn reported_field(
    lang: Lang,
    kind: ImportKind,
    name: &str,
    own: &[CustomField],
) -> String {
    let custom = key_of(name).and_then(|key| {
        let holder = holder(kind)?;
        own.iter()
            .find(|own| own.holder == holder && own.key == key)
    });
    match (custom, name.parse()) {
        (Some(own), _) => own.label.get(lang).to_owned(),
        (None, Ok(of)) => field(lang, of),
        (None, Err(())) => name.to_owned(),
    }
}

/// What becomes of records that are there already.
pub(super) fn on_match(lang: Lang, choice: OnMatch) -> String {
    named(
        lang,
        &format!("imports.matching.{}", choice.code()),
        choice.code(),
    )
}

/// The same as a sentence.
pub(super) fn on_match_told(lang: Lang, choice: OnMatch) -> String {
    named(
        lang,
        &format!("imports.matching_told.{}", choice.code()),
        "",
    )
}

/// By what a row finds its record.
pub(super) fn matched_by(lang: Lang, kind: ImportKind) -> String {
    named(lang, &format!("imports.matching_by.{}", kind.code()), "")
}

/// What became of a row.
pub(super) fn outcome(lang: Lang, outcome: RowOutcome) -> String {
    named(
        lang,
        &format!("imports.row.{}", outcome.code()),
        outcome.code(),
    )
}

pub(super) fn state(lang: Lang, code: &str) -> String {
    named(lang, &format!("imports.state.{code}"), code)
}

pub(super) fn value(lang: Lang, choice: &Choice) -> String {
    let name = choice.name.get(lang);
    if name.is_empty() {
        named(
            lang,
            &format!("imports.value.{}", choice.code),
            &choice.code,
        )
    } else {
        name.to_owned()
    }
}

pub(super) fn since(lang: Lang, since: Since) -> String {
    named(
        lang,
        &format!("imports.since.{}", since.code()),
        since.code(),
    )
}
