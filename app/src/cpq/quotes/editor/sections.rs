//! The head and the foot of a section in the grid: its title, its text, what its lines come to.

use super::grid::{add_in, focus_cell, focus_id};
use super::picking::{PickSection, is_whole};
use super::state::Editor;
use crate::boot::new_uuid;
use i18n::{k, money, per_charge, t, tf};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::cpq::quotes::sections::{
    SECTION_TITLE_LENGTH, drop_section, remove_section, step_section,
};
use shared::cpq::quotes::{Section, SectionTotals};
use shared::kernel::{Money, QuoteSectionId};
use ui::{Choice, Glyph, Icon, IconButton, MoveButtons, Select, Size, TextArea};

/// The id of a section's title.
pub fn title_id(id: QuoteSectionId) -> String {
    format!("section-title-{id}")
}

/// Puts the focus on the title of a section once it is on the page.
pub fn focus_title(editor: Editor, id: QuoteSectionId) {
    editor.bring_section(id);
    focus_id(title_id(id));
}

impl Editor {
    /// The section as it is now.
    pub fn section(&self, id: QuoteSectionId) -> Option<Section> {
        self.head.with(|head| {
            let mut sections = head.sections.iter();
            sections.find(|section| section.id == id).cloned()
        })
    }

    /// Changes a section.
    pub fn update_section(&self, id: QuoteSectionId, change: impl FnOnce(&mut Section)) {
        self.update_head(|head| {
            if let Some(section) = head.sections.iter_mut().find(|section| section.id == id) {
                change(section);
            }
        });
    }

    /// Adds a section at the end and goes to its title.
    pub fn add_section(&self) {
        let id = QuoteSectionId(new_uuid());
        self.update_head(|head| {
            head.sections.push(Section {
                id,
                title: String::new(),
                introduction: String::new(),
                subtotal: true,
            });
        });
        focus_title(*self, id);
    }

    /// Moves a section with its lines one place up or down.
    pub fn shift_section(&self, id: QuoteSectionId, down: bool) {
        let mut moved = false;
        self.head
            .update(|head| moved = step_section(&mut head.sections, id, down));
        if moved {
            self.moved_section(id);
        }
    }

    /// Moves a section with its lines to the place of another.
    pub fn drop_section(&self, id: QuoteSectionId, onto: QuoteSectionId) {
        let mut moved = false;
        self.head
            .update(|head| moved = drop_section(&mut head.sections, id, onto));
        if moved {
            self.moved_section(id);
        }
    }

    fn moved_section(&self, id: QuoteSectionId) {
        self.place(self.spots());
        focus_title(*self, id);
        let place = self.head.with_untracked(|head| {
            let at = head.sections.iter().position(|section| section.id == id);
            at.map_or(0, |at| at + 1)
        });
        self.announcer
            .say(tf(self.lang, k::cpq::sections::MOVED, &[("n", &place)]));
    }

    /// Takes a section away, with a way back; its lines stay.
    pub fn delete_section(&self, id: QuoteSectionId) {
        let before = self.spots();
        let mut spots = before.clone();
        let mut removed = None;
        self.head
            .update(|head| removed = remove_section(&mut spots, &mut head.sections, id));
        let Some((at, section)) = removed else {
            return;
        };
        self.place(spots);
        focus_id("add-section".to_owned());
        let editor = *self;
        self.toaster.undo(
            t(self.lang, k::cpq::sections::DELETED),
            t(self.lang, k::cpq::editor::UNDO),
            Callback::new(move |()| editor.bring_section_back(at, section.clone(), &before)),
        );
    }

    /// The section again, with those of its lines that are still there.
    fn bring_section_back(
        self,
        at: usize,
        section: Section,
        before: &[shared::cpq::quotes::sections::Spot],
    ) {
        let id = section.id;
        self.head.update(|head| {
            if head.sections.iter().all(|other| other.id != id) {
                let at = at.min(head.sections.len());
                head.sections.insert(at, section);
            }
        });
        let mut spots = self.spots();
        for spot in &mut spots {
            let was = before.iter().find(|other| other.line == spot.line);
            if was.is_some_and(|was| was.section == Some(id)) {
                spot.section = Some(id);
            }
        }
        self.place(spots);
        focus_title(self, id);
    }
}

/// The row above the lines of a section.
#[component]
pub fn SectionHead(editor: Editor, id: QuoteSectionId) -> impl IntoView {
    let lang = editor.lang;
    let section = Memo::new(move |_| editor.section(id));
    let title = Memo::new(move |_| section.with(|s| s.as_ref().map(|s| s.title.clone())));
    let introduction = Memo::new(move |_| {
        let text = section.with(|s| s.as_ref().map(|s| s.introduction.clone()));
        text.unwrap_or_default()
    });
    let title = move || title.get().unwrap_or_default();
    if !editor.editable {
        return view! {
            <tr class="quote-section" data-spot=format!("head:{id}")>
                <th scope="colgroup" colspan="9">
                    <span class="quote-section-title">{title}</span>
                    <span class="quote-text small muted">{introduction}</span>
                </th>
            </tr>
        }
        .into_any();
    }
    let writing = RwSignal::new(introduction.with_untracked(|text| !text.is_empty()));
    view! {
        <tr class="quote-section" data-spot=format!("head:{id}")>
            <th scope="colgroup" colspan="9">
                <div class="quote-section-bar">
                    <span class="quote-grip" data-drag=format!("head:{id}") title=t(lang, k::cpq::sections::DRAG)>
                        <Icon glyph=Glyph::Drag class="icon-sm"/>
                    </span>
                    <PickSection editor id/>
                    <input
                        class="quote-input quote-section-title"
                        id=title_id(id)
                        aria-label=t(lang, k::cpq::sections::TITLE)
                        placeholder=t(lang, k::cpq::sections::TITLE)
                        maxlength=SECTION_TITLE_LENGTH.to_string()
                        autocomplete="off"
                        value=title()
                        prop:value=title
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            editor.update_section(id, |section| section.title = text);
                        }
                        on:keydown=move |event: KeyboardEvent| follow_key(editor, id, &event)
                    />
                    <Tools editor id section writing/>
                </div>
                <Show when=move || writing.get()>
                    <Introduction editor id text=introduction.get_untracked()/>
                </Show>
            </th>
        </tr>
    }
    .into_any()
}

/// What the keyboard does in the title of a section.
fn follow_key(editor: Editor, id: QuoteSectionId, event: &KeyboardEvent) {
    let first = || {
        let rows = editor.rows.get_untracked();
        let mut rows = rows.into_iter();
        rows.find(|row| row.line.with_untracked(|line| line.section == Some(id)))
    };
    match event.key().as_str() {
        " " if event.shift_key() && is_whole(event) => editor.pick_section(id),
        "ArrowUp" if event.alt_key() => editor.shift_section(id, false),
        "ArrowDown" if event.alt_key() => editor.shift_section(id, true),
        "Enter" if !event.is_composing() => match first() {
            Some(row) => focus_cell(editor, 0, row.id),
            None => add_in(editor, id),
        },
        "ArrowDown" => match first() {
            Some(row) => focus_cell(editor, 0, row.id),
            None => return,
        },
        _ => return,
    }
    event.prevent_default();
}

/// What may be done with a section; `writing` says whether its introduction is open.
#[component]
fn Tools(
    editor: Editor,
    id: QuoteSectionId,
    section: Memo<Option<Section>>,
    writing: RwSignal<bool>,
) -> impl IntoView {
    let named = move |key| {
        Signal::derive(move || {
            let title = section.with(|s| s.as_ref().map(|s| s.title.clone()));
            tf(editor.lang, key, &[("title", &title.unwrap_or_default())])
        })
    };
    let stands = |end: fn(&[Section]) -> Option<&Section>| {
        Signal::derive(move || {
            editor
                .head
                .with(|head| end(&head.sections).is_some_and(|section| section.id == id))
        })
    };
    let (first, last) = (stands(<[Section]>::first), stands(<[Section]>::last));
    let subtotal = Signal::derive(move || {
        section.with(|section| section.as_ref().is_some_and(|section| section.subtotal))
    });
    let untold = move || {
        section.with_untracked(|section| {
            section
                .as_ref()
                .is_none_or(|section| section.introduction.is_empty())
        })
    };
    view! {
        <span class="quote-section-tools">
            <IconButton glyph=Glyph::Plus size=Size::Small label=named(k::cpq::sections::ADD_LINE) on_press=Callback::new(move |()| add_in(editor, id))/>
            <IconButton glyph=Glyph::FileText size=Size::Small label=named(k::cpq::sections::INTRODUCE) pressed=Signal::from(writing)
                on_press=Callback::new(move |()| {
                    // A text that is there is never hidden.
                    if untold() {
                        writing.update(|on| *on = !*on);
                    }
                })
            />
            <IconButton glyph=Glyph::Coins size=Size::Small label=named(k::cpq::sections::SHOW_SUBTOTAL) pressed=subtotal
                on_press=Callback::new(move |()| editor.update_section(id, |section| section.subtotal = !section.subtotal))/>
            <MoveButtons up=named(k::cpq::sections::UP) down=named(k::cpq::sections::DOWN) size=Size::Small first last
                on_move=Callback::new(move |up: bool| editor.shift_section(id, !up))/>
            <IconButton glyph=Glyph::Trash size=Size::Small label=named(k::cpq::sections::DELETE) on_press=Callback::new(move |()| editor.delete_section(id))/>
        </span>
    }
}

#[component]
fn Introduction(editor: Editor, id: QuoteSectionId, text: String) -> impl IntoView {
    let value = RwSignal::new(text);
    view! {
        <div class="quote-section-text">
            <TextArea
                id=format!("section-introduction-{id}")
                label=t(editor.lang, k::cpq::sections::INTRODUCTION)
                value
                rows=2
                on_commit=Callback::new(move |text: String| {
                    editor.update_section(id, |section| section.introduction = text.trim().to_owned());
                })
            />
        </div>
    }
}

/// The row under the lines of a section.
#[component]
pub fn SectionFoot(editor: Editor, id: QuoteSectionId) -> impl IntoView {
    let lang = editor.lang;
    let totals = Memo::new(move |_| {
        editor.subtotals.with(|all| {
            let mut all = all.iter();
            all.find(|totals| totals.section == Some(id)).copied()
        })
    });
    let printed = Memo::new(move |_| editor.section(id).is_some_and(|section| section.subtotal));
    let amounts = move || {
        let currency = editor.head.with(|head| head.currency);
        let parts = totals.get().unwrap_or_default().parts();
        let shown = parts.into_iter().map(|(charge, minor)| {
            per_charge(lang, charge, &money(lang, Money::new(minor, currency)))
        });
        shown.collect::<Vec<_>>().join(" · ")
    };
    let empty = move || {
        let totals: SectionTotals = totals.get().unwrap_or_default();
        totals.lines == 0 && totals.options == 0
    };
    let label = move || {
        let key = if printed.get() {
            k::cpq::sections::SUBTOTAL
        } else {
            k::cpq::sections::SUBTOTAL_HIDDEN
        };
        t(lang, key)
    };
    view! {
        <tr class="quote-foot" data-spot=format!("foot:{id}") data-subtotal=id.to_string()>
            <td colspan="9">
                <div class="quote-foot-bar">
                    <Show when=empty>
                        <span class="muted tiny">{t(lang, k::cpq::sections::EMPTY)}</span>
                    </Show>
                    <span class="quote-foot-sum">
                        <span class="muted small">{label}</span> " "
                        <strong class="num" data-amount="">{amounts}</strong>
                    </span>
                </div>
            </td>
        </tr>
    }
}

/// In which section a line stands, for who neither drags nor uses the keys.
#[component]
pub fn SectionSelect(editor: Editor, id: shared::kernel::QuoteLineId) -> impl IntoView {
    let lang = editor.lang;
    let some = Memo::new(move |_| editor.head.with(|head| !head.sections.is_empty()));
    let own = editor.section_of(id).map(|section| section.to_string());
    let value = RwSignal::new(own.unwrap_or_default());
    let options = Signal::derive(move || {
        editor.head.with(|head| {
            let sections = head.sections.iter();
            let named = sections.map(|section| Choice::new(section.id.to_string(), &section.title));
            named.collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || some.get()>
            <Select
                id="line-section"
                label=t(lang, k::cpq::sections::SECTION)
                value
                options
                placeholder=t(lang, k::cpq::sections::BEFORE_FIRST).to_owned()
                on_commit=Callback::new(move |chosen: String| {
                    let to = shared::cpq::quotes::sections::DropAt::End(chosen.parse().ok());
                    editor.drop_line(id, to);
                })
            />
        </Show>
    }
}
