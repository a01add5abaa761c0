//! Name, language, zone and currency.

use crate::boot::use_lang;
use crate::platform::profile::save_profile;
use i18n::{Lang, issue_text, k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Currency, Issue, ProblemKind};
use shared::platform::profile::{ProfileView, SaveProfile, check_profile};
use ui::{Button, Card, Choice, Combobox, Select, Suggest, TextInput, Variant, use_toaster};

/// The form.
#[component]
pub fn ProfileForm(view: ProfileView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let version = StoredValue::new(view.version);
    let name = RwSignal::new(view.name);
    let email = RwSignal::new(view.email);
    let language = RwSignal::new(view.lang.tag().to_owned());
    let zone = RwSignal::new(Some(zone_choice(&view.time_zone)));
    let currency = RwSignal::new(view.currency.code().to_owned());
    let issues = RwSignal::new(Vec::<Issue>::new());
    let busy = RwSignal::new(false);
    let zones: Vec<Choice> = view
        .time_zones
        .iter()
        .map(|name| zone_choice(name))
        .collect();
    let error = move |field: &'static str| {
        Signal::derive(move || {
            issues.with(|issues| {
                issues
                    .iter()
                    .find(|issue| issue.field.as_deref() == Some(field))
                    .map(|issue| issue_text(lang, issue))
            })
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut found = check_profile(&name.get_untracked());
        let picked = zone.get_untracked();
        if picked.is_none() {
            found.push(Issue::error("required", "time_zone"));
        }
        let parsed = (
            language.get_untracked().parse::<Lang>(),
            currency.get_untracked().parse::<Currency>(),
        );
        issues.set(found);
        let (true, Some(picked), (Ok(lang_wanted), Ok(currency))) =
            (issues.with_untracked(Vec::is_empty), picked, parsed)
        else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let request = SaveProfile {
                version: version.get_value(),
                name: name.get_untracked(),
                lang: lang_wanted,
                time_zone: picked.value,
                currency,
            };
            match save_profile(request).await {
                // Every text and number of the page depends on them: read the page again.
                Ok(_) => {
                    let _ = window().location().reload();
                }
                Err(fault) => {
                    busy.set(false);
                    if fault.0.kind == ProblemKind::Invalid {
                        issues.set(fault.0.issues);
                    } else {
                        toaster.problem(problem_text(lang, &fault.0));
                    }
                }
            }
        });
    };
    let languages = vec![
        Choice::new("fr", t(lang, k::shell::FRENCH)),
        Choice::new("en", t(lang, k::shell::ENGLISH)),
    ];
    let currencies: Vec<Choice> = Currency::all()
        .map(|currency| Choice::new(currency.code(), currency.code()))
        .collect();
    view! {
        <Card id="settings-profile" title=Signal::stored(t(lang, k::settings::profile::TITLE).to_owned())>
            <form class="form" novalidate on:submit=submit>
                <div class="form-row">
                    <TextInput id="name" label=t(lang, k::settings::profile::NAME) value=name required=true autocomplete="name" max_length=100 error=error("name") />
                    <TextInput id="email" label=t(lang, k::settings::profile::EMAIL) value=email kind="email" disabled=true hint=t(lang, k::settings::profile::EMAIL_HINT) />
                </div>
                <div class="form-row">
                    <Select id="language" label=t(lang, k::settings::profile::LANGUAGE) value=language options=languages />
                    <Select id="currency" label=t(lang, k::settings::profile::CURRENCY) value=currency options=currencies hint=t(lang, k::settings::profile::CURRENCY_HINT) />
                </div>
                <Combobox
                    id="time-zone"
                    label=t(lang, k::settings::profile::TIME_ZONE)
                    value=zone
                    suggest=Suggest::among(Signal::stored(zones))
                    empty_text=t(lang, k::issue::TIME_ZONE_UNKNOWN)
                    hint=t(lang, k::settings::profile::TIME_ZONE_HINT)
                    error=error("time_zone")
                    required=true
                />
                <div class="form-actions">
                    <Button label=t(lang, k::settings::profile::SAVE) variant=Variant::Primary submit=true busy />
                </div>
            </form>
        </Card>
    }
}

/// `America/Argentina/Buenos_Aires` reads "America/Argentina/Buenos Aires".
fn zone_choice(name: &str) -> Choice {
    Choice::new(name, name.replace('_', " "))
}
