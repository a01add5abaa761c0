//! Name, language, zone and currency.

use crate::boot::use_lang;
use crate::platform::profile::{save_profile, zone_choice};
use crate::shell::form::error_of;
use i18n::{Lang, k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Currency, Issue, ProblemKind};
use shared::platform::profile::{ProfileView, SaveProfile, check_profile};
use ui::{Button, Card, Choice, Combobox, Select, Suggest, TextInput, Variant, use_toaster};

/// What is typed.
#[derive(Clone, Copy)]
struct Boxes {
    version: i64,
    name: RwSignal<String>,
    email: RwSignal<String>,
    language: RwSignal<String>,
    zone: RwSignal<Option<Choice>>,
    currency: RwSignal<String>,
}

impl Boxes {
    fn of(view: &ProfileView) -> Self {
        Self {
            version: view.version,
            name: RwSignal::new(view.name.clone()),
            email: RwSignal::new(view.email.clone()),
            language: RwSignal::new(view.lang.tag().to_owned()),
            zone: RwSignal::new(Some(zone_choice(&view.time_zone))),
            currency: RwSignal::new(view.currency.code().to_owned()),
        }
    }

    /// What is asked of the server, or what is wrong with it.
    fn request(self) -> Result<SaveProfile, Vec<Issue>> {
        let name = self.name.get_untracked();
        let mut found = check_profile(&name);
        let picked = self.zone.get_untracked();
        if picked.is_none() {
            found.push(Issue::error("required", "time_zone"));
        }
        let parsed = (
            self.language.get_untracked().parse::<Lang>(),
            self.currency.get_untracked().parse::<Currency>(),
        );
        match (picked, parsed) {
            (Some(zone), (Ok(lang), Ok(currency))) if found.is_empty() => Ok(SaveProfile {
                version: self.version,
                name,
                lang,
                time_zone: zone.value,
                currency,
            }),
            _ => Err(found),
        }
    }
}

/// The form.
#[component]
pub fn ProfileForm(view: ProfileView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let boxes = Boxes::of(&view);
    let issues = RwSignal::new(Vec::<Issue>::new());
    let busy = RwSignal::new(false);
    // Built when somebody first looks for a zone.
    let names = StoredValue::new(view.time_zones);
    let zones = Memo::new(move |_| {
        names.with_value(|names| {
            names
                .iter()
                .map(|name| zone_choice(name))
                .collect::<Vec<_>>()
        })
    });
    let error = move |field| error_of(lang, issues, field);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = match boxes.request() {
            Ok(request) => request,
            Err(found) => {
                issues.set(found);
                return;
            }
        };
        issues.set(Vec::new());
        busy.set(true);
        spawn_local(async move {
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
                    <TextInput id="name" label=t(lang, k::settings::profile::NAME) value=boxes.name required=true autocomplete="name" max_length=100 error=error("name") />
                    <TextInput id="email" label=t(lang, k::settings::profile::EMAIL) value=boxes.email kind="email" disabled=true hint=t(lang, k::settings::profile::EMAIL_HINT) />
                </div>
                <div class="form-row">
                    <Select id="language" label=t(lang, k::settings::profile::LANGUAGE) value=boxes.language options=languages />
                    <Select id="currency" label=t(lang, k::settings::profile::CURRENCY) value=boxes.currency options=currencies hint=t(lang, k::settings::profile::CURRENCY_HINT) />
                </div>
                <Combobox
                    id="time-zone"
                    label=t(lang, k::settings::profile::TIME_ZONE)
                    value=boxes.zone
                    suggest=Suggest::among(zones.into())
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
