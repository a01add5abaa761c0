//! Fields the sample company added to accounts and opportunities, filled in on most of them.

use super::random::Random;
use chrono::Days;
use shared::kernel::{Instant, LocalText};
use shared::platform::fields::{CustomField, FieldKind, FieldOption, Holder};
use store::platform::bulk::{AccountRow, OpportunityRow};
use uuid::Uuid;

/// A field with the values of records.
pub(super) type Filled = (CustomField, Vec<(Uuid, String)>);

/// Codes with their labels in English and French.
type Options = &'static [(&'static str, &'static str, &'static str)];

const SERVICE: Options = &[
    ("standard", "Standard", "Standard"),
    ("priority", "Priority", "Prioritaire"),
    ("dedicated", "Dedicated engineer", "Ingénieur dédié"),
];
const CRITERIA: Options = &[
    ("price", "Price", "Prix"),
    ("functions", "Functions", "Fonctionnalités"),
    ("delivery", "Delivery time", "Délai de livraison"),
    ("service", "Service nearby", "Service de proximité"),
    ("references", "References", "Références"),
];

fn field(
    random: &mut Random,
    at: Instant,
    (holder, kind, key): (Holder, FieldKind, &str),
    (label, help): ((&str, &str), (&str, &str)),
    options: Options,
) -> CustomField {
    CustomField {
        id: random.id(at),
        version: 1,
        number: 0,
        holder,
        key: key.to_owned(),
        label: LocalText::new(label.0, label.1),
        kind,
        options: options
            .iter()
            .map(|(code, en, fr)| FieldOption {
                code: (*code).to_owned(),
                label: LocalText::new(*en, *fr),
            })
            .collect(),
        help: LocalText::new(help.0, help.1),
        required: false,
        position: 0,
        archived: false,
    }
}

/// The fields, with values.
pub(super) fn fields(
    random: &mut Random,
    accounts: &[AccountRow],
    deals: &[OpportunityRow],
    at: Instant,
) -> Vec<Filled> {
    let since = field(
        random,
        at,
        (Holder::Account, FieldKind::Date, "customer_since"),
        (
            ("Customer since", "Client depuis"),
            ("Day of the first order.", "Jour de la première commande."),
        ),
        &[],
    );
    let service = field(
        random,
        at,
        (Holder::Account, FieldKind::Choice, "service_level"),
        (("Service level", "Niveau de service"), ("", "")),
        SERVICE,
    );
    let criteria = field(
        random,
        at,
        (Holder::Opportunity, FieldKind::Choice, "decision_criteria"),
        (
            ("Decision criteria", "Critère de décision"),
            (
                "What the customer decides by.",
                "Ce qui emporte la décision du client.",
            ),
        ),
        CRITERIA,
    );
    let mut days = Vec::new();
    let mut levels = Vec::new();
    for account in accounts {
        if random.percent(60) {
            let back = u64::try_from(random.between(0, 3_000)).unwrap_or_default();
            let known = account.created_at.to_utc().date_naive();
            let day = known.checked_sub_days(Days::new(back)).unwrap_or(known);
            days.push((account.id.0, day.to_string()));
            let level = *random.pick(&["standard", "standard", "priority", "dedicated"]);
            levels.push((account.id.0, level.to_owned()));
        }
    }
    let mut decided = Vec::new();
    for deal in deals {
        if random.percent(70) {
            let (code, ..) = *random.pick(CRITERIA);
            decided.push((deal.id.0, code.to_owned()));
        }
    }
    vec![(since, days), (service, levels), (criteria, decided)]
}
