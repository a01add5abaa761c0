//! What SQLite's indexes of words keep of words that are gone. An index notes what was deleted beside what was
//! written and puts the two together later, when it happens to: until then the words stand in its file. Merged
//! to one part, it holds the words there are and no others. PostgreSQL's indexes forget with its vacuum.

use crate::{Result, Session, args};

/// Pages an index writes at once: a moment's work, so that nobody waits long for the one writer.
const PAGES: i64 = 250;

/// An index of words.
#[derive(Clone, Copy, Debug)]
pub struct Words(&'static str);

/// All of them.
pub const WORDS: [Words; 3] = [
    Words("INSERT INTO activity_words (activity_words, rank) VALUES ('merge', $1)"),
    Words("INSERT INTO task_words (task_words, rank) VALUES ('merge', $1)"),
    Words("INSERT INTO search_grams (search_grams, rank) VALUES ('merge', $1)"),
];

/// Merges an index a little further, in the caller's transaction; `begins` takes all the parts there are now, or
/// goes on where it was stopped. `false` when they are one.
pub async fn merge(session: &mut Session, words: Words, begins: bool) -> Result<bool> {
    if session.is_postgres() {
        return Ok(false);
    }
    let before = changes(session).await?;
    // FTS5 takes all parts when the number is negative, and writes at least two rows while there is work.
    let pages = if begins { -PAGES } else { PAGES };
    session.exec(words.0, args![pages]).await?;
    Ok(changes(session).await? - before >= 2)
}

/// Rows this connection has written.
async fn changes(session: &mut Session) -> Result<i64> {
    let (count,): (i64,) = session.one("SELECT total_changes()", args![]).await?;
    Ok(count)
}
