//! One webhook: where it leads, how it fares, what can be done with it.

use super::calls::{rotate_secret, test_webhook};
use super::log::log;
use super::{Asked, Ctx};
use crate::boot::{now, use_lang, use_session};
use i18n::{Key, Lang, k, problem_text, relative_time, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::event::Entity;
use shared::platform::webhooks::{
    FAILING_DAYS, RotateSecret, TestWebhook, WebhookState, WebhookView,
};
use ui::{Badge, Button, Glyph, Size, Tone, use_toaster};

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

/// The card.
pub(super) fn card(ctx: Ctx, view: WebhookView) -> AnyView {
    let lang = use_lang();
    let toaster = use_toaster();
    let zone = use_session().actor.zone;
    let (id, version) = (view.id, view.version);
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
            let when = relative_time(lang, at, now(), &zone);
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
    let notice = match (view.state, view.failing_since) {
        (WebhookState::Failing, _) => Some((
            "notice tone-danger",
            tf(
                lang,
                k::webhooks::FAILING_NOTICE,
                &[("days", &FAILING_DAYS)],
            ),
        )),
        (WebhookState::On, Some(since)) => {
            let when = relative_time(lang, since, now(), &zone);
            let text = tf(lang, k::webhooks::FAILING_SINCE, &[("when", &when)]);
            Some(("notice tone-warning", text))
        }
        _ => None,
    };
    let test = Callback::new(move |()| {
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
    });
    let rotate = Callback::new(move |()| {
        spawn_local(async move {
            match rotate_secret(RotateSecret { id, version }).await {
                Ok(new) => {
                    let _ = ctx.secret.try_set(Some(new.secret));
                    ctx.keep(new.view);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
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
            <p class="small muted">{facts.join(" · ")}</p>
            {notice.map(|(class, text)| view! { <p class=class>{text}</p> })}
            <div class="cluster">
                <Button label=t(lang, k::webhooks::log::TITLE) icon=Glyph::History size=Size::Small
                    attr:aria-expanded=move || if is_open() { "true" } else { "false" } on_press=toggle />
                <Button label=t(lang, k::webhooks::TEST) icon=Glyph::Send size=Size::Small on_press=test />
                <Button label=t(lang, k::webhooks::EDIT) icon=Glyph::Edit size=Size::Small
                    on_press=Callback::new(move |()| ctx.asked.set(Asked::Edit(edited.clone()))) />
                <Button label=t(lang, k::webhooks::ROTATE) icon=Glyph::Refresh size=Size::Small on_press=rotate />
                <Button label=t(lang, k::webhooks::DELETE) icon=Glyph::Trash size=Size::Small
                    on_press=Callback::new(move |()| ctx.asked.set(Asked::Delete(deleted.clone()))) />
            </div>
            {move || is_open().then(|| log(id))}
        </li>
    }
    .into_any()
}
