//! How the server is, for its administrators only.

use crate::bench::Bench;
use crate::both;
use shared::kernel::ProblemKind;
use shared::platform::health::{GetHealth, MailRoute};

both!(
    the_figures_are_those_of_the_database,
    async |bench: &Bench| {
        let view = bench.run(&bench.administrator, GetHealth {}).await.unwrap();
        assert_eq!(view.database.kind, bench.services.store().kind());
        assert_eq!(view.database.pending, 0);
        assert!(view.database.bytes > 10_000, "{:?}", view.database);
        assert_eq!(
            Some(view.database.migration),
            store::Store::known_migrations().max()
        );
        // Only a database in a file lies on a disk of ours.
        assert_eq!(view.disk.is_some(), view.database.kind == "SQLite");
        if let Some(disk) = &view.disk {
            assert!(disk.free > 0 && disk.free <= disk.total, "{disk:?}");
        }
        assert_eq!(view.mail.route, MailRoute::None);
        assert_eq!(view.streams, 0);
        let counted = bench.services.count_stream();
        let view = bench.run(&bench.administrator, GetHealth {}).await.unwrap();
        assert_eq!(view.streams, 1);
        drop(counted);
        let view = bench.run(&bench.administrator, GetHealth {}).await.unwrap();
        assert_eq!(view.streams, 0);
    }
);

both!(
    nobody_else_is_told_how_the_server_is,
    async |bench: &Bench| {
        for person in [&bench.rep, &bench.manager, &bench.head, &bench.finance] {
            let refused = bench.run(person, GetHealth {}).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Forbidden);
        }
    }
);
