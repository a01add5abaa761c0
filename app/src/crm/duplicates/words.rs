//! Words of duplicates in the reader's language.

use crate::crm::labels::word;
use crate::routes;
use i18n::{Lang, k, t};
use leptos::prelude::*;
use shared::crm::duplicates::{DuplicateKind, DuplicateRecord, Match};
use ui::{Badge, Glyph, Tone};

pub(super) fn kind_name(lang: Lang, kind: DuplicateKind) -> &'static str {
    t(
        lang,
        match kind {
            DuplicateKind::Account => k::crm::ACCOUNT,
            DuplicateKind::Contact => k::crm::CONTACT,
            DuplicateKind::Lead => k::leads::LEAD,
        },
    )
}

pub(super) const fn kind_glyph(kind: DuplicateKind) -> Glyph {
    match kind {
        DuplicateKind::Account => Glyph::Building,
        DuplicateKind::Contact => Glyph::Person,
        DuplicateKind::Lead => Glyph::Funnel,
    }
}

/// The page of the record.
pub(crate) fn address(record: &DuplicateRecord) -> String {
    match record.kind {
        DuplicateKind::Account => routes::account(record.id.into()),
        DuplicateKind::Contact => routes::contact(record.id.into()),
        DuplicateKind::Lead => routes::lead(record.id.into()),
    }
}

/// The reasons in words: `same e-mail · same name`.
pub(super) fn reasons(lang: Lang, found: &Match) -> String {
    found
        .reasons
        .iter()
        .map(|reason| word(lang, "duplicates.reason", reason.code()))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The reasons, each a badge; those against stand apart by sign and colour.
pub(crate) fn reason_badges(lang: Lang, found: &Match) -> impl IntoView + use<> {
    found
        .reasons
        .iter()
        .map(|reason| {
            let text = word(lang, "duplicates.reason", reason.code());
            let (tone, icon) = if reason.is_against() {
                (Tone::Neutral, Glyph::Minus)
            } else {
                (Tone::Info, Glyph::Check)
            };
            view! { <Badge text tone icon/> }
        })
        .collect_view()
}
