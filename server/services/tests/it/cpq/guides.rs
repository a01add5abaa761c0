//! Guides of models, the answers on configured lines, and the finder.

use super::support::{
    blank, book, catalog, finder_version, line, model, model_draft, publish, questions, save,
    save_model,
};
use crate::bench::Bench;
use crate::both;
use shared::cpq::models::guide::finder::Finder;
use shared::cpq::models::guide::{Answer, Question, QuestionKind};
use shared::cpq::models::ops::{GetFinder, GetModel, ListConfigurable, SaveFinder, SaveModel};
use shared::cpq::models::{
    CheckLimits, Engine, ModelDraft, Pick, Session, check_configuration, check_model,
};
use shared::kernel::{LocalText, ProblemKind};
use std::sync::Arc;

/// The model of the tests with a question.
fn guided(sets: &str) -> ModelDraft {
    let text = |word: &str| LocalText::new(word, word);
    let answer = |key: &str, sets: &str| Answer {
        key: key.into(),
        name: text(key),
        sets: sets.into(),
        ..Answer::default()
    };
    let mut draft = model_draft();
    draft.content.guide = vec![Question {
        key: "staff".into(),
        name: text("How many people?"),
        kind: QuestionKind::One {
            answers: vec![answer("few", ""), answer("many", sets)],
        },
        ..Question::default()
    }];
    draft
}

both!(
    a_guide_is_published_with_its_model_when_it_holds_together,
    async |bench: &Bench| {
        let made = model(bench).await;
        let change = |of: &shared::cpq::models::ProductModel, draft| SaveModel {
            id: of.id,
            product_id: of.product_id,
            version: of.version,
            draft,
        };
        let admin = &bench.administrator;
        let broken = change(&made, guided("ssso and plan = full"));
        let broken = bench.run(admin, broken).await.unwrap();
        let refused = publish(bench, &broken).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "rule_unknown_name_near");
        let field = refused.issues[0].field.as_deref();
        assert_eq!(field, Some("guide.0.answers.1.sets"));

        // The structure is refused at once.
        let mut twice = guided("sso");
        twice.content.guide[0].key = "plan".into();
        let refused = bench.run(admin, change(&broken, twice)).await.unwrap_err();
        assert_eq!(refused.issues[0].field.as_deref(), Some("guide.0.key"));

        let good = change(&broken, guided("sso and plan = full"));
        let good = bench.run(admin, good).await.unwrap();
        publish(bench, &good).await.unwrap();
    }
);

both!(
    what_was_answered_stays_on_the_line,
    async |bench: &Bench| {
        book(bench).await;
        let quote = blank(bench, &bench.rep).await;
        let item = catalog(bench, &bench.rep, quote.draft.price_book_id.unwrap())
            .await
            .remove(0);
        let draft = save_model(bench, item.entry.product_id, guided("sso"))
            .await
            .unwrap();
        let model = publish(bench, &draft).await.unwrap();
        let content = Arc::new(model.draft.content.clone());
        let engine = Arc::new(Engine::guided(Arc::clone(&content)).unwrap());
        let mut session = Session::with_defaults(engine);
        session.undo(&Pick::new("plan", "basic"));
        session.choose(&Pick::new("staff", "many")).unwrap();
        let mut made = session.finish(&model).unwrap();
        assert_eq!(made.answers, [Pick::new("staff", "many")]);
        // The plan follows from the answer: the sign-on demands it.
        assert_eq!(made.values[0], Pick::new("plan", "full"));
        let plain = Arc::new(Engine::build(content).unwrap());
        let price = check_configuration(&plain, &made).unwrap();
        // What is no answer of it is not kept.
        made.answers.push(Pick::new("staff", "<b>none</b>"));
        made.answers.push(Pick::new("other", "yes"));
        let mut line = line(bench, &item, 10);
        line.price.options = price.price;
        line.configuration = Some(made);
        let mut draft = quote.draft.clone();
        draft.lines = vec![line];
        let saved = save(bench, &bench.rep, &quote, draft).await.unwrap();
        let kept = saved.draft.lines[0].configuration.as_ref().unwrap();
        assert_eq!(kept.answers, [Pick::new("staff", "many")]);
    }
);

both!(
    the_finder_is_written_by_those_who_manage_products,
    async |bench: &Bench| {
        book(bench).await;
        let empty = bench.run(&bench.rep, GetFinder {}).await.unwrap();
        assert_eq!((empty.guide.len(), empty.version), (0, 0));
        assert!(!empty.offers.is_empty());
        assert!(empty.offers.iter().all(|offer| !offer.configurable));

        let save = |version, guide| SaveFinder { version, guide };
        let denied = bench.run(&bench.rep, save(0, questions())).await;
        assert_eq!(denied.unwrap_err().kind, ProblemKind::Forbidden);
        let admin = &bench.administrator;
        let mut wrong = questions();
        wrong[1].when = "plce = plant".into();
        let refused = bench.run(admin, save(0, wrong)).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "rule_unknown_name_near");
        assert_eq!(refused.issues[0].field.as_deref(), Some("guide.1.when"));
        assert_eq!(finder_version(bench).await, 0);

        let saved = bench.run(admin, save(0, questions())).await.unwrap();
        assert_eq!((saved.guide, saved.version), (questions(), 1));
        // Somebody else was faster.
        let stale = bench.run(admin, save(0, questions())).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        assert!(stale.current.is_some());
        let fewer = questions()[..1].to_vec();
        let saved = bench.run(admin, save(1, fewer)).await.unwrap();
        assert_eq!((saved.guide.len(), saved.version), (1, 2));

        // A model makes its product one that can be configured.
        let product = saved.offers[0].id;
        let draft = save_model(bench, product, model_draft()).await.unwrap();
        publish(bench, &draft).await.unwrap();
        let view = bench.run(&bench.rep, GetFinder {}).await.unwrap();
        let ready: Vec<_> = view
            .offers
            .iter()
            .filter(|offer| offer.configurable)
            .collect();
        assert_eq!((ready.len(), ready[0].id), (1, product));
    }
);

both!(
    the_sample_company_asks_questions_that_hold_together,
    async |bench: &Bench| {
        bench.services.load_demo().await.unwrap();
        let view = bench.run(&bench.rep, GetFinder {}).await.unwrap();
        assert!(!view.guide.is_empty());
        let finder = Finder::new(view.offers, view.guide).unwrap();
        assert_eq!(finder.check(), []);
        let rows = bench.run(&bench.rep, ListConfigurable {}).await.unwrap();
        assert!(rows.len() >= 2 && rows.iter().all(|row| row.guided));
        for row in rows {
            let model = bench
                .run(&bench.rep, GetModel { id: row.id })
                .await
                .unwrap();
            let content = Arc::new(model.draft.content);
            let (findings, engine) = check_model(content, CheckLimits::FULL);
            assert_eq!(findings, []);
            assert!(!Session::open(engine.unwrap()).guide().is_empty());
        }
    }
);
