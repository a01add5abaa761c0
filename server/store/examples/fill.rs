//! Fills a database that holds the sample company up to a size, for measuring and for looking at query
//! plans: `cargo run --release -p store --example fill -- URL OPPORTUNITIES CONTACTS ACTIVITIES`.
//!
//! Rows are written straight into the tables, with the search keys and the facts rows the use cases would
//! leave, spread over the people, pipelines and stages that are there. The same numbers on every run.

use chrono::{Days, NaiveDate};
use shared::kernel::search_key;
use std::error::Error;
use store::{Args, Session, Store, args};
use uuid::Uuid;

/// Rows of one transaction.
const CHUNK: u32 = 20_000;
const DAY_MS: i64 = 86_400_000;

const FIRST: &[&str] = &[
    "Camille", "Louis", "Zoé", "Hugo", "Élise", "Jules", "Inès", "Noé", "Manon", "Paul", "Agathe",
    "Théo", "Sarah", "Malik", "Chloé", "Yann", "Aïcha", "Bastien", "Nadia", "Gaël", "Oliver",
    "Emma", "Harry", "Amelia", "Jack", "Isla", "George", "Ava", "Noah", "Mia", "Arthur", "Freya",
];
const LAST: &[&str] = &[
    "Martin",
    "Bernard",
    "Dubois",
    "Petit",
    "Durand",
    "Leroy",
    "Moreau",
    "Lefèvre",
    "Mercier",
    "Blanc",
    "Guérin",
    "Boyer",
    "Garnier",
    "Chevalier",
    "François",
    "Legrand",
    "Gauthier",
    "Perrin",
    "Robin",
    "Clément",
    "Morin",
    "Nicolas",
    "Roussel",
    "Mathieu",
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Williams",
    "Wilson",
    "Johnson",
    "Davies",
    "Patel",
    "Wright",
    "Walker",
    "Thompson",
    "Edwards",
    "Hughes",
    "Green",
    "Clarke",
    "Jackson",
    "Turner",
    "Ward",
    "Baker",
];
const TRADE: &[&str] = &[
    "Transports",
    "Menuiserie",
    "Boulangerie",
    "Logiciels",
    "Énergie",
    "Conseil",
    "Hôtels",
    "Cliniques",
    "Machines",
    "Emballages",
    "Textiles",
    "Optique",
    "Assurances",
    "Jardins",
    "Foods",
    "Robotics",
    "Logistics",
    "Media",
    "Chemicals",
    "Plastics",
    "Marine",
    "Steel",
];
const CITY: &[&str] = &[
    "Lyon", "Lille", "Nantes", "Bordeaux", "Rennes", "Nice", "Metz", "Dijon", "Angers", "Caen",
    "Leeds", "Bristol", "York", "Cardiff", "Oxford", "Derby",
];
const NEED: &[&str] = &[
    "Renewal",
    "Rollout",
    "Extension",
    "Pilot",
    "Migration",
    "Fleet",
    "Support",
    "Licences",
    "Déploiement",
    "Remplacement",
    "Maintenance",
    "Formation",
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [url, opportunities, contacts, activities] = &given[..] else {
        return Err("usage: fill URL OPPORTUNITIES CONTACTS ACTIVITIES".into());
    };
    let store = Store::open_existing(url).await?;
    let place = Place::read(&store).await?;
    let (opportunities, contacts): (u32, u32) = (opportunities.parse()?, contacts.parse()?);
    // One account for six contacts, as business-to-business companies have.
    let accounts = (contacts / 6).max(1);
    rows(&store, accounts, ACCOUNT, |n| place.account(n)).await?;
    rows(&store, contacts, CONTACT, |n| place.contact(n, accounts)).await?;
    rows(&store, opportunities, OPPORTUNITY, |n| {
        place.opportunity(n, accounts)
    })
    .await?;
    rows(&store, opportunities, FACTS, |n| place.facts(n)).await?;
    rows(&store, opportunities, EVENT, |n| place.event(n)).await?;
    let activities = activities.parse()?;
    rows(&store, activities, ACTIVITY, |n| {
        place.activity(n, accounts, contacts, opportunities)
    })
    .await?;
    let mut session = store.write().await?;
    session.exec("ANALYZE", args![]).await?;
    session.commit().await?;
    Ok(())
}

const ACCOUNT: &str = "INSERT INTO accounts (id, name, search, kind, industry, website, phone, street, postal_code,
    city, country, vat_number, employees, notes, owner_id, sample, created_at, updated_at, version) VALUES";
const CONTACT: &str =
    "INSERT INTO contacts (id, account_id, first_name, last_name, search, title, email, phone,
    language, notes, owner_id, sample, created_at, updated_at, version) VALUES";
const OPPORTUNITY: &str = "INSERT INTO opportunities (id, name, search, account_id, pipeline_id, stage_id, state,
    owner_id, kind, amount_minor, currency, amount_source, close_date, next_step, source, loss_note, closed_on,
    stage_entered_at, next_activity_on, close_date_pushes, sample, created_at, updated_at, version) VALUES";
const FACTS: &str =
    "INSERT INTO opportunity_facts (opportunity_id, at, stage_id, state, owner_id, amount_minor,
    currency, close_date, probability_bp, category) VALUES";
const EVENT: &str = "INSERT INTO events (at, actor_id, entity, entity_id, owner_id, action) VALUES";
const ACTIVITY: &str =
    "INSERT INTO activities (id, kind, subject, body, outcome, at, minutes, account_id, contact_id,
    opportunity_id, owner_id, sample, created_at, version) VALUES";

/// Writes `count` rows, a transaction for each chunk.
async fn rows(
    store: &Store,
    count: u32,
    head: &'static str,
    row: impl Fn(u32) -> Args,
) -> store::Result<()> {
    let mut from = 0;
    while from < count {
        let to = count.min(from + CHUNK);
        let mut session = store.write().await?;
        session
            .insert_many(head, (from..to).map(&row).collect())
            .await?;
        session.commit().await?;
        from = to;
    }
    Ok(())
}

/// What rows are hung on.
struct Place {
    owners: Vec<Uuid>,
    /// Pipeline, stage, state, probability, category.
    stages: Vec<(Uuid, Uuid, String, i32, String)>,
    today: NaiveDate,
    now: i64,
}

impl Place {
    async fn read(store: &Store) -> Result<Self, Box<dyn Error>> {
        let mut session: Session = store.read().await?;
        let owners: Vec<(Uuid,)> = session
            .all("SELECT id FROM users WHERE active AND role IN ('representative', 'manager') ORDER BY id", args![])
            .await?;
        let stages = session
            .all(
                "SELECT s.pipeline_id, s.id, s.state, s.probability_bp, s.category FROM stages s
                JOIN pipelines p ON p.id = s.pipeline_id WHERE s.active AND p.active ORDER BY s.pipeline_id, s.position",
                args![],
            )
            .await?;
        let (newest,): (Option<i64>,) = session
            .one("SELECT MAX(updated_at) FROM opportunities", args![])
            .await?;
        let now = newest.unwrap_or(0);
        let today = chrono::DateTime::from_timestamp_millis(now)
            .ok_or("no time")?
            .date_naive();
        if owners.is_empty() || stages.is_empty() {
            return Err("the database holds no sample company: `jalon demo` first".into());
        }
        Ok(Self {
            owners: owners.into_iter().map(|(id,)| id).collect(),
            stages,
            today,
            now,
        })
    }

    fn owner(&self, n: u32) -> Uuid {
        *of(&self.owners, mix(n, 1))
    }

    fn account(&self, n: u32) -> Args {
        let name = account_name(n);
        let city = *of(CITY, mix(n, 4));
        let country = if mix(n, 4) as usize % CITY.len() < 10 {
            "FR"
        } else {
            "GB"
        };
        let at = self.moment(n, 900);
        args![
            id(1, n),
            name.as_str(),
            search_key(&name),
            "business",
            *of(TRADE, mix(n, 2)),
            "",
            "",
            "",
            "",
            city,
            country,
            "",
            i64::from(mix(n, 5) % 5_000),
            "",
            self.owner(n),
            false,
            at,
            at,
            1_i64
        ]
    }

    fn contact(&self, n: u32, accounts: u32) -> Args {
        let (first, last) = (*of(FIRST, mix(n, 6)), *of(LAST, mix(n, 7)));
        let email = format!("{}.{}{n}@example.org", search_key(first), search_key(last));
        let at = self.moment(n, 800);
        args![
            id(2, n),
            id(1, n % accounts),
            first,
            last,
            search_key(&format!("{first} {last} {email}")),
            "",
            email,
            "",
            "fr",
            "",
            self.owner(n),
            false,
            at,
            at,
            1_i64
        ]
    }

    fn opportunity(&self, n: u32, accounts: u32) -> Args {
        let name = format!("{} {}", of(NEED, mix(n, 8)), account_name(n % accounts));
        let (pipeline, stage, state, ..) = of(&self.stages, mix(n, 9));
        let close = self.close(n, state);
        let at = self.moment(n, 400);
        // Three open deals of four have something planned.
        let planned = (state == "open" && !mix(n, 17).is_multiple_of(4))
            .then(|| {
                self.today
                    .checked_add_days(Days::new(u64::from(mix(n, 18) % 30)))
            })
            .flatten();
        args![
            id(3, n),
            name.as_str(),
            search_key(&name),
            id(1, n % accounts),
            *pipeline,
            *stage,
            state.as_str(),
            self.owner(n),
            "new",
            self.amount(n),
            "EUR",
            "typed",
            close,
            "",
            "",
            "",
            (state != "open").then_some(close),
            at,
            planned,
            0_i64,
            false,
            at,
            at,
            1_i64
        ]
    }

    fn facts(&self, n: u32) -> Args {
        let (_, stage, state, probability, category) = of(&self.stages, mix(n, 9));
        args![
            id(3, n),
            self.moment(n, 400),
            *stage,
            state.as_str(),
            self.owner(n),
            self.amount(n),
            "EUR",
            self.close(n, state),
            *probability,
            category.as_str()
        ]
    }

    fn event(&self, n: u32) -> Args {
        args![
            self.moment(n, 400),
            self.owner(n),
            "opportunity",
            id(3, n),
            self.owner(n),
            "created"
        ]
    }

    fn activity(&self, n: u32, accounts: u32, contacts: u32, opportunities: u32) -> Args {
        let kind = *of(&["call", "email", "meeting", "note"], mix(n, 10));
        let deal = mix(n, 11) % opportunities.max(1);
        let account = deal % accounts;
        let at = self.moment(n, 700);
        // The account's own contact: contacts are dealt out to accounts in turn.
        let contact = (account < contacts).then(|| id(2, account));
        args![
            id(4, n),
            kind,
            format!("{} {}", of(NEED, mix(n, 12)), of(FIRST, mix(n, 13))),
            "",
            "",
            at,
            15_i64,
            id(1, account),
            contact,
            id(3, deal),
            self.owner(n),
            false,
            at,
            1_i64
        ]
    }

    fn amount(&self, n: u32) -> i64 {
        i64::from(mix(n, 14) % 20_000_000) + 50_000
    }

    /// Closed deals lie in the last two years, open ones in the coming year.
    fn close(&self, n: u32, state: &str) -> NaiveDate {
        let days = Days::new(u64::from(mix(n, 15) % 365));
        let day = if state == "open" {
            self.today.checked_add_days(days)
        } else {
            self.today.checked_sub_days(days)
        };
        day.unwrap_or(self.today)
    }

    /// Within the last `days` days.
    fn moment(&self, n: u32, days: u32) -> i64 {
        self.now - i64::from(mix(n, 16) % days) * DAY_MS - i64::from(n % 86_400) * 1_000
    }
}

fn account_name(n: u32) -> String {
    format!("{} {} {}", of(TRADE, mix(n, 2)), of(LAST, mix(n, 3)), n)
}

fn of<T>(all: &[T], at: u32) -> &T {
    &all[at as usize % all.len()]
}

/// Numbers that look like chance and are the same everywhere (the finaliser of MurmurHash3).
fn mix(n: u32, salt: u32) -> u32 {
    let mut h = n ^ salt.wrapping_mul(0x9e37_79b9);
    for (shift, factor) in [(16, 0x85eb_ca6b), (13, 0xc2b2_ae35), (16, 1)] {
        h = (h ^ (h >> shift)).wrapping_mul(factor);
    }
    h
}

fn id(kind: u128, n: u32) -> Uuid {
    Uuid::from_u128(
        0x019a_0000_0000_7000_8000_0000_0000_0000 | (kind << 80) | (0xf << 48) | u128::from(n),
    )
}
