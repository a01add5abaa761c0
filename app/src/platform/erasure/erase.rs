//! `/admin/privacy/erase/:kind/:id`: what goes and what stays, a copy for the person, the confirmation.

use super::api;
use super::places::{Places, Stays, word};
use crate::boot::use_lang;
use crate::call::Fault;
use crate::platform::admin::Loaded;
use crate::platform::imports::download;
use crate::routes::{self, path};
use crate::shell::Page;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::kernel::{Issue, ProblemKind};
use shared::platform::erasure::ops::{ErasePerson, ErasurePreview, ExportPerson, PreviewErasure};
use shared::platform::erasure::{Requester, Subject, is_name};
use ui::{
    Breadcrumbs, Button, Card, Choice, Glyph, PageHeader, Select, TextInput, Variant, use_toaster,
};

/// The page.
#[component]
pub fn ErasePage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let subject = Memo::new(move |_| {
        params.with(|map| {
            Some(Subject {
                kind: map.get("kind")?.parse().ok()?,
                id: map.get("id")?.parse().ok()?,
            })
        })
    });
    let loaded = Resource::new(
        move || subject.get(),
        |subject| async move {
            match subject {
                Some(subject) => api::preview(PreviewErasure { subject })
                    .await
                    .map(|preview| (subject, preview)),
                None => Err(Fault::of(ProblemKind::NotFound)),
            }
        },
    );
    view! {
        <Page title=t(lang, k::privacy::ERASE_TITLE) />
        <Loaded loaded lines=8 let((subject, preview))><Erase subject preview /></Loaded>
    }
    .into_any()
}

#[component]
fn Erase(subject: Subject, preview: ErasurePreview) -> impl IntoView {
    let lang = use_lang();
    let subtitle = tf(lang, k::privacy::OF, &[("name", &preview.name)]);
    let above = move || {
        let items = vec![
            (path::ADMIN.to_owned(), t(lang, k::admin::TITLE).to_owned()),
            (
                path::ADMIN_PRIVACY.to_owned(),
                t(lang, k::privacy::TITLE).to_owned(),
            ),
        ];
        view! { <Breadcrumbs label=t(lang, k::crm::PATH) items /> }
    };
    let records = preview
        .records
        .iter()
        .map(|(kind, name)| {
            let kind = word(lang, "kind", kind.code());
            view! { <li><span class="muted">{kind}</span>" "<span>{name.clone()}</span></li> }
        })
        .collect_view();
    let report = preview.report;
    let places = report.places.clone();
    view! {
        <PageHeader
            title=t(lang, k::privacy::ERASE_TITLE)
            subtitle=Signal::derive(move || subtitle.clone())
            above
        />
        <div class="stack">
            <Card id="records" title=t(lang, k::privacy::RECORDS)>
                <ul class="privacy-records">{records}</ul>
            </Card>
            <Card id="goes" title=t(lang, k::privacy::GOES)>
                <div class="stack-sm">
                    <p class="muted small">{t(lang, k::privacy::GOES_TEXT)}</p>
                    <Places lang places label=t(lang, k::privacy::GOES) />
                </div>
            </Card>
            <Card id="stays" title=t(lang, k::privacy::STAYS)>
                <div class="stack-sm"><Stays lang report /></div>
            </Card>
            <Copy subject />
            <Confirm subject name=preview.name />
        </div>
    }
}

/// The right of access, before there is nothing left.
#[component]
fn Copy(subject: Subject) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let busy = RwSignal::new(false);
    let export = move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = api::export(ExportPerson { subject }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(file) => download(&file.name, &file.text),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! {
        <Card id="copy" title=t(lang, k::privacy::FIRST_EXPORT)>
            <div class="stack-sm">
                <p class="muted">{t(lang, k::privacy::FIRST_EXPORT_TEXT)}</p>
                <div>
                    <Button
                        label=t(lang, k::privacy::EXPORT)
                        icon=Glyph::Download
                        busy
                        on_press=Callback::new(export)
                    />
                </div>
            </div>
        </Card>
    }
}

const FIELDS: &[&str] = &["typed", "reason"];

/// What is wrong with a request about the person of this name.
fn check(request: &ErasePerson, name: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    if !is_name(&request.typed, name) {
        issues.push(Issue::error("erasure_name_differs", "typed"));
    }
    if request.reason.trim().is_empty() {
        issues.push(Issue::error("required", "reason"));
    }
    issues
}

#[component]
fn Confirm(subject: Subject, name: String) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let navigate = use_navigate();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let requester = RwSignal::new(Requester::Person.code().to_owned());
    let (reason, typed) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let requesters: Vec<Choice> = Requester::ALL
        .iter()
        .map(|one| Choice::new(one.code(), word(lang, "by_request", one.code())))
        .collect();
    let wanted = name.clone();
    let erase = move || {
        let request = ErasePerson {
            subject,
            typed: typed.get_untracked(),
            requester: requester
                .get_untracked()
                .parse()
                .unwrap_or(Requester::Person),
            reason: reason.get_untracked(),
        };
        if !findings.check(check(&request, &wanted)) {
            return;
        }
        let navigate = navigate.clone();
        findings.send(busy, api::erase(request), move |erasure| {
            toaster.success(t(lang, k::privacy::DONE).to_owned());
            navigate(&routes::erasure(erasure.id), Default::default());
        });
    };
    view! {
        <Card id="confirm" title=t(lang, k::privacy::CONFIRM)>
            <form
                class="form page-narrow"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    erase();
                }
            >
                <Select
                    id="erase-requester"
                    label=t(lang, k::privacy::REQUESTER)
                    value=requester
                    options=requesters
                />
                <TextInput
                    id="erase-reason"
                    label=t(lang, k::privacy::REASON)
                    hint=t(lang, k::privacy::REASON_HINT)
                    value=reason
                    required=true
                    max_length=500
                    error=findings.of("reason")
                />
                <TextInput
                    id="erase-typed"
                    label=format!("{} — {name}", t(lang, k::privacy::TYPED))
                    hint=t(lang, k::privacy::TYPED_HINT)
                    value=typed
                    required=true
                    autocomplete="off"
                    error=findings.of("typed")
                />
                <FormNotice text=findings.rest(FIELDS) />
                <div>
                    <Button
                        label=t(lang, k::privacy::DO)
                        submit=true
                        variant=Variant::Danger
                        icon=Glyph::Trash
                        busy
                    />
                </div>
            </form>
        </Card>
    }
}
