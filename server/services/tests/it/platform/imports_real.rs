//! A real company's files: what arrives equals what the files say, and a second run changes nothing.

use super::imports::{counts, import};
use crate::bench::Bench;
use crate::both;
use services::platform::imports::LocalRun;
use shared::deals::opportunities::{BoardQuery, ClosePeriod, DealFilter, Grouping};
use shared::deals::pipelines::StageState;
use shared::insight::team::ops::LoadTeamFigures;
use shared::kernel::{DaySpan, FiscalCalendar, UserId};
use shared::planning::forecast::NodeId;
use shared::planning::forecast::ops::LoadForecast;
use shared::platform::imports::Field;
use shared::platform::imports::model::OnError;
use shared::platform::imports::ops::ImportState;
use shared::platform::imports::similar::name_key;
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

/// What board, forecast and team figures show equals what is counted from the file.
async fn pages_agree(
    bench: &Bench,
    run: &LocalRun,
    rows: &[Vec<&str>],
    teams: &BTreeMap<&str, String>,
) {
    let admin = &bench.administrator;
    let value = |row: &Vec<&str>| row[7].parse::<i64>().unwrap_or(0) * 100;
    // Every stage of the board: count, and for closed deals, whose value the file knows, the sum.
    let file = &run.files[0];
    let words = &file.mapping.values[&Field::Stage];
    let board = BoardQuery {
        pipeline: None,
        // Without a period the board leaves out what closed long ago.
        filter: DealFilter {
            close: Some(ClosePeriod::Between(
                chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap(),
                chrono::NaiveDate::from_ymd_opt(2100, 1, 1).unwrap(),
            )),
            ..DealFilter::default()
        },
        group: Grouping::None,
        limit: 1,
    };
    let board = bench.run(admin, board).await.unwrap();
    let totals = serde_json::to_value(&board.totals).unwrap();
    let mut expected: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for row in rows {
        let stage = &words[&name_key(row[4])];
        let sum = expected.entry(stage.clone()).or_default();
        *sum = (sum.0 + 1, sum.1 + value(row));
    }
    assert!(expected.len() >= 3, "won, lost, and what is open");
    let mut deals = 0;
    for (stage, (count, amount)) in &expected {
        let shown = &totals["sums"][stage]["EUR"];
        // The board shows what is open; closed deals stand in their stages, too, when it has them.
        let known = board
            .pipeline
            .stages
            .iter()
            .find(|known| known.id.to_string() == *stage)
            .unwrap();
        assert_eq!(shown[0], *count, "{}", known.name.en);
        if known.state != StageState::Open {
            assert_eq!(shown[1], *amount, "{}", known.name.en);
        }
        deals += count;
    }
    assert_eq!(deals, i64::try_from(rows.len()).unwrap());
    // Every quarter of the forecast.
    let calendar = FiscalCalendar::new(1).unwrap();
    let mut quarters: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row[4] == "Won") {
        let quarter = calendar.quarter_of(row[6].parse().unwrap());
        let sum = quarters
            .entry(calendar.start(quarter).to_string())
            .or_default();
        *sum = (sum.0 + 1, sum.1 + value(row));
    }
    assert!(quarters.len() >= 4);
    for (start, expected) in &quarters {
        let ask = LoadForecast {
            period: Some(calendar.quarter_of(start.parse().unwrap())),
            node: NodeId::Everybody,
            currency: None,
            since: None,
        };
        let view = bench.run(admin, ask).await.unwrap();
        let won = view
            .deals
            .iter()
            .filter(|deal| deal.state == StageState::Won);
        let shown = won.fold((0, 0), |sum, deal| (sum.0 + 1, sum.1 + deal.amount));
        assert_eq!(shown, *expected, "the quarter of {start}");
    }
    // Every team's figures.
    let span = DaySpan {
        from: "2016-01-01".parse().unwrap(),
        to: "2018-12-31".parse().unwrap(),
    };
    let ask = LoadTeamFigures {
        span,
        team: None,
        currency: None,
    };
    let view = bench.run(admin, ask).await.unwrap();
    let team_of: BTreeMap<UserId, String> = view
        .people
        .iter()
        .filter_map(|person| {
            let team = view
                .teams
                .iter()
                .find(|team| Some(team.id) == person.team)?;
            Some((person.id, team.name.clone()))
        })
        .collect();
    let mut shown: BTreeMap<String, (u32, i64, u32)> = BTreeMap::new();
    for row in view
        .rows
        .iter()
        .filter(|row| row.figures.won + row.figures.lost > 0)
    {
        let sum = shown.entry(team_of[&row.user_id].clone()).or_default();
        *sum = (
            sum.0 + row.figures.won,
            sum.1 + row.figures.won_value,
            sum.2 + row.figures.lost,
        );
    }
    let mut expected: BTreeMap<String, (u32, i64, u32)> = BTreeMap::new();
    for row in rows {
        let sum = expected.entry(teams[row[1]].clone()).or_default();
        match row[4] {
            "Won" => *sum = (sum.0 + 1, sum.1 + value(row), sum.2),
            "Lost" => sum.2 += 1,
            _ => {}
        }
    }
    assert_eq!(shown, expected);
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
        let dry = import(bench, &list, true, OnError::RefuseFile).await;
        let run = import(bench, &list, false, OnError::RefuseFile).await;
        assert_eq!(counts(&dry), counts(&run));
        // Open deals beyond the first stage would lack what it asks for: all come, none silently.
        let deals = run.plans[0].counts;
        assert!(
            deals.exception <= deals.warning && deals.error == 0,
            "{deals:?}"
        );
        let mut session = bench.services.store().read().await.unwrap();
        let (kept,): (i64,) = session
            .one(
                "SELECT COUNT(*) FROM events WHERE action = 'created' AND after_json LIKE '%\"exception\":%'",
                args![],
            )
            .await
            .unwrap();
        drop(session);
        assert_eq!(kept, i64::from(deals.exception));
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
        pages_agree(bench, &run, &rows, &teams).await;
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
