//! A real company's files: what arrives equals what the files say, and a second run changes nothing.

use super::imports::{counts, import};
use crate::bench::Bench;
use crate::both;
use shared::platform::imports::model::OnError;
use shared::platform::imports::ops::ImportState;
use std::collections::BTreeMap;
use store::args;

/// The four real files, when they are there: `JALON_TEST_DATA`, or `shared/data` beside the clone.
fn real_files() -> Option<Vec<(String, String)>> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let names = [
        "sales_pipeline.csv",
        "accounts.csv",
        "products.csv",
        "sales_teams.csv",
    ];
    let files: Option<Vec<(String, String)>> = names
        .iter()
        .map(|name| {
            let text = std::fs::read_to_string(root.join("analytics/pipeline").join(name)).ok()?;
            Some(((*name).to_owned(), text))
        })
        .collect();
    assert!(
        files.is_some() || std::env::var("CI").as_deref() != Ok("true"),
        "the data set is missing at {}",
        root.display()
    );
    files
}

both!(
    a_real_company_has_the_totals_of_its_files,
    async |bench: &Bench| {
        let Some(files) = real_files() else {
            println!("skipped: the data set is not there");
            return;
        };
        let list: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let run = import(bench, &list, false, OnError::RefuseFile).await;
        assert!(run.views.iter().all(|view| view.state == ImportState::Done));
        let text = &files[0].1;
        let rows: Vec<Vec<&str>> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect())
            .collect();
        let teams: BTreeMap<&str, String> = files[3]
            .1
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                (cells[0], format!("{} – {}", cells[2], cells[1]))
            })
            .collect();
        let quarter = |day: &str| {
            let month: u32 = day[5..7].parse().unwrap();
            format!("{}Q{}", &day[..4], month.div_ceil(3))
        };
        let mut by_state: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut by_quarter: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut by_team: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut by_product: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for row in &rows {
            let state = match row[4] {
                "Won" => "won",
                "Lost" => "lost",
                _ => "open",
            };
            let value = row[7].parse::<i64>().unwrap_or(0) * 100;
            let add = |sums: &mut BTreeMap<String, (i64, i64)>, key: String| {
                let entry = sums.entry(key).or_default();
                *entry = (entry.0 + 1, entry.1 + value);
            };
            add(&mut by_state, state.to_owned());
            if state == "won" {
                add(&mut by_quarter, quarter(row[6]));
                add(&mut by_team, teams[row[1]].clone());
                add(&mut by_product, row[2].replace("GTXPro", "GTX Pro"));
            }
        }
        let mut session = bench.services.store().read().await.unwrap();
        let mut sums = async |statement: &'static str| -> BTreeMap<String, (i64, i64)> {
            let rows: Vec<(String, i64, i64)> = session.all(statement, args![]).await.unwrap();
            rows.into_iter()
                .map(|(key, count, sum)| (key, (count, sum)))
                .collect()
        };
        // Open deals have no value in the file and an estimate here: their sum is not compared.
        assert_eq!(
        sums("SELECT state, COUNT(*), CAST(SUM(CASE WHEN state = 'open' THEN 0 ELSE amount_minor END) AS BIGINT) FROM opportunities GROUP BY state").await,
        by_state
    );
        assert_eq!(
        sums("SELECT t.name, COUNT(*), CAST(SUM(o.amount_minor) AS BIGINT) FROM opportunities o JOIN users u ON u.id = o.owner_id JOIN teams t ON t.id = u.team_id WHERE o.state = 'won' GROUP BY t.name").await,
        by_team
    );
        assert_eq!(
        sums("SELECT p.name_en, COUNT(*), CAST(SUM(o.amount_minor) AS BIGINT) FROM opportunities o JOIN opportunity_products l ON l.opportunity_id = o.id JOIN products p ON p.id = l.product_id WHERE o.state = 'won' GROUP BY p.name_en").await,
        by_product
    );
        let closed: Vec<(chrono::NaiveDate, i64)> = session
            .all(
                "SELECT closed_on, amount_minor FROM opportunities WHERE state = 'won'",
                args![],
            )
            .await
            .unwrap();
        let mut found: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (day, amount) in closed {
            let entry = found.entry(quarter(&day.to_string())).or_default();
            *entry = (entry.0 + 1, entry.1 + amount);
        }
        assert_eq!(found, by_quarter);
        drop(session);
        let again = import(bench, &list, false, OnError::RefuseFile).await;
        assert!(
            again
                .plans
                .iter()
                .all(|plan| plan.counts.skip as usize == plan.rows.len()),
            "{:?}",
            counts(&again)
        );
    }
);
