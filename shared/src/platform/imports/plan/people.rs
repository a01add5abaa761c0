//! Users and the teams they form: a team for each manager, below a team for each office.

use super::FileFacts;
use super::decide::Draft;
use super::gate::Looked;
use super::reader::{Columns, RowReader};
use super::world::{Book, World, natural_keys};
use crate::kernel::{Issue, Role};
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{ExistingRecord, ExtraKind, Outcome, Value, Values};
use crate::platform::imports::similar::name_key;
use uuid::Uuid;

impl FileFacts {
    /// Collects who manages, so that a manager with a row of their own gets the role.
    pub(super) fn people(&mut self, columns: &Columns<'_>) {
        for row in &columns.table.rows {
            let reader = RowReader {
                columns,
                row,
                issues: Vec::new(),
            };
            self.managers.insert(name_key(reader.raw(Field::Manager)));
            self.people_listed.insert(name_key(reader.raw(Field::Name)));
        }
        self.managers.remove("");
    }
}

pub(super) fn draft(reader: &mut RowReader<'_>, world: &mut World<'_>, facts: &FileFacts) -> Draft {
    let mut values = Values::new();
    let name = reader.text(Field::Name);
    match &name {
        Some(name) => {
            values.insert(Field::Name, Value::Text(name.clone()));
        }
        None => reader.error(Field::Name, "required"),
    }
    if let Some(address) = reader.email(Field::Email) {
        values.insert(Field::Email, Value::Text(address));
    }
    match reader.choice(Field::Role, world.context, None) {
        Some(Ok(code)) => {
            values.insert(Field::Role, Value::Text(code));
        }
        Some(Err(_)) => reader.error(Field::Role, "unknown_value"),
        None => {}
    }
    match reader.choice(Field::Language, world.context, None) {
        Some(Ok(code)) => {
            values.insert(Field::Language, Value::Text(code));
        }
        Some(Err(_)) => reader.warning(Field::Language, "unknown_value"),
        None => {}
    }
    if let Some(team) = team(reader, world) {
        values.insert(Field::Team, Value::Id(team));
        manager(reader, world, facts, team);
    }
    let mut defaults = Values::new();
    let label: String = reader.raw(Field::Name).chars().take(120).collect();
    defaults.insert(Field::Email, Value::Text(world.free_address(&label)));
    let manages = facts.managers.contains(&name_key(&label));
    let role = if manages { "manager" } else { "representative" };
    defaults.insert(Field::Role, Value::Text(role.to_owned()));
    Draft {
        label,
        key: reader.text(Field::ExternalId),
        natural: natural_keys(ImportKind::People, &values),
        choice_key: None,
        values,
        defaults,
    }
}

/// A file never takes an administrator's role or way in away: somebody must be able to undo what it
/// did.
pub(super) fn keeps_administrators(before: Option<&ExistingRecord>, outcome: &Outcome) -> Looked {
    let administrator = |value: Option<&Value>| matches!(value, Some(Value::Text(role)) if role == Role::Administrator.code());
    let was = before.is_some_and(|record| administrator(record.values.get(&Field::Role)));
    let Outcome::Update(changes) = outcome else {
        return Looked::default();
    };
    let touched = changes
        .iter()
        .find(|change| matches!(change.field, Field::Role | Field::Email));
    let issues = touched
        .filter(|_| was)
        .map(|change| Issue::error("administrator_kept", change.field.code()))
        .into_iter()
        .collect();
    Looked {
        issues,
        exception: false,
    }
}

/// The row's team: the one it names, else the manager's, else the office's. Teams that do not
/// exist are created below the office's.
fn team(reader: &mut RowReader<'_>, world: &mut World<'_>) -> Option<Uuid> {
    let office = reader.text(Field::Office);
    let above = office
        .as_ref()
        .map(|office| ensure_team(world, office, None));
    let named = match (
        reader.text(Field::Team),
        reader.text(Field::Manager),
        &office,
    ) {
        (Some(team), _, _) => Some(team),
        (None, Some(manager), Some(office)) => Some(format!("{office} – {manager}")),
        (None, Some(manager), None) => Some(manager),
        (None, None, _) => None,
    };
    match named {
        Some(name) => {
            let above = above.filter(|_| {
                office
                    .as_ref()
                    .is_some_and(|o| name_key(o) != name_key(&name))
            });
            Some(ensure_team(world, &name, above))
        }
        None => above,
    }
}

fn ensure_team(world: &mut World<'_>, name: &str, parent: Option<Uuid>) -> Uuid {
    if let Some(id) = world.names.teams.get(&name_key(name)) {
        return *id;
    }
    let mut values = Values::from([(Field::Name, Value::Text(name.to_owned()))]);
    if let Some(parent) = parent {
        values.insert(Field::Parent, Value::Id(parent));
    }
    world.promise(ExtraKind::Team, Book::Teams, name, values)
}

/// A manager who has no row and is not known becomes a user of the team.
fn manager(reader: &mut RowReader<'_>, world: &mut World<'_>, facts: &FileFacts, team: Uuid) {
    let Some(name) = reader.text(Field::Manager) else {
        return;
    };
    let key = name_key(&name);
    if facts.people_listed.contains(&key) || world.names.users.contains_key(&key) {
        return;
    }
    world.promise_user(&name, "manager", Some(team));
    reader.finding(
        Field::Manager,
        Issue::warning("manager_created", Field::Manager.code()),
    );
}
