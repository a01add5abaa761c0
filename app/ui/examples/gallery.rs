//! Prints one page with every component, to look at and to check with axe:
//! `cargo run -p ui --example gallery > gallery.html` beside the bundled style sheet.
//! `JALON_CSS` names the style sheet, `JALON_THEME` is `light`, `dark` or `system`.

use leptos::prelude::*;
use ui::*;

fn buttons() -> AnyView {
    view! {
        <Card id="buttons" title="Buttons" actions=|| view! { <a href="#buttons">"See all"</a> }>
            <div class="stack">
                <div class="cluster">
                    <Button label="Save" variant=Variant::Primary/>
                    <Button label="New opportunity" icon=Glyph::Plus/>
                    <Button label="Cancel" variant=Variant::Ghost/>
                    <Button label="Delete" variant=Variant::Danger icon=Glyph::Trash/>
                    <Button label="Saving" variant=Variant::Primary busy=true/>
                    <Button label="Not now" disabled=true/>
                    <IconButton glyph=Glyph::More label="More actions"/>
                    <IconButton glyph=Glyph::Star label="Pin" pressed=Signal::stored(true)/>
                    <Menu id="stage-menu" label="Move to" text=Signal::stored("Move to…".to_owned()) variant=Variant::Secondary>
                        <MenuItem label="Qualification"/>
                    </Menu>
                </div>
                <div class="cluster">
                    <Button label="Small" size=Size::Small/>
                    <Button label="Small primary" size=Size::Small variant=Variant::Primary icon=Glyph::Check/>
                    <IconButton glyph=Glyph::Edit label="Edit" size=Size::Small/>
                    <FilterChip label="Owner" value="Camille Moreau" remove_label="Remove filter" on_remove=Callback::new(|()| ())/>
                    <ToggleChip label="Stalled" on=true icon=Glyph::Hourglass on_toggle=Callback::new(|()| ())/>
                    <ToggleChip label="Overdue" on=false on_toggle=Callback::new(|()| ())/>
                    <Kbd keys="⌘K"/>
                    <PersonName name="Élodie Marchand"/>
                    <span class="avatar-stack"><Avatar name="Ines Roy" alone=true/><Avatar name="Tom Weber" alone=true/><Avatar name="Zoé Petit" alone=true/></span>
                </div>
                <div class="cluster">
                    <Badge text="Open"/>
                    <Badge text="Current" tone=Tone::Accent/>
                    <Badge text="Won" tone=Tone::Success icon=Glyph::Trophy/>
                    <Badge text="Due today" tone=Tone::Warning icon=Glyph::Clock/>
                    <Badge text="Overdue 3 days" tone=Tone::Danger icon=Glyph::Alert/>
                    <Badge text="Planned" tone=Tone::Info icon=Glyph::Calendar/>
                    <Badge text="Stalled 21 days" tone=Tone::Warning icon=Glyph::Hourglass plain=true/>
                </div>
            </div>
        </Card>
    }
    .into_any()
}

fn fields() -> AnyView {
    let text = |value: &str| RwSignal::new(value.to_owned());
    let choices = vec![
        Choice::new("new", "New business"),
        Choice::new("renewal", "Renewal"),
    ];
    view! {
        <Card id="fields" title="Fields">
            <div class="form">
                <div class="form-row">
                    <TextInput id="name" label="Name" value=text("Rollout in Lyon") required=true hint="As the customer calls it."/>
                    <MoneyInput id="amount" label="Amount" value=text("48,500.00") currency="EUR"/>
                    <DateInput id="close" label="Close date" value=text("2026-12-18") error=Some("The date is in the past.".to_owned())/>
                </div>
                <div class="form-row">
                    <Select id="kind" label="Type" value=text("new") options=choices.clone()/>
                    <Combobox id="account" label="Account" value=RwSignal::new(None) suggest=Suggest::among(Signal::stored(Vec::new())) empty_text="Nothing found" placeholder="Search accounts"/>
                    <NumberInput id="discount" label="Discount" value=text("12.5") suffix="%"/>
                </div>
                <TextArea id="notes" label="Notes" value=text("Met the buyer on site.")/>
                <div class="cluster">
                    <Checkbox id="recurring" label="Recurring" checked=RwSignal::new(true)/>
                    <Switch id="notify" label="Tell me when it moves" on=RwSignal::new(true)/>
                    <SegmentedControl id="view" label="View" options=vec![Choice::new("board", "Board"), Choice::new("list", "List")] value=text("board")/>
                </div>
            </div>
        </Card>
    }
    .into_any()
}

fn table() -> AnyView {
    let row = |name: &'static str, stage: &'static str, amount: &'static str, day: &'static str| {
        view! {
            <tr class="row-link">
                <th scope="row"><a class="row-anchor" href="#row">{name}</a></th>
                <td data-label="Stage"><Badge text=stage/></td>
                <td data-label="Owner"><PersonName name="Camille Moreau"/></td>
                <td class="num" data-label="Amount">{amount}</td>
                <td data-label="Close date">{day}</td>
            </tr>
        }
    };
    view! {
        <Card id="table" title="Table" flush=true>
            <TableWrap label="Opportunities">
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <SortHeader label="Name" sorting=None on_sort=Callback::new(|()| ())/>
                            <th scope="col">"Stage"</th>
                            <th scope="col">"Owner"</th>
                            <SortHeader label="Amount" sorting=Some(Sorting::Descending) numeric=true on_sort=Callback::new(|()| ())/>
                            <th scope="col">"Close date"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {row("Rollout in Lyon", "Proposal", "€48,500.00", "18 Dec 2026")}
                        {row("Renewal of the maintenance contract for the northern warehouses", "Negotiation", "€12,040.00", "3 Jan 2027")}
                        {row("Pilot", "Qualification", "€900.00", "28 Nov 2026")}
                    </tbody>
                </table>
            </TableWrap>
        </Card>
    }
    .into_any()
}

fn record() -> AnyView {
    let step = |value: &str, state, detail: &str| Step {
        value: value.into(),
        label: value.into(),
        detail: detail.into(),
        state,
        state_label: String::new(),
    };
    let steps = vec![
        step("Qualification", StepState::Done, "4 d"),
        step("Discovery", StepState::Done, "9 d"),
        step("Proposal", StepState::Current, "6 d"),
        step("Negotiation", StepState::Next, ""),
        step("Won", StepState::Next, ""),
    ];
    view! {
        <PathStepper label="Stages" steps on_pick=Callback::new(|_| ())/>
        <div class="split">
            <Card id="time" title="Timeline">
                <Timeline label="Timeline">
                    <TimelineDay text="Today"/>
                    <TimelineItem glyph=Glyph::Phone title="Call" by="Camille Moreau" when="10:42"><Marked text="They want two sites first." marks=vec![10..19]/></TimelineItem>
                    <TimelineItem glyph=Glyph::ArrowRight tone=Tone::Accent title="Discovery → Proposal" by="Camille Moreau" when="09:05"/>
                    <TimelineDay text="Friday"/>
                    <TimelineItem glyph=Glyph::Calendar tone=Tone::Warning title="Close date moved by 14 days" when="16:30"/>
                </Timeline>
            </Card>
            <Card id="facts" title="Facts">
                <Facts>
                    <Fact label="Amount"><InlineEdit id="f-amount" label="Amount" shown="€48,500.00" value="48500" on_save=Callback::new(|_| ())/></Fact>
                    <Fact label="Next step"><InlineEdit id="f-next" label="Next step" shown="" value="" placeholder="Add a next step" on_save=Callback::new(|_| ())/></Fact>
                    <Fact label="Owner"><PersonName name="Camille Moreau"/></Fact>
                </Facts>
            </Card>
        </div>
        <div class="grid-figures">
            <Figure label="Closed this quarter" value="€412,300" note="68% of the quota" href="#"/>
            <Figure label="Commit" value="€96,000" note="4 deals" href="#"/>
            <Figure label="Slipping" value="7" note="€81,200 moved past the quarter" tone=Tone::Danger/>
            <div class="figure"><span class="figure-label">"Attainment"</span><span class="figure-value">"68%"</span><Meter label="Attainment" percent=68.0 tone=Tone::Accent/></div>
        </div>
    }
    .into_any()
}

fn states() -> AnyView {
    let svg = r#"<svg viewBox="0 0 400 90"><path d="M0 80 80 60 160 66 240 30 320 36 400 8" fill="none" stroke="var(--chart-1)" stroke-width="2"/></svg>"#;
    view! {
        <div class="grid-2">
            <Card id="empty" title="Empty"><EmptyState glyph=Glyph::Target title="No open deal yet" text="Deals you own appear here.">
                <Button label="New opportunity" variant=Variant::Primary icon=Glyph::Plus/></EmptyState></Card>
            <div class="stack">
                <ChartFrame id="chart" title="Bookings" description="Bookings rise since September." svg=svg show_table_label="Show as table" show_chart_label="Show as chart">
                    <table class="table"><tbody><tr><td>"1"</td></tr></tbody></table>
                </ChartFrame>
                <Card id="wait" title="Loading"><Skeleton label="Loading"/></Card>
                <p class="notice tone-warning"><Icon glyph=Glyph::Alert/>"Two currencies are added here at the rate of 20 November."</p>
            </div>
        </div>
        <Card id="icons" title="Icons"><div class="cluster">
            {Glyph::ALL.iter().map(|glyph| view! { <Icon glyph=*glyph/> }).collect_view()}
        </div></Card>
    }
    .into_any()
}

fn navigation() -> AnyView {
    let link = |glyph, text: &'static str, current: bool| {
        view! {
            <a class="nav-link" href="#" aria-current=current.then_some("page")><Icon glyph/><span class="nav-label">{text}</span></a>
        }
    };
    view! {
        <nav class="frame-nav" aria-label="Main">
            <a class="brand" href="#"><img class="brand-mark" src="static/favicon.svg" alt=""/><span class="brand-name">"Jalon"</span></a>
            <div class="nav-section">
                {link(Glyph::Home, "Home", false)}{link(Glyph::Board, "Pipeline", true)}{link(Glyph::Target, "Opportunities", false)}
                {link(Glyph::Building, "Accounts", false)}{link(Glyph::Person, "Contacts", false)}{link(Glyph::FileText, "Quotes", false)}
            </div>
            <div class="nav-section"><span class="nav-heading">"Work"</span>{link(Glyph::CheckCircle, "Tasks", false)}{link(Glyph::Calendar, "Calendar", false)}</div>
            <div class="nav-section"><span class="nav-heading">"Insight"</span>{link(Glyph::Trend, "Forecast", false)}{link(Glyph::Users, "Team", false)}</div>
        </nav>
    }
    .into_any()
}

fn main() {
    let css = std::env::var("JALON_CSS").unwrap_or_else(|_| "gallery.css".to_owned());
    let theme = std::env::var("JALON_THEME").unwrap_or_else(|_| "system".to_owned());
    let owner = Owner::new();
    let body = owner.with(|| {
        view! {
            <div class="frame">
                {navigation()}
                <div class="frame-main">
                    <header class="topbar">
                        <span class="topbar-title">"Pipeline"</span>
                        <div class="topbar-actions">
                            <button class="search-button" type="button" aria-label="Search"><Icon glyph=Glyph::Search/><span>"Search"</span><Kbd keys="⌘K"/></button>
                            <IconButton glyph=Glyph::Bell label="Notifications"/>
                            <Avatar name="Camille Moreau" alone=true/>
                        </div>
                    </header>
                    <main class="page" id="main">
                        <PageHeader title="Component kit" subtitle="Everything a page is made of."
                            above=|| view! { <Breadcrumbs label="Path" items=vec![("#".into(), "Accounts".into()), ("#".into(), "Nordwind".into())]/> }>
                            <Button label="Export" icon=Glyph::Download/>
                            <Button label="New" variant=Variant::Primary icon=Glyph::Plus/>
                        </PageHeader>
                        <Tabs id="tabs" label="Sections" selected=RwSignal::new("a".to_owned())
                            items=vec![Choice::detailed("a", "Overview", ""), Choice::detailed("b", "Tasks", "4"), Choice::new("c", "Quotes")]/>
                        {buttons()}{fields()}{record()}{table()}{states()}
                    </main>
                </div>
                <nav class="frame-tabs" aria-label="Main, short">
                    <a class="frame-tab" href="#"><Icon glyph=Glyph::Home/><span>"Home"</span></a>
                    <a class="frame-tab" href="#" aria-current="page"><Icon glyph=Glyph::Board/><span>"Pipeline"</span></a>
                    <a class="frame-tab" href="#"><Icon glyph=Glyph::CheckCircle/><span>"Tasks"</span></a>
                    <a class="frame-tab" href="#"><Icon glyph=Glyph::Menu/><span>"More"</span></a>
                </nav>
            </div>
        }
        .to_html()
    });
    println!(
        r#"<!DOCTYPE html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Component kit</title><link rel="stylesheet" href="{css}"></head><body>{body}</body></html>"#
    );
}
