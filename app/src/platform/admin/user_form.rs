//! The dialog that creates or edits a user.

use super::api;
use super::people::Editing;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::platform::access::PersonPanel;
use crate::platform::access::api::invite;
use crate::platform::profile::zone_choice;
use crate::platform::roles::words::role_name;
use crate::shell::DialogForm;
use crate::shell::form::{Findings, FormNotice, use_findings};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Actor, Currency, Issue, Lang, Rights, Role, TeamId, UserId};
use shared::platform::access::InvitePerson;
use shared::platform::people::{
    Directory, GetDirectory, PASSWORD_MIN, SaveUser, UserFacts, UserView, check_password,
    check_user,
};
use shared::platform::roles::RoleView;
use ui::{
    Choice, Combobox, Dialog, Place, SegmentedControl, Select, Suggest, Switch, TextInput, Toaster,
    use_toaster,
};

const FIELDS: &[&str] = &["name", "email", "password", "time_zone", "team_id", "role"];

/// Shown while `editing` is a user.
#[component]
pub(super) fn UserForm(
    directory: RwSignal<Directory>,
    editing: RwSignal<Editing>,
) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    // Built once, when somebody first looks for a zone: there are hundreds, and they stay the same.
    let zones = Memo::new(move |_| {
        directory.with_untracked(|directory| {
            let names = directory.time_zones.iter();
            names.map(|name| zone_choice(name)).collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| open.set(editing.with(|e| matches!(e, Editing::User(_)))));
    let title = Signal::derive(move || {
        editing.with(|e| match e {
            Editing::User(Some(user)) => {
                tf(lang, k::admin::EDIT_USER, &[("name", &user.facts.name)])
            }
            _ => t(lang, k::admin::ADD_USER).to_owned(),
        })
    });
    view! {
        <Dialog id="user-form" title open close_label=t(lang, k::admin::CLOSE) place=Place::Side
            on_close=Callback::new(move |()| editing.set(Editing::Nothing))>
            {move || match editing.get() {
                Editing::User(user) => view! { <Form directory editing zones user=user.map(|user| *user) /> }.into_any(),
                _ => ().into_any(),
            }}
        </Dialog>
    }
    .into_any()
}

/// A new colleague lives and counts, of itself, as whoever adds them.
fn blank(lang: Lang, by: &Actor) -> UserFacts {
    UserFacts {
        name: String::new(),
        email: String::new(),
        role: Role::Representative,
        role_id: None,
        team_id: None,
        lang,
        time_zone: by.zone.name.clone(),
        currency: by.currency,
        active: true,
    }
}

/// The choice that stands for a role: its word for one of Jalon, its id for one of the company.
fn code_of(role: &RoleView) -> String {
    if role.built_in {
        role.draft.base.code().to_owned()
    } else {
        role.id.to_string()
    }
}

/// The choice of a person's role.
fn role_code(facts: &UserFacts) -> String {
    facts
        .role_id
        .map_or_else(|| facts.role.code().to_owned(), |id| id.to_string())
}

/// The boxes of the form, while they are typed.
#[derive(Clone, Copy)]
struct Boxes {
    is_new: bool,
    /// May type passwords for others, and change their addresses.
    mends: bool,
    name: RwSignal<String>,
    email: RwSignal<String>,
    role: RwSignal<String>,
    team: RwSignal<String>,
    language: RwSignal<String>,
    zone: RwSignal<Option<Choice>>,
    currency: RwSignal<String>,
    active: RwSignal<bool>,
    password: RwSignal<String>,
    /// How a new person comes in first.
    way: RwSignal<String>,
}

impl Boxes {
    fn of(facts: UserFacts, is_new: bool, mends: bool) -> Self {
        Self {
            is_new,
            mends,
            role: RwSignal::new(role_code(&facts)),
            name: RwSignal::new(facts.name),
            email: RwSignal::new(facts.email),
            team: RwSignal::new(facts.team_id.map(|id| id.to_string()).unwrap_or_default()),
            language: RwSignal::new(facts.lang.tag().to_owned()),
            zone: RwSignal::new(Some(zone_choice(&facts.time_zone))),
            currency: RwSignal::new(facts.currency.code().to_owned()),
            active: RwSignal::new(facts.active),
            password: RwSignal::new(String::new()),
            way: RwSignal::new(BY_MAIL.to_owned()),
        }
    }

    /// Whether there is a box for the password.
    fn types_password(self) -> bool {
        if self.is_new {
            self.way.with(|way| way == BY_PASSWORD)
        } else {
            self.mends
        }
    }

    fn password(self) -> Option<String> {
        let typed = Some(self.password.get_untracked()).filter(|text| !text.is_empty());
        typed.filter(|_| untrack(|| self.types_password()))
    }

    /// Whether the person is asked in by a message.
    fn by_mail(self) -> bool {
        self.is_new && self.way.with_untracked(|way| way == BY_MAIL)
    }

    fn facts(self, roles: &[RoleView]) -> UserFacts {
        let code = self.role.get_untracked();
        let picked = roles.iter().find(|role| code_of(role) == code);
        let zone = self.zone.get_untracked();
        UserFacts {
            name: self.name.get_untracked(),
            email: self.email.get_untracked(),
            role: picked.map_or(Role::Representative, |role| role.draft.base),
            role_id: picked.filter(|role| !role.built_in).map(|role| role.id),
            team_id: self.team.get_untracked().parse::<TeamId>().ok(),
            lang: self.language.get_untracked().parse().unwrap_or_default(),
            time_zone: zone.map(|zone| zone.value).unwrap_or_default(),
            currency: self
                .currency
                .get_untracked()
                .parse()
                .unwrap_or(Currency::EUR),
            active: self.active.get_untracked(),
        }
    }
}

/// Switching somebody off ends their sessions: a slip is taken back at once.
fn offer_switch_on(
    lang: Lang,
    toaster: Toaster,
    directory: RwSignal<Directory>,
    (name, now): (&str, &UserView),
) {
    let text = tf(lang, k::admin::USER_SWITCHED_OFF, &[("name", &name)]);
    let again = SaveUser {
        id: now.id,
        version: now.version,
        facts: UserFacts {
            active: true,
            ..now.facts.clone()
        },
        password: None,
    };
    let undo = Callback::new(move |()| switch_on(lang, toaster, directory, again.clone()));
    toaster.undo(text, t(lang, k::ui::UNDO), undo);
}

/// What the form offers to choose from.
struct Offered {
    roles: Vec<Choice>,
    teams: Vec<Choice>,
    languages: Vec<Choice>,
    currencies: Vec<Choice>,
}

impl Offered {
    fn of(lang: Lang, directory: &Directory) -> Self {
        let role = |role: &RoleView| Choice::new(code_of(role), role_name(lang, &role.draft));
        let teams = directory.teams.iter();
        Self {
            roles: directory.roles.iter().map(role).collect(),
            teams: teams
                .map(|team| Choice::new(team.id.to_string(), team.name.clone()))
                .collect(),
            languages: vec![
                Choice::new("en", t(lang, k::admin::ENGLISH)),
                Choice::new("fr", t(lang, k::admin::FRENCH)),
            ],
            currencies: Currency::all()
                .map(|currency| Choice::new(currency.code(), currency.code()))
                .collect(),
        }
    }
}

#[component]
fn Form(
    directory: RwSignal<Directory>,
    editing: RwSignal<Editing>,
    zones: Memo<Vec<Choice>>,
    user: Option<UserView>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let is_new = user.is_none();
    let (id, version) = user
        .as_ref()
        .map_or_else(|| (UserId(new_uuid()), 0), |user| (user.id, user.version));
    let known = user.map(|user| user.facts);
    let all = Rights::of(Role::Administrator);
    let by = use_session().actor;
    let mends = is_new || all.within(&by.rights);
    let facts = known.clone().unwrap_or_else(|| blank(lang, &by));
    let boxes = Boxes::of(facts, is_new, mends);
    let email_hint = if mends {
        ""
    } else {
        t(lang, k::admin::EMAIL_HINT)
    };
    let known = StoredValue::new(known);
    let offered = directory.with_untracked(|directory| Offered::of(lang, directory));
    let roles = directory.with_untracked(|d| d.roles.clone());
    let roles = StoredValue::new(roles);
    let save = move || {
        let facts = roles.with_value(|roles| boxes.facts(roles));
        let password = boxes.password();
        if !findings.check(check(&facts, password.as_deref())) {
            return;
        }
        let request = SaveUser {
            id,
            version,
            facts,
            password,
        };
        let (before, by_mail) = (known.get_value(), boxes.by_mail());
        findings.send(busy, api::save_user(request), move |new| {
            let now = new.users.iter().find(|user| user.id == id);
            match (before, now) {
                (Some(before), Some(now)) if before.active && !now.facts.active => {
                    offer_switch_on(lang, toaster, directory, (&before.name, now));
                }
                _ if by_mail => send_invitation(lang, toaster, directory, id),
                _ => toaster.success(t(lang, k::admin::SAVED).to_owned()),
            }
            let _ = directory.try_set(new);
            let _ = editing.try_set(Editing::Nothing);
        });
    };
    view! {
        <DialogForm send=save leave=Callback::new(move |()| editing.set(Editing::Nothing)) busy>
            <div class="dialog-body form">
                <TextInput id="user-name" label=t(lang, k::admin::NAME) value=boxes.name required=true error=findings.of("name") />
                <TextInput id="user-email" label=t(lang, k::admin::EMAIL) value=boxes.email kind="email" required=true hint=email_hint disabled=!mends error=findings.of("email") />
                <Select id="user-role" label=t(lang, k::admin::ROLE) value=boxes.role options=offered.roles error=findings.of("role") />
                <Select id="user-team" label=t(lang, k::admin::TEAM) value=boxes.team options=offered.teams placeholder=t(lang, k::admin::NO_TEAM) error=findings.of("team_id") />
                <Select id="user-language" label=t(lang, k::admin::LANGUAGE) value=boxes.language options=offered.languages />
                <Combobox
                    id="user-zone"
                    label=t(lang, k::admin::TIME_ZONE)
                    value=boxes.zone
                    suggest=Suggest::among(zones.into())
                    empty_text=t(lang, k::issue::TIME_ZONE_UNKNOWN)
                    hint=t(lang, k::settings::profile::TIME_ZONE_HINT)
                    error=findings.of("time_zone")
                    required=true
                />
                <Select id="user-currency" label=t(lang, k::admin::CURRENCY) value=boxes.currency options=offered.currencies />
                <WayIn boxes findings />
                <Switch id="user-active" label=t(lang, k::admin::ACTIVE) on=boxes.active />
                <p class="field-hint">{t(lang, k::admin::ACTIVE_HINT)}</p>
                <FormNotice text=findings.rest(FIELDS) />
                {(!is_new).then(|| view! { <PersonPanel id changed=Callback::new(move |()| read_again(directory)) /> })}
            </div>
        </DialogForm>
    }
    .into_any()
}

/// What is wrong with what was typed.
fn check(facts: &UserFacts, password: Option<&str>) -> Vec<Issue> {
    let mut issues = check_user(facts);
    if facts.time_zone.is_empty() {
        issues.push(Issue::error("required", "time_zone"));
    }
    issues.extend(password.map(check_password).unwrap_or_default());
    issues
}

/// How a new person comes in, and the password: their first one, or another one.
#[component]
fn WayIn(boxes: Boxes, findings: Findings) -> impl IntoView {
    let lang = use_lang();
    let hint = if boxes.is_new {
        tf(lang, k::admin::PASSWORD_NEW_HINT, &[("min", &PASSWORD_MIN)])
    } else {
        t(lang, k::admin::PASSWORD_KEEP_HINT).to_owned()
    };
    view! {
        {boxes.is_new.then(|| view! {
            <div class="stack-xs">
                <span class="field-label">{t(lang, k::access::person::WAY)}</span>
                <SegmentedControl id="user-way" label=t(lang, k::access::person::WAY) options=ways(lang) value=boxes.way />
                <p class="field-hint" hidden=move || boxes.way.with(|way| way != BY_MAIL)>{t(lang, k::access::person::BY_MAIL_HINT)}</p>
            </div>
        })}
        <Show when=move || boxes.types_password()>
            <TextInput id="user-password" label=t(lang, k::admin::PASSWORD) value=boxes.password kind="password" autocomplete="new-password" hint=hint.clone() error=findings.of("password") />
        </Show>
    }
}

/// Ways in of a new person.
const BY_MAIL: &str = "mail";
const BY_PASSWORD: &str = "password";
const LATER: &str = "later";

fn ways(lang: Lang) -> Vec<Choice> {
    vec![
        Choice::new(BY_MAIL, t(lang, k::access::person::BY_MAIL)),
        Choice::new(BY_PASSWORD, t(lang, k::access::person::BY_PASSWORD)),
        Choice::new(LATER, t(lang, k::access::person::LATER)),
    ]
}

/// Reads everybody again, for the state of their ways in.
fn read_again(directory: RwSignal<Directory>) {
    spawn_local(async move {
        if let Ok(new) = api::directory(GetDirectory {}).await {
            let _ = directory.try_set(new);
        }
    });
}

/// Invites somebody who was just added. They stay when the message cannot be written: the form of the
/// person sends it again.
fn send_invitation(lang: Lang, toaster: Toaster, directory: RwSignal<Directory>, id: UserId) {
    spawn_local(async move {
        match invite(InvitePerson { id }).await {
            Ok(_) => toaster.success(t(lang, k::access::person::INVITED)),
            Err(fault) => toaster.problem(format!(
                "{} {}",
                t(lang, k::access::person::INVITE_FAILED),
                problem_text(lang, &fault.0)
            )),
        }
        read_again(directory);
    });
}

/// Lets somebody sign in again.
fn switch_on(lang: Lang, toaster: Toaster, directory: RwSignal<Directory>, request: SaveUser) {
    spawn_local(async move {
        match api::save_user(request).await {
            Ok(new) => {
                let _ = directory.try_set(new);
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
    });
}
