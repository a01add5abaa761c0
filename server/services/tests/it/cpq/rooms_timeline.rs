//! What customers ask in a deal room is told by the timelines of what the quote is about.

use super::rooms::room;
use crate::bench::{Bench, START};
use crate::both;
use crate::work::fixtures::deal;
use shared::cpq::rooms::ops::AnswerRoom;
use shared::crm::contacts::{ContactFacts, CreateContact};
use shared::kernel::{Actor, ContactId, QuoteId};
use shared::work::timeline::ops::{ReadTimeline, TimelineOf};
use shared::work::timeline::{TimelineEvent, TimelineFilter, TimelineGroup};
use store::args;

/// The questions and answers told of a record: whether each is ours, and what it says.
async fn told(
    bench: &Bench,
    actor: &Actor,
    of: TimelineOf,
    filter: TimelineFilter,
) -> Vec<(bool, QuoteId, String)> {
    let asked = ReadTimeline {
        of,
        filter,
        before: None,
        limit: 50,
    };
    let page = bench.run(actor, asked).await.unwrap();
    let question = |event| match event {
        TimelineEvent::Question {
            ours, quote, text, ..
        } => Some((ours, quote, text)),
        _ => None,
    };
    let events = page.entries.into_iter().map(|entry| entry.event);
    events.filter_map(question).collect()
}

both!(
    questions_and_answers_are_told_of_deal_account_and_contact,
    async |bench: &Bench| {
        let (sent, token) = room(bench).await;
        let deal = deal(bench, bench.rep.user_id).await;
        let contact = ContactId(bench.uuid());
        let facts = ContactFacts::named("Camille", "Roux", bench.rep.user_id);
        let made = CreateContact { id: contact, facts };
        bench.run(&bench.rep, made).await.unwrap();
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE quotes SET opportunity_id = $2, account_id = $3, contact_id = $4 WHERE id = $1",
                args![sent.id, deal.id, deal.account, contact],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        let ask = "La formation est-elle incluse ?";
        bench
            .services
            .room_ask(&token, Some(bench.uuid()), "Camille Roux", ask)
            .await
            .unwrap();
        bench.clock.set(START.plus_days(1));
        let answer = AnswerRoom {
            id: sent.id,
            message_id: bench.uuid(),
            text: "Yes, two days".into(),
        };
        bench.run(&bench.rep, answer).await.unwrap();
        let question = (false, sent.id, ask.to_owned());
        let answer = (true, sent.id, "Yes, two days".to_owned());
        for of in [
            TimelineOf::Opportunity(deal.id),
            TimelineOf::Account(deal.account),
            TimelineOf::Contact(contact),
        ] {
            let all = told(bench, &bench.rep, of, TimelineFilter::default()).await;
            assert_eq!(all, [answer.clone(), question.clone()], "{of:?}");
            let only = TimelineFilter::named("question", "FORMATION camille");
            assert_eq!(
                told(bench, &bench.rep, of, only).await,
                std::slice::from_ref(&question),
                "{of:?}"
            );
            let quotes = TimelineFilter {
                groups: vec![TimelineGroup::Quotes],
                ..TimelineFilter::default()
            };
            assert_eq!(told(bench, &bench.rep, of, quotes).await.len(), 2);
            let calls = TimelineFilter::named("call", "");
            assert_eq!(told(bench, &bench.rep, of, calls).await, []);
        }
        // The steps of the quote do not tell of a question a second time.
        let quotes = ReadTimeline {
            of: TimelineOf::Account(deal.account),
            filter: TimelineFilter::named("quote", ""),
            before: None,
            limit: 50,
        };
        let page = bench.run(&bench.rep, quotes).await.unwrap();
        let answered = START.plus_days(1);
        let mut late = page.entries.iter().filter(|entry| entry.key.at >= answered);
        assert_eq!(late.next(), None);
        // Who may not see the quote hears nothing of it.
        let of = TimelineOf::Account(deal.account);
        let hidden = told(bench, &bench.stranger, of, TimelineFilter::default()).await;
        assert_eq!(hidden, []);
    }
);
