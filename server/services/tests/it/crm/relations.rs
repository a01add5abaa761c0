//! Further accounts, relations between people, who of us knows whom, and the map.

use super::accounts;
use crate::bench::{Bench, START};
use crate::both;
use crate::deals::fixture as deals;
use shared::crm::accounts::GetAccountRelated;
use shared::crm::contacts::{
    ContactFacts, ContactView, CreateContact, DeleteContact, GetContact, GetContactRelated,
    RestoreContact, SuggestContacts,
};
use shared::crm::relations::ops::{
    AffiliationList, DeleteAffiliation, DeleteRelation, GetPeopleMap, ListAffiliations,
    ListRelations, MakePrimary, RelationList, SaveAffiliation, SaveRelation,
};
use shared::crm::relations::{
    Affiliation, AffiliationDraft, MapPlace, Relation, RelationDraft, RelationKind, Strength,
};
use shared::deals::opportunities::{BuyingRole, SetDealContacts};
use shared::kernel::{
    AccountId, ActivityId, Actor, AffiliationId, ContactId, Instant, Problem, ProblemKind,
    RelationId,
};
use shared::work::Links;
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
use shared::work::tasks::ops::{FindLinks, LinkKind};

pub async fn person(bench: &Bench, name: &str, account: Option<AccountId>) -> ContactView {
    let facts = ContactFacts {
        account_id: account,
        title: format!("Title of {name}"),
        ..ContactFacts::named("", name, bench.rep.user_id)
    };
    let id = ContactId(bench.uuid());
    let create = CreateContact { id, facts };
    bench.run(&bench.rep, create).await.unwrap()
}

pub fn role(role: &str) -> AffiliationDraft {
    AffiliationDraft {
        role: role.into(),
        ..AffiliationDraft::default()
    }
}

pub async fn affiliate(
    bench: &Bench,
    actor: &Actor,
    (contact_id, account_id): (ContactId, AccountId),
    draft: AffiliationDraft,
) -> Result<Affiliation, Problem> {
    let request = SaveAffiliation {
        id: AffiliationId(bench.uuid()),
        contact_id,
        account_id,
        version: 0,
        draft,
    };
    bench.run(actor, request).await
}

/// A person of the representative at a second account of theirs.
pub async fn affiliation(bench: &Bench) -> Affiliation {
    let own = accounts::create(bench, &bench.rep, "First").await;
    let second = accounts::create(bench, &bench.rep, "Second").await;
    let ada = person(bench, "Ada", Some(own.id)).await;
    let made = affiliate(bench, &bench.rep, (ada.id, second.id), role("Adviser")).await;
    made.unwrap()
}

/// An affiliation as it was before somebody called the role `name`.
pub async fn changed_affiliation(bench: &Bench, name: &str) -> Affiliation {
    let read = affiliation(bench).await;
    let save = SaveAffiliation {
        id: read.id,
        contact_id: read.contact_id,
        account_id: read.account_id,
        version: read.version,
        draft: role(name),
    };
    bench.run(&bench.administrator, save).await.unwrap();
    read
}

pub fn draft(from: ContactId, to: ContactId, kind: RelationKind) -> RelationDraft {
    RelationDraft {
        from,
        to,
        kind,
        account_id: None,
        strength: Strength::Good,
        note: String::new(),
    }
}

pub async fn relate(
    bench: &Bench,
    actor: &Actor,
    draft: RelationDraft,
) -> Result<Relation, Problem> {
    let id = RelationId(bench.uuid());
    let save = SaveRelation {
        id,
        version: 0,
        draft,
    };
    bench.run(actor, save).await
}

/// A relation between two people of the representative.
pub async fn relation(bench: &Bench) -> Relation {
    let one = person(bench, "Ada", None).await;
    let other = person(bench, "Bob", None).await;
    let knows = draft(one.id, other.id, RelationKind::Knows);
    relate(bench, &bench.rep, knows).await.unwrap()
}

/// A relation as it was before somebody noted `text`.
pub async fn changed_relation(bench: &Bench, text: &str) -> Relation {
    let read = relation(bench).await;
    let save = SaveRelation {
        id: read.id,
        version: read.version,
        draft: RelationDraft {
            note: text.into(),
            ..read.draft.clone()
        },
    };
    bench.run(&bench.administrator, save).await.unwrap();
    read
}

pub async fn places(bench: &Bench, contact_id: ContactId) -> AffiliationList {
    let list = ListAffiliations { contact_id };
    bench.run(&bench.rep, list).await.unwrap()
}

pub async fn relations(bench: &Bench, contact_id: ContactId) -> RelationList {
    let list = ListRelations { contact_id };
    bench.run(&bench.rep, list).await.unwrap()
}

fn code(problem: &Problem) -> &str {
    &problem.issues[0].code
}

fn at(draft: RelationDraft, account: AccountId) -> RelationDraft {
    RelationDraft {
        account_id: Some(account),
        ..draft
    }
}

both!(
    a_contact_has_further_accounts_seen_from_both_ends,
    async |bench: &Bench| {
        let one = affiliation(bench).await;
        let list = places(bench, one.contact_id).await;
        assert_eq!(list.rows.len(), 1);
        assert_eq!(list.rows[0].account.name, "Second");
        assert!(list.may_edit && list.rows[0].may_edit && !list.rows[0].primary);
        let related = GetAccountRelated { id: one.account_id };
        let related = bench.run(&bench.stranger, related).await.unwrap();
        assert!(related.contacts.is_empty());
        let here = &related.affiliates[0];
        assert_eq!(here.row.affiliation.draft.role, "Adviser");
        assert_eq!(here.contact.account.as_ref().unwrap().name, "First");
        assert!(!here.row.may_edit);

        // The same again is no error, at the same time not twice, and not where one works anyway.
        let again = SaveAffiliation {
            id: one.id,
            contact_id: one.contact_id,
            account_id: one.account_id,
            version: 0,
            draft: one.draft.clone(),
        };
        assert_eq!(bench.run(&bench.rep, again).await.unwrap(), one);
        let ends = (one.contact_id, one.account_id);
        let twice = affiliate(bench, &bench.rep, ends, role("Twice")).await;
        assert_eq!(code(&twice.unwrap_err()), "affiliation_overlaps");
        let contact = bench.run(&bench.rep, GetContact { id: one.contact_id });
        let own = contact.await.unwrap().facts.account_id.unwrap();
        let own = affiliate(bench, &bench.rep, (one.contact_id, own), role("")).await;
        assert_eq!(code(&own.unwrap_err()), "affiliation_is_primary");

        // Removed and brought back as it was; the history says all of it.
        let away = DeleteAffiliation {
            id: one.id,
            version: one.version,
        };
        let refused = bench.run(&bench.colleague, away.clone()).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
        let gone = bench.run(&bench.rep, away).await.unwrap();
        assert!(places(bench, one.contact_id).await.rows.is_empty());
        let back = SaveAffiliation {
            id: gone.id,
            contact_id: gone.contact_id,
            account_id: gone.account_id,
            version: 0,
            draft: gone.draft,
        };
        bench.run(&bench.rep, back).await.unwrap();
        let related = GetContactRelated { id: one.contact_id };
        let related = bench.run(&bench.rep, related).await.unwrap();
        let actions: Vec<_> = related.history.iter().map(|e| e.action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "affiliation_added",
                "affiliation_removed",
                "affiliation_added",
                "created"
            ]
        );
    }
);

both!(
    whoever_may_change_one_of_both_says_what_is_between_them,
    async |bench: &Bench| {
        let account = accounts::create(bench, &bench.stranger, "Strange").await;
        let ada = person(bench, "Ada", None).await;
        let made = affiliate(bench, &bench.stranger, (ada.id, account.id), role("x")).await;
        assert!(made.is_ok());
        let other = affiliate(bench, &bench.colleague, (ada.id, account.id), role("y")).await;
        assert_eq!(other.unwrap_err().kind, ProblemKind::Forbidden);
        let nowhere = AccountId(bench.uuid());
        let nowhere = affiliate(bench, &bench.rep, (ada.id, nowhere), role("z")).await;
        assert_eq!(code(&nowhere.unwrap_err()), "unknown_record");
    }
);

both!(
    an_affiliation_becomes_the_contacts_own_account,
    async |bench: &Bench| {
        let one = affiliation(bench).await;
        let before = bench.run(&bench.rep, GetContact { id: one.contact_id });
        let before = before.await.unwrap();
        let request = MakePrimary {
            id: one.id,
            version: one.version,
            former_id: AffiliationId(bench.uuid()),
        };
        let list = bench.run(&bench.rep, request).await.unwrap();
        let after = bench.run(&bench.rep, GetContact { id: one.contact_id });
        let after = after.await.unwrap();
        assert_eq!(after.facts.account_id, Some(one.account_id));
        assert_eq!(after.facts.title, "Adviser");
        assert_eq!(after.version, before.version + 1);
        // The former stays, with the title there; the new one is said to be the main one.
        assert_eq!(list.rows.len(), 2);
        let former = list.rows.iter().find(|row| !row.primary).unwrap();
        assert_eq!(Some(former.account.id), before.facts.account_id);
        assert_eq!(former.affiliation.draft.role, before.facts.title);
    }
);

both!(
    who_is_affiliated_is_offered_with_the_account_until_it_ends,
    async |bench: &Bench| {
        let one = affiliation(bench).await;
        person(bench, "Aaron", None).await;
        let first = async || {
            let suggest = SuggestContacts {
                text: "a".into(),
                account: Some(one.account_id),
                limit: 0,
            };
            bench.run(&bench.rep, suggest).await.unwrap()[0].id
        };
        let links = async || {
            let find = FindLinks {
                text: String::new(),
                kind: LinkKind::Contact,
                account: Some(one.account_id),
            };
            bench.run(&bench.rep, find).await.unwrap().len()
        };
        assert_eq!((first().await, links().await), (one.contact_id, 1));
        let end = SaveAffiliation {
            id: one.id,
            contact_id: one.contact_id,
            account_id: one.account_id,
            version: one.version,
            draft: AffiliationDraft {
                until: Some("2026-11-23".parse().unwrap()),
                ..one.draft.clone()
            },
        };
        bench.run(&bench.rep, end).await.unwrap();
        assert_eq!(links().await, 0);
        assert_ne!(first().await, one.contact_id);
        let ended = MakePrimary {
            id: one.id,
            version: one.version + 1,
            former_id: AffiliationId(bench.uuid()),
        };
        let refused = bench.run(&bench.rep, ended).await.unwrap_err();
        assert_eq!(code(&refused), "affiliation_is_over");
    }
);

both!(there_is_one_manager_and_no_circle, async |bench: &Bench| {
    let account = accounts::create(bench, &bench.rep, "House").await;
    let mut people = Vec::new();
    for name in ["Ada", "Bob", "Cleo"] {
        people.push(person(bench, name, Some(account.id)).await.id);
    }
    let reports = |from: usize, to: usize| {
        at(
            draft(people[from], people[to], RelationKind::ReportsTo),
            account.id,
        )
    };
    relate(bench, &bench.rep, reports(0, 1)).await.unwrap();
    relate(bench, &bench.rep, reports(1, 2)).await.unwrap();
    let circle = relate(bench, &bench.rep, reports(2, 0)).await.unwrap_err();
    assert_eq!(code(&circle), "manager_cycle");
    let second = relate(bench, &bench.rep, reports(0, 2)).await.unwrap_err();
    assert_eq!(code(&second), "manager_exists");
    let elsewhere = person(bench, "Dan", None).await;
    let lost = at(
        draft(elsewhere.id, people[0], RelationKind::ReportsTo),
        account.id,
    );
    let lost = relate(bench, &bench.rep, lost).await.unwrap_err();
    assert_eq!(code(&lost), "works_elsewhere");
    // The manager may sit elsewhere.
    let above = at(
        draft(people[2], elsewhere.id, RelationKind::ReportsTo),
        account.id,
    );
    relate(bench, &bench.rep, above).await.unwrap();

    let seen = relations(bench, people[1]).await;
    let ends: Vec<_> = seen
        .rows
        .iter()
        .map(|row| {
            (
                row.other.name.as_str(),
                row.relation.draft.from == people[1],
            )
        })
        .collect();
    assert_eq!(ends, [("Ada", false), ("Cleo", true)]);
    let away = DeleteRelation {
        id: seen.rows[0].relation.id,
        version: 1,
    };
    let refused = bench.run(&bench.stranger, away.clone()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Forbidden);
    bench.run(&bench.rep, away).await.unwrap();
    assert_eq!(relations(bench, people[1]).await.rows.len(), 1);
});

async fn talk(bench: &Bench, actor: &Actor, contact: ContactId, kind: ActivityKind, days: i64) {
    let (at, outcome) = (START.plus_days(-days), Outcome::None);
    say(bench, actor, contact, (kind, outcome), at).await;
}

async fn say(
    bench: &Bench,
    actor: &Actor,
    contact: ContactId,
    (kind, outcome): (ActivityKind, Outcome),
    at: Instant,
) {
    let activity = CreateActivity {
        id: ActivityId(bench.uuid()),
        draft: ActivityDraft {
            kind,
            subject: "Talk".into(),
            outcome,
            at,
            links: Links {
                contact: Some(contact),
                ..Links::default()
            },
            ..ActivityDraft::default()
        },
    };
    bench.run(actor, activity).await.unwrap();
}

both!(who_knows_whom_is_counted, async |bench: &Bench| {
    let ada = person(bench, "Ada", None).await;
    assert!(relations(bench, ada.id).await.known_by.is_empty());
    for days in [12, 20, 40] {
        talk(bench, &bench.colleague, ada.id, ActivityKind::Meeting, days).await;
    }
    talk(bench, &bench.rep, ada.id, ActivityKind::Note, 3).await;
    // Nobody answered: that is no conversation.
    let missed = (ActivityKind::Call, Outcome::NoAnswer);
    say(bench, &bench.rep, ada.id, missed, START.plus_days(-1)).await;
    let known = relations(bench, ada.id).await.known_by;
    let strengths: Vec<_> = known
        .iter()
        .map(|one| (one.user.id, one.bond.strength))
        .collect();
    assert_eq!(
        strengths,
        [
            (bench.colleague.user_id, Strength::Good),
            (bench.rep.user_id, Strength::Weak)
        ]
    );
    assert_eq!(known[0].touches.meetings, 3);
    assert_eq!(known[0].touches.last_at, Some(START.plus_days(-12)));
    assert_eq!(known[1].touches.calls, 0);

    // A deal counts for who may see it.
    let deal = deals::deal(bench, &bench.rep, "Deal", 100).await;
    let set = SetDealContacts {
        id: deal.id,
        version: deal.version,
        contacts: vec![(ada.id, BuyingRole::Champion)],
    };
    bench.run(&bench.rep, set).await.unwrap();
    let deals_of = async |actor: &Actor| {
        let list = ListRelations { contact_id: ada.id };
        let known = bench.run(actor, list).await.unwrap().known_by;
        let rep = known.iter().find(|one| one.user.id == bench.rep.user_id);
        rep.unwrap().touches.open_deals
    };
    assert_eq!(deals_of(&bench.rep).await, 1);
    assert_eq!(deals_of(&bench.stranger).await, 0);
});

both!(the_map_shows_everybody_around, async |bench: &Bench| {
    let account = accounts::create(bench, &bench.rep, "House").await;
    let elsewhere = accounts::create(bench, &bench.rep, "Elsewhere").await;
    let ada = person(bench, "Ada", Some(account.id)).await;
    let bob = person(bench, "Bob", Some(account.id)).await;
    let cleo = person(bench, "Cleo", Some(elsewhere.id)).await;
    let dan = person(bench, "Dan", Some(elsewhere.id)).await;
    affiliate(bench, &bench.rep, (cleo.id, account.id), role("Board"))
        .await
        .unwrap();
    let reports = at(draft(bob.id, ada.id, RelationKind::ReportsTo), account.id);
    relate(bench, &bench.rep, reports).await.unwrap();
    let advice = draft(dan.id, ada.id, RelationKind::Influences);
    relate(bench, &bench.rep, advice).await.unwrap();
    talk(bench, &bench.colleague, bob.id, ActivityKind::Meeting, 2).await;

    let request = GetPeopleMap {
        account_id: account.id,
    };
    let map = bench.run(&bench.stranger, request).await.unwrap();
    let people: Vec<_> = map
        .people
        .iter()
        .map(|person| (person.name.as_str(), person.title.as_str()))
        .collect();
    assert_eq!(
        people,
        [
            ("Ada", "Title of Ada"),
            ("Bob", "Title of Bob"),
            ("Cleo", "Board"),
            ("Dan", "Title of Dan")
        ]
    );
    assert_eq!(map.people[2].place, MapPlace::Affiliated);
    let MapPlace::Elsewhere(Some(from)) = &map.people[3].place else {
        panic!("{:?}", map.people[3]);
    };
    assert_eq!(from.name, "Elsewhere");
    assert_eq!(map.relations.len(), 2);
    assert_eq!(map.people[1].known_by[0].user.id, bench.colleague.user_id);
    // Somebody in the bin is on no map and comes back with everything.
    let delete = DeleteContact {
        id: dan.id,
        version: dan.version,
    };
    bench.run(&bench.rep, delete).await.unwrap();
    let request = GetPeopleMap {
        account_id: account.id,
    };
    let map = bench.run(&bench.rep, request.clone()).await.unwrap();
    assert_eq!((map.people.len(), map.relations.len()), (3, 1));
    let restore = RestoreContact { id: dan.id };
    bench.run(&bench.rep, restore).await.unwrap();
    let map = bench.run(&bench.rep, request).await.unwrap();
    assert_eq!((map.people.len(), map.relations.len()), (4, 2));
});
