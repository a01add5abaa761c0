//! Every pair of text and surface of `style/tokens.css` reaches the contrast of WCAG 2.2 AA, in both
//! themes: 4.5:1 for text, 3:1 for the edges of controls, charts and the focus ring.

use std::collections::BTreeMap;

type Colour = [f64; 3];

/// The colours of one theme (0: light, 1: dark), by name without the dashes.
fn tokens(theme: usize) -> BTreeMap<String, Colour> {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../style/tokens.css"
    ))
    .unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
            let colours: Vec<Colour> = value
                .split('#')
                .skip(1)
                .filter_map(|hex| colour(hex.get(..6)?))
                .collect();
            let colour = colours.get(theme).or_else(|| colours.first())?;
            Some((name.to_owned(), *colour))
        })
        .collect()
}

fn colour(hex: &str) -> Option<Colour> {
    let part = |at: usize| {
        u8::from_str_radix(hex.get(at..at + 2)?, 16)
            .ok()
            .map(f64::from)
    };
    Some([part(0)?, part(2)?, part(4)?])
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: Colour) -> f64 {
    let linear = colour.map(|part| {
        let part = part / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn failures(least: f64, fronts: &[&str], backs: &[&str]) -> Vec<String> {
    let mut out = Vec::new();
    for (theme, name) in ["light", "dark"].iter().enumerate() {
        let tokens = tokens(theme);
        for front in fronts {
            for back in backs {
                let ratio = contrast(tokens[*front], tokens[*back]);
                if ratio < least {
                    out.push(format!(
                        "{name}: {front} on {back} is {ratio:.2}, less than {least}"
                    ));
                }
            }
        }
    }
    out
}

#[test]
fn text_is_readable_on_every_surface() {
    let surfaces = [
        "canvas", "surface", "raised", "sunken", "hover", "active", "selected",
    ];
    let mut bad = failures(4.5, &["text", "text-2", "text-3", "accent-text"], &surfaces);
    bad.extend(failures(
        4.5,
        &["danger-text", "warning-text", "success-text", "info-text"],
        &surfaces[..5],
    ));
    for tone in ["accent", "success", "warning", "danger", "info"] {
        bad.extend(failures(
            4.5,
            &[&format!("{tone}-text"), "text"],
            &[&format!("{tone}-soft")],
        ));
    }
    bad.extend(failures(4.5, &["on-accent"], &["accent", "accent-hover"]));
    bad.extend(failures(4.5, &["on-danger"], &["danger-fill"]));
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn edges_and_charts_can_be_seen() {
    let charts: Vec<String> = (1..=8).map(|n| format!("chart-{n}")).collect();
    let charts: Vec<&str> = charts.iter().map(String::as_str).collect();
    let mut bad = failures(3.0, &charts, &["surface", "canvas"]);
    bad.extend(failures(
        3.0,
        &[
            "line-control",
            "focus",
            "success",
            "warning",
            "danger",
            "info",
        ],
        &["surface", "canvas", "raised"],
    ));
    assert!(bad.is_empty(), "{bad:#?}");
}
