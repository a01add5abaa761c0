//! One's own second factor, in the settings: set up with a picture or a typed key, recovery codes
//! shown once, given up with the password.

use super::api;
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::routes::path;
use crate::shell::Trouble;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{k, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::access::{
    BeginSecondFactor, ConfirmSecondFactor, DropSecondFactor, Enrolment, GetSecondFactor,
    RenewRecoveryCodes, SecondFactorView, Typed,
};
use ui::{Badge, Button, Card, Glyph, Icon, Skeleton, TextInput, Tone, Variant, use_toaster};

/// What the card shows.
#[derive(Clone)]
enum Stage {
    /// The state, with what can be done.
    Idle,
    /// The picture and the field for the first code.
    Enrolling(Box<Enrolment>),
    /// The recovery codes, once.
    Codes(Vec<String>),
    /// The password, before codes are renewed.
    Renewing,
    /// The password, before it is given up.
    Dropping,
}

/// The card of the settings page.
#[component]
pub fn SecondFactor() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| api::second_factor(GetSecondFactor {}));
    let again = Callback::new(move |()| loaded.refetch());
    view! {
        <Card id="second-factor" title=Signal::stored(t(lang, k::access::factor::TITLE).to_owned())>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=2 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(view) => view! { <Own view /> }.into_any(),
                        Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })}
            </Suspense>
        </Card>
    }
    .into_any()
}

#[component]
fn Own(view: SecondFactorView) -> impl IntoView {
    let state = RwSignal::new(view);
    let stage = RwSignal::new(Stage::Idle);
    move || match stage.get() {
        Stage::Idle => view! { <Idle state stage /> }.into_any(),
        Stage::Enrolling(enrolment) => {
            view! { <Enrol enrolment=*enrolment state stage /> }.into_any()
        }
        Stage::Codes(codes) => view! { <Codes codes stage /> }.into_any(),
        Stage::Renewing | Stage::Dropping => view! { <Password state stage /> }.into_any(),
    }
}

#[component]
fn Idle(state: RwSignal<SecondFactorView>, stage: RwSignal<Stage>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let busy = RwSignal::new(false);
    let begin = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = api::begin_second_factor(BeginSecondFactor {}).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(enrolment) => {
                    let _ = stage.try_set(Stage::Enrolling(Box::new(enrolment)));
                }
                Err(fault) => toaster.problem(i18n::problem_text(lang, &fault.0)),
            }
        });
    });
    move || {
        let now = state.get();
        if now.on {
            let left = tn(lang, k::access::factor::LEFT, now.recovery_left, &[]);
            let drop = (!now.required).then(|| view! {
                <Button label=t(lang, k::access::factor::DROP) variant=Variant::Ghost on_press=Callback::new(move |()| stage.set(Stage::Dropping)) />
            });
            view! {
                <div class="stack">
                    <p class="cluster">
                        <Badge text=t(lang, k::access::factor::ON) tone=Tone::Success icon=Glyph::Shield />
                        <span class="muted">{left}</span>
                    </p>
                    <div class="form-actions">
                        <Button label=t(lang, k::access::factor::RENEW) on_press=Callback::new(move |()| stage.set(Stage::Renewing)) />
                        {drop}
                    </div>
                </div>
            }
            .into_any()
        } else {
            let asked = now.required.then(|| view! {
                <p class="notice tone-warning" role="status"><Icon glyph=Glyph::Shield />{t(lang, k::access::factor::REQUIRED)}</p>
            });
            view! {
                <div class="stack">
                    {asked}
                    <p class="muted">{t(lang, k::access::factor::TEXT)}</p>
                    <div class="form-actions">
                        <Button label=t(lang, k::access::factor::BEGIN) icon=Glyph::Shield busy on_press=begin />
                    </div>
                </div>
            }
            .into_any()
        }
    }
}

#[component]
fn Enrol(
    enrolment: Enrolment,
    state: RwSignal<SecondFactorView>,
    stage: RwSignal<Stage>,
) -> impl IntoView {
    let lang = use_lang();
    let keep = use_session().session_id;
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let code = RwSignal::new(String::new());
    let confirm = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = code.get_untracked();
        if !findings.check(Typed::read(&typed).err().into_iter().collect()) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let request = ConfirmSecondFactor { code: typed, keep };
            let answer = api::confirm_second_factor(request).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(codes) => {
                    let count = i64::try_from(codes.codes.len()).unwrap_or_default();
                    let _ = state.try_update(|state| {
                        state.on = true;
                        state.recovery_left = count;
                    });
                    let _ = stage.try_set(Stage::Codes(codes.codes));
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    };
    let side = enrolment.picture.side;
    view! {
        <form class="form" novalidate on:submit=confirm>
            <ol class="factor-steps">
                <li>{t(lang, k::access::factor::STEP_APPLICATION)}</li>
                <li>
                    {t(lang, k::access::factor::STEP_SCAN)}
                    <svg class="factor-picture" viewBox=format!("0 0 {side} {side}") role="img" aria-label=t(lang, k::access::factor::PICTURE)>
                        <path d=enrolment.picture.path />
                    </svg>
                    <p class="field-hint">{t(lang, k::access::factor::KEY)}</p>
                    <code class="factor-key">{enrolment.key}</code>
                </li>
                <li>{t(lang, k::access::factor::STEP_CODE)}</li>
            </ol>
            <TextInput id="factor-code" label=t(lang, k::access::factor::CODE) value=code autocomplete="one-time-code" max_length=12 required=true error=findings.of("code") />
            <FormNotice text=findings.rest(&["code"]) />
            <div class="form-actions">
                <Button label=t(lang, k::access::factor::CONFIRM) variant=Variant::Primary submit=true busy />
                <Button label=t(lang, k::admin::CANCEL) on_press=Callback::new(move |()| stage.set(Stage::Idle)) />
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Codes(codes: Vec<String>, stage: RwSignal<Stage>) -> impl IntoView {
    let lang = use_lang();
    let first = use_session().must_enrol;
    let kept = Callback::new(move |()| {
        if first {
            // Everything is open now: the page begins anew, with its frame.
            let _ = window().location().set_href(path::HOME);
        } else {
            stage.set(Stage::Idle);
        }
    });
    let items = codes
        .into_iter()
        .map(|code| view! { <li><code>{code}</code></li> })
        .collect_view();
    view! {
        <div class="stack">
            <p class="notice tone-warning" role="status"><Icon glyph=Glyph::Alert />{t(lang, k::access::factor::CODES_TEXT)}</p>
            <ul class="factor-codes" aria-label=t(lang, k::access::factor::CODES)>{items}</ul>
            <div class="form-actions">
                <Button label=t(lang, k::access::factor::KEPT) variant=Variant::Primary on_press=kept />
            </div>
        </div>
    }
    .into_any()
}

/// Asks for the password, then renews the codes or gives the factor up.
#[component]
fn Password(state: RwSignal<SecondFactorView>, stage: RwSignal<Stage>) -> impl IntoView {
    let lang = use_lang();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let dropping = stage.with_untracked(|stage| matches!(stage, Stage::Dropping));
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let password = password.get_untracked();
        busy.set(true);
        spawn_local(async move {
            let next = if dropping {
                give_up(state, password).await
            } else {
                renew(state, password).await
            };
            let _ = busy.try_set(false);
            match next {
                Ok(next) => {
                    let _ = stage.try_set(next);
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    };
    let (label, variant, text) = if dropping {
        (
            k::access::factor::DROP,
            Variant::Danger,
            k::access::factor::DROP_TEXT,
        )
    } else {
        (
            k::access::factor::RENEW,
            Variant::Primary,
            k::access::factor::RENEW_TEXT,
        )
    };
    view! {
        <form class="form" novalidate on:submit=go>
            <p class="muted">{t(lang, text)}</p>
            <TextInput id="factor-password" label=t(lang, k::settings::password::CURRENT) value=password kind="password" autocomplete="current-password" required=true error=findings.of("password") />
            <FormNotice text=findings.rest(&["password"]) />
            <div class="form-actions">
                <Button label=t(lang, label) variant submit=true busy />
                <Button label=t(lang, k::admin::CANCEL) on_press=Callback::new(move |()| stage.set(Stage::Idle)) />
            </div>
        </form>
    }
    .into_any()
}

async fn give_up(state: RwSignal<SecondFactorView>, password: String) -> Result<Stage, Fault> {
    let view = api::drop_second_factor(DropSecondFactor { password }).await?;
    let _ = state.try_set(view);
    Ok(Stage::Idle)
}

async fn renew(state: RwSignal<SecondFactorView>, password: String) -> Result<Stage, Fault> {
    let codes = api::renew_recovery_codes(RenewRecoveryCodes { password }).await?;
    let count = i64::try_from(codes.codes.len()).unwrap_or_default();
    let _ = state.try_update(|state| state.recovery_left = count);
    Ok(Stage::Codes(codes.codes))
}
