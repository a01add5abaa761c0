//! `/admin/rates`: dated rates of exchange.

use super::{Loaded, Section, api};
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::shell::form::{FormNotice, use_findings};
use chrono::NaiveDate;
use i18n::{k, parse_decimal, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use shared::kernel::rates::DatedRate;
use shared::kernel::{Action, Currency, Issue, Lang};
use shared::platform::company::{CompanyView, DeleteRate, GetCompany, SetRate, check_rate};
use ui::{
    Button, Card, Choice, DateInput, EmptyState, Glyph, IconButton, NumberInput, Select, TableWrap,
    Tell, Variant, use_toaster,
};

/// The rates.
#[component]
pub fn RatesPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::company(GetCompany {}));
    view! {
        <Section title=k::admin::RATES>
            <Loaded loaded lines=6 let(view)><Rates view /></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Rates(view: CompanyView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let base = view.company.currency;
    let view_now = RwSignal::new(view);
    // The page may be left before an answer comes, or "Undo" is pressed.
    let done = move |answer: Result<CompanyView, Fault>| {
        let _ = busy.try_set(false);
        match answer {
            Ok(new) => {
                let _ = view_now.try_set(new);
                toaster.success(t(lang, k::admin::SAVED).to_owned());
            }
            Err(fault) => findings.refuse(&fault),
        }
    };
    let remove = Callback::new(move |rate: DatedRate| {
        let undone = SetRate { rate };
        spawn_local(async move {
            let answer = api::delete_rate(DeleteRate {
                currency: rate.currency,
                day: rate.day,
            })
            .await;
            let fine = answer.is_ok();
            match answer {
                Ok(new) => {
                    let _ = view_now.try_set(new);
                }
                Err(fault) => findings.refuse(&fault),
            }
            if fine {
                let undo = Callback::new(move |()| {
                    let undone = undone.clone();
                    spawn_local(async move { done(api::set_rate(undone).await) });
                });
                toaster.undo(
                    tf(
                        lang,
                        k::admin::RATE_DELETED,
                        &[("rate", &line(lang, rate, base))],
                    ),
                    t(lang, k::ui::UNDO).to_owned(),
                    undo,
                );
            }
        });
    });
    let may = crate::boot::may(Action::ManageCompany);
    view! {
        {may.then(|| view! { <RateForm base busy findings done=Callback::new(done) /> })}
        {move || rate_table(lang, &view_now.get(), may, remove)}
    }
    .into_any()
}

#[component]
fn RateForm(
    base: Currency,
    busy: RwSignal<bool>,
    findings: crate::shell::form::Findings,
    done: Callback<Result<CompanyView, Fault>>,
) -> impl IntoView {
    let lang = use_lang();
    let currency = RwSignal::new(if base == Currency::USD { "EUR" } else { "USD" }.to_owned());
    let day = RwSignal::new(use_session().today.to_string());
    let rate = RwSignal::new(String::new());
    let save = move || {
        let parsed = match (
            currency.get_untracked().parse::<Currency>(),
            day.get_untracked().parse::<NaiveDate>(),
            parse_decimal(lang, &rate.get_untracked(), "rate"),
        ) {
            (Ok(currency), Ok(day), Ok(rate)) => {
                let rate_e8 = rate
                    .checked_mul(Decimal::from(100_000_000))
                    .and_then(|value| value.round().to_i64())
                    .unwrap_or(0);
                DatedRate {
                    currency,
                    day,
                    rate_e8,
                }
            }
            (_, Err(_), _) => {
                findings.check(vec![Issue::error("impossible_date", "day")]);
                return;
            }
            (_, _, Err(issue)) => {
                findings.check(vec![issue]);
                return;
            }
            (Err(_), ..) => {
                findings.check(vec![Issue::error("not_found", "currency")]);
                return;
            }
        };
        if findings.check(check_rate(&parsed, base)) {
            busy.set(true);
            spawn_local(async move {
                done.tell(api::set_rate(SetRate { rate: parsed }).await);
            });
        }
    };
    let currencies: Vec<Choice> = Currency::all()
        .filter(|c| *c != base)
        .map(|c| Choice::new(c.code(), c.code()))
        .collect();
    view! {
        <Card id="rate" title=t(lang, k::admin::RATE_ADD)>
            <form class="form" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <div class="form-row">
                    <Select id="rate-currency" label=t(lang, k::admin::CURRENCY) value=currency options=currencies error=findings.of("currency") />
                    <DateInput id="rate-day" label=t(lang, k::admin::RATE_DAY) value=day error=findings.of("day") />
                    <NumberInput id="rate-value" label=t(lang, k::admin::RATE_VALUE) value=rate error=findings.of("rate")
                        hint=tf(lang, k::admin::RATE_HINT, &[("currency", &base)]) />
                </div>
                <FormNotice text=findings.rest(&["currency", "day", "rate"]) />
                <div class="form-actions"><Button label=t(lang, k::admin::RATE_ADD) variant=Variant::Primary submit=true busy /></div>
            </form>
        </Card>
    }
    .into_any()
}

fn line(lang: Lang, rate: DatedRate, base: Currency) -> String {
    let value = i18n::number(
        lang,
        Decimal::new(rate.rate_e8, 8).normalize(),
        Decimal::new(rate.rate_e8, 8).normalize().scale(),
    );
    tf(
        lang,
        k::admin::RATE_LINE,
        &[("from", &rate.currency), ("rate", &value), ("to", &base)],
    )
}

fn rate_table(lang: Lang, view: &CompanyView, may: bool, remove: Callback<DatedRate>) -> AnyView {
    if view.rates.is_empty() {
        return view! { <EmptyState glyph=Glyph::Globe title=t(lang, k::admin::RATE_EMPTY_TITLE) text=t(lang, k::admin::RATE_EMPTY_TEXT) /> }.into_any();
    }
    let base = view.company.currency;
    let rows = view
        .rates
        .iter()
        .map(|rate| {
            let rate = *rate;
            let label = format!("{} · {}", t(lang, k::admin::DELETE), line(lang, rate, base));
            view! {
                <tr>
                    <th scope="row">{rate.currency.code().to_owned()}</th>
                    <td data-label=t(lang, k::admin::RATE_DAY)>{i18n::date_medium(lang, rate.day)}</td>
                    <td data-label=t(lang, k::admin::RATE_VALUE)>{line(lang, rate, base)}</td>
                    <td class="num">{may.then(|| view! { <IconButton glyph=Glyph::Trash label on_press=Callback::new(move |()| remove.tell(rate)) /> })}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card id="rates" title=t(lang, k::admin::RATES) flush=true>
            <TableWrap label=t(lang, k::admin::RATES)>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::admin::CURRENCY)}</th>
                            <th scope="col">{t(lang, k::admin::RATE_DAY)}</th>
                            <th scope="col">{t(lang, k::admin::RATE_VALUE)}</th>
                            <th scope="col"><span class="visually-hidden">{t(lang, k::ui::ACTIONS)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableWrap>
        </Card>
    }
    .into_any()
}
