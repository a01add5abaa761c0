//! Somebody a provider vouches for comes in: known by their identity, linked by their address, or added.

use super::token::Refused;
use crate::platform::auth::{Entry, Origin, Tries, Way, new_token, token_hash};
use crate::{OrProblem, Services};
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Currency, IdentityId, Lang, Problem, UserId};
use shared::platform::access::Purpose;
use shared::platform::people::{UserFacts, check_user};
use shared::platform::sso::{Claims, Known, Refusal, Verdict, judge, vouched_email};
use store::platform::sso::{self, NewIdentity, Somebody, Stored};
use store::platform::users::{self, NewUser};
use store::platform::{access, company};
use store::{Change, Session, StoreError};

/// Why somebody does not come in, and the address the provider told, for the log.
pub(super) type Turned = (Refused, Option<String>);

/// The same refusal without a word of its own.
pub(super) fn plain(refusal: Refusal) -> Refused {
    (refusal, refusal.code().to_owned())
}

pub(super) fn away(problem: Problem) -> Refused {
    tracing::warn!(problem = %problem, "a sign-in with a provider met a database that is away");
    plain(Refusal::Unavailable)
}

/// A record that is there already: of two first sign-ins at once, this one came second.
fn second(error: StoreError) -> Refused {
    match error {
        StoreError::Constraint(_) => (Refusal::Over, "at_once".to_owned()),
        other => away(crate::problem_of(other)),
    }
}

/// One person at the door.
pub(super) struct Visitor<'a> {
    provider: &'a Stored,
    claims: &'a Claims,
    pub(super) email: Result<String, Refusal>,
    lang: Lang,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(provider: &'a Stored, claims: &'a Claims, lang: Lang) -> Self {
        Self {
            provider,
            claims,
            email: vouched_email(claims, provider.view.draft.trust_email),
            lang,
        }
    }

    /// The address, where there is one.
    pub(super) fn email(&self) -> &str {
        self.email.as_deref().unwrap_or_default()
    }
}

/// The address the provider told, believed or not: for the log.
pub(super) fn told(claims: &Claims) -> Option<String> {
    let email = claims.email.clone();
    email.or_else(|| claims.preferred_username.clone())
}

impl Services {
    /// Opens a session, or the second step, for the person of these claims.
    pub(super) async fn enter(
        &self,
        provider: &Stored,
        claims: &Claims,
        lang: Lang,
        from: Origin<'_>,
        tries: &Tries,
    ) -> Result<Entry, Turned> {
        let visitor = Visitor::new(provider, claims, lang);
        let told = told(claims);
        let entered = async {
            let mut session = self.store().write().await.or_problem().map_err(away)?;
            let user = self.person(&mut session, &visitor).await?;
            tries
                .turned_out_right(&mut session)
                .await
                .or_problem()
                .map_err(away)?;
            let entry = self
                .open(&mut session, user, provider, from)
                .await
                .map_err(away)?;
            session.commit().await.or_problem().map_err(away)?;
            Ok(entry)
        };
        entered.await.map_err(|refused| (refused, told))
    }

    /// Who it is here, after what the first sign-in makes of them.
    async fn person(
        &self,
        session: &mut Session,
        visitor: &Visitor<'_>,
    ) -> Result<UserId, Refused> {
        let draft = &visitor.provider.view.draft;
        let samples = self.sample_logins();
        let linked = sso::by_identity(session, &draft.issuer, &visitor.claims.sub, samples)
            .await
            .or_problem()
            .map_err(away)?;
        let by_address = match (&linked, visitor.email.as_deref()) {
            (None, Ok(email)) => sso::by_address(session, email, visitor.provider.view.id, samples)
                .await
                .or_problem()
                .map_err(away)?,
            _ => None,
        };
        let (known, somebody) = known(linked, by_address);
        let email = visitor.email.as_deref().map_err(|refusal| *refusal);
        let verdict = judge(draft, known, email).map_err(plain)?;
        let now = self.clock().now();
        match (verdict, linked, somebody) {
            (Verdict::Enter, Some((identity, somebody)), _) => {
                sso::touch_identity(session, identity, visitor.email(), now)
                    .await
                    .or_problem()
                    .map_err(away)?;
                Ok(somebody.user)
            }
            (Verdict::Link, _, Some(somebody)) => {
                self.link(session, visitor, somebody.user).await?;
                Ok(somebody.user)
            }
            (Verdict::Create, _, _) => {
                let user = self.newcomer(session, visitor).await?;
                self.link(session, visitor, user).await?;
                Ok(user)
            }
            // The verdict is about what was found: this cannot be.
            _ => Err(plain(Refusal::Unknown)),
        }
    }

    pub(super) async fn link(
        &self,
        session: &mut Session,
        visitor: &Visitor<'_>,
        user: UserId,
    ) -> Result<(), Refused> {
        let now = self.clock().now();
        let draft = &visitor.provider.view.draft;
        let new = NewIdentity {
            id: IdentityId::new(now.0, self.clock().random()),
            user,
            provider: visitor.provider.view.id,
            issuer: &draft.issuer,
            subject: &visitor.claims.sub,
            email: visitor.email(),
        };
        sso::link(session, &new, now).await.map_err(second)?;
        let facts = json!({ "provider": draft.name, "email": visitor.email() });
        let change = Change {
            entity: Entity::User,
            id: user.0,
            parent: None,
            owner: Some(user),
            action: "identity_linked",
            before: None,
            after: Some(&facts),
        };
        session
            .record(now, Some(user), change)
            .await
            .or_problem()
            .map_err(away)?;
        Ok(())
    }

    /// Adds somebody with the role and team the provider's people get, and without a password.
    async fn newcomer(
        &self,
        session: &mut Session,
        visitor: &Visitor<'_>,
    ) -> Result<UserId, Refused> {
        let draft = &visitor.provider.view.draft;
        let own = company::get(session).await.or_problem().map_err(away)?;
        let facts = UserFacts {
            name: visitor.claims.person_name(visitor.email()),
            email: visitor.email().to_owned(),
            role: draft.role,
            role_id: None,
            team_id: draft.team_id,
            lang: visitor.claims.lang().unwrap_or(visitor.lang),
            time_zone: "Europe/Paris".to_owned(),
            currency: own.map_or(Currency::EUR, |company| company.currency),
            active: true,
        };
        if let Some(issue) = check_user(&facts).into_iter().next() {
            return Err((Refusal::Email, issue.code.into_owned()));
        }
        let now = self.clock().now();
        let id = UserId::new(now.0, self.clock().random());
        let user = NewUser {
            id,
            email: &facts.email,
            name: &facts.name,
            role: facts.role,
            team_id: facts.team_id,
            password_hash: "",
            lang: facts.lang,
            time_zone: &facts.time_zone,
            currency: facts.currency,
            sample: false,
        };
        users::insert(session, &user, now).await.map_err(second)?;
        let change = Change {
            entity: Entity::User,
            id: id.0,
            parent: None,
            owner: None,
            action: "created",
            before: None,
            after: Some(&facts),
        };
        session
            .record(now, None, change)
            .await
            .or_problem()
            .map_err(away)?;
        Ok(id)
    }

    /// Whether somebody who came by a provider gives a second factor here. A passkey counts only where it
    /// opens something.
    async fn step_here(&self, session: &mut Session, user: UserId) -> Result<bool, Problem> {
        let owner = access::by_id(session, user).await.or_problem()?;
        let off = match &owner {
            Some(owner) => self.password_rule(session, &owner.email).await?.off,
            None => false,
        };
        let passkeys = self.relying_party().is_some() && !off;
        access::needs_step(session, user, passkeys)
            .await
            .or_problem()
    }

    /// A session at once, or the second step where the provider's word is not enough. Where it is, the
    /// rule that asks a role for a second factor is kept by it, too.
    async fn open(
        &self,
        session: &mut Session,
        user: UserId,
        provider: &Stored,
        from: Origin<'_>,
    ) -> Result<Entry, Problem> {
        let draft = &provider.view.draft;
        if draft.second_factor && self.step_here(session, user).await? {
            let token = new_token();
            let now = self.clock().now();
            access::put_token(session, &token_hash(&token), user, Purpose::Step, now)
                .await
                .or_problem()?;
            return Ok(Entry {
                token,
                complete: false,
                choose_password: false,
            });
        }
        let way = Way::Provider {
            name: &draft.name,
            factor: !draft.second_factor,
        };
        Ok(Entry {
            token: self.open_session(session, user, from, way).await?,
            complete: true,
            choose_password: false,
        })
    }
}

/// What was found, as the rule reads it.
fn known(
    linked: Option<(IdentityId, Somebody)>,
    by_address: Option<(Somebody, bool)>,
) -> (Known, Option<Somebody>) {
    match (linked, by_address) {
        (Some((_, somebody)), _) => {
            let active = somebody.active;
            (Known::Linked { active }, Some(somebody))
        }
        (None, Some((somebody, elsewhere))) => {
            let active = somebody.active;
            (Known::ByEmail { active, elsewhere }, Some(somebody))
        }
        (None, None) => (Known::Nobody, None),
    }
}
