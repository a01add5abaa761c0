//! Damaged and hostile texts for everything that reads texts from outside: a reader answers or refuses, it
//! neither panics nor hangs. Seeds are mutated (bytes, ranges, tokens, splices, repetition) from a fixed
//! start, so a run can be repeated; `JALON_FUZZ_RUNS` sets how many for each reader, `JALON_FUZZ_SEED` where
//! it starts (`cargo xtask soak` runs long ones). A failure prints the text that made it.

// Helpers of a test may fail loudly too.
#![allow(clippy::unwrap_used, clippy::panic)]

use shared::cpq::approvals::Formula;
use shared::cpq::catalog::formula::PriceFormula;
use shared::cpq::configure::read::{csp_json, dimacs, fm_json, uvl};
use shared::cpq::models::text;
use shared::cpq::{ubl, vectors};
use shared::platform::imports::{self, ReadOptions, formats};
use shared::platform::passkeys::{AttestationObject, AuthenticatorData, ClientData, PublicKey};
use shared::platform::views::Filter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Runs for each reader in an ordinary test.
const RUNS: u64 = 3_000;
/// A text longer than this is cut: the readers' own limits have tests of their own.
const LONGEST: usize = 20_000;
/// Longer than this is a hang, whatever the machine.
const HANG: Duration = Duration::from_secs(30);
/// Largest given file taken as a seed.
const SEED_FILE: u64 = 60_000;

/// Xorshift (Marsaglia, Journal of Statistical Software 8(14), 2003).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    fn range(&mut self, length: usize) -> (usize, usize) {
        let from = self.below(length + 1);
        let most = (length - from).min(64);
        (from, from + self.below(most + 1))
    }
}

/// Signs that readers give a meaning, and edges of numbers, time and text.
const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "\"",
    "'",
    ",",
    ";",
    ":",
    "\t",
    "\n",
    "\r\n",
    "    ",
    "-",
    "--",
    "->",
    "<->",
    "=>",
    "&",
    "|",
    "!",
    "=",
    "!=",
    "<=",
    "..",
    "*",
    "/",
    "%",
    "_",
    "\\",
    "#",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "é",
    "🦀",
    "0",
    "-1",
    "1e309",
    "9223372036854775807",
    "-9223372036854775808",
    "170141183460469231731687303715884105728",
    "0.00000000000000000000000000001",
    "NaN",
    "1970-01-01",
    "2026-02-30",
    "9999-12-31",
    "and",
    "or",
    "not",
    "in",
    "count",
    "table",
    "allows",
    "features",
    "constraints",
    "mandatory",
    "optional",
    "alternative",
    "cardinality [0..*]",
    "p cnf 3 2",
    "null",
    "true",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&lol;",
    "<![CDATA[",
    "xmlns:x=\"y\"",
    "me",
    "this_quarter",
];

fn mutate(chance: &mut Chance, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut text = seeds[chance.below(seeds.len())].clone();
    for _ in 0..=chance.below(6) {
        let (from, to) = chance.range(text.len());
        match chance.below(8) {
            0 => drop(text.drain(from..to)),
            1 if from < text.len() => text[from] = u8::try_from(chance.next() & 0xff).unwrap(),
            2 => {
                let token = chance.of(TOKENS).as_bytes().to_vec();
                drop(text.splice(from..from, token));
            }
            3 => {
                let token = chance.of(TOKENS).as_bytes().to_vec();
                drop(text.splice(from..to, token));
            }
            4 => {
                let again = text[from..to].repeat(2 + chance.below(50));
                drop(text.splice(from..from, again));
            }
            5 => {
                let other = &seeds[chance.below(seeds.len())];
                let (begin, end) = chance.range(other.len());
                drop(text.splice(from..to, other[begin..end].to_vec()));
            }
            6 => {
                // Depth: what opens, very often.
                let token = chance.of(&[
                    "(",
                    "[",
                    "{",
                    "<a>",
                    "not ",
                    "!",
                    "-",
                    "{\"a\":",
                    "\n\t\"a\"",
                ]);
                drop(text.splice(from..from, token.repeat(1 + chance.below(600)).into_bytes()));
            }
            _ => text.truncate(to),
        }
    }
    text.truncate(LONGEST);
    text
}

fn number(name: &str, fallback: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(fallback)
}

/// Gives `read` its seeds and many damaged copies of them.
/// `read` says whether it took a text: readers that refuse every seed would make a test of nothing.
fn fuzz(name: &str, mut seeds: Vec<Vec<u8>>, read: impl Fn(&[u8]) -> bool) {
    for seed in &seeds {
        assert!(
            read(seed),
            "{name} refuses the seed {}",
            String::from_utf8_lossy(seed)
        );
    }
    seeds.push(Vec::new());
    let mut chance = Chance(number("JALON_FUZZ_SEED", 0x9e37_79b9_7f4a_7c15).max(1));
    let runs = number("JALON_FUZZ_RUNS", RUNS);
    for run in 0..runs {
        let text = mutate(&mut chance, &seeds);
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&text)));
        assert!(
            outcome.is_ok() && begun.elapsed() < HANG,
            "{name}, run {run}: {}: {:?}",
            if outcome.is_ok() {
                "takes too long"
            } else {
                "panics"
            },
            String::from_utf8_lossy(&text)
        );
    }
}

/// As [`fuzz`], for a reader of texts.
fn fuzz_text(name: &str, seeds: Vec<Vec<u8>>, read: impl Fn(&str) -> bool) {
    fuzz(name, seeds, |bytes| read(&String::from_utf8_lossy(bytes)));
}

fn texts(seeds: &[&str]) -> Vec<Vec<u8>> {
    seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect()
}

/// Small files among the given data whose names end so, where the data is; a few will do.
fn given(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending)
                && path.metadata().is_ok_and(|data| data.len() < SEED_FILE)
                && found.len() < 12
            {
                found.extend(std::fs::read(&path));
            }
        }
    }
    found
}

const UVL: &str = "features\n    Bike\n        mandatory\n            Frame\n                alternative\n                    Steel {cost 10}\n                    Carbon {cost 90}\n        optional\n            Light\n                [1..2]\n                    Front\n                    Rear\nconstraints\n    Carbon => !Rear\n    (Front | Rear) & !Steel <=> Light\n";
const FM: &str = r#"{"format":"fm-json/1","name":"m","root":{"name":"R","groups":[{"kind":"or","children":[{"name":"A"},{"name":"B"}]}]},"constraints":[]}"#;
const CSP: &str = r#"{"format":"csp-json/1","name":"m","variables":[{"name":"x","domain":[-1,0],"absent":-1,"labels":["on"]},{"name":"y","domain":[0,1],"absent":null,"labels":["a","b"]}],"constraints":[{"kind":"any_of","terms":[[0,[-1]],[1,[1]]]}],"known_solution_count":null}"#;
const UBL: &str = r#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">3</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="EUR">30.00</cbc:LineExtensionAmount><cac:Price><cbc:PriceAmount currencyID="EUR">10.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>"#;

#[test]
fn uvl_is_read_or_refused() {
    let mut seeds = texts(&[UVL]);
    seeds.extend(given("cpq", ".uvl"));
    fuzz_text("UVL", seeds, |text| uvl::read(text).is_ok());
}

#[test]
fn dimacs_is_read_or_refused() {
    let mut seeds = texts(&["c 1 a\nc 2 b\np cnf 2 2\n1 -2 0\n2 0\n"]);
    seeds.extend(given("cpq", ".dimacs"));
    fuzz_text("DIMACS", seeds, |text| dimacs::read("m", text).is_ok());
}

#[test]
fn models_in_json_are_read_or_refused() {
    let mut seeds = texts(&[FM, CSP]);
    seeds.extend(given("cpq/models", ".fm.json"));
    fuzz_text("JSON of models", seeds, |text| {
        fm_json::read(text).is_ok() | csp_json::read(text).is_ok()
    });
}

#[test]
fn rules_of_models_are_read_or_refused() {
    let seeds = texts(&[
        "carbon requires not (rear and front) or count(a, b, c) >= 2 + seats * 3",
        "table(colour, seats) allows (red, 2), (blue, 4)",
        "frame in (steel, carbon) <-> not light.rear",
    ]);
    fuzz_text("rules of models", seeds, |rule| {
        let read = text::parse(rule);
        if let Ok(read) = &read {
            // What is printed is the same rule.
            assert_eq!(
                text::parse(&read.to_string()).map(|again| again.to_string()),
                Ok(read.to_string())
            );
        }
        read.is_ok()
    });
}

#[test]
fn conditions_of_approvals_are_read_or_refused() {
    let seeds = texts(&[
        "discount > 10 and (margin < 25 or net >= 50000.50)",
        "not (products contains \"X-100\") and term * 2 <= 72 - 1",
        "country = \"FR\"",
    ]);
    fuzz_text("conditions of approvals", seeds, |text| {
        Formula::parse(text).is_ok()
    });
}

#[test]
fn formulas_of_prices_are_read_or_refused() {
    let seeds = texts(&[
        "max(49, price(\"SEN-1\") * 15 %) * quantity(\"SEN-1\") / quantity",
        "if quantity >= 3 then 7 else round(price(\"A\") / 3, 0.05)",
    ]);
    fuzz_text("formulas of prices", seeds, |text| {
        let read = PriceFormula::parse(text);
        if let Ok(formula) = &read {
            // What it asks for is not known: it has no price, and says so.
            let _ = formula.price(&|_| None);
        }
        read.is_ok()
    });
}

#[test]
fn what_passkeys_send_is_read_or_refused() {
    let mut seeds = texts(&[
        r#"{"type":"webauthn.get","challenge":"AAAA","origin":"https://crm.example.com","crossOrigin":false}"#,
    ]);
    // Of a passkey that signed: whose it is, that somebody was there, the count.
    let mut signed = vec![7; 32];
    signed.extend([5, 0, 0, 0, 9]);
    seeds.push(signed);
    // A key of P-256.
    let mut key = vec![0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20];
    key.extend([1; 32]);
    key.extend([0x22, 0x58, 0x20]);
    key.extend([2; 32]);
    seeds.push(key);
    fuzz("what passkeys send", seeds, |bytes| {
        ClientData::read(bytes).is_ok()
            | AuthenticatorData::read(bytes).is_ok()
            | PublicKey::read(bytes).is_ok()
            | AttestationObject::read(bytes).is_ok()
    });
}

#[test]
fn filters_are_read_or_refused() {
    let seeds = texts(&[
        "and(state.is(open),close_date.is(this_quarter),amount.ge(50000_EUR))",
        "or(name.has('it''s','a(b)'),not(owner.is(me)))",
    ]);
    fuzz_text("filters", seeds, |text| {
        let read = Filter::parse(text);
        if let Ok(filter) = &read {
            assert_eq!(Filter::parse(&filter.to_string()), read);
        }
        read.is_ok()
    });
}

#[test]
fn invoices_are_read_or_refused() {
    let mut seeds = texts(&[UBL]);
    seeds.extend(given("cpq/en16931/kosit", ".xml"));
    seeds.extend(given("cpq/en16931/cen", ".xml"));
    fuzz_text("invoices", seeds, |text| ubl::check(text).is_ok());
}

#[test]
fn vectors_are_read_or_refused() {
    let mut seeds = texts(&[
        r#"{"format":"pricing-vectors/1","family":"mixed","origin":{"repo":"a/b"},"cases":[{"case":"1","kind":"split_manual_discount","given":{"value":0,"type":"amount","subtotal":30,"shipping":10},"expect":{"subtotal_part":"0","shipping_part":"0"}}]}"#,
    ]);
    seeds.extend(given("cpq/pricing", "_facts.json"));
    fuzz_text("vectors", seeds, |text| vectors::evaluate(text).is_ok());
}

#[test]
fn cards_are_read_or_refused() {
    let seeds = texts(&[
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lovelace;Ada;;;\r\nFN:Ada Lovelace\r\nitem1.EMAIL;TYPE=\"work\",pref:ada@x.example\r\nNOTE:one\\n\r\n two\\, three\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ben=C3=A2tre;=C3=89l=\n=C3=AFse\nAGENT:\nBEGIN:VCARD\nFN:x\nEND:VCARD\nTEL;CELL:06\nEND:VCARD\n",
        "begin:vcard\nVERSION:4.0\nKIND:org\nFN:Acme\nORG:Acme;Sales\nADR;PREF=1:;;12 rue X;Lyon;;69001;FR\nUID:urn:uuid:1\nend:vcard\nBEGIN:VCARD\nEMAIL:a@b.example\n",
    ]);
    fuzz("cards", seeds, |bytes| {
        // Whatever was done to its beginning, it is read as cards.
        let text = ["BEGIN:VCARD\n".as_bytes(), bytes].concat();
        let table = imports::read(&text, ReadOptions::default());
        table.is_ok_and(|table| {
            let width = table.headers.len();
            assert!(table.rows.iter().all(|row| row.width() == width));
            true
        })
    });
}

#[test]
fn files_to_import_are_read_or_refused() {
    let mut seeds = texts(&[
        "name;city;amount\n\"Société \"\"A\"\"\";Lyon;1 234,50\nB;;-3\n",
        "\u{feff}a,b\r\n1,\"2\r\n3\"\r\n",
    ]);
    seeds.push(
        "name\tville\nL\u{e9}a\tN\u{ee}mes"
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect(),
    );
    fuzz("files to import", seeds, |bytes| {
        let table = imports::read(bytes, ReadOptions::default());
        if let Ok(table) = &table {
            for cell in table.rows.iter().flat_map(imports::table::Row::cells) {
                for order in [
                    formats::DateOrder::DayMonthYear,
                    formats::DateOrder::MonthDayYear,
                    formats::DateOrder::Serial,
                ] {
                    let _ = formats::parse_date(cell, order);
                }
                let _ = formats::parse_number(cell, formats::DecimalMark::Comma);
                let _ = formats::is_email(cell);
            }
        }
        table.is_ok()
    });
}
