//! Which roles must have a second factor.

use super::api;
use crate::boot::use_lang;
use crate::platform::auth::role_key;
use i18n::{Lang, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::access::{GetAccessRules, RoleRule, SetAccessRule};
use ui::{Card, Skeleton, Switch, use_toaster};

/// The card of the page of people.
#[component]
pub fn SecondFactorRules() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| api::rules(GetAccessRules {}));
    view! {
        <Card id="second-factor-rules" title=Signal::stored(t(lang, k::access::rules::TITLE).to_owned())>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=3 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(rules) => view! { <List rules /> }.into_any(),
                        Err(fault) => view! { <p class="notice tone-danger" role="alert">{problem_text(lang, &fault.0)}</p> }.into_any(),
                    }
                })}
            </Suspense>
        </Card>
    }
    .into_any()
}

#[component]
fn List(rules: Vec<RoleRule>) -> impl IntoView {
    let lang = use_lang();
    let rows = rules
        .into_iter()
        .map(|rule| view! { <li class="between">{row(lang, &rule)}</li> })
        .collect_view();
    view! {
        <div class="stack">
            <p class="muted small">{t(lang, k::access::rules::TEXT)}</p>
            <ul class="plain-list stack">{rows}</ul>
        </div>
    }
    .into_any()
}

fn row(lang: Lang, rule: &RoleRule) -> AnyView {
    let toaster = use_toaster();
    let role = rule.role;
    let on = RwSignal::new(rule.required);
    let name = t(lang, role_key(role));
    let share = tf(
        lang,
        k::access::rules::SHARE,
        &[("protected", &rule.protected), ("people", &rule.people)],
    );
    let set = Callback::new(move |required: bool| {
        spawn_local(async move {
            match api::set_rule(SetAccessRule { role, required }).await {
                Ok(_) => toaster.success(t(lang, k::admin::SAVED)),
                Err(fault) => {
                    // Back to what holds.
                    let _ = on.try_set(!required);
                    toaster.problem(problem_text(lang, &fault.0));
                }
            }
        });
    });
    view! {
        <Switch id=format!("factor-{}", role.code()) label=name on on_change=set />
        <span class="muted small">{share}</span>
    }
    .into_any()
}
