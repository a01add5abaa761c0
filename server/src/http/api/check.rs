//! A request against the schema that is published: whatever is refused here is refused for what the
//! document says, and named by its place.

use super::refusal::{Refusal, at};
use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use shared::kernel::Issue;

/// More faults than these help nobody.
const MOST: usize = 20;

/// A compiled schema; `None` inside only when the schema itself is none, which a test rules out.
pub struct Check(Option<Validator>);

impl Check {
    /// Compiles a schema that may refer to the components.
    pub fn new(schema: &Value, components: &Map<String, Value>) -> Self {
        let whole = json!({
            "allOf": [schema],
            "components": { "schemas": named(schema, components) },
        });
        let built = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&whole);
        if let Err(error) = &built {
            tracing::error!(%error, "a schema of the interface is none");
        }
        Self(built.ok())
    }

    #[cfg(test)]
    pub fn is_sound(&self) -> bool {
        self.0.is_some()
    }

    /// Refuses what the schema does not let in.
    pub fn ask(&self, value: &Value) -> Result<(), Refusal> {
        let Some(validator) = &self.0 else {
            return Err(Refusal::of(500, "internal"));
        };
        let mut issues = Vec::new();
        for error in validator.iter_errors(value).take(MOST) {
            let place = error.instance_path().as_str();
            collect(&mut issues, place, error.kind());
        }
        if issues.is_empty() {
            Ok(())
        } else {
            issues.truncate(MOST);
            Err(Refusal::malformed(issues))
        }
    }
}

/// The components a schema refers to, and those they refer to. Hundreds of schemas are compiled, each of which would
/// otherwise be walked through, and kept, with all components there are.
fn named(schema: &Value, components: &Map<String, Value>) -> Map<String, Value> {
    let mut found = Map::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(map) => {
                let name = map.get("$ref").and_then(Value::as_str);
                let name = name.and_then(|place| place.strip_prefix("#/components/schemas/"));
                if let Some((name, there)) = name.and_then(|name| components.get_key_value(name))
                    && !found.contains_key(name)
                {
                    found.insert(name.clone(), there.clone());
                    open.push(there);
                }
                open.extend(map.values());
            }
            _ => {}
        }
    }
    found
}

/// `/draft/lines/0` as `draft.lines[0]`.
fn dotted(pointer: &str) -> String {
    let mut out = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty() {
            out.push_str(&format!("[{part}]"));
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(&part);
        }
    }
    out
}

fn below(place: &str, name: &str) -> String {
    match dotted(place) {
        empty if empty.is_empty() => name.to_owned(),
        place => format!("{place}.{name}"),
    }
}

fn collect(issues: &mut Vec<Issue>, place: &str, kind: &Kind) {
    let here = |code: &'static str| at(code, dotted(place));
    match kind {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            issues.push(at("required", below(place, name)));
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                issues.push(at("unknown_field", below(place, name)));
            }
        }
        Kind::Type { kind } => {
            issues.push(here("wrong_type").with("type", type_name(kind)));
        }
        Kind::Enum { options } => {
            issues.push(here("not_one_of").with("values", listed(options)));
        }
        Kind::Constant { expected_value } => {
            issues.push(here("not_one_of").with("values", listed(&json!([**expected_value]))));
        }
        Kind::Format { format } => {
            issues.push(here("wrong_format").with("format", format));
        }
        Kind::MaxLength { limit } => issues.push(here("too_long").with("max", limit)),
        Kind::MinLength { limit } => issues.push(here("too_short").with("min", limit)),
        Kind::MaxItems { limit } => issues.push(here("too_many").with("max", limit)),
        Kind::Maximum { limit } => issues.push(here("above_maximum").with("max", limit)),
        Kind::Minimum { limit } => issues.push(here("below_minimum").with("min", limit)),
        Kind::MinItems { .. } | Kind::MinProperties { .. } => issues.push(here("required")),
        // Of alternatives the one that came furthest says most.
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            let best = context
                .iter()
                .filter(|errors| !errors.is_empty())
                .max_by_key(|errors| {
                    errors
                        .iter()
                        .map(|error| error.instance_path().as_str().len())
                        .max()
                });
            match best {
                Some(errors) if errors.iter().any(|e| e.instance_path().as_str() != place) => {
                    for error in errors {
                        collect(issues, error.instance_path().as_str(), error.kind());
                    }
                }
                _ => issues.push(here("malformed")),
            }
        }
        _ => issues.push(here("malformed")),
    }
}

fn listed(options: &Value) -> String {
    let words: Vec<String> = options
        .as_array()
        .into_iter()
        .flatten()
        .take(60)
        .map(|word| {
            word.as_str()
                .map_or_else(|| word.to_string(), str::to_owned)
        })
        .collect();
    words.join(", ")
}

fn type_name(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(many) => {
            let names: Vec<String> = many.iter().map(|one| one.to_string()).collect();
            names.join(", ")
        }
    }
}

/// Reads a value whose schema was kept. A fault here is one no schema can tell.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(whole_numbers(value)).map_err(|error| {
        let place = error.path().to_string();
        tracing::debug!(%error, "a request kept its schema and could not be read");
        Refusal::malformed(vec![at("malformed", place.trim_start_matches('.'))])
    })
}

/// `1.0` is a whole number to a schema.
fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() < 9.1e15);
            whole.map_or(Value::Number(number), |float| {
                format!("{float:.0}")
                    .parse::<i64>()
                    .map_or(Value::Null, |whole| json!(whole))
            })
        }
        Value::Array(list) => list.into_iter().map(whole_numbers).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, whole_numbers(value)))
            .collect(),
        other => other,
    }
}

/// A merge patch (RFC 7396), except that `null` empties a field instead of taking it away: every field
/// of a record is always there.
pub fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                match target.get_mut(&key) {
                    Some(there) => merge(there, value),
                    None => {
                        target.insert(key, value);
                    }
                }
            }
        }
        (target, patch) => *target = patch,
    }
}

/// What a merge patch makes of a record. A choice among forms is given whole: where the one before and the one
/// given make none together, the given one stands alone. The patch kept its schema, so that what still cannot be
/// read (half of what was empty) is for the state of the record to answer.
pub fn patched<T: DeserializeOwned>(mut record: Value, patch: Value) -> Result<T, Refusal> {
    merge(&mut record, patch.clone());
    let mut given = patch;
    loop {
        let refusal = match read::<T>(record.clone()) {
            Ok(value) => return Ok(value),
            Err(refusal) => refusal,
        };
        let place = refusal
            .issues
            .first()
            .and_then(|issue| issue.field.as_deref());
        let key = place
            .and_then(|place| place.split(['.', '[']).next())
            .unwrap_or_default()
            .to_owned();
        let whole = given.as_object_mut().and_then(|given| given.remove(&key));
        match (whole, record.as_object_mut()) {
            (Some(whole), Some(record)) => record.insert(key, whole),
            _ => {
                return Err(Refusal {
                    status: 422,
                    code: "invalid",
                    ..refusal
                });
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Form {
        Percent(i64),
        Amount(i64),
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Record {
        names: BTreeMap<String, i64>,
        form: Form,
    }

    #[test]
    fn a_choice_among_forms_is_given_whole() {
        let now = || json!({ "names": { "x": 1, "y": 2 }, "form": { "percent": 1 } });
        let patch = json!({ "names": { "x": 5 }, "form": { "amount": 7 } });
        let wanted = Record {
            names: BTreeMap::from([("x".to_owned(), 5), ("y".to_owned(), 2)]),
            form: Form::Amount(7),
        };
        assert_eq!(patched::<Record>(now(), patch).unwrap(), wanted);
        // What is none either way is refused by the state of the record, not by the document.
        for none in [json!({}), json!({ "amount": 1, "percent": 1 }), json!(null)] {
            let refused = patched::<Record>(now(), json!({ "form": none }));
            let refused = refused.map(|_| ()).map_err(|refusal| {
                assert_eq!(refusal.issues[0].field.as_deref(), Some("form"));
                refusal.status
            });
            // Nothing is said by an empty patch.
            let kept = none == json!({});
            assert_eq!(refused, if kept { Ok(()) } else { Err(422) }, "{none}");
        }
    }

    #[test]
    fn a_schema_is_compiled_with_what_it_refers_to() {
        let refer = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let components = json!({
            "Line": { "properties": { "tax": refer("Tax"), "parent": refer("Line") } },
            "Tax": { "enum": ["S"] },
            "Other": { "items": refer("Tax") },
        });
        let components = components.as_object().unwrap();
        let schema = json!({ "properties": { "lines": { "items": refer("Line") } } });
        let names: Vec<String> = named(&schema, components)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["Line", "Tax"]);
        let check = Check::new(&schema, components);
        assert!(
            check
                .ask(&json!({ "lines": [{ "parent": { "tax": "S" } }] }))
                .is_ok()
        );
        assert!(
            check
                .ask(&json!({ "lines": [{ "parent": { "tax": "X" } }] }))
                .is_err()
        );
    }

    fn found(schema: Value, value: Value) -> Vec<(String, String)> {
        let check = Check::new(&schema, &Map::new());
        let refusal = check.ask(&value).unwrap_err();
        refusal
            .issues
            .into_iter()
            .map(|issue| {
                (
                    issue.code.into_owned(),
                    issue.field.unwrap_or_default().into_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn every_fault_is_named_by_its_place() {
        let schema = json!({
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": {
                "name": { "type": "string", "maxLength": 3 },
                "lines": { "type": "array", "items": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "format": "uuid" } } } },
            }
        });
        assert_eq!(
            found(schema.clone(), json!({ "nam": 1 })),
            [
                ("unknown_field".to_owned(), "nam".to_owned()),
                ("required".to_owned(), "name".to_owned())
            ]
        );
        let faults = found(
            schema,
            json!({ "name": "long", "lines": [{ "id": "x" }, {}] }),
        );
        for fault in [
            ("too_long", "name"),
            ("wrong_format", "lines[0].id"),
            ("required", "lines[1].id"),
        ] {
            assert!(
                faults.contains(&(fault.0.into(), fault.1.into())),
                "{faults:?}"
            );
        }
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let mut record = json!({ "a": 1, "b": { "c": 2, "d": 3 }, "e": [1, 2] });
        merge(&mut record, json!({ "a": null, "b": { "c": 9 }, "e": [3] }));
        assert_eq!(
            record,
            json!({ "a": null, "b": { "c": 9, "d": 3 }, "e": [3] })
        );
        assert_eq!(
            whole_numbers(json!({ "x": [1.0, 1.5] })),
            json!({ "x": [1, 1.5] })
        );
    }
}
