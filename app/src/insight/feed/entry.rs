//! One entry: who, what, on which record, when.

use crate::boot::use_lang;
use crate::routes;
use crate::work::{activity_glyph, change_words, task_glyph, word};
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::insight::feed::{FeedEntry, FeedRecord, Happening};
use shared::kernel::{AccountId, Instant, Lang, Named, Zone};
use shared::work::timeline::{QuoteStep, TimelineEvent};
use ui::{Avatar, Glyph, Icon, Tone};

/// Drawing, colour, and sentences: what it was, and the rest of it.
struct Words {
    glyph: Glyph,
    tone: Tone,
    lines: Vec<(String, String)>,
}

impl Words {
    fn one(glyph: Glyph, tone: Tone, title: String) -> Self {
        Self {
            glyph,
            tone,
            lines: vec![(title, String::new())],
        }
    }
}

fn words(lang: Lang, what: Happening) -> Words {
    match what {
        Happening::Changes(events) => changes(lang, &events),
        Happening::Logged { kind, subject } => {
            let kind_word = word(lang, "work.activity_kind", kind.code());
            let title = format!("{kind_word} · {subject}");
            Words::one(activity_glyph(kind), Tone::Accent, title)
        }
        Happening::TaskDone { kind, subject } => {
            let title = tf(lang, k::work::timeline::TASK_DONE, &[("subject", &subject)]);
            Words::one(task_glyph(kind), Tone::Success, title)
        }
        Happening::Converted => {
            let title = t(lang, k::insight::feed::CONVERTED).to_owned();
            Words::one(Glyph::Funnel, Tone::Success, title)
        }
    }
}

fn changes(lang: Lang, events: &[TimelineEvent]) -> Words {
    let mut told = events.iter().map(|event| change(lang, event));
    let Some((glyph, tone, title, detail)) = told.next() else {
        return Words::one(Glyph::Edit, Tone::Neutral, String::new());
    };
    let mut lines = vec![(title, detail)];
    lines.extend(told.map(|(_, _, title, detail)| (title, detail)));
    Words { glyph, tone, lines }
}

fn change(lang: Lang, event: &TimelineEvent) -> (Glyph, Tone, String, String) {
    let plain = |glyph, key| (glyph, Tone::Neutral, t(lang, key).to_owned(), String::new());
    match event {
        TimelineEvent::Created => plain(Glyph::Plus, k::insight::feed::CREATED),
        TimelineEvent::Imported => plain(Glyph::Upload, k::insight::feed::IMPORTED),
        TimelineEvent::Quote {
            number,
            version,
            step,
            gross,
            ..
        } => {
            let step_word = word(lang, "work.timeline.quote", step.code());
            let title = tf(
                lang,
                k::work::timeline::QUOTE_STEP,
                &[
                    ("number", number),
                    ("version", version),
                    ("step", &step_word),
                ],
            );
            let tone = match step {
                QuoteStep::Accepted => Tone::Success,
                QuoteStep::Declined | QuoteStep::Expired => Tone::Danger,
                _ => Tone::Info,
            };
            (Glyph::FileText, tone, title, i18n::money(lang, *gross))
        }
        other => change_words(lang, other),
    }
}

/// Who did it; what has no person was the customer with a quote, else the program.
fn who(lang: Lang, entry: &FeedEntry) -> (String, bool) {
    if let Some(actor) = &entry.actor {
        return (actor.name.clone(), true);
    }
    let by_customer = matches!(entry.on, Some(FeedRecord::Quote(_)));
    let key = if by_customer {
        k::insight::feed::CUSTOMER
    } else {
        k::audit::PROGRAM
    };
    (t(lang, key).to_owned(), false)
}

/// Where the entry leads, and the name of the record.
fn target(on: FeedRecord) -> (String, String) {
    match on {
        FeedRecord::Opportunity(deal) => (routes::opportunity(deal.id), deal.name),
        FeedRecord::Quote(quote) => (routes::quote(quote.id), quote.name),
        FeedRecord::Account(account) => (routes::account(account.id), account.name),
        FeedRecord::Contact(contact) => (routes::contact(contact.id), contact.name),
        FeedRecord::Lead(lead) => (routes::lead(lead.id), lead.name),
    }
}

/// The record, and the account unless it is the record.
fn links(on: Option<FeedRecord>, account: Option<Named<AccountId>>) -> impl IntoView {
    let is_account = matches!(on, Some(FeedRecord::Account(_)));
    let record = on.map(|on| {
        let (href, name) = target(on);
        view! { <a class="feed-record" href=href>{name}</a> }
    });
    let account = account.filter(|_| !is_account).map(|account| {
        view! { <a class="feed-account small" href=routes::account(account.id)>{account.name}</a> }
    });
    (record.is_some() || account.is_some())
        .then(|| view! { <div class="cluster">{record}{account}</div> })
}

/// An entry of the list.
#[component]
pub(super) fn FeedItem(
    entry: FeedEntry,
    zone: StoredValue<Zone>,
    now: Signal<Instant>,
) -> impl IntoView {
    let lang = use_lang();
    let at = entry.key.at;
    let exact = zone.with_value(|zone| i18n::date_time(lang, zone.local(at)));
    let when = move || zone.with_value(|zone| i18n::relative_time(lang, at, now.get(), zone));
    let (name, person) = who(lang, &entry);
    let face = person.then(|| view! { <Avatar name=name.clone() /> });
    let Words { glyph, tone, lines } = words(lang, entry.what);
    let lines = lines
        .into_iter()
        .map(|(title, detail)| {
            let detail =
                (!detail.is_empty()).then(|| view! { <span class="muted small">{detail}</span> });
            view! { <div class="cluster feed-what"><span>{title}</span>{detail}</div> }
        })
        .collect_view();
    view! {
        <li class="timeline-item feed-item">
            <span class=format!("timeline-mark badge-{}", tone.name())><Icon glyph class="icon-sm" /></span>
            <div class="timeline-content">
                <div class="timeline-head">
                    {face}
                    <span class="timeline-title">{name}</span>
                    <time class="timeline-when" datetime=at.to_utc().to_rfc3339() title=exact>{when}</time>
                </div>
                {lines}
                {links(entry.on, entry.account)}
            </div>
        </li>
    }
    .into_any()
}
