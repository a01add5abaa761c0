//! The group of an account: who hangs under whom, with the deals of each and all below.

use crate::boot::use_lang;
use crate::crm::labels::{totals_compact, totals_exact};
use crate::routes;
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::crm::accounts::GroupLine;
use shared::kernel::{AccountId, Lang, Money};
use ui::{Card, TableWrap};

/// Deeper lines are drawn like this one.
const DEEPEST: u32 = 6;

/// The card; nothing for an account that stands alone.
#[component]
pub(super) fn GroupCard(lines: Vec<GroupLine>, here: AccountId) -> impl IntoView {
    let lang = use_lang();
    (!lines.is_empty()).then(|| {
        let rows = lines
            .into_iter()
            .map(|line| row(lang, line, here))
            .collect_view();
        view! {
            <Card id="group" title=t(lang, k::crm::GROUP) flush=true>
                <TableWrap label=t(lang, k::crm::GROUP)>
                    <table class="table table-cards">
                        <thead>
                            <tr>
                                <th scope="col">{t(lang, k::crm::GROUP_ACCOUNT)}</th>
                                <th scope="col" class="num">{t(lang, k::crm::GROUP_OPEN)}</th>
                                <th scope="col" class="num">{t(lang, k::crm::GROUP_WON)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </TableWrap>
            </Card>
        }
    })
}

fn row(lang: Lang, line: GroupLine, here: AccountId) -> impl IntoView {
    let depth = format!("crm-group-name crm-group-{}", line.depth.min(DEEPEST));
    let name = if line.id == here {
        view! { <strong aria-current="true">{line.name}</strong> <span class="small muted">{t(lang, k::crm::GROUP_HERE)}</span> }
            .into_any()
    } else {
        view! { <a href=routes::account(line.id)>{line.name}</a> }.into_any()
    };
    let deals = (line.open_count > 0).then(|| {
        view! { <span class="small muted">{tn(lang, k::crm::DEAL_COUNT, line.open_count, &[])}</span> }
    });
    view! {
        <tr>
            <th scope="row"><span class=depth>{name}</span></th>
            <td class="num" data-label=t(lang, k::crm::GROUP_OPEN)>{amounts(lang, &line.open)} " " {deals}</td>
            <td class="num" data-label=t(lang, k::crm::GROUP_WON)>{amounts(lang, &line.won)}</td>
        </tr>
    }
}

fn amounts(lang: Lang, totals: &[Money]) -> impl IntoView + use<> {
    if totals.is_empty() {
        return "—".into_any();
    }
    let exact = totals_exact(lang, totals);
    view! { <span title=exact>{totals_compact(lang, totals)}</span> }.into_any()
}
