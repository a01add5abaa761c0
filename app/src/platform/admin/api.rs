//! What the administration asks of the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::company::{CompanyView, DeleteRate, GetCompany, SaveCompany, SetRate};
use shared::platform::people::{DeleteTeam, Directory, GetDirectory, SaveTeam, SaveUser};

/// Users and teams.
#[server(name = GetDirectoryCall, endpoint = "people.directory", input = Json, output = Json)]
pub async fn directory(request: GetDirectory) -> Result<Directory, Fault> {
    call::run(request).await
}

/// Saves a user.
#[server(name = SaveUserCall, endpoint = "people.save_user", input = Json, output = Json)]
pub async fn save_user(request: SaveUser) -> Result<Directory, Fault> {
    call::run(request).await
}

/// Saves a team.
#[server(name = SaveTeamCall, endpoint = "people.save_team", input = Json, output = Json)]
pub async fn save_team(request: SaveTeam) -> Result<Directory, Fault> {
    call::run(request).await
}

/// Removes an empty team.
#[server(name = DeleteTeamCall, endpoint = "people.delete_team", input = Json, output = Json)]
pub async fn delete_team(request: DeleteTeam) -> Result<Directory, Fault> {
    call::run(request).await
}

/// The company and its rates.
#[server(name = GetCompanyCall, endpoint = "company.get", input = Json, output = Json)]
pub async fn company(request: GetCompany) -> Result<CompanyView, Fault> {
    call::run(request).await
}

/// Saves the company.
#[server(name = SaveCompanyCall, endpoint = "company.save", input = Json, output = Json)]
pub async fn save_company(request: SaveCompany) -> Result<CompanyView, Fault> {
    call::run(request).await
}

/// Sets a dated rate.
#[server(name = SetRateCall, endpoint = "company.set_rate", input = Json, output = Json)]
pub async fn set_rate(request: SetRate) -> Result<CompanyView, Fault> {
    call::run(request).await
}

/// Removes a dated rate.
#[server(name = DeleteRateCall, endpoint = "company.delete_rate", input = Json, output = Json)]
pub async fn delete_rate(request: DeleteRate) -> Result<CompanyView, Fault> {
    call::run(request).await
}

pub use crate::deals::pipelines::{list_pipelines as pipelines, save_loss_reasons, save_pipeline};
