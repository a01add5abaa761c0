//! Roles: what a company changes about them holds for the next question, and nobody gives away more than
//! they have.

use crate::bench::Bench;
use crate::both;
use crate::deals::fixture as deals;
use shared::deals::opportunities::GetOpportunity;
use shared::kernel::{
    Action, Actor, LocalText, Problem, ProblemKind, Rights, Role, RoleId, Scope, UserId,
};
use shared::platform::access::ResetSecondFactor;
use shared::platform::people::{GetDirectory, SaveUser, UserView};
use shared::platform::roles::{DeleteRole, ListRoles, RoleDraft, RoleView, SaveRole, built_in_id};

fn draft(name: &str, base: Role, rights: Rights) -> RoleDraft {
    RoleDraft {
        base,
        name: LocalText::new(name, name),
        rights,
    }
}

/// A role of the company like that of representatives.
pub async fn role(bench: &Bench, name: &str) -> RoleView {
    let rights = Rights::of(Role::Representative);
    made(bench, draft(name, Role::Representative, rights)).await
}

async fn made(bench: &Bench, draft: RoleDraft) -> RoleView {
    let id = RoleId(bench.uuid());
    let save = SaveRole {
        id,
        version: 0,
        draft,
    };
    let roles = bench.run(&bench.administrator, save).await.unwrap();
    roles.into_iter().find(|role| role.id == id).unwrap()
}

async fn person(bench: &Bench, id: UserId) -> UserView {
    let directory = bench
        .run(&bench.administrator, GetDirectory {})
        .await
        .unwrap();
    directory
        .users
        .into_iter()
        .find(|user| user.id == id)
        .unwrap()
}

async fn give(
    bench: &Bench,
    by: &Actor,
    to: UserId,
    role: Option<RoleId>,
) -> Result<Actor, Problem> {
    let user = person(bench, to).await;
    let mut facts = user.facts;
    facts.role_id = role;
    let save = SaveUser {
        id: to,
        version: user.version,
        facts,
        password: None,
    };
    bench.run(by, save).await?;
    Ok(bench.services.actor(to).await.unwrap().unwrap())
}

fn issue(problem: &Problem) -> (&str, Option<&str>) {
    let issue = &problem.issues[0];
    (issue.code.as_ref(), issue.field.as_deref())
}

both!(
    a_role_of_the_company_opens_and_shuts_doors_at_the_next_question,
    async |bench: &Bench| {
        let deal = deals::deal(bench, &bench.colleague, "Deal", 1_000).await;
        let look = GetOpportunity { id: deal.id };
        let refused = bench.run(&bench.rep, look.clone()).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);

        let rights = Rights::of(Role::Representative)
            .with(Action::ViewOpportunity, Scope::Team)
            .with(Action::ViewForecast, Scope::None);
        let desk = made(bench, draft("Inside sales", Role::Representative, rights)).await;
        let rep = give(
            bench,
            &bench.administrator,
            bench.rep.user_id,
            Some(desk.id),
        )
        .await
        .unwrap();
        assert_eq!(rep.role, Role::Representative);
        assert_eq!(rep.role_name.as_ref().unwrap().en, "Inside sales");
        assert_eq!(rep.rights, rights);
        bench.run(&rep, look.clone()).await.unwrap();
        assert!(!rep.may(Action::ViewForecast));
        assert_eq!(
            person(bench, rep.user_id).await.facts.role_id,
            Some(desk.id)
        );

        // It is changed: whoever has it has less at the next question.
        let less = rights.with(Action::ViewOpportunity, Scope::Own);
        let save = SaveRole {
            id: desk.id,
            version: desk.version,
            draft: RoleDraft {
                rights: less,
                ..desk.draft.clone()
            },
        };
        let roles = bench.run(&bench.administrator, save).await.unwrap();
        assert_eq!(
            roles.iter().find(|role| role.id == desk.id).unwrap().people,
            1
        );
        let rep = bench.services.actor(rep.user_id).await.unwrap().unwrap();
        let refused = bench.run(&rep, look).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
    }
);

both!(
    a_role_of_jalon_is_changed_for_everybody_who_has_it,
    async |bench: &Bench| {
        let roles = bench.run(&bench.administrator, ListRoles {}).await.unwrap();
        let finance = roles
            .iter()
            .find(|role| role.id == built_in_id(Role::Finance))
            .unwrap();
        assert_eq!((finance.version, finance.built_in), (0, true));
        assert!(bench.finance.may(Action::ViewLead));
        let mut save = SaveRole {
            id: finance.id,
            version: 0,
            draft: finance.draft.clone(),
        };
        save.draft.rights = save.draft.rights.with(Action::ViewLead, Scope::None);
        bench.run(&bench.administrator, save.clone()).await.unwrap();
        // Sent again: nothing else happens.
        let roles = bench.run(&bench.administrator, save.clone()).await.unwrap();
        let changed = roles.iter().find(|role| role.id == save.id).unwrap();
        assert_eq!(changed.version, 1);
        let now = bench
            .services
            .actor(bench.finance.user_id)
            .await
            .unwrap()
            .unwrap();
        assert!(!now.may(Action::ViewLead) && now.may(Action::ViewOpportunity));
        assert_eq!(now.role_name, None);
        let events = crate::platform::last_actions(bench, save.id.0).await;
        assert_eq!(events, ["edited"]);

        let gone = DeleteRole {
            id: save.id,
            version: 1,
        };
        let problem = bench.run(&bench.administrator, gone).await.unwrap_err();
        assert_eq!(issue(&problem).0, "role_of_jalon");
        let all = SaveRole {
            id: built_in_id(Role::Administrator),
            version: 0,
            draft: draft("", Role::Administrator, Rights::of(Role::Finance)),
        };
        let problem = bench.run(&bench.administrator, all).await.unwrap_err();
        assert_eq!(issue(&problem).0, "administrator_may_all");
    }
);

both!(
    a_role_people_have_stays_and_its_base_too,
    async |bench: &Bench| {
        let desk = role(bench, "Desk").await;
        let twin = SaveRole {
            id: RoleId(bench.uuid()),
            version: 0,
            draft: draft("desk", Role::Manager, Rights::of(Role::Manager)),
        };
        let problem = bench.run(&bench.administrator, twin).await.unwrap_err();
        assert_eq!(issue(&problem), ("name_taken", Some("name")));
        let other = SaveRole {
            id: desk.id,
            version: desk.version,
            draft: draft("Desk", Role::Manager, Rights::of(Role::Manager)),
        };
        let problem = bench.run(&bench.administrator, other).await.unwrap_err();
        assert_eq!(issue(&problem).0, "base_is_kept");
        give(
            bench,
            &bench.administrator,
            bench.rep.user_id,
            Some(desk.id),
        )
        .await
        .unwrap();
        let delete = DeleteRole {
            id: desk.id,
            version: desk.version,
        };
        let problem = bench
            .run(&bench.administrator, delete.clone())
            .await
            .unwrap_err();
        assert_eq!(issue(&problem).0, "role_in_use");
        give(bench, &bench.administrator, bench.rep.user_id, None)
            .await
            .unwrap();
        bench.run(&bench.administrator, delete).await.unwrap();
        let nowhere = give(
            bench,
            &bench.administrator,
            bench.rep.user_id,
            Some(desk.id),
        )
        .await;
        assert_eq!(issue(&nowhere.unwrap_err()), ("not_found", Some("role")));
    }
);

both!(
    who_keeps_people_gives_away_no_more_than_they_have,
    async |bench: &Bench| {
        let rights = Rights::of(Role::Manager).with(Action::ManageUsers, Scope::All);
        let people = made(bench, draft("People", Role::Manager, rights)).await;
        let keeper = give(
            bench,
            &bench.administrator,
            bench.manager.user_id,
            Some(people.id),
        )
        .await
        .unwrap();
        bench.run(&keeper, GetDirectory {}).await.unwrap();

        // Not a role beyond their own, to nobody, themselves included.
        let more = made(
            bench,
            draft(
                "Everything set up",
                Role::Manager,
                rights.with(Action::ManageProducts, Scope::All),
            ),
        )
        .await;
        for to in [keeper.user_id, bench.rep.user_id] {
            let problem = give(bench, &keeper, to, Some(more.id)).await.unwrap_err();
            assert_eq!(issue(&problem), ("beyond_own_rights", Some("role")));
        }
        // Nor make one, nor change one that goes further.
        let mut save = SaveRole {
            id: RoleId(bench.uuid()),
            version: 0,
            draft: RoleDraft {
                name: LocalText::new("Mine", "À moi"),
                ..more.draft.clone()
            },
        };
        let problem = bench.run(&keeper, save.clone()).await.unwrap_err();
        assert_eq!(issue(&problem).0, "beyond_own_rights");
        save.id = more.id;
        save.version = more.version;
        save.draft.rights = Rights::of(Role::Manager);
        let problem = bench.run(&keeper, save).await.unwrap_err();
        assert_eq!(issue(&problem).0, "beyond_own_rights");
        // Nor touch an administrator: their facts, their password, their second factor.
        let above = person(bench, bench.administrator.user_id).await;
        let take = SaveUser {
            id: above.id,
            version: above.version,
            facts: above.facts,
            password: Some("eight chars".into()),
        };
        let problem = bench.run(&keeper, take).await.unwrap_err();
        assert_eq!(issue(&problem).0, "beyond_own_rights");
        let weaken = ResetSecondFactor { id: above.id };
        let problem = bench.run(&keeper, weaken).await.unwrap_err();
        assert_eq!(issue(&problem).0, "beyond_own_rights");
        // What is within: a representative stays one.
        give(bench, &keeper, bench.rep.user_id, None).await.unwrap();
    }
);

both!(
    rights_that_contradict_each_other_are_refused_by_name,
    async |bench: &Bench| {
        let blind = Rights::of(Role::Representative).with(Action::ViewQuote, Scope::None);
        let save = SaveRole {
            id: RoleId(bench.uuid()),
            version: 0,
            draft: draft("Blind", Role::Representative, blind),
        };
        let problem = bench.run(&bench.administrator, save).await.unwrap_err();
        assert_eq!(issue(&problem), ("needs_right", Some("edit_quote")));
    }
);
