//! The card of a record that reads by itself what it shows.

use super::Trouble;
use crate::boot::use_lang;
use crate::call::Fault;
use i18n::{Key, k, t};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::{Card, Skeleton, settled};

/// A card with what was read; grey lines before, the reason and a way to ask again when it is refused.
#[component]
pub fn ReadCard<T, CF, V>(
    id: &'static str,
    title: Key,
    of: Resource<Result<T, Fault>>,
    /// How many grey lines stand for it.
    lines: u32,
    children: CF,
) -> impl IntoView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    CF: Fn(T) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let lang = use_lang();
    let again = Callback::new(move |()| of.refetch());
    // The record around it may be read again, and this card be taken down, while the answer is on its way: what
    // the view holds must outlive the card.
    let kept = ArcResource::from(of);
    let children = StoredValue::new(children);
    view! {
        <Card id title=Signal::stored(t(lang, title).to_owned())>
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines/> }>
                {move || {
                    let read = kept.clone();
                    Suspend::new(async move {
                        match read.await {
                            Ok(value) => settled(move || children.try_with_value(|children| children(value))),
                            Err(fault) => view! { <Trouble fault retry=again/> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </Card>
    }
}
