//! Duplicates: found while typing and in bulk, merged, taken apart again.

use super::accounts;
use crate::bench::Bench;
use crate::both;
use crate::deals::fixture as deals;
use shared::crm::accounts::{
    AccountChange, AccountFacts, AccountView, CreateAccount, EditAccount, GetAccount,
    GetAccountRelated, RestoreAccount,
};
use shared::crm::contacts::{ContactFacts, CreateContact, GetContact};
use shared::crm::duplicates::{
    CheckDuplicates, Draft, DuplicateKind, FindDuplicates, ListMerges, MergePlan, MergeRecords,
    PlanMerge, Reason, RecordDuplicates, SeparateRecords, Side, UndoMerge,
};
use shared::crm::leads::{
    CreateLead, GetLead, GetLeadRelated, LeadFacts, LeadStatus, LogLeadTouch, TouchKind,
};
use shared::deals::opportunities::{BuyingRole, GetOpportunity, NewOpportunity, SetDealContacts};
use shared::kernel::{
    AccountId, Actor, ContactId, Currency, LeadId, LeadTouchId, MergeId, Money, ProblemKind,
};
use uuid::Uuid;

async fn account(bench: &Bench, facts: AccountFacts) -> AccountView {
    let id = AccountId(bench.uuid());
    bench
        .run(&bench.rep, CreateAccount { id, facts })
        .await
        .unwrap()
}

async fn contact(bench: &Bench, facts: ContactFacts) -> ContactId {
    let id = ContactId(bench.uuid());
    let create = CreateContact { id, facts };
    bench.run(&bench.rep, create).await.unwrap().id
}

/// Two accounts of one company.
async fn twice(bench: &Bench) -> (AccountView, AccountView) {
    let me = bench.rep.user_id;
    let one = AccountFacts {
        website: "https://dupont.fr".into(),
        phone: "01 23 45 67 89".into(),
        city: "Lyon".into(),
        ..AccountFacts::named("Dupont & Fils SAS", me)
    };
    let other = AccountFacts {
        website: "https://www.dupont.fr".into(),
        employees: Some(12),
        ..AccountFacts::named("DUPONT & FILS", me)
    };
    (account(bench, one).await, account(bench, other).await)
}

async fn plan(bench: &Bench, kind: DuplicateKind, one: Uuid, other: Uuid) -> MergePlan {
    let request = PlanMerge { kind, one, other };
    bench.run(&bench.rep, request).await.unwrap()
}

fn request(bench: &Bench, kind: DuplicateKind, plan: &MergePlan, take: &[&str]) -> MergeRecords {
    MergeRecords {
        id: MergeId(bench.uuid()),
        kind,
        kept: plan.one.record.id,
        kept_version: plan.one.version,
        merged: plan.other.record.id,
        merged_version: plan.other.version,
        take: take.iter().map(|field| (*field).to_owned()).collect(),
    }
}

both!(
    what_is_there_is_shown_while_one_types,
    async |bench: &Bench| {
        let (one, _) = twice(bench).await;
        let zoe = ContactFacts {
            account_id: Some(one.id),
            email: "zoe@dupont.fr".into(),
            ..ContactFacts::named("Zoé", "Martin", bench.rep.user_id)
        };
        contact(bench, zoe).await;
        let check = |draft| CheckDuplicates { draft };
        let draft = Draft {
            company: "dupont et fils".into(),
            phone: "+33 1 23 45 67 89".into(),
            ..Draft::new(DuplicateKind::Account)
        };
        let found = bench.run(&bench.finance, check(draft)).await.unwrap();
        assert_eq!(found[0].record.id, one.id.0);
        assert!(found[0].found.reasons.contains(&Reason::Phone));
        let draft = Draft {
            first_name: "Zoe".into(),
            last_name: "MARTIN".into(),
            email: "ZOE@dupont.fr".into(),
            ..Draft::new(DuplicateKind::Lead)
        };
        let found = bench.run(&bench.stranger, check(draft)).await.unwrap();
        assert_eq!(found[0].record.kind, DuplicateKind::Contact);
        assert_eq!(found[0].found.reasons[0], Reason::Email);
        let nothing = Draft::new(DuplicateKind::Contact);
        let found = bench.run(&bench.rep, check(nothing)).await.unwrap();
        assert!(found.is_empty());
        let hostile = Draft {
            last_name: "%_\\' OR 1=1".into(),
            ..Draft::new(DuplicateKind::Contact)
        };
        let found = bench.run(&bench.rep, check(hostile)).await.unwrap();
        assert!(found.is_empty());
    }
);

both!(
    pairs_are_listed_until_somebody_says_they_are_two,
    async |bench: &Bench| {
        let (one, other) = twice(bench).await;
        let find = FindDuplicates {
            kind: DuplicateKind::Account,
        };
        let found = bench.run(&bench.rep, find.clone()).await.unwrap();
        assert_eq!((found.total, found.compared), (1, 2));
        assert!(found.pairs[0].may_merge);
        let foreign = bench.run(&bench.stranger, find.clone()).await.unwrap();
        assert!(!foreign.pairs[0].may_merge);
        let say = |apart| SeparateRecords {
            kind: DuplicateKind::Account,
            one: other.id.0,
            other: one.id.0,
            apart,
        };
        let refused = bench.run(&bench.stranger, say(true)).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
        bench.run(&bench.rep, say(true)).await.unwrap();
        assert_eq!(bench.run(&bench.rep, find.clone()).await.unwrap().total, 0);
        let beside = RecordDuplicates {
            kind: DuplicateKind::Account,
            id: one.id.0,
        };
        let found = bench.run(&bench.rep, beside.clone()).await.unwrap();
        assert!(found.is_empty());
        bench.run(&bench.rep, say(false)).await.unwrap();
        assert_eq!(bench.run(&bench.rep, find).await.unwrap().total, 1);
        assert_eq!(bench.run(&bench.rep, beside).await.unwrap().len(), 1);
    }
);

both!(
    two_accounts_become_one_and_two_again,
    async |bench: &Bench| {
        let kind = DuplicateKind::Account;
        let (one, other) = twice(bench).await;
        let person = ContactFacts {
            account_id: Some(other.id),
            ..ContactFacts::named("Zoé", "Martin", bench.rep.user_id)
        };
        let person = contact(bench, person).await;
        let new = NewOpportunity {
            account_id: Some(other.id),
            ..deals::new_deal(bench, "Running", Money::new(5_00, Currency::EUR)).await
        };
        let deal = bench.run(&bench.rep, new).await.unwrap();
        let child = AccountFacts {
            parent_id: Some(other.id),
            ..AccountFacts::named("Dupont Nord", bench.rep.user_id)
        };
        let child = account(bench, child).await;
        let get = |id| GetAccount { id };
        let before = (
            bench.run(&bench.rep, get(one.id)).await.unwrap(),
            bench.run(&bench.rep, get(other.id)).await.unwrap(),
        );

        let plan = plan(bench, kind, one.id.0, other.id.0).await;
        assert_eq!(plan.other.links, 3);
        let sides: Vec<(&str, Side)> = plan
            .survivors
            .iter()
            .map(|one| (one.field.as_str(), one.side))
            .collect();
        assert!(sides.contains(&("employees", Side::Other)));
        assert!(sides.contains(&("city", Side::One)));
        // What more hangs on stays, and its name with it.
        assert_eq!(plan.stays, Side::Other);
        assert!(sides.contains(&("name", Side::Other)));
        let merge = request(bench, kind, &plan, &["employees"]);
        let done = bench.run(&bench.rep, merge.clone()).await.unwrap();
        assert_eq!(done.kept_name, "Dupont & Fils SAS");
        // A repeated request is no second merge.
        bench.run(&bench.rep, merge).await.unwrap();

        let kept = bench.run(&bench.rep, get(one.id)).await.unwrap();
        assert_eq!(kept.facts.employees, Some(12));
        assert_eq!(kept.facts.city, "Lyon");
        assert_eq!(kept.below[0].id, child.id);
        let gone = bench.run(&bench.rep, get(other.id)).await.unwrap();
        assert!(gone.deleted_at.is_some());
        // By itself it does not come back: it would stand there empty.
        let back = RestoreAccount { id: other.id };
        let refused = bench.run(&bench.rep, back).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "is_merged");
        let related = GetAccountRelated { id: one.id };
        let related = bench.run(&bench.rep, related).await.unwrap();
        assert_eq!(related.contacts[0].id, person);
        assert_eq!(related.opportunities[0].id, deal.id);

        // Somebody corrects the kept one before it is taken apart.
        let edit = EditAccount {
            id: one.id,
            version: kept.version,
            changes: vec![AccountChange::City("Villeurbanne".into())],
        };
        bench.run(&bench.rep, edit).await.unwrap();
        let undo = UndoMerge { id: done.id };
        let refused = bench.run(&bench.stranger, undo.clone()).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
        let undone = bench.run(&bench.rep, undo).await.unwrap();
        assert!(undone.undone_at.is_some() && !undone.may_undo);
        let after = (
            bench.run(&bench.rep, get(one.id)).await.unwrap(),
            bench.run(&bench.rep, get(other.id)).await.unwrap(),
        );
        assert_eq!(after.0.facts.city, "Villeurbanne");
        assert_eq!(after.0.facts.employees, None);
        assert_eq!(after.0.below, before.0.below);
        assert_eq!(after.1.facts, before.1.facts);
        assert_eq!(after.1.below, before.1.below);
        assert_eq!(after.1.deleted_at, None);
        let person = bench.run(&bench.rep, GetContact { id: person }).await;
        assert_eq!(person.unwrap().facts.account_id, Some(other.id));
        let deal = bench.run(&bench.rep, GetOpportunity { id: deal.id }).await;
        assert_eq!(deal.unwrap().account.unwrap().id, other.id);
        let merges = bench.run(&bench.rep, ListMerges { kind }).await.unwrap();
        assert_eq!(merges.len(), 1);
    }
);

both!(
    parts_in_deals_follow_a_contact_and_come_back,
    async |bench: &Bench| {
        let kind = DuplicateKind::Contact;
        let named = |email: &str| ContactFacts {
            email: email.into(),
            ..ContactFacts::named("Zoé", "Martin", bench.rep.user_id)
        };
        let one = contact(bench, named("zoe@dupont.fr")).await;
        let other = contact(bench, named("zoe+news@dupont.fr")).await;
        let mut parts = Vec::new();
        for people in [vec![one, other], vec![other]] {
            let deal = deals::deal(bench, &bench.rep, "Deal", 100).await;
            let contacts = people
                .iter()
                .map(|id| (*id, BuyingRole::Champion))
                .collect();
            let set = SetDealContacts {
                id: deal.id,
                version: deal.version,
                contacts,
            };
            bench.run(&bench.rep, set).await.unwrap();
            parts.push((deal.id, people));
        }
        let plan = plan(bench, kind, one.0, other.0).await;
        let merge = request(bench, kind, &plan, &[]);
        let done = bench.run(&bench.rep, merge).await.unwrap();
        for (id, _) in &parts {
            let deal = bench.run(&bench.rep, GetOpportunity { id: *id }).await;
            let people: Vec<ContactId> = deal
                .unwrap()
                .contacts
                .iter()
                .map(|c| c.contact_id)
                .collect();
            assert_eq!(people, [one]);
        }
        bench
            .run(&bench.rep, UndoMerge { id: done.id })
            .await
            .unwrap();
        for (id, before) in &parts {
            let deal = bench.run(&bench.rep, GetOpportunity { id: *id }).await;
            let mut people: Vec<ContactId> = deal
                .unwrap()
                .contacts
                .iter()
                .map(|c| c.contact_id)
                .collect();
            people.sort_unstable();
            assert_eq!(&people, before);
        }
    }
);

both!(what_was_said_follows_a_lead, async |bench: &Bench| {
    let kind = DuplicateKind::Lead;
    let lead = async |actor: &Actor| {
        let facts = LeadFacts {
            company: "Dupont".into(),
            email: "zoe@dupont.fr".into(),
            ..LeadFacts::named("Zoé", "Martin", Some(actor.user_id))
        };
        let id = LeadId(bench.uuid());
        bench.run(actor, CreateLead { id, facts }).await.unwrap().id
    };
    let (one, other) = (lead(&bench.rep).await, lead(&bench.rep).await);
    let foreign = lead(&bench.stranger).await;
    let found = bench
        .run(&bench.rep, FindDuplicates { kind })
        .await
        .unwrap();
    // Somebody else's lead is none, however like it is.
    assert_eq!((found.total, found.compared), (1, 2));
    let reach = PlanMerge {
        kind,
        one: one.0,
        other: foreign.0,
    };
    let refused = bench.run(&bench.rep, reach).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
    let touch = LogLeadTouch {
        id: LeadTouchId(bench.uuid()),
        lead_id: other,
        kind: TouchKind::Call,
        body: "Asked for prices".into(),
    };
    bench.run(&bench.rep, touch).await.unwrap();
    let plan = plan(bench, kind, one.0, other.0).await;
    let done = bench
        .run(&bench.rep, request(bench, kind, &plan, &[]))
        .await
        .unwrap();
    let kept = bench.run(&bench.rep, GetLead { id: one }).await.unwrap();
    assert_eq!(kept.state.status, LeadStatus::Contacted);
    let related = bench.run(&bench.rep, GetLeadRelated { id: one }).await;
    assert_eq!(related.unwrap().touches.len(), 1);
    bench
        .run(&bench.rep, UndoMerge { id: done.id })
        .await
        .unwrap();
    let kept = bench.run(&bench.rep, GetLead { id: one }).await.unwrap();
    assert_eq!(kept.state.status, LeadStatus::New);
    let related = bench.run(&bench.rep, GetLeadRelated { id: other }).await;
    assert_eq!(related.unwrap().touches.len(), 1);
});

both!(a_merge_on_old_versions_is_refused, async |bench: &Bench| {
    let kind = DuplicateKind::Account;
    let (one, other) = twice(bench).await;
    let plan = plan(bench, kind, one.id.0, other.id.0).await;
    let edit = EditAccount {
        id: other.id,
        version: other.version,
        changes: vec![AccountChange::City("Paris".into())],
    };
    bench.run(&bench.rep, edit).await.unwrap();
    let merge = request(bench, kind, &plan, &[]);
    let refused = bench.run(&bench.rep, merge).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Conflict);
    let itself = MergeRecords {
        merged: one.id.0,
        ..request(bench, kind, &plan, &[])
    };
    assert!(bench.run(&bench.rep, itself).await.is_err());
    let _ = accounts::create(bench, &bench.rep, "Unrelated").await;
});
