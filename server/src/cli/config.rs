//! Configuration: flags and environment variables, nothing hidden.

use super::Failure;
use clap::Args;
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

/// What every command needs to know.
#[derive(Args, Clone)]
pub struct Config {
    /// Database: `sqlite:path` or `postgres://user:password@host/name`. The connection to PostgreSQL
    /// is not encrypted: keep it on this machine, on a private network or in a tunnel.
    #[arg(
        long,
        env = "JALON_DATABASE",
        default_value = "sqlite:jalon.db",
        hide_env_values = true,
        global = true
    )]
    pub database: String,
    /// Log filter, for example `info` or `services=debug`.
    #[arg(
        long,
        env = "JALON_LOG",
        default_value = "warn,jalon=info",
        global = true
    )]
    pub log: String,
    /// Write the log as JSON lines.
    #[arg(long, env = "JALON_LOG_JSON", global = true)]
    pub log_json: bool,
}

impl Config {
    /// The file of a SQLite database.
    pub fn file(&self) -> Option<&str> {
        let path = self.database.strip_prefix("sqlite:")?;
        let path = path.trim_start_matches("//").split('?').next()?;
        (!path.is_empty() && path != ":memory:").then_some(path)
    }

    /// A folder beside a SQLite database; of that name where the server is started otherwise.
    pub fn beside(&self, name: &str) -> PathBuf {
        let parent = self.file().and_then(|path| Path::new(path).parent());
        parent.map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
    }

    /// The database's address without its password.
    pub fn masked_url(&self) -> String {
        store::masked(&self.database)
    }
}

/// Starts the log on standard error.
pub fn start_log(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| format!("the log filter '{}' is not understood: {error}", config.log))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start (in tests) is harmless.
    let _ = if config.log_json {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sqlite_has_a_file() {
        for (database, file) in [
            ("sqlite:jalon.db", Some("jalon.db")),
            (
                "sqlite:///var/lib/jalon.db?mode=rwc",
                Some("/var/lib/jalon.db"),
            ),
            ("sqlite::memory:", None),
            ("sqlite:", None),
            ("postgres://db/jalon", None),
        ] {
            let config = Config {
                database: database.to_owned(),
                log: String::new(),
                log_json: false,
            };
            assert_eq!(config.file(), file, "{database}");
        }
    }
}
