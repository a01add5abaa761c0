//! The browser's files in `target/site`: named by content, compressed beforehand, listed in
//! `manifest.json` from the name the pages use to the name that is served.

use crate::place::Place;
use crate::system::{Clock, spent};
use crate::{Res, css, cut, licences, stamp, wasm};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Quick to build, or small.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For `cargo xtask dev`: the page asks for changes and reloads itself.
    Dev,
    /// For browser tests: what is shipped, but not made as small as can be, which takes as long as
    /// compiling it.
    Test,
    /// What is shipped.
    Release,
}

impl Mode {
    /// Names the memory of this mode.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Dev => "dev",
            Mode::Test => "test",
            Mode::Release => "release",
        }
    }

    /// Cargo's profile of the browser's program.
    pub fn wasm_profile(self) -> &'static str {
        match self {
            Mode::Dev => "wasm-dev",
            Mode::Test | Mode::Release => "wasm-release",
        }
    }

    /// Whether it is compiled as what is shipped: optimised as a whole, cut at its pages.
    pub fn is_optimised(self) -> bool {
        self != Mode::Dev
    }

    fn brotli_quality(self) -> i32 {
        match self {
            Mode::Dev | Mode::Test => 2,
            Mode::Release => 11,
        }
    }
}

/// What a build did.
pub struct Site {
    /// False when nothing had changed.
    pub built: bool,
    /// Bytes of the browser's program as a first visit to the home page gets them.
    pub wasm_brotli: u64,
    time: Duration,
}

impl Site {
    /// One line for the terminal.
    pub fn summary(&self) -> String {
        let size = format!(
            "WASM {} kB as sent for the home page",
            self.wasm_brotli / 1000
        );
        if self.built {
            format!("built in {}, {size}", spent(self.time))
        } else {
            format!("unchanged, {size}")
        }
    }
}

/// Build what changed.
pub fn build(place: &Place, mode: Mode) -> Res<Site> {
    let start = Instant::now();
    let mark = place.memory().join("site.stamp");
    let state = stamp::of(&inputs(place), mode.name());
    let site = place.site();
    if stamp::matches(&mark, &state) && site.join("manifest.json").is_file() {
        return Ok(Site {
            built: false,
            wasm_brotli: wasm_size(&site),
            time: start.elapsed(),
        });
    }
    let bindgen = wasm::build(place, mode)?;
    let mut clock = Clock::start();
    assemble(place, mode, &bindgen)?;
    clock.lap("compressed");
    stamp::keep(&mark, &state)?;
    Ok(Site {
        built: true,
        wasm_brotli: wasm_size(&site),
        time: start.elapsed(),
    })
}

fn inputs(place: &Place) -> Vec<PathBuf> {
    let mut inputs = wasm::inputs(place);
    inputs.push(place.root.join("style"));
    inputs.push(place.root.join("xtask"));
    inputs
}

/// Put the parts together. The manifest is written last: whoever reads it finds all it names.
pub fn assemble(place: &Place, mode: Mode, bindgen: &Path) -> Res {
    let mut parts = Parts {
        site: place.site(),
        mode,
        names: BTreeMap::new(),
    };
    parts.add_static(&place.root.join("style/static"))?;
    let style = parts.with_asset_names(&css::build(place)?);
    parts.add("jalon.css", style.as_bytes())?;
    parts.add_program(bindgen)?;
    let worker = parts.with_asset_names(WORKER);
    parts.add("worker.js", worker.as_bytes())?;
    parts.add_texts(&place.root.join("app/i18n/locales"))?;
    if mode.is_optimised() {
        parts.add(
            "third-party-notices.txt",
            licences::notices(place)?.as_bytes(),
        )?;
    }
    parts.finish()
}

/// What a first visit to the home page loads of the program: the frame's, and the page's own part.
pub fn wasm_size(site: &Path) -> u64 {
    sent(site, &["jalon.wasm", "part:home"])
}

/// All a first visit to the home page loads, as sent: program, texts (of the longer language), scripts,
/// style.
pub fn first_visit(site: &Path) -> u64 {
    wasm_size(site) + sent(site, &["texts.fr.txt", "jalon.js", "parts.js", "jalon.css"])
}

fn sent(site: &Path, wanted: &[&str]) -> u64 {
    let names: BTreeMap<String, String> = fs::read_to_string(site.join("manifest.json"))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    wanted
        .iter()
        .filter_map(|name| names.get(*name))
        .flat_map(|files| files.split(' '))
        .filter_map(|file| site.join(format!("{file}.br")).metadata().ok())
        .map(|data| data.len())
        .sum()
}

struct Parts {
    site: PathBuf,
    mode: Mode,
    /// From the name in the sources to the name that is served.
    names: BTreeMap<String, String>,
}

impl Parts {
    /// Write `name` under its content's name, with its compressed twin.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Res<String> {
        let (stem, kind) = name.rsplit_once('.').unwrap_or((name, "bin"));
        self.put(
            name,
            format!("{stem}.{}.{kind}", stamp::content(bytes)),
            bytes,
        )
    }

    fn put(&mut self, name: &str, served: String, bytes: &[u8]) -> Res<String> {
        let kind = served.rsplit_once('.').map_or("bin", |(_, kind)| kind);
        let file = self.site.join(&served);
        if !file.is_file() {
            stamp::write(&file, bytes)?;
        }
        let twin = self.site.join(format!("{served}.br"));
        if is_text_like(kind) && !twin.is_file() {
            stamp::write(&twin, &compress(bytes, self.mode.brotli_quality())?)?;
        }
        self.names.insert(name.to_owned(), served.clone());
        Ok(served)
    }

    /// Icons and the like; the web manifest comes last because it names the others.
    fn add_static(&mut self, folder: &Path) -> Res {
        let mut files = stamp::files(folder);
        files.sort_by_key(|file| file.extension().is_some_and(|kind| kind == "webmanifest"));
        for file in files {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let bytes = stamp::read(&file)?;
            match String::from_utf8(bytes) {
                Ok(text) => self.add(&name, self.with_asset_names(&text).as_bytes())?,
                Err(binary) => self.add(&name, binary.as_bytes())?,
            };
        }
        Ok(())
    }

    /// The texts of each language, which the program loads beside it.
    fn add_texts(&mut self, locales: &Path) -> Res {
        let catalogue =
            texts::Catalogue::read(locales).map_err(|error| format!("the texts: {error}"))?;
        let english = catalogue.file(catalogue.english());
        self.add("texts.en.txt", english.as_bytes())?;
        let french = catalogue.file(catalogue.french());
        self.add("texts.fr.txt", french.as_bytes()).map(drop)
    }

    /// `/assets/logo.svg` in a text becomes `/assets/logo.0123456789abcdef.svg`.
    fn with_asset_names(&self, text: &str) -> String {
        self.names
            .iter()
            .fold(text.to_owned(), |text, (name, served)| {
                text.replace(&format!("/assets/{name}"), &format!("/assets/{served}"))
            })
    }

    /// The program, its parts, its bindings, and the small scripts some libraries bring along.
    fn add_program(&mut self, bindgen: &Path) -> Res {
        let wasm = self.add("jalon.wasm", &stamp::read(&bindgen.join("jalon_bg.wasm"))?)?;
        let mut script =
            stamp::read_text(&bindgen.join("jalon.js"))?.replace("jalon_bg.wasm", &wasm);
        let snippets = bindgen.join("snippets");
        for file in stamp::files(&snippets) {
            let Ok(path) = file.strip_prefix(&snippets) else {
                continue;
            };
            let flat = path.to_string_lossy().replace(['/', '\\'], "-");
            let served = self.add(&flat, &stamp::read(&file)?)?;
            script = script.replace(
                &format!("./snippets/{}", path.display()),
                &format!("./{served}"),
            );
        }
        if self.mode == Mode::Dev {
            script.push_str(RELOADER);
        }
        let list = cut::list(bindgen)?;
        if list.is_empty() {
            return self.add("jalon.js", script.as_bytes()).map(drop);
        }
        let loader = self.add_parts(bindgen, &list)?;
        self.add_pair(&script, &loader)
    }

    /// The files of the parts; gives the script that loads them, by their served names. What is
    /// small travels together: sixty requests would cost more than the bytes they save. What the home page
    /// needs of it travels apart from the rest: most people see that page first.
    fn add_parts(&mut self, bindgen: &Path, list: &cut::List) -> Res<String> {
        let mut loader = stamp::read_text(&bindgen.join(cut::LOADER))?;
        let mut packs = [Vec::new(), Vec::new()];
        let first = list.get(FIRST_PART);
        let pack_of = |name: &String| usize::from(!first.is_some_and(|own| own.contains(name)));
        let mut packed = BTreeMap::new();
        for file in cut::files(list, bindgen) {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let bytes = stamp::read(&file)?;
            let users = list.values().filter(|files| files.contains(&name)).count();
            let common = users * 2 >= list.len() && bytes.len() < LARGE;
            if common || bytes.len() < SMALL {
                let at = pack_of(&name);
                let from = packs[at].len();
                packs[at].extend(bytes);
                loader = loader.replace(
                    &format!("fetch(new URL(\"./{name}\", import.meta.url))"),
                    &format!("small({at}, {from}, {})", packs[at].len()),
                );
                packed.insert(name, at);
            } else {
                let served = self.add(&name, &bytes)?;
                loader = loader.replace(&format!("./{name}"), &format!("./{served}"));
            }
        }
        let mut reader = PACK_READER.to_owned();
        let mut names = Vec::new();
        for (name, bytes) in PACKS.iter().zip(&packs) {
            let served = self.add(name, bytes)?;
            reader = reader.replace(name, &served);
            names.push(served);
        }
        for (part, files) in list {
            let used: BTreeSet<_> = files.iter().filter_map(|file| packed.get(file)).collect();
            let own = files
                .iter()
                .filter_map(|file| self.names.get(file).cloned());
            let served: Vec<_> = used
                .into_iter()
                .map(|at| names[*at].clone())
                .chain(own)
                .collect();
            self.names.insert(format!("part:{part}"), served.join(" "));
        }
        Ok(format!("{loader}{reader}"))
    }

    /// The bindings and the loader name each other: both carry the name of both contents.
    fn add_pair(&mut self, script: &str, loader: &str) -> Res {
        let both = stamp::content(format!("{script}{loader}").as_bytes());
        let (main, parts) = (format!("jalon.{both}.js"), format!("parts.{both}.js"));
        let script = script.replace(
            &format!("from \"./{}\"", cut::LOADER),
            &format!("from \"./{parts}\""),
        );
        let loader = loader.replace("./jalon.js", &format!("./{main}"));
        self.put("jalon.js", main, script.as_bytes())?;
        self.put(cut::LOADER, parts, loader.as_bytes()).map(drop)
    }

    fn finish(mut self) -> Res {
        let all: Vec<_> = self.names.values().map(String::as_str).collect();
        let build = stamp::content(all.join("\n").as_bytes());
        self.names.insert("build".to_owned(), build);
        let text = serde_json::to_string_pretty(&self.names).map_err(|error| error.to_string())?;
        stamp::write(&self.site.join("manifest.json"), text.as_bytes())?;
        self.forget_old();
        Ok(())
    }

    fn forget_old(&self) {
        for file in stamp::files(&self.site) {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let plain = name.strip_suffix(".br").unwrap_or(&name);
            if plain != "manifest.json" && !self.names.values().any(|served| served == plain) {
                let _ = fs::remove_file(&file);
            }
        }
    }
}

fn is_text_like(kind: &str) -> bool {
    matches!(
        kind,
        "js" | "css" | "wasm" | "bin" | "svg" | "json" | "webmanifest" | "txt"
    )
}

fn compress(bytes: &[u8], quality: i32) -> Res<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)
        .map_err(|error| format!("brotli: {error}"))?;
    Ok(out)
}

/// The same program without a page: does what takes long (`app/src/cpq/models/errands`). Should it not come
/// up, the page hears so.
const WORKER: &str = r#"import start from "/assets/jalon.js";
start({ module_or_path: "/assets/jalon.wasm" }).catch(() => postMessage("failed"));
"#;

/// Files of parts that travel in one: all below this size,
const SMALL: usize = 3_000;
/// and what half of the parts need, below this one. Weighed on the real files: a page waits for a
/// dozen requests and hardly any byte of others.
const LARGE: usize = 40_000;

/// The part of the page most people see first.
const FIRST_PART: &str = "home";
/// What is small: of the first page, and the rest.
const PACKS: [&str; 2] = ["first.bin", "parts.bin"];

/// Takes the small parts out of their common files, which are asked for again after a failure.
const PACK_READER: &str = r#"
const packs = [];
const places = [new URL("./first.bin", import.meta.url), new URL("./parts.bin", import.meta.url)];
const small = async (at, from, to) => {
  packs[at] ??= fetch(places[at]).then((answer) => {
    if (!answer.ok) throw new Error(`parts: ${answer.status}`);
    return answer.arrayBuffer();
  });
  try {
    return new Response((await packs[at]).slice(from, to), { headers: { "content-type": "application/wasm" } });
  } catch (fault) {
    packs[at] = undefined;
    throw fault;
  }
};
"#;

/// Only in the bundle of `cargo xtask dev`: the page asks which build is served and reloads when it changed,
/// and tells when it has come to life.
const RELOADER: &str = r#"
;(() => {
  if (!self.document) return; // a worker
  let seen;
  const ask = async () => {
    try {
      const answer = await fetch('/dev/version', { cache: 'no-store' });
      if (!answer.ok) return;
      const now = await answer.text();
      if (seen && seen !== now) location.reload();
      seen = now;
    } catch { /* the server restarts */ }
    setTimeout(ask, 400);
  };
  ask();
  const alive = new MutationObserver(() => {
    if (!document.documentElement.hasAttribute('data-ready')) return;
    alive.disconnect();
    fetch('/dev/loaded', { method: 'POST' }).catch(() => {});
  });
  alive.observe(document.documentElement, { attributes: true });
})();
"#;
