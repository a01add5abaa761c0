//! What somebody with a link looks at, and that it is written down.

use super::note;
use crate::cpq::{attachments, pictures::file_of};
use crate::{OrNotFound, OrProblem, Services};
use serde_json::json;
use shared::cpq::pictures::ops::PictureFile;
use shared::cpq::quotes::{QuoteDraft, QuoteState, price_draft};
use shared::cpq::rooms::{RoomPart, slide_names};
use shared::kernel::{Issue, Problem, ProblemKind, ProductId};
use shared::platform::files::FileContent;
use std::collections::BTreeSet;
use store::cpq::rooms as rows;
use uuid::Uuid;

/// The same part is written down once a minute.
const PAUSE_MS: i64 = 60_000;
/// More visits of one link than this are no reading.
const MOST_VISITS: i64 = 2_000;

/// The products on the lines of a quote.
pub(super) fn products_of(draft: &QuoteDraft) -> BTreeSet<ProductId> {
    draft
        .lines
        .iter()
        .filter_map(|line| line.product_id)
        .collect()
}

impl Services {
    /// The bytes of a picture of one of the quote's products.
    ///
    /// # Errors
    /// As [`Services::room`]; not found for every other picture.
    pub async fn room_picture(&self, token: &str, id: Uuid) -> Result<PictureFile, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        let (product, file) = file_of(&mut session, id).await?;
        if products_of(&reached.quote.draft).contains(&product) {
            Ok(file)
        } else {
            Err(Problem::of(ProblemKind::NotFound))
        }
    }

    /// A file the customer gets with the quote, and its place in the list; for somebody of ours, whose reading is no
    /// news.
    ///
    /// # Errors
    /// As [`Services::room`]; not found for a file of another quote, or one that is not the customer's.
    pub async fn room_file_of_ours(
        &self,
        token: &str,
        id: Uuid,
    ) -> Result<(FileContent, u32), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let quote = self.reach(&mut session, token).await?.quote.id;
        let files = attachments::of_customer(&mut session, quote).await?;
        let place = files.iter().position(|file| file.id == id).or_not_found()?;
        let file = attachments::file_of(&mut session, quote, id).await?;
        let place = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        Ok((file, place))
    }

    /// The same for the customer: that it was read is written down.
    ///
    /// # Errors
    /// As [`Services::room_file_of_ours`].
    pub async fn room_file(&self, token: &str, id: Uuid) -> Result<FileContent, Problem> {
        let (file, place) = self.room_file_of_ours(token, id).await?;
        // That it was read is news to the seller, but no reason to keep it from the reader.
        let told = self.room_looked(token, RoomPart::Attachment, Some(place));
        if let Err(problem) = told.await {
            tracing::warn!(%problem, "a download was not written down");
        }
        Ok(file)
    }

    /// Writes down that a part was read; the first opening of a sent quote makes it viewed.
    ///
    /// # Errors
    /// As [`Services::room`].
    pub async fn room_read(&self, token: &str, part: RoomPart) -> Result<(), Problem> {
        self.room_looked(token, part, None).await
    }

    /// Writes down that a slide of the presentation was looked at; from 1.
    ///
    /// # Errors
    /// As [`Services::room`]; a slide the quote does not have.
    pub async fn room_slide(&self, token: &str, slide: u32) -> Result<(), Problem> {
        self.room_looked(token, RoomPart::Presentation, Some(slide))
            .await
    }

    async fn room_looked(
        &self,
        token: &str,
        part: RoomPart,
        slide: Option<u32>,
    ) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        if let (RoomPart::Presentation, Some(slide)) = (part, slide) {
            let draft = &reached.quote.draft;
            let known = slide_names(draft, &price_draft(draft)).len();
            let place = usize::try_from(slide).unwrap_or(usize::MAX);
            if place == 0 || place > known {
                return Err(Problem::because(
                    Issue::error("out_of_range", "slide")
                        .with("min", 1)
                        .with("max", known),
                ));
            }
        }
        let (last, visits) = rows::last_visit(&mut session, reached.room.id, (part, slide))
            .await
            .or_problem()?;
        let again = last.is_some_and(|last| reached.now.0 - last.0 < PAUSE_MS);
        if again || visits >= MOST_VISITS {
            return Ok(());
        }
        rows::insert_visit(&mut session, reached.room.id, (part, slide), reached.now)
            .await
            .or_problem()?;
        if part == RoomPart::Opened && reached.state == QuoteState::Sent {
            self.customer_moves(&mut session, &reached, QuoteState::Viewed, "viewed", "")
                .await?;
        }
        let mut said = json!({ "recipient": reached.room.recipient, "part": part.code() });
        if let (Some(place), Some(facts)) = (slide, said.as_object_mut()) {
            let what = if part == RoomPart::Attachment {
                "file"
            } else {
                "slide"
            };
            facts.insert(what.to_owned(), json!(place));
        }
        note(
            &mut session,
            &reached.quote,
            (None, reached.now),
            "room_read",
            said,
        )
        .await?;
        session.commit().await.or_problem()
    }
}
