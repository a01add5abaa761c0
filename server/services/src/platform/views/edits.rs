//! One record of a bulk change, done by the operation a page would ask: the same right, rule,
//! version and event.

use crate::{Ctx, OrNotFound, OrProblem, conflict};
use ports::Dispatcher;
use serde::{Deserialize, Serialize};
use shared::cpq::catalog::ops::{EditProduct, GetProduct, SetProductActive};
use shared::cpq::catalog::{Product, ProductChange};
use shared::cpq::quotes::ops::{DeleteQuote, GetQuote, RestoreQuote, SaveQuote};
use shared::cpq::quotes::{QuoteView, figures, price_draft};
use shared::crm::accounts::{
    AccountChange, AccountView, DeleteAccount, EditAccount, GetAccount, RestoreAccount,
};
use shared::crm::contacts::{
    ContactChange, ContactView, DeleteContact, EditContact, GetContact, RestoreContact,
};
use shared::crm::leads::{DeleteLead, EditLead, GetLead, LeadChange, LeadView, RestoreLead};
use shared::deals::opportunities::{
    AssignOpportunity, DeleteOpportunity, EditOpportunity, GetOpportunity, OpportunityView,
    RestoreOpportunity,
};
use shared::kernel::change::Change;
use shared::kernel::{
    AccountId, ContactId, Issue, LeadId, Operation, OpportunityId, Problem, ProblemKind, ProductId,
    QuoteId, TaskId, UserId,
};
use shared::platform::views::{BulkAct, FieldChange, Fields, Object, setting};
use shared::work::tasks::ops::{CompleteTask, DeleteTask, EditTask, ReopenTask, RestoreTask};
use shared::work::tasks::{TaskChange, TaskDraft, TaskView};
use std::borrow::Cow;
use uuid::Uuid;

/// What is done to a record, or undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Edit {
    /// Sets a field.
    Set(FieldChange),
    /// Gives it to somebody.
    Assign(UserId),
    /// Deletes it.
    Delete,
    /// Brings it back.
    Restore,
}

impl Edit {
    /// What `act` means for the list with these `fields`.
    pub fn of(fields: Fields, act: &BulkAct) -> Result<Self, Problem> {
        Ok(match act {
            BulkAct::Set { field, value } => {
                Edit::Set(setting(fields, field, value).map_err(Problem::because)?)
            }
            BulkAct::Assign(_) if !fields.object().is_assigned() => return Err(refused("owner")),
            BulkAct::Delete if !fields.object().is_deletable() => return Err(refused("status")),
            BulkAct::Assign(user) => Edit::Assign(*user),
            BulkAct::Delete => Edit::Delete,
        })
    }
}

/// A record as it is before an edit.
pub(super) struct Found {
    pub name: String,
    pub version: i64,
    view: View,
}

enum View {
    Opportunity(Box<OpportunityView>),
    Account(Box<AccountView>),
    Contact(Box<ContactView>),
    Lead(Box<LeadView>),
    Quote(Box<QuoteView>),
    Task(Box<TaskView>),
    Product(Box<Product>),
}

async fn ask<O: Operation>(ctx: &Ctx, operation: O) -> Result<O::Answer, Problem> {
    let answer = ctx
        .services()
        .dispatch(&ctx.actor, O::NAME, Box::new(operation))
        .await?;
    answer
        .downcast::<O::Answer>()
        .map(|answer| *answer)
        .map_err(|_| Problem::of(ProblemKind::Internal))
}

/// The record as its reader sees it.
pub(super) async fn find(ctx: &Ctx, object: Object, id: Uuid) -> Result<Found, Problem> {
    Ok(match object {
        Object::Opportunities => {
            let id = OpportunityId(id);
            let view = ask(ctx, GetOpportunity { id }).await?;
            Found {
                name: view.name.clone(),
                version: view.version,
                view: View::Opportunity(Box::new(view)),
            }
        }
        Object::Accounts => {
            let view = ask(ctx, GetAccount { id: AccountId(id) }).await?;
            Found {
                name: view.facts.name.clone(),
                version: view.version,
                view: View::Account(Box::new(view)),
            }
        }
        Object::Contacts => {
            let view = ask(ctx, GetContact { id: ContactId(id) }).await?;
            Found {
                name: view.name(),
                version: view.version,
                view: View::Contact(Box::new(view)),
            }
        }
        Object::Leads => {
            let view = ask(ctx, GetLead { id: LeadId(id) }).await?;
            Found {
                name: view.name(),
                version: view.version,
                view: View::Lead(Box::new(view)),
            }
        }
        Object::Quotes => {
            let view = ask(ctx, GetQuote { id: QuoteId(id) }).await?;
            Found {
                name: format!("{} {}", view.number, view.draft.title),
                version: view.version,
                view: View::Quote(Box::new(view)),
            }
        }
        Object::Tasks => {
            let view = task_as_it_is(ctx, TaskId(id)).await?;
            Found {
                name: view.subject.clone(),
                version: view.version,
                view: View::Task(Box::new(view)),
            }
        }
        Object::Products => {
            let view = ask(ctx, GetProduct { id: ProductId(id) }).await?;
            Found {
                name: view.draft.name.get(ctx.actor.lang).to_owned(),
                version: view.version,
                view: View::Product(Box::new(view)),
            }
        }
    })
}

/// A task its reader may see, a deleted one too: it is brought back.
async fn task_as_it_is(ctx: &Ctx, id: TaskId) -> Result<TaskView, Problem> {
    let mut session = ctx.read().await?;
    let standing = store::work::tasks::get(&mut session, &ctx.actor, id, false).await;
    if let Some(view) = standing.or_problem()? {
        return Ok(view);
    }
    let deleted = store::work::tasks::get(&mut session, &ctx.actor, id, true).await;
    deleted.or_problem()?.or_not_found()
}

impl Found {
    /// The edit that would undo `edit`.
    fn undo(&self, edit: &Edit) -> Edit {
        match (edit, &self.view) {
            (Edit::Delete, _) => Edit::Restore,
            (Edit::Restore, _) => Edit::Delete,
            (Edit::Assign(_), View::Opportunity(view)) => Edit::Assign(view.owner.id),
            (Edit::Assign(_), View::Account(view)) => Edit::Assign(view.owner.id),
            (Edit::Assign(_), View::Contact(view)) => Edit::Assign(view.owner.id),
            // One taken from the queue goes back there.
            (Edit::Assign(_), View::Lead(view)) => match &view.owner {
                Some(owner) => Edit::Assign(owner.id),
                None => Edit::Set(FieldChange::Lead(LeadChange::Owner(None))),
            },
            (Edit::Set(FieldChange::Opportunity(change)), View::Opportunity(view)) => {
                let before = change.current(&view.fields());
                Edit::Set(FieldChange::Opportunity(before))
            }
            (Edit::Set(FieldChange::Account(change)), View::Account(view)) => {
                Edit::Set(FieldChange::Account(change.current(&view.facts)))
            }
            (Edit::Set(FieldChange::Contact(change)), View::Contact(view)) => {
                Edit::Set(FieldChange::Contact(change.current(&view.facts)))
            }
            (Edit::Set(FieldChange::Lead(change)), View::Lead(view)) => {
                Edit::Set(FieldChange::Lead(change.current(&view.facts)))
            }
            (Edit::Assign(_), View::Task(view)) => Edit::Assign(view.owner.id),
            (Edit::Set(FieldChange::Task(change)), View::Task(view)) => {
                Edit::Set(FieldChange::Task(change.current(view)))
            }
            (Edit::Set(FieldChange::Product(change)), View::Product(view)) => {
                Edit::Set(FieldChange::Product(change.current(view)))
            }
            (Edit::Set(FieldChange::Quote(change)), View::Quote(view)) => {
                Edit::Set(FieldChange::Quote(change.current(&view.draft.custom)))
            }
            // What is done to another kind of record is refused by `apply`.
            (Edit::Set(_), _) | (Edit::Assign(_), View::Quote(_) | View::Product(_)) => {
                edit.clone()
            }
        }
    }

    /// What `edit` is for this very record: tasks are put off each from where it is.
    fn settled<'a>(&self, ctx: &Ctx, edit: &'a Edit) -> Cow<'a, Edit> {
        match (edit, &self.view) {
            (Edit::Set(FieldChange::Task(change)), View::Task(view)) => {
                let change = change.settled(view, ctx.now(), &ctx.actor.zone);
                Cow::Owned(Edit::Set(FieldChange::Task(change)))
            }
            _ => Cow::Borrowed(edit),
        }
    }

    /// Does `edit` to the record at `version`; gives its new version and what undoes it. `None`
    /// when it was so already.
    pub async fn apply(
        &self,
        ctx: &Ctx,
        id: Uuid,
        version: i64,
        edit: &Edit,
    ) -> Result<Option<(i64, Edit)>, Problem> {
        let settled = self.settled(ctx, edit);
        let edit: &Edit = &settled;
        let undo = self.undo(edit);
        if undo == *edit {
            return Ok(None);
        }
        let now = match &self.view {
            View::Opportunity(_) => opportunity(ctx, OpportunityId(id), version, edit).await?,
            View::Account(_) => account(ctx, AccountId(id), version, edit).await?,
            View::Contact(_) => contact(ctx, ContactId(id), version, edit).await?,
            View::Lead(_) => lead(ctx, LeadId(id), version, edit).await?,
            View::Quote(view) => quote(ctx, view, version, edit).await?,
            View::Task(view) => task(ctx, view, version, edit).await?,
            View::Product(view) => product(ctx, view, version, edit).await?,
        };
        Ok(Some((now, undo)))
    }
}

fn refused(field: &str) -> Problem {
    Problem::because(Issue::error("filter_field", "field").with("name", field))
}

fn mismatch() -> Problem {
    refused("")
}

async fn opportunity(
    ctx: &Ctx,
    id: OpportunityId,
    version: i64,
    edit: &Edit,
) -> Result<i64, Problem> {
    let view = match edit {
        Edit::Set(FieldChange::Opportunity(change)) => {
            let changes = vec![change.clone()];
            let request = EditOpportunity {
                id,
                version,
                changes,
            };
            ask(ctx, request).await?
        }
        Edit::Set(_) => return Err(mismatch()),
        Edit::Assign(owner_id) => {
            let request = AssignOpportunity {
                id,
                version,
                owner_id: *owner_id,
            };
            ask(ctx, request).await?
        }
        Edit::Delete => ask(ctx, DeleteOpportunity { id, version }).await?,
        Edit::Restore => ask(ctx, RestoreOpportunity { id, version }).await?,
    };
    Ok(view.version)
}

async fn account(ctx: &Ctx, id: AccountId, version: i64, edit: &Edit) -> Result<i64, Problem> {
    let set = |change: AccountChange| EditAccount {
        id,
        version,
        changes: vec![change],
    };
    let view = match edit {
        Edit::Set(FieldChange::Account(change)) => ask(ctx, set(change.clone())).await?,
        Edit::Set(_) => return Err(mismatch()),
        Edit::Assign(owner) => ask(ctx, set(AccountChange::Owner(*owner))).await?,
        Edit::Delete => ask(ctx, DeleteAccount { id, version }).await?,
        Edit::Restore => ask(ctx, RestoreAccount { id }).await?,
    };
    Ok(view.version)
}

async fn contact(ctx: &Ctx, id: ContactId, version: i64, edit: &Edit) -> Result<i64, Problem> {
    let set = |change: ContactChange| EditContact {
        id,
        version,
        changes: vec![change],
    };
    let view = match edit {
        Edit::Set(FieldChange::Contact(change)) => ask(ctx, set(change.clone())).await?,
        Edit::Set(_) => return Err(mismatch()),
        Edit::Assign(owner) => ask(ctx, set(ContactChange::Owner(*owner))).await?,
        Edit::Delete => ask(ctx, DeleteContact { id, version }).await?,
        Edit::Restore => ask(ctx, RestoreContact { id }).await?,
    };
    Ok(view.version)
}

async fn lead(ctx: &Ctx, id: LeadId, version: i64, edit: &Edit) -> Result<i64, Problem> {
    let set = |change: LeadChange| EditLead {
        id,
        version,
        changes: vec![change],
    };
    let view = match edit {
        Edit::Set(FieldChange::Lead(change)) => ask(ctx, set(change.clone())).await?,
        Edit::Set(_) => return Err(mismatch()),
        Edit::Assign(owner) => ask(ctx, set(LeadChange::Owner(Some(*owner)))).await?,
        Edit::Delete => ask(ctx, DeleteLead { id, version }).await?,
        Edit::Restore => ask(ctx, RestoreLead { id }).await?,
    };
    Ok(view.version)
}

async fn quote(ctx: &Ctx, view: &QuoteView, version: i64, edit: &Edit) -> Result<i64, Problem> {
    let id = view.id;
    let after = match edit {
        // Saved as the editor saves it, whole: only a draft, and only by who may change it.
        Edit::Set(FieldChange::Quote(change)) => {
            let mut draft = view.draft.clone();
            change.apply(&mut draft.custom);
            let request = SaveQuote {
                id,
                version,
                figures: figures(&price_draft(&draft)),
                draft,
            };
            ask(ctx, request).await?
        }
        Edit::Set(_) | Edit::Assign(_) => return Err(mismatch()),
        Edit::Delete => ask(ctx, DeleteQuote { id, version }).await?,
        Edit::Restore => ask(ctx, RestoreQuote { id }).await?,
    };
    Ok(after.version)
}

/// What the queue does to a task without asking for its version is done to the one that was seen, too.
async fn task(ctx: &Ctx, view: &TaskView, version: i64, edit: &Edit) -> Result<i64, Problem> {
    if view.version != version {
        return Err(conflict(view));
    }
    let id = view.id;
    let write = |draft: TaskDraft| EditTask { id, version, draft };
    let after = match edit {
        Edit::Set(FieldChange::Task(TaskChange::Done(true))) => {
            ask(ctx, CompleteTask { id }).await?
        }
        Edit::Set(FieldChange::Task(TaskChange::Done(false))) => {
            ask(ctx, ReopenTask { id }).await?
        }
        Edit::Set(FieldChange::Task(change)) => {
            ask(ctx, write(change.draft(view).ok_or_else(mismatch)?)).await?
        }
        Edit::Set(_) => return Err(mismatch()),
        Edit::Assign(owner) => {
            let owner = *owner;
            let draft = view.draft();
            ask(ctx, write(TaskDraft { owner, ..draft })).await?
        }
        Edit::Delete => {
            ask(ctx, DeleteTask { id }).await?;
            return Ok(version + 1);
        }
        Edit::Restore => ask(ctx, RestoreTask { id }).await?,
    };
    Ok(after.version)
}

async fn product(ctx: &Ctx, view: &Product, version: i64, edit: &Edit) -> Result<i64, Problem> {
    let id = view.id;
    let Edit::Set(FieldChange::Product(change)) = edit else {
        return Err(mismatch());
    };
    let after = match change {
        ProductChange::Active(active) => {
            let active = *active;
            let request = SetProductActive {
                id,
                version,
                active,
            };
            ask(ctx, request).await?
        }
        ProductChange::Family(_) | ProductChange::Custom(_) => {
            let draft = change.draft(view).ok_or_else(mismatch)?;
            ask(ctx, EditProduct { id, version, draft }).await?
        }
    };
    Ok(after.version)
}
