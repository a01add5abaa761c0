//! Contacts as address books export them (vCard 2.1, 3.0 and 4.0), as a table: one row for each card, one column
//! for each fact a contact may take. Pictures, sounds and keys are passed over; what a card holds in a card of its
//! own (an agent) is none of its own facts.
//!
//! Sources: RFC 6350 (4.0), RFC 2426 (3.0), the vCard 2.1 specification of the Internet Mail Consortium with
//! quoted-printable of RFC 2045, which many telephones still write.

mod line;

use super::decode::Encoding;
use super::table::{MAX_CELL, MAX_ROWS, Row, Table};
use crate::kernel::Issue;
use line::{LONGEST, Lines, Property, continued, parts, plain, unpacked};

/// The columns; those no card fills are left out, but for the first four.
const HEADERS: [&str; 14] = [
    "Last name",
    "First name",
    "E-mail",
    "Phone",
    "Job title",
    "Company",
    "Language",
    "Street",
    "Postal code",
    "City",
    "Country",
    "Website",
    "Notes",
    "Contact ID",
];
/// Columns that are there whatever is filled.
const ALWAYS: usize = 4;
/// Cards that are named when they have no end.
const NAMED: usize = 20;

const LAST: usize = 0;
const FIRST: usize = 1;
const EMAIL: usize = 2;
const PHONE: usize = 3;
const JOB: usize = 4;
const COMPANY: usize = 5;
const LANGUAGE: usize = 6;
const STREET: usize = 7;
const POSTCODE: usize = 8;
const CITY: usize = 9;
const COUNTRY: usize = 10;
const WEBSITE: usize = 11;
const NOTES: usize = 12;
const ID: usize = 13;

/// Whether a text is cards and no table.
#[must_use]
pub fn is_cards(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    first.trim_end().eq_ignore_ascii_case("BEGIN:VCARD")
}

/// The table of a text of cards.
///
/// # Errors
/// `too_many_rows`, `no_rows`.
pub fn read_cards(text: &str) -> Result<Table, Issue> {
    let mut rows: Vec<(u32, Cells)> = Vec::new();
    let mut issues = Vec::new();
    let mut open: Option<Card> = None;
    let mut lines = Lines::of(text);
    while let Some(line) = lines.next() {
        let Some(property) = Property::of(&line) else {
            continue;
        };
        if property.is("BEGIN", "VCARD") {
            match &mut open {
                Some(card) if card.agent => (card.agent, card.within) = (false, card.within + 1),
                Some(card) if card.within > 0 => card.within += 1,
                _ => {
                    // The card before had no end: what it says is taken all the same.
                    keep(open.take(), &mut rows, &mut issues, false)?;
                    open = Some(Card::begun(lines.line));
                }
            }
        } else if property.is("END", "VCARD") {
            match &mut open {
                Some(card) if card.within > 0 => card.within -= 1,
                _ => keep(open.take(), &mut rows, &mut issues, true)?,
            }
        } else if let Some(card) = open.as_mut().filter(|card| card.within == 0) {
            card.take(&property, &mut lines);
        }
    }
    keep(open, &mut rows, &mut issues, false)?;
    table(rows, issues)
}

fn keep(
    card: Option<Card>,
    rows: &mut Vec<(u32, Cells)>,
    issues: &mut Vec<Issue>,
    ended: bool,
) -> Result<(), Issue> {
    let Some(card) = card else {
        return Ok(());
    };
    if !ended && issues.len() < NAMED {
        issues.push(Issue::warning("card_open", "file").with("line", card.line));
    }
    let (line, cells) = (card.line, card.cells());
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    if rows.len() >= MAX_ROWS {
        return Err(Issue::error("too_many_rows", "file").with("limit", MAX_ROWS));
    }
    rows.push((line, cells));
    Ok(())
}

fn table(rows: Vec<(u32, Cells)>, issues: Vec<Issue>) -> Result<Table, Issue> {
    if rows.is_empty() {
        return Err(Issue::error("no_rows", "file"));
    }
    let filled = |column: usize| {
        let mut cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
        column < ALWAYS || cells.any(|cell| !cell.is_empty())
    };
    let there: Vec<bool> = (0..HEADERS.len()).map(filled).collect();
    let shown = |(at, _): &(usize, &str)| there.get(*at).copied().unwrap_or(false);
    let headers = HEADERS.iter().copied().enumerate().filter(shown);
    let headers = headers.map(|(_, name)| name.to_owned()).collect();
    let rows = rows.into_iter().map(|(line, cells)| {
        let cells = cells.iter().zip(&there).filter(|(_, there)| **there);
        Row::of(line, cells.map(|(cell, _)| cell.as_str()))
    });
    Ok(Table {
        encoding: Encoding::Cards,
        separator: ',',
        has_header: true,
        headers,
        rows: rows.collect(),
        open_quote: None,
        issues,
    })
}

type Cells = [String; HEADERS.len()];

/// A card being read.
struct Card {
    line: u32,
    /// The property before was an agent: a card that begins now is one within.
    agent: bool,
    /// Cards within this one that are not over.
    within: u32,
    full: String,
    org: String,
    role: String,
    notes: String,
    cells: Cells,
    /// How much the facts of which there may be several are preferred, by column.
    ranks: [u32; HEADERS.len()],
}

impl Card {
    fn begun(line: u32) -> Self {
        Self {
            line,
            agent: false,
            within: 0,
            full: String::new(),
            org: String::new(),
            role: String::new(),
            notes: String::new(),
            cells: Cells::default(),
            ranks: [u32::MAX; HEADERS.len()],
        }
    }

    /// Takes what a property says; what is no fact of a contact is passed over.
    fn take(&mut self, property: &Property<'_>, lines: &mut Lines<'_>) {
        self.agent = property.named("AGENT");
        let packed = property.says("QUOTED-PRINTABLE");
        let value = if packed {
            let whole = continued(property.value, lines);
            unpacked(&whole, property.param("CHARSET").unwrap_or_default())
        } else {
            property.value.to_owned()
        };
        let rank = property.rank();
        match property.name.to_ascii_uppercase().as_str() {
            "N" => self.name(&value),
            "FN" => first_of(&mut self.full, plain(&value)),
            "EMAIL" => self.prefer(EMAIL, rank, plain(&value)),
            "TEL" if property.says("FAX") || property.says("PAGER") => {}
            "TEL" => {
                let number = plain(&value);
                let number = number.strip_prefix("tel:").unwrap_or(&number);
                self.prefer(PHONE, rank, number.to_owned());
            }
            "TITLE" => self.prefer(JOB, rank, plain(&value)),
            "ROLE" => first_of(&mut self.role, plain(&value)),
            "ORG" => first_of(
                &mut self.org,
                parts(&value).into_iter().next().unwrap_or_default(),
            ),
            "LANG" | "LANGUAGE" => self.prefer(LANGUAGE, rank, plain(&value)),
            "ADR" => self.address(rank, &value),
            "URL" => self.prefer(WEBSITE, rank, plain(&value)),
            "NOTE" => self.note(&plain(&value)),
            "UID" => self.prefer(ID, rank, plain(&value)),
            _ => {}
        }
    }

    fn set(&mut self, column: usize, value: &str) {
        if let Some(cell) = self.cells.get_mut(column) {
            // One more than a cell may have, so that its row says so.
            *cell = value.chars().take(MAX_CELL + 1).collect();
        }
    }

    /// Of several the most preferred counts, else the first.
    fn prefer(&mut self, column: usize, rank: u32, value: String) {
        let better = self.ranks.get(column).is_some_and(|best| rank < *best);
        if better && !value.is_empty() {
            if let Some(best) = self.ranks.get_mut(column) {
                *best = rank;
            }
            self.set(column, &value);
        }
    }

    /// Family name, given name and further ones.
    fn name(&mut self, value: &str) {
        let parts = parts(value);
        let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
        let given: Vec<&str> = [part(1), part(2)]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect();
        let (family, given) = (part(0).to_owned(), given.join(" "));
        self.set(LAST, &family);
        self.set(FIRST, &given);
    }

    /// Box, further line, street, city, region, postal code, country.
    fn address(&mut self, rank: u32, value: &str) {
        let parts = parts(value);
        let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
        if self.ranks.get(STREET).is_some_and(|best| rank < *best)
            && parts.iter().any(|part| !part.is_empty())
        {
            if let Some(best) = self.ranks.get_mut(STREET) {
                *best = rank;
            }
            for (column, at) in [(STREET, 2), (POSTCODE, 5), (CITY, 3), (COUNTRY, 6)] {
                self.set(column, &part(at));
            }
        }
    }

    /// Several notes are one under the other, as far as a cell could hold them.
    fn note(&mut self, text: &str) {
        if text.is_empty() || self.notes.len() > LONGEST {
            return;
        }
        if !self.notes.is_empty() {
            self.notes.push('\n');
        }
        self.notes.push_str(text);
    }

    /// The cells: a card of a company, or of somebody of whom only the whole name is said, is called by it.
    fn cells(mut self) -> Cells {
        let unnamed = |cell: Option<&String>| cell.is_none_or(String::is_empty);
        if unnamed(self.cells.get(LAST)) && unnamed(self.cells.get(FIRST)) {
            let (first, last) = match self.full.rsplit_once(' ') {
                // A company has no first name.
                Some((first, last)) if self.full != self.org => (first.to_owned(), last.to_owned()),
                _ => (String::new(), self.full.clone()),
            };
            self.set(FIRST, &first);
            self.set(LAST, &last);
        }
        if unnamed(self.cells.get(JOB)) {
            let role = std::mem::take(&mut self.role);
            self.set(JOB, &role);
        }
        for (column, text) in [
            (COMPANY, std::mem::take(&mut self.org)),
            (NOTES, std::mem::take(&mut self.notes)),
        ] {
            self.set(column, &text);
        }
        self.cells
    }
}

fn first_of(place: &mut String, value: String) {
    if place.is_empty() {
        *place = value.chars().take(MAX_CELL + 1).collect();
    }
}

#[cfg(test)]
mod tests;
