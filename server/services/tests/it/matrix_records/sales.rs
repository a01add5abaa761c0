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

/// Two accounts of the representative.
async fn pair(bench: &Bench) -> Value {
    json!({"kind": "account", "one": account(bench, &bench.rep).await, "other": account(bench, &bench.rep).await})
}

/// A merge of two accounts of the representative.
/// A lead of the representative with this address.
async fn lead_with(bench: &Bench, email: &str) -> shared::kernel::LeadId {
    let request = leads::CreateLead {
        id: shared::kernel::LeadId(bench.uuid()),
        facts: leads::LeadFacts {
            email: email.to_owned(),
            ..leads::LeadFacts::named("Ada", "Twice", Some(bench.rep.user_id))
        },
    };
    bench.run(&bench.rep, request).await.unwrap().id
}

async fn merging(bench: &Bench) -> duplicates::MergeRecords {
    duplicates::MergeRecords {
        id: shared::kernel::MergeId(bench.uuid()),
        kind: duplicates::DuplicateKind::Account,
        kept: account(bench, &bench.rep).await.0,
        kept_version: 1,
        merged: account(bench, &bench.rep).await.0,
        merged_version: 1,
        take: vec!["city".into()],
    }
}

pub(super) fn duplicate_rows() -> Rows {
    rows![
        (ALL, duplicates::CheckDuplicates, |_b| json!({"draft": duplicates::Draft::new(duplicates::DuplicateKind::Contact)}))
        (ALL, duplicates::RecordDuplicates, |b| json!({"kind": "contact", "id": contact(b).await}))
        // Of leads one hears only within one's scope.
        (SEEN, duplicates::FindDuplicates, |b| {
            let email = format!("{}@matrix.example", b.uuid());
            let shown = lead_with(b, &email).await;
            lead_with(b, &email).await;
            json!({"kind": "lead", "shown": shown})
        }, shows its_id)
        (CREATE, duplicates::LookForDuplicates, |_b| json!({"kind": "account"}))
        (ALL, duplicates::PlanMerge, |b| pair(b).await)
        (ALL, duplicates::ListMerges, |_b| json!({"kind": "account"}))
        (OWN, duplicates::MergeRecords, |b| serde_json::to_value(merging(b).await).unwrap())
        (OWN, duplicates::UndoMerge, |b| {
            let merge = merging(b).await;
            let id = merge.id;
            b.run(&b.rep, merge).await.unwrap();
            json!({"id": id})
        })
        (OWN, duplicates::SeparateRecords, |b| {
            let mut request = pair(b).await;
            request["apart"] = json!(true);
            request
        })
    ]
}

/// A request about a lead of the representative.
async fn about_lead(bench: &Bench, more: Value) -> Value {
    let lead = lead(bench, Some(bench.rep.user_id)).await;
    let mut request = json!({"id": lead.id, "version": lead.version});
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

pub(super) fn lead_rows() -> Rows {
    rows![
        (SEEN, leads::ListLeads, |b| {
            let shown = lead(b, Some(b.rep.user_id)).await.id;
            json!({"query": leads::LeadQuery::default(), "after": null, "limit": 100, "shown": shown})
        }, shows its_id)
        (VIEW, leads::GetLead, |b| json!({"id": lead(b, Some(b.rep.user_id)).await.id}))
        (VIEW, leads::GetLeadRelated, |b| json!({"id": lead(b, Some(b.rep.user_id)).await.id}))
        (VIEW, leads::PlanLeadConversion, |b| json!({"id": lead(b, Some(b.rep.user_id)).await.id}))
        (OWN, leads::CreateLead, |b| json!({"id": b.uuid(), "facts": leads::LeadFacts::named("A", "B", Some(b.rep.user_id))}))
        (EDIT, leads::EditLead, |b| about_lead(b, json!({"changes": []})).await)
        (EDIT, leads::ChangeLeadStatus, |b| about_lead(b, json!({"change": leads::StatusChange::to(leads::LeadStatus::Contacted)})).await)
        // The queue is everybody's who works on leads.
        (CREATE, leads::TakeLead, |b| {
            let lead = lead(b, None).await;
            json!({"id": lead.id, "version": lead.version})
        })
        (EDIT, leads::LogLeadTouch, |b| {
            let lead = lead(b, Some(b.rep.user_id)).await;
            json!({"id": b.uuid(), "lead_id": lead.id, "kind": "call", "body": "Said hello"})
        })
        (EDIT, leads::ConvertLead, |b| {
            about_lead(b, json!({
                "account": leads::AccountPart::New(shared::kernel::AccountId(b.uuid())),
                "contact": leads::ContactPart::New(shared::kernel::ContactId(b.uuid())),
                "deal": leads::DealPart::None,
            })).await
        })
        (EDIT, leads::DeleteLead, |b| about_lead(b, json!({})).await)
        (EDIT, leads::RestoreLead, |b| {
            let lead = lead(b, Some(b.rep.user_id)).await;
            b.run(&b.rep, leads::DeleteLead { id: lead.id, version: lead.version }).await.unwrap();
            json!({"id": lead.id})
        })
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
        (VIEW, rooms::GetRooms, |b| json!({"id": quote(b).await.id}))
        // It is not signed: nobody finds a certificate, whoever may see the quote.
        ("NNNNNNN", rooms::GetCertificate, |b| json!({"id": quote(b).await.id}))
        ("iNNiNiF", rooms::OpenRoom, |b| json!({"id": quote(b).await.id, "room_id": b.uuid(), "recipient": "Camille"}))
        (EDIT, rooms::CloseRoom, |b| json!({"id": quote(b).await.id, "room_id": b.uuid()}))
        (EDIT, rooms::AnswerRoom, |b| json!({"id": quote(b).await.id, "message_id": b.uuid(), "text": "Yes"}))
        (VIEW, quotes::CompareQuotes, |b| json!({"old": quote(b).await.id, "new": quote(b).await.id}))
        (VIEW, quotes::GetQuotePdf, |b| json!({"id": quote(b).await.id}))
        (VIEW, quotes::GetQuoteUbl, |b| json!({"id": quote(b).await.id}))
    ]
}
