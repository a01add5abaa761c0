//! Accounts, contacts, deals, pipelines, quotes.

use super::*;

pub(super) fn crm() -> Rows {
    rows![
        (ALL, accounts::ListAccounts, |_b| json!({"query": accounts::AccountQuery::default(), "after": null, "limit": 50}))
        (ALL, accounts::GetAccountFacets, |_b| json!({}))
        (ALL, accounts::GetAccount, |b| json!({"id": account(b, &b.rep).await}))
        (ALL, accounts::GetAccountRelated, |b| json!({"id": account(b, &b.rep).await}))
        (OWN, accounts::CreateAccount, |b| json!({"id": b.uuid(), "facts": accounts::AccountFacts::named("New", b.rep.user_id)}))
        (OWN, accounts::EditAccount, |b| json!({"id": account(b, &b.rep).await, "version": 1, "changes": []}))
        (OWN, accounts::DeleteAccount, |b| json!({"id": account(b, &b.rep).await, "version": 1}))
        (OWN, accounts::RestoreAccount, |b| {
            let id = account(b, &b.rep).await;
            b.run(&b.rep, accounts::DeleteAccount { id, version: 1 }).await.unwrap();
            json!({"id": id})
        })
        (ALL, accounts::SuggestAccounts, |_b| json!({"text": "ac", "limit": 5}))
        (ALL, accounts::FindSimilarAccounts, |_b| json!({"name": "Acme", "website": "", "vat_number": ""}))
        (ALL, contacts::ListContacts, |_b| json!({"query": contacts::ContactQuery::default(), "after": null, "limit": 50}))
        (ALL, contacts::GetContact, |b| json!({"id": contact(b).await}))
        (SEEN, contacts::GetContactRelated, |b| {
            let (deal, contact) = (deal(b).await, contact(b).await);
            let set = opportunities::SetDealContacts {
                id: deal.id,
                version: deal.version,
                contacts: vec![(shared::kernel::ContactId(contact), opportunities::BuyingRole::Champion)],
            };
            b.run(&b.rep, set).await.unwrap();
            json!({"id": contact, "shown": deal.id})
        }, shows its_id)
        (OWN, contacts::CreateContact, |b| json!({"id": b.uuid(), "facts": contacts::ContactFacts::named("A", "B", b.rep.user_id)}))
        (OWN, contacts::EditContact, |b| json!({"id": contact(b).await, "version": 1, "changes": []}))
        (OWN, contacts::DeleteContact, |b| json!({"id": contact(b).await, "version": 1}))
        (OWN, contacts::RestoreContact, |b| {
            let id = shared::kernel::ContactId(contact(b).await);
            b.run(&b.rep, contacts::DeleteContact { id, version: 1 }).await.unwrap();
            json!({"id": id})
        })
        (ALL, contacts::SuggestContacts, |_b| json!({"text": "ma", "account": null, "limit": 5}))
    ]
}

/// A request about a deal of the representative.
async fn about(bench: &Bench, more: Value) -> Value {
    let deal = deal(bench).await;
    let mut request = json!({"id": deal.id, "version": deal.version});
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

pub(super) fn deal_rows() -> Rows {
    rows![
        (SEEN, opportunities::BoardQuery, |b| {
            let shown = deal(b).await.id;
            json!({"pipeline": deals::b2b(b).await.id, "filter": opportunities::DealFilter::default(), "group": opportunities::Grouping::None, "limit": 100, "shown": shown})
        }, shows its_id)
        (SEEN, opportunities::ColumnQuery, |b| {
            let shown = deal(b).await.id;
            let pipeline = deals::b2b(b).await;
            json!({"pipeline": pipeline.id, "stage": pipeline.stages[0].id, "filter": opportunities::DealFilter::default(), "group": opportunities::Grouping::None, "limit": 100, "after": null, "shown": shown})
        }, shows its_id)
        (SEEN, opportunities::ListQuery, |b| {
            let shown = deal(b).await.id;
            json!({"pipeline": null, "stage": null, "filter": opportunities::DealFilter::default(), "sort": opportunities::ListSort::default(), "after": null, "limit": 100, "shown": shown})
        }, shows its_id)
        (VIEW, opportunities::GetOpportunity, |b| json!({"id": deal(b).await.id}))
        (CREATE, opportunities::NewOpportunity, |b| {
            let new = deals::new_deal(b, "New", shared::kernel::Money::new(1, Currency::EUR)).await;
            serde_json::to_value(new).unwrap()
        })
        (EDIT, opportunities::EditOpportunity, |b| about(b, json!({"changes": []})).await)
        (EDIT, opportunities::MoveStage, |b| {
            let deal = deal(b).await;
            serde_json::to_value(deals::moving(b, &deal, 0).await).unwrap()
        })
        ("iNNiNiF", opportunities::UndoMove, |b| about(b, json!({})).await)
        (EDIT, opportunities::ChangePipeline, |b| about(b, json!({"pipeline_id": deals::b2b(b).await.id})).await)
        (ASSIGN, opportunities::AssignOpportunity, |b| about(b, json!({"owner_id": b.colleague.user_id})).await)
        (EDIT, opportunities::SetDealTeam, |b| about(b, json!({"members": []})).await)
        (EDIT, opportunities::SetDealContacts, |b| about(b, json!({"contacts": []})).await)
        (EDIT, opportunities::SetDealCompetitors, |b| about(b, json!({"competitors": []})).await)
        (EDIT, opportunities::SetDealProducts, |b| about(b, json!({"products": [], "amount_source": opportunities::AmountSource::Typed})).await)
        (EDIT, opportunities::DeleteOpportunity, |b| about(b, json!({})).await)
        (EDIT, opportunities::RestoreOpportunity, |b| {
            let deal = deal(b).await;
            let delete = opportunities::DeleteOpportunity { id: deal.id, version: deal.version };
            let gone = b.run(&b.rep, delete).await.unwrap();
            json!({"id": gone.id, "version": gone.version})
        })
        (VIEW, deal_page::ListDealQuotes, |b| json!({"id": deal(b).await.id}))
        (ALL, deal_page::FindDealProducts, |_b| json!({"text": "a", "currency": "EUR"}))
        (ALL, pipelines::ListPipelines, |_b| json!({}))
        (ADMIN, pipelines::SavePipeline, |b| json!({"pipeline": deals::b2b(b).await}))
        (ADMIN, pipelines::SaveLossReasons, |b| {
            let view = b.run(&b.rep, pipelines::ListPipelines {}).await.unwrap();
            json!({"read": view.loss_reasons, "loss_reasons": view.loss_reasons})
        })
    ]
}

pub(super) fn quote_rows() -> Rows {
    rows![
        (SEEN, quotes::ListQuotes, |b| {
            let shown = quote(b).await.id;
            json!({"filter": quotes::QuoteFilter::default(), "sort": quotes::QuoteSort::Updated, "offset": 0, "limit": 200, "shown": shown})
        }, shows its_id)
        (VIEW, quotes::GetQuote, |b| json!({"id": quote(b).await.id}))
        (EDIT, quotes::CreateQuote, |b| json!({"id": b.uuid(), "opportunity_id": deal(b).await.id, "account_id": null, "price_book_id": null, "title": "X", "language": null}))
        (EDIT, quotes::SaveQuote, |b| {
            let quote = quote(b).await;
            json!({"id": quote.id, "version": quote.version + 7, "draft": quote.draft, "figures": quote.figures})
        })
        (EDIT, quotes::MoveQuote, |b| {
            let quote = quote(b).await;
            json!({"id": quote.id, "version": quote.version + 7, "step": shared::cpq::quotes::QuoteMove::Send, "reason": ""})
        })
        (EDIT, quotes::NewQuoteVersion, |b| {
            let quote = quote(b).await;
            json!({"id": quote.id, "version": quote.version + 7, "new_id": b.uuid()})
        })
        (EDIT, quotes::DuplicateQuote, |b| json!({"id": quote(b).await.id, "new_id": b.uuid()}))
        (EDIT, quotes::DeleteQuote, |b| {
            let quote = quote(b).await;
            json!({"id": quote.id, "version": quote.version})
        })
        (EDIT, quotes::RestoreQuote, |b| {
            let quote = quote(b).await;
            b.run(&b.rep, quotes::DeleteQuote { id: quote.id, version: quote.version }).await.unwrap();
            json!({"id": quote.id})
        })
        (VIEW, quotes::CompareQuotes, |b| json!({"old": quote(b).await.id, "new": quote(b).await.id}))
        (VIEW, quotes::GetQuotePdf, |b| json!({"id": quote(b).await.id}))
    ]
}
