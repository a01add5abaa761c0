//! How affiliations, relations and bonds are said.

use crate::boot::{use_lang, use_session};
use i18n::{Plural, date_in_words, k, relative_time, t, tf, tn};
use leptos::prelude::*;
use shared::crm::relations::{
    Acquaintance, AffiliationDraft, MapPerson, RelationKind, Strength, Touches,
};
use shared::kernel::{Instant, Lang, Zone};

/// What stands before the name of the one at the other end: `Reports to`, seen from there `Manages`.
pub fn relation(lang: Lang, kind: RelationKind, forward: bool) -> &'static str {
    use k::relations::{back, word};
    let key = match (kind, forward) {
        (RelationKind::ReportsTo, true) => word::REPORTS_TO,
        (RelationKind::ReportsTo, false) => back::REPORTS_TO,
        (RelationKind::AssistantOf, true) => word::ASSISTANT_OF,
        (RelationKind::AssistantOf, false) => back::ASSISTANT_OF,
        (RelationKind::Influences, true) => word::INFLUENCES,
        (RelationKind::Influences, false) => back::INFLUENCES,
        (RelationKind::Knows, _) => word::KNOWS,
        (RelationKind::Family, _) => word::FAMILY,
        (RelationKind::FormerColleague, _) => word::FORMER_COLLEAGUE,
    };
    t(lang, key)
}

pub fn strength(lang: Lang, strength: Strength) -> &'static str {
    use k::relations::strength as word;
    t(
        lang,
        match strength {
            Strength::Weak => word::WEAK,
            Strength::Good => word::GOOD,
            Strength::Strong => word::STRONG,
        },
    )
}

/// Between which days somebody is at an account; nothing when neither is known.
pub fn validity(lang: Lang, draft: &AffiliationDraft) -> Option<String> {
    let day = |day| date_in_words(lang, day);
    match (draft.since, draft.until) {
        (None, None) => None,
        (Some(from), None) => Some(tf(lang, k::relations::SINCE, &[("day", &day(from))])),
        (None, Some(to)) => Some(tf(lang, k::relations::UNTIL, &[("day", &day(to))])),
        (Some(from), Some(to)) => Some(tf(
            lang,
            k::relations::FROM_TO,
            &[("from", &day(from)), ("to", &day(to))],
        )),
    }
}

/// The parts somebody has in open deals, in words.
pub fn roles(lang: Lang, person: &MapPerson) -> String {
    person
        .roles
        .iter()
        .map(|role| crate::crm::labels::word(lang, "crm.buying_role", role))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why we think that somebody knows somebody: `3 meetings, 1 call, last one 12 days ago`.
pub fn reason(lang: Lang, touches: &Touches, now: Instant, zone: &Zone) -> String {
    let counted = |key: Plural, count: i64| (count > 0).then(|| tn(lang, key, count, &[]));
    let talks: Vec<String> = [
        counted(k::relations::MEETINGS, touches.meetings),
        counted(k::relations::CALLS, touches.calls),
        counted(k::relations::EMAILS, touches.emails),
        counted(k::relations::NOTES, touches.notes),
    ]
    .into_iter()
    .flatten()
    .collect();
    let talks = talks.join(", ");
    let talks = match touches.last_at {
        Some(at) if !talks.is_empty() => {
            let when = relative_time(lang, at, now, zone);
            tf(
                lang,
                k::relations::LAST,
                &[("what", &talks), ("when", &when)],
            )
        }
        _ => talks,
    };
    [
        Some(talks).filter(|talks| !talks.is_empty()),
        counted(k::relations::OPEN_DEALS, touches.open_deals),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

/// Three bars, of which as many are full as the strength has steps. The word stands beside them.
#[component]
pub fn StrengthMark(strength: Strength) -> impl IntoView {
    let full = match strength {
        Strength::Weak => 1,
        Strength::Good => 2,
        Strength::Strong => 3,
    };
    let class = move |bar: i32| {
        if bar <= full {
            "bond-bar bond-full"
        } else {
            "bond-bar"
        }
    };
    view! {
        <svg class="bond-mark" viewBox="0 0 16 14" aria-hidden="true" focusable="false">
            <rect class=class(1) x="1" y="9" width="3.5" height="4" rx="1"></rect>
            <rect class=class(2) x="6.25" y="5.5" width="3.5" height="7.5" rx="1"></rect>
            <rect class=class(3) x="11.5" y="1.5" width="3.5" height="11.5" rx="1"></rect>
        </svg>
    }
}

/// A colleague who knows somebody, with the strength in a sign and in words, and why.
#[component]
pub fn KnownBy(
    one: Acquaintance,
    /// The moment it is; one clock for all of them.
    now: Signal<Instant>,
) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let touches = one.touches;
    let why = move || reason(lang, &touches, now.get(), &zone);
    view! {
        <span class="bond">
            <StrengthMark strength=one.bond.strength/>
            <span class="crm-two">
                <span><span class="medium">{one.user.name}</span> " · " {strength(lang, one.bond.strength)}</span>
                <span class="small muted">{why}</span>
            </span>
        </span>
    }
}
