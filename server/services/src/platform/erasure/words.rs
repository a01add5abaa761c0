//! What SQLite keeps in its files beside the records, forgotten after an erasure and when the bin lets something go:
//! words in its indexes, texts in its log. It is a job: the indexes are written anew, a moment's work at a time.

use crate::platform::jobs::{Job, JobError, Kinds, enqueue};
use crate::{OrProblem, Services};
use serde::{Deserialize, Serialize};
use shared::kernel::Problem;
use store::Session;
use store::platform::erasure::{WORDS, merge};

#[derive(Debug, Serialize, Deserialize)]
struct ForgetWords {}

impl Job for ForgetWords {
    const KIND: &'static str = "erasure.forget_words";
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    kinds.add(forget);
}

/// In the transaction of what ended records or texts for good.
///
/// # Errors
/// When the database is away.
pub(crate) async fn forget_words(
    services: &Services,
    session: &mut Session,
) -> Result<(), Problem> {
    if !session.is_postgres() {
        let now = services.clock().now();
        enqueue(services, session, &ForgetWords {}, now, None).await?;
    }
    Ok(())
}

/// Done again, it goes on where it was stopped.
async fn forget(services: Services, _: ForgetWords) -> Result<(), JobError> {
    for words in WORDS {
        let mut begins = true;
        loop {
            let mut session = services.store().write().await.or_problem()?;
            let more = merge(&mut session, words, begins).await.or_problem()?;
            session.commit().await.or_problem()?;
            if !more {
                break;
            }
            begins = false;
        }
    }
    if services.store().empty_log().await.or_problem()? {
        Ok(())
    } else {
        Err(JobError::Passing("the log is being read".to_owned()))
    }
}
