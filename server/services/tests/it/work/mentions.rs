//! Records named in a line, and records to link.

use super::fixtures::deal;
use crate::bench::Bench;
use crate::both;
use shared::work::tasks::ops::*;

both!(records_are_found_by_their_names, async |bench: &Bench| {
    let deal = deal(bench, bench.rep.user_id).await;
    let found = bench
        .run(
            &bench.rep,
            FindMentions {
                text: "Call Acme about the renewal".into(),
            },
        )
        .await
        .unwrap();
    assert!(matches!(&found[..], [Mention::Account(account)] if account.id == deal.account));
    let find = |text: &str| FindLinks {
        text: text.into(),
        kind: LinkKind::Opportunity,
        account: None,
    };
    let found = bench.run(&bench.rep, find("RENEW")).await.unwrap();
    assert_eq!((found[0].id, found[0].detail.as_str()), (deal.id.0, "Acme"));
    assert!(
        bench
            .run(&bench.stranger, find("RENEW"))
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        bench
            .run(&bench.rep, find("100%_"))
            .await
            .unwrap()
            .is_empty()
    );
});

both!(
    names_are_found_beside_town_and_legal_form,
    async |bench: &Bench| {
        use shared::crm::accounts::{AccountFacts, CreateAccount};
        use shared::crm::contacts::{ContactFacts, CreateContact};
        use shared::kernel::{AccountId, ContactId};
        let facts = AccountFacts {
            city: "Lyon".to_owned(),
            website: "https://batir.example".to_owned(),
            ..AccountFacts::named("Bâtir & Fils SAS", bench.rep.user_id)
        };
        let id = AccountId(bench.uuid());
        let account = bench
            .run(&bench.rep, CreateAccount { id, facts })
            .await
            .unwrap()
            .id;
        let facts = ContactFacts {
            email: "zoe@batir.example".to_owned(),
            account_id: Some(account),
            ..ContactFacts::named("Zoé", "O’Connor", bench.rep.user_id)
        };
        let id = ContactId(bench.uuid());
        let contact = bench
            .run(&bench.rep, CreateContact { id, facts })
            .await
            .unwrap()
            .id;
        let find = async |text: &str| {
            let text = text.to_owned();
            bench.run(&bench.rep, FindMentions { text }).await.unwrap()
        };
        let found = find("Appeler batir et fils, batir & fils demain").await;
        assert!(matches!(&found[..], [Mention::Account(one)] if one.id == account));
        for line in ["Call zoe o'connor", "Email O’Connor the quote"] {
            let found = find(line).await;
            assert!(
                matches!(&found[..], [Mention::Contact(one, Some(of)), ..] if one.id == contact && of.id == account),
                "{line}: {found:?}"
            );
        }
        assert!(find("Prepare the slides").await.is_empty());
    }
);

both!(
    a_person_is_found_by_the_whole_name,
    async |bench: &Bench| {
        use shared::crm::contacts::{ContactFacts, CreateContact};
        use shared::kernel::ContactId;
        let facts = ContactFacts::named("Zoé", "Ångström", bench.rep.user_id);
        let id = ContactId(bench.uuid());
        bench
            .run(&bench.rep, CreateContact { id, facts })
            .await
            .unwrap();
        for text in ["Zoé Ångström", "angstrom zoe", "ström"] {
            let find = FindLinks {
                text: text.into(),
                kind: LinkKind::Contact,
                account: None,
            };
            let found = bench.run(&bench.rep, find).await.unwrap();
            assert_eq!(
                found.iter().map(|found| found.id).collect::<Vec<_>>(),
                [id.0],
                "{text}"
            );
        }
    }
);
