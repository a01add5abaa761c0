//! What becomes of records that are there already.

use super::tests::{codes, context, created, id, plan_matching, settings};
use super::*;
use crate::platform::imports::guess;
use crate::platform::imports::kinds::Field;
use crate::platform::imports::model::{Change, ExistingRecord, ExtraKind, Value, Values};
use crate::platform::imports::table::{ReadOptions, read};
use proptest::prelude::*;

type Known = BTreeMap<ImportKind, Existing>;

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// One account, known by its name and by a key.
fn acme() -> Known {
    let values = Values::from([
        (Field::Name, text("Acme")),
        (Field::City, text("Lyon")),
        (Field::Owner, Value::Id(id(1))),
        (Field::AccountKind, text("business")),
    ]);
    let record = ExistingRecord {
        id: id(500),
        version: 3,
        values,
        deal: None,
    };
    let existing = Existing {
        records: vec![record],
        keys: BTreeMap::from([("K".to_owned(), id(500))]),
        ..Existing::default()
    };
    BTreeMap::from([(ImportKind::Accounts, existing)])
}

fn accounts(file: &str, known: &Known, on_match: OnMatch) -> FilePlan {
    let lenient = Settings {
        on_error: OnError::LeaveRowsOut,
        ..settings()
    };
    let files = [("accounts.csv", file)];
    let mut plans = plan_matching(&files, &context(), known, &lenient, on_match);
    plans.remove(0)
}

fn changed(row: &RowPlan) -> Vec<(Field, &Value)> {
    match &row.outcome {
        Outcome::Update(changes) => changes
            .iter()
            .map(|change| (change.field, &change.after))
            .collect(),
        other => panic!("{other:?} {:?}", row.issues),
    }
}

const FILE: &str = "account,city,employees\nAcme,Paris,12\nNew,Nantes,\n";

/// What a file changes of somebody whose first name is two words.
fn of_jean_pierre(file: &str) -> Outcome {
    let record = ExistingRecord {
        id: id(501),
        version: 1,
        values: Values::from([
            (Field::FirstName, text("Jean Pierre")),
            (Field::LastName, text("Martin")),
            (Field::Email, text("jp@x.fr")),
            (Field::Owner, Value::Id(id(1))),
        ]),
        deal: None,
    };
    let existing = Existing {
        records: vec![record],
        ..Existing::default()
    };
    let known = BTreeMap::from([(ImportKind::Contacts, existing)]);
    let files = [("contacts.csv", file)];
    let mut plans = plan_matching(&files, &context(), &known, &settings(), OnMatch::Update);
    plans.remove(0).rows.remove(0).outcome
}

#[test]
fn what_a_row_does_not_say_of_a_name_changes_nothing_of_it() {
    let change = |field, before: Option<&str>, after: &str| Change {
        field,
        before: before.map(text),
        after: text(after),
    };
    for (file, expected) in [
        // One column says nothing of where a name is cut.
        ("name,email,company\nJean Pierre Martin,jp@x.fr,\n", None),
        (
            "name,email,company\nJean Pierre Durand,jp@x.fr,\n",
            Some(vec![
                change(Field::FirstName, Some("Jean Pierre"), "Jean"),
                change(Field::LastName, Some("Martin"), "Pierre Durand"),
            ]),
        ),
        // The address alone names nobody anew.
        (
            "email,phone,company\njp@x.fr,06 12 34 56 78,\n",
            Some(vec![change(Field::Phone, None, "06 12 34 56 78")]),
        ),
        (
            "first name,last name,email\nJean,,jp@x.fr\n",
            Some(vec![change(Field::FirstName, Some("Jean Pierre"), "Jean")]),
        ),
    ] {
        let expected = expected.map_or(Outcome::Skip, Outcome::Update);
        assert_eq!(of_jean_pierre(file), expected, "{file}");
    }
}

#[test]
fn a_known_record_is_updated_filled_or_left() {
    let update = accounts(FILE, &acme(), OnMatch::Update);
    assert_eq!(
        changed(&update.rows[0]),
        [
            (Field::City, &text("Paris")),
            (Field::Employees, &Value::Int(12))
        ]
    );
    let merge = accounts(FILE, &acme(), OnMatch::Merge);
    assert_eq!(
        changed(&merge.rows[0]),
        [(Field::Employees, &Value::Int(12))]
    );
    let skip = accounts(FILE, &acme(), OnMatch::Skip);
    assert_eq!(skip.rows[0].outcome, Outcome::Skip);
    assert_eq!((skip.rows[0].id, skip.rows[0].version), (id(500), 3));
    assert_eq!(codes(&skip.rows[0]), ["left_as_is"]);
    let counts = |plan: &FilePlan| {
        let counts = plan.counts;
        [
            counts.create,
            counts.update,
            counts.merge,
            counts.skip,
            counts.error,
            counts.warning,
        ]
    };
    assert_eq!(counts(&update), [1, 1, 0, 0, 0, 0]);
    assert_eq!(counts(&merge), [1, 0, 1, 0, 0, 0]);
    assert_eq!(counts(&skip), [1, 0, 0, 1, 0, 0]);
    let full = accounts("account,city\nAcme,Paris\n", &acme(), OnMatch::Merge);
    assert_eq!(codes(&full.rows[0]), ["nothing_empty"]);
}

#[test]
fn rows_of_one_record_are_an_error_joined_or_left() {
    let file =
        "account,city,employees,website\nTwice,,12,\nTwice,Paris,13,twice.example\nTwice,Lille,,\n";
    let none = Known::new();
    let update = accounts(file, &none, OnMatch::Update);
    assert_eq!(codes(&update.rows[1]), ["duplicate_row"]);
    assert_eq!((update.counts.create, update.counts.error), (1, 2));
    let merge = accounts(file, &none, OnMatch::Merge);
    let values = created(&merge.rows[0]);
    assert_eq!(values[&Field::City], text("Paris"));
    assert_eq!(values[&Field::Employees], Value::Int(12));
    assert!(values.contains_key(&Field::Website));
    assert_eq!(merge.rows[1].outcome, Outcome::Join);
    assert_eq!(merge.rows[1].same, Some(2));
    assert_eq!(codes(&merge.rows[1]), ["joined_row"]);
    assert_eq!(codes(&merge.rows[2]), ["same_row"]);
    let counts = merge.counts;
    assert_eq!((counts.create, counts.merge, counts.skip), (1, 1, 1));
    let skip = accounts(file, &none, OnMatch::Skip);
    assert_eq!(created(&skip.rows[0]).get(&Field::City), None);
    assert_eq!(codes(&skip.rows[2]), ["same_row"]);
    assert_eq!((skip.counts.create, skip.counts.skip), (1, 2));
    // Known by its key in one row and by its name in another, it would be written twice.
    let file = "account id,account,city\nK,Acme Group,Paris\n,Acme,Lille\n";
    let update = accounts(file, &acme(), OnMatch::Update);
    assert_eq!(codes(&update.rows[1]), ["duplicate_row"]);
}

#[test]
fn what_is_wrong_with_a_row_does_not_matter_when_its_record_is_left() {
    let file = "account,employees,website\nAcme,many,\nNew,many,\nAcme,1,,too long\nB,2,\nC,3,\n";
    let skip = accounts(file, &acme(), OnMatch::Skip);
    assert_eq!(codes(&skip.rows[0]), ["left_as_is"]);
    assert_eq!(codes(&skip.rows[1]), ["not_a_number"]);
    assert_eq!(codes(&skip.rows[2]), ["row_too_long"]);
    let merge = accounts(file, &acme(), OnMatch::Merge);
    assert_eq!(codes(&merge.rows[0]), ["not_a_number"]);
}

#[test]
fn nothing_is_created_for_what_is_not_written() {
    let file = "account,owner,parent\nAcme,Nora New,Holding\nNew,Otto Other,Holding\n";
    let names = |plan: &FilePlan| {
        let extras = plan.extras.iter();
        let mut names: Vec<(ExtraKind, Value)> = extras
            .map(|extra| (extra.kind, extra.values[&Field::Name].clone()))
            .collect();
        names.sort_by_key(|(kind, name)| (*kind, format!("{name:?}")));
        names
    };
    let skip = accounts(file, &acme(), OnMatch::Skip);
    let new = (ExtraKind::User, text("Otto Other"));
    let holding = (ExtraKind::Account, text("Holding"));
    assert_eq!(names(&skip), [new.clone(), holding.clone()]);
    assert_eq!(codes(&skip.rows[0]), ["left_as_is"]);
    // The owner stays; the parent was missing.
    let merge = accounts(file, &acme(), OnMatch::Merge);
    assert_eq!(names(&merge), [new, holding]);
    assert_eq!(codes(&merge.rows[0]), ["account_created"]);
    let fields: Vec<Field> = changed(&merge.rows[0]).iter().map(|one| one.0).collect();
    assert_eq!(fields, [Field::Parent]);
}

#[test]
fn a_deal_keeps_its_stage_when_it_is_only_filled() {
    let deal = ExistingRecord {
        id: id(600),
        version: 1,
        values: Values::from([
            (Field::Name, text("Deal")),
            (Field::Stage, Value::Id(id(11))),
            (Field::Owner, Value::Id(id(1))),
        ]),
        deal: None,
    };
    let existing = Existing {
        records: vec![deal],
        keys: BTreeMap::from([("1".to_owned(), id(600))]),
        ..Existing::default()
    };
    let known = BTreeMap::from([(ImportKind::Opportunities, existing)]);
    let file = "deal id,stage,close date,amount,loss reason,next step\n1,Lost,2026-01-02,5,Too dear,Call\n";
    let files = [("deals.csv", file)];
    let plan = plan_matching(&files, &context(), &known, &settings(), OnMatch::Merge).remove(0);
    let fields: Vec<Field> = changed(&plan.rows[0]).iter().map(|one| one.0).collect();
    // Open, it has no reason of a loss.
    assert_eq!(fields, [Field::Amount, Field::CloseDate, Field::NextStep]);
}

#[test]
fn how_often_something_is_charged_goes_with_its_price() {
    let file = "product,sku,charge\nProbe,P,monthly\n";
    let files = [("products.csv", file)];
    let plans = plan_matching(
        &files,
        &context(),
        &Known::new(),
        &settings(),
        OnMatch::Update,
    );
    let known = applied(&Known::new(), &plans);
    let mut known = known;
    for record in &mut known.get_mut(&ImportKind::Products).unwrap().records {
        // Without a price nothing keeps it.
        record.values.remove(&Field::Charge);
    }
    let again = plan_matching(&files, &context(), &known, &settings(), OnMatch::Update);
    assert_eq!(again[0].counts.skip, 1, "{:?}", again[0].rows);
}

#[test]
fn a_row_is_about_the_record_that_was_chosen_for_it_also_the_next_time() {
    let table = read(
        b"account,city,employees\nAkme,Paris,12\nOther,Lille,\n",
        ReadOptions::default(),
    )
    .unwrap();
    let context = context();
    for on_match in OnMatch::ALL {
        let (mapping, _) = guess::mapping(&table, ImportKind::Accounts, &context, None);
        let mapping = Mapping {
            on_match: *on_match,
            ..mapping
        };
        let chosen = BTreeMap::from([(2, id(500)), (3, id(501))]);
        let plan = |known: &Known, chosen| {
            let source = SourceFile {
                name: "a",
                table: &table,
                mapping: &mapping,
                chosen,
            };
            let lenient = Settings {
                on_error: OnError::LeaveRowsOut,
                ..settings()
            };
            let mut next = 2_000;
            plan_files(&[source], &context, known, &lenient, &mut || {
                next += 1;
                id(next)
            })
            .remove(0)
        };
        let first = plan(&acme(), Some(&chosen));
        assert_eq!(first.rows[0].id, id(500), "{on_match:?}");
        let fields: Vec<Field> = match &first.rows[0].outcome {
            Outcome::Update(changes) => changes.iter().map(|change| change.field).collect(),
            _ => Vec::new(),
        };
        match on_match {
            OnMatch::Update => assert_eq!(fields, [Field::Name, Field::City, Field::Employees]),
            OnMatch::Merge => assert_eq!(fields, [Field::Employees]),
            OnMatch::Skip => assert_eq!(first.rows[0].outcome, Outcome::Skip),
        }
        // Gone meanwhile, nothing is created in its stead.
        assert_eq!(codes(&first.rows[1]), ["chosen_gone"]);
        let known = applied(&acme(), &[first]);
        let again = plan(&known, None);
        assert_eq!(again.rows[0].outcome, Outcome::Skip, "{on_match:?}");
        assert_eq!(again.rows[0].id, id(500));
    }
}

/// What the database would hold after the plans were written.
fn applied(known: &Known, plans: &[FilePlan]) -> Known {
    let mut all = known.clone();
    for plan in plans {
        let existing = all.entry(plan.kind).or_default();
        let mut keys: BTreeMap<String, Uuid> = BTreeMap::new();
        for row in &plan.rows {
            match &row.outcome {
                Outcome::Create(values) => existing.records.push(ExistingRecord {
                    id: row.id,
                    version: 1,
                    values: values.clone(),
                    deal: None,
                }),
                Outcome::Update(changes) => {
                    let mut records = existing.records.iter_mut();
                    let record = records.find(|record| record.id == row.id).unwrap();
                    for Change { field, after, .. } in changes {
                        record.values.insert(*field, after.clone());
                    }
                }
                Outcome::Join | Outcome::Skip => {}
                Outcome::Error => continue,
            }
            if let Some(key) = &row.key {
                keys.entry(key.clone()).or_insert(row.id);
            }
        }
        existing.keys.extend(keys);
    }
    all
}

fn file(rows: &[[&'static str; 5]], with_keys: bool) -> String {
    let mut text = "account id,account,city,phone,employees\n".to_owned();
    for [key, rest @ ..] in rows {
        let key = if with_keys { *key } else { "" };
        text.push_str(&format!("{key},{}\n", rest.join(",")));
    }
    text
}

fn row() -> impl Strategy<Value = [&'static str; 5]> {
    (
        prop::sample::select(vec!["", "1", "2", "3"]),
        prop::sample::select(vec!["Ant", "Bee", "Cat", "Dog"]),
        prop::sample::select(vec!["", "Lyon", "Paris"]),
        prop::sample::select(vec!["", "+33 1 23 45 67 89"]),
        prop::sample::select(vec!["", "5", "7"]),
    )
        .prop_map(|(key, name, city, phone, employees)| [key, name, city, phone, employees])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_choice_is_kept_and_a_repeat_changes_nothing(
        before in prop::collection::vec(row(), 0..5),
        rows in prop::collection::vec(row(), 1..8),
    ) {
        let none = Known::new();
        let mut first = accounts(&file(&before, true), &none, OnMatch::Merge);
        for row in &mut first.rows {
            // Ids of one plan are not those of the next.
            row.id = Uuid::from_u128(row.id.as_u128() + 10_000);
        }
        let known = applied(&none, &[first]);
        for on_match in OnMatch::ALL {
            // A file whose keys and names contradict each other may rename what it was known by.
            let text = file(&rows, *on_match != OnMatch::Update);
            let plan = accounts(&text, &known, *on_match);
            let counts = plan.counts;
            let sum = counts.create + counts.update + counts.merge + counts.skip + counts.error;
            prop_assert_eq!(sum as usize, plan.rows.len());
            let mut written = std::collections::BTreeSet::new();
            for row in &plan.rows {
                let old = known.values().flat_map(|existing| &existing.records);
                let old = old.clone().find(|record| record.id == row.id);
                if matches!(row.outcome, Outcome::Create(_) | Outcome::Update(_)) {
                    prop_assert!(written.insert(row.id), "written twice");
                }
                if let Outcome::Update(changes) = &row.outcome {
                    prop_assert_ne!(*on_match, OnMatch::Skip);
                    for change in changes {
                        let had = old.and_then(|record| record.values.get(&change.field));
                        prop_assert_eq!(had, change.before.as_ref());
                        prop_assert!(*on_match == OnMatch::Update || had.is_none());
                    }
                }
            }
            let after = applied(&known, &[plan]);
            let again = accounts(&text, &after, *on_match);
            for row in &again.rows {
                let still = matches!(row.outcome, Outcome::Skip)
                    || codes(row) == ["duplicate_row"];
                prop_assert!(still, "{:?} {:?}\n{}", on_match, row, text);
            }
        }
    }
}
