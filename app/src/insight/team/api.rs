//! What the page asks.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::insight::team::ops::{LoadTeamFigures, TeamFiguresView};

/// The figures of everybody in view.
#[server(name = LoadTeamFiguresCall, endpoint = "team.figures", input = Json, output = Json)]
pub async fn load_figures(request: LoadTeamFigures) -> Result<TeamFiguresView, Fault> {
    call::run(request).await
}
