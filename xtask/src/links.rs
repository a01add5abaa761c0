//! The links of the documents: a relative one leads to a file that is there, and its anchor to a heading of it.

use crate::stamp;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What leads nowhere in the documents beside `folders`, in `docs` and in `folders`, as `file:line: why`.
pub fn dead(root: &Path, folders: &[&str]) -> Vec<String> {
    let beside = fs::read_dir(root).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = beside
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    for folder in folders.iter().chain(&["docs"]) {
        files.extend(stamp::files(&root.join(folder)));
    }
    files.retain(|file| file.extension().is_some_and(|kind| kind == "md"));
    files.sort();
    let mut documents = Vec::new();
    for file in files {
        let path = file.strip_prefix(root).unwrap_or(&file);
        let path = path.to_string_lossy().replace('\\', "/");
        if let Ok(text) = stamp::read_text(&file) {
            documents.push((path, text));
        }
    }
    broken(root, &documents)
}

/// The same of `documents`: path from the root with `/`, and text.
fn broken(root: &Path, documents: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    let mut headings = BTreeMap::new();
    for (path, text) in documents {
        for (number, line) in prose(text) {
            for link in targets(&line) {
                if let Some(why) = check(root, path, &link, &mut headings) {
                    found.push(format!("{path}:{number}: `{link}` {why}"));
                }
            }
        }
    }
    found
}

/// The anchors of the documents that were led to.
type Headings = BTreeMap<PathBuf, Vec<String>>;

fn check(root: &Path, from: &str, link: &str, headings: &mut Headings) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let inside = if file.is_empty() {
        Some(PathBuf::from(from))
    } else if let Some(file) = file.strip_prefix('/') {
        resolved(Path::new(file))
    } else {
        resolved(&folder.join(file))
    };
    let Some(inside) = inside else {
        return Some("leads out of the sources".to_owned());
    };
    let whole = root.join(&inside);
    if !whole.exists() {
        return Some("leads to no file".to_owned());
    }
    let document = inside.extension().is_some_and(|kind| kind == "md");
    if anchor.is_empty() || !document {
        return None;
    }
    let known = headings.entry(inside).or_insert_with(|| {
        stamp::read_text(&whole).map_or_else(|_| Vec::new(), |text| anchors(&text))
    });
    if known.iter().any(|heading| heading == anchor) {
        None
    } else {
        Some("leads to no heading".to_owned())
    }
}

/// The path without `.` and `..`; none when it climbs above the root.
fn resolved(path: &Path) -> Option<PathBuf> {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(name),
            Component::CurDir => {}
            Component::ParentDir if parts.pop() => {}
            _ => return None,
        }
    }
    Some(parts)
}

/// The lines that are not inside a block of code, each with its number and without its spans of code.
fn prose(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut fence: Option<&str> = None;
    for (index, line) in text.lines().enumerate() {
        let begins = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.trim_start().starts_with(*mark));
        match (fence, begins) {
            (None, None) => lines.push((index + 1, without_code(line))),
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => {}
        }
    }
    lines
}

fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Where the links of a line lead: `](x)`, `](x "title")`, `[name]: x`, `href="x"` and `src="x"`.
fn targets(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let ends: [(&str, &[char]); 3] = [("](", &[')', ' ']), ("href=\"", &['"']), ("src=\"", &['"'])];
    for (begin, end) in ends {
        for rest in line.split(begin).skip(1) {
            found.extend(rest.split(end).next().map(str::to_owned));
        }
    }
    let named = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "));
    found.extend(
        named
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .map(str::to_owned),
    );
    found
}

/// What the headings of a document are called in links; of equal ones the second ends with `-1`.
fn anchors(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for line in headings(text) {
        let name = anchor(line);
        let before = times.entry(name.clone()).or_default();
        found.push(if *before == 0 {
            name
        } else {
            format!("{name}-{before}")
        });
        *before += 1;
    }
    found
}

/// The texts of the headings, with their spans of code.
fn headings(text: &str) -> Vec<&str> {
    let whole: Vec<&str> = text.lines().collect();
    prose(text)
        .into_iter()
        .filter_map(|(number, _)| whole.get(number - 1).copied())
        .filter_map(|line| {
            line.trim_start_matches('#')
                .strip_prefix(' ')
                .filter(|_| line.starts_with('#'))
        })
        .collect()
}

/// Small letters, digits, `-` and `_` stay, a blank is a `-`; a link in a heading counts with its words.
fn anchor(heading: &str) -> String {
    let mut words = String::new();
    for (index, part) in heading.split("](").enumerate() {
        let part = if index == 0 {
            part
        } else {
            part.split_once(')').map_or("", |(_, rest)| rest)
        };
        words.push_str(part);
    }
    words
        .trim()
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
        .map(|letter| if letter == ' ' { '-' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchors_are(text: &str, wanted: &[&str]) {
        assert_eq!(anchors(text), wanted);
    }

    #[test]
    fn links_of_every_form_are_found_and_code_is_not() {
        assert_eq!(
            targets("See [a](x.md) and ![b](y.png \"B\"), <a href=\"z.md\"> <img src=\"w.png\">"),
            ["x.md", "y.png", "z.md", "w.png"]
        );
        assert_eq!(targets("[name]: x.md#a"), ["x.md#a"]);
        let text = "a\n```\n[a](gone.md)\n```\nb `[a](gone.md)` c\n";
        assert_eq!(prose(text), [(1, "a".to_owned()), (5, "b  c".to_owned())]);
    }

    #[test]
    fn headings_are_called_as_readers_of_documents_call_them() {
        anchors_are(
            "# Time: terms, `ramps`\n## A_b-c\n```\n# no heading\n```\n## A_b-c\n#tag\n### See [x](y.md)!\n",
            &["time-terms-ramps", "a_b-c", "a_b-c-1", "see-x"],
        );
        anchors_are("## Données à part\n", &["données-à-part"]);
    }

    #[test]
    fn what_leads_nowhere_is_told_with_its_line() {
        let root = std::env::temp_dir().join(format!("jalon-links-{}", std::process::id()));
        let first =
            "# First\n\n[a](docs/b.md#second) [b](docs) [c](https://example.com/x) [d](#first)\n";
        let second = "# Second\n[a](../a.md#none)\n[b](gone.md)\n[c](../../out.md)\n[d](#first)\n[e](/a.md#first)\n";
        stamp::write(&root.join("a.md"), first.as_bytes()).unwrap();
        stamp::write(&root.join("docs/b.md"), second.as_bytes()).unwrap();
        let documents = [("a.md", first), ("docs/b.md", second)];
        let documents = documents.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let found = broken(&root, &documents);
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!(
            found,
            [
                "docs/b.md:2: `../a.md#none` leads to no heading",
                "docs/b.md:3: `gone.md` leads to no file",
                "docs/b.md:4: `../../out.md` leads out of the sources",
                "docs/b.md:5: `#first` leads to no heading",
            ]
        );
    }
}
