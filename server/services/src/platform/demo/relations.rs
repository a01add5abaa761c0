//! Who reports to whom at the sample's accounts, who else is there, and who listens to whom.

use super::accounts::{Accounts, Buyer};
use super::random::Random;
use super::time::Present;
use super::words;
use shared::crm::relations::{RelationKind, Strength};
use shared::kernel::{AccountId, AffiliationId, ContactId, Instant, RelationId};
use std::collections::{BTreeMap, BTreeSet};
use store::platform::bulk::{ContactAccountRow, ContactRelationRow, ContactRow};

#[derive(Default)]
pub(super) struct RelationRows {
    pub(super) places: Vec<ContactAccountRow>,
    pub(super) relations: Vec<ContactRelationRow>,
}

/// Titles from the top of a company to its bench: who is further left leads.
const RANKS: [(&str, &str); 10] = [
    ("Operations director", "Directeur des opérations"),
    ("Chief financial officer", "Directeur financier"),
    ("Plant manager", "Directeur de site"),
    ("Head of purchasing", "Responsable achats"),
    ("Maintenance manager", "Responsable maintenance"),
    ("IT manager", "Responsable informatique"),
    ("Quality manager", "Responsable qualité"),
    ("Energy manager", "Responsable énergie"),
    ("Automation engineer", "Ingénieur automaticien"),
    ("Buyer", "Acheteur"),
];
/// From this rank on one has a manager between oneself and the top, where there is one.
const BENCH: usize = 7;

const BOARD: (&str, &str) = ("Member of the board", "Membre du conseil d’administration");
const ADVISER: (&str, &str) = ("External adviser", "Conseil extérieur");
const ADVICE: (&str, &str) = (
    "Asked before every large purchase.",
    "Consulté avant chaque achat important.",
);

pub(super) fn relations(
    random: &mut Random,
    accounts: &Accounts,
    present: Present,
    founded: Instant,
) -> RelationRows {
    let mut rows = RelationRows::default();
    let people: BTreeMap<ContactId, &ContactRow> =
        accounts.contacts.iter().map(|row| (row.id, row)).collect();
    for buyer in &accounts.buyers {
        let staff = ranked(buyer, &people);
        chart(random, buyer, &staff, founded, &mut rows);
    }
    boards(random, accounts, present, founded, &mut rows);
    advisers(random, accounts, present, founded, &mut rows);
    rows
}

fn rank(title: &str) -> usize {
    RANKS
        .iter()
        .position(|(en, fr)| *en == title || *fr == title)
        .unwrap_or(RANKS.len())
}

/// The people of a buyer that are still there, from the top down.
fn ranked(buyer: &Buyer, people: &BTreeMap<ContactId, &ContactRow>) -> Vec<(ContactId, usize)> {
    let mut staff: Vec<(ContactId, usize)> = buyer
        .contacts
        .iter()
        .filter_map(|id| people.get(id))
        .filter(|row| row.account_id == Some(buyer.id))
        .map(|row| (row.id, rank(&row.title)))
        .collect();
    staff.sort_by_key(|(id, rank)| (*rank, *id));
    staff
}

fn link(
    random: &mut Random,
    founded: Instant,
    (from, to): (ContactId, ContactId),
    kind: RelationKind,
    account: Option<AccountId>,
) -> ContactRelationRow {
    let strength = [Strength::Weak, Strength::Good, Strength::Strong][random.weighted(&[2, 5, 3])];
    ContactRelationRow {
        id: RelationId(random.id(founded)),
        from_id: from,
        to_id: to,
        kind: kind.code(),
        account_id: account,
        strength: strength.code(),
        note: String::new(),
        version: 1,
    }
}

/// Everybody but the first reports to somebody further up; two of the bench know each other.
fn chart(
    random: &mut Random,
    buyer: &Buyer,
    staff: &[(ContactId, usize)],
    founded: Instant,
    rows: &mut RelationRows,
) {
    let Some(((top, _), others)) = staff.split_first() else {
        return;
    };
    let middle = others.first().filter(|(_, rank)| *rank < BENCH);
    for (id, rank) in others {
        let manager = match middle {
            Some((between, _)) if *rank >= BENCH && between != id => *between,
            _ => *top,
        };
        let ends = (*id, manager);
        let kind = RelationKind::ReportsTo;
        rows.relations
            .push(link(random, founded, ends, kind, Some(buyer.id)));
    }
    if let [.., (one, _), (other, _)] = others
        && random.percent(40)
    {
        let kind = if random.percent(50) {
            RelationKind::Influences
        } else {
            RelationKind::Knows
        };
        rows.relations
            .push(link(random, founded, (*other, *one), kind, None));
    }
}

/// The first person of a group's head sits on the boards of companies below it.
fn boards(
    random: &mut Random,
    accounts: &Accounts,
    present: Present,
    founded: Instant,
    rows: &mut RelationRows,
) {
    let buyers: BTreeMap<AccountId, &Buyer> = accounts
        .buyers
        .iter()
        .map(|buyer| (buyer.id, buyer))
        .collect();
    for row in &accounts.rows {
        let head = row.parent_id.and_then(|id| buyers.get(&id));
        let (Some(head), Some(below)) = (head, buyers.get(&row.id)) else {
            continue;
        };
        let Some(person) = head.contacts.first() else {
            continue;
        };
        rows.places.push(ContactAccountRow {
            id: AffiliationId(random.id(founded)),
            contact_id: *person,
            account_id: row.id,
            role: words::of(BOARD, below.lang).to_owned(),
            since_on: Some(present.day_before(random.between(200, 900))),
            until_on: None,
            note: String::new(),
            version: 1,
        });
        if let Some(own) = below.contacts.first() {
            let ends = (*own, *person);
            let kind = RelationKind::Knows;
            rows.relations.push(link(random, founded, ends, kind, None));
        }
    }
}

/// A few engineers advise another company of the same region beside their work.
fn advisers(
    random: &mut Random,
    accounts: &Accounts,
    present: Present,
    founded: Instant,
    rows: &mut RelationRows,
) {
    let firms: Vec<&Buyer> = accounts
        .buyers
        .iter()
        .filter(|buyer| !buyer.consumer && buyer.contacts.len() > 1)
        .collect();
    let mut taken = BTreeSet::new();
    for pair in firms.chunks(12).filter_map(|some| some.first_chunk::<2>()) {
        let [one, other] = pair;
        let (Some(adviser), Some(host)) = (one.contacts.last(), other.contacts.first()) else {
            continue;
        };
        if !taken.insert(*adviser) {
            continue;
        }
        let over = random.percent(20);
        rows.places.push(ContactAccountRow {
            id: AffiliationId(random.id(founded)),
            contact_id: *adviser,
            account_id: other.id,
            role: words::of(ADVISER, other.lang).to_owned(),
            since_on: Some(present.day_before(random.between(300, 700))),
            until_on: over.then(|| present.day_before(random.between(10, 200))),
            note: String::new(),
            version: 1,
        });
        let mut advice = link(
            random,
            founded,
            (*adviser, *host),
            RelationKind::Influences,
            None,
        );
        advice.note = words::of(ADVICE, other.lang).to_owned();
        rows.relations.push(advice);
    }
}
