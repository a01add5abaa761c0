//! Personal data erased on request, everywhere, with a proof that stays.
//!
//! Entry points: the operations of `shared::platform::erasure::ops`; [`erased_days`] for whoever is
//! about to write an address again. Invariants: a preview is the erasure itself, taken back; an
//! erasure that leaves a trace is no erasure and is taken back whole; the search looks into every
//! text the database has, tables of tomorrow included; what SQLite keeps beside the texts goes soon after
//! (`words`). Tests: `tests/it/platform/{erasure,erasure_kept,erasure_files}.rs`.

mod case;
mod file;
mod words;

pub(crate) use words::forget_words;

use crate::platform::auth::new_token;
use crate::platform::export;
use crate::platform::jobs::Kinds;
use crate::{Ctx, OrProblem, Registry, refuse};
use case::Case;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use shared::kernel::{Instant, Issue, Problem, ProblemKind, Zone};
use shared::platform::erasure::ops::{
    CheckPerson, Checked, ErasePerson, ErasurePreview, ExportPerson, PersonFile, PreviewErasure,
    ReadErasures,
};
use shared::platform::erasure::terms::{Person, needles, terms};
use shared::platform::erasure::{Erasure, PlaceCount, check};
use std::collections::{BTreeMap, BTreeSet};
use store::platform::erasure::{self as rows, Logged, Wanted};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(preview);
    registry.add(export);
    registry.add(erase);
    registry.add(read);
    registry.add(check_person);
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    words::register_jobs(kinds);
}

async fn preview(ctx: Ctx, request: PreviewErasure) -> Result<ErasurePreview, Problem> {
    let mut session = ctx.write().await?;
    let case = Case::read(&mut session, request.subject).await?;
    let mut report = case.run(&mut session, ctx.now()).await?;
    export::end_all(&ctx, &mut session, &mut report).await?;
    // Nothing is saved: what was done is undone with the session.
    drop(session);
    Ok(ErasurePreview {
        name: case.name(),
        records: case.records(),
        report,
    })
}

async fn export(ctx: Ctx, request: ExportPerson) -> Result<PersonFile, Problem> {
    let mut session = ctx.read().await?;
    let case = Case::read(&mut session, request.subject).await?;
    let known = file::everything(&mut session, &case, ctx.now()).await?;
    let text =
        serde_json::to_string_pretty(&known).map_err(|_| Problem::of(ProblemKind::Internal))?;
    Ok(PersonFile {
        name: format!("{}-{}.json", request.subject.kind.code(), ctx.today()),
        text,
    })
}

async fn erase(ctx: Ctx, request: ErasePerson) -> Result<Erasure, Problem> {
    let mut session = ctx.write().await?;
    let case = Case::read(&mut session, request.subject).await?;
    refuse(check(
        &request.typed,
        &case.name(),
        &request.reason,
        &case.all,
    ))?;
    let mut report = case.run(&mut session, ctx.now()).await?;
    if report.left > 0 {
        return Err(Problem::because(
            Issue::error("erasure_incomplete", "subject").with("count", report.left),
        ));
    }
    // Each export holds the person.
    let exports = export::end_all(&ctx, &mut session, &mut report).await?;
    let secret = rows::key(&mut session, &new_token()).await.or_problem()?;
    let emails = case.emails();
    let hashes: Vec<String> = emails.iter().map(|email| hash(&secret, email)).collect();
    let erasure = Erasure {
        id: ctx.uuid(),
        subject: request.subject,
        requester: request.requester,
        reason: request.reason.trim().to_owned(),
        by: ctx.actor.name.clone(),
        at: ctx.now(),
        report,
        marks: Vec::new(),
    };
    let logged = Logged {
        erasure: &erasure,
        by: ctx.actor.user_id,
        hashes: &hashes,
    };
    rows::insert(&mut session, &logged).await.or_problem()?;
    for subject in case.subjects() {
        let change = Change::<()> {
            entity: subject.kind.entity(),
            id: subject.id,
            parent: None,
            owner: None,
            action: "erased",
            before: None,
            after: None,
        };
        ctx.record(&mut session, change).await?;
    }
    forget_words(ctx.services(), &mut session).await?;
    // No statement looks into files on their way to an import, in memory or in the database.
    ctx.services().inner.imports.forget_uploads();
    store::platform::imports::forget_uploads(&mut session, Instant(i64::MAX))
        .await
        .or_problem()?;
    session.commit().await.or_problem()?;
    // So are the words of names, which searches with a slip are corrected against: they are read again.
    ctx.services().inner.vocabulary.forget().await;
    ctx.services().remove_exports(exports).await;
    let mut session = ctx.read().await?;
    let saved = rows::list(&mut session, Some(erasure.id), None)
        .await
        .or_problem()?;
    saved
        .into_iter()
        .next()
        .ok_or_else(|| Problem::of(ProblemKind::Internal))
}

async fn read(ctx: Ctx, request: ReadErasures) -> Result<Vec<Erasure>, Problem> {
    let mut session = ctx.read().await?;
    let found = rows::list(&mut session, request.id, None)
        .await
        .or_problem()?;
    if request.id.is_some() && found.is_empty() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    Ok(found)
}

async fn check_person(ctx: Ctx, request: CheckPerson) -> Result<Checked, Problem> {
    let (first, last) = match request.name.trim().split_once(' ') {
        Some((first, last)) => (first.to_owned(), last.to_owned()),
        None => (String::new(), String::new()),
    };
    let people = [Person {
        first,
        last,
        email: request.email.trim().to_owned(),
        phone: request.phone,
    }];
    let all = terms(&people);
    if all.is_empty() {
        return Err(Problem::because(Issue::error(
            "erasure_nothing_to_find",
            "email",
        )));
    }
    let mut session = ctx.read().await?;
    let erasures = match rows::existing_key(&mut session).await.or_problem()? {
        Some(secret) => {
            let hash = hash(&secret, &request.email);
            rows::list(&mut session, None, Some(&hash))
                .await
                .or_problem()?
        }
        None => Vec::new(),
    };
    let tables = rows::tables(&mut session).await.or_problem()?;
    let (plain, numbers) = needles(&people, &all);
    let wanted = Wanted {
        plain: &plain,
        numbers: &numbers,
        terms: &all,
    };
    let hits = rows::search(&mut session, &tables, wanted, &BTreeSet::new())
        .await
        .or_problem()?;
    let mut places: BTreeMap<String, u32> = BTreeMap::new();
    for hit in hits {
        *places.entry(hit.table).or_default() += 1;
    }
    Ok(Checked {
        erasures,
        found: places
            .into_iter()
            .map(|(place, named)| PlaceCount {
                place,
                about: 0,
                named,
            })
            .collect(),
        columns: case::columns(&tables),
    })
}

/// The keyed hash of an address: who does not have the key cannot try addresses.
fn hash(secret: &str, email: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(email.trim().to_lowercase().as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Which of these addresses were erased, and on which day.
pub(crate) async fn erased_days(
    session: &mut Session,
    emails: &[String],
    zone: &Zone,
) -> Result<BTreeMap<String, chrono::NaiveDate>, Problem> {
    let Some(secret) = rows::existing_key(session).await.or_problem()? else {
        return Ok(BTreeMap::new());
    };
    let hashes: Vec<String> = emails.iter().map(|email| hash(&secret, email)).collect();
    let found = rows::erased(session, &hashes).await.or_problem()?;
    let days = emails.iter().zip(&hashes).filter_map(|(email, hash)| {
        let at = found.get(hash)?;
        Some((email.trim().to_lowercase(), zone.date(*at)))
    });
    Ok(days.collect())
}
