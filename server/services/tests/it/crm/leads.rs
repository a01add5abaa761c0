//! Leads: received, taken, talked with, moved, converted.

use super::relations::affiliation;
use crate::bench::{Bench, START};
use crate::both;
use crate::deals::fixture as deals;
use shared::crm::accounts::{AccountFacts, CreateAccount, GetAccount};
use shared::crm::contacts::{ContactChange, ContactFacts, CreateContact, EditContact, GetContact};
use shared::crm::leads::{
    AccountPart, ChangeLeadStatus, ContactPart, ConvertLead, CreateLead, DealPart, DeleteLead,
    Disqualification, EditLead, GetLead, GetLeadRelated, LeadChange, LeadFacts, LeadList,
    LeadQuery, LeadSource, LeadStatus, LeadView, ListLeads, LogLeadTouch, MatchReason, OwnedBy,
    PlanLeadConversion, RestoreLead, StatusChange, TakeLead, TouchKind,
};
use shared::deals::opportunities::GetOpportunity;
use shared::kernel::{
    AccountId, Actor, ContactId, Currency, Instant, LeadId, LeadTouchId, Money, OpportunityId,
    Problem, ProblemKind, UserId,
};
use shared::platform::search::Find;
use shared::work::timeline::TimelineFilter;
use shared::work::timeline::ops::{ReadTimeline, TimelineOf};

fn facts(owner: Option<UserId>) -> LeadFacts {
    LeadFacts {
        company: "Dupont & Fils".into(),
        email: "zoe@dupont.fr".into(),
        source: LeadSource::Web,
        interest: "Sensors".into(),
        ..LeadFacts::named("Zoé", "Martin", owner)
    }
}

async fn create(bench: &Bench, actor: &Actor, facts: LeadFacts) -> Result<LeadView, Problem> {
    let id = LeadId(bench.uuid());
    bench.run(actor, CreateLead { id, facts }).await
}

async fn own(bench: &Bench) -> LeadView {
    create(bench, &bench.rep, facts(Some(bench.rep.user_id)))
        .await
        .unwrap()
}

async fn list(bench: &Bench, actor: &Actor, query: LeadQuery) -> LeadList {
    let request = ListLeads {
        query,
        after: None,
        limit: 0,
    };
    bench.run(actor, request).await.unwrap()
}

async fn log(bench: &Bench, lead: LeadId, kind: TouchKind, body: &str) -> LeadView {
    let request = LogLeadTouch {
        id: LeadTouchId(bench.uuid()),
        lead_id: lead,
        kind,
        body: body.into(),
    };
    bench.run(&bench.rep, request).await.unwrap().lead
}

fn step(lead: &LeadView, change: StatusChange) -> ChangeLeadStatus {
    ChangeLeadStatus {
        id: lead.id,
        version: lead.version,
        change,
    }
}

both!(the_first_to_take_a_lead_has_it, async |bench: &Bench| {
    let lead = create(bench, &bench.stranger, facts(None)).await.unwrap();
    let queue = LeadQuery {
        owned_by: OwnedBy::Queue,
        ..LeadQuery::default()
    };
    for actor in [&bench.rep, &bench.manager, &bench.finance] {
        let seen = list(bench, actor, queue.clone()).await;
        assert_eq!((seen.page.total, seen.counts.queue), (1, 1));
    }
    let take = TakeLead {
        id: lead.id,
        version: lead.version,
    };
    let mine = bench.run(&bench.rep, take.clone()).await.unwrap();
    assert_eq!(mine.facts.owner_id, Some(bench.rep.user_id));
    // The second is told, and sees it no more.
    let problem = bench.run(&bench.colleague, take).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
    assert_eq!(list(bench, &bench.colleague, queue).await.page.total, 0);
    let get = GetLead { id: lead.id };
    assert!(bench.run(&bench.manager, get.clone()).await.is_ok());
    assert!(bench.run(&bench.stranger, get).await.is_err());
});

both!(who_may_give_a_lead_to_whom, async |bench: &Bench| {
    let lead = own(bench).await;
    let give = |lead: &LeadView, to: Option<UserId>| EditLead {
        id: lead.id,
        version: lead.version,
        changes: vec![LeadChange::Owner(to)],
    };
    let colleague = Some(bench.colleague.user_id);
    let refused = bench.run(&bench.rep, give(&lead, colleague)).await;
    assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
    let back = bench.run(&bench.rep, give(&lead, None)).await.unwrap();
    assert_eq!(back.owner, None);
    let given = bench.run(&bench.manager, give(&back, colleague)).await;
    assert_eq!(given.unwrap().facts.owner_id, colleague);
    let foreign = create(bench, &bench.rep, facts(colleague)).await;
    assert_eq!(foreign.unwrap_err().kind, ProblemKind::Forbidden);
    let related = GetLeadRelated { id: lead.id };
    let related = bench.run(&bench.manager, related).await.unwrap();
    let told: Vec<&str> = related
        .history
        .iter()
        .map(|one| one.entry.action.as_str())
        .collect();
    assert_eq!(told, ["assigned", "released", "created"]);
    assert_eq!(related.history[0].owner.as_deref(), Some("colleague"));
});

both!(talking_stops_the_clock, async |bench: &Bench| {
    let lead = own(bench).await;
    let noted = log(bench, lead.id, TouchKind::Note, "Same group as Acme").await;
    assert_eq!(noted.state.status, LeadStatus::New);
    assert_eq!(noted.state.first_contacted_at, None);
    bench.clock.set(Instant(START.0 + 600_000));
    let called = log(bench, lead.id, TouchKind::Call, "").await;
    assert_eq!(called.state.status, LeadStatus::Contacted);
    let first = called.state.first_contacted_at.unwrap();
    assert!(
        (600_000..601_000).contains(&(first.0 - START.0)),
        "{first:?}"
    );
    let related = bench.run(&bench.rep, GetLeadRelated { id: lead.id }).await;
    let related = related.unwrap();
    assert_eq!(related.touches.len(), 2);
    assert_eq!(related.touches[0].kind, TouchKind::Call);
    assert_eq!(related.history[0].status, Some(LeadStatus::Contacted));
    let empty = LogLeadTouch {
        id: LeadTouchId(bench.uuid()),
        lead_id: lead.id,
        kind: TouchKind::Note,
        body: "  ".into(),
    };
    let problem = bench.run(&bench.rep, empty).await.unwrap_err();
    assert_eq!(problem.issues[0].code, "required");
});

both!(a_status_follows_its_rules, async |bench: &Bench| {
    let lead = own(bench).await;
    let refused = step(&lead, StatusChange::to(LeadStatus::Disqualified));
    let problem = bench.run(&bench.rep, refused).await.unwrap_err();
    assert_eq!(problem.issues[0].field.as_deref(), Some("reason"));
    let away = StatusChange {
        reason: Some(Disqualification::Spam),
        ..StatusChange::to(LeadStatus::Disqualified)
    };
    let away = bench.run(&bench.rep, step(&lead, away)).await.unwrap();
    assert_eq!(away.state.reason, Some(Disqualification::Spam));
    // Closed ones are under their own tab.
    let open = list(bench, &bench.rep, LeadQuery::default()).await;
    assert_eq!(open.page.total, 0);
    assert_eq!(open.counts.of(LeadStatus::Disqualified), 1);
    let jump = step(&away, StatusChange::to(LeadStatus::Qualified));
    let problem = bench.run(&bench.rep, jump).await.unwrap_err();
    assert_eq!(problem.issues[0].code, "status_not_allowed");
    let again = step(&away, StatusChange::to(LeadStatus::Recycled));
    assert!(bench.run(&bench.rep, again).await.is_ok());
});

both!(
    a_lead_becomes_an_account_a_contact_and_a_deal,
    async |bench: &Bench| {
        let lead = own(bench).await;
        let lead = log(bench, lead.id, TouchKind::Call, "Wants a price").await;
        let convert = ConvertLead {
            id: lead.id,
            version: lead.version,
            account: AccountPart::New(AccountId(bench.uuid())),
            contact: ContactPart::New(ContactId(bench.uuid())),
            deal: DealPart::New {
                id: OpportunityId(bench.uuid()),
                name: "Sensors".into(),
                pipeline_id: deals::b2b(bench).await.id,
                amount: Money::new(100_00, Currency::EUR),
                close_date: deals::in_days(30),
            },
        };
        let done = bench.run(&bench.rep, convert.clone()).await.unwrap();
        assert_eq!(done.state.status, LeadStatus::Converted);
        let became = done.converted.clone().unwrap();
        assert_eq!(became.account.name, "Dupont & Fils");
        let account = GetAccount {
            id: became.account.id,
        };
        let account = bench.run(&bench.rep, account).await.unwrap();
        assert_eq!(account.facts.website, "https://dupont.fr");
        let contact = GetContact {
            id: became.contact.id,
        };
        let contact = bench.run(&bench.rep, contact).await.unwrap();
        assert_eq!(contact.facts.notes, "Sensors");
        let deal = became.deal.unwrap();
        let deal = bench.run(&bench.rep, GetOpportunity { id: deal.id }).await;
        let deal = deal.unwrap();
        assert_eq!(deal.contacts[0].contact_id, became.contact.id);
        assert_eq!(deal.source, "Web form");
        // What was said is on the deal's timeline.
        let timeline = ReadTimeline {
            of: TimelineOf::Opportunity(deal.id),
            filter: TimelineFilter::default(),
            before: None,
            limit: 50,
        };
        let timeline = bench.run(&bench.rep, timeline).await.unwrap();
        let text = serde_json::to_string(&timeline).unwrap();
        assert!(text.contains("Wants a price"), "{text}");
        // Once only.
        let problem = bench.run(&bench.rep, convert).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict);
        let back = step(&done, StatusChange::to(LeadStatus::Qualified));
        assert!(bench.run(&bench.rep, back).await.is_err());
    }
);

both!(a_lead_joins_what_is_there_already, async |bench: &Bench| {
    let account = CreateAccount {
        id: AccountId(bench.uuid()),
        facts: AccountFacts {
            website: "https://www.dupont.fr".into(),
            ..AccountFacts::named("Dupont Holding", bench.rep.user_id)
        },
    };
    let account = bench.run(&bench.rep, account).await.unwrap();
    let new = deals::new_deal(bench, "Running", Money::new(5_00, Currency::EUR)).await;
    let new = shared::deals::opportunities::NewOpportunity {
        account_id: Some(account.id),
        ..new
    };
    let deal = bench.run(&bench.rep, new).await.unwrap();
    let lead = own(bench).await;
    let plan = PlanLeadConversion { id: lead.id };
    let plan = bench.run(&bench.rep, plan).await.unwrap();
    assert_eq!(plan.accounts[0].account.id, account.id);
    assert_eq!(plan.accounts[0].reason, MatchReason::Domain);
    assert_eq!(plan.deals[0].deal.id, deal.id);
    assert!(plan.contacts.is_empty());
    let elsewhere = CreateContact {
        id: ContactId(bench.uuid()),
        facts: ContactFacts {
            account_id: None,
            email: "ZOE@dupont.fr".into(),
            ..ContactFacts::named("Z", "Martin", bench.rep.user_id)
        },
    };
    let known = bench.run(&bench.rep, elsewhere).await.unwrap();
    let plan = PlanLeadConversion { id: lead.id };
    let plan = bench.run(&bench.rep, plan).await.unwrap();
    assert_eq!(plan.contacts[0].contact.id, known.id);
    let convert = ConvertLead {
        id: lead.id,
        version: lead.version,
        account: AccountPart::Existing(account.id),
        contact: ContactPart::Existing(known.id),
        deal: DealPart::Existing(deal.id),
    };
    // A deal of nobody one works with is none.
    let problem = bench.run(&bench.stranger, convert.clone()).await;
    assert_eq!(problem.unwrap_err().kind, ProblemKind::NotFound);
    let done = bench.run(&bench.rep, convert).await.unwrap();
    assert_eq!(done.converted.unwrap().deal.unwrap().id, deal.id);
    let deal = bench.run(&bench.rep, GetOpportunity { id: deal.id }).await;
    assert_eq!(deal.unwrap().contacts[0].contact_id, known.id);
    // Who worked nowhere works there now.
    let known = bench.run(&bench.rep, GetContact { id: known.id }).await;
    assert_eq!(known.unwrap().facts.account_id, Some(account.id));
});

both!(
    a_lead_joins_somebody_at_one_of_their_further_accounts,
    async |bench: &Bench| {
        let at = affiliation(bench).await;
        let person = GetContact { id: at.contact_id };
        let person = bench.run(&bench.rep, person).await.unwrap();
        let email = EditContact {
            id: person.id,
            version: person.version,
            changes: vec![ContactChange::Email("zoe@dupont.fr".into())],
        };
        bench.run(&bench.rep, email).await.unwrap();
        let lead = own(bench).await;
        let plan = PlanLeadConversion { id: lead.id };
        let plan = bench.run(&bench.rep, plan).await.unwrap();
        assert_eq!(plan.contacts[0].further[0].id, at.account_id);
        let places: Vec<_> = plan.accounts.iter().map(|one| one.account.id).collect();
        assert_eq!(places[0], person.facts.account_id.unwrap());
        assert_eq!(places[1], at.account_id);
        let convert = |account: AccountPart| ConvertLead {
            id: lead.id,
            version: lead.version,
            account,
            contact: ContactPart::Existing(person.id),
            deal: DealPart::None,
        };
        let elsewhere = convert(AccountPart::New(AccountId(bench.uuid())));
        let problem = bench.run(&bench.rep, elsewhere).await.unwrap_err();
        assert_eq!(problem.issues[0].code, "contact_of_other_account");
        let there = convert(AccountPart::Existing(at.account_id));
        bench.run(&bench.rep, there).await.unwrap();
        // The person's own account stays.
        let after = GetContact { id: person.id };
        let after = bench.run(&bench.rep, after).await.unwrap();
        assert_eq!(after.facts.account_id, person.facts.account_id);
    }
);

both!(a_conversion_is_all_or_nothing, async |bench: &Bench| {
    let lead = own(bench).await;
    let account = AccountId(bench.uuid());
    let convert = ConvertLead {
        id: lead.id,
        version: lead.version,
        account: AccountPart::New(account),
        contact: ContactPart::New(ContactId(bench.uuid())),
        deal: DealPart::Existing(OpportunityId(bench.uuid())),
    };
    let problem = bench.run(&bench.rep, convert).await.unwrap_err();
    assert_eq!(problem.issues[0].code, "unknown_record");
    let none = bench.run(&bench.rep, GetAccount { id: account }).await;
    assert_eq!(none.unwrap_err().kind, ProblemKind::NotFound);
    let still = bench
        .run(&bench.rep, GetLead { id: lead.id })
        .await
        .unwrap();
    assert_eq!(still, lead);
});

both!(
    a_lead_is_found_deleted_and_restored,
    async |bench: &Bench| {
        let lead = own(bench).await;
        let find = || Find {
            text: "martin dupont".into(),
            limit: 5,
        };
        let found = bench.run(&bench.rep, find()).await.unwrap();
        assert_eq!(found.hits[0].id, lead.id.0);
        assert!(
            bench
                .run(&bench.stranger, find())
                .await
                .unwrap()
                .hits
                .is_empty()
        );
        let delete = DeleteLead {
            id: lead.id,
            version: lead.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        assert!(bench.run(&bench.rep, find()).await.unwrap().hits.is_empty());
        let back = bench.run(&bench.rep, RestoreLead { id: lead.id }).await;
        assert_eq!(back.unwrap().deleted_at, None);
    }
);

both!(a_long_list_comes_in_pieces, async |bench: &Bench| {
    for number in 0..7 {
        bench.clock.set(Instant(START.0 + number * 1_000));
        own(bench).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let request = ListLeads {
            query: LeadQuery::default(),
            after,
            limit: 3,
        };
        let piece = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(piece.page.total, 7);
        seen.extend(piece.page.rows.into_iter().map(|row| row.created_at));
        after = piece.page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted_by(|a, b| a > b));
});
