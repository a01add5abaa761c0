//! Accounts and contacts.

use crate::http::api::book::{Book, Listed, as_json, limit, paging};
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Param, Query};
use crate::http::api::schema::{id, one_of, text};
use serde_json::json;
use shared::crm::accounts::{
    AccountChange, AccountFacts, AccountKind, AccountQuery, AccountRow, AccountView, CreateAccount,
    DeleteAccount, EditAccount, GetAccount, ListAccounts, RestoreAccount,
};
use shared::crm::contacts::{
    ContactChange, ContactFacts, ContactQuery, ContactRow, ContactView, CreateContact,
    DeleteContact, EditContact, GetContact, ListContacts, RestoreContact,
};
use shared::kernel::Page;

const SORTS: &[&str] = &[
    "name", "-name", "updated", "-updated", "created", "-created",
];

/// The order asked for, with its direction.
fn order(query: &Query) -> (&str, bool) {
    let word = query.text("sort").unwrap_or("name");
    match word.strip_prefix('-') {
        Some(word) => (word, true),
        None => (word, false),
    }
}

fn place(path: &str, query: &Query) -> String {
    format!("{path} {}", query.text("sort").unwrap_or("name"))
}

fn accounts_asked(query: &Query, _: &Call) -> Result<ListAccounts, Refusal> {
    let (sort, descending) = order(query);
    Ok(ListAccounts {
        query: AccountQuery {
            search: query.text("search").unwrap_or_default().to_owned(),
            owner: query.parsed("owner_id"),
            industry: query.text("industry").map(str::to_owned),
            country: query.text("country").map(str::to_owned),
            kind: query.parsed("kind"),
            open_only: query.flag("open_only"),
            sort: sort.parse().unwrap_or_default(),
            descending,
        },
        after: cursor::read(&place("accounts", query), query.text("cursor"))?,
        limit: limit(query),
    })
}

fn accounts_given(page: Page<AccountRow>, query: &Query) -> Listed<AccountRow> {
    Listed {
        next: page
            .next
            .map(|next| cursor::write(&place("accounts", query), &next)),
        total: Some(page.total),
        rows: page.rows,
    }
}

fn contacts_asked(query: &Query, _: &Call) -> Result<ListContacts, Refusal> {
    let (sort, descending) = order(query);
    Ok(ListContacts {
        query: ContactQuery {
            search: query.text("search").unwrap_or_default().to_owned(),
            owner: query.parsed("owner_id"),
            account: query.parsed("account_id"),
            any_account: query.parsed("any_account_id"),
            sort: sort.parse().unwrap_or_default(),
            descending,
        },
        after: cursor::read(&place("contacts", query), query.text("cursor"))?,
        limit: limit(query),
    })
}

fn contacts_given(page: Page<ContactRow>, query: &Query) -> Listed<ContactRow> {
    Listed {
        next: page
            .next
            .map(|next| cursor::write(&place("contacts", query), &next)),
        total: Some(page.total),
        rows: page.rows,
    }
}

fn common(own: Vec<Param>) -> Vec<Param> {
    let mut params = paging();
    params.push(Param::new(
        "sort",
        one_of(SORTS),
        "The order; a minus turns it round.",
    ));
    params.push(Param::new(
        "search",
        text(200),
        "Words that must all be found; accents and capitals do not matter.",
    ));
    params.push(Param::new("owner_id", id(), "Only of this owner."));
    params.extend(own);
    params
}

fn accounts(book: &mut Book) {
    let kinds = AccountKind::ALL.map(AccountKind::code);
    let filters = common(vec![
        Param::new("industry", text(100), "Only of this industry."),
        Param::new(
            "country",
            json!({ "type": "string", "pattern": "^[A-Z]{2}$" }),
            "Only of this country (ISO 3166-1).",
        ),
        Param::new("kind", one_of(&kinds), "Only of this kind."),
        Param::new(
            "open_only",
            json!({ "type": "boolean" }),
            "Only those with open opportunities.",
        ),
    ]);
    book.list(
        "accounts",
        ("AccountRow", &[]),
        filters,
        accounts_asked,
        accounts_given,
    );
    book.resource(
        "accounts",
        "Account",
        &["facts"],
        |id| GetAccount { id: id.into() },
        |view: AccountView| view,
    )
    .read()
    .create(
        &["name"],
        |call| as_json(AccountFacts::named("", call.actor.user_id)),
        |id, facts: AccountFacts| CreateAccount {
            id: id.into(),
            facts,
        },
    )
    .update(
        |view| view.facts.clone(),
        |view, facts: AccountFacts| EditAccount {
            id: view.id,
            version: view.version,
            changes: AccountChange::between(&view.facts, &facts),
        },
    )
    .delete(|view| DeleteAccount {
        id: view.id,
        version: view.version,
    })
    .restore(|id, _| RestoreAccount { id: id.into() }, false)
    .bulk();
}

fn contacts(book: &mut Book) {
    let filters = common(vec![
        Param::new("account_id", id(), "Only of this account."),
        Param::new(
            "any_account_id",
            id(),
            "Only whose own account it is, or who are affiliated with it today.",
        ),
    ]);
    book.list(
        "contacts",
        ("ContactRow", &[]),
        filters,
        contacts_asked,
        contacts_given,
    );
    book.resource(
        "contacts",
        "Contact",
        &["facts"],
        |id| GetContact { id: id.into() },
        |view: ContactView| view,
    )
    .read()
    .create(
        &[],
        |call| as_json(ContactFacts::named("", "", call.actor.user_id)),
        |id, facts: ContactFacts| CreateContact {
            id: id.into(),
            facts,
        },
    )
    .update(
        |view| view.facts.clone(),
        |view, facts: ContactFacts| EditContact {
            id: view.id,
            version: view.version,
            changes: ContactChange::between(&view.facts, &facts),
        },
    )
    .delete(|view| DeleteContact {
        id: view.id,
        version: view.version,
    })
    .restore(|id, _| RestoreContact { id: id.into() }, false)
    .bulk();
}

pub fn add(book: &mut Book) {
    accounts(book);
    contacts(book);
}
