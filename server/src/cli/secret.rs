//! Reading a password without showing it.

use super::Failure;
use std::io::{BufRead, IsTerminal, stdin};
use std::process::{Command, Stdio};

/// One line of standard input. At a terminal nothing of it is shown, and the terminal shows again
/// what is typed even when the person gives up with Ctrl-C.
pub async fn read(prompt: &str) -> Result<String, Failure> {
    eprintln!("{prompt}");
    let hidden = stdin().is_terminal() && terminal("-echo");
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = tokio::select! {
        line = line => Some(line),
        _ = tokio::signal::ctrl_c() => None,
    };
    if hidden {
        terminal("echo");
        eprintln!();
    }
    match line {
        Some(line) => Ok(line??.trim_end_matches(['\r', '\n']).to_owned()),
        // The thread that waits for the line cannot be stopped; the program can.
        None => std::process::exit(130),
    }
}

/// Tells the terminal; says whether it understood. Where there is no `stty` it did not.
fn terminal(setting: &str) -> bool {
    Command::new("stty")
        .arg(setting)
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
