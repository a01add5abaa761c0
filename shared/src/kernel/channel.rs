//! By which way a sale is made.

use super::coded;

coded! {
    /// The channel a deal is sold by; price books are chosen by it.
    #[derive(Default)]
    SalesChannel {
        /// By ourselves.
        #[default]
        Direct = "direct",
        /// By a partner or reseller.
        Partner = "partner",
        /// By our own site.
        Web = "web",
        /// On somebody else's market place.
        Marketplace = "marketplace",
    }
}

impl SalesChannel {
    /// Whether it is the one nobody has to say.
    #[must_use]
    pub const fn is_direct(&self) -> bool {
        matches!(self, SalesChannel::Direct)
    }
}
