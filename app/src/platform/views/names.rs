//! The names of the records a filter leads to, and how such records are found.

use super::api;
use crate::crm::accounts::api as accounts;
use crate::crm::contacts::api as contacts;
use crate::deals::opportunities::api as opportunities;
use shared::crm::accounts::GetAccount;
use shared::crm::contacts::GetContact;
use shared::deals::opportunities::GetOpportunity;
use shared::platform::views::{
    Cell, Fields, Filter, Kind, Object, ReadRows, Target, ViewRow, ViewSpec,
};
use ui::{Choice, Suggest};

/// How many deals are offered.
const OFFERED: u32 = 12;

/// Accounts, contacts and deals a filter names, by their ids.
pub(super) fn named_records(fields: Fields, filter: &Filter, found: &mut Vec<(Target, String)>) {
    match filter {
        Filter::All(parts) | Filter::Any(parts) => {
            for part in parts {
                named_records(fields, part, found);
            }
        }
        Filter::Not(part) => named_records(fields, part, found),
        Filter::Test(condition) => {
            let field = fields.get(&condition.field);
            let Some(Kind::Reference(target)) = field.map(|field| field.kind) else {
                return;
            };
            if matches!(
                target,
                Target::Account | Target::Contact | Target::Opportunity
            ) {
                let ids = condition.values.iter().cloned();
                found.extend(ids.map(|id| (target, id)));
            }
        }
    }
}

/// The name of one, as far as its reader sees it.
pub(super) async fn record_name(target: Target, id: &str) -> Option<String> {
    match target {
        Target::Account => {
            let id = id.parse().ok()?;
            let view = accounts::get(GetAccount { id }).await.ok()?;
            Some(view.facts.name)
        }
        Target::Contact => {
            let id = id.parse().ok()?;
            let view = contacts::get(GetContact { id }).await.ok()?;
            Some(view.name())
        }
        Target::Opportunity => {
            let id = id.parse().ok()?;
            let view = opportunities::get(GetOpportunity { id }).await.ok()?;
            Some(view.name)
        }
        Target::User | Target::Team | Target::Pipeline | Target::Stage => None,
    }
}

/// Deals by what is typed of their name or account.
pub(super) fn deals() -> Suggest {
    Suggest::new(move |text: String| async move {
        let request = ReadRows {
            object: Object::Opportunities,
            spec: ViewSpec {
                search: text,
                sort: "name".to_owned(),
                columns: vec!["name".to_owned()],
                ..ViewSpec::default()
            },
            after: None,
            limit: OFFERED,
        };
        let found = api::rows(request).await.map(|view| view.rows);
        found.unwrap_or_default().into_iter().map(choice).collect()
    })
}

fn choice(row: ViewRow) -> Choice {
    let name = match row.cells.into_iter().next() {
        Some(Cell::Text(name)) => name,
        _ => String::new(),
    };
    Choice::new(row.id.to_string(), name)
}
