//! One person, and what an erasure does about it.

use crate::OrProblem;
use shared::kernel::{Instant, Problem, ProblemKind};
use shared::platform::erasure::terms::{Person, Term, needles, terms};
use shared::platform::erasure::{KeptDocument, PlaceCount, Report, Subject, SubjectKind, TermKind};
use std::collections::{BTreeMap, BTreeSet};
use store::Session;
use store::platform::erasure::{self as rows, About, Member, Table, Wanted};
use uuid::Uuid;

/// What is known before anything is done.
pub(super) struct Case {
    members: Vec<Member>,
    people: Vec<Person>,
    /// All terms of the person, shared ones, too.
    pub(super) all: Vec<Term>,
    /// Those nobody else carries.
    pub(super) own: Vec<Term>,
    shared: Vec<TermKind>,
    pub(super) contacts: Vec<Uuid>,
    pub(super) leads: Vec<Uuid>,
    pub(super) accounts: Vec<Uuid>,
    kept: Vec<(Uuid, KeptDocument)>,
}

/// Columns that are searched.
pub(super) fn columns(tables: &[Table]) -> u32 {
    let count: usize = tables.iter().map(|table| table.texts.len()).sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Case {
    pub(super) async fn read(session: &mut Session, subject: Subject) -> Result<Self, Problem> {
        let members = rows::person(session, subject).await.or_problem()?;
        if members.is_empty() {
            return Err(Problem::of(ProblemKind::NotFound));
        }
        let ids = |kind| {
            let of_kind = members.iter().filter(|member| member.subject.kind == kind);
            of_kind.map(|member| member.subject.id).collect::<Vec<_>>()
        };
        let (contacts, leads) = (ids(SubjectKind::Contact), ids(SubjectKind::Lead));
        let people: Vec<Person> = members.iter().map(|member| member.person.clone()).collect();
        let all = terms(&people);
        let accounts = rows::own_accounts(session, &contacts, &members)
            .await
            .or_problem()?;
        let theirs = rows::shared(session, &members, &accounts, &all)
            .await
            .or_problem()?;
        let own = all.iter().filter(|term| !theirs.contains(term)).cloned();
        let own: Vec<Term> = own.collect();
        let shared: BTreeSet<TermKind> = theirs.iter().map(|term| term.kind).collect();
        let kept = rows::kept(session, &contacts).await.or_problem()?;
        Ok(Self {
            members,
            people,
            own,
            all,
            shared: shared.into_iter().collect(),
            contacts,
            leads,
            accounts,
            kept,
        })
    }

    /// The name of the record the request is about; its address when it has no name.
    pub(super) fn name(&self) -> String {
        let first = self.people.first();
        first.map_or_else(String::new, |person| match person.name() {
            name if name.is_empty() => person.email.clone(),
            name => name,
        })
    }

    pub(super) fn records(&self) -> Vec<(SubjectKind, String)> {
        self.members
            .iter()
            .map(|member| {
                let person = &member.person;
                let parts = [person.name(), person.email.clone()];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                (member.subject.kind, parts.collect::<Vec<_>>().join(" · "))
            })
            .collect()
    }

    pub(super) fn subjects(&self) -> impl Iterator<Item = Subject> {
        self.members.iter().map(|member| member.subject)
    }

    /// The addresses, each once.
    pub(super) fn emails(&self) -> BTreeSet<String> {
        let emails = self
            .people
            .iter()
            .map(|person| person.email.trim().to_lowercase());
        emails.filter(|email| email.contains('@')).collect()
    }

    pub(super) fn kept_ids(&self) -> BTreeSet<Uuid> {
        self.kept.iter().map(|(id, _)| *id).collect()
    }

    pub(super) fn needles(&self) -> (Vec<String>, Vec<String>) {
        needles(&self.people, &self.own)
    }

    /// Erases, and searches everything for what is left.
    pub(super) async fn run(&self, session: &mut Session, now: Instant) -> Result<Report, Problem> {
        let kept = self.kept_ids();
        let about = About {
            contacts: &self.contacts,
            leads: &self.leads,
            accounts: &self.accounts,
            kept: &kept,
            terms: &self.all,
        };
        let wiped = rows::wipe(session, &about, now).await.or_problem()?;
        let tables = rows::tables(session).await.or_problem()?;
        let (plain, numbers) = self.needles();
        let wanted = Wanted {
            plain: &plain,
            numbers: &numbers,
            terms: &self.own,
        };
        let cleaned = rows::clean(session, &tables, wanted, &kept)
            .await
            .or_problem()?;
        let left = rows::search(session, &tables, wanted, &kept)
            .await
            .or_problem()?;
        let mut places: BTreeMap<String, PlaceCount> = BTreeMap::new();
        let place = |name: &str| PlaceCount {
            place: name.to_owned(),
            about: 0,
            named: 0,
        };
        for (table, count) in wiped {
            places
                .entry(table.to_owned())
                .or_insert_with(|| place(table))
                .about = count;
        }
        for (table, count) in cleaned {
            places
                .entry(table.clone())
                .or_insert_with(|| place(&table))
                .named = count;
        }
        Ok(Report {
            places: places.into_values().collect(),
            kept: self
                .kept
                .iter()
                .map(|(_, document)| document.clone())
                .collect(),
            shared: self.shared.clone(),
            columns: columns(&tables),
            left: u32::try_from(left.len()).unwrap_or(u32::MAX),
        })
    }
}
