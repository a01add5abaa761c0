//! Reads the plan of a statement as SQLite tells it: which large tables it reads whole.

use store::Plan;

/// The tables that grow for as long as a company works; all others stay small enough to be read whole. How words
/// are looked up has its own test (`platform::search`).
const LARGE: &[&str] = &[
    "accounts",
    "activities",
    "contacts",
    "events",
    "jobs",
    "lead_touches",
    "leads",
    "mails",
    "notifications",
    "opportunities",
    "opportunity_contacts",
    "opportunity_facts",
    "opportunity_products",
    "opportunity_team",
    "quote_lines",
    "quotes",
    "record_files",
    "tasks",
];

/// Indexes of what is still to be done: a small part of its table, however old the company grows.
const OPEN_ONLY: &[&str] = &["opportunities_open", "tasks_late", "tasks_open"];

/// The steps of a plan that read a large table from its first row to its last. To walk an index in its order
/// is none while the statement ends after so many rows and sorts nothing; nor are sums of everything, which are
/// kept until something changes, when an index holds all they need.
pub fn read_whole(plan: &Plan) -> Vec<String> {
    let walks = plan.statement.contains("LIMIT") && !plan.steps.iter().any(|step| sorts(step));
    let adds = plan.statement.contains("SUM(") || plan.statement.contains("COUNT(");
    let mut whole = on_sqlite(plan, walks, adds);
    whole.retain(|step| !OPEN_ONLY.iter().any(|index| step.contains(index)));
    whole
}

fn sorts(step: &str) -> bool {
    step == "USE TEMP B-TREE FOR ORDER BY"
}

fn large(table: &str) -> bool {
    LARGE.contains(&table)
}

fn on_sqlite(plan: &Plan, walks: bool, adds: bool) -> Vec<String> {
    let named = names(&plan.statement);
    let reads_large = |step: &str| {
        let name = step.split(' ').nth(1).unwrap_or_default();
        large(name) || named.iter().any(|other| other == name)
    };
    let whole = |step: &&String| {
        let allowed = step.contains("VIRTUAL TABLE")
            || walks && step.contains(" INDEX ")
            || adds && step.contains(" COVERING INDEX ");
        let scan = step.starts_with("SCAN ") && !allowed;
        // An index made for one statement is made by reading the whole table.
        (scan || step.contains("AUTOMATIC")) && reads_large(step)
    };
    plan.steps.iter().filter(whole).cloned().collect()
}

/// The other names a statement gives to large tables.
fn names(statement: &str) -> Vec<String> {
    let apart = statement
        .replace(',', " , ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = apart.split_whitespace().collect();
    let mut names = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let named = ["FROM", "JOIN", "UPDATE", ","].contains(&pair[0]) && large(pair[1]);
        let mut after = words[at + 2..].iter().filter(|word| **word != "AS");
        if let (true, Some(name)) = (named, after.next()) {
            names.push((*name).to_owned());
        }
    }
    names
}
