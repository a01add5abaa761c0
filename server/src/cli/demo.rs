//! `jalon demo`: loads the sample company, or takes it away.

use super::Failure;
use app::boot::DemoLogin;
use clap::Args;
use services::Services;
use services::platform::demo::{Loaded, PASSWORD, logins};
use shared::kernel::{Lang, Problem};

/// The sample company.
#[derive(Args)]
pub struct Demo {
    /// Remove every sample record; pipelines, loss reasons and company settings stay.
    #[arg(long, env = "JALON_DEMO_REMOVE")]
    pub remove: bool,
}

pub async fn run(services: &Services, command: Demo) -> Result<(), Failure> {
    if command.remove {
        services.remove_demo().await.map_err(told)?;
        println!("the sample company is gone; settings stay");
        return Ok(());
    }
    let loaded = services.load_demo().await.map_err(told)?;
    println!("{}", summary(&loaded));
    for login in demo_logins() {
        println!(
            "  {:<16} {:<32} password {}",
            login.role.code(),
            login.email,
            login.password
        );
    }
    println!("they may sign in where `jalon serve --demo` runs");
    Ok(())
}

/// Loads the sample company when nobody uses the database yet, and says so.
pub async fn load_into_empty(services: &Services) -> Result<(), Failure> {
    if services.is_empty().await.map_err(told)? {
        println!("loading the sample company…");
        let loaded = services.load_demo().await.map_err(told)?;
        println!("{}", summary(&loaded));
    }
    Ok(())
}

/// The logins the sign-in page offers.
pub fn demo_logins() -> Vec<DemoLogin> {
    logins()
        .into_iter()
        .map(|login| DemoLogin {
            email: login.email,
            name: login.name.to_owned(),
            role: login.role,
            password: PASSWORD.to_owned(),
        })
        .collect()
}

fn summary(loaded: &Loaded) -> String {
    format!(
        "sample company: {} accounts, {} contacts, {} opportunities, {} quotes, {} activities and tasks",
        loaded.accounts, loaded.contacts, loaded.opportunities, loaded.quotes, loaded.work
    )
}

fn told(problem: Problem) -> Failure {
    let lines: Vec<String> = problem
        .issues
        .iter()
        .map(|issue| i18n::issue_line(Lang::En, issue))
        .collect();
    if lines.is_empty() {
        i18n::problem_text(Lang::En, &problem).into()
    } else {
        lines.join("; ").into()
    }
}
