//! What a file is and what its columns mean, guessed from their names and their contents, with a
//! confidence from 0 to 100.

use super::countries::is_country;
use super::formats::{is_date, is_email, number_evidence};
use super::kinds::{Field, FieldDef, ImportKind, Shape};
use super::model::{ColumnMapping, ImportContext, Mapping, OnMatch, PipelineRef};
use super::own;
use super::similar::{distance, forgiven, name_key, words};
use super::table::Table;
use super::values::{Meaning, meaning};
use crate::platform::fields::CustomField;
use std::collections::BTreeMap;

/// Rows looked at to know a column.
const SAMPLE: usize = 500;
/// Distinct words of a choice column that are explained one by one; beyond, it is free text.
pub const MAX_WORDS: usize = 200;

/// What the cells of a column look like: shares of the filled ones, in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Filled cells among those looked at.
    pub filled: usize,
    /// E-mail addresses.
    pub emails: usize,
    /// Dates.
    pub dates: usize,
    /// Numbers.
    pub numbers: usize,
    /// Country names or codes.
    pub countries: usize,
}

/// Looks at a column.
#[must_use]
pub fn profile(table: &Table, column: usize) -> Profile {
    let cells: Vec<&str> = table
        .rows
        .iter()
        .take(SAMPLE)
        .map(|row| row.cell(column))
        .filter(|cell| !cell.is_empty())
        .collect();
    let countries = cells.iter().filter(|cell| is_country(cell)).count();
    let share = |count: usize| count * 100 / cells.len().max(1);
    Profile {
        filled: cells.len(),
        emails: share(cells.iter().filter(|cell| is_email(cell)).count()),
        dates: share(cells.iter().filter(|cell| is_date(cell)).count()),
        numbers: share(
            cells
                .iter()
                .filter(|cell| number_evidence(cell).is_some())
                .count(),
        ),
        countries: share(countries),
    }
}

/// How well a column's name means a field: 0, or 60 to 100.
fn name_score(header: &str, def: &FieldDef) -> u8 {
    // What stands in brackets is a unit: "Revenue (k€)".
    let header = header.split(['(', '[']).next().unwrap_or(header);
    let key = name_key(header);
    let spaced = format!(" {} ", words(header));
    let mut best = 0;
    for (place, synonym) in def.synonyms.split(',').enumerate() {
        let other = name_key(synonym);
        let later = u8::try_from(place.min(15)).unwrap_or(15);
        let score = if other == key {
            100 - later
        } else if distance(&key, &other, forgiven(&key)).is_some() {
            80 - later
        } else if spaced.contains(&format!(" {} ", words(synonym))) && other.len() > 3 {
            75 - later
        } else {
            0
        };
        best = best.max(score);
    }
    best
}

/// Name and content together.
fn score(header: &str, def: &FieldDef, profile: Profile) -> u8 {
    let by_name = name_score(header, def);
    if profile.filled == 0 {
        return by_name;
    }
    let contradicted = match def.shape {
        Shape::Email => profile.emails < 50,
        Shape::Date => profile.dates < 50 && profile.numbers < 90,
        Shape::Number => profile.numbers < 50,
        Shape::Country => profile.countries < 50,
        _ => false,
    };
    let by_content = match def.shape {
        Shape::Email if profile.emails >= 80 => 70,
        Shape::Country if profile.countries >= 80 && profile.numbers < 20 => 55,
        _ => 0,
    };
    if contradicted {
        0
    } else if by_name > 0 {
        by_name
    } else {
        by_content
    }
}

/// The field each column most likely fills, each field at most once: best pairs first. Fields of
/// administrators among `all` are known by their label in either language and by their key.
#[must_use]
pub fn columns(table: &Table, kind: ImportKind, all: &[CustomField]) -> Vec<Option<(Field, u8)>> {
    let mut pairs: Vec<(u8, usize, Field)> = Vec::new();
    for (index, header) in table.headers.iter().enumerate() {
        let profile = profile(table, index);
        for def in kind.fields() {
            let score = if table.has_header {
                score(header, def, profile)
            } else {
                score("", def, profile)
            };
            if score > 0 {
                pairs.push((score, index, def.field));
            }
        }
        let named = own::targets(kind, all).filter(|_| table.has_header);
        for (target, own) in named {
            let score = own::score(header, target, own, profile);
            if score > 0 {
                pairs.push((score, index, target));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut chosen = vec![None; table.headers.len()];
    let mut used = Vec::new();
    for (score, index, field) in pairs {
        if let Some(place @ None) = chosen.get_mut(index)
            && !used.contains(&field)
        {
            *place = Some((field, score));
            used.push(field);
        }
    }
    chosen
}

const FILE_NAMES: [(ImportKind, &str); 6] = [
    (
        ImportKind::People,
        "team,teams,user,users,people,agents,reps,equipe,equipes,utilisateurs,commerciaux",
    ),
    (
        ImportKind::Products,
        "product,products,produits,articles,catalogue,catalog",
    ),
    (
        ImportKind::Accounts,
        "account,accounts,companies,customers,comptes,societes,clients,entreprises",
    ),
    (ImportKind::Contacts, "contact,contacts,interlocuteurs"),
    (
        ImportKind::Leads,
        "lead,leads,prospects,pistes,inscriptions",
    ),
    (
        ImportKind::Opportunities,
        "opportunity,opportunities,deals,pipeline,opportunites,affaires",
    ),
];

/// Fields of which a file of this kind must have one, else it is not of this kind.
fn identity(kind: ImportKind) -> &'static [Field] {
    match kind {
        ImportKind::Contacts | ImportKind::Leads => &[Field::Name, Field::LastName, Field::Email],
        ImportKind::Opportunities => &[Field::Stage],
        _ => &[Field::Name],
    }
}

/// Every kind with how well the file fits it, the best first.
#[must_use]
pub fn kinds(file_name: &str, table: &Table) -> Vec<(ImportKind, u8)> {
    let name = words(file_name);
    let mut fits: Vec<(ImportKind, usize)> = ImportKind::ALL
        .into_iter()
        .map(|kind| {
            let columns = columns(table, kind, &[]);
            let has = |field: &Field| columns.iter().flatten().any(|(chosen, _)| chosen == field);
            if !identity(kind).iter().any(has) {
                return (kind, 0);
            }
            let sum: usize = columns
                .iter()
                .flatten()
                .map(|(_, score)| usize::from(*score))
                .sum();
            let mean = sum / columns.len().max(1);
            let named = FILE_NAMES.iter().any(|(of, list)| {
                *of == kind
                    && name
                        .split(' ')
                        .any(|word| list.split(',').any(|item| item == word))
            });
            // A file of contacts also names companies: persons' names tell them apart.
            let person = kind == ImportKind::Contacts
                && (has(&Field::LastName) || (has(&Field::Name) && has(&Field::Email)));
            // What is a lead and no contact says so, in its name or in its columns.
            let told = [Field::LeadSource, Field::Rating, Field::Interest];
            if kind == ImportKind::Leads && !named && !told.iter().any(has) {
                return (kind, mean / 2);
            }
            let person = person || kind == ImportKind::Leads;
            let bonus = usize::from(named) * 15 + usize::from(person) * 20;
            // A file that is called leads is none of contacts, however well it fits.
            let leads = name
                .split(' ')
                .any(|word| matches!(word, "lead" | "leads" | "prospects" | "pistes"));
            if kind == ImportKind::Contacts && leads {
                return (kind, mean / 2);
            }
            (kind, (mean + bonus).min(100))
        })
        .collect();
    fits.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    fits.into_iter()
        .map(|(kind, fit)| (kind, u8::try_from(fit.min(100)).unwrap_or(100)))
        .collect()
}

/// Distinct words of a column with how often they occur, most frequent first; empty when there are
/// more than [`MAX_WORDS`].
#[must_use]
pub fn distinct_words(table: &Table, column: usize) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &table.rows {
        let cell = row.cell(column);
        if cell.is_empty() {
            continue;
        }
        *counts.entry(cell).or_default() += 1;
        if counts.len() > MAX_WORDS {
            return Vec::new();
        }
    }
    let mut list: Vec<(String, u32)> = counts
        .into_iter()
        .map(|(word, count)| (word.to_owned(), count))
        .collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    list
}

/// A complete first mapping of a file, and the confidence of each column.
#[must_use]
pub fn mapping(
    table: &Table,
    kind: ImportKind,
    context: &ImportContext,
    pipeline: Option<&PipelineRef>,
) -> (Mapping, Vec<u8>) {
    let guessed = columns(table, kind, &context.own);
    let columns = table
        .headers
        .iter()
        .zip(&guessed)
        .map(|(header, guess)| ColumnMapping {
            header: header.clone(),
            field: guess.map(|(field, _)| field),
            scale: scale_in_name(header),
            ..ColumnMapping::default()
        })
        .collect();
    let mut mapping = Mapping {
        kind,
        on_match: OnMatch::default(),
        columns,
        values: BTreeMap::new(),
    };
    guess_values(table, &mut mapping, context, pipeline);
    let confidence = guessed
        .iter()
        .map(|guess| guess.map_or(0, |(_, score)| score))
        .collect();
    (mapping, confidence)
}

/// Explains the words of every choice column that are not explained yet.
pub fn guess_values(
    table: &Table,
    mapping: &mut Mapping,
    context: &ImportContext,
    pipeline: Option<&PipelineRef>,
) {
    for (index, column) in mapping.columns.iter().enumerate() {
        let Some(field) = column.field else { continue };
        if context.shape(mapping.kind, field) != Some(Shape::Choice) {
            continue;
        }
        let known = mapping.values.entry(field).or_default();
        for (word, _) in distinct_words(table, index) {
            let key = name_key(&word);
            if known.contains_key(&key) {
                continue;
            }
            match meaning(field, &word, context, pipeline) {
                Meaning::Sure(code) | Meaning::Likely(code) => {
                    known.insert(key, code);
                }
                Meaning::Unknown => {}
            }
        }
    }
}

/// `Revenue (M€)` is in millions, `CA k€` in thousands.
fn scale_in_name(header: &str) -> u32 {
    let lower = header.to_lowercase();
    let mut tokens = lower.split(|c: char| !c.is_alphanumeric() && !"€$£".contains(c));
    if tokens.any(|t| {
        matches!(
            t,
            "m€" | "m$" | "m£" | "million" | "millions" | "meur" | "musd"
        )
    }) {
        return 6;
    }
    let mut tokens = lower.split(|c: char| !c.is_alphanumeric() && !"€$£".contains(c));
    if tokens.any(|t| {
        matches!(
            t,
            "k€" | "k$" | "k£" | "thousand" | "thousands" | "milliers" | "keur" | "kusd"
        )
    }) {
        return 3;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::imports::table::{ReadOptions, read};

    fn table(text: &str) -> Table {
        read(text.as_bytes(), ReadOptions::default()).unwrap()
    }

    fn fields(text: &str, kind: ImportKind) -> Vec<Option<&'static str>> {
        columns(&table(text), kind, &[])
            .into_iter()
            .map(|guess| guess.map(|(field, _)| field.code()))
            .collect()
    }

    #[test]
    fn french_and_english_headers() {
        assert_eq!(
            fields(
                "Raison sociale;Secteur d’activité;Effectif;Pays;Ville;CA (k€)\nÉlan;Santé;12;France;Lyon;3 400\n",
                ImportKind::Accounts
            ),
            [
                Some("name"),
                Some("industry"),
                Some("employees"),
                Some("country"),
                Some("city"),
                Some("annual_revenue")
            ]
        );
        assert_eq!(
            fields(
                "Prénom;Nom;Courriel;Société;Fonction\nLéa;Roy;lea@x.fr;Élan;DAF\n",
                ImportKind::Contacts
            ),
            [
                Some("first_name"),
                Some("last_name"),
                Some("email"),
                Some("account"),
                Some("job_title")
            ]
        );
        // As the list of leads is exported in French.
        assert_eq!(
            fields(
                "E-mail;Entreprise;Chaleur;Besoin exprimé\nlea@x.fr;Élan;Chaude;Un devis pour 12 postes\n",
                ImportKind::Leads
            ),
            [
                Some("email"),
                Some("company"),
                Some("rating"),
                Some("interest")
            ]
        );
        assert_eq!(
            fields(
                "Deal Name,Company,Stage,Amount,Expected Close Date,Deal Owner\nA,B,Won,1,2026-01-02,C D\n",
                ImportKind::Opportunities
            ),
            [
                Some("name"),
                Some("account"),
                Some("stage"),
                Some("amount"),
                Some("close_date"),
                Some("owner")
            ]
        );
    }

    #[test]
    fn contents_decide_between_city_and_country() {
        assert_eq!(
            fields(
                "company,location\nA,Kenya\nB,Norway\n",
                ImportKind::Accounts
            )[1],
            Some("country")
        );
        assert_eq!(
            fields("company,location\nA,Lyon\nB,Lille\n", ImportKind::Accounts)[1],
            Some("city")
        );
        assert_eq!(
            fields("company,revenue\nA,high\n", ImportKind::Accounts)[1],
            None
        );
    }

    #[test]
    fn the_kind_of_a_file() {
        for (name, text, kind) in [
            (
                "a.csv",
                "Company,Industry,Employees\nA,B,1\n",
                ImportKind::Accounts,
            ),
            (
                "a.csv",
                "First name,Last name,Email,Company\nA,B,a@b.fr,C\n",
                ImportKind::Contacts,
            ),
            (
                "a.csv",
                "Produit;Famille;Prix unitaire\nA;B;1\n",
                ImportKind::Products,
            ),
            (
                "a.csv",
                "Commercial;Manager;Agence\nA;B;C\n",
                ImportKind::People,
            ),
            (
                "a.csv",
                "Affaire;Compte;Étape;Montant;Date de clôture\nA;B;C;1;01/02/2026\n",
                ImportKind::Opportunities,
            ),
            (
                "contacts.csv",
                "name,email\nA B,a@b.fr\n",
                ImportKind::Contacts,
            ),
            (
                "contacts.csv",
                "First name,Last name,Email,Company,City,Country\nA,B,a@b.fr,C,Lyon,France\n",
                ImportKind::Contacts,
            ),
            (
                "export.csv",
                "First name,Last name,Email,Company,Lead source\nA,B,a@b.fr,C,Web\n",
                ImportKind::Leads,
            ),
            (
                "leads.csv",
                "First name,Last name,Email,Company\nA,B,a@b.fr,C\n",
                ImportKind::Leads,
            ),
        ] {
            assert_eq!(kinds(name, &table(text))[0].0, kind, "{text}");
        }
    }

    #[test]
    fn a_scale_in_the_name() {
        assert_eq!(scale_in_name("Revenue (M€)"), 6);
        assert_eq!(scale_in_name("CA k€"), 3);
        assert_eq!(scale_in_name("Market"), 0);
    }
}
