//! Contacts.

use super::decide::Draft;
use super::reader::RowReader;
use super::world::{World, natural_keys};
use crate::crm::contacts::{ContactFacts, check_contact, tidy_contact};
use crate::kernel::{AccountId, Issue, UserId};
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{Value, Values};

pub(super) fn draft(reader: &mut RowReader<'_>, world: &mut World<'_>) -> Draft {
    let mut values = Values::new();
    let texts = [
        Field::FirstName,
        Field::LastName,
        Field::Phone,
        Field::JobTitle,
        Field::Notes,
    ];
    for field in texts {
        if let Some(text) = reader.text(field) {
            values.insert(field, Value::Text(text));
        }
    }
    named(reader, world, &mut values);
    checked(reader, &mut values);
    if !values.contains_key(&Field::LastName) {
        let name = match (values.remove(&Field::FirstName), values.get(&Field::Email)) {
            (Some(first), _) => Some(first),
            (None, Some(Value::Text(address))) => {
                let local = address.split('@').next().unwrap_or(address);
                Some(Value::Text(local.to_owned()))
            }
            _ => None,
        };
        match name {
            Some(name) => {
                values.insert(Field::LastName, name);
            }
            None => reader.error(Field::LastName, "required"),
        }
    }
    match reader.choice(Field::Language, world.context, None) {
        Some(Ok(code)) => {
            values.insert(Field::Language, Value::Text(code));
        }
        Some(Err(_)) => reader.warning(Field::Language, "unknown_value"),
        None => {}
    }
    if let Some(account) = world.account(reader, Field::Account) {
        values.insert(Field::Account, Value::Id(account));
    }
    if let Some(owner) = world.owner(reader) {
        values.insert(Field::Owner, Value::Id(owner));
    }
    let mut defaults = Values::new();
    defaults.insert(Field::Owner, Value::Id(world.settings.owner_id.0));
    let part = |field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let label = format!("{} {}", part(Field::FirstName), part(Field::LastName));
    Draft {
        label: label.trim().chars().take(120).collect(),
        key: reader.text(Field::ExternalId),
        natural: natural_keys(ImportKind::Contacts, &values),
        choice_key: None,
        values,
        defaults,
    }
}

/// The person a row names, whole or in two columns, and the address; one that was erased is said.
pub(super) fn named(reader: &mut RowReader<'_>, world: &World<'_>, values: &mut Values) {
    if let Some(full) = reader.text(Field::Name) {
        let (first, last) = split_name(&full);
        values.entry(Field::LastName).or_insert(Value::Text(last));
        if !first.is_empty() {
            values.entry(Field::FirstName).or_insert(Value::Text(first));
        }
    }
    if let Some(address) = reader.email(Field::Email) {
        if let Some(day) = world.erased(&address) {
            let issue = Issue::warning("erased_address", Field::Email.code()).with("on", day);
            reader.finding(Field::Email, issue);
        }
        values.insert(Field::Email, Value::Text(address));
    }
}

/// The facts values stand for.
#[must_use]
pub fn contact_facts(values: &Values) -> ContactFacts {
    let text = |field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let id = |field| match values.get(&field) {
        Some(Value::Id(id)) => Some(*id),
        _ => None,
    };
    let owner = UserId(id(Field::Owner).unwrap_or_default());
    ContactFacts {
        account_id: id(Field::Account).map(AccountId),
        title: text(Field::JobTitle),
        email: text(Field::Email),
        phone: text(Field::Phone),
        language: text(Field::Language).parse().ok(),
        notes: text(Field::Notes),
        ..ContactFacts::named(text(Field::FirstName), text(Field::LastName), owner)
    }
}

/// Puts the values into the form they are kept in and asks the rule of the contact's page.
fn checked(reader: &mut RowReader<'_>, values: &mut Values) {
    let tidy = tidy_contact(&contact_facts(values));
    reader.told(values, check_contact(&tidy));
    let texts = [
        (Field::FirstName, tidy.first_name),
        (Field::LastName, tidy.last_name),
        (Field::JobTitle, tidy.title),
        (Field::Phone, tidy.phone),
        (Field::Notes, tidy.notes),
    ];
    super::accounts::keep(values, texts);
}

/// First and last name of a full one: `DUPONT Jean` and `Dupont, Jean` begin with the last name,
/// everything else with the first.
fn split_name(full: &str) -> (String, String) {
    if let Some((last, first)) = full.split_once(',') {
        return (first.trim().to_owned(), last.trim().to_owned());
    }
    let words: Vec<&str> = full.split_whitespace().collect();
    let upper = |word: &str| {
        word.chars().count() > 1 && word.to_uppercase() == word && word.to_lowercase() != word
    };
    let leading = words.iter().take_while(|word| upper(word)).count();
    let at = if leading > 0 && leading < words.len() {
        leading
    } else {
        1
    };
    let (head, tail) = words.split_at(at.min(words.len()));
    match (leading > 0 && leading < words.len(), tail.is_empty()) {
        (_, true) => (String::new(), head.join(" ")),
        (true, false) => (tail.join(" "), head.join(" ")),
        (false, false) => (head.join(" "), tail.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::split_name;

    #[test]
    fn names_are_split_as_they_are_written() {
        for (full, first, last) in [
            ("Jean Dupont", "Jean", "Dupont"),
            ("DUPONT Jean", "Jean", "DUPONT"),
            ("Dupont, Jean", "Jean", "Dupont"),
            ("Léa de la Tour", "Léa", "de la Tour"),
            ("Cher", "", "Cher"),
            ("JEAN DUPONT", "JEAN", "DUPONT"),
        ] {
            assert_eq!(
                split_name(full),
                (first.to_owned(), last.to_owned()),
                "{full}"
            );
        }
    }
}
