//! Changing one's password.

use crate::boot::{use_lang, use_session};
use crate::platform::profile::change_password;
use i18n::{issue_text, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::ProblemKind;
use shared::platform::profile::{ChangePassword, PASSWORD_MIN, check_password};
use ui::{Button, Card, TextInput, use_toaster};

/// The form.
#[component]
pub fn PasswordForm() -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let keep = use_session().session_id;
    let [current, new, repeat] = [(); 3].map(|()| RwSignal::new(String::new()));
    let [current_error, new_error, repeat_error] = [(); 3].map(|()| RwSignal::new(None::<String>));
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = move |issue: &shared::kernel::Issue| issue_text(lang, issue);
        current_error.set(None);
        new_error.set(check_password(&new.get_untracked()).first().map(text));
        let differs = new.get_untracked() != repeat.get_untracked();
        repeat_error.set(differs.then(|| t(lang, k::settings::password::DIFFERS).to_owned()));
        if differs || new_error.with_untracked(Option::is_some) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let request = ChangePassword {
                current: current.get_untracked(),
                new: new.get_untracked(),
                keep,
            };
            let answer = change_password(request).await;
            busy.set(false);
            match answer {
                Ok(()) => {
                    for field in [current, new, repeat] {
                        field.set(String::new());
                    }
                    toaster.success(t(lang, k::settings::password::CHANGED));
                }
                Err(fault) if fault.0.kind == ProblemKind::Invalid => {
                    for issue in &fault.0.issues {
                        let target = if issue.field.as_deref() == Some("current") {
                            current_error
                        } else {
                            new_error
                        };
                        target.set(Some(text(issue)));
                    }
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! {
        <Card id="settings-password" title=Signal::stored(t(lang, k::settings::password::TITLE).to_owned())>
            <form class="form" novalidate on:submit=submit>
                <TextInput id="current-password" label=t(lang, k::settings::password::CURRENT) value=current kind="password" autocomplete="current-password" error=current_error required=true />
                <div class="form-row">
                    <TextInput id="new-password" label=t(lang, k::settings::password::NEW) value=new kind="password" autocomplete="new-password" error=new_error required=true
                        hint=tf(lang, k::settings::password::HINT, &[("min", &PASSWORD_MIN)]) />
                    <TextInput id="repeat-password" label=t(lang, k::settings::password::REPEAT) value=repeat kind="password" autocomplete="new-password" error=repeat_error required=true />
                </div>
                <div class="form-actions">
                    <Button label=t(lang, k::settings::password::CHANGE) submit=true busy />
                </div>
            </form>
        </Card>
    }
}
