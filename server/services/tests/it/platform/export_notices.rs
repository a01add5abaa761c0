//! Whoever asked for a full export is told when it is ready, or could not be written, as they wish to be told.

use super::export::{begun, exported};
use crate::bench::{Bench, START};
use crate::both;
use services::platform::notifications::Follower;
use shared::kernel::event::Entity;
use shared::kernel::{Actor, Instant};
use shared::platform::export::STALLED_MS;
use shared::platform::notifications::{
    GetWishes, ListNotices, NoticeFilter, NoticeKind, NoticeView, Reason, SaveWishes,
};

async fn told(bench: &Bench, actor: &Actor) -> Vec<NoticeView> {
    // Looked at twice it is told once.
    for _ in 0..2 {
        let mut follower = Follower::default();
        bench.services.tell_people(&mut follower).await.unwrap();
    }
    let ask = ListNotices {
        filter: NoticeFilter {
            unread: false,
            kind: Some(NoticeKind::Export),
        },
        before: None,
        limit: 50,
    };
    bench.run(actor, ask).await.unwrap().notices
}

both!(
    who_asked_for_an_export_is_told_that_it_is_ready,
    async |bench: &Bench| {
        let administrator = &bench.administrator;
        let view = exported(bench).await;
        let notices = told(bench, administrator).await;
        let [one] = notices.as_slice() else {
            panic!("{notices:?}")
        };
        assert_eq!(
            (one.entity, one.entity_id, one.reason),
            (Entity::Export, view.id, Reason::Requested)
        );
        assert_eq!(one.detail.en, "done");
        assert!(one.title.ends_with(".zip"), "{}", one.title);
        // Nobody else is.
        for other in [&bench.head, &bench.manager, &bench.finance] {
            assert!(told(bench, other).await.is_empty());
        }
    }
);

both!(
    who_asked_for_an_export_is_told_that_its_server_stopped,
    async |bench: &Bench| {
        let id = begun(bench).await;
        bench.clock.set(Instant(START.0 + 2 * STALLED_MS));
        exported(bench).await;
        let notices = told(bench, &bench.administrator).await;
        assert_eq!(notices.len(), 2, "{notices:?}");
        let failed = notices.iter().find(|one| one.entity_id == id).unwrap();
        assert_eq!(failed.detail.en, "failed");
    }
);

both!(an_export_is_told_of_as_one_wishes, async |bench: &Bench| {
    let administrator = &bench.administrator;
    let save = async |off: bool, version: i64| {
        let mut wishes = bench.run(administrator, GetWishes {}).await.unwrap().wishes;
        wishes.mail = vec![NoticeKind::Export];
        wishes.off = if off {
            vec![NoticeKind::Export]
        } else {
            Vec::new()
        };
        let save = SaveWishes { wishes, version };
        bench.run(administrator, save).await.unwrap();
    };
    save(false, 0).await;
    let view = exported(bench).await;
    assert_eq!(told(bench, administrator).await.len(), 1);
    let mut session = bench.services.store().read().await.unwrap();
    let mails: Vec<(String, String)> = session
        .all("SELECT subject, text_body FROM mails", store::args![])
        .await
        .unwrap();
    drop(session);
    let [(subject, text)] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert!(subject.contains("export"), "{subject}");
    // It leads to where the file is.
    let place = format!("/admin/export#export-{}", view.id);
    assert!(text.contains(&place), "{text}");
    save(true, 1).await;
    exported(bench).await;
    assert_eq!(told(bench, administrator).await.len(), 1);
});
