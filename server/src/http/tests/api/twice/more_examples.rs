//! The examples of `examples`, continued: lists, orders, agreements, approvals, deal rooms and templates.

use super::examples::{Example, example, made_or_bulk, on, place};
use super::program::{Program, file};
use super::*;

/// The example of an address, by the id of its operation.
pub async fn of(p: &Program<'_>, operation: &str) -> Option<Example> {
    if let Some(list) = operation.strip_prefix("lists.") {
        return change(p, list).await;
    }
    if let Some(example) = selling(p, operation).await {
        return Some(example);
    }
    if let Some(example) = kept(p, operation).await {
        return Some(example);
    }
    Some(match operation {
        "affiliations.make_primary" => {
            // One who has an account, which stays as an affiliation.
            let (own, other) = (p.account().await, p.account().await);
            let new = json!({ "last_name": p.word("Ada"), "account_id": own["id"] });
            let contact = p.make("/contacts", new).await;
            let new = json!({ "contact_id": contact["id"], "account_id": other["id"] });
            let made = p.make("/affiliations", new).await;
            on("/affiliations", &made, "make-primary", json!({}))
        }
        "duplicates.check" => {
            let account = p.account().await;
            let typed = json!({ "kind": "account", "company": account["name"] });
            example("/duplicates/check", typed)
        }
        "custom-fields.order" => {
            for _ in 0..2 {
                let key = format!("ordered{}", p.number());
                let new = json!({ "holder": "account", "key": key, "label": p.both("Field"), "kind": "text" });
                p.make("/custom-fields", new).await;
            }
            let ids = reversed(p, "/custom-fields", |one| one["holder"] == "account").await;
            let order = json!({ "holder": "account", "ids": ids });
            example("/custom-fields/order", order)
        }
        _ => return None,
    })
}

/// Files, of records and to be imported, notices, and providers of single sign-on.
async fn kept(p: &Program<'_>, operation: &str) -> Option<Example> {
    let (list, verb) = operation.split_once('.')?;
    if matches!(verb, "add_file" | "restore_file") {
        let record = match list {
            "accounts" => p.account().await,
            "contacts" => p.contact().await,
            "leads" => p.lead().await,
            "opportunities" => p.deal().await,
            "quotes" => p.quote().await,
            _ => return None,
        };
        let path = format!("/{list}");
        return Some(match verb {
            "add_file" => on(&path, &record, "files", file(p)),
            _ => p.removed_file(&path, &record).await,
        });
    }
    Some(match operation {
        "imports.create" => {
            let text = format!("Name,City\n{},Lyon\n", p.word("Acme"));
            let content = super::super::imports::base64(&text);
            let file = json!({ "file_name": "a.csv", "kind": "accounts", "content": content });
            example("/imports", json!({ "files": [file] }))
        }
        "notifications.mark" => {
            let ids = json!({ "ids": [p.notice().await] });
            example("/notifications/mark", ids)
        }
        "notifications.snooze" => {
            let notice = json!({ "id": p.notice().await });
            let hour = json!({ "until": "hour" });
            on("/notifications", &notice, "snooze", hour)
        }
        _ => return None,
    })
}

/// The ids of a list from its last to its first.
async fn reversed(p: &Program<'_>, path: &str, which: fn(&Value) -> bool) -> Vec<Value> {
    let list = p.read(path).await;
    let rows = list["data"].as_array().unwrap().iter().rev();
    let ids = rows.filter(|one| which(one)).map(|one| one["id"].clone());
    ids.collect()
}

/// A change of what a list shows, or that change put back: `accounts_change`, `accounts_undo_change`.
async fn change(p: &Program<'_>, operation: &str) -> Option<Example> {
    let undone = operation.strip_suffix("_undo_change");
    let list = undone.or_else(|| operation.strip_suffix("_change"))?;
    let set = |field: &str, value: &str| json!({ "set": { "field": field, "value": value } });
    let (record, act) = match list {
        "accounts" => (p.account().await, set("country", "BE")),
        "contacts" => (p.contact().await, set("language", "fr")),
        "leads" => (p.lead().await, set("country", "BE")),
        "opportunities" => (p.deal().await, set("source", "Fair")),
        "tasks" => {
            let new = json!({ "subject": p.word("Call") });
            (p.make("/tasks", new).await, set("status", "done"))
        }
        "products" => (p.product().await, set("family", "Other")),
        // Nothing of a quote is set in its list.
        "quotes" => (p.quote().await, json!("delete")),
        _ => return None,
    };
    let seen = json!({ "id": record["id"], "version": record["version"] });
    let change = json!({ "targets": { "records": [seen] }, "act": act });
    let path = format!("/lists/{list}/change");
    if undone.is_none() {
        return Some(example(path, change));
    }
    let done = p.make(&path, change).await;
    assert_eq!(done["done"], 1, "{done}");
    let undo = json!({ "run": done["run"] });
    Some(example(format!("/lists/{list}/undo-change"), undo))
}

async fn selling(p: &Program<'_>, operation: &str) -> Option<Example> {
    Some(match operation {
        "agreements.create" | "agreements.bulk" => {
            let (account, product) = (p.account().await, p.product().await);
            let new = json!({
                "account_id": account["id"], "name": p.word("Frame"), "product_id": product["id"],
                "charge": "monthly", "currency": "EUR", "unit_price": 120_000
            });
            made_or_bulk("/agreements", operation, new)
        }
        "approvals.decide" => {
            let yes = json!({ "decision": "approve" });
            on("/approvals", &p.asked().await, "decide", yes)
        }
        "approval-rules.create" => example("/approval-rules", rule(p)),
        "approval-rules.restore" => {
            let made = p.make("/approval-rules", rule(p)).await;
            p.binned("/approval-rules", made).await
        }
        "approval-rules.order" => {
            p.make("/approval-rules", rule(p)).await;
            let ids = reversed(p, "/approval-rules", |_| true).await;
            example("/approval-rules/order", json!({ "ids": ids }))
        }
        "quote-templates.create" => example("/quote-templates", template(p).await),
        "quote-templates.restore" => {
            let made = p.make("/quote-templates", template(p).await).await;
            p.binned("/quote-templates", made).await
        }
        "quotes.open_room" => on("/quotes", &p.sent().await, "rooms", room()),
        "quotes.rooms_close" => {
            let quote = p.sent().await;
            let rooms = format!("{}/rooms", place("/quotes", &quote));
            let opened = p.make(&rooms, room()).await;
            let close = json!({ "room_id": opened["room_id"] });
            on("/quotes", &quote, "rooms/close", close)
        }
        "quotes.rooms_answer" => {
            let say = json!({ "text": "Glad to help." });
            on("/quotes", &p.sent().await, "rooms/answer", say)
        }
        "product-models.import" => {
            let text = "c 1 a\nc 2 b\np cnf 2 2\n1 2 0\n-1 -2 0\n";
            let foreign = json!({ "format": "dimacs", "text": text });
            example("/product-models/import", foreign)
        }
        "discount-schedules.create" => {
            let rule = json!({
                "measure": "quantity", "across": "line", "way": "slab", "gives": "percent",
                "steps": [{ "from": 100_000, "value": 1_000 }], "orders": false
            });
            let new = json!({ "name": p.both("Volume"), "rule": rule });
            example("/discount-schedules", new)
        }
        _ => return None,
    })
}

/// A rule that asks about no quote made here.
fn rule(p: &Program<'_>) -> Value {
    json!({ "name": p.both("Deep"), "condition": "discount > 90", "approvers": ["manager"] })
}

async fn template(p: &Program<'_>) -> Value {
    json!({ "quote_id": p.quote().await["id"], "name": p.word("Start") })
}

fn room() -> Value {
    json!({ "recipient": "Ada Lovelace" })
}
