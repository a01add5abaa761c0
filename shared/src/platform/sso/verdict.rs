//! Whether somebody a provider vouches for comes in, and as whom.

use super::model::{Newcomers, ProviderDraft};
use super::rules::in_domains;
use crate::kernel::coded;

coded! {
    /// Why a sign-in with a provider was refused. The sign-in page has a sentence for each
    /// (`sso.refusal.<code>`), the log the word.
    Refusal {
        /// The person went back, or the provider refused.
        Cancelled = "cancelled",
        /// The sign-in took too long, was used, or belongs to another browser.
        Over = "over",
        /// The provider does not answer, or not as it should.
        Down = "down",
        /// What the provider says is not for us, not signed, not of now.
        Token = "token",
        /// There is no address the provider has verified.
        Email = "email",
        /// The address is of none of the provider's domains.
        Domain = "domain",
        /// Nobody here has this address.
        Unknown = "unknown",
        /// The person was switched off.
        Inactive = "inactive",
        /// The person is linked to another account at the provider.
        Other = "other",
        /// The account at the provider is linked to somebody else here.
        Taken = "taken",
        /// There is no such provider, or it was switched off.
        Gone = "gone",
        /// Too many tries.
        Many = "many",
        /// The database is away.
        Unavailable = "unavailable",
    }
}

/// Who the person is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The identity is linked to somebody.
    Linked {
        /// Who may sign in.
        active: bool,
    },
    /// Somebody has the address.
    ByEmail {
        /// Who may sign in.
        active: bool,
        /// And has another identity at the same provider.
        elsewhere: bool,
    },
    /// Nobody.
    Nobody,
}

/// How the person comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As the person the identity is linked to.
    Enter,
    /// As the person with the address, to whom the identity is linked from now on.
    Link,
    /// As a person who is added now.
    Create,
}

/// Judges a person by who they are here and by the address the provider vouches for, or why there is
/// none. An identity that is linked needs no address; when there is one its domain counts all the same,
/// so that narrowing the domains takes effect at once.
///
/// # Errors
/// Why the person does not come in.
pub fn judge(
    provider: &ProviderDraft,
    known: Known,
    email: Result<&str, Refusal>,
) -> Result<Verdict, Refusal> {
    let foreign =
        |email: &str| !provider.domains.is_empty() && !in_domains(email, &provider.domains);
    if email.is_ok_and(foreign) {
        return Err(Refusal::Domain);
    }
    match known {
        Known::Linked { active: false } | Known::ByEmail { active: false, .. } => {
            Err(Refusal::Inactive)
        }
        Known::Linked { active: true } => Ok(Verdict::Enter),
        Known::ByEmail {
            elsewhere: true, ..
        } => email.and(Err(Refusal::Other)),
        Known::ByEmail { .. } => email.map(|_| Verdict::Link),
        Known::Nobody => {
            email?;
            match provider.newcomers {
                // Without domains anybody would be let in; the rule for drafts says so, too.
                Newcomers::Created if !provider.domains.is_empty() => Ok(Verdict::Create),
                _ => Err(Refusal::Unknown),
            }
        }
    }
}

/// Whose an identity is that a signed-in person wants to link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Nobody's so far.
    Nobodys,
    /// Theirs already.
    Own,
    /// Somebody else's.
    Anothers,
}

/// Judges whether a signed-in person may link an identity: whose it is, whether they have another one at the
/// same provider, and the address the provider vouches for. That address need not be theirs here – it is
/// they who say that the account is – but where the provider has domains it is of one of them. Says whether
/// there is something to link.
///
/// # Errors
/// Why not.
pub fn judge_connection(
    provider: &ProviderDraft,
    whose: Whose,
    elsewhere: bool,
    email: Result<&str, Refusal>,
) -> Result<bool, Refusal> {
    if !provider.domains.is_empty() && !in_domains(email?, &provider.domains) {
        return Err(Refusal::Domain);
    }
    match whose {
        Whose::Anothers => Err(Refusal::Taken),
        Whose::Own => Ok(false),
        Whose::Nobodys if elsewhere => Err(Refusal::Other),
        Whose::Nobodys => Ok(true),
    }
}

/// Whether an identity may be taken away from its person: another way in must remain, a password that
/// may be used, a passkey or another identity at an active provider.
#[must_use]
pub const fn may_unlink(password: bool, others: usize) -> bool {
    password || others > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn provider(newcomers: Newcomers, domains: &[&str]) -> ProviderDraft {
        ProviderDraft {
            newcomers,
            domains: domains.iter().map(|&domain| domain.to_owned()).collect(),
            ..ProviderDraft::blank()
        }
    }

    #[test]
    fn who_is_known_comes_in_and_who_is_not_as_the_provider_says() {
        let closed = provider(Newcomers::Refused, &["acme.com"]);
        let open = provider(Newcomers::Created, &["acme.com"]);
        let ann = Ok("ann@acme.com");
        let by_email = Known::ByEmail {
            active: true,
            elsewhere: false,
        };
        assert_eq!(
            judge(&closed, Known::Linked { active: true }, ann),
            Ok(Verdict::Enter)
        );
        assert_eq!(
            judge(&closed, Known::Linked { active: true }, Err(Refusal::Email)),
            Ok(Verdict::Enter)
        );
        assert_eq!(judge(&closed, by_email, ann), Ok(Verdict::Link));
        assert_eq!(
            judge(&closed, by_email, Err(Refusal::Email)),
            Err(Refusal::Email)
        );
        assert_eq!(judge(&closed, Known::Nobody, ann), Err(Refusal::Unknown));
        assert_eq!(judge(&open, Known::Nobody, ann), Ok(Verdict::Create));
        assert_eq!(
            judge(&open, Known::Nobody, Err(Refusal::Email)),
            Err(Refusal::Email)
        );
        let elsewhere = Known::ByEmail {
            active: true,
            elsewhere: true,
        };
        assert_eq!(judge(&open, elsewhere, ann), Err(Refusal::Other));
        // A provider without domains adds nobody, whatever the database says.
        let wide = provider(Newcomers::Created, &[]);
        assert_eq!(judge(&wide, Known::Nobody, ann), Err(Refusal::Unknown));
    }

    fn known() -> impl Strategy<Value = Known> {
        prop_oneof![
            any::<bool>().prop_map(|active| Known::Linked { active }),
            any::<(bool, bool)>()
                .prop_map(|(active, elsewhere)| Known::ByEmail { active, elsewhere }),
            Just(Known::Nobody),
        ]
    }

    proptest! {
        #[test]
        fn nobody_foreign_or_switched_off_ever_comes_in(known in known(), created: bool, foreign: bool, vouched: bool) {
            let newcomers = if created { Newcomers::Created } else { Newcomers::Refused };
            let provider = provider(newcomers, &["acme.com"]);
            let address = if foreign { "ann@evil.example" } else { "ann@acme.com" };
            let email = if vouched { Ok(address) } else { Err(Refusal::Email) };
            let verdict = judge(&provider, known, email);
            let off = matches!(known, Known::Linked { active: false } | Known::ByEmail { active: false, .. });
            if off || (foreign && vouched) {
                prop_assert!(verdict.is_err());
            }
            // Nothing is linked or made without an address that is vouched for.
            if !vouched {
                prop_assert!(!matches!(verdict, Ok(Verdict::Link | Verdict::Create)));
            }
        }
    }

    #[test]
    fn an_account_is_linked_to_one_person_and_a_person_to_one_account() {
        let acme = provider(Newcomers::Refused, &["acme.com"]);
        let anywhere = provider(Newcomers::Refused, &[]);
        let (ann, eve) = (Ok("ann@acme.com"), Ok("eve@evil.example"));
        let none = Err(Refusal::Email);
        assert_eq!(
            judge_connection(&acme, Whose::Nobodys, false, ann),
            Ok(true)
        );
        assert_eq!(judge_connection(&acme, Whose::Own, true, ann), Ok(false));
        for (provider, whose, elsewhere, email, refusal) in [
            (&acme, Whose::Anothers, false, ann, Refusal::Taken),
            (&acme, Whose::Nobodys, true, ann, Refusal::Other),
            (&acme, Whose::Nobodys, false, eve, Refusal::Domain),
            (&acme, Whose::Own, false, eve, Refusal::Domain),
            (&acme, Whose::Nobodys, false, none, Refusal::Email),
            (&anywhere, Whose::Anothers, false, none, Refusal::Taken),
        ] {
            let judged = judge_connection(provider, whose, elsewhere, email);
            assert_eq!(judged, Err(refusal));
        }
        assert_eq!(
            judge_connection(&anywhere, Whose::Nobodys, false, none),
            Ok(true)
        );
    }

    #[test]
    fn the_last_way_in_stays() {
        assert!(may_unlink(true, 0));
        assert!(may_unlink(false, 1));
        assert!(!may_unlink(false, 0));
    }
}
