//! Six hundred accounts with the people who work there.

use super::people::{People, Rep, Team};
use super::places::{COUNTRIES, Country};
use super::random::Random;
use shared::crm::accounts::{AccountFacts, account_search};
use shared::crm::contacts::{ContactFacts, contact_search};
use shared::kernel::{AccountId, ContactId, Currency, Instant, Lang, UserId, search_key};
use std::collections::BTreeSet;
use store::platform::bulk::{AccountRow, ContactRow};

/// How many accounts there are; one in seven is a household.
pub(super) const ACCOUNTS: usize = 600;

/// What the rest of the generation needs to know of an account.
pub(super) struct Buyer {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) consumer: bool,
    pub(super) currency: Currency,
    pub(super) lang: Lang,
    pub(super) export: bool,
    pub(super) team: Team,
    pub(super) owner: UserId,
    pub(super) contacts: Vec<ContactId>,
}

pub(super) struct Accounts {
    pub(super) buyers: Vec<Buyer>,
    pub(super) rows: Vec<AccountRow>,
    pub(super) contacts: Vec<ContactRow>,
}

pub(super) fn accounts(random: &mut Random, people: &People, now: Instant) -> Accounts {
    let mut all = Accounts {
        buyers: Vec::new(),
        rows: Vec::new(),
        contacts: Vec::new(),
    };
    let mut names = BTreeSet::new();
    while all.rows.len() < ACCOUNTS {
        let team =
            [Team::France, Team::NorthernEurope, Team::KeyAccounts][random.weighted(&[46, 30, 24])];
        let country = country(random, team);
        let consumer = team == Team::France && random.percent(30);
        let (name, industry) = if consumer {
            (
                format!(
                    "{} {}",
                    random.pick(country.first),
                    random.pick(country.last)
                ),
                "",
            )
        } else {
            company_name(random, country)
        };
        if !names.insert(search_key(&name)) {
            continue;
        }
        let reps = people.reps_of(team);
        let rep = *random.pick(&reps);
        let created_at = now.plus_days(-random.between(30, 1100));
        let row = account_row(random, country, &name, industry, consumer, rep, created_at);
        let mut buyer = Buyer {
            id: row.id,
            name,
            consumer,
            currency: country.currency,
            lang: if country.french { Lang::Fr } else { Lang::En },
            export: matches!(country.code, "GB" | "CH" | "US"),
            team,
            owner: rep.id,
            contacts: Vec::new(),
        };
        add_contacts(random, country, &row, &mut buyer, &mut all.contacts);
        all.rows.push(row);
        all.buyers.push(buyer);
    }
    add_parents(random, &mut all);
    all
}

fn country(random: &mut Random, team: Team) -> &'static Country {
    let weights: &[i64] = match team {
        Team::France | Team::All => &[92, 0, 0, 0, 0, 8, 0, 0, 0],
        Team::NorthernEurope => &[0, 44, 14, 14, 14, 0, 0, 0, 14],
        Team::KeyAccounts => &[34, 10, 22, 0, 0, 0, 16, 18, 0],
    };
    &COUNTRIES[random.weighted(weights)]
}

fn company_name(random: &mut Random, country: &Country) -> (String, &'static str) {
    let (trade, industry) = *random.pick(country.trades);
    let place = random.pick(country.names);
    let form = random.pick(country.forms);
    let name = if country.french {
        format!("{trade} {place} {form}")
    } else {
        format!("{place} {trade} {form}")
    };
    (name.trim().to_owned(), industry)
}

fn account_row(
    random: &mut Random,
    country: &Country,
    name: &str,
    industry: &str,
    consumer: bool,
    rep: Rep,
    created_at: Instant,
) -> AccountRow {
    let (postal_code, city) = *random.pick(country.towns);
    let number = random.between(1, 140);
    let street_name = random.pick(country.streets);
    let street = match country.code {
        "DE" | "NL" | "SE" => format!("{street_name} {number}"),
        "FR" | "BE" | "CH" => format!("{number}, {street_name}"),
        _ => format!("{number} {street_name}"),
    };
    let employees = if rep.team == Team::KeyAccounts {
        random.between(900, 26_000)
    } else {
        random.about(180)
    };
    let revenue = employees * random.between(110_000, 290_000) * 100;
    let slug: String = search_key(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let slug = slug
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let mut row = AccountRow {
        id: AccountId(random.id(created_at)),
        name: name.to_owned(),
        search: String::new(),
        kind: if consumer { "consumer" } else { "business" }.to_owned(),
        industry: industry.to_owned(),
        website: if consumer {
            String::new()
        } else {
            format!("https://www.{slug}.example")
        },
        phone: phone(random, country),
        street,
        postal_code: postal_code.to_owned(),
        city: city.to_owned(),
        country: country.code.to_owned(),
        vat_number: String::new(),
        employees: (!consumer).then_some(employees),
        annual_revenue_minor: (!consumer).then_some(revenue / 10_000_000 * 10_000_000),
        annual_revenue_currency: (!consumer).then_some(country.currency),
        founded_year: (!consumer).then(|| random.between(1921, 2019)),
        payment_days: None,
        notes: notes(random, consumer, rep.lang),
        parent_id: None,
        owner_id: rep.id,
        sample: true,
        created_at,
        updated_at: created_at,
        deleted_at: None,
        version: 1,
    };
    let mut facts = AccountFacts::named(row.name.clone(), row.owner_id);
    facts.city.clone_from(&row.city);
    facts.vat_number.clone_from(&row.vat_number);
    facts.website.clone_from(&row.website);
    row.search = account_search(&facts);
    row
}

pub(super) fn phone(random: &mut Random, country: &Country) -> String {
    if country.phone.is_empty() {
        return String::new();
    }
    match country.code {
        "FR" => format!(
            "{}{:02} {:02}",
            country.phone,
            random.below(100),
            random.below(100)
        ),
        "US" | "SE" => format!("{}{:02}", country.phone, random.below(100)),
        "DE" => format!("{}{:03}", country.phone, random.below(1000)),
        _ => format!("{}{:03}", country.phone, random.below(1000)),
    }
}

fn notes(random: &mut Random, consumer: bool, lang: Lang) -> String {
    if consumer || !random.percent(22) {
        return String::new();
    }
    let both: &[(&str, &str)] = &[
        (
            "Budget is decided in September for the year after.",
            "Le budget se décide en septembre pour l’année suivante.",
        ),
        (
            "Three sites; the plant manager decides, purchasing signs.",
            "Trois sites ; le directeur d’usine décide, les achats signent.",
        ),
        (
            "Wants everything hosted in the country.",
            "Exige un hébergement dans le pays.",
        ),
        (
            "Reference customer: may be called by prospects.",
            "Client référent : accepte d’être appelé par des prospects.",
        ),
        (
            "Invoices by e-mail only, purchase order number required.",
            "Factures par e-mail uniquement, numéro de commande obligatoire.",
        ),
    ];
    let (en, fr) = *random.pick(both);
    if lang == Lang::Fr { fr } else { en }.to_owned()
}

const TITLES: [(&str, &str); 10] = [
    ("Plant manager", "Directeur de site"),
    ("Maintenance manager", "Responsable maintenance"),
    ("Head of purchasing", "Responsable achats"),
    ("IT manager", "Responsable informatique"),
    ("Chief financial officer", "Directeur financier"),
    ("Quality manager", "Responsable qualité"),
    ("Operations director", "Directeur des opérations"),
    ("Energy manager", "Responsable énergie"),
    ("Automation engineer", "Ingénieur automaticien"),
    ("Buyer", "Acheteur"),
];

fn add_contacts(
    random: &mut Random,
    country: &Country,
    account: &AccountRow,
    buyer: &mut Buyer,
    contacts: &mut Vec<ContactRow>,
) {
    let count = match (buyer.consumer, buyer.team) {
        (true, _) => 1,
        (_, Team::KeyAccounts) => random.between(3, 5),
        _ => random.between(2, 4),
    };
    let domain = account
        .website
        .trim_start_matches("https://www.")
        .to_owned();
    let mut used = BTreeSet::new();
    for _ in 0..count {
        let (first, last) = if buyer.consumer {
            let (first, last) = account.name.split_once(' ').unwrap_or((&account.name, ""));
            (first.to_owned(), last.to_owned())
        } else {
            (
                (*random.pick(country.first)).to_owned(),
                (*random.pick(country.last)).to_owned(),
            )
        };
        if !used.insert((first.clone(), last.clone())) {
            continue;
        }
        let created_at = account.created_at.plus_days(random.below(20));
        let (en, fr) = *random.pick(&TITLES);
        let title = match (buyer.consumer, buyer.lang) {
            (true, _) => "",
            (_, Lang::Fr) => fr,
            (_, Lang::En) => en,
        };
        let local = search_key(&format!("{first}.{last}")).replace([' ', '’', '\''], "");
        let domain = if buyer.consumer {
            "mail.example"
        } else {
            &domain
        };
        let id = ContactId(random.id(created_at));
        let phone = if random.percent(70) {
            phone(random, country)
        } else {
            String::new()
        };
        let mut facts = ContactFacts::named(first, last, account.owner_id);
        facts.title = title.to_owned();
        facts.email = format!("{local}@{domain}");
        contacts.push(ContactRow {
            id,
            account_id: Some(account.id),
            search: contact_search(&facts),
            first_name: facts.first_name,
            last_name: facts.last_name,
            title: facts.title,
            email: facts.email,
            phone,
            language: buyer.lang.tag().to_owned(),
            notes: String::new(),
            owner_id: account.owner_id,
            sample: true,
            created_at,
            updated_at: created_at,
            deleted_at: None,
            version: 1,
        });
        buyer.contacts.push(id);
    }
}

/// Some large accounts have subsidiaries in the same team.
fn add_parents(random: &mut Random, all: &mut Accounts) {
    let heads: Vec<usize> = (0..all.rows.len())
        .filter(|index| all.buyers[*index].team == Team::KeyAccounts)
        .take(14)
        .collect();
    for index in 0..all.rows.len() {
        let is_child = all.buyers[index].team == Team::KeyAccounts && !heads.contains(&index);
        if is_child && random.percent(35) && !heads.is_empty() {
            let head = *random.pick(&heads);
            all.rows[index].parent_id = Some(all.rows[head].id);
        }
    }
    // A parent must be there before its subsidiaries.
    all.rows.sort_by_key(|row| row.parent_id.is_some());
}
