//! Names of kinds, fields and values in the page's language.

use i18n::{Key, t};
use shared::kernel::Lang;
use shared::platform::imports::model::Choice;
use shared::platform::imports::undo::Since;
use shared::platform::imports::{Field, ImportKind};

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
