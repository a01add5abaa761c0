//! The card on a quote's page: where its request stands.

use super::api;
use super::progress::{Progress, at, note};
use super::words;
use crate::boot::{use_lang, use_session};
use crate::live;
use crate::routes;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::approvals::RequestView;
use shared::cpq::approvals::ops::{ApprovalTab, GetApproval};
use shared::kernel::QuoteId;
use shared::kernel::event::Entity;
use ui::{Badge, Card, Glyph, LinkButton, Size, Tell, Variant};

/// The last request of a quote; nothing before the first.
#[component]
pub fn ApprovalCard(id: QuoteId, #[prop(into)] reload: Callback<()>) -> impl IntoView {
    let request = Resource::new(
        move || id,
        |quote_id| async move { api::get(GetApproval { quote_id }).await },
    );
    live::on_event(move |event| {
        let ours = event
            .is_none_or(|event| event.entity == Entity::Approval && event.parent == Some(id.0));
        if ours {
            request.refetch();
            // Its last decision moves the quote.
            if event.is_some_and(|event| event.action == "decided") {
                reload.tell(());
            }
        }
    });
    // The quote around it may be read again while the answer is on its way: what the view holds must
    // outlive the card.
    let kept = ArcResource::from(request);
    view! {
        <Transition fallback=|| ()>
            {move || {
                let request = kept.clone();
                Suspend::new(async move {
                    // Without an answer there is nothing to show; the quote itself says its state.
                    request.await.ok().and_then(|view| view.request).map(|request| view! { <Shown id request /> })
                })
            }}
        </Transition>
    }
}

#[component]
fn Shown(id: QuoteId, request: RequestView) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let (tone, icon) = words::state_look(request.approval.state);
    let state = words::state(lang, request.approval.state);
    let name = request
        .requested_by
        .as_ref()
        .map(|one| one.name.clone())
        .unwrap_or_default();
    let when = at(lang, &zone, request.created_at);
    let may_decide = request.may_decide;
    view! {
        <Card id="quote-approval" title=Signal::stored(t(lang, k::approvals::PROGRESS).to_owned())>
            <div class="approval-card-head">
                <Badge text=state tone icon />
                <span class="small muted">{tf(lang, k::approvals::OF, &[("name", &name), ("when", &when)])}</span>
                {may_decide.then(|| view! {
                    <LinkButton
                        label=t(lang, k::approvals::decide::TITLE)
                        href=routes::approvals(ApprovalTab::Mine, Some(id))
                        icon=Glyph::Shield
                        size=Size::Small
                        variant=Variant::Primary
                    />
                })}
            </div>
            {note(lang, &request)}
            <Progress request />
        </Card>
    }
}
