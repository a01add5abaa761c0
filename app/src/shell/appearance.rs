//! Language, theme and density: shown at once, saved for every other page and browser.

use crate::boot::{use_boot, use_lang};
use crate::platform::profile::set_preference;
use i18n::{k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Lang;
use shared::platform::profile::{Density, Preference, SetPreference, Theme};
use ui::{Toaster, use_toaster};

/// The settings of appearance of the present page.
#[derive(Clone, Copy)]
pub struct Appearance {
    /// Colours.
    pub theme: RwSignal<Theme>,
    /// Height of rows.
    pub density: RwSignal<Density>,
    lang: Lang,
    toaster: Toaster,
}

/// Makes the settings known to menu, palette and settings page.
pub fn provide_appearance() -> Appearance {
    let boot = use_boot();
    let appearance = Appearance {
        theme: RwSignal::new(boot.theme.parse().unwrap_or(Theme::System)),
        density: RwSignal::new(boot.density.parse().unwrap_or(Density::Comfortable)),
        lang: use_lang(),
        toaster: use_toaster(),
    };
    provide_context(appearance);
    appearance
}

fn mark(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(attribute, value);
    }
}

impl Appearance {
    /// Shows and saves colours.
    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        mark("data-theme", theme.code());
        self.save(Preference::Theme(theme));
    }

    /// Shows and saves the height of rows.
    pub fn set_density(self, density: Density) {
        self.density.set(density);
        mark("data-density", density.code());
        self.save(Preference::Density(density));
    }

    /// Saves the language, then loads the page in it.
    pub fn set_lang(self, lang: Lang) {
        if lang != self.lang {
            self.save(Preference::Lang(lang));
        }
    }

    fn save(self, preference: Preference) {
        spawn_local(async move {
            match set_preference(SetPreference { preference }).await {
                Ok(()) if matches!(preference, Preference::Lang(_)) => {
                    let _ = window().location().reload();
                }
                Ok(()) => {}
                Err(_) => self.toaster.problem(t(self.lang, k::shell::NOT_SAVED)),
            }
        });
    }
}
