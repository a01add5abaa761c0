//! Notices by mail: as they happen, and gathered in the morning.

use crate::cpq::approvals::offer_link;
use crate::platform::jobs::{Job, JobError, Kinds};
use crate::platform::mail::{self, Dress, Letter};
use crate::zone::zone;
use crate::{OrProblem, Services};
use i18n::notices::{excerpt, whole};
use i18n::{date_long, k, money, t, tf, tn};
use serde::{Deserialize, Serialize};
use shared::cpq::approvals::LINK_DAYS;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem, QuoteId};
use shared::platform::mail::Address;
use shared::platform::notifications::{Notice, NoticeFilter, NoticeKind, NoticeView, digest_day};
use store::Session;
use store::platform::notifications::{self as rows, Reader};
use uuid::Uuid;

/// How often somebody's morning is looked for.
const EVERY_MS: i64 = 10 * 60_000;
/// Notices a digest names; of more it says how many.
const NAMED: u32 = 30;

const UNREAD: NoticeFilter = NoticeFilter {
    unread: true,
    kind: None,
};

/// Sends the digests that are due.
#[derive(Debug, Serialize, Deserialize)]
struct Digests {}

impl Job for Digests {
    const KIND: &'static str = "notifications.digests";
}

pub(in crate::platform) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(digests);
    kinds.every("notifications.digests", EVERY_MS, &Digests {});
}

/// Writes the messages of new notices to those who wish them, in the transaction that keeps them. They are
/// known by their ids: what happened long ago and was saved late is among no newest.
pub(super) async fn mail_new(
    services: &Services,
    session: &mut Session,
    new: &[(Uuid, Notice)],
    now: Instant,
) -> Result<(), Problem> {
    let dress = Dress::of(services, session).await?;
    for reader in rows::readers(session).await.or_problem()? {
        let wished: Vec<Uuid> = new
            .iter()
            .filter(|(_, one)| one.user == reader.id && reader.wishes.mails(one.kind))
            .map(|(id, _)| *id)
            .collect();
        let (Ok(to), false) = (Address::parse(&reader.email), wished.is_empty()) else {
            continue;
        };
        for notice in &rows::of_ids(session, reader.id, &wished)
            .await
            .or_problem()?
        {
            let message = match (notice.kind, notice.entity) {
                (NoticeKind::Approval, Entity::Quote) => {
                    let asked = (&reader, notice, &dress);
                    request(services, session, asked, to.clone(), now).await?
                }
                _ => letter(services, (&reader, notice, &dress), to.clone()),
            };
            mail::post(
                services,
                session,
                &format!("notice:{}", notice.id),
                &message,
            )
            .await?;
        }
    }
    Ok(())
}

/// Who is told of what, and how the message looks.
type Told<'a> = (&'a Reader, &'a NoticeView, &'a Dress);

fn letter(
    services: &Services,
    (reader, notice, dress): Told<'_>,
    to: Address,
) -> shared::platform::mail::Message {
    let lang = reader.language;
    let subject = whole(lang, notice);
    let url = services.address_of(&path(notice));
    let mut paragraphs = vec![subject.clone()];
    paragraphs.extend(excerpt(lang, notice));
    Letter {
        lang,
        subject: &subject,
        paragraphs: &paragraphs,
        action: Some((t(lang, k::notify::mail::OPEN), &url)),
        after: &[why(services, reader)],
        dress,
    }
    .to(to)
}

/// What asks for an approval carries the link with which its reader decides, while they are asked.
async fn request(
    services: &Services,
    session: &mut Session,
    (reader, notice, dress): Told<'_>,
    to: Address,
    now: Instant,
) -> Result<shared::platform::mail::Message, Problem> {
    let quote = QuoteId(notice.entity_id);
    let offer = offer_link(services, session, reader.id, quote, now).await?;
    let Some(offer) = offer else {
        return Ok(letter(services, (reader, notice, dress), to));
    };
    let lang = reader.language;
    let subject = whole(lang, notice);
    let mut paragraphs = vec![subject.clone()];
    let (name, text) = &offer.comment;
    if !text.is_empty() {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("name", name), ("text", text)];
        paragraphs.push(tf(lang, k::approvals::mail::COMMENT, &values));
    }
    let net = money(lang, offer.net);
    paragraphs.push(if offer.customer.is_empty() {
        tf(lang, k::approvals::mail::NET, &[("net", &net)])
    } else {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("customer", &offer.customer), ("net", &net)];
        tf(lang, k::approvals::mail::NET_FOR, &values)
    });
    let reasons: Vec<&str> = offer.reasons.iter().map(|name| name.get(lang)).collect();
    if !reasons.is_empty() {
        let reasons = reasons.join(" · ");
        paragraphs.push(tf(lang, k::approvals::mail::WHY, &[("reasons", &reasons)]));
    }
    let page = services.address_of(&format!("/approvals?tab=mine&quote={quote}"));
    let after = [
        tn(lang, k::approvals::mail::AFTER, LINK_DAYS, &[]),
        tf(lang, k::approvals::mail::PAGE, &[("url", &page)]),
        why(services, reader),
    ];
    Ok(Letter {
        lang,
        subject: &subject,
        paragraphs: &paragraphs,
        action: Some((t(lang, k::approvals::mail::DECIDE), &offer.address)),
        after: &after,
        dress,
    }
    .to(to))
}

/// Where one says what is mailed.
fn why(services: &Services, reader: &Reader) -> String {
    let url = services.address_of("/settings#settings-notifications");
    tf(reader.language, k::notify::mail::WHY, &[("url", &url)])
}

/// The record's page; of several records, or of one without a page, the notices.
fn path(notice: &NoticeView) -> String {
    let id = notice.entity_id;
    match (notice.entity, notice.count) {
        (Entity::Opportunity, 1) => format!("/opportunities/{id}"),
        (Entity::Account, 1) => format!("/accounts/{id}"),
        (Entity::Contact, 1) => format!("/contacts/{id}"),
        (Entity::Quote, 1) => format!("/quotes/{id}"),
        (Entity::Task, 1) => "/tasks".to_owned(),
        (Entity::Export, 1) => format!("/admin/export#export-{id}"),
        _ => "/notifications".to_owned(),
    }
}

async fn digests(services: Services, _: Digests) -> Result<(), JobError> {
    let now = services.clock().now();
    let mut session = services.store().read().await.or_problem()?;
    let readers = rows::readers(&mut session).await.or_problem()?;
    drop(session);
    for reader in readers.iter().filter(|reader| reader.wishes.digest) {
        digest(&services, reader, now).await?;
    }
    Ok(())
}

/// A person's digest, if it is due: one transaction each, so that one that fails holds up nobody else's day.
async fn digest(services: &Services, reader: &Reader, now: Instant) -> Result<(), Problem> {
    let local = zone(&reader.zone, now).local(now);
    let Some(day) = digest_day(local, reader.digest_on) else {
        return Ok(());
    };
    let mut session = services.store().write().await.or_problem()?;
    if !rows::take_digest(&mut session, reader.id, day)
        .await
        .or_problem()?
    {
        return Ok(());
    }
    let unread = rows::unread(&mut session, reader.id, now)
        .await
        .or_problem()?;
    if let (true, Ok(to)) = (unread > 0, Address::parse(&reader.email)) {
        let notices = rows::list(&mut session, reader.id, now, UNREAD, None, NAMED)
            .await
            .or_problem()?;
        let dress = Dress::of(services, &mut session).await?;
        let message = summary(services, (reader, &dress), &notices, (unread, day), to);
        let key = format!("digest:{}:{day}", reader.id);
        mail::post(services, &mut session, &key, &message).await?;
    }
    session.commit().await.or_problem()
}

fn summary(
    services: &Services,
    (reader, dress): (&Reader, &Dress),
    notices: &[NoticeView],
    (unread, day): (i64, chrono::NaiveDate),
    to: Address,
) -> shared::platform::mail::Message {
    let lang = reader.language;
    let date = date_long(lang, day);
    let subject = tn(lang, k::notify::mail::DIGEST, unread, &[("day", &date)]);
    let mut paragraphs: Vec<String> = notices
        .iter()
        .map(|one| format!("• {}", whole(lang, one)))
        .collect();
    let named = i64::try_from(notices.len()).unwrap_or(i64::MAX);
    if unread > named {
        paragraphs.push(tn(lang, k::notify::mail::MORE, unread - named, &[]));
    }
    let url = services.address_of("/notifications");
    Letter {
        lang,
        subject: &subject,
        paragraphs: &paragraphs,
        action: Some((t(lang, k::notify::mail::OPEN_ALL), &url)),
        after: &[why(services, reader)],
        dress,
    }
    .to(to)
}
