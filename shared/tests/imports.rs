//! The planner on a real company's four files. They have no licence and are not in the project:
//! read at `JALON_TEST_DATA` or beside the clone; without them the test is skipped, except in CI.
//! Expected figures are computed here, straight from the files, with nothing of the planner.

// Helpers of a test may fail loudly too.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::NaiveDate;
use shared::kernel::{Currency, LocalText, Money, PipelineId, StageId, UserId};
use shared::platform::imports::model::{OnError, OnGate, PipelineRef, StageOutcome, StageRef};
use shared::platform::imports::plan::grouped_issues;
use shared::platform::imports::{
    Field, FilePlan, ImportContext, ImportKind, Outcome, ReadOptions, Settings, SourceFile, Table,
    Value, guess, plan_files, read,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use uuid::Uuid;

const FILES: [&str; 4] = [
    "sales_pipeline.csv",
    "accounts.csv",
    "products.csv",
    "sales_teams.csv",
];

fn texts() -> Option<Vec<String>> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let read =
        |name: &str| std::fs::read_to_string(root.join("analytics/pipeline").join(name)).ok();
    let texts: Option<Vec<String>> = FILES.iter().map(|name| read(name)).collect();
    assert!(
        texts.is_some() || std::env::var("CI").as_deref() != Ok("true"),
        "the data set is missing at {}",
        root.display()
    );
    texts
}

fn context() -> ImportContext {
    let stage = |number, en: &str, outcome| StageRef {
        id: StageId(Uuid::from_u128(number)),
        name: LocalText::new(en, ""),
        outcome,
        probability_bp: 0,
    };
    ImportContext {
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        currency: Currency::USD,
        users: vec![],
        teams: vec![],
        products: vec![],
        accounts: vec![],
        pipelines: vec![PipelineRef {
            id: PipelineId(Uuid::from_u128(1)),
            name: LocalText::new("Sales", "Ventes"),
            stages: vec![
                stage(11, "Prospecting", StageOutcome::Open),
                stage(12, "Qualification", StageOutcome::Open),
                stage(13, "Proposal", StageOutcome::Open),
                stage(14, "Won", StageOutcome::Won),
                stage(15, "Lost", StageOutcome::Lost),
            ],
        }],
        gates: vec![],
        loss_reasons: vec![],
        industries: vec![],
        own: vec![],
        lang: shared::kernel::Lang::En,
    }
}

fn plan(texts: &[String]) -> Vec<FilePlan> {
    let context = context();
    let tables: Vec<Table> = texts
        .iter()
        .map(|text| read(text.as_bytes(), ReadOptions::default()).unwrap())
        .collect();
    let mappings: Vec<_> = tables
        .iter()
        .zip(FILES)
        .map(|(table, name)| {
            let kind = guess::kinds(name, table)[0].0;
            guess::mapping(table, kind, &context, context.pipelines.first()).0
        })
        .collect();
    let sources: Vec<SourceFile<'_>> = tables
        .iter()
        .zip(&mappings)
        .zip(FILES)
        .map(|((table, mapping), name)| SourceFile {
            name,
            table,
            mapping,
            chosen: None,
        })
        .collect();
    let settings = Settings {
        pipeline_id: PipelineId(Uuid::from_u128(1)),
        currency: Currency::USD,
        source: "crm".into(),
        owner_id: UserId(Uuid::from_u128(2)),
        create_missing: true,
        on_error: OnError::RefuseFile,
        on_gate: OnGate::Exception,
    };
    let mut next = 1000;
    plan_files(&sources, &context, &BTreeMap::new(), &settings, &mut || {
        next += 1;
        Uuid::from_u128(next)
    })
}

/// Rows of a file without quoted cells, by column name.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    assert!(!text.contains('"'));
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| head.iter().copied().zip(line.split(',')).collect())
        .collect()
}

#[test]
fn four_real_files_are_understood_and_their_totals_kept() {
    let Some(texts) = texts() else {
        println!("skipped: the data set is not there");
        return;
    };
    let plans = plan(&texts);
    let kinds: Vec<ImportKind> = plans.iter().map(|plan| plan.kind).collect();
    assert_eq!(
        kinds,
        [
            ImportKind::Opportunities,
            ImportKind::Accounts,
            ImportKind::Products,
            ImportKind::People
        ]
    );
    for (plan, text) in plans.iter().zip(&texts) {
        assert_eq!(
            plan.counts.create as usize,
            text.lines().count() - 1,
            "{}",
            plan.file
        );
        assert_eq!(
            plan.counts.error,
            0,
            "{:?}",
            grouped_issues(&plan.rows).first()
        );
    }
    let deals = rows(&texts[0]);
    let mut expected: BTreeMap<(u128, &str), (usize, i64)> = BTreeMap::new();
    for deal in &deals {
        let stage = match deal["deal_stage"] {
            "Won" => 14,
            "Lost" => 15,
            "Engaging" => 12,
            _ => 11,
        };
        let closed = deal["close_value"].parse::<i64>().ok();
        let entry = expected.entry((stage, deal["sales_agent"])).or_default();
        *entry = (entry.0 + 1, entry.1 + closed.unwrap_or(0) * 100);
    }
    let names: BTreeMap<Uuid, &str> = plans[3]
        .rows
        .iter()
        .map(|row| (row.id, row.label.as_str()))
        .collect();
    let mut planned: BTreeMap<(u128, &str), (usize, i64)> = BTreeMap::new();
    for row in &plans[0].rows {
        let Outcome::Create(values) = &row.outcome else {
            panic!("{row:?}")
        };
        let (Value::Id(stage), Value::Id(owner)) = (&values[&Field::Stage], &values[&Field::Owner])
        else {
            panic!()
        };
        let Value::Money(Money { minor, .. }) = values[&Field::Amount] else {
            panic!()
        };
        let closed = if stage.as_u128() >= 14 { minor } else { 0 };
        let entry = planned.entry((stage.as_u128(), names[owner])).or_default();
        *entry = (entry.0 + 1, entry.1 + closed);
    }
    assert_eq!(planned, expected);
}

#[test]
fn the_dirt_of_the_real_files_is_told() {
    let Some(texts) = texts() else {
        println!("skipped: the data set is not there");
        return;
    };
    let plans = plan(&texts);
    let groups = grouped_issues(&plans[0].rows);
    let misspelt = groups
        .iter()
        .find(|group| group.issue.value == "GTXPro")
        .unwrap();
    let in_file = texts[0]
        .lines()
        .filter(|line| line.contains(",GTXPro,"))
        .count();
    assert_eq!(
        (misspelt.count as usize, misspelt.issue.issue.code.as_ref()),
        (in_file, "taken_for")
    );
    let country = grouped_issues(&plans[1].rows);
    assert!(
        country
            .iter()
            .any(|group| group.issue.value == "Philipines")
    );

    let without_account = rows(&texts[0])
        .iter()
        .filter(|deal| deal["account"].is_empty())
        .count();
    let planned = plans[0].rows.iter().filter(|row| match &row.outcome {
        Outcome::Create(values) => !values.contains_key(&Field::Account),
        _ => false,
    });
    assert_eq!(planned.count(), without_account);

    let open = rows(&texts[0])
        .iter()
        .filter(|deal| deal["close_date"].is_empty())
        .count()
        .to_string();
    let told = plans[0]
        .issues
        .iter()
        .find(|issue| issue.code == "close_dates_estimated")
        .unwrap();
    assert!(
        told.params
            .iter()
            .any(|(name, value)| name == "count" && *value == open)
    );

    let teams = rows(&texts[3]);
    let managers: BTreeSet<&str> = teams.iter().map(|row| row["manager"]).collect();
    let offices: BTreeSet<&str> = teams.iter().map(|row| row["regional_office"]).collect();
    // A user and a team for each manager, a team for each office.
    assert_eq!(
        plans[3].counts.extra as usize,
        managers.len() * 2 + offices.len()
    );
}
