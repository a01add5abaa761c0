//! The list as a file: the columns, the order and the filter shown, read piece by piece with the
//! rights of who asks.

use super::read::{Piece, piece};
use super::totals::TotalsSheet;
use super::{ground, reading};
use crate::{Ctx, OrProblem, Registry};
use i18n::{k, list_cell, list_field, t, tf};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use shared::kernel::{Issue, Lang, Money, Problem, ProblemKind, Zone};
use shared::platform::imports::bad_rows::neutralised;
use shared::platform::views::{
    Cell, ExportFile, ExportRows, Field, Fields, FileForm, Kind, Object, Resolved, ViewRow,
    ViewSpec, check_spec, own_sums, parse_columns, parse_group,
};
use store::Session;
use store::platform::views::{self as rows, ListAsked, ListFacts};

/// Most records of one file.
const LIMIT: usize = 50_000;
/// Records read at once.
const PIECE: u32 = 200;

pub(super) fn register(registry: &mut Registry) {
    registry.add(export);
}

/// What a file is written from.
struct Sheet {
    lang: Lang,
    zone: Zone,
    fields: Vec<&'static Field>,
    rows: Vec<ViewRow>,
    totals: Option<TotalsSheet>,
}

async fn export(ctx: Ctx, request: ExportRows) -> Result<ExportFile, Problem> {
    let object = request.object;
    let mut session = ctx.read().await?;
    let (ground, settings) = ground(&ctx, &mut session).await?;
    let facts = reading(&ctx, &session, &settings, object)?;
    let fields = settings.list_fields(object, &ctx.actor);
    let filter = check_spec(fields, &request.spec, &ground).map_err(Problem::because)?;
    let mut spec = request.spec.clone();
    spec.columns = spec.shown_columns(object);
    // Grouped, the group stands first, so that the file says what the page's headings say.
    if let Some(group) = parse_group(fields, &spec.group).map_err(Problem::because)?
        && spec.columns.iter().all(|name| name != group.name)
    {
        spec.columns.insert(0, group.name.to_owned());
    }
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let asked = Piece {
            fields,
            spec: &spec,
            filter: &filter,
            after: after.as_ref(),
            limit: PIECE,
        };
        let (found, next) = piece(&mut session, &facts, asked).await?;
        rows.extend(found);
        if rows.len() > LIMIT {
            return Err(Problem::because(
                Issue::error("export_too_long", "filter").with("max", LIMIT),
            ));
        }
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let lang = ctx.actor.lang;
    let totals = match request.form {
        FileForm::Csv => None,
        FileForm::Xlsx => Some(totals(&mut session, &facts, (fields, &spec, &filter)).await?),
    };
    let fields = parse_columns(fields, &spec.columns).map_err(Problem::because)?;
    let sheet = Sheet {
        lang,
        zone: ctx.actor.zone.clone(),
        fields,
        rows,
        totals,
    };
    let bytes = match request.form {
        FileForm::Csv => sheet.csv(),
        FileForm::Xlsx => sheet.xlsx(object).ok(),
    };
    let bytes = bytes.ok_or_else(|| Problem::of(ProblemKind::Internal))?;
    let name = i18n::Key::by_name(&format!("views.file.{}", object.code()))
        .map_or(object.code(), |key| t(lang, key));
    Ok(ExportFile {
        name: format!("{name}-{}.{}", ctx.today(), request.form.code()),
        bytes,
    })
}

/// Number and sums of what the file holds, the sums of own fields where their column is in it.
async fn totals(
    session: &mut Session,
    facts: &ListFacts<'_>,
    (fields, spec, filter): (Fields, &ViewSpec, &Resolved),
) -> Result<TotalsSheet, Problem> {
    let own = own_sums(fields, &spec.columns);
    let group = parse_group(fields, &spec.group).map_err(Problem::because)?;
    let asked = ListAsked {
        object: fields.object(),
        filter,
        search: &spec.search,
        sort: &[],
        group,
        columns: &[],
    };
    let whole = rows::list_sums(session, facts, &asked, &own)
        .await
        .or_problem()?;
    let groups = match group {
        Some(field) => {
            let found = rows::list_groups(session, facts, &asked, field, &own).await;
            Some((field, found.or_problem()?))
        }
        None => None,
    };
    Ok(TotalsSheet {
        fields,
        whole,
        groups,
    })
}

impl Sheet {
    /// The heads: an amount has a second column with its currency.
    fn heads(&self) -> Vec<String> {
        let mut heads = Vec::new();
        for field in &self.fields {
            let name = list_field(self.lang, field);
            if field.kind == Kind::Money && field.name != "open_amount" {
                heads.push(name.clone());
                heads.push(tf(self.lang, k::views::CURRENCY_OF, &[("name", &name)]));
            } else {
                heads.push(name);
            }
        }
        heads
    }

    fn csv(&self) -> Option<Vec<u8>> {
        // Without the mark, spreadsheets take UTF-8 for something else.
        let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        out.write_record(self.heads()).ok()?;
        for row in &self.rows {
            let mut record = Vec::new();
            for (field, cell) in self.fields.iter().zip(&row.cells) {
                self.push_plain(&mut record, field, cell);
            }
            out.write_record(record).ok()?;
        }
        out.into_inner().ok()
    }

    /// Numbers and days in the forms other programs read, words in the reader's language.
    fn push_plain(&self, record: &mut Vec<String>, field: &Field, cell: &Cell) {
        let money = field.kind == Kind::Money && field.name != "open_amount";
        match cell {
            Cell::Money(money) => {
                record.push(money.to_decimal().to_string());
                record.push(money.currency.code().to_owned());
            }
            Cell::Empty => {
                record.extend(std::iter::repeat_n(
                    String::new(),
                    if money { 2 } else { 1 },
                ));
            }
            Cell::Number(number) if field.kind == Kind::Percent => {
                record.push(
                    rust_decimal::Decimal::new(*number, 2)
                        .normalize()
                        .to_string(),
                );
            }
            Cell::Number(number) if field.kind == Kind::Decimal => {
                record.push(decimal(*number).to_string());
            }
            Cell::Number(number) => record.push(number.to_string()),
            Cell::Day(day) => record.push(day.to_string()),
            Cell::At(at) => {
                let local = self.zone.local(*at);
                record.push(local.format("%Y-%m-%d %H:%M").to_string());
            }
            other => record.push(neutralised(&list_cell(self.lang, field, other, &self.zone))),
        }
    }

    fn xlsx(&self, object: Object) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let title = list_title(self.lang, object);
        let page = book.add_worksheet().set_name(title)?;
        let bold = Format::new().set_bold();
        for (at, head) in (0_u16..).zip(self.heads()) {
            page.write_string_with_format(0, at, &head, &bold)?;
        }
        page.set_freeze_panes(1, 1)?;
        let formats = Formats::new();
        for (line, row) in (1_u32..).zip(&self.rows) {
            let mut at = 0_u16;
            for (field, cell) in self.fields.iter().zip(&row.cells) {
                at += self.write(page, &formats, (line, at), field, cell)?;
            }
        }
        page.autofit();
        if let Some(totals) = self.totals.as_ref().filter(|totals| totals.is_needed()) {
            self.write_totals(book.add_worksheet(), totals)?;
        }
        book.save_to_buffer()
    }

    fn write_totals(&self, page: &mut Worksheet, totals: &TotalsSheet) -> Result<(), XlsxError> {
        page.set_name(t(self.lang, k::views::TOTALS))?;
        let bold = Format::new().set_bold();
        for (at, head) in (0_u16..).zip(TotalsSheet::heads(self.lang)) {
            page.write_string_with_format(0, at, head, &bold)?;
        }
        page.set_freeze_panes(1, 0)?;
        let format = Format::new().set_num_format("#,##0.00##");
        let lines = totals.lines(self.lang, &self.zone);
        for (line, (texts, sum)) in (1_u32..).zip(lines) {
            // A string cell is never a formula.
            for (at, text) in (0_u16..).zip(texts) {
                page.write_string(line, at, text)?;
            }
            page.write_number_with_format(line, 3, sum, &format)?;
        }
        page.autofit();
        Ok(())
    }

    /// Writes a cell; gives the number of columns it takes.
    fn write(
        &self,
        page: &mut Worksheet,
        formats: &Formats,
        (line, at): (u32, u16),
        field: &Field,
        cell: &Cell,
    ) -> Result<u16, XlsxError> {
        let number = |value: i64| value.to_f64().unwrap_or_default();
        match cell {
            Cell::Money(money) => {
                page.write_number_with_format(line, at, amount(*money), &formats.money)?;
                page.write_string(line, at + 1, money.currency.code())?;
                return Ok(2);
            }
            Cell::Empty => {}
            Cell::Number(value) if field.kind == Kind::Percent => {
                let share = number(*value) / 10_000.0;
                page.write_number_with_format(line, at, share, &formats.percent)?;
            }
            Cell::Number(value) if field.kind == Kind::Decimal => {
                page.write_number(line, at, decimal(*value).to_f64().unwrap_or_default())?;
            }
            Cell::Number(value) => {
                page.write_number(line, at, number(*value))?;
            }
            Cell::Day(day) => match ExcelDateTime::parse_from_str(&day.to_string()) {
                Ok(day) => {
                    page.write_datetime_with_format(line, at, &day, &formats.day)?;
                }
                // A day spreadsheets do not know: before 1900.
                Err(_) => {
                    page.write_string(line, at, day.to_string())?;
                }
            },
            Cell::At(moment) => {
                let text = self
                    .zone
                    .local(*moment)
                    .format("%Y-%m-%dT%H:%M:%S")
                    .to_string();
                match ExcelDateTime::parse_from_str(&text) {
                    Ok(moment) => {
                        page.write_datetime_with_format(line, at, &moment, &formats.moment)?;
                    }
                    Err(_) => {
                        page.write_string(line, at, text)?;
                    }
                }
            }
            // A string cell is never a formula.
            other => {
                page.write_string(line, at, list_cell(self.lang, field, other, &self.zone))?;
            }
        }
        let money = field.kind == Kind::Money && field.name != "open_amount";
        Ok(if money { 2 } else { 1 })
    }
}

struct Formats {
    money: Format,
    percent: Format,
    day: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            money: Format::new().set_num_format("#,##0.00"),
            percent: Format::new().set_num_format("0.##%"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        }
    }
}

/// A number of an administrator's field.
fn decimal(scaled: i64) -> rust_decimal::Decimal {
    rust_decimal::Decimal::new(scaled, shared::platform::fields::DECIMALS).normalize()
}

fn amount(money: Money) -> f64 {
    money.to_decimal().to_f64().unwrap_or_default()
}

/// The name of the sheet.
fn list_title(lang: Lang, object: Object) -> &'static str {
    t(
        lang,
        match object {
            Object::Opportunities => k::deals::LIST_TITLE,
            Object::Accounts => k::crm::ACCOUNTS_TITLE,
            Object::Contacts => k::crm::CONTACTS_TITLE,
            Object::Leads => k::leads::TITLE,
            Object::Quotes => k::cpq::QUOTES_TITLE,
            Object::Tasks => k::work::TASKS_TITLE,
            Object::Products => k::cpq::products::TITLE,
        },
    )
}
