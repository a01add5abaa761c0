//! `/admin/privacy/:id`: the certificate of an erasure, made to be printed.

use super::api;
use super::places::{Places, Stays, word};
use crate::boot::{use_lang, use_session};
use crate::platform::admin::Loaded;
use crate::routes::path;
use crate::shell::{Page, read_by_id, use_id};
use i18n::{date_time, integer, k, t, tn};
use leptos::prelude::*;
use shared::platform::erasure::Erasure;
use shared::platform::erasure::ops::ReadErasures;
use ui::{Breadcrumbs, Button, Card, Fact, Facts, Glyph, PageHeader};

/// The page.
#[component]
pub fn CertificatePage() -> impl IntoView {
    let lang = use_lang();
    let loaded = read_by_id(use_id(), |id: uuid::Uuid| {
        api::read(ReadErasures { id: Some(id) })
    });
    view! {
        <Page title=t(lang, k::privacy::CERTIFICATE) />
        <Loaded loaded lines=8 let(found)>{found.into_iter().next().map(|erasure| view! { <Certificate erasure /> })}</Loaded>
    }
    .into_any()
}

#[component]
fn Certificate(erasure: Erasure) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let at = date_time(lang, zone.local(erasure.at));
    let above = move || {
        let items = vec![
            (path::ADMIN.to_owned(), t(lang, k::admin::TITLE).to_owned()),
            (
                path::ADMIN_PRIVACY.to_owned(),
                t(lang, k::privacy::TITLE).to_owned(),
            ),
        ];
        view! { <Breadcrumbs label=t(lang, k::crm::PATH) items /> }
    };
    let print = Callback::new(move |()| {
        if let Some(window) = web_sys::window() {
            let _ = window.print();
        }
    });
    let report = erasure.report;
    let places = report.places.clone();
    let columns = i64::from(report.columns);
    let verified = tn(
        lang,
        k::privacy::VERIFIED_TEXT,
        columns,
        &[("n", &integer(lang, columns))],
    );
    let marks = (!erasure.marks.is_empty()).then(|| {
        view! {
            <Fact label=t(lang, k::privacy::MARK)>
                <code class="privacy-mark">{erasure.marks.join(" ")}</code>
                <span class="muted small">{t(lang, k::privacy::MARK_TEXT)}</span>
            </Fact>
        }
    });
    view! {
        <PageHeader title=t(lang, k::privacy::CERTIFICATE) subtitle=at.clone() above>
            <Button label=t(lang, k::privacy::PRINT) icon=Glyph::FileText on_press=print />
        </PageHeader>
        <div class="stack page-narrow">
            <Card id="certificate" title=t(lang, k::privacy::CERTIFICATE)>
                <Facts>
                    <Fact label=t(lang, k::privacy::NUMBER)><code class="privacy-mark">{erasure.id.to_string()}</code></Fact>
                    <Fact label=t(lang, k::privacy::WHEN)>{at}</Fact>
                    <Fact label=t(lang, k::privacy::BY)>{erasure.by}</Fact>
                    <Fact label=t(lang, k::privacy::REQUESTER)>{word(lang, "by_request", erasure.requester.code())}</Fact>
                    <Fact label=t(lang, k::privacy::REASON)>{erasure.reason}</Fact>
                    {marks}
                </Facts>
            </Card>
            <Card id="goes" title=t(lang, k::privacy::GOES)>
                <Places lang places label=t(lang, k::privacy::GOES) />
            </Card>
            <Card id="verified" title=t(lang, k::privacy::VERIFIED)>
                <p class="notice tone-success">{verified}</p>
            </Card>
            <Card id="stays" title=t(lang, k::privacy::STAYS)>
                <div class="stack-sm"><Stays lang report /></div>
            </Card>
        </div>
    }
}
