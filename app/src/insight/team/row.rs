//! One line of the table: a person, or everybody.

use crate::planning::forecast::words;
use chrono::{Months, NaiveDate};
use i18n::{Lang, k, t, tf};
use leptos::prelude::*;
use rust_decimal::Decimal;
use shared::insight::chart::{Frame, Layout, SparkWords, interval, spark};
use shared::insight::team::ops::{RepFigures, TeamFiguresView};
use shared::insight::team::{Figures, Rate, Standing, standing};
use shared::kernel::UserId;
use shared::planning::forecast::Totals;
use ui::{Badge, Glyph, Tone};

/// What a line shows.
pub struct Line<'a> {
    /// The page's answer.
    pub view: &'a TeamFiguresView,
    /// Language.
    pub lang: Lang,
    /// Unique on the page.
    pub key: String,
    /// Who.
    pub name: String,
    /// The figures.
    pub figures: Figures,
    /// The person's part of the current quarter and their months; `None` for everybody.
    pub own: Option<&'a RepFigures>,
}

impl Line<'_> {
    fn short(&self, minor: i64) -> String {
        words::short(self.lang, minor, self.view.currency)
    }

    /// The line as a table row.
    pub fn show(&self) -> AnyView {
        let lang = self.lang;
        let figures = self.figures;
        let closed = tf(
            lang,
            k::insight::TEAM_WON_LOST,
            &[("won", &figures.won), ("lost", &figures.lost)],
        );
        let closed_read = tf(
            lang,
            k::insight::TEAM_WON_LOST_READ,
            &[("won", &figures.won), ("lost", &figures.lost)],
        );
        let class = if self.own.is_some() { "" } else { "tm-all" };
        view! {
            <tr class=class>
                <th scope="row">{self.name.clone()}</th>
                <td class="num">
                    <span aria-hidden="true">{closed}</span>
                    <span class="visually-hidden">{closed_read}</span>
                </td>
                <td>{self.win_rate()}</td>
                <td class="num">{self.rate(figures.win_rate_by_value)}</td>
                <td class="num">{self.cycle()}</td>
                <td class="num">{self.or_dash(figures.average_won)}</td>
                <td class="num">{self.velocity()}</td>
                <td class="num">{self.slippage()}</td>
                {self.quarter()}
                <td>{self.months()}</td>
            </tr>
        }
        .into_any()
    }

    fn or_dash(&self, minor: Option<i64>) -> String {
        minor.map_or_else(|| "–".to_owned(), |minor| self.short(minor))
    }

    fn bounds(&self, rate: Rate) -> String {
        let (low, high) = (
            words::share(self.lang, rate.low_bp),
            words::share(self.lang, rate.high_bp),
        );
        tf(
            self.lang,
            k::insight::TEAM_INTERVAL,
            &[("low", &low), ("high", &high)],
        )
    }

    fn rate(&self, rate: Option<Rate>) -> AnyView {
        match rate {
            None => view! { <span class="faint">"–"</span> }.into_any(),
            Some(rate) => view! {
                <span>{words::share(self.lang, rate.value_bp)}</span>
                <span class="tiny muted tm-note">{self.bounds(rate)}</span>
            }
            .into_any(),
        }
    }

    fn win_rate(&self) -> AnyView {
        let lang = self.lang;
        let Some(rate) = self.figures.win_rate else {
            return view! { <span class="faint">"–"</span> }.into_any();
        };
        let bounds = self.bounds(rate);
        let common = self.view.everybody.win_rate;
        let title = format!("{} ({bounds})", words::share(lang, rate.value_bp));
        let no_money = |_: i64| String::new();
        let frame = Frame {
            id: &format!("rate-{}", self.key),
            layout: Layout::Wide,
            title: &title,
            description: t(lang, k::insight::TEAM_WIN_RATE),
            money: &no_money,
            money_full: &no_money,
        };
        let svg = interval(
            rate.low_bp,
            rate.value_bp,
            rate.high_bp,
            common.map(|common| common.value_bp),
            &frame,
        );
        let verdict = self
            .own
            .zip(common)
            .map(|_| self.verdict(rate, common.unwrap_or_default()));
        view! {
            <span class="tm-rate">
                <strong class="num">{words::share(lang, rate.value_bp)}</strong>
                <span class="tm-interval" inner_html=svg></span>
            </span>
            <span class="tm-verdict"><span class="tiny muted tm-note">{bounds}</span>{verdict}</span>
        }
        .into_any()
    }

    fn verdict(&self, rate: Rate, common: Rate) -> AnyView {
        let closed = self.figures.won + self.figures.lost;
        let (key, tone, icon) = match standing(rate, closed, common) {
            Standing::TooFew => (k::insight::TEAM_TOO_FEW, Tone::Neutral, Glyph::Hourglass),
            Standing::Alike => return ().into_any(),
            Standing::Above => (k::insight::TEAM_ABOVE, Tone::Success, Glyph::ArrowUp),
            Standing::Below => (k::insight::TEAM_BELOW, Tone::Warning, Glyph::ArrowDown),
        };
        view! { <Badge text=t(self.lang, key) tone icon /> }.into_any()
    }

    fn cycle(&self) -> AnyView {
        let lang = self.lang;
        let Some(days) = self.figures.median_cycle else {
            return view! { <span class="faint">"–"</span> }.into_any();
        };
        let spread = self.figures.cycle_quartiles.map(|(from, to)| {
            tf(
                lang,
                k::insight::TEAM_QUARTILES,
                &[("from", &from), ("to", &to)],
            )
        });
        view! {
            <span>{tf(lang, k::insight::TEAM_DAYS, &[("n", &days)])}</span>
            <span class="tiny muted tm-note">{spread}</span>
        }
        .into_any()
    }

    fn velocity(&self) -> String {
        self.figures.velocity.map_or_else(
            || "–".to_owned(),
            |minor| {
                let amount = self.short(minor);
                tf(self.lang, k::insight::TEAM_PER_DAY, &[("amount", &amount)])
            },
        )
    }

    fn slippage(&self) -> AnyView {
        let lang = self.lang;
        let pushes = self.figures.pushes_e2.map(|hundredths| {
            let number = i18n::number_trimmed(lang, Decimal::new(hundredths, 2), 1);
            tf(lang, k::insight::TEAM_PUSHES, &[("n", &number)])
        });
        match self.figures.slippage {
            None => view! { <span class="faint">"–"</span> }.into_any(),
            Some(rate) => view! {
                <span>{words::share(lang, rate.value_bp)}</span>
                <span class="tiny muted tm-note">{pushes}</span>
            }
            .into_any(),
        }
    }

    /// Attainment and coverage of the current quarter.
    fn quarter(&self) -> AnyView {
        let totals = match self.own {
            Some(own) => Totals {
                closed: own.closed,
                commit: own.open,
                quota: own.quota,
                ..Totals::default()
            },
            None => self
                .view
                .rows
                .iter()
                .fold(Totals::default(), |sum, row| Totals {
                    closed: sum.closed.saturating_add(row.closed),
                    commit: sum.commit.saturating_add(row.open),
                    quota: match (sum.quota, row.quota) {
                        (Some(a), Some(b)) => Some(a.saturating_add(b)),
                        (a, b) => a.or(b),
                    },
                    ..Totals::default()
                }),
        };
        let dash = || "–".to_owned();
        let attainment = totals
            .attainment_bp()
            .map_or_else(dash, |bp| words::share(self.lang, bp));
        let coverage = totals
            .coverage_bp()
            .map_or_else(dash, |bp| words::times(self.lang, bp));
        view! { <td class="num">{attainment}</td><td class="num">{coverage}</td> }.into_any()
    }

    fn months(&self) -> AnyView {
        let lang = self.lang;
        let sums: Vec<i64> = match self.own {
            Some(own) => own.won_by_month.clone(),
            None => self
                .view
                .rows
                .iter()
                .fold(Vec::new(), |sums, row| add(sums, &row.won_by_month)),
        };
        let first = self.view.span.from;
        let name = move |index: usize| {
            let months = Months::new(u32::try_from(index).unwrap_or(0));
            let day: NaiveDate = first.checked_add_months(months).unwrap_or(first);
            i18n::month_year(lang, day)
        };
        let money = |minor: i64| self.short(minor);
        let title = tf(lang, k::insight::TEAM_MONTH_CHART, &[("name", &self.name)]);
        let frame = Frame {
            id: &format!("months-{}", self.key),
            layout: Layout::Wide,
            title: &title,
            description: t(lang, k::insight::TEAM_MONTHS),
            money: &money,
            money_full: &money,
        };
        let words = SparkWords {
            period: t(lang, k::insight::TEAM_MONTH),
            value: t(lang, k::insight::TEAM_WON),
            name: &name,
        };
        let svg = spark(&sums, &frame, &words).svg;
        view! { <span class="tm-spark" inner_html=svg></span> }.into_any()
    }
}

fn add(mut sums: Vec<i64>, more: &[i64]) -> Vec<i64> {
    sums.resize(sums.len().max(more.len()), 0);
    for (sum, value) in sums.iter_mut().zip(more) {
        *sum = sum.saturating_add(*value);
    }
    sums
}

/// The name of a person in view.
pub fn name_of(view: &TeamFiguresView, id: UserId) -> String {
    view.people
        .iter()
        .find(|person| person.id == id)
        .map(|person| person.name.clone())
        .unwrap_or_default()
}
