//! The end of the sample company, as the set-up and the import offer it.

use super::api;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::routes::path;
use i18n::{Key, integer, k, problem_text, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::demo::{RemoveDemo, SampleView};
use shared::platform::setup::{SampleKind, SamplePart};
use ui::{Button, Card, Dialog, LinkButton, Tell, Variant, use_toaster};

const fn word(kind: SampleKind) -> Key {
    match kind {
        SampleKind::Accounts => k::shell::ACCOUNTS,
        SampleKind::Contacts => k::shell::CONTACTS,
        SampleKind::Leads => k::shell::LEADS,
        SampleKind::Opportunities => k::shell::OPPORTUNITIES,
        SampleKind::Quotes => k::shell::QUOTES,
        SampleKind::Products => k::shell::PRODUCTS,
        SampleKind::Users => k::admin::USERS,
    }
}

/// What goes with the sample and what stays, by kind.
#[component]
fn WhatGoes(parts: Vec<SamplePart>) -> impl IntoView {
    let lang = use_lang();
    let rows = parts
        .into_iter()
        .map(|part| {
            view! {
                <tr>
                    <th scope="row">{t(lang, word(part.kind))}</th>
                    <td class="num">{integer(lang, part.sample)}</td>
                    <td class="num">{integer(lang, part.own)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="stack-sm" id="sample-data">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t(lang, k::setup::KIND)}</th>
                        <th scope="col" class="num">{t(lang, k::setup::GOES)}</th>
                        <th scope="col" class="num">{t(lang, k::setup::STAYS)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="muted small">{t(lang, k::setup::STAYS_TEXT)}</p>
        </div>
    }
    .into_any()
}

/// Taking the sample company away, once one's own data is there.
#[component]
pub(crate) fn SampleCompany(
    sample: SampleView,
    /// What goes and what stays, by kind; the import leaves it out.
    #[prop(optional)]
    parts: Vec<SamplePart>,
    /// Told once it is gone.
    #[prop(optional, into)]
    on_gone: Option<Callback<()>>,
) -> impl IntoView {
    let SampleView { rows, removable } = sample;
    let lang = use_lang();
    let toaster = use_toaster();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let gone = RwSignal::new(false);
    let refusal = RwSignal::new(None::<String>);
    let remove = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = api::remove_demo(RemoveDemo {}).await;
            busy.set(false);
            match answer {
                Ok(_) => {
                    open.set(false);
                    gone.set(true);
                    let removed = tn(lang, k::setup::REMOVED, rows, &[]);
                    toaster.success(format!("{} {removed}", t(lang, k::imports::SAMPLE_GONE)));
                    if let Some(on_gone) = on_gone {
                        on_gone.tell(());
                    }
                }
                Err(Fault(problem)) => refusal.set(Some(problem_text(lang, &problem))),
            }
        });
    });
    let table = (!parts.is_empty()).then(|| view! { <WhatGoes parts /> });
    view! {
        <div hidden=move || gone.get()>
            <Card title=Signal::derive(move || t(lang, k::imports::SAMPLE).to_owned())>
                <div class="between">
                    <p class="muted">{tn(lang, k::imports::SAMPLE_TEXT, rows, &[("n", &integer(lang, rows))])}</p>
                    <Button
                        label=t(lang, k::imports::SAMPLE_REMOVE)
                        on_press=Callback::new(move |()| {
                            refusal.set(None);
                            open.set(true);
                        })
                    />
                </div>
                {table}
            </Card>
        </div>
        <RemoveDialog open busy refusal removable remove />
    }
}

/// Asks once more; while nobody could sign in afterwards, it leads to where administrators are added.
#[component]
fn RemoveDialog(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// Why it was not removed.
    refusal: RwSignal<Option<String>>,
    removable: bool,
    remove: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <Dialog id="remove-sample" title=t(lang, k::imports::SAMPLE_REMOVE) open close_label=t(lang, k::ui::CLOSE)>
            <div class="dialog-body stack-sm">
                <p>{t(lang, k::imports::SAMPLE_WARNING)}</p>
                {(!removable).then(|| view! {
                    <p class="notice tone-warning">{t(lang, k::imports::SAMPLE_NEEDS_ADMINISTRATOR)}</p>
                })}
                <p class="notice tone-danger" role="alert" hidden=move || refusal.with(Option::is_none)>
                    {move || refusal.get()}
                </p>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::imports::CANCEL) on_press=Callback::new(move |()| open.set(false)) />
                {if removable {
                    view! {
                        <Button
                            label=t(lang, k::imports::SAMPLE_REMOVE)
                            variant=Variant::Danger
                            busy
                            on_press=remove
                        />
                    }
                        .into_any()
                } else {
                    view! {
                        <LinkButton
                            label=t(lang, k::imports::SAMPLE_ADD_ADMINISTRATOR)
                            href=path::ADMIN_PEOPLE.to_owned()
                            variant=Variant::Primary
                        />
                    }
                        .into_any()
                }}
            </footer>
        </Dialog>
    }
}
