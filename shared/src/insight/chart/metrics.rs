//! Widths of characters, fixed, so that a layout never depends on the fonts of a machine.
//!
//! The table holds the advance widths of Helvetica (Adobe Font Metrics, public) in thousandths of an
//! em; interface fonts differ by a few percent, which the margin of [`text_width`] covers.

const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Room kept for fonts wider than the table, in percent.
const MARGIN: i32 = 106;

fn advance(character: char) -> i32 {
    let code = u32::from(character);
    if let Some(width) = code
        .checked_sub(32)
        .and_then(|index| usize::try_from(index).ok())
        .and_then(|index| ASCII.get(index))
    {
        return i32::from(*width);
    }
    match code {
        0xa0 => 278,
        0x202f | 0x2009 => 200,
        0x300..=0x36f | 0x200b..=0x200f => 0,
        0x2026 => 1000,
        0xe0..=0xff => 556,
        0xc0..=0xdf => 722,
        0x2010..=0x2015 | 0x20ac | 0x2212 => 584,
        0x1100..=0x11ff | 0x2e80..=0x9fff | 0xac00..=0xd7a3 | 0xff00..=0xff60 => 1000,
        _ => 600,
    }
}

/// Width of `text` at `size`, in the unit of `size`, rounded up.
#[must_use]
pub fn text_width(text: &str, size: i32, bold: bool) -> i32 {
    let thousandths: i32 = text.chars().map(advance).fold(0, i32::saturating_add);
    let weight = if bold { 107 } else { 100 };
    let exact = i64::from(thousandths) * i64::from(size) * i64::from(MARGIN) * weight;
    i32::try_from((exact + 9_999_999) / 10_000_000).unwrap_or(i32::MAX)
}

/// `text`, cut with an ellipsis where it would be wider than `room`.
pub(super) fn fit(text: &str, size: i32, bold: bool, room: i32) -> String {
    if text_width(text, size, bold) <= room {
        return text.to_owned();
    }
    let mut cut: Vec<char> = text.chars().collect();
    while cut.pop().is_some() {
        let candidate = cut.iter().collect::<String>().trim_end().to_owned() + "…";
        if text_width(&candidate, size, bold) <= room {
            return candidate;
        }
    }
    String::new()
}

/// `text` in at most two lines no wider than `room`, broken at spaces; the rest is cut.
pub(super) fn two_lines(text: &str, size: i32, room: i32) -> Vec<String> {
    if text_width(text, size, false) <= room {
        return vec![text.to_owned()];
    }
    let words: Vec<&str> = text.split(' ').collect();
    let fits = (1..words.len())
        .rev()
        .map(|count| words.split_at(count))
        .find(|(first, _)| text_width(&first.join(" "), size, false) <= room);
    match fits {
        Some((first, rest)) => vec![first.join(" "), fit(&rest.join(" "), size, false, room)],
        None => vec![fit(text, size, false, room)],
    }
}
