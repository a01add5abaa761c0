//! What a body becomes in memory: eight bytes of JSON can become some hundred, so values and levels are counted
//! before any of them is built.

use super::refusal::{Refusal, at};

/// Most lists and objects within each other. The reader of JSON gives up a little later, with less to say.
pub const LEVELS: u32 = 120;

/// Refuses text of more than `most` values, or nested deeper than `levels`. Names of fields count, too; what is
/// no JSON is for its reader to say.
pub fn weighed(
    field: &'static str,
    text: &[u8],
    (most, levels): (u32, u32),
) -> Result<(), Refusal> {
    let (mut values, mut level) = (1_u32, 0_u32);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text {
        if quoted {
            quoted = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'[' | b'{' => {
                values = values.saturating_add(1);
                level = level.saturating_add(1);
            }
            b']' | b'}' => level = level.saturating_sub(1),
            b',' | b':' => values = values.saturating_add(1),
            _ => {}
        }
        let (code, max) = if level > levels {
            ("json_too_deep", levels)
        } else if values > most {
            ("json_too_much", most)
        } else {
            continue;
        };
        return Err(Refusal {
            issues: vec![at(code, field).with("max", max)],
            ..Refusal::of(413, "too_large")
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, most: u32) -> Option<String> {
        let refusal = weighed("body", text.as_bytes(), (most, LEVELS)).err()?;
        assert_eq!(refusal.status, 413);
        refusal.issues.first().map(|issue| issue.code.to_string())
    }

    #[test]
    fn values_and_levels_are_counted_and_what_is_quoted_is_not() {
        // An object, a name, a list, a comma, and the whole.
        assert_eq!(refused(r#"{"a":[1,2]}"#, 5), None);
        assert_eq!(
            refused(r#"{"a":[1,2]}"#, 4),
            Some("json_too_much".to_owned())
        );
        assert_eq!(refused(r#"["[{,:\\\",[[[",1]"#, 3), None);
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(refused(&deep(120), 1_000), None);
        assert_eq!(refused(&deep(121), 1_000), Some("json_too_deep".to_owned()));
        // As wide as one likes, it is never deep.
        assert_eq!(refused(&"[]".repeat(5_000), 6_000), None);
    }
}
