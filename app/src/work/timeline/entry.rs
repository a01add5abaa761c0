//! One entry of a timeline in words.

use crate::boot::use_lang;
use crate::routes;
use crate::work::dialogs::ActivityEditor;
use crate::work::text::{activity_glyph, minutes_text, task_glyph};
use crate::work::word;
use i18n::{k, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::{Lang, Zone};
use shared::work::activities::{ActivityKind, ActivityView, Outcome};
use shared::work::timeline::{QuoteStep, TimelineEntry, TimelineEvent};
use ui::{Badge, Glyph, IconButton, Size, Tell, TimelineItem, Tone};

/// One entry: an activity with its text and buttons, or a change in one line.
#[component]
pub fn EntryItem(
    entry: TimelineEntry,
    zone: StoredValue<Zone>,
    editor: ActivityEditor,
    delete: Callback<ActivityView>,
) -> impl IntoView {
    let lang = use_lang();
    let when = zone.with_value(|zone| i18n::time(lang, zone.local(entry.key.at)));
    let datetime = entry.key.at.to_utc().to_rfc3339();
    let by = entry.actor.map(|actor| actor.name).unwrap_or_default();
    match entry.event {
        TimelineEvent::Activity(activity) => {
            activity_item(lang, *activity, by, when, datetime, editor, delete).into_any()
        }
        TimelineEvent::TaskDone(task) => {
            let title = tf(
                lang,
                k::work::timeline::TASK_DONE,
                &[("subject", &task.subject)],
            );
            view! {
                <TimelineItem
                    glyph=task_glyph(task.kind)
                    tone=Tone::Success
                    title
                    by
                    when
                    datetime
                >
                    {(!task.notes.is_empty()).then_some(task.notes)}
                </TimelineItem>
            }
            .into_any()
        }
        TimelineEvent::Quote {
            id,
            number,
            version,
            step,
            gross,
        } => {
            let title = tf(
                lang,
                k::work::timeline::QUOTE_STEP,
                &[
                    ("number", &number),
                    ("version", &version),
                    ("step", &word(lang, "work.timeline.quote", step.code())),
                ],
            );
            let tone = match step {
                QuoteStep::Accepted => Tone::Success,
                QuoteStep::Declined | QuoteStep::Expired => Tone::Danger,
                _ => Tone::Info,
            };
            view! {
                <TimelineItem glyph=Glyph::FileText tone title by when datetime>
                    <a href=routes::quote(id)>{i18n::money(lang, gross)}</a>
                </TimelineItem>
            }
            .into_any()
        }
        event => {
            let (glyph, tone, title, detail) = change_words(lang, &event);
            view! {
                <TimelineItem glyph tone title by when datetime>
                    {detail}
                </TimelineItem>
            }
            .into_any()
        }
    }
}

/// Drawing, colour, first line and the rest of a change.
fn change_words(lang: Lang, event: &TimelineEvent) -> (Glyph, Tone, String, String) {
    match event {
        TimelineEvent::StageMoved {
            from,
            to,
            days_in_stage,
        } => (
            Glyph::ArrowRight,
            Tone::Accent,
            tf(
                lang,
                k::work::timeline::STAGE_MOVED,
                &[("from", &from.get(lang)), ("to", &to.get(lang))],
            ),
            tn(lang, k::work::timeline::DAYS_IN_STAGE, *days_in_stage, &[]),
        ),
        TimelineEvent::Won { amount } => (
            Glyph::Trophy,
            Tone::Success,
            t(lang, k::work::timeline::WON).to_owned(),
            i18n::money(lang, *amount),
        ),
        TimelineEvent::Lost { from } => (
            Glyph::XCircle,
            Tone::Danger,
            t(lang, k::work::timeline::LOST).to_owned(),
            tf(
                lang,
                k::work::timeline::LOST_FROM,
                &[("from", &from.get(lang))],
            ),
        ),
        TimelineEvent::Reopened { to } => (
            Glyph::Undo,
            Tone::Info,
            tf(lang, k::work::timeline::REOPENED, &[("to", &to.get(lang))]),
            String::new(),
        ),
        TimelineEvent::CloseDateMoved { from, to, days } => (
            Glyph::Calendar,
            if *days > 0 { Tone::Warning } else { Tone::Info },
            if *days > 0 {
                tn(lang, k::work::timeline::SLIPPED, *days, &[])
            } else {
                tn(lang, k::work::timeline::PULLED_IN, -days, &[])
            },
            format!(
                "{} → {}",
                i18n::date_in_words(lang, *from),
                i18n::date_in_words(lang, *to)
            ),
        ),
        TimelineEvent::AmountChanged { from, to } => (
            Glyph::Coins,
            Tone::Info,
            t(lang, k::work::timeline::AMOUNT_CHANGED).to_owned(),
            format!("{} → {}", i18n::money(lang, *from), i18n::money(lang, *to)),
        ),
        TimelineEvent::OwnerChanged { from, to } => (
            Glyph::Person,
            Tone::Info,
            t(lang, k::work::timeline::OWNER_CHANGED).to_owned(),
            format!("{} → {}", from.name, to.name),
        ),
        TimelineEvent::Imported => (
            Glyph::Upload,
            Tone::Neutral,
            t(lang, k::work::timeline::IMPORTED).to_owned(),
            String::new(),
        ),
        _ => (
            Glyph::Plus,
            Tone::Neutral,
            t(lang, k::work::timeline::CREATED).to_owned(),
            String::new(),
        ),
    }
}

const fn outcome_tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Connected | Outcome::Replied | Outcome::Held => Tone::Success,
        Outcome::NoShow | Outcome::Cancelled => Tone::Danger,
        Outcome::Voicemail | Outcome::NoAnswer => Tone::Warning,
        Outcome::None => Tone::Neutral,
    }
}

fn activity_item(
    lang: Lang,
    activity: ActivityView,
    by: String,
    when: String,
    datetime: String,
    editor: ActivityEditor,
    delete: Callback<ActivityView>,
) -> impl IntoView {
    let kind = activity.kind;
    let tone = if kind == ActivityKind::Note {
        Tone::Neutral
    } else {
        Tone::Accent
    };
    let outcome = (activity.outcome != Outcome::None).then(|| {
        view! {
            <Badge
                text=word(lang, "work.outcome", activity.outcome.code())
                tone=outcome_tone(activity.outcome)
            />
        }
    });
    let minutes = activity.minutes.map(|minutes| {
        view! { <span class="small muted">{minutes_text(lang, minutes)}</span> }
    });
    let contact = activity.links.contact.clone().map(|contact| {
        view! {
            <a class="small" href=routes::contact(contact.id)>
                {contact.name}
            </a>
        }
    });
    let facts = (outcome.is_some() || minutes.is_some() || contact.is_some()).then(|| {
        view! { <div class="cluster timeline-facts">{outcome}{minutes}{contact}</div> }
    });
    let body = activity.body.clone();
    let may_edit = activity.may_edit;
    let title = format!(
        "{} · {}",
        word(lang, "work.activity_kind", kind.code()),
        activity.subject
    );
    let subject = activity.subject.clone();
    let stored = StoredValue::new(activity);
    let actions = move || {
        may_edit.then(|| {
            let edit_label = tf(lang, k::work::EDIT_NAMED, &[("name", &subject)]);
            let delete_label = tf(lang, k::work::DELETE_NAMED, &[("name", &subject)]);
            view! {
                <span class="timeline-actions">
                    <IconButton
                        glyph=Glyph::Edit
                        label=edit_label
                        size=Size::Small
                        on_press=Callback::new(move |()| editor.edit(stored.get_value()))
                    />
                    <IconButton
                        glyph=Glyph::Trash
                        label=delete_label
                        size=Size::Small
                        on_press=Callback::new(move |()| delete.tell(stored.get_value()))
                    />
                </span>
            }
        })
    };
    view! {
        <TimelineItem glyph=activity_glyph(kind) tone title by when datetime actions>
            {facts}
            {(!body.is_empty()).then(|| view! { <p class="timeline-text">{body}</p> })}
        </TimelineItem>
    }
}
