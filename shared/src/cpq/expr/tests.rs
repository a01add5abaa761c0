//! What binds how, in a language that writes brackets around everything it reads.

use super::*;
use proptest::prelude::*;

struct Brackets;

impl Lexis for Brackets {
    type Number = u32;
    const SIGNS: &'static [&'static str] = &["->", "=", "<", "+", "-", "*", "(", ")", ","];
    const TEXTS: bool = true;
    const IN_NUMBERS: char = '_';

    fn number(word: &str, at: Place) -> Result<u32, TextError> {
        let number = word.replace('_', "").parse();
        number.map_err(|_| TextError::new(at, "rule_number"))
    }
}

impl Language for Brackets {
    type Lexis = Self;
    type Op = &'static str;
    type Expr = String;
    const BOUNDS: Bounds = Bounds {
        length: 200,
        depth: 5,
        operators: 20,
    };
    const LEVELS: &'static [Level<&'static str>] = &[
        Level::Right(&[("->", "->")]),
        Level::Left(&[("and", "and")]),
        Level::Not,
        Level::Compare(&[("=", "="), ("<", "<")]),
        Level::Left(&[("+", "+"), ("-", "-")]),
        Level::Left(&[("*", "*")]),
        Level::Minus,
    ];

    fn atom(reader: &mut Reader<Self>, _: Place) -> Parsed<Self> {
        if let Some(flag) = reader.flag() {
            return Ok(flag.to_string());
        }
        let found = match reader.peek() {
            Token::Word(word) if !["and", "not", "in"].contains(&word.as_str()) => word.clone(),
            Token::Number(number) => number.to_string(),
            Token::Text(text) => format!("\"{text}\""),
            _ => return Err(reader.unexpected("rule_expects_expression")),
        };
        reader.pass();
        Ok(found)
    }

    fn binary(op: &'static str, _: Place, left: String, right: String) -> Parsed<Self> {
        Ok(format!("({left} {op} {right})"))
    }

    fn not(_: Place, inner: String) -> Parsed<Self> {
        Ok(format!("(not {inner})"))
    }

    fn minus(_: Place, inner: String) -> Parsed<Self> {
        Ok(format!("(-{inner})"))
    }

    fn member(reader: &mut Reader<Self>, _: Place, left: String) -> Parsed<Self> {
        let all = reader.list(Reader::nested)?;
        Ok(format!("({left} in ({}))", all.join(", ")))
    }
}

#[test]
fn the_table_says_what_binds() {
    for (text, read_as) in [
        ("a - b - c", "((a - b) - c)"),
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("a -> b -> c", "(a -> (b -> c))"),
        ("a and b -> c and d", "((a and b) -> (c and d))"),
        ("not a = b and c", "((not (a = b)) and c)"),
        ("not not a < -b * c", "(not (not (a < ((-b) * c))))"),
        ("- - a * b", "((-(-a)) * b)"),
        (
            "a + 1 in (2, b and c) and d",
            "(((a + 1) in (2, (b and c))) and d)",
        ),
        ("(a -> b) -> (c)", "((a -> b) -> c)"),
        (
            "yes and no = \"a b\" + 1_000",
            "(true and (false = (\"a b\" + 1000)))",
        ),
    ] {
        assert_eq!(read::<Brackets>(text).as_deref(), Ok(read_as), "{text}");
    }
}

#[test]
fn what_is_wrong_has_a_place() {
    for (text, code, line, column, length) in [
        ("", "rule_unfinished", 1, 1, 1),
        ("a and\n\t(b", "rule_unfinished", 2, 4, 1),
        ("a b", "rule_expects_operator", 1, 3, 1),
        ("a = b < c", "rule_expects_operator", 1, 7, 1),
        ("a in (b) = c", "rule_expects_operator", 1, 10, 1),
        ("a = not b", "rule_expects_expression", 1, 5, 3),
        ("é + - not b", "rule_expects_expression", 1, 7, 3),
        ("(a and b c", "rule_expects_sign", 1, 10, 1),
        ("a in b", "rule_expects_sign", 1, 6, 1),
        ("a & b", "rule_character", 1, 3, 1),
        ("12x + 1", "rule_number", 1, 1, 3),
        ("a = \"b\nc\"", "formula_text_open", 1, 5, 1),
    ] {
        let error = read::<Brackets>(text).expect_err(text);
        assert_eq!(error.issue.code, code, "{text}");
        let place = Place {
            line,
            column,
            length,
        };
        assert_eq!(error.at, place, "{text}");
    }
}

#[test]
fn bounds_hold_to_the_last_one() {
    let refused = |text: &str| read::<Brackets>(text).map_err(|error| error.issue.code);
    for open in ["(", "-", "not ", "a -> "] {
        let close = |times| {
            if open == "(" {
                ")".repeat(times)
            } else {
                String::new()
            }
        };
        let deep = |times: usize| format!("{}a{}", open.repeat(times), close(times));
        assert!(refused(&deep(5)).is_ok(), "{open}");
        assert_eq!(refused(&deep(6)), Err("rule_too_deep".into()), "{open}");
    }
    let sum = |operators| format!("a{}", " + a".repeat(operators));
    assert!(refused(&sum(20)).is_ok());
    assert_eq!(refused(&sum(21)), Err("rule_too_many_operators".into()));
    assert!(refused(&"a".repeat(200)).is_ok());
    assert_eq!(refused(&"a".repeat(201)), Err("rule_too_long".into()));
}

proptest! {
    /// Whatever is written is refused or read, and what was read is read so again.
    #[test]
    fn what_is_read_reads_itself(words in prop::collection::vec(prop::sample::select(vec![
        "a", "b", "7", "\"t\"", "yes", "(", ")", "->", "and", "not", "=", "<", "in", "+", "-", "*", ",",
    ]), 0..12)) {
        if let Ok(once) = read::<Brackets>(&words.join(" ")) {
            match read::<Brackets>(&once) {
                Ok(twice) => prop_assert_eq!(twice, once),
                // Brackets may nest deeper than what they were written for.
                Err(error) => prop_assert_eq!(error.issue.code, "rule_too_deep"),
            }
        }
    }
}
