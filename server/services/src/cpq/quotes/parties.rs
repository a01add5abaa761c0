//! Who offers and who is offered to, as the document names them. Frozen when the quote is sent: what
//! the customer has received does not change when somebody moves house.

use crate::OrProblem;
use crate::platform::branding::logo_of;
use pdf::{Customer, Letterhead};
use serde::{Deserialize, Serialize};
use shared::crm::countries::country;
use shared::kernel::Problem;
use shared::platform::branding::{BrandPicture, Colour};
use store::Session;
use store::cpq::quotes::{self as table, StoredQuote};

/// Everything on the document that is not in the quote itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Parties {
    seller: String,
    seller_address: String,
    seller_vat_number: String,
    legal_footer: String,
    /// The logo by its hash, and the accent: a document that was sent keeps its look.
    #[serde(default)]
    logo: Option<String>,
    #[serde(default)]
    accent: Option<Colour>,
    customer: String,
    attention: String,
    address: Vec<String>,
    vat_number: String,
    owner: String,
}

impl Parties {
    /// The sender, the receiver and who made it.
    pub(super) async fn into_print(
        self,
        session: &mut Session,
    ) -> Result<(Letterhead, Customer, String), Problem> {
        let letterhead = Letterhead {
            logo: logo_of(session, self.logo.as_deref()).await?,
            accent: self.accent,
            name: self.seller,
            address: self.seller_address,
            vat_number: self.seller_vat_number,
            legal_footer: self.legal_footer,
        };
        let customer = Customer {
            name: self.customer,
            attention: self.attention,
            address: self.address,
            vat_number: self.vat_number,
        };
        Ok((letterhead, customer, self.owner))
    }
}

/// Those the quote was sent with, else as they are today.
pub(super) async fn of(session: &mut Session, quote: &StoredQuote) -> Result<Parties, Problem> {
    let frozen = quote
        .parties
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok());
    match frozen {
        Some(parties) => Ok(parties),
        None => present(session, quote).await,
    }
}

/// Keeps them as they are now.
pub(super) async fn freeze(session: &mut Session, quote: &StoredQuote) -> Result<(), Problem> {
    let parties = present(session, quote).await?;
    let json = serde_json::to_string(&parties).unwrap_or_default();
    table::set_parties(session, quote.id, &json)
        .await
        .or_problem()
}

async fn present(session: &mut Session, quote: &StoredQuote) -> Result<Parties, Problem> {
    let lang = quote.draft.language;
    let company = store::platform::company::get(session).await.or_problem()?;
    let mut address = quote.account_address.clone();
    let code = quote.account_country.trim();
    if !code.is_empty() {
        // A letter names the country in words; a code that is none of ISO's is printed as it is.
        let name = country(code).map_or(code, |country| country.name(lang));
        address.push(name.to_owned());
    }
    let mut parties = Parties {
        customer: quote.account_name.clone().unwrap_or_default(),
        attention: quote.contact_name.clone().unwrap_or_default(),
        address,
        vat_number: quote.account_vat_number.clone(),
        owner: quote.owner.name.clone(),
        ..Parties::default()
    };
    let brand = store::platform::branding::get(session).await.or_problem()?;
    parties.logo = brand.logo.map(|BrandPicture { hash, .. }| hash);
    parties.accent = brand.accent;
    if let Some(company) = company {
        parties.legal_footer = company.legal_footer.get(lang).to_owned();
        parties.seller = company.name;
        parties.seller_address = company.address;
        parties.seller_vat_number = company.vat_number;
    }
    Ok(parties)
}
