//! Leads from a file: into the queue without an owner, known again by their address, taken back whole.

use super::imports::{counts, import};
use crate::bench::Bench;
use crate::both;
use shared::crm::leads::{
    GetLeadRelated, LeadList, LeadQuery, LeadSource, ListLeads, OwnedBy, Rating,
};
use shared::platform::imports::model::OnError;
use shared::platform::imports::ops::{ImportState, PreviewUndo, UndoImport};
use shared::platform::imports::undo::UndoChoice;
use shared::platform::imports::{Counts, ImportKind};

const LEADS: &str = "Prénom;Nom;Société;Courriel;Téléphone;Origine;Température;Besoin;Ville;Pays;Commercial\nLéa;Roy;Élan;lea@elan.fr;+33 1 23 45 67 89;Salon;Chaud;Capteurs;Lyon;France;\n;;Bois & Cie;;;Bouche à oreille;;;;Belgique;\nPaul;Petit;;paul@petit.fr;;Minitel;;;;;Rep\n";

async fn list(bench: &Bench, owned_by: OwnedBy) -> LeadList {
    let request = ListLeads {
        query: LeadQuery {
            owned_by,
            ..LeadQuery::default()
        },
        after: None,
        limit: 0,
    };
    bench.run(&bench.administrator, request).await.unwrap()
}

both!(leads_come_from_a_file, async |bench: &Bench| {
    let file = LEADS.replace(";Rep\n", &format!(";{}\n", bench.rep.name));
    let dry = import(bench, &[("pistes.csv", &file)], true, OnError::RefuseFile).await;
    assert_eq!(dry.plans[0].kind, ImportKind::Leads);
    let expected = Counts {
        create: 3,
        warning: 1,
        ..Counts::default()
    };
    assert_eq!(counts(&dry), [expected], "{:?}", dry.plans[0].rows);
    assert!(list(bench, OwnedBy::Anybody).await.page.rows.is_empty());
    let first = import(bench, &[("pistes.csv", &file)], false, OnError::RefuseFile).await;
    assert_eq!(counts(&first), counts(&dry));
    // Nobody's: everybody may take them.
    let queue = list(bench, OwnedBy::Queue).await.page.rows;
    assert_eq!(queue.len(), 2);
    let lea = queue.iter().find(|lead| lead.name == "Léa Roy").unwrap();
    assert_eq!(lea.company, "Élan");
    assert_eq!((lea.source, lea.rating), (LeadSource::Event, Rating::Hot));
    let company = queue.iter().find(|lead| lead.name == "Bois & Cie").unwrap();
    assert_eq!(
        (company.source, company.rating),
        (LeadSource::Referral, Rating::Warm)
    );
    let own = list(bench, OwnedBy::User(bench.rep.user_id)).await.page;
    assert_eq!(own.rows[0].name, "Paul Petit");
    let related = bench
        .run(&bench.administrator, GetLeadRelated { id: lea.id })
        .await
        .unwrap();
    assert_eq!(related.history.len(), 1);

    // The same file again changes nothing; a changed cell changes its lead and nothing else.
    let again = import(bench, &[("pistes.csv", &file)], false, OnError::RefuseFile).await;
    assert_eq!((counts(&again)[0].skip, counts(&again)[0].update), (3, 0));
    let moved = file.replace("Lyon", "Lille");
    let run = import(bench, &[("pistes.csv", &moved)], false, OnError::RefuseFile).await;
    assert_eq!((counts(&run)[0].skip, counts(&run)[0].update), (2, 1));
    let found = LeadQuery {
        search: "lille".into(),
        ..LeadQuery::default()
    };
    let request = ListLeads {
        query: found.clone(),
        after: None,
        limit: 0,
    };
    let seen = bench.run(&bench.administrator, request.clone()).await;
    assert_eq!(seen.unwrap().page.total, 1);

    // Taken back: the town as it was, and found by it.
    let id = run.views[0].id;
    let choice = UndoChoice::default();
    let preview = bench
        .run(&bench.administrator, PreviewUndo { id })
        .await
        .unwrap();
    assert_eq!((preview.counts.restored, preview.counts.kept), (1, 0));
    let undone = bench
        .run(&bench.administrator, UndoImport { id, choice })
        .await
        .unwrap();
    assert_eq!(undone.state, ImportState::Undone);
    let request = ListLeads {
        query: LeadQuery {
            search: "lyon".into(),
            ..found
        },
        ..request
    };
    let seen = bench.run(&bench.administrator, request).await.unwrap();
    assert_eq!(seen.page.total, 1);
    // And what the first run made goes to the bin.
    let id = first.views[0].id;
    let choice = UndoChoice {
        all: true,
        ..UndoChoice::default()
    };
    bench
        .run(&bench.administrator, UndoImport { id, choice })
        .await
        .unwrap();
    assert!(list(bench, OwnedBy::Anybody).await.page.rows.is_empty());
});

both!(a_bad_lead_is_named, async |bench: &Bench| {
    let file = "first name,last name,company,email,country,lead source\nLéa,Roy,Élan,lea@elan.fr,France,web\nAna,Petit,,not an address,Atlantis,web\n";
    let run = import(bench, &[("leads.csv", file)], true, OnError::LeaveRowsOut).await;
    let rows = &run.plans[0].rows;
    let codes: Vec<_> = rows
        .iter()
        .flat_map(|row| &row.issues)
        .map(|one| {
            (
                one.issue.code.to_string(),
                one.issue.field.clone().unwrap_or_default().to_string(),
            )
        })
        .collect();
    assert!(
        codes.iter().any(|(_, field)| field == "email"),
        "{codes:?} {rows:?} {:?}",
        run.plans[0].issues
    );
    assert!(
        codes.iter().any(|(_, field)| field == "country"),
        "{codes:?}"
    );
});
