//! The code of a sign-in becomes claims: exchanged for a signed token, whose signature and content are
//! checked, and completed by the UserInfo endpoint where the token holds no address.

use super::discovery::{Authentication, Discovery, Published, READ, read};
use super::jws::{self, Mistake};
use crate::Services;
use crate::platform::outgoing::{exchange, target_and_host};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Request, header};
use http_body_util::Full;
use hyper::body::Bytes;
use serde::Deserialize;
use shared::platform::sso::{Claims, Expected, ProviderDraft, Refusal, check_claims};
use std::sync::Arc;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// What is needed to exchange a code.
pub(super) struct Code<'a> {
    pub(super) provider: &'a ProviderDraft,
    pub(super) secret: &'a str,
    pub(super) code: &'a str,
    pub(super) verifier: &'a str,
    pub(super) nonce: &'a str,
    pub(super) redirect: &'a str,
}

/// Why there are no claims: what the person is told, and the word for the log.
pub(super) type Refused = (Refusal, String);

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fault {
    error: String,
}

fn down(word: impl Into<String>) -> Refused {
    (Refusal::Down, word.into())
}

impl Services {
    /// The claims a code stands for.
    pub(super) async fn claims(
        &self,
        published: Arc<Published>,
        code: Code<'_>,
    ) -> Result<Claims, Refused> {
        let tokens = self.exchange_code(&published.discovery, &code).await?;
        let payload = self.open_token(&published, &code, &tokens.id_token).await?;
        let claims: Claims =
            serde_json::from_slice(&payload).map_err(|_| (Refusal::Token, "claims".to_owned()))?;
        let expected = Expected {
            issuer: &code.provider.issuer,
            client_id: &code.provider.client_id,
            nonce: code.nonce,
            now: self.clock().now(),
        };
        check_claims(&claims, expected).map_err(|word| (Refusal::Token, word.to_owned()))?;
        Ok(self
            .with_more(&published.discovery, claims, tokens.access_token)
            .await)
    }

    async fn exchange_code(
        &self,
        discovery: &Discovery,
        code: &Code<'_>,
    ) -> Result<Tokens, Refused> {
        let url = Url::parse(&discovery.token_endpoint).map_err(|_| down("token_endpoint"))?;
        let request = request(&url, discovery.authentication(), code)
            .ok_or_else(|| down("token_endpoint"))?;
        let answer = exchange(self.provider_door(), &url, request, READ)
            .await
            .map_err(|word| down(format!("token_endpoint {word}")))?;
        if answer.status != 200 {
            let fault: Fault = serde_json::from_slice(&answer.body).unwrap_or_default();
            let said: String = fault
                .error
                .chars()
                .filter(char::is_ascii_graphic)
                .take(60)
                .collect();
            let word = format!("token_endpoint {} {said}", answer.status);
            // A code that was used or is too old is no fault of the provider.
            let refusal = match said.as_str() {
                "invalid_grant" => Refusal::Over,
                _ => Refusal::Down,
            };
            return Err((refusal, word));
        }
        serde_json::from_slice(&answer.body).map_err(|_| down("token_endpoint json"))
    }

    /// What the token says; the provider's keys are read again once when it names a new one.
    async fn open_token(
        &self,
        published: &Published,
        code: &Code<'_>,
        token: &str,
    ) -> Result<Vec<u8>, Refused> {
        let mut opened = jws::open(token, &published.keys);
        if opened == Err(Mistake::UnknownKey) {
            let (door, now) = (self.provider_door(), self.clock().now());
            let kept = &self.inner.providers;
            let again = kept
                .renew(door, &code.provider.issuer, now)
                .await
                .map_err(|unusable| down(unusable.word()))?;
            opened = jws::open(token, &again.keys);
        }
        opened.map_err(|mistake| (Refusal::Token, mistake.word().to_owned()))
    }

    /// Asks for the address where the token holds none; without an answer it stays unknown.
    async fn with_more(
        &self,
        discovery: &Discovery,
        claims: Claims,
        access: Option<String>,
    ) -> Claims {
        let (None, Some(address), Some(access)) =
            (&claims.email, &discovery.userinfo_endpoint, access)
        else {
            return claims;
        };
        match read(self.provider_door(), address, Some(&access)).await {
            Ok(body) => match serde_json::from_slice::<Claims>(&body) {
                Ok(more) => claims.with_more(more),
                Err(_) => claims,
            },
            Err(fault) => {
                tracing::info!(fault = %fault.word(), "a provider told no more of a person");
                claims
            }
        }
    }
}

fn request(
    url: &Url,
    authentication: Authentication,
    code: &Code<'_>,
) -> Option<Request<Full<Bytes>>> {
    let (target, host) = target_and_host(url)?;
    let client = &code.provider.client_id;
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code.code)
        .append_pair("redirect_uri", code.redirect)
        .append_pair("code_verifier", code.verifier);
    let mut request = Request::post(target)
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::USER_AGENT, "Jalon/1");
    match authentication {
        Authentication::Basic if !code.secret.is_empty() => {
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encoded(client), encoded(code.secret));
            let value = format!("Basic {}", STANDARD.encode(pair));
            request = request.header(header::AUTHORIZATION, value);
        }
        _ => {
            form.append_pair("client_id", client);
            if !code.secret.is_empty() {
                form.append_pair("client_secret", code.secret);
            }
        }
    }
    request.body(Full::new(Bytes::from(form.finish()))).ok()
}
