//! What is made of an accent, so that it is read in both appearances.

use super::Colour;
use crate::coded;

/// Least contrast of text.
const TEXT: f64 = 4.5;
/// Least contrast of what is a control's.
const CONTROL: f64 = 3.0;

/// The colours of one appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tones {
    /// Behind the text of the main button.
    pub fill: Colour,
    /// The same, pointed at.
    pub hover: Colour,
    /// Text on both.
    pub on: Colour,
    /// Behind the white tick of a box.
    pub mark: Colour,
    /// Links and what is marked.
    pub text: Colour,
    /// A surface with a breath of the accent.
    pub soft: Colour,
    /// Lines around it.
    pub line: Colour,
}

/// What is made of an accent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// In the light appearance, on paper and in mails.
    pub light: Tones,
    /// In the dark appearance.
    pub dark: Tones,
}

/// What the accent meets in an appearance; the colours are those of `style/tokens.css`.
struct Ground {
    /// Everything text lies on.
    surfaces: [Colour; 5],
    /// What soft shades are made from.
    base: Colour,
    /// The quietest text: it is read on the soft shade, too.
    quiet: Colour,
    /// Where shades go to be read better.
    away: Colour,
    /// The most of the accent in the soft shade and in lines.
    shares: (u8, u8),
}

const LIGHT: Ground = Ground {
    surfaces: [
        Colour(0xf6, 0xf7, 0xf9),
        Colour(0xff, 0xff, 0xff),
        Colour(0xef, 0xf1, 0xf4),
        Colour(0xf1, 0xf3, 0xf6),
        Colour(0xe7, 0xea, 0xef),
    ],
    base: Colour(0xff, 0xff, 0xff),
    quiet: Colour(0x5f, 0x66, 0x75),
    away: Colour::BLACK,
    shares: (10, 35),
};

const DARK: Ground = Ground {
    surfaces: [
        Colour(0x0e, 0x10, 0x13),
        Colour(0x15, 0x17, 0x1b),
        Colour(0x1c, 0x1f, 0x25),
        Colour(0x1e, 0x21, 0x27),
        Colour(0x26, 0x2a, 0x32),
    ],
    base: Colour(0x15, 0x17, 0x1b),
    quiet: Colour(0x93, 0x9b, 0xab),
    away: Colour::WHITE,
    shares: (20, 45),
};

/// The first shade of `colour` on its way to `away` that will do.
fn shade(colour: Colour, away: Colour, will_do: impl Fn(Colour) -> bool) -> Colour {
    (0..100)
        .step_by(2)
        .map(|percent| colour.mixed(away, percent))
        .find(|shade| will_do(*shade))
        .unwrap_or(away)
}

impl Ground {
    fn tones(&self, accent: Colour) -> Tones {
        let stands_out = |shade: Colour, least: f64| {
            let mut all = self.surfaces.iter();
            all.all(|surface| shade.contrast(*surface) >= least)
        };
        let (most, line) = self.shares;
        let soft = (0..=most)
            .rev()
            .map(|percent| self.base.mixed(accent, percent))
            .find(|soft| self.quiet.contrast(*soft) >= TEXT)
            .unwrap_or(self.base);
        let fill = shade(accent, self.away, |shade| stands_out(shade, CONTROL));
        let on = fill.text_on();
        let text = shade(accent, self.away, |shade| {
            stands_out(shade, TEXT) && shade.contrast(soft) >= TEXT
        });
        let mark = (0..100)
            .step_by(2)
            .flat_map(|percent| [Colour::BLACK, Colour::WHITE].map(|to| accent.mixed(to, percent)))
            .find(|shade| stands_out(*shade, CONTROL) && shade.contrast(Colour::WHITE) >= CONTROL)
            .unwrap_or(fill);
        let further = if on == Colour::WHITE {
            Colour::BLACK
        } else {
            Colour::WHITE
        };
        Tones {
            fill,
            hover: fill.mixed(further, 14),
            on,
            mark,
            text,
            soft,
            line: self.base.mixed(accent, line),
        }
    }
}

/// What is made of an accent.
#[must_use]
pub fn palette(accent: Colour) -> Palette {
    Palette {
        light: LIGHT.tones(accent),
        dark: DARK.tones(accent),
    }
}

coded! {
    /// Where another shade is taken.
    ShiftKind {
        /// Buttons of the light appearance.
        LightFill = "light_fill",
        /// Links of the light appearance, documents and mails.
        LightText = "light_text",
        /// Buttons of the dark appearance.
        DarkFill = "dark_fill",
        /// Links of the dark appearance.
        DarkText = "dark_text",
    }
}

/// A shade that is taken in the place of the accent, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Where.
    pub kind: ShiftKind,
    /// Which.
    pub shade: Colour,
    /// The least contrast the accent itself would have had there, in hundredths.
    pub was: i64,
    /// The least contrast of the shade, in hundredths.
    pub is: i64,
}

/// The shades taken in the place of the accent; none when it is read everywhere as it is.
#[must_use]
pub fn shifts(accent: Colour) -> Vec<Shift> {
    let made = palette(accent);
    let least = |ground: &Ground, colour: Colour| {
        let all = ground.surfaces.iter();
        let least = all
            .map(|surface| colour.contrast(*surface))
            .fold(f64::INFINITY, f64::min);
        hundredths(least)
    };
    [
        (ShiftKind::LightFill, &LIGHT, made.light.fill),
        (ShiftKind::LightText, &LIGHT, made.light.text),
        (ShiftKind::DarkFill, &DARK, made.dark.fill),
        (ShiftKind::DarkText, &DARK, made.dark.text),
    ]
    .into_iter()
    .filter(|(_, _, shade)| *shade != accent)
    .map(|(kind, ground, shade)| Shift {
        kind,
        shade,
        was: least(ground, accent),
        is: least(ground, shade),
    })
    .collect()
}

/// A contrast in hundredths; rounded down, so that what falls short never looks as if it did not.
#[allow(clippy::cast_possible_truncation, reason = "a contrast is at most 21")]
fn hundredths(contrast: f64) -> i64 {
    (contrast * 100.0).floor() as i64
}

impl Tones {
    /// The contrast of the text on the main button, in hundredths.
    #[must_use]
    pub fn on_hundredths(&self) -> i64 {
        hundredths(self.on.contrast(self.fill))
    }
}

impl Palette {
    /// The tokens of `style/tokens.css` that follow the accent.
    #[must_use]
    pub fn tokens(&self) -> [(&'static str, String); 9] {
        let both = |of: fn(&Tones) -> Colour| {
            format!("light-dark({},{})", of(&self.light), of(&self.dark))
        };
        [
            ("--accent", both(|tones| tones.fill)),
            ("--accent-hover", both(|tones| tones.hover)),
            ("--on-accent", both(|tones| tones.on)),
            ("--accent-mark", both(|tones| tones.mark)),
            ("--accent-text", both(|tones| tones.text)),
            ("--focus", both(|tones| tones.text)),
            ("--accent-soft", both(|tones| tones.soft)),
            ("--selected", both(|tones| tones.soft)),
            ("--accent-line", both(|tones| tones.line)),
        ]
    }
}

/// The style sheet that gives pages an accent: a pure function of it, so that its address is the accent's.
#[must_use]
pub fn sheet(accent: Colour) -> String {
    let rules: Vec<String> = palette(accent)
        .tokens()
        .into_iter()
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    format!("@layer tokens{{:root{{{}}}}}", rules.join(";"))
}

#[cfg(test)]
mod tests {
    use super::super::JALON;
    use super::*;
    use crate::kernel::digest::{Digest, Draw};
    use proptest::prelude::*;

    const TOKENS: &str = include_str!("../../../../style/tokens.css");

    fn read_on(ground: &Ground, tones: &Tones) {
        for surface in ground.surfaces {
            assert!(tones.text.contrast(surface) >= TEXT, "{tones:?}");
            assert!(tones.fill.contrast(surface) >= CONTROL, "{tones:?}");
            assert!(tones.mark.contrast(surface) >= CONTROL, "{tones:?}");
        }
        assert!(tones.text.contrast(tones.soft) >= TEXT, "{tones:?}");
        assert!(ground.quiet.contrast(tones.soft) >= TEXT, "{tones:?}");
        assert!(tones.mark.contrast(Colour::WHITE) >= CONTROL, "{tones:?}");
        assert!(tones.on.contrast(tones.fill) >= TEXT, "{tones:?}");
        assert!(tones.on.contrast(tones.hover) >= TEXT, "{tones:?}");
    }

    #[test]
    fn the_surfaces_are_those_of_the_style_sheet() {
        for (name, light, dark) in [
            ("canvas", LIGHT.surfaces[0], DARK.surfaces[0]),
            ("surface", LIGHT.surfaces[1], DARK.surfaces[1]),
            ("hover", LIGHT.surfaces[3], DARK.surfaces[3]),
            ("active", LIGHT.surfaces[4], DARK.surfaces[4]),
            ("text-3", LIGHT.quiet, DARK.quiet),
        ] {
            let rule = format!("--{name}: light-dark({light}, {dark});");
            assert!(TOKENS.contains(&rule), "{rule}");
        }
        assert!(TOKENS.contains(&format!(
            "--raised: light-dark(#ffffff, {});",
            DARK.surfaces[2]
        )));
        assert!(TOKENS.contains(&format!("--sunken: light-dark({}, ", LIGHT.surfaces[2])));
        assert!(TOKENS.contains(&format!("--accent: light-dark({JALON}, ")));
        for (name, _) in palette(JALON).tokens() {
            assert!(TOKENS.contains(&format!("{name}: ")), "{name}");
        }
    }

    #[test]
    fn what_is_read_as_it_is_stays_as_it_is() {
        assert_eq!(palette(JALON).light.fill, JALON);
        assert_eq!(palette(JALON).light.text, JALON);
        let kinds = |text: &str| {
            let found = shifts(text.parse().unwrap());
            found.iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        // Yellow is for the dark, navy for the light appearance.
        assert_eq!(
            kinds("#ffd400"),
            [ShiftKind::LightFill, ShiftKind::LightText]
        );
        assert_eq!(kinds("#0b1f4d"), [ShiftKind::DarkFill, ShiftKind::DarkText]);
        let yellow = palette("#ffd400".parse().unwrap());
        assert_eq!(yellow.dark.fill.to_string(), "#ffd400");
        assert_eq!(yellow.dark.on, Colour::BLACK);
    }

    #[test]
    fn a_sheet_sets_the_tokens_and_nothing_else() {
        let sheet = sheet("#c2570c".parse().unwrap());
        assert!(
            sheet.starts_with("@layer tokens{:root{--accent:light-dark(#c2570c,#"),
            "{sheet}"
        );
        assert!(!sheet.contains("url(") && sheet.ends_with("}}"), "{sheet}");
    }

    proptest! {
        #[test]
        fn every_accent_is_read_in_both_appearances(r: u8, g: u8, b: u8) {
            let made = palette(Colour(r, g, b));
            read_on(&LIGHT, &made.light);
            read_on(&DARK, &made.dark);
            for shift in shifts(Colour(r, g, b)) {
                prop_assert!(shift.is >= shift.was, "{shift:?}");
            }
        }
    }

    #[test]
    fn black_white_and_grey_are_read_too() {
        for colour in [Colour::BLACK, Colour::WHITE, Colour(0x80, 0x80, 0x80)] {
            let made = palette(colour);
            read_on(&LIGHT, &made.light);
            read_on(&DARK, &made.dark);
        }
    }

    /// A contrast is made of powers, which no standard says to the last bit: what is chosen by it must
    /// still be the same in the server's pages and in the browser.
    #[test]
    fn shades_are_the_same_bytes_everywhere() {
        let mut draw = Draw::new(22);
        let mut digest = Digest::of("palette");
        let mut part = || u8::try_from(draw.between(0, 255)).unwrap();
        for _ in 0..200 {
            let accent = Colour(part(), part(), part());
            digest.add_bytes(sheet(accent));
            digest.add_bytes(format!("{:?}", shifts(accent)));
        }
        digest.say();
    }
}
