//! What the palette offers: records found or opened last, pages, commands.

use super::super::appearance::Appearance;
use super::super::nav::sections;
use super::super::shortcuts::HelpState;
use super::super::topbar::CREATE;
use super::Answer;
use crate::boot::may;
use crate::platform::admin;
use crate::routes::{self, path};
use crate::work::{activity_glyph, task_glyph};
use i18n::{Key, Lang, k, t};
use leptos::prelude::*;
use shared::kernel::event::Entity;
use shared::kernel::search::matches;
use shared::kernel::{Action, Zone};
use shared::platform::profile::{Density, Theme};
use shared::platform::search::{Hit, Piece, stems};
use ui::Glyph;

/// What an entry does.
#[derive(Clone)]
pub(super) enum Act {
    Go(String),
    Run(Callback<()>),
}

/// One line of the palette.
#[derive(Clone)]
pub(super) struct Entry {
    pub group: Key,
    pub glyph: Glyph,
    pub label: String,
    pub detail: String,
    pub hint: &'static str,
    /// What stands around the words, where they were found in a text.
    pub snippet: Vec<Piece>,
    pub act: Act,
}

/// How what was found is told.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub lang: Lang,
    pub zone: StoredValue<Zone>,
}

/// A record found with `text`.
fn of_hit(told: Told, hit: Hit, text: &str) -> Option<Entry> {
    let (group, glyph, href) = match hit.entity {
        Entity::Activity | Entity::Task => return of_said(told, hit, text),
        Entity::Product => (
            k::shell::palette::PRODUCTS,
            Glyph::Box,
            routes::product(&hit.detail),
        ),
        Entity::Opportunity => (
            k::shell::palette::OPPORTUNITIES,
            Glyph::Target,
            routes::opportunity(hit.id.into()),
        ),
        Entity::Account => (
            k::shell::palette::ACCOUNTS,
            Glyph::Building,
            routes::account(hit.id.into()),
        ),
        Entity::Contact => (
            k::shell::palette::CONTACTS,
            Glyph::Person,
            routes::contact(hit.id.into()),
        ),
        Entity::Lead => (
            k::shell::palette::LEADS,
            Glyph::Funnel,
            routes::lead(hit.id.into()),
        ),
        Entity::Quote => (
            k::shell::palette::QUOTES,
            Glyph::FileText,
            routes::quote(hit.id.into()),
        ),
        _ => return None,
    };
    Some(Entry {
        group,
        glyph,
        label: hit.title,
        detail: hit.detail,
        hint: "",
        snippet: Vec::new(),
        act: Act::Go(href),
    })
}

/// An activity or a task: where it leads, what it is about, the words around those found.
fn of_said(told: Told, hit: Hit, text: &str) -> Option<Entry> {
    let said = hit.said?;
    let (group, glyph, href) = if hit.entity == Entity::Activity {
        (
            k::shell::palette::ACTIVITIES,
            activity_glyph(said.kind.parse().ok()?),
            // The words as they were looked for: the timeline finds them, too.
            routes::timeline_entry(said.record.as_ref()?, &stems(text).join(" "), hit.id)?,
        )
    } else {
        (
            k::shell::palette::TASKS,
            task_glyph(said.kind.parse().ok()?),
            routes::task(hit.id.into()),
        )
    };
    let on = said.at.map(|at| {
        let day = told.zone.with_value(|zone| zone.date(at));
        i18n::date_medium(told.lang, day)
    });
    let detail = match on {
        Some(on) => format!("{} · {on}", hit.detail),
        None => hit.detail,
    };
    Some(Entry {
        group,
        glyph,
        label: hit.title,
        detail,
        hint: "",
        snippet: said.snippet,
        act: Act::Go(href),
    })
}

/// One of the records opened last: all stand under one heading, each says its kind.
pub(super) fn of_visit(told: Told, hit: Hit) -> Option<Entry> {
    let kind = t(told.lang, kind_of(hit.entity)?);
    let entry = of_hit(told, hit, "")?;
    let detail = match entry.detail.as_str() {
        "" => kind.to_owned(),
        detail => format!("{kind} · {detail}"),
    };
    Some(Entry {
        group: k::shell::palette::RECENT,
        detail,
        ..entry
    })
}

const fn kind_of(entity: Entity) -> Option<Key> {
    use k::audit::entity as e;
    Some(match entity {
        Entity::Opportunity => e::OPPORTUNITY,
        Entity::Account => e::ACCOUNT,
        Entity::Contact => e::CONTACT,
        Entity::Lead => e::LEAD,
        Entity::Quote => e::QUOTE,
        _ => return None,
    })
}

fn page(lang: Lang, href: &str, label: Key, glyph: Glyph) -> Entry {
    Entry {
        group: k::shell::palette::PAGES,
        glyph,
        label: t(lang, label).to_owned(),
        detail: String::new(),
        hint: "",
        snippet: Vec::new(),
        act: Act::Go(href.to_owned()),
    }
}

fn command(glyph: Glyph, label: String, act: Act) -> Entry {
    Entry {
        group: k::shell::palette::ACTIONS,
        glyph,
        label,
        detail: String::new(),
        hint: "",
        snippet: Vec::new(),
        act,
    }
}

/// A choice of how things look: what is chosen, and as what.
fn choice(
    lang: Lang,
    glyph: Glyph,
    of: Key,
    label: Key,
    choose: impl Fn() + Send + Sync + 'static,
) -> Entry {
    let label = format!("{} · {}", t(lang, of), t(lang, label));
    command(glyph, label, Act::Run(Callback::new(move |()| choose())))
}

/// Pages and commands, whatever is typed.
pub(super) fn fixed(lang: Lang, look: Appearance, help: HelpState) -> Vec<Entry> {
    let pages = sections().map(|section| Entry {
        hint: section.letter,
        ..page(lang, section.href, section.label, section.glyph)
    });
    let settings = page(lang, path::SETTINGS, k::shell::SETTINGS, Glyph::Settings);
    let set_up = may(Action::ManageCompany)
        .then(|| page(lang, path::ADMIN_SETUP, k::setup::TITLE, Glyph::Target));
    let create =
        CREATE
            .iter()
            .filter(|(_, _, _, action)| may(*action))
            .map(|(label, href, glyph, _)| {
                let act = Act::Go((*href).to_owned());
                command(*glyph, t(lang, *label).to_owned(), act)
            });
    let theme = |theme: Theme, glyph, label: Key| {
        choice(lang, glyph, k::shell::theme::TITLE, label, move || {
            look.set_theme(theme)
        })
    };
    let others = [
        theme(Theme::Light, Glyph::Sun, k::shell::theme::LIGHT),
        theme(Theme::Dark, Glyph::Moon, k::shell::theme::DARK),
        theme(Theme::System, Glyph::Monitor, k::shell::theme::SYSTEM),
        command(
            Glyph::Keyboard,
            t(lang, k::shell::HELP).to_owned(),
            Act::Run(Callback::new(move |()| help.open.set(true))),
        ),
    ];
    create
        .chain(pages)
        .chain([settings])
        .chain(set_up)
        .chain(others)
        .collect()
}

/// Pages and commands for whoever types some of their names; there are too many to be shown before. Those of the
/// administration are found by its name, too.
pub(super) fn asides(lang: Lang, look: Appearance) -> Vec<Entry> {
    let shown: Vec<&str> = sections().map(|section| section.href).collect();
    let administration = admin::pages()
        .filter(|(href, ..)| *href != path::ADMIN_SETUP && !shown.contains(href))
        .map(|(href, label, glyph)| Entry {
            detail: t(lang, k::shell::ADMINISTRATION).to_owned(),
            ..page(lang, href, label, glyph)
        });
    let quotes = may(Action::ViewQuote).then(|| {
        page(
            lang,
            path::QUOTES_OFFLINE,
            k::offline::TITLE,
            Glyph::Offline,
        )
    });
    let density = |density: Density, label: Key| {
        let choose = move || look.set_density(density);
        choice(lang, Glyph::List, k::shell::density::TITLE, label, choose)
    };
    let language = |other: Lang, label: Key| {
        let choose = move || look.set_lang(other);
        choice(lang, Glyph::Globe, k::shell::LANGUAGE, label, choose)
    };
    administration
        .chain([
            page(lang, path::NOTIFICATIONS, k::notify::TITLE, Glyph::Bell),
            page(lang, path::FIND, k::models::find::TITLE, Glyph::Search),
        ])
        .chain(quotes)
        .chain([
            density(Density::Comfortable, k::shell::density::COMFORTABLE),
            density(Density::Compact, k::shell::density::COMPACT),
            match lang {
                Lang::En => language(Lang::Fr, k::shell::FRENCH),
                Lang::Fr => language(Lang::En, k::shell::ENGLISH),
            },
        ])
        .collect()
}

/// Records first (the ones opened last while nothing is typed), then pages and commands that match.
pub(super) fn entries(
    told: Told,
    (fixed, asides): &(Vec<Entry>, Vec<Entry>),
    recent: &[Entry],
    text: &str,
    answer: &Answer,
) -> Vec<Entry> {
    let mut all: Vec<Entry> = match answer {
        _ if text.trim().is_empty() => recent.to_vec(),
        Answer::Found(hits) => hits
            .iter()
            .cloned()
            .filter_map(|hit| of_hit(told, hit, text))
            .collect(),
        _ => Vec::new(),
    };
    if text.trim().is_empty() {
        all.extend(fixed.iter().cloned());
        return all;
    }
    let named = |entry: &&Entry| matches(&format!("{} {}", entry.label, entry.detail), text);
    all.extend(fixed.iter().chain(asides).filter(named).cloned());
    all
}
