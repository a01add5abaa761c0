//! Messages as files, for an installation without a mail server, and for tests.

use super::Mailer;
use crate::platform::jobs::JobError;
use async_trait::async_trait;
use shared::kernel::MailId;
use shared::platform::health::MailRoute;
use std::path::PathBuf;

/// One `.eml` file per message, named after it, so that a second try writes the same file.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Messages go below `path`, which is made when there is a first one.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }
}

#[async_trait]
impl Mailer for Folder {
    async fn hand_over(&self, id: MailId, mail: &lettre::Message) -> Result<(), JobError> {
        let (folder, bytes) = (self.path.clone(), mail.formatted());
        let write = move || {
            make_private(&folder)?;
            // Renamed when whole: nobody reads half a message.
            let half = folder.join(format!("{id}.part"));
            std::fs::write(&half, bytes)?;
            std::fs::rename(half, folder.join(format!("{id}.eml")))
        };
        tokio::task::spawn_blocking(write)
            .await
            .map_err(|error| JobError::Passing(error.to_string()))?
            .map_err(|error| JobError::Passing(format!("{}: {error}", self.path.display())))
    }

    fn route(&self) -> MailRoute {
        MailRoute::Folder(self.path.display().to_string())
    }
}

/// The messages hold links that open doors: only the server's own account reads them.
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}
