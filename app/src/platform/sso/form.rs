//! A provider as it shall be. The secret is typed and never shown: an empty field keeps the one there is.

use super::calls::{save_provider, test_provider};
use super::report::{Asking, report};
use super::{Asked, Ctx};
use crate::boot::{new_uuid, use_lang};
use crate::platform::auth::role_key;
use crate::platform::people::use_people_menu;
use crate::shell::DialogForm;
use crate::shell::form::{Findings, FormNotice, use_findings};
use i18n::{Lang, k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ProviderId, Role, TeamId};
use shared::platform::sso::{
    Newcomers, ProviderDraft, ProviderView, SaveProvider, TestProvider, check_provider,
    tidy_provider,
};
use ui::{Button, Choice, Glyph, SegmentedControl, Select, Size, Switch, TextInput, use_toaster};

const FIELDS: &[&str] = &[
    "name",
    "issuer",
    "client_id",
    "secret",
    "scopes",
    "domains",
    "team_id",
];

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    issuer: RwSignal<String>,
    client_id: RwSignal<String>,
    secret: RwSignal<String>,
    scopes: RwSignal<String>,
    domains: RwSignal<String>,
    newcomers: RwSignal<String>,
    role: RwSignal<String>,
    team: RwSignal<String>,
    trust_email: RwSignal<bool>,
    second_factor: RwSignal<bool>,
    password_off: RwSignal<bool>,
    active: RwSignal<bool>,
}

impl Typed {
    fn of(draft: &ProviderDraft) -> Self {
        Self {
            name: RwSignal::new(draft.name.clone()),
            issuer: RwSignal::new(draft.issuer.clone()),
            client_id: RwSignal::new(draft.client_id.clone()),
            secret: RwSignal::new(String::new()),
            scopes: RwSignal::new(draft.scopes.clone()),
            domains: RwSignal::new(draft.domains.join(", ")),
            newcomers: RwSignal::new(draft.newcomers.code().to_owned()),
            role: RwSignal::new(draft.role.code().to_owned()),
            team: RwSignal::new(draft.team_id.map(|id| id.to_string()).unwrap_or_default()),
            trust_email: RwSignal::new(draft.trust_email),
            second_factor: RwSignal::new(draft.second_factor),
            password_off: RwSignal::new(draft.password_off),
            active: RwSignal::new(draft.active),
        }
    }

    fn draft(self) -> ProviderDraft {
        let domains = self.domains.get_untracked();
        let domains = domains
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .map(str::to_owned)
            .collect();
        tidy_provider(ProviderDraft {
            name: self.name.get_untracked(),
            issuer: self.issuer.get_untracked(),
            client_id: self.client_id.get_untracked(),
            scopes: self.scopes.get_untracked(),
            domains,
            newcomers: self
                .newcomers
                .get_untracked()
                .parse()
                .unwrap_or(Newcomers::Refused),
            role: self
                .role
                .get_untracked()
                .parse()
                .unwrap_or(Role::Representative),
            team_id: self.team.get_untracked().parse::<TeamId>().ok(),
            trust_email: self.trust_email.get_untracked(),
            second_factor: self.second_factor.get_untracked(),
            password_off: self.password_off.get_untracked(),
            active: self.active.get_untracked(),
        })
    }
}

/// The form of a new provider, or of one there is.
#[component]
pub(super) fn Form(
    ctx: Ctx,
    close: Callback<()>,
    #[prop(optional)] provider: Option<ProviderView>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let typed = Typed::of(
        &provider
            .as_ref()
            .map_or_else(ProviderDraft::blank, |provider| provider.draft.clone()),
    );
    let has_secret = provider
        .as_ref()
        .is_some_and(|provider| provider.has_secret);
    let (id, version) = provider.map_or_else(
        || (ProviderId(new_uuid()), 0),
        |provider| (provider.id, provider.version),
    );
    let save = move || {
        let draft = typed.draft();
        // Whether the server lets plain addresses of this machine through, only it knows.
        if !findings.check(check_provider(&draft, true)) {
            return;
        }
        let secret = Some(typed.secret.get_untracked()).filter(|secret| !secret.is_empty());
        findings.send(
            busy,
            save_provider(SaveProvider {
                id,
                version,
                draft,
                secret,
            }),
            move |all| {
                let _ = ctx.all.try_set(all);
                let _ = ctx.asked.try_set(Asked::Nothing);
                toaster.success(t(lang, k::sso::SAVED).to_owned());
            },
        );
    };
    view! {
        <DialogForm send=save leave=close busy>
            <div class="dialog-body form">
                {provider_fields(lang, typed, findings, has_secret)}
                {people_fields(lang, typed, findings)}
                <Switch id="sso-active" label=t(lang, k::sso::ACTIVE) on=typed.active />
                <p class="field-hint">{t(lang, k::sso::ACTIVE_HINT)}</p>
                <FormNotice text=findings.rest(FIELDS) />
            </div>
        </DialogForm>
    }
}

/// The provider itself, and a way to ask it.
fn provider_fields(lang: Lang, typed: Typed, findings: Findings, has_secret: bool) -> AnyView {
    let asking = RwSignal::new(Asking::Nothing);
    let test = Callback::new(move |()| {
        let issuer = typed.issuer.get_untracked();
        asking.set(Asking::Busy);
        spawn_local(async move {
            let answer = test_provider(TestProvider { issuer }).await;
            let _ = asking.try_set(answer.into());
        });
    });
    let secret_hint = if has_secret {
        k::sso::SECRET_KEEP_HINT
    } else {
        k::sso::SECRET_HINT
    };
    view! {
        <TextInput id="sso-name" label=t(lang, k::sso::NAME) value=typed.name required=true
            hint=t(lang, k::sso::NAME_HINT) error=findings.of("name") />
        <TextInput id="sso-issuer" kind="url" label=t(lang, k::sso::ISSUER) value=typed.issuer required=true
            placeholder="https://accounts.google.com" hint=t(lang, k::sso::ISSUER_HINT) error=findings.of("issuer") />
        <div class="stack-xs">
            <Button label=t(lang, k::sso::TEST) icon=Glyph::Refresh size=Size::Small on_press=test />
            {move || report(lang, asking)}
        </div>
        <TextInput id="sso-client" label=t(lang, k::sso::CLIENT_ID) value=typed.client_id required=true error=findings.of("client_id") />
        <TextInput id="sso-secret" kind="password" autocomplete="off" label=t(lang, k::sso::SECRET) value=typed.secret
            hint=t(lang, secret_hint) error=findings.of("secret") />
        <TextInput id="sso-scopes" label=t(lang, k::sso::SCOPES) value=typed.scopes hint=t(lang, k::sso::SCOPES_HINT) error=findings.of("scopes") />
    }
    .into_any()
}

/// Who comes in, and as what.
fn people_fields(lang: Lang, typed: Typed, findings: Findings) -> AnyView {
    let people = use_people_menu();
    let teams = Signal::derive(move || {
        people.with(|people| {
            people
                .teams
                .iter()
                .map(|team| Choice::new(team.id.to_string(), team.name.clone()))
                .collect::<Vec<Choice>>()
        })
    });
    let roles: Vec<Choice> = Role::ALL
        .iter()
        .map(|role| Choice::new(role.code(), t(lang, role_key(*role))))
        .collect();
    let newcomers = vec![
        Choice::new(Newcomers::Refused.code(), t(lang, k::sso::REFUSE)),
        Choice::new(Newcomers::Created.code(), t(lang, k::sso::CREATE)),
    ];
    let created = move || {
        typed
            .newcomers
            .with(|code| code == Newcomers::Created.code())
    };
    view! {
        <TextInput id="sso-domains" label=t(lang, k::sso::DOMAINS) value=typed.domains placeholder="example.com"
            hint=t(lang, k::sso::DOMAINS_HINT) error=findings.of("domains") />
        <div class="stack-xs">
            <span class="field-label">{t(lang, k::sso::NEWCOMERS)}</span>
            <SegmentedControl id="sso-newcomers" label=t(lang, k::sso::NEWCOMERS) options=newcomers value=typed.newcomers />
        </div>
        <Show when=created>
            <Select id="sso-role" label=t(lang, k::admin::ROLE) value=typed.role options=roles.clone() />
            <Select id="sso-team" label=t(lang, k::admin::TEAM) value=typed.team options=teams
                placeholder=t(lang, k::admin::NO_TEAM) error=findings.of("team_id") />
        </Show>
        <Switch id="sso-trust" label=t(lang, k::sso::TRUST) on=typed.trust_email />
        <p class="field-hint">{t(lang, k::sso::TRUST_HINT)}</p>
        <Switch id="sso-factor" label=t(lang, k::sso::FACTOR) on=typed.second_factor />
        <p class="field-hint">{t(lang, k::sso::FACTOR_HINT)}</p>
        <Switch id="sso-password-off" label=t(lang, k::sso::PASSWORD_SWITCH) on=typed.password_off />
        <p class="field-hint">{t(lang, k::sso::PASSWORD_SWITCH_HINT)}</p>
    }
    .into_any()
}
