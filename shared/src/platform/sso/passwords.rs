//! Whom a provider that switches passwords off keeps from theirs.

use super::rules::in_domains;

/// Whether the password of the person with this address opens nothing. `domains` are those for which an
/// active provider switches passwords off; `administrators` are the addresses of all active
/// administrators who have a password, the person's own among them when that is one.
///
/// A provider may be down, or its secret may have expired: then somebody must still get in to mend it. As
/// long as no administrator has an address elsewhere, administrators keep their password. This is asked at
/// every sign-in, so that no later change of a person, a role or a provider can shut the last one out.
#[must_use]
pub fn password_is_off(email: &str, domains: &[String], administrators: &[String]) -> bool {
    let administrator = administrators.iter().any(|other| other == email);
    in_domains(email, domains) && !(administrator && administrators_kept(domains, administrators))
}

/// Whether administrators keep their password in spite of these domains: none of them has an address
/// elsewhere.
#[must_use]
pub fn administrators_kept(domains: &[String], administrators: &[String]) -> bool {
    !domains.is_empty()
        && !administrators.is_empty()
        && administrators
            .iter()
            .all(|email| in_domains(email, domains))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn people_of_the_domain_use_the_provider() {
        let domains = texts(&["acme.com"]);
        let elsewhere = texts(&["root@backup.example", "boss@acme.com"]);
        assert!(password_is_off("ann@acme.com", &domains, &elsewhere));
        assert!(password_is_off("boss@acme.com", &domains, &elsewhere));
        assert!(!password_is_off(
            "root@backup.example",
            &domains,
            &elsewhere
        ));
        assert!(!password_is_off("ann@acme.com", &[], &elsewhere));
        let all_inside = texts(&["boss@acme.com"]);
        assert!(!password_is_off("boss@acme.com", &domains, &all_inside));
        assert!(password_is_off("ann@acme.com", &domains, &all_inside));
    }

    proptest! {
        #[test]
        fn one_administrator_can_always_use_the_password(
            administrators in prop::collection::vec("[a-c]@[a-c]\\.(com|org)", 1..6),
            domains in prop::collection::vec("[a-c]\\.(com|org)", 0..6),
        ) {
            prop_assert!(
                administrators.iter().any(|email| !password_is_off(email, &domains, &administrators)),
                "{:?} are all shut out by {:?}", administrators, domains
            );
        }

        #[test]
        fn nobody_elsewhere_is_concerned(
            email in "[a-c]@[a-c]\\.com",
            domains in prop::collection::vec("[d-f]\\.com", 0..6),
            administrators in prop::collection::vec("[a-c]@[a-f]\\.com", 0..6),
        ) {
            prop_assert!(!password_is_off(&email, &domains, &administrators));
        }
    }
}
