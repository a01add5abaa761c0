//! Activities and tasks by the words they say.
//!
//! Invariants: a row is told only to those [`crate::work::visible`] lets read it, an activity moreover only with a
//! record it is about that its reader may open. No search takes longer for a word being common: of the rows that
//! hold the words, the newest [`MOST`] are looked at.
//!
//! SQLite's index gives rows the newest first. PostgreSQL's gives them in no order and all at once, and its planner
//! guesses badly how many rows hold the beginning of a word; so it is first asked for the words among the newest
//! rows without the index, which finds common ones, and only then for the rows the index holds.

use super::Words;
use crate::work::visible;
use crate::{Result, Session, Sql, args, scope_condition};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Actor, Instant, Scope};
use shared::platform::search::{OfRecord, is_long};
use uuid::Uuid;

/// Rows with the words that are looked at: with many more, they are of no help in finding anything.
const MOST: u32 = 5_000;
/// Rows looked at first for one who may read all: hardly any of them is deleted.
const FIRST: u32 = 500;
/// Rows that are read without the index.
const NEWEST: u32 = 20_000;

/// What is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Calls, e-mails, meetings, notes.
    Activities,
    /// Things to do.
    Tasks,
}

/// A row that holds the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: Uuid,
    /// Its kind's code.
    pub kind: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// When an activity took place.
    pub at: Option<Instant>,
    /// The record it is about that the reader may open.
    pub record: Option<OfRecord>,
}

#[derive(sqlx::FromRow)]
struct SaidRow {
    id: Uuid,
    kind: String,
    subject: String,
    text: String,
    at: Option<i64>,
    deal_id: Option<Uuid>,
    deal_name: Option<String>,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    contact_id: Option<Uuid>,
    contact_first: Option<String>,
    contact_last: Option<String>,
}

impl SaidRow {
    fn row(self) -> Row {
        let of = |entity, id: Option<Uuid>, title: Option<String>| {
            Some(OfRecord {
                entity,
                id: id?,
                title: title.unwrap_or_default().trim().to_owned(),
            })
        };
        let first = self.contact_first.unwrap_or_default();
        let last = self.contact_last.unwrap_or_default();
        let record = of(Entity::Opportunity, self.deal_id, self.deal_name)
            .or_else(|| of(Entity::Account, self.account_id, self.account_name))
            .or_else(|| {
                of(
                    Entity::Contact,
                    self.contact_id,
                    Some(format!("{first} {last}")),
                )
            });
        Row {
            id: self.id,
            kind: self.kind,
            subject: self.subject,
            text: self.text,
            at: self.at.map(Instant),
            record,
        }
    }
}

const LAST_ACTIVITY: &str = "SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM activity_texts";
const LAST_TASK: &str = "SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM task_texts";
const ACTIVITIES_AFTER: &str = "SELECT t.n, r.subject || ' ' || r.body FROM activity_texts t
    JOIN activities r ON r.id = t.record_id WHERE t.n > $1 ORDER BY t.n LIMIT $2";
const TASKS_AFTER: &str = "SELECT t.n, r.subject || ' ' || r.notes FROM task_texts t
    JOIN tasks r ON r.id = t.record_id WHERE t.n > $1 ORDER BY t.n LIMIT $2";

/// The number of the last row there is, 0 when there is none.
pub async fn last(session: &mut Session, written: Written) -> Result<i64> {
    let statement = match written {
        Written::Activities => LAST_ACTIVITY,
        Written::Tasks => LAST_TASK,
    };
    let (last,): (i64,) = session.one(statement, args![]).await?;
    Ok(last)
}

/// What rows after number `after` say, in the order of their numbers.
pub async fn texts_after(
    session: &mut Session,
    written: Written,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>> {
    let statement = match written {
        Written::Activities => ACTIVITIES_AFTER,
        Written::Tasks => TASKS_AFTER,
    };
    session.all(statement, args![after, limit]).await
}

/// The newest rows that say, for each of `stems`, a word beginning with one of its texts, and that `actor` may read,
/// at most `limit`.
pub async fn find(
    session: &mut Session,
    actor: &Actor,
    written: Written,
    stems: &Words,
    limit: u32,
) -> Result<Vec<Row>> {
    let scope = actor.scope(Action::ViewActivity);
    if stems.is_empty() || scope == Scope::None {
        return Ok(Vec::new());
    }
    let enough = usize::try_from(limit).unwrap_or(usize::MAX);
    let ways: &[Way] = match (session.is_postgres(), scope) {
        (true, _) => &[Way::Newest, Way::Index],
        (false, _) if !stems.iter().flatten().all(|stem| is_one_word(stem)) => &[Way::Read],
        (false, Scope::All) => &[Way::Ordered(FIRST), Way::Ordered(MOST)],
        (false, _) => &[Way::Ordered(MOST)],
    };
    let mut rows: Vec<SaidRow> = Vec::new();
    for way in ways {
        let sql = statement(actor, written, *way, stems, limit);
        rows = session.all_of(sql).await?;
        if rows.len() >= enough {
            break;
        }
    }
    Ok(rows.into_iter().map(SaidRow::row).collect())
}

/// How rows with the words are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// In SQLite's index, so many of the newest.
    Ordered(u32),
    /// In SQLite's newest texts, of stems its index has no word for.
    Read,
    /// Among PostgreSQL's newest rows.
    Newest,
    /// In PostgreSQL's index.
    Index,
}

/// Whether SQLite's index surely takes a stem for one word. It parts words at what is no letter and no digit to it: the
/// signs of vowels of Hindi and Thai, letters in circles, scripts that are younger than it is. What it takes for
/// several words it takes for a phrase, and refuses the statement, since it keeps no places.
fn is_one_word(stem: &str) -> bool {
    stem.chars().all(|sign| {
        sign.is_ascii()
            || matches!(sign,
                '\u{aa}'..='\u{24f}' // Latin
                | '\u{370}'..='\u{481}' | '\u{48a}'..='\u{52f}' // Greek, Cyrillic
                | '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{64a}' // Hebrew, Arabic
                | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' // Kana
                | '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}') // Chinese, Hangul
    })
}

/// What the index of the database is asked: whole words, longer ones by their beginnings; of several texts for one
/// word, any. Stems are letters and digits only, so that none of their signs means anything to it.
fn query<'a>(way: Way, stems: impl Iterator<Item = &'a [String]>) -> String {
    let postgres = matches!(way, Way::Newest | Way::Index);
    let one = |stem: &String| match (postgres, is_long(stem)) {
        (true, true) => format!("'{stem}':*"),
        (true, false) => format!("'{stem}'"),
        (false, true) => format!("\"{stem}\"*"),
        (false, false) => format!("\"{stem}\""),
    };
    let any = |texts: &[String]| {
        let texts: Vec<String> = texts.iter().map(one).collect();
        let any = texts.join(if postgres { " | " } else { " OR " });
        if texts.len() > 1 {
            format!("({any})")
        } else {
            any
        }
    };
    let all: Vec<String> = stems.map(any).collect();
    all.join(if postgres { " & " } else { " AND " })
}

/// The same of stems that are meant as they are.
fn query_of(way: Way, stems: &[String]) -> String {
    query(way, stems.iter().map(std::slice::from_ref))
}

/// Appends the numbers and records of rows with the words. PostgreSQL reads the question once, not for each row, and
/// is not to guess from it how many rows there will be.
fn looked_up(sql: &mut Sql, written: Written, way: Way, stems: &Words) {
    let query = query(way, stems.iter().map(Vec::as_slice));
    let activities = written == Written::Activities;
    match way {
        Way::Ordered(most) => {
            sql.push(if activities {
                "SELECT t.n, t.record_id FROM activity_words w JOIN activity_texts t ON t.n = w.rowid WHERE w.activity_words MATCH"
            } else {
                "SELECT t.n, t.record_id FROM task_words w JOIN task_texts t ON t.n = w.rowid WHERE w.task_words MATCH"
            });
            sql.bind(query).with("ORDER BY w.rowid DESC LIMIT", most);
        }
        Way::Read => {
            // Of such words none is corrected: each has one text.
            let (plain, other): (Vec<_>, Vec<_>) = stems
                .iter()
                .flatten()
                .cloned()
                .partition(|stem| is_one_word(stem));
            sql.push(if activities {
                "SELECT i.n, i.record_id FROM (SELECT n, record_id, text FROM activity_said ORDER BY n DESC LIMIT"
            } else {
                "SELECT i.n, i.record_id FROM (SELECT n, record_id, text FROM task_said ORDER BY n DESC LIMIT"
            });
            sql.bind(NEWEST).push(") i WHERE TRUE");
            for stem in other {
                sql.with("AND i.text LIKE", format!("%{stem}%"));
            }
            if !plain.is_empty() {
                sql.push(if activities {
                    "AND i.n IN (SELECT w.rowid FROM activity_words w WHERE w.activity_words MATCH"
                } else {
                    "AND i.n IN (SELECT w.rowid FROM task_words w WHERE w.task_words MATCH"
                });
                sql.bind(query_of(way, &plain)).push(")");
            }
            sql.with("ORDER BY i.n DESC LIMIT", MOST);
        }
        Way::Newest => {
            sql.push(if activities {
                "SELECT i.n, i.record_id FROM (SELECT n, record_id, words FROM activity_texts ORDER BY n DESC LIMIT"
            } else {
                "SELECT i.n, i.record_id FROM (SELECT n, record_id, words FROM task_texts ORDER BY n DESC LIMIT"
            });
            sql.bind(NEWEST)
                .with(") i WHERE i.words @@ (SELECT CAST(said_plain(", query)
                .push(") AS tsquery))");
        }
        Way::Index => {
            sql.push(if activities {
                "SELECT i.n, i.record_id FROM (SELECT n, record_id FROM activity_texts WHERE words @@ (SELECT CAST(said_plain("
            } else {
                "SELECT i.n, i.record_id FROM (SELECT n, record_id FROM task_texts WHERE words @@ (SELECT CAST(said_plain("
            });
            sql.bind(query)
                .with(") AS tsquery)) LIMIT", NEWEST)
                .with(") i ORDER BY i.n DESC LIMIT", MOST);
        }
    }
}

/// Appends the statement for the records of all tasks that say words beginning with all of `stems`: a list counts them,
/// so that none is left out for being old.
pub(crate) fn tasks_saying(sql: &mut Sql, postgres: bool, stems: &[String]) {
    if postgres {
        sql.push("SELECT i.record_id FROM task_texts i WHERE i.words @@ (SELECT CAST(said_plain(")
            .bind(query_of(Way::Index, stems))
            .push(") AS tsquery))");
        return;
    }
    let (plain, other): (Vec<_>, Vec<_>) =
        stems.iter().cloned().partition(|stem| is_one_word(stem));
    if other.is_empty() {
        sql.push("SELECT i.record_id FROM task_words w JOIN task_texts i ON i.n = w.rowid WHERE w.task_words MATCH")
            .bind(query_of(Way::Read, &plain));
        return;
    }
    sql.push("SELECT i.record_id FROM task_said i WHERE TRUE");
    for stem in other {
        sql.with("AND i.text LIKE", format!("%{stem}%"));
    }
    if !plain.is_empty() {
        sql.push("AND i.n IN (SELECT w.rowid FROM task_words w WHERE w.task_words MATCH")
            .bind(query_of(Way::Read, &plain))
            .push(")");
    }
}

/// First the rows that hold the words; then who may read them; the texts of those few that are told last.
fn statement(actor: &Actor, written: Written, way: Way, stems: &Words, limit: u32) -> Sql {
    let activities = written == Written::Activities;
    let mut sql = Sql::new(if activities {
        "SELECT x.id, x.kind, x.subject, x.body AS text, x.at,"
    } else {
        "SELECT x.id, x.kind, x.subject, x.notes AS text, CAST(NULL AS BIGINT) AS at,"
    });
    // The limit within keeps the texts of all others from being read.
    sql.push(OF)
        .push("FROM (SELECT g.* FROM (SELECT m.n, r.id,");
    opened(&mut sql, actor);
    sql.push("FROM (");
    looked_up(&mut sql, written, way, stems);
    sql.push(if activities {
        ") m JOIN activities r ON r.id = m.record_id"
    } else {
        ") m JOIN tasks r ON r.id = m.record_id"
    });
    sql.push(ABOUT)
        .push("WHERE r.deleted_at IS NULL AND o.deleted_at IS NULL");
    visible(&mut sql, actor, actor.scope(Action::ViewActivity));
    sql.push(if activities {
        ") g WHERE (g.deal_id IS NOT NULL OR g.account_id IS NOT NULL OR g.contact_id IS NOT NULL)"
    } else {
        ") g"
    });
    sql.with("ORDER BY g.n DESC LIMIT", limit);
    sql.push(if activities {
        ") f JOIN activities x ON x.id = f.id"
    } else {
        ") f JOIN tasks x ON x.id = f.id"
    });
    sql.push(NAMES).push("ORDER BY f.n DESC");
    sql
}

const OF: &str =
    "f.deal_id, fo.name AS deal_name, f.account_id, fa.name AS account_name, f.contact_id,
    fc.first_name AS contact_first, fc.last_name AS contact_last";

/// What a row is about; the deal first, for its owner decides with the row's own who may read.
const ABOUT: &str = "LEFT JOIN opportunities o ON o.id = r.opportunity_id
    LEFT JOIN accounts a ON a.id = r.account_id
    LEFT JOIN contacts c ON c.id = r.contact_id";
const NAMES: &str = "LEFT JOIN opportunities fo ON fo.id = f.deal_id
    LEFT JOIN accounts fa ON fa.id = f.account_id
    LEFT JOIN contacts fc ON fc.id = f.contact_id";

/// Appends, for each record a row may be about, its id when `actor` may open it.
fn opened(sql: &mut Sql, actor: &Actor) {
    let (deals, accounts) = (Action::ViewOpportunity, Action::ViewAccount);
    sql.push("CASE WHEN o.deleted_at IS NULL");
    scope_condition(sql, actor, actor.scope(deals), "o.owner_id", Some("o.id"));
    sql.push("THEN o.id END AS deal_id, CASE WHEN a.deleted_at IS NULL");
    scope_condition(sql, actor, actor.scope(accounts), "a.owner_id", None);
    sql.push("THEN a.id END AS account_id, CASE WHEN c.deleted_at IS NULL");
    scope_condition(sql, actor, actor.scope(accounts), "c.owner_id", None);
    sql.push("THEN c.id END AS contact_id");
}
