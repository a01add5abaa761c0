//! Making the company and writing it in one unit of work.

use super::catalog::{self, CatalogRows};
use super::deals::{self, Ground};
use super::random::Random;
use super::time::Present;
use super::{
    SEED, accounts, agreements, clauses, fields, kinds, leads, models, people, pictures, quotes,
    rates, relations, rooms, rows, templates, twins, views, work,
};
use crate::platform::auth::hash_password;
use crate::platform::webhooks::new_secret;
use crate::{OrProblem, Services};
use shared::cpq::approvals::{Approver, Escalation, Quorum, RuleDraft};
use shared::cpq::pictures::Picture;
use shared::deals::pipelines::default_loss_reasons;
use shared::kernel::event::Entity;
use shared::kernel::{
    ApprovalRuleId, Currency, Instant, Issue, LocalText, Problem, ProblemKind, ProductId,
    WebhookId, Zone,
};
use shared::platform::company::Company;
use shared::platform::webhooks::WebhookDraft;
use std::collections::BTreeMap;
use store::platform::{bulk, sample, users, webhooks};
use store::{Change, Session, StoreError};
use uuid::Uuid;

/// How much was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Loaded {
    /// Accounts.
    pub accounts: usize,
    /// Contacts.
    pub contacts: usize,
    /// Opportunities.
    pub opportunities: usize,
    /// Quotes, every version counted.
    pub quotes: usize,
    /// Activities and tasks.
    pub work: usize,
}

/// Every row of the company, before anything is written.
struct Made {
    people: people::People,
    catalog: CatalogRows,
    models: Vec<bulk::ProductModelRow>,
    rates: Vec<bulk::RateRow>,
    agreements: Vec<bulk::AgreementRow>,
    relations: relations::RelationRows,
    accounts: Vec<bulk::AccountRow>,
    contacts: Vec<bulk::ContactRow>,
    deals: rows::DealRows,
    quotes: quotes::QuoteRows,
    work: work::WorkRows,
    quotas: Vec<bulk::QuotaRow>,
    leads: leads::LeadRows,
    views: Vec<store::platform::views::StoredView>,
    templates: Vec<store::cpq::templates::StoredTemplate>,
    fields: Vec<fields::Filled>,
    pictures: Vec<(ProductId, Picture, String)>,
    readings: Vec<rooms::Reading>,
}

fn make(seed: u64, now: Instant, password_hash: &str) -> Made {
    let mut random = Random::new(seed);
    let present = Present::new(now);
    let founded = now.plus_days(-1_200);
    let people = people::people(&mut random, founded, password_hash);
    let catalog = catalog::catalog(&mut random, founded);
    let mut catalog_rows = catalog::rows(&catalog, &mut random, founded);
    kinds::add(
        &mut catalog_rows,
        catalog.books,
        &mut Random::new(seed ^ 0x91ce),
        founded,
    );
    let models = models::models(&catalog, founded);
    let rate_rows = rates::rates(&mut random, present);
    let mut accounts = accounts::accounts(&mut random, &people, now);
    let pipelines = shared::deals::pipelines::ready_pipelines();
    let reasons = default_loss_reasons();
    let ground = Ground {
        people: &people,
        accounts: &accounts,
        models: &models,
        catalog: &catalog,
        usage: kinds::usage(&catalog_rows),
        pipelines: &pipelines,
        reasons: &reasons,
        present,
    };
    let deals = deals::deals(&mut random, &ground);
    let deal_rows = rows::rows(&mut random, &ground, &deals);
    let quote_rows = quotes::quotes(&mut random, &ground, &deals);
    let work_rows = work::work(&mut random, &ground, &deals);
    let quotas = work::quotas(&mut random, &ground, &deals, &rates::table(&rate_rows));
    known_before_the_first_deal(&mut accounts, &deals);
    // A source of its own, so that what is above stays what it was.
    let leads = leads::leads(
        &mut Random::new(seed ^ 0x1ead),
        &people,
        &accounts,
        &deals,
        now,
    );
    twins::twins(&mut Random::new(seed ^ 0x2), &mut accounts, now);
    let own = fields::fields(
        &mut Random::new(seed ^ 0xf1e1d),
        &accounts.rows,
        &deal_rows.opportunities,
        founded,
    );
    let agreements = agreements::agreements(
        &mut Random::new(seed ^ 0xa9),
        &accounts,
        &catalog,
        present,
        founded,
    );
    let relations =
        relations::relations(&mut Random::new(seed ^ 0x4e1), &accounts, present, founded);
    Made {
        pictures: pictures::pictures(
            &mut Random::new(seed ^ 0x91c),
            &catalog_rows.products,
            founded,
        ),
        readings: rooms::readings(
            &mut Random::new(seed ^ 0x800),
            &quote_rows.quotes,
            &accounts.contacts,
            now,
        ),
        agreements,
        relations,
        fields: own,
        views: views::views(&people, seed, now),
        templates: templates::templates(&people, &catalog, now),
        people,
        catalog: catalog_rows,
        models: models::rows(&models),
        rates: rate_rows,
        accounts: accounts.rows,
        contacts: accounts.contacts,
        deals: deal_rows,
        quotes: quote_rows,
        work: work_rows,
        quotas,
        leads,
    }
}

/// An account was there, with its people, a few days before its first deal.
fn known_before_the_first_deal(accounts: &mut accounts::Accounts, deals: &[deals::Deal]) {
    let mut first: BTreeMap<_, Instant> = BTreeMap::new();
    for deal in deals {
        let id = accounts.buyers[deal.buyer].id;
        let at = deal.path.started().plus_days(-3);
        first
            .entry(id)
            .and_modify(|known| *known = at.min(*known))
            .or_insert(at);
    }
    for row in &mut accounts.rows {
        if let Some(at) = first.get(&row.id) {
            row.created_at = row.created_at.min(*at);
        }
    }
    for row in &mut accounts.contacts {
        let at = row.account_id.and_then(|id| first.get(&id));
        if let Some(at) = at {
            row.created_at = row.created_at.min(at.plus_days(1));
        }
    }
}

impl Services {
    /// Whether the sample company is there.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn has_demo(&self) -> Result<bool, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        users::has_sample(&mut session).await.or_problem()
    }

    /// Whether nobody uses this database yet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn is_empty(&self) -> Result<bool, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        Ok(users::count(&mut session).await.or_problem()? == 0)
    }

    /// Loads the sample company, all of it or nothing.
    ///
    /// # Errors
    /// `demo_already_there`, or when the database is away.
    pub async fn load_demo(&self) -> Result<Loaded, Problem> {
        self.load_demo_of(SEED).await
    }

    /// Loads the company that grows from another seed.
    ///
    /// # Errors
    /// As [`Services::load_demo`].
    pub async fn load_demo_of(&self, seed: u64) -> Result<Loaded, Problem> {
        if self.has_demo().await? {
            return Err(Problem::because(Issue::error(
                "demo_already_there",
                "sample",
            )));
        }
        self.ensure_set_up().await?;
        let now = self.clock().now();
        let hash = tokio::task::spawn_blocking(|| hash_password(super::PASSWORD, rand::random()))
            .await
            .ok()
            .flatten()
            .ok_or_else(|| Problem::of(ProblemKind::Internal))?;
        let made = make(seed, now, &hash);
        let loaded = Loaded {
            accounts: made.accounts.len(),
            contacts: made.contacts.len(),
            opportunities: made.deals.opportunities.len(),
            quotes: made.quotes.quotes.len(),
            work: made.work.activities.len() + made.work.tasks.len(),
        };
        let mut session = self.store().write().await.or_problem()?;
        name_company(&mut session, now).await?;
        write(&mut session, made, now).await.or_problem()?;
        for clause in clauses::library() {
            store::cpq::clauses::insert(&mut session, clause.id, &clause.draft, 1, true, now)
                .await
                .or_problem()?;
        }
        // Large discounts go to finance, too; then everything in approval is asked of its people.
        store::cpq::approvals::insert_rule(
            &mut session,
            SAMPLE_RULE,
            &large_discounts(),
            true,
            now,
        )
        .await
        .or_problem()?;
        crate::cpq::approvals::ask_for_unasked(self, &mut session, now).await?;
        // Rates and the company's name came along, without an event each.
        let change = Change {
            entity: Entity::Company,
            id: Uuid::nil(),
            parent: None,
            owner: None,
            action: "sample_loaded",
            before: None::<&Loaded>,
            after: Some(&loaded),
        };
        session.record(now, None, change).await.or_problem()?;
        session.commit().await.or_problem()?;
        Ok(loaded)
    }
}

const SAMPLE_RULE: ApprovalRuleId =
    ApprovalRuleId(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_2903));

/// The second step of the sample's approvals.
fn large_discounts() -> RuleDraft {
    RuleDraft {
        name: LocalText::new(
            "Very large discount or low margin",
            "Très forte remise ou marge faible",
        ),
        condition: "discount > 26 or margin < 20".to_owned(),
        step: 2,
        approvers: vec![Approver::Finance],
        quorum: Quorum::First,
        deadline_hours: Some(72),
        escalation: Escalation::Administrator,
        active: true,
    }
}

/// What the sample calls the company.
pub(super) fn sample_company() -> Company {
    Company {
        name: "Atelier Méridian SAS".to_owned(),
        currency: Currency::EUR,
        country: "FR".to_owned(),
        fiscal_first_month: 1,
        address: "18, quai des Ateliers\n69007 Lyon\nFrance".to_owned(),
        // The right form and key of a company that cannot exist.
        vat_number: "FR31000123455".to_owned(),
        legal_footer: LocalText::new(
            "Atelier Méridian SAS, share capital €850,000, Lyon. Sample company.",
            "Atelier Méridian SAS au capital de 850 000 €, Lyon. Société d’exemple.",
        ),
        sign_code_minor: None,
        proration: shared::cpq::pricing::Proration::default(),
        payment_days: Some(30),
        version: 1,
    }
}

/// Gives a company that has no name yet the sample's, and its look; a name of one's own stays.
async fn name_company(session: &mut Session, now: Instant) -> Result<(), Problem> {
    let known = store::platform::company::get(session).await.or_problem()?;
    let version = match known {
        Some(company) if !company.name.is_empty() => return Ok(()),
        Some(company) => company.version,
        None => 1,
    };
    let company = Company {
        version,
        ..sample_company()
    };
    store::platform::company::put(session, &company)
        .await
        .or_problem()?;
    super::brand::write(session, now).await
}

/// A finder somebody wrote already stays.
async fn finder(session: &mut Session, now: Instant) -> Result<(), StoreError> {
    if store::cpq::models::finder::get(session).await?.1 == 0 {
        store::cpq::models::finder::insert(session, &super::finder::finder(), true, now).await?;
    }
    Ok(())
}

async fn write(session: &mut Session, made: Made, now: Instant) -> Result<(), StoreError> {
    for (id, name, parent) in &made.people.teams {
        users::insert_team(session, *id, name, *parent, true).await?;
    }
    webhook(session, now).await?;
    bulk::insert(session, made.people.users).await?;
    bulk::insert(session, made.rates).await?;
    let known = &made.catalog.products;
    let promotions = super::promotions::promotions(Zone::utc().date(now), |sku| {
        let found = known.iter().find(|product| product.sku == sku)?;
        let name = LocalText::new(found.name_en.clone(), found.name_fr.clone());
        Some((found.id, name))
    });
    bulk::insert(session, made.catalog.products).await?;
    pictures::write(session, &made.pictures, now).await?;
    bulk::insert(session, made.catalog.books).await?;
    bulk::insert(session, made.catalog.entries).await?;
    bulk::insert(session, made.models).await?;
    finder(session, now).await?;
    for (id, draft) in promotions {
        store::cpq::promotions::insert(session, id, &draft, true, now).await?;
    }
    bulk::insert(session, made.accounts).await?;
    bulk::insert(session, made.contacts).await?;
    bulk::insert(session, made.agreements).await?;
    bulk::insert(session, made.relations.places).await?;
    bulk::insert(session, made.relations.relations).await?;
    bulk::insert(session, made.deals.opportunities).await?;
    bulk::insert(session, made.deals.facts).await?;
    bulk::insert(session, made.deals.contacts).await?;
    bulk::insert(session, made.deals.competitors).await?;
    bulk::insert(session, made.deals.team).await?;
    bulk::insert(session, made.deals.products).await?;
    for (year, used) in &made.quotes.used {
        sample::raise_counter(session, &format!("quote:{year}"), *used).await?;
    }
    bulk::insert(session, made.quotes.quotes).await?;
    bulk::insert(session, made.quotes.lines).await?;
    rooms::write(session, &made.readings).await?;
    bulk::insert(session, made.work.activities).await?;
    bulk::insert(session, made.work.tasks).await?;
    bulk::insert(session, made.quotas).await?;
    bulk::insert(session, made.leads.leads).await?;
    bulk::insert(session, made.leads.touches).await?;
    for view in &made.views {
        store::platform::views::insert(session, view, true, now).await?;
    }
    for template in &made.templates {
        store::cpq::templates::insert(session, template, true).await?;
    }
    for (field, values) in &made.fields {
        store::platform::fields::fill_sample(session, field, values, now).await?;
    }
    let mut events = made.deals.events;
    events.extend(made.quotes.events);
    events.extend(made.leads.events);
    events.sort_by_key(|event| event.at);
    bulk::insert(session, events).await?;
    store::deals::opportunities::refresh_all_activity(session, now).await
}

/// A webhook to look at: switched off, to an address that cannot exist.
async fn webhook(session: &mut Session, now: Instant) -> Result<(), StoreError> {
    let draft = WebhookDraft {
        url: "https://entrepot.meridian.example/jalon".to_owned(),
        description: "Entrepôt de données".to_owned(),
        entities: vec![Entity::Account, Entity::Opportunity, Entity::Quote],
        active: false,
    };
    let id = WebhookId::new(now.plus_days(-90).0, [7; 10]);
    // Signs nothing: nothing is sent to it.
    let secret = new_secret([7; 32]);
    webhooks::insert(session, id, &draft, &secret, true, now.plus_days(-90)).await
}
