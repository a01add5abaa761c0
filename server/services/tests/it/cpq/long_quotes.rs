//! The longest quote there may be, on both databases.

use super::support::{blank, book, catalog, line, save, step};
use crate::bench::Bench;
use crate::both;
use shared::cpq::quotes::ops::{CompareQuotes, GetQuote, NewQuoteVersion, SaveQuote};
use shared::cpq::quotes::rules::LINES;
use shared::cpq::quotes::{QuoteMove, figures, price_draft};
use shared::kernel::{Quantity, QuoteId, QuoteLineId};

both!(
    a_quote_of_ten_thousand_lines_is_saved_changed_and_read,
    async |bench: &Bench| {
        let book = book(bench).await;
        let empty = blank(bench, &bench.rep).await;
        let items = catalog(bench, &bench.rep, book.book.id).await;
        let mut draft = empty.draft.clone();
        draft.price_book_id = Some(book.book.id);
        let like = line(bench, &items[0], 1);
        draft.lines = (0..LINES)
            .map(|n| {
                let mut own = like.clone();
                own.id = QuoteLineId(bench.uuid());
                own.price.quantity = Quantity::whole(i64::try_from(n % 20).unwrap() + 1);
                own
            })
            .collect();
        let sent = serde_json::to_string(&SaveQuote {
            id: empty.id,
            version: empty.version,
            figures: figures(&price_draft(&draft)),
            draft: draft.clone(),
        });
        let bytes = sent.unwrap().len();
        assert!(bytes < 8_000_000, "{bytes} bytes do not get in");
        let saved = save(bench, &bench.rep, &empty, draft).await.unwrap();
        assert_eq!(saved.draft.lines.len(), LINES);

        // One line changed in the middle, another taken away: the others stay as and where they are.
        let mut draft = saved.draft.clone();
        draft.lines[LINES / 2].price.quantity = Quantity::whole(77);
        draft.lines.pop();
        let changed = save(bench, &bench.rep, &saved, draft.clone()).await;
        let changed = changed.unwrap();
        assert_eq!(changed.draft.lines.len(), LINES - 1);
        assert_eq!(
            changed.draft.lines[LINES / 2].price.quantity,
            Quantity::whole(77)
        );
        let read = bench.run(&bench.rep, GetQuote { id: saved.id }).await;
        assert_eq!(read.unwrap().draft.lines, draft.lines);

        // One more than there may be is refused, and named.
        let mut over = changed.draft.clone();
        for _ in 0..2 {
            let mut more = like.clone();
            more.id = QuoteLineId(bench.uuid());
            over.lines.push(more);
        }
        let refused = save(bench, &bench.rep, &changed, over).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "too_many");
    }
);

both!(
    versions_of_long_quotes_are_compared,
    async |bench: &Bench| {
        let book = book(bench).await;
        let empty = blank(bench, &bench.rep).await;
        let items = catalog(bench, &bench.rep, book.book.id).await;
        let mut draft = empty.draft.clone();
        draft.price_book_id = Some(book.book.id);
        draft.lines = (0..3_000).map(|_| line(bench, &items[0], 1)).collect();
        let first = save(bench, &bench.rep, &empty, draft).await.unwrap();
        let first = step(bench, &bench.rep, &first, QuoteMove::Send).await;
        let first = first.unwrap();
        let new_version = NewQuoteVersion {
            id: first.id,
            version: first.version,
            new_id: QuoteId(bench.uuid()),
        };
        let second = bench.run(&bench.rep, new_version).await.unwrap();
        let mut draft = second.draft.clone();
        draft.lines[1_500].price.quantity = Quantity::whole(2);
        let second = save(bench, &bench.rep, &second, draft).await.unwrap();
        let compare = CompareQuotes {
            old: first.id,
            new: second.id,
        };
        let found = bench.run(&bench.rep, compare).await.unwrap();
        assert_eq!((found.lines.len(), found.unchanged), (1, 2_999));
    }
);
