//! The chain of a request: what each step asks, whom it waits for, what was said.

use super::words;
use crate::boot::{use_lang, use_session};
use i18n::{Key, Lang, date_time, k, t, tf};
use leptos::prelude::*;
use shared::cpq::approvals::{Ask, Decision, RequestView, Requirement, RequirementState};
use shared::kernel::{Instant, Named, UserId, Zone};
use ui::{Badge, Glyph, Icon};

/// The requirements in the order of the chain.
#[component]
pub fn Progress(request: RequestView) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let people = request.people;
    let rows = request
        .approval
        .requirements
        .into_iter()
        .map(|one| row(lang, &zone, &people, one))
        .collect_view();
    view! { <ol class="approval-chain" aria-label=t(lang, k::approvals::PROGRESS)>{rows}</ol> }
}

/// What whoever asks says to those asked.
pub fn note(lang: Lang, request: &RequestView) -> Option<impl IntoView + use<>> {
    let text = request.approval.comment.clone();
    (!text.is_empty()).then(|| {
        view! {
            <figure class="approval-note">
                <figcaption class="small muted">{t(lang, k::approvals::COMMENT)}</figcaption>
                <blockquote>{text}</blockquote>
            </figure>
        }
    })
}

fn row(lang: Lang, zone: &Zone, people: &[Named<UserId>], one: Requirement) -> AnyView {
    let (tone, icon) = words::need_look(one.state);
    let seen = words::seen(lang, &one.need.seen);
    let because = words::because(lang, &one.need.because);
    let name = one.need.name.get(lang).to_owned();
    let waits = (one.state == RequirementState::Open).then(|| waits_for(lang, people, &one));
    let due = one.due_at.map(|at| {
        let when = date_time(lang, zone.local(at));
        tf(lang, k::approvals::DUE, &[("when", &when)])
    });
    let mut told: Vec<Decision> = Vec::new();
    for decision in one.asks.iter().filter_map(|ask| ask.decision.clone()) {
        if !told.contains(&decision) {
            told.push(decision);
        }
    }
    let said = told
        .into_iter()
        .map(|decision| said(lang, zone, people, decision))
        .collect_view();
    view! {
        <li class="approval-need">
            <span class="approval-step" aria-hidden="true">{one.need.step}</span>
            <div class="approval-need-text">
                <div class="approval-need-head">
                    <strong>
                        <span class="visually-hidden">{tf(lang, k::approvals::STEP, &[("n", &one.need.step)])} " "</span>
                        {name}
                    </strong>
                    <Badge text=words::need(lang, one.state) tone icon />
                </div>
                {(!seen.is_empty()).then(|| view! { <p class="small muted">{seen}</p> })}
                {because.map(|text| view! { <p class="small muted">{text}</p> })}
                {waits.map(|text| view! { <p class="small">{text}</p> })}
                {due.map(|text| view! { <p class="small muted">{text}</p> })}
                {one.escalated.then(|| view! { <p class="small">{t(lang, k::approvals::ESCALATED)}</p> })}
                {said}
            </div>
        </li>
    }
    .into_any()
}

fn asked(lang: Lang, people: &[Named<UserId>], ask: &Ask) -> String {
    let approver = words::person(lang, people, ask.approver);
    if ask.asked == ask.approver {
        return approver;
    }
    let asked = words::person(lang, people, ask.asked);
    tf(
        lang,
        k::approvals::FOR,
        &[("asked", &asked), ("approver", &approver)],
    )
}

fn waits_for(lang: Lang, people: &[Named<UserId>], one: &Requirement) -> String {
    let open = one.asks.iter().filter(|ask| ask.decision.is_none());
    let mut names: Vec<String> = Vec::new();
    for ask in open {
        let above = ask.above.iter().map(|id| words::person(lang, people, *id));
        for name in std::iter::once(asked(lang, people, ask)).chain(above) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let text = tf(
        lang,
        k::approvals::WAITS_FOR,
        &[("names", &names.join(", "))],
    );
    if names.len() < 2 {
        text
    } else {
        format!("{text} · {}", words::quorum(lang, one.need.quorum))
    }
}

fn said(lang: Lang, zone: &Zone, people: &[Named<UserId>], decision: Decision) -> AnyView {
    let name = words::person(lang, people, decision.by);
    let key = Key::by_name(&format!("approvals.said.{}", decision.kind.code()));
    let text = key.map_or_else(String::new, |key| tf(lang, key, &[("name", &name)]));
    let mut when = at(lang, zone, decision.at);
    if decision.by_mail {
        when = format!("{when} · {}", t(lang, k::approvals::link::BY_MAIL));
    }
    let condition = (!decision.condition.is_empty()).then(|| {
        tf(
            lang,
            k::approvals::CONDITION_SAID,
            &[("text", &decision.condition)],
        )
    });
    view! {
        <div class="approval-said">
            <p class="small"><Icon glyph=Glyph::Note class="icon-sm" /> {text} " · " <span class="muted">{when}</span></p>
            {condition.map(|text| view! { <p class="small approval-condition">{text}</p> })}
            {(!decision.comment.is_empty()).then(|| view! { <q class="small">{decision.comment}</q> })}
        </div>
    }
    .into_any()
}

/// A moment as it is written.
pub fn at(lang: Lang, zone: &Zone, at: Instant) -> String {
    date_time(lang, zone.local(at))
}
