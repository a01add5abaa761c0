//! Keeping what an import wrote, in the transaction that writes it.

use shared::kernel::ImportId;
use shared::kernel::event::Entity;
use shared::platform::imports::model::ExtraKind;
use shared::platform::imports::{FilePlan, ImportKind, Outcome};
use std::collections::BTreeMap;
use store::platform::bulk::{self, ImportRecordRow};
use store::platform::imports::{self as log, Trail};
use store::{Session, StoreError};
use uuid::Uuid;

/// What the rows of a file are, in the log of events.
pub(super) const fn entity(kind: ImportKind) -> Entity {
    match kind {
        ImportKind::People => Entity::User,
        ImportKind::Products => Entity::Product,
        ImportKind::Accounts => Entity::Account,
        ImportKind::Contacts => Entity::Contact,
        ImportKind::Leads => Entity::Lead,
        ImportKind::Opportunities => Entity::Opportunity,
    }
}

/// The records about to be changed, as they are.
pub(super) async fn before(
    session: &mut Session,
    plan: &FilePlan,
) -> Result<BTreeMap<Uuid, Trail>, StoreError> {
    let mut trails = BTreeMap::new();
    for row in &plan.rows {
        let Outcome::Update(changes) = &row.outcome else {
            continue;
        };
        let values = changes
            .iter()
            .map(|change| (change.field, change.before.clone()));
        let trail = Trail {
            values: values.collect(),
            ..Trail::default()
        };
        trails.insert(row.id, trail);
    }
    match plan.kind {
        ImportKind::Opportunities => log::with_deals(session, &mut trails).await?,
        ImportKind::Products => log::with_prices(session, &mut trails).await?,
        ImportKind::People | ImportKind::Accounts | ImportKind::Contacts | ImportKind::Leads => {}
    }
    Ok(trails)
}

/// Notes every record the file created or changed. Teams are not noted: they stay.
pub(super) async fn keep(
    session: &mut Session,
    import: ImportId,
    plan: &FilePlan,
    trails: &mut BTreeMap<Uuid, Trail>,
) -> Result<(), StoreError> {
    if plan.kind == ImportKind::Products {
        let mut now: BTreeMap<Uuid, Trail> =
            trails.keys().map(|id| (*id, Trail::default())).collect();
        log::with_prices(session, &mut now).await?;
        for (id, trail) in trails.iter_mut() {
            let known: Vec<Uuid> = trail.prices.iter().map(|price| price.id).collect();
            let prices = now.remove(id).map(|now| now.prices).unwrap_or_default();
            let added = prices.iter().map(|price| price.id);
            trail.added_prices = added.filter(|id| !known.contains(id)).collect();
        }
    }
    let mut rows: BTreeMap<Uuid, ImportRecordRow> = BTreeMap::new();
    for extra in &plan.extras {
        let entity = match extra.kind {
            ExtraKind::Team => continue,
            ExtraKind::User => Entity::User,
            ExtraKind::Account => Entity::Account,
        };
        rows.insert(extra.id, row(import, extra.id, entity, true, 1, None));
    }
    for planned in &plan.rows {
        let (created, version) = match &planned.outcome {
            Outcome::Create(_) => (true, 1),
            Outcome::Update(_) => (false, planned.version + 1),
            Outcome::Join | Outcome::Skip | Outcome::Error => continue,
        };
        let before = trails
            .get(&planned.id)
            .filter(|_| !created)
            .map(|trail| serde_json::to_string(trail).unwrap_or_default());
        let entity = entity(plan.kind);
        rows.insert(
            planned.id,
            row(import, planned.id, entity, created, version, before),
        );
    }
    bulk::insert(session, rows.into_values()).await
}

fn row(
    import_id: ImportId,
    record_id: Uuid,
    entity: Entity,
    created: bool,
    version: i64,
    before_json: Option<String>,
) -> ImportRecordRow {
    ImportRecordRow {
        import_id,
        record_id,
        entity: entity.code(),
        created,
        version,
        before_json,
    }
}
