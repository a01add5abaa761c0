//! What the last reading of the log's seals found, and the way to read them again.

use super::api;
use crate::boot::{use_lang, use_session};
use i18n::{Key, date_time, integer, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Lang, Zone};
use shared::platform::audit::{CheckLog, FaultKind, LogCheck, LogFault};
use ui::{Button, Glyph, Icon, Size, use_toaster};

/// One line above the log.
#[component]
pub(super) fn LogSeals() -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let zone = StoredValue::new(use_session().actor.zone);
    let last = Resource::new(|| (), |()| api::check(CheckLog { now: false }));
    let found = RwSignal::new(None::<LogCheck>);
    let busy = RwSignal::new(false);
    let again = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = api::check(CheckLog { now: true }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(check) => {
                    let _ = found.try_set(check);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    view! {
        <div class="audit-seals" id="audit-seals">
            <div role="status">
                <Transition>
                    {move || Suspend::new(async move {
                        let last = last.await.ok().flatten();
                        view! { {move || line(lang, zone, found.get().or_else(|| last.clone()))} }.into_any()
                    })}
                </Transition>
            </div>
            <Button label=t(lang, k::audit::seals::READ) size=Size::Small icon=Glyph::Shield busy on_press=again />
        </div>
    }
    .into_any()
}

fn line(lang: Lang, zone: StoredValue<Zone>, check: Option<LogCheck>) -> AnyView {
    let Some(check) = check else {
        return view! { <p class="muted">{t(lang, k::audit::seals::NEVER)}</p> }.into_any();
    };
    let when = zone.with_value(|zone| date_time(lang, zone.local(check.at)));
    if let Some(fault) = check.fault {
        return view! {
            <p class="notice tone-danger"><Icon glyph=Glyph::Alert />{broken(lang, fault, &when)}</p>
        }
        .into_any();
    }
    let mut text = tn(
        lang,
        k::audit::seals::WHOLE,
        check.entries,
        &[("when", &when)],
    );
    for (count, key) in [
        (check.rewritten, k::audit::seals::REWRITTEN),
        (check.waiting, k::audit::seals::WAITING),
    ] {
        if count > 0 {
            text.push(' ');
            text.push_str(&tn(lang, key, count, &[]));
        }
    }
    view! { <p class="muted"><Icon glyph=Glyph::CheckCircle />" "{text}</p> }.into_any()
}

fn broken(lang: Lang, fault: LogFault, when: &str) -> String {
    let Some(entry) = fault.entry else {
        return tf(lang, k::audit::seals::BROKEN_END, &[("when", &when)]);
    };
    let key: Key = match fault.kind {
        FaultKind::Changed => k::audit::seals::CHANGED,
        FaultKind::Gone => k::audit::seals::GONE,
        FaultKind::Foreign => k::audit::seals::FOREIGN,
        FaultKind::Seal | FaultKind::Known => k::audit::seals::BROKEN,
    };
    let entry = integer(lang, entry);
    tf(lang, key, &[("entry", &entry), ("when", &when)])
}
