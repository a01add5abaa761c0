//! Keys and tokens as a widespread library writes them, good and spoilt.

use super::*;

const KEYS: &str = r#"{"keys":[
{"kty":"RSA","n":"1LheIA8NANQPsh43eLdeXSknXXKGeLMOK18NaCHO4wjK_uNJ4N9kGej_aHar-PNjbFp-wEE7yLwV_jiYCgbPzFoCq_NQYEJdrifpUC7sG22uG2oFXvjOt1c_dM1S6U44IpqV_7yvHTXEVaIxYHc76xB5Qx-FeoGxu7krEqQlXDDhYzDgFsXjzua3f_749AKJHOaP1JZFqARngx9ucAwIqXlPTM8HdJYse1KB4JoXu6yojSaW1lPLHXGyN-ZSnZp1G8JMibTP3nP5JMHDr-Wdvl-eVThd62cHxZRNcb9KGGT83PK5xgd8QSvflSOKN_Sulo61uJvOTaT2NHVodey7rw","e":"AQAB","kid":"rsa","use":"sig"},
{"kty":"RSA","n":"kquGFzDA9CWngCsx7WxwjhuSTtrBgiDLQ1L8B5N-yYZJ6rhttxNy7LYBqSPbwCSYlKgQEQ5C3Vq1cI092TV6ELiY1yIaKLO4zchKNIkoHTA8hR_ml2qird-sXHeJxp2vRoWajmdQcUwOec6-J8QHW5eGEkfyFLttD8MDXIRtFzpa3NVdHabIa8iXoGpIoQdOYCNBh7dC2VOfkfptpFem3yVFwBMXwsuuV7F7f6-IxdxrTXu_o1yCMlQpvYNiNvc0xyCWR3kG925wxZo-ubR5hQF9SH1NC0xDftpxVYEGK9K5NUR5AeiJC2WolncQait9DgwSJ3N5Lfh5lfhOifXKqw","e":"AQAB","kid":"pss","use":"sig","alg":"PS256"},
{"kty":"EC","x":"WtusE8e2aCRC9F8pdsAqF-3gYnpVd3GLdwwSq6ACG-0","y":"SCZ3dZda6Z6kTNfgrv4XA03RRyPB3QrFIxxw7mftRjw","crv":"P-256","kid":"p256","use":"sig","alg":"ES256"},
{"kty":"EC","x":"mViUA6E1fMuwLF2WNjIpHrOh6fd5-ohRrx1wftv8ohKSVU-QvX-emm9rAXtJPJCH","y":"TrDsK2zVDMaGlxRe67mDYILOKAKUbqdgeNq1etasqiXIYu6q75W-Ns-O7sXUbi4m","crv":"P-384","kid":"p384","use":"sig","alg":"ES384"},
{"crv":"Ed25519","x":"gdNrT7KXwlaBAI-an218Qzn8PmwRdcKpI_bPe31zG0M","kty":"OKP","kid":"ed","use":"sig","alg":"EdDSA"}
]}"#;

const SIGNED: [(&str, &str); 6] = [
    (
        "RS256",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJzdWIiOiJhbm4ifQ.hac_q_hSKWNrSs52XJmj4T7CY-2lCT29LqfErKOyyD1wPKhOjYvDn2hk1ImphuBDRyDE5KtN8Xrgq9TJxFQAJ50UbVO9ZEGj3EuewQ6EvFP8HNEBkaXefruQSOnZ5oRw1r7e8GzyWjmgCRkQaX8_QPaW2gmSU3PnC2pVeiZi5bCescHa1Q4SezFrC8tA2qFdgncx673TWndT61UYLrJVNwUgVev_0CT-IwOpffxYjerytAjRcV7uc0txX-2x59tNWl20kgkWValwnon3qIVxpx6tKf9E7HqnkbevlQ8MW0Vxr3WxWIvPbOoYcXDzHqgZw1KFx3Gy5f4dsMCPDucajg",
    ),
    (
        "PS256",
        "eyJhbGciOiJQUzI1NiIsImtpZCI6InBzcyJ9.eyJzdWIiOiJhbm4ifQ.F4pas7JCh43t8U8vNIBwsSy6rw5gnX-b1gEgkpHeo-Q8dZrj36grDIz74I5PK4tD5y1FVX0eBARhxiL1CQPDsXM-BxvUPXyVS0xgihesEJ6o_31guhiAl-o6EclBtsLIJNuEixcVioVUU2boqqEgQChrt8_S4eooNMZ_yNxHijWSl-CHOlGjlloNmqV0Qy3atYD-uqkFiPwjdorIjwaKYHTQtOh4eYUu8xV10uc6vzhyZcKk2Cks7pCzswZ-zIAMnWCsUa5qE-eSnUWqqidzHCT9n4QGeR_mF897Jtckex_3c2V4sq2xWiYbSY5hEtlwBDImdOMFYcphKbp0gBJWpw",
    ),
    (
        "ES256",
        "eyJhbGciOiJFUzI1NiIsImtpZCI6InAyNTYifQ.eyJzdWIiOiJhbm4ifQ._ODvsK57DLKLBEJ7vKQ3VNlvLhSIJ67OX_DV63iCq_sfI12PlvOVvhPjT3P2VdLr1DYsV71dA75NQeYzfcMh0g",
    ),
    (
        "ES384",
        "eyJhbGciOiJFUzM4NCIsImtpZCI6InAzODQifQ.eyJzdWIiOiJhbm4ifQ.efVBxZyGvBOev1Jkmlfk9kZPgzS1lIhGocgQvPLaX1OFrAcB5bmj4JjFCb7dsXxcfwagtjgW7_epvCirYJANzEVhNHbR9hhfMKgehsmyAFTADmsdmw_IKxef-qMTzCzx",
    ),
    (
        "EdDSA",
        "eyJhbGciOiJFZERTQSIsImtpZCI6ImVkIn0.eyJzdWIiOiJhbm4ifQ.0lI8oI3Am-sOEnVO9UZmzuvIsiSjlnwuYf65zFLOIuz2ci8Z18z0eG0MhO0910f-g0cetEGaLQKE9dWZiq4FBA",
    ),
    (
        "nokid",
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.s8Xxo8R0S6jaFTMew2vnWroJ0NxItnSbgpeAvpElG0imYkF61kf24TRY0PX1vh2ykCslkpXdtONA0b-WF0iucQ",
    ),
];

/// By another key, under the name of one that is known.
const FORGED: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6InAyNTYifQ.eyJzdWIiOiJhbm4ifQ.W5UmhGmluQC_zcYlqlB5yPNU_yZMTh8roqtVyZTpmTTRKSg-GiRQb2Hatl7BlbaQfSt-8SqQmjOlrsZiLatczA";

fn known() -> Vec<Key> {
    keys(KEYS.as_bytes()).unwrap()
}

fn signed(algorithm: &str) -> &'static str {
    SIGNED
        .iter()
        .find(|(name, _)| *name == algorithm)
        .unwrap()
        .1
}

/// The token with another header.
fn headed(token: &str, header: &str) -> String {
    let rest = token.split_once('.').unwrap().1;
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header))
}

#[test]
fn what_is_signed_by_a_known_key_is_read() {
    assert_eq!(known().len(), 5);
    for (algorithm, token) in SIGNED {
        let read = open(token, &known());
        assert_eq!(
            read.as_deref(),
            Ok(br#"{"sub":"ann"}"#.as_slice()),
            "{algorithm}"
        );
    }
}

#[test]
fn no_changed_sign_goes_unseen() {
    for (algorithm, token) in SIGNED {
        let payload = token.find('.').unwrap() + 2;
        let signature = token.rfind('.').unwrap() + 3;
        for position in [payload, signature] {
            let mut spoilt = token.as_bytes().to_vec();
            spoilt[position] = if spoilt[position] == b'A' { b'B' } else { b'A' };
            let spoilt = String::from_utf8(spoilt).unwrap();
            assert!(open(&spoilt, &known()).is_err(), "{algorithm} {position}");
        }
    }
    assert_eq!(open(FORGED, &known()), Err(Mistake::Signature));
}

#[test]
fn a_token_without_a_signature_of_the_provider_is_none() {
    let token = signed("ES256");
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":"HS256","kid":"p256"}"#,
        r#"{"alg":"ES512","kid":"p256"}"#,
    ] {
        let mistake = open(&headed(token, header), &known()).unwrap_err();
        assert_eq!(mistake, Mistake::Algorithm, "{header}");
    }
    let bare = headed(token, r#"{"alg":"none"}"#);
    let bare = format!("{}.", bare.rsplit_once('.').unwrap().0);
    assert_eq!(open(&bare, &known()), Err(Mistake::Algorithm));
    // A key of one kind signs in no way of another.
    let mixed = headed(token, r#"{"alg":"RS256","kid":"p256"}"#);
    assert_eq!(open(&mixed, &known()), Err(Mistake::UnknownKey));
    // A key that says how it is used is used in no other way.
    let other = headed(signed("PS256"), r#"{"alg":"RS256","kid":"pss"}"#);
    assert_eq!(open(&other, &known()), Err(Mistake::UnknownKey));
    let crit = headed(
        token,
        r#"{"alg":"ES256","kid":"p256","crit":["b64"],"b64":false}"#,
    );
    assert_eq!(open(&crit, &known()), Err(Mistake::Unreadable));
}

#[test]
fn a_key_nobody_knows_is_told_apart_from_a_wrong_signature() {
    let fewer: Vec<Key> = known()
        .into_iter()
        .filter(|key| key.id.as_deref() != Some("p256"))
        .collect();
    assert_eq!(open(signed("ES256"), &fewer), Err(Mistake::UnknownKey));
    // Of a token that names no key it cannot be known: the provider is asked for new ones.
    assert_eq!(open(signed("nokid"), &fewer), Err(Mistake::UnknownKey));
    let only_named = open(signed("nokid"), &known());
    assert!(only_named.is_ok());
}

#[test]
fn whatever_else_is_sent_is_refused() {
    for odd in ["", ".", "..", "...", "a.b", "a.b.c", "e30.e30.", "€.€.€"] {
        assert_eq!(open(odd, &known()), Err(Mistake::Unreadable), "{odd}");
    }
    let long = "a".repeat(TOKEN_MAX + 1);
    assert_eq!(open(&long, &known()), Err(Mistake::Unreadable));
    assert_eq!(keys(b"[]"), None);
    assert_eq!(keys(b"{}"), None);
    // What is no key, or for another use, is left out.
    let others = br#"{"keys":[7,{"kty":"oct","k":"AA"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},
        {"kty":"RSA","use":"enc","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}]}"#;
    assert_eq!(keys(others), Some(Vec::new()));
}
