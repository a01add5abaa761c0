//! A sign-in goes out to a provider and comes back. What comes back counts once, in the browser that went
//! out, for ten minutes, whichever server of the house it comes to.

use super::token::{Code, Refused};
use crate::platform::auth::{
    Entry, Origin, SignedIn, Tries, new_token, refused_elsewhere, token_hash,
};
use crate::{OrProblem, Services};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use shared::kernel::{Instant, Lang, Problem, ProblemKind, ProviderId, SessionId};
use shared::platform::sso::Refusal;
use store::platform::sso::{self, Step, Stored};
use url::Url;

/// A sign-in waits so long for the provider's answer, in milliseconds.
pub const STEP_MS: i64 = 10 * 60_000;
/// Sign-ins of one address that wait at the same time.
const WAITING_MAX: i64 = 60;
/// Longest code or state that is looked at, in bytes.
const PARAMETER_MAX: usize = 4 * 1024;
/// Where the provider sends people back to.
const REDIRECT: &str = "/sign-in/callback";

/// Where the browser goes now, and what it keeps until it is back.
#[derive(Clone, Debug)]
pub struct Away {
    /// The provider's page.
    pub address: String,
    /// For the cookie that binds the answer to this browser.
    pub browser: String,
}

/// What the provider sent the browser back with.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Which sign-in.
    pub state: String,
    /// Stands for the tokens.
    pub code: String,
    /// Why there is no code.
    pub error: String,
    /// Who answers (RFC 9207).
    pub issuer: Option<String>,
}

/// What a way back ends with.
#[derive(Clone, Debug)]
pub enum Arrival {
    /// A session, or its second step.
    Entered(Entry),
    /// The account is linked to the person who went out.
    Connected,
}

/// What the person is told of a database that is away.
pub(super) fn unavailable(problem: Problem) -> Refusal {
    if problem.kind == ProblemKind::TooManyRequests {
        return Refusal::Many;
    }
    Refusal::Unavailable
}

impl Services {
    /// Where providers send people back to: each of them must know it.
    #[must_use]
    pub fn provider_redirect(&self) -> String {
        self.address_of(REDIRECT)
    }

    /// Begins a sign-in with a provider. `next` is an address of ours to go to afterwards.
    ///
    /// # Errors
    /// There is no such provider, it does not answer, or too many sign-ins of `address` wait.
    pub async fn begin_at_provider(
        &self,
        id: ProviderId,
        next: &str,
        lang: Lang,
        address: &str,
    ) -> Result<Away, Refusal> {
        self.go_out(id, next, None, lang, address).await
    }

    /// Goes out to a provider: to come in, or to link an account to the person of `session`.
    pub(super) async fn go_out(
        &self,
        id: ProviderId,
        next: &str,
        session: Option<SessionId>,
        lang: Lang,
        address: &str,
    ) -> Result<Away, Refusal> {
        let provider = self.active_provider(id).await?;
        let draft = &provider.view.draft;
        let now = self.clock().now();
        let (door, kept) = (self.provider_door(), &self.inner.providers);
        let published = kept
            .get(door, &draft.issuer, now)
            .await
            .map_err(|unusable| {
                tracing::warn!(provider = %draft.name, why = %unusable.word(), "a provider cannot be used");
                Refusal::Down
            })?;
        let mut to =
            Url::parse(&published.discovery.authorization_endpoint).map_err(|_| Refusal::Down)?;
        let (state, browser) = (new_token(), new_token());
        let step = Step {
            browser_hash: token_hash(&browser),
            provider: id,
            verifier: URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()),
            nonce: new_token(),
            target: next.to_owned(),
            session,
        };
        self.keep_step(&token_hash(&state), &step, address, now)
            .await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(step.verifier.as_bytes()));
        to.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &draft.client_id)
            .append_pair("redirect_uri", &self.provider_redirect())
            .append_pair("scope", &draft.scopes)
            .append_pair("state", &state)
            .append_pair("nonce", &step.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("ui_locales", lang.tag());
        Ok(Away {
            address: to.into(),
            browser,
        })
    }

    async fn active_provider(&self, id: ProviderId) -> Result<Stored, Refusal> {
        let mut session = self
            .store()
            .read()
            .await
            .or_problem()
            .map_err(unavailable)?;
        let found = sso::get(&mut session, id)
            .await
            .or_problem()
            .map_err(unavailable)?;
        found
            .filter(|stored| stored.view.draft.active)
            .ok_or(Refusal::Gone)
    }

    async fn keep_step(
        &self,
        state_hash: &str,
        step: &Step,
        address: &str,
        now: Instant,
    ) -> Result<(), Refusal> {
        let kept = async {
            let mut session = self.store().write().await.or_problem()?;
            sso::sweep_steps(&mut session, now).await.or_problem()?;
            let waiting = sso::waiting_steps(&mut session, address, now)
                .await
                .or_problem()?;
            if !address.is_empty() && waiting >= WAITING_MAX {
                return Err(Problem::of(ProblemKind::TooManyRequests));
            }
            let until = Instant(now.0 + STEP_MS);
            sso::put_step(&mut session, state_hash, step, address, now, until)
                .await
                .or_problem()?;
            session.commit().await.or_problem()
        };
        kept.await.map_err(unavailable)
    }

    /// Ends a way to a provider: opens a session or the second step, or links the account; gives where to
    /// go. `browser` is what the browser kept, `signed_in` who sits before it now.
    ///
    /// # Errors
    /// Why the person does not come in, and where they wanted to go.
    pub async fn come_from_provider(
        &self,
        answer: &Answer,
        browser: &str,
        signed_in: Option<&SignedIn>,
        lang: Lang,
        from: Origin<'_>,
    ) -> Result<(Arrival, String), (Refusal, String)> {
        let nowhere = |refusal| (refusal, "/".to_owned());
        let now = self.clock().now();
        let tries = Tries::of("", from.address, now);
        self.reserve(&tries)
            .await
            .map_err(|problem| nowhere(unavailable(problem)))?;
        let step = self
            .take_step(answer, browser, now)
            .await
            .map_err(nowhere)?;
        let target = step.target.clone();
        let elsewhere = |refusal| (refusal, target.clone());
        // An account is linked to who went out to link it, in that very session.
        let owner = match (step.session, signed_in) {
            (None, _) => None,
            (Some(session), Some(now)) if now.session_id == session => Some(now.actor.user_id),
            _ => return Err(elsewhere(Refusal::Over)),
        };
        let provider = self
            .active_provider(step.provider)
            .await
            .map_err(elsewhere)?;
        let arrived = match (self.answered(&provider, &step, answer).await, owner) {
            (Ok(claims), None) => {
                let entered = self.enter(&provider, &claims, lang, from, &tries).await;
                entered.map(Arrival::Entered)
            }
            (Ok(claims), Some(user)) => {
                let connected = self.connect(&provider, &claims, user, lang, &tries).await;
                connected.map(|()| Arrival::Connected)
            }
            (Err((refusal, word)), _) => Err(((refusal, word), None)),
        };
        match arrived {
            Ok(arrival) => Ok((arrival, target)),
            Err(((refusal, word), email)) => {
                tracing::info!(provider = %provider.view.draft.name, %word, refusal = refusal.code(), "a sign-in with a provider was refused");
                let about = (
                    provider.view.draft.name.as_str(),
                    refusal.code(),
                    word.as_str(),
                );
                let email = email.unwrap_or_default();
                let noted = self
                    .note_refusal(about, &email, from, &tries, refusal)
                    .await;
                if let Err(problem) = noted {
                    tracing::warn!(problem = %problem, "a refused sign-in was not written down");
                }
                Err(elsewhere(refusal))
            }
        }
    }

    async fn take_step(
        &self,
        answer: &Answer,
        browser: &str,
        now: Instant,
    ) -> Result<Step, Refusal> {
        let sound = |text: &str| !text.is_empty() && text.len() <= PARAMETER_MAX;
        if !sound(&answer.state) || !sound(browser) {
            return Err(Refusal::Over);
        }
        let taken = async {
            let mut session = self.store().write().await.or_problem()?;
            let (state, browser) = (token_hash(&answer.state), token_hash(browser));
            let step = sso::take_step(&mut session, &state, &browser, now)
                .await
                .or_problem()?;
            session.commit().await.or_problem()?;
            Ok(step)
        };
        taken.await.map_err(unavailable)?.ok_or(Refusal::Over)
    }

    /// The claims behind an answer that is of this sign-in.
    async fn answered(
        &self,
        provider: &Stored,
        step: &Step,
        answer: &Answer,
    ) -> Result<shared::platform::sso::Claims, Refused> {
        let draft = &provider.view.draft;
        let (door, now) = (self.provider_door(), self.clock().now());
        let published = self
            .inner
            .providers
            .get(door, &draft.issuer, now)
            .await
            .map_err(|unusable| (Refusal::Down, unusable.word()))?;
        // Who answers is said by providers that know of mix-ups, and then it must be this one.
        let told = published
            .discovery
            .authorization_response_iss_parameter_supported;
        let right = match &answer.issuer {
            Some(issuer) => *issuer == draft.issuer,
            None => !told,
        };
        if !right {
            return Err((Refusal::Token, "answer_issuer".to_owned()));
        }
        if !answer.error.is_empty() || answer.code.is_empty() || answer.code.len() > PARAMETER_MAX {
            let word: String = answer
                .error
                .chars()
                .filter(char::is_ascii_graphic)
                .take(60)
                .collect();
            let refusal = match word.as_str() {
                "server_error" | "temporarily_unavailable" => Refusal::Down,
                _ => Refusal::Cancelled,
            };
            return Err((refusal, word));
        }
        let secret = self.open_provider(provider.view.id, &provider.secret);
        let secret = secret.map_err(|_| (Refusal::Down, "secret_sealed".to_owned()))?;
        let redirect = self.provider_redirect();
        let code = Code {
            provider: draft,
            secret: &secret,
            code: &answer.code,
            verifier: &step.verifier,
            nonce: &step.nonce,
            redirect: &redirect,
        };
        self.claims(published, code).await
    }

    async fn note_refusal(
        &self,
        about: (&str, &str, &str),
        email: &str,
        from: Origin<'_>,
        tries: &Tries,
        refusal: Refusal,
    ) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        // Who went back, or met a provider that is down, guessed nothing.
        if matches!(refusal, Refusal::Cancelled | Refusal::Down) {
            tries.turned_out_right(&mut session).await.or_problem()?;
        }
        refused_elsewhere(&mut session, self.clock().now(), about, email, from).await?;
        session.commit().await.or_problem()
    }
}
