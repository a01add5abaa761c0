//! One's own settings: name, language, zone, currency, appearance, password, signed-in browsers.
//!
//! Terms: a *session* is one signed-in browser; a *preference* is a setting of appearance that takes
//! effect at once and is saved alone.
//! Entry points: [`check_profile`], [`check_password`], [`browser_name`], the operations in `ops`.
//! Invariants: a person changes only themselves; a profile is saved on the version it was read at;
//! a changed password ends every other session.
//! Sources: NIST SP 800-63B for the length of passwords.
//! Tests: below; both databases in `server/services/tests/it/platform/profile.rs`; the page in
//! `end2end/tests/platform/settings.spec.mjs`.

mod ops;
pub use ops::*;

use crate::kernel::Issue;

/// The shortest password allowed, in characters (NIST SP 800-63B, section 3.1.1).
pub const PASSWORD_MIN: u32 = 8;
/// The longest password allowed: hashing more would only cost time.
pub const PASSWORD_MAX: u32 = 200;
/// The longest name of a person, in characters.
pub const NAME_MAX: u32 = 100;

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// What is wrong with a profile: an empty or overlong name.
#[must_use]
pub fn check_profile(name: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    if name.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    if length(name) > NAME_MAX {
        issues.push(Issue::error("too_long", "name").with("max", NAME_MAX));
    }
    if name.chars().any(char::is_control) {
        issues.push(Issue::error("control_characters", "name"));
    }
    issues
}

/// What is wrong with a new password: too short or too long. Nothing else is asked for, since rules
/// about signs make passwords weaker.
#[must_use]
pub fn check_password(new: &str) -> Vec<Issue> {
    let count = length(new);
    if count < PASSWORD_MIN {
        vec![Issue::error("too_short", "password").with("min", PASSWORD_MIN)]
    } else if count > PASSWORD_MAX {
        vec![Issue::error("too_long", "password").with("max", PASSWORD_MAX)]
    } else {
        Vec::new()
    }
}

/// Browser and system of a `User-Agent` text, for example `("Firefox", "Linux")`; `None` for what
/// cannot be told. Order matters: most browsers also name those they imitate.
#[must_use]
pub fn browser_name(user_agent: &str) -> (Option<&'static str>, Option<&'static str>) {
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(sign, _)| user_agent.contains(sign))
            .map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    (browser, system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_needed_and_bounded() {
        assert!(check_profile("Zoé Petit").is_empty());
        assert_eq!(check_profile("  ")[0].code, "required");
        assert_eq!(check_profile(&"x".repeat(101))[0].code, "too_long");
        assert_eq!(check_profile("a\u{7}b")[0].code, "control_characters");
    }

    #[test]
    fn passwords_are_measured_in_characters() {
        assert!(check_password("éééééééé").is_empty());
        assert_eq!(check_password("1234567")[0].code, "too_short");
        assert_eq!(check_password(&"x".repeat(201))[0].code, "too_long");
    }

    #[test]
    fn browsers_are_recognised() {
        for (agent, browser, system) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
                "Safari",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
            ),
        ] {
            assert_eq!(browser_name(agent), (Some(browser), Some(system)));
        }
        assert_eq!(browser_name("curl/8"), (None, None));
    }
}
