//! The root component: context for every page, and the table of routes.

use super::InterruptionBanner;
use super::frame::Frame;
use super::not_found::NotFound;
use super::pages;
use crate::boot::read_boot;
use crate::live;
use crate::platform::access::{CodePage, ForgotPage, ResetPage, WelcomePage};
use crate::platform::auth::SignIn;
use crate::platform::branding::provide_brand;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

/// The application.
///
/// Pages are rendered whole before they are sent (`SsrMode::Async`): they are small, the database
/// is near, and an unfinished stream would need inline scripts and could leave half a page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let boot = read_boot();
    let last_event = boot.session.as_ref().map(|session| session.last_event);
    provide_brand(boot.look.clone());
    provide_context(StoredValue::new(boot));
    if let Some(last_event) = last_event {
        provide_context(live::connect(last_event));
    }
    view! {
        <Router>
            <InterruptionBanner />
            <Frame>
                <Routes fallback=|| view! { <NotFound /> }.into_any()>
                    <Route path=path!("/pipeline") view={Lazy::<pages::Board>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/opportunities") view={Lazy::<pages::Opportunities>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/opportunities/:id") view={Lazy::<pages::Opportunity>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async />
                    <Route path=path!("/sign-in/code") view=CodePage ssr=SsrMode::Async />
                    <Route path=path!("/forgot") view=ForgotPage ssr=SsrMode::Async />
                    <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async />
                    <Route path=path!("/welcome/:token") view=WelcomePage ssr=SsrMode::Async />
                    <Route path=path!("/forecast") view={Lazy::<pages::Forecast>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/team") view={Lazy::<pages::Team>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/activity") view={Lazy::<pages::Activity>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin") view={Lazy::<pages::Admin>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/setup") view={Lazy::<pages::SetUp>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/people") view={Lazy::<pages::People>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/pipelines") view={Lazy::<pages::Pipelines>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/company") view={Lazy::<pages::Company>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/branding") view={Lazy::<pages::Branding>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/rates") view={Lazy::<pages::Rates>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/audit") view={Lazy::<pages::Audit>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/health") view={Lazy::<pages::Health>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/webhooks") view={Lazy::<pages::Webhooks>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/sign-in") view={Lazy::<pages::Providers>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/export") view={Lazy::<pages::Export>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/privacy") view={Lazy::<pages::Privacy>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/privacy/:id") view={Lazy::<pages::Certificate>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/privacy/erase/:kind/:id") view={Lazy::<pages::Erase>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view={Lazy::<pages::Tasks>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/tasks/list") view={Lazy::<pages::TaskList>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/calendar") view={Lazy::<pages::Calendar>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/accounts") view={Lazy::<pages::Accounts>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/accounts/:id") view={Lazy::<pages::Account>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/accounts/:id/people") view={Lazy::<pages::PeopleMap>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/contacts") view={Lazy::<pages::Contacts>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/contacts/:id") view={Lazy::<pages::Contact>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/leads") view={Lazy::<pages::Leads>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/leads/:id") view={Lazy::<pages::Lead>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/duplicates") view={Lazy::<pages::Duplicates>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/") view={Lazy::<pages::HomeRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/notifications") view={Lazy::<pages::Notifications>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/import") view={Lazy::<pages::Import>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/bin") view={Lazy::<pages::Bin>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/settings") view={Lazy::<pages::SettingsRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/quotes") view={Lazy::<pages::Quotes>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/quotes/offline") view={Lazy::<pages::Offline>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/quotes/:id") view={Lazy::<pages::Quote>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/approvals") view={Lazy::<pages::Approvals>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/roles") view={Lazy::<pages::Roles>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/promotions") view={Lazy::<pages::Promotions>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/discount-schedules") view={Lazy::<pages::Schedules>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/clauses") view={Lazy::<pages::Clauses>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/approvals") view={Lazy::<pages::ApprovalRules>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/admin/fields") view={Lazy::<pages::OwnFields>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/products") view={Lazy::<pages::Products>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/products/list") view={Lazy::<pages::ProductList>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/products/find") view={Lazy::<pages::Find>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/products/find/edit") view={Lazy::<pages::FinderQuestions>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/products/:id/model") view={Lazy::<pages::Model>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/price-books") view={Lazy::<pages::PriceBooks>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/price-books/:id") view={Lazy::<pages::PriceBook>::new()} ssr=SsrMode::Async />
                </Routes>
            </Frame>
        </Router>
    }
}
