//! Precision and recall on a labelled set: records made as people make them, some twice with the
//! slips of a hurried hand, beside others that only look alike.

use super::{Print, find_alike, find_pairs};
use crate::crm::accounts::{AccountFacts, tidy_account};
use crate::crm::contacts::{ContactFacts, tidy_contact};
use crate::kernel::UserId;
use crate::kernel::digest::Digest;
use std::collections::BTreeSet;
use uuid::Uuid;

/// SplitMix64: the same set every time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(below).unwrap()).unwrap()
    }
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

const FIRST: [&str; 24] = [
    "Camille",
    "Julie",
    "Sophie",
    "Nathalie",
    "Isabelle",
    "Céline",
    "Élodie",
    "Manon",
    "Fatima",
    "Pierre",
    "Nicolas",
    "Laurent",
    "Stéphane",
    "Guillaume",
    "Romain",
    "Benoît",
    "Olivier",
    "François",
    "Karim",
    "Xavier",
    "Emily",
    "James",
    "Anna",
    "Jürgen",
];
const LAST: [&str; 24] = [
    "Martin",
    "Garnier",
    "Faure",
    "Rousseau",
    "Blanc",
    "Guérin",
    "Muller",
    "Roussel",
    "Gauthier",
    "Lefèvre",
    "Chevalier",
    "Renaud",
    "Lemaire",
    "Picard",
    "Morel",
    "Bonnet",
    "Haddad",
    "Nguyen",
    "Leclerc",
    "Besson",
    "Bennett",
    "Hargreaves",
    "Schäfer",
    "Lindberg",
];
const TRADE: [&str; 10] = [
    "Ateliers",
    "Fonderie",
    "Laiterie",
    "Papeterie",
    "Transports",
    "Mécanique",
    "Verrerie",
    "Menuiserie",
    "Imprimerie",
    "Brasserie",
];
const PLACE: [&str; 16] = [
    "Duval",
    "du Rhône",
    "Moreau",
    "des Alpes",
    "Perrin",
    "de l’Ouest",
    "Caron",
    "du Midi",
    "Leroux",
    "de Provence",
    "Marchand",
    "du Nord",
    "Delorme",
    "des Vosges",
    "Fontaine",
    "d’Armor",
];
const FORM: [&str; 4] = ["SAS", "SARL", "SA", ""];

/// A slip of the hand: two letters swapped, one lost, or one twice. The first stays.
fn slip(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 5 {
        return text.to_owned();
    }
    let at = 1 + chance.below(letters.len() - 2);
    match chance.below(3) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

fn phone(chance: &mut Chance) -> String {
    format!("01{:08}", chance.next() % 100_000_000)
}

fn otherwise(chance: &mut Chance, phone: &str) -> String {
    match chance.below(3) {
        0 => format!("+33 {}", phone.trim_start_matches('0')),
        1 => phone.replacen("01", "01.", 1),
        _ => phone.to_owned(),
    }
}

fn slug(text: &str) -> String {
    let plain = crate::kernel::search_key(text);
    plain.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The prints, and which two of them are one.
type Labelled = (Vec<Print>, BTreeSet<(usize, usize)>);

fn id(number: usize) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap() + 1)
}

fn owner() -> UserId {
    UserId(Uuid::nil())
}

fn print_account(number: usize, facts: AccountFacts) -> Print {
    Print::of_account(id(number), &tidy_account(&facts))
}

fn accounts() -> Labelled {
    let mut chance = Chance(7);
    let (mut prints, mut one) = (Vec::new(), BTreeSet::new());
    for (t, trade) in TRADE.iter().enumerate() {
        for (p, place) in PLACE.iter().enumerate() {
            let name = format!("{trade} {place} {}", chance.pick(&FORM));
            let facts = AccountFacts {
                website: format!("{}.example", slug(&format!("{trade}{place}"))),
                phone: phone(&mut chance),
                postal_code: format!("{:05}", 1_000 + 97 * (t * PLACE.len() + p)),
                country: "FR".into(),
                ..AccountFacts::named(name, owner())
            };
            let first = prints.len();
            prints.push(print_account(first, facts.clone()));
            if chance.percent(40) {
                // The same company, typed again by somebody else.
                let name = match chance.below(3) {
                    0 => format!("{} {place}", trade.to_uppercase()),
                    1 => format!("{} {place} SAS", slip(&mut chance, trade)),
                    _ => format!("{trade} {} SARL", slip(&mut chance, place)),
                };
                let again = AccountFacts {
                    website: if chance.percent(60) {
                        facts.website.clone()
                    } else {
                        String::new()
                    },
                    phone: otherwise(&mut chance, &facts.phone),
                    postal_code: if chance.percent(80) {
                        facts.postal_code.clone()
                    } else {
                        String::new()
                    },
                    ..AccountFacts::named(name, owner())
                };
                prints.push(print_account(first + 1, again));
                one.insert((first, first + 1));
            } else if chance.percent(30) {
                // A sister company: same site, other name and place.
                let sister = AccountFacts {
                    website: facts.website.clone(),
                    phone: phone(&mut chance),
                    postal_code: "99999".into(),
                    ..AccountFacts::named(format!("Holding {}", chance.pick(&LAST)), owner())
                };
                prints.push(print_account(first + 1, sister));
            }
        }
    }
    (prints, one)
}

fn print_contact(number: usize, facts: ContactFacts, account: &str) -> Print {
    Print::of_contact(id(number), &tidy_contact(&facts), account)
}

fn contacts() -> Labelled {
    let mut chance = Chance(11);
    let (mut prints, mut one) = (Vec::new(), BTreeSet::new());
    for trade in TRADE {
        for place in PLACE {
            let account = format!("{trade} {place}");
            let domain = format!("{}.example", slug(&account));
            let switchboard = phone(&mut chance);
            let mut there = BTreeSet::new();
            for _ in 0..4 {
                let (first, last) = (chance.pick(&FIRST), chance.pick(&LAST));
                if !there.insert((first, last)) {
                    continue;
                }
                let facts = ContactFacts {
                    email: format!("{}.{}@{domain}", slug(first), slug(last)),
                    // Colleagues share a switchboard.
                    phone: if chance.percent(50) {
                        switchboard.clone()
                    } else {
                        phone(&mut chance)
                    },
                    ..ContactFacts::named(first, last, owner())
                };
                let at = prints.len();
                prints.push(print_contact(at, facts.clone(), &account));
                if chance.percent(30) {
                    let mut again = facts.clone();
                    match chance.below(5) {
                        0 => again.last_name = slip(&mut chance, last),
                        1 => std::mem::swap(&mut again.first_name, &mut again.last_name),
                        2 => again.first_name = first.chars().take(1).collect(),
                        3 => again.email = String::new(),
                        _ => again.email = format!("{}@{domain}", slug(last)),
                    }
                    again.phone = if chance.percent(50) {
                        otherwise(&mut chance, &facts.phone)
                    } else {
                        String::new()
                    };
                    prints.push(print_contact(at + 1, again, &account));
                    one.insert((at, at + 1));
                }
            }
        }
    }
    (prints, one)
}

/// Precision and recall of what is found, in thousandths.
fn measure(name: &str, (prints, one): &Labelled) -> (usize, usize) {
    let found: BTreeSet<(usize, usize)> = find_pairs(prints)
        .into_iter()
        .map(|(a, b, _)| (a.min(b), a.max(b)))
        .collect();
    let right = found.intersection(one).count();
    let (precision, recall) = (
        1_000 * right / found.len().max(1),
        1_000 * right / one.len(),
    );
    println!(
        "{name}: {} records, {} true pairs, {} found, {right} right: precision {:.1} %, recall {:.1} %",
        prints.len(),
        one.len(),
        found.len(),
        f64::from(u32::try_from(precision).unwrap()) / 10.0,
        f64::from(u32::try_from(recall).unwrap()) / 10.0,
    );
    for (a, b) in found.difference(one).take(5) {
        println!("  wrongly found: {:?} | {:?}", prints[*a], prints[*b]);
    }
    for (a, b) in one.difference(&found).take(5) {
        let score = super::compare(&prints[*a], &prints[*b]);
        println!("  missed: {:?} | {:?}: {score:?}", prints[*a], prints[*b]);
    }
    (precision, recall)
}

#[test]
fn accounts_are_found_and_little_else() {
    let (precision, recall) = measure("accounts", &accounts());
    assert!(precision >= 950, "precision {precision}");
    assert!(recall >= 900, "recall {recall}");
}

#[test]
fn contacts_are_found_and_little_else() {
    let (precision, recall) = measure("contacts", &contacts());
    assert!(precision >= 950, "precision {precision}");
    assert!(recall >= 900, "recall {recall}");
}

#[test]
fn a_pair_has_no_direction() {
    let (prints, one) = contacts();
    for (a, b) in one.iter().take(200) {
        let (there, back) = (
            super::compare(&prints[*a], &prints[*b]),
            super::compare(&prints[*b], &prints[*a]),
        );
        assert_eq!(there.score, back.score);
    }
    let mut turned = prints.clone();
    turned.reverse();
    let ids = |prints: &[Print]| -> BTreeSet<(Uuid, Uuid)> {
        let pairs = find_pairs(prints);
        pairs
            .into_iter()
            .map(|(a, b, _)| (prints[a].id, prints[b].id))
            .collect()
    };
    assert_eq!(ids(&prints), ids(&turned));
}

/// One of each pair as a new record, beside all the others: it finds what the pairs find.
#[test]
fn a_new_record_finds_the_one_it_resembles() {
    for (prints, one) in [accounts(), contacts()] {
        let twins: BTreeSet<usize> = one.iter().map(|(_, twin)| *twin).collect();
        let all: Vec<Print> = (0..prints.len())
            .filter(|at| !twins.contains(at))
            .map(|at| prints[at].clone())
            .collect();
        let new: Vec<Print> = twins.iter().map(|at| prints[*at].clone()).collect();
        let found = find_alike(&new, &all);
        let hits = found.iter().flatten().count();
        assert!(hits * 100 >= new.len() * 85, "{hits} of {}", new.len());
        let wanted: BTreeSet<(Uuid, Uuid)> = one
            .iter()
            .map(|(a, b)| (prints[*b].id, prints[*a].id))
            .collect();
        let right = new.iter().zip(&found).filter(|(print, found)| {
            let found = found.as_ref().map(|(at, _)| all[*at].id);
            found.is_some_and(|found| wanted.contains(&(print.id, found)))
        });
        assert!(right.count() * 100 >= hits * 90);
        for (at, found) in found.iter().flatten() {
            assert!(*at < all.len() && found.score >= super::THRESHOLD);
        }
    }
}

#[test]
fn scores_are_the_same_bytes_everywhere() {
    let mut digest = Digest::of("duplicates");
    for (prints, one) in [accounts(), contacts()] {
        digest.add(&find_pairs(&prints));
        // Those below the threshold, too: the two that are one, and neighbours that are not.
        for (a, b) in &one {
            digest.add(&super::compare(&prints[*a], &prints[*b]));
        }
        for pair in prints.windows(2) {
            digest.add(&super::compare(&pair[0], &pair[1]));
        }
        digest.add(&find_alike(&prints[..50], &prints[50..]));
    }
    digest.say();
}
