//! What is offered, and what of it the customer chooses: options, alternatives, quantities. All of it is
//! one form, wherever on the page its fields stand; without the script a button shows the new prices.

use super::page::paragraphs;
use super::words;
use i18n::{issue_text, k, number_trimmed, t, tf, tn};
use maud::{Markup, html};
use services::cpq::rooms::RoomPage;
use shared::cpq::pricing::PricedLine;
use shared::cpq::quotes::sections::{Priced, SectionLines};
use shared::cpq::quotes::{QuantityLimits, QuoteLine, Section, by_section};
use shared::cpq::rooms::{Choice, NotChosen};
use shared::kernel::{AlternativesId, QuoteLineId};
use std::collections::{BTreeMap, BTreeSet};

/// The form that every field of a choice belongs to.
const FORM: &str = "choice";
/// Lines told one by one, at most. Of a longer quote those with nothing to choose are told by section, so that the
/// page stays light on a phone; the document has them all.
const TOLD: usize = 100;
/// Fields of a choice that fit into an address wherever it passes, each forty signs or so; more are sent in a body.
const IN_ADDRESS: usize = 150;

/// A room with what its lines are looked up in: a quote has thousands of them.
struct Sheet<'a> {
    room: &'a RoomPage,
    /// The lines as they were sent.
    sent: BTreeMap<QuoteLineId, &'a QuoteLine>,
    /// What was asked for and cannot be chosen.
    not: BTreeMap<QuoteLineId, &'a NotChosen>,
}

impl<'a> Sheet<'a> {
    fn of(room: &'a RoomPage) -> Self {
        let sent = room.draft.lines.iter().map(|line| (line.id, line));
        // Of a line the first finding is told, which is put in last.
        let not = room.not.iter().rev().map(|not| (not.line, not));
        Self {
            room,
            sent: sent.collect(),
            not: not.collect(),
        }
    }
}

pub(super) fn name(room: &RoomPage, line: &QuoteLine) -> Markup {
    let (first, rest) = line
        .description
        .split_once('\n')
        .unwrap_or((line.description.as_str(), ""));
    let chosen = line.configuration.iter().flat_map(|found| &found.summary);
    html! {
        span class="room-line-name" { (first) }
        @if !rest.trim().is_empty() { span class="room-line-more small muted" { (rest.trim()) } }
        @for item in chosen {
            span class="room-line-more small muted" { "– " (i18n::summary_item(room.lang(), item)) }
        }
    }
}

/// The agreement and the promotions a price rests on.
pub(super) fn notes(room: &RoomPage, line: &QuoteLine, priced: &PricedLine) -> Markup {
    html! {
        @for note in i18n::term_notes(room.lang(), &room.draft, line, priced) {
            span class="small muted" { (note) }
        }
        @for note in i18n::price_notes(room.lang(), line, room.draft.currency) {
            span class="small muted" { (note) }
        }
    }
}

/// A whole number as a field of numbers has it.
fn plain(quantity: shared::kernel::Quantity) -> String {
    quantity.to_decimal().normalize().to_string()
}

/// The field for the quantity of a line, with what is wrong with the one that was asked for.
fn quantity(sheet: &Sheet<'_>, line: &QuoteLine) -> Markup {
    let room = sheet.room;
    let lang = room.lang();
    let Some(QuantityLimits { min, max }) = line.choice.limits.filter(|_| room.waits()) else {
        return html! {};
    };
    let id = line.id;
    let number =
        |quantity: shared::kernel::Quantity| number_trimmed(lang, quantity.to_decimal(), 4);
    let refused = sheet.not.get(&id);
    let wrong = refused.map(|not| issue_text(lang, &not.issue));
    let typed = refused.and_then(|not| not.quantity);
    let hint = tf(
        lang,
        k::room::LIMITS,
        &[("from", &number(min)), ("to", &number(max))],
    );
    let proposed = sheet.sent.get(&id).copied().unwrap_or(line).price.quantity;
    html! {
        div class="room-quantity" {
            label class="small" for=(format!("q-{id}")) {
                (t(lang, k::room::QUANTITY))
                span class="visually-hidden" { " – " (line.name()) }
            }
            input class="input room-quantity-field" type="number" inputmode="numeric" step="1"
                id=(format!("q-{id}")) name=(format!("q.{id}")) form=(FORM) min=(plain(min)) max=(plain(max))
                value=(plain(typed.unwrap_or(line.price.quantity))) data-proposed=(plain(proposed))
                aria-describedby=(format!("h-{id}")) aria-invalid=[wrong.as_ref().map(|_| "true")];
            span class="small muted" id=(format!("h-{id}")) {
                @match wrong {
                    Some(text) => { span class="tone-danger" role="alert" { (text) } }
                    None => { (hint) }
                }
            }
        }
    }
}

/// The lines that count, with those to choose from beside them.
pub(super) fn lines(room: &RoomPage) -> Markup {
    let lang = room.lang();
    let sheet = Sheet::of(room);
    let open = room.waits();
    let brief = is_brief(room);
    // A section without lines is a text of the document, and is signed with it.
    let shown = |group: &&SectionLines<'_>| {
        group.totals.lines > 0 || (group.section.is_some() && group.lines.is_empty())
    };
    html! {
        section class="room-card" id="lines" data-part="lines" data-live="lines" aria-labelledby="lines-title" {
            h2 id="lines-title" { (t(lang, k::room::LINES)) }
            @for group in by_section(&room.counted, &room.priced).iter().filter(shown) {
                @if let Some(section) = group.section { (section_head(section, true)) }
                @if group.totals.lines > 0 {
                    ul class="room-lines" { (section_lines(&sheet, group, brief)) }
                }
                @if group.totals.lines > 0 && (brief || group.section.is_some_and(|section| section.subtotal)) {
                    p class="room-subtotal" {
                        span { (t(lang, k::cpq::document::SUBTOTAL)) }
                        strong { (words::subtotal(room, &group.totals)) }
                    }
                }
            }
            // Where the card of totals has room for the last of them only.
            dl class="room-sums" {
                @for (label, amount) in words::totals(room) {
                    div { dt { (label) } dd { (amount) } }
                }
            }
            @if open && !has_options(room) && has_fields(room) {
                noscript { button type="submit" class="btn" form=(FORM) { (t(lang, k::room::RECALCULATE)) } }
            }
        }
    }
}

/// The lines of a section that count; alternatives stand where the first of them does.
fn section_lines(sheet: &Sheet<'_>, group: &SectionLines<'_>, brief: bool) -> Markup {
    let room = sheet.room;
    let open = room.waits();
    let groups = by_choice(group);
    html! {
        @for (line, priced) in &group.lines {
            @match line.choice.alternatives.filter(|_| open) {
                Some(of) => {
                    @if let Some(members) = groups.get(&of).filter(|members| is_first(members, line)) {
                        (alternatives(sheet, of, members))
                    }
                }
                None => {
                    @if !line.price.optional && (!brief || is_told(room, line)) { (counted_line(sheet, line, priced)) }
                }
            }
        }
        @if brief { (untold(room, group)) }
    }
}

/// The groups of alternatives of a section.
fn by_choice<'a>(group: &SectionLines<'a>) -> BTreeMap<AlternativesId, Vec<Priced<'a>>> {
    let mut groups: BTreeMap<AlternativesId, Vec<Priced<'a>>> = BTreeMap::new();
    for (line, priced) in group.lines.iter().copied() {
        if let Some(of) = line.choice.alternatives {
            groups.entry(of).or_default().push((line, priced));
        }
    }
    groups
}

fn is_first(members: &[Priced<'_>], line: &QuoteLine) -> bool {
    members
        .first()
        .is_some_and(|(first, _)| first.id == line.id)
}

/// Whether the lines with nothing to choose are told by section.
fn is_brief(room: &RoomPage) -> bool {
    let lines = room.counted.lines.iter();
    lines.filter(|line| !line.price.optional).count() > TOLD
}

/// Whether something about a line is the customer's to choose: then it is never left out.
fn is_told(room: &RoomPage, line: &QuoteLine) -> bool {
    room.waits() && (line.choice.limits.is_some() || line.is_alternative())
}

/// How many lines of a section are only in the document.
fn untold(room: &RoomPage, group: &SectionLines<'_>) -> Markup {
    let lines = group.lines.iter().map(|(line, _)| line);
    let counted = lines.filter(|line| !line.price.optional && !is_told(room, line));
    let count = i64::try_from(counted.count()).unwrap_or(i64::MAX);
    html! {
        @if count > 0 {
            li class="room-line" { span class="muted" { (tn(room.lang(), k::room::IN_DOCUMENT, count, &[])) } }
        }
    }
}

fn counted_line(sheet: &Sheet<'_>, line: &QuoteLine, priced: &PricedLine) -> Markup {
    let room = sheet.room;
    // An option that is chosen is changed where it was chosen.
    let option = room.choice.options.contains(&line.id);
    html! {
        li class="room-line" {
            div class="room-line-text" {
                (name(room, line))
                span class="small faint" { (words::reckoning(room, line, priced)) }
                (notes(room, line, priced))
                @if !option { (quantity(sheet, line)) }
            }
            span class="room-line-amount" { (words::charged(room, line, priced)) }
        }
    }
}

/// The lines of which one is taken.
fn alternatives(sheet: &Sheet<'_>, of: AlternativesId, members: &[Priced<'_>]) -> Markup {
    let room = sheet.room;
    let lang = room.lang();
    let proposed = |id: QuoteLineId| {
        let sent = sheet.sent.get(&id);
        sent.is_some_and(|line| !line.price.optional)
    };
    html! {
        li class="room-line room-line-group" {
            fieldset class="room-alternatives" {
                legend class="small muted" { (t(lang, k::room::ALTERNATIVES)) }
                @for (line, priced) in members {
                    div class=(if line.price.optional { "room-line is-other" } else { "room-line" }) {
                        div class="room-line-text" {
                            label class="room-option" {
                                input type="radio" class="check-box radio-dot" id=(format!("a-{}", line.id)) name=(format!("a.{of}")) form=(FORM)
                                    value=(line.id.to_string()) checked[!line.price.optional];
                                span class="room-line-text" {
                                    (name(room, line))
                                    span class="small faint" { (words::reckoning(room, line, priced)) }
                                    (notes(room, line, priced))
                                    @if proposed(line.id) { span class="small muted" { (t(lang, k::room::PROPOSED)) } }
                                }
                            }
                            (quantity(sheet, line))
                        }
                        span class="room-line-amount" { (words::charged(room, line, priced)) }
                    }
                }
            }
        }
    }
}

fn section_head(section: &Section, introduced: bool) -> Markup {
    html! {
        h3 class="room-section" { (section.title) }
        @if introduced { (paragraphs(&section.introduction)) }
    }
}

pub(super) fn has_options(room: &RoomPage) -> bool {
    room.draft.lines.iter().any(QuoteLine::is_option)
}

/// Whether there is anything to choose among the lines that count.
fn has_fields(room: &RoomPage) -> bool {
    let mut lines = room.draft.lines.iter();
    lines.any(|line| line.is_alternative() || line.choice.limits.is_some())
}

/// How the choice is sent.
pub(super) fn method(room: &RoomPage) -> &'static str {
    // That a line is taken, and how many of it.
    let fields = |line: &QuoteLine| {
        usize::from(line.is_option() || line.is_alternative())
            + usize::from(line.choice.limits.is_some())
    };
    let count: usize = room.draft.lines.iter().map(fields).sum();
    if count > IN_ADDRESS { "post" } else { "get" }
}

/// What is chosen as an address has it, with its question mark: nothing where it is the proposal, and where it is too
/// much for one.
pub(super) fn query(chosen: &Choice) -> String {
    let options = chosen.options.iter().map(|id| format!("o={id}"));
    let alternatives = chosen.alternatives.iter().map(|id| format!("a={id}"));
    let quantities = chosen.quantities.iter();
    let quantities = quantities.map(|(id, quantity)| format!("q.{id}={}", plain(*quantity)));
    let fields: Vec<String> = options.chain(alternatives).chain(quantities).collect();
    if fields.is_empty() || fields.len() > IN_ADDRESS {
        String::new()
    } else {
        format!("?{}", fields.join("&"))
    }
}

/// The form, with the optional lines and their boxes in it.
pub(super) fn choice(token: &str, room: &RoomPage) -> Markup {
    let lang = room.lang();
    let sheet = Sheet::of(room);
    let action = format!("/room/{token}");
    // As the quote was sent: an option stays here when it is chosen.
    let options: BTreeSet<QuoteLineId> = room
        .draft
        .lines
        .iter()
        .filter(|line| line.is_option())
        .map(|line| line.id)
        .collect();
    let is_option = |(line, _): &&Priced<'_>| options.contains(&line.id);
    let some = |group: &&SectionLines<'_>| group.lines.iter().any(|line| is_option(&line));
    html! {
        @if has_options(room) {
            section class="room-card" id="options" data-part="options" aria-labelledby="options-title" {
                h2 id="options-title" { (t(lang, k::room::OPTIONS)) }
                p class="muted small" { (t(lang, k::room::OPTIONS_TEXT)) }
                form method=(method(room)) action=(format!("{action}#options")) id=(FORM) {
                    @for group in by_section(&room.counted, &room.priced).iter().filter(some) {
                        // Said once: with its lines, where it has any that count.
                        @if let Some(section) = group.section { (section_head(section, group.totals.lines == 0)) }
                        ul class="room-lines" {
                            @for priced in group.lines.iter().filter(is_option) {
                                (optional_line(&sheet, *priced))
                            }
                        }
                    }
                    noscript { button type="submit" class="btn" { (t(lang, k::room::RECALCULATE)) } }
                }
            }
        } @else if has_fields(room) {
            form method=(method(room)) action=(format!("{action}#lines")) id=(FORM) hidden {}
        }
    }
}

fn optional_line(sheet: &Sheet<'_>, (line, priced): Priced<'_>) -> Markup {
    let room = sheet.room;
    html! {
        li class="room-line" data-live="option" {
            div class="room-line-text" {
                label class="room-option" {
                    input type="checkbox" class="check-box" id=(format!("o-{}", line.id)) name="o" value=(line.id.to_string())
                        checked[room.choice.options.contains(&line.id)];
                    span class="room-line-text" {
                        (name(room, line))
                        span class="small faint" { (words::reckoning(room, line, priced)) }
                        (notes(room, line, priced))
                    }
                }
                (quantity(sheet, line))
            }
            span class="room-line-amount" { "+ " (words::charged(room, line, priced)) }
        }
    }
}

/// Whether a presentation has anything to choose.
pub(super) fn has_choice(room: &RoomPage) -> bool {
    has_options(room) || room.draft.lines.iter().any(QuoteLine::is_alternative)
}

/// The quantities that are chosen, for a form that has no fields for them.
pub(super) fn hidden_quantities(room: &RoomPage) -> Markup {
    html! {
        @for (id, quantity) in &room.choice.quantities {
            input type="hidden" name=(format!("q.{id}")) value=(plain(*quantity));
        }
    }
}

/// The choice, so that a form sends it along and shows the page again as it was. A quantity that cannot be
/// chosen is sent as well: nothing is signed for another one than stands on the page.
pub(super) fn hidden_choice(room: &RoomPage) -> Markup {
    let chosen = &room.choice;
    let refused = room.not.iter();
    let refused = refused.filter_map(|not| Some((not.line, not.quantity?)));
    let quantities = chosen.quantities.iter().map(|(line, q)| (*line, *q));
    html! {
        span hidden data-live="chosen" {
            @for id in &chosen.options { input type="hidden" name="o" value=(id.to_string()); }
            @for id in &chosen.alternatives { input type="hidden" name="a" value=(id.to_string()); }
            @for (id, quantity) in quantities.chain(refused) {
                input type="hidden" name=(format!("q.{id}")) value=(plain(quantity));
            }
        }
    }
}
