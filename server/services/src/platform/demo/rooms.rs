//! What customers have looked at: rooms of quotes that were viewed, with their slides. Their links lead
//! nowhere – what is kept of them is the hash of nothing – so that the sample opens no door.

use super::random::Random;
use shared::cpq::rooms::RoomPart;
use shared::kernel::{ContactId, Instant, QuoteId};
use std::collections::BTreeMap;
use store::platform::bulk::{ContactRow, QuoteRow};
use store::{Session, StoreError};
use uuid::Uuid;

/// One customer's reading of a quote.
pub(super) struct Reading {
    id: Uuid,
    hash: String,
    quote: QuoteId,
    recipient: String,
    at: Instant,
    looks: Vec<(RoomPart, Option<u32>)>,
}

/// The readings of the quotes that were viewed. Every quote has at least four slides.
pub(super) fn readings(
    random: &mut Random,
    quotes: &[QuoteRow],
    contacts: &[ContactRow],
    now: Instant,
) -> Vec<Reading> {
    let names: BTreeMap<ContactId, String> = contacts
        .iter()
        .map(|row| (row.id, format!("{} {}", row.first_name, row.last_name)))
        .collect();
    let viewed = quotes.iter().filter(|quote| quote.state == "viewed");
    viewed
        .filter_map(|quote| {
            let recipient = names.get(&quote.contact_id?)?.clone();
            let at = Instant(quote.updated_at.0.min(now.0 - 3_600_000));
            let mut looks = vec![(RoomPart::Opened, None), (RoomPart::Lines, None)];
            let slides = u32::try_from(random.between(2, 4)).unwrap_or(2);
            looks.extend((1..=slides).map(|slide| (RoomPart::Presentation, Some(slide))));
            let pieces = [random.id(at), random.id(at)].map(|id| id.simple().to_string());
            Some(Reading {
                id: random.id(at),
                hash: pieces.concat(),
                quote: quote.id,
                recipient,
                at,
                looks,
            })
        })
        .collect()
}

/// Writes them down, each look a minute after the one before.
pub(super) async fn write(session: &mut Session, all: &[Reading]) -> Result<(), StoreError> {
    use store::cpq::rooms;
    for one in all {
        let to = (one.recipient.as_str(), "");
        rooms::insert(session, one.id, one.quote, &one.hash, to, one.at).await?;
        for (minute, look) in (0..).zip(&one.looks) {
            let at = Instant(one.at.0 + minute * 60_000);
            rooms::insert_visit(session, one.id, *look, at).await?;
        }
    }
    Ok(())
}
