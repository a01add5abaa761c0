//! Providers of single sign-on, to be read: whoever runs one signs in as anybody it names, so that it is set up,
//! changed and taken away at the screen, as every way in of others is. Their secrets are never given.

use crate::http::api::book::{Book, Listed, whole};
use schemars::JsonSchema;
use serde::Serialize;
use shared::kernel::{Instant, ProviderId, Role, TeamId};
use shared::platform::sso::{ListProviders, Newcomers, ProviderDraft, ProviderView, Providers};

/// A provider.
#[derive(Serialize, JsonSchema)]
struct Provider {
    /// Which.
    id: ProviderId,
    facts: Facts,
    /// A secret is kept.
    has_secret: bool,
    /// People linked to it.
    people: i64,
    /// When somebody last came in with it.
    last_used_at: Option<Instant>,
    /// For optimistic locking.
    version: i64,
}

/// What is said of a provider.
#[derive(Serialize, JsonSchema)]
struct Facts {
    /// Shown on the button: "Continue with …".
    name: String,
    /// The address the provider is known by.
    issuer: String,
    /// What the provider calls us.
    client_id: String,
    /// What is asked for, with spaces; `openid` is always among them.
    scopes: String,
    /// Only people whose address is of one of these domains; of any when empty.
    domains: Vec<String>,
    /// What happens to people unknown here.
    newcomers: Newcomers,
    /// The role of those who are added.
    role: Role,
    /// Their team, if any.
    team_id: Option<TeamId>,
    /// Its addresses are believed without `email_verified`.
    trust_email: bool,
    /// Our second factor is asked for, too; otherwise that of the provider counts.
    second_factor: bool,
    /// People of its domains sign in with it and no longer by password.
    password_off: bool,
    /// Its button is shown.
    active: bool,
}

impl From<ProviderDraft> for Facts {
    fn from(draft: ProviderDraft) -> Self {
        Self {
            name: draft.name,
            issuer: draft.issuer,
            client_id: draft.client_id,
            scopes: draft.scopes,
            domains: draft.domains,
            newcomers: draft.newcomers,
            role: draft.role,
            team_id: draft.team_id,
            trust_email: draft.trust_email,
            second_factor: draft.second_factor,
            password_off: draft.password_off,
            active: draft.active,
        }
    }
}

impl From<ProviderView> for Provider {
    fn from(view: ProviderView) -> Self {
        Self {
            id: view.id,
            facts: view.draft.into(),
            has_secret: view.has_secret,
            people: view.people,
            last_used_at: view.last_used_at,
            version: view.version,
        }
    }
}

pub fn add(book: &mut Book) {
    const PATH: &str = "sign-in-providers";
    book.list(
        PATH,
        ("SignInProviderRow", &["facts"]),
        Vec::new(),
        |_, _| Ok(ListProviders {}),
        |all: Providers, _| -> Listed<Provider> {
            whole(all.list.into_iter().map(Provider::from).collect())
        },
    );
    book.listed(
        (PATH, "SignInProvider"),
        &["facts"],
        || ListProviders {},
        |all: Providers, id| all.list.into_iter().find(|one| one.id.0 == id),
        Provider::from,
    )
    .read();
}
