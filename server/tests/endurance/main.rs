//! One real server through hard times: killed while it writes, asked more than it can answer, at work for hours.
//! Short forms; `cargo xtask soak` asks for long ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

mod crush;
mod kills;
mod lasting;
#[path = "../support/node.rs"]
mod node;
mod sales;

use std::path::Path;

/// How many of something; `cargo xtask soak` asks for more.
fn number(name: &str, fallback: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(fallback)
}

/// A folder with a database in it, or a schema of PostgreSQL; `None` where there is no PostgreSQL.
fn database(of: &str, postgres: bool) -> Option<(tempfile::TempDir, String)> {
    let folder = tempfile::tempdir().unwrap();
    let database = if postgres {
        node::postgres(of)?
    } else {
        "sqlite:data.db".to_owned()
    };
    node::set_up(folder.path(), &database);
    Some((folder, database))
}

/// Whether the file of a database is sound; PostgreSQL looks after its own.
fn sound(folder: &Path, database: &str) {
    if database.starts_with("sqlite:") {
        node::sound(folder, database);
    }
}
