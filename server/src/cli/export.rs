//! `jalon export`: everything the company keeps, as one file in open formats.

use super::{BadInput, Config, Failure, services};
use clap::Args;
use shared::kernel::Lang;
use std::path::{Path, PathBuf};
use store::{Schema, Store};

/// Where the file goes.
#[derive(Args)]
pub struct Export {
    /// ZIP file to write; must not exist.
    #[arg(env = "JALON_EXPORT_FILE")]
    pub file: PathBuf,
}

pub async fn run(config: &Config, command: Export) -> Result<(), Failure> {
    check(&command.file)?;
    // It has no way to change anything.
    let store = Store::open_read_only(&config.database).await?;
    if store.schema().await? != Schema::Pending(0) {
        return Err(
            "the schema of the database is not that of this version; `jalon migrate` first".into(),
        );
    }
    let written = services(store).export_to(&command.file).await;
    let (size, records, files) = written.map_err(|problem| -> Failure {
        match problem.issues.first() {
            Some(issue) => i18n::issue_line(Lang::En, issue).into(),
            None => i18n::problem_text(Lang::En, &problem).into(),
        }
    })?;
    println!(
        "{records} records in {files} files saved to {} ({size} bytes)",
        command.file.display()
    );
    println!("it holds personal data of everybody: keep it as you keep the database");
    Ok(())
}

/// A file that is there is not written over.
fn check(file: &Path) -> Result<(), BadInput> {
    if file.exists() {
        return Err(BadInput::of(file, "exists already; name a new file"));
    }
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(BadInput::of(folder, "there is no such folder")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over_and_no_folder_is_made() {
        let folder = std::env::temp_dir();
        assert!(check(&folder).is_err());
        assert!(check(&folder.join("no such folder/x.zip")).is_err());
        assert!(check(&folder.join("jalon-export-that-is-not-there.zip")).is_ok());
        assert!(check(Path::new("jalon-export-that-is-not-there.zip")).is_ok());
    }
}
