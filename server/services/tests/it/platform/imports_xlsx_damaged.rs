//! Damaged workbooks: the file itself, and its sheet inside a file that is well. They are read or refused, in no
//! time worth speaking of. `JALON_FUZZ_RUNS` and `JALON_FUZZ_SEED` as in `shared/tests/fuzz.rs`.

use super::imports_xlsx_bounds::by_hand;
use rust_xlsxwriter::Workbook;
use services::platform::imports::read_workbook;
use shared::platform::imports::ReadOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

const RUNS: u64 = 400;
const HANG: Duration = Duration::from_secs(30);
const SHEET: &str = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>name</v></c>\
    <c r=\"B1\" t=\"inlineStr\"><is><r><t>ci</t></r><r><t>ty</t></r></is></c></row>\
    <row r=\"2\"><c r=\"A2\" s=\"1\"><f>1+1</f><v>46349.5</v></c><c r=\"B2\" t=\"b\"><v>1</v></c></row>\
    <row r=\"9\"><c r=\"C9\" t=\"e\"><v>#N/A</v></c></row></sheetData></worksheet>";
/// What a sheet gives a meaning, and numbers at their edges.
const TOKENS: &[&str] = &[
    "<row>",
    "</row>",
    "<c>",
    "</c>",
    "<v>",
    "</v>",
    "<is><t>",
    "r=\"XFD1048576\"",
    "r=\"ZZZZZZ9\"",
    "r=\"0\"",
    "t=\"d\"",
    "s=\"99999\"",
    "1e308",
    "-1e308",
    "NaN",
    "2958466",
    "&#0;",
    "&#x110000;",
    "&lol;",
    "<!DOCTYPE a [<!ENTITY lol \"x\">]>",
    "<![CDATA[",
    "]]>",
    "_x0000_",
    "\u{feff}",
    "xml:space=\"preserve\"",
];

/// Xorshift, as there.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let from = self.below(bytes.len() + 1);
            let to = from + self.below((bytes.len() - from).min(40) + 1);
            match self.below(5) {
                0 => drop(bytes.drain(from..to)),
                1 if from < bytes.len() => bytes[from] ^= 1 << self.below(8),
                2 => {
                    let again = bytes[from..to].repeat(2 + self.below(30));
                    drop(bytes.splice(from..from, again));
                }
                3 => {
                    let token = TOKENS[self.below(TOKENS.len())].bytes();
                    drop(bytes.splice(from..to, token));
                }
                _ if self.below(4) == 0 => bytes.truncate(to),
                _ => {}
            }
        }
    }
}

fn number(name: &str, fallback: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(fallback)
}

fn read(bytes: &[u8]) -> bool {
    read_workbook(bytes, ReadOptions::default()).is_ok()
}

#[test]
fn damaged_workbooks_are_read_or_refused() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (row, name) in (0_u32..).zip(["name", "Élan", "B"]) {
        page.write(row, 0, name).unwrap();
        page.write(row, 1, row).unwrap();
    }
    let whole = book.save_to_buffer().unwrap();
    for bytes in [&whole, &by_hand(SHEET.as_bytes(), "")] {
        let outcome = read_workbook(bytes, ReadOptions::default());
        assert!(outcome.is_ok(), "{:?}", outcome.err());
    }
    let mut chance = Chance(number("JALON_FUZZ_SEED", 0x9e37_79b9_7f4a_7c15).max(1));
    let (mut taken, runs) = (0_u64, number("JALON_FUZZ_RUNS", RUNS));
    for run in 0..runs {
        let bytes = if run % 2 == 0 {
            let mut bytes = whole.clone();
            chance.damage(&mut bytes);
            bytes
        } else {
            let mut sheet = SHEET.as_bytes().to_vec();
            chance.damage(&mut sheet);
            by_hand(&sheet, "")
        };
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        assert!(
            outcome.is_ok() && begun.elapsed() < HANG,
            "run {run}: {bytes:?}"
        );
        taken += u64::from(outcome.unwrap());
    }
    // Readers that refuse everything would make a test of nothing.
    assert!(taken > 0 && taken < runs, "{taken} of {runs}");
}
