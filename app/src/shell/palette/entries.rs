//! What the palette offers: records found or opened last, pages, commands.

use super::super::appearance::Appearance;
use super::super::nav::sections;
use super::super::shortcuts::HelpState;
use super::super::topbar::CREATE;
use super::Answer;
use crate::boot::may;
use crate::routes::{self, path};
use crate::work::{activity_glyph, task_glyph};
use i18n::{Key, k, t};
use leptos::prelude::*;
use shared::kernel::event::Entity;
use shared::kernel::search::matches;
use shared::kernel::{Action, Zone};
use shared::platform::profile::Theme;
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
    pub lang: i18n::Lang,
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

/// Pages and commands, whatever is typed.
pub(super) fn fixed(lang: i18n::Lang, look: Appearance, help: HelpState) -> Vec<Entry> {
    let pages = sections().map(|section| Entry {
        group: k::shell::palette::PAGES,
        glyph: section.glyph,
        label: t(lang, section.label).to_owned(),
        detail: String::new(),
        hint: section.letter,
        snippet: Vec::new(),
        act: Act::Go(section.href.to_owned()),
    });
    let settings = Entry {
        group: k::shell::palette::PAGES,
        glyph: Glyph::Settings,
        label: t(lang, k::shell::SETTINGS).to_owned(),
        detail: String::new(),
        hint: "",
        snippet: Vec::new(),
        act: Act::Go(path::SETTINGS.to_owned()),
    };
    let set_up = may(Action::ManageCompany).then(|| Entry {
        group: k::shell::palette::PAGES,
        glyph: Glyph::Target,
        label: t(lang, k::setup::TITLE).to_owned(),
        detail: String::new(),
        hint: "",
        snippet: Vec::new(),
        act: Act::Go(path::ADMIN_SETUP.to_owned()),
    });
    let command = |glyph, label: String, act| Entry {
        group: k::shell::palette::ACTIONS,
        glyph,
        label,
        detail: String::new(),
        hint: "",
        snippet: Vec::new(),
        act,
    };
    let create =
        CREATE
            .iter()
            .filter(|(_, _, _, action)| may(*action))
            .map(|(label, href, glyph, _)| {
                command(
                    *glyph,
                    t(lang, *label).to_owned(),
                    Act::Go((*href).to_owned()),
                )
            });
    let theme = |theme: Theme, glyph, label: Key| {
        let label = format!("{} · {}", t(lang, k::shell::theme::TITLE), t(lang, label));
        command(
            glyph,
            label,
            Act::Run(Callback::new(move |()| look.set_theme(theme))),
        )
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

/// Records first (the ones opened last while nothing is typed), then pages and commands that match.
pub(super) fn entries(
    told: Told,
    fixed: &[Entry],
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
    all.extend(
        fixed
            .iter()
            .filter(|entry| text.trim().is_empty() || matches(&entry.label, text))
            .cloned(),
    );
    all
}
