//! The filters, which live in the address.

use super::{api, words};
use crate::boot::use_lang;
use crate::crm::list::{AddressFilters, FilterSelect, use_filter};
use crate::platform::people::use_people;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::event::Entity;
use shared::platform::audit::{AuditFilter, ReadAudit};
use ui::{Choice, DateInput, FilterChip};

/// Names of the filters in the address.
pub(super) mod name {
    pub const WHO: &str = "who";
    pub const KIND: &str = "kind";
    pub const ACTION: &str = "action";
    pub const FROM: &str = "from";
    pub const TO: &str = "to";
    pub const RECORD: &str = "record";
    pub const ALL: [&str; 6] = [WHO, KIND, ACTION, FROM, TO, RECORD];
}

/// What the address asks for; what cannot be read is left out.
pub(super) fn use_audit_filter() -> Memo<AuditFilter> {
    let [who, kind, action, from, to, record] = name::ALL.map(use_filter);
    Memo::new(move |_| AuditFilter {
        who: who.get().parse().ok(),
        kind: kind.get().parse().ok(),
        action: Some(action.get()).filter(|action| !action.is_empty()),
        from: from.get().parse().ok(),
        to: to.get().parse().ok(),
        record: record.get().parse().ok(),
    })
}

/// The bar.
#[component]
pub(super) fn Filters(filters: AddressFilters) -> impl IntoView {
    let lang = use_lang();
    // Once per page: what can happen does not depend on the filters.
    let known = Resource::new(
        || (),
        |()| {
            api::read(ReadAudit {
                limit: 1,
                ..ReadAudit::default()
            })
        },
    );
    let people = use_people();
    let kinds: Vec<Choice> = Entity::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.code(), words::kind(lang, kind)))
        .collect();
    view! {
        <div class="filter-bar" role="search" aria-label=t(lang, k::audit::FILTERS)>
            <Transition>
                {move || Suspend::new(async move {
                    let people = people.await.map(|all| all.people).unwrap_or_default();
                    let choices: Vec<Choice> = people
                        .into_iter()
                        .map(|person| Choice::new(person.id.to_string(), person.name))
                        .collect();
                    view! { <FilterSelect filters id="audit-who" all=t(lang, k::audit::ANYBODY) choices name=name::WHO /> }
                })}
            </Transition>
            <FilterSelect filters id="audit-kind" all=t(lang, k::audit::ANY_KIND) choices=kinds name=name::KIND />
            <Transition>
                {move || Suspend::new(async move {
                    let known = known.await.map(|piece| piece.actions).unwrap_or_default();
                    let mut choices: Vec<Choice> = known
                        .into_iter()
                        .map(|action| Choice::new(action.clone(), words::action(lang, &action)))
                        .collect();
                    choices.sort_by(|a, b| a.label.cmp(&b.label));
                    view! { <FilterSelect filters id="audit-action" all=t(lang, k::audit::ANY_ACTION) choices name=name::ACTION /> }
                })}
            </Transition>
            <Day filters id="audit-from" label=t(lang, k::audit::FROM) name=name::FROM />
            <Day filters id="audit-to" label=t(lang, k::audit::TO) name=name::TO />
            <OneRecord filters />
        </div>
    }
    .into_any()
}

#[component]
fn Day(
    filters: AddressFilters,
    id: &'static str,
    label: &'static str,
    name: &'static str,
) -> impl IntoView {
    let now = use_filter(name);
    let value = RwSignal::new(now.get_untracked());
    Effect::new(move |_| value.set(now.get()));
    view! {
        <span class="audit-day">
            <span class="small muted" aria-hidden="true">{label}</span>
            <DateInput id label bare=true value on_commit=Callback::new(move |day: String| filters.set(name, Some(day))) />
        </span>
    }
    .into_any()
}

/// Says that one record is looked at, with the way back.
#[component]
fn OneRecord(filters: AddressFilters) -> impl IntoView {
    let lang = use_lang();
    let record = use_filter(name::RECORD);
    move || {
        (!record.with(String::is_empty)).then(|| {
            view! {
                <FilterChip label=t(lang, k::audit::RECORD) value=t(lang, k::audit::ONE_RECORD) remove_label=t(lang, k::audit::ALL_RECORDS)
                    on_remove=Callback::new(move |()| filters.set(name::RECORD, None)) />
            }
        })
    }
}
