//! One's own settings, as pages ask for them.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::profile::{
    BrowserSession, ChangePassword, EndOtherSessions, EndSession, GetProfile, ProfileView,
    SaveProfile, SetPreference,
};
use ui::Choice;

/// `America/Argentina/Buenos_Aires` reads "America/Argentina/Buenos Aires".
pub fn zone_choice(name: &str) -> Choice {
    Choice::new(name, name.replace('_', " "))
}

/// One's own settings.
#[server(name = GetProfileCall, endpoint = "profile.get", input = Json, output = Json)]
pub async fn get_profile(request: GetProfile) -> Result<ProfileView, Fault> {
    call::run(request).await
}

/// Saves the profile.
#[server(name = SaveProfileCall, endpoint = "profile.save", input = Json, output = Json)]
pub async fn save_profile(request: SaveProfile) -> Result<ProfileView, Fault> {
    call::run(request).await
}

/// Saves one setting of appearance.
#[server(name = SetPreferenceCall, endpoint = "profile.set_preference", input = Json, output = Json)]
pub async fn set_preference(request: SetPreference) -> Result<(), Fault> {
    call::run(request).await
}

/// Changes the password.
#[server(name = ChangePasswordCall, endpoint = "profile.change_password", input = Json, output = Json)]
pub async fn change_password(request: ChangePassword) -> Result<(), Fault> {
    call::run(request).await
}

/// Signs one browser out.
#[server(name = EndSessionCall, endpoint = "profile.end_session", input = Json, output = Json)]
pub async fn end_session(request: EndSession) -> Result<Vec<BrowserSession>, Fault> {
    call::run(request).await
}

/// Signs all other browsers out.
#[server(name = EndOtherSessionsCall, endpoint = "profile.end_other_sessions", input = Json, output = Json)]
pub async fn end_other_sessions(request: EndOtherSessions) -> Result<Vec<BrowserSession>, Fault> {
    call::run(request).await
}
