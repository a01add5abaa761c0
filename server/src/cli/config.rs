//! Configuration: flags and environment variables, nothing hidden.

use clap::Args;
use tracing_subscriber::EnvFilter;

/// What every command needs to know.
#[derive(Args, Clone)]
pub struct Config {
    /// Database: `sqlite:path` or `postgres://user:password@host/name`.
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
    /// The database's address without its password.
    pub fn masked_url(&self) -> String {
        match (self.database.find("://"), self.database.rfind('@')) {
            (Some(start), Some(end)) if start + 3 < end => {
                let user = self
                    .database
                    .get(start + 3..end)
                    .and_then(|part| part.split(':').next())
                    .unwrap_or("");
                let scheme = self.database.get(..start).unwrap_or("");
                format!(
                    "{scheme}://{user}:***{}",
                    self.database.get(end..).unwrap_or("")
                )
            }
            _ => self.database.clone(),
        }
    }
}

/// Starts the log on standard error.
pub fn start_log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start (in tests) is harmless.
    let _ = if config.log_json {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked() {
        let config = Config {
            database: "postgres://jalon:s3cret@db/jalon".into(),
            log: String::new(),
            log_json: false,
        };
        assert_eq!(config.masked_url(), "postgres://jalon:***@db/jalon");
        let config = Config {
            database: "sqlite:jalon.db".into(),
            log: String::new(),
            log_json: false,
        };
        assert_eq!(config.masked_url(), "sqlite:jalon.db");
    }
}
