//! The map as a list: everybody under whom they report to, with everything the drawing shows and what
//! has no room there.

use super::words::{self, KnownBy, StrengthMark};
use crate::boot::use_lang;
use crate::routes;
use crate::shell::use_now;
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::relations::{
    ChartLine, MapPerson, MapPlace, MapRelation, PeopleMap, RelationKind, chart,
};
use shared::kernel::{ContactId, Instant, Lang};

/// The list.
#[component]
pub(super) fn PeopleList(map: PeopleMap) -> impl IntoView {
    let lang = use_lang();
    let lines = chart(&map);
    let with = (lang, use_now());
    view! { <ul class="people-list">{under(with, &map, &lines, None)}</ul> }
}

/// The language, and the one clock of the list.
type With = (Lang, Signal<Instant>);

/// Those directly under somebody, each with those under them.
fn under(with: With, map: &PeopleMap, lines: &[ChartLine], manager: Option<ContactId>) -> AnyView {
    lines
        .iter()
        .filter(|line| line.manager == manager)
        .filter_map(|line| {
            let person = map.person(line.id)?;
            let below = lines
                .iter()
                .any(|other| other.manager == Some(line.id))
                .then(|| view! { <ul>{under(with, map, lines, Some(line.id))}</ul> });
            Some(view! {
                <li>
                    {about(with, map, person)}
                    {below}
                </li>
            })
        })
        .collect_view()
        .into_any()
}

fn about((lang, now): With, map: &PeopleMap, person: &MapPerson) -> impl IntoView + use<> {
    let place = match &person.place {
        MapPlace::Own => None,
        MapPlace::Affiliated => Some(t(lang, k::relations::AFFILIATED).to_owned()),
        MapPlace::Elsewhere(account) => Some(account.as_ref().map_or_else(
            || t(lang, k::relations::ELSEWHERE).to_owned(),
            |account| account.name.clone(),
        )),
    };
    let line: Vec<String> = [
        Some(person.title.clone()),
        place,
        Some(words::roles(lang, person)),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.is_empty())
    .collect();
    let relations = map
        .relations
        .iter()
        .filter(|relation| relation.from == person.id || relation.to == person.id)
        .filter_map(|relation| said(lang, map, person.id, relation))
        .collect_view();
    let colleagues = person
        .known_by
        .iter()
        .cloned()
        .map(|one| view! { <li><KnownBy one now/></li> })
        .collect_view();
    let known = (!person.known_by.is_empty()).then(|| {
        view! {
            <p class="small people-heading">{t(lang, k::relations::WHO_KNOWS)}</p>
            <ul class="people-known">{colleagues}</ul>
        }
    });
    view! {
        <div class="people-entry">
            <a class="medium" href=routes::contact(person.id)>{person.name.clone()}</a>
            <span class="small muted">{line.join(" · ")}</span>
            <ul class="people-said small">{relations}</ul>
            {known}
        </div>
    }
}

/// How somebody stands to another. Who reports to somebody stands beneath them and says it.
fn said(lang: Lang, map: &PeopleMap, of: ContactId, relation: &MapRelation) -> Option<AnyView> {
    let forward = relation.from == of;
    let other = map.person(if forward { relation.to } else { relation.from })?;
    if relation.kind == RelationKind::ReportsTo && !forward {
        return None;
    }
    let strength = relation.strength;
    Some(
        view! {
            <li class="bond">
                <StrengthMark strength/>
                <span>
                    {words::relation(lang, relation.kind, forward)} " "
                    <a href=routes::contact(other.id)>{other.name.clone()}</a> " · "
                    {words::strength(lang, strength)}
                </span>
            </li>
        }
        .into_any(),
    )
}
