//! The classes of the pages: one that a style sheet defines is given to some element, and one that a view gives is
//! defined in a style sheet or looked for by a script or a test.
//!
//! In doubt a class counts as used: a word of any literal, and all that begin as a literal does before a place holder.

use std::collections::{BTreeMap, BTreeSet};

/// Classes that no style sheet names, and what they are for.
const KEPT: &[(&str, &str)] = &[(
    "plain-list",
    "any class takes the marks off a list (style/reset.css)",
)];

/// Which classes of `files` (path from the root with `/`, and text) miss their other half, as `file:line: why`.
pub fn adrift(files: &[(String, String)]) -> Vec<String> {
    let mut defined: BTreeMap<String, String> = BTreeMap::new();
    let mut given: Vec<(String, String)> = Vec::new();
    let mut uses = Uses::default();
    let mut sought: BTreeSet<String> = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("xtask/")) {
        let ours = !is_test(path);
        match path.rsplit_once('.').map_or("", |(_, kind)| kind) {
            "css" => {
                for (line, name) in in_sheet(text) {
                    defined
                        .entry(name)
                        .or_insert_with(|| format!("{path}:{line}"));
                }
            }
            "rs" => {
                let literals = literals(text);
                for literal in &literals {
                    sought.extend(in_selectors(&literal.text));
                    if ours {
                        uses.add(&literal.text);
                    }
                }
                if ours {
                    let found = in_views(&literals).into_iter();
                    given.extend(found.map(|(line, name)| (format!("{path}:{line}"), name)));
                }
            }
            "js" | "mjs" | "html" | "svg" => {
                sought.extend(in_selectors(text));
                if ours {
                    uses.add(text);
                }
            }
            _ => {}
        }
    }
    uses.words
        .extend(given.iter().map(|(_, name)| name.clone()));
    let dead = defined.iter().filter(|(name, _)| !uses.hold(name));
    let dead = dead.map(|(name, place)| format!("{place}: `.{name}` is given to no element"));
    let known = |name: &str| {
        let mut all = defined.keys().chain(&sought);
        defined.contains_key(name)
            || sought.contains(name)
            || KEPT.iter().any(|(kept, _)| *kept == name)
            || (name.ends_with('-') && all.any(|one| one.starts_with(name)))
    };
    let left = given.iter().filter(|(_, name)| !known(name.as_str()));
    let left =
        left.map(|(place, name)| format!("{place}: `{name}` is in no style sheet, nor looked for"));
    dead.chain(left).collect()
}

/// What a test names is given to no element.
fn is_test(path: &str) -> bool {
    path.starts_with("end2end/") || path.contains("/tests/") || path.ends_with("tests.rs")
}

/// What the sources hold in their literals.
#[derive(Default)]
struct Uses {
    words: BTreeSet<String>,
    beginnings: BTreeSet<String>,
    ends: BTreeSet<String>,
}

impl Uses {
    fn add(&mut self, text: &str) {
        for (before, word, after) in words(text) {
            if word.contains('-') && after == '{' {
                self.beginnings.insert(word.to_owned());
            }
            if word.starts_with('-') && before == '}' {
                self.ends.insert(word.to_owned());
            }
            self.words.insert(word.to_owned());
        }
    }

    fn hold(&self, name: &str) -> bool {
        self.words.contains(name)
            || self.beginnings.iter().any(|part| name.starts_with(part))
            || self.ends.iter().any(|part| name.ends_with(part))
    }
}

fn of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// The first word of `text`, which may be empty, and the rest.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !of_name(letter));
    text.split_at(end.unwrap_or(text.len()))
}

/// The words of `text`, each with the letter before and the letter after it.
fn words(text: &str) -> Vec<(char, &str, char)> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let (name, after) = word(rest);
        if name.is_empty() {
            before = letter;
            rest = rest.split_at(letter.len_utf8()).1;
        } else {
            found.push((before, name, after.chars().next().unwrap_or(' ')));
            rest = after;
        }
    }
    found
}

/// Every `.name`: where it begins, the letter before it, and the name.
fn dotted(text: &str) -> impl Iterator<Item = (usize, char, &str)> {
    text.match_indices('.').filter_map(move |(at, _)| {
        let (before, after) = text.split_at(at);
        let (name, _) = word(after.strip_prefix('.')?);
        let first = name.chars().next()?;
        let before = before.chars().next_back().unwrap_or(' ');
        (!first.is_numeric()).then_some((at, before, name))
    })
}

/// The classes that `text` looks for, and not what it reads of a value.
fn in_selectors(text: &str) -> impl Iterator<Item = String> {
    dotted(text)
        .filter(|(_, before, _)| !of_name(*before) && !matches!(before, '.' | '?' | ')'))
        .map(|(_, _, name)| name.to_owned())
}

/// The classes of a style sheet, with their lines.
fn in_sheet(sheet: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut line = 1;
    for part in bare(sheet).split_inclusive(['{', '}', ';']) {
        if part.ends_with('{') {
            for (at, _, name) in dotted(part) {
                found.push((line + lines(part.split_at(at).0), name.to_owned()));
            }
        }
        line += lines(part);
    }
    found
}

fn lines(text: &str) -> usize {
    text.matches('\n').count()
}

/// A style sheet without comments and quoted texts; its lines stay.
fn bare(sheet: &str) -> String {
    let mut bare = String::new();
    let mut rest = sheet;
    while let Some(letter) = rest.chars().next() {
        let end = if rest.starts_with("/*") {
            Some("*/".to_owned())
        } else if matches!(letter, '"' | '\'') {
            Some(letter.to_string())
        } else {
            bare.push(letter);
            None
        };
        let (_, after) = rest.split_at(letter.len_utf8());
        rest = after;
        if let Some(end) = end {
            let (gone, after) = after.split_once(end.as_str()).unwrap_or((after, ""));
            bare.extend(gone.chars().filter(|letter| *letter == '\n'));
            rest = after;
        }
    }
    bare
}

/// A literal of Rust.
struct Literal {
    /// The code between it and the one before, without comments.
    before: String,
    text: String,
    line: usize,
}

/// The literals of Rust, and an empty one at the end.
fn literals(source: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut before = String::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let mut text = None;
        let width = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if let Some((inside, width)) = raw(rest).or_else(|| quoted(rest)) {
            text = Some(inside);
            width
        } else if letter == '\'' {
            character(rest)
        } else {
            before.push(letter);
            letter.len_utf8()
        };
        if let Some(text) = text {
            let before = std::mem::take(&mut before);
            found.push(Literal { before, text, line });
        }
        let (done, after) = rest.split_at(width);
        line += lines(done);
        rest = after;
    }
    let text = String::new();
    found.push(Literal { before, text, line });
    found
}

/// The text of a raw literal that begins here, and its length with its marks.
fn raw(rest: &str) -> Option<(String, usize)> {
    let marks = rest.strip_prefix('r')?;
    let opened = marks.trim_start_matches('#');
    let inside = opened.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(marks.len() - opened.len()));
    let (text, after) = inside.split_once(&end).unwrap_or((inside, ""));
    Some((text.to_owned(), rest.len() - after.len()))
}

/// The same of an ordinary one.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let inside = rest.strip_prefix('"')?;
    let mut text = String::new();
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => match letters.next() {
                Some(mark @ ('"' | '\\')) => text.push(mark),
                _ => text.push(' '),
            },
            _ => text.push(letter),
        }
    }
    Some((text, rest.len() - letters.as_str().len()))
}

/// How long a single letter in its marks is; of a lifetime the mark alone.
fn character(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), Some(_)) => letters
            .find(|(_, letter)| *letter == '\'')
            .map_or(rest.len(), |(at, _)| at + 1),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// The classes that views give, with their lines; one that ends with `-` stands for all that begin so.
fn in_views(literals: &[Literal]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = None;
    for (index, Literal { before, text, line }) in literals.iter().enumerate() {
        for (at, name) in toggled(before) {
            let line = line.saturating_sub(lines(before.split_at(at).1));
            found.push((line, name.to_owned()));
        }
        depth = depth_after(before, depth);
        let whole = is_value(before);
        let next = literals
            .get(index + 1)
            .map_or("", |one| one.before.as_str());
        let branch = depth.is_some() && is_branch(before) && !follows_pattern(next);
        if whole || branch {
            found.extend(names(text).map(|name| (*line, name.to_owned())));
        }
        if whole {
            depth = None;
        }
        // Markup that is written as text.
        for value in text.split(" class=\"").skip(1) {
            let value = value.split('"').next().unwrap_or_default();
            found.extend(names(value).map(|name| (*line, name.to_owned())));
        }
    }
    found
}

/// The names in the value of a class.
fn names(value: &str) -> impl Iterator<Item = &str> {
    value.split_whitespace().filter_map(|part| {
        let (name, after) = word(part);
        let whole = after.is_empty() && !name.ends_with('-');
        let begins = after.starts_with('{') && name.ends_with('-');
        (!name.is_empty() && (whole || begins)).then_some(name)
    })
}

/// Every `class:name=`.
fn toggled(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.match_indices("class:").filter_map(move |(at, mark)| {
        let (before, after) = code.split_at(at);
        let (name, value) = word(after.strip_prefix(mark)?);
        let apart = !before.ends_with(of_name);
        (apart && !name.is_empty() && value.starts_with('=')).then_some((at, name))
    })
}

/// Whether what follows is the value of a class, or the first in its brackets: `class=("name", …)`.
fn is_value(code: &str) -> bool {
    let code = code.trim_end();
    let code = code.strip_suffix(['(', '[']).unwrap_or(code).trim_end();
    code.strip_suffix('=')
        .and_then(|code| code.trim_end().strip_suffix("class"))
        .is_some_and(|code| !code.ends_with(of_name))
}

/// Whether what follows is what a branch gives, or a text with place holders.
fn is_branch(code: &str) -> bool {
    let code = code.trim_end();
    ["{", "=>", "format!("]
        .into_iter()
        .any(|end| code.ends_with(end))
}

/// Whether what came before is a pattern of a `match`.
fn follows_pattern(code: &str) -> bool {
    let code = code.trim_start();
    code.starts_with("=>") || code.starts_with('|')
}

/// How deep in brackets the value of a class is at the end of `code`; none where it is over.
fn depth_after(code: &str, mut depth: Option<u32>) -> Option<u32> {
    let mut before = ' ';
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let Some(level) = depth else {
            rest = value(rest)?;
            depth = Some(0);
            continue;
        };
        let over = level == 0
            && match letter {
                ';' | ',' => true,
                '>' => !matches!(before, '-' | '='),
                _ => letter.is_whitespace() && is_attribute(rest.trim_start()),
            };
        depth = match letter {
            _ if over => None,
            '(' | '[' | '{' => Some(level + 1),
            ')' | ']' | '}' => level.checked_sub(1),
            _ => depth,
        };
        before = letter;
        rest = rest.split_at(letter.len_utf8()).1;
    }
    depth
}

/// The code after the next `class=` (and its bracket).
fn value(code: &str) -> Option<&str> {
    code.match_indices("class").find_map(|(at, mark)| {
        let (before, after) = code.split_at(at);
        let after = after.strip_prefix(mark)?.trim_start().strip_prefix('=')?;
        if before.ends_with(of_name) || after.starts_with(['=', '>']) {
            return None;
        }
        let after = after.trim_start();
        Some(after.strip_prefix(['(', '[']).unwrap_or(after))
    })
}

/// Whether another attribute begins here: `name=` or `on:name=`.
fn is_attribute(code: &str) -> bool {
    let end = code.find(|letter: char| !of_name(letter) && letter != ':');
    let (name, after) = code.split_at(end.unwrap_or(code.len()));
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && after
            .strip_prefix('=')
            .is_some_and(|after| !after.starts_with(['=', '>']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(source: &str) -> Vec<String> {
        let found = in_views(&literals(source)).into_iter();
        found.map(|(_, name)| name).collect()
    }

    #[test]
    fn literals_are_told_from_code_and_comments() {
        let source = "a(\"b \\\"c\\\"\", 'd', '\"', '\\'', r#\"e \"f\"\"#); // \"g\"\n/* \"h\" */ fn i<'j>() { \"k\" }";
        let found = literals(source);
        let texts: Vec<&str> = found.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["b \"c\"", "e \"f\"", "k", ""]);
        assert_eq!(found[2].line, 2);
    }

    #[test]
    fn classes_of_every_form_are_found_and_other_words_are_not() {
        assert_eq!(given(r#"<p class="a b-c" id="d">"e"</p>"#), ["a", "b-c"]);
        assert_eq!(
            given(r#"<p class=("a", x == "b") class:c-d=move || e title="f">"#),
            ["a", "c-d"]
        );
        assert_eq!(
            given(r#"<p class=format!("a b-{}", tone("c")) aria-label="d">"#),
            ["a", "b-"]
        );
        assert_eq!(
            given(r#"<p class=move || if x() == "a" { "b" } else { "c" } data-x={ "d" }>"#),
            ["b", "c"]
        );
        assert_eq!(
            given(r#"let class = match x { "a" => "b", _ => "c d" }; match y { _ => "e" }"#),
            ["b", "c", "d"]
        );
        assert_eq!(
            given(r#"div class=(if x { "a" } else { "b" }) { "c" } p class="d" { "e" }"#),
            ["a", "b", "d"]
        );
        assert_eq!(
            given(r##"out(r#"<p><b id="a" class="b c-{d}">"#)"##),
            ["b", "c-"]
        );
        assert!(given(r#"if class == "a" { "b" }"#).is_empty());
    }

    #[test]
    fn what_style_sheets_define_is_found_with_its_line() {
        let sheet = "/* .a {} */\n@import \"b.css\";\n.c,\n.d:not(.e) > f.g[h=\".i\"] {\n  width: .5rem;\n  &.j { x: 1.5k }\n}\n@container (width < 4.5rem) {}\n";
        let found = in_sheet(sheet);
        let found: Vec<(usize, &str)> = found.iter().map(|(l, n)| (*l, n.as_str())).collect();
        assert_eq!(found, [(3, "c"), (4, "d"), (4, "e"), (4, "g"), (6, "j")]);
    }

    #[test]
    fn a_class_without_its_other_half_is_told() {
        let files = [
            (
                "style/a.css",
                ".dead, .used, .said {}\n.tone-x, .day-1, .day-2 {}\n.tested {}",
            ),
            (
                "app/src/a.rs",
                "<p class=\"used left\n sought\">\n<b class=format!(\"tone-{x} gone-{y}\")>",
            ),
            (
                "app/src/b.rs",
                "f(\"said\"); f(format!(\"{x}:day-{y}\")); // \"dead\"",
            ),
            ("app/src/c.rs", "<ul class=\"plain-list\">"),
            (
                "app/tests/it/a.rs",
                "assert(\"<p class=\\\"tested dead\\\">\")",
            ),
            (
                "end2end/tests/a.spec.mjs",
                "page.locator('.sought'); page.left('dead');",
            ),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(
            adrift(&files),
            [
                "style/a.css:1: `.dead` is given to no element",
                "style/a.css:3: `.tested` is given to no element",
                "app/src/a.rs:1: `left` is in no style sheet, nor looked for",
                "app/src/a.rs:3: `gone-` is in no style sheet, nor looked for",
            ]
        );
    }
}
