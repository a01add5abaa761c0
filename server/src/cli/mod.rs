//! The command line: one file per command.

mod audit;
mod backup;
mod config;
mod configure;
mod demo;
mod export;
mod following;
mod import;
mod input;
mod key_file;
mod mail;
mod price;
mod restore;
mod secret;
mod serve;
mod sign_on;
pub(crate) mod stopping;
mod tax;
mod user;

pub use config::Config;
pub use input::BadInput;
pub use key_file::KeyFile;
pub use mail::Mail;
pub use serve::Serve;
pub use sign_on::SignOn;

use clap::{Parser, Subcommand};
use input::{read_text, read_xml};
use services::{Services, SystemClock};
use std::error::Error;
use std::sync::Arc;
use store::{Schema, Store};

/// Any failure a person at a terminal should read.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Jalon: from the first lead to the renewed contract.
#[derive(Parser)]
#[command(name = "jalon", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub config: Config,
    /// Check the configuration of `serve` and its database, change nothing, and stop.
    #[arg(long, env = "JALON_CHECK_CONFIG", global = true)]
    pub check_config: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
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
    /// Import CSV files: people, products, accounts, contacts, leads, opportunities.
    Import(import::Import),
    /// Keep users.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Look after the log of changes.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Write a consistent copy of a SQLite database while it is in use.
    Backup(backup::Backup),
    /// Put a backup in the place of a SQLite database nobody uses, and keep what was there.
    Restore(restore::Restore),
    /// Export everything the company keeps as one ZIP file in open formats.
    Export(export::Export),
    /// Configure a product of a model: choices and answers as JSON lines.
    Configure(configure::Configure),
    /// Evaluate pricing vectors with the code that prices quotes.
    Price(price::Price),
    /// Compute the amounts of invoices again and check the rules of EN 16931.
    Tax(tax::Tax),
}

/// Runs the command.
pub async fn run(args: Cli) -> Result<(), Failure> {
    config::start_log(&args.config)?;
    if args.check_config {
        let serve = match args.command {
            Some(Command::Serve(serve)) => serve,
            _ => serve_from_environment()?,
        };
        return serve::check(&args.config, &serve).await;
    }
    let command = args
        .command
        .ok_or("name a command; `jalon --help` lists them")?;
    match command {
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
        // A dry run has no way to write at all.
        Command::Import(command) if command.dry_run => {
            let store = Store::open_read_only(&args.config.database).await?;
            match store.schema().await? {
                Schema::Pending(0) => {}
                _ => {
                    return Err(
                        "the schema of the database is not that of this version; `jalon migrate` first"
                            .into(),
                    );
                }
            }
            import::run(&services(store), command).await
        }
        Command::Import(command) => {
            let services = services(open(&args.config).await?);
            services.ensure_set_up().await?;
            import::run(&services, command).await
        }
        Command::User(command) => user::run(&args.config, command).await,
        Command::Audit(command) => audit::run(&args.config, command).await,
        Command::Backup(command) => {
            let store = Store::open_existing(&args.config.database).await?;
            backup::run(&args.config, &store, command).await
        }
        Command::Restore(command) => restore::run(&args.config, command).await,
        Command::Export(command) => export::run(&args.config, command).await,
        Command::Configure(command) => configure::run(&command),
        Command::Price(command) => price::run(&command),
        Command::Tax(command) => tax::run(&command),
    }
}

/// How to serve when the command line does not say: environment and defaults.
fn serve_from_environment() -> Result<Serve, Failure> {
    match Cli::try_parse_from(["jalon", "serve"])?.command {
        Some(Command::Serve(serve)) => Ok(serve),
        _ => Err("no configuration of `serve`".into()),
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
