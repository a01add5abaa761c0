//! Challenges: sent out, signed once, in the browser they were sent to, within minutes.

use crate::platform::auth::{new_token, token_hash};
use crate::{OrProblem, Services};
use shared::kernel::{Instant, Problem, ProblemKind, UserId};
use shared::platform::passkeys::{ClientData, Refused, base64url};
use store::platform::passkeys::{self, Step};

/// A challenge waits so long to be signed, in milliseconds. Browsers are told the same.
pub(super) const STEP_MS: u32 = 5 * 60_000;
/// Challenges of one person that wait at the same time.
const WAITING_OF_PERSON: i64 = 60;
/// Those of one address: every open sign-in page of a house behind it has one.
const WAITING_OF_ADDRESS: i64 = 300;
/// Longest text of a browser that is looked at, in bytes.
const TEXT_MAX: usize = 24 * 1024;
/// Longest ticket, in bytes.
const TICKET_MAX: usize = 200;

/// What a signature is for: one for something else counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To come in.
    Enter,
    /// To make a passkey.
    Create,
    /// To show that it is oneself.
    Proof,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Purpose::Enter => "enter",
            Purpose::Create => "create",
            Purpose::Proof => "proof",
        }
    }
}

/// A challenge that was sent out.
pub(super) struct Asked {
    /// In base64url.
    pub(super) challenge: String,
    /// What the browser keeps.
    pub(super) ticket: String,
}

/// The bytes of a text in base64url.
pub(super) fn bytes(text: &str) -> Result<Vec<u8>, Refused> {
    let sound = text.len() <= TEXT_MAX;
    let bytes = sound.then(|| base64url::decode(text)).flatten();
    bytes.ok_or(Refused::Unreadable)
}

impl Services {
    /// A new challenge; `user` is whose answer it must be, nobody's at a sign-in.
    pub(super) async fn ask_to_sign(
        &self,
        purpose: Purpose,
        user: Option<UserId>,
        address: &str,
    ) -> Result<Asked, Problem> {
        let now = self.clock().now();
        let asked = Asked {
            challenge: base64url::encode(&rand::random::<[u8; 32]>()),
            ticket: new_token(),
        };
        let mut session = self.store().write().await.or_problem()?;
        passkeys::sweep_steps(&mut session, now)
            .await
            .or_problem()?;
        let waiting = passkeys::waiting_steps(&mut session, address, user, now)
            .await
            .or_problem()?;
        let most = match user {
            Some(_) => WAITING_OF_PERSON,
            None if address.is_empty() => i64::MAX,
            None => WAITING_OF_ADDRESS,
        };
        if waiting >= most {
            return Err(Problem::of(ProblemKind::TooManyRequests));
        }
        let step = Step {
            challenge_hash: &token_hash(&asked.challenge),
            browser_hash: &token_hash(&asked.ticket),
            purpose: purpose.code(),
            user,
            address,
        };
        let until = Instant(now.0 + i64::from(STEP_MS));
        passkeys::put_step(&mut session, &step, now, until)
            .await
            .or_problem()?;
        session.commit().await.or_problem()?;
        Ok(asked)
    }

    /// "Verify that the value of C.challenge equals the challenge": the one sent out for this purpose, to
    /// this browser, which is used up with it whatever comes of it.
    pub(super) async fn use_challenge(
        &self,
        data: &ClientData,
        ticket: &str,
        purpose: Purpose,
        user: Option<UserId>,
    ) -> Result<Result<(), Refused>, Problem> {
        let sound = |text: &str| !text.is_empty() && text.len() <= TICKET_MAX;
        if !sound(ticket) || !sound(&data.challenge) {
            return Ok(Err(Refused::Over));
        }
        let step = Step {
            challenge_hash: &token_hash(&data.challenge),
            browser_hash: &token_hash(ticket),
            purpose: purpose.code(),
            user,
            address: "",
        };
        let mut session = self.store().write().await.or_problem()?;
        let taken = passkeys::take_step(&mut session, &step, self.clock().now())
            .await
            .or_problem()?;
        session.commit().await.or_problem()?;
        Ok(if taken { Ok(()) } else { Err(Refused::Over) })
    }
}
