//! One HTTP/1.1 connection that stays open: just enough of the protocol to load our own server.

use crate::Res;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// `Set-Cookie`, up to the first semicolon.
    pub cookie: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, when the status is 200.
    pub fn json(&self) -> Res<serde_json::Value> {
        if self.status != 200 {
            return Err(format!(
                "status {}: {}",
                self.status,
                String::from_utf8_lossy(&self.body)
            ));
        }
        serde_json::from_slice(&self.body).map_err(|error| error.to_string())
    }
}

/// An open connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
    /// Sent with every request when not empty.
    pub cookie: String,
}

impl Connection {
    /// Connect to a port of this machine.
    pub fn open(port: u16) -> Res<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
        let limit = Some(Duration::from_secs(60));
        stream
            .set_nodelay(true)
            .and_then(|()| stream.set_read_timeout(limit))
            .map_err(|error| error.to_string())?;
        Ok(Connection {
            stream: BufReader::new(stream),
            cookie: String::new(),
        })
    }

    /// Read a page.
    pub fn get(&mut self, path: &str) -> Res<Answer> {
        self.send("GET", path, "", "")
    }

    /// Call an operation.
    pub fn call(&mut self, operation: &str, request: &str) -> Res<Answer> {
        self.send(
            "POST",
            &format!("/call/{operation}"),
            "application/json",
            request,
        )
    }

    /// Send a request and read its answer.
    pub fn send(&mut self, method: &str, path: &str, kind: &str, body: &str) -> Res<Answer> {
        self.write(method, path, kind, body)?;
        self.read()
            .map_err(|error| format!("{method} {path}: {error}"))
    }

    /// Ask for an answer that does not end, and read its head; its lines follow.
    pub fn follow(&mut self, path: &str) -> Res {
        self.write("GET", path, "", "")?;
        let failed = |error| format!("GET {path}: {error}");
        let first = self.line().map_err(failed)?;
        if first.split(' ').nth(1) != Some("200") {
            return Err(format!("GET {path}: {first}"));
        }
        while !self.line().map_err(failed)?.is_empty() {}
        Ok(())
    }

    fn write(&mut self, method: &str, path: &str, kind: &str, body: &str) -> Res {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\n");
        if !self.cookie.is_empty() {
            head.push_str(&format!("cookie: {}\r\n", self.cookie));
        }
        if method == "POST" {
            head.push_str(&format!(
                "content-type: {kind}\r\ncontent-length: {}\r\n",
                body.len()
            ));
        }
        let message = format!("{head}\r\n{body}");
        self.stream
            .get_mut()
            .write_all(message.as_bytes())
            .map_err(|error| error.to_string())
    }

    /// The next line, without its end; fails after a minute of silence, and at the end.
    pub fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn read(&mut self) -> std::io::Result<Answer> {
        let first = self.line()?;
        let status = first
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0);
        let mut answer = Answer {
            status,
            cookie: None,
            body: Vec::new(),
        };
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap_or(0),
                "transfer-encoding" => chunked = value == "chunked",
                "set-cookie" => answer.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        if chunked {
            loop {
                let size = usize::from_str_radix(&self.line()?, 16).unwrap_or(0);
                self.take(size, &mut answer.body)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.take(length, &mut answer.body)?;
        }
        Ok(answer)
    }

    fn take(&mut self, size: usize, into: &mut Vec<u8>) -> std::io::Result<()> {
        let start = into.len();
        into.resize(start + size, 0);
        self.stream.read_exact(&mut into[start..])
    }
}
