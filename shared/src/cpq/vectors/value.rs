//! JSON whose numbers stay decimal text.

use crate::cpq::policies::Exact;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Deeper nesting is refused.
const DEEPEST: usize = 48;

/// A JSON value. Numbers are kept as they are written, never as binary floats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in the order written.
    Map(Vec<(String, Value)>),
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// It is nested too deeply.
    #[error("nested more than {DEEPEST} levels deep")]
    TooDeep,
}

struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry::<String, &'de RawValue>()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Seen)
    }
}

fn json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|error| ReadError::Json(error.to_string()))
}

fn read(raw: &RawValue, depth: usize) -> Result<Value, ReadError> {
    if depth > DEEPEST {
        return Err(ReadError::TooDeep);
    }
    let text = raw.get();
    Ok(match text.as_bytes().first() {
        Some(b'{') => Value::Map(
            json::<Pairs<'_>>(text)?
                .0
                .into_iter()
                .map(|(key, value)| Ok((key, read(value, depth + 1)?)))
                .collect::<Result<_, ReadError>>()?,
        ),
        Some(b'[') => Value::List(
            json::<Vec<&RawValue>>(text)?
                .into_iter()
                .map(|value| read(value, depth + 1))
                .collect::<Result<_, ReadError>>()?,
        ),
        Some(b'"') => Value::Text(json(text)?),
        Some(b't') => Value::Flag(true),
        Some(b'f') => Value::Flag(false),
        Some(b'n') => Value::Null,
        _ => Value::Number(text.to_owned()),
    })
}

static NULL: Value = Value::Null;

impl Value {
    /// Reads JSON text.
    ///
    /// # Errors
    /// [`ReadError`] when it is not JSON or nested too deeply.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        read(json::<&RawValue>(text.trim())?, 0)
    }

    /// Whether it holds more than so many values, itself and all within it.
    #[must_use]
    pub fn is_larger_than(&self, most: usize) -> bool {
        let mut open = vec![self];
        let mut seen = 0;
        while let Some(value) = open.pop() {
            seen += 1;
            if seen > most {
                return true;
            }
            match value {
                Value::List(items) => open.extend(items),
                Value::Map(pairs) => open.extend(pairs.iter().map(|(_, value)| value)),
                _ => {}
            }
        }
        false
    }

    /// A number; refused numbers become `null`.
    #[must_use]
    pub fn number(value: Exact) -> Self {
        value.to_text(20).map_or(Value::Null, Value::Number)
    }

    /// A string.
    #[must_use]
    pub fn text(value: impl Into<String>) -> Self {
        Value::Text(value.into())
    }

    /// An object of these pairs.
    #[must_use]
    pub fn map<const N: usize>(pairs: [(&str, Value); N]) -> Self {
        Value::Map(
            pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// The value of `key`, `null` where there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> &Value {
        self.find(key).unwrap_or(&NULL)
    }

    /// The value of `key`, if the object has it.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(pairs) => pairs
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Whether the object has `key` with anything but `null`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        !matches!(self.get(key), Value::Null)
    }

    /// Adds a pair to an object.
    pub fn set(&mut self, key: &str, value: Value) {
        if let Value::Map(pairs) = self {
            pairs.push((key.to_owned(), value));
        }
    }

    /// The number, also when written as text, with or without a percent sign.
    #[must_use]
    pub fn exact(&self) -> Option<Exact> {
        match self {
            Value::Number(text) => Exact::parse(text),
            Value::Text(text) => Exact::parse(text.strip_suffix('%').unwrap_or(text)),
            _ => None,
        }
    }

    /// The number at `key`.
    #[must_use]
    pub fn num(&self, key: &str) -> Option<Exact> {
        self.get(key).exact()
    }

    /// The number at `key`, or `otherwise` where there is nothing; `None` for what is no number.
    #[must_use]
    pub fn num_or(&self, key: &str, otherwise: Exact) -> Option<Exact> {
        match self.get(key) {
            Value::Null => Some(otherwise),
            value => value.exact(),
        }
    }

    /// The string itself.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The string at `key`, empty where there is none.
    #[must_use]
    pub fn str(&self, key: &str) -> &str {
        self.get(key).as_str().unwrap_or_default()
    }

    /// The array at `key`, empty where there is none.
    #[must_use]
    pub fn list(&self, key: &str) -> &[Value] {
        self.get(key).items()
    }

    /// The array itself, empty for anything else.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The pairs of an object.
    #[must_use]
    pub fn pairs(&self) -> &[(String, Value)] {
        match self {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// Whether `true` stands at `key`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.get(key) == &Value::Flag(true)
    }
}

impl fmt::Display for Value {
    /// Writes JSON on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Flag(flag) => write!(f, "{flag}"),
            Value::Number(text) => f.write_str(text),
            Value::Text(text) => quoted(f, text),
            Value::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Value::Map(pairs) => {
                f.write_str("{")?;
                for (index, (key, value)) in pairs.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    quoted(f, key)?;
                    write!(f, ": {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}
