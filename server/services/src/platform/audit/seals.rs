//! The log's seals: a chain of hashes, made in the background and read again every day.
//!
//! Whoever writes an entry waits for nobody: a trigger puts its number into a queue, and every minute each
//! server adds what waits there to the end of the chain, one after the other, in the order it finds it. A seal stands for the content
//! of one entry, with a salt; its link also covers the chain so far. What Jalon itself rewrites later (personal
//! data that is erased, the sample company that is removed) is put into the queue by the same transaction and
//! sealed again; the earlier seal loses its salt, so that it helps nobody guess what was erased, and its link
//! stays. So what was sealed can be read against the log at any time, and the chain against one end of it that
//! was noted down elsewhere (docs/adr/0013-the-log-is-sealed.md).

use crate::platform::auth::new_token;
use crate::platform::jobs::{Job, JobError, Kinds};
use crate::{Ctx, OrProblem, Services};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::kernel::Problem;
use shared::platform::audit::{CheckLog, FaultKind, LogCheck, LogFault};
use store::Session;
use store::platform::seals::{self as rows, Raw, Seal, Sealed, Waiting};

const DAY_MS: i64 = 24 * 3_600_000;
/// Sealed in one transaction: on SQLite others wait for it to write.
const AT_ONCE: i64 = 500;
/// Read at once.
const PIECE: i64 = 1_000;

#[derive(Debug, Serialize, Deserialize)]
struct ReadSeals {}

impl Job for ReadSeals {
    const KIND: &'static str = "audit.check";
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(read);
    kinds.every("audit_check", DAY_MS, &ReadSeals {});
}

/// The end of a chain that was noted down elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// How many seals there were.
    pub position: i64,
    /// The hash of the last.
    pub chain: String,
}

impl std::str::FromStr for Known {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.trim().split_once(':');
        let read = parts.and_then(|(position, chain)| {
            let position = position.parse().ok().filter(|position| *position > 0)?;
            let hex = chain.len() == 64 && chain.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex.then(|| Known {
                position,
                chain: chain.to_ascii_lowercase(),
            })
        });
        read.ok_or_else(|| "it is a number, a colon and 64 hexadecimal digits".to_owned())
    }
}

fn hex(hash: Sha256) -> String {
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A part of what is hashed, so that no two lists of parts look alike: whether it is there, its length, itself.
fn part(hash: &mut Sha256, bytes: Option<&[u8]>) {
    let Some(bytes) = bytes else {
        hash.update([0]);
        return;
    };
    hash.update([1]);
    hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(bytes);
}

/// Hash of an entry; of one that was taken away, of nothing.
fn content(salt: &str, event: Option<&Raw>) -> String {
    let mut hash = Sha256::new();
    part(&mut hash, Some(b"jalon event"));
    part(&mut hash, Some(salt.as_bytes()));
    if let Some(event) = event {
        let id = |id: &Option<uuid::Uuid>| id.map(uuid::Uuid::into_bytes);
        let bytes = |id: &Option<[u8; 16]>| id.map(|id| id.to_vec());
        part(&mut hash, Some(&event.seq.to_be_bytes()));
        part(&mut hash, Some(&event.at.to_be_bytes()));
        part(&mut hash, Some(event.entity.as_bytes()));
        part(&mut hash, Some(&event.record.into_bytes()));
        part(&mut hash, Some(event.action.as_bytes()));
        for who in [&event.actor, &event.parent, &event.owner] {
            part(&mut hash, bytes(&id(who)).as_deref());
        }
        for facts in [&event.before, &event.after] {
            part(&mut hash, facts.as_ref().map(String::as_bytes));
        }
    }
    hex(hash)
}

/// Hash over the chain so far and a link.
fn link(before: &str, seal: &Seal) -> String {
    let mut hash = Sha256::new();
    part(&mut hash, Some(b"jalon chain"));
    part(&mut hash, Some(before.as_bytes()));
    part(&mut hash, Some(&seal.position.to_be_bytes()));
    part(&mut hash, Some(&seal.seq.to_be_bytes()));
    part(&mut hash, Some(seal.kind.as_bytes()));
    part(&mut hash, Some(seal.content.as_bytes()));
    hex(hash)
}

/// What a seal says became of an entry; nothing for one that was gone before it was sealed.
fn kind_of(one: &Waiting) -> Option<&str> {
    match (&one.event, one.again) {
        (None, false) => None,
        (None, true) => Some("removed"),
        (Some(_), false) => Some("made"),
        (Some(_), true) => Some(&one.why),
    }
}

async fn read(services: Services, _: ReadSeals) -> Result<(), JobError> {
    let found = services.check_log(None).await?;
    keep(&services, &found).await?;
    Ok(())
}

async fn keep(services: &Services, found: &LogCheck) -> Result<(), Problem> {
    let Ok(text) = serde_json::to_string(found) else {
        return Ok(());
    };
    let mut session = services.store().write().await.or_problem()?;
    rows::keep_check(&mut session, &text).await.or_problem()?;
    session.commit().await.or_problem()
}

async fn last(session: &mut Session) -> Result<Option<LogCheck>, Problem> {
    let kept = rows::last_check(session).await.or_problem()?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Whether the last reading found a fault.
pub(in crate::platform) async fn is_broken(session: &mut Session) -> Result<bool, Problem> {
    Ok(last(session)
        .await?
        .is_some_and(|check| check.fault.is_some()))
}

pub(super) async fn check(ctx: Ctx, request: CheckLog) -> Result<Option<LogCheck>, Problem> {
    if !request.now {
        return last(&mut ctx.read().await?).await;
    }
    let found = ctx.services().check_log(None).await?;
    // What was found is told, whether or not it can be kept.
    if let Err(problem) = keep(ctx.services(), &found).await {
        tracing::warn!(%problem, "what was found in the log's seals was not kept");
    }
    Ok(Some(found))
}

impl Services {
    /// Adds to the chain of the log's seals all that waits for one.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn seal_log(&self) -> Result<(), Problem> {
        while self.seal_some().await? == AT_ONCE {}
        Ok(())
    }

    /// Adds to the chain of the log's seals what waits for one, a few at a time; gives how many that were.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn seal_some(&self) -> Result<i64, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        if rows::count_waiting(&mut session).await.or_problem()? == 0 {
            return Ok(0);
        }
        drop(session);
        let mut session = self.store().write().await.or_problem()?;
        let (mut position, mut chain) = rows::hold_head(&mut session).await.or_problem()?;
        let waiting = rows::waiting(&mut session, AT_ONCE).await.or_problem()?;
        let mut new = Vec::new();
        for one in &waiting {
            let Some(kind) = kind_of(one) else { continue };
            position += 1;
            let salt = new_token();
            let mut seal = Seal {
                position,
                seq: one.seq,
                kind: kind.to_owned(),
                content: content(&salt, one.event.as_ref()),
                salt: Some(salt),
                chain: String::new(),
            };
            seal.chain = link(&chain, &seal);
            chain.clone_from(&seal.chain);
            new.push(seal);
        }
        let waited: Vec<i64> = waiting.iter().map(|one| one.seq).collect();
        rows::add(&mut session, &new, &waited).await.or_problem()?;
        session.commit().await.or_problem()?;
        Ok(i64::try_from(waited.len()).unwrap_or(i64::MAX))
    }

    /// Reads the whole chain against the log, and against an end of it that was noted down.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn check_log(&self, known: Option<&Known>) -> Result<LogCheck, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let (end, chain) = rows::head(&mut session).await.or_problem()?;
        drop(session);
        let mut reading = Reading {
            found: LogCheck {
                at: self.clock().now(),
                entries: 0,
                rewritten: 0,
                waiting: 0,
                position: 0,
                chain: String::new(),
                fault: None,
            },
            end,
            chain,
            known,
        };
        loop {
            // A session for each piece: others want to read, too.
            let mut session = self.store().read().await.or_problem()?;
            let after = reading.found.position;
            let piece = rows::piece(&mut session, after, PIECE).await.or_problem()?;
            if piece.is_empty() {
                reading.finish(&mut session).await?;
                break;
            }
            if !piece.iter().all(|one| reading.takes(one)) {
                break;
            }
        }
        let found = reading.found;
        if let Some(fault) = found.fault {
            tracing::error!(?fault, "the audit log is not as it was sealed");
        } else {
            tracing::info!(
                entries = found.entries,
                end = %format!("{}:{}", found.position, found.chain),
                "the audit log is as it was sealed"
            );
        }
        Ok(found)
    }
}

/// A reading of the chain under way.
struct Reading<'a> {
    found: LogCheck,
    /// The end that is noted beside the chain, when the reading began.
    end: i64,
    chain: String,
    known: Option<&'a Known>,
}

impl Reading<'_> {
    fn fault(&mut self, kind: FaultKind, entry: Option<i64>) -> bool {
        self.found.fault = Some(LogFault { kind, entry });
        false
    }

    /// Reads one link on; `false` at a fault.
    fn takes(&mut self, one: &Sealed) -> bool {
        let seal = &one.seal;
        let next = seal.position == self.found.position + 1;
        if !next || link(&self.found.chain, seal) != seal.chain {
            return self.fault(FaultKind::Seal, Some(seal.seq));
        }
        if seal.position == self.end && seal.chain != self.chain {
            return self.fault(FaultKind::Seal, Some(seal.seq));
        }
        let other = |known: &&Known| known.position == seal.position && known.chain != seal.chain;
        if self.known.filter(other).is_some() {
            return self.fault(FaultKind::Known, Some(seal.seq));
        }
        self.found.position = seal.position;
        self.found.chain.clone_from(&seal.chain);
        self.found.rewritten += i64::from(seal.kind != "made");
        // A later seal stands for it, or will within a minute.
        if one.superseded || one.waiting {
            return true;
        }
        let gone = seal.kind == "removed";
        match (&one.event, &seal.salt) {
            (Some(_), _) if gone => return self.fault(FaultKind::Foreign, Some(seal.seq)),
            (None, _) if !gone => return self.fault(FaultKind::Gone, Some(seal.seq)),
            (event, Some(salt)) if content(salt, event.as_ref()) == seal.content => {}
            _ => return self.fault(FaultKind::Changed, Some(seal.seq)),
        }
        self.found.entries += i64::from(!gone);
        true
    }

    /// What can only be said at the end.
    async fn finish(&mut self, session: &mut Session) -> Result<(), Problem> {
        self.found.waiting = rows::count_waiting(session).await.or_problem()?;
        let short = self.found.position < self.end;
        if short || (self.end == 0 && !self.chain.is_empty()) {
            self.fault(FaultKind::Seal, None);
        } else if self
            .known
            .is_some_and(|known| known.position > self.found.position)
        {
            self.fault(FaultKind::Known, None);
        } else if let Some(seq) = rows::stranger(session).await.or_problem()? {
            self.fault(FaultKind::Foreign, Some(seq));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> Raw {
        Raw {
            seq: 7,
            at: 5,
            actor: None,
            entity: "account".into(),
            record: uuid::Uuid::from_u128(1),
            parent: None,
            owner: None,
            action: "created".into(),
            before: None,
            after: Some("{}".into()),
        }
    }

    #[test]
    fn no_two_contents_look_alike() {
        let one = content("salt", Some(&raw()));
        let id = Some(uuid::Uuid::from_u128(2));
        let others = [
            Raw { seq: 8, ..raw() },
            Raw { at: 6, ..raw() },
            Raw { actor: id, ..raw() },
            Raw {
                parent: id,
                ..raw()
            },
            Raw { owner: id, ..raw() },
            Raw {
                entity: "accountc".into(),
                action: "reated".into(),
                ..raw()
            },
            // What was after is not what was before, and an empty text is not none.
            Raw {
                before: Some("{}".into()),
                after: None,
                ..raw()
            },
            Raw {
                before: Some(String::new()),
                ..raw()
            },
        ];
        let mut all: Vec<String> = others
            .iter()
            .map(|one| content("salt", Some(one)))
            .collect();
        all.extend([content("other", Some(&raw())), content("salt", None), one]);
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn an_end_that_was_noted_down_is_read() {
        let chain = "ab".repeat(32);
        let known: Known = format!(" 12:{}\n", chain.to_uppercase()).parse().unwrap();
        assert_eq!(
            known,
            Known {
                position: 12,
                chain
            }
        );
        for wrong in ["", "12", "0:ab", "12:xyz", ":", "-1:00"] {
            assert!(wrong.parse::<Known>().is_err(), "{wrong}");
        }
    }
}
