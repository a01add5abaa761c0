//! Whether an address was erased, and whether anything of a person stands anywhere.

use super::api;
use super::places::Places;
use crate::boot::{use_lang, use_session};
use crate::routes;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{date_time, integer, k, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Lang;
use shared::platform::erasure::ops::{CheckPerson, Checked};
use ui::{Button, Card, Glyph, TextInput};

/// The form and its answer.
#[component]
pub(super) fn CheckCard() -> impl IntoView {
    let lang = use_lang();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let answer = RwSignal::new(None::<Checked>);
    let (email, name, phone) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let look = move || {
        let request = CheckPerson {
            email: email.get_untracked(),
            name: name.get_untracked(),
            phone: phone.get_untracked(),
        };
        findings.clear();
        busy.set(true);
        spawn_local(async move {
            let found = api::check(request).await;
            let _ = busy.try_set(false);
            match found {
                Ok(found) => {
                    let _ = answer.try_set(Some(found));
                }
                Err(fault) => {
                    let _ = answer.try_set(None);
                    findings.refuse(&fault);
                }
            }
        });
    };
    view! {
        <Card id="check" title=t(lang, k::privacy::CHECK)>
            <form
                class="stack"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    look();
                }
            >
                <p class="muted small">{t(lang, k::privacy::CHECK_TEXT)}</p>
                <div class="form-row">
                    <TextInput
                        id="check-email"
                        label=t(lang, k::privacy::EMAIL)
                        kind="email"
                        autocomplete="off"
                        value=email
                        error=findings.of("email")
                    />
                    <TextInput id="check-name" label=t(lang, k::privacy::NAME) autocomplete="off" value=name />
                    <TextInput
                        id="check-phone"
                        label=t(lang, k::privacy::PHONE)
                        kind="tel"
                        autocomplete="off"
                        value=phone
                    />
                </div>
                <FormNotice text=findings.rest(&["email"]) />
                <div>
                    <Button label=t(lang, k::privacy::LOOK) submit=true icon=Glyph::Search busy />
                </div>
                <div aria-live="polite" class="stack-sm">
                    {move || answer.get().map(|found| view! { <Answer lang found /> })}
                </div>
            </form>
        </Card>
    }
}

#[component]
fn Answer(lang: Lang, found: Checked) -> impl IntoView {
    let zone = use_session().actor.zone;
    let never = found.erasures.is_empty().then(|| {
        view! { <p class="notice">{t(lang, k::privacy::WAS_NOT_ERASED)}</p> }
    });
    let erased = found
        .erasures
        .into_iter()
        .map(|erasure| {
            let date = date_time(lang, zone.local(erasure.at));
            let text = tf(
                lang,
                k::privacy::WAS_ERASED,
                &[("date", &date), ("name", &erasure.by)],
            );
            view! {
                <p class="notice tone-success">
                    {text} " "
                    <a href=routes::erasure(erasure.id)>{t(lang, k::privacy::CERTIFICATE)}</a>
                </p>
            }
        })
        .collect_view();
    let columns = i64::from(found.columns);
    let places = if found.found.is_empty() {
        let text = tn(
            lang,
            k::privacy::FOUND_NOTHING,
            columns,
            &[("n", &integer(lang, columns))],
        );
        view! { <p class="notice tone-success">{text}</p> }.into_any()
    } else {
        view! { <Places lang places=found.found label=t(lang, k::privacy::FOUND) /> }.into_any()
    };
    view! {
        {never}
        {erased}
        {places}
    }
}
