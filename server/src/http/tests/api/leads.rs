//! Leads over the interface, and the lists with the product's own filters.

use super::*;

async fn change(site: &Site, token: &str, place: &str, body: Value) -> Got {
    let sent = Sent::json(body).with("if-match", "*");
    ask(site, Some(token), "POST", place, sent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_received_taken_moved_and_converted() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    let new = json!({ "first_name": "Zoé", "last_name": "Martin", "company": "Dupont", "source": "web", "rating": "hot" });
    let made = ask(&site, me, "POST", "/leads", Sent::json(new)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(made.json["owner_id"], json!(null));
    assert_eq!(made.json["status"], "new");
    let place = format!("/leads/{}", made.json["id"].as_str().unwrap());
    let queue = ask(
        &site,
        me,
        "GET",
        "/leads?queue=true&fields=name",
        Sent::default(),
    )
    .await;
    assert_eq!(queue.json["data"], json!([{ "name": "Zoé Martin" }]));

    let taken = change(&site, &token, &format!("{place}/take"), json!({})).await;
    assert_eq!(taken.status, 200, "{}", taken.json);
    assert!(taken.json["owner"]["name"].is_string());
    // A reason is asked for, and the refusal names it.
    let verb = format!("{place}/change-status");
    let bare = change(&site, &token, &verb, json!({ "to": "disqualified" })).await;
    assert_eq!(bare.status, 422, "{}", bare.json);
    assert_eq!(bare.codes(), [("required".into(), "reason".into())]);
    let moved = change(&site, &token, &verb, json!({ "to": "qualified" })).await;
    assert_eq!(moved.json["status"], "qualified", "{}", moved.json);

    let became = change(&site, &token, &format!("{place}/convert"), json!({})).await;
    assert_eq!(became.status, 200, "{}", became.json);
    let account = became.json["converted"]["account"]["id"].as_str().unwrap();
    let account = ask(
        &site,
        me,
        "GET",
        &format!("/accounts/{account}"),
        Sent::default(),
    )
    .await;
    assert_eq!(account.json["name"], "Dupont");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_takes_the_filters_of_the_pages() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    for (name, country) in [("Alpha", "FR"), ("Beta", "BE"), ("Gamma", "FR")] {
        let body = json!({ "name": name, "country": country });
        let made = ask(&site, me, "POST", "/accounts", Sent::json(body)).await;
        assert_eq!(made.status, 201, "{}", made.json);
    }
    let get = async |query: &str| {
        let path = format!("/lists/accounts?{query}");
        ask(&site, me, "GET", &path, Sent::default()).await
    };
    let query = "filter=and(country.is(FR),owner.is(me))&sort=-name&columns=name,country,owner,employees&limit=1";
    let first = get(query).await;
    assert_eq!(first.status, 200, "{}", first.json);
    let row = &first.json["data"][0];
    assert_eq!(row["version"], 1);
    assert_eq!(row["values"]["name"], "Gamma");
    assert_eq!(row["values"]["country"], "FR");
    assert!(row["values"]["owner"]["name"].is_string());
    assert_eq!(row["values"]["employees"], json!(null));
    let next = first.json["next"].as_str().unwrap();
    let second = get(&format!("{query}&cursor={next}")).await;
    assert_eq!(second.json["data"][0]["values"]["name"], "Alpha");
    assert_eq!(second.json["next"], json!(null));
    // What cannot be read is named, and a cursor is good for its own order.
    let wrong = get("filter=colour.is(red)").await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.codes()),
        (422, vec![("filter_field".into(), "filter".into())])
    );
    assert_eq!(get("columns=shoe_size").await.status, 422);
    let other = get(&format!("sort=name&cursor={next}")).await;
    assert_eq!(other.status, 422);
    // Nobody is shown what the pages do not show.
    for object in ["contacts", "opportunities", "leads"] {
        let path = format!("/lists/{object}");
        let all = ask(&site, me, "GET", &path, Sent::default()).await;
        assert_eq!((all.status.as_u16(), &all.json["data"]), (200, &json!([])));
    }
}
