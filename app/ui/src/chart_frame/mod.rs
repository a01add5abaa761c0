//! The frame of a chart: its title, a sentence that says what it shows, the drawing (an SVG text,
//! put in by `inner_html` so that hydration leaves it alone) and the same numbers as a table.

use crate::button::{Button, Size, Variant};
use leptos::prelude::*;

/// A chart with its twin table. `children` is the `<table>`.
#[component]
pub fn ChartFrame(
    #[prop(into)] id: String,
    #[prop(into)] title: Signal<String>,
    /// What the chart says, in words; also what a screen reader hears instead of the drawing.
    #[prop(into)]
    description: Signal<String>,
    /// The drawing.
    #[prop(into)]
    svg: Signal<String>,
    #[prop(into)] show_table_label: String,
    #[prop(into)] show_chart_label: String,
    /// Controls beside the title.
    #[prop(optional, into)]
    actions: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let table = RwSignal::new(false);
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    let label = Signal::derive(move || {
        if table.get() {
            show_chart_label.clone()
        } else {
            show_table_label.clone()
        }
    });
    let children = StoredValue::new(children);
    view! {
        <section class="card" id=id aria-labelledby=labelled>
            <header class="card-header">
                <h2 class="card-title" id=heading>{title}</h2>
                <div class="card-actions">
                    {actions.run()}
                    <Button
                        label
                        size=Size::Small
                        variant=Variant::Ghost
                        on_press=Callback::new(move |()| table.update(|on| *on = !*on))
                    />
                </div>
            </header>
            <div class="card-body">
                <p class="chart-description">{description}</p>
                <div
                    class="chart-drawing"
                    role="img"
                    aria-label=description
                    hidden=move || table.get()
                    inner_html=move || svg.get()
                ></div>
                <Show when=move || table.get()>
                    <div class="chart-table" tabindex="0" role="group" aria-label=title>
                        {move || children.try_with_value(|children| children())}
                    </div>
                </Show>
            </div>
        </section>
    }
}
