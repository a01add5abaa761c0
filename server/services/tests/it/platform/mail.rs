//! The outbox: written with its cause, handed over, tried again, given up, forgotten.

use crate::bench::{Bench, START};
use crate::both;
use async_trait::async_trait;
use services::platform::jobs::{JobError, Runner};
use services::platform::mail::{Deployment, Folder, Mailer, post};
use shared::kernel::{Instant, MailId};
use shared::platform::health::{GetHealth, MailHealth, MailRoute};
use shared::platform::jobs::{DiscardJob, MAX_ATTEMPTS};
use shared::platform::mail::{Address, Message, Subject};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::args;

fn message() -> Message {
    Message {
        to: Address::parse("lea@example.com").unwrap(),
        subject: Subject::new("Bienvenue à l’équipe"),
        text: "Un lien secret".into(),
        html: "<p>Un lien secret</p>".into(),
    }
}

async fn write(bench: &Bench, key: &str) {
    let mut session = bench.services.store().write().await.unwrap();
    post(&bench.services, &mut session, key, &message())
        .await
        .unwrap();
    session.commit().await.unwrap();
}

async fn health(bench: &Bench) -> (MailHealth, Vec<shared::platform::jobs::ParkedJob>) {
    let view = bench.run(&bench.administrator, GetHealth {}).await.unwrap();
    (view.mail, view.jobs.parked_jobs)
}

async fn texts_kept(bench: &Bench) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM mails WHERE text_body <> '' OR html_body <> ''",
            args![],
        )
        .await
        .unwrap();
    count
}

fn deploy(bench: &Bench, mailer: Arc<dyn Mailer>) {
    bench.services.deploy(Deployment {
        base_url: "https://crm.example.com".into(),
        from: "Jalon <jalon@example.com>".parse().unwrap(),
        mailer,
        started_at: START,
    });
}

both!(
    a_message_becomes_one_file_and_its_text_is_forgotten,
    async |bench: &Bench| {
        let folder = tempfile::tempdir().unwrap();
        let outbox = folder.path().join("outbox");
        deploy(bench, Arc::new(Folder::new(outbox.clone())));
        write(bench, "cause").await;
        write(bench, "cause").await;
        assert_eq!(texts_kept(bench).await, 1);
        let runner = Runner::new(bench.services.clone());
        runner.step().await.unwrap();
        runner.step().await.unwrap();
        let files: Vec<_> = std::fs::read_dir(&outbox).unwrap().flatten().collect();
        assert_eq!(files.len(), 1);
        let text = std::fs::read_to_string(files[0].path()).unwrap();
        assert!(text.contains("To: lea@example.com"), "{text}");
        let (mail, _) = health(bench).await;
        assert_eq!((mail.sent, mail.waiting), (1, 0));
        assert_eq!(mail.route, MailRoute::Folder(outbox.display().to_string()));
        assert_eq!(texts_kept(bench).await, 0);
    }
);

both!(
    a_cause_that_is_undone_sends_nothing,
    async |bench: &Bench| {
        let mut session = bench.services.store().write().await.unwrap();
        post(&bench.services, &mut session, "cause", &message())
            .await
            .unwrap();
        drop(session);
        let (mail, _) = health(bench).await;
        assert_eq!(mail.waiting, 0);
    }
);

/// A mail server that is away for its first `fails` messages.
struct Away {
    fails: i64,
    tried: AtomicI64,
    lasting: bool,
}

#[async_trait]
impl Mailer for Away {
    async fn hand_over(&self, _: MailId, _: &lettre::Message) -> Result<(), JobError> {
        let tried = self.tried.fetch_add(1, Ordering::SeqCst);
        if tried >= self.fails {
            return Ok(());
        }
        let why = "connection refused".to_owned();
        Err(if self.lasting {
            JobError::Lasting(why)
        } else {
            JobError::Passing(why)
        })
    }

    fn route(&self) -> MailRoute {
        MailRoute::Server("mail.example.com".into())
    }
}

both!(
    a_mail_server_that_comes_back_gets_what_waited,
    async |bench: &Bench| {
        let away = Away {
            fails: 2,
            tried: AtomicI64::new(0),
            lasting: false,
        };
        deploy(bench, Arc::new(away));
        write(bench, "cause").await;
        let runner = Runner::new(bench.services.clone());
        runner.step().await.unwrap();
        let (mail, parked) = health(bench).await;
        assert_eq!((mail.waiting, parked.len()), (1, 0));
        assert_eq!(mail.troubled[0].error, "connection refused");
        // Not before its time.
        runner.step().await.unwrap();
        bench.clock.set(Instant(START.0 + 40_000));
        runner.step().await.unwrap();
        assert_eq!(health(bench).await.0.waiting, 1);
        bench.clock.set(Instant(START.0 + 200_000));
        runner.step().await.unwrap();
        let (mail, _) = health(bench).await;
        assert_eq!((mail.sent, mail.troubled.len()), (1, 0));
    }
);

both!(
    a_message_nobody_takes_is_parked_and_given_up_with_its_job,
    async |bench: &Bench| {
        let away = Away {
            fails: i64::MAX,
            tried: AtomicI64::new(0),
            lasting: false,
        };
        deploy(bench, Arc::new(away));
        write(bench, "cause").await;
        let runner = Runner::new(bench.services.clone());
        let mut now = START;
        for _ in 0..MAX_ATTEMPTS {
            runner.step().await.unwrap();
            now = Instant(now.0 + 3_600_001);
            bench.clock.set(now);
        }
        let (mail, parked) = health(bench).await;
        assert_eq!((mail.waiting, parked.len()), (1, 1));
        let discard = DiscardJob { id: parked[0].id };
        bench.run(&bench.administrator, discard).await.unwrap();
        let (mail, parked) = health(bench).await;
        assert_eq!((mail.waiting, mail.failed, parked.len()), (0, 1, 0));
        assert_eq!(texts_kept(bench).await, 0);
    }
);

both!(
    a_refusal_for_good_is_parked_at_once,
    async |bench: &Bench| {
        let away = Away {
            fails: i64::MAX,
            tried: AtomicI64::new(0),
            lasting: true,
        };
        deploy(bench, Arc::new(away));
        write(bench, "cause").await;
        Runner::new(bench.services.clone()).step().await.unwrap();
        assert_eq!(health(bench).await.1.len(), 1);
    }
);
