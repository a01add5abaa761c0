//! Tasks, activities, calendar, forecast, settings, catalogue, imports.

use super::*;

pub(super) fn work_rows() -> Rows {
    rows![
        (".ii.i.F", tasks::CreateTask, |b| json!({"id": b.uuid(), "draft": work::draft(&b.rep, "X", Due::None)}))
        (EDIT, tasks::EditTask, |b| {
            let task = task(b).await;
            json!({"id": task.id, "version": task.version, "draft": work::draft(&b.rep, "Y", Due::None)})
        })
        (EDIT, tasks::CompleteTask, |b| json!({"id": task(b).await.id}))
        (EDIT, tasks::ReopenTask, |b| json!({"id": task(b).await.id}))
        (EDIT, tasks::RescheduleTasks, |b| json!({"ids": [task(b).await.id], "to": tasks::Reschedule::ByDays(1)}))
        (EDIT, tasks::DeleteTask, |b| json!({"id": task(b).await.id}))
        (EDIT, tasks::RestoreTask, |b| {
            let id = task(b).await.id;
            b.run(&b.rep, tasks::DeleteTask { id }).await.unwrap();
            json!({"id": id})
        })
        (VIEW, tasks::ReadTask, |b| json!({"id": task(b).await.id}))
        (SEEN, tasks::ListTasks, |b| {
            let shown = task(b).await.id;
            json!({"filter": tasks::TaskFilter { whose: shared::work::Whose::Team, ..tasks::TaskFilter::default() }, "after": null, "limit": 200, "shown": shown})
        }, shows its_id)
        (SEEN, tasks::FindLinks, |b| {
            let new = deals::deal(b, &b.rep, &format!("Link {}", b.uuid()), 1).await;
            json!({"text": new.name, "kind": tasks::LinkKind::Opportunity, "account": null, "shown": new.id})
        }, shows its_id)
        (ALL, tasks::FindMentions, |_b| json!({"text": "acme"}))
        (CREATE, activities::CreateActivity, |b| {
            let links = Links { account: Some(account(b, &b.rep).await), ..Links::default() };
            json!({"id": b.uuid(), "draft": call(links)})
        })
        (EDIT, activities::EditActivity, |b| {
            let one = activity(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft()})
        })
        (EDIT, activities::DeleteActivity, |b| json!({"id": activity(b).await.id}))
        (EDIT, activities::RestoreActivity, |b| {
            let id = activity(b).await.id;
            b.run(&b.rep, activities::DeleteActivity { id }).await.unwrap();
            json!({"id": id})
        })
        (VIEW, activities::ReadActivity, |b| json!({"id": activity(b).await.id}))
        (SEEN, calendar::ReadCalendar, |b| {
            let shown = task(b).await.id;
            json!({"range": {"first": "2026-11-20", "last": "2026-11-27"}, "whose": shared::work::Whose::Team, "owner": null, "shown": shown})
        }, shows its_id)
        (VIEW, timeline::ReadTimeline, |b| {
            let of = timeline::TimelineOf::Opportunity(deal(b).await.id);
            json!({"of": of, "filter": {"groups": []}, "before": null, "limit": 50})
        })
        (VIEW, timeline::ReadOpportunityHistory, |b| json!({"id": deal(b).await.id, "before": null, "limit": 50}))
    ]
}

pub(super) fn planning() -> Rows {
    rows![
        (SEEN, forecast::LoadForecast, |b| {
            let shown = deal(b).await.id;
            json!({"period": null, "node": shared::planning::forecast::NodeId::Everybody, "currency": null, "since": null, "shown": shown})
        }, shows its_id)
        (VIEW, forecast::LoadForecast, |b| json!({"period": null, "node": shared::planning::forecast::NodeId::Rep(b.rep.user_id), "currency": null, "since": null}))
        (SEEN, forecast::LoadForecastDeals, |b| {
            let shown = deal(b).await.id;
            json!({"ids": [shown], "shown": shown})
        }, shows its_id)
        (SEEN, forecast::LoadForecastStep, |b| {
            let shown = deal(b).await.id;
            json!({"forecast": {"period": null, "node": shared::planning::forecast::NodeId::Everybody, "currency": null, "since": null},
                "measure": "open", "part": "closing", "limit": 500, "shown": shown})
        }, shows its_id)
        (VIEW, forecast::LoadForecastStep, |b| json!({
            "forecast": {"period": null, "node": shared::planning::forecast::NodeId::Rep(b.rep.user_id), "currency": null, "since": null},
            "measure": "commit", "part": {"step": "new"}, "limit": 0
        }))
        (ALL, forecast::LoadForecastHistory, |_b| json!({}))
        (ALL, quotas::ListQuotas, |_b| json!({"from": "2026-01-01", "to": "2026-12-31"}))
        (ASSIGN, quotas::SetQuota, |b| json!({"user_id": b.rep.user_id, "period_start": "2026-10-01", "amount_minor": 5, "currency": "EUR", "version": null}))
        (ASSIGN, quotas::RemoveQuota, |b| json!({"user_id": b.rep.user_id, "period_start": "2026-10-01", "version": 99}))
        (ALL, team::LoadTeamFigures, |_b| json!({"span": {"from": "2026-10-01", "to": "2026-12-31"}, "team": null, "currency": null}))
        (SEEN, feed::ReadFeed, |b| {
            let new = deals::deal(b, &b.rep, "Told of", 1).await;
            json!({"filter": {"who": "Everybody", "kind": null, "doing": null}, "before": null, "limit": 100, "shown": new.id})
        }, shows its_id)
        (ALL, home::LoadMyDay, |_b| json!({}))
        (ALL, home::LoadMyTeam, |_b| json!({}))
        (SEEN, search::Find, |b| {
            let new = deals::deal(b, &b.rep, &format!("Find {}", b.uuid()), 1).await;
            json!({"text": new.name, "limit": 20, "shown": new.id})
        }, shows its_id)
        (SEEN, search::Recall, |b| {
            let shown = deal(b).await.id;
            json!({"visits": [{"entity": "opportunity", "id": shown}], "shown": shown})
        }, shows its_id)
    ]
}

pub(super) async fn platform(bench: &Bench) -> Rows {
    let book = book(bench).await;
    let (book_id, entry) = (book.book.id, book.items[0].entry.clone());
    let product = entry.product_id;
    let north: TeamId = bench.rep.team_id.unwrap();
    let mut rows = rows![(ALL, profile::GetProfile, |_b| json!({}))(
        ALL,
        profile::SaveProfile,
        |_b| json!({"version": 99, "name": "X", "lang": "en", "time_zone": "Europe/Paris", "currency": "EUR"})
    )(
        ALL,
        profile::SetPreference,
        |_b| json!({"preference": {"Theme": "dark"}})
    )(
        "iiiiiii",
        profile::ChangePassword,
        |_b| json!({"current": "no", "new": "long enough to be one", "keep": null})
    )(".NNNNNN", profile::EndSession, |b| {
        let token = b
            .services
            .sign_in("rep@example.com", crate::bench::PASSWORD, "", "x")
            .await
            .unwrap()
            .token;
        json!({"id": b.services.authenticate(&token).await.unwrap().unwrap().session_id})
    })(
        ALL, profile::EndOtherSessions, |_b| json!({"keep": null})
    )(
        ALL,
        notifications::ListNotices,
        |_b| json!({"filter": notifications::NoticeFilter::default(), "before": null, "limit": 10})
    )(
        ALL,
        notifications::FindNamed,
        |_b| json!({"links": Links::default(), "owner": null, "text": "a"})
    )(ALL, notifications::CountNotices, |_b| json!({}))(
        ALL,
        notifications::MarkNotices,
        |b| json!({"ids": [b.uuid()], "read": true})
    )(
        "NNNNNNN",
        notifications::SnoozeNotice,
        |b| json!({"id": b.uuid(), "until": "hour"})
    )(ALL, notifications::GetWishes, |_b| json!({}))(
        ALL,
        notifications::SaveWishes,
        |_b| json!({"wishes": notifications::Wishes::default(), "version": 99})
    )(ALL, session::ListPeople, |_b| json!({}))(
        ALL,
        company::GetCompany,
        |_b| json!({})
    )(ADMIN, company::SaveCompany, |b| {
        let view = b.run(&b.rep, company::GetCompany {}).await.unwrap();
        json!({"company": shared::platform::company::Company { name: "Acme".into(), country: "FR".into(), ..view.company }})
    })(ALL, branding::GetBranding, |_b| json!({}))(
        ADMIN,
        branding::SaveBranding,
        |_b| json!(crate::platform::branding::request(0))
    )(
        ADMIN,
        company::SetRate,
        |_b| json!({"rate": {"currency": "USD", "day": "2026-11-20", "rate_e8": 90_000_000}})
    )(
        ADMIN,
        company::DeleteRate,
        |_b| json!({"currency": "USD", "day": "2026-11-20"})
    )(ADMIN, people::GetDirectory, |_b| json!({}))(
        ADMIN,
        access::GetPersonAccess,
        |b| json!({"id": b.rep.user_id})
    )("FFFFFiF", access::InvitePerson, |b| {
        // Who has a password needs no invitation.
        json!({"id": b.rep.user_id})
    })(ADMIN, access::RevokeInvitation, |b| {
        json!({"id": b.rep.user_id})
    })(ADMIN, access::SendReset, |b| {
        json!({"id": b.rep.user_id})
    })(ADMIN, access::EndPersonSessions, |b| {
        json!({"id": b.rep.user_id, "session": b.uuid()})
    })(ADMIN, access::ResetSecondFactor, |b| {
        json!({"id": b.rep.user_id})
    })(ADMIN, access::GetAccessRules, |_b| json!({}))(
        ADMIN,
        audit::ReadAudit,
        |_b| json!({"filter": {"who": null, "kind": null, "action": null, "from": null, "to": null, "record": null}, "before": null, "limit": 0})
    )(
        ADMIN,
        audit::ExportAudit,
        |_b| json!({"filter": {"who": null, "kind": "user", "action": null, "from": null, "to": null, "record": null}, "lang": "en"})
    )(ADMIN, audit::CheckLog, |_b| json!({"now": true}))(
        ADMIN,
        access::SetAccessRule,
        |_b| json!({"role": "Finance", "required": false})
    )(ALL, access::GetSecondFactor, |_b| json!({}))(
        ALL,
        access::BeginSecondFactor,
        |_b| json!({})
    )("iiiiiii", access::ConfirmSecondFactor, |_b| {
        json!({"code": "not a code", "keep": null})
    })("iiiiiii", access::RenewRecoveryCodes, |_b| {
        json!({"password": "wrong"})
    })("iiiiiii", access::DropSecondFactor, |_b| {
        json!({"password": "wrong"})
    })(ADMIN, people::SaveUser, |b| {
        let directory = b
            .run(&b.administrator, people::GetDirectory {})
            .await
            .unwrap();
        let user = directory
            .users
            .iter()
            .find(|user| user.id == b.rep.user_id)
            .unwrap();
        json!({"id": user.id, "version": user.version, "facts": user.facts, "password": null})
    })(
        ADMIN,
        people::SaveTeam,
        |b| json!({"id": b.uuid(), "version": 0, "name": "East", "parent_id": null})
    )(
        "FFFFFiF",
        people::DeleteTeam,
        |_b| json!({"id": north, "version": 1})
    )(ALL, catalog::ListProducts, |_b| json!(
        catalog::ListProducts::default()
    ))(ALL, catalog::GetProduct, |_b| json!({"id": product}))(
        ADMIN,
        catalog::CreateProduct,
        |b| json!({"id": b.uuid(), "draft": crate::cpq::support::product("NEW")})
    )(
        ADMIN,
        catalog::EditProduct,
        |_b| json!({"id": product, "version": 99, "draft": crate::cpq::support::product("LIC")})
    )(
        ADMIN,
        catalog::SetProductActive,
        |_b| json!({"id": product, "version": 99, "active": true})
    )(
        ALL,
        catalog::ListPriceBooks,
        |_b| json!({"with_inactive": true})
    )(
        ALL, catalog::GetPriceBook, |_b| json!({"id": book_id})
    )(
        ALL,
        catalog::GetCatalog,
        |_b| json!({"price_book_id": book_id})
    )(
        ADMIN,
        catalog::CreatePriceBook,
        |b| json!({"id": b.uuid(), "draft": {"name": "New", "currency": "EUR", "valid_from": null, "valid_to": null}, "copy_of": null})
    )(
        ADMIN,
        catalog::EditPriceBook,
        |_b| json!({"id": book_id, "version": 99, "draft": {"name": "New", "currency": "EUR", "valid_from": null, "valid_to": null}})
    )(
        ADMIN,
        catalog::SetPriceBookActive,
        |_b| json!({"id": book_id, "version": 99, "active": true})
    )(
        "FFFFFNF",
        catalog::RemovePriceBookEntry,
        |b| json!({"price_book_id": book_id, "version": 99, "id": b.uuid()})
    )(ADMIN, imports::ReadImportContext, |_b| json!({}))(
        ADMIN,
        imports::FindExisting,
        |_b| json!({"kind": "accounts", "source": "x", "currency": "EUR", "wanted": {"keys": [], "names": ["Acme"], "emails": []}})
    )(
        ADMIN,
        shared::platform::imports::alike::FindAlike,
        |_b| json!({"kind": "account", "rows": [{"line": 2, "draft": {"kind": "account", "first_name": "", "last_name": "", "company": "Acme", "email": "", "phone": "", "website": "", "vat_number": ""}}]})
    )(
        ADMIN,
        imports::UploadPart,
        |b| json!({"upload": b.uuid(), "part": 0, "text": "a,b"})
    )(
        "FFFFFNF",
        imports::ReadSheet,
        |b| json!({"upload": b.uuid(), "sheet": null})
    )("FFFFFNF", imports::StartImport, |b| {
        let settings = json!({"pipeline_id": b.uuid(), "currency": "EUR", "source": "x", "owner_id": b.uuid(), "create_missing": true, "on_error": "refuse_file"});
        let mapping = json!({"kind": "accounts", "columns": [], "values": {}});
        json!({"files": [{"upload": b.uuid(), "name": "x", "read": {"separator": null, "header": null}, "mapping": mapping}], "settings": settings})
    })(ADMIN, imports::ReadImports, |_b| json!({"ids": []}))(
        ALL,
        bin::ReadBin,
        |_b| json!({"kind": null, "search": "", "after": null, "limit": 0})
    )(
        ALL,
        bin::RestoreFromBin,
        |b| json!({"items": [{"kind": "account", "id": b.uuid()}]})
    )(
        ALL,
        bin::ReturnToBin,
        |b| json!({"items": [{"kind": "account", "id": b.uuid()}]})
    )(
        ADMIN,
        bin::DeleteForGood,
        |b| json!({"items": [{"kind": "account", "id": b.uuid()}]})
    )(
        ADMIN,
        erasure::PreviewErasure,
        |b| json!({"subject": {"kind": "contact", "id": contact(b).await}})
    )(
        ADMIN,
        erasure::ExportPerson,
        |b| json!({"subject": {"kind": "contact", "id": contact(b).await}})
    )("FFFFFiF", erasure::ErasePerson, |b| {
        let subject = json!({"kind": "contact", "id": contact(b).await});
        json!({"subject": subject, "typed": "Somebody", "requester": "person", "reason": "x"})
    })(
        ADMIN, erasure::ReadErasures, |_b| json!({"id": null})
    )(
        ADMIN,
        erasure::CheckPerson,
        |_b| json!({"email": "a@b.example", "name": "", "phone": ""})
    )(
        "FFFFFNF",
        imports::ReadImportRows,
        |b| json!({"id": b.uuid(), "after": 0})
    )(
        "FFFFFNF",
        imports::PreviewUndo,
        |b| json!({"id": b.uuid()})
    )(
        "FFFFFNF",
        imports::UndoImport,
        |b| json!({"id": b.uuid(), "choice": {"all": false, "also": []}})
    )(ADMIN, demo::ReadDemo, |_b| json!({}))(
        ADMIN, demo::RemoveDemo, |_b| json!({})
    )(ADMIN, setup::ReadSetUp, |_b| json!({}))(
        ADMIN,
        setup::ReadNextSteps,
        |_b| json!({})
    )(ADMIN, setup::ApplySetUp, |b| {
        // Somebody else was first: who may, is let in so far.
        let view = b.run(&b.rep, company::GetCompany {}).await.unwrap();
        json!({"way": "b2b", "plan": [],
            "company": shared::platform::company::Company { name: "Acme".into(), version: 99, ..view.company }})
    })(ADMIN, export::ReadExports, |_b| json!({}))(
        ADMIN,
        export::StartExport,
        |_b| json!({})
    )(
        "FFFFFNF",
        export::CancelExport,
        |b| json!({"id": b.uuid()})
    )(
        "FFFFFNF",
        export::DeleteExport,
        |b| json!({"id": b.uuid()})
    )(
        "FFFFFNF", export::TakeExport, |b| json!({"id": b.uuid()})
    )(ADMIN, health::GetHealth, |_b| json!({}))(
        "FFFFFNF",
        jobs::RetryJob,
        |b| json!({"id": b.uuid()})
    )(
        "FFFFFNF", jobs::DiscardJob, |b| json!({"id": b.uuid()})
    )];
    rows.push(row::<catalog::SavePriceBookEntry>(
        ADMIN,
        made(move |_b| {
            let request = json!({"price_book_id": book_id, "version": 99, "entry": entry});
            Box::pin(async move { request })
        }),
        None,
    ));
    rows
}
