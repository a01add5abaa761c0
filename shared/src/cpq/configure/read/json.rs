//! JSON read into one flat list with positions: no depth of nesting can overflow the stack, and an
//! error in a model can name its line and column.

use super::ReadError;

/// Deepest nesting taken.
pub const MAX_DEPTH: usize = 20_000;
const NONE: u32 = u32::MAX;

/// A value without what is in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    Array,
    Object,
}

struct Node {
    value: Value,
    /// The key, within an object.
    key: Option<String>,
    offset: u32,
    first: u32,
    next: u32,
}

/// A document; values are given by position, the first is the whole.
pub struct Json<'a> {
    text: &'a str,
    nodes: Vec<Node>,
}

impl<'a> Json<'a> {
    /// Reads a document.
    ///
    /// # Errors
    /// It is no JSON, too long or too deep; with the place.
    pub fn parse(text: &'a str) -> Result<Self, ReadError> {
        super::check_size(text)?;
        let mut reader = Reader {
            text,
            at: 0,
            json: Json {
                text,
                nodes: Vec::new(),
            },
        };
        reader.document()?;
        Ok(reader.json)
    }

    /// The value at a position.
    pub fn value(&self, node: u32) -> &Value {
        &self.nodes[node as usize].value
    }

    /// What a list or object holds, in the order it is written; nothing of other values.
    pub fn children(&self, node: u32) -> impl Iterator<Item = u32> {
        let first = self.nodes[node as usize].first;
        std::iter::successors((first != NONE).then_some(first), |node| {
            let next = self.nodes[*node as usize].next;
            (next != NONE).then_some(next)
        })
    }

    /// The last value of a key.
    pub fn get(&self, node: u32, key: &str) -> Option<u32> {
        self.children(node)
            .filter(|child| self.nodes[*child as usize].key.as_deref() == Some(key))
            .last()
    }

    /// What is wrong at a value, with its line and column.
    pub fn error(&self, node: u32, message: impl Into<String>) -> ReadError {
        place(
            self.text,
            self.nodes[node as usize].offset as usize,
            message,
        )
    }

    /// [`Self::get`] of a key that has to be there.
    ///
    /// # Errors
    /// It is missing.
    pub fn need(&self, node: u32, key: &str) -> Result<u32, ReadError> {
        self.get(node, key)
            .ok_or_else(|| self.error(node, format!("`{key}` is missing")))
    }

    /// A text.
    ///
    /// # Errors
    /// It is another value.
    pub fn text(&self, node: u32) -> Result<&str, ReadError> {
        match self.value(node) {
            Value::Text(text) => Ok(text),
            _ => Err(self.error(node, "a text is expected")),
        }
    }

    /// A whole number of 64 bits.
    ///
    /// # Errors
    /// It is another value, or does not fit.
    pub fn integer(&self, node: u32) -> Result<i64, ReadError> {
        match self.value(node) {
            Value::Number(number) => number.parse().map_err(|_| {
                self.error(node, format!("{number} is not a whole number of 64 bits"))
            }),
            _ => Err(self.error(node, "a whole number is expected")),
        }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// It is another value.
    pub fn array(&self, node: u32) -> Result<impl Iterator<Item = u32>, ReadError> {
        match self.value(node) {
            Value::Array => Ok(self.children(node)),
            _ => Err(self.error(node, "a list is expected")),
        }
    }

    /// That it is an object.
    ///
    /// # Errors
    /// It is another value.
    pub fn object(&self, node: u32) -> Result<(), ReadError> {
        match self.value(node) {
            Value::Object => Ok(()),
            _ => Err(self.error(node, "an object is expected")),
        }
    }
}

fn place(text: &str, offset: usize, message: impl Into<String>) -> ReadError {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    ReadError::at(line, before[start..].chars().count() + 1, message)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    json: Json<'a>,
}

impl Reader<'_> {
    fn fail<T>(&self, message: &str) -> Result<T, ReadError> {
        Err(place(self.text, self.at, message))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Reads without recursion: `open` holds each open list or object with its last child.
    fn document(&mut self) -> Result<(), ReadError> {
        let mut open: Vec<(u32, u32)> = Vec::new();
        loop {
            self.space();
            let key = self.key(open.last().map(|(node, _)| *node))?;
            self.space();
            let offset = self.at as u32;
            let value = self.scalar()?;
            let container = matches!(value, Value::Array | Value::Object);
            let id = self.json.nodes.len() as u32;
            self.json.nodes.push(Node {
                value,
                key,
                offset,
                first: NONE,
                next: NONE,
            });
            if let Some((parent, last)) = open.last_mut() {
                if *last == NONE {
                    self.json.nodes[*parent as usize].first = id;
                } else {
                    self.json.nodes[*last as usize].next = id;
                }
                *last = id;
            }
            if container {
                if open.len() >= MAX_DEPTH {
                    return self.fail("nested too deeply");
                }
                open.push((id, NONE));
            }
            if !self.close(&mut open, container)? {
                return Ok(());
            }
        }
    }

    /// After a value: closes what ends here; false at the end of the document.
    fn close(&mut self, open: &mut Vec<(u32, u32)>, fresh: bool) -> Result<bool, ReadError> {
        let mut fresh = fresh;
        loop {
            self.space();
            let Some((node, _)) = open.last() else {
                if self.at < self.text.len() {
                    return self.fail("more follows after the end of the document");
                }
                return Ok(false);
            };
            let end = match self.json.value(*node) {
                Value::Array => b']',
                _ => b'}',
            };
            match self.peek() {
                Some(byte) if byte == end => {
                    self.at += 1;
                    open.pop();
                    fresh = false;
                }
                Some(b',') if !fresh => {
                    self.at += 1;
                    return Ok(true);
                }
                Some(_) if fresh => return Ok(true),
                Some(_) => return self.fail("`,` or the end of a list or object is expected"),
                None => return self.fail("the document ends too early"),
            }
        }
    }

    fn key(&mut self, parent: Option<u32>) -> Result<Option<String>, ReadError> {
        if parent.is_none_or(|node| *self.json.value(node) != Value::Object) {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return self.fail("a key in quotes is expected");
        }
        let key = self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return self.fail("`:` is expected");
        }
        self.at += 1;
        Ok(Some(key))
    }

    fn scalar(&mut self) -> Result<Value, ReadError> {
        let rest = &self.text[self.at..];
        for (word, value) in [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("[", Value::Array),
            ("{", Value::Object),
        ] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        match self.peek() {
            Some(b'"') => Ok(Value::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => {
                let length = rest
                    .bytes()
                    .take_while(|byte| {
                        byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
                    })
                    .count();
                let number = &rest[..length];
                if number.parse::<f64>().is_err() {
                    return self.fail("not a number");
                }
                self.at += length;
                Ok(Value::Number(number.to_owned()))
            }
            Some(_) => self.fail("a value is expected"),
            None => self.fail("the document ends too early"),
        }
    }

    fn string(&mut self) -> Result<String, ReadError> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = rest.find(['"', '\\', '\n']) else {
                return self.fail("a text is not ended");
            };
            text.push_str(&rest[..length]);
            self.at += length;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return self.fail("a line ends within a text"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ReadError> {
        let letter = self.text.as_bytes().get(self.at + 1).copied();
        self.at += 2;
        Ok(match letter {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'u') => {
                let high = self.hex()?;
                let code = if (0xD800..0xDC00).contains(&high)
                    && self.text[self.at..].starts_with("\\u")
                {
                    self.at += 2;
                    let low = self.hex()?;
                    0x1_0000_u32
                        .wrapping_add((high - 0xD800) << 10)
                        .wrapping_add(low.wrapping_sub(0xDC00))
                } else {
                    high
                };
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return self.fail("an unknown escape"),
        })
    }

    fn hex(&mut self) -> Result<u32, ReadError> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or("");
        match u32::from_str_radix(digits, 16) {
            Ok(code) if digits.len() == 4 => {
                self.at += 4;
                Ok(code)
            }
            _ => self.fail("four hexadecimal digits are expected"),
        }
    }
}
