//! The card with an administrator's fields on the page of a record, each edited where it stands.

use super::book::{edit_kind, fields_of, read, write};
use crate::boot::{use_lang, use_session};
use i18n::{custom_value, issue_text, k, t};
use leptos::prelude::*;
use shared::platform::fields::{
    CustomChange, CustomField, CustomValues, FieldKind, Holder, field_name,
};
use ui::{Card, Fact, Facts, Glyph, Icon, InlineEdit, Tell};

/// The error of one field, by its name.
pub(crate) type Errors = Signal<std::collections::BTreeMap<String, String>>;

/// The card; nothing when there are no fields.
#[component]
pub(crate) fn OwnFacts(
    holder: Holder,
    values: Signal<CustomValues>,
    /// Nothing can be changed.
    locked: Signal<bool>,
    /// Why the last change of a field was refused.
    #[prop(optional, into)]
    errors: Option<Errors>,
    on_change: Callback<CustomChange>,
) -> impl IntoView {
    let lang = use_lang();
    let fields = fields_of(holder);
    if fields.is_empty() {
        return ().into_any();
    }
    let rows = fields
        .into_iter()
        .map(|field| view! { <OwnFact field values locked errors on_change/> })
        .collect_view();
    view! {
        <Card id=format!("{}-own", holder.code()) title=t(lang, k::fields::MORE)>
            <Facts>{rows}</Facts>
        </Card>
    }
    .into_any()
}

#[component]
fn OwnFact(
    field: CustomField,
    values: Signal<CustomValues>,
    locked: Signal<bool>,
    errors: Option<Errors>,
    on_change: Callback<CustomChange>,
) -> impl IntoView {
    let lang = use_lang();
    let currency = use_session().company_currency;
    let label = field.label.get(lang).to_owned();
    let help = field.help.get(lang).to_owned();
    let (kind, is_link) = (edit_kind(lang, &field), field.kind == FieldKind::Link);
    let id = format!("own-{}", field.key.replace('_', "-"));
    let required = field.required;
    let field = StoredValue::new(field);
    let kept =
        Memo::new(move |_| field.with_value(|own| values.with(|all| all.get(&own.key).to_owned())));
    let shown = Signal::derive(move || {
        field.with_value(|own| kept.with(|kept| custom_value(lang, own, kept)))
    });
    let value =
        Signal::derive(move || field.with_value(|own| kept.with(|kept| write(lang, own, kept))));
    let check = Callback::new(move |text: String| {
        let found = field.with_value(|own| read(lang, own, &text, currency).err());
        found.map(|issue| issue_text(lang, &issue))
    });
    let save = Callback::new(move |text: String| {
        let change = field.with_value(|own| {
            let neutral = read(lang, own, &text, currency).ok()?;
            Some(CustomChange::new(&own.key, &neutral))
        });
        if let Some(change) = change {
            on_change.tell(change);
        }
    });
    let error = Signal::derive(move || {
        let name = field.with_value(|own| field_name(&own.key));
        errors.and_then(|errors| errors.with(|all| all.get(&name).cloned()))
    });
    let placeholder = if locked.get_untracked() {
        "—"
    } else {
        t(lang, k::crm::ADD)
    };
    let missing = move || required && kept.with(String::is_empty);
    let link = move || {
        let address = kept.get();
        (is_link && !address.is_empty()).then(|| {
            view! {
                <a
                    class="btn btn-ghost btn-sm btn-icon" href=address target="_blank" rel="noopener noreferrer"
                    aria-label=t(lang, k::fields::OPEN_LINK)
                >
                    <Icon glyph=Glyph::ArrowUpRight class="icon-sm"/>
                </a>
            }
        })
    };
    view! {
        <Fact label=label.clone()>
            <div class="crm-fact">
                <InlineEdit id label shown value kind placeholder check error disabled=locked on_save=save/>
                {link}
            </div>
            {move || missing().then(|| view! { <p class="small own-missing">{t(lang, k::fields::MISSING)}</p> })}
            {(!help.is_empty()).then(|| view! { <p class="small muted">{help}</p> })}
        </Fact>
    }
}
