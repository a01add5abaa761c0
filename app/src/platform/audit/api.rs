//! What the audit page asks of the server. The file is a document of its own address.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::audit::{AuditPage, ReadAudit};

/// A piece of the log.
#[server(name = ReadAuditCall, endpoint = "audit.read", input = Json, output = Json)]
pub async fn read(request: ReadAudit) -> Result<AuditPage, Fault> {
    call::run(request).await
}
