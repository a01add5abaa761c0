//! Words of leads in the reader's language, and the clock as people read it.

use crate::boot::use_lang;
use crate::crm::labels::word;
use crate::work::use_now;
use i18n::{Lang, k, t, tf, tn};
use leptos::prelude::*;
use shared::crm::leads::{Clock, ClockState, LeadSource, LeadStatus, Rating, clock};
use shared::kernel::Instant;
use ui::{Badge, Choice, Glyph, Tone};

const MINUTE: i64 = 60_000;

pub(super) fn status_name(lang: Lang, status: LeadStatus) -> String {
    word(lang, "leads.status", status.code())
}

pub(super) fn source_name(lang: Lang, source: LeadSource) -> String {
    word(lang, "leads.source", source.code())
}

pub(super) fn rating_name(lang: Lang, rating: Rating) -> String {
    word(lang, "leads.rating", rating.code())
}

pub(super) fn source_choices(lang: Lang) -> Vec<Choice> {
    let all = LeadSource::ALL.iter();
    all.map(|source| Choice::new(source.code(), source_name(lang, *source)))
        .collect()
}

pub(super) fn rating_choices(lang: Lang) -> Vec<Choice> {
    let all = Rating::ALL.iter();
    all.map(|rating| Choice::new(rating.code(), rating_name(lang, *rating)))
        .collect()
}

pub(super) const fn status_tone(status: LeadStatus) -> Tone {
    match status {
        LeadStatus::New => Tone::Accent,
        LeadStatus::Contacted | LeadStatus::Qualified => Tone::Info,
        LeadStatus::Converted => Tone::Success,
        LeadStatus::Nurturing | LeadStatus::Recycled => Tone::Warning,
        LeadStatus::Disqualified => Tone::Neutral,
    }
}

const fn rating_tone(rating: Rating) -> Tone {
    match rating {
        Rating::Hot => Tone::Danger,
        Rating::Warm => Tone::Warning,
        Rating::Cold => Tone::Neutral,
    }
}

/// How promising it looks: a word, and a colour beside it.
#[component]
pub(super) fn RatingBadge(rating: Rating) -> impl IntoView {
    let lang = use_lang();
    let icon = match rating {
        Rating::Hot => Glyph::Flag,
        Rating::Warm | Rating::Cold => Glyph::Circle,
    };
    view! { <Badge text=rating_name(lang, rating) tone=rating_tone(rating) icon plain=true/> }
}

/// A length of time in the largest unit that says enough: `38 minutes`, `5 hours`, `3 days`.
pub(super) fn duration(lang: Lang, milliseconds: i64) -> String {
    let minutes = milliseconds / MINUTE;
    match minutes {
        ..1 => t(lang, k::leads::LESS_THAN_A_MINUTE).to_owned(),
        1..120 => tn(lang, k::leads::MINUTES, minutes, &[]),
        120..2_880 => tn(lang, k::leads::HOURS, minutes / 60, &[]),
        _ => tn(lang, k::leads::DAYS, minutes / 1_440, &[]),
    }
}

/// What a clock says: `22 minutes left`, `3 hours overdue`, `answered in 12 minutes`.
pub(super) fn clock_text(lang: Lang, read: Clock) -> String {
    let span = |ms: i64| duration(lang, ms);
    match read.state {
        ClockState::Running => tf(
            lang,
            k::leads::clock::RUNNING,
            &[("left", &span(read.left()))],
        ),
        ClockState::Late => {
            let over = span(read.elapsed - read.limit);
            tf(lang, k::leads::clock::LATE, &[("over", &over)])
        }
        ClockState::InTime => tf(
            lang,
            k::leads::clock::IN_TIME,
            &[("elapsed", &span(read.elapsed))],
        ),
        ClockState::AfterLimit => tf(
            lang,
            k::leads::clock::AFTER_LIMIT,
            &[("elapsed", &span(read.elapsed))],
        ),
        ClockState::Stopped => t(lang, k::leads::clock::STOPPED).to_owned(),
    }
}

/// What a clock is about.
#[derive(Clone, Copy)]
pub(super) struct Timed {
    pub kind: (LeadSource, Rating),
    pub status: LeadStatus,
    pub created_at: Instant,
    pub first_contacted_at: Option<Instant>,
}

impl Timed {
    pub fn read(self, now: Instant) -> Clock {
        clock(
            self.kind,
            self.status,
            self.created_at,
            self.first_contacted_at,
            now,
        )
    }
}

const fn clock_look(state: ClockState) -> (Tone, Glyph) {
    match state {
        ClockState::Running => (Tone::Accent, Glyph::Hourglass),
        ClockState::Late => (Tone::Danger, Glyph::Alert),
        ClockState::InTime => (Tone::Success, Glyph::Check),
        ClockState::AfterLimit => (Tone::Neutral, Glyph::Clock),
        ClockState::Stopped => (Tone::Neutral, Glyph::Minus),
    }
}

/// The clock, in words that keep up with the time.
#[component]
pub(super) fn ClockBadge(#[prop(into)] of: Signal<Timed>) -> impl IntoView {
    let lang = use_lang();
    let now = use_now();
    let read = Memo::new(move |_| of.get().read(now.get()));
    let state = Memo::new(move |_| read.get().state);
    let text = Signal::derive(move || clock_text(lang, read.get()));
    move || {
        let (tone, icon) = clock_look(state.get());
        view! { <Badge text tone icon plain=true/> }
    }
}
