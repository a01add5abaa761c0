//! The head of a lead's page: who it is, what can be done, how it stands.

use super::api;
use super::status::Steps;
use super::words::{ClockBadge, Timed, clock_text, duration};
use crate::boot::{may, use_lang};
use crate::crm::labels::word;
use crate::crm::record::{Deleted, use_delete};
use crate::routes::{self, path};
use crate::shell::Editor;
use crate::work::use_now;
use i18n::{date_in_words, k, problem_text, t, tf};
use leptos::prelude::*;
use shared::crm::leads::{
    LeadChange, LeadStatus, LeadView, StatusChange, TakeLead, may_become, response_limit,
};
use shared::kernel::{Action, Zone};
use shared::platform::erasure::{Subject, SubjectKind};
use ui::{
    Breadcrumbs, Button, Glyph, Menu, MenuItem, PageHeader, Variant, VisuallyHidden, use_toaster,
};

#[component]
pub(super) fn Head(
    editor: Editor<LeadView>,
    title: Signal<String>,
    steps: Steps,
    send: Callback<StatusChange>,
) -> impl IntoView {
    let lang = use_lang();
    let subtitle = Signal::derive(move || {
        editor.record.with(|record| {
            let facts = &record.facts;
            [
                facts.title.clone(),
                facts.company.clone(),
                facts.city.clone(),
            ]
            .into_iter()
            .filter(|part| !part.is_empty() && *part != record.name())
            .collect::<Vec<_>>()
            .join(" · ")
        })
    });
    let above = move || {
        let items = vec![(path::LEADS.to_owned(), t(lang, k::leads::TITLE).to_owned())];
        view! { <Breadcrumbs label=t(lang, k::crm::PATH) items/> }
    };
    let may_edit = Memo::new(move |_| {
        editor
            .record
            .with(|record| record.may_edit && record.deleted_at.is_none())
    });
    let status = Memo::new(move |_| editor.record.with(|record| record.state.status));
    let queued = Memo::new(move |_| editor.record.with(|record| record.facts.owner_id.is_none()));
    let remove = use_delete(editor);
    let may_erase = may(Action::ManageSystem);
    let subject = Subject {
        kind: SubjectKind::Lead,
        id: editor.record.with_untracked(|record| record.id.0),
    };
    let erase = StoredValue::new(routes::erase(subject));
    let take = use_take(editor);
    let to = move |status: LeadStatus| Callback::new(move |()| steps.go(status, send));
    let may_go = move |to: LeadStatus| may_become(status.get(), to);
    view! {
        <PageHeader title subtitle above>
            <Show when=move || may_edit.get() && queued.get() && status.get().is_open()>
                <Button label=t(lang, k::leads::TAKE) icon=Glyph::Person on_press=take/>
            </Show>
            <Show when=move || may_edit.get() && status.get().is_open()>
                <Button
                    label=t(lang, k::leads::CONVERT)
                    variant=Variant::Primary
                    icon=Glyph::Target
                    on_press=to(LeadStatus::Converted)
                />
            </Show>
            <Show when=move || may_edit.get() || may_erase>
                <Menu id="lead-menu" label=t(lang, k::crm::MORE_ACTIONS) glyph=Glyph::More>
                    <Show when=move || may_edit.get() && may_go(LeadStatus::Disqualified)>
                        <MenuItem label=t(lang, k::leads::DISQUALIFY) icon=Glyph::XCircle on_press=to(LeadStatus::Disqualified)/>
                    </Show>
                    <Show when=move || may_edit.get() && may_go(LeadStatus::Recycled)>
                        <MenuItem label=t(lang, k::leads::RECYCLE) icon=Glyph::Refresh on_press=to(LeadStatus::Recycled)/>
                    </Show>
                    <Show when=move || may_edit.get() && !queued.get() && status.get().is_open()>
                        <MenuItem
                            label=t(lang, k::leads::GIVE_BACK)
                            icon=Glyph::Users
                            on_press=Callback::new(move |()| editor.change(LeadChange::Owner(None)))
                        />
                    </Show>
                    <Show when=move || may_edit.get()>
                        <MenuItem label=t(lang, k::ui::DELETE) icon=Glyph::Trash danger=true on_press=remove/>
                    </Show>
                    <Show when=move || may_erase>
                        <MenuItem label=t(lang, k::privacy::ERASE) icon=Glyph::Shield danger=true href=erase.get_value()/>
                    </Show>
                </Menu>
            </Show>
        </PageHeader>
    }
}

/// Takes the lead from the queue.
fn use_take(editor: Editor<LeadView>) -> Callback<()> {
    let lang = use_lang();
    let toaster = use_toaster();
    Callback::new(move |()| {
        let (id, version, name) = editor
            .record
            .with_untracked(|r| (r.id, r.version, r.name()));
        leptos::task::spawn_local(async move {
            match api::take(TakeLead { id, version }).await {
                Ok(view) => {
                    toaster.success(tf(lang, k::leads::TAKEN, &[("name", &name)]));
                    if !editor.record.is_disposed() {
                        editor.arrived(view);
                    }
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    })
}

/// What one should know before reading on: deleted, converted, refused, waiting, or its clock.
#[component]
pub(super) fn Notices(editor: Editor<LeadView>) -> impl IntoView {
    let lang = use_lang();
    let zone = crate::boot::use_session().actor.zone;
    view! {
        <Deleted editor/>
        {move || editor.record.with(|record| standing(lang, &zone, record))}
        <ClockLine editor/>
    }
}

/// Why a lead is where it is.
fn standing(lang: i18n::Lang, zone: &Zone, record: &LeadView) -> AnyView {
    let state = &record.state;
    let remark = (!state.note.is_empty()).then(|| view! { <p>{state.note.clone()}</p> });
    match state.status {
        LeadStatus::Converted => became(lang, zone, record),
        LeadStatus::Disqualified => {
            let reason = state
                .reason
                .map(|one| word(lang, "leads.reason", one.code()));
            let reason = reason.unwrap_or_default();
            let text = tf(lang, k::leads::DISQUALIFIED_BECAUSE, &[("reason", &reason)]);
            view! { <div class="notice"><p class="medium">{text}</p>{remark}</div> }.into_any()
        }
        LeadStatus::Nurturing | LeadStatus::Recycled => match (state.recycle_on, remark) {
            (None, None) => ().into_any(),
            (day, remark) => {
                let text = day.map(|day| {
                    let text = tf(
                        lang,
                        k::leads::LOOK_AGAIN,
                        &[("date", &date_in_words(lang, day))],
                    );
                    view! { <p class="medium">{text}</p> }
                });
                view! { <div class="notice tone-warning">{text}{remark}</div> }.into_any()
            }
        },
        _ => ().into_any(),
    }
}

fn became(lang: i18n::Lang, zone: &Zone, record: &LeadView) -> AnyView {
    let Some(converted) = record.converted.clone() else {
        return view! { <p class="notice">{t(lang, k::leads::CONVERTED_GONE)}</p> }.into_any();
    };
    let day = date_in_words(lang, zone.date(converted.at));
    let link = |label: &'static str, href: String, name: String| {
        view! { <li><span class="muted">{label}</span><a href=href>{name}</a></li> }
    };
    let deal = converted.deal.map(|deal| {
        link(
            t(lang, k::leads::CONVERTED_DEAL),
            routes::opportunity(deal.id),
            deal.name,
        )
    });
    view! {
        <div class="notice tone-success">
            <p class="medium">{tf(lang, k::leads::CONVERTED_TITLE, &[("date", &day)])}</p>
            <ul class="lead-became">
                {link(t(lang, k::leads::CONVERTED_ACCOUNT), routes::account(converted.account.id), converted.account.name)}
                {link(t(lang, k::leads::CONVERTED_CONTACT), routes::contact(converted.contact.id), converted.contact.name)}
                {deal}
            </ul>
        </div>
    }
    .into_any()
}

/// The clock with its goal.
#[component]
fn ClockLine(editor: Editor<LeadView>) -> impl IntoView {
    let lang = use_lang();
    let now = use_now();
    let timed = Signal::derive(move || {
        editor.record.with(|record| Timed {
            kind: (record.facts.source, record.facts.rating),
            status: record.state.status,
            created_at: record.created_at,
            first_contacted_at: record.state.first_contacted_at,
        })
    });
    let goal = move || {
        let (source, rating) = timed.get().kind;
        let limit = duration(lang, response_limit(source, rating));
        tf(lang, k::leads::clock::LIMIT, &[("limit", &limit)])
    };
    let said = Signal::derive(move || clock_text(lang, timed.get().read(now.get())));
    view! {
        <p class="lead-clock">
            <span class="medium">{t(lang, k::leads::clock::TITLE)}</span>
            <ClockBadge of=timed/>
            <span class="muted small">{goal}</span>
            <VisuallyHidden text=said/>
        </p>
    }
}
