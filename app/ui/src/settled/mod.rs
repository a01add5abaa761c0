//! A view of what has been read: it waits for nothing more.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Position, PositionState};

/// Made when it is drawn, not before.
struct Settled(Box<dyn FnOnce() -> AnyView + Send>);

/// The view of an answer, made once.
///
/// On the server a `Suspense` walks through its whole content before it draws it, to find what else must be
/// waited for: a large table is then made twice, its figures are worked out twice, and the first is thrown away.
/// What `view` makes is left out of that walk. So nothing in it may read a resource in passing; a `Suspense` of
/// its own within waits as ever.
#[must_use]
pub fn settled<V: IntoView + 'static>(view: impl FnOnce() -> V + Send + 'static) -> AnyView {
    // A browser does not walk.
    if cfg!(target_arch = "wasm32") {
        return view().into_any();
    }
    Settled(Box::new(move || view().into_any())).into_any()
}

impl Render for Settled {
    type State = AnyViewState;

    fn build(self) -> Self::State {
        (self.0)().build()
    }

    fn rebuild(self, state: &mut Self::State) {
        (self.0)().rebuild(state);
    }
}

impl AddAnyAttr for Settled {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        let attr = attr.into_cloneable_owned();
        Self(Box::new(move || (self.0)().add_any_attr(attr).into_any()))
    }
}

impl RenderHtml for Settled {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    /// The walk ends here.
    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        let view = (self.0)();
        view.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        let view = (self.0)();
        view.to_html_async_with_buf::<OUT_OF_ORDER>(
            buf,
            position,
            escape,
            mark_branches,
            extra_attrs,
        );
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        (self.0)().hydrate::<FROM_SERVER>(cursor, position)
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        (self.0)().hydrate_async(cursor, position).await
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn it_is_made_when_it_is_drawn_and_once() {
        let made = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&made);
        let mut view = settled(move || {
            count.fetch_add(1, Ordering::Relaxed);
            view! { <p>"Here"</p> }
        });
        view.dry_resolve();
        view.dry_resolve();
        assert_eq!(made.load(Ordering::Relaxed), 0);
        // The very text a browser expects, which makes the view without this wrapping.
        let plain = view! { <p>"Here"</p> }.into_any().to_html();
        assert_eq!(view.to_html(), plain);
        assert_eq!(made.load(Ordering::Relaxed), 1);
    }
}
