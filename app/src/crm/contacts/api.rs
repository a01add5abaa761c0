//! Server functions of contacts.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::crm::contacts::{
    ContactRelated, ContactRow, ContactView, CreateContact, DeleteContact, EditContact, GetContact,
    GetContactRelated, ListContacts, RestoreContact, SuggestContacts,
};
use shared::kernel::{ContactId, Named, Page};

/// A piece of the list.
#[server(name = ListContactsCall, endpoint = "contacts.list", input = Json, output = Json)]
pub async fn list(request: ListContacts) -> Result<Page<ContactRow>, Fault> {
    call::run(request).await
}

/// One contact.
#[server(name = GetContactCall, endpoint = "contacts.get", input = Json, output = Json)]
pub async fn get(request: GetContact) -> Result<ContactView, Fault> {
    call::run(request).await
}

/// What hangs on a contact.
#[server(name = GetContactRelatedCall, endpoint = "contacts.related", input = Json, output = Json)]
pub async fn related(request: GetContactRelated) -> Result<ContactRelated, Fault> {
    call::run(request).await
}

/// A new contact.
#[server(name = CreateContactCall, endpoint = "contacts.create", input = Json, output = Json)]
pub async fn create(request: CreateContact) -> Result<ContactView, Fault> {
    call::run(request).await
}

/// Changes facts.
#[server(name = EditContactCall, endpoint = "contacts.edit", input = Json, output = Json)]
pub async fn edit(request: EditContact) -> Result<ContactView, Fault> {
    call::run(request).await
}

/// Hides a contact.
#[server(name = DeleteContactCall, endpoint = "contacts.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteContact) -> Result<ContactView, Fault> {
    call::run(request).await
}

/// Brings a contact back.
#[server(name = RestoreContactCall, endpoint = "contacts.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreContact) -> Result<ContactView, Fault> {
    call::run(request).await
}

/// Contacts for a picker.
#[server(name = SuggestContactsCall, endpoint = "contacts.suggest", input = Json, output = Json)]
pub async fn suggest(request: SuggestContacts) -> Result<Vec<Named<ContactId>>, Fault> {
    call::run(request).await
}
