//! Product models and configured lines.

use super::support::{
    blank, book, catalog, line, model, model_draft, product, publish, save, save_model, step,
};
use crate::bench::Bench;
use crate::both;
use shared::cpq::catalog::ops::CreateProduct;
use shared::cpq::configure::Budget;
use shared::cpq::models::ops::{
    ExportModel, GetModel, GetModelDesk, GetPopular, ImportModel, ListConfigurable, ModelFormat,
    RetireModel, SaveModel,
};
use shared::cpq::models::{
    Adder, BundleOption, Configuration, Engine, Goal, Group, ModelDraft, ModelState, Pick,
    ProductModel, Session, check_configuration,
};
use shared::cpq::quotes::ops::GetQuotePdf;
use shared::cpq::quotes::{QuoteLine, QuoteMove, QuoteState};
use shared::kernel::{Action, Currency, LocalText, ProblemKind, ProductId, Scope, UnitPrice};
use std::sync::Arc;

both!(
    a_draft_is_published_and_then_never_changes,
    async |bench: &Bench| {
        let admin = &bench.administrator;
        let made = model(bench).await;
        assert_eq!(
            (made.number, made.state, made.hash.as_str()),
            (1, ModelState::Draft, "")
        );
        // Nobody is offered it yet.
        let offered = bench.run(&bench.rep, ListConfigurable {}).await.unwrap();
        assert_eq!(offered, []);
        let second = save_model(bench, made.product_id, model_draft()).await;
        assert_eq!(second.unwrap_err().issues[0].code, "model_draft_exists");

        // A rule that does not hold together may be saved, not published: the place is said.
        let mut draft = made.draft.clone();
        draft.content.rules[0].text = "sso requires plan = fll".into();
        let change = |of: &ProductModel, draft| SaveModel {
            id: of.id,
            product_id: of.product_id,
            version: of.version,
            draft,
        };
        let broken = bench.run(admin, change(&made, draft)).await.unwrap();
        let refused = publish(bench, &broken).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "rule_unknown_value_near");
        assert_eq!(refused.issues[0].field.as_deref(), Some("rules.0.text"));
        assert!(
            refused.issues[0]
                .params
                .contains(&("column".into(), "21".to_owned()))
        );

        // Nor one that allows no product.
        let mut draft = made.draft.clone();
        draft.content.rules[0].text = "sso and not sso".into();
        let void = bench.run(admin, change(&broken, draft)).await.unwrap();
        assert_eq!(
            publish(bench, &void).await.unwrap_err().issues[0].code,
            "model_void"
        );

        let good = bench
            .run(admin, change(&void, made.draft.clone()))
            .await
            .unwrap();
        let published = publish(bench, &good).await.unwrap();
        assert_eq!(
            (published.state, published.hash.len()),
            (ModelState::Published, 64)
        );
        let again = bench.run(admin, change(&published, model_draft())).await;
        assert_eq!(again.unwrap_err().issues[0].code, "model_not_draft");
        let offered = bench.run(&bench.rep, ListConfigurable {}).await.unwrap();
        assert_eq!(offered[0].id, published.id);

        // The next version takes over when it is published.
        let next = save_model(bench, made.product_id, model_draft())
            .await
            .unwrap();
        assert_eq!(next.number, 2);
        let next = publish(bench, &next).await.unwrap();
        // The same content has the same fingerprint.
        assert_eq!(next.hash, published.hash);
        let offered = bench.run(&bench.rep, ListConfigurable {}).await.unwrap();
        assert_eq!((offered.len(), offered[0].id), (1, next.id));
        let retire = RetireModel {
            id: next.id,
            version: next.version,
        };
        bench.run(admin, retire).await.unwrap();
        let offered = bench.run(&bench.rep, ListConfigurable {}).await.unwrap();
        assert_eq!(offered[0].id, published.id);
        let desk = GetModelDesk {
            product_id: made.product_id,
        };
        let desk = bench.run(&bench.rep, desk).await.unwrap();
        assert_eq!(desk.versions.len(), 2);
    }
);

both!(
    costs_are_for_those_who_see_margins,
    async |bench: &Bench| {
        let made = model(bench).await;
        let costs = |model: &ProductModel| {
            serde_json::to_string(&model.draft.content)
                .unwrap()
                .contains("\"cost\"")
        };
        let get = GetModel { id: made.id };
        assert!(!costs(&bench.run(&bench.rep, get.clone()).await.unwrap()));
        assert!(costs(
            &bench.run(&bench.finance, get.clone()).await.unwrap()
        ));
        // Whoever keeps models without seeing costs is told none and loses none.
        let mut keeper = bench.administrator.clone();
        keeper.rights = keeper.rights.with(Action::ViewMargin, Scope::None);
        let seen = bench.run(&keeper, get.clone()).await.unwrap();
        let save = SaveModel {
            id: seen.id,
            product_id: seen.product_id,
            version: seen.version,
            draft: seen.draft.clone(),
        };
        let saved = bench.run(&keeper, save.clone()).await.unwrap();
        assert!(!costs(&saved));
        let stale = bench.run(&keeper, save).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        assert!(!stale.current.unwrap().contains("\"cost\""));
        let kept = bench.run(&bench.finance, get).await.unwrap();
        assert_eq!(kept.draft, made.draft);
    }
);

/// A configuration of a published model with these choices.
fn configured(model: &ProductModel, choices: &[(&str, &str)]) -> (Arc<Engine>, Configuration) {
    let engine = Arc::new(Engine::build(Arc::new(model.draft.content.clone())).unwrap());
    let mut session = Session::with_defaults(Arc::clone(&engine));
    for (item, value) in choices {
        session.choose(&Pick::new(*item, *value)).unwrap();
    }
    let made = session.finish(model).unwrap();
    (engine, made)
}

/// The line with the configuration and what it adds, as the editor has it.
fn with(line: &QuoteLine, (engine, made): (Arc<Engine>, Configuration)) -> QuoteLine {
    let price = check_configuration(&engine, &made).unwrap();
    let mut line = line.clone();
    line.price.options = price.price;
    line.configuration = Some(made);
    line
}

both!(
    what_is_made_to_order_is_not_sent_before_it_is_configured,
    async |bench: &Bench| {
        book(bench).await;
        let quote = blank(bench, &bench.rep).await;
        let item = catalog(bench, &bench.rep, quote.draft.price_book_id.unwrap())
            .await
            .remove(0);
        let draft = save_model(bench, item.entry.product_id, model_draft())
            .await
            .unwrap();
        let model = publish(bench, &draft).await.unwrap();
        let plain = line(bench, &item, 1);
        let mut contents = quote.draft.clone();
        contents.lines = vec![plain.clone()];
        let saved = save(bench, &bench.rep, &quote, contents).await.unwrap();
        assert!(!saved.moves.contains(&QuoteMove::Send));
        let refused = step(bench, &bench.rep, &saved, QuoteMove::Send).await;
        let issues = refused.unwrap_err().issues;
        let reason = issues.last().unwrap();
        assert_eq!(reason.code, "configuration_missing");
        assert_eq!(reason.field.as_deref(), Some("lines.0.configuration"));

        let mut contents = saved.draft.clone();
        contents.lines = vec![with(&plain, configured(&model, &[("plan", "full")]))];
        let saved = save(bench, &bench.rep, &saved, contents).await.unwrap();
        let sent = step(bench, &bench.rep, &saved, QuoteMove::Send).await;
        assert_eq!(sent.unwrap().state, QuoteState::Sent);
    }
);

both!(
    what_customers_chose_is_counted_once_it_was_sent,
    async |bench: &Bench| {
        book(bench).await;
        let quote = blank(bench, &bench.rep).await;
        let item = catalog(bench, &bench.rep, quote.draft.price_book_id.unwrap())
            .await
            .remove(0);
        let product_id = item.entry.product_id;
        let draft = save_model(bench, product_id, model_draft()).await.unwrap();
        let model = publish(bench, &draft).await.unwrap();
        let configured_line =
            |choices: &[(&str, &str)]| with(&line(bench, &item, 1), configured(&model, choices));
        let mut contents = quote.draft.clone();
        contents.lines = vec![
            configured_line(&[("plan", "full"), ("sso", "yes")]),
            configured_line(&[("plan", "full")]),
            configured_line(&[("plan", "basic")]),
        ];
        let saved = save(bench, &bench.rep, &quote, contents).await.unwrap();
        let get = GetPopular { product_id };
        let none = bench.run(&bench.rep, get.clone()).await.unwrap();
        assert_eq!(none, [], "nobody has received it yet");
        step(bench, &bench.rep, &saved, QuoteMove::Send)
            .await
            .unwrap();
        // For everybody: sums tell of no quote.
        let found = bench.run(&bench.finance, get).await.unwrap();
        let times = |item: &str, value: &str| {
            let pick = Pick::new(item, value);
            let seen = found.iter().find(|popular| popular.pick == pick);
            seen.map_or(0, |popular| popular.times)
        };
        assert_eq!((times("plan", "full"), times("plan", "basic")), (2, 1));
        assert_eq!((times("sso", "yes"), times("sso", "no")), (1, 2));
        let engine = Arc::new(Engine::build(Arc::new(model.draft.content.clone())).unwrap());
        let goal = Goal::Popular(found);
        let made = Session::open(engine).complete(&goal, &mut Budget::unlimited());
        let values = made.unwrap().unwrap().values;
        assert!(values.contains(&Pick::new("plan", "full")));
        assert!(values.contains(&Pick::new("sso", "no")));
    }
);

both!(
    a_configured_line_is_checked_and_priced_by_the_server,
    async |bench: &Bench| {
        book(bench).await;
        let quote = blank(bench, &bench.rep).await;
        let item = catalog(bench, &bench.rep, quote.draft.price_book_id.unwrap())
            .await
            .remove(0);
        let draft = save_model(bench, item.entry.product_id, model_draft())
            .await
            .unwrap();
        let model = publish(bench, &draft).await.unwrap();
        let plain = line(bench, &item, 10);
        let chosen = [("plan", "full"), ("sso", "yes"), ("training", "2")];
        let good = with(&plain, configured(&model, &chosen));
        assert_eq!(
            good.price.options,
            UnitPrice((30 + 12 + 2 * 20 + 1) * 10_000)
        );

        let try_line = async |of: &shared::cpq::quotes::QuoteView, line: QuoteLine| {
            let mut draft = of.draft.clone();
            draft.lines = vec![line];
            save(bench, &bench.rep, of, draft).await
        };
        // Another price than the model's is not taken.
        let mut cheap = good.clone();
        cheap.price.options = UnitPrice(10_000);
        let refused = try_line(&quote, cheap).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
        // Nor what breaks a rule, is not complete, or names another version.
        let code = async |change: &dyn Fn(&mut Configuration)| {
            let mut line = good.clone();
            change(line.configuration.as_mut().unwrap());
            let problem = try_line(&quote, line).await.unwrap_err();
            assert_eq!(
                problem.issues[0].field.as_deref(),
                Some("lines.0.configuration")
            );
            problem.issues[0].code.to_string()
        };
        let breaks = |made: &mut Configuration| made.values[0].value = "basic".into();
        assert_eq!(code(&breaks).await, "configuration_invalid");
        let lacks = |made: &mut Configuration| {
            made.values.pop();
        };
        assert_eq!(code(&lacks).await, "configuration_incomplete");
        let strange = |made: &mut Configuration| made.values[0].value = "gold".into();
        assert_eq!(code(&strange).await, "configuration_unknown");
        assert_eq!(
            code(&|made| made.hash = "0".repeat(64)).await,
            "model_outdated"
        );
        let other = bench.uuid();
        assert_eq!(code(&|made| made.model_id.0 = other).await, "model_unknown");

        let saved = try_line(&quote, good.clone()).await.unwrap();
        // Ten of (90 after the tier + 83) a month, for the term.
        let months = i64::from(saved.draft.term_months);
        assert_eq!(saved.figures.net_minor, 10 * (9_000 + 8_300) * months);
        let kept = saved.draft.lines[0].configuration.clone().unwrap();
        assert_eq!(kept.values, good.configuration.as_ref().unwrap().values);
        assert_eq!(kept.summary[0].value.en, "full");
        assert_eq!(saved.draft.lines[0].price.options_cost, None);

        // It stays when the version is retired, and a new one can no longer be made of it.
        let retire = RetireModel {
            id: model.id,
            version: model.version,
        };
        bench.run(&bench.administrator, retire).await.unwrap();
        let mut kept = saved.draft.lines[0].clone();
        kept.price.quantity = shared::kernel::Quantity::whole(11);
        let saved = try_line(&saved, kept).await.unwrap();
        let changed = with(
            &saved.draft.lines[0],
            configured(&model, &[("plan", "full")]),
        );
        let refused = try_line(&saved, changed).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "model_outdated");
        // Without its configuration the line costs what the price book says.
        let mut bare = saved.draft.lines[0].clone();
        bare.configuration = None;
        bare.price.options = UnitPrice(0);
        let saved = try_line(&saved, bare).await.unwrap();
        assert_eq!(saved.figures.net_minor, 11 * 9_000 * months);
    }
);

both!(
    a_version_that_is_over_makes_nothing_new,
    async |bench: &Bench| {
        book(bench).await;
        let quote = blank(bench, &bench.rep).await;
        let items = catalog(bench, &bench.rep, quote.draft.price_book_id.unwrap()).await;
        let over = ModelDraft {
            valid_to: "2026-06-30".parse().ok(),
            ..model_draft()
        };
        let made = save_model(bench, items[0].entry.product_id, over).await;
        let model = publish(bench, &made.unwrap()).await.unwrap();
        let made = configured(&model, &[("plan", "full")]);
        let mut draft = quote.draft.clone();
        draft.lines = vec![with(&line(bench, &items[0], 1), made)];
        let refused = save(bench, &bench.rep, &quote, draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "model_outdated");
    }
);

/// A rack with shelves, of which a drawer has inserts: bundles two levels deep.
fn nested() -> ModelDraft {
    let text = |word: &str| LocalText::new(word, word);
    let option = |key: &str, price: i64, required: bool| BundleOption {
        key: key.into(),
        name: text(key),
        required,
        adder: Adder {
            price: UnitPrice(price * 10_000),
            cost: Some(UnitPrice(price * 4_000)),
        },
        ..BundleOption::default()
    };
    let group = |key: &str, of: &str, (min, max): (u32, u32), options: Vec<BundleOption>| Group {
        key: key.into(),
        name: text(key),
        min,
        max,
        of: of.into(),
        options,
    };
    let flat = BundleOption {
        to: 4,
        ..option("flat", 40, false)
    };
    let mut draft = model_draft();
    draft.content.attributes.clear();
    draft.content.rules.clear();
    draft.content.groups = vec![
        group("base", "", (0, 1), vec![option("rack", 500, false)]),
        group(
            "shelves",
            "rack",
            (2, 3),
            vec![flat, option("drawer", 60, false), option("cable", 5, true)],
        ),
        group("inserts", "drawer", (0, 1), vec![option("lock", 12, false)]),
    ];
    draft
}

both!(
    a_bundle_in_a_bundle_comes_to_the_quote_its_price_and_its_document,
    async |bench: &Bench| {
        book(bench).await;
        let quote = blank(bench, &bench.rep).await;
        let item = catalog(bench, &bench.rep, quote.draft.price_book_id.unwrap())
            .await
            .remove(0);
        // What belongs to nothing before it is refused at its place.
        let mut wrong = nested();
        wrong.content.groups[1].of = "lock".into();
        let refused = save_model(bench, item.entry.product_id, wrong).await;
        let issue = refused.unwrap_err().issues.remove(0);
        assert_eq!(
            (issue.code.as_ref(), issue.field.as_deref()),
            ("model_bundle", Some("groups.1.of"))
        );

        let draft = save_model(bench, item.entry.product_id, nested())
            .await
            .unwrap();
        let model = publish(bench, &draft).await.unwrap();
        // A lock brings its drawer, the drawer its rack, the rack its cable.
        let made = configured(&model, &[("lock", "1"), ("flat", "3")]);
        let good = with(&line(bench, &item, 1), made);
        assert_eq!(
            good.price.options,
            UnitPrice((500 + 3 * 40 + 60 + 5 + 12) * 10_000)
        );
        let mut contents = quote.draft.clone();
        contents.lines = vec![good.clone()];
        let saved = save(bench, &bench.rep, &quote, contents).await.unwrap();
        let months = i64::from(saved.draft.term_months);
        assert_eq!(saved.figures.net_minor, (10_000 + 69_700) * months);
        let kept = saved.draft.lines[0].configuration.clone().unwrap();
        let names: Vec<&str> = kept
            .summary
            .iter()
            .map(|one| one.name.en.as_str())
            .collect();
        assert_eq!(names, ["rack", "flat", "drawer", "cable", "lock"]);
        // The parts of a bundle without it are no product.
        let mut apart = good;
        let values = &mut apart.configuration.as_mut().unwrap().values;
        values
            .iter_mut()
            .find(|pick| pick.item == "drawer")
            .unwrap()
            .value = "0".into();
        let mut contents = saved.draft.clone();
        contents.lines = vec![apart];
        let refused = save(bench, &bench.rep, &saved, contents).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "configuration_invalid");

        let sent = step(bench, &bench.rep, &saved, QuoteMove::Send)
            .await
            .unwrap();
        let pdf = bench.run(&bench.rep, GetQuotePdf { id: sent.id }).await;
        assert!(pdf.unwrap().bytes.starts_with(b"%PDF"));
    }
);

both!(
    models_come_from_and_go_to_other_tools,
    async |bench: &Bench| {
        let made = model(bench).await;
        let export = |format| ExportModel {
            id: made.id,
            format,
        };
        let uvl = bench
            .run(&bench.rep, export(ModelFormat::Uvl))
            .await
            .unwrap();
        assert!(uvl.file_name.ends_with("-v1.uvl"), "{}", uvl.file_name);
        let import = ImportModel {
            format: ModelFormat::Uvl,
            text: uvl.text,
        };
        let content = bench.run(&bench.administrator, import).await.unwrap();
        assert_eq!(content.currency, Currency::EUR);
        let dimacs = bench
            .run(&bench.rep, export(ModelFormat::Dimacs))
            .await
            .unwrap();
        assert!(dimacs.text.contains("p cnf"));
        let wrong = ImportModel {
            format: ModelFormat::Dimacs,
            text: "p cnf x".into(),
        };
        let refused = bench.run(&bench.administrator, wrong).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Invalid);

        // A model of a product that is not there is none.
        let nobody = save_model(bench, ProductId(bench.uuid()), model_draft()).await;
        assert_eq!(nobody.unwrap_err().kind, ProblemKind::NotFound);
        let create = CreateProduct {
            id: ProductId(bench.uuid()),
            draft: product("EMPTY"),
        };
        let empty = bench.run(&bench.administrator, create).await.unwrap();
        let draft = save_model(bench, empty.id, Default::default())
            .await
            .unwrap();
        let refused = publish(bench, &draft).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "required");
    }
);
