//! Whether a result is what a vector expects, as exactly as the vector states it.

use super::value::Value;
use crate::cpq::policies::Exact;

/// Stands in a vector for anything.
const ANY: &str = "<any>";

/// The first difference, as a path and both values; `None` when everything expected is there.
///
/// What the result says beyond the expectation does not count. Keys in `unknowable` are labels a
/// vendor adds that `given` does not contain: they are left out of the comparison.
#[must_use]
pub fn difference(result: &Value, expected: &Value, unknowable: &[&str]) -> Option<String> {
    walk(result, expected, unknowable, &mut Vec::new())
}

fn walk<'a>(
    result: &Value,
    expected: &'a Value,
    unknowable: &[&str],
    path: &mut Vec<&'a str>,
) -> Option<String> {
    let differ = |path: &[&str]| {
        let place = if path.is_empty() {
            "the answer".to_owned()
        } else {
            path.join(".")
        };
        Some(format!(
            "{place} is {}, expected {}",
            short(result),
            short(expected)
        ))
    };
    match (result, expected) {
        (_, Value::Text(text)) if text == ANY => None,
        (Value::Map(_), Value::Map(pairs)) => {
            for (key, value) in pairs {
                if unknowable.contains(&key.as_str()) {
                    continue;
                }
                path.push(key);
                let found = match result.find(key) {
                    Some(found) => walk(found, value, unknowable, path),
                    None => Some(format!("{} is missing", path.join("."))),
                };
                path.pop();
                if found.is_some() {
                    return found;
                }
            }
            None
        }
        (Value::List(ours), Value::List(theirs)) => {
            if ours.len() != theirs.len() {
                return differ(path);
            }
            ours.iter()
                .zip(theirs)
                .find_map(|(ours, theirs)| walk(ours, theirs, unknowable, path))
        }
        _ if result == expected => None,
        _ => match (result.exact(), expected.exact()) {
            (Some(ours), Some(theirs)) if close(ours, theirs, expected) => None,
            _ => differ(path),
        },
    }
}

/// Equal, or equal as far as the vector's digits go: six decimals and more state a number that
/// does not end, fifteen digits and more one that was a binary float.
fn close(ours: Exact, theirs: Exact, stated: &Value) -> bool {
    if ours == theirs {
        return true;
    }
    let (Value::Number(text) | Value::Text(text)) = stated else {
        return false;
    };
    let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let off = (ours - theirs).abs();
    let last = u32::try_from(decimals).map_or(Exact::ZERO, |places| Exact::scaled(1, places));
    (decimals >= 6 && off < last)
        || (digits >= 15 && off <= theirs.abs() * Exact::ratio(1, 1_000_000_000_000_000))
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
