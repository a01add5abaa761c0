//! A real server with one person and a token of theirs.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const EMAIL: &str = "somebody@example.org";
const PASSWORD: &str = "correct horse battery";

/// Killed when it goes out of sight.
pub struct Served {
    child: Child,
    address: String,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn jalon(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    for (name, _) in std::env::vars() {
        if name.starts_with("JALON_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).args(args);
    command.env("JALON_LOG", "error");
    command
}

impl Served {
    /// Serves an empty company from this folder.
    pub fn begin(folder: &Path) -> Self {
        let mut user = jalon(
            folder,
            &["user", "add", "--email", EMAIL, "--name", "Somebody"],
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
        writeln!(user.stdin.take().unwrap(), "{PASSWORD}").unwrap();
        assert!(user.wait().unwrap().success());
        let mut child = jalon(folder, &["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        assert!(line.contains("listens"), "{line}");
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let mut served = Self {
            child,
            address,
            token: String::new(),
        };
        served.token = served.new_token();
        served
    }

    fn new_token(&self) -> String {
        let password = PASSWORD.replace(' ', "+");
        let form = format!("email={EMAIL}&password={password}&next=/");
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let (head, _) = self.send("/sign-in", &[kind], form.as_bytes());
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|cookie| cookie.split(';').next())
            .unwrap();
        let request =
            json!({ "request": { "name": "Test", "scopes": "quotes:read", "days": null } });
        let headers = [
            "Content-Type: application/json",
            &format!("Cookie: {cookie}"),
        ];
        let request = request.to_string();
        let (head, body) = self.send("/call/api.create_token", &headers, request.as_bytes());
        let made: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{head} {body}"));
        made["token"].as_str().unwrap().to_owned()
    }

    /// The lines an engine answers with.
    pub fn lines(&self, path: &str, kind: &str, body: &[u8]) -> String {
        let headers = [
            &format!("Authorization: Bearer {}", self.token),
            &format!("Content-Type: {kind}"),
            "Accept: application/x-ndjson",
        ];
        let (head, answer) = self.send(&format!("/api/v1/{path}"), &headers, body);
        assert!(
            head.starts_with("HTTP/1.1 200 "),
            "{path}: {head}\n{answer}"
        );
        assert!(
            head.to_ascii_lowercase()
                .contains("content-type: application/x-ndjson"),
            "{head}"
        );
        answer
    }

    fn send(&self, path: &str, headers: &[&str], body: &[u8]) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n\r\n",
            self.address,
            body.len(),
            headers.join("\r\n")
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}
