//! The map as a drawing: boxes of people on the lines between them. Everything in it is in the list
//! beneath it, too.

use super::words::{self, StrengthMark};
use crate::boot::use_lang;
use crate::routes;
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::crm::relations::{
    Acquaintance, Line, MapPerson, MapPlace, NODE_HEIGHT, NODE_WIDTH, Node, PeopleMap,
    RelationKind, layout,
};
use ui::{Badge, Glyph, Tone};

/// Colleagues named in a box; the list has all.
const COLLEAGUES: usize = 2;

/// The drawing, which scrolls in its frame where it is too wide.
#[component]
pub(super) fn Picture(map: PeopleMap) -> impl IntoView {
    let lang = use_lang();
    let drawing = layout(&map);
    let (width, height) = (drawing.width, drawing.height);
    let lines = drawing.lines.into_iter().map(line).collect_view();
    let boxes = drawing
        .nodes
        .into_iter()
        .filter_map(|node| {
            let person = map.person(node.id)?.clone();
            Some(view! { <PersonBox node person/> })
        })
        .collect_view();
    view! {
        <div class="people-frame" tabindex="0" role="region" aria-label=t(lang, k::relations::MAP_LABEL)>
            <svg
                class="people-drawing"
                width=width.to_string()
                height=height.to_string()
                viewBox=format!("0 0 {width} {height}")
            >
                <defs>
                    <marker id="people-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
                        <path class="people-arrow" d="M0 0L8 4L0 8Z"></path>
                    </marker>
                </defs>
                <g aria-hidden="true">{lines}</g>
                {boxes}
            </svg>
        </div>
        <Legend/>
    }
}

/// Whole where somebody reports, dashed where one listens to another, dotted else.
const fn class(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::ReportsTo => "people-line",
        RelationKind::Influences => "people-line people-dashed",
        RelationKind::AssistantOf
        | RelationKind::Knows
        | RelationKind::Family
        | RelationKind::FormerColleague => "people-line people-dotted",
    }
}

fn line(line: Line) -> impl IntoView {
    let arrow = matches!(
        line.kind,
        RelationKind::Influences | RelationKind::AssistantOf
    )
    .then_some("url(#people-arrow)");
    view! { <path class=class(line.kind) d=line.path marker-end=arrow></path> }
}

#[component]
fn PersonBox(node: Node, person: MapPerson) -> impl IntoView {
    let lang = use_lang();
    let roles = words::roles(lang, &person);
    let roles = (!roles.is_empty())
        .then(|| view! { <Badge text=roles tone=Tone::Accent icon=Glyph::Target/> });
    let place = match &person.place {
        MapPlace::Own => None,
        MapPlace::Affiliated => Some(t(lang, k::relations::AFFILIATED).to_owned()),
        MapPlace::Elsewhere(account) => Some(account.as_ref().map_or_else(
            || t(lang, k::relations::ELSEWHERE).to_owned(),
            |account| account.name.clone(),
        )),
    };
    let class = if matches!(person.place, MapPlace::Elsewhere(_)) {
        "people-box people-outside"
    } else {
        "people-box"
    };
    let place = place.map(|place| view! { <span class="people-place truncate">{place}</span> });
    view! {
        <foreignObject
            x=node.x.to_string()
            y=node.y.to_string()
            width=NODE_WIDTH.to_string()
            height=NODE_HEIGHT.to_string()
        >
            <div class=class data-person=person.id.to_string()>
                <a class="people-link" href=routes::contact(person.id)>
                    <span class="people-name truncate">{person.name.clone()}</span>
                    <span class="people-title truncate">{person.title.clone()}</span>
                    {place}
                </a>
                {roles}
                <Colleagues all=person.known_by/>
            </div>
        </foreignObject>
    }
}

/// The colleagues who know the person best.
#[component]
fn Colleagues(all: Vec<Acquaintance>) -> impl IntoView {
    let lang = use_lang();
    if all.is_empty() {
        return view! { <span class="people-none">{t(lang, k::relations::NOBODY_SHORT)}</span> }
            .into_any();
    }
    let more = i64::try_from(all.len().saturating_sub(COLLEAGUES)).unwrap_or(i64::MAX);
    let more = (more > 0).then(
        || view! { <li class="people-more">{tn(lang, k::relations::MORE_OF_US, more, &[])}</li> },
    );
    let items = all
        .into_iter()
        .take(COLLEAGUES)
        .map(|one| {
            view! {
                <li class="people-bond">
                    <StrengthMark strength=one.bond.strength/>
                    <span class="truncate">{one.user.name} " · " {words::strength(lang, one.bond.strength)}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="people-bonds" aria-label=t(lang, k::relations::WHO_KNOWS)>{items}{more}</ul> }
        .into_any()
}

/// What the lines mean.
#[component]
fn Legend() -> impl IntoView {
    let lang = use_lang();
    let entry = move |kind: RelationKind, key| {
        view! {
            <li>
                <svg class="people-sample" viewBox="0 0 36 8" aria-hidden="true" focusable="false">
                    <path class=class(kind) d="M1 4H35"></path>
                </svg>
                {t(lang, key)}
            </li>
        }
    };
    view! {
        <ul class="people-legend small muted">
            {entry(RelationKind::ReportsTo, k::relations::LEGEND_REPORTS)}
            {entry(RelationKind::Influences, k::relations::LEGEND_INFLUENCES)}
            {entry(RelationKind::Knows, k::relations::LEGEND_OTHER)}
        </ul>
    }
}
