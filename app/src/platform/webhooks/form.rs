//! The dialogs: a webhook as it shall be, its secret shown once, and whether to delete it.

use super::calls::{create_webhook, delete_webhook, edit_webhook};
use super::card::entity_name;
use super::{Asked, Ctx};
use crate::boot::{new_uuid, use_lang};
use crate::platform::api::Secret;
use crate::shell::DialogForm;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::WebhookId;
use shared::kernel::event::Entity;
use shared::platform::webhooks::{
    CreateWebhook, DeleteWebhook, EditWebhook, WebhookDraft, WebhookView, check_webhook,
};
use ui::{Button, Checkbox, Dialog, Switch, TextInput, Variant, use_toaster};

/// All dialogs of the page; at most one is open.
#[component]
pub(super) fn WebhookForm(ctx: Ctx) -> impl IntoView {
    let lang = use_lang();
    let (form, delete, secret) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    Effect::new(move |_| {
        ctx.asked.with(|asked| {
            form.set(matches!(asked, Asked::New | Asked::Edit(_)));
            delete.set(matches!(asked, Asked::Delete(_)));
        });
        secret.set(ctx.secret.with(Option::is_some));
    });
    let close = Callback::new(move |()| ctx.asked.set(Asked::Nothing));
    let title = Signal::derive(move || {
        let key = ctx.asked.with(|asked| match asked {
            Asked::Edit(_) => k::webhooks::EDIT,
            _ => k::webhooks::NEW,
        });
        t(lang, key).to_owned()
    });
    view! {
        <Dialog id="webhook-form" title open=form close_label=t(lang, k::ui::CLOSE) on_close=close>
            {move || match ctx.asked.get() {
                Asked::New => view! { <Form ctx close /> }.into_any(),
                Asked::Edit(webhook) => view! { <Form ctx close webhook /> }.into_any(),
                Asked::Nothing | Asked::Delete(_) => ().into_any(),
            }}
        </Dialog>
        <Dialog id="webhook-delete" title=t(lang, k::webhooks::DELETE_TITLE).to_owned() open=delete
            close_label=t(lang, k::ui::CLOSE) on_close=close>
            {move || match ctx.asked.get() {
                Asked::Delete(webhook) => view! { <Delete ctx close webhook /> }.into_any(),
                _ => ().into_any(),
            }}
        </Dialog>
        <Dialog id="webhook-secret" title=t(lang, k::webhooks::SECRET).to_owned() open=secret
            close_label=t(lang, k::ui::CLOSE) on_close=Callback::new(move |()| ctx.secret.set(None))>
            {move || ctx.secret.get().map(|secret| view! { <Shown ctx secret /> })}
        </Dialog>
    }
}

#[component]
fn Form(
    ctx: Ctx,
    close: Callback<()>,
    #[prop(optional)] webhook: Option<WebhookView>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let draft = webhook.as_ref().map(|webhook| webhook.draft.clone());
    let draft = draft.unwrap_or(WebhookDraft {
        active: true,
        ..WebhookDraft::default()
    });
    let url = RwSignal::new(draft.url.clone());
    let description = RwSignal::new(draft.description.clone());
    let active = RwSignal::new(draft.active);
    let entities: Vec<(Entity, RwSignal<bool>)> = Entity::ALL
        .iter()
        .filter(|entity| !matches!(entity, Entity::Notification | Entity::ApiToken))
        .map(|entity| (*entity, RwSignal::new(draft.entities.contains(entity))))
        .collect();
    let boxes = entities
        .iter()
        .map(|(entity, on)| {
            view! { <Checkbox id=format!("hears-{}", entity.code()) label=entity_name(lang, *entity) checked=*on /> }
        })
        .collect_view();
    let there = webhook.map(|webhook| (webhook.id, webhook.version));
    let save = move || {
        let draft = WebhookDraft {
            url: url.get_untracked(),
            description: description.get_untracked(),
            entities: entities
                .iter()
                .filter(|(_, on)| on.get_untracked())
                .map(|(entity, _)| *entity)
                .collect(),
            active: active.get_untracked(),
        };
        // Whether the server lets plain addresses through, only it knows.
        if !findings.check(check_webhook(&draft, true)) {
            return;
        }
        let saved = async move {
            match there {
                Some((id, version)) => edit_webhook(EditWebhook { id, version, draft })
                    .await
                    .map(|view| (view, None)),
                None => {
                    let id = WebhookId(new_uuid());
                    create_webhook(CreateWebhook { id, draft })
                        .await
                        .map(|new| (new.view, Some(new.secret)))
                }
            }
        };
        findings.send(busy, saved, move |(view, secret)| {
            ctx.keep(view);
            let _ = ctx.asked.try_set(Asked::Nothing);
            let _ = ctx.secret.try_set(secret);
            toaster.success(t(lang, k::webhooks::SAVED).to_owned());
        });
    };
    view! {
        <DialogForm send=save leave=close busy>
            <div class="dialog-body form">
                <TextInput id="webhook-url" kind="url" label=t(lang, k::webhooks::URL) value=url required=true
                    placeholder="https://example.com/hooks/jalon" hint=t(lang, k::webhooks::URL_HINT) error=findings.of("url") />
                <TextInput id="webhook-description" label=t(lang, k::webhooks::DESCRIPTION) value=description error=findings.of("description") />
                <fieldset class="webhook-entities">
                    <legend class="field-label">{t(lang, k::webhooks::ENTITIES)}</legend>
                    {boxes}
                    <p class="field-hint">{t(lang, k::webhooks::ENTITIES_HINT)}</p>
                </fieldset>
                <Switch id="webhook-active" label=t(lang, k::webhooks::ACTIVE) on=active />
                <FormNotice text=findings.rest(&["url", "description"]) />
            </div>
        </DialogForm>
    }
}

#[component]
fn Delete(ctx: Ctx, close: Callback<()>, webhook: WebhookView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let busy = RwSignal::new(false);
    let request = DeleteWebhook {
        id: webhook.id,
        version: webhook.version,
    };
    let delete = Callback::new(move |()| {
        busy.set(true);
        let request = request.clone();
        spawn_local(async move {
            let answer = delete_webhook(request).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(left) => {
                    let _ = ctx.list.try_set(left);
                    let _ = ctx.asked.try_set(Asked::Nothing);
                    toaster.success(t(lang, k::webhooks::DELETED).to_owned());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    view! {
        <div class="dialog-form">
            <div class="dialog-body form">
                <p><code class="webhook-url">{webhook.draft.url}</code></p>
                <p>{t(lang, k::webhooks::DELETE_TEXT)}</p>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::ui::CANCEL) on_press=close />
                <Button label=t(lang, k::webhooks::DELETE) variant=Variant::Danger busy on_press=delete />
            </footer>
        </div>
    }
}

#[component]
fn Shown(ctx: Ctx, secret: String) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="dialog-form">
            <div class="dialog-body form">
                <p class="notice tone-warning">{t(lang, k::webhooks::SECRET_ONCE)}</p>
                <Secret id="webhook-secret-text" label=t(lang, k::webhooks::SECRET) secret />
                <p class="small muted">{t(lang, k::webhooks::ROTATE_TEXT)}</p>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::webhooks::DONE) variant=Variant::Primary
                    on_press=Callback::new(move |()| ctx.secret.set(None)) />
            </footer>
        </div>
    }
}
