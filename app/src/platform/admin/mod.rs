//! Administration: people, pipelines, company, currencies. For administrators; everybody else is
//! refused by the server, and told so by the page.

mod api;
mod company;
mod kept;
mod people;
mod pipelines;
mod rates;
mod reasons;
mod stage;
mod team_form;
mod user_form;

pub use company::CompanyPage;
pub(crate) use kept::{Kept, KeptDialog, KeptList, KeptTable, introduction, kept_rows};
pub use people::PeoplePage;
pub use pipelines::PipelinesPage;
pub use rates::RatesPage;

use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::routes::path;
use crate::shell::Page;
use i18n::{Key, k, problem_text, t};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::kernel::Action;
use ui::{EmptyState, Glyph, Icon, PageHeader, Skeleton, settled};

/// Address, title, what it is for, icon, the right it needs.
const SECTIONS: &[(&str, Key, Key, Glyph, Action)] = &[
    (
        path::ADMIN_SETUP,
        k::setup::TITLE,
        k::setup::TEXT,
        Glyph::Target,
        Action::ManageCompany,
    ),
    (
        path::ADMIN_PEOPLE,
        k::admin::PEOPLE,
        k::admin::PEOPLE_TEXT,
        Glyph::Users,
        Action::ManageUsers,
    ),
    (
        path::ADMIN_ROLES,
        k::roles::TITLE,
        k::roles::TEXT,
        Glyph::Shield,
        Action::ManageUsers,
    ),
    (
        path::ADMIN_SIGN_IN,
        k::sso::TITLE,
        k::sso::TEXT,
        Glyph::Lock,
        Action::ManageUsers,
    ),
    (
        path::ADMIN_PIPELINES,
        k::admin::PIPELINES,
        k::admin::PIPELINES_TEXT,
        Glyph::Board,
        Action::ManagePipelines,
    ),
    (
        path::ADMIN_FIELDS,
        k::fields::TITLE,
        k::fields::TEXT,
        Glyph::List,
        Action::ManageCompany,
    ),
    (
        path::PRODUCTS,
        k::shell::PRODUCTS,
        k::admin::PRODUCTS_TEXT,
        Glyph::Tag,
        Action::ManageProducts,
    ),
    (
        path::PRICE_BOOKS,
        k::shell::PRICE_BOOKS,
        k::admin::PRICE_BOOKS_TEXT,
        Glyph::FileText,
        Action::ManageProducts,
    ),
    (
        path::ADMIN_PROMOTIONS,
        k::cpq::promotions::TITLE,
        k::cpq::promotions::TEXT,
        Glyph::Tag,
        Action::ManageProducts,
    ),
    (
        path::ADMIN_SCHEDULES,
        k::cpq::schedules::TITLE,
        k::cpq::schedules::TEXT,
        Glyph::Tag,
        Action::ManageProducts,
    ),
    (
        path::ADMIN_CLAUSES,
        k::cpq::clauses::TITLE,
        k::cpq::clauses::TEXT,
        Glyph::FileText,
        Action::ManageProducts,
    ),
    (
        path::ADMIN_APPROVALS,
        k::approvals::rules::TITLE,
        k::approvals::rules::TEXT,
        Glyph::Shield,
        Action::ManageApprovals,
    ),
    (
        path::IMPORT,
        k::shell::IMPORT,
        k::admin::IMPORT_TEXT,
        Glyph::Upload,
        Action::Import,
    ),
    (
        path::ADMIN_EXPORT,
        k::export::TITLE,
        k::export::TEXT,
        Glyph::Download,
        Action::ManageSystem,
    ),
    (
        path::ADMIN_COMPANY,
        k::admin::COMPANY,
        k::admin::COMPANY_TEXT,
        Glyph::Building,
        Action::ManageCompany,
    ),
    (
        path::ADMIN_BRANDING,
        k::branding::TITLE,
        k::branding::TEXT,
        Glyph::Star,
        Action::ManageCompany,
    ),
    (
        path::ADMIN_RATES,
        k::admin::RATES,
        k::admin::RATES_TEXT,
        Glyph::Globe,
        Action::ManageCompany,
    ),
    (
        path::ADMIN_AUDIT,
        k::audit::TITLE,
        k::audit::TEXT,
        Glyph::History,
        Action::ViewAudit,
    ),
    (
        path::ADMIN_PRIVACY,
        k::privacy::TITLE,
        k::privacy::TEXT,
        Glyph::Shield,
        Action::ManageSystem,
    ),
    (
        path::ADMIN_HEALTH,
        k::health::TITLE,
        k::health::TEXT,
        Glyph::Database,
        Action::ManageSystem,
    ),
    (
        path::ADMIN_WEBHOOKS,
        k::webhooks::TITLE,
        k::webhooks::TEXT,
        Glyph::Send,
        Action::ManageCompany,
    ),
];

/// Whether there is anything here for the person signed in.
pub(crate) fn may_any() -> bool {
    SECTIONS.iter().any(|(.., action)| may(*action))
}

/// The pages of the administration this person may open, with their names and drawings.
pub(crate) fn pages() -> impl Iterator<Item = (&'static str, Key, Glyph)> {
    SECTIONS
        .iter()
        .filter(|(.., action)| may(*action))
        .map(|(href, title, _, glyph, _)| (*href, *title, *glyph))
}

/// The entrance of the administration.
#[component]
pub fn AdminPage() -> impl IntoView {
    let lang = use_lang();
    let cards = SECTIONS
        .iter()
        .filter(|(.., action)| may(*action))
        .map(|(href, title, text, glyph, _)| {
            let text =
                (title != text).then(|| view! { <p class="muted small">{t(lang, *text)}</p> });
            view! {
                <li class="card admin-card">
                    <A href=*href attr:class="admin-card-link">
                        <Icon glyph=*glyph />
                        <strong>{t(lang, *title)}</strong>
                    </A>
                    {text}
                </li>
            }
        })
        .collect_view();
    view! {
        <Page title=t(lang, k::admin::TITLE) />
        <PageHeader title=t(lang, k::admin::TITLE) subtitle=t(lang, k::admin::INTRO) />
        <ul class="grid-auto plain-list">{cards}</ul>
    }
    .into_any()
}

/// A section's frame: title, links to the other sections.
#[component]
pub(crate) fn Section(
    title: Key,
    #[prop(optional)] actions: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    let links = SECTIONS
        .iter()
        .filter(|(.., action)| may(*action))
        .map(|(href, label, ..)| view! { <A href=*href attr:class="tab">{t(lang, *label)}</A> })
        .collect_view();
    view! {
        <Page title=t(lang, title) />
        <PageHeader title=t(lang, title)>{actions}</PageHeader>
        <nav class="tabs" aria-label=t(lang, k::admin::NAV)>{links}</nav>
        <div class="stack">{children()}</div>
    }
    .into_any()
}

/// What a section is about, once it is there: grey lines before, the reason when it is refused.
#[component]
pub(crate) fn Loaded<T, CF, V>(
    loaded: Resource<Result<T, Fault>>,
    /// How many grey lines stand for it.
    lines: u32,
    children: CF,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    CF: Fn(T) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let lang = use_lang();
    let children = StoredValue::new(children);
    view! {
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines/> }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(value) => settled(move || children.try_with_value(|children| children(value))),
                    Err(fault) => refused(&fault),
                }
            })}
        </Suspense>
    }
}

/// What a refused section shows.
pub(crate) fn refused(fault: &Fault) -> AnyView {
    let lang = use_lang();
    view! { <EmptyState glyph=Glyph::Lock title=t(lang, k::admin::TITLE) text=problem_text(lang, &fault.0)><a href=path::HOME>{t(lang, k::shell::BACK_HOME)}</a></EmptyState> }.into_any()
}
