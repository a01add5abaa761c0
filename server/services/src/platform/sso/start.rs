//! A provider that is said when the server starts.

use crate::{OrProblem, Services, refuse};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem, ProviderId};
use shared::platform::sso::{ProviderDraft, check_provider};
use store::platform::sso::{self, Stored};
use store::{Change, Session, StoreError};

/// An id for the provider with an address: the same on every server that makes it at the same time. Where the
/// address of the one made before was edited since, that one keeps its id, and the next is taken.
fn id_of(issuer: &str, there: &[Stored]) -> ProviderId {
    let named = |turn: u32| {
        let name = match turn {
            0 => issuer.to_owned(),
            _ => format!("{issuer} {turn}"),
        };
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(name.as_bytes())[..16]);
        ProviderId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    };
    let mut turn = 0;
    while there.iter().any(|stored| stored.view.id == named(turn)) {
        turn += 1;
    }
    named(turn)
}

impl Services {
    /// Keeps a provider, checked before, as it was said at the start: made where none has its address, else name,
    /// client, secret, domains and the belief in its addresses are set. The rest stays as administrators keep it.
    /// One that an earlier start made, and whose address was edited since, is another provider by now: it is
    /// left alone, with the accounts that were linked to it.
    ///
    /// # Errors
    /// When the database is away; what administrators keep of it does not fit what is said.
    pub async fn keep_provider(&self, said: &ProviderDraft, secret: &str) -> Result<(), Problem> {
        let now = self.clock().now();
        let mut session = self.store().write().await.or_problem()?;
        let all = sso::list(&mut session).await.or_problem()?;
        let there = all
            .iter()
            .find(|stored| stored.view.draft.issuer == said.issuer);
        let Some(there) = there else {
            let id = id_of(&said.issuer, &all);
            let kept = self.seal_provider(id, secret)?;
            match sso::insert(&mut session, id, said, &kept, now).await {
                Ok(()) => {}
                // Another server made it just now.
                Err(StoreError::Constraint(_)) => return Ok(()),
                Err(other) => return Err(crate::problem_of(other)),
            }
            note(&mut session, now, id, "created", (None, Some(said))).await?;
            return session.commit().await.or_problem();
        };
        let before = &there.view.draft;
        let after = ProviderDraft {
            name: said.name.clone(),
            client_id: said.client_id.clone(),
            domains: said.domains.clone(),
            trust_email: said.trust_email,
            ..before.clone()
        };
        // What administrators keep beside it may need what is said no more.
        refuse(check_provider(&after, self.provider_door().plain()))?;
        let (id, version) = (there.view.id, there.view.version);
        // One that does not open is not what was said.
        let renewed = self.open_provider(id, &there.secret).ok().as_deref() != Some(secret);
        if after == *before && !renewed {
            return Ok(());
        }
        let kept = if renewed {
            self.seal_provider(id, secret)?
        } else {
            there.secret.clone()
        };
        let saved = sso::update(&mut session, id, version, &after, &kept, now)
            .await
            .or_problem()?;
        // Somebody saved it at the same moment: the next start says it again.
        if !saved {
            return Ok(());
        }
        let facts = (Some(before), Some(&after));
        note(&mut session, now, id, "edited", facts).await?;
        if renewed {
            note(&mut session, now, id, "secret_rotated", (None, None)).await?;
        }
        session.commit().await.or_problem()
    }
}

/// Appends the event of a change nobody signed in made. Facts never hold the secret.
async fn note(
    session: &mut Session,
    now: Instant,
    id: ProviderId,
    action: &str,
    (before, after): (Option<&ProviderDraft>, Option<&ProviderDraft>),
) -> Result<(), Problem> {
    let (before, after) = (
        before.map(|draft| json!(draft)),
        after.map(|draft| json!(draft)),
    );
    let change = Change {
        entity: Entity::IdentityProvider,
        id: id.0,
        parent: None,
        owner: None,
        action,
        before: before.as_ref(),
        after: after.as_ref(),
    };
    session.record(now, None, change).await.or_problem()?;
    Ok(())
}
