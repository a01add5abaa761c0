//! One provider: who may come in with it, who does, and what can be done with it.

use super::calls::test_provider;
use super::report::{Asking, report};
use super::{Asked, Ctx};
use crate::boot::{now, use_lang, use_session};
use crate::platform::auth::role_key;
use i18n::{Lang, k, relative_time, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Zone;
use shared::platform::sso::{Newcomers, ProviderDraft, ProviderView, TestProvider};
use ui::{Badge, Button, Glyph, Size, Tone};

/// The card.
pub(super) fn card(ctx: Ctx, view: ProviderView) -> AnyView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let asking = RwSignal::new(Asking::Nothing);
    let draft = view.draft.clone();
    let issuer = draft.issuer.clone();
    let test = Callback::new(move |()| {
        let issuer = issuer.clone();
        asking.set(Asking::Busy);
        spawn_local(async move {
            let answer = test_provider(TestProvider { issuer }).await;
            let _ = asking.try_set(answer.into());
        });
    });
    let (edited, deleted) = (Box::new(view.clone()), Box::new(view.clone()));
    let label = |key| tf(lang, key, &[("name", &draft.name)]);
    view! {
        <li class="card sso-provider">
            <div class="between">
                <h2 class="sso-name">{draft.name.clone()}</h2>
                {badge(lang, draft.active)}
            </div>
            <code class="sso-issuer">{draft.issuer.clone()}</code>
            <p class="small muted">{facts(lang, &view, &zone)}</p>
            <p class="small">{people(lang, &draft)}</p>
            {move || report(lang, asking)}
            <div class="cluster">
                <Button label=t(lang, k::sso::TEST) icon=Glyph::Refresh size=Size::Small
                    attr:aria-label=label(k::sso::TEST_LABEL) on_press=test />
                <Button label=t(lang, k::sso::EDIT) icon=Glyph::Edit size=Size::Small
                    attr:aria-label=label(k::sso::EDIT_LABEL)
                    on_press=Callback::new(move |()| ctx.asked.set(Asked::Edit(edited.clone()))) />
                <Button label=t(lang, k::sso::DELETE) icon=Glyph::Trash size=Size::Small
                    attr:aria-label=label(k::sso::DELETE_LABEL)
                    on_press=Callback::new(move |()| ctx.asked.set(Asked::Delete(deleted.clone()))) />
            </div>
        </li>
    }
    .into_any()
}

fn badge(lang: Lang, active: bool) -> AnyView {
    let (key, tone, icon) = if active {
        (k::sso::ON, Tone::Success, Glyph::Check)
    } else {
        (k::sso::OFF, Tone::Neutral, Glyph::Minus)
    };
    view! { <Badge text=t(lang, key) tone icon /> }.into_any()
}

/// How many use it, and when somebody did.
fn facts(lang: Lang, view: &ProviderView, zone: &Zone) -> String {
    let last = view.last_used_at.map_or_else(
        || t(lang, k::sso::NEVER_USED).to_owned(),
        |at| {
            let when = relative_time(lang, at, now(), zone);
            tf(lang, k::sso::LAST_USED, &[("when", &when)])
        },
    );
    format!("{} · {last}", tn(lang, k::sso::PEOPLE, view.people, &[]))
}

/// Who may come in, and how.
fn people(lang: Lang, draft: &ProviderDraft) -> String {
    let mut said = vec![if draft.domains.is_empty() {
        t(lang, k::sso::ANY_DOMAIN).to_owned()
    } else {
        let domains = draft.domains.join(", ");
        tf(lang, k::sso::ONLY_DOMAINS, &[("domains", &domains)])
    }];
    said.push(match draft.newcomers {
        Newcomers::Refused => t(lang, k::sso::NEWCOMERS_REFUSED).to_owned(),
        Newcomers::Created => {
            let role = t(lang, role_key(draft.role));
            tf(lang, k::sso::NEWCOMERS_CREATED, &[("role", &role)])
        }
    });
    if draft.password_off {
        said.push(t(lang, k::sso::PASSWORDS_OFF).to_owned());
    }
    if draft.second_factor {
        said.push(t(lang, k::sso::FACTOR_TOO).to_owned());
    }
    said.join(" ")
}
