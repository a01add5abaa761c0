//! Every route with every kind of visitor: nobody gets further with a token than by the pages, and no
//! token further than its scopes.

use super::*;
use crate::http::api::INTERFACE;
use shared::kernel::Scope;
use shared::kernel::permission::grant;
use shared::platform::api::needed;

/// Something of the right form for any route; whether it is accepted is not asked here.
fn request(method: &str, path: &str) -> (String, Sent) {
    let path = in_place(path, &uuid::Uuid::from_u128(5).to_string());
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
        if let Some(rest) = route.path.strip_prefix("/lists/") {
            let object = rest.split('/').next().unwrap();
            let object: shared::platform::views::Object = object.parse().unwrap();
            let right = match route.method.as_str() {
                "GET" => object.view_action(),
                _ => object.edit_action(),
            };
            assert_eq!(route.action, right, "{}", route.path);
            continue;
        }
        // Files are asked with the right to their record, which the operation asks itself.
        let last = route.operations.last().copied().unwrap_or_default();
        if last.starts_with("files.") {
            let object = route.path.split('/').nth(1).unwrap();
            let object: shared::platform::views::Object = object.parse().unwrap();
            let right = match route.method.as_str() {
                "GET" => object.view_action(),
                _ => object.edit_action(),
            };
            assert_eq!(route.action, right, "{}", route.path);
            continue;
        }
        // One's own notices are changed by a token that may work: no right is about them alone.
        if matches!(last, "notifications.mark" | "notifications.snooze") {
            assert_eq!(route.action, shared::kernel::Action::EditActivity);
            continue;
        }
        // Engines ask no operation: they compute what they are sent.
        if let Some(last) = route.operations.last() {
            assert_eq!(known[last], route.action, "{} {}", route.method, route.path);
        }
    }
}

/// What a token could be let into, and no address asks:
/// - ways in of others (`access`, `passkeys`, `sso`): whoever opens or closes them is at the screen, for a provider
///   of single sign-on vouches for anybody (a token reads which there are);
/// - what a page draws or suggests while somebody types (boards, columns, facets, suggestions, the
///   coupon typed on a quote), or shows before a decision (plans of merges and conversions; a rule tried):
///   its figures and records have addresses of their own;
/// - what is about the person alone: days, figures of a team, which notices are wanted and how many there are;
/// - a person's choices about each row of a file (`imports.alike`, `imports.existing`);
/// - setting up and trying out (`setup`, `demo`), and a phone's changes of the way (`offline`).
///
/// Whoever gives one of them an address takes it out here.
const OF_PAGES: &[&str] = &[
    "access.end_sessions",
    "access.person",
    "access.reset_second_factor",
    "access.revoke_invitation",
    "access.rules",
    "access.send_reset",
    "access.set_rule",
    "accounts.facets",
    "accounts.related",
    "accounts.similar",
    "accounts.suggest",
    "approvals.try_rules",
    "audit.check",
    "contacts.related",
    "contacts.suggest",
    "demo.read",
    "demo.remove",
    "duplicates.plan_merge",
    "forecast.deals",
    "forecast.history",
    "forecast.step",
    "home.my_day",
    "home.my_team",
    "imports.alike",
    "imports.existing",
    "leads.plan_conversion",
    "leads.related",
    "models.popular",
    "notifications.count",
    "notifications.find_named",
    "notifications.wishes",
    "offline.send",
    "offline.take_along",
    "opportunities.board",
    "opportunities.column",
    "opportunities.find_products",
    "opportunities.quotes",
    "passkeys.reset",
    "price_books.catalog",
    "promotions.offers",
    "promotions.redeem",
    "quotes.compare",
    "search.recall",
    "setup.apply",
    "setup.next_steps",
    "setup.read",
    "sso.delete_provider",
    "sso.save_provider",
    "sso.test_provider",
    "tasks.find_links",
    "tasks.find_mentions",
    "tasks.reschedule",
    "team.figures",
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
