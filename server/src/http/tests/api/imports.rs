//! Imports over the interface: begun, looked at, taken back.

use super::*;

pub(super) fn base64(text: &str) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.encode(text)
}

fn csv(kind: &str, text: &str) -> Value {
    json!({ "file_name": format!("{kind}.csv"), "kind": kind, "content": base64(text) })
}

/// Where the import stands when it is over.
async fn ended(site: &Site, me: Option<&str>, begun: &Value) -> Value {
    let place = format!("/imports/{}", begun["id"].as_str().unwrap());
    for _ in 0..2_000 {
        let now = ask(site, me, "GET", &place, Sent::default()).await;
        if now.json["state"] != "running" {
            return now.json;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("{place} does not end")
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_belong_together_are_imported_reported_and_taken_back() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let me = Some(admin.as_str());
    let files = json!({ "files": [
        csv("contacts", "Last name;E-mail;Account\nLovelace;ada@example.com;Acme\nByron;;Acme\n"),
        csv("accounts", "Name;City\nAcme;Lyon\n"),
    ] });
    let begun = ask(&site, me, "POST", "/imports", Sent::json(files)).await;
    assert_eq!(begun.status, 202, "{}", begun.json);
    let begun = begun.json["data"].as_array().unwrap().clone();
    assert_eq!(begun.len(), 2);
    let mut done = Vec::new();
    for one in &begun {
        let now = ended(&site, me, one).await;
        assert_eq!(now["state"], "done", "{now}");
        done.push(now);
    }
    let contacts = done.iter().find(|one| one["kind"] == "contacts").unwrap();
    assert_eq!(contacts["counts"]["create"], 2, "{contacts}");
    // One account: the contacts' and the file's are the same.
    let accounts = ask(&site, me, "GET", "/accounts", Sent::default()).await;
    assert_eq!(accounts.json["total"], 1, "{}", accounts.json);
    assert_eq!(accounts.json["data"][0]["city"], "Lyon");

    let place = format!("/imports/{}", contacts["id"].as_str().unwrap());
    let first = format!("{place}/rows?limit=1");
    let first = ask(&site, me, "GET", &first, Sent::default()).await;
    let row = &first.json["data"][0];
    assert_eq!(
        (&row["line"], &row["outcome"]),
        (&json!(2), &json!("created"))
    );
    let next = first.json["next"].as_str().unwrap();
    let second = format!("{place}/rows?limit=1&cursor={next}");
    let second = ask(&site, me, "GET", &second, Sent::default()).await;
    assert_eq!(second.json["data"][0]["line"], 3, "{}", second.json);
    assert_eq!(second.json["next"], Value::Null);

    let undo = format!("{place}/undo");
    let preview = ask(&site, me, "GET", &undo, Sent::default()).await;
    assert_eq!(preview.json["removed"], 2, "{}", preview.json);
    let undone = ask(&site, me, "POST", &undo, Sent::json(json!({}))).await;
    assert_eq!(undone.json["state"], "undone", "{}", undone.json);
    let left = ask(&site, me, "GET", "/contacts", Sent::default()).await;
    assert_eq!(left.json["total"], 0, "{}", left.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_said_and_what_is_wrong_is_named_by_its_file() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let me = Some(admin.as_str());
    let send = async |file: Value| {
        let body = Sent::json(json!({ "files": [file] }));
        ask(&site, me, "POST", "/imports", body).await
    };
    let mut file = csv("accounts", "Alpha,Beta\nAcme,Lyon\n");
    file["columns"] = json!({ "Alpha": "name", "Beta": "city" });
    let begun = send(file.clone()).await;
    let done = ended(&site, me, &begun.json["data"][0]).await;
    assert_eq!(
        (&done["state"], &done["counts"]["create"]),
        (&json!("done"), &json!(1))
    );
    for (columns, content, place) in [
        (json!({ "Gamma": "name" }), None, "files[0].columns.Gamma"),
        (json!({ "Alpha": "colour" }), None, "files[0].columns.Alpha"),
        (json!({}), Some("%%%"), "files[0].content"),
        (json!({}), Some(""), "files[0].content"),
    ] {
        let mut file = file.clone();
        file["columns"] = columns;
        if let Some(content) = content {
            file["content"] = json!(content);
        }
        let refused = send(file).await;
        assert_eq!(refused.status, 422, "{}", refused.json);
        assert_eq!(refused.codes()[0].1, place, "{}", refused.json);
    }
    // An id is that of one import.
    let mut again = file.clone();
    again["id"] = begun.json["data"][0]["id"].clone();
    let refused = send(again).await;
    assert_eq!(refused.status, 409, "{}", refused.json);
    assert_eq!(
        refused.codes(),
        [("already_exists".to_owned(), "files[0].id".to_owned())]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cards_of_an_address_book_are_imported() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let me = Some(admin.as_str());
    let card = "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Lovelace;Ada;;;\r\nEMAIL:ada@\r\n example.com\r\nEND:VCARD\r\n";
    let files = json!({ "files": [csv("contacts", card)] });
    let begun = ask(&site, me, "POST", "/imports", Sent::json(files)).await;
    let done = ended(&site, me, &begun.json["data"][0]).await;
    assert_eq!(done["state"], "done", "{done}");
    let all = ask(&site, me, "GET", "/contacts", Sent::default()).await;
    assert_eq!(
        all.json["data"][0]["email"], "ada@example.com",
        "{}",
        all.json
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_imports_what_it_may_write() {
    let site = site().await;
    let session = site.services.sign_in("admin@example.com", PASSWORD, "", "");
    let session = session.await.unwrap();
    let signed_in = site.services.authenticate(&session.token).await;
    let actor = signed_in.unwrap().unwrap().actor;
    let body = || {
        let files = json!({ "files": [csv("accounts", "Name,City\nAcme,Lyon\n")] });
        Sent::json(files)
    };
    for (scopes, status) in [
        ("crm:write", 403),
        ("setup:write crm:read", 403),
        ("setup:write crm:write", 202),
    ] {
        let narrow = Scopes::try_from(scopes.to_owned()).unwrap();
        let narrow = token_of(&site, &actor, narrow).await;
        let got = ask(&site, Some(&narrow), "POST", "/imports", body()).await;
        assert_eq!(got.status, status, "{scopes}: {}", got.json);
        if status == 202 {
            ended(&site, Some(&narrow), &got.json["data"][0]).await;
        }
    }
    // An account that only a deal names comes with a token that may make accounts, and no other.
    let deals = "Opportunity,Account,Stage\nRollout,Newcomer,";
    for (scopes, state, accounts) in [
        ("setup:write deals:write", "refused", 1),
        ("setup:write deals:write crm:write", "done", 2),
    ] {
        let narrow = Scopes::try_from(scopes.to_owned()).unwrap();
        let narrow = token_of(&site, &actor, narrow).await;
        let stages = ask(&site, Some(&narrow), "GET", "/pipelines", Sent::default()).await;
        let stage = &stages.json["data"][0]["stages"][0]["name"]["en"];
        let text = format!("{deals}{}\n", stage.as_str().unwrap());
        let files = Sent::json(json!({ "files": [csv("opportunities", &text)] }));
        let begun = ask(&site, Some(&narrow), "POST", "/imports", files).await;
        assert_eq!(begun.status, 202, "{scopes}: {}", begun.json);
        let ended = ended(&site, Some(&narrow), &begun.json["data"][0]).await;
        assert_eq!(ended["state"], state, "{scopes}: {ended}");
        let all = token(&site, "admin@example.com", Level::Read).await;
        let there = ask(&site, Some(&all), "GET", "/accounts", Sent::default()).await;
        assert_eq!(there.json["total"], accounts, "{scopes}: {}", there.json);
    }
    // Whoever may not import has no program that does.
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let refused = ask(&site, Some(&rep), "POST", "/imports", body()).await;
    assert_eq!(refused.status, 403, "{}", refused.json);
}
