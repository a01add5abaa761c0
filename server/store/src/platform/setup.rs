//! What there is of a company that is being set up.

use crate::{Result, Session, args};
use shared::kernel::PipelineId;
use shared::platform::setup::{NextStep, SampleKind, SamplePart};
use uuid::Uuid;

const USED: &str = "SELECT p.id FROM pipelines p
    WHERE EXISTS (SELECT 1 FROM opportunities o WHERE o.pipeline_id = p.id) ORDER BY p.position, p.id";

const STEPS: &str = "SELECT
    (SELECT COUNT(*) FROM users WHERE NOT sample AND active) > 1,
    EXISTS (SELECT 1 FROM accounts WHERE NOT sample AND deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM contacts WHERE NOT sample AND deleted_at IS NULL),
    EXISTS (SELECT 1 FROM price_book_entries e JOIN products p ON p.id = e.product_id WHERE NOT p.sample AND p.active),
    EXISTS (SELECT 1 FROM opportunities WHERE NOT sample AND deleted_at IS NULL)";

/// The pipelines in which there are deals, those in the bin included: they may come back.
pub async fn used_pipelines(session: &mut Session) -> Result<Vec<PipelineId>> {
    let rows: Vec<(Uuid,)> = session.all(USED, args![]).await?;
    Ok(rows.into_iter().map(|(id,)| PipelineId(id)).collect())
}

/// Whether people of the sample company are there.
pub async fn has_sample(session: &mut Session) -> Result<bool> {
    let (there,): (bool,) = session
        .one("SELECT EXISTS (SELECT 1 FROM users WHERE sample)", args![])
        .await?;
    Ok(there)
}

/// The steps the database knows of, each with whether it is done.
pub async fn steps(session: &mut Session) -> Result<Vec<(NextStep, bool)>> {
    let (colleagues, records, products, deal): (bool, bool, bool, bool) =
        session.one(STEPS, args![]).await?;
    Ok(vec![
        (NextStep::Colleagues, colleagues),
        (NextStep::Records, records),
        (NextStep::Products, products),
        (NextStep::Deal, deal),
    ])
}

const fn counting(kind: SampleKind) -> &'static str {
    match kind {
        SampleKind::Accounts => "SELECT sample, COUNT(*) FROM accounts GROUP BY sample",
        SampleKind::Contacts => "SELECT sample, COUNT(*) FROM contacts GROUP BY sample",
        SampleKind::Leads => "SELECT sample, COUNT(*) FROM leads GROUP BY sample",
        SampleKind::Opportunities => "SELECT sample, COUNT(*) FROM opportunities GROUP BY sample",
        SampleKind::Quotes => "SELECT sample, COUNT(*) FROM quotes GROUP BY sample",
        SampleKind::Products => "SELECT sample, COUNT(*) FROM products GROUP BY sample",
        SampleKind::Users => "SELECT sample, COUNT(*) FROM users GROUP BY sample",
    }
}

/// How many records of each kind are of the sample, and how many one's own.
pub async fn sample_parts(session: &mut Session) -> Result<Vec<SamplePart>> {
    let mut parts = Vec::new();
    for kind in SampleKind::ALL.iter().copied() {
        let rows: Vec<(bool, i64)> = session.all(counting(kind), args![]).await?;
        let of = |sample: bool| {
            let found = rows.iter().find(|(flag, _)| *flag == sample);
            found.map_or(0, |(_, count)| *count)
        };
        parts.push(SamplePart {
            kind,
            sample: of(true),
            own: of(false),
        });
    }
    Ok(parts)
}
