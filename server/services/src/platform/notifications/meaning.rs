//! What a saved event means to people.

use super::follow::Round;
use crate::OrProblem;
use shared::kernel::event::Entity;
use shared::kernel::{Action, ActivityId, LocalText, Problem, QuoteId, UserId};
use shared::platform::notifications::{Happening, Notice, mentioned, notices};
use shared::work::Links;
use store::platform::notifications::{self as rows, Happened, Place};
use uuid::Uuid;

/// How much of a text that names somebody is shown, in characters.
const EXCERPT: usize = 160;

/// What became of a record, and of which one people are told.
pub(super) struct Meaning {
    happening: Happening,
    entity: Entity,
    id: Uuid,
    title: String,
    detail: LocalText,
}

impl Meaning {
    /// One notice per person who is to hear of it.
    pub(super) fn notices(self, event: &Happened) -> Vec<Notice> {
        notices(&self.happening, event.actor)
            .into_iter()
            .map(|(user, kind, reason)| Notice {
                user,
                kind,
                reason,
                entity: self.entity,
                entity_id: self.id,
                // A colleague of the winner may not read the deal: the success is told, not its name.
                title: if reason == shared::platform::notifications::Reason::YourTeam {
                    String::new()
                } else {
                    self.title.clone()
                },
                detail: self.detail.clone(),
                actor: event.actor,
                count: 1,
                at: event.at,
                keys: vec![format!("event:{}", event.seq)],
            })
            .collect()
    }
}

/// What the facts of an event say.
#[derive(serde::Deserialize, Default)]
struct Facts {
    owner_id: Option<UserId>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    links: Links,
}

impl Facts {
    /// The text of an activity in which people may be named: the notes, and the subject when there is a
    /// sign in it, as in a line of the quick log.
    fn said(&self) -> String {
        match (self.subject.contains('@'), self.body.is_empty()) {
            (false, _) => self.body.clone(),
            (true, true) => self.subject.clone(),
            (true, false) => format!("{}\n{}", self.subject, self.body),
        }
    }
}

fn facts(json: Option<&str>) -> Facts {
    json.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

impl Round {
    /// What `event` means; mostly nothing.
    pub(super) async fn meanings(&mut self, event: &Happened) -> Result<Vec<Meaning>, Problem> {
        let mut found = Vec::new();
        match event.entity {
            Entity::Opportunity if event.action == "stage_moved" => {
                found.extend(self.moved(event).await?);
            }
            Entity::Opportunity | Entity::Account | Entity::Contact | Entity::Task => {
                found.extend(self.given(event).await?);
                if event.entity == Entity::Task && is_written(&event.action) {
                    let (before, after) = (
                        facts(event.before.as_deref()),
                        facts(event.after.as_deref()),
                    );
                    let (old, new) = (before.notes, after.notes);
                    found.extend(self.named(event, &old, &new, after.links).await?);
                }
            }
            Entity::Activity if is_written(&event.action) => {
                let (before, after) = (
                    facts(event.before.as_deref()),
                    facts(event.after.as_deref()),
                );
                let (old, new) = (before.said(), after.said());
                found.extend(self.named(event, &old, &new, after.links).await?);
            }
            Entity::Quote
                if matches!(
                    event.action.as_str(),
                    "accepted" | "declined" | "viewed" | "room_asked"
                ) =>
            {
                found.extend(self.answered(event).await?);
            }
            Entity::Approval => found.extend(approval(event)),
            Entity::Export => found.extend(self.exported(event).await?),
            _ => {}
        }
        Ok(found)
    }

    async fn place(&mut self, event: &Happened) -> Result<Option<Place>, Problem> {
        rows::place(&mut self.session, event.entity, event.id)
            .await
            .or_problem()
    }

    async fn moved(&mut self, event: &Happened) -> Result<Option<Meaning>, Problem> {
        let Some(place) = self.place(event).await? else {
            return Ok(None);
        };
        let owner = place.owner;
        let team = match place.deal {
            Some(deal) => rows::deal_team(&mut self.session, deal)
                .await
                .or_problem()?,
            None => Vec::new(),
        };
        let happening = if place.won {
            Happening::Won {
                owner,
                team,
                leaders: rows::leaders_of(&mut self.session, owner)
                    .await
                    .or_problem()?,
                colleagues: rows::colleagues_of(&mut self.session, owner)
                    .await
                    .or_problem()?,
            }
        } else {
            Happening::Moved { owner, team }
        };
        Ok(Some(Meaning {
            happening,
            entity: event.entity,
            id: event.id,
            title: place.title,
            detail: place.stage,
        }))
    }

    /// A record that was made for somebody, or has a new owner.
    async fn given(&mut self, event: &Happened) -> Result<Option<Meaning>, Problem> {
        let Some(owner) = event.owner.filter(|owner| Some(*owner) != event.actor) else {
            return Ok(None);
        };
        let new = match event.action.as_str() {
            "created" => true,
            "assigned" | "edited" => facts(event.before.as_deref())
                .owner_id
                .is_some_and(|former| former != owner),
            _ => false,
        };
        if !new {
            return Ok(None);
        }
        let Some(place) = self
            .place(event)
            .await?
            .filter(|place| place.owner == owner)
        else {
            return Ok(None);
        };
        Ok(Some(Meaning {
            happening: Happening::Given { to: owner },
            entity: event.entity,
            id: event.id,
            title: place.title,
            detail: LocalText::default(),
        }))
    }

    /// The full export somebody asked for has ended.
    async fn exported(&mut self, event: &Happened) -> Result<Option<Meaning>, Problem> {
        let ended = match event.action.as_str() {
            "export_finished" => "done",
            "export_failed" => "failed",
            _ => return Ok(None),
        };
        Ok(self.place(event).await?.map(|place| Meaning {
            happening: Happening::Exported { by: place.owner },
            entity: event.entity,
            id: event.id,
            title: place.title,
            // The page has a word for each.
            detail: LocalText::new(ended, ended),
        }))
    }

    async fn answered(&mut self, event: &Happened) -> Result<Option<Meaning>, Problem> {
        let Some(place) = self.place(event).await? else {
            return Ok(None);
        };
        let team = match place.deal {
            Some(deal) => rows::deal_team(&mut self.session, deal)
                .await
                .or_problem()?,
            None => Vec::new(),
        };
        Ok(Some(Meaning {
            happening: Happening::QuoteAnswered {
                owner: place.owner,
                team,
            },
            entity: event.entity,
            id: event.id,
            title: place.title,
            // The page has a word for each answer.
            detail: LocalText::new(event.action.clone(), event.action.clone()),
        }))
    }

    /// People named in `new` who were not in `old`, and who may read the text.
    async fn named(
        &mut self,
        event: &Happened,
        old: &str,
        new: &str,
        links: Links,
    ) -> Result<Option<Meaning>, Problem> {
        if !new.contains('@') {
            return Ok(None);
        }
        let people = self.people().await?;
        let before = mentioned(old, &people);
        let mut users = Vec::new();
        for user in mentioned(new, &people) {
            if !before.contains(&user) && self.may_read(event, user).await? {
                users.push(user);
            }
        }
        if users.is_empty() {
            return Ok(None);
        }
        let (entity, id) = match (links.opportunity, links.contact, links.account) {
            (Some(deal), _, _) => (Entity::Opportunity, deal.0),
            (None, Some(contact), _) => (Entity::Contact, contact.0),
            (None, None, Some(account)) => (Entity::Account, account.0),
            (None, None, None) => (event.entity, event.id),
        };
        let place = rows::place(&mut self.session, entity, id)
            .await
            .or_problem()?;
        let excerpt: String = new.chars().take(EXCERPT).collect();
        Ok(Some(Meaning {
            happening: Happening::Named { users },
            entity,
            id,
            title: place.map(|place| place.title).unwrap_or_default(),
            detail: LocalText::new(excerpt.clone(), excerpt),
        }))
    }

    /// Whether `user` may read the activity or the task of `event`.
    async fn may_read(&mut self, event: &Happened, user: UserId) -> Result<bool, Problem> {
        let actor = store::platform::users::actor(&mut self.session, user)
            .await
            .or_problem()?;
        let Some(actor) = actor.filter(|actor| actor.may(Action::ViewActivity)) else {
            return Ok(false);
        };
        Ok(if event.entity == Entity::Task {
            store::work::tasks::get(
                &mut self.session,
                &actor,
                shared::kernel::TaskId(event.id),
                false,
            )
            .await
            .or_problem()?
            .is_some()
        } else {
            store::work::activities::get(&mut self.session, &actor, ActivityId(event.id), false)
                .await
                .or_problem()?
                .is_some()
        })
    }
}

/// What the event of a request says.
#[derive(serde::Deserialize)]
struct RequestFacts {
    number: String,
    title: String,
    quote_id: QuoteId,
    state: String,
    decision: String,
    asked: Vec<UserId>,
    told: Vec<UserId>,
    #[serde(default)]
    note: String,
}

/// Who is asked to approve, and who is told how it ended. The page has a word for each end.
fn approval(event: &Happened) -> Vec<Meaning> {
    let facts: Option<RequestFacts> = event
        .after
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let Some(facts) = facts else {
        return Vec::new();
    };
    let meaning = |happening, word: &str| Meaning {
        happening,
        entity: Entity::Quote,
        id: facts.quote_id.0,
        title: format!("{} {}", facts.number, facts.title)
            .trim()
            .to_owned(),
        detail: LocalText::new(word, word),
    };
    let mut found = Vec::new();
    if !facts.asked.is_empty() {
        let users = facts.asked.clone();
        // The first line says what happened, the others what was written.
        let note: String = facts.note.chars().take(EXCERPT).collect();
        let said = format!("{}\n{note}", event.action);
        found.push(meaning(Happening::Asked { users }, said.trim()));
    }
    if !facts.told.is_empty() {
        let users = facts.told.clone();
        let conditional = facts.state == "approved" && facts.decision == "approve_if";
        let word = if conditional {
            "approve_if"
        } else {
            &facts.state
        };
        found.push(meaning(Happening::Decided { users }, word));
    }
    found
}

fn is_written(action: &str) -> bool {
    matches!(action, "created" | "edited")
}
