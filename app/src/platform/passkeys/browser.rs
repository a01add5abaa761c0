//! What the browser does with authenticators (`navigator.credentials`). Called by name, as few browsers'
//! bindings know it, and only from what a person pressed.

use crate::call::Fault;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use shared::kernel::{Issue, Problem};
use shared::platform::passkeys::{
    Creation, KnownCredential, Made, Question, Refused, Signed, base64url,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Why there is no answer.
fn fault(issue: Issue) -> Fault {
    Fault(Problem::because(issue))
}

fn unsupported() -> Fault {
    fault(Issue::error("passkey_unsupported", "passkey"))
}

fn failed() -> Fault {
    fault(Issue::error("passkey_failed", "passkey"))
}

/// The browser's own word for what went wrong (WebAuthn, 5.1.3 and 5.1.4), in ours.
fn said(error: &JsValue) -> Fault {
    let name = get(error, "name").and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => {
            fault(Issue::error("passkey_cancelled", "passkey"))
        }
        Some("InvalidStateError") => fault(Refused::Known.issue()),
        Some("SecurityError") => fault(Refused::Origin.issue()),
        Some("ConstraintError") => fault(Refused::Verification.issue()),
        Some("NotSupportedError") => unsupported(),
        _ => failed(),
    }
}

fn get(target: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(target, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// An object of these fields. Setting one on a fresh object cannot fail.
fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let made = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&made, &name.into(), &value);
    }
    made.into()
}

/// The bytes of a text in base64url; none of one that is none, which the browser then refuses.
fn bytes(text: &str) -> JsValue {
    Uint8Array::from(base64url::decode(text).unwrap_or_default().as_slice()).into()
}

/// A buffer of the answer in base64url.
fn text(target: &JsValue, name: &str) -> Option<String> {
    let buffer = get(target, name)?;
    Some(base64url::encode(&Uint8Array::new(&buffer).to_vec()))
}

fn known(all: &[KnownCredential]) -> JsValue {
    let list = Array::new();
    for one in all {
        let transports: Array = one
            .transports
            .iter()
            .map(|way| JsValue::from_str(way))
            .collect();
        list.push(&object([
            ("type", "public-key".into()),
            ("id", bytes(&one.id)),
            ("transports", transports.into()),
        ]));
    }
    list.into()
}

/// Calls `navigator.credentials.create` or `.get`, and waits for the person.
async fn ask(action: &str, options: JsValue) -> Result<JsValue, Fault> {
    let supported = get(&window(), "PublicKeyCredential").is_some();
    let credentials = get(&window().navigator(), "credentials").filter(|_| supported);
    let credentials = credentials.ok_or_else(unsupported)?;
    let call = get(&credentials, action).ok_or_else(unsupported)?;
    let call: Function = call.dyn_into().map_err(|_| unsupported())?;
    let options = object([("publicKey", options)]);
    let promise = call.call1(&credentials, &options).map_err(|e| said(&e))?;
    let promise: Promise = promise.dyn_into().map_err(|_| failed())?;
    let answer = JsFuture::from(promise).await.map_err(|e| said(&e))?;
    if answer.is_null() {
        Err(failed())
    } else {
        Ok(answer)
    }
}

/// Makes a passkey.
pub(super) async fn create(asked: &Creation) -> Result<Made, Fault> {
    let algorithms = Array::new();
    for algorithm in &asked.algorithms {
        algorithms.push(&object([
            ("type", "public-key".into()),
            ("alg", (*algorithm).into()),
        ]));
    }
    let options = object([
        (
            "rp",
            object([
                ("id", asked.party.as_str().into()),
                ("name", asked.party_name.as_str().into()),
            ]),
        ),
        (
            "user",
            object([
                ("id", bytes(&asked.user)),
                ("name", asked.user_email.as_str().into()),
                ("displayName", asked.user_name.as_str().into()),
            ]),
        ),
        ("challenge", bytes(&asked.challenge)),
        ("pubKeyCredParams", algorithms.into()),
        ("timeout", asked.timeout.into()),
        ("excludeCredentials", known(&asked.known)),
        (
            "authenticatorSelection",
            object([
                // Found without a name, and sure of who holds it.
                ("residentKey", "required".into()),
                ("requireResidentKey", true.into()),
                ("userVerification", "required".into()),
            ]),
        ),
        ("attestation", "none".into()),
    ]);
    let answer = ask("create", options).await?;
    let response = get(&answer, "response").ok_or_else(failed)?;
    let parts = (
        text(&response, "clientDataJSON"),
        text(&response, "attestationObject"),
    );
    let (Some(client_data), Some(attestation)) = parts else {
        return Err(failed());
    };
    Ok(Made {
        client_data,
        attestation,
        transports: transports(&response),
    })
}

/// How the authenticator is reached, where the browser says it.
fn transports(response: &JsValue) -> Vec<String> {
    get(response, "getTransports")
        .and_then(|call| call.dyn_into::<Function>().ok())
        .and_then(|call| call.call0(response).ok())
        .and_then(|list| list.dyn_into::<Array>().ok())
        .map(|list| list.iter().filter_map(|way| way.as_string()).collect())
        .unwrap_or_default()
}

/// Uses a passkey.
pub(super) async fn sign(asked: &Question) -> Result<Signed, Fault> {
    let options = object([
        ("challenge", bytes(&asked.challenge)),
        ("rpId", asked.party.as_str().into()),
        ("allowCredentials", known(&asked.known)),
        ("timeout", asked.timeout.into()),
        ("userVerification", "required".into()),
    ]);
    let answer = ask("get", options).await?;
    let response = get(&answer, "response").ok_or_else(failed)?;
    let parts = (
        text(&answer, "rawId"),
        text(&response, "clientDataJSON"),
        text(&response, "authenticatorData"),
        text(&response, "signature"),
    );
    let (Some(credential), Some(client_data), Some(authenticator_data), Some(signature)) = parts
    else {
        return Err(failed());
    };
    Ok(Signed {
        credential,
        client_data,
        authenticator_data,
        signature,
        user: text(&response, "userHandle"),
    })
}
