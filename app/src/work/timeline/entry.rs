//! One entry of a timeline in words.

use super::filters;
use crate::boot::use_lang;
use crate::routes;
use crate::work::dialogs::ActivityEditor;
use crate::work::text::{activity_glyph, minutes_text, task_glyph};
use crate::work::word;
use i18n::{k, t, tf, tn};
use leptos::prelude::*;
use shared::kernel::{Lang, Named, OpportunityId, Zone};
use shared::work::activities::{ActivityKind, ActivityView, Outcome};
use shared::work::timeline::{QuoteStep, TimelineEntry, TimelineEvent, Words};
use std::fmt::Display;
use ui::{Badge, Glyph, IconButton, Marked, Size, Tell, TimelineItem, Tone};

/// One entry: an activity with its text and buttons, or a change in one line.
#[component]
pub fn EntryItem(
    entry: TimelineEntry,
    zone: StoredValue<Zone>,
    editor: ActivityEditor,
    delete: Callback<ActivityView>,
    /// What was looked for; it stands out.
    words: Words,
) -> impl IntoView {
    let lang = use_lang();
    let when = zone.with_value(|zone| i18n::time(lang, zone.local(entry.key.at)));
    let datetime = entry.key.at.to_utc().to_rfc3339();
    let by = entry.actor.map(|actor| actor.name).unwrap_or_default();
    let event = match entry.event {
        TimelineEvent::Activity(activity) => {
            let told = Told { by, when, datetime };
            return activity_item(lang, *activity, told, &words, editor, delete).into_any();
        }
        event => event,
    };
    let Drawn {
        glyph,
        tone,
        title,
        author,
        rest,
    } = drawn(lang, event, &words);
    let by = author.unwrap_or(by);
    view! {
        <TimelineItem glyph tone marks=words.marks(&title) title by when datetime>
            {rest}
        </TimelineItem>
    }
    .into_any()
}

/// An entry as it is drawn: drawing, colour, first line, and what stands under it.
struct Drawn {
    glyph: Glyph,
    tone: Tone,
    title: String,
    /// Who said it, when that is nobody of the company.
    author: Option<String>,
    rest: AnyView,
}

/// What is no activity.
fn drawn(lang: Lang, event: TimelineEvent, words: &Words) -> Drawn {
    match event {
        TimelineEvent::TaskDone(task) => {
            let values: [(&str, &dyn Display); 1] = [("subject", &task.subject)];
            Drawn {
                glyph: task_glyph(task.kind),
                tone: Tone::Success,
                title: tf(lang, k::work::timeline::TASK_DONE, &values),
                author: None,
                rest: marked(words, task.notes),
            }
        }
        TimelineEvent::Quote {
            id,
            number,
            title: name,
            version,
            step,
            gross,
        } => {
            let step_word = word(lang, "work.timeline.quote", step.code());
            let values: [(&str, &dyn Display); 3] = [
                ("number", &number),
                ("version", &version),
                ("step", &step_word),
            ];
            let amount = i18n::money(lang, gross);
            let name = (!name.is_empty()).then(|| view! { " · " {marked(words, name)} });
            Drawn {
                glyph: Glyph::FileText,
                tone: quote_tone(step),
                title: tf(lang, k::work::timeline::QUOTE_STEP, &values),
                author: None,
                rest: view! { <a href=routes::quote(id)>{amount}</a> {name} }.into_any(),
            }
        }
        TimelineEvent::Question {
            quote,
            number,
            title: name,
            author,
            ours,
            text,
        } => {
            let (key, tone) = if ours {
                (k::work::timeline::ANSWERED, Tone::Neutral)
            } else {
                (k::work::timeline::ASKED, Tone::Accent)
            };
            let title = tf(lang, key, &[("number", &number)]);
            let link = if name.is_empty() { number } else { name };
            Drawn {
                glyph: Glyph::Help,
                tone,
                title,
                author: Some(author),
                rest: said(words, text, routes::quote(quote), link),
            }
        }
        TimelineEvent::OfDeal { deal, what } => of_deal(drawn(lang, *what, words), deal, words),
        TimelineEvent::FileAdded {
            of,
            id,
            title,
            file_name,
        } => Drawn {
            glyph: Glyph::FileText,
            tone: Tone::Info,
            title: tf(lang, k::work::timeline::FILE_ADDED, &[("name", &title)]),
            author: None,
            rest: file_link(routes::record_file(of, id), file_name),
        },
        event => {
            let (glyph, tone, title, detail) = change_words(lang, &event);
            Drawn {
                glyph,
                tone,
                title,
                author: None,
                rest: marked(words, detail),
            }
        }
    }
}

/// A move, and the way to the deal that moved.
fn of_deal(moved: Drawn, deal: Named<OpportunityId>, words: &Words) -> Drawn {
    let rest = view! {
        {moved.rest}
        <div class="cluster timeline-facts">
            <a class="small" href=routes::opportunity(deal.id)>{marked(words, deal.name)}</a>
        </div>
    };
    Drawn {
        rest: rest.into_any(),
        ..moved
    }
}

/// What was asked or answered, and the way to the quote it is about.
fn said(words: &Words, text: String, href: String, link: String) -> AnyView {
    let rest = view! {
        <p class="timeline-text">{marked(words, text)}</p>
        <a class="small" href=href>{marked(words, link)}</a>
    };
    rest.into_any()
}

fn file_link(href: String, file_name: String) -> AnyView {
    let link =
        view! { <a href=href rel="external" download=file_name.clone()>{file_name.clone()}</a> };
    link.into_any()
}

/// A text in which what was looked for stands out; nothing for none.
fn marked(words: &Words, text: String) -> AnyView {
    (!text.is_empty())
        .then(|| view! { <Marked marks=words.marks(&text) text /> })
        .into_any()
}

const fn quote_tone(step: QuoteStep) -> Tone {
    match step {
        QuoteStep::Accepted => Tone::Success,
        QuoteStep::Declined | QuoteStep::Expired => Tone::Danger,
        _ => Tone::Info,
    }
}

/// Drawing, colour, first line and the rest of a change.
pub(crate) fn change_words(lang: Lang, event: &TimelineEvent) -> (Glyph, Tone, String, String) {
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

/// Who and when, as an entry says it.
struct Told {
    by: String,
    when: String,
    datetime: String,
}

fn activity_item(
    lang: Lang,
    activity: ActivityView,
    Told { by, when, datetime }: Told,
    words: &Words,
    editor: ActivityEditor,
    delete: Callback<ActivityView>,
) -> impl IntoView + use<> {
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
    let (marks, body_marks) = (words.marks(&title), words.marks(&body));
    let place = filters::place(&activity.id.to_string());
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
        <TimelineItem glyph=activity_glyph(kind) tone title marks by when datetime actions id=place>
            {facts}
            {(!body.is_empty())
                .then(|| {
                    view! {
                        <p class="timeline-text">
                            <Marked text=body marks=body_marks />
                        </p>
                    }
                })}
        </TimelineItem>
    }
}
