//! The packed file: its parts, read as a stream of which every byte is counted.

use super::{limits, unreadable};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use shared::kernel::Issue;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// A packed workbook, and how much of it may still be unpacked.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// How one part refers to another.
pub(super) struct Relation {
    /// A long name ending with what the other part is.
    pub(super) kind: String,
    /// The name of the other part.
    pub(super) target: String,
}

pub(super) fn too_large() -> Issue {
    Issue::error("workbook_too_large", "file").with("limit", limits::UNPACKED_MB)
}

/// Whether the table of contents has more entries than any workbook, seen before it is read: each
/// entry begins with the same four bytes.
fn overfull(bytes: &[u8]) -> bool {
    let entries = bytes.windows(4).filter(|four| four == b"PK\x01\x02");
    entries.count() > limits::PARTS
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Issue> {
        if overfull(bytes) {
            return Err(too_large());
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable("ZIP"))?;
        let mut declared = 0_u64;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(|_| unreadable("ZIP"))?;
            declared = declared.saturating_add(entry.size());
        }
        if declared > limits::UNPACKED {
            return Err(too_large());
        }
        Ok(Self {
            archive,
            left: limits::UNPACKED,
        })
    }

    fn has(&self, part: &str) -> bool {
        self.archive.index_for_name(part).is_some()
    }

    /// A part as a stream of markup.
    pub(super) fn part(&mut self, name: &str) -> Result<Xml<impl BufRead>, Issue> {
        let entry = self.archive.by_name(name).map_err(|_| unreadable(name))?;
        let metered = Metered {
            inner: BufReader::new(Counted {
                inner: entry,
                left: &mut self.left,
            }),
            run: 0,
        };
        Ok(Xml::new(metered, name))
    }

    /// Calls `each` with the name and the attributes of every element of a small part.
    pub(super) fn each(
        &mut self,
        part: &str,
        mut each: impl FnMut(&str, &BTreeMap<String, String>) -> Result<(), Issue>,
    ) -> Result<(), Issue> {
        let mut xml = self.part(part)?;
        loop {
            match xml.next()? {
                Step::Start(name) => {
                    let name = name.clone();
                    let attributes = xml.attributes();
                    each(&name, &attributes)?;
                }
                Step::End_ => return Ok(()),
                _ => {}
            }
        }
    }

    /// The relations of a part by their id; none when there is no such list.
    pub(super) fn relations(
        &mut self,
        folder: &str,
        part: &str,
    ) -> Result<BTreeMap<String, Relation>, Issue> {
        let part = part.trim_start_matches('/');
        let mut all = BTreeMap::new();
        if !self.has(part) {
            return Ok(all);
        }
        self.each(part, |element, attributes| {
            if element != "Relationship" {
                return Ok(());
            }
            let text = |name: &str| attributes.get(name).cloned().unwrap_or_default();
            let relation = Relation {
                kind: text("Type"),
                target: resolved(folder, &text("Target")),
            };
            if all.len() >= limits::PARTS {
                return Err(unreadable(part));
            }
            all.insert(text("Id"), relation);
            Ok(())
        })?;
        Ok(all)
    }
}

/// A target as the name of a part: from the root, or from the folder of the part that names it.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Counts what is unpacked, whatever the file says of its size.
struct Counted<'l, R> {
    inner: R,
    left: &'l mut u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let size = u64::try_from(read).unwrap_or(u64::MAX);
        match self.left.checked_sub(size) {
            Some(left) => *self.left = left,
            None => return Err(io::ErrorKind::FileTooLarge.into()),
        }
        Ok(read)
    }
}

/// Stops when no sign of markup comes for too long: what reads markup keeps all that is in between.
struct Metered<R: Read> {
    inner: BufReader<R>,
    run: usize,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.run > limits::TOKEN {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let taken = self.inner.buffer().get(..amount).unwrap_or(&[]);
        let sign = taken.iter().rposition(|byte| matches!(byte, b'<' | b'>'));
        self.run = match sign {
            Some(at) => taken.len() - at,
            None => self.run + taken.len(),
        };
        self.inner.consume(amount);
    }
}

/// What the stream gives next.
pub(super) enum Step<'x> {
    /// An element begins; its attributes are asked of the stream.
    Start(&'x String),
    End(&'x String),
    Text(&'x str),
    /// The part ends.
    End_,
}

/// Markup as a stream: names without prefix, entities resolved, nothing declared.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    part: String,
    buffer: Vec<u8>,
    depth: u32,
    name: String,
    text: String,
    start: Option<BytesStart<'static>>,
}

impl<R: BufRead> Xml<R> {
    fn new(source: R, part: &str) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            part: part.to_owned(),
            buffer: Vec::new(),
            depth: 0,
            name: String::new(),
            text: String::new(),
            start: None,
        }
    }

    /// The next step.
    pub(super) fn next(&mut self) -> Result<Step<'_>, Issue> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let event = event.map_err(|error| refusal(&error, &self.part))?;
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > limits::DEPTH {
                        return Err(unreadable(&self.part));
                    }
                    self.name.clear();
                    self.name.push_str(start.local_name().as_ref());
                    self.start = Some(start.into_owned());
                    return Ok(Step::Start(&self.name));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.name.clear();
                    self.name.push_str(end.local_name().as_ref());
                    return Ok(Step::End(&self.name));
                }
                Event::Text(text) => {
                    self.text.clear();
                    self.text.push_str(&text);
                    return Ok(Step::Text(&self.text));
                }
                Event::CData(text) => {
                    self.text.clear();
                    self.text.push_str(&text);
                    return Ok(Step::Text(&self.text));
                }
                Event::GeneralRef(reference) => {
                    self.text.clear();
                    match reference.resolve_char_ref() {
                        Ok(Some(sign)) => self.text.push(sign),
                        _ => self.text.push_str(predefined(&reference)),
                    }
                    return Ok(Step::Text(&self.text));
                }
                // No workbook declares anything, and nothing declared may grow.
                Event::DocType(_) => return Err(unreadable(&self.part)),
                Event::Eof if self.depth > 0 => return Err(unreadable(&self.part)),
                Event::Eof => return Ok(Step::End_),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// An attribute of the element that began last.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let start = self.start.as_ref()?;
        let found = start.try_get_attribute(name).ok().flatten()?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }

    fn attributes(&self) -> BTreeMap<String, String> {
        let Some(start) = &self.start else {
            return BTreeMap::new();
        };
        start
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .filter_map(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
                let name = attribute.key.local_name();
                Some((name.as_ref().to_owned(), value.into_owned()))
            })
            .collect()
    }
}

/// The five names every text may use; any other is no sign.
fn predefined(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "\u{fffd}",
    }
}

fn refusal(error: &quick_xml::Error, part: &str) -> Issue {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => too_large(),
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::InvalidInput => {
            Issue::error("workbook_cell_too_long", "file").with("limit", limits::CELL)
        }
        _ => unreadable(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn packed(text: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.xml", SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_unpacked_is_counted_whatever_was_declared() {
        let bytes = packed(&format!("<a>{}</a>", "<b></b>".repeat(10_000)));
        let mut package = Package::open(&bytes).unwrap();
        package.left = 60_000;
        let refused = package.each("a.xml", |_, _| Ok(())).unwrap_err();
        assert_eq!(refused.code, "workbook_too_large");
        let mut package = Package::open(&bytes).unwrap();
        let mut seen = 0;
        package
            .each("a.xml", |_, _| {
                seen += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(seen, 10_001);
        assert_eq!(package.left, limits::UNPACKED - 70_007);
    }

    #[test]
    fn names_of_parts_are_resolved() {
        for (folder, target, part) in [
            ("xl", "worksheets/a.xml", "xl/worksheets/a.xml"),
            ("xl", "/xl/a.xml", "xl/a.xml"),
            ("xl/b", "../a.xml", "xl/a.xml"),
            ("", "../../etc/a.xml", "etc/a.xml"),
        ] {
            assert_eq!(resolved(folder, target), part);
        }
    }
}
