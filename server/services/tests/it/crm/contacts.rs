//! Contacts: created, edited, deleted, restored, suggested.

use super::accounts;
use crate::bench::Bench;
use crate::both;
use shared::crm::accounts::{DeleteAccount, GetAccountRelated};
use shared::crm::contacts::{
    ContactChange, ContactFacts, ContactView, CreateContact, DeleteContact, EditContact,
    GetContact, GetContactRelated, RestoreContact, SuggestContacts,
};
use shared::kernel::{AccountId, Actor, ContactId, Lang, Problem, ProblemKind};

async fn create(bench: &Bench, actor: &Actor, facts: ContactFacts) -> Result<ContactView, Problem> {
    let id = ContactId(bench.uuid());
    bench.run(actor, CreateContact { id, facts }).await
}

both!(
    a_contact_comes_back_as_it_was_saved,
    async |bench: &Bench| {
        let account = accounts::create(bench, &bench.rep, "Dupont").await;
        let facts = ContactFacts {
            account_id: Some(account.id),
            title: "Directrice générale".into(),
            email: " Zoe@Dupont.FR ".into(),
            phone: "01 23 45 67 89".into(),
            language: Some(Lang::Fr),
            notes: "Préfère le matin".into(),
            ..ContactFacts::named("Zoé", "Martin", bench.rep.user_id)
        };
        let saved = create(bench, &bench.rep, facts).await.unwrap();
        let read = bench
            .run(&bench.finance, GetContact { id: saved.id })
            .await
            .unwrap();
        assert_eq!(read.facts, saved.facts);
        assert_eq!(read.facts.email, "Zoe@dupont.fr");
        assert_eq!(read.account.as_ref().unwrap().name, "Dupont");
        assert_eq!(read.name(), "Zoé Martin");
        let related = bench
            .run(&bench.rep, GetAccountRelated { id: account.id })
            .await
            .unwrap();
        assert_eq!(related.contacts.len(), 1);
    }
);

both!(rights_and_wrong_facts_are_refused, async |bench: &Bench| {
    let own = ContactFacts::named("A", "B", bench.rep.user_id);
    let contact = create(bench, &bench.rep, own.clone()).await.unwrap();
    let (id, version) = (contact.id, contact.version);
    let changes = vec![ContactChange::Title("x".into())];
    let edit = EditContact {
        id,
        version,
        changes,
    };
    for actor in [&bench.colleague, &bench.finance] {
        let problem = bench.run(actor, edit.clone()).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Forbidden);
    }
    let wrong = ContactFacts {
        email: "nobody".into(),
        ..own.clone()
    };
    let problem = create(bench, &bench.rep, wrong).await.unwrap_err();
    assert_eq!(problem.issues[0].code, "invalid_email");
    let nowhere = ContactFacts {
        account_id: Some(AccountId(bench.uuid())),
        ..own
    };
    let problem = create(bench, &bench.rep, nowhere).await.unwrap_err();
    assert_eq!(problem.issues[0].code, "unknown_record");
});

both!(
    a_stale_edit_is_refused_with_the_present_record,
    async |bench: &Bench| {
        let facts = ContactFacts::named("A", "B", bench.rep.user_id);
        let contact = create(bench, &bench.rep, facts).await.unwrap();
        let edit = |title: &str| EditContact {
            id: contact.id,
            version: contact.version,
            changes: vec![ContactChange::Title(title.into())],
        };
        bench.run(&bench.rep, edit("first")).await.unwrap();
        let problem = bench.run(&bench.rep, edit("second")).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict);
        let current: ContactView = serde_json::from_str(&problem.current.unwrap()).unwrap();
        assert_eq!(current.facts.title, "first");
    }
);

both!(a_deleted_contact_can_be_restored, async |bench: &Bench| {
    let facts = ContactFacts::named("Zoé", "Martin", bench.rep.user_id);
    let contact = create(bench, &bench.rep, facts).await.unwrap();
    let (id, version) = (contact.id, contact.version);
    let suggest = SuggestContacts {
        text: "zoe mar".into(),
        account: None,
        limit: 0,
    };
    assert_eq!(
        bench.run(&bench.rep, suggest.clone()).await.unwrap().len(),
        1
    );
    bench
        .run(&bench.rep, DeleteContact { id, version })
        .await
        .unwrap();
    assert!(
        bench
            .run(&bench.rep, suggest.clone())
            .await
            .unwrap()
            .is_empty()
    );
    bench.run(&bench.rep, RestoreContact { id }).await.unwrap();
    assert_eq!(bench.run(&bench.rep, suggest).await.unwrap().len(), 1);
    let related = bench
        .run(&bench.rep, GetContactRelated { id })
        .await
        .unwrap();
    let actions: Vec<_> = related
        .history
        .iter()
        .map(|entry| entry.action.as_str())
        .collect();
    assert_eq!(actions, ["restored", "deleted", "created"]);
});

both!(contacts_outlive_their_account, async |bench: &Bench| {
    let account = accounts::create(bench, &bench.rep, "Short-lived").await;
    let facts = ContactFacts {
        account_id: Some(account.id),
        ..ContactFacts::named("A", "B", bench.rep.user_id)
    };
    let contact = create(bench, &bench.rep, facts).await.unwrap();
    let (id, version) = (account.id, account.version);
    bench
        .run(&bench.rep, DeleteAccount { id, version })
        .await
        .unwrap();
    let read = bench
        .run(&bench.rep, GetContact { id: contact.id })
        .await
        .unwrap();
    assert_eq!(read.account.unwrap().name, "Short-lived");
});
