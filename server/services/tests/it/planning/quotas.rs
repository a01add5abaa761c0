//! Setting quotas on both databases.

use super::fixture::day;
use crate::bench::Bench;
use crate::both;
use shared::kernel::{Actor, Currency, ProblemKind};
use shared::planning::quotas::ops::{ListQuotas, QuotaView, RemoveQuota, SetQuota};

fn set(whose: &Actor, amount_minor: i64, version: Option<i64>) -> SetQuota {
    SetQuota {
        user_id: whose.user_id,
        period_start: day("2026-10-01"),
        amount_minor,
        currency: Currency::EUR,
        version,
    }
}

fn year() -> ListQuotas {
    ListQuotas {
        from: day("2026-01-01"),
        to: day("2026-12-31"),
    }
}

both!(
    a_manager_sets_quotas_below_and_nowhere_else,
    async |bench: &Bench| {
        let first = bench
            .run(&bench.manager, set(&bench.rep, 500, None))
            .await
            .unwrap();
        assert_eq!((first.amount.minor, first.version), (500, 1));
        let second = bench
            .run(&bench.manager, set(&bench.rep, 700, Some(1)))
            .await
            .unwrap();
        assert_eq!(
            (second.id, second.amount.minor, second.version),
            (first.id, 700, 2)
        );
        let refused = bench
            .run(&bench.manager, set(&bench.stranger, 500, None))
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
        for actor in [&bench.rep, &bench.finance] {
            let refused = bench
                .run(actor, set(&bench.rep, 1, Some(2)))
                .await
                .unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Forbidden);
        }
        assert_eq!(bench.run(&bench.rep, year()).await.unwrap(), vec![second]);
        assert!(bench.run(&bench.stranger, year()).await.unwrap().is_empty());
        let mut session = bench.services.store().read().await.unwrap();
        let history = store::history(&mut session, first.id.0, 10).await.unwrap();
        let actions: Vec<&str> = history
            .iter()
            .map(|(event, _, _)| event.action.as_str())
            .collect();
        assert_eq!(actions, ["edited", "created"]);
    }
);

both!(
    a_stale_version_changes_nothing_and_shows_what_is,
    async |bench: &Bench| {
        bench
            .run(&bench.manager, set(&bench.rep, 500, None))
            .await
            .unwrap();
        for version in [None, Some(7)] {
            let refused = bench
                .run(&bench.administrator, set(&bench.rep, 900, version))
                .await
                .unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Conflict);
            let current: QuotaView = serde_json::from_str(&refused.current.unwrap()).unwrap();
            assert_eq!(current.amount.minor, 500);
        }
        let refused = bench
            .run(&bench.administrator, set(&bench.rep, -1, Some(1)))
            .await
            .unwrap_err();
        assert_eq!(
            (refused.kind, refused.issues[0].code.as_ref()),
            (ProblemKind::Invalid, "quota_negative")
        );
    }
);

both!(
    a_quota_is_taken_away_and_set_again,
    async |bench: &Bench| {
        bench
            .run(&bench.manager, set(&bench.rep, 500, None))
            .await
            .unwrap();
        let remove = |version| RemoveQuota {
            user_id: bench.rep.user_id,
            period_start: day("2026-10-01"),
            version,
        };
        let stale = bench.run(&bench.manager, remove(4)).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        bench.run(&bench.manager, remove(1)).await.unwrap();
        assert!(bench.run(&bench.rep, year()).await.unwrap().is_empty());
        let gone = bench.run(&bench.manager, remove(1)).await.unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotFound);
        // What "Undo" sends.
        bench
            .run(&bench.manager, set(&bench.rep, 500, None))
            .await
            .unwrap();
        assert_eq!(bench.run(&bench.rep, year()).await.unwrap().len(), 1);
    }
);
