//! The look where people meet it: pages without a session, documents, mails.

use super::is_hash;
use crate::{OrNotFound, OrProblem, Services};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::cpq::pictures::PictureKind;
use shared::kernel::{Problem, ProblemKind};
use shared::platform::branding::Look;
use store::Session;
use store::platform::branding as rows;

/// A picture of the brand as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandFile {
    /// What it is.
    pub kind: PictureKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Services {
    /// How the company looks, to whoever comes.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn look(&self) -> Result<Look, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        self.look_in(&mut session).await
    }

    pub(crate) async fn look_in(&self, session: &mut Session) -> Result<Look, Problem> {
        let settings = self.inner.settings.get(session).await?;
        let company = settings.company.as_ref();
        Ok(Look {
            name: company.map(|known| known.name.clone()).unwrap_or_default(),
            brand: settings.brand.clone(),
        })
    }

    /// A picture by its hash: who knows it has seen it.
    ///
    /// # Errors
    /// Not found; when the database is away.
    pub async fn brand_picture(&self, hash: &str) -> Result<BrandFile, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        file(&mut session, hash).await
    }
}

/// The bytes of a picture.
pub(crate) async fn file(session: &mut Session, hash: &str) -> Result<BrandFile, Problem> {
    if !is_hash(hash) {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let found = rows::content(session, hash).await.or_problem()?;
    let (kind, content) = found.or_not_found()?;
    let bytes = STANDARD
        .decode(content)
        .map_err(|_| Problem::of(ProblemKind::Internal))?;
    Ok(BrandFile { kind, bytes })
}

/// The logo of a document; none where it is gone, which keeps no document from being printed.
pub(crate) async fn logo_of(
    session: &mut Session,
    hash: Option<&str>,
) -> Result<Option<pdf::Logo>, Problem> {
    let Some(hash) = hash else {
        return Ok(None);
    };
    match file(session, hash).await {
        Ok(found) => Ok(pdf::Logo::known(found.kind, found.bytes)),
        Err(problem) if problem.kind == ProblemKind::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}
