//! Which page comes with which part of the browser's program.
//!
//! The program is cut at these pages (`cargo xtask` does it, only in the bundle that is shipped):
//! a first visit loads the frame and the part of the page it opens. The other parts follow while
//! the browser is idle, so that going to another page waits for no download.

#![cfg_attr(
    feature = "split",
    allow(
        unsafe_code,
        reason = "the cut declares each part's loader as a foreign function"
    )
)]

use crate::boot::use_lang;
use crate::cpq::approvals::{ApprovalRulesPage, ApprovalsPage};
use crate::cpq::catalog::{PriceBookPage, PriceBooksPage, ProductListPage, ProductsPage};
use crate::cpq::clauses::ClausesPage;
use crate::cpq::models::{FindPage, FinderQuestionsPage, ModelPage};
use crate::cpq::offline::OfflinePage;
use crate::cpq::promotions::PromotionsPage;
use crate::cpq::quotes::{QuotePage, QuotesPage};
use crate::cpq::schedules::SchedulesPage;
use crate::crm::accounts::{AccountPage, AccountsPage};
use crate::crm::contacts::{ContactPage, ContactsPage};
use crate::crm::duplicates::DuplicatesPage;
use crate::crm::leads::{LeadPage, LeadsPage};
use crate::crm::relations::PeopleMapPage;
use crate::deals::opportunities::{BoardPage, ListPage};
use crate::deals::opportunity::OpportunityPage;
use crate::insight::feed::FeedPage;
use crate::insight::home::Home;
use crate::insight::team::TeamPage;
use crate::planning::forecast::ForecastPage;
use crate::platform::admin::{AdminPage, CompanyPage, PeoplePage, PipelinesPage, RatesPage};
use crate::platform::audit::AuditPage;
use crate::platform::bin::BinPage;
use crate::platform::branding::BrandingPage;
use crate::platform::erasure::{CertificatePage, ErasePage, PrivacyPage};
use crate::platform::export::ExportPage;
use crate::platform::fields::FieldsPage;
use crate::platform::health::HealthPage;
use crate::platform::imports::ImportPage;
use crate::platform::notifications::NotificationsPage;
use crate::platform::roles::RolesPage;
use crate::platform::settings::Settings;
use crate::platform::setup::SetUpPage;
use crate::platform::sso::ProvidersPage;
use crate::platform::webhooks::WebhooksPage;
use crate::work::{CalendarPage, TaskListPage, TasksPage};
use i18n::{k, t};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use ui::{EmptyState, Glyph};

/// A part of the program that did not arrive.
#[derive(Debug)]
pub struct PartMissing;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for PartMissing {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

macro_rules! pages {
    ($($part:ident: $($route:ident = $render:ident $page:ident),+;)+) => { $($(
        /// The route of one page.
        pub struct $route;

        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                $render::$render().await.unwrap_or_else(missing)
            }

            // The router waits for this before it takes over the page or shows another one. When
            // the part does not come, `view` tries again and says so.
            #[cfg(feature = "split")]
            async fn preload() {
                let _ = $render::load().await;
            }
        }

        // Each page is a function of its own, so that the program can be cut there.
        mod $render {
            use super::*;

            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split(
                $part,
                wasm_split_path = leptos::wasm_split,
                preload(load),
                fallible
            )]
            pub fn $render() -> Result<AnyView, PartMissing> {
                Ok(view! { <$page /> }.into_any())
            }

            #[cfg(not(feature = "split"))]
            pub async fn $render() -> Result<AnyView, PartMissing> {
                Ok(view! { <$page /> }.into_any())
            }
        }
    )+)+ };
}

pages! {
    home:
        HomeRoute = home Home;
    tasks:
        Tasks = tasks TasksPage,
        TaskList = task_list TaskListPage;
    calendar:
        Calendar = calendar CalendarPage;
    notices:
        Notifications = notifications NotificationsPage;
    pipeline:
        Board = board BoardPage,
        Opportunities = opportunities ListPage;
    opportunity:
        Opportunity = opportunity OpportunityPage;
    crm:
        Accounts = accounts AccountsPage,
        Account = account AccountPage,
        PeopleMap = people_map PeopleMapPage,
        Contacts = contacts ContactsPage,
        Contact = contact ContactPage;
    leads:
        Leads = leads LeadsPage,
        Lead = lead LeadPage,
        Duplicates = duplicates DuplicatesPage;
    quotes:
        Quotes = quotes QuotesPage,
        Quote = quote QuotePage,
        Approvals = approvals ApprovalsPage;
    offline:
        Offline = offline OfflinePage;
    figures:
        Forecast = forecast ForecastPage,
        Team = team TeamPage,
        Activity = activity FeedPage;
    catalog:
        Products = products ProductsPage,
        ProductList = product_list ProductListPage,
        Model = model ModelPage,
        Find = find FindPage,
        FinderQuestions = finder_questions FinderQuestionsPage,
        PriceBooks = price_books PriceBooksPage,
        PriceBook = price_book PriceBookPage;
    platform:
        Admin = admin AdminPage,
        SetUp = set_up SetUpPage,
        Company = company CompanyPage,
        Branding = branding BrandingPage,
        People = people PeoplePage,
        Pipelines = pipelines PipelinesPage,
        Rates = rates RatesPage,
        Audit = audit AuditPage,
        Health = health HealthPage,
        Webhooks = webhooks WebhooksPage,
        Providers = providers ProvidersPage,
        Export = export ExportPage,
        Privacy = privacy PrivacyPage,
        Certificate = certificate CertificatePage,
        Erase = erase ErasePage,
        ApprovalRules = approval_rules ApprovalRulesPage,
        Promotions = promotions PromotionsPage,
        Schedules = schedules SchedulesPage,
        Clauses = clauses ClausesPage,
        OwnFields = own_fields FieldsPage,
        Roles = roles RolesPage,
        Import = import ImportPage,
        Bin = bin BinPage,
        SettingsRoute = settings Settings;
}

/// The part of the program the page at this address comes with.
#[cfg(feature = "ssr")]
pub fn part_of(path: &str) -> Option<&'static str> {
    let mut names = path.trim_start_matches('/').split('/');
    Some(match (names.next()?, names.next()) {
        ("", _) => "home",
        ("tasks", _) => "tasks",
        ("calendar", _) => "calendar",
        ("notifications", _) => "notices",
        ("pipeline", _) | ("opportunities", None) => "pipeline",
        ("opportunities", Some(_)) => "opportunity",
        ("accounts" | "contacts", _) => "crm",
        ("leads" | "duplicates", _) => "leads",
        ("quotes", Some("offline")) => "offline",
        ("quotes" | "approvals", _) => "quotes",
        ("forecast" | "team" | "activity", _) => "figures",
        ("products" | "price-books", _) => "catalog",
        ("admin" | "import" | "bin" | "settings", _) => "platform",
        _ => return None,
    })
}

/// In the place of a page whose part could not be loaded. Loading the address again tries once more.
pub(crate) fn missing(_: PartMissing) -> AnyView {
    let lang = use_lang();
    view! {
        <EmptyState
            glyph=Glyph::Alert
            title=t(lang, k::shell::PART_MISSING)
            text=t(lang, k::shell::PART_MISSING_TEXT)
        >
            <a class="btn btn-primary" href="" rel="external">{t(lang, k::shell::RELOAD)}</a>
        </EmptyState>
    }
    .into_any()
}
