//! Fields an administrator adds: who sets them up, how records have them, what lists make of them.

use super::last_actions;
use super::views::all_rows;
use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::{deal, new_deal, today};
use shared::crm::accounts::{
    AccountChange, AccountFacts, AccountView, CreateAccount, EditAccount, GetAccount,
};
use shared::crm::contacts::{ContactFacts, CreateContact, GetContact};
use shared::crm::duplicates::{DuplicateKind, MergeRecords, PlanMerge, UndoMerge};
use shared::crm::leads::{AccountPart, ContactPart, ConvertLead, CreateLead, DealPart, LeadFacts};
use shared::deals::opportunities::{
    EditOpportunity, GetOpportunity, NewOpportunity, OpportunityChange,
};
use shared::kernel::{
    AccountId, ContactId, Currency, LeadId, LocalText, MergeId, Money, OpportunityId, Problem,
    ProblemKind,
};
use shared::platform::fields::*;
use shared::platform::views::{BulkAct, BulkChange, Object, ReadRows, Targets, UndoBulk, ViewSpec};

fn draft(bench: &Bench, holder: Holder, key: &str, kind: FieldKind) -> CustomField {
    let options = match kind {
        FieldKind::Choice => vec!["gold", "silver", "bronze"],
        _ => Vec::new(),
    };
    CustomField {
        id: bench.uuid(),
        version: 0,
        number: 0,
        holder,
        key: key.into(),
        label: LocalText::new(key.replace('_', " "), format!("{key} fr")),
        kind,
        options: options
            .into_iter()
            .map(|code| FieldOption {
                code: code.into(),
                label: LocalText::new(code.to_uppercase(), format!("{code} fr")),
            })
            .collect(),
        help: LocalText::default(),
        required: false,
        position: 0,
        archived: false,
    }
}

pub async fn save(bench: &Bench, field: CustomField) -> Result<CustomField, Problem> {
    bench.run(&bench.administrator, SaveField { field }).await
}

pub async fn add(bench: &Bench, holder: Holder, key: &str, kind: FieldKind) -> CustomField {
    save(bench, draft(bench, holder, key, kind)).await.unwrap()
}

pub fn values(pairs: &[(&str, &str)]) -> CustomValues {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

pub async fn account(
    bench: &Bench,
    name: &str,
    pairs: &[(&str, &str)],
) -> Result<AccountView, Problem> {
    let facts = AccountFacts {
        custom: values(pairs),
        ..AccountFacts::named(name, bench.rep.user_id)
    };
    let id = AccountId(bench.uuid());
    bench.run(&bench.rep, CreateAccount { id, facts }).await
}

pub fn codes(problem: &Problem) -> Vec<(&str, &str)> {
    let issues = problem.issues.iter();
    issues
        .map(|issue| (issue.code.as_ref(), issue.field.as_deref().unwrap_or("")))
        .collect()
}

both!(
    fields_are_set_up_by_administrators,
    async |bench: &Bench| {
        let field = draft(bench, Holder::Account, "tier", FieldKind::Choice);
        let refused = bench
            .run(
                &bench.rep,
                SaveField {
                    field: field.clone(),
                },
            )
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
        let made = save(bench, field.clone()).await.unwrap();
        assert_eq!(made.version, 1);
        // Sent again, nothing happens; another one does not take its key.
        assert_eq!(save(bench, field).await.unwrap(), made);
        let twin = draft(bench, Holder::Account, "tier", FieldKind::Text);
        let refused = save(bench, twin).await.unwrap_err();
        assert_eq!(
            codes(&refused),
            [("custom_key_taken", "key"), ("custom_label_taken", "label")]
        );
        let seen = bench.run(&bench.rep, ListFields {}).await.unwrap();
        assert_eq!(seen, std::slice::from_ref(&made));
        // A stale save is answered with the field as it is.
        let renamed = CustomField {
            label: LocalText::new("Level", "Niveau"),
            ..made.clone()
        };
        let now = save(bench, renamed).await.unwrap();
        let stale = save(bench, made.clone()).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        assert!(stale.current.unwrap().contains("Niveau"));
        let fixed = CustomField {
            kind: FieldKind::Text,
            options: Vec::new(),
            ..now.clone()
        };
        assert_eq!(
            codes(&save(bench, fixed).await.unwrap_err()),
            [("custom_fixed", "kind")]
        );
        // An option that records have stays.
        let one = account(bench, "One", &[("tier", "gold")]).await.unwrap();
        let mut fewer = now.clone();
        fewer.options.remove(0);
        let refused = save(bench, fewer).await.unwrap_err();
        assert_eq!(codes(&refused), [("custom_option_used", "options")]);
        let mut fewer = now.clone();
        fewer.options.remove(1);
        let now = save(bench, fewer).await.unwrap();

        // Archived, it is hidden and keeps what it has; nobody writes it unseen.
        let archived = save(
            bench,
            CustomField {
                archived: true,
                ..now
            },
        )
        .await
        .unwrap();
        let view = bench
            .run(&bench.rep, GetAccount { id: one.id })
            .await
            .unwrap();
        assert_eq!(view.facts.custom, values(&[("tier", "gold")]));
        let write = |value: &str| EditAccount {
            id: one.id,
            version: view.version,
            changes: vec![AccountChange::Custom(CustomChange::new("tier", value))],
        };
        let refused = bench.run(&bench.rep, write("bronze")).await.unwrap_err();
        assert_eq!(codes(&refused), [("unknown_field", "custom.tier")]);
        let list = |sort: &str| ReadRows {
            object: Object::Accounts,
            spec: ViewSpec {
                sort: sort.into(),
                ..ViewSpec::default()
            },
            after: None,
            limit: 10,
        };
        assert!(bench.run(&bench.rep, list("custom.tier")).await.is_err());

        // Deleted with its values, known to who deletes; brought back with them.
        let used = bench
            .run(&bench.administrator, ListFieldUse {})
            .await
            .unwrap();
        assert_eq!((used.len(), used[0].values), (1, 1));
        let delete = |values| DeleteField {
            id: archived.id,
            version: archived.version,
            values,
        };
        let refused = bench
            .run(&bench.administrator, delete(0))
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Conflict);
        bench.run(&bench.administrator, delete(1)).await.unwrap();
        let view = bench
            .run(&bench.rep, GetAccount { id: one.id })
            .await
            .unwrap();
        assert!(view.facts.custom.is_empty());
        // An edit of something else meanwhile loses nothing.
        let change = EditAccount {
            id: one.id,
            version: view.version,
            changes: vec![AccountChange::City("Lyon".into())],
        };
        bench.run(&bench.rep, change).await.unwrap();
        let back = bench
            .run(&bench.administrator, RestoreField { id: archived.id })
            .await
            .unwrap();
        save(
            bench,
            CustomField {
                archived: false,
                ..back
            },
        )
        .await
        .unwrap();
        let view = bench
            .run(&bench.rep, GetAccount { id: one.id })
            .await
            .unwrap();
        assert_eq!(view.facts.custom, values(&[("tier", "gold")]));
        assert_eq!(
            last_actions(bench, archived.id).await,
            [
                "created",
                "edited",
                "edited",
                "archived",
                "deleted",
                "restored",
                "unarchived"
            ]
        );
    }
);

both!(fields_stand_in_the_order_given, async |bench: &Bench| {
    let one = add(bench, Holder::Lead, "one", FieldKind::Text).await;
    let two = add(bench, Holder::Lead, "two", FieldKind::Text).await;
    let order = OrderFields {
        holder: Holder::Lead,
        order: vec![two.id, one.id],
    };
    let all = bench.run(&bench.administrator, order).await.unwrap();
    let keys: Vec<&str> = all.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["two", "one"]);
    let stale = OrderFields {
        holder: Holder::Lead,
        order: vec![one.id],
    };
    let refused = bench.run(&bench.administrator, stale).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Conflict);
});

both!(every_record_has_its_fields, async |bench: &Bench| {
    for holder in Holder::ALL {
        let must = draft(bench, *holder, "must", FieldKind::Number);
        save(
            bench,
            CustomField {
                required: true,
                ..must
            },
        )
        .await
        .unwrap();
    }
    // What a new record must have is asked for, wherever it is made.
    let refused = account(bench, "None", &[]).await.unwrap_err();
    assert_eq!(codes(&refused), [("required", "custom.must")]);
    let refused = account(bench, "Wrong", &[("must", "many")])
        .await
        .unwrap_err();
    assert_eq!(codes(&refused), [("not_a_number", "custom.must")]);
    let contact = |pairs: &[(&str, &str)]| CreateContact {
        id: ContactId(bench.uuid()),
        facts: ContactFacts {
            custom: values(pairs),
            ..ContactFacts::named("Ada", "L", bench.rep.user_id)
        },
    };
    let refused = bench.run(&bench.rep, contact(&[])).await.unwrap_err();
    assert_eq!(codes(&refused), [("required", "custom.must")]);
    let made = bench
        .run(&bench.rep, contact(&[("must", "2")]))
        .await
        .unwrap();
    let read = bench
        .run(&bench.rep, GetContact { id: made.id })
        .await
        .unwrap();
    assert_eq!(read.facts.custom, values(&[("must", "2")]));
    let new = new_deal(bench, "Deal", Money::new(5, Currency::EUR)).await;
    let refused = bench.run(&bench.rep, new.clone()).await.unwrap_err();
    assert_eq!(codes(&refused), [("required", "custom.must")]);
    let new = NewOpportunity {
        custom: values(&[("must", "03.50")]),
        ..new
    };
    let made = bench.run(&bench.rep, new).await.unwrap();
    assert_eq!(made.custom, values(&[("must", "3.5")]));
    let edit = |version, value: &str| EditOpportunity {
        id: made.id,
        version,
        changes: vec![OpportunityChange::Custom(CustomChange::new("must", value))],
    };
    let refused = bench
        .run(&bench.rep, edit(made.version, ""))
        .await
        .unwrap_err();
    assert_eq!(codes(&refused), [("required", "custom.must")]);
    let after = bench
        .run(&bench.rep, edit(made.version, "4"))
        .await
        .unwrap();
    assert_eq!(after.custom, values(&[("must", "4")]));
    assert_eq!(after.version, made.version + 1);
    let stale = bench
        .run(&bench.rep, edit(made.version, "5"))
        .await
        .unwrap_err();
    assert_eq!(stale.kind, ProblemKind::Conflict);
    // Within one's scope, as everything of a deal.
    let foreign = bench
        .run(&bench.stranger, edit(after.version, "6"))
        .await
        .unwrap_err();
    assert_eq!(foreign.kind, ProblemKind::NotFound);
    let get = GetOpportunity { id: made.id };
    assert_eq!(
        bench.run(&bench.rep, get).await.unwrap().custom,
        values(&[("must", "4")])
    );
    assert_eq!(last_actions(bench, made.id.0).await, ["created", "edited"]);
});

both!(many_are_set_at_once_and_put_back, async |bench: &Bench| {
    add(bench, Holder::Opportunity, "tier", FieldKind::Choice).await;
    let one = deal(bench, &bench.rep, "One", 5).await;
    let two = deal(bench, &bench.rep, "Two", 5).await;
    deal(bench, &bench.stranger, "Foreign", 5).await;
    let bulk = |value: &str| BulkChange {
        object: Object::Opportunities,
        run: bench.uuid(),
        targets: Targets::Matching {
            filter: String::new(),
            search: String::new(),
        },
        act: BulkAct::Set {
            field: "custom.tier".into(),
            value: value.into(),
        },
        after: None,
    };
    let refused = bench.run(&bench.rep, bulk("platinum")).await.unwrap_err();
    assert_eq!(codes(&refused), [("not_one_of", "custom.tier")]);
    let change = bulk("gold");
    let run = change.run;
    assert_eq!(bench.run(&bench.rep, change).await.unwrap().done, 2);
    let read = async |id: OpportunityId| {
        bench
            .run(&bench.rep, GetOpportunity { id })
            .await
            .unwrap()
            .custom
    };
    assert_eq!(read(one.id).await, values(&[("tier", "gold")]));
    let spec = ViewSpec::filtered("custom.tier.is(gold)");
    assert_eq!(
        all_rows(bench, &bench.rep, Object::Opportunities, &spec, 9)
            .await
            .len(),
        2
    );
    assert!(
        all_rows(bench, &bench.stranger, Object::Opportunities, &spec, 9)
            .await
            .is_empty()
    );
    let undo = UndoBulk {
        run,
        after: None,
        object: None,
    };
    assert_eq!(bench.run(&bench.rep, undo).await.unwrap().done, 2);
    assert!(read(two.id).await.is_empty());
});

both!(
    merging_and_converting_lose_nothing,
    async |bench: &Bench| {
        add(bench, Holder::Account, "tier", FieldKind::Choice).await;
        add(bench, Holder::Account, "code", FieldKind::Text).await;
        let one = account(bench, "Dupont", &[("code", "A1")]).await.unwrap();
        let other = account(bench, "Dupont", &[("code", "B2"), ("tier", "gold")])
            .await
            .unwrap();
        let plan = PlanMerge {
            kind: DuplicateKind::Account,
            one: one.id.0,
            other: other.id.0,
        };
        let plan = bench.run(&bench.rep, plan).await.unwrap();
        let fields: Vec<&str> = plan
            .survivors
            .iter()
            .map(|one| one.field.as_str())
            .collect();
        assert_eq!(fields, ["custom.code", "custom.tier"]);
        assert!(
            plan.other
                .texts
                .contains(&("custom.tier".into(), "GOLD".into()))
        );
        let id = MergeId(bench.uuid());
        let merge = MergeRecords {
            id,
            kind: DuplicateKind::Account,
            kept: one.id.0,
            kept_version: one.version,
            merged: other.id.0,
            merged_version: other.version,
            take: vec!["custom.tier".into()],
        };
        bench.run(&bench.rep, merge).await.unwrap();
        let read = async |id: AccountId| {
            bench
                .run(&bench.rep, GetAccount { id })
                .await
                .unwrap()
                .facts
                .custom
        };
        assert_eq!(
            read(one.id).await,
            values(&[("code", "A1"), ("tier", "gold")])
        );
        bench.run(&bench.rep, UndoMerge { id }).await.unwrap();
        assert_eq!(read(one.id).await, values(&[("code", "A1")]));
        assert_eq!(
            read(other.id).await,
            values(&[("code", "B2"), ("tier", "gold")])
        );

        // A lead's values go where a field of the same key takes them; the lead keeps them all.
        for (holder, key, kind) in [
            (Holder::Lead, "code", FieldKind::Text),
            (Holder::Lead, "size", FieldKind::Text),
            (Holder::Lead, "alone", FieldKind::Text),
            (Holder::Opportunity, "size", FieldKind::Number),
            (Holder::Contact, "size", FieldKind::Date),
        ] {
            add(bench, holder, key, kind).await;
        }
        let facts = LeadFacts {
            company: "Martin SA".into(),
            custom: values(&[("code", "L1"), ("size", "12.50"), ("alone", "x")]),
            ..LeadFacts::named("Zoé", "Martin", Some(bench.rep.user_id))
        };
        let create = CreateLead {
            id: LeadId(bench.uuid()),
            facts,
        };
        let lead = bench.run(&bench.rep, create).await.unwrap();
        let (account, contact, deal) = (
            AccountId(bench.uuid()),
            ContactId(bench.uuid()),
            OpportunityId(bench.uuid()),
        );
        let convert = ConvertLead {
            id: lead.id,
            version: lead.version,
            account: AccountPart::New(account),
            contact: ContactPart::New(contact),
            deal: DealPart::New {
                id: deal,
                name: "Martin".into(),
                pipeline_id: crate::deals::fixture::b2b(bench).await.id,
                amount: Money::new(5, Currency::EUR),
                close_date: today(),
            },
        };
        let lead = bench.run(&bench.rep, convert).await.unwrap();
        assert_eq!(
            lead.facts.custom,
            values(&[("code", "L1"), ("size", "12.50"), ("alone", "x")])
        );
        assert_eq!(read(account).await, values(&[("code", "L1")]));
        let made = bench
            .run(&bench.rep, GetOpportunity { id: deal })
            .await
            .unwrap();
        assert_eq!(made.custom, values(&[("size", "12.5")]));
        let person = bench
            .run(&bench.rep, GetContact { id: contact })
            .await
            .unwrap();
        assert!(person.facts.custom.is_empty());
    }
);
