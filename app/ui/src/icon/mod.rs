//! Icons: hand-drawn strokes on a grid of 20, inlined in the page and always decorative (the name
//! of a control is its text or its `aria-label`).

use leptos::prelude::*;

macro_rules! glyphs {
    ($($name:ident => $body:literal),+ $(,)?) => {
        /// A drawing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph { $($name),+ }

        impl Glyph {
            /// Every drawing, for the gallery.
            pub const ALL: &[Glyph] = &[$(Glyph::$name),+];

            /// How its lines are drawn is in the style sheet: a page has hundreds of them.
            const fn svg(self) -> &'static str {
                match self { $(Glyph::$name => concat!(r#"<svg viewBox="0 0 20 20">"#, $body, "</svg>")),+ }
            }
        }
    };
}

glyphs! {
    Home => r#"<path d="m3 9.5 7-6 7 6M5 8v8.5h10V8M8.5 16.5V12h3v4.5"/>"#,
    Board => r#"<rect x="3" y="4" width="3.75" height="12" rx="1"/><rect x="8.1" y="4" width="3.75" height="7.5" rx="1"/><rect x="13.25" y="4" width="3.75" height="10" rx="1"/>"#,
    List => r#"<path d="M7.5 5.5h9M7.5 10h9M7.5 14.5h9M3.75 5.5h.01M3.75 10h.01M3.75 14.5h.01"/>"#,
    Table => r#"<rect x="3" y="4" width="14" height="12" rx="1.5"/><path d="M3 8h14M3 12h14M8 8v8"/>"#,
    Target => r#"<circle cx="10" cy="10" r="6.75"/><circle cx="10" cy="10" r="3"/><path d="M10 10h.01"/>"#,
    Building => r#"<path d="M4.5 17V4.5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1V17M12.5 8h2a1 1 0 0 1 1 1v8M3 17h14M7 7h3M7 10h3M7 13h3"/>"#,
    Person => r#"<circle cx="10" cy="6.75" r="3"/><path d="M4 16.5c.6-3 3-4.75 6-4.75s5.4 1.75 6 4.75"/>"#,
    Users => r#"<circle cx="7.5" cy="7" r="2.75"/><path d="M2.5 16c.5-2.8 2.4-4.25 5-4.25s4.5 1.45 5 4.25M12.75 4.5a2.75 2.75 0 0 1 0 5M14.5 12.2c1.7.5 2.7 1.8 3 3.8"/>"#,
    Check => r#"<path d="m4.5 10.5 3.5 3.5 7.5-8"/>"#,
    CheckCircle => r#"<circle cx="10" cy="10" r="6.75"/><path d="m7 10.2 2.1 2.1L13 8"/>"#,
    Circle => r#"<circle cx="10" cy="10" r="6.75"/>"#,
    XCircle => r#"<circle cx="10" cy="10" r="6.75"/><path d="m7.75 7.75 4.5 4.5M12.25 7.75l-4.5 4.5"/>"#,
    Calendar => r#"<rect x="3.25" y="4.5" width="13.5" height="12" rx="1.5"/><path d="M3.25 8.25h13.5M6.75 3v3M13.25 3v3"/>"#,
    FileText => r#"<path d="M11.5 3H6c-.7 0-1.25.55-1.25 1.25v11.5C4.75 16.45 5.3 17 6 17h8c.7 0 1.25-.55 1.25-1.25v-9zM11.5 3v3.75h3.75M7.5 10.25h5M7.5 13.25h5"/>"#,
    Chart => r#"<path d="M3.5 3.5v13h13M7 13v-3M10.5 13V6.5M14 13V9"/>"#,
    Trend => r#"<path d="m3.5 13.5 4-4.5 3 2.5 5.5-6.5M12.5 5H16v3.5"/>"#,
    Upload => r#"<path d="M10 13V4M6.5 7.25 10 3.75l3.5 3.5M3.75 12.5v2.75c0 .7.55 1.25 1.25 1.25h10c.7 0 1.25-.55 1.25-1.25V12.5"/>"#,
    Download => r#"<path d="M10 4v9M6.5 9.75l3.5 3.5 3.5-3.5M3.75 13v2.25c0 .7.55 1.25 1.25 1.25h10c.7 0 1.25-.55 1.25-1.25V13"/>"#,
    Settings => r#"<path d="M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7"/><circle cx="12.5" cy="6" r="1.9"/><circle cx="7.5" cy="14" r="1.9"/>"#,
    Shield => r#"<path d="M10 3 4.5 5v4.5c0 3.5 2.2 6 5.5 7.5 3.3-1.5 5.5-4 5.5-7.5V5z"/>"#,
    Search => r#"<circle cx="9" cy="9" r="5"/><path d="m12.75 12.75 3.75 3.75"/>"#,
    Plus => r#"<path d="M10 4.5v11M4.5 10h11"/>"#,
    Minus => r#"<path d="M4.5 10h11"/>"#,
    X => r#"<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>"#,
    ChevronDown => r#"<path d="M5.5 8 10 12.5 14.5 8"/>"#,
    ChevronUp => r#"<path d="M5.5 12 10 7.5l4.5 4.5"/>"#,
    ChevronRight => r#"<path d="M8 5.5 12.5 10 8 14.5"/>"#,
    ChevronLeft => r#"<path d="M12 5.5 7.5 10l4.5 4.5"/>"#,
    More => r#"<path stroke-width="2.2" d="M5 10h.01M10 10h.01M15 10h.01"/>"#,
    Menu => r#"<path d="M3.5 6h13M3.5 10h13M3.5 14h13"/>"#,
    Drag => r#"<path stroke-width="2" d="M7.5 5.5h.01M12.5 5.5h.01M7.5 10h.01M12.5 10h.01M7.5 14.5h.01M12.5 14.5h.01"/>"#,
    Phone => r#"<path d="M6.2 3.5H4.6c-.7 0-1.2.6-1.1 1.3.7 6 5.4 10.8 11.5 11.6.7.1 1.3-.4 1.3-1.1v-2.1c0-.5-.4-1-.9-1.1l-2.3-.6c-.4-.1-.9 0-1.2.4l-.9 1.1a10 10 0 0 1-4.1-4.1l1.1-.9c.4-.3.5-.8.4-1.2l-.6-2.3c-.1-.6-.6-1-1.1-1z"/>"#,
    Mail => r#"<rect x="3" y="4.75" width="14" height="10.5" rx="1.5"/><path d="m3.5 6 6.5 5 6.5-5"/>"#,
    Video => r#"<rect x="2.75" y="5.5" width="10" height="9" rx="1.5"/><path d="m12.75 9 4.5-2.5v7l-4.5-2.5"/>"#,
    Note => r#"<path d="M4 4.75c0-.7.55-1.25 1.25-1.25h9.5c.7 0 1.25.55 1.25 1.25v7l-4.25 4.75h-6.5C4.55 16.5 4 15.95 4 15.25zM16 11.75h-3c-.7 0-1.25.55-1.25 1.25v3.5"/>"#,
    Clock => r#"<circle cx="10" cy="10" r="6.75"/><path d="M10 6.25V10l2.5 1.75"/>"#,
    Hourglass => r#"<path d="M6 3.5h8M6 16.5h8M7 3.5v2.75C7 8 8 9 10 10c2-1 3-2 3-3.75V3.5M7 16.5v-2.75C7 12 8 11 10 10c2 1 3 2 3 3.75v2.75"/>"#,
    History => r#"<path d="M4 10a6 6 0 1 0 2-4.5L4 7.25M4 3.75v3.5h3.5M10 6.75V10l2.25 1.5"/>"#,
    Alert => r#"<path d="M10 3.75 2.75 16.25h14.5zM10 8.25v3.5M10 14h.01"/>"#,
    Info => r#"<circle cx="10" cy="10" r="6.75"/><path d="M10 9.25v4M10 6.75h.01"/>"#,
    Help => r#"<circle cx="10" cy="10" r="6.75"/><path d="M8 8a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.45M10 13.75h.01"/>"#,
    Flag => r#"<path d="M5 17V3.75M5 4.25c3-1.5 6 1.5 10 0v7c-4 1.5-7-1.5-10 0"/>"#,
    Lock => r#"<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>"#,
    Undo => r#"<path d="M7 5 3.75 8.25 7 11.5M4 8.25h7.75a4 4 0 0 1 0 8H8"/>"#,
    Refresh => r#"<path d="M16 8.5A6.25 6.25 0 0 0 5 6L3.5 7.75M3.5 4v3.75h3.75M4 11.5A6.25 6.25 0 0 0 15 14l1.5-1.75M16.5 16v-3.75h-3.75"/>"#,
    Trash => r#"<path d="M4 5.75h12M8 5.75V4.5c0-.55.45-1 1-1h2c.55 0 1 .45 1 1v1.25M5.5 5.75l.6 9.6c.05.65.6 1.15 1.25 1.15h5.3c.65 0 1.2-.5 1.25-1.15l.6-9.6M8.5 9v4.5M11.5 9v4.5"/>"#,
    Edit => r#"<path d="m12.5 4.5 3 3L7 16H4v-3zM10.5 6.5l3 3"/>"#,
    Filter => r#"<path d="M3.5 5.5h13M6 10h8M8.5 14.5h3"/>"#,
    Funnel => r#"<path d="M3.5 4.5h13L12 10v5l-4 1.75V10z"/>"#,
    Sort => r#"<path d="M6.5 4v12l-2.75-2.75M6.5 16l2.75-2.75M13.5 16V4l-2.75 2.75M13.5 4l2.75 2.75"/>"#,
    Sun => r#"<circle cx="10" cy="10" r="3.25"/><path d="M10 2.75v1.5M10 15.75v1.5M2.75 10h1.5M15.75 10h1.5M4.9 4.9l1 1M14.1 14.1l1 1M4.9 15.1l1-1M14.1 5.9l1-1"/>"#,
    Moon => r#"<path d="M16 11.6A6.3 6.3 0 0 1 8.4 4a6.3 6.3 0 1 0 7.6 7.6z"/>"#,
    Monitor => r#"<rect x="3" y="4" width="14" height="9.5" rx="1.5"/><path d="M7.5 16.5h5M10 13.5v3"/>"#,
    Globe => r#"<circle cx="10" cy="10" r="6.75"/><path d="M3.25 10h13.5M10 3.25c2 2 2.75 4.25 2.75 6.75S12 14.75 10 16.75c-2-2-2.75-4.25-2.75-6.75S8 5.25 10 3.25z"/>"#,
    Bell => r#"<path d="M5 13.75c1-1 1.25-2.25 1.25-5.25a3.75 3.75 0 0 1 7.5 0c0 3 .25 4.25 1.25 5.25zM8.5 16.25c.4.5.9.75 1.5.75s1.1-.25 1.5-.75"/>"#,
    ArrowUp => r#"<path d="M10 16V4M5.5 8.5 10 4l4.5 4.5"/>"#,
    ArrowDown => r#"<path d="M10 4v12M5.5 11.5 10 16l4.5-4.5"/>"#,
    ArrowLeft => r#"<path d="M16 10H4M8.5 5.5 4 10l4.5 4.5"/>"#,
    ArrowRight => r#"<path d="M4 10h12M11.5 5.5 16 10l-4.5 4.5"/>"#,
    ArrowUpRight => r#"<path d="m6 14 8-8M7.5 6H14v6.5"/>"#,
    Move => r#"<path d="M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3"/>"#,
    Send => r#"<path d="M16.5 3.5 3.5 8.5l5 2.5 2.5 5.5zM16.5 3.5l-8 7.5"/>"#,
    Trophy => r#"<path d="M6.5 3.5h7v5a3.5 3.5 0 0 1-7 0zM6.5 5H3.75v1A2.75 2.75 0 0 0 6.5 8.75M13.5 5h2.75v1a2.75 2.75 0 0 1-2.75 2.75M10 12v2.5M7 16.5h6M8 16.5c0-1.2.8-2 2-2s2 .8 2 2"/>"#,
    Star => r#"<path d="m10 3.5 2 4.2 4.6.6-3.4 3.2.9 4.6-4.1-2.2-4.1 2.2.9-4.6-3.4-3.2 4.6-.6z"/>"#,
    Tag => r#"<path d="M3.5 4.75v4.4c0 .35.15.65.4.9l6.2 6.2c.5.5 1.3.5 1.8 0l4.35-4.35c.5-.5.5-1.3 0-1.8l-6.2-6.2a1.3 1.3 0 0 0-.9-.4h-4.4c-.7 0-1.25.55-1.25 1.25zM7 7h.01"/>"#,
    Box => r#"<path d="M10 3 3.75 6.25v7.5L10 17l6.25-3.25v-7.5zM3.75 6.25 10 9.5l6.25-3.25M10 9.5V17"/>"#,
    Coins => r#"<circle cx="10" cy="10" r="6.75"/><path d="M12.25 7.4a3.1 3.1 0 1 0 0 5.2M6.25 9.2h4M6.25 10.8h4"/>"#,
    Percent => r#"<path d="M15 5 5 15"/><circle cx="6.25" cy="6.25" r="1.75"/><circle cx="13.75" cy="13.75" r="1.75"/>"#,
    Link => r#"<path d="M8.5 11.5a3 3 0 0 0 4.25 0l2.5-2.5A3 3 0 0 0 11 4.75l-1 1M11.5 8.5a3 3 0 0 0-4.25 0L4.75 11A3 3 0 0 0 9 15.25l1-1"/>"#,
    Copy => r#"<rect x="7" y="7" width="9.5" height="9.5" rx="1.5"/><path d="M13 7V4.75c0-.7-.55-1.25-1.25-1.25h-7c-.7 0-1.25.55-1.25 1.25v7c0 .7.55 1.25 1.25 1.25H7"/>"#,
    Eye => r#"<path d="M2.75 10S5.5 5 10 5s7.25 5 7.25 5-2.75 5-7.25 5-7.25-5-7.25-5z"/><circle cx="10" cy="10" r="2.25"/>"#,
    Logout => r#"<path d="M8 3.5H5c-.7 0-1.25.55-1.25 1.25v10.5c0 .7.55 1.25 1.25 1.25h3M12.5 6.5 16 10l-3.5 3.5M16 10H7.5"/>"#,
    Keyboard => r#"<rect x="2.5" y="5" width="15" height="10" rx="1.5"/><path d="M5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M5.5 10.25h.01M8.5 10.25h.01M11.5 10.25h.01M14.5 10.25h.01M7.5 12.5h5"/>"#,
    Database => r#"<ellipse cx="10" cy="5.5" rx="5.75" ry="2.25"/><path d="M4.25 5.5v9c0 1.25 2.6 2.25 5.75 2.25s5.75-1 5.75-2.25v-9M4.25 10c0 1.25 2.6 2.25 5.75 2.25s5.75-1 5.75-2.25"/>"#,
    Offline => r#"<path d="M3 3l14 14M5.5 10.5c.9-.75 1.9-1.25 3-1.5M12.5 9.4c.7.3 1.4.65 2 1.1M3 7.5c1-.85 2.05-1.5 3.2-1.95M9 4.9c2.85-.2 5.75.65 8 2.6M8 13.25c1.2-1 2.8-1 4 0M10 16h.01"/>"#,
}

/// A drawing of 1.25 em (20 px beside text of 16 px), coloured like the text around it.
#[component]
pub fn Icon(
    glyph: Glyph,
    /// Extra classes.
    #[prop(optional, into)]
    class: &'static str,
) -> impl IntoView {
    let svg = glyph.svg();
    let class = if class.is_empty() {
        "icon".to_owned()
    } else {
        format!("icon {class}")
    };
    view! { <span class=class aria-hidden="true" inner_html=svg></span> }
}

#[cfg(test)]
mod tests {
    use super::Glyph;

    #[test]
    fn what_the_style_sheet_draws_is_the_same_drawing() {
        let sheet = include_str!("style.css");
        for (class, glyph) in [
            (".drawn-edit", Glyph::Edit),
            (".drawn-move", Glyph::Move),
            (".drawn-drag", Glyph::Drag),
        ] {
            let (_, rule) = sheet.split_once(class).unwrap_or_default();
            let (rule, _) = rule.split_once('}').unwrap_or_default();
            let (_, lines) = glyph.svg().split_once('>').unwrap_or_default();
            let lines = lines.replace('"', "'");
            let lines = lines.replace('<', "%3C").replace('>', "%3E");
            assert!(rule.contains(&lines), "{class}: {lines}");
        }
    }

    #[test]
    fn a_drawing_says_nothing_the_style_sheet_says() {
        for glyph in Glyph::ALL {
            let (head, _) = glyph.svg().split_once('>').unwrap_or_default();
            assert_eq!(head, r#"<svg viewBox="0 0 20 20""#, "{glyph:?}");
        }
    }
}
