//! One's own absences, in the settings.

use super::api;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::shell::Trouble;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{date_in_words, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::approvals::ops::{AbsenceList, DeleteAbsence, ListAbsences, SaveAbsence};
use shared::cpq::approvals::validate_absence;
use shared::kernel::{AbsenceId, Issue};
use ui::{Button, Card, Choice, DateInput, Glyph, IconButton, Select, Size, Skeleton, use_toaster};

/// The card.
#[component]
pub fn AbsencesCard() -> impl IntoView {
    let lang = use_lang();
    let loaded = Resource::new(|| (), |()| api::absences(ListAbsences {}));
    let again = Callback::new(move |()| loaded.refetch());
    view! {
        <Card id="settings-away" title=Signal::stored(t(lang, k::approvals::away::TITLE).to_owned())>
            <p class="muted small">{t(lang, k::approvals::away::TEXT)}</p>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=3 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(list) => view! { <Absences list /> }.into_any(),
                        Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })}
            </Suspense>
        </Card>
    }
}

#[component]
fn Absences(list: AbsenceList) -> impl IntoView {
    use k::approvals::away as a;
    let lang = use_lang();
    let session = use_session();
    let me = session.actor.user_id;
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let from = RwSignal::new(session.today.to_string());
    let to = RwSignal::new(session.today.to_string());
    let delegate = RwSignal::new(String::new());
    let colleagues: Vec<Choice> = list
        .colleagues
        .iter()
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
        .collect();
    let absences = RwSignal::new(list.absences);
    let save = move || {
        let days = (
            from.get_untracked().parse().ok(),
            to.get_untracked().parse().ok(),
        );
        let (Some(first), Some(last)) = days else {
            findings.check(vec![Issue::error("required", "from")]);
            return;
        };
        let delegate = delegate.get_untracked().parse().ok();
        if !findings.check(validate_absence(first, last, me, delegate)) {
            return;
        }
        let request = SaveAbsence {
            id: AbsenceId(new_uuid()),
            from: first,
            to: last,
            delegate,
        };
        findings.send(busy, api::save_absence(request), move |list| {
            let _ = absences.try_set(list.absences);
            toaster.success(t(lang, a::SAVED));
        });
    };
    let remove = move |id: AbsenceId| {
        let before = absences.get_untracked();
        absences.update(|all| all.retain(|one| one.id != id));
        spawn_local(async move {
            match api::delete_absence(DeleteAbsence { id }).await {
                Ok(list) => {
                    let _ = absences.try_set(list.absences);
                    toaster.success(t(lang, a::REMOVED));
                }
                Err(fault) => {
                    let _ = absences.try_set(before);
                    toaster.problem(problem_text(lang, &fault.0));
                }
            }
        });
    };
    view! {
        <Show when=move || absences.with(Vec::is_empty)>
            <p class="small muted">{t(lang, a::NONE)}</p>
        </Show>
        <ul class="plain-list">
            {move || absences.get().into_iter().map(|one| {
                let id = one.id;
                let text = tf(lang, a::ROW, &[
                    ("from", &date_in_words(lang, one.from)),
                    ("to", &date_in_words(lang, one.to)),
                    ("name", &one.delegate.name),
                ]);
                view! {
                    <li class="between">
                        <span>{text}</span>
                        <IconButton glyph=Glyph::Trash label=t(lang, a::REMOVE) size=Size::Small on_press=Callback::new(move |()| remove(id)) />
                    </li>
                }
            }).collect_view()}
        </ul>
        <form class="form" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
            <div class="approval-two">
                <DateInput id="away-from" label=t(lang, a::FROM) value=from error=findings.of("from") />
                <DateInput id="away-to" label=t(lang, a::TO) value=to error=findings.of("to") />
            </div>
            <Select id="away-delegate" label=t(lang, a::DELEGATE) value=delegate options=colleagues placeholder="" error=findings.of("delegate") />
            <FormNotice text=findings.rest(&["from", "to", "delegate"]) />
            <div><Button label=t(lang, a::ADD) icon=Glyph::Plus submit=true busy /></div>
        </form>
    }
}
