//! What an empty database needs before anybody can work in it.

use crate::{OrProblem, Services};
use shared::cpq::pricing::Proration;
use shared::kernel::{Currency, LocalText, Problem};
use shared::platform::company::Company;

impl Services {
    /// Gives a new database its company and reference data; changes nothing on a second call.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ensure_set_up(&self) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        if store::platform::company::get(&mut session)
            .await
            .or_problem()?
            .is_none()
        {
            let company = Company {
                name: String::new(),
                currency: Currency::EUR,
                country: String::new(),
                fiscal_first_month: 1,
                address: String::new(),
                vat_number: String::new(),
                legal_footer: LocalText::default(),
                proration: Proration::default(),
                payment_days: None,
                sign_code_minor: None,
                version: 1,
            };
            store::platform::company::put(&mut session, &company)
                .await
                .or_problem()?;
        }
        crate::deals::pipelines::ensure_ready(&mut session).await?;
        crate::cpq::approvals::ensure_rules(&mut session, self.clock().now()).await?;
        session.commit().await.or_problem()
    }
}
