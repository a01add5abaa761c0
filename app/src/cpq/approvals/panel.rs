//! Everything a decision needs, in one place.

use super::decide::Decide;
use super::money::{Comparable, Waterfall};
use super::progress::{Progress, at, note};
use super::risk::RiskFigures;
use super::words;
use crate::boot::{use_lang, use_session};
use crate::routes;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::approvals::ApprovalView;
use ui::{Badge, Glyph, LinkButton, Size};

/// The panel of one request.
#[component]
pub fn Panel(
    view: ApprovalView,
    /// Where closing leads.
    back: String,
    #[prop(into)] on_decided: Callback<ApprovalView>,
) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let number = view.number.clone();
    let head = view.request.as_ref().map(|request| {
        let (tone, icon) = words::state_look(request.approval.state);
        let name = request.requested_by.as_ref().map_or_else(
            || t(lang, k::approvals::approver::GONE).to_owned(),
            |one| one.name.clone(),
        );
        let when = at(lang, &zone, request.created_at);
        let text = tf(lang, k::approvals::OF, &[("name", &name), ("when", &when)]);
        let state = words::state(lang, request.approval.state);
        (state, tone, icon, text)
    });
    let owner = tf(lang, k::approvals::OWNER, &[("name", &view.owner.name)]);
    let facts = [view.account.clone(), owner]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let decide = view
        .request
        .as_ref()
        .filter(|request| request.may_decide)
        .map(|request| (request.id, request.approval.open_step()));
    view! {
        <article class="card approval-panel" aria-labelledby="approval-panel-title">
            <header class="approval-panel-head">
                <div>
                    <h2 class="approval-panel-title" id="approval-panel-title">{view.number} " – " {view.title}</h2>
                    <p class="small muted">{facts}</p>
                </div>
                {head.as_ref().map(|(state, tone, icon, _)| view! { <Badge text=*state tone=*tone icon=*icon /> })}
            </header>
            {head.map(|(_, _, _, text)| view! { <p class="small">{text}</p> })}
            {view.request.as_ref().and_then(|request| note(lang, request))}
            <div class="cluster">
                {view.may_open.then(|| view! {
                    <LinkButton label=t(lang, k::approvals::OPEN_QUOTE) href=routes::quote(view.quote_id) icon=Glyph::FileText size=Size::Small />
                })}
                <LinkButton label=t(lang, k::approvals::CLOSE) href=back icon=Glyph::X size=Size::Small />
            </div>
            {view.request.map(|request| view! { <Progress request /> })}
            {decide.map(|(id, step)| view! { <Decide id step number=number.clone() on_decided /> })}
            <section class="approval-risk" aria-labelledby="approval-risk-title">
                <h3 class="approval-heading" id="approval-risk-title">{t(lang, k::approvals::risk::TITLE)}</h3>
                <RiskFigures risk=view.risk />
            </section>
            <Waterfall view=view.money />
            <Comparable deals=view.comparable />
        </article>
    }
}
