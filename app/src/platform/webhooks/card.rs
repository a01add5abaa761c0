//! One webhook: where it leads, how it fares, what can be done with it.

use super::calls::{rotate_secret, test_webhook};
use super::log::log;
use super::{Asked, Ctx};
use crate::boot::{now, use_lang, use_session};
use i18n::{Key, Lang, k, problem_text, relative_time, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::event::Entity;
use shared::kernel::{WebhookId, Zone};
use shared::platform::webhooks::{
    FAILING_DAYS, RotateSecret, TestWebhook, WebhookState, WebhookView,
};
use ui::{Badge, Button, Glyph, Size, Toaster, Tone, use_toaster};

/// The name of a kind of record, for many of them.
pub(super) fn entity_name(lang: Lang, entity: Entity) -> String {
    Key::by_name(&format!("webhooks.entity.{}", entity.code()))
        .map_or_else(|| entity.code().to_owned(), |key| t(lang, key).to_owned())
}

fn state_badge(lang: Lang, state: WebhookState) -> AnyView {
    let (key, tone, icon) = match state {
        WebhookState::On => (k::webhooks::state::ON, Tone::Success, Glyph::Check),
        WebhookState::Off => (k::webhooks::state::OFF, Tone::Neutral, Glyph::Minus),
        WebhookState::Failing => (k::webhooks::state::FAILING, Tone::Danger, Glyph::Alert),
    };
    view! { <Badge text=t(lang, key) tone icon /> }.into_any()
}

/// What it hears, when it last did, and how many messages are on their way.
fn facts(lang: Lang, view: &WebhookView, zone: &Zone) -> String {
    let hears = if view.draft.entities.is_empty() {
        t(lang, k::webhooks::EVERYTHING).to_owned()
    } else {
        let names: Vec<String> = view
            .draft
            .entities
            .iter()
            .map(|entity| entity_name(lang, *entity))
            .collect();
        names.join(", ")
    };
    let last = view.last_delivered_at.map_or_else(
        || t(lang, k::webhooks::NEVER).to_owned(),
        |at| {
            let when = relative_time(lang, at, now(), zone);
            tf(lang, k::webhooks::LAST, &[("when", &when)])
        },
    );
    let mut facts = vec![hears, last];
    if view.waiting > 0 {
        facts.push(tn(lang, k::webhooks::WAITING, view.waiting, &[]));
    }
    if view.failed > 0 {
        facts.push(tn(lang, k::webhooks::FAILED, view.failed, &[]));
    }
    facts.join(" · ")
}

/// Says that nobody listens at the other end, and since when.
fn notice(lang: Lang, view: &WebhookView, zone: &Zone) -> Option<AnyView> {
    let (class, text) = match (view.state, view.failing_since) {
        (WebhookState::Failing, _) => {
            let text = tf(
                lang,
                k::webhooks::FAILING_NOTICE,
                &[("days", &FAILING_DAYS)],
            );
            ("notice tone-danger", text)
        }
        (WebhookState::On, Some(since)) => {
            let when = relative_time(lang, since, now(), zone);
            let text = tf(lang, k::webhooks::FAILING_SINCE, &[("when", &when)]);
            ("notice tone-warning", text)
        }
        _ => return None,
    };
    Some(view! { <p class=class>{text}</p> }.into_any())
}

/// Sends a message to try it; the log shows what became of it.
fn test(ctx: Ctx, (lang, toaster): (Lang, Toaster), id: WebhookId) {
    spawn_local(async move {
        match test_webhook(TestWebhook { id }).await {
            Ok(_) => {
                let _ = ctx.log.try_set(None);
                let _ = ctx.log.try_set(Some(id));
                toaster.success(t(lang, k::webhooks::TESTED).to_owned());
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
    });
}

/// Gives it another secret, which is shown once.
fn rotate(ctx: Ctx, (lang, toaster): (Lang, Toaster), (id, version): (WebhookId, i64)) {
    spawn_local(async move {
        match rotate_secret(RotateSecret { id, version }).await {
            Ok(new) => {
                let _ = ctx.secret.try_set(Some(new.secret));
                ctx.keep(new.view);
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
    });
}

/// The card.
pub(super) fn card(ctx: Ctx, view: WebhookView) -> AnyView {
    let lang = use_lang();
    let says = (lang, use_toaster());
    let zone = use_session().actor.zone;
    let (id, version) = (view.id, view.version);
    let is_open = move || ctx.log.get() == Some(id);
    let toggle = Callback::new(move |()| {
        ctx.log.update(|open| {
            *open = if *open == Some(id) { None } else { Some(id) };
        });
    });
    let (edited, deleted) = (view.clone(), view.clone());
    view! {
        <li class="card webhook">
            <div class="between">
                <code class="webhook-url">{view.draft.url.clone()}</code>
                {state_badge(lang, view.state)}
            </div>
            {(!view.draft.description.is_empty()).then(|| view! { <p>{view.draft.description.clone()}</p> })}
            <p class="small muted">{facts(lang, &view, &zone)}</p>
            {notice(lang, &view, &zone)}
            <div class="cluster">
                <Button label=t(lang, k::webhooks::log::TITLE) icon=Glyph::History size=Size::Small
                    attr:aria-expanded=move || if is_open() { "true" } else { "false" } on_press=toggle />
                <Button label=t(lang, k::webhooks::TEST) icon=Glyph::Send size=Size::Small
                    on_press=Callback::new(move |()| test(ctx, says, id)) />
                <Button label=t(lang, k::webhooks::EDIT) icon=Glyph::Edit size=Size::Small
                    on_press=Callback::new(move |()| ctx.asked.set(Asked::Edit(edited.clone()))) />
                <Button label=t(lang, k::webhooks::ROTATE) icon=Glyph::Refresh size=Size::Small
                    on_press=Callback::new(move |()| rotate(ctx, says, (id, version))) />
                <Button label=t(lang, k::webhooks::DELETE) icon=Glyph::Trash size=Size::Small
                    on_press=Callback::new(move |()| ctx.asked.set(Asked::Delete(deleted.clone()))) />
            </div>
            {move || is_open().then(|| log(id))}
        </li>
    }
    .into_any()
}
