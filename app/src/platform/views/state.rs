//! What every part of a list shares: the object, the address, the names references are shown with.

use crate::boot::use_lang;
use crate::call::Fault;
use crate::deals::pipelines::use_pipelines;
use crate::live;
use crate::platform::fields as own;
use crate::platform::people::use_people;
use crate::routes::{self, path};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
use shared::deals::pipelines::PipelinesView;
use shared::kernel::event::Entity;
use shared::kernel::{
    AccountId, ContactId, Lang, LeadId, OpportunityId, ProductId, QuoteId, TaskId,
};
use shared::platform::session::People;
use shared::platform::views::{
    Field, Fields, Filter, ListAddress, Object, SavedView, Target, ViewSpec, left_out,
};
use ui::{Choice, Tell};
use uuid::Uuid;

/// A list on a page. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ListCtx {
    pub object: Object,
    /// Its fields, those of an administrator included, as the page came with them.
    pub fields: Fields,
    pub lang: Lang,
    /// The list as the address has it.
    pub address: Memo<ListAddress>,
    /// The same as the browser has it: a change made in the same breath as another goes on from there.
    asked: Memo<ListAddress>,
    go: Callback<ListAddress>,
    /// What the address names and the list is without, as its reader does not see it; until the list is changed.
    pub left_out: Memo<Vec<&'static Field>>,
    pub people: Resource<Result<People, Fault>>,
    pub pipelines: Resource<Result<PipelinesView, Fault>>,
    pub views: Resource<Result<Vec<SavedView>, Fault>>,
}

impl ListCtx {
    pub fn new(object: Object) -> Self {
        let (query, location) = (use_query_map(), use_location());
        let navigate = use_navigate();
        let fields = own::list_fields(object);
        let read = move |query: Memo<ParamsMap>| {
            query.with(|map| ListAddress::read(fields, |key| map.get(key)))
        };
        let address = Memo::new(move |_| read(query));
        let asked = Memo::new(move |_| read(location.query));
        let left_out = Memo::new(move |_| query.with(|map| left_out(fields, |key| map.get(key))));
        let go = Callback::new(move |address: ListAddress| {
            let path = location.pathname.get_untracked();
            // Changes of a list replace the entry of the history: "back" leaves the list.
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&format!("{path}{}", address.to_query(object)), options);
        });
        let views = Resource::new(
            || (),
            move |()| super::api::list(shared::platform::views::ListViews { object }),
        );
        live::on_event(move |event| {
            if event.is_none_or(|event| event.entity == Entity::View) {
                views.refetch();
            }
        });
        Self {
            object,
            fields,
            lang: use_lang(),
            address,
            asked,
            go,
            left_out,
            people: use_people(),
            pipelines: use_pipelines(),
            views,
        }
    }

    /// The spec of the list as it is now.
    pub fn spec(self) -> ViewSpec {
        self.address.with_untracked(|address| address.spec.clone())
    }

    /// Shows the list after `change`.
    pub fn change(self, change: impl FnOnce(&mut ViewSpec)) {
        let mut address = self.asked.get_untracked();
        let before = address.clone();
        change(&mut address.spec);
        if address != before {
            self.go.tell(address);
        }
    }

    /// Shows another filter.
    pub fn set_filter(self, filter: &Filter) {
        let text = filter.to_string();
        self.change(|spec| spec.filter = text);
    }

    /// The address of a saved view, whole: it shows the same to whom the view is not shared with.
    pub fn saved_href(self, view: &SavedView) -> String {
        let address = ListAddress {
            view: view.id.to_string(),
            spec: view.spec.clone(),
        };
        format!(
            "{}{}",
            list_path(self.object),
            address.to_query(self.object)
        )
    }

    /// The address of the list without filter and search.
    pub fn cleared_href(self) -> String {
        let mut address = self.address.get();
        address.spec.filter.clear();
        address.spec.search.clear();
        format!(
            "{}{}",
            list_path(self.object),
            address.to_query(self.object)
        )
    }

    /// What a reference can be set to, with the words that stand for the reader first.
    pub fn choices(self, target: Target) -> Vec<Choice> {
        let lang = self.lang;
        let people = self.people.get().and_then(Result::ok).unwrap_or_default();
        let pipelines = self
            .pipelines
            .get()
            .and_then(Result::ok)
            .unwrap_or_default();
        let me = |key| Choice::new("me", i18n::t(lang, key));
        match target {
            Target::User => std::iter::once(me(i18n::k::views::WORD_ME))
                .chain(
                    people
                        .people
                        .into_iter()
                        .filter(|person| person.active)
                        .map(|person| Choice::new(person.id.to_string(), person.name)),
                )
                .collect(),
            Target::Team => std::iter::once(Choice::new(
                "my_team",
                i18n::t(lang, i18n::k::views::WORD_MY_TEAM),
            ))
            .chain(
                people
                    .teams
                    .into_iter()
                    .map(|team| Choice::new(team.id.to_string(), team.name)),
            )
            .collect(),
            Target::Pipeline => pipelines
                .pipelines
                .iter()
                .map(|pipeline| Choice::new(pipeline.id.to_string(), pipeline.name.get(lang)))
                .collect(),
            Target::Stage => pipelines
                .pipelines
                .iter()
                .flat_map(|pipeline| {
                    let name = pipeline.name.get(lang).to_owned();
                    pipeline.stages.iter().map(move |stage| {
                        let label = format!("{} · {name}", stage.name.get(lang));
                        Choice::new(stage.id.to_string(), label)
                    })
                })
                .collect(),
            // Found by what is typed of their name.
            Target::Account | Target::Contact | Target::Opportunity => Vec::new(),
        }
    }
}

/// The name of a person, team, pipeline or stage by its id.
pub(super) fn name_in(
    lang: Lang,
    people: &People,
    pipelines: &PipelinesView,
    id: &str,
) -> Option<String> {
    let person = people.people.iter().find(|one| one.id.to_string() == id);
    let team = people.teams.iter().find(|one| one.id.to_string() == id);
    let named = person
        .map(|one| one.name.clone())
        .or_else(|| team.map(|one| one.name.clone()));
    named.or_else(|| {
        pipelines.pipelines.iter().find_map(|pipeline| {
            if pipeline.id.to_string() == id {
                return Some(pipeline.name.get(lang).to_owned());
            }
            let stage = pipeline.stages.iter().find(|one| one.id.to_string() == id);
            stage.map(|stage| stage.name.get(lang).to_owned())
        })
    })
}

/// The address of a list.
pub(super) const fn list_path(object: Object) -> &'static str {
    match object {
        Object::Opportunities => path::OPPORTUNITIES,
        Object::Accounts => path::ACCOUNTS,
        Object::Contacts => path::CONTACTS,
        Object::Leads => path::LEADS,
        Object::Quotes => path::QUOTES,
        Object::Tasks => path::TASK_LIST,
        Object::Products => path::PRODUCT_LIST,
    }
}

/// The page of a record.
pub(super) fn record_path(object: Object, id: Uuid) -> String {
    match object {
        Object::Opportunities => routes::opportunity(OpportunityId(id)),
        Object::Accounts => routes::account(AccountId(id)),
        Object::Contacts => routes::contact(ContactId(id)),
        Object::Leads => routes::lead(LeadId(id)),
        Object::Quotes => routes::quote(QuoteId(id)),
        Object::Tasks => routes::task(TaskId(id)),
        // Whoever changes products may open what they are made of; a product has no other page.
        Object::Products => routes::product_model(ProductId(id)),
    }
}
