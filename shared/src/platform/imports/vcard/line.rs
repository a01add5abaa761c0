//! The lines of a card: folded, with parameters, escaped or packed.

use super::super::decode::windows_1252;
use super::super::table::MAX_CELL;

/// The lines of a text, each with those folded into it; as it is asked, since only the property tells how.
pub(super) struct Lines<'t> {
    rest: std::iter::Peekable<std::str::Lines<'t>>,
    /// The number of the line given last, the first being 1.
    pub(super) line: u32,
    read: u32,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            rest: text.lines().peekable(),
            line: 0,
            read: 0,
        }
    }

    fn take(&mut self) -> Option<&'t str> {
        self.read = self.read.saturating_add(1);
        self.rest.next()
    }

    /// The next property, unfolded. Of what is too long for any cell the rest is passed over.
    pub(super) fn next(&mut self) -> Option<String> {
        let first = self.take()?;
        self.line = self.read;
        let mut whole = first.to_owned();
        // Quoted-printable goes on after a bare `=`: a space that begins the line to come is of the text.
        let packed = Property::of(first).is_some_and(|one| one.says("QUOTED-PRINTABLE"));
        while let Some(more) = self
            .rest
            .peek()
            .filter(|_| !(packed && whole.ends_with('=')))
            .and_then(|next| next.strip_prefix([' ', '\t']))
        {
            if whole.len() <= LONGEST {
                whole.push_str(more);
            }
            self.take();
        }
        Some(whole)
    }

    /// The next line as it is, of a value that said it goes on.
    fn more(&mut self) -> Option<&'t str> {
        self.take()
    }
}

/// Bytes of a property that are kept: whatever its letters, more than any cell takes.
pub(super) const LONGEST: usize = 8 * MAX_CELL;

/// A property of a card, as it is written.
pub(super) struct Property<'l> {
    pub(super) name: &'l str,
    params: Vec<&'l str>,
    pub(super) value: &'l str,
}

impl<'l> Property<'l> {
    /// `group.NAME;PARAM=value:value`.
    pub(super) fn of(line: &'l str) -> Option<Self> {
        let colon = unquoted(line, ':').next()?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let mut parts = split(head, unquoted(head, ';'));
        let name = parts.next()?.trim();
        let name = name.rsplit('.').next().unwrap_or(name);
        (!name.is_empty()).then(|| Self {
            name,
            params: parts.map(str::trim).collect(),
            value,
        })
    }

    pub(super) fn named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.named(name) && self.value.trim().eq_ignore_ascii_case(value)
    }

    /// The value of a parameter; of 2.1, where the name may be left out, any of its words.
    pub(super) fn says(&self, word: &str) -> bool {
        self.params.iter().any(|param| {
            let value = param.split_once('=').map_or(*param, |(_, value)| value);
            let value = value.trim_matches('"');
            value
                .split(',')
                .any(|one| one.trim().eq_ignore_ascii_case(word))
        })
    }

    pub(super) fn param(&self, name: &str) -> Option<&'l str> {
        self.params.iter().find_map(|param| {
            let (of, value) = param.split_once('=')?;
            of.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim_matches('"'))
        })
    }

    /// How much it is preferred: 1 most.
    pub(super) fn rank(&self) -> u32 {
        match self.param("PREF").and_then(|rank| rank.parse().ok()) {
            Some(rank) => rank,
            None if self.says("PREF") => 1,
            None => 101,
        }
    }
}

/// Where a sign stands outside quotation marks.
fn unquoted(text: &str, sign: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, letter)| {
        quoted ^= letter == '"';
        (letter == sign && !quoted).then_some(at)
    })
}

/// The parts between these places.
fn split(text: &str, places: impl Iterator<Item = usize>) -> impl Iterator<Item = &str> {
    let mut from = 0;
    let mut places = places.map(Some).chain([None]);
    std::iter::from_fn(move || {
        let part = match places.next()? {
            Some(at) => text.get(from..at).inspect(|_| from = at + 1),
            None => text.get(from..),
        };
        Some(part.unwrap_or_default())
    })
}

/// The parts of a structured value, unescaped.
pub(super) fn parts(value: &str) -> Vec<String> {
    let mut escaped = false;
    let places = value.char_indices().filter(|(_, letter)| {
        let divides = *letter == ';' && !escaped;
        escaped = *letter == '\\' && !escaped;
        divides
    });
    let places: Vec<usize> = places.map(|(at, _)| at).collect();
    split(value, places.into_iter()).map(plain).collect()
}

/// A value without its escapes.
pub(super) fn plain(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(sign @ ('\\' | ',' | ';' | ':')) => out.push(sign),
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            _ => out.push(letter),
        }
    }
    out.trim().to_owned()
}

/// Quoted-printable, in the character set that is said: Windows-1252 for what is called Latin 1, else UTF-8.
pub(super) fn unpacked(value: &str, charset: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let packed = match after {
            [high, low, ..] if *first == b'=' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        rest = match (packed, after) {
            (Some((high, low)), [_, _, after @ ..]) => {
                bytes.push(high << 4 | low);
                after
            }
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    let latin = ["iso-8859-1", "iso-8859-15", "windows-1252", "latin1"];
    let text = if latin.iter().any(|name| charset.eq_ignore_ascii_case(name)) {
        windows_1252(&bytes)
    } else {
        String::from_utf8_lossy(&bytes).into_owned()
    };
    text.replace("\r\n", "\n")
}

fn hex(sign: u8) -> Option<u8> {
    char::from(sign)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// A quoted-printable value with the lines it goes on in: those after a bare `=` at an end.
pub(super) fn continued(first: &str, lines: &mut Lines<'_>) -> String {
    let mut whole = first.to_owned();
    while let Some(begun) = whole.strip_suffix('=') {
        let begun = begun.len();
        whole.truncate(begun);
        let Some(more) = lines.more() else {
            break;
        };
        if whole.len() <= LONGEST {
            whole.push_str(more);
        } else if more.ends_with('=') {
            whole.push('=');
        }
    }
    whole
}
