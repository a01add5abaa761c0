//! A program that makes what the examples are about.

use super::examples::{Example, bare, place};
use super::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// An administrator's program, which makes what an example needs.
pub struct Program<'a> {
    site: &'a Site,
    token: String,
    /// The token of a representative's program.
    seller: String,
    count: AtomicU64,
    pub pipeline: Value,
    pub other_pipeline: Value,
}

impl<'a> Program<'a> {
    pub async fn new(site: &'a Site) -> Program<'a> {
        let mut program = Program {
            site,
            token: token(site, "admin@example.com", Level::Write).await,
            seller: token(site, "rep@example.com", Level::Write).await,
            count: AtomicU64::new(1),
            pipeline: Value::Null,
            other_pipeline: Value::Null,
        };
        let pipelines = program.read("/pipelines").await;
        let all = pipelines["data"].as_array().unwrap();
        let of = |kind: &str| all.iter().find(|one| one["kind"] == kind).unwrap().clone();
        (program.pipeline, program.other_pipeline) = (of("b2b"), of("saas"));
        program
    }

    /// Sends it under a key, whichever version the record has.
    pub async fn post(&self, example: &Example, key: &str) -> Got {
        let sent = Sent {
            body: example.body.clone(),
            headers: Vec::new(),
        };
        let sent = sent.with("idempotency-key", key).with("if-match", "*");
        ask(self.site, Some(&self.token), "POST", &example.path, sent).await
    }

    pub async fn read(&self, path: &str) -> Value {
        let got = ask(self.site, Some(&self.token), "GET", path, Sent::default()).await;
        assert_eq!(got.status, 200, "{path}: {}", got.json);
        got.json
    }

    pub async fn ask(&self, verb: &str, path: &str, body: Option<Value>) -> Value {
        self.ask_as(&self.token, verb, path, body).await
    }

    async fn ask_as(&self, token: &str, verb: &str, path: &str, body: Option<Value>) -> Value {
        let headers = vec![("if-match", "*".to_owned())];
        let sent = Sent { body, headers };
        let got = ask(self.site, Some(token), verb, path, sent).await;
        assert!(got.status.is_success(), "{verb} {path}: {}", got.json);
        got.json
    }

    /// What is made.
    pub async fn make(&self, path: &str, body: Value) -> Value {
        self.ask("POST", path, Some(body)).await
    }

    /// A record that is in the bin.
    pub async fn binned(&self, path: &str, record: Value) -> Example {
        let place = place(path, &record);
        self.ask("DELETE", &place, None).await;
        bare(format!("{place}/restore"))
    }

    pub fn number(&self) -> u64 {
        self.count.fetch_add(1, Ordering::SeqCst)
    }

    /// A name nothing else has.
    pub fn word(&self, word: &str) -> String {
        format!("{word} {}", self.number())
    }

    pub fn both(&self, word: &str) -> Value {
        let word = self.word(word);
        json!({ "en": word, "fr": word })
    }

    pub fn id(&self) -> uuid::Uuid {
        uuid::Uuid::from_u128(0x0193_6f2e_7c1a_7000_8000_0000_0000_0000 + u128::from(self.number()))
    }

    pub fn email(&self) -> String {
        format!("n{}@example.com", self.number())
    }

    pub fn new_deal(&self) -> Value {
        json!({
            "name": self.word("Deal"), "pipeline_id": self.pipeline["id"],
            "amount": { "minor": 1_000, "currency": "EUR" }, "close_date": "2027-12-18"
        })
    }

    pub fn new_product(&self) -> Value {
        let sku = self.word("S");
        let name = json!({ "en": "Seat", "fr": "Siège" });
        json!({ "sku": sku, "name": name, "tax": { "category": "S", "rate": 2_000 } })
    }

    pub async fn account(&self) -> Value {
        let new = json!({ "name": self.word("Acme") });
        self.make("/accounts", new).await
    }

    pub async fn contact(&self) -> Value {
        let new = json!({ "last_name": self.word("Ada"), "email": self.email() });
        self.make("/contacts", new).await
    }

    pub async fn lead(&self) -> Value {
        let new = json!({ "last_name": self.word("Ida"), "company": self.word("Lead"), "email": self.email() });
        self.make("/leads", new).await
    }

    pub async fn product(&self) -> Value {
        self.make("/products", self.new_product()).await
    }

    pub async fn deal(&self) -> Value {
        self.make("/opportunities", self.new_deal()).await
    }

    pub async fn quote(&self) -> Value {
        let account = self.account().await;
        let new = json!({ "account_id": account["id"], "title": self.word("Offer") });
        self.make("/quotes", new).await
    }

    /// A quote of whoever has the token: one line, with so much off the whole, which made this step.
    async fn moved(&self, token: &str, discount: i32, step: &str) -> Value {
        let post = async |path: &str, body: Value| -> Value {
            self.ask_as(token, "POST", path, Some(body)).await
        };
        let account = post("/accounts", json!({ "name": self.word("Acme") })).await;
        let new = json!({ "account_id": account["id"], "title": self.word("Offer") });
        let quote = post("/quotes", new).await;
        let place = place("/quotes", &quote);
        let price = json!({
            "charge": "one_time", "quantity": 10_000, "list_price": 1_000_000, "manual_price": null,
            "tier_mode": "none", "tiers": [], "floor": null, "cost": null, "discount": 0,
            "tax": { "category": "S", "rate": 2_000 }, "optional": false
        });
        let line = json!({
            "id": self.id(), "product_id": null, "section": null, "description": "Seat", "unit": "",
            "configuration": null, "price": price
        });
        let contents = json!({ "lines": [line], "discount": discount });
        self.ask_as(token, "PATCH", &place, Some(contents)).await;
        post(&format!("{place}/move"), json!({ "step": step })).await
    }

    /// A quote that its customer has.
    pub async fn sent(&self) -> Value {
        self.moved(&self.token, 0, "send").await
    }

    /// The request for the approval of a representative's quote, which waits for the administrator: nobody
    /// decides on their own.
    pub async fn asked(&self) -> Value {
        let quote = self.moved(&self.seller, 3_000, "submit").await;
        let path = format!("{}/approval", place("/quotes", &quote));
        self.read(&path).await["request"].clone()
    }

    pub async fn user(&self) -> Value {
        let new = json!({ "name": "Nina", "email": self.email(), "role": "Representative" });
        self.make("/users", new).await
    }

    pub async fn book(&self) -> Value {
        let new = json!({ "name": self.word("List"), "currency": "EUR" });
        self.make("/price-books", new).await
    }

    pub async fn hook(&self) -> Value {
        let url = format!("https://hooks.example.com/{}", self.number());
        self.make("/webhooks", json!({ "url": url, "entities": ["account"] }))
            .await
    }

    pub async fn model(&self) -> Value {
        let product = self.product().await;
        let flag = json!({ "key": "sso", "name": self.both("Sign-on"), "kind": "flag" });
        let content = json!({ "currency": "EUR", "attributes": [flag] });
        let new = json!({ "product_id": product["id"], "content": content });
        self.make("/product-models", new).await
    }

    pub async fn entry(&self) -> Value {
        let product = self.product().await;
        json!({
            "id": self.id(), "product_id": product["id"], "charge": "monthly",
            "unit_price": 1_000_000, "tier_mode": "none", "tiers": []
        })
    }

    /// Two accounts and what makes one of them.
    pub async fn merge(&self) -> Value {
        let (kept, merged) = (self.account().await, self.account().await);
        json!({
            "kind": "account", "kept": kept["id"], "kept_version": 1,
            "merged": merged["id"], "merged_version": 1
        })
    }

    /// Waits until what an address began in the background is done.
    pub async fn settled(&self, operation: &str) {
        if operation != "imports.create" {
            return;
        }
        loop {
            let all = self.read("/imports").await;
            let mut runs = all["data"].as_array().unwrap().iter();
            if runs.all(|run| run["state"] != "running") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// A file that was taken away again from a record.
    pub async fn removed_file(&self, path: &str, record: &Value) -> Example {
        let files = format!("{}/files", place(path, record));
        let made = self.make(&files, file(self)).await;
        let place = place(&files, &made);
        self.ask("DELETE", &place, None).await;
        bare(format!("{place}/restore"))
    }

    /// An unread notice of the administrator's.
    pub async fn notice(&self) -> uuid::Uuid {
        use shared::platform::notifications::{Notice, NoticeKind, Reason};
        let account = self.account().await;
        let id = self.id();
        let notice = Notice {
            user: account["owner_id"].as_str().unwrap().parse().unwrap(),
            kind: NoticeKind::Assigned,
            reason: Reason::Yours,
            entity: shared::kernel::event::Entity::Account,
            entity_id: account["id"].as_str().unwrap().parse().unwrap(),
            title: "Acme".into(),
            detail: shared::kernel::LocalText::default(),
            actor: None,
            count: 1,
            at: shared::kernel::Instant(1),
            keys: vec![format!("test:{id}")],
        };
        let mut session = self.site.services.store().write().await.unwrap();
        let written = store::platform::notifications::insert(&mut session, &[(id, notice)]).await;
        assert!(written.unwrap());
        session.commit().await.unwrap();
        id
    }

    /// An import that made one account, as the log knows it.
    pub async fn import(&self) -> uuid::Uuid {
        let account = self.account().await;
        let account: uuid::Uuid = account["id"].as_str().unwrap().parse().unwrap();
        let id = self.id();
        let mut session = self.site.services.store().write().await.unwrap();
        let run = "INSERT INTO imports (id, kind, file_name, state, started_at, total, done, created, updated, skipped, errors)
                   VALUES ($1, 'accounts', 'a.csv', 'done', 1, 1, 1, 1, 0, 0, 0)";
        session.exec(run, store::args![id]).await.unwrap();
        let wrote = "INSERT INTO import_records (import_id, record_id, entity, created, version)
                     VALUES ($1, $2, 'account', TRUE, 1)";
        session
            .exec(wrote, store::args![id, account])
            .await
            .unwrap();
        session.commit().await.unwrap();
        id
    }
}

/// A short text as a file.
pub fn file(p: &Program<'_>) -> Value {
    json!({ "id": p.id(), "file_name": "note.txt", "content": "SGVsbG8uCg==" })
}
