//! A quota, edited where it stands by those who may.

use super::state::Sheet;
use crate::call::Fault;
use crate::planning::quotas::{remove_quota, set_quota};
use crate::shell::offer_undo;
use i18n::{Lang, k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{FiscalPeriod, Money, ProblemKind, UserId};
use shared::planning::forecast::NodeId;
use shared::planning::quotas::ops::{QuotaView, RemoveQuota, SetQuota};
use ui::{EditKind, InlineEdit, Tell, Toaster, use_announcer, use_toaster};

/// The quota of a line. A person's can be set when the page shows a quarter and the rights allow it;
/// a team's is the sum of its people's.
#[component]
pub fn QuotaCell(sheet: Sheet, node: NodeId, name: String, reload: Callback<()>) -> impl IntoView {
    let shown = Signal::derive(move || {
        sheet
            .totals(node)
            .quota
            .map(|quota| sheet.whole(quota))
            .unwrap_or_default()
    });
    let NodeId::Rep(user) = node else {
        return view! { <span>{move || dash(shown.get())}</span> }.into_any();
    };
    let editable = Memo::new(move |_| {
        sheet.view.with(|view| {
            matches!(view.period, FiscalPeriod::Quarter { .. })
                && view.may_set_quota_of.contains(&user)
        })
    });
    view! {
        <Show when=move || editable.get() fallback=move || view! { <span>{dash(shown.get())}</span> }>
            <QuotaEdit sheet user name=name.clone() shown reload />
        </Show>
    }
    .into_any()
}

fn dash(text: String) -> String {
    if text.is_empty() {
        "–".to_owned()
    } else {
        text
    }
}

#[component]
fn QuotaEdit(
    sheet: Sheet,
    user: UserId,
    name: String,
    shown: Signal<String>,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = sheet.lang;
    let stored = Memo::new(move |_| {
        sheet.view.with(|view| {
            view.quotas
                .iter()
                .find(|quota| quota.user_id == user)
                .cloned()
        })
    });
    let value = Signal::derive(move || stored.with(|quota| typed(sheet, quota.as_ref())));
    let currency = move || {
        stored
            .with_untracked(|quota| quota.as_ref().map(|quota| quota.amount.currency))
            .unwrap_or_else(|| sheet.view.with_untracked(|view| view.currency))
    };
    let check = Callback::new(move |text: String| {
        // An emptied box means: no quota.
        if text.trim().is_empty() {
            return None;
        }
        read(sheet, &text, currency())
            .err()
            .map(|issue| i18n::issue_text(lang, &issue))
    });
    let toaster = use_toaster();
    let announcer = use_announcer();
    let saved = tf(lang, k::planning::QUOTA_SAVED, &[("name", &name)]);
    let removed = tf(lang, k::planning::QUOTA_REMOVED, &[("name", &name)]);
    let on_save = Callback::new(move |text: String| {
        let now = stored.get_untracked();
        if text.trim().is_empty() {
            if let Some(quota) = now {
                remove((lang, toaster), quota, removed.clone(), reload);
            }
            return;
        }
        let Ok(amount) = read(sheet, &text, currency()) else {
            return;
        };
        let request = SetQuota {
            user_id: user,
            period_start: sheet.view.with_untracked(|view| view.span.from),
            amount_minor: amount.minor,
            currency: amount.currency,
            version: now.map(|quota| quota.version),
        };
        let saved = saved.clone();
        spawn_local(async move {
            match set_quota(request).await {
                Ok(_) => announcer.say(saved),
                Err(fault) => refused(lang, toaster, &fault),
            }
            reload.tell(());
        });
    });
    view! {
        <InlineEdit
            id=format!("quota-{user}")
            label=tf(lang, k::planning::SET_QUOTA, &[("name", &name)])
            shown
            value
            kind=EditKind::Number
            placeholder=t(lang, k::planning::QUOTA_ADD).to_owned()
            check
            on_save
        />
    }
}

/// Takes a quota away; the message brings it back.
fn remove(
    (lang, toaster): (Lang, Toaster),
    quota: QuotaView,
    removed: String,
    reload: Callback<()>,
) {
    let request = RemoveQuota {
        user_id: quota.user_id,
        period_start: quota.period_start,
        version: quota.version,
    };
    spawn_local(async move {
        match remove_quota(request).await {
            Ok(()) => {
                let back = move || {
                    set_quota(SetQuota {
                        user_id: quota.user_id,
                        period_start: quota.period_start,
                        amount_minor: quota.amount.minor,
                        currency: quota.amount.currency,
                        version: None,
                    })
                };
                offer_undo(lang, toaster, removed, back, move || reload.tell(()));
            }
            Err(fault) => refused(lang, toaster, &fault),
        }
        reload.tell(());
    });
}

/// Somebody else was faster, or it may not be.
fn refused(lang: Lang, toaster: Toaster, fault: &Fault) {
    if fault.0.kind == ProblemKind::Conflict {
        toaster.info(t(lang, k::planning::QUOTA_CONFLICT));
    } else {
        toaster.problem(i18n::problem_text(lang, &fault.0));
    }
}

/// The quota as one would type it; with its currency when that is not the view's.
fn typed(sheet: Sheet, quota: Option<&QuotaView>) -> String {
    let Some(quota) = quota else {
        return String::new();
    };
    let number = i18n::number_trimmed(sheet.lang, quota.amount.to_decimal(), 3);
    if quota.amount.currency == sheet.view.with(|view| view.currency) {
        number
    } else {
        format!("{number}\u{a0}{}", quota.amount.currency)
    }
}

fn read(
    sheet: Sheet,
    text: &str,
    currency: shared::kernel::Currency,
) -> Result<Money, shared::kernel::Issue> {
    let amount = i18n::parse_money(sheet.lang, text, currency, "amount")?;
    let (calendar, start) = sheet
        .view
        .with_untracked(|view| (view.calendar, view.span.from));
    match shared::planning::quotas::check(calendar, start, amount.minor)
        .into_iter()
        .next()
    {
        Some(issue) => Err(issue),
        None => Ok(amount),
    }
}
