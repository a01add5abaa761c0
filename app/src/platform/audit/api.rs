//! What the audit page asks of the server. The file is a document of its own address.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::audit::{AuditPage, CheckLog, LogCheck, ReadAudit};

/// A piece of the log.
#[server(name = ReadAuditCall, endpoint = "audit.read", input = Json, output = Json)]
pub async fn read(request: ReadAudit) -> Result<AuditPage, Fault> {
    call::run(request).await
}

/// What the last reading of the log's seals found, or a new one.
#[server(name = CheckLogCall, endpoint = "audit.check", input = Json, output = Json)]
pub async fn check(request: CheckLog) -> Result<Option<LogCheck>, Fault> {
    call::run(request).await
}
