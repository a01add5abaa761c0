//! What a provider publishes of itself (OpenID Connect Discovery 1.0) and its keys, read and kept for an
//! hour; keys are read again when a token names one we do not know.

use super::jws::{self, ALGORITHMS, Key};
use crate::platform::outgoing::{self, Door, exchange, target_and_host};
use http::{Request, header};
use http_body_util::Full;
use hyper::body::Bytes;
use serde::Deserialize;
use shared::kernel::{Instant, Issue};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// What is read of an answer, in bytes.
pub(super) const READ: usize = 512 * 1024;
/// Published facts are good for so long, in milliseconds.
const GOOD_MS: i64 = 3_600_000;
/// Most providers kept in memory; there are never so many.
const KEPT_MAX: usize = 64;

/// What a provider says it can do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Discovery {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    pub(super) userinfo_endpoint: Option<String>,
    response_types_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Vec<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    pub(super) authorization_response_iss_parameter_supported: bool,
}

/// How we say who we are where a code is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Authentication {
    /// In a header of its own (RFC 6749, 2.3.1): what is meant when nothing is said.
    Basic,
    /// In the form.
    Post,
}

impl Discovery {
    pub(super) fn authentication(&self) -> Authentication {
        let supported = self.token_endpoint_auth_methods_supported.as_ref();
        let has = |name: &str| supported.is_none_or(|all| all.iter().any(|one| one == name));
        if !has("client_secret_basic") && has("client_secret_post") {
            Authentication::Post
        } else {
            Authentication::Basic
        }
    }

    /// The ways of signing we read, of those it uses.
    pub(super) fn algorithms(&self) -> Vec<String> {
        let ours = |name: &&String| ALGORITHMS.contains(&name.as_str());
        let offered = self.id_token_signing_alg_values_supported.iter();
        offered.filter(ours).cloned().collect()
    }

    /// What stands against signing in with it.
    pub(super) fn issues(&self, issuer: &str, door: Door) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.issuer != issuer {
            issues.push(Issue::error("sso_issuer_differs", "issuer").with("found", &self.issuer));
        }
        for (name, address) in [
            ("authorization_endpoint", &self.authorization_endpoint),
            ("token_endpoint", &self.token_endpoint),
            ("jwks_uri", &self.jwks_uri),
        ] {
            if address.is_empty() {
                issues.push(Issue::error("sso_missing", "issuer").with("what", name));
            } else if !may_lead_there(address, door) {
                issues.push(
                    Issue::error("sso_endpoint", "issuer")
                        .with("what", name)
                        .with("address", address),
                );
            }
        }
        let lacks = |all: &Option<Vec<String>>, wanted: &str| {
            all.as_ref()
                .is_some_and(|all| !all.iter().any(|one| one == wanted))
        };
        if lacks(&self.response_types_supported, "code") {
            issues.push(Issue::error("sso_no_code", "issuer"));
        }
        if lacks(&self.code_challenge_methods_supported, "S256") {
            issues.push(Issue::error("sso_no_pkce", "issuer"));
        }
        if self.algorithms().is_empty() {
            let offered = self.id_token_signing_alg_values_supported.join(", ");
            issues.push(Issue::error("sso_no_algorithm", "issuer").with("offered", offered));
        }
        issues
    }
}

/// Whether an address is one a browser may be sent to, or we may call: encrypted, or on this machine where
/// that is allowed. Where names lead is looked at when they are called.
fn may_lead_there(address: &str, door: Door) -> bool {
    shared::platform::sso::check_issuer(
        address.split(['?', '#']).next().unwrap_or(""),
        door.plain(),
    )
    .is_none()
}

/// A question that was not answered as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// `name`, `connect`, `status`, … : the issue is `sso_<code>`.
    code: &'static str,
    /// What was asked.
    address: String,
    /// What it was answered with, if at all.
    status: u16,
}

impl Fault {
    /// As a finding about the provider's address.
    pub(super) fn issue(&self) -> Issue {
        let code = match self.code {
            "refused_address" => "sso_refused_address",
            "name" => "sso_name",
            "connect" => "sso_connect",
            "tls" => "sso_tls",
            "timeout" => "sso_timeout",
            "status" => "sso_status",
            "json" => "sso_json",
            "address" => "sso_address",
            _ => "sso_broken",
        };
        Issue::error(code, "issuer")
            .with("address", &self.address)
            .with("status", self.status)
    }

    /// For the log.
    pub(super) fn word(&self) -> String {
        match self.status {
            0 => format!("{} {}", self.code, self.address),
            status => format!("{} {status} {}", self.code, self.address),
        }
    }
}

/// Asks for a document.
pub(super) async fn read(door: Door, address: &str, bearer: Option<&str>) -> Result<Bytes, Fault> {
    let fault = |code, status| Fault {
        code,
        address: address.to_owned(),
        status,
    };
    let url = Url::parse(address).map_err(|_| fault("address", 0))?;
    let (target, host) = target_and_host(&url).ok_or_else(|| fault("address", 0))?;
    let mut request = Request::get(target)
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "Jalon/1");
    if let Some(token) = bearer {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request
        .body(Full::new(Bytes::new()))
        .map_err(|_| fault("address", 0))?;
    let answer: outgoing::Answer = exchange(door, &url, request, READ)
        .await
        .map_err(|code| fault(code, 0))?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(fault("status", status)),
    }
}

/// Asks a provider what it can do.
pub(super) async fn discover(door: Door, issuer: &str) -> Result<Discovery, Fault> {
    let address = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let body = read(door, &address, None).await?;
    serde_json::from_slice(&body).map_err(|_| Fault {
        code: "json",
        address,
        status: 0,
    })
}

/// Asks a provider for its keys.
pub(super) async fn read_keys(door: Door, address: &str) -> Result<Vec<Key>, Fault> {
    let body = read(door, address, None).await?;
    jws::keys(&body).ok_or_else(|| Fault {
        code: "json",
        address: address.to_owned(),
        status: 0,
    })
}

/// What one provider published.
#[derive(Clone)]
pub(super) struct Published {
    pub(super) discovery: Discovery,
    pub(super) keys: Vec<Key>,
}

/// What providers published, by issuer, as each server read it last.
#[derive(Default)]
pub(crate) struct Kept {
    by_issuer: Mutex<BTreeMap<String, (Instant, Arc<Published>)>>,
}

/// Why a provider cannot be used.
#[derive(Clone, Debug)]
pub(super) enum Unusable {
    /// It does not answer.
    Fault(Fault),
    /// It answers, but not as it must.
    Issue(Issue),
}

impl Unusable {
    /// For the log.
    pub(super) fn word(&self) -> String {
        match self {
            Unusable::Fault(fault) => fault.word(),
            Unusable::Issue(issue) => issue.code.to_string(),
        }
    }
}

impl Kept {
    /// What a provider published, read again when it is older than an hour.
    pub(super) async fn get(
        &self,
        door: Door,
        issuer: &str,
        now: Instant,
    ) -> Result<Arc<Published>, Unusable> {
        let young = |at: Instant| (0..GOOD_MS).contains(&(now.0 - at.0));
        let kept = {
            let all = self
                .by_issuer
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            all.get(issuer).cloned()
        };
        match kept {
            Some((at, published)) if young(at) => Ok(published),
            _ => self.renew(door, issuer, now).await,
        }
    }

    /// Reads it anew: a key is asked for that was not there.
    pub(super) async fn renew(
        &self,
        door: Door,
        issuer: &str,
        now: Instant,
    ) -> Result<Arc<Published>, Unusable> {
        let discovery = discover(door, issuer).await.map_err(Unusable::Fault)?;
        if let Some(issue) = discovery.issues(issuer, door).into_iter().next() {
            return Err(Unusable::Issue(issue));
        }
        let keys = read_keys(door, &discovery.jwks_uri)
            .await
            .map_err(Unusable::Fault)?;
        let published = Arc::new(Published { discovery, keys });
        let mut all = self
            .by_issuer
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT_MAX {
            all.clear();
        }
        all.insert(issuer.to_owned(), (now, published.clone()));
        Ok(published)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn google() -> Discovery {
        serde_json::from_value(serde_json::json!({
            "issuer": "https://accounts.google.com",
            "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
            "token_endpoint": "https://oauth2.googleapis.com/token",
            "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
            "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
            "response_types_supported": ["code", "token", "code token"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["plain", "S256"]
        }))
        .unwrap()
    }

    fn codes(discovery: &Discovery) -> Vec<String> {
        let issues = discovery.issues("https://accounts.google.com", Door::Outside);
        issues
            .into_iter()
            .map(|issue| issue.code.into_owned())
            .collect()
    }

    #[test]
    fn a_provider_says_what_it_can_do_or_what_is_missing_is_named() {
        assert!(codes(&google()).is_empty());
        type Spoil = fn(&mut Discovery);
        let cases: [(&str, Spoil); 6] = [
            ("sso_issuer_differs", |d| d.issuer.push('/')),
            ("sso_missing", |d| d.jwks_uri.clear()),
            ("sso_endpoint", |d| {
                d.authorization_endpoint = "javascript:alert(1)".into();
            }),
            ("sso_endpoint", |d| {
                d.token_endpoint = "http://x.example/".into()
            }),
            ("sso_no_pkce", |d| {
                d.code_challenge_methods_supported = Some(vec!["plain".into()]);
            }),
            ("sso_no_algorithm", |d| {
                d.id_token_signing_alg_values_supported = vec!["none".into(), "HS256".into()];
            }),
        ];
        for (code, spoil) in cases {
            let mut spoilt = google();
            spoil(&mut spoilt);
            assert_eq!(codes(&spoilt), [code]);
        }
    }

    #[test]
    fn the_secret_is_sent_as_the_provider_takes_it() {
        assert_eq!(google().authentication(), Authentication::Basic);
        let with = |methods: Option<&[&str]>| Discovery {
            token_endpoint_auth_methods_supported: methods
                .map(|all| all.iter().map(|&one| one.to_owned()).collect()),
            ..google()
        };
        assert_eq!(with(None).authentication(), Authentication::Basic);
        assert_eq!(
            with(Some(&["client_secret_post"])).authentication(),
            Authentication::Post
        );
        assert_eq!(
            with(Some(&["private_key_jwt"])).authentication(),
            Authentication::Basic
        );
    }
}
