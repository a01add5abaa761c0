//! The code mailed before a signature.

use super::note;
use super::visitor::Reached;
use crate::platform::auth::token_hash;
use crate::platform::mail::{Dress, Letter, post};
use crate::{OrProblem, Services};
use i18n::{k, t, tf};
use serde_json::json;
use shared::cpq::quotes::QuoteDraft;
use shared::cpq::rooms::{check_code, check_sending, code_key, code_of, masked, needs_code};
use shared::kernel::{Currency, Issue, Money, Problem};
use shared::platform::mail::Address;
use store::Session;
use store::cpq::rooms as rows;
use uuid::Uuid;

/// Whether signing for this total needs a code when the link has this address for it.
pub(super) async fn needed(
    services: &Services,
    session: &mut Session,
    email: &str,
    draft: &QuoteDraft,
    gross_minor: i64,
) -> Result<bool, Problem> {
    let settings = services.inner.settings.get(session).await?;
    let from = settings
        .company
        .as_ref()
        .and_then(|company| company.sign_code_minor);
    let base: Currency = settings.base(draft.currency);
    let gross = Money::new(gross_minor, draft.currency);
    let sum = settings.rates(base).sum([gross], base, draft.issued_on);
    let known = sum.unconverted.is_empty().then_some(sum.total.minor);
    Ok(needs_code(email, known, from))
}

/// The hash of a code, which is one room's: the same figures in another room are another code.
fn hash(room: Uuid, code: &str) -> String {
    token_hash(&format!("{room} {code}"))
}

impl Services {
    /// Lets somebody sign who typed the code that was mailed; mails one when none is typed. Gives where
    /// the code went, as it may be shown; empty when none is needed.
    ///
    /// # Errors
    /// `signing_code_sent` when one has just been mailed; `signing_code_no_address` when the link has none; what is wrong
    /// with the typed one.
    pub(super) async fn admit(
        &self,
        reached: &Reached,
        draft: &QuoteDraft,
        gross_minor: i64,
        typed: &str,
    ) -> Result<String, Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let email = &reached.room.email;
        if !needed(self, &mut session, email, draft, gross_minor).await? {
            return Ok(String::new());
        }
        if email.is_empty() {
            return Err(Problem::because(Issue::error(
                "signing_code_no_address",
                "code",
            )));
        }
        let room = reached.room.id;
        rows::hold(&mut session, room).await.or_problem()?;
        let typed = code_key(typed);
        if typed.is_empty() {
            self.send_code(session, reached, draft).await?;
            return Err(Problem::because(
                Issue::error("signing_code_sent", "code").with("email", masked(email)),
            ));
        }
        let sent = rows::code(&mut session, room).await.or_problem()?;
        match check_code(sent.as_ref(), &hash(room, &typed), reached.now) {
            Ok(()) => Ok(masked(email)),
            Err(issue) => {
                if issue.code != "signing_code_expired" {
                    rows::count_try(&mut session, room).await.or_problem()?;
                    session.commit().await.or_problem()?;
                }
                Err(Problem::because(issue))
            }
        }
    }

    async fn send_code(
        &self,
        mut session: Session,
        reached: &Reached,
        draft: &QuoteDraft,
    ) -> Result<(), Problem> {
        let room = reached.room.id;
        let sent = rows::code(&mut session, room).await.or_problem()?;
        check_sending(sent.as_ref(), reached.now).map_err(Problem::because)?;
        let to = Address::parse(&reached.room.email).map_err(Problem::because)?;
        let code = code_of(rand::random());
        rows::put_code(&mut session, room, &hash(room, &code), reached.now)
            .await
            .or_problem()?;
        let lang = draft.language;
        let number = &reached.quote.number;
        let dress = Dress::of(self, &mut session).await?;
        let letter = Letter {
            lang,
            subject: &tf(lang, k::mail::code::SUBJECT, &[("number", number)]),
            paragraphs: &[
                tf(
                    lang,
                    k::mail::code::TEXT,
                    &[("number", number), ("title", &draft.title)],
                ),
                code,
            ],
            action: None,
            after: &[t(lang, k::mail::code::AFTER).to_owned()],
            dress: &dress,
        };
        let key = format!("signing-code:{room}:{}", reached.now.0);
        post(self, &mut session, &key, &letter.to(to)).await?;
        let said = json!({ "recipient": reached.room.recipient });
        note(
            &mut session,
            &reached.quote,
            (None, reached.now),
            "code_sent",
            said,
        )
        .await?;
        session.commit().await.or_problem()
    }
}
