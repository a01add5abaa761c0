//! Sections of a quote: titled groups of its lines, in an order of their own, with subtotals.
//!
//! Lines without section come first, then the sections, each with its lines: [`arrange`] brings a
//! draft into that order, and everything that moves a line keeps it.

use super::model::{QuoteDraft, QuoteLine};
use super::rules::TEXT_LENGTH;
use crate::cpq::catalog::rules::{required, too_long};
use crate::cpq::pricing::{Charge, PricedLine, PricedQuote};
use crate::kernel::{Issue, QuoteLineId, QuoteSectionId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

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
    /// All of them over the term.
    pub net_minor: i64,
    /// How many lines are counted.
    pub lines: u32,
    /// How many lines are options.
    pub options: u32,
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

/// Puts the lines into the order of their sections; a line of an unknown section has none.
pub fn arrange(draft: &mut QuoteDraft) {
    let sections = &draft.sections;
    for line in &mut draft.lines {
        line.section = at_place(sections, place(sections, line.section));
    }
    draft
        .lines
        .sort_by_key(|line| place(sections, line.section));
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
        totals.options += 1;
        return;
    }
    totals.lines += 1;
    let part = match line.price.charge {
        Charge::OneTime => &mut totals.one_time_minor,
        Charge::Monthly => &mut totals.per_month_minor,
        Charge::Yearly => &mut totals.per_year_minor,
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

/// Moves a line one place up or down. At the edge of its section it goes over into the next one, as
/// its first or last line. Says whether it could.
pub fn step_line(spots: &mut [Spot], sections: &[Section], line: QuoteLineId, down: bool) -> bool {
    let Some(at) = spots.iter().position(|spot| spot.line == line) else {
        return false;
    };
    let Some(own) = spots.get(at).map(|spot| spot.section) else {
        return false;
    };
    let to = if down {
        Some(at + 1)
    } else {
        at.checked_sub(1)
    };
    let neighbour = to.and_then(|to| Some((to, spots.get(to)?.section)));
    if let Some((to, _)) = neighbour.filter(|(_, section)| *section == own) {
        spots.swap(at, to);
        return true;
    }
    let place = place(sections, own);
    let next = if down {
        Some(place + 1).filter(|next| *next <= sections.len())
    } else {
        place.checked_sub(1)
    };
    match (next, spots.get_mut(at)) {
        (Some(next), Some(spot)) => {
            spot.section = at_place(sections, next);
            true
        }
        _ => false,
    }
}

/// Moves a line to where it is dropped. Says whether anything changed.
pub fn drop_line(
    spots: &mut Vec<Spot>,
    sections: &[Section],
    line: QuoteLineId,
    to: DropAt,
) -> bool {
    let before = spots.clone();
    let Some(from) = spots.iter().position(|spot| spot.line == line) else {
        return false;
    };
    if to == DropAt::Line(line) {
        return false;
    }
    let downwards = |other: usize| other > from;
    let target = match to {
        DropAt::Line(other) => spots
            .iter()
            .position(|spot| spot.line == other)
            .and_then(|at| Some((spots.get(at)?.section, other, downwards(at)))),
        DropAt::Head(_) | DropAt::End(_) => None,
    };
    let mut spot = spots.remove(from);
    let at = match (to, target) {
        (DropAt::Line(_), Some((section, other, after))) => {
            spot.section = section;
            let at = spots.iter().position(|spot| spot.line == other);
            at.map_or(spots.len(), |at| at + usize::from(after))
        }
        (DropAt::Head(section), _) => {
            spot.section = Some(section);
            first_of(spots, sections, place(sections, Some(section)))
        }
        (DropAt::End(section), _) => {
            spot.section = section;
            first_of(spots, sections, place(sections, section) + 1)
        }
        // The line it was dropped on is gone.
        (DropAt::Line(_), None) => from,
    };
    spots.insert(at.min(spots.len()), spot);
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

/// Puts the spots into the order of the sections.
pub fn arrange_spots(spots: &mut [Spot], sections: &[Section]) {
    spots.sort_by_key(|spot| place(sections, spot.section));
}

#[cfg(test)]
#[path = "sections_tests.rs"]
mod tests;
