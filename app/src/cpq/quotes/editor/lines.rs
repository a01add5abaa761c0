//! Lines added, copied, taken out, put back and moved, within and between sections.

use super::state::{Editor, Row};
use crate::boot::new_uuid;
use leptos::prelude::*;
use shared::cpq::pricing::{LineInput, Tax};
use shared::cpq::quotes::QuoteLine;
use shared::cpq::quotes::sections::{DropAt, Spot, arrange_spots, drop_line, step_line};
use shared::kernel::{Quantity, QuoteLineId, QuoteSectionId};

impl Editor {
    /// Where a line stands, from 0.
    pub fn position(&self, id: QuoteLineId) -> Option<usize> {
        self.rows
            .with_untracked(|rows| rows.iter().position(|row| row.id == id))
    }

    /// The line `steps` below (or above) another.
    pub fn neighbour(&self, id: QuoteLineId, steps: isize) -> Option<QuoteLineId> {
        let at = self.position(id)?.checked_add_signed(steps)?;
        self.rows
            .with_untracked(|rows| rows.get(at).map(|row| row.id))
    }

    /// Adds an empty line after another, or at the end.
    pub fn add_line(&self, after: Option<QuoteLineId>) -> QuoteLineId {
        let section = match after {
            Some(id) => self.section_of(id),
            None => self.last_section(),
        };
        self.insert(self.blank(section), after)
    }

    /// Adds an empty line at the end of a section.
    pub fn add_line_in(&self, section: QuoteSectionId) -> QuoteLineId {
        let line = self.blank(Some(section));
        let id = line.id;
        self.put_back(usize::MAX, line);
        id
    }

    pub(super) fn blank(&self, section: Option<QuoteSectionId>) -> QuoteLine {
        QuoteLine {
            id: QuoteLineId(new_uuid()),
            product_id: None,
            section,
            description: String::new(),
            unit: "unit".to_owned(),
            price: LineInput {
                quantity: Quantity::ONE,
                tax: self.usual_tax(),
                ..LineInput::default()
            },
            configuration: None,
            choice: shared::cpq::quotes::LineChoice::default(),
        }
    }

    /// The section a line stands in.
    pub fn section_of(&self, id: QuoteLineId) -> Option<QuoteSectionId> {
        self.row(id)?.line.with_untracked(|line| line.section)
    }

    fn last_section(&self) -> Option<QuoteSectionId> {
        self.head
            .with_untracked(|head| head.sections.last().map(|section| section.id))
    }

    fn insert(&self, line: QuoteLine, after: Option<QuoteLineId>) -> QuoteLineId {
        let id = line.id;
        let at = after
            .and_then(|id| self.position(id))
            .map_or(usize::MAX, |at| self.place_behind(at, &line));
        self.rows
            .update(|rows| rows.insert(at.min(rows.len()), Row::new(line)));
        self.changed();
        id
    }

    /// The tax of the last line, else of the price book's first product.
    pub(super) fn usual_tax(&self) -> Tax {
        let last = self.rows.with_untracked(|rows| {
            rows.last()
                .map(|row| row.line.with_untracked(|l| l.price.tax))
        });
        last.or_else(|| {
            self.catalog
                .with_untracked(|items| items.first().map(|item| item.tax))
        })
        .unwrap_or_default()
    }

    /// Adds a copy of a line under it.
    pub fn duplicate(&self, id: QuoteLineId) -> Option<QuoteLineId> {
        let mut line = self.row(id)?.line.get_untracked();
        line.id = QuoteLineId(new_uuid());
        // The copy of an alternative is another one to choose.
        line.price.optional |= line.is_alternative();
        Some(self.insert(line, Some(id)))
    }

    /// Takes a line out; answers it with its place, to be put back.
    pub fn remove(&self, id: QuoteLineId) -> Option<(usize, QuoteLine)> {
        let at = self.position(id)?;
        let line = self.row(id)?.line.get_untracked();
        self.rows.update(|rows| {
            rows.remove(at);
        });
        self.settle_alternatives();
        self.changed();
        Some((at, line))
    }

    /// Puts a line back: into its section, which may stand elsewhere or be gone by now.
    pub fn put_back(&self, at: usize, line: QuoteLine) {
        let mut spots = self.spots();
        let known = self.head.with_untracked(|head| {
            let mut sections = head.sections.iter().map(|section| Some(section.id));
            sections.any(|section| section == line.section)
        });
        let section = line.section.filter(|_| known);
        let spot = Spot {
            line: line.id,
            section,
            group: line.choice.alternatives,
        };
        spots.insert(at.min(spots.len()), spot);
        let counted = line.is_alternative() && !line.price.optional;
        let id = line.id;
        self.rows.update_untracked(|rows| rows.push(Row::new(line)));
        // It comes back as what it was.
        if counted {
            self.make_proposed(id);
        }
        self.place(spots);
    }

    /// Where every line stands.
    pub(super) fn spots(&self) -> Vec<Spot> {
        let spot = |row: &Row| {
            row.line.with_untracked(|line| Spot {
                line: row.id,
                section: line.section,
                group: line.choice.alternatives,
            })
        };
        self.rows
            .with_untracked(|rows| rows.iter().map(spot).collect())
    }

    /// Brings the lines where they are to stand now, in the order of the sections.
    pub(super) fn place(&self, mut spots: Vec<Spot>) {
        self.head
            .with_untracked(|head| arrange_spots(&mut spots, &head.sections));
        let mut rows = self.rows_by_id();
        let mut placed = Vec::with_capacity(rows.len());
        for spot in spots {
            let Some(row) = rows.remove(&spot.line) else {
                continue;
            };
            if row.line.with_untracked(|line| line.section) != spot.section {
                row.line.update(|line| line.section = spot.section);
            }
            placed.push(row);
        }
        self.rows.set(placed);
        self.changed();
    }

    /// Moves a line up or down, over the edge of its section into the next one; says whether it could.
    pub fn shift(&self, id: QuoteLineId, steps: isize) -> bool {
        let mut spots = self.spots();
        let moved = self
            .head
            .with_untracked(|head| step_line(&mut spots, &head.sections, id, steps > 0));
        if moved {
            self.place(spots);
        }
        moved
    }

    /// Whether a line has somewhere to go, up or down.
    pub fn can_shift(&self, id: QuoteLineId, down: bool) -> bool {
        let mut spots = self.spots();
        self.head
            .with_untracked(|head| step_line(&mut spots, &head.sections, id, down))
    }

    /// Moves a line to where it is dropped; says whether anything changed.
    pub fn drop_line(&self, id: QuoteLineId, to: DropAt) -> bool {
        let mut spots = self.spots();
        let moved = self
            .head
            .with_untracked(|head| drop_line(&mut spots, &head.sections, id, to));
        if moved {
            self.place(spots);
        }
        moved
    }
}
