//! Reading what Rust's test programs print.

use super::Tally;
use std::collections::BTreeMap;

/// How one test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It held.
    Passed,
    /// It did not.
    Failed,
    /// It was ignored, or said itself that it cannot run here.
    Skipped,
}

/// What tests say of the answers they got (`digest pricing 3f9a of 2000`), by its name and the test.
pub type Digests = BTreeMap<(String, String), Vec<String>>;

/// What the tests of one program did.
#[derive(Debug, Default)]
pub struct Outcomes {
    /// How each ended, by name.
    pub tests: BTreeMap<String, Outcome>,
    /// The digests they said.
    pub digests: Digests,
}

/// Tests by name. A passing test whose own output has a line with the word `skipped` (its data is
/// not on this machine) counts as skipped: the programs are run with `--show-output`.
pub fn outcomes(text: &str) -> Outcomes {
    let Outcomes {
        mut tests,
        mut digests,
    } = Outcomes::default();
    let mut current: Option<String> = None;
    for line in text.lines() {
        if let Some((name, end)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.rsplit_once(" ... "))
        {
            let name = name.trim_end_matches(" - should panic").to_owned();
            match end.trim() {
                "ok" => tests.insert(name, Outcome::Passed),
                "FAILED" => tests.insert(name, Outcome::Failed),
                other if other.starts_with("ignored") => tests.insert(name, Outcome::Skipped),
                _ => None,
            };
        } else if let Some(name) = line
            .strip_prefix("---- ")
            .and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            current = Some(name.trim_end_matches(" - should panic").to_owned());
        } else if line == "successes:" || line == "failures:" {
            current = None;
        } else if let Some((digest, value)) = said_digest(line)
            && let Some(test) = &current
        {
            digests
                .entry((digest, test.clone()))
                .or_default()
                .push(value);
        } else if line.contains("skipped")
            && let Some(name) = &current
            && let Some(outcome) = tests.get_mut(name)
            && *outcome == Outcome::Passed
        {
            *outcome = Outcome::Skipped;
        }
    }
    Outcomes { tests, digests }
}

/// The name and the value of a line that says a digest.
fn said_digest(line: &str) -> Option<(String, String)> {
    let (name, value) = line.strip_prefix("digest ")?.split_once(' ')?;
    Some((name.to_owned(), value.trim_end().to_owned()))
}

/// Count the outcomes of the program called `title`, with what the failing tests said.
pub fn tally(title: &str, text: &str, tests: &BTreeMap<String, Outcome>) -> Tally {
    let mut tally = Tally::default();
    for (name, outcome) in tests {
        match outcome {
            Outcome::Passed => tally.passed += 1,
            Outcome::Skipped => tally.skipped += 1,
            Outcome::Failed => {
                tally.failed += 1;
                tally
                    .failures
                    .push(format!("{title} {name}\n{}", said_by(name, text)));
            }
        }
    }
    tally
}

fn said_by(name: &str, text: &str) -> String {
    let head = format!("---- {name} stdout ----");
    let lines = text.lines().skip_while(|line| *line != head).skip(1);
    let said: Vec<_> = lines
        .take_while(|line| !line.starts_with("---- ") && *line != "failures:")
        .take(60)
        .collect();
    said.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\nrunning 5 tests\ntest a::one ... ok\ntest a::two ... FAILED\ntest b - should panic ... ok\n\
        test c ... ignored, slow\ntest d ... ok\n\nsuccesses:\n\n---- d stdout ----\nskipped: no data here\n\n\n\
        ---- a::one stdout ----\na line\ndigest prices 00ff of 2\n\n\
        successes:\n    a::one\n    d\n\nfailures:\n\n---- a::two stdout ----\nleft 1, right 2\n\n\nfailures:\n    a::two\n\n\
        test result: FAILED. 3 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out\n";

    #[test]
    fn every_end_of_a_test_is_read() {
        let tests = outcomes(TEXT).tests;
        assert_eq!(tests["a::one"], Outcome::Passed);
        assert_eq!(tests["a::two"], Outcome::Failed);
        assert_eq!(tests["b"], Outcome::Passed);
        assert_eq!(tests["c"], Outcome::Skipped);
        assert_eq!(tests["d"], Outcome::Skipped);
        let tally = tally("x", TEXT, &tests);
        assert_eq!((tally.passed, tally.failed, tally.skipped), (2, 1, 2));
        assert!(tally.failures[0].contains("left 1, right 2"));
    }

    #[test]
    fn a_digest_is_read_with_its_test() {
        let said = |value: &str| vec![value.to_owned()];
        let of = |name: &str| ("prices".to_owned(), name.to_owned());
        assert_eq!(
            outcomes(TEXT).digests,
            Digests::from([(of("a::one"), said("00ff of 2"))])
        );
        // Said by no test, or without a value.
        assert!(outcomes("digest prices 00ff of 2").digests.is_empty());
        assert!(
            outcomes("---- a stdout ----\ndigest prices")
                .digests
                .is_empty()
        );
        // Said twice by one test: nothing is lost.
        let twice = outcomes("---- a stdout ----\ndigest prices 1\ndigest prices 2");
        assert_eq!(twice.digests[&of("a")], ["1", "2"]);
    }
}
