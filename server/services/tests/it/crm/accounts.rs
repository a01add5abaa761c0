//! Accounts: created, edited, deleted, restored; rights, conflicts, hierarchy.

use crate::bench::{Bench, START};
use crate::both;
use shared::crm::accounts::{
    AccountChange, AccountFacts, AccountView, CreateAccount, DeleteAccount, EditAccount,
    FindSimilarAccounts, GetAccount, GetAccountRelated, RestoreAccount, SimilarReason,
    SuggestAccounts,
};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Actor, Currency, Money, Problem, ProblemKind};

pub async fn create(bench: &Bench, actor: &Actor, name: &str) -> AccountView {
    let facts = AccountFacts::named(name, actor.user_id);
    create_with(bench, actor, facts).await.unwrap()
}

async fn create_with(
    bench: &Bench,
    actor: &Actor,
    facts: AccountFacts,
) -> Result<AccountView, Problem> {
    let id = AccountId(bench.uuid());
    bench.run(actor, CreateAccount { id, facts }).await
}

pub async fn edit(
    bench: &Bench,
    actor: &Actor,
    account: &AccountView,
    changes: Vec<AccountChange>,
) -> Result<AccountView, Problem> {
    let (id, version) = (account.id, account.version);
    bench
        .run(
            actor,
            EditAccount {
                id,
                version,
                changes,
            },
        )
        .await
}

fn codes(problem: &Problem) -> Vec<String> {
    problem
        .issues
        .iter()
        .map(|issue| {
            format!(
                "{}:{}",
                issue.field.as_deref().unwrap_or_default(),
                issue.code
            )
        })
        .collect()
}

both!(
    an_account_comes_back_as_it_was_saved,
    async |bench: &Bench| {
        let facts = AccountFacts {
            industry: "software".into(),
            website: "Dupont.FR/".into(),
            phone: "+33 1 23 45 67 89".into(),
            street: "1 rue de la Paix\nBât. B".into(),
            postal_code: "75002".into(),
            city: "Paris".into(),
            country: "FR".into(),
            vat_number: "732 829 320".into(),
            employees: Some(120),
            annual_revenue: Some(Money::new(123_456_789, Currency::EUR)),
            founded_year: Some(1987),
            payment_days: Some(60),
            notes: "Œuvre d’art <b>\u{1F3A8}</b>".into(),
            ..AccountFacts::named("Dupont & Fils", bench.rep.user_id)
        };
        let saved = create_with(bench, &bench.rep, facts.clone()).await.unwrap();
        assert_eq!(saved.facts.website, "https://dupont.fr");
        assert_eq!(saved.facts.vat_number, "FR44732829320");
        let read = bench
            .run(&bench.finance, GetAccount { id: saved.id })
            .await
            .unwrap();
        assert_eq!(read.facts, saved.facts);
        assert_eq!(read.facts.street, facts.street);
        assert_eq!(read.owner.name, "rep");
        assert!(!read.may_edit && saved.may_edit);
    }
);

both!(
    creating_twice_with_one_id_makes_one_account,
    async |bench: &Bench| {
        let id = AccountId(bench.uuid());
        let facts = AccountFacts::named("Once", bench.rep.user_id);
        let request = CreateAccount {
            id,
            facts: facts.clone(),
        };
        let first = bench.run(&bench.rep, request.clone()).await.unwrap();
        let second = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(first, second);
        let other = CreateAccount {
            id,
            facts: AccountFacts::named("Another", bench.rep.user_id),
        };
        let problem = bench.run(&bench.rep, other).await.unwrap_err();
        assert_eq!(codes(&problem), ["id:already_exists"]);
    }
);

both!(wrong_facts_are_refused_by_field, async |bench: &Bench| {
    let facts = AccountFacts {
        website: "javascript:alert(1)".into(),
        ..AccountFacts::named("  ", bench.rep.user_id)
    };
    let problem = create_with(bench, &bench.rep, facts).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert_eq!(codes(&problem), ["name:required", "website:invalid_url"]);
});

both!(a_rep_changes_only_own_accounts, async |bench: &Bench| {
    let account = create(bench, &bench.rep, "Mine").await;
    let rename = vec![AccountChange::Name("Taken".into())];
    for actor in [&bench.colleague, &bench.stranger, &bench.finance] {
        let problem = edit(bench, actor, &account, rename.clone())
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Forbidden, "{}", actor.name);
        let (id, version) = (account.id, account.version);
        let problem = bench
            .run(actor, DeleteAccount { id, version })
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Forbidden, "{}", actor.name);
    }
    let edited = edit(bench, &bench.manager, &account, rename.clone())
        .await
        .unwrap();
    assert_eq!(edited.facts.name, "Taken");
    let there = create(bench, &bench.stranger, "South").await;
    let problem = edit(bench, &bench.manager, &there, rename)
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Forbidden);
});

both!(
    an_owner_is_given_within_the_team_by_its_manager,
    async |bench: &Bench| {
        let account = create(bench, &bench.rep, "Given").await;
        let to = |actor: &Actor| vec![AccountChange::Owner(actor.user_id)];
        let refused = edit(bench, &bench.rep, &account, to(&bench.colleague)).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        let refused = edit(bench, &bench.manager, &account, to(&bench.stranger)).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        let given = edit(bench, &bench.manager, &account, to(&bench.colleague))
            .await
            .unwrap();
        assert_eq!(given.owner.name, "colleague");
        let refused = create_with(
            bench,
            &bench.rep,
            AccountFacts::named("For a stranger", bench.stranger.user_id),
        )
        .await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
    }
);

both!(
    a_stale_edit_is_refused_with_the_present_record,
    async |bench: &Bench| {
        let account = create(bench, &bench.rep, "Original").await;
        let theirs = edit(
            bench,
            &bench.manager,
            &account,
            vec![AccountChange::City("Lyon".into())],
        )
        .await
        .unwrap();
        let problem = edit(
            bench,
            &bench.rep,
            &account,
            vec![AccountChange::City("Paris".into())],
        )
        .await
        .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict);
        let current: AccountView = serde_json::from_str(&problem.current.unwrap()).unwrap();
        assert_eq!(current.facts, theirs.facts);
        assert_eq!(current.version, account.version + 1);
        let read = bench
            .run(&bench.rep, GetAccount { id: account.id })
            .await
            .unwrap();
        assert_eq!(read.facts.city, "Lyon");
    }
);

both!(
    a_deleted_account_is_hidden_and_can_be_restored,
    async |bench: &Bench| {
        let account = create(bench, &bench.rep, "Gone for a while").await;
        let (id, version) = (account.id, account.version);
        let deleted = bench
            .run(&bench.rep, DeleteAccount { id, version })
            .await
            .unwrap();
        assert!(deleted.deleted_at.is_some());
        let suggest = SuggestAccounts {
            text: "gone".into(),
            limit: 0,
        };
        assert!(
            bench
                .run(&bench.rep, suggest.clone())
                .await
                .unwrap()
                .is_empty()
        );
        let refused = edit(
            bench,
            &bench.rep,
            &deleted,
            vec![AccountChange::City("x".into())],
        )
        .await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        let restored = bench.run(&bench.rep, RestoreAccount { id }).await.unwrap();
        assert_eq!(restored.deleted_at, None);
        assert_eq!(bench.run(&bench.rep, suggest).await.unwrap().len(), 1);
    }
);

both!(no_account_is_above_itself, async |bench: &Bench| {
    let top = create(bench, &bench.rep, "Top").await;
    let middle = create(bench, &bench.rep, "Middle").await;
    let low = create(bench, &bench.rep, "Low").await;
    let under = |id: AccountId| vec![AccountChange::Parent(Some(id))];
    edit(bench, &bench.rep, &middle, under(top.id))
        .await
        .unwrap();
    let low = edit(bench, &bench.rep, &low, under(middle.id))
        .await
        .unwrap();
    let names: Vec<_> = low
        .above
        .iter()
        .map(|account| account.name.as_str())
        .collect();
    assert_eq!(names, ["Top", "Middle"]);
    let problem = edit(bench, &bench.rep, &top, under(low.id))
        .await
        .unwrap_err();
    assert_eq!(codes(&problem), ["parent_id:parent_cycle"]);
    let nowhere = AccountId(bench.uuid());
    let problem = edit(bench, &bench.rep, &top, under(nowhere))
        .await
        .unwrap_err();
    assert_eq!(codes(&problem), ["parent_id:unknown_record"]);
    let top = bench
        .run(&bench.rep, GetAccount { id: top.id })
        .await
        .unwrap();
    assert_eq!(top.below.len(), 1);
});

both!(
    every_change_is_told_and_remembered,
    async |bench: &Bench| {
        let mut live = bench.services.store().subscribe();
        let account = create(bench, &bench.rep, "Told").await;
        edit(
            bench,
            &bench.manager,
            &account,
            vec![
                AccountChange::City("Lyon".into()),
                AccountChange::Phone("0102030405".into()),
            ],
        )
        .await
        .unwrap();
        let first = live.recv().await.unwrap().event;
        assert_eq!((first.entity, first.id), (Entity::Account, account.id.0));
        assert_eq!(live.recv().await.unwrap().event.action, "edited");
        let related = bench
            .run(&bench.rep, GetAccountRelated { id: account.id })
            .await
            .unwrap();
        let [edited, created] = related.history.as_slice() else {
            panic!("two entries: {:?}", related.history);
        };
        assert_eq!(edited.fields, ["city", "phone"]);
        assert_eq!(edited.actor.as_deref(), Some("manager"));
        assert_eq!(created.action, "created");
    }
);

both!(
    an_edit_that_changes_nothing_leaves_no_trace,
    async |bench: &Bench| {
        let account = create(bench, &bench.rep, "Same").await;
        let same = edit(
            bench,
            &bench.rep,
            &account,
            vec![AccountChange::Name(" Same ".into())],
        )
        .await
        .unwrap();
        assert_eq!(same.version, account.version);
    }
);

both!(
    a_company_that_is_there_already_is_shown,
    async |bench: &Bench| {
        let facts = AccountFacts {
            website: "www.dupont.fr".into(),
            ..AccountFacts::named("Dupont SAS", bench.rep.user_id)
        };
        create_with(bench, &bench.rep, facts).await.unwrap();
        create(bench, &bench.rep, "Durand").await;
        let similar = |name: &str, website: &str| FindSimilarAccounts {
            name: name.into(),
            website: website.into(),
            vat_number: String::new(),
        };
        let by_name = bench.run(&bench.rep, similar("DUPONT", "")).await.unwrap();
        assert_eq!(by_name.len(), 1);
        assert_eq!(by_name[0].reason, SimilarReason::Name);
        let by_site = bench
            .run(&bench.rep, similar("Other", "http://dupont.fr/x"))
            .await
            .unwrap();
        assert_eq!(by_site[0].reason, SimilarReason::Website);
        assert!(
            bench
                .run(&bench.rep, similar("%", ""))
                .await
                .unwrap()
                .is_empty()
        );
    }
);

both!(a_guessed_id_finds_nothing, async |bench: &Bench| {
    let id = AccountId(bench.uuid());
    let problem = bench.run(&bench.rep, GetAccount { id }).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
    let problem = bench
        .run(&bench.rep, GetAccountRelated { id })
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
});

both!(
    a_busy_account_still_shows_its_own_changes,
    async |bench: &Bench| {
        use shared::kernel::TaskId;
        use shared::work::tasks::ops::CreateTask;
        use shared::work::tasks::{Due, Priority, TaskDraft, TaskKind};
        let account = create(bench, &bench.rep, "Busy").await;
        for n in 0..60 {
            let draft = TaskDraft {
                subject: format!("Task {n}"),
                kind: TaskKind::Todo,
                priority: Priority::Normal,
                notes: String::new(),
                due: Due::None,
                owner: bench.rep.user_id,
                links: shared::work::Links {
                    account: Some(account.id),
                    ..shared::work::Links::default()
                },
                custom: shared::platform::fields::CustomValues::default(),
            };
            let id = TaskId(bench.uuid());
            bench
                .run(&bench.rep, CreateTask { id, draft })
                .await
                .unwrap();
        }
        let related = bench
            .run(&bench.rep, GetAccountRelated { id: account.id })
            .await
            .unwrap();
        let actions: Vec<&str> = related
            .history
            .iter()
            .map(|entry| entry.action.as_str())
            .collect();
        assert_eq!(actions, ["created"]);
    }
);

both!(
    a_planned_meeting_is_not_the_last_activity,
    async |bench: &Bench| {
        use shared::crm::contacts::{ContactFacts, CreateContact};
        use shared::kernel::{ActivityId, ContactId, Instant};
        use shared::platform::views::{Cell, Object, ReadRows, ViewSpec};
        use shared::work::activities::ops::CreateActivity;
        use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
        let account = create(bench, &bench.rep, "Planned").await;
        let contact = ContactId(bench.uuid());
        let mut facts = ContactFacts::named("Zoé", "Planned", bench.rep.user_id);
        facts.account_id = Some(account.id);
        let made = CreateContact { id: contact, facts };
        bench.run(&bench.rep, made).await.unwrap();
        let talk = async |kind, at| {
            let draft = ActivityDraft {
                kind,
                subject: "Talk".into(),
                body: String::new(),
                outcome: Outcome::None,
                at,
                minutes: None,
                links: shared::work::Links {
                    account: Some(account.id),
                    contact: Some(contact),
                    ..shared::work::Links::default()
                },
            };
            let id = ActivityId(bench.uuid());
            bench
                .run(&bench.rep, CreateActivity { id, draft })
                .await
                .unwrap();
        };
        let listed = async |object| {
            let spec = ViewSpec {
                columns: vec!["last_activity".into()],
                ..ViewSpec::default()
            };
            let ask = ReadRows {
                object,
                spec,
                after: None,
                limit: 10,
            };
            let rows = bench.run(&bench.rep, ask).await.unwrap().rows;
            rows.into_iter()
                .map(|row| row.cells[0].clone())
                .collect::<Vec<_>>()
        };
        let related = async || {
            let ask = GetAccountRelated { id: account.id };
            bench.run(&bench.rep, ask).await.unwrap().last_activity_at
        };
        talk(ActivityKind::Meeting, Instant(START.0 + 86_400_000)).await;
        assert_eq!(related().await, None);
        assert_eq!(listed(Object::Accounts).await, [Cell::Empty]);
        assert_eq!(listed(Object::Contacts).await, [Cell::Empty]);
        talk(ActivityKind::Call, Instant(START.0 - 60_000)).await;
        let called = Instant(START.0 - 60_000);
        assert_eq!(related().await, Some(called));
        assert_eq!(listed(Object::Accounts).await, [Cell::At(called)]);
        assert_eq!(listed(Object::Contacts).await, [Cell::At(called)]);
    }
);
