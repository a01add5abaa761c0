//! Lines that were priced before: at a keystroke in one of ten thousand, the others come to what they came to.
//!
//! What a line comes to on its own follows from the line, the currency and the time of the quote ([`super::price_line`]).
//! What lies across lines (the discount and the surcharges of the document, tax, floors) is reckoned over all of them
//! every time. So the answer is that of [`super::price_with`], whatever is kept: a line that is not found as it is now
//! is priced.

use super::document::over_lines;
use super::line::{e12_per_minor, price_scaled};
use super::model::{LineInput, Policy, PricedLine, PricedQuote, Terms};
use super::surcharge::DocumentSurcharge;
use crate::kernel::Percent;
use std::borrow::Borrow;

/// A line, and what it comes to on its own.
#[derive(Clone, Debug)]
struct Known {
    line: LineInput,
    priced: PricedLine,
}

/// The lines of a quote as they were priced last.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    under: Option<(Terms, Policy)>,
    lines: Vec<Known>,
}

impl Kept {
    /// Nothing: every line is priced.
    #[must_use]
    pub fn nothing() -> &'static Self {
        static NOTHING: Kept = Kept {
            under: None,
            lines: Vec::new(),
        };
        &NOTHING
    }

    /// Takes up the lines as they are now; answers how many of them it had to price.
    pub fn learn<L: Borrow<LineInput>>(
        &mut self,
        terms: &Terms,
        lines: &[L],
        policy: &Policy,
    ) -> usize {
        let under = Some((of_lines(terms), *policy));
        if self.under != under {
            self.under = under;
            self.lines.clear();
        }
        let per_minor = e12_per_minor(terms);
        let mut count = 0;
        let mut price = |line: &LineInput| {
            count += 1;
            Known {
                line: line.clone(),
                priced: price_scaled(terms, line, policy, per_minor),
            }
        };
        if self.lines.len() == lines.len() {
            for (known, line) in self.lines.iter_mut().zip(lines) {
                if !is_same(known, line) {
                    *known = price(line.borrow());
                }
            }
        } else {
            // Lines came or went: those before and after that place stay.
            let pairs = self.lines.iter().zip(lines);
            let first = pairs
                .take_while(|(known, line)| is_same(known, *line))
                .count();
            let most = self.lines.len().min(lines.len()) - first;
            let pairs = self.lines.iter().rev().zip(lines.iter().rev());
            let last = pairs
                .take(most)
                .take_while(|(known, line)| is_same(known, *line))
                .count();
            let gone = first..self.lines.len() - last;
            let came = lines.iter().take(lines.len() - last).skip(first);
            drop(
                self.lines
                    .splice(gone, came.map(|line| price(line.borrow()))),
            );
        }
        count
    }

    /// Prices a quote: the answer of [`super::price_with`].
    #[must_use]
    pub fn price<L: Borrow<LineInput>>(
        &self,
        terms: &Terms,
        lines: &[L],
        surcharges: &[DocumentSurcharge],
        policy: &Policy,
    ) -> PricedQuote {
        let known = self.known(terms, policy);
        let per_minor = e12_per_minor(terms);
        let priced = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                let line: &LineInput = line.borrow();
                match find(known, (at, lines.len()), line) {
                    Some(priced) => priced.clone(),
                    None => price_scaled(terms, line, policy, per_minor),
                }
            })
            .collect();
        over_lines(terms, priced, (lines, surcharges), policy)
    }

    /// Prices the line at a place among so many: the answer of [`super::price_line`].
    #[must_use]
    pub fn price_line(
        &self,
        terms: &Terms,
        place: (usize, usize),
        line: &LineInput,
        policy: &Policy,
    ) -> PricedLine {
        match find(self.known(terms, policy), place, line) {
            Some(priced) => priced.clone(),
            None => super::price_line(terms, line, policy),
        }
    }

    /// The lines that were priced under these terms.
    fn known(&self, terms: &Terms, policy: &Policy) -> &[Known] {
        if self.under == Some((of_lines(terms), *policy)) {
            &self.lines
        } else {
            &[]
        }
    }
}

/// What of the terms a line depends on: the document's discount is taken from what the lines come to.
fn of_lines(terms: &Terms) -> Terms {
    Terms {
        discount: Percent::ZERO,
        off: None,
        ..*terms
    }
}

fn is_same<L: Borrow<LineInput>>(known: &Known, line: &L) -> bool {
    let line: &LineInput = line.borrow();
    known.line == *line
}

/// A line that stands at its place, counted from the beginning or from the end: so lines that came or went before
/// it do not hide it.
fn find<'k>(
    known: &'k [Known],
    (at, of): (usize, usize),
    line: &LineInput,
) -> Option<&'k PricedLine> {
    let same = |place: usize| known.get(place).filter(|known| known.line == *line);
    let found = same(at).or_else(|| same((at + known.len()).checked_sub(of)?));
    found.map(|known| &known.priced)
}
