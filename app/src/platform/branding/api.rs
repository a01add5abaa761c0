//! What the page asks of the server about the look.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::branding::Brand;
use shared::platform::branding::ops::{GetBranding, SaveBranding};

/// How the company looks.
#[server(name = GetBrandingCall, endpoint = "branding.get", input = Json, output = Json)]
pub async fn get(request: GetBranding) -> Result<Brand, Fault> {
    call::run(request).await
}

/// Saves how the company looks.
#[server(name = SaveBrandingCall, endpoint = "branding.save", input = Json, output = Json)]
pub async fn save(request: SaveBranding) -> Result<Brand, Fault> {
    call::run(request).await
}
