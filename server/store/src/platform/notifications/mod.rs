//! What people are told of: written by the follower of the log, read and put away by each person.

mod sources;

pub use sources::{
    DueTask, ExpiringQuote, Happened, Place, colleagues_of, deal_team, due_tasks, expiring_quotes,
    happened_after, leaders_of, place,
};

use crate::{Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Lang, LocalText, UserId};
use shared::platform::notifications::{
    Notice, NoticeCursor, NoticeFilter, NoticeKind, NoticeView, Reason, Wishes,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct NoticeRow {
    id: Uuid,
    kind: String,
    reason: String,
    entity: String,
    entity_id: Uuid,
    title: String,
    detail_en: String,
    detail_fr: String,
    actor: Option<String>,
    records: i64,
    shown_at: i64,
    read_at: Option<i64>,
}

impl NoticeRow {
    fn view(self) -> Result<NoticeView> {
        Ok(NoticeView {
            id: self.id,
            kind: word::<NoticeKind>(&self.kind, "notifications.kind")?,
            reason: word::<Reason>(&self.reason, "notifications.reason")?,
            entity: word::<Entity>(&self.entity, "notifications.entity")?,
            entity_id: self.entity_id,
            title: self.title,
            detail: LocalText::new(self.detail_en, self.detail_fr),
            actor: self.actor,
            count: u32::try_from(self.records).unwrap_or(1),
            at: Instant(self.shown_at),
            read_at: self.read_at.map(Instant),
        })
    }
}

fn word<T: std::str::FromStr>(text: &str, place: &'static str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Corrupt(place))
}

const SELECT: &str = "SELECT n.id, n.kind, n.reason, n.entity, n.entity_id, n.title, n.detail_en, n.detail_fr, u.name AS actor, n.records, n.shown_at, n.read_at
    FROM notifications n LEFT JOIN users u ON u.id = n.actor_id WHERE n.user_id =";

const UNREAD: &str =
    "SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL AND shown_at <= $2";

/// One's notices that show at `now`, newest first.
pub async fn list(
    session: &mut Session,
    user: UserId,
    now: Instant,
    filter: NoticeFilter,
    before: Option<NoticeCursor>,
    limit: u32,
) -> Result<Vec<NoticeView>> {
    let mut sql = Sql::new(SELECT);
    sql.bind(user).with("AND n.shown_at <=", now);
    if filter.unread {
        sql.push("AND n.read_at IS NULL");
    }
    if let Some(kind) = filter.kind {
        sql.with("AND n.kind =", kind.code());
    }
    if let Some(before) = before {
        sql.with("AND (n.shown_at <", before.at)
            .with("OR (n.shown_at =", before.at)
            .with("AND n.id <", before.id)
            .push("))");
    }
    sql.with("ORDER BY n.shown_at DESC, n.id DESC LIMIT", limit);
    let rows: Vec<NoticeRow> = session.all_of(sql).await?;
    rows.into_iter().map(NoticeRow::view).collect()
}

/// These notices of a person, oldest first, read or not.
pub async fn of_ids(session: &mut Session, user: UserId, ids: &[Uuid]) -> Result<Vec<NoticeView>> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let mut sql = Sql::new(SELECT);
        sql.bind(user).within("AND n.id IN", part.iter().copied());
        sql.push("ORDER BY n.shown_at, n.id");
        let rows: Vec<NoticeRow> = session.all_of(sql).await?;
        for row in rows {
            found.push(row.view()?);
        }
    }
    Ok(found)
}

/// How many of one's notices are unread.
pub async fn unread(session: &mut Session, user: UserId, now: Instant) -> Result<i64> {
    let (count,): (i64,) = session.one(UNREAD, args![user, now]).await?;
    Ok(count)
}

/// Marks one's notices; those of others are left alone. Gives how many changed.
pub async fn mark(
    session: &mut Session,
    user: UserId,
    ids: Option<&[Uuid]>,
    read_at: Option<Instant>,
    now: Instant,
) -> Result<u64> {
    let mut sql = Sql::new("UPDATE notifications SET read_at =");
    sql.bind(read_at)
        .with("WHERE user_id =", user)
        .with("AND shown_at <=", now)
        .push(if read_at.is_some() {
            "AND read_at IS NULL"
        } else {
            "AND read_at IS NOT NULL"
        });
    if let Some(ids) = ids {
        sql.within("AND id IN", ids.iter().copied());
    }
    session.exec_of(sql).await
}

/// Puts one's notice away until `until`; whether there was one.
pub async fn snooze(session: &mut Session, user: UserId, id: Uuid, until: Instant) -> Result<bool> {
    let touched = session
        .exec(
            "UPDATE notifications SET shown_at = $3, read_at = NULL WHERE user_id = $1 AND id = $2",
            args![user, id, until],
        )
        .await?;
    Ok(touched > 0)
}

/// The keys among `keys` that somebody was told of, each with person and kind.
pub async fn known(
    session: &mut Session,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<(UserId, String, String)>> {
    let mut found = BTreeSet::new();
    let keys: Vec<&String> = keys.iter().collect();
    for part in keys.chunks(500) {
        let mut sql = Sql::new("SELECT user_id, kind, source FROM notifications_told WHERE TRUE");
        sql.within("AND source IN", part.iter().map(|key| key.as_str()));
        let rows: Vec<(Uuid, String, String)> = session.all_of(sql).await?;
        found.extend(
            rows.into_iter()
                .map(|(user, kind, key)| (UserId(user), kind, key)),
        );
    }
    Ok(found)
}

/// Keeps notices. When somebody was told of one of them meanwhile, by another server, nothing is to be
/// kept: the answer is then `false`, and the unit of work is to be given up.
pub async fn insert(session: &mut Session, notices: &[(Uuid, Notice)]) -> Result<bool> {
    let told: Vec<_> = notices
        .iter()
        .flat_map(|(_, notice)| notice.keys.iter().map(move |key| (notice, key)))
        .map(|(notice, key)| args![notice.user, notice.kind.code(), key, notice.at])
        .collect();
    let wanted = u64::try_from(told.len()).unwrap_or(u64::MAX);
    let written = session
        .put_many(
            "INSERT INTO notifications_told (user_id, kind, source, at) VALUES",
            told,
            "ON CONFLICT (user_id, kind, source) DO NOTHING",
        )
        .await?;
    if written < wanted {
        return Ok(false);
    }
    let rows = notices
        .iter()
        .map(|(id, notice)| {
            args![
                *id,
                notice.user,
                notice.kind.code(),
                notice.reason.code(),
                notice.entity.code(),
                notice.entity_id,
                &notice.title,
                &notice.detail.en,
                &notice.detail.fr,
                notice.actor,
                notice.count,
                notice.at,
                notice.at
            ]
        })
        .collect();
    session
        .insert_many(
            "INSERT INTO notifications (id, user_id, kind, reason, entity, entity_id, title, detail_en, detail_fr, actor_id, records, at, shown_at) VALUES",
            rows,
        )
        .await?;
    Ok(true)
}

/// The people with notices that came back after `since`, until `now`.
pub async fn came_back(session: &mut Session, since: Instant, now: Instant) -> Result<Vec<UserId>> {
    let rows: Vec<(Uuid,)> = session
        .all(
            "SELECT DISTINCT user_id FROM notifications WHERE shown_at > $1 AND shown_at <= $2 AND shown_at <> at",
            args![since, now],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Forgets notices that showed before `before`; gives how many.
pub async fn forget(session: &mut Session, before: Instant) -> Result<u64> {
    session
        .exec(
            "DELETE FROM notifications_told WHERE at < $1",
            args![before],
        )
        .await?;
    session
        .exec(
            "DELETE FROM notifications WHERE shown_at < $1",
            args![before],
        )
        .await
}

/// What a person wishes, with the version; nothing when they never said.
pub async fn wishes(session: &mut Session, user: UserId) -> Result<Option<(Wishes, i64)>> {
    let row: Option<(String, i64)> = session
        .opt(
            "SELECT wishes, version FROM notification_wishes WHERE user_id = $1",
            args![user],
        )
        .await?;
    row.map(|(text, version)| Ok((read(&text)?, version)))
        .transpose()
}

fn read(text: &str) -> Result<Wishes> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt("notification_wishes.wishes"))
}

/// What everybody wishes who ever said.
pub async fn all_wishes(session: &mut Session) -> Result<BTreeMap<UserId, Wishes>> {
    let rows: Vec<(Uuid, String)> = session
        .all("SELECT user_id, wishes FROM notification_wishes", args![])
        .await?;
    rows.into_iter()
        .map(|(user, text)| Ok((UserId(user), read(&text)?)))
        .collect()
}

/// Saves a person's wishes if they are still those of `version` (0: none yet).
pub async fn save_wishes(
    session: &mut Session,
    user: UserId,
    version: i64,
    wishes: &Wishes,
) -> Result<bool> {
    let text = serde_json::to_string(wishes).unwrap_or_default();
    let touched = if version == 0 {
        session
            .exec(
                "INSERT INTO notification_wishes (user_id, wishes, version) VALUES ($1, $2, 1) ON CONFLICT (user_id) DO NOTHING",
                args![user, text],
            )
            .await?
    } else {
        session
            .exec(
                "UPDATE notification_wishes SET wishes = $3, version = version + 1 WHERE user_id = $1 AND version = $2",
                args![user, version, text],
            )
            .await?
    };
    Ok(touched > 0)
}

/// Somebody whose notices can be mailed.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Who.
    pub id: UserId,
    /// Where.
    pub email: String,
    /// In which language.
    pub language: Lang,
    /// Where it is morning when.
    pub zone: String,
    /// What they wish.
    pub wishes: Wishes,
    /// The day of their last digest.
    pub digest_on: Option<NaiveDate>,
}

/// Everybody active who ever said what they wish.
pub async fn readers(session: &mut Session) -> Result<Vec<Reader>> {
    let rows: Vec<(Uuid, String, String, String, String, Option<NaiveDate>)> = session
        .all(
            "SELECT u.id, u.email, u.language, u.time_zone, w.wishes, w.digest_on FROM notification_wishes w
             JOIN users u ON u.id = w.user_id WHERE u.active ORDER BY u.id",
            args![],
        )
        .await?;
    rows.into_iter()
        .map(|(id, email, language, zone, wishes, digest_on)| {
            Ok(Reader {
                id: UserId(id),
                email,
                language: word(&language, "users.language")?,
                zone,
                wishes: read(&wishes)?,
                digest_on,
            })
        })
        .collect()
}

/// Takes on the digest of `day`; `false` when it was taken before.
pub async fn take_digest(session: &mut Session, user: UserId, day: NaiveDate) -> Result<bool> {
    let touched = session
        .exec(
            "UPDATE notification_wishes SET digest_on = $2 WHERE user_id = $1 AND (digest_on IS NULL OR digest_on < $2)",
            args![user, day],
        )
        .await?;
    Ok(touched > 0)
}

/// How far the log was read.
pub async fn position(session: &mut Session) -> Result<i64> {
    let row: Option<(i64,)> = session
        .opt(
            "SELECT seq FROM notification_position WHERE id = 1",
            args![],
        )
        .await?;
    Ok(row.map_or(0, |(seq,)| seq))
}

/// Writes down how far the log was read; never goes back.
pub async fn set_position(session: &mut Session, seq: i64) -> Result<()> {
    session
        .exec(
            "UPDATE notification_position SET seq = $1 WHERE id = 1 AND seq < $1",
            args![seq],
        )
        .await?;
    Ok(())
}
