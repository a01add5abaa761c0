//! What the home page asks the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::insight::home::{LoadMyDay, LoadMyTeam, MyDay, MyTeam};

/// One's own day.
#[server(name = LoadMyDayCall, endpoint = "home.my_day", input = Json, output = Json)]
pub async fn my_day(request: LoadMyDay) -> Result<MyDay, Fault> {
    call::run(request).await
}

/// Everybody in one's scope.
#[server(name = LoadMyTeamCall, endpoint = "home.my_team", input = Json, output = Json)]
pub async fn my_team(request: LoadMyTeam) -> Result<MyTeam, Fault> {
    call::run(request).await
}
