//! What comes through the public form.

use crate::bench::{Bench, START};
use crate::both;
use services::Services;
use shared::crm::leads::{GetLead, LeadQuery, LeadSource, ListLeads, OwnedBy, WebLead};
use shared::kernel::{Instant, ProblemKind};

fn form(name: &str) -> WebLead {
    WebLead {
        first_name: "Zoé".into(),
        last_name: name.into(),
        email: "zoe@dupont.fr".into(),
        interest: "Sensors".into(),
        lang: "fr".into(),
        consent: "yes".into(),
        ..WebLead::default()
    }
}

fn queue() -> ListLeads {
    ListLeads {
        query: LeadQuery {
            owned_by: OwnedBy::Queue,
            ..LeadQuery::default()
        },
        after: None,
        limit: 0,
    }
}

async fn send(bench: &Bench, form: &WebLead, address: &str) -> Result<(), shared::kernel::Problem> {
    let opened = Some(Instant(START.0 - 60_000));
    bench
        .services
        .receive_lead(form, opened, address, "/web/lead-form")
        .await
}

both!(
    a_form_waits_in_the_queue_with_its_consent,
    async |bench: &Bench| {
        send(bench, &form("Martin"), "192.0.2.1").await.unwrap();
        let list = bench.run(&bench.rep, queue()).await.unwrap();
        assert_eq!(list.page.rows[0].source, LeadSource::Web);
        let lead = GetLead {
            id: list.page.rows[0].id,
        };
        let lead = bench.run(&bench.rep, lead).await.unwrap();
        let consent = lead.consent.unwrap();
        assert_eq!(consent.purpose, "reply");
        assert!(consent.text.starts_with("J’accepte"), "{}", consent.text);
        assert_eq!(consent.origin, "/web/lead-form · 192.0.2.1");
        assert!(consent.at >= START);
    }
);

both!(
    programs_and_the_hasty_are_kept_out,
    async |bench: &Bench| {
        let trapped = WebLead {
            website: "https://spam.example".into(),
            ..form("Robot")
        };
        // It is told nothing.
        send(bench, &trapped, "192.0.2.1").await.unwrap();
        let none = WebLead {
            consent: String::new(),
            ..form("Silent")
        };
        let problem = send(bench, &none, "192.0.2.1").await.unwrap_err();
        assert_eq!(problem.issues[0].code, "consent_missing");
        let hasty = form("Hasty");
        for (opened, code) in [
            (Some(Instant(START.0)), "form_too_fast"),
            (Some(Instant(START.0 - 86_400_000)), "form_expired"),
            (None, "form_expired"),
        ] {
            let refused = bench
                .services
                .receive_lead(&hasty, opened, "192.0.2.9", "")
                .await;
            assert_eq!(refused.unwrap_err().issues[0].code, code);
        }
        let list = bench.run(&bench.rep, queue()).await.unwrap();
        assert_eq!(list.page.total, 0);
    }
);

both!(
    one_address_sends_so_many_and_no_more,
    async |bench: &Bench| {
        let mut sent = 0;
        let refused = loop {
            match send(bench, &form(&format!("Number{sent}")), "192.0.2.7").await {
                Ok(()) => sent += 1,
                Err(problem) => break problem,
            }
        };
        assert_eq!(refused.kind, ProblemKind::TooManyRequests);
        assert_eq!(sent, 8);
        // Others are not kept out by it, and an hour later it may again.
        send(bench, &form("Other"), "192.0.2.8").await.unwrap();
        bench.clock.set(Instant(START.0 + 3_700_000));
        send(bench, &form("Later"), "192.0.2.7").await.unwrap();
    }
);

both!(
    the_form_of_one_server_is_known_to_all,
    async |bench: &Bench| {
        let other = || Services::new(bench.services.store().clone(), bench.clock.clone());
        // Whoever asks first makes it, also when several do at the same time.
        let (first, second) = (other(), other());
        let (one, two) = tokio::join!(first.form_secret(), second.form_secret());
        let secret = one.unwrap();
        assert_eq!(two.unwrap(), secret);
        // After a restart, too; and it is not the one erased addresses are hashed with.
        assert_eq!(other().form_secret().await.unwrap(), secret);
        let mut session = bench.services.store().read().await.unwrap();
        let kept = store::platform::erasure::existing_key(&mut session).await;
        let kept = kept.unwrap().unwrap();
        assert_ne!(kept.as_bytes(), secret);
    }
);
