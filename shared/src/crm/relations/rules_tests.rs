use super::super::model::Strength;
use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn person(number: u8) -> ContactId {
    ContactId(Uuid::from_u128(u128::from(number)))
}

fn place(number: u8) -> AccountId {
    AccountId(Uuid::from_u128(u128::from(number)))
}

fn draft(from: u8, to: u8, kind: RelationKind) -> RelationDraft {
    RelationDraft {
        from: person(from),
        to: person(to),
        kind,
        account_id: (kind == RelationKind::ReportsTo).then(|| place(1)),
        strength: Strength::Good,
        note: String::new(),
    }
}

fn codes(draft: &RelationDraft, others: &[RelationDraft]) -> Vec<String> {
    let issues = check_relation(draft, others);
    issues.into_iter().map(|i| i.code.into_owned()).collect()
}

#[test]
fn nobody_stands_to_themselves() {
    assert_eq!(
        codes(&draft(1, 1, RelationKind::Knows), &[]),
        ["relation_to_oneself"]
    );
}

#[test]
fn what_is_mutual_is_said_once() {
    let knows = draft(1, 2, RelationKind::Knows);
    assert_eq!(
        codes(
            &draft(2, 1, RelationKind::Knows),
            std::slice::from_ref(&knows)
        ),
        ["relation_exists"]
    );
    let influences = draft(1, 2, RelationKind::Influences);
    assert!(codes(&draft(2, 1, RelationKind::Influences), &[influences, knows]).is_empty());
}

#[test]
fn there_is_one_manager_at_each_account() {
    let first = draft(1, 2, RelationKind::ReportsTo);
    let second = draft(1, 3, RelationKind::ReportsTo);
    assert_eq!(
        codes(&second, std::slice::from_ref(&first)),
        ["manager_exists"]
    );
    let elsewhere = RelationDraft {
        account_id: Some(place(2)),
        ..second
    };
    assert!(codes(&elsewhere, &[first]).is_empty());
}

#[test]
fn nobody_is_above_themselves() {
    let chain = [
        draft(1, 2, RelationKind::ReportsTo),
        draft(2, 3, RelationKind::ReportsTo),
    ];
    assert_eq!(
        codes(&draft(3, 1, RelationKind::ReportsTo), &chain),
        ["manager_cycle"]
    );
    let nowhere = RelationDraft {
        account_id: None,
        ..draft(3, 4, RelationKind::ReportsTo)
    };
    assert_eq!(codes(&nowhere, &[]), ["required"]);
}

#[test]
fn only_who_reports_does_so_somewhere() {
    let knows = RelationDraft {
        account_id: Some(place(1)),
        ..draft(1, 2, RelationKind::Knows)
    };
    assert_eq!(tidy_relation(&knows).account_id, None);
    let reports = draft(1, 2, RelationKind::ReportsTo);
    assert_eq!(tidy_relation(&reports), reports);
}

#[test]
fn a_merge_leaves_no_circle() {
    // Three reports to one, two to three; one and two are the same person.
    let all: Vec<Relation> = [
        draft(3, 1, RelationKind::ReportsTo),
        draft(2, 3, RelationKind::ReportsTo),
        draft(1, 2, RelationKind::Knows),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, draft)| Relation {
        id: RelationId(Uuid::from_u128(index as u128 + 1)),
        draft,
        version: 1,
    })
    .collect();
    let gone = settle(&all, |draft| merged(draft, person(2), person(1)));
    let gone: Vec<u128> = gone.into_iter().map(|id| id.0.as_u128()).collect();
    assert_eq!(gone, [2, 3]);
}

fn merged(draft: &RelationDraft, from: ContactId, to: ContactId) -> RelationDraft {
    let turn = |id: ContactId| if id == from { to } else { id };
    RelationDraft {
        from: turn(draft.from),
        to: turn(draft.to),
        ..draft.clone()
    }
}

/// Whether somebody meets themselves on the way up, or has two managers at one account.
fn is_broken(all: &[RelationDraft]) -> bool {
    let reports: Vec<&RelationDraft> = all
        .iter()
        .filter(|draft| draft.kind == RelationKind::ReportsTo)
        .collect();
    reports.iter().any(|one| {
        let twins = reports
            .iter()
            .filter(|other| other.from == one.from && other.account_id == one.account_id);
        let others: Vec<RelationDraft> = reports
            .iter()
            .filter(|other| **other != *one)
            .map(|other| (*other).clone())
            .collect();
        twins.count() > 1 || leads_back(&others, one.account_id, (one.from, one.to))
    })
}

fn drafts() -> impl Strategy<Value = Vec<RelationDraft>> {
    let one = (0_u8..8, 0_u8..8, 0_usize..3, 1_u8..3).prop_map(|(from, to, kind, at)| {
        let kind = [
            RelationKind::ReportsTo,
            RelationKind::Knows,
            RelationKind::Influences,
        ][kind];
        RelationDraft {
            account_id: (kind == RelationKind::ReportsTo).then(|| place(at)),
            ..draft(from, to, kind)
        }
    });
    proptest::collection::vec(one, 0..40)
}

/// What is left when each is asked for in turn.
fn accepted(wanted: Vec<RelationDraft>) -> Vec<RelationDraft> {
    let mut kept: Vec<RelationDraft> = Vec::new();
    for one in wanted {
        if check_relation(&one, &kept).is_empty() {
            kept.push(one);
        }
    }
    kept
}

proptest! {
    #[test]
    fn whatever_is_accepted_is_a_chart(wanted in drafts()) {
        prop_assert!(!is_broken(&accepted(wanted)));
    }

    #[test]
    fn a_merge_keeps_a_chart_and_touches_nobody_else(wanted in drafts(), from in 0_u8..8, to in 0_u8..8) {
        let all: Vec<Relation> = accepted(wanted)
            .into_iter()
            .enumerate()
            .map(|(index, draft)| Relation {
                id: RelationId(Uuid::from_u128(index as u128)),
                draft,
                version: 1,
            })
            .collect();
        let turn = |draft: &RelationDraft| merged(draft, person(from), person(to));
        let gone = settle(&all, turn);
        let left: Vec<RelationDraft> = all
            .iter()
            .filter(|relation| !gone.contains(&relation.id))
            .map(|relation| turn(&relation.draft))
            .collect();
        prop_assert!(!is_broken(&left));
        prop_assert!(left.iter().all(|draft| draft.from != draft.to));
        for relation in &all {
            let touched = relation.draft.touches(person(from)) && from != to;
            prop_assert!(touched || !gone.contains(&relation.id));
        }
    }
}
