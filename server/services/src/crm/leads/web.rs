//! A lead from the public form: nobody is signed in.

use super::Recorded;
use crate::platform::auth::new_token;
use crate::platform::erasure;
use crate::{OrProblem, Services, refuse};
use i18n::{date_medium, k, t, tf};
use sha2::{Digest, Sha256};
use shared::crm::leads::{
    CONSENT_PURPOSE, Consent, LeadState, LeadTouch, TouchKind, WebLead, check_filling,
    check_web_lead,
};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, LeadId, LeadTouchId, Problem, ProblemKind, Zone};
use store::crm::{leads as rows, web_leads};
use store::platform::erasure as keys;
use store::{Change, Session};

const HOUR_MS: i64 = 3_600_000;
/// Forms of one address within an hour.
const OF_ONE: i64 = 8;
/// Forms of everybody within an hour.
const OF_ALL: i64 = 300;
/// The subject everybody's forms are counted under.
const EVERYBODY: &str = "*";

impl Services {
    /// Puts what somebody wrote through the public form into the queue, with the consent. `address`
    /// is where it comes from, empty when that is not known; `opened` when the form was opened;
    /// `page` the page it was sent from.
    ///
    /// # Errors
    /// The findings about the form; `form_too_fast` or `form_expired`; too many of one address.
    pub async fn receive_lead(
        &self,
        form: &WebLead,
        opened: Option<Instant>,
        address: &str,
        page: &str,
    ) -> Result<(), Problem> {
        let now = self.clock().now();
        refuse(check_web_lead(form))?;
        check_filling(opened, now).map_err(Problem::because)?;
        self.count_form(address, now).await?;
        if form.fell_into_the_trap() {
            // A program that is told so learns from it.
            tracing::info!("a form filled in by a program was thrown away");
            return Ok(());
        }
        self.keep_form(form, address, page, now).await
    }

    /// What the tokens of the form are sealed with: one for all servers of the database, so that a form opened at
    /// one may be sent to another, also after a restart.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn form_secret(&self) -> Result<[u8; 32], Problem> {
        let secret = self
            .inner
            .form_secret
            .get_or_try_init(|| self.made_secret());
        secret.await.copied()
    }

    /// The database has one secret; each use makes its own of it.
    async fn made_secret(&self) -> Result<[u8; 32], Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let known = keys::existing_key(&mut session).await.or_problem()?;
        drop(session);
        let secret = match known {
            Some(secret) => secret,
            None => {
                let mut session = self.store().write().await.or_problem()?;
                let secret = keys::key(&mut session, &new_token()).await.or_problem()?;
                session.commit().await.or_problem()?;
                secret
            }
        };
        Ok(Sha256::digest(format!("public form\n{secret}").as_bytes()).into())
    }

    /// Counts the form, whatever becomes of it.
    async fn count_form(&self, address: &str, now: Instant) -> Result<(), Problem> {
        let since = Instant(now.0 - HOUR_MS);
        let mut session = self.store().write().await.or_problem()?;
        for (subject, most) in [(address, OF_ONE), (EVERYBODY, OF_ALL)] {
            let sent = web_leads::attempts(&mut session, subject, since)
                .await
                .or_problem()?;
            if sent >= most {
                return Err(Problem::of(ProblemKind::TooManyRequests));
            }
            web_leads::add_attempt(&mut session, subject, now, since)
                .await
                .or_problem()?;
        }
        session.commit().await.or_problem()
    }

    async fn keep_form(
        &self,
        form: &WebLead,
        address: &str,
        page: &str,
        now: Instant,
    ) -> Result<(), Problem> {
        let id = LeadId::new(now.0, self.clock().random());
        let (facts, state) = (form.facts(), LeadState::new(now));
        let origin = [page, address]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        let consent = Consent {
            purpose: CONSENT_PURPOSE.to_owned(),
            text: form.agreed_text(t(form.lang(), k::leads::form::CONSENT)),
            at: now,
            origin,
        };
        let mut session = self.store().write().await.or_problem()?;
        rows::insert(
            &mut session,
            id,
            (&facts, &state),
            Some(&consent),
            false,
            now,
        )
        .await
        .or_problem()?;
        self.tell_erased(&mut session, id, form, now).await?;
        let after = Recorded::of(&facts, &state);
        let change = Change {
            entity: Entity::Lead,
            id: id.0,
            parent: None,
            // The queue is everybody's who works on leads.
            owner: None,
            action: "created",
            before: None,
            after: Some(&after),
        };
        session.record(now, None, change).await.or_problem()?;
        session.commit().await.or_problem()
    }

    /// Whoever works on the lead is told that the address was erased before: the person writes anew,
    /// and nothing from before may be added.
    async fn tell_erased(
        &self,
        session: &mut Session,
        id: LeadId,
        form: &WebLead,
        now: Instant,
    ) -> Result<(), Problem> {
        let email = form.facts().email.trim().to_lowercase();
        let erased =
            erasure::erased_days(session, std::slice::from_ref(&email), &Zone::utc()).await?;
        let Some(day) = erased.get(&email) else {
            return Ok(());
        };
        let day = date_medium(form.lang(), *day);
        let touch = LeadTouch {
            id: LeadTouchId::new(now.0, self.clock().random()),
            kind: TouchKind::Note,
            body: tf(form.lang(), k::leads::ERASED_BEFORE, &[("date", &day)]),
            at: now,
            actor: None,
        };
        rows::add_touch(session, id, &touch, None)
            .await
            .or_problem()?;
        Ok(())
    }
}
