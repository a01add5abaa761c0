//! The dialog that creates, edits or removes a team.

use super::api;
use super::people::Editing;
use crate::boot::{new_uuid, use_lang};
use crate::shell::DialogForm;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{Lang, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::TeamId;
use shared::platform::people::{DeleteTeam, Directory, SaveTeam, TeamView, check_team};
use ui::{Button, Choice, Dialog, Select, TextInput, Toaster, Variant, use_toaster};

/// Shown while `editing` is a team.
#[component]
pub(super) fn TeamForm(
    directory: RwSignal<Directory>,
    editing: RwSignal<Editing>,
) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editing.with(|e| matches!(e, Editing::Team(_)))));
    let title = Signal::derive(move || {
        editing.with(|e| match e {
            Editing::Team(Some(team)) => tf(lang, k::admin::EDIT_TEAM, &[("name", &team.name)]),
            _ => t(lang, k::admin::ADD_TEAM).to_owned(),
        })
    });
    view! {
        <Dialog id="team-form" title open close_label=t(lang, k::admin::CLOSE)
            on_close=Callback::new(move |()| editing.set(Editing::Nothing))>
            {move || match editing.get() {
                Editing::Team(team) => view! { <Form directory editing team /> }.into_any(),
                _ => ().into_any(),
            }}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Form(
    directory: RwSignal<Directory>,
    editing: RwSignal<Editing>,
    team: Option<TeamView>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let (id, version) = team
        .as_ref()
        .map_or_else(|| (TeamId(new_uuid()), 0), |team| (team.id, team.version));
    let name = RwSignal::new(
        team.as_ref()
            .map(|team| team.name.clone())
            .unwrap_or_default(),
    );
    let parent = RwSignal::new(
        team.as_ref()
            .and_then(|team| team.parent_id)
            .map(|id| id.to_string())
            .unwrap_or_default(),
    );
    let parents: Vec<Choice> = directory.with_untracked(|d| {
        d.teams
            .iter()
            .filter(|other| other.id != id)
            .map(|team| Choice::new(team.id.to_string(), team.name.clone()))
            .collect()
    });
    let save = move || {
        let request = SaveTeam {
            id,
            version,
            name: name.get_untracked(),
            parent_id: parent.get_untracked().parse().ok(),
        };
        let issues = directory
            .with_untracked(|d| check_team(&request.name, id, request.parent_id, &d.teams));
        if !findings.check(issues) {
            return;
        }
        findings.send(busy, api::save_team(request), move |new| {
            let _ = directory.try_set(new);
            let _ = editing.try_set(Editing::Nothing);
            toaster.success(t(lang, k::admin::SAVED).to_owned());
        });
    };
    // Removed at once; the message brings it back as it was.
    let old = StoredValue::new(team);
    let delete = move || {
        let team = old.get_value();
        findings.send(
            busy,
            api::delete_team(DeleteTeam { id, version }),
            move |new| {
                let _ = directory.try_set(new);
                let _ = editing.try_set(Editing::Nothing);
                if let Some(team) = team {
                    let text = tf(lang, k::admin::TEAM_DELETED, &[("name", &team.name)]);
                    let undo = Callback::new(move |()| restore(lang, toaster, directory, &team));
                    toaster.undo(text, t(lang, k::ui::UNDO), undo);
                }
            },
        );
    };
    let remove = (version > 0).then(|| {
        view! { <Button label=t(lang, k::admin::DELETE_TEAM) variant=Variant::Danger busy
        on_press=Callback::new(move |()| delete()) /> }
    });
    view! {
        <DialogForm send=save leave=Callback::new(move |()| editing.set(Editing::Nothing)) busy beside=remove.into_any()>
            <div class="dialog-body form">
                <TextInput id="team-name" label=t(lang, k::admin::NAME) value=name required=true error=findings.of("name") />
                <Select id="team-parent" label=t(lang, k::admin::PARENT_TEAM) value=parent options=parents placeholder=t(lang, k::admin::TOP) error=findings.of("parent_id") />
                <FormNotice text=findings.rest(&["name", "parent_id"]) />
            </div>
        </DialogForm>
    }
    .into_any()
}

/// Makes a removed team again, with its id.
fn restore(lang: Lang, toaster: Toaster, directory: RwSignal<Directory>, team: &TeamView) {
    let request = SaveTeam {
        id: team.id,
        version: 0,
        name: team.name.clone(),
        parent_id: team.parent_id,
    };
    spawn_local(async move {
        match api::save_team(request).await {
            Ok(new) => {
                let _ = directory.try_set(new);
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
    });
}
