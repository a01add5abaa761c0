//! One provider of single sign-on that is said when the server starts, for installations kept as text.

use super::Failure;
use clap::Args;
use i18n::{Lang, issue_line};
use services::platform::outgoing::Door;
use shared::platform::sso::{ProviderDraft, check_provider, check_secret, tidy_provider};
use std::fmt;

/// What its button says when nobody says otherwise.
const NAME: &str = "Single sign-on";

/// A provider of single sign-on (OpenID Connect).
#[derive(Args, Clone, Default)]
pub struct SignOn {
    /// Address of a provider people sign in with (OpenID Connect), exactly as it writes it. At each start it
    /// is kept as these options say; what else there is to a provider stays as administrators keep it.
    #[arg(long, env = "JALON_SIGN_ON_ISSUER")]
    pub sign_on_issuer: Option<String>,
    /// What that provider calls this installation.
    #[arg(long, env = "JALON_SIGN_ON_CLIENT")]
    pub sign_on_client: Option<String>,
    /// The secret it gave this installation; without one it asks for none. Better in the environment, where
    /// no list of processes shows it.
    #[arg(long, env = "JALON_SIGN_ON_SECRET", hide_env_values = true)]
    pub sign_on_secret: Option<String>,
    /// What its button says: "Continue with …".
    #[arg(long, env = "JALON_SIGN_ON_NAME")]
    pub sign_on_name: Option<String>,
    /// Domains of the addresses that may come in; any whose address is known here when there are none.
    #[arg(
        long = "sign-on-domain",
        env = "JALON_SIGN_ON_DOMAINS",
        value_delimiter = ','
    )]
    pub sign_on_domains: Vec<String>,
    /// Believe its addresses without `email_verified` (Microsoft Entra).
    #[arg(long, env = "JALON_SIGN_ON_TRUST_EMAIL")]
    pub sign_on_trust_email: bool,
}

impl fmt::Debug for SignOn {
    // The secret must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignOn")
            .field("issuer", &self.sign_on_issuer)
            .finish_non_exhaustive()
    }
}

impl SignOn {
    /// The provider and its secret, when there is one.
    pub fn provider(&self, door: Door) -> Result<Option<(ProviderDraft, String)>, Failure> {
        let Some(issuer) = &self.sign_on_issuer else {
            let stray = self.sign_on_client.is_some()
                || self.sign_on_secret.is_some()
                || self.sign_on_name.is_some()
                || self.sign_on_trust_email
                || !self.sign_on_domains.is_empty();
            return if stray {
                Err("the other options of the provider need --sign-on-issuer".into())
            } else {
                Ok(None)
            };
        };
        let draft = tidy_provider(ProviderDraft {
            name: self.sign_on_name.clone().unwrap_or_else(|| NAME.to_owned()),
            issuer: issuer.clone(),
            client_id: self.sign_on_client.clone().unwrap_or_default(),
            domains: self.sign_on_domains.clone(),
            trust_email: self.sign_on_trust_email,
            ..ProviderDraft::blank()
        });
        let secret = self.sign_on_secret.as_deref().unwrap_or_default().trim();
        let mut issues = check_provider(&draft, door.plain());
        issues.extend(check_secret(secret));
        if issues.is_empty() {
            return Ok(Some((draft, secret.to_owned())));
        }
        let lines: Vec<String> = issues
            .iter()
            .map(|issue| issue_line(Lang::En, issue))
            .collect();
        Err(format!("the provider of --sign-on-issuer: {}", lines.join(" ")).into())
    }

    /// One line for `--check-config`, without the secret.
    pub fn shown(&self, door: Door) -> Result<String, Failure> {
        Ok(match self.provider(door)? {
            None => "(as administrators keep it)".to_owned(),
            Some((draft, secret)) => format!(
                "{} as {}, {}",
                draft.issuer,
                draft.client_id,
                if secret.is_empty() {
                    "without a secret"
                } else {
                    "with a secret"
                }
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acme() -> SignOn {
        SignOn {
            sign_on_issuer: Some("https://id.example.com ".into()),
            sign_on_client: Some("jalon".into()),
            sign_on_secret: Some("s3cret".into()),
            sign_on_domains: vec!["@Example.com".into()],
            ..SignOn::default()
        }
    }

    #[test]
    fn a_provider_is_whole_or_none() {
        let none = SignOn::default();
        assert!(
            none.provider(Door::Outside)
                .is_ok_and(|said| said.is_none())
        );
        let (draft, secret) = acme().provider(Door::Outside).unwrap().unwrap();
        assert_eq!(draft.issuer, "https://id.example.com");
        assert_eq!((draft.name.as_str(), secret.as_str()), (NAME, "s3cret"));
        assert_eq!(draft.domains, ["example.com"]);
        for wrong in [
            SignOn {
                sign_on_issuer: None,
                ..acme()
            },
            SignOn {
                sign_on_client: None,
                ..acme()
            },
            SignOn {
                sign_on_issuer: Some("http://id.example.com".into()),
                ..acme()
            },
            // It would be believed whoever it says is anybody, of the whole world.
            SignOn {
                sign_on_trust_email: true,
                sign_on_domains: Vec::new(),
                ..acme()
            },
        ] {
            assert!(wrong.provider(Door::Outside).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        let shown = acme().shown(Door::Outside).unwrap();
        assert_eq!(shown, "https://id.example.com as jalon, with a secret");
        assert!(!format!("{:?}", acme()).contains("s3cret"));
        let wrong = SignOn {
            sign_on_client: None,
            ..acme()
        };
        let told = wrong.shown(Door::Outside).unwrap_err().to_string();
        assert!(
            !told.contains("s3cret") && told.contains("Required"),
            "{told}"
        );
    }
}
