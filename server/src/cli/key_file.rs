//! The file with the keys that secrets of the database are sealed with.

use super::{Config, Failure};
use clap::Args;
use services::Services;
use services::platform::sealing::Keys;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Where the keys are.
#[derive(Args, Clone, Debug, Default)]
pub struct KeyFile {
    /// File with the keys that secrets of the database (those of second factors, webhooks and providers of single
    /// sign-on) are sealed with: on each line 32 random bytes in base64; the first seals, the others still open.
    /// Every server of one database has the same. Beside a SQLite database one is made (`jalon.db.key`) when nothing is said; with PostgreSQL
    /// secrets are kept as they are then.
    #[arg(long, env = "JALON_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

impl KeyFile {
    /// The file, and whether it is made when it is not there.
    fn place(&self, config: &Config) -> Option<(PathBuf, bool)> {
        match &self.key_file {
            Some(path) => Some((path.clone(), false)),
            None => beside(config).map(|path| (path, true)),
        }
    }

    /// Whether there is a place for keys at all.
    pub fn is_somewhere(&self, config: &Config) -> bool {
        self.place(config).is_some()
    }

    /// The keys, where there are some.
    fn read(&self, config: &Config) -> Result<Option<Keys>, Failure> {
        let Some((path, made)) = self.place(config) else {
            return Ok(None);
        };
        match fs::read_to_string(&path) {
            Ok(text) => {
                if let Some(warning) = too_open(&path) {
                    tracing::warn!(file = %path.display(), "the key file: {warning}");
                }
                let keys = Keys::read(&text);
                Ok(Some(keys.map_err(|why| named(&path, &why))?))
            }
            Err(error) if made && error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(named(&path, &error.to_string()).into()),
        }
    }

    /// Gives the server its keys, makes the first one beside a SQLite database, and seals what is not. A server
    /// that could not read what is sealed does not start: people would be shut out, one by one.
    pub async fn seal(&self, config: &Config, services: &Services) -> Result<(), Failure> {
        let mut keys = self.read(config)?;
        if keys.is_none() {
            let found = services.seal_kept().await?;
            // Of second factors it is said below.
            if found.closed == 0 && found.closed_sent > 0 {
                return Err(self.lost(config, found.closed_sent).into());
            }
            if found.closed == 0
                && let Some((path, true)) = self.place(config)
            {
                keys = Some(make(&path)?);
            }
        }
        if let Some(keys) = keys {
            services.seal_with(keys);
        }
        let found = services.seal_kept().await?;
        if found.closed > 0 {
            return Err(self.closed(config, found.closed).into());
        }
        if found.closed_sent > 0 {
            tracing::warn!(
                count = found.closed_sent,
                "secrets of webhooks and providers are sealed with a key that is not in the key file: bring it back, or give them other secrets on their pages"
            );
        }
        if found.sealed > 0 {
            tracing::info!(count = found.sealed, "secrets were sealed");
            // A copy of the file and its log shall not hold them as they were.
            if !services.store().empty_log().await? {
                tracing::warn!(
                    "the database is being read: its log holds these secrets as they were until it is written over"
                );
            }
        }
        Ok(())
    }

    fn lost(&self, config: &Config, count: u64) -> String {
        let place = self
            .place(config)
            .map(|(path, _)| path.display().to_string());
        let place = place.unwrap_or_else(|| "the file of --key-file".to_owned());
        format!(
            "{count} secrets of webhooks and providers are sealed with a key that is not here: bring {place} back; when it is lost, make another (`openssl rand -base64 32`) and give these other secrets on their pages"
        )
    }

    /// Gives a command the keys there are, and makes none.
    pub fn give(&self, config: &Config, services: &Services) -> Result<(), Failure> {
        if let Some(keys) = self.read(config)? {
            services.seal_with(keys);
        }
        Ok(())
    }

    fn closed(&self, config: &Config, count: u64) -> String {
        let file = match self.place(config) {
            Some((path, _)) => format!("that is not in {}", path.display()),
            None => "and no --key-file is given".to_owned(),
        };
        format!(
            "the keys of {count} second factors are sealed with a key {file}: bring it back, or let these people set theirs up again (`jalon user reset-second-factor --unreadable`)"
        )
    }

    /// One line for `--check-config`; no key.
    pub fn shown(&self, config: &Config) -> Result<String, Failure> {
        let known = self.read(config)?.is_some();
        Ok(match self.place(config) {
            None => "(none: secrets are kept as they are)".to_owned(),
            Some((path, _)) if known => match too_open(&path) {
                Some(warning) => format!("{} ({warning})", path.display()),
                None => path.display().to_string(),
            },
            Some((path, _)) => format!("{}, to be made", path.display()),
        })
    }
}

/// The file beside a SQLite database.
pub fn beside(config: &Config) -> Option<PathBuf> {
    config
        .file()
        .map(|file| PathBuf::from(format!("{file}.key")))
}

fn named(path: &Path, why: &str) -> String {
    format!("the key file {}: {why}", path.display())
}

/// What is wrong with a key file other accounts of the machine may read, or change.
#[cfg(unix)]
fn too_open(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    // A group of its own is a usual way to hand a secret over.
    (mode & 0o027 != 0).then(|| {
        format!(
            "other accounts of this machine may read or change it, mode {:o}: chmod 600",
            mode & 0o777
        )
    })
}

#[cfg(not(unix))]
fn too_open(_: &Path) -> Option<String> {
    None
}

/// Makes a key nobody else of the machine reads.
fn make(path: &Path) -> Result<Keys, Failure> {
    let text = Keys::new_file();
    let keys = Keys::read(&text)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let write = |mut file: fs::File| -> std::io::Result<()> {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        sync_folder(path);
        Ok(())
    };
    options
        .open(path)
        .and_then(write)
        .map_err(|error| named(path, &error.to_string()))?;
    Ok(keys)
}

/// The name of a new file goes to the disk, too, before anything is sealed with what it holds: after a power cut
/// there would be sealed secrets and no key. File systems that cannot say so refuse; the file is there all the same.
pub fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    if let Ok(folder) = fs::File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use services::SystemClock;
    use shared::kernel::{Instant, WebhookId};
    use shared::platform::webhooks::WebhookDraft;
    use std::sync::Arc;
    use store::Store;
    use store::platform::{access, webhooks};

    fn config(database: &str) -> Config {
        Config {
            database: database.to_owned(),
            log: String::new(),
            log_json: false,
        }
    }

    async fn server(config: &Config) -> Services {
        let store = Store::open(&config.database).await.unwrap();
        store.migrate().await.unwrap();
        Services::new(store, Arc::new(SystemClock))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn beside_sqlite_a_key_is_made_once_for_the_server_alone() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&format!("sqlite:{}", folder.path().join("t.db").display()));
        let path = beside(&config).unwrap();
        let keys = KeyFile::default();
        assert!(
            keys.shown(&config)
                .unwrap()
                .ends_with("t.db.key, to be made")
        );
        keys.seal(&config, &server(&config).await).await.unwrap();
        let first = fs::read_to_string(&path).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        keys.seal(&config, &server(&config).await).await.unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), first);
        fs::write(&path, "no key").unwrap();
        let refused = keys.seal(&config, &server(&config).await).await;
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("line 1 is no key"), "{text}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_that_was_named_is_never_made() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&format!("sqlite:{}", folder.path().join("t.db").display()));
        let path = folder.path().join("keys");
        let keys = KeyFile {
            key_file: Some(path.clone()),
        };
        assert!(keys.seal(&config, &server(&config).await).await.is_err());
        assert!(!path.exists());
        fs::write(&path, Keys::new_file()).unwrap();
        keys.seal(&config, &server(&config).await).await.unwrap();
        assert!(!beside(&config).unwrap().exists());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_without_the_key_of_what_is_sealed_does_not_start() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&format!("sqlite:{}", folder.path().join("t.db").display()));
        let keys = KeyFile::default();
        let services = server(&config).await;
        let boss = services.add_person(&boss()).await.unwrap();
        let mut session = services.store().write().await.unwrap();
        let begun = access::begin_factor(&mut session, boss, "GEZDGNBV").await;
        assert!(begun.unwrap());
        session.commit().await.unwrap();
        // What was kept before there were keys is sealed at the first start.
        keys.seal(&config, &services).await.unwrap();
        let mut session = services.store().read().await.unwrap();
        let kept = access::factor_secrets(&mut session).await;
        let kept = kept.unwrap().remove(0).1;
        assert!(kept.starts_with("sealed:") && !kept.contains("GEZDGNBV"));
        drop(session);
        for file in ["t.db", "t.db-wal"] {
            let bytes = fs::read(folder.path().join(file)).unwrap();
            let plain = bytes.windows(8).any(|part| part == b"GEZDGNBV");
            assert!(!plain, "{file}");
        }
        // A copy of the database alone: no other key is made in silence.
        fs::rename(beside(&config).unwrap(), folder.path().join("away")).unwrap();
        let refused = keys.seal(&config, &server(&config).await).await;
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("reset-second-factor --unreadable"), "{text}");
        assert!(!beside(&config).unwrap().exists());
        let lost = server(&config).await;
        assert_eq!(lost.reset_closed_factors().await.unwrap(), 1);
        keys.seal(&config, &lost).await.unwrap();
        assert!(beside(&config).unwrap().exists());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_lost_key_of_webhooks_is_said_and_another_file_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&format!("sqlite:{}", folder.path().join("t.db").display()));
        let services = server(&config).await;
        let draft = WebhookDraft {
            url: "https://hook.example.com/".into(),
            description: String::new(),
            entities: Vec::new(),
            active: false,
        };
        let mut session = services.store().write().await.unwrap();
        let id = WebhookId::new(1, [1; 10]);
        webhooks::insert(&mut session, id, &draft, "whsec_plain", false, Instant(1))
            .await
            .unwrap();
        session.commit().await.unwrap();
        let keys = KeyFile::default();
        keys.seal(&config, &services).await.unwrap();
        let mut session = services.store().read().await.unwrap();
        let kept = webhooks::secrets(&mut session).await.unwrap();
        assert!(kept[0].1.starts_with("sealed:"), "{}", kept[0].1);
        drop(session);
        let path = beside(&config).unwrap();
        fs::remove_file(&path).unwrap();
        let refused = keys.seal(&config, &server(&config).await).await;
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("1 secrets of webhooks"), "{text}");
        assert!(!path.exists());
        fs::write(&path, Keys::new_file()).unwrap();
        keys.seal(&config, &server(&config).await).await.unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_file_others_may_read_is_said_to_be_so() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let config = config(&format!("sqlite:{}", folder.path().join("t.db").display()));
        let path = folder.path().join("keys");
        fs::write(&path, Keys::new_file()).unwrap();
        let keys = KeyFile {
            key_file: Some(path.clone()),
        };
        for (mode, open) in [
            (0o600, false),
            (0o440, false),
            (0o640, false),
            (0o644, true),
            (0o660, true),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let shown = keys.shown(&config).unwrap();
            assert_eq!(shown.contains("chmod 600"), open, "{mode:o} {shown}");
        }
    }

    fn boss() -> services::platform::auth::NewPerson {
        services::platform::auth::NewPerson {
            email: "boss@example.com".into(),
            name: "Boss".into(),
            role: shared::kernel::Role::Administrator,
            lang: shared::kernel::Lang::En,
            password: "a long enough password".into(),
        }
    }
}
