//! The command line: one file per command.

mod backup;
mod config;
mod demo;
mod import;
mod serve;
pub(crate) mod stopping;
mod user;

pub use config::Config;
pub use serve::Serve;

use clap::{Parser, Subcommand};
use services::{Services, SystemClock};
use std::error::Error;
use std::sync::Arc;
use store::Store;

/// Any failure a person at a terminal should read.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Jalon: from the first lead to the renewed contract.
#[derive(Parser)]
#[command(name = "jalon", version, about)]
pub struct Cli {
    #[command(flatten)]
    pub config: Config,
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the application.
    Serve(serve::Serve),
    /// Bring the schema of the database up to date.
    Migrate,
    /// Load the sample company, or remove it.
    Demo(demo::Demo),
    /// Import CSV files: people, products, accounts, contacts, opportunities.
    Import(import::Import),
    /// Keep users.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Write a consistent copy of a SQLite database while it is in use.
    Backup(backup::Backup),
}

/// Runs the command.
pub async fn run(args: Cli) -> Result<(), Failure> {
    config::start_log(&args.config);
    match args.command {
        Command::Serve(serve) => serve::run(&args.config, serve).await,
        Command::Migrate => {
            let store = open(&args.config).await?;
            println!(
                "{} is up to date: {}",
                store.kind(),
                args.config.masked_url()
            );
            Ok(())
        }
        Command::Demo(command) => demo::run(&services(open(&args.config).await?), command).await,
        Command::Import(command) => {
            import::run(&services(open(&args.config).await?), command).await
        }
        Command::User(command) => user::run(&services(open(&args.config).await?), command).await,
        Command::Backup(command) => backup::run(&open(&args.config).await?, command).await,
    }
}

/// Opens the database and brings its schema up to date.
pub async fn open(config: &Config) -> Result<Store, Failure> {
    let store = Store::open(&config.database).await?;
    store.migrate().await?;
    Ok(store)
}

/// The use cases on the machine's clock.
pub fn services(store: Store) -> Services {
    Services::new(store, Arc::new(SystemClock))
}
