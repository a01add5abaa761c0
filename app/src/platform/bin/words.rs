//! Words and drawings of the kinds.

use i18n::{Key, k, t};
use shared::kernel::Lang;
use shared::platform::bin::{BinKind, Kept};
use ui::Glyph;

pub(super) fn kind(lang: Lang, kind: BinKind) -> &'static str {
    Key::by_name(&format!("audit.entity.{}", kind.code()))
        .map_or_else(|| kind.code(), |key| t(lang, key))
}

pub(super) const fn glyph(kind: BinKind) -> Glyph {
    match kind {
        BinKind::Account => Glyph::Building,
        BinKind::Contact => Glyph::Person,
        BinKind::Lead => Glyph::Funnel,
        BinKind::Opportunity => Glyph::Target,
        BinKind::Quote => Glyph::FileText,
        BinKind::Activity => Glyph::Phone,
        BinKind::Task => Glyph::CheckCircle,
    }
}

pub(super) fn kept(lang: Lang, kept: Kept) -> &'static str {
    t(
        lang,
        match kept {
            Kept::Signed => k::bin::KEPT_SIGNED,
            Kept::Used => k::bin::KEPT_USED,
        },
    )
}
