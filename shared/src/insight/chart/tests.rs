//! The charts of a made-up quarter. `JALON_CHARTS=<folder> cargo test -p shared charts_` writes them
//! down to be looked at.

use super::*;
use crate::kernel::digest::{Digest, Draw};
use crate::planning::forecast::Point;
use chrono::NaiveDate;
use proptest::prelude::*;

fn euros(minor: i64) -> String {
    let k = minor / 100_000;
    if k.abs() >= 1_000 {
        format!("{}.{} M€", k / 1_000, (k.abs() % 1_000) / 100)
    } else {
        format!("{k} k€")
    }
}
fn full(minor: i64) -> String {
    format!("€{}", minor / 100)
}
fn signed(minor: i64) -> String {
    if minor > 0 {
        format!("+{}", euros(minor))
    } else {
        euros(minor).replace('-', "−")
    }
}
fn frame(layout: Layout) -> Frame<'static> {
    Frame {
        id: "c",
        layout,
        title: "Projected bookings <Q4> & \"more\"",
        description: "It's a fan",
        money: &euros,
        money_full: &full,
    }
}
fn words() -> FanWords<'static> {
    FanWords {
        closed: "Closed",
        median: "Projected",
        range: "8 chances in 10",
        low: "Low",
        high: "High",
        quota: "Quota",
        today: "Today",
        before: "Before",
        day: "Day",
        date: &|d| d.format("%-d %b").to_string(),
        date_full: &|d| d.to_string(),
    }
}
fn points() -> Vec<Point> {
    let from: NaiveDate = "2026-10-01".parse().unwrap();
    let today: NaiveDate = "2026-11-20".parse().unwrap();
    let mut days: Vec<NaiveDate> = (0..14)
        .map(|w| from + chrono::TimeDelta::days(w * 7))
        .collect();
    days.push(today);
    days.sort();
    days.into_iter()
        .map(|day| {
            let gone = (day - from).num_days().min(50);
            let booked = gone * gone * 24_000 + gone * 700_000;
            let ahead = (day - today).num_days().max(0);
            Point {
                day,
                closed: (day <= today).then_some(booked),
                low: booked + ahead * 900_000,
                median: booked + ahead * 1_900_000,
                high: booked + ahead * 2_700_000,
            }
        })
        .collect()
}
fn bars() -> Vec<WaterfallBar> {
    [
        ("opening", "Open on 1 Oct.", 182_000_000, true),
        ("new", "New", 64_000_000, false),
        ("pulled_in", "Pulled in", 12_000_000, false),
        ("pushed_in", "From an earlier period", 7_000_000, false),
        ("reopened", "Reopened", 1_500_000, false),
        ("amount_up", "Worth more", 9_800_000, false),
        ("amount_down", "Worth less", -6_400_000, false),
        ("pushed_out", "Pushed out", -38_000_000, false),
        ("lost", "Lost", -29_000_000, false),
        ("won", "Won", -71_000_000, false),
        ("closing", "Open now", 131_900_000, true),
    ]
    .into_iter()
    .map(|(key, name, value, total)| WaterfallBar {
        key: key.into(),
        name: name.into(),
        value,
        kind: match (total, key) {
            (true, _) => BarKind::Total,
            (_, "won") => BarKind::Won,
            _ => BarKind::Step,
        },
    })
    .collect()
}
fn rows() -> Vec<AttainmentRow> {
    [
        (
            "Camille Lefèvre",
            42_000_000,
            12_000_000,
            Some(50_000_000),
            "84 %",
        ),
        (
            "Jonas Weber",
            61_000_000,
            4_000_000,
            Some(50_000_000),
            "122 %",
        ),
        (
            "Maximiliane von Hohenstein-Lützelburg",
            9_000_000,
            22_000_000,
            Some(45_000_000),
            "20 %",
        ),
        ("New colleague", 3_000_000, 0, None, "–"),
    ]
    .into_iter()
    .map(|(name, closed, commit, quota, share)| AttainmentRow {
        key: name.into(),
        name: name.into(),
        closed,
        commit,
        quota,
        share: share.into(),
    })
    .collect()
}

fn stages() -> Vec<FunnelRow> {
    [
        ("Qualification", 120, "62 %"),
        ("Proposal", 74, "55 %"),
        ("Negotiation", 41, ""),
    ]
    .into_iter()
    .map(|(name, value, passed)| FunnelRow {
        key: name.into(),
        name: name.into(),
        value,
        text: format!("{value}"),
        passed: passed.into(),
    })
    .collect()
}

/// What the charts are drawn from.
struct Numbers {
    points: Vec<Point>,
    before: Vec<Point>,
    today: Option<NaiveDate>,
    quota: Option<i64>,
    bars: Vec<WaterfallBar>,
    rows: Vec<AttainmentRow>,
    stages: Vec<FunnelRow>,
    months: Vec<i64>,
}

fn all(layout: Layout) -> Vec<(&'static str, Drawing)> {
    let points = points();
    let before = points.iter().map(|p| Point {
        median: p.median * 9 / 10,
        ..*p
    });
    let numbers = Numbers {
        before: before.collect(),
        points,
        today: "2026-11-20".parse().ok(),
        quota: Some(165_000_000),
        bars: bars(),
        rows: rows(),
        stages: stages(),
        months: [1, 0, 5, 9, 4, 7, 7, 2, 0, 3, 8, 10]
            .map(|v| v * 1_000_000)
            .to_vec(),
    };
    drawn(&numbers, layout)
}

fn drawn(numbers: &Numbers, layout: Layout) -> Vec<(&'static str, Drawing)> {
    let frame = frame(layout);
    let fan_data = Fan {
        points: &numbers.points,
        today: numbers.today,
        quota: numbers.quota,
        before: Some(&numbers.before),
    };
    let of_waterfall = WaterfallWords {
        step: "Step",
        amount: "Amount",
        signed: &signed,
    };
    let of_attainment = AttainmentWords {
        name: "Name",
        closed: "Closed",
        commit: "Commit",
        quota: "Quota",
        attainment: "Attainment",
    };
    let of_funnel = FunnelWords {
        stage: "Stage",
        value: "Deals",
        passed: "Went on",
    };
    let of_spark = SparkWords {
        period: "Month",
        value: "Won",
        name: &|n| format!("month {n}"),
    };
    let people = Attainment {
        rows: &numbers.rows,
    };
    let stages = Funnel {
        rows: &numbers.stages,
    };
    vec![
        ("fan", fan(&fan_data, &frame, &words())),
        ("waterfall", waterfall(&numbers.bars, &frame, &of_waterfall)),
        ("attainment", attainment(&people, &frame, &of_attainment)),
        ("funnel", funnel(&stages, &frame, &of_funnel)),
        ("spark", spark(&numbers.months, &frame, &of_spark)),
    ]
}

#[test]
fn charts_carry_no_style_and_every_text_is_escaped() {
    for layout in [Layout::Wide, Layout::Narrow] {
        for (name, drawing) in all(layout) {
            let svg = &drawing.svg;
            assert!(
                svg.starts_with("<svg ") && svg.ends_with("</svg>"),
                "{name}"
            );
            assert!(
                !svg.contains("style=") && !svg.contains("#FF") && !svg.contains("font-family"),
                "{name}"
            );
            assert!(
                svg.contains("Projected bookings &lt;Q4&gt; &amp; &quot;more&quot;"),
                "{name}"
            );
            assert!(
                svg.contains("It&#39;s a fan") && svg.contains("role=\"img\""),
                "{name}"
            );
            assert!(!drawing.table.rows.is_empty(), "{name}");
            for row in &drawing.table.rows {
                assert_eq!(row.len(), drawing.table.columns.len(), "{name}");
            }
            #[cfg(not(target_arch = "wasm32"))]
            if let Ok(folder) = std::env::var("JALON_CHARTS") {
                std::fs::write(format!("{folder}/{name}-{layout:?}.svg"), svg).unwrap();
            }
        }
    }
}

/// The same number natively and in WebAssembly proves equal bytes.
#[test]
fn charts_are_the_same_bytes_everywhere() {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for layout in [Layout::Wide, Layout::Narrow] {
        for (_, drawing) in all(layout) {
            for byte in drawing.svg.bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }
    assert_eq!(hash, 5_624_853_079_394_966_200);
}

/// Points a week apart.
fn some_points(draw: &mut Draw, today: NaiveDate) -> Vec<Point> {
    let from: NaiveDate = "2026-01-01".parse().unwrap();
    (0..draw.between(1, 30))
        .map(|week| {
            let day = from + chrono::TimeDelta::days(7 * week);
            let low = draw.between(0, 10_i64.pow(10));
            let median = low + draw.between(0, 10_i64.pow(9));
            Point {
                day,
                closed: (day <= today).then_some(low),
                low,
                median,
                high: median + draw.between(0, 10_i64.pow(9)),
            }
        })
        .collect()
}

fn some_numbers(draw: &mut Draw) -> Numbers {
    let today = draw.day(300);
    let points = some_points(draw, today);
    let mut before = points.clone();
    for point in &mut before {
        point.median = draw.between(point.low, point.high);
    }
    let mut numbers = Numbers {
        points,
        before,
        today: draw.percent(80).then_some(today),
        quota: draw.some(60, |draw| draw.between(0, 10_i64.pow(10))),
        bars: bars(),
        rows: rows(),
        stages: stages(),
        months: (0..draw.between(0, 14))
            .map(|_| draw.between(0, 10_000_000))
            .collect(),
    };
    for bar in &mut numbers.bars {
        bar.value = match bar.kind {
            BarKind::Total => draw.between(1, 200_000_000),
            BarKind::Step | BarKind::Won => draw.between(-40_000_000, 60_000_000),
        };
    }
    for row in &mut numbers.rows {
        row.closed = draw.between(0, 90_000_000);
        row.commit = draw.between(0, 40_000_000);
        row.quota = draw.some(70, |draw| draw.between(10_000_000, 80_000_000));
    }
    for stage in &mut numbers.stages {
        stage.value = draw.between(0, 500);
    }
    numbers
}

/// The pictures of numbers nobody chose, and their twins as tables.
#[test]
fn charts_of_any_numbers_are_the_same_bytes_everywhere() {
    let mut draw = Draw::new(900);
    let mut digest = Digest::of("charts");
    for _ in 0..30 {
        let numbers = some_numbers(&mut draw);
        for layout in [Layout::Wide, Layout::Narrow] {
            for (_, drawing) in drawn(&numbers, layout) {
                digest.add(&drawing);
            }
        }
        let mut share = || draw.between(0, 10_000);
        let mut ends = [share(), share(), share()];
        ends.sort_unstable();
        let [low, value, high] = ends;
        let frame = frame(Layout::Wide);
        digest.add_bytes(interval(low, value, high, Some(share()), &frame));
    }
    digest.say();
}

#[test]
fn an_interval_shows_its_share_between_its_ends() {
    let svg = interval(2_000, 5_000, 9_000, Some(4_000), &frame(Layout::Wide));
    let x = |class: &str, name: &str| -> f64 {
        let mark = svg.split(class).nth(1).unwrap();
        mark.split(&format!(" {name}=\""))
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    let (low, dot, tick) = (
        x("ch-fill-commit", "x"),
        x("ch-fill-median", "cx"),
        svg.split("ch-line-quota")
            .nth(1)
            .unwrap()
            .split("points=\"")
            .nth(1)
            .unwrap()
            .split(',')
            .next()
            .unwrap()
            .parse::<f64>()
            .unwrap(),
    );
    assert!(low < tick && tick < dot, "{low} {tick} {dot}");
}

#[test]
fn axes_end_on_round_numbers() {
    assert_eq!(scale::ticks(0, 97, 5), [0, 20, 40, 60, 80, 100]);
    assert_eq!(scale::ticks(0, 0, 5), [0, 1]);
    assert_eq!(scale::ticks(-30, 110, 5), [-50, 0, 50, 100, 150]);
    assert_eq!(
        scale::ticks(0, 124_000_000, 5),
        [
            0,
            25_000_000,
            50_000_000,
            75_000_000,
            100_000_000,
            125_000_000
        ]
    );
}

#[test]
fn long_names_are_cut_where_they_would_not_fit() {
    assert_eq!(metrics::fit("Short", 120, false, 1_000), "Short");
    let cut = metrics::fit("Maximiliane von Hohenstein", 120, false, 1_000);
    assert!(
        cut.ends_with('…') && text_width(&cut, 120, false) <= 1_000,
        "{cut}"
    );
    assert_eq!(
        metrics::two_lines("From an earlier period", 110, 700).len(),
        2
    );
}

#[test]
fn empty_charts_are_still_pictures() {
    let frame = frame(Layout::Wide);
    let nothing = Fan {
        points: &[],
        today: None,
        quota: None,
        before: None,
    };
    assert!(fan(&nothing, &frame, &words()).svg.ends_with("</svg>"));
    assert!(
        spark(
            &[],
            &frame,
            &SparkWords {
                period: "",
                value: "",
                name: &|_| String::new()
            }
        )
        .svg
        .contains("viewBox")
    );
}

proptest! {
    #[test]
    fn ticks_hold_the_data(min in -1_000_000_000_000_i64..=0, max in 0_i64..1_000_000_000_000_000) {
        let scale = scale::ticks(min, max, 5);
        prop_assert!(scale.len() >= 2 && scale.len() <= 9, "{scale:?}");
        prop_assert!(scale[0] <= min && *scale.last().unwrap() >= max);
        prop_assert!(scale.contains(&0));
    }

    #[test]
    fn any_numbers_make_a_picture_inside_its_box(raw in prop::collection::vec((0_i64..10_i64.pow(15), 0_i64..10_i64.pow(12), 0_i64..10_i64.pow(12)), 1..60), today in 0_i64..400, quota in prop::option::of(0_i64..10_i64.pow(14))) {
        let from: NaiveDate = "2026-01-01".parse().unwrap();
        let today = from + chrono::TimeDelta::days(today);
        let points: Vec<Point> = raw.iter().enumerate().map(|(n, (low, a, b))| {
            let day = from + chrono::TimeDelta::days(7 * n as i64);
            Point { day, closed: (day <= today).then_some(*low), low: *low, median: low + a, high: low + a + b }
        }).collect();
        for layout in [Layout::Wide, Layout::Narrow] {
            let svg = fan(&Fan { points: &points, today: Some(today), quota, before: None }, &frame(layout), &words()).svg;
            for y in svg.split(" y=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let y: f64 = y.parse().unwrap();
                prop_assert!((-1.0..=345.0).contains(&y), "{}", y);
            }
        }
    }
}
