//! What is built in one place holds in the others: administrators' fields in gates and sums, further
//! accounts in filters, names offered to those who may read.

use super::fields::{account, add, codes};
use crate::bench::Bench;
use crate::both;
use crate::crm::relations::{affiliation, person, relation};
use crate::deals::fixture::{b2b, deal, get, moving, new_deal};
use shared::crm::contacts::{ContactQuery, ListContacts};
use shared::crm::relations::AffiliationDraft;
use shared::crm::relations::ops::{GetAffiliation, GetRelation, SaveAffiliation};
use shared::deals::opportunities::{
    BoardQuery, DealFilter, EditOpportunity, Grouping, OpportunityChange,
};
use shared::deals::pipelines::{ListPipelines, Pipeline, RequiredField, SavePipeline};
use shared::kernel::{Actor, Currency, LocalText, Money};
use shared::platform::fields::*;
use shared::platform::notifications::FindNamed;
use shared::platform::views::*;
use shared::work::Links;

/// The pipeline for sales to businesses, whose first stage requires `keys` and nothing else.
async fn requiring(bench: &Bench, keys: &[&str]) -> Result<Pipeline, shared::kernel::Problem> {
    let mut pipeline = b2b(bench).await;
    pipeline.stages[0].exit_criteria.clear();
    pipeline.stages[0].required_fields = keys
        .iter()
        .map(|key| RequiredField {
            key: (*key).to_owned(),
            label: LocalText::default(),
        })
        .collect();
    bench
        .run(&bench.administrator, SavePipeline { pipeline })
        .await?;
    Ok(b2b(bench).await)
}

both!(
    a_stage_requires_a_field_of_the_administrator,
    async |bench: &Bench| {
        let field = add(bench, Holder::Opportunity, "budget_kind", FieldKind::Choice).await;
        let unknown = requiring(bench, &["nowhere"]).await.unwrap_err();
        assert_eq!(codes(&unknown), [("custom_gone", "required_fields")]);
        let pipeline = requiring(bench, &["budget_kind"]).await.unwrap();
        // The label comes from the field, in both languages.
        let required = &pipeline.stages[0].required_fields[0];
        assert_eq!(required.label, field.label);

        let fleet = deal(bench, &bench.rep, "Fleet", 10).await;
        let refused = bench
            .run(&bench.rep, moving(bench, &fleet, 1).await)
            .await
            .unwrap_err();
        assert_eq!(codes(&refused), [("missing_custom", "custom.budget_kind")]);
        let said = |lang| i18n::issue_text(lang, &refused.issues[0]);
        assert_eq!(said(i18n::Lang::En), "Fill in “budget kind”.");
        assert_eq!(
            said(i18n::Lang::Fr),
            "Renseignez «\u{a0}budget_kind fr\u{a0}»."
        );
        // A new deal does not begin behind it either.
        let mut later = new_deal(bench, "Later", Money::new(100, Currency::EUR)).await;
        later.stage_id = Some(pipeline.stages[1].id);
        let refused = bench.run(&bench.rep, later.clone()).await.unwrap_err();
        assert_eq!(codes(&refused), [("missing_custom", "custom.budget_kind")]);
        later.custom.set("budget_kind", "gold");
        let later = bench.run(&bench.rep, later).await.unwrap();
        assert_eq!(later.facts.own, ["budget_kind"]);

        // The board knows of each card whether it has it.
        let board = BoardQuery {
            pipeline: Some(pipeline.id),
            filter: DealFilter::default(),
            group: Grouping::None,
            limit: 20,
        };
        let board = bench.run(&bench.rep, board).await.unwrap();
        let cards = board.columns.iter().flat_map(|column| &column.cards);
        let own: Vec<(&str, usize)> = cards
            .map(|card| (card.name.as_str(), card.facts.own.len()))
            .collect();
        assert_eq!(own, [("Fleet", 0), ("Later", 1)]);

        // It is filled in with the move, and counts from then on.
        let mut filled = moving(bench, &fleet, 1).await;
        let change = CustomChange::new("budget_kind", "silver");
        filled.fill = vec![OpportunityChange::Custom(change)];
        let moved = bench.run(&bench.rep, filled).await.unwrap();
        assert_eq!(moved.stage_id, pipeline.stages[1].id);
        assert_eq!(moved.custom.get("budget_kind"), "silver");

        // While a stage requires it, nobody hides it; once none does, it may go.
        let hide = CustomField {
            archived: true,
            ..field
        };
        let save = SaveField { field: hide };
        let refused = bench
            .run(&bench.administrator, save.clone())
            .await
            .unwrap_err();
        assert_eq!(codes(&refused), [("custom_required_by", "archived")]);
        requiring(bench, &[]).await.unwrap();
        bench.run(&bench.administrator, save).await.unwrap();
        let view = bench.run(&bench.rep, ListPipelines {}).await.unwrap();
        let mut stages = view.pipelines.iter().flat_map(|one| &one.stages);
        assert!(stages.all(|stage| stage.required_fields.is_empty()));
    }
);

both!(
    a_value_taken_away_closes_the_gate_again,
    async |bench: &Bench| {
        add(bench, Holder::Opportunity, "budget", FieldKind::Money).await;
        requiring(bench, &["budget"]).await.unwrap();
        let fleet = deal(bench, &bench.rep, "Fleet", 10).await;
        let set = async |version: i64, value: &str| {
            let edit = EditOpportunity {
                id: fleet.id,
                version,
                changes: vec![OpportunityChange::Custom(CustomChange::new(
                    "budget", value,
                ))],
            };
            bench.run(&bench.rep, edit).await.unwrap()
        };
        let with = set(fleet.version, "1200_EUR").await;
        assert_eq!(with.facts.own, ["budget"]);
        let without = set(with.version, "").await;
        assert!(without.facts.own.is_empty());
        let refused = bench
            .run(&bench.rep, moving(bench, &without, 1).await)
            .await;
        assert_eq!(
            codes(&refused.unwrap_err()),
            [("missing_custom", "custom.budget")]
        );
        // A manager's exception lifts it, as it lifts built-in facts.
        let excepted = crate::deals::fixture::excepted(bench, &without, 1).await;
        bench.run(&bench.manager, excepted).await.unwrap();
        let read = get(bench, &bench.rep, fleet.id).await.unwrap();
        assert!(read.custom.is_empty());
    }
);

/// The sums of own fields as text: `budget: 300.00 EUR, 5.00 USD`.
fn said(sums: &Sums) -> Vec<String> {
    let own = sums
        .fields
        .iter()
        .filter(|sum| key_of(&sum.field).is_some());
    own.map(|sum| {
        let amounts = sum
            .amounts
            .iter()
            .map(|one| format!("{} {}", one.to_decimal(), one.currency));
        let number = sum.number.map(|number| number.to_string());
        let all: Vec<String> = amounts.chain(number).collect();
        format!("{}: {}", sum.field, all.join(", "))
    })
    .collect()
}

both!(
    own_amounts_and_numbers_are_added_up_by_currency,
    async |bench: &Bench| {
        add(bench, Holder::Account, "budget", FieldKind::Money).await;
        add(bench, Holder::Account, "seats", FieldKind::Number).await;
        add(bench, Holder::Account, "tier", FieldKind::Choice).await;
        for (name, pairs) in [
            (
                "A",
                vec![("budget", "100_EUR"), ("seats", "12.5"), ("tier", "gold")],
            ),
            (
                "B",
                vec![
                    ("budget", "200.5_EUR"),
                    ("seats", "-2.25"),
                    ("tier", "gold"),
                ],
            ),
            ("C", vec![("budget", "5_USD"), ("tier", "silver")]),
            ("D", vec![("seats", "-0.0001")]),
        ] {
            account(bench, name, &pairs).await.unwrap();
        }
        let own = vec![
            "custom.seats".to_owned(),
            "custom.budget".to_owned(),
            // Nothing that is added up, and nothing at all.
            "custom.tier".to_owned(),
            "custom.nowhere".to_owned(),
        ];
        let count = CountRows {
            object: Object::Accounts,
            filter: String::new(),
            search: String::new(),
            own: own.clone(),
        };
        let all = bench.run(&bench.rep, count.clone()).await.unwrap();
        let whole = [
            "custom.seats: 10.2499",
            "custom.budget: 300.50 EUR, 5.00 USD",
        ];
        assert_eq!(said(&all.sums), whole);
        assert_eq!(all.sums.count, 4);
        let golden = CountRows {
            filter: "custom.tier.is(gold)".into(),
            ..count.clone()
        };
        let golden = bench.run(&bench.rep, golden).await.unwrap();
        assert_eq!(
            said(&golden.sums),
            ["custom.seats: 10.25", "custom.budget: 300.50 EUR"]
        );
        // Who asks for none gets none.
        let none = CountRows {
            own: Vec::new(),
            ..count
        };
        assert!(said(&bench.run(&bench.rep, none).await.unwrap().sums).is_empty());
        let groups = CountGroups {
            object: Object::Accounts,
            filter: String::new(),
            search: String::new(),
            group: "custom.tier".into(),
            own,
        };
        let groups = bench.run(&bench.rep, groups).await.unwrap().groups;
        let found: Vec<(i64, Vec<String>)> = groups
            .iter()
            .map(|group| (group.sums.count, said(&group.sums)))
            .collect();
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(
            found,
            [
                (
                    2,
                    texts(&["custom.seats: 10.25", "custom.budget: 300.50 EUR"])
                ),
                (1, texts(&["custom.budget: 5.00 USD"])),
                (1, texts(&["custom.seats: -0.0001"])),
            ]
        );
        // A built-in group, read from joined tables.
        let by_owner = CountGroups {
            object: Object::Accounts,
            filter: String::new(),
            search: "a".into(),
            group: "owner".into(),
            own: vec!["custom.budget".into()],
        };
        let by_owner = bench.run(&bench.rep, by_owner).await.unwrap().groups;
        assert_eq!(said(&by_owner[0].sums), ["custom.budget: 100.00 EUR"]);
        // The file has them on a sheet of its own.
        let export = ExportRows {
            object: Object::Accounts,
            spec: ViewSpec {
                columns: vec!["name".into(), "custom.budget".into()],
                group: "custom.tier".into(),
                ..ViewSpec::default()
            },
            form: FileForm::Xlsx,
        };
        let file = bench.run(&bench.rep, export).await.unwrap();
        assert!(file.bytes.starts_with(b"PK"));
    }
);

both!(
    a_filter_finds_people_by_any_of_their_accounts,
    async |bench: &Bench| {
        let one = affiliation(bench).await;
        person(bench, "Elsewhere", None).await;
        let found = async |filter: String| -> Vec<(String, Cell)> {
            let read = ReadRows {
                object: Object::Contacts,
                spec: ViewSpec {
                    filter,
                    columns: vec!["name".into(), "any_account".into()],
                    ..ViewSpec::default()
                },
                after: None,
                limit: 20,
            };
            let view = bench.run(&bench.rep, read).await.unwrap();
            view.rows
                .into_iter()
                .map(|row| match &row.cells[0] {
                    Cell::Text(name) => (name.clone(), row.cells[1].clone()),
                    other => panic!("{other:?}"),
                })
                .collect()
        };
        let there = found(format!("any_account.is({})", one.account_id)).await;
        let [(name, Cell::Refs(accounts))] = there.as_slice() else {
            panic!("{there:?}")
        };
        assert_eq!(name, "Ada");
        let names: Vec<&str> = accounts.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["First", "Second"]);
        assert!(
            found(format!("account.is({})", one.account_id))
                .await
                .is_empty()
        );
        let none = found("any_account.empty()".into()).await;
        assert_eq!(none, [("Elsewhere".to_owned(), Cell::Empty)]);
        assert_eq!(found("not(any_account.empty())".into()).await.len(), 1);
        let list = async || {
            let list = ListContacts {
                query: ContactQuery {
                    any_account: Some(one.account_id),
                    ..ContactQuery::default()
                },
                ..ListContacts::default()
            };
            bench.run(&bench.rep, list).await.unwrap().total
        };
        assert_eq!(list().await, 1);
        // What is over finds nobody.
        let over = SaveAffiliation {
            id: one.id,
            contact_id: one.contact_id,
            account_id: one.account_id,
            version: one.version,
            draft: AffiliationDraft {
                until: Some(crate::deals::fixture::today()),
                ..one.draft.clone()
            },
        };
        let over = bench.run(&bench.rep, over).await.unwrap();
        assert!(
            found(format!("any_account.is({})", one.account_id))
                .await
                .is_empty()
        );
        assert_eq!(list().await, 0);
        // One of each can be read by itself.
        let get = GetAffiliation { id: one.id };
        assert_eq!(bench.run(&bench.stranger, get).await.unwrap(), over);
        let knows = relation(bench).await;
        let get = GetRelation { id: knows.id };
        assert_eq!(bench.run(&bench.stranger, get).await.unwrap(), knows);
    }
);

both!(
    names_are_offered_of_those_who_may_read,
    async |bench: &Bench| {
        let fleet = deal(bench, &bench.rep, "Fleet", 10).await;
        let ask = async |actor: &Actor, text: &str, deal| -> Vec<String> {
            let request = FindNamed {
                links: Links {
                    opportunity: deal,
                    ..Links::default()
                },
                owner: None,
                text: text.to_owned(),
            };
            let found = bench.run(actor, request).await.unwrap();
            found.into_iter().map(|one| one.name).collect()
        };
        let deal = Some(fleet.id);
        let all = ask(&bench.rep, "", deal).await;
        assert!(all.contains(&"manager".to_owned()) && all.contains(&"head".to_owned()));
        // Neither who asks nor who may not read it.
        assert!(!all.contains(&"rep".to_owned()) && !all.contains(&"stranger".to_owned()));
        assert_eq!(ask(&bench.rep, "man", deal).await, ["manager"]);
        assert!(ask(&bench.rep, "manager", deal).await.is_empty());
        // Of a deal that is not theirs to see nobody is told who does.
        assert!(ask(&bench.stranger, "", deal).await.is_empty());
        assert!(!ask(&bench.stranger, "", None).await.is_empty());
    }
);
