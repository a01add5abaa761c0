//! Argon2id with the parameters OWASP asks for (19 MiB, two passes), off the async threads and a
//! few at a time, so that a burst of sign-ins cannot take all memory.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// A hash nobody's password has: checked for unknown names, so that they take as long as known ones.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$3JjkQX0XNOCb3cXPQjCLbVvQ3ZfLrfMTJPqBGuCCUoA";

fn argon() -> Argon2<'static> {
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(19_456, 2, 1, None).unwrap_or_default(),
    )
}

/// The PHC form of a password's hash; `None` only when the library refuses the input.
#[must_use]
pub fn hash_password(password: &str, salt: [u8; 16]) -> Option<String> {
    let salt = SaltString::encode_b64(&salt).ok()?;
    argon()
        .hash_password(password.as_bytes(), &salt)
        .ok()
        .map(|hash| hash.to_string())
}

/// Whether `password` is the one behind `hash`. An empty hash is nobody's.
pub async fn verify_password(password: String, hash: String) -> bool {
    let Ok(_permit) = AT_ONCE.acquire().await else {
        return false;
    };
    tokio::task::spawn_blocking(move || {
        let known = !hash.is_empty();
        let text = if known { hash.as_str() } else { NOBODY };
        #[cfg(test)]
        tests::note(&password, text);
        let right = PasswordHash::new(text).is_ok_and(|parsed| {
            argon()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok()
        });
        known && right
    })
    .await
    .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::auth::NewPerson;
    use crate::{Services, SystemClock};
    use shared::kernel::{Lang, Role};
    use std::sync::{Arc, Mutex};
    use store::Store;

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let hash = hash_password("correct horse", [7; 16]).unwrap();
        assert!(verify_password("correct horse".into(), hash.clone()).await);
        assert!(!verify_password("wrong horse".into(), hash).await);
        assert!(!verify_password("anything".into(), String::new()).await);
    }

    /// The passwords compared, each with what its hash costs: algorithm, version, memory, passes,
    /// lanes, length.
    static COMPARED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

    /// Counts a comparison: how long one takes says nothing on a busy machine.
    pub(super) fn note(password: &str, hash: &str) {
        let cost = cost(hash);
        COMPARED.lock().unwrap().push((password.to_owned(), cost));
    }

    fn cost(hash: &str) -> String {
        let hash = PasswordHash::new(hash).unwrap();
        let length = hash.hash.map(|output| output.len());
        format!(
            "{}${:?}${}${length:?}",
            hash.algorithm, hash.version, hash.params
        )
    }

    #[test]
    fn the_dummy_hash_costs_as_much_as_a_real_one() {
        let parsed = PasswordHash::new(NOBODY).unwrap();
        assert!(argon().verify_password(b"x", &parsed).is_err());
        assert_eq!(cost(NOBODY), cost(&hash_password("x", [1; 16]).unwrap()));
    }

    #[tokio::test]
    async fn an_unknown_address_costs_as_much_as_a_known_one() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("t.db").display());
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        let services = Services::new(store, Arc::new(SystemClock));
        let person = NewPerson {
            email: "known@example.com".into(),
            name: "Known".into(),
            role: Role::Representative,
            lang: Lang::En,
            password: "a long enough password".into(),
        };
        services.add_person(&person).await.unwrap();
        let mut costs = Vec::new();
        for (email, password) in [
            ("known@example.com", "guess at a known one"),
            ("unknown@example.com", "guess at an unknown one"),
            ("no address at all", "guess at nonsense"),
        ] {
            let refused = services.sign_in(email, password, "", "").await.unwrap_err();
            assert_eq!(refused.issues[0].code, "sign_in_failed", "{email}");
            let compared = COMPARED.lock().unwrap();
            let own = compared.iter().filter(|(of, _)| of == password);
            costs.push(own.map(|(_, cost)| cost.clone()).collect::<Vec<_>>());
        }
        assert_eq!(costs[0].len(), 1, "{costs:?}");
        assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
    }
}
