//! The page with the map of the people around an account.

use super::api;
use super::list::PeopleList;
use super::picture::Picture;
use super::place_form::{OpenedPlace, PlaceForm};
use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::crm::record::again_soon;
use crate::live;
use crate::routes::{self, path};
use crate::shell::{Page, Refused, read_by_id, use_id};
use i18n::{k, t, tf, tn};
use leptos::prelude::*;
use shared::crm::relations::PeopleMap;
use shared::crm::relations::ops::GetPeopleMap;
use shared::kernel::event::{Entity, LiveEvent};
use shared::kernel::{AccountId, Action};
use std::collections::BTreeSet;
use ui::{Breadcrumbs, Button, Card, EmptyState, Glyph, PageHeader, Skeleton, settled};
use uuid::Uuid;

type Loaded = Resource<Result<PeopleMap, Fault>>;

/// The page at `/accounts/:id/people`.
#[component]
pub fn PeopleMapPage() -> impl IntoView {
    let lang = use_lang();
    let loaded: Loaded = read_by_id(use_id(), |account_id: AccountId| {
        api::map(GetPeopleMap { account_id })
    });
    let shown = StoredValue::new(BTreeSet::<Uuid>::new());
    listen(loaded, shown);
    let opened = RwSignal::new(None::<OpenedPlace>);
    let reload = Callback::new(move |()| loaded.refetch());
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(map) => {
                        let people = map.people.iter().map(|person| person.id.0);
                        shown.set_value(people.chain([map.account.id.0]).collect());
                        settled(move || view! { <Map map opened/> })
                    }
                    Err(fault) => view! {
                        <Page title=t(lang, k::relations::MAP)/>
                        <Refused fault back=path::ACCOUNTS retry=reload/>
                    }.into_any(),
                }
            })}
        </Transition>
        <PlaceForm opened reload/>
    }
}

/// Reads the map again, after a breath, when something of it changed.
fn listen(loaded: Loaded, shown: StoredValue<BTreeSet<Uuid>>) {
    let reload = again_soon(loaded);
    let concerns = move |event: &LiveEvent| {
        let told = matches!(
            event.entity,
            Entity::Account | Entity::Contact | Entity::Activity | Entity::Opportunity
        );
        let known = |id: &Uuid| shown.try_with_value(|all| all.contains(id)) == Some(true);
        let mut about = event.about.iter().chain(&event.parent);
        event.entity == Entity::Import || told && (known(&event.id) || about.any(known))
    };
    live::on_event(move |event| {
        if event.is_none_or(concerns) {
            reload();
        }
    });
}

#[component]
fn Map(map: PeopleMap, opened: RwSignal<Option<OpenedPlace>>) -> impl IntoView {
    let lang = use_lang();
    let account = map.account.clone();
    let title = tf(lang, k::relations::MAP_OF, &[("name", &account.name)]);
    let crumbs = vec![
        (
            path::ACCOUNTS.to_owned(),
            t(lang, k::crm::ACCOUNTS_TITLE).to_owned(),
        ),
        (routes::account(account.id), account.name.clone()),
    ];
    let above = move || view! { <Breadcrumbs label=t(lang, k::crm::PATH) items=crumbs.clone()/> };
    let left_out = (map.left_out > 0).then(|| {
        let text = tn(lang, k::relations::LEFT_OUT, map.left_out, &[]);
        view! { <p class="notice tone-warning" role="status">{text}</p> }
    });
    let add = Callback::new(move |()| {
        opened.set(Some(OpenedPlace {
            contact: None,
            account: Some(account.clone()),
            before: None,
        }));
    });
    let body = if map.people.is_empty() {
        view! { <EmptyState glyph=Glyph::Users title=t(lang, k::relations::EMPTY) text=t(lang, k::relations::EMPTY_TEXT)/> }
            .into_any()
    } else {
        let drawn = map.clone();
        view! {
            <Card id="people-map" title=Signal::stored(t(lang, k::relations::MAP).to_owned())>
                {left_out}
                <Picture map=drawn/>
            </Card>
            <Card id="people-list" title=Signal::stored(t(lang, k::relations::LIST).to_owned())>
                <PeopleList map/>
            </Card>
        }
        .into_any()
    };
    view! {
        <Page title=title.clone()/>
        <PageHeader title subtitle=t(lang, k::relations::MAP_TEXT) above>
            {may(Action::EditAccount).then(|| view! {
                <Button label=t(lang, k::relations::ADD_PERSON) icon=Glyph::Plus on_press=add/>
            })}
        </PageHeader>
        <div class="stack">{body}</div>
    }
}
