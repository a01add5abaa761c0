//! What somebody with a link may do: read the quote, choose options, ask, accept, decline. The link is
//! the right; nothing here takes the id of a quote.

use super::looking::products_of;
use super::page::{RoomPage, Visitor};
use super::{beyond::is_beyond, certificate, codes, note, signing};
use crate::cpq::quotes::{Print, facts, hide_costs, known_cost, parties_of, print};
use crate::cpq::{attachments, promotions};
use crate::platform::auth::token_hash;
use crate::{OrNotFound, OrProblem, Services, refuse};
use serde_json::json;
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::ops::QuotePdf;
use shared::cpq::quotes::rules::pricing_errors;
use shared::cpq::quotes::state::{MoveContext, check_move};
use shared::cpq::quotes::{
    QuoteDraft, QuoteLine, QuoteMove, QuoteState, effective_state, figures, price_draft,
};
use shared::cpq::rooms::{
    Choice, MESSAGES, Message, Signature, SignedFile, Signing, all_options_add, check_message,
    check_signing, masked, signed_quantities, with_choice,
};
use shared::kernel::{Instant, Issue, Money, Problem, ProblemKind, ProductId, id::uuid_v7};
use store::cpq::quotes::{self as quotes, StoredQuote};
use store::cpq::rooms::{self as rows, Entered};
use store::{Change, Session};
use uuid::Uuid;

/// A quote reached through a link.
pub(super) struct Reached {
    pub(super) room: Entered,
    pub(super) quote: StoredQuote,
    pub(super) state: QuoteState,
    zone: shared::kernel::Zone,
    pub(super) now: Instant,
}

impl Reached {
    fn check(&self, step: QuoteMove, reason: &str) -> Result<QuoteState, Problem> {
        let context = MoveContext {
            state: self.state,
            active_version: self.quote.active_version,
            needs_approval: false,
            may_approve: false,
            complete: true,
            out_of_date: self.state == QuoteState::Expired,
        };
        check_move(step, reason, &context)
    }
}

impl Services {
    pub(super) async fn reach(
        &self,
        session: &mut Session,
        token: &str,
    ) -> Result<Reached, Problem> {
        let now = self.clock().now();
        let room = rows::enter(session, &token_hash(token))
            .await
            .or_problem()?
            .or_not_found()?;
        let quote = quotes::get_any(session, room.quote_id)
            .await
            .or_problem()?
            .or_not_found()?;
        let zone = certificate::zone_of(self, session, quote.owner.id, now).await?;
        let state = effective_state(quote.state, quote.draft.valid_until, zone.date(now));
        Ok(Reached {
            room,
            quote,
            state,
            zone,
            now,
        })
    }

    /// Whether a link leads to a room: asked before what is sent to it is read.
    ///
    /// # Errors
    /// As [`Services::room`].
    pub async fn room_leads(&self, token: &str) -> Result<(), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let room = rows::enter(&mut session, &token_hash(token)).await;
        room.or_problem()?.or_not_found().map(|_| ())
    }

    /// The page of a link, with what is chosen on it. What cannot be chosen is left out and said: an old
    /// address shows the quote as it is.
    ///
    /// # Errors
    /// Not found for a link that never was, is closed, or whose quote is in the bin.
    pub async fn room(&self, token: &str, asked: &Choice) -> Result<RoomPage, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        let (letterhead, customer, owner) = parties_of(&mut session, &reached.quote).await?;
        let messages = rows::messages(&mut session, reached.quote.id)
            .await
            .or_problem()?;
        let signature = signing::kept(&mut session, reached.quote.id).await?;
        let email = reached.room.email;
        let quote = reached.quote;
        let files = attachments::of_customer(&mut session, quote.id).await?;
        let brand = self.look_in(&mut session).await?.brand;
        let products: Vec<ProductId> = products_of(&quote.draft).into_iter().collect();
        let pictures = store::cpq::pictures::pictures(&mut session, &products)
            .await
            .or_problem()?;
        // Only what waits leaves anything open: what is signed or over is shown as it is.
        let open = reached.state.is_with_customer() && quote.active_version;
        let asked = if open {
            asked.clone()
        } else {
            Choice::default()
        };
        let (choice, not) = asked.possible(&quote.draft);
        let families = promotions::families_of(&mut session, &quote.draft).await?;
        // Priced with its costs, as the document is: who gets the odd cent depends on whether one is known.
        let mut counted =
            with_choice(&quote.draft, &choice, &families).map_err(Problem::invalid)?;
        let mut priced = price_draft(&counted);
        let beyond = is_beyond(self, &mut session, &quote, &counted).await?;
        let options_add_minor =
            all_options_add(&quote.draft, &choice, &families, &priced).map_err(Problem::invalid)?;
        let mut draft = quote.draft;
        hide_costs(&mut draft);
        hide_costs(&mut counted);
        priced.hide_costs();
        let gross = priced.totals.gross_minor;
        let needed = codes::needed(self, &mut session, &email, &draft, gross).await?;
        Ok(RoomPage {
            code_to: if needed {
                masked(&email)
            } else {
                String::new()
            },
            number: quote.number,
            version_number: quote.version_number,
            state: reached.state,
            replaced: !quote.active_version,
            draft,
            choice,
            not,
            counted,
            priced,
            beyond,
            options_add_minor,
            recipient: reached.room.recipient,
            seller: letterhead.name,
            customer: customer.name,
            owner,
            messages,
            signature,
            zone: reached.zone,
            pictures: pictures.into_iter().collect(),
            files,
            brand,
        })
    }

    /// Moves the quote on the customer's behalf, with its event.
    pub(super) async fn customer_moves(
        &self,
        session: &mut Session,
        reached: &Reached,
        state: QuoteState,
        action: &str,
        reason: &str,
    ) -> Result<(), Problem> {
        let before = &reached.quote;
        let now = quotes::get_any(session, before.id)
            .await
            .or_problem()?
            .or_not_found()?;
        // Somebody else was faster: what they did stands.
        if now.state != before.state || !now.active_version {
            return Err(Problem::of(ProblemKind::Conflict));
        }
        let saved = quotes::set_state(session, now.id, now.version, state, reason, reached.now)
            .await
            .or_problem()?;
        let after = quotes::get_any(session, before.id)
            .await
            .or_problem()?
            .or_not_found()?;
        if !saved {
            return Err(Problem::of(ProblemKind::Conflict));
        }
        let (old, new) = (facts(before), facts(&after));
        let change = Change {
            entity: shared::kernel::event::Entity::Quote,
            id: before.id.0,
            parent: before.opportunity.as_ref().map(|deal| deal.id.0),
            owner: Some(before.owner.id),
            action,
            before: Some(&old),
            after: Some(&new),
        };
        session
            .record(reached.now, None, change)
            .await
            .or_problem()?;
        Ok(())
    }

    /// Keeps a question.
    ///
    /// # Errors
    /// As [`Services::room`]; no name or text; too many questions about one quote.
    pub async fn room_ask(
        &self,
        token: &str,
        id: Option<Uuid>,
        name: &str,
        text: &str,
    ) -> Result<(), Problem> {
        refuse(check_message(name, text))?;
        let mut session = self.store().write().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        let asked = rows::asked(&mut session, reached.quote.id)
            .await
            .or_problem()?;
        if asked >= MESSAGES {
            return Err(Problem::because(
                Issue::error("too_many", "message").with("max", MESSAGES),
            ));
        }
        let message = Message {
            id: id.unwrap_or_else(|| uuid_v7(reached.now.0, self.clock().random())),
            author: name.trim().to_owned(),
            ours: false,
            text: text.trim().to_owned(),
            at: reached.now,
        };
        let kept = rows::insert_message(&mut session, reached.quote.id, &message)
            .await
            .or_problem()?;
        if kept {
            let said = json!({ "author": message.author, "text": message.text });
            note(
                &mut session,
                &reached.quote,
                (None, reached.now),
                "room_asked",
                said,
            )
            .await?;
        }
        session.commit().await.or_problem()
    }

    /// Declines the quote.
    ///
    /// # Errors
    /// As [`Services::room`]; no reason; not with the customer any more.
    pub async fn room_decline(&self, token: &str, reason: &str) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        if reached.state == QuoteState::Declined {
            return Ok(());
        }
        let state = reached.check(QuoteMove::Decline, reason)?;
        let reason: String = reason
            .trim()
            .chars()
            .take(shared::cpq::rooms::REASON_LENGTH)
            .collect();
        self.customer_moves(&mut session, &reached, state, "declined", &reason)
            .await?;
        session.commit().await.or_problem()
    }

    /// Accepts the quote: its chosen options count from then on, the document is printed once more and
    /// kept byte for byte, the record is sealed. A second time changes nothing.
    ///
    /// # Errors
    /// As [`Services::room`]; what [`check_signing`] finds; another total than the one shown; not with
    /// the customer any more.
    pub async fn room_accept(
        &self,
        token: &str,
        signing: Signing,
        consent: &str,
        from: Visitor,
    ) -> Result<(), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        if signing::kept(&mut session, reached.quote.id)
            .await?
            .is_some()
        {
            return Ok(());
        }
        refuse(check_signing(&signing))?;
        let state = reached.check(QuoteMove::Accept, "")?;
        let proposed = &reached.quote.draft;
        let families = promotions::families_of(&mut session, proposed).await?;
        let choice = signing.choice();
        let draft = with_choice(proposed, &choice, &families).map_err(Problem::invalid)?;
        let priced = price_draft(&draft);
        crate::cpq::refuse_errors(pricing_errors(&priced))?;
        let amounts = figures(&priced);
        if amounts.gross_minor != signing.gross_minor {
            let amount = |minor| Money::new(minor, draft.currency).to_decimal();
            return Err(Problem::because(
                Issue::error("total_differs", "totals")
                    .with("server", amount(amounts.gross_minor))
                    .with("browser", amount(signing.gross_minor)),
            ));
        }
        let quote = &reached.quote;
        if is_beyond(self, &mut session, quote, &draft).await? {
            return Err(Problem::because(Issue::error("beyond_approved", "choice")));
        }
        let parties = parties_of(&mut session, quote).await?;
        let files = attachments::of_customer(&mut session, quote.id).await?;
        drop(session);
        let code_sent_to = self
            .admit(&reached, &draft, amounts.gross_minor, &signing.code)
            .await?;
        let named = |keep: &dyn Fn(&QuoteLine) -> bool| -> Vec<String> {
            let lines = draft.lines.iter().filter(|line| keep(line));
            lines.map(|line| line.name().to_owned()).collect()
        };
        let counts = |line: &QuoteLine| !line.price.optional;
        let record = Signature {
            number: reached.quote.number.clone(),
            version_number: reached.quote.version_number,
            name: signing.name.trim().to_owned(),
            consent: consent.to_owned(),
            drawing: signing.drawing,
            address: from.address,
            user_agent: from.user_agent.chars().take(300).collect(),
            at: reached.now,
            options: named(&|line| choice.options.contains(&line.id)),
            alternatives: named(&|line| line.is_alternative() && counts(line)),
            quantities: signed_quantities(&draft),
            gross_minor: amounts.gross_minor,
            currency: draft.currency,
            code_sent_to,
            files: files.iter().map(SignedFile::from).collect(),
            document_hash: String::new(),
            previous: String::new(),
        };
        let document = print(Print {
            number: reached.quote.number.clone(),
            version_number: reached.quote.version_number,
            state,
            draft: draft.clone(),
            parties,
            files,
        })
        .await?;
        self.sign(token, &reached, &draft, &priced, record, &document, state)
            .await
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "one step of an acceptance, in one transaction"
    )]
    async fn sign(
        &self,
        token: &str,
        reached: &Reached,
        draft: &QuoteDraft,
        priced: &PricedQuote,
        record: Signature,
        document: &QuotePdf,
        state: QuoteState,
    ) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let now = self.reach(&mut session, token).await?;
        // Changed while the document was printed: nothing is signed but what was shown.
        if now.quote.version != reached.quote.version {
            return Err(Problem::of(ProblemKind::Conflict));
        }
        if draft.lines != reached.quote.draft.lines {
            let saved = quotes::update_draft(
                &mut session,
                (now.quote.id, &now.quote.number, now.quote.version),
                &now.quote.draft.lines,
                draft,
                &figures(priced),
                known_cost(priced),
                reached.now,
            )
            .await
            .or_problem()?;
            if !saved {
                return Err(Problem::of(ProblemKind::Conflict));
            }
            promotions::recount(&mut session, now.quote.id, draft).await?;
        }
        self.customer_moves(&mut session, reached, state, "accepted", "")
            .await?;
        signing::keep(&mut session, reached.quote.id, record, &document.bytes).await?;
        session.commit().await.or_problem()
    }

    /// The certificate of the signature.
    ///
    /// # Errors
    /// As [`Services::room`]; not found where it is not signed.
    pub async fn room_certificate(&self, token: &str) -> Result<QuotePdf, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        certificate::of(session, reached.quote, reached.zone).await
    }

    /// The document: the one that was signed, else the quote as it is.
    ///
    /// # Errors
    /// As [`Services::room`].
    pub async fn room_document(&self, token: &str) -> Result<QuotePdf, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let reached = self.reach(&mut session, token).await?;
        let signed = signing::document(&mut session, reached.quote.id).await?;
        let parties = parties_of(&mut session, &reached.quote).await?;
        let files = attachments::of_customer(&mut session, reached.quote.id).await?;
        drop(session);
        let quote = reached.quote;
        let number = quote.number.clone();
        match signed {
            Some(bytes) => Ok(QuotePdf {
                file_name: format!("{number}.pdf"),
                bytes,
            }),
            None => {
                print(Print {
                    number,
                    version_number: quote.version_number,
                    state: reached.state,
                    draft: quote.draft,
                    parties,
                    files,
                })
                .await
            }
        }
    }
}
