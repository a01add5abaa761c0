//! An account, a contact or a lead as one of two sides of a merge.

use crate::crm::leads::Recorded;
use crate::crm::owner::require_edit;
use crate::{Ctx, OrNotFound, OrProblem};
use i18n::{Key, custom_value, integer, money, t};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::crm::accounts::{AccountChange, AccountFacts, check_account};
use shared::crm::contacts::{ContactChange, ContactFacts, check_contact};
use shared::crm::countries::country;
use shared::crm::duplicates::DuplicateKind;
use shared::crm::leads::{LeadChange, LeadState, LeadStatus, check_lead};
use shared::kernel::event::Entity;
use shared::kernel::{
    AccountId, Action, Change, ContactId, Instant, Issue, Lang, LeadId, Problem, Scope, UserId,
    with_changes,
};
use shared::platform::fields::{CustomField, Holder, field_name};
use std::collections::BTreeMap;
use store::crm::accounts::{self, StoredAccount};
use store::crm::contacts::{self, StoredContact};
use store::crm::duplicates::{Compared, of_account, of_contact, of_lead};
use store::crm::leads::{self, StoredLead};
use store::{Change as Event, Session};
use uuid::Uuid;

/// A stored record of any of the kinds.
pub(super) enum Stored {
    Account(Box<StoredAccount>),
    Contact(Box<StoredContact>),
    Lead(Box<StoredLead>),
}

/// The record, deleted or not; leads within the scope of `action`.
pub(super) async fn load(
    ctx: &Ctx,
    session: &mut Session,
    kind: DuplicateKind,
    id: Uuid,
    action: Action,
) -> Result<Stored, Problem> {
    Ok(match kind {
        DuplicateKind::Account => {
            let found = accounts::get(session, AccountId(id)).await.or_problem()?;
            Stored::Account(Box::new(found.or_not_found()?))
        }
        DuplicateKind::Contact => {
            let found = contacts::get(session, ContactId(id)).await.or_problem()?;
            Stored::Contact(Box::new(found.or_not_found()?))
        }
        DuplicateKind::Lead => {
            let scope = ctx.scope_for(action);
            let found = leads::get(session, &ctx.actor, scope, LeadId(id))
                .await
                .or_problem()?;
            Stored::Lead(Box::new(found.or_not_found()?))
        }
    })
}

/// The changes of `other` against `own` in these fields, applied to `own`.
fn with_fields<C: Change>(own: &C::Facts, differences: Vec<C>, fields: &[String]) -> C::Facts
where
    C::Facts: Clone,
{
    let taken: Vec<C> = differences
        .into_iter()
        .filter(|change| fields.iter().any(|field| field == change.field()))
        .collect();
    with_changes(own.clone(), &taken)
}

/// `now` with the former values of the fields nobody touched since `after`.
fn reverted<C: Change>(now: &C::Facts, after: &C::Facts, back: Vec<C>) -> C::Facts
where
    C::Facts: Clone,
{
    let own: Vec<C> = back
        .into_iter()
        .filter(|change| change.current(now) == change.current(after))
        .collect();
    with_changes(now.clone(), &own)
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|_| Problem::of(shared::kernel::ProblemKind::Internal))
}

impl Stored {
    pub fn compared(&self) -> Compared {
        match self {
            Stored::Account(one) => of_account(one),
            Stored::Contact(one) => of_contact(one),
            Stored::Lead(one) => of_lead(one),
        }
    }

    pub const fn version(&self) -> i64 {
        match self {
            Stored::Account(one) => one.version,
            Stored::Contact(one) => one.version,
            Stored::Lead(one) => one.version,
        }
    }

    pub const fn deleted(&self) -> bool {
        match self {
            Stored::Account(one) => one.deleted_at.is_some(),
            Stored::Contact(one) => one.deleted_at.is_some(),
            Stored::Lead(one) => one.deleted_at.is_some(),
        }
    }

    /// When it was created, and changed last.
    pub const fn moments(&self) -> (Instant, Instant) {
        match self {
            Stored::Account(one) => (one.created_at, one.updated_at),
            Stored::Contact(one) => (one.created_at, one.updated_at),
            Stored::Lead(one) => (one.created_at, one.updated_at),
        }
    }

    /// The facts people edit, in JSON.
    pub fn value(&self) -> Value {
        let value = match self {
            Stored::Account(one) => serde_json::to_value(&one.facts),
            Stored::Contact(one) => serde_json::to_value(&one.facts),
            Stored::Lead(one) => serde_json::to_value(&one.facts),
        };
        value.unwrap_or_default()
    }

    /// What a merge remembers of the record that stays.
    pub fn remembered(&self) -> String {
        match self {
            Stored::Account(one) => json(&one.facts),
            Stored::Contact(one) => json(&one.facts),
            Stored::Lead(one) => json(&Recorded::of(&one.facts, &one.state)),
        }
    }

    /// Refuses unless the actor may change it; a lead was loaded within their scope.
    pub async fn require_edit(&self, ctx: &Ctx, session: &mut Session) -> Result<(), Problem> {
        match self {
            Stored::Account(one) => require_edit(ctx, session, one.facts.owner_id).await,
            Stored::Contact(one) => require_edit(ctx, session, one.facts.owner_id).await,
            Stored::Lead(_) => ctx.require(Action::EditLead),
        }
    }

    /// Takes these fields from the other; one of another kind gives nothing.
    pub fn take(&mut self, other: &Stored, fields: &[String]) {
        match (self, other) {
            (Stored::Account(own), Stored::Account(other)) => {
                let all = AccountChange::between(&own.facts, &other.facts);
                own.facts = with_fields(&own.facts, all, fields);
                // Under the one that goes, it moves up to where that one was.
                if own.facts.parent_id == Some(other.id) {
                    own.facts.parent_id = other.facts.parent_id.filter(|id| *id != own.id);
                }
            }
            (Stored::Contact(own), Stored::Contact(other)) => {
                let all = ContactChange::between(&own.facts, &other.facts);
                own.facts = with_fields(&own.facts, all, fields);
            }
            (Stored::Lead(own), Stored::Lead(other)) => {
                let all = LeadChange::between(&own.facts, &other.facts);
                own.facts = with_fields(&own.facts, all, fields);
                // Somebody has worked on the other: that is not lost.
                if own.state.status == LeadStatus::New {
                    own.state = other.state.clone();
                }
            }
            _ => {}
        }
    }

    /// Puts back what a merge changed and nobody has changed since.
    pub fn give_back(&mut self, before: &str, after: &str) -> Result<(), Problem> {
        match self {
            Stored::Account(own) => {
                let (before, after): (AccountFacts, AccountFacts) = (read(before)?, read(after)?);
                let back = AccountChange::between(&after, &before);
                own.facts = reverted(&own.facts, &after, back);
            }
            Stored::Contact(own) => {
                let (before, after): (ContactFacts, ContactFacts) = (read(before)?, read(after)?);
                let back = ContactChange::between(&after, &before);
                own.facts = reverted(&own.facts, &after, back);
            }
            Stored::Lead(own) => {
                let (before, after): (Recorded, Recorded) = (read(before)?, read(after)?);
                let back = LeadChange::between(after.facts(), before.facts());
                own.facts = reverted::<LeadChange>(&own.facts, after.facts(), back);
                if own.state == *after.state() {
                    own.state = before.state().clone();
                }
            }
        }
        Ok(())
    }

    /// Findings that keep it from being saved.
    pub fn issues(&self, ctx: &Ctx) -> Vec<Issue> {
        match self {
            Stored::Account(one) => check_account(&one.facts, ctx.today()),
            Stored::Contact(one) => check_contact(&one.facts),
            Stored::Lead(one) => check_lead(&one.facts),
        }
    }

    /// Saves it as it is now; whether nobody was faster.
    pub async fn save(&self, session: &mut Session, at: Instant) -> Result<bool, Problem> {
        match self {
            Stored::Account(one) => {
                accounts::update(session, one.id, one.version, &one.facts, at).await
            }
            Stored::Contact(one) => {
                contacts::update(session, one.id, one.version, &one.facts, at).await
            }
            Stored::Lead(one) => {
                let facts = (&one.facts, &one.state);
                leads::update(session, one.id, one.version, facts, at).await
            }
        }
        .or_problem()
    }

    /// Hides it (`Some`) or brings it back.
    pub async fn hide(
        &self,
        session: &mut Session,
        deleted_at: Option<Instant>,
        at: Instant,
    ) -> Result<(), Problem> {
        match self {
            Stored::Account(one) => {
                accounts::set_deleted(session, one.id, one.version, deleted_at, at).await
            }
            Stored::Contact(one) => {
                contacts::set_deleted(session, one.id, one.version, deleted_at, at).await
            }
            Stored::Lead(one) => {
                leads::set_deleted(session, one.id, one.version, deleted_at, at).await
            }
        }
        .or_problem()?;
        Ok(())
    }

    /// Writes an event about it.
    pub async fn record(
        &self,
        ctx: &Ctx,
        session: &mut Session,
        action: &str,
        (before, after): (Option<&str>, Option<&str>),
    ) -> Result<(), Problem> {
        let parse = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok());
        let sides: (Option<Value>, Option<Value>) = (parse(before), parse(after));
        let (entity, id, parent, owner) = match self {
            Stored::Account(one) => (Entity::Account, one.id.0, None, None),
            Stored::Contact(one) => {
                let account = one.facts.account_id.map(|id| id.0);
                (Entity::Contact, one.id.0, account, None)
            }
            Stored::Lead(one) => (Entity::Lead, one.id.0, None, one.facts.owner_id),
        };
        let event = Event {
            entity,
            id,
            parent,
            owner,
            action,
            before: sides.0.as_ref(),
            after: sides.1.as_ref(),
        };
        ctx.record(session, event).await
    }

    /// Its values as people read them, by field.
    pub async fn texts(
        &self,
        ctx: &Ctx,
        session: &mut Session,
        people: &BTreeMap<UserId, String>,
    ) -> Result<Vec<(String, String)>, Problem> {
        let lang = ctx.actor.lang;
        let Value::Object(values) = self.value() else {
            return Ok(Vec::new());
        };
        let mut texts = Vec::new();
        let settings = ctx.settings(session).await?;
        for (field, value) in values {
            if field == "custom" {
                texts.extend(self.own_texts(lang, &settings.fields));
                continue;
            }
            let text = match (field.as_str(), self) {
                ("owner_id", _) => person(&value, people),
                ("parent_id", Stored::Account(one)) => match one.facts.parent_id {
                    Some(id) => accounts::name_of(session, id)
                        .await
                        .or_problem()?
                        .unwrap_or_default(),
                    None => String::new(),
                },
                ("account_id", Stored::Contact(one)) => {
                    one.account_name.clone().unwrap_or_default()
                }
                ("annual_revenue", Stored::Account(one)) => one
                    .facts
                    .annual_revenue
                    .map(|amount| money(lang, amount))
                    .unwrap_or_default(),
                (field, _) => plain(lang, field, &value),
            };
            texts.push((field, text));
        }
        Ok(texts)
    }

    /// Those of the fields an administrator added, archived ones too: nothing is lost unseen.
    fn own_texts(&self, lang: Lang, fields: &[CustomField]) -> Vec<(String, String)> {
        let (holder, values) = match self {
            Stored::Account(one) => (Holder::Account, &one.facts.custom),
            Stored::Contact(one) => (Holder::Contact, &one.facts.custom),
            Stored::Lead(one) => (Holder::Lead, &one.facts.custom),
        };
        let own = fields.iter().filter(|field| field.holder == holder);
        own.filter(|field| !values.get(&field.key).is_empty())
            .map(|field| {
                let text = custom_value(lang, field, values.get(&field.key));
                (field_name(&field.key), text)
            })
            .collect()
    }
}

fn person(value: &Value, people: &BTreeMap<UserId, String>) -> String {
    let id = value.as_str().and_then(|text| text.parse().ok());
    id.and_then(|id| people.get(&id).cloned())
        .unwrap_or_default()
}

/// A value in the reader's language; codes by the names they have.
fn plain(lang: Lang, field: &str, value: &Value) -> String {
    let named = |key: String, text: &str| {
        Key::by_name(&key).map_or_else(|| text.to_owned(), |key| t(lang, key).to_owned())
    };
    match (field, value) {
        (_, Value::Null) => String::new(),
        ("founded_year", Value::Number(year)) => year.to_string(),
        (_, Value::Number(number)) => integer(lang, number.as_i64().unwrap_or_default()),
        ("country", Value::String(code)) => {
            country(code).map_or_else(|| code.clone(), |country| country.name(lang).to_owned())
        }
        ("kind" | "industry" | "language", Value::String(code)) => {
            named(format!("crm.{field}.{code}"), code)
        }
        ("source" | "rating", Value::String(code)) => named(format!("leads.{field}.{code}"), code),
        (_, Value::String(text)) => text.clone(),
        _ => String::new(),
    }
}

/// Where leads may be read by those who look for duplicates.
pub(crate) fn lead_scope(ctx: &Ctx) -> Scope {
    ctx.scope_for(Action::ViewLead)
}

/// The state of a lead, to refuse closed ones.
pub(super) fn lead_state(stored: &Stored) -> Option<&LeadState> {
    match stored {
        Stored::Lead(one) => Some(&one.state),
        _ => None,
    }
}

/// The facts of an account, for its place in the hierarchy.
pub(super) fn account_facts(stored: &Stored) -> Option<(AccountId, &AccountFacts)> {
    match stored {
        Stored::Account(one) => Some((one.id, &one.facts)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::crm::leads::LeadFacts;

    fn named(title: &str, phone: &str) -> LeadFacts {
        LeadFacts {
            title: title.into(),
            phone: phone.into(),
            ..LeadFacts::named("A", "B", Some(UserId(Uuid::nil())))
        }
    }

    #[test]
    fn what_was_changed_since_is_not_reverted() {
        let (before, after) = (named("Buyer", "1"), named("Head", "2"));
        let now = named("Head", "3");
        let back = LeadChange::between(&after, &before);
        assert_eq!(reverted(&now, &after, back), named("Buyer", "3"));
    }

    #[test]
    fn only_the_fields_chosen_are_taken() {
        let (own, other) = (named("Buyer", "1"), named("Head", "2"));
        let all = LeadChange::between(&own, &other);
        assert_eq!(
            with_fields(&own, all, &["phone".to_owned()]),
            named("Buyer", "2")
        );
    }
}
