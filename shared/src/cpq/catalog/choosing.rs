//! Which price book a quote begins with, and why.
//!
//! Of the books in use that are of the currency and hold on the day, only those that name nobody else are looked at.
//! Before the others comes, in this order: the book that names most of channel, country and industry; the one that
//! names the channel; the one that names the country; the one that began last; the first by name. The last two are the
//! order in which the store lists them. So there is always one answer, and it does not depend on who asks.

use super::model::{PriceBook, PriceBookDraft};
use crate::kernel::{Named, PriceBookId, SalesChannel};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Whom a quote is for, as price books ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buyer<'a> {
    /// The customer's country, by its code; empty where it is not known.
    pub country: &'a str,
    /// The customer's industry.
    pub segment: &'a str,
    /// The channel of the deal.
    pub channel: SalesChannel,
}

/// What of a buyer a price book names. The greater one comes first.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BookFit {
    /// How many of them.
    pub named: u8,
    /// The channel.
    pub channel: bool,
    /// The country.
    pub country: bool,
    /// The industry.
    pub segment: bool,
}

impl BookFit {
    /// How a price book fits a buyer; nothing where it names others.
    #[must_use]
    pub fn of(book: &PriceBookDraft, buyer: &Buyer<'_>) -> Option<Self> {
        let channel = names(&book.channels, |own| *own == buyer.channel)?;
        let country = names(&book.countries, |own| own == buyer.country)?;
        let segment = names(&book.segments, |own| own == buyer.segment)?;
        Some(Self {
            named: u8::from(channel) + u8::from(country) + u8::from(segment),
            channel,
            country,
            segment,
        })
    }
}

/// Whether a list names the buyer; nothing where it names others alone.
fn names<T>(all: &[T], own: impl Fn(&T) -> bool) -> Option<bool> {
    if all.is_empty() {
        return Some(false);
    }
    all.iter().any(own).then_some(true)
}

/// The price book for a buyer, by its place: of those meant for them the first as told above.
#[must_use]
pub fn choose<'a>(
    books: impl Iterator<Item = &'a PriceBookDraft>,
    buyer: &Buyer<'_>,
) -> Option<usize> {
    books
        .enumerate()
        .filter_map(|(index, book)| Some((BookFit::of(book, buyer)?, Reverse(index))))
        .max()
        .map(|(_, Reverse(index))| index)
}

/// Why a quote has its price book.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookChoice {
    /// What of the buyer it names; nothing where it is meant for others.
    pub fit: Option<BookFit>,
    /// Another one comes first for this buyer.
    pub better: Option<Named<PriceBookId>>,
}

impl BookChoice {
    /// About the book a quote has, among those offered in the store's order.
    #[must_use]
    pub fn of(own: &PriceBook, offered: &[PriceBook], buyer: &Buyer<'_>) -> Self {
        let first = choose(offered.iter().map(|book| &book.draft), buyer);
        let better = first
            .and_then(|index| offered.get(index))
            .filter(|book| book.id != own.id)
            .map(|book| Named::new(book.id, book.draft.name.clone()));
        Self {
            fit: BookFit::of(&own.draft, buyer),
            better,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Currency, uuid_v7};
    use SalesChannel::{Direct, Partner, Web};
    use proptest::prelude::*;

    fn book(channels: &[SalesChannel], countries: &[&str], segments: &[&str]) -> PriceBookDraft {
        let texts = |all: &[&str]| all.iter().map(|code| (*code).to_owned()).collect();
        PriceBookDraft {
            name: "Book".into(),
            currency: Currency::EUR,
            valid_from: None,
            valid_to: None,
            proration: None,
            countries: texts(countries),
            segments: texts(segments),
            channels: channels.to_vec(),
            rounding: None,
        }
    }

    fn buyer(
        country: &'static str,
        segment: &'static str,
        channel: SalesChannel,
    ) -> Buyer<'static> {
        Buyer {
            country,
            segment,
            channel,
        }
    }

    #[test]
    fn a_customer_gets_the_price_book_that_is_meant_for_them() {
        let books = [
            book(&[], &[], &[]),
            book(&[], &[], &[]),
            book(&[], &["DE", "AT"], &[]),
            book(&[], &["DE"], &["energy"]),
            book(&[], &[], &["energy"]),
        ];
        let found = |country, segment| choose(books.iter(), &buyer(country, segment, Direct));
        assert_eq!(found("FR", "food"), Some(0));
        assert_eq!(found("AT", "food"), Some(2));
        assert_eq!(found("DE", "energy"), Some(3));
        assert_eq!(found("FR", "energy"), Some(4));
        assert_eq!(
            found("", ""),
            Some(0),
            "a customer of whom nothing is known"
        );
        let others = choose(books[2..].iter(), &Buyer::default());
        assert_eq!(others, None);
    }

    #[test]
    fn the_channel_comes_before_the_country_and_the_country_before_the_industry() {
        let books = [
            book(&[], &[], &["food"]),
            book(&[], &["FR"], &[]),
            book(&[Partner], &[], &[]),
            book(&[], &["FR"], &["food"]),
            book(&[], &[], &[]),
        ];
        let found =
            |channel, books: &[PriceBookDraft]| choose(books.iter(), &buyer("FR", "food", channel));
        assert_eq!(found(Partner, &books), Some(3), "two named before one");
        assert_eq!(found(Partner, &books[..3]), Some(2));
        assert_eq!(found(Web, &books[..3]), Some(1));
        assert_eq!(found(Web, &books[2..3]), None, "a book for partners only");
    }

    #[test]
    fn a_quote_says_why_it_has_its_price_book_and_which_would_come_first() {
        let kept = |n: u8, draft: PriceBookDraft| PriceBook {
            id: uuid_v7(0, [n; 10]).into(),
            draft: PriceBookDraft {
                name: format!("Book {n}"),
                ..draft
            },
            active: true,
            sample: false,
            entries: 0,
            version: 1,
        };
        let books = [
            kept(1, book(&[], &[], &[])),
            kept(2, book(&[Partner], &[], &[])),
        ];
        let why = BookChoice::of(&books[0], &books, &buyer("FR", "", Partner));
        assert_eq!(why.fit, Some(BookFit::default()));
        assert_eq!(why.better.map(|book| book.name), Some("Book 2".to_owned()));
        let why = BookChoice::of(&books[1], &books, &buyer("FR", "", Partner));
        assert!(why.fit.is_some_and(|fit| fit.channel) && why.better.is_none());
        let why = BookChoice::of(&books[1], &books, &buyer("FR", "", Direct));
        assert_eq!(why.fit, None);
    }

    proptest! {
        /// Which book is found does not depend on the order of those that fit differently, and it always fits.
        #[test]
        fn the_answer_fits_and_is_the_best(marks in prop::collection::vec((0_u8..3, 0_u8..3, 0_u8..3), 0..8), partner in any::<bool>()) {
            let books: Vec<PriceBookDraft> = marks
                .iter()
                .map(|(channel, country, segment)| book(
                    [&[][..], &[Partner], &[Direct]][usize::from(*channel)],
                    [&[][..], &["FR"], &["DE"]][usize::from(*country)],
                    [&[][..], &["food"], &["energy"]][usize::from(*segment)],
                ))
                .collect();
            let buyer = buyer("FR", "food", if partner { Partner } else { Direct });
            let fits: Vec<Option<BookFit>> = books.iter().map(|book| BookFit::of(book, &buyer)).collect();
            match choose(books.iter(), &buyer) {
                None => prop_assert!(fits.iter().all(Option::is_none)),
                Some(found) => {
                    let own = fits[found];
                    prop_assert!(own.is_some());
                    prop_assert!(fits.iter().all(|fit| *fit <= own));
                    prop_assert!(fits[..found].iter().all(|fit| *fit < own));
                }
            }
        }
    }
}
