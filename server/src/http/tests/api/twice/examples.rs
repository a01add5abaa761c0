//! A request of every address that takes one again, on records made for it.

use super::program::Program;
use super::*;

/// What is sent: address below the interface's root, and body.
pub struct Example {
    pub path: String,
    pub body: Option<Value>,
}

pub fn example(path: impl Into<String>, body: Value) -> Example {
    Example {
        path: path.into(),
        body: Some(body),
    }
}

/// One that takes no body.
pub fn bare(path: String) -> Example {
    Example { path, body: None }
}

/// The address of a record.
pub fn place(path: &str, record: &Value) -> String {
    format!("{path}/{}", record["id"].as_str().unwrap())
}

/// A verb on a record.
pub fn on(path: &str, record: &Value, verb: &str, body: Value) -> Example {
    example(format!("{}/{verb}", place(path, record)), body)
}

/// Many at once, one of them made.
pub fn bulk(path: &str, create: Value) -> Example {
    let items = json!({ "items": [{ "create": create }] });
    example(format!("{path}/bulk"), items)
}

/// The example of an address, by the id of its operation.
pub async fn of(p: &Program<'_>, operation: &str) -> Example {
    if let Some(example) = customers(p, operation).await {
        return example;
    }
    if let Some(example) = deals(p, operation).await {
        return example;
    }
    if let Some(example) = offers(p, operation).await {
        return example;
    }
    if let Some(example) = rest(p, operation).await {
        return example;
    }
    if let Some(example) = super::more_examples::of(p, operation).await {
        return example;
    }
    panic!("no example of {operation}: add one, so that it is sent twice")
}

async fn customers(p: &Program<'_>, operation: &str) -> Option<Example> {
    let none = json!({});
    Some(match operation {
        "accounts.create" => example("/accounts", json!({ "name": p.word("Acme") })),
        "accounts.bulk" => bulk("/accounts", json!({ "name": p.word("Acme") })),
        "accounts.restore" => p.binned("/accounts", p.account().await).await,
        "contacts.create" => example("/contacts", json!({ "last_name": p.word("Ada") })),
        "contacts.bulk" => bulk("/contacts", json!({ "last_name": p.word("Ada") })),
        "contacts.restore" => p.binned("/contacts", p.contact().await).await,
        "leads.create" => example("/leads", json!({ "last_name": p.word("Ida") })),
        "leads.bulk" => bulk("/leads", json!({ "last_name": p.word("Ida") })),
        "leads.restore" => p.binned("/leads", p.lead().await).await,
        "leads.change_status" => {
            let to = json!({ "to": "contacted" });
            on("/leads", &p.lead().await, "change-status", to)
        }
        "leads.convert" => on("/leads", &p.lead().await, "convert", none),
        "leads.log" => {
            let call = json!({ "kind": "call", "body": "Hello" });
            on("/leads", &p.lead().await, "log", call)
        }
        "leads.take" => {
            let new = json!({ "last_name": p.word("Ida"), "owner_id": null });
            on("/leads", &p.make("/leads", new).await, "take", none)
        }
        "affiliations.create" | "affiliations.bulk" => {
            let (contact, account) = (p.contact().await, p.account().await);
            let new = json!({ "contact_id": contact["id"], "account_id": account["id"] });
            made_or_bulk("/affiliations", operation, new)
        }
        "relations.create" | "relations.bulk" => {
            let (from, to) = (p.contact().await, p.contact().await);
            let new = json!({ "from": from["id"], "to": to["id"], "kind": "knows" });
            made_or_bulk("/relations", operation, new)
        }
        // One of a kind runs at a time: the second example is of another kind.
        "duplicates.look" => {
            let kind = ["account", "contact"][usize::from(p.number().is_multiple_of(2))];
            example("/duplicates/look", json!({ "kind": kind }))
        }
        "duplicates.separate" => {
            let (one, other) = (p.account().await, p.account().await);
            let apart =
                json!({ "kind": "account", "one": one["id"], "other": other["id"], "apart": true });
            example("/duplicates/separate", apart)
        }
        "merges.create" => example("/merges", p.merge().await),
        "merges.undo" => {
            let merge = p.make("/merges", p.merge().await).await;
            bare(format!("{}/undo", place("/merges", &merge)))
        }
        "imports.undo" => example(format!("/imports/{}/undo", p.import().await), none),
        _ => return None,
    })
}

pub fn made_or_bulk(path: &str, operation: &str, new: Value) -> Example {
    if operation.ends_with(".bulk") {
        bulk(path, new)
    } else {
        example(path, new)
    }
}

async fn deals(p: &Program<'_>, operation: &str) -> Option<Example> {
    const DEALS: &str = "/opportunities";
    let none = json!({});
    let stage = &p.pipeline["stages"][1]["id"];
    let to = json!({ "stage_id": stage, "exception": "Agreed by telephone" });
    Some(match operation {
        "opportunities.create" => example(DEALS, p.new_deal()),
        "opportunities.bulk" => bulk(DEALS, p.new_deal()),
        "opportunities.restore" => p.binned(DEALS, p.deal().await).await,
        "opportunities.move" => on(DEALS, &p.deal().await, "move", to),
        "opportunities.undo_move" => {
            let deal = p.deal().await;
            p.make(&format!("{}/move", place(DEALS, &deal)), to).await;
            on(DEALS, &deal, "undo-move", none)
        }
        "opportunities.assign" => {
            let owner = json!({ "owner_id": p.user().await["id"] });
            on(DEALS, &p.deal().await, "assign", owner)
        }
        "opportunities.change_pipeline" => {
            let other = json!({ "pipeline_id": p.other_pipeline["id"] });
            on(DEALS, &p.deal().await, "change-pipeline", other)
        }
        "opportunities.set_competitors" => {
            let one = json!({ "competitors": [{ "name": "Rival", "incumbent": true }] });
            on(DEALS, &p.deal().await, "set-competitors", one)
        }
        "opportunities.set_contacts" => {
            let one = json!({ "contact_id": p.contact().await["id"], "role": "buyer" });
            on(
                DEALS,
                &p.deal().await,
                "set-contacts",
                json!({ "contacts": [one] }),
            )
        }
        "opportunities.set_products" => {
            let price = json!({ "charge": "monthly", "quantity": 10_000, "unit_price": 1_000_000, "discount": 0 });
            let one =
                json!({ "id": p.id(), "product_id": p.product().await["id"], "price": price });
            let set = json!({ "amount_source": "products", "products": [one] });
            on(DEALS, &p.deal().await, "set-products", set)
        }
        "opportunities.set_team" => {
            let one = json!({ "user_id": p.user().await["id"], "role": "co_owner" });
            on(
                DEALS,
                &p.deal().await,
                "set-team",
                json!({ "members": [one] }),
            )
        }
        "activities.create" | "activities.bulk" => {
            let account = p.account().await;
            let new = json!({ "kind": "Call", "subject": "Seen", "account_id": account["id"] });
            made_or_bulk("/activities", operation, new)
        }
        "activities.restore" => {
            let new =
                json!({ "kind": "Call", "subject": "Seen", "account_id": p.account().await["id"] });
            p.binned("/activities", p.make("/activities", new).await)
                .await
        }
        "tasks.create" => example("/tasks", json!({ "subject": p.word("Call") })),
        "tasks.bulk" => bulk("/tasks", json!({ "subject": p.word("Call") })),
        "tasks.restore" | "tasks.complete" | "tasks.reopen" => {
            let task = p.make("/tasks", json!({ "subject": p.word("Call") })).await;
            match operation {
                "tasks.restore" => p.binned("/tasks", task).await,
                "tasks.complete" => on("/tasks", &task, "complete", none),
                _ => {
                    let done = format!("{}/complete", place("/tasks", &task));
                    p.make(&done, json!({})).await;
                    on("/tasks", &task, "reopen", none)
                }
            }
        }
        _ => return None,
    })
}

async fn offers(p: &Program<'_>, operation: &str) -> Option<Example> {
    let none = json!({});
    let off = json!({ "active": false });
    Some(match operation {
        "products.create" => example("/products", p.new_product()),
        "products.bulk" => bulk("/products", p.new_product()),
        "products.set_active" => on("/products", &p.product().await, "set-active", off),
        "price-books.create" => example(
            "/price-books",
            json!({ "name": p.word("List"), "currency": "EUR" }),
        ),
        "price-books.save_entry" => on(
            "/price-books",
            &p.book().await,
            "save-entry",
            p.entry().await,
        ),
        "price-books.remove_entry" => {
            let (book, entry) = (p.book().await, p.entry().await);
            let save = format!("{}/save-entry", place("/price-books", &book));
            p.make(&save, entry.clone()).await;
            let entry = json!({ "entry_id": entry["id"] });
            on("/price-books", &book, "remove-entry", entry)
        }
        "price-books.set_active" => on("/price-books", &p.book().await, "set-active", off),
        "product-models.create" => {
            let product = p.product().await;
            let new = json!({ "product_id": product["id"], "content": { "currency": "EUR" } });
            example("/product-models", new)
        }
        "product-models.publish" => on("/product-models", &p.model().await, "publish", none),
        "product-models.retire" => {
            let model = p.model().await;
            let publish = format!("{}/publish", place("/product-models", &model));
            p.make(&publish, json!({})).await;
            on("/product-models", &model, "retire", none)
        }
        "promotions.create" => {
            let new = json!({ "name": p.both("Spring"), "benefit": { "percent_bp": 1_000 } });
            example("/promotions", new)
        }
        "clauses.create" => {
            let new = json!({ "title": p.both("Payment"), "text": p.both("At once") });
            example("/clauses", new)
        }
        "quotes.create" | "quotes.bulk" => {
            let account = p.account().await;
            let new = json!({ "account_id": account["id"], "title": p.word("Offer") });
            made_or_bulk("/quotes", operation, new)
        }
        "quotes.restore" => p.binned("/quotes", p.quote().await).await,
        "quotes.duplicate" => on("/quotes", &p.quote().await, "duplicate", none),
        "quotes.move" => {
            let cancel = json!({ "step": "cancel", "reason": "No" });
            on("/quotes", &p.quote().await, "move", cancel)
        }
        "quotes.new_version" => on("/quotes", &p.sent().await, "new-version", none),
        _ => return None,
    })
}

async fn rest(p: &Program<'_>, operation: &str) -> Option<Example> {
    let none = json!({});
    Some(match operation {
        "custom-fields.create" => example("/custom-fields", field(p)),
        "custom-fields.restore" => {
            let made = p.make("/custom-fields", field(p)).await;
            let archive = Some(json!({ "archived": true }));
            p.ask("PATCH", &place("/custom-fields", &made), archive)
                .await;
            p.binned("/custom-fields", made).await
        }
        "exchange-rates.set" | "exchange-rates.remove" => {
            let day = format!("2026-01-{:02}", 1 + p.number() % 28);
            let mut rate = json!({ "currency": "USD", "day": day, "rate_e8": 90_000_000 });
            if operation == "exchange-rates.set" {
                return Some(example("/exchange-rates/set", rate));
            }
            p.make("/exchange-rates/set", rate.clone()).await;
            rate.as_object_mut()?.remove("rate_e8");
            example("/exchange-rates/remove", rate)
        }
        "loss-reasons.save" => {
            let read = p.read("/loss-reasons").await["data"].clone();
            let mut all = read.as_array()?.clone();
            let new = json!({ "id": p.id(), "name": p.both("Late"), "position": all.len(), "active": true });
            all.push(new);
            example(
                "/loss-reasons/save",
                json!({ "read": read, "loss_reasons": all }),
            )
        }
        "pipelines.create" => {
            let mut stages = p.pipeline["stages"].clone();
            for stage in stages.as_array_mut()? {
                stage["id"] = json!(p.id());
            }
            let new = json!({ "kind": "b2b", "name": p.both("Third"), "stages": stages });
            example("/pipelines", new)
        }
        "quotas.set" | "quotas.remove" => {
            let mut quota = json!({
                "user_id": p.user().await["id"], "period_start": "2026-10-01",
                "amount_minor": 500, "currency": "EUR"
            });
            if operation == "quotas.set" {
                return Some(example("/quotas/set", quota));
            }
            p.make("/quotas/set", quota.clone()).await;
            let all = quota.as_object_mut()?;
            all.retain(|name, _| matches!(name.as_str(), "user_id" | "period_start"));
            all.insert("version".to_owned(), json!(1));
            example("/quotas/remove", quota)
        }
        "roles.create" => {
            let roles = p.read("/roles").await;
            let role = &roles["data"][0];
            let new =
                json!({ "name": p.both("Role"), "base": role["base"], "rights": role["rights"] });
            example("/roles", new)
        }
        "teams.create" => example("/teams", json!({ "name": p.word("Team") })),
        "users.create" => {
            let new = json!({ "name": "Nina", "email": p.email(), "role": "Representative" });
            example("/users", new)
        }
        "users.invite" => on("/users", &p.user().await, "invite", none),
        "webhooks.create" => {
            let url = format!("https://hooks.example.com/{}", p.number());
            example("/webhooks", json!({ "url": url, "entities": ["account"] }))
        }
        "webhooks.rotate_secret" => on("/webhooks", &p.hook().await, "rotate-secret", none),
        "webhooks.test" => on("/webhooks", &p.hook().await, "test", none),
        "webhooks.replay" => {
            let hook = p.hook().await;
            let place = place("/webhooks", &hook);
            p.make(&format!("{place}/test"), json!({})).await;
            let log = p.read(&format!("{place}/deliveries")).await;
            let event = json!({ "event": log["data"][0]["event"] });
            on("/webhooks", &hook, "replay", event)
        }
        _ => return None,
    })
}

fn field(p: &Program<'_>) -> Value {
    let key = format!("field{}", p.number());
    json!({ "holder": "account", "key": key, "label": p.both("Field"), "kind": "text" })
}
