//! What every list of files has alike: files that are chosen or dropped and sent one after the other, and the
//! line of a file.

use super::reading::read;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::shell::focus_on;
use i18n::{Lang, bytes, issue_text, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::files::{ACCEPT, FILE_BYTES, FileKind, TITLE_LENGTH};
use std::fmt::Display;
use ui::{Glyph, Icon, Progress, Toaster, use_toaster};

/// How far the chosen files are.
#[derive(Clone, PartialEq, Eq)]
struct Sending {
    /// The name of the one on its way.
    name: String,
    /// Which of them it is, from 1.
    place: usize,
    /// How many there are.
    count: usize,
}

/// Chosen files on their way. Cheap to copy; an answer may come when the page is gone.
#[derive(Clone, Copy)]
pub(crate) struct Arriving {
    /// What was not taken, and why.
    refused: RwSignal<Vec<(String, String)>>,
    sending: RwSignal<Option<Sending>>,
    lang: Lang,
    toaster: Toaster,
}

/// Nothing is on its way yet.
pub(crate) fn use_arriving() -> Arriving {
    Arriving {
        refused: RwSignal::new(Vec::new()),
        sending: RwSignal::new(None),
        lang: use_lang(),
        toaster: use_toaster(),
    }
}

impl Arriving {
    /// Hands the chosen files to `send` one after the other, each with its name and its bytes in Base64; one that
    /// is refused does not keep the others.
    pub(crate) fn add(
        self,
        input: &web_sys::HtmlInputElement,
        send: impl AsyncFn(String, String) -> Result<(), Fault> + 'static,
    ) {
        let Some(list) = input.files() else { return };
        let chosen: Vec<web_sys::File> = (0..list.length()).filter_map(|n| list.get(n)).collect();
        self.refused.set(Vec::new());
        spawn_local(async move {
            let count = chosen.len();
            let mut added = 0;
            for (place, file) in (1..).zip(chosen) {
                let name = file.name();
                let sending = Sending {
                    name: name.clone(),
                    place,
                    count,
                };
                let _ = self.sending.try_set(Some(sending));
                let taken = match read(&file).await {
                    Ok((file_name, content)) => send(file_name, content)
                        .await
                        .map_err(|fault| why(self.lang, &fault)),
                    Err(issue) => Err(issue_text(self.lang, &issue)),
                };
                match taken {
                    Ok(()) => added += 1,
                    Err(why) => {
                        let _ = self.refused.try_update(|all| all.push((name, why)));
                    }
                }
            }
            let _ = self.sending.try_set(None);
            if added > 0 {
                let said = tn(self.lang, k::files::ADDED, added, &[]);
                self.toaster.success(said);
            }
        });
    }
}

/// Why something about a file was refused.
pub(super) fn why(lang: Lang, fault: &Fault) -> String {
    match fault.0.issues.first() {
        Some(issue) => issue_text(lang, issue),
        None => problem_text(lang, &fault.0),
    }
}

/// The place to drop files on; the browser's own file input covers it, so that dropping, clicking and the
/// keyboard all work.
#[component]
pub(crate) fn DropPlace<F>(
    /// Ids begin with it.
    id: &'static str,
    arriving: Arriving,
    /// What may be added: a text with `{files}` and `{size}`.
    hint: i18n::Key,
    /// Most files.
    most: usize,
    /// Adds what was chosen.
    choose: F,
) -> impl IntoView
where
    F: Fn(&web_sys::HtmlInputElement) + 'static,
{
    let lang = arriving.lang;
    let size = bytes(lang, i64::try_from(FILE_BYTES).unwrap_or(i64::MAX));
    let values: [(&str, &dyn Display); 2] = [("files", &most), ("size", &size)];
    let hint = tf(lang, hint, &values);
    let (hint_id, refused_id) = (format!("{id}-hint"), format!("{id}-refused"));
    let wrong = move || arriving.refused.with(|all| !all.is_empty());
    view! {
        <div class="file-drop">
            <Icon glyph=Glyph::Upload />
            <p class="medium">{t(lang, k::files::DROP)}</p>
            <p class="small muted" id=hint_id.clone()>{hint}</p>
            <input
                id=format!("{id}-input")
                class="file-input"
                type="file"
                multiple
                accept=ACCEPT
                aria-label=t(lang, k::files::ADD)
                aria-describedby=format!("{hint_id} {refused_id}")
                aria-invalid=move || wrong().then_some("true")
                disabled=move || arriving.sending.with(Option::is_some)
                on:change=move |event| {
                    let input: web_sys::HtmlInputElement = event_target(&event);
                    choose(&input);
                    input.set_value("");
                }
            />
        </div>
        <div role="status">
            {move || arriving.sending.get().map(|sending| progress(lang, sending))}
        </div>
        <div role="alert">
            <ul class="files-refused field-error" id=refused_id>
                {move || {
                    arriving
                        .refused
                        .get()
                        .into_iter()
                        .map(|(name, why)| view! { <li><span class="strong">{name}</span> " — " {why}</li> })
                        .collect_view()
                }}
            </ul>
        </div>
    }
}

fn progress(lang: Lang, sending: Sending) -> impl IntoView {
    let Sending { name, place, count } = sending;
    let values: [(&str, &dyn Display); 3] = [("name", &name), ("n", &place), ("count", &count)];
    let label = tf(lang, k::files::ADDING, &values);
    #[allow(clippy::cast_precision_loss, reason = "a few files")]
    let done = (count > 1).then(|| (place - 1) as f64 * 100.0 / count as f64);
    view! {
        <p class="small muted">{label.clone()}</p>
        <Progress label done=Signal::stored(done) />
    }
}

/// Shows a list anew: whoever stood on something of it stands on what has the same id afterwards, or, where that is
/// gone, on the place to add files of `list`.
pub(crate) fn keep_place(list: &str, show: impl FnOnce()) {
    let stood = document().active_element().map(|element| element.id());
    show();
    let Some(stood) = stood.filter(|id| id.starts_with("file-")) else {
        return;
    };
    let adding = format!("{list}-input");
    request_animation_frame(move || {
        // A row that is drawn where another one stood keeps the focus of that one.
        let elsewhere = document().active_element().is_some_and(|element| {
            let id = element.id();
            id == stood || (element.tag_name() != "BODY" && !id.starts_with("file-"))
        });
        if elsewhere {
            return;
        }
        let there = document().get_element_by_id(&stood).is_some();
        focus_on(if there { &stood } else { &adding });
    });
}

/// What a file is called, where it may be called something else.
pub(crate) fn title_field(
    lang: Lang,
    id: uuid::Uuid,
    title: String,
    rename: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <input
            class="input"
            id=format!("file-title-{id}")
            aria-label=tf(lang, k::files::NAME, &[("name", &title)])
            maxlength=TITLE_LENGTH.to_string()
            prop:value=title.clone()
            value=title
            on:change=move |event| rename(event_target_value(&event))
        />
    }
    .into_any()
}

/// The line of a file: what it is called, the way to save it, what else is said of it, what may be done.
#[component]
pub(crate) fn FileLine(
    title: AnyView,
    /// Where its bytes are.
    href: String,
    file_name: String,
    kind: FileKind,
    size: i64,
    actions: AnyView,
    children: Children,
) -> impl IntoView {
    let about = format!("{} · {}", kind.label(), bytes(use_lang(), size));
    view! {
        <li class="ruled-line file-line">
            <Icon glyph=Glyph::FileText />
            <div class="file-line-text">
                {title}
                <span class="small muted">
                    <a href=href rel="external" download=file_name.clone()>{file_name.clone()}</a>
                    " · " {about}
                </span>
                {children()}
            </div>
            {actions}
        </li>
    }
}
