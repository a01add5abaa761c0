//! Numbers of cells as text: exact to the digits a spreadsheet shows, days as days.

use super::styles::Shown;
use chrono::{Duration, NaiveDate, NaiveDateTime};

/// Digits a spreadsheet keeps; what is beyond is noise of binary fractions.
const DIGITS: usize = 15;

/// A number cell as text. `written` is what the file says; `None` when that is no number, or no day.
pub(super) fn text(written: &str, shown: &Shown, since_1904: bool) -> Option<String> {
    let written = written.trim();
    let value: f64 = written
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())?;
    match shown {
        Shown::Day => moment(value, since_1904),
        Shown::Length => Some(length(value)),
        Shown::Percent => Some(format!("{}%", plain(value, 2))),
        Shown::Digits(places) if value >= 0.0 && value.fract() == 0.0 => {
            Some(placed(&plain(value, 0), places))
        }
        // More digits than a spreadsheet keeps were written by another program, which meant them.
        _ if written.len() <= 18 && written.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(written.to_owned())
        }
        _ => Some(unmistakable(plain(value, 0))),
    }
}

/// Three decimals could be a group of thousands to whoever reads the column: a fourth says no.
fn unmistakable(number: String) -> String {
    match number.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => format!("{number}0"),
        _ => number,
    }
}

/// The number times ten to `shift`, without exponent, to fifteen digits.
fn plain(value: f64, shift: i32) -> String {
    let written = format!("{:.*e}", DIGITS - 1, value.abs());
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    // How many digits stand before the point.
    let before = exponent + shift + 1;
    if digits.is_empty() || before < -30 {
        return "0".to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let Ok(before) = usize::try_from(before) else {
        let zeros = "0".repeat(usize::try_from(-before).unwrap_or(0));
        return format!("{sign}0.{zeros}{digits}");
    };
    if before == 0 {
        format!("{sign}0.{digits}")
    } else if digits.len() <= before {
        format!("{sign}{digits}{}", "0".repeat(before - digits.len()))
    } else {
        let (whole, decimals) = digits.split_at(before);
        format!("{sign}{whole}.{decimals}")
    }
}

/// Digits put into their places from the right; zeros where there are none.
fn placed(digits: &str, places: &str) -> String {
    let mut rest: Vec<char> = digits.chars().collect();
    let mut out: Vec<char> = Vec::new();
    for place in places.chars().rev() {
        match place {
            '0' => out.push(rest.pop().unwrap_or('0')),
            '#' => out.extend(rest.pop()),
            other => out.push(other),
        }
    }
    rest.extend(out.iter().rev());
    rest.into_iter().collect()
}

/// A length of time in days as hours, minutes and seconds.
fn length(days: f64) -> String {
    let seconds = whole(days * 86_400.0).unwrap_or(0);
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.abs();
    format!(
        "{sign}{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn whole(value: f64) -> Option<i64> {
    let rounded = value.round();
    // Days up to the year 9999, in seconds.
    (rounded.abs() < 3.0e11).then(|| format!("{rounded:.0}").parse().ok())?
}

/// A serial number as a day, a moment, or below one a time of day.
fn moment(serial: f64, since_1904: bool) -> Option<String> {
    let seconds = whole(serial * 86_400.0).filter(|seconds| *seconds >= 0)?;
    if seconds < 86_400 && !since_1904 {
        return NaiveDate::from_ymd_opt(1900, 1, 1)?
            .and_hms_opt(0, 0, 0)?
            .checked_add_signed(Duration::seconds(seconds))
            .map(|time| time.format("%H:%M:%S").to_string());
    }
    let start = if since_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?
    } else if seconds < 60 * 86_400 {
        NaiveDate::from_ymd_opt(1899, 12, 31)?
    } else {
        // The format has a 29 February 1900, which never was.
        NaiveDate::from_ymd_opt(1899, 12, 30)?
    };
    let at: NaiveDateTime = start
        .and_hms_opt(0, 0, 0)?
        .checked_add_signed(Duration::seconds(seconds))?;
    if chrono::Datelike::year(&at.date()) > 9999 {
        return None;
    }
    Some(if seconds % 86_400 == 0 {
        at.format("%Y-%m-%d").to_string()
    } else {
        at.format("%Y-%m-%dT%H:%M:%S").to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(written: &str) -> String {
        text(written, &Shown::Number, false).unwrap()
    }

    #[test]
    fn numbers_are_what_the_spreadsheet_shows() {
        for (written, plain) in [
            ("12.300000000000001", "12.3"),
            ("0.30000000000000004", "0.3"),
            ("1.0E+15", "1000000000000000"),
            ("1E15", "1000000000000000"),
            ("1.5e-7", "0.00000015"),
            ("-4821.5", "-4821.5"),
            ("0", "0"),
            ("-0", "0"),
            ("1234567890123456", "1234567890123456"),
            ("1.234", "1.2340"),
            ("12.5", "12.5"),
            ("1.2345", "1.2345"),
            ("0.1", "0.1"),
            ("100", "100"),
        ] {
            assert_eq!(number(written), plain, "{written}");
        }
        assert_eq!(text("x", &Shown::Number, false), None);
        assert_eq!(text("NaN", &Shown::Number, false), None);
        assert_eq!(text("inf", &Shown::Number, false), None);
    }

    #[test]
    fn shares_and_digits() {
        for (written, shown, expected) in [
            ("0.2", Shown::Percent, "20%"),
            ("0.125", Shown::Percent, "12.5%"),
            ("0.07", Shown::Percent, "7%"),
            ("1", Shown::Percent, "100%"),
            ("0.005", Shown::Percent, "0.5%"),
            ("1000", Shown::Digits("00000".into()), "01000"),
            (
                "612345678",
                Shown::Digits("00 00 00 00 00".into()),
                "06 12 34 56 78",
            ),
            ("123456", Shown::Digits("00000".into()), "123456"),
            ("1.5", Shown::Length, "36:00:00"),
        ] {
            assert_eq!(text(written, &shown, false).unwrap(), expected, "{written}");
        }
    }

    #[test]
    fn days_of_both_systems() {
        for (written, since_1904, expected) in [
            ("46349", false, Some("2026-11-23")),
            ("44887", true, Some("2026-11-23")),
            ("46349.6041666667", false, Some("2026-11-23T14:30:00")),
            ("46348.999999999", false, Some("2026-11-23")),
            ("1", false, Some("1900-01-01")),
            ("59", false, Some("1900-02-28")),
            ("61", false, Some("1900-03-01")),
            ("0.5", false, Some("12:00:00")),
            ("0", true, Some("1904-01-01")),
            ("-1", false, None),
            ("99999999", false, None),
        ] {
            let read = text(written, &Shown::Day, since_1904);
            assert_eq!(read.as_deref(), expected, "{written}");
        }
    }
}
