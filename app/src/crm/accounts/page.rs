//! The record page of an account.

use super::api;
use super::fact_rows::AccountFactCards;
use crate::boot::{may, use_lang, use_session};
use crate::call::Fault;
use crate::crm::contacts::NewContactDialog;
use crate::crm::labels::{country_name, industry_name, totals_compact, totals_exact};
use crate::crm::owners::Owners;
use crate::crm::related::{DealsCard, QuotesCard, TasksCard, TimelineCard};
use crate::live;
use crate::routes::{self, path};
use crate::shell::{Conflicts, Editor, Page, Refused, use_now};
use i18n::{Key, k, problem_text, relative_time, t, tf, tn};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::crm::accounts::{
    AccountFacets, AccountRelated, AccountView, DeleteAccount, GetAccount, GetAccountFacets,
    GetAccountRelated, RestoreAccount,
};
use shared::crm::contacts::ContactRow;
use shared::kernel::event::{Entity, LiveEvent};
use shared::kernel::{AccountId, Action, ProblemKind};
use std::collections::BTreeSet;
use std::time::Duration;
use ui::{
    Avatar, Breadcrumbs, Button, Card, Figure, Glyph, Icon, LinkButton, Menu, MenuItem, PageHeader,
    Skeleton, Variant, use_toaster,
};
use uuid::Uuid;

/// The page at `/accounts/:id`.
#[component]
pub fn AccountPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|map| {
            map.get("id")
                .and_then(|text| text.parse::<AccountId>().ok())
        })
    });
    let account = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => api::get(GetAccount { id }).await,
                None => Err(Fault::of(ProblemKind::NotFound)),
            }
        },
    );
    let facets = Resource::new(|| (), |()| api::facets(GetAccountFacets {}));
    view! {
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
            {move || Suspend::new(async move {
                match (account.await, facets.await) {
                    (Ok(view), facets) => view! {
                        <Record view facets=facets.unwrap_or_default()/>
                    }.into_any(),
                    (Err(fault), _) => view! {
                        <Page title=t(lang, k::crm::ACCOUNT)/>
                        <Refused fault back=path::ACCOUNTS retry=Callback::new(move |()| account.refetch())/>
                    }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Record(view: AccountView, facets: AccountFacets) -> impl IntoView {
    let lang = use_lang();
    let id = view.id;
    provide_context(Owners(facets.owners.clone()));
    let editor = Editor::new(view);
    let related = Resource::new(|| (), move |()| api::related(GetAccountRelated { id }));
    let around = StoredValue::new(BTreeSet::<Uuid>::new());
    listen(id, editor, related, around);
    let new_contact = RwSignal::new(false);
    let title = Signal::derive(move || editor.record.with(|record| record.facts.name.clone()));
    view! {
        {move || view! { <Page title=title.get()/> }}
        <Head editor title new_contact/>
        <Deleted editor/>
        <div class="split">
            <div class="stack">
                <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 blocks=true/> }>
                    {move || Suspend::new(async move {
                        match related.await {
                            Ok(all) => {
                                around.set_value(ids(&all));
                                view! { <Around all id new_contact/> }.into_any()
                            }
                            Err(fault) => view! {
                                <Refused fault back=path::ACCOUNTS retry=Callback::new(move |()| related.refetch())/>
                            }.into_any(),
                        }
                    })}
                </Transition>
            </div>
            <div class="stack">
                <AccountFactCards editor facets/>
            </div>
        </div>
        <Conflicts editor/>
        {may(Action::EditAccount).then(|| view! {
            <NewContactDialog open=new_contact account=Signal::derive(move || Some((id, title.get())))/>
        })}
    }
}

/// Everything shown around the account, to know which events concern the page.
fn ids(all: &AccountRelated) -> BTreeSet<Uuid> {
    let deals = all.opportunities.iter().map(|deal| deal.id.0);
    let contacts = all.contacts.iter().map(|contact| contact.id.0);
    let quotes = all.quotes.iter().map(|quote| quote.id.0);
    let tasks = all.tasks.iter().map(|task| task.id.0);
    let talks = all.activities.iter().map(|activity| activity.id.0);
    deals
        .chain(contacts)
        .chain(quotes)
        .chain(tasks)
        .chain(talks)
        .collect()
}

/// Shows what others change: the record at once, what hangs on it after a breath.
fn listen(
    id: AccountId,
    editor: Editor<AccountView>,
    related: Resource<Result<AccountRelated, Fault>>,
    around: StoredValue<BTreeSet<Uuid>>,
) {
    let reload_record = move || {
        leptos::task::spawn_local(async move {
            if let Ok(view) = api::get(GetAccount { id }).await
                && !editor.record.is_disposed()
            {
                editor.arrived(view);
            }
        });
    };
    let waiting = StoredValue::new(false);
    let reload_related = move || {
        if waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            set_timeout(
                move || {
                    if waiting.try_update_value(|now| *now = false).is_some() {
                        related.refetch();
                    }
                },
                Duration::from_millis(300),
            );
        }
    };
    let concerns = move |event: &LiveEvent| {
        let known = |id: Uuid| around.try_with_value(|all| all.contains(&id)) == Some(true);
        let new = event.action == "created" && event.entity != Entity::Account;
        new || known(event.id)
            || event
                .parent
                .is_some_and(|parent| parent == id.0 || known(parent))
    };
    live::on_event(move |event| match event {
        None => {
            reload_record();
            reload_related();
        }
        Some(event) if event.id == id.0 => {
            reload_record();
            reload_related();
        }
        Some(event) if concerns(event) => reload_related(),
        Some(_) => {}
    });
}

#[component]
fn Head(
    editor: Editor<AccountView>,
    title: Signal<String>,
    new_contact: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let id = editor.record.with_untracked(|record| record.id);
    let subtitle = Signal::derive(move || {
        editor.record.with(|record| {
            let facts = &record.facts;
            [
                industry_name(lang, &facts.industry),
                facts.city.clone(),
                country_name(lang, &facts.country),
            ]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
        })
    });
    let above = move || {
        let crumbs = editor.record.with(|record| {
            std::iter::once((
                path::ACCOUNTS.to_owned(),
                t(lang, k::crm::ACCOUNTS_TITLE).to_owned(),
            ))
            .chain(
                record
                    .above
                    .iter()
                    .map(|parent| (routes::account(parent.id), parent.name.clone())),
            )
            .collect::<Vec<_>>()
        });
        view! { <Breadcrumbs label=t(lang, k::crm::PATH) items=crumbs/> }
    };
    let may_edit = Signal::derive(move || {
        editor
            .record
            .with(|record| record.may_edit && record.deleted_at.is_none())
    });
    let remove = use_delete(editor);
    view! {
        <PageHeader title subtitle above>
            {may(Action::EditAccount).then(|| view! {
                <Button
                    label=t(lang, k::crm::NEW_CONTACT)
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| new_contact.set(true))
                />
            })}
            {may(Action::EditOpportunity).then(|| view! {
                <LinkButton
                    label=t(lang, k::crm::NEW_DEAL)
                    href=routes::new_opportunity(Some(id))
                    variant=Variant::Primary
                    icon=Glyph::Plus
                />
            })}
            <Show when=move || may_edit.get()>
                <Menu id="account-menu" label=t(lang, k::crm::MORE_ACTIONS) glyph=Glyph::More>
                    <MenuItem label=t(lang, k::ui::DELETE) icon=Glyph::Trash danger=true on_press=remove/>
                </Menu>
            </Show>
        </PageHeader>
    }
}

/// Deletes the account and goes to the list, where the message offers to undo it.
fn use_delete(editor: Editor<AccountView>) -> Callback<()> {
    let lang = use_lang();
    let toaster = use_toaster();
    let navigate = use_navigate();
    Callback::new(move |()| {
        let (id, version, name) = editor
            .record
            .with_untracked(|r| (r.id, r.version, r.facts.name.clone()));
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match api::delete(DeleteAccount { id, version }).await {
                Ok(_) => {
                    let back = navigate.clone();
                    let undo = Callback::new(move |()| {
                        let back = back.clone();
                        leptos::task::spawn_local(async move {
                            match api::restore(RestoreAccount { id }).await {
                                Ok(_) => back(&routes::account(id), Default::default()),
                                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
                            }
                        });
                    });
                    let text = tf(lang, k::crm::DELETED, &[("name", &name)]);
                    toaster.undo(text, t(lang, k::ui::UNDO), undo);
                    navigate(path::ACCOUNTS, Default::default());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    })
}

/// Says that the record is deleted, and offers it back.
#[component]
fn Deleted(editor: Editor<AccountView>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let restore = move || {
        let id = editor.record.with_untracked(|record| record.id);
        leptos::task::spawn_local(async move {
            match api::restore(RestoreAccount { id }).await {
                Ok(view) => editor.arrived(view),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! {
        <Show when=move || editor.record.with(|record| record.deleted_at.is_some())>
            <div class="notice tone-warning between" role="status">
                <span>{t(lang, k::crm::IS_DELETED)}</span>
                <Show when=move || editor.record.with(|record| record.may_edit)>
                    <Button label=t(lang, k::crm::RESTORE) icon=Glyph::Undo on_press=Callback::new(move |()| restore())/>
                </Show>
            </div>
        </Show>
    }
}

#[component]
fn Around(all: AccountRelated, id: AccountId, new_contact: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let deals = all
        .opportunities
        .into_iter()
        .map(|deal| (deal, String::new()))
        .collect();
    let last = all.activities.first().map(|activity| activity.at);
    let figures = figures(lang, &all.open_totals, &all.won_totals, all.counts, last);
    let new_deal = move || {
        may(Action::EditOpportunity).then(|| {
            view! {
                <LinkButton
                    label=t(lang, k::crm::ADD)
                    href=routes::new_opportunity(Some(id))
                    size=ui::Size::Small
                    variant=Variant::Ghost
                    icon=Glyph::Plus
                />
            }
        })
    };
    view! {
        {figures}
        <DealsCard deals actions=new_deal/>
        <ContactsCard contacts=all.contacts new_contact/>
        <QuotesCard quotes=all.quotes/>
        <TasksCard tasks=all.tasks/>
        <TimelineCard activities=all.activities history=all.history/>
    }
}

fn figures(
    lang: i18n::Lang,
    open: &[shared::kernel::Money],
    won: &[shared::kernel::Money],
    [open_count, won_count, lost_count]: [i64; 3],
    last: Option<shared::kernel::Instant>,
) -> impl IntoView {
    let zone = use_session().actor.zone;
    let now = use_now();
    let figure = move |label: Key, totals: &[shared::kernel::Money], note: String| {
        let value = if totals.is_empty() {
            "—".to_owned()
        } else {
            totals_compact(lang, totals)
        };
        let exact = totals_exact(lang, totals);
        view! { <div title=exact><Figure label=t(lang, label) value note/></div> }
    };
    let last = Signal::derive(move || {
        last.map_or_else(
            || t(lang, k::crm::NEVER).to_owned(),
            |at| relative_time(lang, at, now.get(), &zone),
        )
    });
    let lost = (lost_count > 0)
        .then(|| tn(lang, k::crm::LOST_COUNT, lost_count, &[]))
        .unwrap_or_default();
    let won_note = [tn(lang, k::crm::DEAL_COUNT, won_count, &[]), lost]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <div class="grid-figures">
            {figure(k::crm::FIGURE_OPEN, open, tn(lang, k::crm::DEAL_COUNT, open_count, &[]))}
            {figure(k::crm::FIGURE_WON, won, won_note)}
            <Figure label=t(lang, k::crm::FIGURE_LAST) value=last/>
        </div>
    }
}

#[component]
fn ContactsCard(contacts: Vec<ContactRow>, new_contact: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let add = move || {
        may(Action::EditAccount).then(|| {
            view! {
                <Button
                    label=t(lang, k::crm::ADD)
                    size=ui::Size::Small
                    variant=Variant::Ghost
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| new_contact.set(true))
                />
            }
        })
    };
    let body = if contacts.is_empty() {
        view! { <p class="muted">{t(lang, k::crm::NO_CONTACTS_HERE)}</p> }.into_any()
    } else {
        let items = contacts
            .into_iter()
            .map(|contact| person(lang, contact))
            .collect_view();
        view! { <ul class="crm-people">{items}</ul> }.into_any()
    };
    view! { <Card id="contacts" title=t(lang, k::crm::CONTACTS_TITLE) actions=add>{body}</Card> }
}

fn person(lang: i18n::Lang, contact: ContactRow) -> impl IntoView {
    let mail = (!contact.email.is_empty()).then(|| {
        let label = tf(lang, k::crm::WRITE_TO, &[("name", &contact.name)]);
        view! {
            <a class="btn btn-ghost btn-sm btn-icon" href=format!("mailto:{}", contact.email) aria-label=label.clone() data-tip=contact.email.clone()>
                <Icon glyph=Glyph::Mail class="icon-sm"/>
            </a>
        }
    });
    let phone = (!contact.phone.is_empty()).then(|| {
        let label = tf(lang, k::crm::CALL, &[("number", &contact.phone)]);
        let digits: String = contact
            .phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        view! {
            <a class="btn btn-ghost btn-sm btn-icon" href=format!("tel:{digits}") aria-label=label data-tip=contact.phone.clone()>
                <Icon glyph=Glyph::Phone class="icon-sm"/>
            </a>
        }
    });
    view! {
        <li class="crm-person">
            <Avatar name=contact.name.clone()/>
            <span class="crm-two grow">
                <a class="truncate medium" href=routes::contact(contact.id)>{contact.name.clone()}</a>
                <span class="small muted truncate">{contact.title.clone()}</span>
            </span>
            {mail}
            {phone}
        </li>
    }
}
