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
            "components": { "schemas": components },
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

#[cfg(test)]
mod tests {
    use super::*;

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
