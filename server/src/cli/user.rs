//! `jalon user add`.

use super::Failure;
use clap::Subcommand;
use services::Services;
use services::platform::auth::NewPerson;
use shared::kernel::{Lang, Role};

/// Keeps users.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a user; the password is read from standard input, unseen when that is a terminal.
    Add {
        /// Sign-in address.
        #[arg(long, env = "JALON_USER_EMAIL")]
        email: String,
        /// Name to show.
        #[arg(long, env = "JALON_USER_NAME")]
        name: String,
        /// representative, manager, administrator or finance.
        #[arg(long, env = "JALON_USER_ROLE", default_value = "administrator")]
        role: String,
        /// en or fr.
        #[arg(long, env = "JALON_USER_LANG", default_value = "en")]
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
    let password = super::secret::read(&format!("password for {email}, then Enter:")).await?;
    let person = NewPerson {
        email,
        name,
        role,
        lang,
        password,
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
