//! Accounts, contacts and leads.

mod account_list;
pub mod accounts;
pub mod acquaintances;
pub mod affiliations;
mod contact_list;
pub mod contacts;
pub mod duplicate_runs;
pub mod duplicates;
mod lead_list;
pub mod lead_matches;
pub mod leads;
mod merge_relations;
pub mod merges;
pub mod related;
pub mod relations;
mod search;
pub mod web_leads;

pub(crate) use leads::lead_scope;
pub(crate) use search::{bytewise, escape, words};

use crate::{Result, Session, args};
use shared::kernel::UserId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The names of all users, inactive ones too: old changes name them.
pub async fn people(session: &mut Session) -> Result<BTreeMap<UserId, String>> {
    let rows: Vec<(Uuid, String)> = session.all("SELECT id, name FROM users", args![]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (UserId(id), name))
        .collect())
}
