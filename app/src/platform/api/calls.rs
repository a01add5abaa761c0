//! What the settings ask of the server about tokens.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::api::{CreateToken, ListTokens, NewToken, RevokeToken, TokenView};

/// One's own tokens.
#[server(name = ListTokensCall, endpoint = "api.tokens", input = Json, output = Json)]
pub async fn tokens(request: ListTokens) -> Result<Vec<TokenView>, Fault> {
    call::run(request).await
}

/// Makes a token.
#[server(name = CreateTokenCall, endpoint = "api.create_token", input = Json, output = Json)]
pub async fn create_token(request: CreateToken) -> Result<NewToken, Fault> {
    call::run(request).await
}

/// Ends a token.
#[server(name = RevokeTokenCall, endpoint = "api.revoke_token", input = Json, output = Json)]
pub async fn revoke_token(request: RevokeToken) -> Result<Vec<TokenView>, Fault> {
    call::run(request).await
}
