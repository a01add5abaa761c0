//! What happened to a lead: conversations, notes and changes in one list, and the box to add one.

use super::api;
use super::words::status_name;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::crm::labels::word;
use crate::platform::fields::label_of;
use crate::routes;
use crate::shell::{Editor, focus_on, use_shortcut};
use crate::work::use_now;
use i18n::{Lang, issue_text, k, problem_text, relative_time, t, tf};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::crm::fields::tidy_text;
use shared::crm::leads::{
    LeadHistory, LeadRelated, LeadTouch, LeadView, LogLeadTouch, ToldFile, TouchKind, check_touch,
};
use shared::kernel::{Instant, Issue, LeadId, LeadTouchId};
use shared::platform::fields::Holder;
use shared::platform::files::{FileHolder, FileOf};
use ui::{
    Button, Card, Choice, Glyph, SegmentedControl, Tell, TextArea, Timeline, TimelineItem, Toaster,
    Tone, Variant, use_toaster,
};

/// The box for what was said.
const BODY: &str = "lead-touch-body";

/// Whether Enter was pressed in the box for what was said.
fn enters(event: &KeyboardEvent) -> bool {
    let in_box = event_target::<web_sys::Element>(event).id() == BODY;
    in_box && event.key() == "Enter" && !event.shift_key()
}

/// What is being logged. Cheap to copy.
#[derive(Clone, Copy)]
struct Log {
    editor: Editor<LeadView>,
    reload: Callback<()>,
    kind: RwSignal<String>,
    body: RwSignal<String>,
    busy: RwSignal<bool>,
    issues: RwSignal<Vec<Issue>>,
    /// One id for all tries: a retry after a lost answer logs nothing twice.
    id: StoredValue<LeadTouchId>,
    lang: Lang,
    toaster: Toaster,
}

impl Log {
    fn new(editor: Editor<LeadView>, reload: Callback<()>) -> Self {
        Self {
            editor,
            reload,
            kind: RwSignal::new(TouchKind::Call.code().to_owned()),
            body: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            issues: RwSignal::new(Vec::new()),
            id: StoredValue::new(LeadTouchId(new_uuid())),
            lang: use_lang(),
            toaster: use_toaster(),
        }
    }

    /// That there was a call needs no words: in the empty box Enter logs it.
    fn needs_no_words(self) -> bool {
        self.kind
            .with_untracked(|kind| kind == TouchKind::Call.code())
            && self.body.with_untracked(|body| body.trim().is_empty())
    }

    /// Sends it, or says what is wrong with it.
    fn send(self) {
        let how = self.kind.get_untracked().parse().unwrap_or(TouchKind::Note);
        let sent = self.body.get_untracked();
        let text = tidy_text(&sent);
        let found = check_touch(how, &text);
        let wrong = !found.is_empty();
        self.issues.set(found);
        if wrong || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let request = LogLeadTouch {
            id: self.id.get_value(),
            lead_id: self.editor.record.with_untracked(|r| r.id),
            kind: how,
            body: text,
        };
        leptos::task::spawn_local(async move {
            let answer = api::log(request).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(after) => {
                    // What was typed meanwhile stays.
                    if self.body.with_untracked(|body| *body == sent) {
                        self.body.set(String::new());
                    }
                    self.id.set_value(LeadTouchId(new_uuid()));
                    self.editor.arrived(after.lead);
                    self.reload.tell(());
                    self.toaster.success(t(self.lang, k::leads::LOGGED));
                }
                Err(fault) => {
                    self.toaster.problem(problem_text(self.lang, &fault.0));
                    self.issues.set(fault.0.issues);
                }
            }
        });
    }
}

/// Logs a conversation or a note.
#[component]
pub(super) fn LogCard(editor: Editor<LeadView>, reload: Callback<()>) -> impl IntoView {
    let log = Log::new(editor, reload);
    let Log {
        kind,
        body,
        busy,
        issues,
        lang,
        ..
    } = log;
    let error =
        Signal::derive(move || issues.with(|all| all.first().map(|issue| issue_text(lang, issue))));
    use_shortcut(
        "l",
        t(lang, k::work::LOG_CALL),
        Callback::new(move |()| {
            kind.set(TouchKind::Call.code().to_owned());
            focus_on(BODY);
        }),
    );
    let kinds: Vec<Choice> = TouchKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), word(lang, "leads.touch", kind.code())))
        .collect();
    view! {
        <Card id="lead-log" title=t(lang, k::leads::LOG_TITLE)>
            <form
                class="form"
                novalidate
                on:keydown=move |event| {
                    if enters(&event) && log.needs_no_words() {
                        event.prevent_default();
                        log.send();
                    }
                }
                on:submit=move |event| {
                    event.prevent_default();
                    log.send();
                }
            >
                <SegmentedControl id="lead-touch-kind" label=t(lang, k::leads::LOG_KIND) options=kinds value=kind/>
                <TextArea
                    id=BODY
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
pub(super) fn StoryCard(lead: LeadId, related: LeadRelated) -> impl IntoView {
    let lang = use_lang();
    let of = FileOf::new(FileHolder::Lead, lead);
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
    items.extend(changes.map(|change| (change.entry.at, change_entry(lang, of, change))));
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
                link,
            } = entry;
            view! {
                <TimelineItem glyph tone title by when datetime>
                    {(!body.is_empty()).then(|| view! { <p>{body}</p> })}
                    {link.map(|(href, name)| view! { <a href=href rel="external">{name}</a> })}
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
    /// Address and words.
    link: Option<(String, String)>,
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
        link: None,
    }
}

fn change_entry(lang: Lang, of: FileOf, change: LeadHistory) -> Entry {
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
        ("file_added", _) => told(Glyph::FileText, t(lang, k::crm::happened::FILE_ADDED)),
        ("file_renamed", _) => told(Glyph::FileText, t(lang, k::crm::happened::FILE_RENAMED)),
        ("file_removed", _) => told(Glyph::FileText, t(lang, k::crm::happened::FILE_REMOVED)),
        ("file_restored", _) => told(Glyph::FileText, t(lang, k::crm::happened::FILE_RESTORED)),
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
    // A file the lead has can be had here; of others the name is told.
    let (mut body, mut link) = (String::new(), None);
    match change.file {
        Some(ToldFile {
            title,
            id: Some(id),
        }) => {
            link = Some((routes::record_file(of, id), title));
        }
        Some(ToldFile { title, id: None }) => body = title,
        None => {}
    }
    Entry {
        glyph,
        tone: Tone::Neutral,
        title,
        by,
        body,
        link,
    }
}
