//! The board: scope, totals against a count of every deal, paging, filters, grouping.

use super::fixture::*;
use crate::bench::Bench;
use crate::both;
use shared::deals::opportunities::{
    BoardQuery, BoardTotals, BoardView, ClosePeriod, ColumnQuery, DealFilter, EditOpportunity,
    Grouping, NextActivity, OpportunityCard, OpportunityChange, OpportunityView,
};
use shared::kernel::{Actor, Currency, Money, Percent};
use std::collections::BTreeSet;

fn query() -> BoardQuery {
    BoardQuery {
        pipeline: None,
        filter: DealFilter::default(),
        group: Grouping::None,
        limit: 5,
    }
}

async fn board(bench: &Bench, actor: &Actor) -> BoardView {
    bench.run(actor, query()).await.unwrap()
}

/// Deals of three currencies, owners and stages, some judged.
async fn fill(bench: &Bench) -> Vec<OpportunityView> {
    let mut deals = Vec::new();
    for n in 0..36_i64 {
        let owner =
            [&bench.rep, &bench.colleague, &bench.stranger][usize::try_from(n % 3).unwrap()];
        let currency =
            [Currency::EUR, Currency::USD, Currency::JPY][usize::try_from(n / 3 % 3).unwrap()];
        let mut new = new_deal(
            bench,
            &format!("Deal {n}"),
            Money::new(n * 7_777 + 1, currency),
        )
        .await;
        new.close_date = in_days(n * 5 % 50);
        let mut view = bench.run(owner, new).await.unwrap();
        if n % 4 == 0 {
            let judge = EditOpportunity {
                id: view.id,
                version: view.version,
                changes: vec![OpportunityChange::JudgedProbability(Some(Percent(3_333)))],
            };
            view = bench.run(owner, judge).await.unwrap();
        }
        let stage = usize::try_from(n % 5).unwrap();
        if stage > 0 {
            view = bench
                .run(&bench.head, excepted(bench, &view, stage).await)
                .await
                .unwrap();
        }
        deals.push(view);
    }
    deals
}

both!(
    totals_are_those_of_all_deals_and_not_of_the_loaded,
    async |bench: &Bench| {
        let deals = fill(bench).await;
        for actor in [&bench.head, &bench.finance, &bench.manager, &bench.rep] {
            let view = board(bench, actor).await;
            let seen: Vec<OpportunityCard> = deals
                .iter()
                .filter(|deal| match actor.name.as_str() {
                    "rep" => deal.owner.name == "rep",
                    "manager" => deal.owner.name != "stranger",
                    _ => true,
                })
                .map(OpportunityView::card)
                .collect();
            let counted = BoardTotals::from_cards(&view.pipeline, &seen);
            assert_eq!(view.totals, counted, "{}", actor.name);
            assert!(view.columns.iter().all(|column| column.cards.len() <= 5));
        }
    }
);

both!(
    a_column_pages_through_every_card_once,
    async |bench: &Bench| {
        fill(bench).await;
        for group in Grouping::ALL {
            for limit in [1, 3, 100] {
                let first = BoardQuery {
                    group: *group,
                    limit,
                    ..query()
                };
                let view = bench.run(&bench.head, first).await.unwrap();
                for column in &view.columns {
                    let mut cards = column.cards.clone();
                    let mut after = column.next.clone();
                    while let Some(place) = after {
                        let more = ColumnQuery {
                            pipeline: view.pipeline.id,
                            stage: column.stage_id,
                            filter: DealFilter::default(),
                            group: *group,
                            limit,
                            after: Some(place),
                        };
                        let page = bench.run(&bench.head, more).await.unwrap();
                        cards.extend(page.cards);
                        after = page.next;
                    }
                    let ids: BTreeSet<_> = cards.iter().map(|card| card.id).collect();
                    assert_eq!(ids.len(), cards.len());
                    let total: i64 = view
                        .totals
                        .of(column.stage_id)
                        .iter()
                        .map(|sum| sum.count)
                        .sum();
                    assert_eq!(i64::try_from(cards.len()).unwrap(), total);
                }
            }
        }
    }
);

both!(
    the_board_shows_only_what_the_reader_may_see,
    async |bench: &Bench| {
        fill(bench).await;
        let owners = |view: &BoardView| -> BTreeSet<String> {
            let cards = view.columns.iter().flat_map(|column| &column.cards);
            cards.map(|card| card.owner.name.clone()).collect()
        };
        let set = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(owners(&board(bench, &bench.rep).await), set(&["rep"]));
        assert_eq!(
            owners(&board(bench, &bench.manager).await),
            set(&["rep", "colleague"])
        );
        assert_eq!(
            owners(&board(bench, &bench.finance).await),
            set(&["rep", "colleague", "stranger"])
        );
        let finance = board(bench, &bench.finance).await;
        assert!(
            finance
                .columns
                .iter()
                .flat_map(|c| &c.cards)
                .all(|card| !card.may_edit)
        );
    }
);

both!(
    filters_narrow_cards_and_totals_alike,
    async |bench: &Bench| {
        fill(bench).await;
        let filters = [
            DealFilter {
                owner: Some(bench.rep.user_id),
                ..DealFilter::default()
            },
            DealFilter {
                team: bench.manager.team_id,
                ..DealFilter::default()
            },
            DealFilter {
                close: Some(ClosePeriod::NextMonth),
                ..DealFilter::default()
            },
            DealFilter {
                search: "DEAL 1".to_owned(),
                ..DealFilter::default()
            },
            DealFilter {
                search: "%".to_owned(),
                ..DealFilter::default()
            },
            DealFilter {
                next_activity: Some(NextActivity::None),
                ..DealFilter::default()
            },
            DealFilter {
                kind: Some(shared::deals::opportunities::OpportunityKind::Renewal),
                ..DealFilter::default()
            },
            DealFilter {
                category: Some(shared::deals::pipelines::ForecastCategory::BestCase),
                ..DealFilter::default()
            },
        ];
        let mut counts = Vec::new();
        for filter in filters {
            let asked = BoardQuery {
                filter,
                limit: 100,
                ..query()
            };
            let view = bench.run(&bench.head, asked).await.unwrap();
            let cards: Vec<_> = view
                .columns
                .iter()
                .flat_map(|column| column.cards.clone())
                .collect();
            assert_eq!(view.totals, BoardTotals::from_cards(&view.pipeline, &cards));
            counts.push(cards.len());
        }
        assert_eq!(counts[0], 12);
        assert_eq!(counts[1], 24);
        assert!(counts[2] > 0 && counts[2] < 36);
        assert_eq!(
            counts[3], 13,
            "1, 10 to 19, 21 and 31: every word somewhere"
        );
        assert_eq!(counts[4], 0, "a per cent sign is not a wildcard");
        assert!(counts[5] > 20);
        assert_eq!(counts[6], 0);
        assert!(counts[7] > 0);
    }
);

both!(
    silent_deals_are_found_by_the_rule_of_the_card,
    async |bench: &Bench| {
        fill(bench).await;
        for days in [0, 6, 8, 13, 15] {
            pass_days(bench, days);
            let all = BoardQuery {
                limit: 100,
                ..query()
            };
            let view = bench.run(&bench.head, all).await.unwrap();
            let expected: BTreeSet<_> = view
                .columns
                .iter()
                .flat_map(|column| &column.cards)
                .filter(|card| {
                    let stage = view.pipeline.stage(card.stage_id).unwrap();
                    shared::deals::opportunities::stalled(
                        stage,
                        card.stage_entered_at,
                        card.last_activity_at,
                        card.next_activity_on,
                        view.now,
                        view.today,
                    )
                    .is_some()
                })
                .map(|card| card.id)
                .collect();
            let asked = BoardQuery {
                filter: DealFilter {
                    stalled: true,
                    ..DealFilter::default()
                },
                limit: 100,
                ..query()
            };
            let stalled = bench.run(&bench.head, asked).await.unwrap();
            let found: BTreeSet<_> = stalled
                .columns
                .iter()
                .flat_map(|c| &c.cards)
                .map(|card| card.id)
                .collect();
            assert_eq!(found, expected, "after {days} days");
            assert_eq!(found.is_empty(), days < 8, "after {days} days");
        }
    }
);

both!(
    closed_deals_leave_the_board_after_a_month,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        bench
            .run(&bench.manager, excepted(bench, &deal, 4).await)
            .await
            .unwrap();
        let won = |view: &BoardView| view.totals.of(view.pipeline.stages[4].id).len();
        assert_eq!(won(&board(bench, &bench.rep).await), 1);
        pass_days(bench, 29);
        assert_eq!(won(&board(bench, &bench.rep).await), 1);
        pass_days(bench, 31);
        let later = board(bench, &bench.rep).await;
        assert_eq!(won(&later), 0);
        assert!(later.columns[4].cards.is_empty());
    }
);

both!(
    two_currencies_are_added_only_at_a_named_rate,
    async |bench: &Bench| {
        let mut session = bench.services.store().write().await.unwrap();
        store::platform::company::put_rate(
            &mut session,
            Currency::USD,
            in_days(-10),
            80_000_000,
            false,
        )
        .await
        .unwrap();
        session.commit().await.unwrap();
        for currency in [Currency::EUR, Currency::USD, Currency::JPY] {
            let new = new_deal(bench, "Deal", Money::new(10_000, currency)).await;
            bench.run(&bench.rep, new).await.unwrap();
        }
        let view = board(bench, &bench.rep).await;
        let shown = view.totals.shown(
            view.pipeline.stages[0].id,
            view.currency,
            &view.rates,
            view.today,
        );
        assert_eq!(shown.count, 3);
        assert_eq!(shown.amount.total, Money::new(18_000, Currency::EUR));
        assert_eq!(shown.amount.rates[0].day, in_days(-10));
        assert_eq!(
            shown.amount.unconverted,
            [Money::new(10_000, Currency::JPY)]
        );
    }
);

both!(
    totals_follow_every_change_though_they_are_kept,
    async |bench: &Bench| {
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let first = |view: &BoardView| view.totals.of(view.pipeline.stages[0].id);
        assert_eq!(
            first(&board(bench, &bench.rep).await)[0].amount.minor,
            1_000
        );
        assert_eq!(
            first(&board(bench, &bench.rep).await)[0].amount.minor,
            1_000
        );
        let edit = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![OpportunityChange::Amount(Money::new(2_000, Currency::EUR))],
        };
        bench.run(&bench.rep, edit).await.unwrap();
        assert_eq!(
            first(&board(bench, &bench.rep).await)[0].amount.minor,
            2_000
        );
        // What one reader was answered is never another's answer.
        assert!(first(&board(bench, &bench.stranger).await).is_empty());
        assert_eq!(first(&board(bench, &bench.manager).await).len(), 1);
    }
);

both!(
    grouped_columns_come_in_one_order_on_both_databases,
    async |bench: &Bench| {
        // Names a dictionary would sort otherwise than bytes: both databases go by bytes.
        let mut session = bench.services.store().write().await.unwrap();
        for (id, name) in [
            (bench.rep.user_id, "émile"),
            (bench.colleague.user_id, "Zoe"),
            (bench.stranger.user_id, "anna"),
        ] {
            session
                .exec(
                    "UPDATE users SET name = $2 WHERE id = $1",
                    store::args![id, name],
                )
                .await
                .unwrap();
        }
        session.commit().await.unwrap();
        fill(bench).await;
        let grouped = BoardQuery {
            group: Grouping::Owner,
            limit: 100,
            ..query()
        };
        let view = bench.run(&bench.head, grouped).await.unwrap();
        for column in &view.columns {
            let words: Vec<&str> = column
                .cards
                .iter()
                .map(|card| card.group.as_str())
                .collect();
            assert!(words.is_sorted(), "{words:?}");
            assert!(
                column
                    .cards
                    .iter()
                    .all(|card| card.group == card.owner.name)
            );
        }
        let names: Vec<_> = view.columns[0]
            .cards
            .iter()
            .map(|c| &c.owner.name)
            .collect();
        assert_eq!(names.first().map(|n| n.as_str()), Some("Zoe"));
        assert_eq!(names.last().map(|n| n.as_str()), Some("émile"));
        let listed = shared::deals::opportunities::ListQuery {
            pipeline: None,
            stage: None,
            filter: DealFilter::default(),
            sort: shared::deals::opportunities::ListSort {
                column: shared::deals::opportunities::SortColumn::Owner,
                descending: false,
            },
            after: None,
            limit: 100,
        };
        let list = bench.run(&bench.head, listed).await.unwrap();
        assert!(list.rows.is_sorted_by(|a, b| a.owner.name <= b.owner.name));
    }
);

both!(
    a_closed_deal_stands_among_the_closed_whatever_was_judged,
    async |bench: &Bench| {
        use shared::deals::opportunities::category_word;
        use shared::deals::pipelines::{ForecastCategory, StageState};
        let deal = deal(bench, &bench.rep, "Fleet", 10).await;
        let judge = EditOpportunity {
            id: deal.id,
            version: deal.version,
            changes: vec![OpportunityChange::JudgedCategory(Some(
                ForecastCategory::BestCase,
            ))],
        };
        let judged = bench.run(&bench.rep, judge).await.unwrap();
        let grouped = || BoardQuery {
            group: Grouping::Category,
            limit: 100,
            ..query()
        };
        let word = async |stage| {
            let view = bench.run(&bench.rep, grouped()).await.unwrap();
            let column = view.columns.iter().find(|c| c.stage_id == stage);
            column.unwrap().cards[0].group.clone()
        };
        let best = category_word(ForecastCategory::BestCase);
        assert_eq!(word(judged.stage_id).await, best);
        let won = b2b(bench)
            .await
            .stages
            .iter()
            .position(|stage| stage.state == StageState::Won)
            .unwrap();
        let won = bench
            .run(&bench.manager, excepted(bench, &judged, won).await)
            .await
            .unwrap();
        let stage = b2b(bench).await.stage(won.stage_id).unwrap().clone();
        assert_eq!(word(won.stage_id).await, category_word(stage.category));
    }
);
