//! The sample company: complete, the same every time, and gone without a trace.

use crate::bench::Bench;
use crate::both;
use shared::kernel::{LocalText, Problem, UserId};
use shared::platform::branding::ops::{GetBranding, SaveBranding};
use shared::platform::company::{GetCompany, SaveCompany};
use shared::platform::demo::{ReadDemo, RemoveDemo};
use shared::platform::views::{ListViews, Object, ReadRows};
use store::{Args, Session, args};
use uuid::Uuid;

async fn count(session: &mut Session, statement: &'static str) -> i64 {
    let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
    count
}

async fn load(bench: &Bench) {
    bench.services.load_demo().await.unwrap();
}

both!(the_company_is_complete, async |bench: &Bench| {
    load(bench).await;
    let mut session = bench.services.store().read().await.unwrap();
    for (statement, least) in [
        (
            "SELECT COUNT(*) FROM users WHERE sample AND role = 'representative'",
            12,
        ),
        (
            "SELECT COUNT(*) FROM teams WHERE sample AND parent_id IS NOT NULL",
            3,
        ),
        ("SELECT COUNT(*) FROM accounts WHERE sample", 600),
        ("SELECT COUNT(*) FROM contacts WHERE sample", 1_300),
        ("SELECT COUNT(*) FROM opportunities WHERE sample", 2_500),
        (
            "SELECT COUNT(DISTINCT pipeline_id) FROM opportunities WHERE sample",
            4,
        ),
        (
            "SELECT COUNT(DISTINCT stage_id) FROM opportunities WHERE sample AND state = 'open'",
            15,
        ),
        (
            "SELECT COUNT(DISTINCT currency) FROM opportunities WHERE sample",
            4,
        ),
        (
            "SELECT COUNT(*) FROM opportunities WHERE sample AND state = 'won'",
            400,
        ),
        (
            "SELECT COUNT(*) FROM opportunities WHERE sample AND state = 'lost' AND loss_reason_id IS NOT NULL",
            700,
        ),
        ("SELECT COUNT(*) FROM products WHERE sample", 46),
        (
            "SELECT COUNT(*) FROM price_book_entries WHERE kind LIKE '%formula%'",
            2,
        ),
        // What a visitor is to see of what a quote leaves open.
        (
            "SELECT COUNT(*) FROM quote_lines l JOIN quotes q ON q.id = l.quote_id WHERE q.state IN ('sent', 'viewed') AND l.choice LIKE '%alternatives%'",
            6,
        ),
        (
            "SELECT COUNT(*) FROM quote_lines l JOIN quotes q ON q.id = l.quote_id WHERE q.state IN ('sent', 'viewed') AND l.choice LIKE '%limits%'",
            3,
        ),
        ("SELECT COUNT(*) FROM quote_lines WHERE charge = 'usage'", 3),
        (
            "SELECT COUNT(*) FROM quote_lines WHERE term LIKE '%ramps%'",
            3,
        ),
        // Express delivery of a line, packing and insurance of the whole: a quote in each language.
        (
            "SELECT COUNT(DISTINCT q.language) FROM quotes q JOIN quote_lines l ON l.quote_id = q.id JOIN rooms r ON r.quote_id = q.id
             WHERE q.state = 'viewed' AND q.surcharges LIKE '%percent_bp%' AND q.surcharges LIKE '%PC%' AND l.surcharges LIKE '%AAT%'",
            2,
        ),
        ("SELECT COUNT(*) FROM product_pictures", 14),
        ("SELECT COUNT(*) FROM quotes WHERE sample", 150),
        (
            "SELECT COUNT(*) FROM rooms r JOIN quotes q ON q.id = r.quote_id WHERE q.state = 'viewed'",
            10,
        ),
        ("SELECT COUNT(*) FROM room_visits WHERE slide > 1", 10),
        ("SELECT COUNT(DISTINCT state) FROM quotes WHERE sample", 10),
        ("SELECT COUNT(*) FROM quotas WHERE sample", 13 * 9),
        (
            "SELECT COUNT(*) FROM tasks WHERE sample AND done_at IS NULL",
            300,
        ),
        ("SELECT COUNT(*) FROM activities WHERE sample", 2_000),
        ("SELECT COUNT(*) FROM contact_accounts", 30),
        (
            "SELECT COUNT(*) FROM contact_relations WHERE kind = 'reports_to'",
            600,
        ),
        ("SELECT COUNT(DISTINCT kind) FROM contact_relations", 3),
        ("SELECT COUNT(*) FROM events", 1_000),
        (
            "SELECT COUNT(*) FROM opportunities WHERE next_activity_on < '2026-11-23' AND state = 'open'",
            20,
        ),
        (
            "SELECT COUNT(*) FROM opportunities WHERE next_activity_on = '2026-11-23' AND state = 'open'",
            20,
        ),
    ] {
        let found = count(&mut session, statement).await;
        assert!(found >= least, "{statement}: {found} < {least}");
    }
});

both!(
    shared_views_show_their_owners_something,
    async |bench: &Bench| {
        load(bench).await;
        let mut session = bench.services.store().read().await.unwrap();
        let owners: Vec<(Uuid,)> = session
            .all(
                "SELECT DISTINCT owner_id FROM saved_views WHERE sample",
                args![],
            )
            .await
            .unwrap();
        drop(session);
        let mut shown = 0;
        for (owner,) in owners {
            let owner = UserId(owner);
            let actor = bench.services.actor(owner).await.unwrap().unwrap();
            for object in [
                Object::Tasks,
                Object::Products,
                Object::Leads,
                Object::Quotes,
            ] {
                let views = bench.run(&actor, ListViews { object }).await.unwrap();
                for view in views.into_iter().filter(|view| view.owner.id == owner) {
                    let read = ReadRows {
                        object,
                        spec: view.spec,
                        after: None,
                        limit: 1,
                    };
                    let found = bench.run(&actor, read).await.unwrap();
                    assert!(!found.rows.is_empty(), "{}", view.name);
                    shown += 1;
                }
            }
        }
        assert_eq!(shown, 8);
    }
);

both!(
    what_is_told_of_a_deal_agrees_with_the_deal,
    async |bench: &Bench| {
        load(bench).await;
        let mut session = bench.services.store().read().await.unwrap();
        for statement in [
        // Nothing happens after now, or before the account was known.
        "SELECT COUNT(*) FROM opportunities o JOIN accounts a ON a.id = o.account_id WHERE o.created_at < a.created_at",
        "SELECT COUNT(*) FROM opportunity_facts WHERE at > 1795424400000 + 60000",
        "SELECT COUNT(*) FROM opportunities WHERE closed_on > '2026-11-23' OR (state = 'open') = (closed_on IS NOT NULL)",
        // The last fact is the deal as it is.
        "SELECT COUNT(*) FROM opportunities o JOIN opportunity_facts f ON f.opportunity_id = o.id
         WHERE f.at = (SELECT MAX(x.at) FROM opportunity_facts x WHERE x.opportunity_id = o.id)
         AND (f.stage_id <> o.stage_id OR f.state <> o.state OR f.amount_minor <> o.amount_minor OR f.close_date <> o.close_date OR f.owner_id <> o.owner_id)",
        "SELECT COUNT(*) FROM opportunities o WHERE NOT EXISTS (SELECT 1 FROM opportunity_facts f WHERE f.opportunity_id = o.id AND f.at = o.created_at)",
        // An accepted quote belongs to a won deal, a quote has lines and adds up.
        "SELECT COUNT(*) FROM quotes q JOIN opportunities o ON o.id = q.opportunity_id WHERE q.state = 'accepted' AND o.state <> 'won'",
        "SELECT COUNT(*) FROM quotes q WHERE q.net_minor + q.tax_minor <> q.gross_minor OR q.net_minor <= 0",
        "SELECT COUNT(*) FROM quotes q WHERE NOT EXISTS (SELECT 1 FROM quote_lines l WHERE l.quote_id = q.id)",
        "SELECT COUNT(*) FROM opportunities WHERE amount_minor <= 0",
        // Everybody has one manager at an account, and whoever reports to somebody is there.
        "SELECT COUNT(*) FROM contact_relations r JOIN contact_relations x ON x.from_id = r.from_id AND x.account_id = r.account_id AND x.id <> r.id
         WHERE r.kind = 'reports_to'",
        "SELECT COUNT(*) FROM contact_relations r JOIN contacts c ON c.id = r.from_id WHERE r.account_id IS NOT NULL AND c.account_id <> r.account_id",
        "SELECT COUNT(*) FROM contact_accounts f JOIN contacts c ON c.id = f.contact_id WHERE f.account_id = c.account_id",
    ] {
        assert_eq!(count(&mut session, statement).await, 0, "{statement}");
    }
    }
);

async fn fingerprint(bench: &Bench) -> Vec<(String, i64, String, String)> {
    let mut session = bench.services.store().read().await.unwrap();
    session
        .all(
            "SELECT o.name, o.amount_minor, o.currency, u.name FROM opportunities o JOIN users u ON u.id = o.owner_id ORDER BY o.id",
            Args::default(),
        )
        .await
        .unwrap()
}

both!(
    the_same_seed_gives_the_same_company,
    async |bench: &Bench| {
        bench.clock.set(crate::bench::START);
        load(bench).await;
        let first = fingerprint(bench).await;
        bench.services.remove_demo().await.unwrap();
        bench.clock.set(crate::bench::START);
        load(bench).await;
        assert_eq!(fingerprint(bench).await, first);
        bench.services.remove_demo().await.unwrap();
        bench.services.load_demo_of(7).await.unwrap();
        assert_ne!(fingerprint(bench).await, first);
    }
);

both!(it_is_loaded_once, async |bench: &Bench| {
    load(bench).await;
    let problem: Problem = bench.services.load_demo().await.unwrap_err();
    assert_eq!(problem.issues[0].code, "demo_already_there");
});

both!(
    removal_leaves_no_flag_and_no_orphan,
    async |bench: &Bench| {
        load(bench).await;
        {
            // Somebody of one's own worked with it meanwhile.
            let mut session = bench.services.store().write().await.unwrap();
            for statement in [
                "UPDATE opportunities SET sample = FALSE WHERE id IN (SELECT id FROM opportunities ORDER BY id LIMIT 1)",
                "UPDATE tasks SET sample = FALSE WHERE id IN (SELECT id FROM tasks ORDER BY id LIMIT 3)",
            ] {
                session.exec(statement, args![]).await.unwrap();
            }
            session.commit().await.unwrap();
        }
        assert!(
            bench
                .run(&bench.administrator, ReadDemo {})
                .await
                .unwrap()
                .rows
                > 5_000
        );
        let mut heard = bench.services.store().subscribe();
        let left = bench
            .run(&bench.administrator, RemoveDemo {})
            .await
            .unwrap();
        assert_eq!((left.rows, left.removable), (0, true));
        let told = heard.recv().await.unwrap();
        assert_eq!(told.event.action, "sample_removed");
        assert_eq!(told.event.actor, Some(bench.administrator.user_id));
        // No quote of one's own carries the sample's name, address or legal text.
        let company = bench
            .run(&bench.administrator, GetCompany {})
            .await
            .unwrap()
            .company;
        assert_eq!((company.name.as_str(), company.address.as_str()), ("", ""));
        assert_eq!(company.legal_footer, LocalText::default());
        let mut session = bench.services.store().read().await.unwrap();
        for (statement, expected) in [
            ("SELECT COUNT(*) FROM opportunities", 1),
            ("SELECT COUNT(*) FROM tasks", 3),
            (
                "SELECT COUNT(*) FROM opportunities o JOIN users u ON u.id = o.owner_id WHERE u.name = 'administrator' AND o.account_id IS NULL",
                1,
            ),
            ("SELECT COUNT(*) FROM accounts", 0),
            ("SELECT COUNT(*) FROM quotes", 0),
            ("SELECT COUNT(*) FROM quote_lines", 0),
            ("SELECT COUNT(*) FROM price_book_entries", 0),
            ("SELECT COUNT(*) FROM agreements", 0),
            ("SELECT COUNT(*) FROM opportunity_contacts", 0),
            ("SELECT COUNT(*) FROM contact_accounts", 0),
            ("SELECT COUNT(*) FROM contact_relations", 0),
            (
                "SELECT COUNT(*) FROM opportunity_facts f WHERE NOT EXISTS (SELECT 1 FROM opportunities o WHERE o.id = f.opportunity_id)",
                0,
            ),
            ("SELECT COUNT(*) FROM users", 7),
            ("SELECT COUNT(*) FROM teams", 3),
            (
                "SELECT COUNT(*) FROM team_closure WHERE ancestor_id NOT IN (SELECT id FROM teams)",
                0,
            ),
            (
                "SELECT COUNT(*) FROM events WHERE actor_id IS NOT NULL AND actor_id NOT IN (SELECT id FROM users)",
                0,
            ),
        ] {
            assert_eq!(
                count(&mut session, statement).await,
                expected,
                "{statement}"
            );
        }
        assert!(count(&mut session, "SELECT COUNT(*) FROM pipelines").await >= 4);
    }
);

both!(
    a_name_of_ones_own_outlives_the_sample,
    async |bench: &Bench| {
        load(bench).await;
        let mut company = bench
            .run(&bench.administrator, GetCompany {})
            .await
            .unwrap()
            .company;
        company.name = "Our own house".to_owned();
        let save = SaveCompany { company };
        bench.run(&bench.administrator, save).await.unwrap();
        // The sample's look goes with it; a colour of one's own stays.
        let mut look = bench.run(&bench.rep, GetBranding {}).await.unwrap();
        assert!(look.logo.is_some() && look.accent.is_some() && look.icon == look.logo);
        look.accent = "#c2570c".parse().ok();
        let save = SaveBranding::back_to(&look, look.version);
        bench.run(&bench.administrator, save).await.unwrap();
        bench.services.remove_demo().await.unwrap();
        let left = bench.run(&bench.rep, GetBranding {}).await.unwrap();
        assert_eq!(
            (left.accent, left.logo, left.icon),
            (look.accent, None, None)
        );
        let company = bench
            .run(&bench.administrator, GetCompany {})
            .await
            .unwrap()
            .company;
        assert_eq!(company.name, "Our own house");
        assert_eq!(company.address, "");
    }
);
