//! Role × operation: nobody gets past the dispatcher without the right, and no operation is
//! forgotten.

use crate::bench::Bench;
use crate::both;
use ports::Dispatcher;
use shared::kernel::{ProblemKind, Scope};
use std::collections::BTreeSet;
use std::path::Path;

both!(no_right_no_handler, async |bench: &Bench| {
    for (name, action) in bench.services.operations() {
        for actor in [
            &bench.rep,
            &bench.manager,
            &bench.administrator,
            &bench.finance,
        ] {
            if actor.scope(action) == Scope::None {
                // The parcel is none the handler could read: had it been called, the answer were another.
                let problem = bench
                    .services
                    .dispatch(actor, name, Box::new(()))
                    .await
                    .unwrap_err();
                assert_eq!(
                    problem.kind,
                    ProblemKind::Forbidden,
                    "{name} as {:?}",
                    actor.role
                );
            }
        }
    }
});

/// Every `operation!` of `shared` has a handler, and every server function an operation.
#[test]
fn every_operation_has_a_handler_and_every_server_function_an_operation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let declared = names(&root.join("shared/src"), "operation!(");
    let called = names(&root.join("app/src"), "#[server(");
    crate::bench::on_sqlite(async |bench: &Bench| {
        let registered: BTreeSet<String> = bench
            .services
            .operations()
            .map(|(name, _)| name.to_owned())
            .collect();
        assert_eq!(
            declared.difference(&registered).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "declared, but without handler"
        );
        assert_eq!(
            called.difference(&registered).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "server functions without operation"
        );
    });
}

/// The first string literal after each `marker` in the `.rs` files below `folder`.
fn names(folder: &Path, marker: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(names(&path, marker));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code: String = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            for part in code.split(marker).skip(1) {
                let end = part
                    .find(if marker.starts_with('#') { ")]" } else { ";" })
                    .unwrap_or(part.len());
                if let Some(name) = part[..end].split('"').nth(1) {
                    found.insert(name.to_owned());
                }
            }
        }
    }
    found
}
