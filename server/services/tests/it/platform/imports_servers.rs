//! An import on several servers of one database: each request may come to another one.

use super::imports::{import, set_up};
use crate::bench::Bench;
use crate::both;
use ports::Dispatcher;
use services::Services;
use shared::kernel::{ImportId, Instant, Operation, Problem, ProblemKind};
use shared::platform::imports::model::OnError;
use shared::platform::imports::ops::{
    ImportFile, ImportState, ReadImports, StartImport, UploadPart,
};
use shared::platform::imports::{ImportKind, ReadOptions, guess, read};
use std::sync::Arc;
use std::time::Duration;
use store::args;
use uuid::Uuid;

const FILE: &str = "account,city\nAcmé,Lyon\nBeta,Nice\n";

/// Another server of the same database.
fn server(bench: &Bench) -> Services {
    Services::new(bench.services.store().clone(), bench.clock.clone())
}

async fn ask<O: Operation>(
    bench: &Bench,
    server: &Services,
    operation: O,
) -> Result<O::Answer, Problem> {
    let dispatcher: Arc<dyn Dispatcher> = Arc::new(server.clone());
    ports::run(&dispatcher, &bench.administrator, operation).await
}

both!(
    the_parts_of_a_file_may_go_to_any_server,
    async |bench: &Bench| {
        // A server of SQLite is alone with its file.
        if !bench.services.store().is_shared() {
            return;
        }
        let servers = [server(bench), server(bench), server(bench)];
        let upload = ImportId(bench.uuid());
        let (first, second) = FILE.split_at(FILE.find("Beta").unwrap());
        let part = |part, text: &str| UploadPart {
            upload,
            part,
            text: text.into(),
            workbook: false,
        };
        // The first part begins anew.
        for text in ["account,x\nOther,1\n", first] {
            assert_eq!(ask(bench, &servers[0], part(0, text)).await, Ok(1));
        }
        assert_eq!(ask(bench, &servers[1], part(1, second)).await, Ok(2));
        let late = ask(bench, &servers[2], part(3, "")).await.unwrap_err();
        assert_eq!(late.kind, ProblemKind::Conflict);
        let stranger = bench.run(&bench.head, part(2, "")).await.unwrap_err();
        assert_ne!(stranger.kind, ProblemKind::Conflict, "{stranger}");

        let (context, settings) = set_up(bench).await;
        let table = read(FILE.as_bytes(), ReadOptions::default()).unwrap();
        let pipeline = context.pipeline(settings.pipeline_id);
        let (mapping, _) = guess::mapping(&table, ImportKind::Accounts, &context, pipeline);
        let start = StartImport {
            files: vec![ImportFile {
                upload,
                name: "accounts.csv".into(),
                read: ReadOptions::default(),
                corrections: Vec::new(),
                mapping,
                chosen: std::collections::BTreeMap::new(),
            }],
            settings,
        };
        ask(bench, &servers[2], start.clone()).await.unwrap();
        // Whoever is asked knows that it is under way, or that it is done.
        let ids = vec![upload];
        let mut looks = 0;
        loop {
            let runs = ReadImports { ids: ids.clone() };
            let view = ask(bench, &servers[0], runs).await.unwrap().remove(0);
            if view.state == ImportState::Done {
                assert_eq!(view.counts.create, 2);
                break;
            }
            assert_eq!(view.state, ImportState::Running);
            looks += 1;
            assert!(looks < 400, "the import never ended");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        // An upload is used once, on whichever server, and nothing of it is left.
        let again = ask(bench, &servers[1], start).await.unwrap_err();
        assert_eq!(again.kind, ProblemKind::NotFound);
        let mut session = bench.services.store().read().await.unwrap();
        let left = store::platform::imports::waiting_bytes(&mut session).await;
        assert_eq!(left.unwrap(), 0);
        let names: Vec<(String,)> = session
            .all("SELECT name FROM accounts ORDER BY name", args![])
            .await
            .unwrap();
        assert_eq!(names.len(), 2);
        assert!(names.iter().any(|(name,)| name == "Acmé"), "{names:?}");
    }
);

both!(
    an_import_nobody_speaks_for_is_interrupted,
    async |bench: &Bench| {
        let now = services::Clock::now(&*bench.clock);
        let shared = bench.services.store().is_shared();
        for (beat, lives) in [
            (Some(now), shared),
            (Some(Instant(now.0 - 59_000)), shared),
            (Some(Instant(now.0 - 60_000)), false),
            (None, false),
        ] {
            let id = ImportId(bench.uuid());
            let mut session = bench.services.store().write().await.unwrap();
            session
                .exec(
                    "INSERT INTO imports (id, kind, file_name, state, started_at, total, done, created, updated, skipped, errors, beat_at)
                     VALUES ($1, 'accounts', 'a.csv', 'running', 1, 9, 4, 0, 0, 0, 0, $2)",
                    args![id, beat],
                )
                .await
                .unwrap();
            session.commit().await.unwrap();
            let runs = ReadImports { ids: vec![id] };
            let view = ask(bench, &bench.services, runs).await.unwrap().remove(0);
            let wanted = if lives {
                ImportState::Running
            } else {
                ImportState::Interrupted
            };
            assert_eq!((view.state, view.done), (wanted, 4), "{beat:?}");
        }
    }
);

both!(
    of_two_imports_at_once_the_second_sees_whom_the_first_put_below_whom,
    async |bench: &Bench| {
        // SQLite has one writer.
        if !bench.services.store().is_shared() {
            return;
        }
        let files = [("accounts.csv", "account,city\nAcme,Lyon\nBeta,Nice\n")];
        import(bench, &files, false, OnError::RefuseFile).await;
        let mut first = bench.services.store().write().await.unwrap();
        let rows: Vec<(String, Uuid)> = first
            .all("SELECT name, id FROM accounts", args![])
            .await
            .unwrap();
        let of = |name: &str| rows.iter().find(|(known, _)| known == name).unwrap().1;
        store::platform::imports::after_others(&mut first)
            .await
            .unwrap();
        store::platform::imports::set_parent(&mut first, of("Acme"), of("Beta"))
            .await
            .unwrap();
        let files = [("accounts.csv", "account,subsidiary_of\nBeta,Acme\n")];
        let (run, ()) = tokio::join!(import(bench, &files, false, OnError::RefuseFile), async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            first.commit().await.unwrap();
        });
        assert_eq!(run.views[0].state, ImportState::Failed);
        let mut issues = run.views[0].issues.iter();
        assert!(issues.any(|issue| issue.code == "changed_meanwhile"));
    }
);
