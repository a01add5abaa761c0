//! The root component: context for every page, and the table of routes.

use super::InterruptionBanner;
use super::frame::Frame;
use super::not_found::NotFound;
use crate::boot::read_boot;
use crate::cpq::catalog::{PriceBookPage, PriceBooksPage, ProductsPage};
use crate::cpq::quotes::{QuotePage, QuotesPage};
use crate::crm::accounts::{AccountPage, AccountsPage};
use crate::crm::contacts::{ContactPage, ContactsPage};
use crate::deals::opportunities::{BoardPage, ListPage};
use crate::deals::opportunity::OpportunityPage;
use crate::insight::home::Home;
use crate::live;
use crate::platform::admin::{AdminPage, CompanyPage, PeoplePage, PipelinesPage, RatesPage};
use crate::platform::auth::SignIn;
use crate::platform::imports::ImportPage;
use crate::platform::settings::Settings;
use crate::work::{CalendarPage, TasksPage};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::SsrMode;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The application.
///
/// Pages are rendered whole before they are sent (`SsrMode::Async`): they are small, the database
/// is near, and an unfinished stream would need inline scripts and could leave half a page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let boot = read_boot();
    let last_event = boot.session.as_ref().map(|session| session.last_event);
    provide_context(StoredValue::new(boot));
    if let Some(last_event) = last_event {
        provide_context(live::connect(last_event));
    }
    view! {
        <Router>
            <InterruptionBanner />
            <Frame>
                <Routes fallback=|| view! { <NotFound /> }.into_any()>
                    <Route path=path!("/pipeline") view=BoardPage ssr=SsrMode::Async />
                    <Route path=path!("/opportunities") view=ListPage ssr=SsrMode::Async />
                    <Route path=path!("/opportunities/:id") view=OpportunityPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async />
                    <Route path=path!("/forecast") view=crate::planning::forecast::ForecastPage ssr=SsrMode::Async />
                    <Route path=path!("/team") view=crate::insight::team::TeamPage ssr=SsrMode::Async />
                    <Route path=path!("/admin") view=AdminPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/people") view=PeoplePage ssr=SsrMode::Async />
                    <Route path=path!("/admin/pipelines") view=PipelinesPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/company") view=CompanyPage ssr=SsrMode::Async />
                    <Route path=path!("/admin/rates") view=RatesPage ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view=TasksPage ssr=SsrMode::Async />
                    <Route path=path!("/calendar") view=CalendarPage ssr=SsrMode::Async />
                    <Route path=path!("/accounts") view=AccountsPage ssr=SsrMode::Async />
                    <Route path=path!("/accounts/:id") view=AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/contacts") view=ContactsPage ssr=SsrMode::Async />
                    <Route path=path!("/contacts/:id") view=ContactPage ssr=SsrMode::Async />
                    <Route path=path!("/") view=Home ssr=SsrMode::Async />
                    <Route path=path!("/import") view=ImportPage ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=Settings ssr=SsrMode::Async />
                    <Route path=path!("/quotes") view=QuotesPage ssr=SsrMode::Async />
                    <Route path=path!("/quotes/:id") view=QuotePage ssr=SsrMode::Async />
                    <Route path=path!("/products") view=ProductsPage ssr=SsrMode::Async />
                    <Route path=path!("/price-books") view=PriceBooksPage ssr=SsrMode::Async />
                    <Route path=path!("/price-books/:id") view=PriceBookPage ssr=SsrMode::Async />
                </Routes>
            </Frame>
        </Router>
    }
}
