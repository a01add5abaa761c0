//! A provider made in the test: it publishes what it can do and its key, and answers a code with a token
//! that says what the test wants.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Inner {
    key: EcdsaKeyPair,
    key_id: u32,
    /// What the next token says.
    pub claims: Value,
    /// What the UserInfo endpoint says.
    pub more: Value,
    /// What replaces a part of the published document.
    pub published: Value,
    /// What the token endpoint answers instead of a token.
    pub refuses: Option<(u16, Value)>,
    /// The requests that came, each with its line, headers and body.
    pub heard: Vec<String>,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap()
}

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            inner: Arc::new(Mutex::new(Inner {
                key: new_key(),
                key_id: 1,
                claims: Value::Null,
                more: Value::Null,
                published: json!({}),
                refuses: None,
                heard: Vec::new(),
            })),
        };
        let served = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                served.answer(stream).await;
            }
        });
        provider
    }

    pub fn with(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// Another key, under another name, as providers change theirs.
    pub fn change_key(&self) {
        let mut inner = self.with();
        inner.key = new_key();
        inner.key_id += 1;
    }

    /// Another key under the same name, as a forger would use it.
    pub fn forge_key(&self) {
        self.with().key = new_key();
    }

    /// The requests that were made to a path.
    pub fn asked(&self, path: &str) -> Vec<String> {
        let inner = self.with();
        let to = |heard: &&String| heard.split(' ').nth(1) == Some(path);
        inner.heard.iter().filter(to).cloned().collect()
    }

    async fn answer(&self, mut stream: TcpStream) {
        let mut heard = Vec::new();
        let mut buffer = [0; 4096];
        while !whole(&heard) {
            match stream.read(&mut buffer).await {
                Ok(read) if read > 0 => heard.extend_from_slice(&buffer[..read]),
                _ => return,
            }
        }
        let text = String::from_utf8(heard).unwrap();
        let (status, body) = self.said(&text);
        let answer = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    fn said(&self, request: &str) -> (u16, String) {
        let mut inner = self.with();
        inner.heard.push(request.to_owned());
        let (status, body) = match request.split(' ').nth(1).unwrap_or_default() {
            "/.well-known/openid-configuration" => (200, self.document(&inner)),
            "/keys" => (200, json!({ "keys": [inner.jwk()] })),
            "/token" => inner.refuses.clone().unwrap_or_else(|| {
                let token = inner.token();
                (
                    200,
                    json!({ "id_token": token, "access_token": "access", "token_type": "Bearer" }),
                )
            }),
            "/me" => (200, inner.more.clone()),
            _ => (404, Value::Null),
        };
        (status, body.to_string())
    }

    fn document(&self, inner: &Inner) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let mut document = json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize?tenant=1"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/me"),
            "jwks_uri": at("/keys"),
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"]
        });
        for (name, value) in inner.published.as_object().unwrap() {
            document[name] = value.clone();
        }
        document
    }
}

impl Inner {
    fn jwk(&self) -> Value {
        let point = self.key.public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.key_id.to_string(),
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..65]),
        })
    }

    fn token(&self) -> String {
        let header = json!({ "alg": "ES256", "kid": self.key_id.to_string() });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&self.claims));
        let signature = self
            .key
            .sign(&SystemRandom::new(), message.as_bytes())
            .unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Whether a request has come whole.
fn whole(heard: &[u8]) -> bool {
    let text = String::from_utf8_lossy(heard);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
