//! The same bytes natively and in WebAssembly: a test says the digest of many answers, and the stage
//! `wasm` of `cargo xtask test` compares what it says on both sides. A new digest is added to the list
//! there (`xtask/src/test/wasi.rs`), which fails when one is said no more.
//!
//! Questions are made by [`Draw`], not by proptest: it draws a `usize` from numbers of 32 bits in
//! WebAssembly and of 64 natively, so that the same seed asks two different questions.

use crate::planning::forecast::SplitMix64;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use std::io;

/// The digest of answers: FNV-1a, 64 bits.
pub(crate) struct Digest {
    name: &'static str,
    hash: u64,
    answers: u32,
}

impl Digest {
    pub(crate) const fn of(name: &'static str) -> Self {
        Self {
            name,
            hash: 0xcbf2_9ce4_8422_2325,
            answers: 0,
        }
    }

    /// One more answer, as the server sends it to the browser.
    pub(crate) fn add(&mut self, answer: &impl Serialize) {
        serde_json::to_writer(&mut *self, answer).unwrap();
        self.end();
    }

    /// One more answer that is text or bytes already.
    pub(crate) fn add_bytes(&mut self, answer: impl AsRef<[u8]>) {
        self.take(answer.as_ref());
        self.end();
    }

    /// No JSON has a line feed of its own: where an answer ends is part of the digest.
    fn end(&mut self) {
        self.take(b"\n");
        self.answers += 1;
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The line that is compared.
    pub(crate) fn say(self) {
        assert!(self.answers > 0, "{} is of nothing", self.name);
        println!("{}", self.line());
    }

    fn line(&self) -> String {
        format!(
            "digest {} {:016x} of {}",
            self.name, self.hash, self.answers
        )
    }
}

impl io::Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The same numbers everywhere.
pub(crate) struct Draw(SplitMix64);

impl Draw {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(SplitMix64::new(seed))
    }

    /// From `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least + 1).unwrap();
        least + i64::try_from(self.0.next_u64() % span).unwrap()
    }

    /// The same as a `u32`.
    pub(crate) fn count(&mut self, least: u32, most: u32) -> u32 {
        u32::try_from(self.between(i64::from(least), i64::from(most))).unwrap()
    }

    /// True in so many of a hundred.
    pub(crate) fn percent(&mut self, chance: i64) -> bool {
        self.between(1, 100) <= chance
    }

    /// Something in so many of a hundred.
    pub(crate) fn some<T>(&mut self, chance: i64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.percent(chance).then(|| make(self))
    }

    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        let last = i64::try_from(all.len()).unwrap() - 1;
        all[usize::try_from(self.between(0, last)).unwrap()]
    }

    /// A day at most so many after the first of 2026.
    pub(crate) fn day(&mut self, most: i64) -> NaiveDate {
        let first: NaiveDate = "2026-01-01".parse().unwrap();
        first + Days::new(u64::try_from(self.between(0, most)).unwrap())
    }
}

#[test]
fn the_digest_is_the_published_one() {
    let mut digest = Digest::of("letters");
    digest.take(b"foobar");
    assert_eq!(digest.hash, 0x8594_4171_f739_67e8);
    assert_eq!(digest.line(), "digest letters 85944171f73967e8 of 0");
}

#[test]
fn where_an_answer_ends_is_part_of_the_digest() {
    let of = |answers: &[&str]| {
        let mut digest = Digest::of("words");
        for answer in answers {
            digest.add(answer);
        }
        digest.line()
    };
    assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
    assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
    assert_ne!(of(&["ab", ""]), of(&["a", "b"]));
    let mut bytes = Digest::of("words");
    bytes.add_bytes("\"a\"");
    bytes.add_bytes("\"b\"");
    assert_eq!(bytes.line(), of(&["a", "b"]));
}
