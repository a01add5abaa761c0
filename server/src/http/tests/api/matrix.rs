//! Every route with every kind of visitor: nobody gets further with a token than by the pages, and no
//! token further than its scopes.

use super::*;
use crate::http::api::INTERFACE;
use shared::kernel::Scope;
use shared::kernel::permission::grant;
use shared::platform::api::needed;

/// Something of the right form for any route; whether it is accepted is not asked here.
fn request(method: &str, path: &str) -> (String, Sent) {
    let path = path.replace("{id}", &uuid::Uuid::from_u128(5).to_string());
    let sent = match method {
        "GET" => Sent::default(),
        "DELETE" => Sent::default().with("if-match", "\"1\""),
        _ => Sent::json(json!({})).with("if-match", "\"1\""),
    };
    (path, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_asks_for_token_scope_and_right() {
    let site = site().await;
    with_everybody(&site).await;
    let mut tokens = Vec::new();
    for (email, role) in ROLES {
        for level in [Level::Read, Level::Write] {
            tokens.push((role, level, token(&site, email, level).await));
        }
    }
    let mut asked = 0;
    for route in &INTERFACE.routes {
        let (path, sent) = request(route.method.as_str(), &route.path);
        let verb = route.method.as_str();
        let none = ask(&site, None, verb, &path, sent.clone()).await;
        assert_eq!(none.status, 401, "{verb} {path} without token");
        let wrong = shared::platform::api::token([1; 32]);
        let wrong = ask(&site, Some(&wrong), verb, &path, sent.clone()).await;
        // Fifty wrong ones slow an address down.
        assert!(
            matches!(wrong.status.as_u16(), 401 | 429),
            "{verb} {path} with a wrong token"
        );
        for (role, level, token) in &tokens {
            let got = ask(&site, Some(token), verb, &path, sent.clone()).await;
            asked += 1;
            let (_, wanted) = needed(route.action).unwrap();
            let within = route.free || *level == Level::Write || wanted == Level::Read;
            let place = format!("{verb} {path} as {role:?} with {level:?}: {}", got.json);
            if !within {
                assert_eq!(got.status, 403, "{place}");
                assert_eq!(got.json["code"], "insufficient_scope", "{place}");
                continue;
            }
            assert_ne!(got.status, 401, "{place}");
            assert_ne!(got.json["code"], "insufficient_scope", "{place}");
            if grant(*role, route.action) == Scope::None {
                assert!(!got.status.is_success(), "{place}: done without the right");
            } else {
                assert!(got.status.as_u16() < 500, "{place}");
            }
        }
    }
    assert!(asked > 600, "{asked}");
}

/// The operations of a route are operations there are, and its right is that of the last of them.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_names_its_operations() {
    let site = site().await;
    let known: std::collections::BTreeMap<&str, shared::kernel::Action> =
        site.services.operations().collect();
    for route in &INTERFACE.routes {
        for operation in &route.operations {
            assert!(known.contains_key(operation), "{operation}");
        }
        // One operation reads every list, and asks the right to its object itself; a token's scope must be
        // that of the object, too.
        if let Some(object) = route.path.strip_prefix("/lists/") {
            let object: shared::platform::views::Object = object.parse().unwrap();
            assert_eq!(route.action, object.view_action(), "{}", route.path);
            continue;
        }
        // Engines ask no operation: they compute what they are sent.
        if let Some(last) = route.operations.last() {
            assert_eq!(known[last], route.action, "{} {}", route.method, route.path);
        }
    }
}

/// What a token could be let into, and no address asks: what pages draw (boards, forecasts, suggestions,
/// plans before a decision), ways in, files sent in parts, and what is still to come (agreements, approvals,
/// templates, deal rooms). Whoever gives one of them an address takes it out here.
const OF_PAGES: &[&str] = &[
    "access.end_sessions",
    "access.person",
    "access.reset_second_factor",
    "access.revoke_invitation",
    "access.rules",
    "access.set_rule",
    "accounts.facets",
    "accounts.related",
    "accounts.similar",
    "accounts.suggest",
    "affiliations.make_primary",
    "agreements.delete",
    "agreements.list",
    "agreements.offers",
    "agreements.save",
    "approvals.decide",
    "approvals.delete_rule",
    "approvals.get",
    "approvals.list",
    "approvals.order_rules",
    "approvals.restore_rule",
    "approvals.rules",
    "approvals.save_rule",
    "approvals.try_rules",
    "contacts.related",
    "contacts.suggest",
    "demo.read",
    "demo.remove",
    "duplicates.check",
    "duplicates.of_record",
    "duplicates.plan_merge",
    "fields.order",
    "forecast.deals",
    "forecast.history",
    "forecast.load",
    "forecast.step",
    "home.my_day",
    "home.my_team",
    "imports.alike",
    "imports.context",
    "imports.existing",
    "imports.rows",
    "imports.sheet",
    "imports.start",
    "imports.undo_preview",
    "imports.upload",
    "leads.plan_conversion",
    "leads.related",
    "models.export",
    "models.finder",
    "models.get_by_product",
    "models.import",
    "models.popular",
    "models.save_finder",
    "notifications.count",
    "notifications.find_named",
    "notifications.list",
    "notifications.wishes",
    "offline.send",
    "offline.take_along",
    "opportunities.board",
    "opportunities.column",
    "opportunities.find_products",
    "opportunities.quotes",
    "passkeys.reset",
    "price_books.catalog",
    "products.picture",
    "products.remove_picture",
    "products.save_picture",
    "products.show_picture",
    "promotions.offers",
    "promotions.redeem",
    "quotes.compare",
    "quotes.pdf",
    "relations.map",
    "rooms.answer",
    "rooms.close",
    "rooms.get",
    "rooms.open",
    "setup.apply",
    "setup.next_steps",
    "setup.read",
    "sso.delete_provider",
    "sso.providers",
    "sso.save_provider",
    "sso.test_provider",
    "tasks.find_links",
    "tasks.find_mentions",
    "tasks.reschedule",
    "team.figures",
    "templates.create",
    "templates.delete",
    "templates.list",
    "templates.restore",
    "templates.update",
    "views.bulk",
    "views.count",
    "views.export",
    "views.groups",
    "views.list",
    "views.undo_bulk",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_an_address_or_is_said_to_have_none() {
    let site = site().await;
    let asked: std::collections::BTreeSet<&str> = INTERFACE
        .routes
        .iter()
        .flat_map(|route| route.operations.iter().copied())
        .collect();
    for (name, action) in site.services.operations() {
        // What is about oneself no token asks.
        if needed(action).is_some() {
            assert_ne!(asked.contains(name), OF_PAGES.contains(&name), "{name}");
        }
    }
}
