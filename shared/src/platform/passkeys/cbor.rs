//! As much CBOR (RFC 8949) as authenticators write: whole numbers, bytes, texts, lists, maps and the two
//! truth values, all with their length in front and in as few bytes as possible (CTAP2 canonical form).

/// Deepest nesting; authenticators use four levels (CTAP2).
const DEPTH: u8 = 4;
/// Most entries of a map or a list.
const ENTRIES: u64 = 64;

/// A value, lent from the bytes it was read of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A whole number.
    Int(i64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A text.
    Text(&'a str),
    /// A list.
    List(Vec<Value<'a>>),
    /// A map; no key twice.
    Map(Vec<(Value<'a>, Value<'a>)>),
    /// Yes or no.
    Bool(bool),
}

impl<'a> Value<'a> {
    /// What a map has under a text.
    pub(super) fn named(&self, name: &str) -> Option<&Value<'a>> {
        self.under(&Value::Text(name))
    }

    /// What a map has under a number.
    pub(super) fn at(&self, number: i64) -> Option<&Value<'a>> {
        self.under(&Value::Int(number))
    }

    fn under(&self, wanted: &Value<'_>) -> Option<&Value<'a>> {
        let Value::Map(entries) = self else {
            return None;
        };
        entries
            .iter()
            .find_map(|(key, value)| (key == wanted).then_some(value))
    }

    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The value that begins the bytes, and what follows it.
pub(super) fn first(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let mut rest = bytes;
    let value = read(&mut rest, DEPTH)?;
    Some((value, rest))
}

/// The one value that the bytes are.
pub(super) fn whole(bytes: &[u8]) -> Option<Value<'_>> {
    first(bytes).and_then(|(value, rest)| rest.is_empty().then_some(value))
}

fn take<'a>(rest: &mut &'a [u8], count: u64) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(usize::try_from(count).ok()?)?;
    *rest = left;
    Some(taken)
}

/// The number of a head: its kind's count or value, in as few bytes as it fits.
fn argument(rest: &mut &[u8], short: u8) -> Option<u64> {
    let (length, least) = match short {
        0..=23 => return Some(u64::from(short)),
        24 => (1, 24),
        25 => (2, 1 << 8),
        26 => (4, 1 << 16),
        27 => (8, 1 << 32),
        // Reserved, or of no length said in front.
        _ => return None,
    };
    let bytes = take(rest, length)?;
    let number = bytes
        .iter()
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    (number >= least).then_some(number)
}

fn read<'a>(rest: &mut &'a [u8], depth: u8) -> Option<Value<'a>> {
    let head = *take(rest, 1)?.first()?;
    let (kind, short) = (head >> 5, head & 31);
    if kind == 7 {
        return match short {
            20 => Some(Value::Bool(false)),
            21 => Some(Value::Bool(true)),
            _ => None,
        };
    }
    let number = argument(rest, short)?;
    match kind {
        0 => i64::try_from(number).ok().map(Value::Int),
        1 => Some(Value::Int(-1 - i64::try_from(number).ok()?)),
        2 => take(rest, number).map(Value::Bytes),
        3 => std::str::from_utf8(take(rest, number)?)
            .ok()
            .map(Value::Text),
        4 if number <= ENTRIES => {
            let inner = depth.checked_sub(1)?;
            let mut list = Vec::new();
            for _ in 0..number {
                list.push(read(rest, inner)?);
            }
            Some(Value::List(list))
        }
        5 if number <= ENTRIES => {
            let inner = depth.checked_sub(1)?;
            let mut map: Vec<(Value<'a>, Value<'a>)> = Vec::new();
            for _ in 0..number {
                let key = read(rest, inner)?;
                if map.iter().any(|(other, _)| *other == key) {
                    return None;
                }
                map.push((key, read(rest, inner)?));
            }
            Some(Value::Map(map))
        }
        // Tags are none of what authenticators write.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_values_are_those_of_the_standard() {
        // RFC 8949, appendix A.
        for (bytes, value) in [
            (&b"\x00"[..], Value::Int(0)),
            (b"\x17", Value::Int(23)),
            (b"\x18\x18", Value::Int(24)),
            (b"\x19\x03\xe8", Value::Int(1000)),
            (b"\x1a\x00\x0f\x42\x40", Value::Int(1_000_000)),
            (
                b"\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00",
                Value::Int(1_000_000_000_000),
            ),
            (b"\x20", Value::Int(-1)),
            (b"\x39\x03\xe7", Value::Int(-1000)),
            (b"\xf4", Value::Bool(false)),
            (b"\xf5", Value::Bool(true)),
            (b"\x44\x01\x02\x03\x04", Value::Bytes(&[1, 2, 3, 4])),
            (b"\x64IETF", Value::Text("IETF")),
            (b"\x62\xc3\xbc", Value::Text("ü")),
            (
                b"\x83\x01\x02\x03",
                Value::List(vec![Value::Int(1), Value::Int(2), Value::Int(3)]),
            ),
            (
                b"\xa2\x01\x02\x03\x04",
                Value::Map(vec![
                    (Value::Int(1), Value::Int(2)),
                    (Value::Int(3), Value::Int(4)),
                ]),
            ),
        ] {
            assert_eq!(whole(bytes), Some(value), "{bytes:x?}");
        }
    }

    #[test]
    fn what_authenticators_do_not_write_is_not_read() {
        for (bytes, why) in [
            (&b""[..], "nothing"),
            (b"\x18\x17", "longer than it need be"),
            (b"\x19\x00\xff", "longer than it need be"),
            (b"\x5f\x41\x01\xff", "of no said length"),
            (b"\xa2\x01\x02\x01\x03", "a key twice"),
            (b"\xa1\x01", "a map that ends early"),
            (b"\x44\x01", "bytes that end early"),
            (b"\x62\xc3\x28", "no UTF-8"),
            (b"\xc0\x00", "a tag"),
            (b"\xf6", "null"),
            (b"\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a", "a fraction"),
            (b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", "too large"),
            (b"\x81\x81\x81\x81\x81\x00", "too deep"),
            (b"\x9a\xff\xff\xff\xff", "too many"),
            (b"\x00\x00", "more than one"),
        ] {
            assert_eq!(whole(bytes), None, "{why}");
        }
        let (value, rest) = first(b"\x00\x01").unwrap();
        assert_eq!((value, rest), (Value::Int(0), &b"\x01"[..]));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = whole(&bytes);
        }
    }
}
