//! Where a list goes on: the place the list's own operation gave, opaque to clients, and good only for
//! the order it was made in.

use super::refusal::Refusal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The place as clients see it. `order` is what the place depends on.
pub fn write<T: Serialize>(order: &str, place: &T) -> String {
    let text = serde_json::to_string(&(order, place)).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(text)
}

/// The place of a cursor made by [`write`] for the same order.
pub fn read<T: DeserializeOwned>(order: &str, cursor: Option<&str>) -> Result<Option<T>, Refusal> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<(String, T)>(&bytes).ok())
        .filter(|(made_for, _)| made_for == order)
        .map(|(_, place)| Some(place))
        .ok_or_else(|| Refusal::invalid("invalid_cursor", "cursor"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_own_order_only() {
        let cursor = write("accounts name", &7_u32);
        assert_eq!(read("accounts name", Some(&cursor)).unwrap(), Some(7_u32));
        assert_eq!(read::<u32>("accounts name", None).unwrap(), None);
        for (order, text) in [
            ("accounts created", cursor.as_str()),
            ("accounts name", "nonsense"),
            ("accounts name", ""),
        ] {
            assert_eq!(read::<u32>(order, Some(text)).unwrap_err().status, 422);
        }
    }
}
