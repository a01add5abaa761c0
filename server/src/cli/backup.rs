//! `jalon backup`.

use super::Failure;
use clap::Args;
use store::Store;

/// Where the copy goes.
#[derive(Args)]
pub struct Backup {
    /// File to write; must not exist.
    #[arg(env = "JALON_BACKUP_FILE")]
    pub file: String,
}

pub async fn run(store: &Store, command: Backup) -> Result<(), Failure> {
    if std::path::Path::new(&command.file).exists() {
        return Err(format!("{} exists already; name a new file", command.file).into());
    }
    store.backup(&command.file).await?;
    println!("saved to {} and found sound", command.file);
    Ok(())
}
