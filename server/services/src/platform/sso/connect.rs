//! A signed-in person links an account at a provider to themselves.
//!
//! They begin it on their own page; the way out is opened by a ticket that is good once and theirs, so that
//! no other page can send them on it. The answer counts in the session that began it, and nowhere else.

use super::enter::{Turned, Visitor, away, plain, told};
use super::flow::{Away, unavailable};
use crate::platform::auth::{SignedIn, Tries, token_hash};
use crate::{OrProblem, Services};
use shared::kernel::{Lang, ProviderId, UserId};
use shared::platform::access::Purpose;
use shared::platform::sso::{Claims, Refusal, Whose, judge_connection};
use store::platform::access;
use store::platform::sso::{self, Stored};

/// Where one comes back to.
const TARGET: &str = "/settings?sso=connected";

impl Services {
    /// Goes out to a provider to link an account to `who`; `ticket` is what their page was given.
    ///
    /// # Errors
    /// The ticket is over or somebody else's; as for a sign-in.
    pub async fn begin_connection(
        &self,
        id: ProviderId,
        ticket: &str,
        who: &SignedIn,
        lang: Lang,
        address: &str,
    ) -> Result<Away, Refusal> {
        let used = async {
            let (now, samples) = (self.clock().now(), self.sample_logins());
            let hash = token_hash(ticket);
            let mut session = self.store().write().await.or_problem()?;
            let owner = access::owner_of(&mut session, &hash, Purpose::Connect, now, samples)
                .await
                .or_problem()?;
            if owner.is_none_or(|owner| owner.id != who.actor.user_id) {
                return Ok(false);
            }
            let used = access::use_token(&mut session, &hash, Purpose::Connect, now)
                .await
                .or_problem()?;
            session.commit().await.or_problem()?;
            Ok(used)
        };
        if !used.await.map_err(unavailable)? {
            return Err(Refusal::Over);
        }
        self.go_out(id, TARGET, Some(who.session_id), lang, address)
            .await
    }

    /// Links the account of these claims to `user`.
    pub(super) async fn connect(
        &self,
        provider: &Stored,
        claims: &Claims,
        user: UserId,
        lang: Lang,
        tries: &Tries,
    ) -> Result<(), Turned> {
        let visitor = Visitor::new(provider, claims, lang);
        let connected = async {
            let mut session = self.store().write().await.or_problem().map_err(away)?;
            // Of two at once the second sees what the first linked.
            access::hold(&mut session, user)
                .await
                .or_problem()
                .map_err(away)?;
            let (id, draft) = (provider.view.id, &provider.view.draft);
            let samples = self.sample_logins();
            let linked = sso::by_identity(&mut session, &draft.issuer, &claims.sub, samples)
                .await
                .or_problem()
                .map_err(away)?;
            let whose = match &linked {
                None => Whose::Nobodys,
                Some((_, somebody)) if somebody.user == user => Whose::Own,
                Some(_) => Whose::Anothers,
            };
            let ways = sso::ways_not_linked(&mut session, user)
                .await
                .or_problem()
                .map_err(away)?;
            let elsewhere = !ways.iter().any(|way| way.id == id);
            let email = visitor.email.as_deref().map_err(|refusal| *refusal);
            if judge_connection(draft, whose, elsewhere, email).map_err(plain)? {
                self.link(&mut session, &visitor, user).await?;
            }
            tries
                .turned_out_right(&mut session)
                .await
                .or_problem()
                .map_err(away)?;
            session.commit().await.or_problem().map_err(away)
        };
        connected.await.map_err(|refused| (refused, told(claims)))
    }
}
