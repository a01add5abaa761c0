//! Sections of a quote: titled groups of its lines, in an order of their own, with subtotals.
//!
//! Lines without section come first, then the sections, each with its lines: [`arrange`] brings a
//! draft into that order, and everything that moves a line keeps it.

use super::choice::{dissolve, gather, settle};
use super::model::{QuoteDraft, QuoteLine};
use super::rules::TEXT_LENGTH;
use crate::cpq::catalog::rules::{required, too_long};
use crate::cpq::pricing::{Charge, PricedLine, PricedQuote};
use crate::kernel::{AlternativesId, Issue, QuoteLineId, QuoteSectionId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// Most sections of a quote.
pub const SECTIONS: usize = 100;
/// Longest title of a section.
pub const SECTION_TITLE_LENGTH: usize = 200;

/// A section.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Identity, kept by every version of a quote.
    pub id: QuoteSectionId,
    /// What stands above its lines, in the language of the document.
    pub title: String,
    /// A text between title and lines; may be empty.
    #[serde(default)]
    pub introduction: String,
    /// Whether the document shows what its lines come to.
    pub subtotal: bool,
}

/// What the counted lines of a section come to, before the document discount. Minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionTotals {
    /// Which section; none for the lines before the first.
    pub section: Option<QuoteSectionId>,
    /// Lines that are charged once.
    pub one_time_minor: i64,
    /// Monthly lines, for one month.
    pub per_month_minor: i64,
    /// Yearly lines, for one year.
    pub per_year_minor: i64,
    /// Usage, for one month as it is estimated.
    #[serde(default)]
    pub usage_minor: i64,
    /// All of them over the term.
    pub net_minor: i64,
    /// How many lines are counted.
    pub lines: u32,
    /// How many lines are options.
    pub options: u32,
    /// How many lines are alternatives to one that counts.
    #[serde(default)]
    pub others: u32,
}

impl SectionTotals {
    /// The sums that are not nothing, by how they are charged; a section that comes to nothing has
    /// one of zero.
    #[must_use]
    pub fn parts(&self) -> Vec<(Charge, i64)> {
        let all = [
            (Charge::OneTime, self.one_time_minor),
            (Charge::Monthly, self.per_month_minor),
            (Charge::Yearly, self.per_year_minor),
            (Charge::Usage, self.usage_minor),
        ];
        let some: Vec<_> = all.into_iter().filter(|(_, minor)| *minor != 0).collect();
        if some.is_empty() {
            vec![(Charge::OneTime, 0)]
        } else {
            some
        }
    }
}

/// A line with its amounts.
pub type Priced<'a> = (&'a QuoteLine, &'a PricedLine);

/// The lines of a section, or those before the first.
#[derive(Clone, Debug)]
pub struct SectionLines<'a> {
    /// The section.
    pub section: Option<&'a Section>,
    /// Its lines.
    pub lines: Vec<Priced<'a>>,
    /// What they come to.
    pub totals: SectionTotals,
}

/// The place of a section among all: 0 is before the first, where lines of no or an unknown one are.
fn place(sections: &[Section], section: Option<QuoteSectionId>) -> usize {
    section
        .and_then(|id| sections.iter().position(|section| section.id == id))
        .map_or(0, |at| at + 1)
}

/// The section at a place.
fn at_place(sections: &[Section], place: usize) -> Option<QuoteSectionId> {
    sections
        .get(place.checked_sub(1)?)
        .map(|section| section.id)
}

/// Puts the lines into the order of their sections, alternatives together; a line of an unknown section
/// has none. Of each group of alternatives one counts from then on.
pub fn arrange(draft: &mut QuoteDraft) {
    let sections = &draft.sections;
    for line in &mut draft.lines {
        line.section = at_place(sections, place(sections, line.section));
    }
    draft
        .lines
        .sort_by_key(|line| place(sections, line.section));
    gather(&mut draft.lines, |line| {
        (line.section, line.choice.alternatives)
    });
    settle(&mut draft.lines);
    dissolve(&mut draft.lines);
}

/// Every section with its lines, in the order of the document; lines before the first, where there
/// are any.
#[must_use]
pub fn by_section<'a>(draft: &'a QuoteDraft, priced: &'a PricedQuote) -> Vec<SectionLines<'a>> {
    let mut all: Vec<SectionLines<'a>> = std::iter::once(None)
        .chain(draft.sections.iter().map(Some))
        .map(|section| SectionLines {
            section,
            lines: Vec::new(),
            totals: SectionTotals {
                section: section.map(|section| section.id),
                ..SectionTotals::default()
            },
        })
        .collect();
    for (line, amounts) in draft.lines.iter().zip(&priced.lines) {
        if let Some(group) = all.get_mut(place(&draft.sections, line.section)) {
            add(&mut group.totals, line, amounts);
            group.lines.push((line, amounts));
        }
    }
    all.retain(|group| group.section.is_some() || !group.lines.is_empty());
    all
}

fn add(totals: &mut SectionTotals, line: &QuoteLine, amounts: &PricedLine) {
    if line.price.optional {
        if line.is_alternative() {
            totals.others += 1;
        } else {
            totals.options += 1;
        }
        return;
    }
    totals.lines += 1;
    let part = match line.price.charge {
        Charge::OneTime => &mut totals.one_time_minor,
        Charge::Monthly => &mut totals.per_month_minor,
        Charge::Yearly => &mut totals.per_year_minor,
        Charge::Usage => &mut totals.usage_minor,
    };
    *part = part.saturating_add(amounts.period_net_minor);
    totals.net_minor = totals.net_minor.saturating_add(amounts.term_net_minor);
}

/// What every section comes to, in their order; lines before the first are left out.
#[must_use]
pub fn section_totals(draft: &QuoteDraft, priced: &PricedQuote) -> Vec<SectionTotals> {
    by_section(draft, priced)
        .into_iter()
        .filter(|group| group.section.is_some())
        .map(|group| group.totals)
        .collect()
}

/// Findings about the sections; a finding has `sections.<position from 0>.<field>` as its field.
pub(super) fn validate_sections(sections: &[Section]) -> Vec<Issue> {
    let mut issues = Vec::new();
    if sections.len() > SECTIONS {
        issues.push(Issue::error("too_many", "sections").with("max", SECTIONS));
    }
    let mut ids = BTreeSet::new();
    for (position, section) in sections.iter().enumerate() {
        let mut own = Vec::new();
        if !ids.insert(section.id) {
            own.push(Issue::error("duplicate", "id"));
        }
        let title = SECTION_TITLE_LENGTH;
        required(&mut own, "section_title", &section.title, title);
        let introduction = &section.introduction;
        too_long(&mut own, "section_introduction", introduction, TEXT_LENGTH);
        issues.extend(own.into_iter().map(|mut issue| {
            let field = issue.field.as_deref().unwrap_or_default();
            issue.field = Some(Cow::Owned(format!("sections.{position}.{field}")));
            issue
        }));
    }
    issues
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which line.
    pub line: QuoteLineId,
    /// In which section.
    pub section: Option<QuoteSectionId>,
    /// To which alternatives it belongs: they stand and move together.
    pub group: Option<AlternativesId>,
}

/// Where a line is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropAt {
    /// On another line: it takes its place.
    Line(QuoteLineId),
    /// On the head of a section: it becomes its first line.
    Head(QuoteSectionId),
    /// At the end of a section, or of the lines before the first.
    End(Option<QuoteSectionId>),
}

/// The lines that move with the one at `at`: its alternatives, which stand beside each other, or itself.
fn block(spots: &[Spot], at: usize) -> Range<usize> {
    let Some(own) = spots.get(at) else {
        return at..at;
    };
    let same =
        |spot: &Spot| own.group.is_some() && (spot.group, spot.section) == (own.group, own.section);
    let before = spots.iter().take(at).rev();
    let after = spots.iter().skip(at + 1);
    let up = before.take_while(|spot| same(spot)).count();
    let down = after.take_while(|spot| same(spot)).count();
    at - up..at + 1 + down
}

/// Moves a line one place up or down. Alternatives change places among each other, and beyond that move
/// together over what stands next. At the edge of its section it goes over into the next one, as its
/// first or last line. Says whether it could.
pub fn step_line(spots: &mut [Spot], sections: &[Section], line: QuoteLineId, down: bool) -> bool {
    let Some(at) = spots.iter().position(|spot| spot.line == line) else {
        return false;
    };
    let Some(own) = spots.get(at).map(|spot| spot.section) else {
        return false;
    };
    let moving = block(spots, at);
    let inside = if down {
        at + 1 < moving.end
    } else {
        at > moving.start
    };
    if inside {
        spots.swap(at, if down { at + 1 } else { at - 1 });
        return true;
    }
    let to = if down {
        Some(moving.end)
    } else {
        moving.start.checked_sub(1)
    };
    let neighbour = to.filter(|to| spots.get(*to).is_some_and(|spot| spot.section == own));
    if let Some(to) = neighbour {
        let other = block(spots, to);
        let (from, until) = (moving.start.min(other.start), moving.end.max(other.end));
        if let Some(both) = spots.get_mut(from..until) {
            let first = if down { &moving } else { &other };
            both.rotate_left(first.len());
        }
        return true;
    }
    let place = place(sections, own);
    let next = if down {
        Some(place + 1).filter(|next| *next <= sections.len())
    } else {
        place.checked_sub(1)
    };
    match (next, spots.get_mut(moving)) {
        (Some(next), Some(moving)) => {
            for spot in moving {
                spot.section = at_place(sections, next);
            }
            true
        }
        _ => false,
    }
}

/// Moves a line to where it is dropped, with its alternatives unless it is dropped on one of them. Says
/// whether anything changed.
pub fn drop_line(
    spots: &mut Vec<Spot>,
    sections: &[Section],
    line: QuoteLineId,
    to: DropAt,
) -> bool {
    let before = spots.clone();
    let find = |spots: &[Spot], line| spots.iter().position(|spot| spot.line == line);
    let Some(from) = find(spots, line) else {
        return false;
    };
    if to == DropAt::Line(line) {
        return false;
    }
    let mut moving = block(spots, from);
    let target = match to {
        DropAt::Line(other) => {
            let Some(at) = find(spots, other) else {
                // The line it was dropped on is gone.
                return false;
            };
            if moving.contains(&at) {
                moving = from..from + 1;
            }
            spots
                .get(at)
                .map(|spot| (spot.section, other, at >= moving.end))
        }
        DropAt::Head(_) | DropAt::End(_) => None,
    };
    let alone = moving.len() == 1;
    let mut moved: Vec<Spot> = spots.drain(moving).collect();
    let (section, at) = match (to, target) {
        (DropAt::Line(_), Some((section, other, after))) => {
            let at = find(spots, other).unwrap_or(spots.len());
            let among = moved.first().map(|spot| spot.group) == spots.get(at).map(|s| s.group);
            let beside = if alone && among {
                at..at + 1
            } else {
                block(spots, at)
            };
            (section, if after { beside.end } else { beside.start })
        }
        (DropAt::Head(section), _) => {
            let at = first_of(spots, sections, place(sections, Some(section)));
            (Some(section), at)
        }
        (DropAt::End(section), _) => {
            let at = first_of(spots, sections, place(sections, section) + 1);
            (section, at)
        }
        (DropAt::Line(_), None) => return false,
    };
    for spot in &mut moved {
        spot.section = section;
    }
    let at = at.min(spots.len());
    spots.splice(at..at, moved);
    *spots != before
}

/// Where the lines of a place begin.
fn first_of(spots: &[Spot], sections: &[Section], wanted: usize) -> usize {
    spots
        .iter()
        .position(|spot| place(sections, spot.section) >= wanted)
        .unwrap_or(spots.len())
}

/// Moves a section one place up or down; says whether it could.
pub fn step_section(sections: &mut [Section], id: QuoteSectionId, down: bool) -> bool {
    let places = sections
        .iter()
        .position(|section| section.id == id)
        .and_then(|at| Some((at, if down { at + 1 } else { at.checked_sub(1)? })));
    match places {
        Some((at, to)) if to < sections.len() => {
            sections.swap(at, to);
            true
        }
        _ => false,
    }
}

/// Moves a section to the place of another; says whether anything changed.
pub fn drop_section(sections: &mut Vec<Section>, id: QuoteSectionId, onto: QuoteSectionId) -> bool {
    let find = |id| move |section: &Section| section.id == id;
    let places = sections
        .iter()
        .position(find(id))
        .zip(sections.iter().position(find(onto)));
    match places {
        Some((from, to)) if from != to => {
            let section = sections.remove(from);
            sections.insert(to, section);
            true
        }
        _ => false,
    }
}

/// Takes a section away; its lines go to the end of the one before it. Answers it with its place.
pub fn remove_section(
    spots: &mut [Spot],
    sections: &mut Vec<Section>,
    id: QuoteSectionId,
) -> Option<(usize, Section)> {
    let at = sections.iter().position(|section| section.id == id)?;
    let before = at_place(sections, at);
    for spot in spots.iter_mut().filter(|spot| spot.section == Some(id)) {
        spot.section = before;
    }
    Some((at, sections.remove(at)))
}

/// Puts the spots into the order of the sections, alternatives together.
pub fn arrange_spots(spots: &mut Vec<Spot>, sections: &[Section]) {
    spots.sort_by_key(|spot| place(sections, spot.section));
    gather(spots, |spot| (spot.section, spot.group));
}

#[cfg(test)]
#[path = "sections_tests.rs"]
mod tests;
