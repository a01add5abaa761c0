//! The room as a presentation: cover, the offer section by section, how the price comes about, what to
//! do next. Slides lie side by side in a strip that scrolls by itself: it is swiped, and turned by links,
//! without any script; the script adds the keys and tells what was looked at.

use super::lines::{has_choice, has_options, hidden_quantities, method, name, notes};
use super::words;
use crate::http::brand::logo;
use crate::http::standalone::answer;
use axum::http::StatusCode;
use axum::response::Response;
use i18n::{Key, date_long, k, t, tf, tn};
use maud::{Markup, html};
use services::cpq::rooms::RoomPage;
use shared::cpq::pictures::{Picture, at_once};
use shared::cpq::quotes::QuoteLine;
use shared::cpq::quotes::bulk::sums;
use shared::cpq::quotes::sections::Priced;
use shared::cpq::rooms::{Slide, SlideKind, slides, story_of};
use shared::kernel::QuoteLineId;
use std::collections::BTreeSet;

/// Keys, what was looked at, prices at once.
const SCRIPT: &str = include_str!("slides.js");
/// Width of a bar of the price, in its own units.
const BAR: i64 = 1_000;
/// Lines told one by one on a slide, at most: of a fuller one only those that leave something to choose.
const TOLD: usize = 8;

/// What every slide needs.
struct Deck<'a> {
    token: &'a str,
    room: &'a RoomPage,
    /// How many slides there are.
    count: usize,
    /// Whether there is a form that has the choice.
    chooses: bool,
    /// The pictures that are shown at once.
    shown: Vec<uuid::Uuid>,
    /// What was offered as an option, chosen or not.
    options: BTreeSet<QuoteLineId>,
}

impl Deck<'_> {
    /// On to the room: with what is chosen, which may be too much for a link, so that it is sent as the form is.
    fn to_room(&self, place: &str, class: &str, label: &str) -> Markup {
        let address = format!("/room/{}{place}", self.token);
        html! {
            @if self.chooses {
                button type="submit" class=(class) form="choice" formaction=(address) { (label) }
            } @else {
                a class=(class) href=(address) { (label) }
            }
        }
    }

    /// Whether a line was offered as an option, chosen or not.
    fn is_option(&self, line: &QuoteLine) -> bool {
        self.options.contains(&line.id)
    }

    /// The lines of a slide that are told one by one.
    fn told<'a>(&self, slide: &Slide<'a>) -> Vec<Priced<'a>> {
        let full = slide.lines.len() > TOLD;
        let lines = slide.lines.iter().copied();
        lines
            .filter(|(line, _)| !full || self.is_open(line))
            .collect()
    }

    /// Whether a slide lets one choose something about a line.
    fn is_open(&self, line: &QuoteLine) -> bool {
        line.is_alternative() || self.is_option(line)
    }
}

/// The presentation.
pub(super) fn page(token: &str, room: &RoomPage) -> Response {
    let lang = room.lang();
    let all = slides(&room.counted, &room.priced);
    let options = room.draft.lines.iter().filter(|line| line.is_option());
    let options = options.map(|line| line.id).collect();
    let mut deck = Deck {
        token,
        room,
        count: all.len(),
        chooses: room.waits() && (has_choice(room) || !room.choice.quantities.is_empty()),
        shown: Vec::new(),
        options,
    };
    let lines: Vec<Priced<'_>> = all.iter().flat_map(|slide| deck.told(slide)).collect();
    let pictures = lines.iter();
    deck.shown = at_once(pictures.filter_map(|(line, _)| picture_of(room, line)));
    let title = format!(
        "{} · {} · {}",
        room.draft.title,
        t(lang, k::room::slides::TITLE),
        room.seller
    );
    let body = html! {
        @if deck.chooses {
            form method=(method(room)) action=(format!("/room/{token}/slides")) id="choice" hidden {
                // The first one is what Enter in a field presses: it stays in the presentation.
                button type="submit" { (t(lang, k::room::RECALCULATE)) }
                (hidden_quantities(room))
            }
        }
        main class="slides" id="main" data-slides=(format!("/room/{token}")) aria-label=(t(lang, k::room::slides::TITLE)) {
            @for (at, slide) in all.iter().enumerate() { (one(&deck, at, slide)) }
        }
    };
    let brand = Some(&room.brand);
    answer(lang, &title, StatusCode::OK, &body, Some(SCRIPT), brand)
}

fn one(deck: &Deck<'_>, at: usize, slide: &Slide<'_>) -> Markup {
    let heading = format!("slide-{}-title", at + 1);
    let class = format!("slide is-{}", slide.kind.code());
    html! {
        section class=(class) id=(format!("slide-{}", at + 1)) tabindex="0" aria-labelledby=(heading) {
            div class="slide-body" {
                @match slide.kind {
                    SlideKind::Cover => { (cover(deck, &heading)) }
                    SlideKind::Offer => { (offer(deck, slide, &heading)) }
                    SlideKind::Price => { (price(deck, &heading)) }
                    SlideKind::Next => { (next(deck, &heading)) }
                }
            }
            (turn(deck, at))
        }
    }
}

/// The foot of a slide: before, where, after.
fn turn(deck: &Deck<'_>, at: usize) -> Markup {
    let lang = deck.room.lang();
    let (here, count) = (at + 1, deck.count);
    let gross = words::amount(deck.room, deck.room.priced.totals.gross_minor);
    html! {
        nav class="slide-turn" aria-label=(tf(lang, k::room::slides::PLACE, &[("n", &here), ("of", &count)])) {
            @if at > 0 {
                a class="btn btn-sm" href=(format!("#slide-{at}")) data-turn { (t(lang, k::room::slides::BACK)) }
            } @else {
                (deck.to_room("", "btn btn-sm", t(lang, k::room::slides::DETAILS)))
            }
            span class="slide-place small muted" aria-hidden="true" {
                (here) " / " (count)
                @if at > 0 { span class="slide-total" data-live="total" { " · " (gross) } }
            }
            @if here < count {
                a class="btn btn-sm btn-primary" href=(format!("#slide-{}", here + 1)) data-turn { (t(lang, k::room::slides::ON)) }
            } @else {
                a class="btn btn-sm" href="#slide-1" data-turn { (t(lang, k::room::slides::AGAIN)) }
            }
        }
    }
}

fn cover(deck: &Deck<'_>, heading: &str) -> Markup {
    let room = deck.room;
    let lang = room.lang();
    let until = date_long(lang, room.draft.valid_until);
    html! {
        p class="slide-brand brand-line" { (logo(&room.brand)) span { (room.seller) } }
        h1 id=(heading) { (room.draft.title) }
        @if !room.customer.is_empty() {
            p class="slide-customer" { (tf(lang, k::room::FOR, &[("customer", &room.customer)])) }
        }
        p class="muted" {
            (tf(lang, k::room::NUMBER, &[("number", &room.number)]))
            @if room.version_number > 1 { " · v" (room.version_number) }
            " · " (tf(lang, k::room::BY, &[("owner", &room.owner)]))
        }
        p class="muted" { (tf(lang, k::room::UNTIL, &[("until", &until)])) }
        @if !room.draft.introduction.trim().is_empty() {
            p class="slide-text" { (room.draft.introduction.trim()) }
        }
        @if let Some((title, text)) = words::standing(room) {
            p class="slide-standing" role="status" { strong { (title) } " " (text) }
        }
    }
}

fn offer(deck: &Deck<'_>, slide: &Slide<'_>, heading: &str) -> Markup {
    let lang = deck.room.lang();
    let title = slide.section.map_or_else(
        || t(lang, k::room::slides::OFFER),
        |section| section.title.as_str(),
    );
    let (part, of) = slide.part;
    let introduction = slide
        .section
        .filter(|_| part == 1)
        .map_or("", |section| section.introduction.trim());
    html! {
        h2 id=(heading) {
            (title)
            @if of > 1 { span class="slide-part muted" { " " (part) "/" (of) } }
        }
        @if !introduction.is_empty() { p class="slide-text" { (introduction) } }
        ul class="slide-lines" {
            @for priced in deck.told(slide) {
                li class="slide-line" { (line(deck, priced)) }
            }
            (untold(deck, slide))
        }
        @if deck.room.waits() && slide.lines.iter().any(|(line, _)| deck.is_open(line)) {
            noscript {
                p { button type="submit" class="btn" form="choice" { (t(lang, k::room::RECALCULATE)) } }
            }
        }
    }
}

/// What the lines that a full slide does not tell come to together.
fn untold(deck: &Deck<'_>, slide: &Slide<'_>) -> Markup {
    let lang = deck.room.lang();
    if slide.lines.len() <= TOLD {
        return html! {};
    }
    let rest = slide.lines.iter().filter(|(line, _)| !deck.is_open(line));
    let count = i64::try_from(rest.clone().count()).unwrap_or(i64::MAX);
    let amounts = sums(rest.map(|(line, priced)| (line.price.charge, priced.period_net_minor)));
    let amounts = amounts
        .into_iter()
        .map(|(charge, minor)| i18n::per_charge(lang, charge, &words::amount(deck.room, minor)));
    html! {
        @if count > 0 {
            li class="slide-line" {
                span class="slide-line-text" { (tn(lang, k::room::IN_DOCUMENT, count, &[])) }
                span class="slide-amount" data-live="amount" { (amounts.collect::<Vec<_>>().join(" · ")) }
            }
        }
    }
}

fn picture_of<'r>(room: &'r RoomPage, line: &QuoteLine) -> Option<&'r Picture> {
    room.pictures.get(&line.product_id?)
}

/// The picture of a line's product; where the presentation would get too heavy with it, where it is.
fn picture(deck: &Deck<'_>, line: &QuoteLine) -> Markup {
    let lang = deck.room.lang();
    let Some(picture) = picture_of(deck.room, line) else {
        return html! {};
    };
    let address = format!("/room/{}/picture/{}", deck.token, picture.id);
    let name = line.description.lines().next().unwrap_or_default();
    html! {
        @if deck.shown.contains(&picture.id) {
            img class="slide-picture" src=(address) alt=(picture.text.get(lang)) width=(picture.width)
                height=(picture.height) loading="lazy" decoding="async";
        } @else {
            a class="slide-picture-link small" href=(address) target="_blank" rel="noopener" {
                (tf(lang, k::room::slides::PICTURE, &[("name", &name)]))
            }
        }
    }
}

/// A line of the offer: counted, or to be chosen.
fn line(deck: &Deck<'_>, (line, priced): Priced<'_>) -> Markup {
    let room = deck.room;
    let lang = room.lang();
    let option = deck.is_option(line);
    let group = line.choice.alternatives.filter(|_| room.waits());
    let text = html! {
        span class="slide-line-text" data-live="text" {
            (name(room, line))
            span class="small muted" { (words::reckoning(room, line, priced)) }
            (notes(room, line, priced))
        }
    };
    html! {
        (picture(deck, line))
        @if let Some(group) = group {
            label class="slide-option" {
                input type="radio" class="check-box radio-dot" name=(format!("a.{group}")) form="choice"
                    value=(line.id.to_string()) checked[!line.price.optional];
                (text)
            }
        } @else if option && room.waits() {
            label class="slide-option" {
                input type="checkbox" class="check-box" name="o" form="choice" value=(line.id.to_string())
                    checked[room.choice.options.contains(&line.id)];
                (text)
            }
        } @else {
            (text)
        }
        span class="slide-amount" data-live="amount" {
            @if option { span class="slide-mark small" { (t(lang, k::room::slides::OPTION)) } " + " }
            @if line.is_alternative() { span class="slide-mark small" { (t(lang, k::room::slides::ALTERNATIVE)) } }
            (words::charged(room, line, priced))
        }
    }
}

/// A row of the price: what, its bar, how much.
fn row(label: &str, amount: &str, (from, to): (i64, i64), whole: i64, kind: &str) -> Markup {
    let unit = |minor: i64| {
        let wide = i128::from(minor.min(whole).max(0)) * i128::from(BAR);
        i64::try_from(wide / i128::from(whole.max(1))).unwrap_or(0)
    };
    let (left, right) = (unit(from), unit(to));
    html! {
        div class=(format!("slide-row is-{kind}")) {
            dt { (label) }
            dd class="slide-bar" aria-hidden="true" {
                svg viewBox=(format!("0 0 {BAR} 10")) preserveAspectRatio="none" focusable="false" {
                    rect x=(left) y="0" width=((right - left).max(2)) height="10" {}
                }
            }
            dd class="slide-figure" { (amount) }
        }
    }
}

/// How the price comes about, with what is chosen.
fn price(deck: &Deck<'_>, heading: &str) -> Markup {
    let room = deck.room;
    let lang = room.lang();
    use k::room::slides as s;
    let totals = &room.priced.totals;
    let amount = |minor: i64| words::amount(room, minor);
    let story = story_of(&room.counted, &room.priced);
    let story = story.filter(|story| story.saved_minor() > 0 || story.added_minor > 0);
    let whole = story.as_ref().map_or(totals.net_minor, |story| {
        story.start_minor.max(story.net_minor)
    });
    let mut left = story.as_ref().map_or(whole, |story| story.start_minor);
    let mut savings = Vec::new();
    for (saving, minor) in story.iter().flat_map(|story| &story.savings) {
        let key = Key::by_name(&format!("room.slides.saving.{}", saving.code()));
        let before = left;
        left = left.saturating_sub(*minor);
        let label = key.map_or("", |key| t(lang, key));
        savings.push(row(label, &amount(-minor), (left, before), whole, "saving"));
    }
    if let Some(story) = story.as_ref().filter(|story| story.added_minor > 0) {
        let after = left.saturating_add(story.added_minor);
        let text = amount(story.added_minor);
        savings.push(row(t(lang, s::ADDED), &text, (left, after), whole, "added"));
    }
    let start = match &story {
        // Nothing is taken off, only added.
        Some(story) if story.savings.is_empty() => k::cpq::document::SUBTOTAL,
        _ => s::START,
    };
    let more = room.options_add_minor.filter(|_| room.waits());
    html! {
        h2 id=(heading) { (t(lang, s::PRICE)) }
        div data-live="price" {
            dl class="slide-story" {
                @if let Some(story) = &story {
                    (row(t(lang, start), &amount(story.start_minor), (0, story.start_minor), whole, "start"))
                    @for saving in savings { (saving) }
                }
                (row(t(lang, k::cpq::document::TOTAL_NET), &amount(totals.net_minor), (0, totals.net_minor), whole, "net"))
            }
            dl class="slide-sums" {
                @for (label, text) in parts(room) { div { dt { (label) } dd { (text) } } }
                @for (label, text) in words::taxes(room) { div { dt { (label) } dd { (text) } } }
                div class="slide-gross" {
                    dt { (t(lang, k::cpq::document::TOTAL_GROSS)) }
                    dd { (amount(totals.gross_minor)) }
                }
            }
            @if let Some(more) = more {
                p class="slide-more" { (tf(lang, s::MORE, &[("amount", &amount(more))])) }
            }
        }
    }
}

/// What of the net amount is paid once, and what again and again.
fn parts(room: &RoomPage) -> Vec<(String, String)> {
    use k::room::slides as s;
    let lang = room.lang();
    let totals = &room.priced.totals;
    let amount = |minor: i64| words::amount(room, minor);
    let mut rows = Vec::new();
    if totals.recurring_minor == 0 && totals.usage_minor == 0 {
        return rows;
    }
    if totals.one_time_minor != 0 {
        rows.push((t(lang, s::ONCE).to_owned(), amount(totals.one_time_minor)));
    }
    // What does not come to the same every time is not so much each time.
    let mut lines = room.counted.lines.iter().zip(&room.priced.lines);
    let varies = lines.any(|(line, priced)| !line.price.optional && priced.course.is_some());
    for (key, minor) in [
        (s::EACH_MONTH, totals.per_month_minor),
        (s::EACH_YEAR, totals.per_year_minor),
    ] {
        if minor != 0 && !varies {
            rows.push((t(lang, key).to_owned(), amount(minor)));
        }
    }
    if totals.recurring_minor != 0 {
        let label = if i18n::runs_for_term(&room.draft) {
            tn(lang, s::TERM, i64::from(room.draft.term_months), &[])
        } else {
            t(lang, k::cpq::document::OVER_WHOLE_TERM).to_owned()
        };
        rows.push((label, amount(totals.recurring_minor)));
    }
    if totals.usage_minor != 0 {
        let label = t(lang, k::cpq::document::TERM_USAGE).to_owned();
        rows.push((label, amount(totals.usage_minor)));
    }
    rows
}

fn next(deck: &Deck<'_>, heading: &str) -> Markup {
    use k::room::slides as s;
    let room = deck.room;
    let lang = room.lang();
    let until = date_long(lang, room.draft.valid_until);
    let total = words::amount(room, room.priced.totals.gross_minor);
    let accept = tf(lang, s::ACCEPT, &[("total", &total)]);
    html! {
        h2 id=(heading) { (t(lang, s::NEXT)) }
        @if room.waits() {
            ol class="slide-steps" {
                @if has_options(room) { li { (t(lang, s::STEP_OPTIONS)) } }
                li { (tf(lang, s::STEP_ASK, &[("owner", &room.owner)])) }
                li { (tf(lang, s::STEP_SIGN, &[("until", &until)])) }
            }
        } @else if let Some((title, text)) = words::standing(room) {
            p class="slide-text" { strong { (title) } " " (text) }
        }
        p class="slide-links" data-live="links" {
            @if room.waits() { (deck.to_room("#signing", "btn btn-primary", &accept)) }
            (deck.to_room("#questions", "btn", t(lang, s::ASK)))
            a class="btn" href=(format!("/room/{}/document", deck.token)) { (t(lang, k::room::DOWNLOAD)) }
        }
    }
}
