//! Deciding with the link of a message: the link is the person's, for one step of one request, once.
//!
//! Following it changes nothing (programs that look for viruses follow every link): it shows what is
//! asked, and a form. What the form sends is decided by the same function as a decision on the page,
//! with the same rights, read anew; the link is used up in that transaction.

use super::decide::{decide_as, said};
use super::read;
use crate::platform::access::accept_code;
use crate::platform::auth::{Tries, failed, new_token, token_hash};
use crate::{Ctx, OrNotFound, OrProblem, Services};
use shared::cpq::approvals::ops::DecideApproval;
use shared::cpq::approvals::{
    ApprovalState, ApprovalView, Decision, DecisionKind, LinkContext, LinkStanding,
};
use shared::kernel::{
    Actor, Instant, Issue, Lang, Operation, Problem, ProblemKind, QuoteId, Scope, Zone,
};
use shared::platform::branding::Look;
use store::Session;
use store::cpq::approvals::{self as table, StoredApproval, StoredLink};
use store::cpq::quotes::{self as quote_table, StoredQuote};
use store::platform::access;

/// What a link shows.
#[derive(Clone, Debug)]
pub struct LinkPage {
    /// In which language its person reads.
    pub lang: Lang,
    /// In which zone.
    pub zone: Zone,
    /// What the link is worth now.
    pub standing: LinkStanding,
    /// Number and title of the quote; empty for who may not decide any more.
    pub about: (String, String),
    /// What its person decided, and when.
    pub decision: Option<(DecisionKind, Instant)>,
    /// Everything a decision needs, while one may be taken.
    pub view: Option<ApprovalView>,
    /// Whether the code of the second factor is asked for.
    pub needs_code: bool,
    /// Until when it is good.
    pub expires_at: Instant,
    /// The company's look.
    pub look: Look,
}

/// What the form sends.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What is decided; nothing when the form was sent without a button.
    pub decision: Option<DecisionKind>,
    /// In words.
    pub comment: String,
    /// The code of the second factor.
    pub code: String,
}

/// A link that is being decided with.
pub(super) struct Key<'a> {
    hash: &'a str,
    code: &'a str,
}

impl Key<'_> {
    /// Looks at the link once more, in the transaction of the decision, and uses it up.
    pub(super) async fn turn(
        &self,
        ctx: &Ctx,
        session: &mut Session,
        stored: &StoredApproval,
        quote: &StoredQuote,
    ) -> Result<(), Problem> {
        let samples = ctx.services().sample_logins();
        let link = table::link(session, self.hash, samples)
            .await
            .or_problem()?
            .or_not_found()?;
        let factor = Factor::of(session, &ctx.actor).await?;
        let standing = standing(&link, Some(&ctx.actor), stored, quote, factor, ctx.now());
        if standing != LinkStanding::Open {
            return Err(refusal(standing));
        }
        if factor == Factor::Confirmed {
            let user = ctx.actor.user_id;
            let way = accept_code(ctx.services(), session, user, self.code, ctx.now()).await?;
            if way.is_none() {
                return Err(wrong_code());
            }
        }
        // Of two at once one gets here first; the other finds it used.
        if table::use_link(session, self.hash, ctx.now())
            .await
            .or_problem()?
        {
            Ok(())
        } else {
            Err(refusal(LinkStanding::Used))
        }
    }
}

fn wrong_code() -> Problem {
    Problem::because(Issue::error("code_wrong", "code"))
}

fn refusal(standing: LinkStanding) -> Problem {
    Problem {
        issues: vec![Issue::error("link_refused", "decision").with("standing", standing.code())],
        ..Problem::of(ProblemKind::Conflict)
    }
}

/// Whether more than the mailbox is asked of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Factor {
    NotAsked,
    Confirmed,
    Missing,
}

impl Factor {
    async fn of(session: &mut Session, actor: &Actor) -> Result<Self, Problem> {
        let known = access::factor(session, actor.user_id).await.or_problem()?;
        if known.is_some_and(|factor| factor.confirmed) {
            Ok(Self::Confirmed)
        } else if access::is_required(session, actor.role)
            .await
            .or_problem()?
        {
            Ok(Self::Missing)
        } else {
            Ok(Self::NotAsked)
        }
    }
}

fn may_decide(actor: &Actor) -> bool {
    actor.scope(DecideApproval::ACTION) != Scope::None
}

fn standing(
    link: &StoredLink,
    actor: Option<&Actor>,
    stored: &StoredApproval,
    quote: &StoredQuote,
    factor: Factor,
    now: Instant,
) -> LinkStanding {
    link.link.standing(LinkContext {
        approval: &stored.approval,
        waits: read::waits(quote),
        allowed: link.enters && actor.is_some_and(may_decide),
        factor_missing: factor == Factor::Missing,
        now,
    })
}

/// Makes the link of a message for somebody who is asked about a quote, in the caller's transaction;
/// nothing when they are not, or not any more. Gives its address and until when it is good.
pub(crate) async fn offer_link(
    services: &Services,
    session: &mut Session,
    user: shared::kernel::UserId,
    quote: QuoteId,
    now: Instant,
) -> Result<Option<Offer>, Problem> {
    let Some(stored) = table::newest(session, quote).await.or_problem()? else {
        return Ok(None);
    };
    let Some(quote) = quote_table::get_any(session, quote).await.or_problem()? else {
        return Ok(None);
    };
    let actor = store::platform::users::actor(session, user)
        .await
        .or_problem()?;
    let (true, true, Some(step), Some(_)) = (
        read::waits(&quote),
        stored.approval.may_decide(user),
        stored.approval.open_step(),
        actor.filter(may_decide),
    ) else {
        return Ok(None);
    };
    let token = new_token();
    table::put_link(session, &token_hash(&token), stored.id, (user, step), now)
        .await
        .or_problem()?;
    let reasons = stored.approval.open().map(|one| one.need.name.clone());
    let by = stored.requested_by.as_ref().map(|one| one.name.clone());
    Ok(Some(Offer {
        comment: (by.unwrap_or_default(), stored.approval.comment.clone()),
        address: services.address_of(&format!("/approve/{token}")),
        reasons: reasons.collect(),
        customer: quote.account_name.clone().unwrap_or_default(),
        net: shared::kernel::Money::new(
            shared::cpq::quotes::price_draft(&quote.draft)
                .totals
                .net_minor,
            quote.draft.currency,
        ),
    }))
}

/// What a message says beside the notice.
pub(crate) struct Offer {
    /// Where the link leads.
    pub(crate) address: String,
    /// Who asked, and what they say to those asked; may be empty.
    pub(crate) comment: (String, String),
    /// Which rules ask.
    pub(crate) reasons: Vec<shared::kernel::LocalText>,
    /// For whom the quote is.
    pub(crate) customer: String,
    /// Its net amount.
    pub(crate) net: shared::kernel::Money,
}

impl Services {
    /// What the link of a message shows. Nothing is changed by it.
    ///
    /// # Errors
    /// Not found for a link that never was; too many such tries from an address.
    pub async fn approval_link(&self, token: &str, address: &str) -> Result<LinkPage, Problem> {
        let now = self.clock().now();
        let tries = Tries::of_link(address, now);
        self.still_admitted(&tries).await?;
        let mut session = self.store().read().await.or_problem()?;
        let found = table::link(&mut session, &token_hash(token), self.sample_logins())
            .await
            .or_problem()?;
        let Some(link) = found else {
            drop(session);
            self.reserve(&tries).await?;
            return Err(Problem::of(ProblemKind::NotFound));
        };
        let stored = table::request(&mut session, link.request)
            .await
            .or_problem()?
            .or_not_found()?;
        let quote = quote_table::get_any(&mut session, stored.quote_id)
            .await
            .or_problem()?
            .or_not_found()?;
        drop(session);
        let actor = self.actor(link.link.user).await?;
        let mut session = self.store().read().await.or_problem()?;
        let factor = match &actor {
            Some(actor) => Factor::of(&mut session, actor).await?,
            None => Factor::NotAsked,
        };
        let standing = standing(&link, actor.as_ref(), &stored, &quote, factor, now);
        let known = standing != LinkStanding::NotAllowed;
        let decision = link.link.decision(&stored.approval);
        let mut page = LinkPage {
            lang: link.lang,
            zone: actor
                .as_ref()
                .map_or_else(Zone::utc, |actor| actor.zone.clone()),
            standing,
            about: if known {
                (quote.number.clone(), quote.draft.title.clone())
            } else {
                (String::new(), String::new())
            },
            decision: decision
                .filter(|_| known)
                .map(|decision| (decision.kind, decision.at)),
            view: None,
            needs_code: factor == Factor::Confirmed,
            expires_at: link.link.expires_at,
            look: self.look_in(&mut session).await?,
        };
        if let (LinkStanding::Open, Some(actor)) = (standing, actor) {
            let scope = actor.scope(DecideApproval::ACTION);
            let ctx = self.ctx(actor, scope);
            page.view = Some(read::view(&ctx, &mut session, quote).await?);
        }
        Ok(page)
    }

    /// Decides with the link of a message, as its person.
    ///
    /// # Errors
    /// Not found for a link that never was; `link_refused` with its [`LinkStanding`] for one that is
    /// over; a missing word; a wrong code of the second factor; too many tries.
    pub async fn decide_by_link(
        &self,
        token: &str,
        said_there: &Said,
        address: &str,
    ) -> Result<ApprovalState, Problem> {
        let now = self.clock().now();
        let hash = token_hash(token);
        // Written down first: many at once are no way around the count.
        let by_address = Tries::of_link(address, now);
        self.reserve(&by_address).await?;
        let mut session = self.store().read().await.or_problem()?;
        let link = table::link(&mut session, &hash, self.sample_logins())
            .await
            .or_problem()?
            .or_not_found()?;
        drop(session);
        let actor = self.actor(link.link.user).await?.filter(may_decide);
        let Some(actor) = actor.filter(|_| link.enters) else {
            return Err(refusal(LinkStanding::NotAllowed));
        };
        let Some(kind) = said_there.decision else {
            return Err(Problem::because(Issue::error("required", "decision")));
        };
        let mut session = self.store().read().await.or_problem()?;
        let coded = Factor::of(&mut session, &actor).await? == Factor::Confirmed;
        drop(session);
        // Of the code of a person more is counted than of an address.
        let by_code = Tries::of_code(actor.user_id, "", now);
        if coded {
            self.reserve(&by_code).await?;
        }
        let scope = actor.scope(DecideApproval::ACTION);
        let ctx = self.ctx(actor, scope);
        let decision = Decision {
            by_mail: true,
            ..said(&ctx, kind, &said_there.comment, "")
        };
        let key = Key {
            hash: &hash,
            code: &said_there.code,
        };
        let decided = decide_as(&ctx, (link.request, None), &decision, Some(&key)).await;
        let mut session = self.store().write().await.or_problem()?;
        match &decided {
            Err(problem) if problem.issues.iter().any(|one| one.code == "code_wrong") => {
                let (user, email) = (Some(ctx.actor.user_id), ctx.actor.email.as_str());
                failed(&mut session, now, user, email, address, "code_failed").await?;
            }
            Err(_) => {}
            Ok(_) => {
                by_address
                    .turned_out_right(&mut session)
                    .await
                    .or_problem()?;
                if coded {
                    by_code.turned_out_right(&mut session).await.or_problem()?;
                }
            }
        }
        session.commit().await.or_problem()?;
        let request = decided?.request;
        Ok(request.map_or(ApprovalState::Open, |request| request.approval.state))
    }
}
