//! One line and Enter: "call Marie 15 min left voicemail".

use crate::boot::{new_uuid, now, use_lang, use_session};
use crate::call::Fault;
use crate::shell::{focus_on, use_shortcut};
use crate::work::api;
use crate::work::dialogs::ActivityEditor;
use crate::work::naming::{LOG_LINE, NamingLog};
use crate::work::text::{activity_glyph, instant_text, minutes_text};
use crate::work::word;
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ActivityId, ContactId, Lang, Named, Zone};
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{
    ActivityDraft, ActivityKind, ActivityView, Outcome, QuickLog, check, quick_log,
};
use shared::work::{Links, LinksView};
use ui::{
    Announcer, Badge, Button, Glyph, IconButton, Tell, Toaster, Tone, Variant, use_announcer,
    use_toaster,
};

/// What the bar knows of the line in it. Cheap to copy.
#[derive(Clone, Copy)]
struct Line {
    lang: Lang,
    zone: StoredValue<Zone>,
    /// What is logged is about these, when the line names nobody.
    links: Signal<LinksView>,
    contacts: Signal<Vec<Named<ContactId>>>,
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

/// Who is told what became of a line. Cheap to copy.
#[derive(Clone, Copy)]
struct Telling {
    toaster: Toaster,
    announcer: Announcer,
    on_logged: Callback<ActivityView>,
}

impl Line {
    fn read(self, line: &str) -> QuickLog {
        let people = self.contacts.get_untracked();
        self.zone
            .with_value(|zone| quick_log(line, &people, now(), zone, self.lang))
    }

    fn draft(self, log: QuickLog) -> ActivityDraft {
        let about = self.links.get_untracked().ids();
        ActivityDraft {
            kind: log.kind,
            subject: log.subject,
            body: log.body,
            outcome: log.outcome,
            at: log.at,
            minutes: log.minutes,
            links: Links {
                contact: log.contact.or(about.contact),
                ..about
            },
        }
    }

    fn person(self, id: ContactId) -> Option<Named<ContactId>> {
        self.contacts
            .with(|all| all.iter().find(|person| person.id == id).cloned())
    }

    /// Sends the line. The box is free for the next one at once: an answer that comes late must not take away
    /// what is typed by then.
    fn log(self, to: Telling) {
        let line = self.text.get_untracked();
        if line.trim().is_empty() {
            return;
        }
        let draft = self.draft(self.read(&line));
        if let Some(issue) = check(&draft, now()).first() {
            self.error.set(Some(issue_text(self.lang, issue)));
            return;
        }
        self.error.set(None);
        self.text.set(String::new());
        let id = ActivityId(new_uuid());
        self.send(CreateActivity { id, draft }, line, to);
    }

    /// What could not be saved stands in the box again; when it is taken, or gone with its page, the message
    /// tries again.
    fn send(self, request: CreateActivity, line: String, to: Telling) {
        let lang = self.lang;
        spawn_local(async move {
            let problem = match api::create_activity(request.clone()).await {
                Ok(activity) => {
                    let kind = word(lang, "work.activity_kind", activity.kind.code());
                    let said = tf(lang, k::work::LOGGED, &[("kind", &kind)]);
                    to.announcer.say(said);
                    to.on_logged.tell(activity);
                    return;
                }
                Err(Fault(problem)) => problem_text(lang, &problem),
            };
            if self.text.try_with_untracked(String::is_empty) == Some(true) {
                let _ = self.text.try_set(line);
                to.toaster.problem(problem);
                return;
            }
            let again = Callback::new(move |()| self.send(request.clone(), line.clone(), to));
            to.toaster
                .problem_with(problem, t(lang, k::ui::RETRY), again);
        });
    }

    /// Begins a call: its word stands in the box, so that Enter logs it and whatever is typed goes on from
    /// there. A line that is already begun is left as it is.
    fn begin_call(self) {
        if self.text.with_untracked(|text| text.trim().is_empty()) {
            let call = word(self.lang, "work.activity_kind", ActivityKind::Call.code());
            self.text.set(format!("{call} "));
        }
        focus_on(LOG_LINE);
    }

    /// Goes on in the form, with what is written so far.
    fn open_form(self, editor: ActivityEditor) {
        let log = self.read(&self.text.get_untracked());
        let mut about = self.links.get_untracked();
        if let Some(id) = log.contact {
            about.contact = untrack(|| self.person(id));
        }
        editor.create(self.draft(log), about);
        self.text.set(String::new());
    }
}

/// The bar: what was understood shows below it while typing.
#[component]
pub fn QuickLogBar(
    links: Signal<LinksView>,
    contacts: Signal<Vec<Named<ContactId>>>,
    editor: ActivityEditor,
    on_logged: Callback<ActivityView>,
) -> impl IntoView {
    let lang = use_lang();
    let line = Line {
        lang,
        zone: StoredValue::new(use_session().actor.zone),
        links,
        contacts,
        text: RwSignal::new(String::new()),
        error: RwSignal::new(None),
    };
    let understood = Memo::new(move |_| {
        let text = line.text.get();
        (!text.trim().is_empty()).then(|| line.read(&text))
    });
    let to = Telling {
        toaster: use_toaster(),
        announcer: use_announcer(),
        on_logged,
    };
    use_shortcut(
        "l",
        t(lang, k::work::LOG_CALL),
        Callback::new(move |()| line.begin_call()),
    );
    view! {
        <form
            class="quick-log"
            on:submit=move |event| {
                event.prevent_default();
                line.log(to);
            }
        >
            <div class="quick-log-line">
                <div class="grow">
                    <NamingLog
                        value=line.text
                        about=Callback::new(move |()| (links.get_untracked().ids(), None))
                        error=line.error
                    />
                </div>
                <IconButton
                    glyph=Glyph::Edit
                    label=t(lang, k::work::LOG_DETAILS)
                    on_press=Callback::new(move |()| line.open_form(editor))
                />
                <Button
                    label=t(lang, k::work::LOG)
                    variant=Variant::Secondary
                    submit=true
                />
            </div>
            <div class="cluster quick-log-read" aria-live="polite">
                {move || understood.get().map(|log| reading(line, &log))}
            </div>
        </form>
    }
}

/// What was understood, below the box.
fn reading(line: Line, log: &QuickLog) -> impl IntoView + use<> {
    let lang = line.lang;
    let contact = log.contact.and_then(|id| line.person(id));
    let at = line
        .zone
        .with_value(|zone| instant_text(lang, log.at, now(), zone));
    view! {
        <Badge
            text=word(lang, "work.activity_kind", log.kind.code())
            tone=Tone::Accent
            icon=activity_glyph(log.kind)
        />
        {log.minutes.map(|minutes| view! { <Badge text=minutes_text(lang, minutes) /> })}
        {(log.outcome != Outcome::None)
            .then(|| view! { <Badge text=word(lang, "work.outcome", log.outcome.code()) /> })}
        {contact.map(|person| view! { <Badge text=person.name icon=Glyph::Person /> })}
        <Badge text=at icon=Glyph::Clock plain=true />
    }
}
