//! What is chosen on the page and not saved yet, and what saves it.

use super::api;
use super::mark::BrandNow;
use super::read::Fresh;
use crate::shell::form::Findings;
use crate::shell::offer_undo;
use i18n::{Key, k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Lang;
use shared::platform::branding::ops::{GetBranding, Picked, SaveBranding};
use shared::platform::branding::{Brand, BrandPicture, Colour, Place};
use ui::Toaster;

/// Which picture stands in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    None,
    Known(BrandPicture),
    New(Fresh),
}

impl Chosen {
    fn of(picture: Option<BrandPicture>) -> Self {
        picture.map_or(Self::None, Self::Known)
    }

    fn picked(&self) -> Picked {
        match self {
            Self::None => Picked::None,
            Self::Known(picture) => Picked::kept(Some(picture)),
            Self::New(fresh) => Picked::New {
                content: fresh.content.clone(),
            },
        }
    }

    /// The picture and where it is to be had.
    pub(super) fn shown(&self) -> Option<(BrandPicture, String)> {
        match self {
            Self::None => None,
            Self::Known(picture) => Some((picture.clone(), picture.address())),
            Self::New(fresh) => Some((fresh.picture.clone(), fresh.source())),
        }
    }
}

/// The form. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) lang: Lang,
    pub(super) accent: RwSignal<String>,
    pub(super) logo: RwSignal<Chosen>,
    pub(super) icon: RwSignal<Chosen>,
    pub(super) findings: Findings,
    pub(super) busy: RwSignal<bool>,
    saved: RwSignal<Brand>,
    toaster: Toaster,
    now: Option<BrandNow>,
}

impl Form {
    pub(super) fn of(brand: Brand, lang: Lang, findings: Findings, toaster: Toaster) -> Self {
        let form = Self {
            lang,
            accent: RwSignal::new(String::new()),
            logo: RwSignal::new(Chosen::None),
            icon: RwSignal::new(Chosen::None),
            findings,
            busy: RwSignal::new(false),
            saved: RwSignal::new(Brand::default()),
            toaster,
            now: use_context(),
        };
        form.show(brand);
        form
    }

    pub(super) fn place(self, place: Place) -> RwSignal<Chosen> {
        match place {
            Place::Logo => self.logo,
            Place::Icon => self.icon,
        }
    }

    /// The accent, where what is typed is one.
    pub(super) fn colour(self) -> Option<Colour> {
        self.accent.with(|text| text.parse().ok())
    }

    /// Whether Jalon's own look is saved.
    pub(super) fn is_jalons(self) -> bool {
        self.saved.with(Brand::is_jalons)
    }

    /// Shows what is saved; also when the page is gone meanwhile.
    fn show(self, brand: Brand) {
        let accent = brand.accent.map(|accent| accent.to_string());
        let _ = self.accent.try_set(accent.unwrap_or_default());
        let _ = self.logo.try_set(Chosen::of(brand.logo.clone()));
        let _ = self.icon.try_set(Chosen::of(brand.icon.clone()));
        let _ = self.saved.try_set(brand);
    }

    /// Shows what is saved, here and around the page.
    fn wear(self, brand: Brand) {
        if let Some(now) = self.now {
            let _ = now.0.try_update(|look| look.brand = brand.clone());
        }
        self.show(brand);
    }

    async fn read_again(self) {
        if let Ok(brand) = api::get(GetBranding {}).await {
            self.wear(brand);
        }
    }

    /// Saves what is chosen.
    pub(super) fn save(self) {
        let request = SaveBranding {
            accent: self.accent.get_untracked(),
            logo: self.logo.with_untracked(Chosen::picked),
            icon: self.icon.with_untracked(Chosen::picked),
            version: self.saved.with_untracked(|brand| brand.version),
        };
        if self
            .findings
            .check(request.colour().err().into_iter().collect())
        {
            self.send(request, k::branding::SAVED);
        }
    }

    /// Back to Jalon's own look.
    pub(super) fn reset(self) {
        let version = self.saved.with_untracked(|brand| brand.version);
        self.findings.clear();
        self.send(
            SaveBranding::back_to(&Brand::default(), version),
            k::branding::RESET_DONE,
        );
    }

    fn send(self, request: SaveBranding, done: Key) {
        let before = self.saved.get_untracked();
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::save(request).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(brand) => {
                    let back = SaveBranding::back_to(&before, brand.version);
                    let changed = brand.version != before.version;
                    self.wear(brand);
                    if changed {
                        offer_undo(
                            self.lang,
                            self.toaster,
                            t(self.lang, done),
                            move || api::save(back.clone()),
                            move || spawn_local(self.read_again()),
                        );
                    } else {
                        self.toaster.success(t(self.lang, done));
                    }
                }
                Err(fault) => self.findings.refuse(&fault),
            }
        });
    }
}
