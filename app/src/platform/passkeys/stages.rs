//! A passkey is added, with its name; one is named anew; one is removed. Who adds or removes one shows again
//! that it is oneself.

use super::browser;
use super::calls::{add_passkey, ask_for_proof, begin_passkey, remove_passkey, rename_passkey};
use super::own::Stage;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::platform::settings::browser_words;
use crate::shell::form::{Findings, FormNotice, use_findings};
use i18n::{Key, Lang, k, t, tf};
use leptos::prelude::*;
use shared::kernel::PasskeyId;
use shared::platform::passkeys::{
    AddPasskey, AskForProof, Availability, BeginPasskey, PROVE_AGAIN, PasskeyView, Passkeys, Proof,
    RemovePasskey, RenamePasskey, check_passkey_name,
};
use ui::{Button, TextInput, Toaster, Variant, use_toaster};

/// What the new one is called until somebody says otherwise: after browser and system.
fn usual_name(lang: Lang) -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    browser_words(lang, &agent).unwrap_or_default()
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

/// What the three forms have in common. Cheap to copy.
#[derive(Clone, Copy)]
struct Step {
    lang: Lang,
    own: RwSignal<Passkeys>,
    stage: RwSignal<Stage>,
    findings: Findings,
    busy: RwSignal<bool>,
    toaster: Toaster,
}

impl Step {
    fn new(own: RwSignal<Passkeys>, stage: RwSignal<Stage>) -> Self {
        Self {
            lang: use_lang(),
            own,
            stage,
            findings: use_findings(),
            busy: RwSignal::new(false),
            toaster: use_toaster(),
        }
    }

    /// Waits for what is there afterwards, and goes back to the list.
    fn send(self, answer: impl Future<Output = Result<Passkeys, Fault>> + 'static, done: Key) {
        self.findings.send(self.busy, answer, move |all| {
            let _ = self.own.try_set(all);
            let _ = self.stage.try_set(Stage::List);
            self.toaster.success(t(self.lang, done).to_owned());
        });
    }

    /// The name as it is typed, once it may be one.
    fn name(self, typed: RwSignal<String>) -> Option<String> {
        let name = typed.get_untracked().trim().to_owned();
        let wrong = check_passkey_name(&name).into_iter().collect();
        self.findings.check(wrong).then_some(name)
    }

    fn name_field(self, value: RwSignal<String>) -> AnyView {
        let lang = self.lang;
        view! {
            <TextInput id="passkey-name" label=t(lang, k::passkeys::NAME) value max_length=60 required=true hint=t(lang, k::passkeys::NAME_HINT) error=self.findings.of("name") />
        }
        .into_any()
    }

    fn password_field(self, value: RwSignal<String>) -> AnyView {
        let lang = self.lang;
        view! {
            <TextInput id="passkey-password" label=t(lang, k::passkeys::PASSWORD) value kind="password" autocomplete="current-password" required=true error=self.findings.of("password") />
        }
        .into_any()
    }

    /// What is in no field, the button that goes on, and the one that goes back.
    fn foot(self, shown: &'static [&'static str], go: Key, variant: Variant) -> AnyView {
        let lang = self.lang;
        let back = Callback::new(move |()| self.stage.set(Stage::List));
        view! {
            <FormNotice text=self.findings.rest(shown) />
            <div class="form-actions">
                <Button label=t(lang, go) variant submit=true busy=self.busy />
                <Button label=t(lang, k::admin::CANCEL) on_press=back />
            </div>
        }
        .into_any()
    }
}

/// The form of a new one.
#[component]
pub(super) fn Add(own: RwSignal<Passkeys>, stage: RwSignal<Stage>) -> impl IntoView {
    let step = Step::new(own, stage);
    let lang = step.lang;
    // Shown after a button was pressed, so only ever in a browser.
    let name = RwSignal::new(usual_name(lang));
    let password = RwSignal::new(String::new());
    let (ask_password, other) = own.with_untracked(|own| (own.password, !own.list.is_empty()));
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(name) = step.name(name) {
            let made = make(name, password.get_untracked(), other);
            step.send(made, k::passkeys::ADDED);
        }
    };
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
            {step.name_field(name)}
            {ask_password.then(|| step.password_field(password))}
            {step.foot(&["name", "password"], k::passkeys::GO, Variant::Primary)}
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
    let step = Step::new(own, stage);
    let name = RwSignal::new(one.name.clone());
    let (id, version) = (one.id, one.version);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(name) = step.name(name) {
            let renamed = rename_passkey(RenamePasskey { id, version, name });
            step.send(renamed, k::passkeys::RENAMED);
        }
    };
    view! {
        <form class="form" novalidate on:submit=go>
            <h3>{tf(step.lang, k::passkeys::RENAME_LABEL, &[("name", &one.name)])}</h3>
            {step.name_field(name)}
            {step.foot(&["name"], k::passkeys::RENAME, Variant::Primary)}
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
    let step = Step::new(own, stage);
    let lang = step.lang;
    let password = RwSignal::new(String::new());
    let id = one.id;
    let (by_password, by_passkey) = own.with_untracked(|own| {
        let ready = own.availability == Availability::Ready;
        (own.password, ready && !own.password)
    });
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        step.findings.clear();
        let left = take_away(id, password.get_untracked(), by_passkey);
        step.send(left, k::passkeys::REMOVED);
    };
    let proof = by_passkey.then(|| view! { <p>{t(lang, k::passkeys::REMOVE_PROOF)}</p> });
    view! {
        <form class="form" novalidate on:submit=go>
            <h3>{tf(lang, k::passkeys::REMOVE_TITLE, &[("name", &one.name)])}</h3>
            <p class="muted">{t(lang, k::passkeys::REMOVE_TEXT)}</p>
            {proof}
            {by_password.then(|| step.password_field(password))}
            {step.foot(&["password"], k::passkeys::REMOVE, Variant::Danger)}
        </form>
    }
    .into_any()
}
