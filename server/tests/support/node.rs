//! Real servers and what a program asks them.
#![allow(dead_code, reason = "each test uses its part of it")]

use shared::kernel::UserId;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub const EMAIL: &str = "somebody@example.org";
pub const PASSWORD: &str = "correct horse battery";
pub const PATIENCE: Duration = Duration::from_secs(60);

pub fn jalon(folder: &Path, database: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    for (name, _) in std::env::vars() {
        if name.starts_with("JALON_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .args(args)
        .env("JALON_DATABASE", database)
        .env("JALON_LOG", "error");
    command
}

/// A server that is killed when it goes out of sight.
pub struct Node {
    pub child: Child,
    pub address: String,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn serve(folder: &Path, database: &str) -> Node {
    serve_as(folder, database, &[])
}

/// With further flags.
pub fn serve_as(folder: &Path, database: &str, flags: &[&str]) -> Node {
    let mut child = jalon(folder, database, &["serve", "--listen", "127.0.0.1:0"])
        .args(flags)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    assert!(line.contains("listens"), "{line}");
    std::thread::spawn(move || io::copy(&mut said, &mut io::sink()));
    Node { child, address }
}

pub fn set_up(folder: &Path, database: &str) {
    let mut child = jalon(
        folder,
        database,
        &["user", "add", "--email", EMAIL, "--name", "Somebody"],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{PASSWORD}").unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// Status, head and body.
pub fn ask(address: &str, request: &str) -> io::Result<(u16, String, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.get(9..12).and_then(|code| code.parse().ok());
    let status = status.ok_or(io::ErrorKind::InvalidData)?;
    // An answer cut short is none.
    let length = head
        .to_ascii_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    if length.is_some_and(|length| body.len() < length) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((status, head.to_owned(), body.to_owned()))
}

pub fn get(address: &str, path: &str, cookie: &str) -> io::Result<(u16, String, String)> {
    ask(
        address,
        &format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"
        ),
    )
}

pub fn post(
    address: &str,
    path: &str,
    kind: &str,
    cookie: &str,
    body: &str,
) -> io::Result<(u16, String, String)> {
    let length = body.len();
    ask(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {kind}\r\n\
             Cookie: {cookie}\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    )
}

pub fn sign_in(address: &str) -> String {
    let form = format!(
        "email={EMAIL}&password={}&next=/",
        PASSWORD.replace(' ', "+")
    );
    let kind = "application/x-www-form-urlencoded";
    let (status, head, _) = post(address, "/sign-in", kind, "", &form).unwrap();
    assert_eq!(status, 303, "{head}");
    let cookie = head
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

pub fn call(
    address: &str,
    cookie: &str,
    operation: &str,
    request: &impl serde::Serialize,
) -> io::Result<(u16, String)> {
    let body = serde_json::json!({ "request": request }).to_string();
    let path = format!("/call/{operation}");
    let (status, _, body) = post(address, &path, "application/json", cookie, &body)?;
    Ok((status, body))
}

pub fn uuid() -> uuid::Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let mut random = [7; 10];
    random[2..].copy_from_slice(&COUNT.fetch_add(1, Ordering::SeqCst).to_be_bytes());
    shared::kernel::id::uuid_v7(1_795_424_400_000, random)
}

pub fn me(address: &str, cookie: &str) -> UserId {
    let (status, body) = call(address, cookie, "people.directory", &serde_json::json!({})).unwrap();
    assert_eq!(status, 200, "{body}");
    let directory: serde_json::Value = serde_json::from_str(&body).unwrap();
    let users = directory["users"].as_array().unwrap();
    let own = users.iter().find(|user| user["facts"]["email"] == EMAIL);
    serde_json::from_value(own.unwrap()["id"].clone()).unwrap()
}

/// A schema of its own of the PostgreSQL that `JALON_TEST_POSTGRES_URL` names.
pub fn postgres(of: &str) -> Option<String> {
    let Ok(server) = std::env::var("JALON_TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("CI").is_err(),
            "JALON_TEST_POSTGRES_URL is not set"
        );
        println!("skipped: JALON_TEST_POSTGRES_URL is not set");
        return None;
    };
    let schema = format!("{of}_{}", std::process::id());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let pool = sqlx::PgPool::connect(&server).await.unwrap();
        for text in [
            format!("DROP SCHEMA IF EXISTS {schema} CASCADE"),
            format!("CREATE SCHEMA {schema}"),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(text))
                .execute(&pool)
                .await
                .unwrap();
        }
    });
    let separator = if server.contains('?') { '&' } else { '?' };
    Some(format!(
        "{server}{separator}options=-c%20search_path%3D{schema}"
    ))
}

/// A copy is read through (integrity and foreign keys) before it counts as one.
pub fn sound(folder: &Path, database: &str) {
    let copy = folder.join("copy.db");
    let copied = jalon(folder, database, &["backup", "copy.db"])
        .output()
        .unwrap();
    assert!(
        copied.status.success(),
        "{}",
        String::from_utf8_lossy(&copied.stderr)
    );
    std::fs::remove_file(copy).unwrap();
}
