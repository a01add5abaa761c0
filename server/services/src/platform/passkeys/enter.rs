//! Somebody comes in by a passkey: without a name, for the passkey knows whose it is.

use super::steps::{Asked, Purpose, STEP_MS, bytes};
use super::verify::{self, Used};
use crate::platform::auth::{Origin, Tries, Way, refused_passkey};
use crate::{OrProblem, Services};
use shared::kernel::{Problem, ProblemKind, UserId};
use shared::platform::passkeys::{ClientData, Question, Refused, RelyingParty, Signed};
use store::platform::passkeys::{self, Stored};

/// How long the browser's half of a challenge is kept, in seconds.
pub const COOKIE_SECONDS: i64 = STEP_MS as i64 / 1_000;

/// A refusal as the sign-in page is told of it.
fn turned_away(refused: Refused) -> Problem {
    Problem {
        kind: ProblemKind::Unauthenticated,
        ..Problem::because(refused.issue())
    }
}

impl Services {
    /// Asks for a passkey, anybody's. Gives the question, and what the browser keeps beside it.
    ///
    /// # Errors
    /// There are no passkeys for this address; too many questions of `address` wait.
    pub async fn ask_for_passkey(&self, address: &str) -> Result<(Question, String), Problem> {
        let party = self
            .relying_party()
            .ok_or_else(|| turned_away(Refused::Address))?;
        let Asked { challenge, ticket } = self.ask_to_sign(Purpose::Enter, None, address).await?;
        let question = Question {
            ticket: String::new(),
            challenge,
            party: party.id,
            known: Vec::new(),
            timeout: STEP_MS,
        };
        Ok((question, ticket))
    }

    /// Opens a session by a passkey; gives the token for the cookie. `browser` is what the browser kept.
    ///
    /// # Errors
    /// Why the person does not come in ([`Refused`]); too many tries.
    pub async fn enter_by_passkey(
        &self,
        signed: &Signed,
        browser: &str,
        from: Origin<'_>,
    ) -> Result<String, Problem> {
        let now = self.clock().now();
        let tries = Tries::of("", from.address, now);
        self.reserve(&tries).await?;
        let (stored, judged) = self.judge_entry(signed, browser).await?;
        let user = stored.as_ref().map(|stored| stored.user);
        let refused = match (stored, judged) {
            (Some(stored), Ok(used)) => match self.let_in(&stored, used, from, &tries).await? {
                Some(token) => return Ok(token),
                // Another use of the same count came first.
                None => Refused::Counter,
            },
            (_, Err(refused)) => refused,
            (None, Ok(_)) => Refused::Unknown,
        };
        self.note_refused_entry(user, refused, from).await?;
        Err(turned_away(refused))
    }

    /// Whose passkey it is, and whether it opens.
    async fn judge_entry(
        &self,
        signed: &Signed,
        browser: &str,
    ) -> Result<(Option<Stored>, Result<Used, Refused>), Problem> {
        let Some(party) = self.relying_party() else {
            return Ok((None, Err(Refused::Address)));
        };
        let client = match bytes(&signed.client_data).and_then(|text| ClientData::read(&text)) {
            Ok(client) => client,
            Err(refused) => return Ok((None, Err(refused))),
        };
        let asked = self.use_challenge(&client, browser, Purpose::Enter, None);
        if let Err(refused) = asked.await? {
            return Ok((None, Err(refused)));
        }
        let mut session = self.store().read().await.or_problem()?;
        let samples = self.sample_logins();
        let stored = passkeys::by_credential(&mut session, &signed.credential, samples)
            .await
            .or_problem()?;
        let Some(stored) = stored else {
            return Ok((None, Err(Refused::Unknown)));
        };
        let off = self.password_rule(&mut session, &stored.email).await?.off;
        let judged = judge(&party, &client, signed, &stored, off);
        Ok((Some(stored), judged))
    }

    /// A session, unless the same count came in at the same time.
    async fn let_in(
        &self,
        stored: &Stored,
        used: Used,
        from: Origin<'_>,
        tries: &Tries,
    ) -> Result<Option<String>, Problem> {
        let now = self.clock().now();
        let mut session = self.store().write().await.or_problem()?;
        let counted = passkeys::touch(&mut session, stored.id, used.counter, used.backed_up, now)
            .await
            .or_problem()?;
        if !counted {
            return Ok(None);
        }
        tries.turned_out_right(&mut session).await.or_problem()?;
        let token = self
            .open_session(&mut session, stored.user, from, Way::Passkey)
            .await?;
        session.commit().await.or_problem()?;
        Ok(Some(token))
    }

    async fn note_refused_entry(
        &self,
        user: Option<UserId>,
        refused: Refused,
        from: Origin<'_>,
    ) -> Result<(), Problem> {
        let word = refused.code();
        tracing::info!(refusal = word, "a sign-in by passkey was refused");
        let mut session = self.store().write().await.or_problem()?;
        refused_passkey(&mut session, self.clock().now(), user, word, from).await?;
        session.commit().await.or_problem()
    }
}

/// The signature first: what is said of a person is said to who has their passkey.
fn judge(
    party: &RelyingParty,
    client: &ClientData,
    signed: &Signed,
    stored: &Stored,
    off: bool,
) -> Result<Used, Refused> {
    // A passkey that nobody was asked for by name says whose it is (7.2, "userHandle is present").
    if signed.user.is_none() {
        return Err(Refused::Unreadable);
    }
    let used = verify::used(party, client, signed, stored)?;
    if !stored.active {
        return Err(Refused::Inactive);
    }
    if off {
        return Err(Refused::Off);
    }
    Ok(used)
}
