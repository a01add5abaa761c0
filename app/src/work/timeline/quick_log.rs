//! One line and Enter: "call Marie 15 min left voicemail".

use crate::boot::{new_uuid, now, use_lang, use_session};
use crate::call::Fault;
use crate::work::api;
use crate::work::dialogs::ActivityEditor;
use crate::work::naming::NamingLog;
use crate::work::text::{activity_glyph, instant_text, minutes_text};
use crate::work::word;
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ActivityId, ContactId, Named};
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{ActivityDraft, Outcome, QuickLog, check, quick_log};
use shared::work::{Links, LinksView};
use ui::{Badge, Button, Glyph, IconButton, Tell, Tone, Variant, use_announcer, use_toaster};

/// The bar: what was understood shows below it while typing.
#[component]
pub fn QuickLogBar(
    links: Signal<LinksView>,
    contacts: Signal<Vec<Named<ContactId>>>,
    editor: ActivityEditor,
    on_logged: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let zone = StoredValue::new(use_session().actor.zone);
    let toaster = use_toaster();
    let announcer = use_announcer();
    let text = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);

    let read = move |line: &str| -> QuickLog {
        let people = contacts.get_untracked();
        zone.with_value(|zone| quick_log(line, &people, now(), zone, lang))
    };
    let understood = Memo::new(move |_| {
        let line = text.get();
        (!line.trim().is_empty()).then(|| read(&line))
    });
    let draft_of = move |log: QuickLog| {
        let about = links.get_untracked().ids();
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
    };
    let log = move || {
        let line = text.get_untracked();
        if line.trim().is_empty() || busy.get_untracked() {
            return;
        }
        let draft = draft_of(read(&line));
        if let Some(issue) = check(&draft, now()).first() {
            error.set(Some(issue_text(lang, issue)));
            return;
        }
        error.set(None);
        busy.set(true);
        let request = CreateActivity {
            id: ActivityId(new_uuid()),
            draft,
        };
        spawn_local(async move {
            let answer = api::create_activity(request).await;
            // The bar may be gone, with the page it was on.
            let _ = busy.try_set(false);
            match answer {
                Ok(activity) => {
                    let _ = text.try_set(String::new());
                    let kind = word(lang, "work.activity_kind", activity.kind.code());
                    announcer.say(tf(lang, k::work::LOGGED, &[("kind", &kind)]));
                    on_logged.tell(());
                }
                Err(Fault(problem)) => toaster.problem(problem_text(lang, &problem)),
            }
        });
    };
    let details = move || {
        let line = text.get_untracked();
        let log = read(&line);
        let contact = log.contact;
        let mut about = links.get_untracked();
        if let Some(id) = contact {
            about.contact =
                contacts.with_untracked(|all| all.iter().find(|person| person.id == id).cloned());
        }
        editor.create(draft_of(log), about);
        text.set(String::new());
    };
    let chips = move || {
        understood.get().map(|log| {
            let contact = log.contact.and_then(|id| {
                contacts.with(|all| {
                    all.iter()
                        .find(|person| person.id == id)
                        .map(|person| person.name.clone())
                })
            });
            let at = zone.with_value(|zone| instant_text(lang, log.at, now(), zone));
            view! {
                <Badge
                    text=word(lang, "work.activity_kind", log.kind.code())
                    tone=Tone::Accent
                    icon=activity_glyph(log.kind)
                />
                {log.minutes.map(|minutes| view! { <Badge text=minutes_text(lang, minutes) /> })}
                {(log.outcome != Outcome::None)
                    .then(|| view! { <Badge text=word(lang, "work.outcome", log.outcome.code()) /> })}
                {contact.map(|name| view! { <Badge text=name icon=Glyph::Person /> })}
                <Badge text=at icon=Glyph::Clock plain=true />
            }
        })
    };
    view! {
        <form
            class="quick-log"
            on:submit=move |event| {
                event.prevent_default();
                log();
            }
        >
            <div class="quick-log-line">
                <div class="grow">
                    <NamingLog
                        value=text
                        about=Callback::new(move |()| (links.get_untracked().ids(), None))
                        error
                    />
                </div>
                <IconButton
                    glyph=Glyph::Edit
                    label=t(lang, k::work::LOG_DETAILS)
                    on_press=Callback::new(move |()| details())
                />
                <Button
                    label=t(lang, k::work::LOG)
                    variant=Variant::Secondary
                    busy=busy
                    submit=true
                />
            </div>
            <div class="cluster quick-log-read" aria-live="polite">
                {chips}
            </div>
        </form>
    }
}
