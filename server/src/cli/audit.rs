//! `jalon audit`: reads the log against its seals.

use super::{Config, Failure};
use clap::Subcommand;
use services::platform::audit::Known;
use shared::platform::audit::FaultKind;
use store::{Schema, Store};

/// Looks after the log of changes.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Read the whole log against its seals, changing nothing; fails at the first entry that is not as it was
    /// sealed. Says the end of the chain: note it down elsewhere.
    Verify {
        /// An end of the chain that was noted down (number:hash): the chain must still lead there.
        #[arg(long, env = "JALON_AUDIT_KNOWN")]
        known: Option<Known>,
    },
}

pub async fn run(config: &Config, command: AuditCommand) -> Result<(), Failure> {
    let AuditCommand::Verify { known } = command;
    let store = Store::open_read_only(&config.database).await?;
    if store.schema().await? != Schema::Pending(0) {
        return Err(
            "the schema of the database is not that of this version; `jalon migrate` first".into(),
        );
    }
    let found = super::services(store).check_log(known.as_ref()).await?;
    if let Some(fault) = found.fault {
        let what = match fault.kind {
            FaultKind::Changed => "is not as it was sealed",
            FaultKind::Gone => "was taken away",
            FaultKind::Foreign => "came in by another way than all others",
            FaultKind::Seal => "is where the chain of seals is broken",
            FaultKind::Known => "is where the chain is not the one whose end was noted down",
        };
        let entry = fault.entry.map_or_else(
            || "the end of the log".to_owned(),
            |entry| format!("entry {entry}"),
        );
        return Err(format!("{entry} {what}; {} seals before it hold", found.position).into());
    }
    println!("the log is whole");
    println!("sealed     {} (entries as they were sealed)", found.entries);
    println!(
        "rewritten  {} (by Jalon itself: erasures, sample company)",
        found.rewritten
    );
    println!("waiting    {} (for their seal)", found.waiting);
    if found.position > 0 {
        println!("end        {}:{}", found.position, found.chain);
    }
    Ok(())
}
