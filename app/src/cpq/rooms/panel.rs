//! The card: a link for each recipient, what was read and when, questions with their answers.

use super::api;
use super::typed::TypedAnswer;
use crate::boot::{new_uuid, now, use_lang, use_session};
use crate::live;
use crate::routes;
use crate::shell::{DialogForm, DialogOf, ReadCard};
use i18n::{Key, Lang, date_time, k, problem_text, relative_time, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::rooms::ops::{AnswerRoom, CloseRoom, GetRooms, OpenRoom};
use shared::cpq::rooms::{Message, Room, RoomPart, RoomsView, Signature, SlideName};
use shared::kernel::{QuoteId, Zone};
use std::collections::BTreeSet;
use ui::{
    Badge, Button, Glyph, Icon, IconButton, LinkButton, Size, Tell, TextArea, TextInput, Toaster,
    Tone, Variant, use_toaster,
};
use uuid::Uuid;

/// The link just made: of which quote, for whom, its address. It is told once and must outlive the
/// readings of the quote that follow.
#[derive(Clone, Copy)]
struct MadeLink(RwSignal<Option<(QuoteId, String, String)>>);

/// Keeps the link just made and the answer being typed for as long as the page is open; called by the page.
pub fn keep_made_links() {
    provide_context(MadeLink(RwSignal::new(None)));
    provide_context(TypedAnswer::new());
}

/// The rooms of one quote and what may be done to them. Cheap to copy.
#[derive(Clone, Copy)]
struct Rooms {
    id: QuoteId,
    view: RwSignal<RoomsView>,
    made: MadeLink,
    busy: RwSignal<bool>,
    /// The link somebody is about to close.
    closing: RwSignal<Option<Closing>>,
    lang: Lang,
    toaster: Toaster,
}

/// Which link, and whose.
#[derive(Clone)]
struct Closing {
    room_id: Uuid,
    recipient: String,
}

impl Rooms {
    fn read_again(self) {
        spawn_local(async move {
            // Without an answer the card stays as it is; the next event asks again.
            if let Ok(view) = api::get(GetRooms { id: self.id }).await {
                let _ = self.view.try_set(view);
            }
        });
    }

    fn open(self, recipient: String, email: String, done: Callback<()>) {
        self.busy.set(true);
        spawn_local(async move {
            let request = OpenRoom {
                id: self.id,
                room_id: new_uuid(),
                recipient: recipient.clone(),
                email,
            };
            let answer = api::open(request).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(opened) => {
                    let origin = window().location().origin().unwrap_or_default();
                    let address = format!("{origin}{}", opened.path);
                    let _ = self.made.0.try_set(Some((self.id, recipient, address)));
                    let _ = self.view.try_set(opened.view);
                    done.tell(());
                }
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
        });
    }

    fn close(self, room_id: Uuid) {
        spawn_local(async move {
            match api::close(CloseRoom {
                id: self.id,
                room_id,
            })
            .await
            {
                Ok(view) => {
                    let _ = self.view.try_set(view);
                }
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
        });
    }

    fn answer(self, text: String, done: Callback<()>) {
        self.busy.set(true);
        spawn_local(async move {
            let request = AnswerRoom {
                id: self.id,
                message_id: new_uuid(),
                text,
            };
            let answer = api::answer(request).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(view) => {
                    let _ = self.view.try_set(view);
                    self.toaster.success(t(self.lang, k::room::panel::ANSWERED));
                    done.tell(());
                }
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
        });
    }
}

/// The card below a quote.
#[component]
pub fn RoomsPanel(id: QuoteId) -> impl IntoView {
    let rooms = Resource::new(move || id, |id| api::get(GetRooms { id }));
    view! {
        <ReadCard id="deal-room" title=k::room::panel::TITLE of=rooms lines=3 let(view)>
            <Loaded view />
        </ReadCard>
    }
}

#[component]
fn Loaded(view: RoomsView) -> impl IntoView {
    let lang = use_lang();
    let rooms = Rooms {
        id: view.quote_id,
        view: RwSignal::new(view),
        made: use_context().unwrap_or_else(|| MadeLink(RwSignal::new(None))),
        busy: RwSignal::new(false),
        closing: RwSignal::new(None),
        lang,
        toaster: use_toaster(),
    };
    live::on_event(move |event| {
        if event.is_none_or(|event| event.id == rooms.id.0) {
            rooms.read_again();
        }
    });
    let may_open = move || rooms.view.with(|view| view.may_open);
    let empty = move || {
        rooms
            .view
            .with(|view| view.rooms.is_empty() && !view.may_open)
    };
    view! {
        <div class="stack">
            {move || signed(lang, rooms)}
            <Show when=empty>
                <p class="muted">{t(lang, k::room::panel::NOT_YET)}</p>
            </Show>
            <ul class="ruled-list">
                {move || rooms.view.get().rooms.into_iter().map(|room| row(lang, rooms, room)).collect_view()}
            </ul>
            {move || made(lang, rooms)}
            <Show when=may_open>
                <NewLink rooms />
            </Show>
            <Questions rooms />
            <CloseDialog rooms />
        </div>
    }
}

/// Asks before a link is closed: its address was told once, and nobody can open it again.
#[component]
fn CloseDialog(rooms: Rooms) -> impl IntoView {
    let lang = rooms.lang;
    let title = move |closing: &Closing| {
        tf(
            lang,
            k::room::panel::CLOSE_TITLE,
            &[("recipient", &closing.recipient)],
        )
    };
    let leave = Callback::new(move |()| rooms.closing.set(None));
    view! {
        <DialogOf id="close-room" of=rooms.closing title let(closing)>
            <DialogForm
                send=move || {
                    rooms.closing.set(None);
                    rooms.close(closing.room_id);
                }
                leave
                label=k::room::panel::CLOSE_DO
            >
                <div class="dialog-body">
                    <p>{t(lang, k::room::panel::CLOSE_TEXT)}</p>
                </div>
            </DialogForm>
        </DialogOf>
    }
}

fn signed(lang: Lang, rooms: Rooms) -> Option<impl IntoView> {
    let view = rooms.view.get();
    let id = view.quote_id;
    let signed = view.signature?;
    let zone = use_session().actor.zone;
    let when = date_time(lang, zone.local(signed.signature.at));
    let text = tf(
        lang,
        k::room::panel::SIGNED,
        &[("name", &signed.signature.name), ("when", &when)],
    );
    let (tone, proof) = if signed.intact {
        (Tone::Success, k::room::proof::INTACT)
    } else {
        (Tone::Danger, k::room::proof::BROKEN)
    };
    Some(view! {
        <div class="deal-room-signed">
            <Badge text tone icon=Glyph::Check />
            {chosen(lang, &signed.signature).map(|text| view! { <p class="small" data-chosen="">{text}</p> })}
            <p class="small muted">{t(lang, proof)}</p>
            <p>
                <LinkButton
                    label=t(lang, k::room::proof::DOWNLOAD)
                    icon=Glyph::FileText
                    size=Size::Small
                    href=routes::quote_certificate(id)
                    attr:target="_blank"
                    attr:rel="external"
                />
            </p>
        </div>
    })
}

/// What the customer chose, as it was signed: options, alternatives, quantities.
fn chosen(lang: Lang, record: &Signature) -> Option<String> {
    let quantities = i18n::signed_quantities(lang, &record.quantities);
    let names = record.options.iter().chain(&record.alternatives).cloned();
    let all: Vec<String> = names.chain(quantities).collect();
    let joined = all.join(" · ");
    (!joined.is_empty()).then(|| tf(lang, k::room::panel::CHOSEN, &[("what", &joined)]))
}

fn part_name(lang: Lang, part: RoomPart) -> &'static str {
    Key::by_name(&format!("room.part.{}", part.code())).map_or("", |key| t(lang, key))
}

/// Which places of a part were looked at.
fn places(room: &Room, part: RoomPart) -> BTreeSet<u32> {
    let visits = room.visits.iter().filter(|visit| visit.part == part);
    visits.filter_map(|visit| visit.slide).collect()
}

/// Which files were downloaded, by their titles.
fn downloaded(lang: Lang, rooms: Rooms, room: &Room) -> Option<String> {
    let seen = places(room, RoomPart::Attachment);
    rooms.view.with_untracked(|view| {
        let named = (1_u32..).zip(&view.files);
        let names: Vec<&str> = named
            .filter(|(place, _)| seen.contains(place))
            .map(|(_, title)| title.as_str())
            .collect();
        let (n, of) = (names.len(), view.files.len());
        let names = names.join(" · ");
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("n", &n), ("of", &of), ("names", &names)];
        (n > 0).then(|| tf(lang, k::room::panel::FILES, &values))
    })
}

/// Which slides of the presentation were looked at, by their names.
fn looked_at(lang: Lang, rooms: Rooms, room: &Room) -> Option<String> {
    let seen = places(room, RoomPart::Presentation);
    if seen.is_empty() {
        return None;
    }
    rooms.view.with_untracked(|view| {
        let named = (1_u32..).zip(&view.slides);
        let names: Vec<String> = named
            .filter(|(place, _)| seen.contains(place))
            .map(|(_, slide)| slide_name(lang, slide))
            .collect();
        let (n, of) = (names.len(), view.slides.len());
        let names = names.join(" · ");
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("n", &n), ("of", &of), ("names", &names)];
        Some(tf(lang, k::room::panel::SLIDES, &values))
    })
}

fn slide_name(lang: Lang, slide: &SlideName) -> String {
    let name = if slide.title.is_empty() {
        let key = Key::by_name(&format!("room.slides.kind.{}", slide.kind.code()));
        key.map_or("", |key| t(lang, key))
    } else {
        slide.title.as_str()
    };
    match slide.part {
        (_, 1) => name.to_owned(),
        (part, of) => format!("{name} {part}/{of}"),
    }
}

/// A recipient, what they read last, and each part they have read with the time.
fn row(lang: Lang, rooms: Rooms, room: Room) -> AnyView {
    let zone: Zone = use_session().actor.zone;
    let id = room.id;
    let last = room.visits.first().map_or_else(
        || t(lang, k::room::panel::UNREAD).to_owned(),
        |visit| {
            let when = relative_time(lang, visit.at, now(), &zone);
            tf(lang, k::room::panel::READ_AT, &[("when", &when)])
        },
    );
    let mut parts: Vec<RoomPart> = room.visits.iter().map(|visit| visit.part).collect();
    parts.sort_unstable();
    parts.dedup();
    let slides = looked_at(lang, rooms, &room);
    let files = downloaded(lang, rooms, &room);
    let closed = room.closed_at.is_some();
    let coded = (!room.email.is_empty())
        .then(|| tf(lang, k::room::panel::WITH_CODE, &[("email", &room.email)]));
    let may_close = !closed && rooms.view.with_untracked(|view| view.may_edit);
    let close = tf(
        lang,
        k::room::panel::CLOSE,
        &[("recipient", &room.recipient)],
    );
    let recipient = room.recipient.clone();
    let ask = Callback::new(move |()| {
        rooms.closing.set(Some(Closing {
            room_id: id,
            recipient: recipient.clone(),
        }));
    });
    view! {
        <li class="ruled-line deal-room">
            <Icon glyph=if parts.is_empty() { Glyph::Mail } else { Glyph::Check } />
            <div class="deal-room-text">
                <span class="medium">
                    {room.recipient}
                    {coded.map(|text| view! { " " <Badge text tone=Tone::Neutral icon=Glyph::Lock /> })}
                    {closed.then(|| view! { " " <Badge text=t(lang, k::room::panel::CLOSED) /> })}
                </span>
                <span class="small faint">{last}</span>
                <span class="deal-room-parts">
                    {parts.into_iter().map(|part| view! { <Badge text=part_name(lang, part) tone=Tone::Info /> }).collect_view()}
                </span>
                {slides.map(|text| view! { <span class="small muted">{text}</span> })}
                {files.map(|text| view! { <span class="small muted">{text}</span> })}
            </div>
            {may_close
                .then(|| view! { <IconButton glyph=Glyph::X label=close on_press=ask /> })}
        </li>
    }
    .into_any()
}

/// The address of the link just made: it is told this once.
fn made(lang: Lang, rooms: Rooms) -> Option<impl IntoView> {
    let (_, recipient, address) = rooms.made.0.get().filter(|(of, _, _)| *of == rooms.id)?;
    let text = tf(lang, k::room::panel::OPENED, &[("recipient", &recipient)]);
    let copied = address.clone();
    let toaster = rooms.toaster;
    let copy = Callback::new(move |()| {
        // A browser without a clipboard leaves the address to be selected by hand.
        let _ = window().navigator().clipboard().write_text(&copied);
        toaster.success(t(lang, k::room::panel::COPIED));
    });
    Some(view! {
        <div class="deal-room-made" role="status">
            <p class="small">{text}</p>
            <div class="deal-room-line">
                <input class="input" readonly aria-label=t(lang, k::room::panel::ADDRESS) id="deal-room-address" value=address />
                <Button label=t(lang, k::room::panel::COPY) on_press=copy />
            </div>
        </div>
    })
}

#[component]
fn NewLink(rooms: Rooms) -> impl IntoView {
    let lang = rooms.lang;
    let recipient = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let clear = Callback::new(move |()| {
        recipient.set(String::new());
        email.set(String::new());
    });
    let make = move || {
        let name = recipient.get_untracked().trim().to_owned();
        if !name.is_empty() && !rooms.busy.get_untracked() {
            rooms.open(name, email.get_untracked(), clear);
        }
    };
    let needed = rooms.view.with_untracked(|view| view.needs_email);
    let hint = if needed {
        k::room::panel::EMAIL_NEEDED
    } else {
        k::room::panel::EMAIL_HINT
    };
    view! {
        <form
            class="deal-room-new"
            on:submit=move |event| {
                event.prevent_default();
                make();
            }
        >
            <p class="small muted">{t(lang, k::room::panel::TEXT)}</p>
            <div class="deal-room-line">
                <TextInput id="deal-room-recipient" label=t(lang, k::room::panel::RECIPIENT) value=recipient max_length=120 />
            </div>
            <div class="deal-room-line">
                <TextInput id="deal-room-email" label=t(lang, k::room::panel::EMAIL) kind="email" value=email hint=t(lang, hint) max_length=254 required=needed />
                <Button label=t(lang, k::room::panel::OPEN) submit=true variant=Variant::Primary busy=rooms.busy />
            </div>
        </form>
    }
}

#[component]
fn Questions(rooms: Rooms) -> impl IntoView {
    let lang = rooms.lang;
    let typed = use_context().unwrap_or_else(TypedAnswer::new);
    let text = typed.about(rooms.id);
    let some = move || rooms.view.with(|view| !view.messages.is_empty());
    let may_answer = move || {
        rooms
            .view
            .with(|view| view.may_edit && !view.messages.is_empty())
    };
    let zone = StoredValue::new(use_session().actor.zone);
    let message = move |message: Message| {
        let when = zone.with_value(|zone| relative_time(lang, message.at, now(), zone));
        view! {
            <li class="room-message" class=("is-ours", message.ours)>
                <span class="small muted"><strong>{message.author}</strong>" · "{when}</span>
                <p class="room-text">{message.text}</p>
            </li>
        }
    };
    let send = move || {
        let typed = text.get_untracked();
        if !typed.trim().is_empty() && !rooms.busy.get_untracked() {
            let sent = Callback::new(move |()| {
                let _ = text.try_set(String::new());
            });
            rooms.answer(typed, sent);
        }
    };
    view! {
        <Show when=some>
            <h3 class="deal-room-heading">{t(lang, k::room::panel::MESSAGES)}</h3>
            <ol class="room-thread">
                {move || rooms.view.get().messages.into_iter().map(message).collect_view()}
            </ol>
        </Show>
        <Show when=may_answer>
            <form
                class="room-form"
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <TextArea id="deal-room-answer" label=t(lang, k::room::panel::ANSWER) value=text />
                <div><Button label=t(lang, k::room::panel::SEND) submit=true busy=rooms.busy /></div>
            </form>
        </Show>
    }
}
