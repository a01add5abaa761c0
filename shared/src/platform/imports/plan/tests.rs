use super::*;
use crate::kernel::{Currency, LocalText, PipelineId, StageId, UnitPrice, UserId};
use crate::platform::imports::bad_rows::bad_rows_file;
use crate::platform::imports::guess;
use crate::platform::imports::kinds::Field;
use crate::platform::imports::model::{
    Choice, ExistingRecord, Extra, ExtraKind, OnGate, PipelineRef, StageOutcome, StageRef, UserRef,
    Value, Values,
};
use crate::platform::imports::table::{ReadOptions, read};
use chrono::NaiveDate;
use proptest::prelude::*;

pub(super) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(super) fn context() -> ImportContext {
    let stage = |number, en: &str, fr: &str, outcome| StageRef {
        id: StageId(id(number)),
        name: LocalText::new(en, fr),
        outcome,
        probability_bp: 1_000,
    };
    let choice = |code: &str, en: &str, fr: &str| Choice {
        code: code.into(),
        name: LocalText::new(en, fr),
    };
    ImportContext {
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        currency: Currency::EUR,
        users: vec![UserRef {
            id: UserId(id(1)),
            name: "Admin".into(),
            email: "admin@x.fr".into(),
        }],
        teams: vec![],
        products: vec![],
        accounts: vec![],
        pipelines: vec![PipelineRef {
            id: PipelineId(id(10)),
            name: LocalText::new("B2B", "B2B"),
            stages: vec![
                stage(11, "Prospecting", "Prospection", StageOutcome::Open),
                stage(12, "Qualification", "Qualification", StageOutcome::Open),
                stage(13, "Proposal", "Proposition", StageOutcome::Open),
                stage(14, "Negotiation", "Négociation", StageOutcome::Open),
                stage(15, "Won", "Gagnée", StageOutcome::Won),
                stage(16, "Lost", "Perdue", StageOutcome::Lost),
            ],
        }],
        gates: vec![],
        loss_reasons: vec![],
        industries: vec![choice("technology", "Technology", "Technologie")],
        own: vec![],
        lang: crate::kernel::Lang::En,
    }
}

pub(super) fn settings() -> Settings {
    Settings {
        pipeline_id: PipelineId(id(10)),
        currency: Currency::EUR,
        source: "test".into(),
        owner_id: UserId(id(1)),
        create_missing: true,
        on_error: OnError::RefuseFile,
        on_gate: OnGate::Exception,
    }
}

pub(super) fn plan_with(
    files: &[(&str, &str)],
    context: &ImportContext,
    existing: &BTreeMap<ImportKind, Existing>,
    settings: &Settings,
) -> Vec<FilePlan> {
    plan_matching(files, context, existing, settings, OnMatch::Update)
}

pub(super) fn plan_matching(
    files: &[(&str, &str)],
    context: &ImportContext,
    existing: &BTreeMap<ImportKind, Existing>,
    settings: &Settings,
    on_match: OnMatch,
) -> Vec<FilePlan> {
    let tables: Vec<Table> = files
        .iter()
        .map(|(_, text)| read(text.as_bytes(), ReadOptions::default()).unwrap())
        .collect();
    let mappings: Vec<Mapping> = files
        .iter()
        .zip(&tables)
        .map(|((name, _), table)| {
            let kind = guess::kinds(name, table)[0].0;
            let pipeline = context.pipelines.first();
            let (mapping, _) = guess::mapping(table, kind, context, pipeline);
            Mapping {
                on_match,
                ..mapping
            }
        })
        .collect();
    let sources: Vec<SourceFile<'_>> = files
        .iter()
        .zip(tables.iter().zip(&mappings))
        .map(|((name, _), (table, mapping))| SourceFile {
            name,
            table,
            mapping,
            chosen: None,
        })
        .collect();
    let mut next = 1000;
    plan_files(&sources, context, existing, settings, &mut || {
        next += 1;
        id(next)
    })
}

fn plan(files: &[(&str, &str)]) -> Vec<FilePlan> {
    plan_with(files, &context(), &BTreeMap::new(), &settings())
}

pub(super) fn codes(row: &RowPlan) -> Vec<&str> {
    row.issues
        .iter()
        .map(|issue| issue.issue.code.as_ref())
        .collect()
}

pub(super) fn created(row: &RowPlan) -> &Values {
    match &row.outcome {
        Outcome::Create(values) => values,
        other => panic!("{other:?} {:?}", row.issues),
    }
}

/// What the database would hold after the plan was written.
pub(super) fn written(plans: &[FilePlan]) -> BTreeMap<ImportKind, Existing> {
    let mut all: BTreeMap<ImportKind, Existing> = BTreeMap::new();
    for plan in plans {
        let existing = all.entry(plan.kind).or_default();
        for row in &plan.rows {
            if let Outcome::Create(values) = &row.outcome {
                existing.records.push(ExistingRecord {
                    id: row.id,
                    version: 1,
                    values: values.clone(),
                    deal: None,
                });
                existing
                    .keys
                    .extend(row.key.clone().map(|key| (key, row.id)));
            }
        }
    }
    all
}

const PEOPLE: &str = "sales_agent,manager,regional_office\nAnna Snell,Dora Brink,Central\nZane Levy,Dora Brink,Central\n";
const PRODUCTS: &str = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n";
const ACCOUNTS: &str = "account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme,technolgy,1996,1100.04,2822,United States,Golddex\nGolddex,Technology,1999,251.41,495,Philipines,\n";
const DEALS: &str = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\nA1,Anna Snell,GTXPro,Acme,Won,2026-01-05,2026-03-01,4500\nA2,Zane Levy,MG Special,,Engaging,2026-11-01,,\nA3,Zane Levy,MG Special,Acme,Prospecting,,,\nA4,Nora New,MG Special,Bright,Lost,2026-02-01,2026-03-02,0\n";

#[test]
fn four_related_files_in_any_order() {
    let plans = plan(&[
        ("deals.csv", DEALS),
        ("accounts.csv", ACCOUNTS),
        ("products.csv", PRODUCTS),
        ("people.csv", PEOPLE),
    ]);
    let counts: Vec<(ImportKind, u32, u32)> = plans
        .iter()
        .map(|plan| (plan.kind, plan.counts.create, plan.counts.extra))
        .collect();
    assert_eq!(
        counts,
        [
            // Beside the four deals: an account and a person who are only named.
            (ImportKind::Opportunities, 4, 2),
            (ImportKind::Accounts, 2, 0),
            (ImportKind::Products, 2, 0),
            // A team for the office, one for the manager, and the manager.
            (ImportKind::People, 2, 3),
        ]
    );
    let deal = created(&plans[0].rows[0]);
    assert_eq!(deal[&Field::Account], Value::Id(plans[1].rows[0].id));
    assert_eq!(deal[&Field::Product], Value::Id(plans[2].rows[0].id));
    assert_eq!(deal[&Field::Owner], Value::Id(plans[3].rows[0].id));
    assert_eq!(deal[&Field::Stage], Value::Id(id(15)));
    assert_eq!(codes(&plans[0].rows[0]), ["taken_for"]);
    assert!(!plans.iter().any(|plan| plan.refused));
}

#[test]
fn what_an_open_deal_lacks_is_estimated_and_told() {
    let plans = plan(&[("products.csv", PRODUCTS), ("deals.csv", DEALS)]);
    let open = created(&plans[1].rows[1]);
    assert_eq!(open[&Field::Stage], Value::Id(id(12)));
    assert_eq!(
        open[&Field::Amount],
        Value::Money(crate::kernel::Money::new(5500, Currency::EUR))
    );
    // Two closed deals are too few for a median: 90 days from the opening.
    let day = NaiveDate::from_ymd_opt(2027, 1, 30).unwrap();
    assert_eq!(open[&Field::CloseDate], Value::Date(day));
    assert_eq!(open[&Field::Name], Value::Text("MG Special – A2".into()));
    let told: Vec<_> = plans[1]
        .issues
        .iter()
        .map(|issue| issue.code.as_ref())
        .collect();
    assert_eq!(told, ["amounts_from_price", "close_dates_estimated"]);
}

#[test]
fn parents_further_down_the_file_are_found_and_circles_are_not_made() {
    let plans = plan(&[("accounts.csv", ACCOUNTS)]);
    let rows = &plans[0].rows;
    assert_eq!(created(&rows[0])[&Field::Parent], Value::Id(rows[1].id));
    assert_eq!(
        created(&rows[0])[&Field::Industry],
        Value::Text("technology".into())
    );
    assert_eq!(created(&rows[1])[&Field::Country], Value::Text("PH".into()));
    assert_eq!(codes(&rows[1]), ["taken_for"]);
    let circle = plan(&[("accounts.csv", "account,parent,city\nA,B,x\nB,A,y\nC,C,z\n")]);
    let circles = circle[0]
        .rows
        .iter()
        .filter(|row| codes(row) == ["parent_circle"]);
    assert_eq!(circles.count(), 2);
}

#[test]
fn a_second_run_changes_nothing_and_a_change_is_seen() {
    let files = [
        ("people.csv", PEOPLE),
        ("products.csv", PRODUCTS),
        ("accounts.csv", ACCOUNTS),
        ("deals.csv", DEALS),
    ];
    let first = plan(&files);
    let mut context = context();
    for extra in first.iter().flat_map(|plan| &plan.extras) {
        let Extra { kind, id, values } = extra;
        let Value::Text(name) = &values[&Field::Name] else {
            panic!()
        };
        match kind {
            ExtraKind::Team => context.teams.push(super::super::model::TeamRef {
                id: crate::kernel::TeamId(*id),
                name: name.clone(),
            }),
            ExtraKind::User => context.users.push(UserRef {
                id: UserId(*id),
                name: name.clone(),
                email: format!("{}@x.fr", context.users.len()),
            }),
            ExtraKind::Account => context.accounts.push((*id, name.clone())),
        }
    }
    let existing = written(&first);
    for record in &existing[&ImportKind::People].records {
        let Value::Text(name) = &record.values[&Field::Name] else {
            panic!()
        };
        context.users.push(UserRef {
            id: UserId(record.id),
            name: name.clone(),
            email: name.clone(),
        });
    }
    for record in &existing[&ImportKind::Accounts].records {
        let Value::Text(name) = &record.values[&Field::Name] else {
            panic!()
        };
        context.accounts.push((record.id, name.clone()));
    }
    for record in &existing[&ImportKind::Products].records {
        let Value::Text(name) = &record.values[&Field::Name] else {
            panic!()
        };
        context.products.push(super::super::model::ProductRef {
            id: crate::kernel::ProductId(record.id),
            sku: name.clone(),
            name: LocalText::new(name, ""),
            price: None,
        });
    }
    let second = plan_with(&files, &context, &existing, &settings());
    for plan in &second {
        assert_eq!(
            plan.counts.skip as usize,
            plan.rows.len(),
            "{:?}",
            plan.kind
        );
        assert!(plan.extras.is_empty(), "{:?}", plan.extras);
    }
    let changed = DEALS.replace("4500", "4400");
    let third = plan_with(
        &[files[1], ("deals.csv", &changed)],
        &context,
        &existing,
        &settings(),
    );
    assert_eq!((third[1].counts.update, third[1].counts.skip), (1, 3));
}

#[test]
fn bad_rows_refuse_the_file_or_are_left_out() {
    let bad = "account,employees\nAcme,12\nAcme,13\n,14\nBeta,many\n=cmd|'/C calc'!A0,15,extra\n";
    let plans = plan(&[
        ("accounts.csv", bad),
        (
            "deals.csv",
            "deal,account,stage,close date,amount\nX,Acme,Won,2026-01-02,1\n",
        ),
    ]);
    let found: Vec<Vec<&str>> = plans[0].rows.iter().map(codes).collect();
    assert_eq!(
        found,
        [
            vec![],
            vec!["duplicate_row"],
            vec!["required"],
            vec!["not_a_number"],
            vec!["row_too_long"]
        ]
    );
    assert!(plans[0].refused);
    // The refused file's account is not there for the deal, which brings its own.
    assert_eq!(plans[1].counts.extra, 1);
    let lenient = Settings {
        on_error: OnError::LeaveRowsOut,
        ..settings()
    };
    let kept = plan_with(
        &[("accounts.csv", bad)],
        &context(),
        &BTreeMap::new(),
        &lenient,
    );
    assert!(!kept[0].refused);
    assert_eq!((kept[0].counts.create, kept[0].counts.error), (1, 4));

    let table = read(bad.as_bytes(), ReadOptions::default()).unwrap();
    let file = bad_rows_file(&table, &plans[0], ["Line", "Reason"], |issue| {
        issue.issue.code.to_string()
    })
    .unwrap();
    assert!(file.starts_with("\u{feff}account,employees,Line,Reason\n"));
    assert!(file.contains("'=cmd|"), "{file}");
    assert!(file.contains("Beta,many,5,not_a_number"), "{file}");
}

#[test]
fn impossible_deals_are_errors() {
    let head = "deal id,stage,created date,close date,amount\n";
    for (row, code) in [
        ("1,Won,2026-01-02,,5", "close_date_missing"),
        ("1,Won,2026-01-02,2026-01-01,5", "closed_before_opened"),
        ("1,Won,2026-01-02,2027-01-01,5", "closed_in_future"),
        ("1,Won,2026-01-02,2026-02-30,5", "not_a_date"),
        ("1,Won,2026-01-02,2026-02-03,-5", "negative"),
        ("1,Unheard of,2026-01-02,2026-02-03,5", "unknown_stage_word"),
        (
            "1,Won,2026-01-02,2026-02-03,99999999999999999999",
            "too_large",
        ),
    ] {
        // A second, sound row so that the column's nature is clear.
        let text = format!(
            "{head}{row}\n2,Lost,2026-01-02,2026-02-03,7\n3,Lost,2026-01-02,2026-02-03,7\n"
        );
        let plans = plan(&[("deals.csv", &text)]);
        assert_eq!(codes(&plans[0].rows[0]), [code], "{row}");
    }
}

#[test]
fn a_file_without_its_required_column_is_refused() {
    let table = read(b"city,country\nLyon,France\n", ReadOptions::default()).unwrap();
    let (mapping, _) = guess::mapping(&table, ImportKind::Accounts, &context(), None);
    let source = SourceFile {
        name: "a",
        table: &table,
        mapping: &mapping,
        chosen: None,
    };
    let plans = plan_files(
        &[source],
        &context(),
        &BTreeMap::new(),
        &settings(),
        &mut || id(1),
    );
    assert!(plans[0].refused);
    assert_eq!(plans[0].issues[0].code, "column_missing");
    assert!(plans[0].rows.is_empty());
}

#[test]
fn prices_become_amounts_only_in_the_companys_currency() {
    let mut context = context();
    context.products.push(super::super::model::ProductRef {
        id: crate::kernel::ProductId(id(50)),
        sku: "P".into(),
        name: LocalText::new("Probe", "Sonde"),
        price: Some(UnitPrice(1_000_000)),
    });
    let text = "deal id,stage,product,currency\n1,Proposal,Sonde,EUR\n2,Proposal,Probe,USD\n";
    let plans = plan_with(
        &[("deals.csv", text)],
        &context,
        &BTreeMap::new(),
        &settings(),
    );
    let amount = |row: &RowPlan| created(row)[&Field::Amount].clone();
    assert_eq!(
        amount(&plans[0].rows[0]),
        Value::Money(crate::kernel::Money::new(10_000, Currency::EUR))
    );
    assert_eq!(
        amount(&plans[0].rows[1]),
        Value::Money(crate::kernel::Money::new(0, Currency::USD))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_cells_are_planned_and_every_row_is_counted(rows in prop::collection::vec(prop::collection::vec("[ -~éа\u{0}=\"]{0,14}", 4), 1..15), head in 0_usize..5) {
        let head = ["account,parent,employees,revenue", "name,email,company,title", "deal id,stage,amount,close date", "product,price,sku,currency", "user,manager,office,role"][head];
        let mut writer = csv::Writer::from_writer(head.as_bytes().to_vec());
        writer.write_record(["", "", "", ""]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let Ok(table) = read(&bytes, ReadOptions { separator: Some(','), header: Some(true), ..ReadOptions::default() }) else { return Ok(()) };
        let context = context();
        for kind in ImportKind::ALL {
            let (mapping, _) = guess::mapping(&table, kind, &context, context.pipelines.first());
            let source = SourceFile { name: "x", table: &table, mapping: &mapping, chosen: None };
            let mut next = 1000;
            let plans = plan_files(&[source], &context, &BTreeMap::new(), &settings(), &mut || { next += 1; id(next) });
            let counts = plans[0].counts;
            prop_assert_eq!((counts.create + counts.update + counts.merge + counts.skip + counts.error) as usize, plans[0].rows.len());
            prop_assert!(plans[0].refused || plans[0].rows.len() == table.rows.len());
        }
    }
}
