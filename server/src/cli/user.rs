//! `jalon user add`.

use super::Failure;
use clap::Subcommand;
use services::Services;
use services::platform::auth::NewPerson;
use shared::kernel::{Lang, Role};
use std::io::BufRead;

/// Keeps users.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a user; the password is read from standard input.
    Add {
        /// Sign-in address.
        #[arg(long)]
        email: String,
        /// Name to show.
        #[arg(long)]
        name: String,
        /// representative, manager, administrator or finance.
        #[arg(long, default_value = "administrator")]
        role: String,
        /// en or fr.
        #[arg(long, default_value = "en")]
        lang: String,
    },
}

pub async fn run(services: &Services, command: UserCommand) -> Result<(), Failure> {
    let UserCommand::Add {
        email,
        name,
        role,
        lang,
    } = command;
    let role: Role = role.parse().map_err(|()| {
        format!("'{role}' is no role: representative, manager, administrator or finance")
    })?;
    let lang: Lang = lang
        .parse()
        .map_err(|()| format!("'{lang}' is no language: en or fr"))?;
    eprintln!("password for {email}, then Enter:");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let person = NewPerson {
        email,
        name,
        role,
        lang,
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
    };
    let id = services.add_person(&person).await.map_err(|problem| {
        let lines: Vec<String> = problem
            .issues
            .iter()
            .map(|issue| i18n::issue_line(lang, issue))
            .collect();
        if lines.is_empty() {
            i18n::problem_text(lang, &problem)
        } else {
            lines.join("; ")
        }
    })?;
    println!("added {} ({id})", person.email);
    Ok(())
}
