//! Where the texts are: in the program, or, in a browser, loaded beside it.
//!
//! The texts of both languages would be a fifth of the browser's program, and a page shows one
//! language: it loads that one's file (`texts.fr.txt`) while the program is on its way.

pub use place::install;
pub(crate) use place::{names, texts};

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
#[cfg(test)]
pub(crate) use place::{EN, FR, NAMES};

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod place {
    use shared::kernel::Lang;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));

    pub(crate) fn names() -> &'static [&'static str] {
        &NAMES
    }

    pub(crate) fn texts(lang: Lang) -> &'static [&'static str] {
        match lang {
            Lang::En => &EN,
            Lang::Fr => &FR,
        }
    }

    /// Takes the file of a language; what is not a browser has its texts already.
    pub fn install(_lang: Lang, _file: String) -> bool {
        true
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod place {
    use shared::kernel::Lang;
    use std::sync::OnceLock;

    include!(concat!(env!("OUT_DIR"), "/mark.rs"));

    struct Table {
        names: &'static [&'static str],
        texts: &'static [&'static str],
    }

    static EN: OnceLock<Table> = OnceLock::new();
    static FR: OnceLock<Table> = OnceLock::new();

    pub(crate) fn names() -> &'static [&'static str] {
        EN.get()
            .or_else(|| FR.get())
            .map_or(&[], |table| table.names)
    }

    /// The language asked for, or, while that one is on its way, the page's.
    pub(crate) fn texts(lang: Lang) -> &'static [&'static str] {
        let (first, second) = match lang {
            Lang::En => (&EN, &FR),
            Lang::Fr => (&FR, &EN),
        };
        first
            .get()
            .or_else(|| second.get())
            .map_or(&[], |table| table.texts)
    }

    /// Takes the file of a language: a mark, all names, then all texts, a NUL between each two. It is
    /// kept for the life of the page. `false` for a file of another build.
    pub fn install(lang: Lang, file: String) -> bool {
        if !file.starts_with(MARK) {
            return false;
        }
        let parts: Vec<&'static str> = String::leak(file).split('\0').collect();
        let parts = Vec::leak(parts).get(1..).unwrap_or_default();
        let (names, texts) = parts.split_at(parts.len() / 2);
        let slot = match lang {
            Lang::En => &EN,
            Lang::Fr => &FR,
        };
        // A second file of the same language says the same.
        let _ = slot.set(Table { names, texts });
        true
    }
}
