//! The engines over the interface: what they give, in which forms, and what hostile input comes to.

use super::*;
use crate::engines::Refused;
use crate::engines::configure::{Bounds, Desk};
use shared::cpq::catalog::ProductDraft;
use shared::cpq::catalog::ops::CreateProduct;
use shared::cpq::configure::problem::Limits;
use shared::cpq::models::ModelDraft;
use shared::cpq::models::ops::SaveModel;
use shared::cpq::pricing::Tax;
use shared::kernel::id::uuid_v7;
use shared::kernel::{Action, LocalText, Percent, ProductId, ProductModelId, Rights, Scope};
use shared::platform::roles::{RoleDraft, SaveRole, built_in_id};
use std::path::PathBuf;
use std::time::Duration;

const BIKE: &str = "features\n\tBike\n\t\talternative\n\t\t\tRoad\n\t\t\tGravel\n";
const LINES: &str = "application/x-ndjson";

fn configure(model: impl Into<Value>, steps: Value) -> Sent {
    Sent::json(json!({ "format": "uvl", "model": model.into(), "steps": steps }))
}

/// What is sent as it is, not as JSON made here.
async fn raw(site: &Site, token: &str, path: &str, kind: &str, accept: &str, body: Vec<u8>) -> Got {
    let request = Request::post(format!("/api/v1{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, kind)
        .header(header::ACCEPT, accept)
        .body(Body::from(body))
        .unwrap();
    got(site.send(request).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engines_answer_as_at_the_command_line() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Read).await;
    let steps = json!([{ "choose": "Gravel" }, { "count": true }, { "x": 1 }]);
    let sent = configure(BIKE, steps);
    let got = ask(&site, Some(&token), "POST", "/configure", sent.clone()).await;
    assert_eq!(got.status, 200, "{}", got.json);
    assert_eq!(got.json["answers"][1]["count"], "1", "{}", got.json);
    assert!(got.json["answers"][2]["error"].is_string());
    assert_eq!(got.json["answers"][2]["line"], 3);
    assert!(got.json["opening"]["micros"].is_u64());

    // The same in lines; a key makes nothing of it, for nothing is kept.
    let lines = sent.with("accept", LINES).with("idempotency-key", "k");
    let lines = ask(&site, Some(&token), "POST", "/configure", lines).await;
    assert_eq!(lines.header("content-type"), LINES);
    assert_eq!(lines.header("idempotency-replayed"), "");
    let text = lines.json.as_str().unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");

    for (path, body) in [
        (
            "/configure",
            json!({ "format": "uvl", "model": "nonsense" }),
        ),
        ("/price", json!({ "document": "{}" })),
        ("/tax", json!({ "document": "<x/>" })),
    ] {
        let refused = ask(&site, Some(&token), "POST", path, Sent::json(body)).await;
        assert_eq!(refused.status, 422, "{path}: {}", refused.json);
        assert_eq!(refused.codes()[0].0, "engine_refused", "{path}");
    }
    let sent = Sent::default().with("accept", LINES);
    let refused = ask(&site, Some(&token), "GET", "/accounts", sent).await;
    assert_eq!(refused.status, 406);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_taken_as_they_are() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Read).await;
    // Digits that no binary float holds come back as they went.
    let digits = "0.12345678901234567890123";
    let vectors = format!(
        r#"{{"format": "pricing-vectors/1", "family": "unheard of", "cases": [{{"case": "a", "given": {{}}, "expect": {{"total": {digits}}}}}]}}"#
    );
    let json = "application/json";
    for accept in [json, LINES] {
        let whole = vectors.clone().into_bytes();
        let request = Request::post("/api/v1/price")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, json)
            .header(header::ACCEPT, accept)
            .body(Body::from(whole))
            .unwrap();
        let text = body(site.send(request).await).await;
        assert!(text.contains(digits), "{text}");
    }
    let in_text = Sent::json(json!({ "document": vectors }));
    let in_text = ask(&site, Some(&token), "POST", "/price", in_text).await;
    assert_eq!(
        (&in_text.json["cases"], &in_text.json["equal"]),
        (&json!(1), &json!(0))
    );

    let xml = |name: &str| format!("\u{feff}<{name}/>").into_bytes();
    let checked = raw(
        &site,
        &token,
        "/tax",
        "application/xml",
        json,
        xml("Invoice"),
    )
    .await;
    assert_eq!(checked.status, 200, "{}", checked.json);
    assert!(checked.json["violations"].as_array().unwrap().len() > 3);
    for (kind, status) in [("text/xml; charset=utf-8", 200), ("text/plain", 415)] {
        let got = raw(&site, &token, "/tax", kind, json, xml("CreditNote")).await;
        assert_eq!(got.status, status, "{kind}: {}", got.json);
    }
    let other = raw(
        &site,
        &token,
        "/price",
        "application/xml",
        json,
        xml("Invoice"),
    )
    .await;
    assert_eq!(other.status, 415);
    let latin = b"<Invoice>\xe9</Invoice>".to_vec();
    let refused = raw(&site, &token, "/tax", "application/xml", json, latin).await;
    assert_eq!(refused.status, 400, "{}", refused.json);
}

/// Twelve pigeons in eleven holes: no solver that only learns clauses is through with it soon.
fn pigeons(holes: u32) -> String {
    let at = |pigeon: u32, hole: u32| pigeon * holes + hole + 1;
    let mut clauses: Vec<String> = (0..=holes)
        .map(|pigeon| {
            (0..holes)
                .map(|hole| format!("{} ", at(pigeon, hole)))
                .collect()
        })
        .collect();
    for hole in 0..holes {
        for one in 0..=holes {
            clauses.extend((0..one).map(|two| format!("-{} -{} ", at(one, hole), at(two, hole))));
        }
    }
    let names: String = (1..=holes * (holes + 1))
        .map(|var| format!("c {var} v{var}\n"))
        .collect();
    let head = format!("{names}p cnf {} {}\n", holes * (holes + 1), clauses.len());
    clauses
        .iter()
        .fold(head, |text, clause| text + clause + "0\n")
}

#[test]
fn what_would_take_too_long_is_given_up() {
    let bounds = Bounds {
        time: Duration::from_millis(50),
        size: Limits::SHARED,
    };
    let refused = Desk::open("model.dimacs", &pigeons(14), bounds).err();
    assert_eq!(refused, Some(Refused::TookTooLong));
    // The same as a product of Jalon: fifteen choices of fourteen values, of which no two are alike.
    let name = |key: &str| json!({ "en": key, "fr": key });
    let values: Vec<Value> = (0..14)
        .map(|at| json!({ "key": format!("v{at}"), "name": name("v"), "default": false }))
        .collect();
    let attributes: Vec<Value> = (0..15)
        .map(|at| json!({ "key": format!("p{at}"), "name": name("p"), "kind": "choice", "values": values }))
        .collect();
    let pairs = (0..15).flat_map(|one| (0..one).map(move |two| (one, two)));
    let rules: Vec<Value> = pairs
        .flat_map(|(one, two)| {
            (0..14).map(move |at| format!("p{one} = v{at} excludes p{two} = v{at}"))
        })
        .map(|text| json!({ "name": name("r"), "text": text }))
        .collect();
    let model =
        json!({ "currency": "EUR", "attributes": attributes, "groups": [], "rules": rules });
    let refused = Desk::open("p.model.json", &model.to_string(), bounds).err();
    assert_eq!(refused, Some(Refused::TookTooLong));
}

#[test]
fn a_choice_that_is_given_up_is_not_made() {
    // The pigeons come only with both: each alone is quickly known to be possible.
    let model: String = pigeons(14)
        .lines()
        .map(|line| match line.split_once(' ') {
            Some(("c", _)) => format!("{line}\n"),
            Some(("p", _)) => format!("c 211 x\nc 212 y\n{}\n", line.replace("210", "212")),
            _ => format!("-211 -212 {line}\n"),
        })
        .collect();
    let long = Duration::from_secs(60);
    let bounds = Bounds {
        time: long,
        size: Limits::SHARED,
    };
    let (mut desk, _) = Desk::open("model.dimacs", &model, bounds).unwrap();
    desk.limit = Duration::from_millis(50);
    let (answer, why) = desk.told(Ok(json!({ "choose": 211 })), 1);
    assert!(why.is_some() && answer["error"].is_string(), "{answer}");
    let (answer, why) = desk.told(Ok(json!({ "undo": 211 })), 2);
    assert!(why.is_some(), "{answer}");
    desk.limit = long;
    let (answer, why) = desk.told(Ok(json!({ "explain": -211 })), 3);
    assert_eq!((&answer["state"], why), (&json!("available"), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_models_are_refused_with_a_reason() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Read).await;
    let ask =
        async |body: Value| ask(&site, Some(&token), "POST", "/configure", Sent::json(body)).await;
    // Weights of which nearly every sum is another one.
    let weights: String = (0..40_u64)
        .map(|at| {
            format!(
                "\t\t\tF{at} {{w {}}}\n",
                (at + 1).pow(5) * 31 % 1_000_003 + 1_000_000
            )
        })
        .collect();
    let sums = format!("features\n\tR\n\t\toptional\n{weights}constraints\n\tsum(w) == 30000000\n");
    let deep = "(".repeat(50_000) + "A" + &")".repeat(50_000);
    let deep = format!("features\n\tA\nconstraints\n\t{deep}\n");
    let nested = "[".repeat(50_000);
    for (format, model, word) in [
        (
            "dimacs",
            "p cnf 4000000000 0\n".to_owned(),
            "at most 1000000",
        ),
        ("dimacs", "p cnf 1500000 0\n".to_owned(), "at most 1000000"),
        (
            "dimacs",
            "p cnf 3 4000000000\n".to_owned(),
            "at most 600000",
        ),
        ("uvl", sums, "nodes of a table or sum"),
        ("uvl", deep, "line 4"),
        ("fm-json", nested.clone(), "line 1"),
        ("csp-json", nested, "line 1"),
        ("product", "{}]".to_owned(), "line 1"),
        ("product", r#"{"attributes": 7}"#.to_owned(), "line 1"),
    ] {
        let refused = ask(json!({ "format": format, "model": model })).await;
        assert_eq!(refused.status, 422, "{format}: {}", refused.json);
        assert_eq!(refused.codes()[0].0, "engine_refused");
        let detail = refused.json["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(word), "{word}: {detail}");
    }
    // A contradiction is an answer, and so is a circle of rules.
    let void = "features\n\tA\nconstraints\n\tA => !A\n\t!A => A\n";
    let answer = ask(
        json!({ "format": "uvl", "model": void, "steps": [{ "choose": "A" }, { "count": true }] }),
    )
    .await;
    assert_eq!(answer.json["opening"]["possible"], false, "{}", answer.json);
    assert_eq!(answer.json["answers"][1]["count"], "0");
    let circle = "features\n\tR\n\t\toptional\n\t\t\tA\n\t\t\tB\n\t\t\tC\nconstraints\n\tA => B\n\tB => C\n\tC => A\n";
    let answer =
        ask(json!({ "format": "uvl", "model": circle, "steps": [{ "choose": "B" }] })).await;
    let implied = answer.json["answers"][0]["implied"].to_string();
    assert!(
        implied.contains("\"A\"") && implied.contains("\"C\""),
        "{implied}"
    );
    // Answers that repeat a long name for a few bytes each.
    let long = format!("features\n\t\"{}\"\n", "n".repeat(500_000));
    let steps = vec![json!({ "complete": "cheapest", "prices": {} }); 200];
    let refused = ask(json!({ "format": "uvl", "model": long, "steps": steps })).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    assert_eq!(
        refused.codes(),
        [("engine_refused".to_owned(), "steps".to_owned())]
    );
    // Neither nor, and both.
    let id = uuid::Uuid::from_u128(7);
    for (body, field) in [
        (json!({ "steps": [] }), "format"),
        (json!({ "format": "uvl" }), "model"),
        (
            json!({ "format": "uvl", "model": BIKE, "product_model_id": id }),
            "product_model_id",
        ),
    ] {
        let refused = ask(body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.codes()[0].1.as_str()),
            (422, field)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_refused_with_a_reason() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Read).await;
    let json = "application/json";
    let bomb = r#"<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><Invoice>&d;</Invoice>"#;
    let outside = r#"<!DOCTYPE a SYSTEM "file:///etc/passwd"><Invoice/>"#;
    let deep = "<Invoice>".to_owned() + &"<a>".repeat(100_000);
    for xml in [bomb, outside, &deep, "<Invoice>", "", "<Order/>"] {
        let xml = xml.as_bytes().to_vec();
        let refused = raw(&site, &token, "/tax", "application/xml", json, xml).await;
        assert_eq!(refused.status, 422, "{}", refused.json);
        assert_eq!(refused.codes()[0].0, "engine_refused");
    }
    let nested = "[".repeat(100) + &"]".repeat(100);
    let nested = format!(r#"{{"format": "pricing-vectors/1", "cases": [{{"given": {nested}}}]}}"#);
    let refused = raw(&site, &token, "/price", json, json, nested.into_bytes()).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    for path in ["/tax", "/price", "/configure"] {
        let large = vec![b' '; 9 * 1024 * 1024];
        let refused = raw(&site, &token, path, json, json, large).await;
        assert_eq!(refused.status, 413, "{path}");
    }
    let token = self::token(&site, "rep@example.com", Level::Write).await;
    let large = vec![b' '; 3 * 1024 * 1024];
    let refused = raw(&site, &token, "/accounts", json, json, large).await;
    assert_eq!(refused.status, 413);
}

/// Every number that says how many, in its place another.
fn with_quantities(value: &mut Value, number: &Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if key.contains("quantity") || key == "units" {
                    *value = number.clone();
                } else {
                    with_quantities(value, number);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|one| with_quantities(one, number)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_quantity_is_too_odd() {
    let folder =
        std::env::var_os("JALON_TEST_DATA").map(|root| PathBuf::from(root).join("cpq/pricing"));
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else {
        println!("skipped: JALON_TEST_DATA does not say where the vectors are");
        return;
    };
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Read).await;
    for file in std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
    {
        if file.extension().is_none_or(|kind| kind != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for number in [
            json!(0),
            json!(-3),
            json!("99999999999999999999999999999999999"),
            json!([]),
        ] {
            let mut vectors: Value = serde_json::from_str(&text).unwrap();
            let cases = vectors["cases"].as_array().unwrap().len();
            with_quantities(&mut vectors["cases"], &number);
            let got = ask(&site, Some(&token), "POST", "/price", Sent::json(vectors)).await;
            assert_eq!(got.status, 200, "{} {number}: {}", file.display(), got.json);
            assert_eq!(got.json["results"].as_array().unwrap().len(), cases);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_of_the_company_is_configured_by_its_id() {
    let site = site().await;
    let actor = |email: &'static str| {
        let services = site.services.clone();
        async move {
            let session = services.sign_in(email, PASSWORD, "", "").await.unwrap();
            services
                .authenticate(&session.token)
                .await
                .unwrap()
                .unwrap()
                .actor
        }
    };
    let admin = actor("admin@example.com").await;
    let id = |last: u8| uuid_v7(1_795_424_400_000, [last; 10]);
    let draft = ProductDraft {
        sku: "PUMP".into(),
        name: LocalText::new("Pump", "Pompe"),
        tax: Tax::standard(Percent(2_000)),
        ..ProductDraft::default()
    };
    let product_id = ProductId(id(1));
    let create = CreateProduct {
        id: product_id,
        draft,
    };
    ports::run(&site.state.dispatcher, &admin, create)
        .await
        .unwrap();
    let content = json!({
        "currency": "EUR",
        "attributes": [{ "key": "motor", "name": {"en": "Motor", "fr": "Moteur"}, "kind": "choice", "values": [
            { "key": "small", "name": {"en": "Small", "fr": "Petit"} },
            { "key": "large", "name": {"en": "Large", "fr": "Grand"}, "adder": {"price": 5_000_000} } ] }]
    });
    let save = SaveModel {
        id: ProductModelId(id(2)),
        product_id,
        version: 0,
        draft: ModelDraft {
            content: serde_json::from_value(content).unwrap(),
            ..ModelDraft::default()
        },
    };
    let model = ports::run(&site.state.dispatcher, &admin, save)
        .await
        .unwrap();
    let asked = Sent::json(json!({
        "product_model_id": model.id,
        "steps": [{ "complete": "dearest" }, { "choose": ["motor", "small"] }],
    }));
    let rep = actor("rep@example.com").await;
    let both = Scopes::try_from("quotes:read setup:read".to_owned()).unwrap();
    let both = token_of(&site, &rep, both).await;
    let got = ask(&site, Some(&both), "POST", "/configure", asked.clone()).await;
    assert_eq!(got.status, 200, "{}", got.json);
    assert_eq!(
        got.json["answers"][0]["selected"],
        json!([["motor", "large"]])
    );
    assert_eq!(got.json["answers"][0]["cost"], 5_000_000);
    assert_eq!(got.json["answers"][1]["decided"], true);
    // The model is part of the set-up, which this token is not let into.
    let narrow = Scopes::try_from("quotes:read".to_owned()).unwrap();
    let narrow = token_of(&site, &rep, narrow).await;
    let refused = ask(&site, Some(&narrow), "POST", "/configure", asked).await;
    assert_eq!(refused.json["code"], "insufficient_scope");
    let none = Sent::json(json!({ "product_model_id": id(9) }));
    let none = ask(&site, Some(&both), "POST", "/configure", none).await;
    assert_eq!(none.status, 404);
}

/// No operation stands behind the engines, so the right is asked where they are.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_no_quotes_computes_none() {
    let site = site().await;
    with_everybody(&site).await;
    let finance = token(&site, "finance@example.com", Level::Read).await;
    let sent = configure(BIKE, json!([]));
    let got = ask(&site, Some(&finance), "POST", "/configure", sent.clone()).await;
    assert_eq!(got.status, 200, "{}", got.json);
    let session = site
        .services
        .sign_in("admin@example.com", PASSWORD, "", "")
        .await
        .unwrap();
    let admin = site
        .services
        .authenticate(&session.token)
        .await
        .unwrap()
        .unwrap()
        .actor;
    let rights = [
        Action::EditAgreement,
        Action::ManageApprovals,
        Action::ViewQuote,
    ]
    .into_iter()
    .fold(Rights::of(Role::Finance), |rights, action| {
        rights.with(action, Scope::None)
    });
    let save = SaveRole {
        id: built_in_id(Role::Finance),
        version: 0,
        draft: RoleDraft {
            base: Role::Finance,
            name: LocalText::default(),
            rights,
        },
    };
    ports::run(&site.state.dispatcher, &admin, save)
        .await
        .unwrap();
    let refused = ask(&site, Some(&finance), "POST", "/configure", sent).await;
    assert_eq!(refused.status, 403, "{}", refused.json);
    assert_eq!(refused.json["code"], "forbidden");
}
