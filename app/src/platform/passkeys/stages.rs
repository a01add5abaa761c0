//! A passkey is added, with its name; one is named anew; one is removed. Who adds or removes one shows again
//! that it is oneself.

use super::browser;
use super::calls::{add_passkey, ask_for_proof, begin_passkey, remove_passkey, rename_passkey};
use super::own::Stage;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{Lang, k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::PasskeyId;
use shared::platform::passkeys::{
    AddPasskey, AskForProof, Availability, BeginPasskey, PROVE_AGAIN, PasskeyView, Passkeys, Proof,
    RemovePasskey, RenamePasskey, check_passkey_name,
};
use shared::platform::profile::browser_name;
use ui::{Button, TextInput, Variant, use_toaster};

/// What the new one is called until somebody says otherwise: after browser and system.
fn usual_name(lang: Lang) -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    match browser_name(&agent) {
        (Some(browser), Some(system)) => tf(
            lang,
            k::settings::sessions::ON,
            &[("browser", &browser), ("system", &system)],
        ),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => String::new(),
    }
}

/// Shows by one of one's passkeys that it is oneself.
async fn prove() -> Result<Proof, Fault> {
    let asked = ask_for_proof(AskForProof {}).await?;
    let signed = browser::sign(&asked).await?;
    let ticket = asked.ticket;
    Ok(Proof { ticket, signed })
}

fn must_prove(fault: &Fault) -> bool {
    fault.0.issues.iter().any(|issue| issue.code == PROVE_AGAIN)
}

/// Asks the server for a challenge, the browser for a key, and hands it over. Who has no password and did
/// not come in just now shows first by another passkey that it is them, where there is one.
async fn make(name: String, password: String, other: bool) -> Result<Passkeys, Fault> {
    let begin = BeginPasskey {
        password,
        ..BeginPasskey::default()
    };
    let asked = match begin_passkey(begin).await {
        Err(fault) if other && must_prove(&fault) => {
            let proof = Some(prove().await?);
            let again = BeginPasskey {
                proof,
                ..BeginPasskey::default()
            };
            begin_passkey(again).await?
        }
        answer => answer?,
    };
    let made = browser::create(&asked).await?;
    let ticket = asked.ticket;
    add_passkey(AddPasskey { ticket, name, made }).await
}

/// The form of a new one.
#[component]
pub(super) fn Add(own: RwSignal<Passkeys>, stage: RwSignal<Stage>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    // Shown after a button was pressed, so only ever in a browser.
    let name = RwSignal::new(usual_name(lang));
    let password = RwSignal::new(String::new());
    let (ask_password, other) = own.with_untracked(|own| (own.password, !own.list.is_empty()));
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let typed = name.get_untracked().trim().to_owned();
        if !findings.check(check_passkey_name(&typed).into_iter().collect()) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = make(typed, password.get_untracked(), other).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(all) => {
                    let _ = own.try_set(all);
                    let _ = stage.try_set(Stage::List);
                    toaster.success(t(lang, k::passkeys::ADDED).to_owned());
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    };
    let password_field = ask_password.then(|| {
        view! {
            <TextInput id="passkey-password" label=t(lang, k::passkeys::PASSWORD) value=password kind="password" autocomplete="current-password" required=true error=findings.of("password") />
        }
    });
    let proof = (!ask_password).then(|| {
        let key = if other {
            k::passkeys::ADD_PROOF
        } else {
            k::passkeys::ADD_FRESH
        };
        view! { <p class="muted">{t(lang, key)}</p> }
    });
    view! {
        <form class="form" novalidate on:submit=go>
            <p class="muted">{t(lang, k::passkeys::ADD_TEXT)}</p>
            {proof}
            <TextInput id="passkey-name" label=t(lang, k::passkeys::NAME) value=name max_length=60 required=true hint=t(lang, k::passkeys::NAME_HINT) error=findings.of("name") />
            {password_field}
            <FormNotice text=findings.rest(&["name", "password"]) />
            <div class="form-actions">
                <Button label=t(lang, k::passkeys::GO) variant=Variant::Primary submit=true busy />
                <Button label=t(lang, k::admin::CANCEL) on_press=Callback::new(move |()| stage.set(Stage::List)) />
            </div>
        </form>
    }
    .into_any()
}

/// The form of another name.
#[component]
pub(super) fn Rename(
    one: PasskeyView,
    own: RwSignal<Passkeys>,
    stage: RwSignal<Stage>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let name = RwSignal::new(one.name.clone());
    let (id, version) = (one.id, one.version);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let name = name.get_untracked().trim().to_owned();
        if !findings.check(check_passkey_name(&name).into_iter().collect()) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = rename_passkey(RenamePasskey { id, version, name }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(all) => {
                    let _ = own.try_set(all);
                    let _ = stage.try_set(Stage::List);
                    toaster.success(t(lang, k::passkeys::RENAMED).to_owned());
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=go>
            <h3>{tf(lang, k::passkeys::RENAME_LABEL, &[("name", &one.name)])}</h3>
            <TextInput id="passkey-name" label=t(lang, k::passkeys::NAME) value=name max_length=60 required=true hint=t(lang, k::passkeys::NAME_HINT) error=findings.of("name") />
            <FormNotice text=findings.rest(&["name"]) />
            <div class="form-actions">
                <Button label=t(lang, k::passkeys::RENAME) variant=Variant::Primary submit=true busy />
                <Button label=t(lang, k::admin::CANCEL) on_press=Callback::new(move |()| stage.set(Stage::List)) />
            </div>
        </form>
    }
    .into_any()
}

/// Removes one, with the password, or after another passkey was used.
async fn take_away(id: PasskeyId, password: String, by_passkey: bool) -> Result<Passkeys, Fault> {
    let proof = if by_passkey {
        Some(prove().await?)
    } else {
        None
    };
    remove_passkey(RemovePasskey {
        id,
        password,
        proof,
    })
    .await
}

/// The question before one is removed.
#[component]
pub(super) fn Remove(
    one: PasskeyView,
    own: RwSignal<Passkeys>,
    stage: RwSignal<Stage>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let id = one.id;
    let (by_password, by_passkey) = own.with_untracked(|own| {
        let ready = own.availability == Availability::Ready;
        (own.password, ready && !own.password)
    });
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        findings.clear();
        busy.set(true);
        spawn_local(async move {
            let answer = take_away(id, password.get_untracked(), by_passkey).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(left) => {
                    let _ = own.try_set(left);
                    let _ = stage.try_set(Stage::List);
                    toaster.success(t(lang, k::passkeys::REMOVED).to_owned());
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    };
    let password_field = by_password.then(|| {
        view! {
            <TextInput id="passkey-password" label=t(lang, k::passkeys::PASSWORD) value=password kind="password" autocomplete="current-password" required=true error=findings.of("password") />
        }
    });
    let proof = by_passkey.then(|| view! { <p>{t(lang, k::passkeys::REMOVE_PROOF)}</p> });
    view! {
        <form class="form" novalidate on:submit=go>
            <h3>{tf(lang, k::passkeys::REMOVE_TITLE, &[("name", &one.name)])}</h3>
            <p class="muted">{t(lang, k::passkeys::REMOVE_TEXT)}</p>
            {proof}
            {password_field}
            <FormNotice text=findings.rest(&["password"]) />
            <div class="form-actions">
                <Button label=t(lang, k::passkeys::REMOVE) variant=Variant::Danger submit=true busy />
                <Button label=t(lang, k::admin::CANCEL) on_press=Callback::new(move |()| stage.set(Stage::List)) />
            </div>
        </form>
    }
    .into_any()
}
