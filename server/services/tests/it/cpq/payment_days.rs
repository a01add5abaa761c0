//! Within how many days a customer pays: agreed with the account, said by its new quotes, on both databases.

use super::support::{account, blank, book, save};
use crate::bench::Bench;
use crate::both;
use crate::platform::imports::import;
use shared::cpq::offline::ops::TakeAlong;
use shared::cpq::offline::{new_quote, settle_offline};
use shared::cpq::quotes::ops::CreateQuote;
use shared::cpq::quotes::{QuoteDraft, QuoteView};
use shared::cpq::templates::TemplateSharing;
use shared::cpq::templates::ops::CreateTemplate;
use shared::crm::accounts::{AccountChange, AccountView, EditAccount, GetAccount};
use shared::kernel::{AccountId, Actor, Problem, ProblemKind, QuoteId, QuoteTemplateId};
use shared::platform::company::{GetCompany, SaveCompany};
use shared::platform::imports::model::OnError;
use store::args;

async fn agree(
    bench: &Bench,
    actor: &Actor,
    id: AccountId,
    days: Option<u32>,
) -> Result<AccountView, Problem> {
    let now = bench.run(actor, GetAccount { id }).await.unwrap();
    let edit = EditAccount {
        id,
        version: now.version,
        changes: vec![AccountChange::PaymentDays(days)],
    };
    bench.run(actor, edit).await
}

async fn begin(
    bench: &Bench,
    account: Option<AccountId>,
    template: Option<QuoteTemplateId>,
) -> QuoteView {
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id: account,
        price_book_id: None,
        title: "Offer".into(),
        language: None,
        template_id: template,
    };
    bench.run(&bench.rep, request).await.unwrap()
}

async fn company_pays_in(bench: &Bench, days: u32) {
    let admin = &bench.administrator;
    let mut company = bench.run(admin, GetCompany {}).await.unwrap().company;
    company.name = "Acme".into();
    company.country = "FR".into();
    company.payment_days = Some(days);
    bench.run(admin, SaveCompany { company }).await.unwrap();
}

both!(new_quotes_are_paid_as_agreed, async |bench: &Bench| {
    company_pays_in(bench, 30).await;
    let (agreed, other) = (
        account(bench, &bench.rep).await,
        account(bench, &bench.rep).await,
    );
    let view = agree(bench, &bench.rep, agreed, Some(60)).await.unwrap();
    assert_eq!(view.facts.payment_days, Some(60));
    let beyond = agree(bench, &bench.rep, agreed, Some(366)).await;
    let refused = beyond.unwrap_err();
    assert_eq!(refused.issues[0].field.as_deref(), Some("payment_days"));
    // Who may not change the account does not change this.
    let strange = agree(bench, &bench.stranger, agreed, Some(5)).await;
    assert_eq!(strange.unwrap_err().kind, ProblemKind::Forbidden);

    let days = |view: &QuoteView| view.draft.payment_days;
    assert_eq!(days(&begin(bench, Some(agreed), None).await), Some(60));
    assert_eq!(days(&begin(bench, Some(other), None).await), Some(30));
    assert_eq!(days(&begin(bench, None, None).await), Some(30));

    // A template says otherwise, and not to whom something else was promised.
    let view = blank(bench, &bench.rep).await;
    let draft = QuoteDraft {
        payment_days: Some(10),
        ..view.draft.clone()
    };
    let view = save(bench, &bench.rep, &view, draft).await.unwrap();
    let keep = CreateTemplate {
        id: QuoteTemplateId(bench.uuid()),
        quote_id: view.id,
        name: "Ten days".into(),
        sharing: TemplateSharing::Private,
    };
    let kept = Some(bench.run(&bench.rep, keep).await.unwrap().id);
    assert_eq!(days(&begin(bench, Some(other), kept).await), Some(10));
    assert_eq!(days(&begin(bench, Some(agreed), kept).await), Some(60));

    // On receipt is an agreement, too; nothing agreed is the company's again.
    agree(bench, &bench.rep, agreed, Some(0)).await.unwrap();
    assert_eq!(days(&begin(bench, Some(agreed), None).await), Some(0));
    agree(bench, &bench.rep, agreed, None).await.unwrap();
    assert_eq!(days(&begin(bench, Some(agreed), None).await), Some(30));
});

both!(usual_days_follow_the_account, async |bench: &Bench| {
    company_pays_in(bench, 30).await;
    let (agreed, other) = (
        account(bench, &bench.rep).await,
        account(bench, &bench.rep).await,
    );
    agree(bench, &bench.rep, agreed, Some(60)).await.unwrap();
    let moved = async |view: &QuoteView, to: Option<AccountId>, days: Option<u32>| {
        let draft = QuoteDraft {
            account_id: to,
            payment_days: days,
            ..view.draft.clone()
        };
        save(bench, &bench.rep, view, draft).await.unwrap()
    };
    let days = |view: &QuoteView| view.draft.payment_days;

    let view = begin(bench, None, None).await;
    let view = moved(&view, Some(agreed), days(&view)).await;
    assert_eq!(days(&view), Some(60));
    // Taken back by hand, and not followed again while the account stays.
    let view = moved(&view, Some(agreed), Some(30)).await;
    assert_eq!(days(&view), Some(30));
    // Said of this quote: not what is usual with the account it leaves.
    let view = moved(&view, Some(other), Some(30)).await;
    assert_eq!(days(&view), Some(30));
    // With the change something was typed.
    let view = moved(&view, Some(agreed), Some(45)).await;
    assert_eq!(days(&view), Some(45));
    let view = moved(&view, Some(agreed), Some(60)).await;
    let view = moved(&view, Some(other), Some(60)).await;
    assert_eq!(days(&view), Some(30), "nothing agreed is the company's");
});

both!(what_was_agreed_is_taken_along, async |bench: &Bench| {
    company_pays_in(bench, 30).await;
    book(bench).await;
    let id = account(bench, &bench.rep).await;
    agree(bench, &bench.rep, id, Some(60)).await.unwrap();
    let luggage = bench.run(&bench.rep, TakeAlong {}).await.unwrap();
    let mut draft = new_quote(&luggage, "2026-11-23".parse().unwrap());
    assert_eq!(draft.payment_days, Some(30));
    draft.account_id = Some(id);
    settle_offline(&luggage, &mut draft);
    assert_eq!(draft.payment_days, Some(60));
    draft.account_id = None;
    settle_offline(&luggage, &mut draft);
    assert_eq!(draft.payment_days, Some(30));
});

both!(an_import_reads_what_was_agreed, async |bench: &Bench| {
    let text = "account,days to pay,employees\nAcme Trading,45,12\nBeta Trading,,7\n";
    import(bench, &[("accounts.csv", text)], false, OnError::RefuseFile).await;
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String, Option<i32>)> = session
        .all(
            "SELECT name, payment_days FROM accounts ORDER BY name",
            args![],
        )
        .await
        .unwrap();
    let expected = [("Acme Trading", Some(45)), ("Beta Trading", None)];
    let expected = expected.map(|(name, days)| (name.to_owned(), days));
    assert_eq!(rows, expected);
});
