//! The dictionary: fields of each kind of file, and the column names that mean them.

use super::kinds::{Field, FieldDef, Shape};

const fn field(field: Field, shape: Shape, synonyms: &'static str) -> FieldDef {
    FieldDef {
        field,
        required: false,
        shape,
        synonyms,
    }
}

const fn required(of: Field, shape: Shape, synonyms: &'static str) -> FieldDef {
    FieldDef {
        required: true,
        ..field(of, shape, synonyms)
    }
}

const PHONE: &str =
    "phone,telephone,téléphone,tel,phone number,mobile,portable,numéro de téléphone";
const EMAIL: &str = "email,e-mail,mail,email address,courriel,adresse e-mail,adresse mail";
const NOTES: &str =
    "notes,note,comments,comment,remarks,commentaire,commentaires,remarques,observations";
const OWNER: &str = "owner,account owner,account manager,sales rep,sales agent,salesperson,agent,rep,representative,assigned to,propriétaire,commercial,responsable,vendeur,chargé d'affaires,attribué à";
const CURRENCY: &str = "currency,currency code,devise,monnaie,code devise";

// What contacts and leads are told alike.
const FIRST_NAME: FieldDef = field(
    Field::FirstName,
    Shape::Text(100),
    "first name,firstname,given name,forename,prénom",
);
const LAST_NAME: FieldDef = field(
    Field::LastName,
    Shape::Text(100),
    "last name,lastname,surname,family name,nom,nom de famille",
);
const JOB_TITLE: FieldDef = field(
    Field::JobTitle,
    Shape::Text(120),
    "title,job title,position,job,function,fonction,poste,titre,intitulé de poste",
);
const LANGUAGE: FieldDef = field(
    Field::Language,
    Shape::Choice,
    "language,preferred language,lang,langue",
);

/// Users and their teams.
pub const PEOPLE: &[FieldDef] = &[
    required(
        Field::Name,
        Shape::Text(120),
        "sales agent,name,full name,user,user name,agent,rep,sales rep,salesperson,representative,employee,nom,nom complet,commercial,vendeur,utilisateur,collaborateur",
    ),
    field(Field::Email, Shape::Email, EMAIL),
    field(
        Field::Manager,
        Shape::Text(120),
        "manager,team manager,sales manager,supervisor,reports to,responsable,manager commercial,chef d'équipe,supérieur,n+1",
    ),
    field(
        Field::Team,
        Shape::Text(80),
        "team,sales team,group,équipe,équipe commerciale,groupe,service",
    ),
    field(
        Field::Office,
        Shape::Text(80),
        "regional office,office,region,branch,site,location,agence,bureau,bureau régional,région,secteur",
    ),
    field(
        Field::Role,
        Shape::Choice,
        "role,profile,position,rôle,profil,fonction",
    ),
    field(Field::Language, Shape::Choice, "language,lang,langue"),
    field(
        Field::ExternalId,
        Shape::Text(120),
        "user id,employee id,agent id,id,identifiant,matricule",
    ),
];

/// Products.
pub const PRODUCTS: &[FieldDef] = &[
    required(
        Field::Name,
        Shape::Text(200),
        "product,product name,name,item,item name,article,produit,nom du produit,désignation,libellé,nom",
    ),
    field(
        Field::NameFr,
        Shape::Text(200),
        "name fr,french name,product name fr,nom français,nom fr,libellé français,désignation fr",
    ),
    field(
        Field::Sku,
        Shape::Text(60),
        "sku,product code,code,item code,reference,part number,référence,réf,code produit,code article",
    ),
    field(
        Field::Family,
        Shape::Text(80),
        "series,family,product family,category,product category,range,line,famille,gamme,série,catégorie",
    ),
    field(
        Field::Price,
        Shape::Number,
        "sales price,price,unit price,list price,selling price,prix,prix unitaire,prix catalogue,prix de vente,tarif,pu,pu ht,prix ht",
    ),
    field(Field::Currency, Shape::Choice, CURRENCY),
    field(
        Field::Cost,
        Shape::Number,
        "cost,unit cost,cost price,purchase price,coût,prix de revient,coût unitaire,prix d'achat",
    ),
    field(
        Field::Unit,
        Shape::Text(30),
        "unit,unit of measure,uom,unité,unité de mesure",
    ),
    field(
        Field::Charge,
        Shape::Choice,
        "charge,billing,billing period,recurrence,price type,facturation,périodicité,récurrence",
    ),
    field(
        Field::TaxRate,
        Shape::Number,
        "tax rate,vat rate,vat,tax,taux de tva,tva",
    ),
    field(
        Field::Description,
        Shape::Text(4000),
        "description,details,descriptif,détails",
    ),
    field(
        Field::ExternalId,
        Shape::Text(120),
        "product id,item id,id,identifiant,id produit",
    ),
];

/// Accounts.
pub const ACCOUNTS: &[FieldDef] = &[
    required(
        Field::Name,
        Shape::Text(200),
        "account,account name,company,company name,organisation,organization,customer,customer name,client,name,business name,legal name,raison sociale,société,entreprise,compte,nom du compte,nom de la société,nom,dénomination,établissement",
    ),
    field(
        Field::Industry,
        Shape::Choice,
        "sector,industry,business sector,vertical,line of business,secteur,secteur d'activité,industrie,activité,branche",
    ),
    field(
        Field::AccountKind,
        Shape::Choice,
        "account type,customer type,type,type de compte,type de client,nature",
    ),
    field(
        Field::FoundedYear,
        Shape::Number,
        "year established,founded,year founded,established,founded year,creation year,année de création,création,fondée en",
    ),
    field(
        Field::PaymentDays,
        Shape::Number,
        "payment days,days to pay,payment term days,payment terms,délai de paiement,délai de règlement,échéance de paiement",
    ),
    field(
        Field::AnnualRevenue,
        Shape::Number,
        "revenue,annual revenue,turnover,sales,chiffre d'affaires,ca,ca annuel,revenu",
    ),
    field(Field::Currency, Shape::Choice, CURRENCY),
    field(
        Field::Employees,
        Shape::Number,
        "employees,number of employees,headcount,staff,company size,effectif,effectifs,salariés,nombre de salariés,nombre d'employés",
    ),
    field(
        Field::Country,
        Shape::Country,
        "country,office location,location,country code,pays,code pays,localisation",
    ),
    field(
        Field::City,
        Shape::Text(100),
        "city,town,office location,location,ville,commune,localité",
    ),
    field(
        Field::PostalCode,
        Shape::Text(20),
        "postal code,zip,zip code,postcode,code postal,cp",
    ),
    field(
        Field::Street,
        Shape::Text(300),
        "street,address,street address,address line 1,billing street,rue,adresse,adresse postale,voie",
    ),
    field(
        Field::Parent,
        Shape::Reference,
        "subsidiary of,parent,parent account,parent company,holding,group,filiale de,maison mère,société mère,groupe,compte parent",
    ),
    field(
        Field::Website,
        Shape::Text(300),
        "website,web site,url,domain,site web,site internet,site,domaine",
    ),
    field(Field::Phone, Shape::Text(40), PHONE),
    field(
        Field::VatNumber,
        Shape::Text(30),
        "vat number,vat,vat id,tax id,n° tva,numéro de tva,tva intracommunautaire,tva",
    ),
    field(Field::Owner, Shape::Reference, OWNER),
    field(Field::Notes, Shape::Text(8000), NOTES),
    field(
        Field::ExternalId,
        Shape::Text(120),
        "account id,company id,customer id,customer number,id,identifiant,id compte,code client,numéro client,siren,siret",
    ),
];

/// Contacts.
pub const CONTACTS: &[FieldDef] = &[
    field(
        Field::Name,
        Shape::Text(200),
        "full name,contact,contact name,name,nom complet,contact,nom du contact,interlocuteur",
    ),
    FIRST_NAME,
    LAST_NAME,
    field(Field::Email, Shape::Email, EMAIL),
    field(Field::Phone, Shape::Text(40), PHONE),
    JOB_TITLE,
    field(
        Field::Account,
        Shape::Reference,
        "account,account name,company,company name,organisation,organization,customer,client,société,entreprise,compte,raison sociale",
    ),
    LANGUAGE,
    field(Field::Owner, Shape::Reference, OWNER),
    field(Field::Notes, Shape::Text(8000), NOTES),
    field(
        Field::ExternalId,
        Shape::Text(120),
        "contact id,person id,id,identifiant,id contact",
    ),
];

/// Leads.
pub const LEADS: &[FieldDef] = &[
    field(
        Field::Name,
        Shape::Text(200),
        "full name,lead,lead name,name,prospect,prospect name,nom complet,piste,nom du prospect",
    ),
    FIRST_NAME,
    LAST_NAME,
    field(
        Field::Company,
        Shape::Text(200),
        "company,company name,organisation,organization,account,employer,société,entreprise,raison sociale,organisme",
    ),
    field(Field::Email, Shape::Email, EMAIL),
    field(Field::Phone, Shape::Text(40), PHONE),
    JOB_TITLE,
    field(
        Field::LeadSource,
        Shape::Choice,
        "lead source,source,channel,origin,utm source,origine,canal,provenance",
    ),
    field(
        Field::Rating,
        Shape::Choice,
        "rating,lead rating,temperature,priority,note,température,chaleur,intérêt,priorité",
    ),
    field(
        Field::Interest,
        Shape::Text(8000),
        "interest,interested in,product interest,need,message,request,besoin,besoin exprimé,demande,produit souhaité,intéressé par",
    ),
    field(
        Field::City,
        Shape::Text(100),
        "city,town,ville,commune,localité",
    ),
    field(
        Field::Country,
        Shape::Country,
        "country,country code,pays,code pays",
    ),
    LANGUAGE,
    field(Field::Owner, Shape::Reference, OWNER),
    field(Field::Notes, Shape::Text(8000), NOTES),
    field(
        Field::ExternalId,
        Shape::Text(120),
        "lead id,prospect id,id,identifiant,id piste",
    ),
];

/// Opportunities.
pub const OPPORTUNITIES: &[FieldDef] = &[
    field(
        Field::ExternalId,
        Shape::Text(120),
        "opportunity id,deal id,opportunity number,id,identifiant,id opportunité,numéro d'affaire,n° opportunité",
    ),
    field(
        Field::Name,
        Shape::Text(200),
        "opportunity,opportunity name,deal,deal name,name,title,subject,opportunité,affaire,nom de l'opportunité,nom de l'affaire,intitulé,nom,objet",
    ),
    field(
        Field::Account,
        Shape::Reference,
        "account,account name,company,company name,customer,customer name,client,organisation,organization,compte,société,entreprise,raison sociale",
    ),
    field(
        Field::Owner,
        Shape::Reference,
        "sales agent,opportunity owner,deal owner,owner,sales rep,salesperson,agent,rep,representative,assigned to,propriétaire,commercial,vendeur,responsable,chargé d'affaires",
    ),
    field(
        Field::Product,
        Shape::Reference,
        "product,product name,item,offering,produit,article,offre",
    ),
    required(
        Field::Stage,
        Shape::Choice,
        "deal stage,stage,stage name,sales stage,status,deal status,étape,étape de vente,statut,phase,état",
    ),
    field(
        Field::OpenedOn,
        Shape::Date,
        "engage date,created,created date,create date,created at,open date,opened on,start date,date d'ouverture,date de création,créée le,créé le,date d'engagement",
    ),
    field(
        Field::CloseDate,
        Shape::Date,
        "close date,closed date,closing date,expected close date,closed on,date de clôture,date de signature,clôture,échéance,date prévue",
    ),
    field(
        Field::Amount,
        Shape::Number,
        "close value,amount,value,deal value,deal amount,opportunity amount,total,price,revenue,montant,valeur,montant ht,total ht,ca",
    ),
    field(Field::Currency, Shape::Choice, CURRENCY),
    field(
        Field::DealKind,
        Shape::Choice,
        "opportunity type,deal type,type,business type,type d'affaire,type d'opportunité,nature",
    ),
    field(
        Field::Probability,
        Shape::Number,
        "probability,probability (%),win probability,confidence,probabilité,taux de réussite",
    ),
    field(
        Field::NextStep,
        Shape::Text(500),
        "next step,next action,next steps,prochaine étape,prochaine action,action suivante",
    ),
    field(
        Field::Source,
        Shape::Text(120),
        "lead source,source,channel,origin,origine,canal,provenance",
    ),
    field(
        Field::LossReason,
        Shape::Choice,
        "loss reason,lost reason,closed lost reason,reason lost,motif de perte,raison de la perte,cause de perte",
    ),
];
