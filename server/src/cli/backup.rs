//! `jalon backup`.

use super::{Config, Failure, key_file};
use clap::Args;
use store::Store;

/// Where the copy goes.
#[derive(Args)]
pub struct Backup {
    /// File to write; must not exist.
    #[arg(env = "JALON_BACKUP_FILE")]
    pub file: String,
}

pub async fn run(config: &Config, store: &Store, command: Backup) -> Result<(), Failure> {
    if std::path::Path::new(&command.file).exists() {
        return Err(format!("{} exists already; name a new file", command.file).into());
    }
    store.backup(&command.file).await?;
    println!("saved to {} and found sound", command.file);
    // Apart from the database, so that neither opens anything alone.
    if let Some(keys) = key_file::beside(config).filter(|file| file.exists()) {
        println!(
            "the keys in {} are not part of it: keep a copy of them elsewhere",
            keys.display()
        );
    }
    Ok(())
}
