//! The dialog that makes a token, then shows it once.

use super::calls::create_token;
use super::copy;
use super::list::area_key;
use crate::boot::use_lang;
use crate::shell::DialogForm;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{Key, k, t, tn};
use leptos::html;
use leptos::prelude::*;
use shared::platform::api::{Area, CreateToken, Level, Scopes, TokenView, check_token};
use ui::{
    Button, Choice, Dialog, Glyph, SegmentedControl, Select, Tell, TextInput, Variant, use_toaster,
};

/// Days a token may be given.
const DAYS: [u32; 4] = [30, 90, 180, 365];

/// The dialog; `made` hears of the new token.
#[component]
pub(super) fn TokenForm(open: RwSignal<bool>, made: Callback<TokenView>) -> impl IntoView {
    let lang = use_lang();
    // The text of the token that was just made: shown until the dialog closes, kept nowhere.
    let text = RwSignal::new(None::<String>);
    let done = Callback::new(move |()| open.set(false));
    view! {
        <Dialog id="token-form" title=t(lang, k::api::tokens::NEW).to_owned() open close_label=t(lang, k::ui::CLOSE)
            on_close=Callback::new(move |()| { open.set(false); text.set(None); })>
            {move || match (open.get(), text.get()) {
                (false, _) => ().into_any(),
                (true, Some(token)) => view! { <Shown token done /> }.into_any(),
                (true, None) => view! { <Form text made done /> }.into_any(),
            }}
        </Dialog>
    }
}

const fn level_key(level: Option<Level>) -> Key {
    match level {
        None => k::api::level::NONE,
        Some(Level::Read) => k::api::level::READ,
        Some(Level::Write) => k::api::level::WRITE,
    }
}

#[component]
fn Form(
    text: RwSignal<Option<String>>,
    made: Callback<TokenView>,
    done: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let days = RwSignal::new("90".to_owned());
    let levels: Vec<(Area, RwSignal<String>)> = Area::ALL
        .iter()
        .map(|area| (*area, RwSignal::new(String::new())))
        .collect();
    let choices = |area: Area| -> Vec<Choice> {
        let levels = [None, Some(Level::Read), Some(Level::Write)];
        let there = levels.into_iter().filter(|level| {
            // Nobody writes the log.
            area != Area::Audit || *level != Some(Level::Write)
        });
        there
            .map(|level| {
                let word = level.map_or("", Level::code);
                Choice::new(word, t(lang, level_key(level)))
            })
            .collect()
    };
    let rows = levels
        .iter()
        .map(|(area, level)| {
            let label = t(lang, area_key(*area));
            view! {
                <span>{label}</span>
                <SegmentedControl id=format!("token-{}", area.code()) label options=choices(*area) value=*level />
            }
        })
        .collect_view();
    let mut ends: Vec<Choice> = DAYS
        .iter()
        .map(|days| {
            let words = tn(lang, k::api::tokens::DAYS_COUNT, i64::from(*days), &[]);
            Choice::new(days.to_string(), words)
        })
        .collect();
    ends.push(Choice::new("", t(lang, k::api::tokens::DAYS_NEVER)));
    let create = move || {
        let scopes = levels
            .iter()
            .filter_map(|(area, level)| Some((*area, level.get_untracked().parse().ok()?)))
            .collect();
        let request = CreateToken {
            name: name.get_untracked(),
            scopes: Scopes(scopes),
            days: days.get_untracked().parse().ok(),
        };
        if !findings.check(check_token(&request)) {
            return;
        }
        findings.send(busy, create_token(request), move |new| {
            let _ = text.try_set(Some(new.token));
            made.tell(new.view);
            toaster.success(t(lang, k::api::tokens::CREATED).to_owned());
        });
    };
    view! {
        <DialogForm send=create leave=done label=k::api::tokens::CREATE busy>
            <div class="dialog-body form">
                <TextInput id="token-name" label=t(lang, k::api::tokens::NAME) value=name required=true
                    hint=t(lang, k::api::tokens::NAME_HINT) error=findings.of("name") />
                <fieldset class="token-areas">
                    <legend class="field-label">{t(lang, k::api::tokens::SCOPES)}</legend>
                    {rows}
                    <p class="field-error" role="alert" hidden=move || findings.of("scopes").with(Option::is_none)>
                        {move || findings.of("scopes").get()}
                    </p>
                </fieldset>
                <Select id="token-days" label=t(lang, k::api::tokens::DAYS) value=days options=ends error=findings.of("days") />
                <FormNotice text=findings.rest(&["name", "scopes", "days"]) />
            </div>
        </DialogForm>
    }
}

/// A secret, shown once, with a button that copies it.
#[component]
pub(crate) fn Secret(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    secret: String,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let node = NodeRef::<html::Input>::new();
    let text = secret.clone();
    let press = Callback::new(move |()| {
        if copy(&text) {
            toaster.success(t(lang, k::api::tokens::COPIED).to_owned());
        } else if let Some(input) = node.get_untracked() {
            input.select();
        }
    });
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <div class="secret">
                <input class="input secret-text" id=id readonly value=secret node_ref=node spellcheck="false"
                    on:focus:target=move |event| event.target().select() />
                <Button label=t(lang, k::api::tokens::COPY) icon=Glyph::Copy on_press=press />
            </div>
        </div>
    }
}

#[component]
fn Shown(token: String, done: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="dialog-form">
            <div class="dialog-body form">
                <p class="notice tone-warning">{t(lang, k::api::tokens::COPY_NOW)}</p>
                <Secret id="token-text" label=t(lang, k::api::tokens::TOKEN) secret=token />
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::api::tokens::DONE) variant=Variant::Primary on_press=done />
            </footer>
        </div>
    }
}
