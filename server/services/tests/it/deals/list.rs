//! The list: every order pages through every row once, sums are those of the filter.

use super::fixture::*;
use crate::bench::Bench;
use crate::both;
use shared::deals::opportunities::{DealFilter, ListQuery, ListSort, SortColumn};
use shared::deals::pipelines::StageState;
use shared::kernel::{Currency, Money};
use std::collections::BTreeSet;

fn query(sort: ListSort, limit: u32) -> ListQuery {
    ListQuery {
        pipeline: None,
        stage: None,
        filter: DealFilter::default(),
        sort,
        after: None,
        limit,
    }
}

both!(every_order_shows_every_row_once, async |bench: &Bench| {
    for n in 0..17_i64 {
        let currency = if n % 2 == 0 {
            Currency::EUR
        } else {
            Currency::USD
        };
        let mut new = new_deal(
            bench,
            &format!("Éclair {}", n % 4),
            Money::new(n % 5, currency),
        )
        .await;
        new.close_date = in_days(n % 3);
        bench.run(&bench.rep, new).await.unwrap();
    }
    for column in SortColumn::ALL {
        for descending in [false, true] {
            let sort = ListSort {
                column: *column,
                descending,
            };
            let mut rows = Vec::new();
            let mut page = query(sort, 4);
            loop {
                let view = bench.run(&bench.rep, page.clone()).await.unwrap();
                rows.extend(view.rows);
                match view.next {
                    Some(next) => page.after = Some(next),
                    None => break,
                }
            }
            let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
            assert_eq!((ids.len(), rows.len()), (17, 17), "{column:?} {descending}");
            let whole = bench.run(&bench.rep, query(sort, 100)).await.unwrap();
            assert_eq!(whole.rows, rows);
            if *column == SortColumn::CloseDate {
                let days: Vec<_> = rows.iter().map(|row| row.close_date).collect();
                assert!(if descending {
                    days.is_sorted_by(|a, b| a >= b)
                } else {
                    days.is_sorted()
                });
            }
        }
    }
});

both!(
    sums_cover_the_filter_and_not_the_page,
    async |bench: &Bench| {
        for n in 1..=6 {
            deal(bench, &bench.rep, &format!("Deal {n}"), n).await;
        }
        deal(bench, &bench.stranger, "Hidden", 1_000).await;
        let mut asked = query(ListSort::default(), 2);
        let view = bench.run(&bench.rep, asked.clone()).await.unwrap();
        assert_eq!(view.rows.len(), 2);
        assert_eq!((view.sums[0].count, view.sums[0].amount.minor), (6, 2_100));
        assert_eq!(view.sums[0].weighted.minor, 210);
        asked.filter.state = Some(StageState::Won);
        let none = bench.run(&bench.rep, asked).await.unwrap();
        assert!(none.rows.is_empty() && none.sums.is_empty());
    }
);
