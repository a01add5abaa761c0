//! What the page of one opportunity asks: its quotes, products with a price in its currency, its
//! timeline and history through the real moves and edits.

use super::fixture::{deal, in_days, moving};
use crate::bench::{Bench, START};
use crate::both;
use shared::deals::opportunities::{EditOpportunity, OpportunityChange};
use shared::deals::opportunity::{FindDealProducts, ListDealQuotes};
use shared::kernel::{Currency, ProblemKind};
use shared::work::timeline::ops::{ReadOpportunityHistory, ReadTimeline, TimelineOf};
use shared::work::timeline::{TimelineEvent, TimelineFilter};
use store::args;

const PRODUCT: &str = "INSERT INTO products (id, sku, name_en, name_fr, search, description_en,
        description_fr, family, unit, tax_category, tax_rate_bp, active, sample, version)
    VALUES ($1, $2, $2, $2, $3, '', '', '', 'unit', 'S', 2000, $4, FALSE, 1)";
const BOOK: &str =
    "INSERT INTO price_books (id, name, currency, valid_from, valid_to, active, sample, version)
    VALUES ($1, $2, $3, NULL, $4, TRUE, FALSE, 1)";
const ENTRY: &str = "INSERT INTO price_book_entries (id, price_book_id, product_id, charge,
        unit_price_e4, tier_mode, tiers)
    VALUES ($1, $2, $3, 'monthly', 125000, 'none', '[]')";
const QUOTE: &str = "INSERT INTO quotes (id, series_id, number, version_number, active_version, state,
        title, search, opportunity_id, owner_id, currency, language, issued_on, valid_until,
        term_months, discount_bp, introduction, terms, decline_reason, net_minor, tax_minor,
        gross_minor, one_time_minor, monthly_minor, sample, created_at, updated_at, version)
    VALUES ($1, $1, 'Q-1', 1, TRUE, 'draft', 'Offer', 'offer', $2, $3, 'EUR', 'en', $4, $4, 12, 0, '',
        '', '', 5000, 1000, 6000, 5000, 0, FALSE, $5, $5, 1)";

both!(
    products_are_offered_at_prices_in_force,
    async |bench: &Bench| {
        let (lamp, old, euro, dollar, past) = (
            bench.uuid(),
            bench.uuid(),
            bench.uuid(),
            bench.uuid(),
            bench.uuid(),
        );
        let mut session = bench.services.store().write().await.unwrap();
        for (id, sku, active) in [(lamp, "LAMP", true), (old, "LAMPION", false)] {
            let row = args![id, sku, sku.to_lowercase(), active];
            session.exec(PRODUCT, row).await.unwrap();
        }
        for (id, currency, until) in [
            (euro, "EUR", None),
            (dollar, "USD", None),
            (past, "EUR", Some(in_days(-1))),
        ] {
            let row = args![id, currency, currency, until];
            session.exec(BOOK, row).await.unwrap();
            for product in [lamp, old] {
                let row = args![bench.uuid(), id, product];
                session.exec(ENTRY, row).await.unwrap();
            }
        }
        session.commit().await.unwrap();
        let ask = |text: &str, currency| FindDealProducts {
            text: text.into(),
            currency,
        };
        let found = bench
            .run(&bench.rep, ask("Lamp", Currency::EUR))
            .await
            .unwrap();
        assert_eq!(found.len(), 1, "active, in a price book of euros in force");
        assert_eq!(
            (found[0].sku.as_str(), found[0].unit_price.0),
            ("LAMP", 125_000)
        );
        let none = bench
            .run(&bench.rep, ask("%", Currency::GBP))
            .await
            .unwrap();
        assert!(none.is_empty());
    }
);

both!(
    a_deals_quotes_are_for_those_who_see_the_deal,
    async |bench: &Bench| {
        let view = deal(bench, &bench.rep, "Quoted", 100).await;
        let mut session = bench.services.store().write().await.unwrap();
        let row = args![bench.uuid(), view.id, bench.rep.user_id, in_days(30), START];
        session.exec(QUOTE, row).await.unwrap();
        session.commit().await.unwrap();
        let ask = ListDealQuotes { id: view.id };
        let quotes = bench.run(&bench.rep, ask.clone()).await.unwrap();
        assert_eq!(
            (quotes[0].number.as_str(), quotes[0].net.minor),
            ("Q-1", 5000)
        );
        let problem = bench.run(&bench.stranger, ask).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound);
    }
);

both!(
    moves_and_edits_are_told_by_timeline_and_history,
    async |bench: &Bench| {
        let view = deal(bench, &bench.rep, "Told", 100).await;
        let later = in_days(100);
        let edit = EditOpportunity {
            id: view.id,
            version: view.version,
            changes: vec![
                OpportunityChange::CloseDate(later),
                OpportunityChange::NextStep {
                    text: "Call".into(),
                    on: Some(in_days(5)),
                },
            ],
        };
        let edited = bench.run(&bench.rep, edit).await.unwrap();
        bench.clock.set(START.plus_days(2));
        let request = moving(bench, &edited, 1).await;
        let moved = bench.run(&bench.rep, request).await;
        let timeline = ReadTimeline {
            of: TimelineOf::Opportunity(view.id),
            filter: TimelineFilter::default(),
            before: None,
            limit: 50,
        };
        let page = bench.run(&bench.rep, timeline).await.unwrap();
        let slipped = page.entries.iter().any(
            |entry| matches!(entry.event, TimelineEvent::CloseDateMoved { days, .. } if days != 0),
        );
        assert!(slipped);
        let told_of_move = page
            .entries
            .iter()
            .any(|entry| matches!(entry.event, TimelineEvent::StageMoved { .. }));
        assert_eq!(told_of_move, moved.is_ok());
        let history = ReadOpportunityHistory {
            id: view.id,
            before: None,
            limit: 50,
        };
        let entries = bench.run(&bench.rep, history).await.unwrap().entries;
        let change = entries
            .iter()
            .flat_map(|entry| &entry.changes)
            .find(|change| change.field == "close_date" && change.after == later.to_string());
        assert!(change.is_some(), "{entries:?}");
    }
);
