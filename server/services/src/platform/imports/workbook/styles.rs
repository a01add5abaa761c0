//! How numbers of cells are shown, as far as it changes what they are: days, shares, digits.

use super::package::Package;
use super::{limits, unreadable};
use shared::kernel::Issue;
use std::collections::BTreeMap;

/// What a cell's number is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// A number.
    #[default]
    Number,
    /// A day, a moment or a time of day.
    Day,
    /// A length of time, in days.
    Length,
    /// A share of one hundred.
    Percent,
    /// Digits with places: a postal code, a telephone number.
    Digits(Box<str>),
}

/// What each cell format makes of numbers.
#[derive(Default)]
pub(super) struct Styles {
    cells: Vec<Shown>,
}

impl Styles {
    pub(super) fn read(package: &mut Package<'_>, part: &str) -> Result<Self, Issue> {
        let mut formats: BTreeMap<u32, String> = BTreeMap::new();
        let mut cells = Vec::new();
        // `xf` also stands in the list of named styles, which comes first: only the later list counts.
        let mut named = false;
        package.each(part, |element, attributes| {
            let number = |name: &str| attributes.get(name).and_then(|text| text.parse().ok());
            match element {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (number("numFmtId"), attributes.get("formatCode"))
                    {
                        formats.insert(id, code.chars().take(255).collect());
                    }
                }
                "cellXfs" => named = true,
                "cellStyles" | "dxfs" | "cellStyleXfs" => named = false,
                "xf" if named => cells.push(number("numFmtId").unwrap_or(0)),
                _ => {}
            }
            if formats.len() > limits::FORMATS || cells.len() > limits::FORMATS {
                return Err(unreadable(part));
            }
            Ok(())
        })?;
        let shown = |id: &u32| match formats.get(id) {
            Some(code) => shown_by(code),
            None => built_in(*id),
        };
        Ok(Self {
            cells: cells.iter().map(shown).collect(),
        })
    }

    pub(super) fn of(&self, cell: usize) -> &Shown {
        self.cells.get(cell).unwrap_or(&Shown::Number)
    }
}

/// Formats that a workbook does not write down. Source: ECMA-376, 18.8.30.
fn built_in(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Day,
        46 => Shown::Length,
        9 | 10 => Shown::Percent,
        _ => Shown::Number,
    }
}

/// What a format code makes of a positive number.
fn shown_by(code: &str) -> Shown {
    let mut signs = String::new();
    let mut text = false;
    let mut length = false;
    let mut chars = code.chars();
    while let Some(sign) = chars.next() {
        match sign {
            '"' => text = !text,
            _ if text => {}
            ';' => break,
            // The next sign is shown, or gives its width, or fills the cell.
            '\\' | '_' | '*' => {
                if let Some(next) = chars.next().filter(|_| sign == '\\') {
                    signs.push(if next.is_ascii_alphabetic() {
                        ' '
                    } else {
                        next
                    });
                }
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|sign| *sign != ']').collect();
                let inside = inside.to_ascii_lowercase();
                length |= !inside.is_empty() && inside.chars().all(|c| "hms".contains(c));
            }
            sign => signs.push(sign.to_ascii_lowercase()),
        }
    }
    if length {
        Shown::Length
    } else if matches!(signs.trim(), "general" | "standard") || signs.is_empty() {
        Shown::Number
    } else if is_day(&signs) {
        Shown::Day
    } else if signs.contains('%') {
        Shown::Percent
    } else if is_digits(&signs) {
        Shown::Digits(signs.trim().into())
    } else {
        Shown::Number
    }
}

/// Parts of a day or of a time, without places for digits but those of a second.
fn is_day(signs: &str) -> bool {
    let parts = signs.contains(['y', 'm', 'd', 'h', 's']);
    parts && !signs.contains(['#', '0', '?']) || signs.contains(":ss.0")
}

/// Places for single digits, at least two of them always shown or one before others that are not, and
/// nothing that computes.
fn is_digits(signs: &str) -> bool {
    let places = signs.chars().filter(|sign| matches!(sign, '0' | '#'));
    let zeros = signs.matches('0').count();
    let plain = signs
        .chars()
        .all(|sign| matches!(sign, '0' | '#' | ' ' | '-' | '/' | '(' | ')' | '+'));
    let leading = signs.find('0') < signs.find('#');
    plain && (zeros >= 2 || (zeros == 1 && leading)) && places.count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes_say_what_a_number_is() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("0.00", Shown::Number),
            ("#,##0.00 \"days\"", Shown::Number),
            ("#,##0.00\\ [$€-40C]", Shown::Number),
            ("[Red]0.00;[Blue]-0.00", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("yyyy-mm-dd", Shown::Day),
            ("dd/mm/yyyy\\ hh:mm;@", Shown::Day),
            ("[$-40C]d\\ mmmm\\ yyyy;@", Shown::Day),
            ("mm:ss.0", Shown::Day),
            ("[h]:mm:ss", Shown::Length),
            ("0.##%", Shown::Percent),
            ("00000", Shown::Digits("00000".into())),
            (
                "0#\\ ##\\ ##\\ ##\\ ##",
                Shown::Digits("0# ## ## ## ##".into()),
            ),
            (
                "00\\ 00\\ 00\\ 00\\ 00",
                Shown::Digits("00 00 00 00 00".into()),
            ),
        ] {
            assert_eq!(shown_by(code), shown, "{code}");
        }
        assert_eq!(built_in(14), Shown::Day);
        assert_eq!(built_in(9), Shown::Percent);
        assert_eq!(built_in(4), Shown::Number);
    }
}
