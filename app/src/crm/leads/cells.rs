//! The cells of the list of leads that say more than a word: the clock goes on, the queue can be taken from.

use super::api;
use super::words::{ClockBadge, RatingBadge, Timed, status_name, status_tone};
use crate::boot::{may, use_lang, use_session};
use i18n::{Lang, k, problem_text, t, tf};
use leptos::prelude::*;
use shared::crm::leads::{LeadStatus, TakeLead};
use shared::kernel::{Action, LeadId, ProblemKind};
use shared::platform::views::{Cell, ViewRow};
use std::str::FromStr;
use ui::{Badge, Button, PersonName, Size, use_toaster};

/// Columns the cells below are made from, shown or not.
pub(crate) const SUPPORT: &[&str] = &[
    "status",
    "rating",
    "lead_source",
    "created",
    "first_contacted",
];

/// The cell of this field, where it is one of these; `cell` gives the values of the row.
pub(crate) fn lead_cell(
    lang: Lang,
    row: &ViewRow,
    field: &str,
    cell: impl Fn(&str) -> Cell,
) -> Option<AnyView> {
    let status = word::<LeadStatus>(&cell("status"))?;
    Some(match field {
        "status" => {
            view! { <Badge text=status_name(lang, status) tone=status_tone(status)/> }.into_any()
        }
        "rating" => view! { <RatingBadge rating=word(&cell("rating"))?/> }.into_any(),
        "response" => {
            let moment = |name| match cell(name) {
                Cell::At(at) => Some(at),
                _ => None,
            };
            let timed = Timed {
                kind: (word(&cell("lead_source"))?, word(&cell("rating"))?),
                status,
                created_at: moment("created")?,
                first_contacted_at: moment("first_contacted"),
            };
            view! { <ClockBadge of=Signal::stored(timed)/> }.into_any()
        }
        "owner" if cell("owner") == Cell::Empty => {
            let name = match cell("name") {
                Cell::Text(name) => name,
                _ => String::new(),
            };
            let (id, version, open) = (LeadId(row.id), row.version, status.is_open());
            view! { <Take id version name open/> }.into_any()
        }
        _ => return None,
    })
}

fn word<T: FromStr>(cell: &Cell) -> Option<T> {
    match cell {
        Cell::Word(word) => word.parse().ok(),
        _ => None,
    }
}

/// Takes a lead from the queue; those who only read see that it waits there.
#[component]
fn Take(id: LeadId, version: i64, name: String, open: bool) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let me = use_session().actor.name;
    let taken = RwSignal::new(false);
    if !may(Action::EditLead) || !open {
        return view! { <span class="muted">{t(lang, k::leads::IN_QUEUE)}</span> }.into_any();
    }
    let label = tf(lang, k::leads::TAKE_NAME, &[("name", &name)]);
    let take = Callback::new(move |()| {
        if taken.get_untracked() {
            return;
        }
        taken.set(true);
        let name = name.clone();
        leptos::task::spawn_local(async move {
            match api::take(TakeLead { id, version }).await {
                Ok(_) => toaster.success(tf(lang, k::leads::TAKEN, &[("name", &name)])),
                Err(fault) => {
                    // Out of sight or changed: somebody was faster.
                    let gone = [
                        ProblemKind::NotFound,
                        ProblemKind::Conflict,
                        ProblemKind::Invalid,
                    ];
                    if gone.contains(&fault.0.kind) {
                        toaster.info(t(lang, k::leads::TAKEN_BY_OTHER));
                    } else {
                        toaster.problem(problem_text(lang, &fault.0));
                    }
                    let _ = taken.try_set(false);
                }
            }
        });
    });
    view! {
        <Show
            when=move || !taken.get()
            fallback=move || view! { <PersonName name=me.clone()/> }
        >
            <span title=label.clone()>
                <Button label=t(lang, k::leads::TAKE) size=Size::Small on_press=take/>
            </span>
        </Show>
    }
    .into_any()
}
