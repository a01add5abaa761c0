//! `jalon user`: people are added, and second factors of lost devices taken away.

use super::{Config, Failure, KeyFile, open};
use clap::Subcommand;
use services::Services;
use services::platform::auth::NewPerson;
use shared::kernel::{Lang, ProblemKind, Role};

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
    /// Take second factors away: their people sign in by password alone and set another one up.
    ResetSecondFactor {
        /// Of the person with this sign-in address.
        #[arg(long, env = "JALON_USER_EMAIL", required_unless_present = "unreadable")]
        email: Option<String>,
        /// Of everybody whose key no key of the key file opens: it is lost.
        #[arg(long, env = "JALON_UNREADABLE", conflicts_with = "email")]
        unreadable: bool,
        #[command(flatten)]
        keys: KeyFile,
    },
}

pub async fn run(config: &Config, command: UserCommand) -> Result<(), Failure> {
    if let UserCommand::ResetSecondFactor {
        unreadable: true,
        keys,
        ..
    } = &command
        && !keys.is_somewhere(config)
    {
        // Nobody's would be readable: one forgotten option would take away everybody's.
        return Err("say which --key-file the servers have: without one every sealed key counts as unreadable (when it is lost, name the new one)".into());
    }
    let services = super::services(open(config).await?);
    match command {
        UserCommand::Add {
            email,
            name,
            role,
            lang,
        } => add(&services, email, name, &role, &lang).await,
        UserCommand::ResetSecondFactor { email, keys, .. } => {
            keys.give(config, &services)?;
            reset_second_factor(&services, email.as_deref()).await
        }
    }
}

async fn reset_second_factor(services: &Services, email: Option<&str>) -> Result<(), Failure> {
    let Some(email) = email else {
        let count = services.reset_closed_factors().await?;
        println!("{count} second factors were taken away");
        return Ok(());
    };
    match services.reset_factor_of(email).await {
        Err(problem) if problem.kind == ProblemKind::NotFound => {
            return Err(format!("nobody with the address {email} has a second factor").into());
        }
        done => done?,
    }
    println!("the second factor of {email} was taken away");
    Ok(())
}

async fn add(
    services: &Services,
    email: String,
    name: String,
    role: &str,
    lang: &str,
) -> Result<(), Failure> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_key_file_nobodys_second_factor_counts_as_unreadable() {
        let config = Config {
            database: "postgres://127.0.0.1:1/nowhere".to_owned(),
            log: String::new(),
            log_json: false,
        };
        let command = UserCommand::ResetSecondFactor {
            email: None,
            unreadable: true,
            keys: KeyFile::default(),
        };
        let refused = run(&config, command).await.unwrap_err().to_string();
        assert!(refused.contains("--key-file"), "{refused}");
    }
}
