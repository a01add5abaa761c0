//! What happened to a lead: conversations, notes and changes in one list, and the box to add one.

use super::api;
use super::words::status_name;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::crm::labels::word;
use crate::platform::fields::label_of;
use crate::shell::Editor;
use crate::work::use_now;
use i18n::{Lang, issue_text, k, problem_text, relative_time, t, tf};
use leptos::prelude::*;
use shared::crm::fields::tidy_text;
use shared::crm::leads::{
    LeadHistory, LeadRelated, LeadTouch, LeadView, LogLeadTouch, TouchKind, check_touch,
};
use shared::kernel::{Instant, Issue, LeadTouchId};
use shared::platform::fields::Holder;
use ui::{
    Button, Card, Choice, Glyph, SegmentedControl, Tell, TextArea, Timeline, TimelineItem, Tone,
    Variant, use_toaster,
};

/// Logs a conversation or a note.
#[component]
pub(super) fn LogCard(editor: Editor<LeadView>, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let kind = RwSignal::new(TouchKind::Call.code().to_owned());
    let body = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let issues = RwSignal::new(Vec::<Issue>::new());
    // One id for all tries: a retry after a lost answer logs nothing twice.
    let id = StoredValue::new(LeadTouchId(new_uuid()));
    let error =
        Signal::derive(move || issues.with(|all| all.first().map(|issue| issue_text(lang, issue))));
    let submit = Callback::new(move |()| {
        let how = kind.get_untracked().parse().unwrap_or(TouchKind::Note);
        let text = tidy_text(&body.get_untracked());
        let found = check_touch(how, &text);
        let wrong = !found.is_empty();
        issues.set(found);
        if wrong || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let request = LogLeadTouch {
            id: id.get_value(),
            lead_id: editor.record.with_untracked(|r| r.id),
            kind: how,
            body: text,
        };
        leptos::task::spawn_local(async move {
            let answer = api::log(request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(after) => {
                    body.set(String::new());
                    id.set_value(LeadTouchId(new_uuid()));
                    editor.arrived(after.lead);
                    reload.tell(());
                    toaster.success(t(lang, k::leads::LOGGED));
                }
                Err(fault) => {
                    toaster.problem(problem_text(lang, &fault.0));
                    issues.set(fault.0.issues);
                }
            }
        });
    });
    let kinds: Vec<Choice> = TouchKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), word(lang, "leads.touch", kind.code())))
        .collect();
    view! {
        <Card id="lead-log" title=t(lang, k::leads::LOG_TITLE)>
            <form
                class="form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    submit.tell(());
                }
            >
                <SegmentedControl id="lead-touch-kind" label=t(lang, k::leads::LOG_KIND) options=kinds value=kind/>
                <TextArea
                    id="lead-touch-body"
                    label=t(lang, k::leads::LOG_TEXT)
                    bare=true
                    rows=3
                    value=body
                    placeholder=t(lang, k::leads::LOG_PLACEHOLDER)
                    error
                />
                <div class="form-actions">
                    <Button label=t(lang, k::leads::LOG) variant=Variant::Primary busy submit=true/>
                </div>
            </form>
        </Card>
    }
}

/// Everything in one list, newest first.
#[component]
pub(super) fn StoryCard(related: LeadRelated) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let now = use_now();
    let mut items: Vec<(Instant, Entry)> = Vec::new();
    items.extend(
        related
            .touches
            .into_iter()
            .map(|touch| (touch.at, touch_entry(lang, touch))),
    );
    // A touch tells of itself; what it changed is told beside it only when it is a status.
    let changes = related
        .history
        .into_iter()
        .filter(|one| one.entry.action != "contacted" || one.status.is_some());
    items.extend(changes.map(|change| (change.entry.at, change_entry(lang, change))));
    items.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let list = items
        .into_iter()
        .map(|(at, entry)| {
            // Said once, as seen when the page was made; the exact moment is in `datetime`.
            let when = relative_time(lang, at, now.get_untracked(), &zone);
            let datetime = at.to_utc().to_rfc3339();
            let Entry {
                glyph,
                tone,
                title,
                by,
                body,
            } = entry;
            view! {
                <TimelineItem glyph tone title by when datetime>
                    {(!body.is_empty()).then(|| view! { <p>{body}</p> })}
                </TimelineItem>
            }
        })
        .collect_view();
    view! {
        <Card id="history" title=t(lang, k::leads::HAPPENED_TITLE)>
            <Timeline label=t(lang, k::leads::HAPPENED_TITLE)>{list}</Timeline>
        </Card>
    }
}

struct Entry {
    glyph: Glyph,
    tone: Tone,
    title: String,
    by: String,
    body: String,
}

fn touch_entry(lang: Lang, touch: LeadTouch) -> Entry {
    let glyph = match touch.kind {
        TouchKind::Call => Glyph::Phone,
        TouchKind::Email => Glyph::Mail,
        TouchKind::Meeting => Glyph::Users,
        TouchKind::Note => Glyph::Note,
    };
    Entry {
        glyph,
        tone: Tone::Accent,
        title: word(lang, "leads.touch", touch.kind.code()),
        by: touch.actor.unwrap_or_default(),
        body: touch.body,
    }
}

fn change_entry(lang: Lang, change: LeadHistory) -> Entry {
    let by_form = change.entry.actor.is_none() && change.entry.action == "created";
    let status = change.status.map(|status| status_name(lang, status));
    let told = |glyph, title: &str| (glyph, title.to_owned());
    let (glyph, title) = match (change.entry.action.as_str(), status) {
        ("created", _) if by_form => told(Glyph::Globe, t(lang, k::leads::happened::RECEIVED)),
        ("created", _) => told(Glyph::Plus, t(lang, k::leads::happened::CREATED)),
        ("taken", _) => told(Glyph::Person, t(lang, k::leads::happened::TAKEN)),
        ("released", _) => told(Glyph::Users, t(lang, k::leads::happened::RELEASED)),
        ("assigned", _) => {
            let name = change.owner.unwrap_or_default();
            let title = tf(lang, k::leads::happened::ASSIGNED, &[("name", &name)]);
            (Glyph::Person, title)
        }
        ("converted", _) => told(Glyph::Target, t(lang, k::leads::happened::CONVERTED)),
        ("deleted", _) => told(Glyph::Trash, t(lang, k::leads::happened::DELETED)),
        ("merged", _) => told(Glyph::Copy, t(lang, k::crm::happened::MERGED)),
        ("merged_away", _) => told(Glyph::Copy, t(lang, k::crm::happened::MERGED_AWAY)),
        ("unmerged", _) => told(Glyph::Undo, t(lang, k::crm::happened::UNMERGED)),
        ("separated" | "joined", _) => told(Glyph::Copy, t(lang, k::crm::happened::SEPARATED)),
        ("restored", _) => told(Glyph::Undo, t(lang, k::leads::happened::RESTORED)),
        (_, Some(status)) => {
            let title = tf(
                lang,
                k::leads::happened::STATUS_CHANGED,
                &[("status", &status)],
            );
            (Glyph::Flag, title)
        }
        _ => {
            let names: Vec<String> = change
                .entry
                .fields
                .iter()
                .map(|field| label_of(lang, Holder::Lead, field))
                .collect();
            let title = tf(
                lang,
                k::leads::happened::EDITED,
                &[("fields", &names.join(", "))],
            );
            (Glyph::Edit, title)
        }
    };
    let by = match change.entry.actor {
        Some(name) => name,
        None if by_form => t(lang, k::leads::happened::WEB).to_owned(),
        None => t(lang, k::crm::happened::SYSTEM).to_owned(),
    };
    Entry {
        glyph,
        tone: Tone::Neutral,
        title,
        by,
        body: String::new(),
    }
}
