//! The example of the standard (WebAuthn Level 3, 16.2, "ES256 Credential with No Attestation"): bytes made
//! elsewhere. Its authenticator did not verify anybody, so that the ceremonies stop there, and only there.

use super::*;
use shared::kernel::{PasskeyId, UserId};

const CREATE_CLIENT: &str = r#"{"type":"webauthn.create","challenge":"AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: BkQeDjdcTBrXBiAwJTLE5Q"}"#;
const OBJECT: &str = "a363666d74646e6f6e656761747453746d74a068617574684461746158a4\
bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f\
0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4\
a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61\
225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
const CREDENTIAL: &str = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
const GET_CLIENT: &str = r#"{"type":"webauthn.get","challenge":"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag","origin":"https://example.org","crossOrigin":false}"#;
const DATA: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
const SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38\
0221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

fn party() -> RelyingParty {
    RelyingParty::of("https://example.org").unwrap()
}

fn client(text: &str) -> ClientData {
    ClientData::read(text.as_bytes()).unwrap()
}

#[test]
fn a_key_of_the_standard_is_read_and_its_signature_is_right() {
    let object = hex(OBJECT);
    let object = AttestationObject::read(&object).unwrap();
    assert_eq!(object.statement, Statement::None);
    let data = AuthenticatorData::read(object.data).unwrap();
    assert_eq!(data.party_hash, Sha256::digest(b"example.org").as_slice());
    let credential = data.credential.unwrap();
    assert_eq!(credential.id, hex(CREDENTIAL));
    let key = PublicKey::read(credential.public_key).unwrap();

    let signed = message(&hex(DATA), GET_CLIENT.as_bytes());
    let signature = hex(SIGNATURE);
    assert!(holds(&key, &signed, &signature));
    for place in [0, 40, signed.len() - 1] {
        let mut spoilt = signed.clone();
        spoilt[place] ^= 1;
        assert!(!holds(&key, &spoilt, &signature), "{place}");
    }
    for place in 0..signature.len() {
        let mut spoilt = signature.clone();
        spoilt[place] ^= 1;
        assert!(!holds(&key, &signed, &spoilt), "{place}");
    }
}

#[test]
fn an_authenticator_that_verified_nobody_is_not_enough() {
    let told = Made {
        client_data: base64url::encode(CREATE_CLIENT.as_bytes()),
        attestation: base64url::encode(&hex(OBJECT)),
        transports: Vec::new(),
    };
    let refused = made(&party(), &client(CREATE_CLIENT), &told).err();
    assert_eq!(refused, Some(Refused::Verification));

    let object = hex(OBJECT);
    let data = AuthenticatorData::read(AttestationObject::read(&object).unwrap().data).unwrap();
    let stored = Stored {
        id: PasskeyId::new(1, [1; 10]),
        user: UserId::new(1, [2; 10]),
        email: "ann@example.org".into(),
        active: true,
        public_key: base64url::encode(data.credential.unwrap().public_key),
        counter: 0,
        backup_eligible: true,
    };
    let signed = Signed {
        credential: base64url::encode(&hex(CREDENTIAL)),
        client_data: base64url::encode(GET_CLIENT.as_bytes()),
        authenticator_data: base64url::encode(&hex(DATA)),
        signature: base64url::encode(&hex(SIGNATURE)),
        user: None,
    };
    let judged = used(&party(), &client(GET_CLIENT), &signed, &stored);
    assert_eq!(judged, Err(Refused::Verification));
}
