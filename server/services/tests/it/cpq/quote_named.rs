//! Whom a quote names, on both databases: nobody its seller may not see.

use super::support::{account, blank, book, save};
use crate::bench::Bench;
use crate::both;
use shared::cpq::offline::ops::{SendTravelling, TakeAlong};
use shared::cpq::offline::{new_quote, settle_offline};
use shared::cpq::quotes::QuoteView;
use shared::cpq::quotes::ops::{CompareQuotes, CreateQuote, GetQuote};
use shared::crm::accounts::{DeleteAccount, GetAccount};
use shared::crm::contacts::{ContactFacts, CreateContact, DeleteContact, GetContact};
use shared::kernel::{AccountId, Action, Actor, ContactId, Problem, ProblemKind, QuoteId, Scope};

async fn begin(bench: &Bench, actor: &Actor, account: AccountId) -> Result<QuoteView, Problem> {
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id: Some(account),
        price_book_id: None,
        title: "Offer".into(),
        language: None,
        template_id: None,
    };
    bench.run(actor, request).await
}

async fn person(bench: &Bench, owner: &Actor) -> ContactId {
    let create = CreateContact {
        id: ContactId(bench.uuid()),
        facts: ContactFacts::named("Ada", "Person", owner.user_id),
    };
    bench.run(owner, create).await.unwrap().id
}

/// Kind, code and field of a refusal.
fn told(problem: &Problem) -> (ProblemKind, String, String) {
    let issue = &problem.issues[0];
    (
        problem.kind,
        issue.code.to_string(),
        issue.field.as_deref().unwrap_or_default().to_owned(),
    )
}

/// The same refusal as of a record that is not there.
fn unknown(field: &str) -> (ProblemKind, String, String) {
    (
        ProblemKind::Invalid,
        "unknown_record".to_owned(),
        field.to_owned(),
    )
}

async fn bin(bench: &Bench, id: AccountId) {
    let version = bench
        .run(&bench.rep, GetAccount { id })
        .await
        .unwrap()
        .version;
    let delete = DeleteAccount { id, version };
    bench.run(&bench.rep, delete).await.unwrap();
}

both!(
    a_quote_is_for_nobody_its_seller_may_not_see,
    async |bench: &Bench| {
        // Today a person sees every account; the quote does not rest on that.
        let mut narrow = bench.rep.clone();
        narrow.rights = narrow.rights.with(Action::ViewAccount, Scope::Own);
        let foreign = account(bench, &bench.stranger).await;
        let gone = account(bench, &bench.rep).await;
        bin(bench, gone).await;
        let view = blank(bench, &narrow).await;
        for id in [foreign, gone, AccountId(bench.uuid())] {
            let refused = begin(bench, &narrow, id).await.unwrap_err();
            assert_eq!(told(&refused), unknown("account_id"), "created for {id}");
            let mut draft = view.draft.clone();
            draft.account_id = Some(id);
            let refused = save(bench, &narrow, &view, draft).await.unwrap_err();
            assert_eq!(told(&refused), unknown("account_id"), "saved for {id}");
        }
        // Who sees the account names it.
        let mut draft = view.draft.clone();
        draft.account_id = Some(foreign);
        let saved = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert_eq!(saved.draft.account_id, Some(foreign));
        assert!(begin(bench, &bench.rep, foreign).await.is_ok());
        // What a quote names already stays with it, whoever may see the customer now.
        let mut draft = saved.draft.clone();
        draft.title = "Other".into();
        let saved = save(bench, &narrow, &saved, draft).await.unwrap();
        assert_eq!(saved.draft.account_id, Some(foreign));
    }
);

both!(
    a_quote_is_addressed_to_nobody_its_seller_may_not_see,
    async |bench: &Bench| {
        let mut narrow = bench.rep.clone();
        narrow.rights = narrow.rights.with(Action::ViewAccount, Scope::Own);
        let foreign = person(bench, &bench.stranger).await;
        let gone = person(bench, &bench.rep).await;
        let get = GetContact { id: gone };
        let version = bench.run(&bench.rep, get).await.unwrap().version;
        let delete = DeleteContact { id: gone, version };
        bench.run(&bench.rep, delete).await.unwrap();
        let view = blank(bench, &narrow).await;
        for id in [foreign, gone, ContactId(bench.uuid())] {
            let mut draft = view.draft.clone();
            draft.contact_id = Some(id);
            let refused = save(bench, &narrow, &view, draft).await.unwrap_err();
            assert_eq!(told(&refused), unknown("contact_id"), "saved for {id}");
        }
        let mine = person(bench, &bench.rep).await;
        let mut draft = view.draft.clone();
        draft.contact_id = Some(mine);
        let saved = save(bench, &narrow, &view, draft).await.unwrap();
        assert_eq!(saved.draft.contact_id, Some(mine));
    }
);

both!(
    a_comparison_names_customer_and_person,
    async |bench: &Bench| {
        let rep = &bench.rep;
        let old = blank(bench, rep).await;
        let new = blank(bench, rep).await;
        let mut draft = new.draft.clone();
        draft.contact_id = Some(person(bench, rep).await);
        let new = save(bench, rep, &new, draft).await.unwrap();
        let request = CompareQuotes {
            old: old.id,
            new: new.id,
        };
        let found = bench.run(rep, request).await.unwrap();
        let said = |name: &str| {
            let field = found.fields.iter().find(|field| field.field == name);
            let field = field.unwrap();
            (field.old.as_str(), field.new.as_str())
        };
        assert_eq!(said("account"), ("Acme", "Acme"));
        assert_eq!(said("contact"), ("", "Ada Person"));
    }
);

both!(
    nor_does_one_written_without_a_network_name_them,
    async |bench: &Bench| {
        book(bench).await;
        let mut narrow = bench.rep.clone();
        narrow.rights = narrow.rights.with(Action::ViewAccount, Scope::Own);
        let foreign = account(bench, &bench.stranger).await;
        let luggage = bench.run(&narrow, TakeAlong {}).await.unwrap();
        assert!(luggage.accounts.is_empty());
        let mut draft = new_quote(&luggage, "2026-11-20".parse().unwrap());
        draft.account_id = Some(foreign);
        settle_offline(&luggage, &mut draft);
        let id = QuoteId(bench.uuid());
        let send = || SendTravelling {
            id,
            draft: draft.clone(),
            owner: Some(narrow.user_id),
        };
        let refused = bench.run(&narrow, send()).await.unwrap_err();
        let gone = (
            ProblemKind::Invalid,
            "account_gone".to_owned(),
            "account_id".to_owned(),
        );
        assert_eq!(told(&refused), gone);
        assert!(bench.run(&narrow, GetQuote { id }).await.is_err());
        assert!(bench.run(&bench.rep, send()).await.is_ok());
    }
);
