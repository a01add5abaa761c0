//! A quote as a presentation: which slides it has and what stands on each. The same quote has the same
//! slides whatever options are chosen, so that a seller who hears of the third means the third.

use super::Choice;
use crate::coded;
use crate::cpq::pricing::{Policy, PriceStory, PricedQuote, price_story};
use crate::cpq::promotions::Families;
use crate::cpq::quotes::sections::Priced;
use crate::cpq::quotes::{QuoteDraft, Section, by_section, price_draft};
use crate::kernel::Issue;
use serde::{Deserialize, Serialize};

/// Lines of one slide, as long as there are few enough slides.
pub const LINES_PER_SLIDE: usize = 4;
/// Slides with lines; of larger quotes each has more of them.
pub const OFFER_SLIDES: usize = 40;

coded! {
    /// What a slide is for.
    SlideKind {
        /// Who offers what to whom.
        Cover = "cover",
        /// Lines of a section.
        Offer = "offer",
        /// How the price comes about.
        Price = "price",
        /// What the customer does next.
        Next = "next",
    }
}

/// A slide.
#[derive(Clone, Debug)]
pub struct Slide<'a> {
    /// What it is for.
    pub kind: SlideKind,
    /// The section its lines are of.
    pub section: Option<&'a Section>,
    /// Its lines, counted ones and options.
    pub lines: Vec<Priced<'a>>,
    /// Which of several slides of its section it is, and of how many; from 1.
    pub part: (u32, u32),
}

impl<'a> Slide<'a> {
    const fn of(kind: SlideKind) -> Self {
        Self {
            kind,
            section: None,
            lines: Vec::new(),
            part: (1, 1),
        }
    }
}

/// A slide's name, for the seller.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlideName {
    /// What it is for.
    pub kind: SlideKind,
    /// The title of its section; empty where it has none.
    pub title: String,
    /// Which of several slides of its section it is, and of how many; from 1.
    pub part: (u32, u32),
}

/// The slides of a quote, in their order.
#[must_use]
pub fn slides<'a>(draft: &'a QuoteDraft, priced: &'a PricedQuote) -> Vec<Slide<'a>> {
    let each = draft
        .lines
        .len()
        .div_ceil(OFFER_SLIDES)
        .max(LINES_PER_SLIDE);
    let mut all = vec![Slide::of(SlideKind::Cover)];
    for group in by_section(draft, priced) {
        // As even as can be: five lines are three and two, not four and one.
        let parts = group.lines.len().div_ceil(each).max(1);
        let size = group.lines.len().div_ceil(parts).max(1);
        let mut pieces: Vec<Vec<Priced<'a>>> =
            group.lines.chunks(size).map(<[_]>::to_vec).collect();
        if pieces.is_empty() {
            // A section without lines is a text of the document.
            pieces.push(Vec::new());
        }
        let of = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
        all.extend((1..).zip(pieces).map(|(part, lines)| Slide {
            section: group.section,
            lines,
            part: (part, of),
            ..Slide::of(SlideKind::Offer)
        }));
    }
    all.push(Slide::of(SlideKind::Price));
    all.push(Slide::of(SlideKind::Next));
    all
}

/// The names of the slides of a quote.
#[must_use]
pub fn slide_names(draft: &QuoteDraft, priced: &PricedQuote) -> Vec<SlideName> {
    slides(draft, priced)
        .into_iter()
        .map(|slide| SlideName {
            kind: slide.kind,
            title: slide
                .section
                .map(|section| section.title.clone())
                .unwrap_or_default(),
            part: slide.part,
        })
        .collect()
}

/// The price of a quote as it is told, with what is chosen counted.
#[must_use]
pub fn story_of(draft: &QuoteDraft, priced: &PricedQuote) -> Option<PriceStory> {
    price_story(
        &draft.pricing_terms(),
        &draft.lines,
        priced,
        &Policy::default(),
    )
}

/// What all options that are not chosen would add together, with tax and in minor units; nothing where
/// there are none.
///
/// # Errors
/// As [`super::with_choice`].
pub fn all_options_add(
    draft: &QuoteDraft,
    choice: &Choice,
    families: &Families,
    priced: &PricedQuote,
) -> Result<Option<i64>, Vec<Issue>> {
    let options = draft.lines.iter().filter(|line| line.is_option());
    let every = Choice {
        options: options.map(|line| line.id).collect(),
        ..choice.clone()
    };
    if every.options.is_subset(&choice.options) {
        return Ok(None);
    }
    let with = price_draft(&super::with_choice(draft, &every, families)?);
    let more = with.totals.gross_minor;
    Ok(more.checked_sub(priced.totals.gross_minor))
}

#[cfg(test)]
mod tests {
    use super::super::choice::tests as rooms;
    use super::*;
    use crate::cpq::quotes::QuoteLine;
    use crate::cpq::rooms::with_choice;
    use crate::kernel::{QuoteLineId, QuoteSectionId};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(n: usize) -> Uuid {
        Uuid::from_u128(n as u128 + 1)
    }

    /// A quote of these lines: in which section each is, and whether it is an option.
    fn draft(sections: usize, lines: &[(usize, bool)]) -> QuoteDraft {
        let mut draft = QuoteDraft {
            sections: (0..sections)
                .map(|n| Section {
                    id: QuoteSectionId(id(n)),
                    title: format!("Section {n}"),
                    introduction: String::new(),
                    subtotal: true,
                })
                .collect(),
            ..rooms::draft(Vec::new())
        };
        draft.lines = lines
            .iter()
            .enumerate()
            .map(|(n, (section, optional))| QuoteLine {
                id: QuoteLineId(id(n)),
                section: section
                    .checked_sub(1)
                    .filter(|place| *place < sections)
                    .map(|place| QuoteSectionId(id(place))),
                ..rooms::line(1, 1_000_000, *optional)
            })
            .collect();
        crate::cpq::quotes::arrange(&mut draft);
        draft
    }

    #[test]
    fn five_lines_of_a_section_are_two_slides() {
        let draft = draft(
            2,
            &[(1, false), (1, false), (1, true), (1, false), (1, false)],
        );
        let priced = price_draft(&draft);
        let names = slide_names(&draft, &priced);
        let kinds: Vec<_> = names.iter().map(|name| (name.kind, name.part)).collect();
        assert_eq!(
            kinds,
            [
                (SlideKind::Cover, (1, 1)),
                (SlideKind::Offer, (1, 2)),
                (SlideKind::Offer, (2, 2)),
                (SlideKind::Offer, (1, 1)),
                (SlideKind::Price, (1, 1)),
                (SlideKind::Next, (1, 1)),
            ]
        );
        assert_eq!(names[3].title, "Section 1", "without lines, with its text");
        assert_eq!(slides(&draft, &priced)[1].lines.len(), 3);
        let none = Choice::default();
        let more = all_options_add(&draft, &none, &Families::new(), &priced).unwrap();
        assert_eq!(more, Some(10_000));
    }

    proptest! {
        /// Every line stands on one slide, in the order of the document, and there are never many slides;
        /// what is chosen changes none of it.
        #[test]
        fn every_line_is_on_one_slide(
            sections in 0..5_usize,
            lines in prop::collection::vec((0..6_usize, any::<bool>()), 0..300),
        ) {
            let draft = draft(sections, &lines);
            let priced = price_draft(&draft);
            let all = slides(&draft, &priced);
            let shown: Vec<_> = all.iter().flat_map(|slide| &slide.lines).map(|(line, _)| line.id).collect();
            let known: Vec<_> = draft.lines.iter().map(|line| line.id).collect();
            prop_assert_eq!(shown, known);
            prop_assert!(all.len() <= OFFER_SLIDES + 2 * (sections + 1) + 3, "{}", all.len());
            let options = draft.lines.iter().filter(|line| line.price.optional).map(|line| line.id).collect();
            let chosen = Choice { options, ..Choice::default() };
            let with = with_choice(&draft, &chosen, &Families::new()).unwrap();
            prop_assert_eq!(slide_names(&with, &price_draft(&with)), slide_names(&draft, &priced));
            prop_assert_eq!(all_options_add(&draft, &chosen, &Families::new(), &price_draft(&with)).unwrap(), None);
        }
    }
}
