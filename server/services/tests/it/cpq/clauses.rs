//! Clauses of the library and of quotes, on both databases.

use super::support::{catalog, line, quote, save, step};
use crate::bench::Bench;
use crate::both;
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};
use shared::cpq::clauses::{Clause, ClauseCategory, ClauseDraft, HeldClause, hold};
use shared::cpq::quotes::ops::{CompareQuotes, GetQuote, GetQuotePdf, NewQuoteVersion};
use shared::cpq::quotes::{QuoteMove, QuoteView};
use shared::kernel::{ClauseId, Lang, LocalText, Problem, QuoteId};

/// A clause that asks for nothing.
pub fn draft(name: &str) -> ClauseDraft {
    ClauseDraft {
        title: LocalText::new(name, name),
        text: LocalText::new(format!("Text of {name}"), format!("Texte de {name}")),
        category: ClauseCategory::Payment,
        condition: String::new(),
        locked: false,
        active: true,
    }
}

async fn write(bench: &Bench, draft: ClauseDraft) -> Result<Clause, Problem> {
    let id = ClauseId(bench.uuid());
    let save = SaveClause {
        id,
        version: 0,
        draft,
    };
    let rows = bench.run(&bench.administrator, save).await?;
    Ok(rows.into_iter().find(|row| row.id == id).unwrap())
}

async fn change(bench: &Bench, clause: &Clause, change: impl FnOnce(&mut ClauseDraft)) -> Clause {
    let mut draft = clause.draft.clone();
    change(&mut draft);
    let save = SaveClause {
        id: clause.id,
        version: clause.version,
        draft,
    };
    let rows = bench.run(&bench.administrator, save).await.unwrap();
    rows.into_iter().find(|row| row.id == clause.id).unwrap()
}

/// A clause that no quote has yet.
pub async fn clause(bench: &Bench) -> Clause {
    write(bench, draft("Payment")).await.unwrap()
}

/// A request about a clause as it was before somebody called it `name`.
pub async fn late(bench: &Bench, name: &str) -> serde_json::Value {
    let read = clause(bench).await;
    change(bench, &read, |draft| {
        draft.title = LocalText::new(name, name)
    })
    .await;
    serde_json::json!({"id": read.id, "version": read.version, "draft": read.draft})
}

fn titles(view: &QuoteView) -> Vec<&str> {
    let clauses = view.draft.clauses.iter();
    clauses.map(|clause| clause.title.as_str()).collect()
}

both!(
    a_condition_brings_a_clause_and_keeps_what_is_sent_whole,
    async |bench: &Bench| {
        let rep = &bench.rep;
        let due = ClauseDraft {
            condition: "families contains \"Software\" and term >= 12".into(),
            locked: true,
            ..draft("Hosting")
        };
        let hosting = write(bench, due).await.unwrap();
        // Without products nothing is asked; the save that brings one brings the clause.
        let view = quote(bench, rep, 1).await;
        assert_eq!(titles(&view), ["Hosting"]);
        assert!(view.draft.clauses[0].required && view.draft.clauses[0].locked);

        // It comes back, whoever leaves it out.
        let mut without = view.draft.clone();
        without.clauses.clear();
        let view = save(bench, rep, &view, without).await.unwrap();
        assert_eq!(titles(&view), ["Hosting"]);

        // The rule goes, the clause goes with it.
        let mut short = view.draft.clone();
        short.term_months = 6;
        let view = save(bench, rep, &view, short).await.unwrap();
        assert!(view.draft.clauses.is_empty());

        // One that is asked for since is missing until the quote is saved again.
        change(bench, &hosting, |draft| draft.condition = "term > 0".into()).await;
        let view = bench.run(rep, GetQuote { id: view.id }).await.unwrap();
        assert!(!view.moves.contains(&QuoteMove::Send));
        let refused = step(bench, rep, &view, QuoteMove::Send).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "quote_incomplete");
        let view = save(bench, rep, &view, view.draft.clone()).await.unwrap();
        assert_eq!(titles(&view), ["Hosting"]);
        step(bench, rep, &view, QuoteMove::Send).await.unwrap();
    }
);

both!(
    a_locked_text_stays_and_another_may_be_reworded,
    async |bench: &Bench| {
        let rep = &bench.rep;
        let open = write(bench, draft("Delivery")).await.unwrap();
        let locked = ClauseDraft {
            locked: true,
            ..draft("Warranty")
        };
        let locked = write(bench, locked).await.unwrap();
        let view = quote(bench, rep, 1).await;
        let language = view.draft.language;
        let mut draft = view.draft.clone();
        draft.clauses = vec![hold(&locked, language, false), hold(&open, language, false)];
        draft.clauses[1].text = "On Mondays only".into();
        let view = save(bench, rep, &view, draft).await.unwrap();
        assert!(!view.draft.clauses[0].edited && view.draft.clauses[1].edited);

        let mut draft = view.draft.clone();
        draft.clauses[0].text = "No warranty".into();
        let refused = save(bench, rep, &view, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "clause_locked");

        // A newer text of the library does not touch the quote, until it is taken.
        let newer = change(bench, &locked, |draft| {
            draft.text = LocalText::new("Ten years", "Dix ans");
        })
        .await;
        assert_eq!(newer.number, 2);
        let again = save(bench, rep, &view, view.draft.clone()).await.unwrap();
        assert_eq!(again.draft.clauses[0].number, 1);
        let mut draft = again.draft.clone();
        draft.clauses[0] = hold(&newer, language, false);
        let taken = save(bench, rep, &again, draft).await.unwrap();
        assert_eq!(taken.draft.clauses[0].number, 2);

        // What the library does not know is not passed off as its own.
        let mut draft = taken.draft.clone();
        draft.clauses.push(HeldClause {
            id: ClauseId(bench.uuid()),
            ..taken.draft.clauses[0].clone()
        });
        let refused = save(bench, rep, &taken, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "clause_unknown");
    }
);

both!(
    versions_compare_their_clauses_and_quotes_outlive_the_library,
    async |bench: &Bench| {
        let rep = &bench.rep;
        let one = write(bench, draft("Delivery")).await.unwrap();
        let view = quote(bench, rep, 1).await;
        let mut draft = view.draft.clone();
        draft.clauses = vec![hold(&one, Lang::En, false)];
        draft.language = Lang::En;
        let view = save(bench, rep, &view, draft).await.unwrap();
        let sent = step(bench, rep, &view, QuoteMove::Send).await.unwrap();
        let delete = DeleteClause {
            id: one.id,
            version: one.version,
        };
        bench.run(&bench.administrator, delete).await.unwrap();
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        let next = bench.run(rep, request).await.unwrap();
        let mut draft = next.draft.clone();
        draft.clauses[0].text = "On Mondays".into();
        draft.clauses.push(HeldClause {
            id: ClauseId(bench.uuid()),
            number: 0,
            category: ClauseCategory::Other,
            title: "Of ours".into(),
            text: "As agreed".into(),
            locked: true,
            required: true,
            edited: true,
        });
        let next = save(bench, rep, &next, draft).await.unwrap();
        let own = &next.draft.clauses[1];
        assert!(!own.locked && !own.required && !own.edited);
        let request = CompareQuotes {
            old: sent.id,
            new: next.id,
        };
        let said = bench.run(rep, request).await.unwrap();
        assert_eq!(said.clauses[0].fields, ["text"]);
        assert!(said.clauses[1].old.is_none());
        let pdf = bench.run(rep, GetQuotePdf { id: next.id }).await.unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-"));
    }
);

both!(
    the_library_is_kept_by_administrators_and_read_by_all,
    async |bench: &Bench| {
        let half = ClauseDraft {
            text: LocalText::new("Only English", ""),
            ..draft("Half")
        };
        let refused = write(bench, half).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "clause_half_translated");
        let costs = ClauseDraft {
            condition: "margin < 20".into(),
            ..draft("Costs")
        };
        let refused = write(bench, costs).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "condition_of_costs");
        let one = clause(bench).await;
        // Another category is no other text.
        let moved = change(bench, &one, |draft| draft.category = ClauseCategory::Other).await;
        assert_eq!((moved.number, moved.version), (1, 2));
        let all = bench.run(&bench.rep, ListClauses {}).await.unwrap();
        assert_eq!(all.len(), 1);
        let view = quote(bench, &bench.rep, 1).await;
        let item = &catalog(bench, &bench.rep, view.draft.price_book_id.unwrap()).await[0];
        let mut draft = view.draft.clone();
        draft.lines.push(line(bench, item, 2));
        draft.clauses = vec![hold(&moved, draft.language, false); 2];
        let refused = save(bench, &bench.rep, &view, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "duplicate");
    }
);
