//! `jalon restore`: a backup takes the place of a SQLite database.

use super::{BadInput, Config, Failure, key_file};
use clap::Args;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use store::{Schema, Store, StoreError};

/// What takes the place of the database.
#[derive(Args)]
pub struct Restore {
    /// Copy that `jalon backup` wrote. It stays as it is; the database in its place is kept beside it.
    #[arg(env = "JALON_RESTORE_FILE")]
    pub file: PathBuf,
}

/// What SQLite keeps beside a database, and the database itself.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

pub async fn run(config: &Config, command: Restore) -> Result<(), Failure> {
    let Some(place) = config.file().map(PathBuf::from) else {
        return Err("`jalon restore` is for SQLite; use pg_restore".into());
    };
    check(&command.file, &place)?;
    let pending = pending(&command.file).await?;
    // Beside the database, so that it takes its place in one step.
    let arriving = ending(&place, ".restoring");
    let replaced = replace(&command.file, &arriving, &place).await;
    if replaced.is_err() {
        // The failure is told, whether or not the rest of it can be removed.
        let _ = fs::remove_file(&arriving);
    }
    let kept = replaced?;
    println!(
        "{} is in the place of {}, and found sound",
        command.file.display(),
        place.display()
    );
    if let Some(last) = last_change(&place).await {
        println!("its last change is of {last}");
    }
    if pending > 0 {
        println!(
            "{pending} migrations are due: the next `jalon serve` or `jalon migrate` makes them"
        );
    }
    if let Some(kept) = kept {
        println!("what was there is kept as {}", kept.display());
    }
    if let Some(keys) = key_file::beside(config).filter(|file| !file.exists()) {
        println!(
            "there are no keys in {}: bring those of the time of the backup, unless they are elsewhere (--key-file)",
            keys.display()
        );
    }
    Ok(())
}

/// A file that is there, is not the database, and is a whole one.
fn check(file: &Path, place: &Path) -> Result<(), BadInput> {
    if !file.is_file() {
        return Err(BadInput::of(file, "there is no such file"));
    }
    if let (Ok(file_at), Ok(place_at)) = (fs::canonicalize(file), fs::canonicalize(place))
        && file_at == place_at
    {
        return Err(BadInput::of(file, "is the database itself"));
    }
    let log = ending(file, "-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let why = format!(
            "part of it is in {}: it is a database in use, or was copied while it was; take one `jalon backup` wrote",
            log.display()
        );
        return Err(BadInput::of(file, why));
    }
    Ok(())
}

/// How many migrations this program would make in the backup, if it is one of a version this program knows.
async fn pending(file: &Path) -> Result<usize, Failure> {
    let known = Store::known_migrations().count();
    let unsound = |error: StoreError| BadInput::of(file, format!("cannot be read: {error}"));
    store::sound(file).await.map_err(unsound)?;
    match Store::look(&address(file)).await.map_err(unsound)? {
        Schema::Pending(count) if count < known => Ok(count),
        Schema::Newer => Err(BadInput::of(
            file,
            "belongs to a newer version of Jalon: restore it with that one",
        )
        .into()),
        Schema::Pending(_) | Schema::Absent => {
            Err(BadInput::of(file, "is no database of Jalon").into())
        }
    }
}

/// Puts a copy of `file` in `place`; gives the name what was there has now.
async fn replace(file: &Path, arriving: &Path, place: &Path) -> Result<Option<PathBuf>, Failure> {
    fs::copy(file, arriving).map_err(|error| BadInput::of(arriving, error))?;
    if let Ok(there) = fs::metadata(place) {
        fs::set_permissions(arriving, there.permissions())?;
    }
    fs::OpenOptions::new()
        .write(true)
        .open(arriving)?
        .sync_all()?;
    // The copy that will be used is read through, not only the one it was made of.
    store::sound(arriving)
        .await
        .map_err(|error| BadInput::of(arriving, format!("cannot be read: {error}")))?;
    let kept = if PARTS.iter().any(|part| ending(place, part).exists()) {
        Some(put_aside(place).await?)
    } else {
        None
    };
    fs::rename(arriving, place)?;
    key_file::sync_folder(place);
    Ok(kept)
}

/// Moves the database out of the way, whole: also one that cannot be read any more, which may be why a backup is
/// wanted. Not while somebody has it open, who would go on writing into what was moved.
async fn put_aside(place: &Path) -> Result<PathBuf, Failure> {
    match store::alone(place).await {
        Ok(true) => {}
        Ok(false) => {
            return Err(format!(
                "{} is open: stop the server and every command that uses it, then restore",
                place.display()
            )
            .into());
        }
        Err(error) => println!(
            "what is in {} cannot be read ({error}) and is kept as it is",
            place.display()
        ),
    }
    let kept = (1..)
        .map(|number| ending(place, &format!(".before-restore-{number}")))
        .find(|name| PARTS.iter().all(|part| !ending(name, part).exists()))
        .ok_or("there is no name left for what is there")?;
    for part in PARTS {
        let from = ending(place, part);
        if from.exists() {
            fs::rename(&from, ending(&kept, part))?;
        }
    }
    Ok(kept)
}

/// When the newest change was made, where that can be read.
async fn last_change(place: &Path) -> Option<String> {
    let store = Store::open_read_only(&address(place)).await.ok()?;
    let mut session = store.read().await.ok()?;
    let newest = session.last_event().await.ok()?;
    let newest = store::event(&mut session, newest).await.ok()??;
    let at = newest.event.at.to_utc();
    Some(at.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// The name with something behind it.
fn ending(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}
