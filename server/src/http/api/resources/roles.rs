//! Roles: which records their people may treat with which right, by the rights' own words.

use crate::http::api::book::{Book, Listed, whole};
use crate::http::api::record::prepare;
use crate::http::api::refusal::Refusal;
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};
use shared::kernel::{Action, LocalText, Rights, Role, RoleId, Scope};
use shared::platform::roles::{
    DeleteRole, ListRoles, RoleDraft, RoleView, SaveRole, built_in_role,
};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Rights as an object: `{"view_quote": "team", …}`. One that is left out is none.
#[derive(Clone, Copy)]
struct ByWord(Rights);

impl Serialize for ByWord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .iter()
                .map(|(action, scope)| (action.code(), scope.code())),
        )
    }
}

impl<'de> Deserialize<'de> for ByWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = BTreeMap::<String, String>::deserialize(deserializer)?;
        let none = Action::ALL
            .into_iter()
            .fold(Rights::of(Role::Finance), |rights, action| {
                rights.with(action, Scope::None)
            });
        words
            .into_iter()
            .try_fold(none, |rights, (action, scope)| {
                Some(rights.with(action.parse().ok()?, scope.parse().ok()?))
            })
            .map(Self)
            .ok_or_else(|| D::Error::custom("no right, or no scope"))
    }
}

impl JsonSchema for ByWord {
    fn schema_name() -> Cow<'static, str> {
        "Rights".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let scopes = Scope::ALL.map(Scope::code);
        let rights: Map<String, Value> = Action::ALL
            .into_iter()
            .map(|action| {
                let scope = json!({ "type": "string", "enum": scopes });
                (action.code().to_owned(), scope)
            })
            .collect();
        schemars::json_schema!({
            "description": "By right, over which records; one that is left out is none.",
            "type": "object",
            "properties": rights,
            "additionalProperties": false,
        })
    }
}

/// What is said of a role.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct RoleFacts {
    /// What its people are to the sales organisation. It is chosen once.
    base: Role,
    /// Its name; that of a role of Jalon is empty.
    name: LocalText,
    /// Which records its people may treat with which right.
    rights: ByWord,
}

impl From<RoleDraft> for RoleFacts {
    fn from(draft: RoleDraft) -> Self {
        Self {
            base: draft.base,
            name: draft.name,
            rights: ByWord(draft.rights),
        }
    }
}

impl From<RoleFacts> for RoleDraft {
    fn from(facts: RoleFacts) -> Self {
        Self {
            base: facts.base,
            name: facts.name,
            rights: facts.rights.0,
        }
    }
}

/// A role.
#[derive(Serialize, JsonSchema)]
struct Shown {
    /// Which.
    id: RoleId,
    facts: RoleFacts,
    /// It comes with Jalon: it has no name of its own and cannot be removed.
    built_in: bool,
    /// How many people have it.
    people: i64,
    /// For optimistic locking; 0: a role of Jalon nobody has changed.
    version: i64,
}

impl From<RoleView> for Shown {
    fn from(view: RoleView) -> Self {
        Self {
            id: view.id,
            facts: view.draft.into(),
            built_in: view.built_in,
            people: view.people,
            version: view.version,
        }
    }
}

/// A role of the company. Those of Jalon are there, also while nobody has changed them.
fn new_role(id: RoleId, facts: RoleFacts) -> Result<SaveRole, Refusal> {
    if built_in_role(id).is_some() {
        return Err(Refusal::invalid("already_exists", "id"));
    }
    Ok(SaveRole {
        id,
        version: 0,
        draft: facts.into(),
    })
}

pub fn add(book: &mut Book) {
    book.list(
        "roles",
        ("RoleRow", &["facts"]),
        Vec::new(),
        |_, _| Ok(ListRoles {}),
        |rows: Vec<RoleView>, _| -> Listed<Shown> {
            whole(rows.into_iter().map(Shown::from).collect())
        },
    );
    book.listed(
        ("roles", "RoleRecord"),
        &["facts"],
        || ListRoles {},
        |all: Vec<RoleView>, id| all.into_iter().find(|role| role.id.0 == id),
        |role: RoleView| Shown::from(role),
    )
    .read()
    .create_of(
        &["base", "name", "rights"],
        |_| json!({}),
        prepare(|_, id, facts: RoleFacts| Box::pin(async move { new_role(id.into(), facts) })),
        |_| None,
    )
    .update_by(
        |role| RoleFacts::from(role.draft.clone()),
        |role, facts: RoleFacts| SaveRole {
            id: role.id,
            version: role.version,
            draft: facts.into(),
        },
        |_| None,
    )
    .delete(|role| DeleteRole {
        id: role.id,
        version: role.version,
    });
}
