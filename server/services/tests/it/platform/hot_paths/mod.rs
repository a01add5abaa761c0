//! What pages ask most reads no large table whole: every statement they really run is asked how the database
//! means to run it.

/// PostgreSQL plans by the size of its tables, as far as it happens to know it: of a small company it tells nothing
/// about a large one, so SQLite alone is asked.
macro_rules! explained {
    ($name:ident, $test:expr $(,)?) => {
        #[test]
        fn $name() {
            $crate::bench::on_sqlite($test);
        }
    };
}

mod pages;
mod whole;

use crate::bench::Bench;
use shared::kernel::{Actor, Operation};
use store::args;
use whole::read_whole;

/// What has to be read whole, by nature: a part of the statement, and why.
const BY_NATURE: &[(&str, &str)] = &[
    (
        "FROM events ORDER BY seq DESC LIMIT",
        "the end of the log is the end of its table, and SQLite calls that a scan",
    ),
    (
        "COALESCE(o.closed_on, o.close_date) >=",
        "a forecast adds up the deals there are; kept until something changes",
    ),
    (
        "LEFT JOIN opportunity_facts f",
        "what all deals looked like on a day; kept until something changes",
    ),
    (
        "ORDER BY q.net_minor DESC, q.id",
        "bare amounts of several currencies, which programs alone ask for",
    ),
    (
        "ORDER BY CASE WHEN a.search IS NULL",
        "quotes in the order of another table",
    ),
];

/// SQLite has counted the rows of the sample company, and would rather read so few of them all.
async fn forget_the_sizes(bench: &Bench) {
    let mut session = bench.services.store().write().await.unwrap();
    let known = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
    let (known,): (i64,) = session.one(known, args![]).await.unwrap();
    if known == 0 {
        return;
    }
    // Making a table has every connection read again what there is.
    for statement in [
        "CREATE TABLE known_anew (n INTEGER)",
        "DELETE FROM sqlite_stat1",
        "DROP TABLE known_anew",
    ] {
        session.exec(statement, args![]).await.unwrap();
    }
    session.commit().await.unwrap();
}

/// Asks what pages ask, and keeps the statements that read too much.
struct Look<'a> {
    bench: &'a Bench,
    statements: usize,
    found: Vec<String>,
}

impl<'a> Look<'a> {
    async fn at(bench: &'a Bench) -> Self {
        forget_the_sizes(bench).await;
        bench.services.store().look_at_plans();
        Self {
            bench,
            statements: 0,
            found: Vec::new(),
        }
    }

    async fn ask<O: Operation>(&mut self, actor: &Actor, operation: O) -> O::Answer {
        let page = format!("{} by {:?}", O::NAME, actor.role);
        let answer = self.bench.run(actor, operation).await;
        self.look(&page);
        answer.unwrap_or_else(|problem| panic!("{page}: {problem}"))
    }

    /// At what was run since.
    fn look(&mut self, page: &str) {
        for plan in self.bench.services.store().take_plans() {
            self.statements += 1;
            let by_nature = |(part, _): &(&str, &str)| plan.statement.contains(part);
            let whole = read_whole(&plan);
            if whole.is_empty() || BY_NATURE.iter().any(by_nature) {
                continue;
            }
            let (whole, steps) = (whole.join("; "), plan.steps.join("\n    "));
            let found = format!("{page}: {whole}\n  {}\n    {steps}", plan.statement);
            if !self.found.contains(&found) {
                self.found.push(found);
            }
        }
    }

    fn end(self, at_least: usize) {
        assert!(
            self.statements >= at_least,
            "{} statements",
            self.statements
        );
        assert!(
            self.found.is_empty(),
            "{} read a large table whole:\n{}",
            self.found.len(),
            self.found.join("\n")
        );
    }
}

explained!(a_table_read_whole_is_seen, async |bench: &Bench| {
    let mut look = Look::at(bench).await;
    let mut session = bench.services.store().read().await.unwrap();
    for statement in [
        "SELECT o.id FROM opportunities o WHERE o.next_step = ''",
        "SELECT COUNT(*) FROM users u LEFT JOIN tasks AS t ON t.subject = u.name",
        "SELECT id FROM activities WHERE outcome = '' ORDER BY body LIMIT 5",
    ] {
        session.exec(statement, args![]).await.unwrap();
        let before = look.found.len();
        look.look("here");
        assert_eq!(look.found.len(), before + 1, "{statement}");
    }
    for statement in [
        "SELECT o.id FROM opportunities o WHERE o.deleted_at IS NULL ORDER BY o.close_date, o.id LIMIT 5",
        "SELECT id FROM activities WHERE opportunity_id IS NULL",
        "SELECT name FROM users",
    ] {
        session.exec(statement, args![]).await.unwrap();
        let before = look.found.len();
        look.look("here");
        assert_eq!(look.found.len(), before, "{:?}", look.found.last());
    }
});
