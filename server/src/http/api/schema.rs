//! Schemas of what the interface takes and gives, made from the types of `shared` and shaped as the
//! interface writes them: nested facts lie flat in their record, and nothing unknown is let in.

use schemars::generate::{Contract, SchemaSettings};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

const PLACE: &str = "#/components/schemas/";

/// Collects the schemas of all types, each once, by name. What is read and what is given may differ
/// (a field that may be left out is always given), so each has a generator of its own.
pub struct Schemas {
    given: SchemaGenerator,
    taken: SchemaGenerator,
    own: Map<String, Value>,
}

fn generator(contract: Contract) -> SchemaGenerator {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    settings.contract = contract;
    settings.into_generator()
}

impl Schemas {
    pub fn new() -> Self {
        Self {
            given: generator(Contract::Serialize),
            taken: generator(Contract::Deserialize),
            own: Map::new(),
        }
    }

    /// The schema of a type that is taken. Types that are taken stand for themselves, without
    /// references: their names belong to what is given.
    pub fn taken<T: JsonSchema>(&mut self) -> Value {
        let schema = self.taken.subschema_for::<T>().to_value();
        let mut schema = tidy(inline(schema, &self.taken, 0));
        close(&mut schema);
        schema
    }

    /// Keeps a schema by name; gives a reference to it.
    pub fn keep(&mut self, name: &str, schema: Value) -> Value {
        self.own.insert(name.to_owned(), schema);
        reference(name)
    }

    /// The schema of a record: `T` with the facts named by `flat` lying in it.
    pub fn record<T: JsonSchema>(&mut self, name: &str, flat: &[&str]) -> Value {
        let mut schema = self.resolved_given::<T>();
        for key in flat {
            let inner = schema
                .pointer(&format!("/properties/{key}"))
                .cloned()
                .map(|inner| self.resolve_given(inner));
            if let Some(inner) = inner {
                flatten_schema(&mut schema, key, inner);
            }
        }
        self.keep(name, tidy(schema))
    }

    /// The names of the properties of a record kept by name.
    pub fn properties(&self, name: &str) -> Vec<Value> {
        let properties = self
            .own
            .get(name)
            .and_then(|schema| schema.get("properties"))
            .and_then(Value::as_object);
        properties
            .into_iter()
            .flatten()
            .map(|(name, _)| json!(name))
            .collect()
    }

    /// A record kept by name, of which any field may be missing.
    pub fn without_required(&self, name: &str) -> Value {
        let mut schema = self.own.get(name).cloned().unwrap_or_default();
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("required");
        }
        schema
    }

    fn resolved_given<T: JsonSchema>(&mut self) -> Value {
        let schema = self.given.subschema_for::<T>().to_value();
        self.resolve_given(schema)
    }

    fn resolve_given(&self, schema: Value) -> Value {
        match target(&schema) {
            Some(name) => self
                .given
                .definitions()
                .get(name)
                .cloned()
                .unwrap_or(schema),
            None => schema,
        }
    }

    /// Everything kept, by name.
    pub fn finish(mut self) -> Map<String, Value> {
        let mut all: Map<String, Value> = self
            .given
            .take_definitions(true)
            .into_iter()
            .map(|(name, schema)| (name, tidy(schema)))
            .collect();
        all.append(&mut self.own);
        all
    }
}

/// `{"$ref": …}`.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{PLACE}{name}") })
}

fn target(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(PLACE)
}

/// The schema with every reference replaced by what it refers to. The types that are taken are trees;
/// the depth is bounded in case one is not.
fn inline(schema: Value, generator: &SchemaGenerator, depth: u32) -> Value {
    if depth > 40 {
        return schema;
    }
    if let Some(name) = target(&schema)
        && let Some(found) = generator.definitions().get(name)
    {
        let mut found = inline(found.clone(), generator, depth + 1);
        // What is said beside a reference is nearer than what the type says of itself.
        if let (Some(said), Some(found)) = (schema.get("description"), found.as_object_mut()) {
            found.insert("description".to_owned(), said.clone());
        }
        return found;
    }
    match schema {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, inline(value, generator, depth + 1)))
            .collect(),
        Value::Array(list) => list
            .into_iter()
            .map(|value| inline(value, generator, depth + 1))
            .collect(),
        other => other,
    }
}

/// What a merge patch lets in: any field may be missing, at any depth, since what is missing stays as it
/// is. Lists are given whole, and so is a choice among forms (`oneOf`), which the fields tell apart, and an
/// amount of money: a number without its currency could be meant in any.
pub fn loosen(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let has = |name| {
        schema
            .get("properties")
            .is_some_and(|all| all.get(name).is_some())
    };
    if has("minor") && has("currency") {
        return;
    }
    schema.remove("required");
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(loosen);
    }
    for key in ["anyOf", "allOf"] {
        if let Some(forms) = schema.get_mut(key).and_then(Value::as_array_mut) {
            forms.iter_mut().for_each(loosen);
        }
    }
}

/// Puts the properties of `inner` in the place of the property `key`.
fn flatten_schema(schema: &mut Value, key: &str, inner: Value) {
    let required: Vec<Value> = [&*schema, &inner]
        .iter()
        .filter_map(|schema| schema.get("required")?.as_array())
        .flatten()
        .filter(|name| name.as_str() != Some(key))
        .cloned()
        .collect();
    let (Some(outer), Some(inner)) = (
        schema.get_mut("properties").and_then(Value::as_object_mut),
        inner.get("properties").and_then(Value::as_object),
    ) else {
        return;
    };
    outer.remove(key);
    for (name, property) in inner {
        outer
            .entry(name.clone())
            .or_insert_with(|| property.clone());
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("required".to_owned(), Value::Array(required));
    }
}

/// Puts the values of the object at each `key` in its place.
pub fn flatten(mut record: Value, flat: &[&str]) -> Value {
    for key in flat {
        let Some(outer) = record.as_object_mut() else {
            return record;
        };
        match outer.remove(*key) {
            Some(Value::Object(inner)) => {
                for (name, value) in inner {
                    outer.entry(name).or_insert(value);
                }
            }
            Some(other) => {
                outer.insert((*key).to_owned(), other);
            }
            None => {}
        }
    }
    record
}

/// Refuses unknown properties in every object that says which it has.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("additionalProperties") {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

/// What the generator leaves to be said better: words of an enumeration as one list, whole numbers with
/// their bounds, no links of the source's documentation.
pub fn tidy(schema: Value) -> Value {
    match schema {
        Value::Object(mut map) => {
            words(&mut map);
            bounds(&mut map);
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = plain(text);
            }
            map.into_iter()
                .map(|(key, value)| (key, tidy(value)))
                .collect()
        }
        Value::Array(list) => list.into_iter().map(tidy).collect(),
        other => other,
    }
}

/// `oneOf` of single words becomes `enum`, with what each means in the description.
fn words(map: &mut Map<String, Value>) {
    let Some(Value::Array(variants)) = map.get("oneOf") else {
        return;
    };
    let word = |variant: &Value| {
        let word =
            variant
                .get("const")
                .or_else(|| match variant.get("enum")?.as_array()?.as_slice() {
                    [only] => Some(only),
                    _ => None,
                })?;
        let meaning = variant.get("description").and_then(Value::as_str);
        Some((word.as_str()?.to_owned(), meaning.map(str::to_owned)))
    };
    let Some(found) = variants.iter().map(word).collect::<Option<Vec<_>>>() else {
        return;
    };
    let meanings: Vec<String> = found
        .iter()
        .filter_map(|(word, meaning)| Some(format!("- `{word}`: {}", meaning.as_deref()?)))
        .collect();
    let described = map
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let described = format!("{described}\n{}", meanings.join("\n"));
    map.remove("oneOf");
    map.insert("type".to_owned(), json!("string"));
    map.insert(
        "enum".to_owned(),
        found.into_iter().map(|(word, _)| json!(word)).collect(),
    );
    map.insert("description".to_owned(), json!(described.trim()));
}

fn bounds(map: &mut Map<String, Value>) {
    // Beyond 2⁵³ programs that read numbers as floating point would change them silently.
    let (least, most) = match map.get("format").and_then(Value::as_str) {
        Some("int64") => (-9_007_199_254_740_991_i64, 9_007_199_254_740_991_i64),
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        _ => return,
    };
    map.insert("minimum".to_owned(), json!(least));
    map.insert("maximum".to_owned(), json!(most));
}

/// Text of a documentation comment without its links.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("[`") {
        let (before, after) = rest.split_at(start);
        out.push_str(before);
        let after = after.get(2..).unwrap_or_default();
        match after.find("`]") {
            Some(end) => {
                let (name, tail) = after.split_at(end);
                let short = name.rsplit("::").next().unwrap_or(name);
                out.push('`');
                out.push_str(short);
                out.push('`');
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push_str("[`");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The schema of a text of at most `most` characters.
pub fn text(most: u32) -> Value {
    json!({ "type": "string", "maxLength": most })
}

/// The schema of an id.
pub fn id() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

/// The schema of one of these words.
pub fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

/// The schema of one of the words of an enumeration.
pub fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Value {
    let words: Vec<&str> = all.iter().map(|value| code(*value)).collect();
    one_of(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_lie_flat_in_their_record() {
        let record = json!({ "id": 1, "facts": { "name": "A", "id": 2 }, "version": 3 });
        assert_eq!(
            flatten(record, &["facts"]),
            json!({ "id": 1, "name": "A", "version": 3 })
        );
        assert_eq!(flatten(json!({ "id": 1 }), &["facts"]), json!({ "id": 1 }));
    }

    #[test]
    fn words_become_one_list() {
        let schema = tidy(json!({
            "description": "A kind of [`crate::thing::Thing`].",
            "oneOf": [
                { "type": "string", "const": "a", "description": "First." },
                { "type": "string", "const": "b" }
            ]
        }));
        assert_eq!(schema["enum"], json!(["a", "b"]));
        assert_eq!(schema["description"], "A kind of `Thing`.\n- `a`: First.");
    }
}
