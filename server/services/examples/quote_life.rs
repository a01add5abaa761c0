//! How long a quote of many lines takes to create, save, change and read: authorised, priced again
//! by the server, with its event, on a SQLite file that is flushed at every commit.
//! `cargo xtask bench` runs it. Prints `lines step median_ms p95_ms cpu_ms`.

use ports::Dispatcher;
use services::platform::demo::logins;
use services::{Services, SystemClock};
use shared::cpq::catalog::CatalogItem;
use shared::cpq::catalog::ops::GetCatalog;
use shared::cpq::quotes::ops::{CreateQuote, GetQuote, SaveQuote};
use shared::cpq::quotes::rules::LINES;
use shared::cpq::quotes::{QuoteLine, QuoteView, figures, price_draft};
use shared::crm::accounts::SuggestAccounts;
use shared::kernel::{Actor, Operation, Problem, Quantity, QuoteId, QuoteLineId};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;

const ROUNDS: u64 = 40;
/// The same of the longest quotes.
const ROUNDS_LONG: u64 = 5;

struct Desk {
    dispatcher: Arc<dyn Dispatcher>,
    actor: Actor,
}

impl Desk {
    async fn run<O: Operation>(&self, operation: O) -> Result<O::Answer, Problem> {
        ports::run(&self.dispatcher, &self.actor, operation).await
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("jalon-quotes-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let url = format!("sqlite:{}", folder.join("quotes.db").display());
    let outcome = measure(&url).await;
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

async fn measure(url: &str) -> Result<(), Box<dyn Error>> {
    let store = Store::open(url).await?;
    store.migrate().await?;
    let services = Services::new(store, Arc::new(SystemClock));
    services.load_demo().await?;
    let email = logins().into_iter().next().ok_or("no demo login")?.email;
    let mut session = services.store().read().await?;
    let id = store::platform::users::credentials(&mut session, &email, true)
        .await?
        .ok_or("no such person")?
        .user_id;
    drop(session);
    let actor = services.actor(id).await?.ok_or("no such person")?;
    let desk = Desk {
        dispatcher: Arc::new(services),
        actor,
    };
    for lines in [20, 200, LINES] {
        life(&desk, lines).await?;
    }
    Ok(())
}

/// Many quotes from birth to reading.
async fn life(desk: &Desk, lines: usize) -> Result<(), Box<dyn Error>> {
    let mut made = Step::default();
    let mut changed = Step::default();
    let mut read = Step::default();
    let account = desk
        .run(SuggestAccounts {
            text: String::new(),
            limit: 1,
        })
        .await?
        .first()
        .ok_or("no account")?
        .id;
    for round in 0..if lines == LINES { ROUNDS_LONG } else { ROUNDS } {
        let number = lines as u64 * 10_000 + round;
        let mut quote = Err(Problem::of(shared::kernel::ProblemKind::Internal));
        made.time(async {
            let created = desk
                .run(CreateQuote {
                    id: QuoteId(fresh(number)),
                    opportunity_id: None,
                    account_id: Some(account),
                    price_book_id: None,
                    title: format!("Quote {number}"),
                    language: None,
                    template_id: None,
                })
                .await?;
            quote = filled(desk, created, lines, number).await;
            Ok::<_, Problem>(())
        })
        .await?;
        let mut quote = quote?;
        if let Some(line) = quote.draft.lines.first_mut() {
            line.price.quantity = Quantity(line.price.quantity.0 + 10_000);
        }
        let id = quote.id;
        changed
            .time(async { save(desk, quote).await.map(drop) })
            .await?;
        read.time(async { desk.run(GetQuote { id }).await.map(drop) })
            .await?;
    }
    made.print(lines, "created-and-priced");
    changed.print(lines, "one-line-changed");
    read.print(lines, "read");
    Ok(())
}

async fn filled(
    desk: &Desk,
    mut quote: QuoteView,
    lines: usize,
    number: u64,
) -> Result<QuoteView, Problem> {
    let Some(book) = quote.draft.price_book_id else {
        return Err(Problem::of(shared::kernel::ProblemKind::NotFound));
    };
    let items: Vec<CatalogItem> = desk
        .run(GetCatalog {
            price_book_id: book,
        })
        .await?
        .items;
    quote.draft.lines = items
        .iter()
        .cycle()
        .take(lines)
        .enumerate()
        .map(|(at, item)| QuoteLine {
            id: QuoteLineId(fresh(number * 100_000 + at as u64)),
            product_id: Some(item.entry.product_id),
            section: None,
            description: item.name.en.clone(),
            unit: item.unit.clone(),
            price: item.to_line(),
            configuration: None,
            choice: shared::cpq::quotes::LineChoice::default(),
        })
        .collect();
    save(desk, quote).await
}

async fn save(desk: &Desk, quote: QuoteView) -> Result<QuoteView, Problem> {
    desk.run(SaveQuote {
        id: quote.id,
        version: quote.version,
        figures: figures(&price_draft(&quote.draft)),
        draft: quote.draft,
    })
    .await
}

fn fresh(number: u64) -> uuid::Uuid {
    let mut random = [7; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    shared::kernel::id::uuid_v7(1_795_424_400_000, random)
}

/// Times of one step.
#[derive(Default)]
struct Step {
    wall: Vec<Duration>,
    cpu: f64,
}

impl Step {
    async fn time(
        &mut self,
        work: impl Future<Output = Result<(), Problem>>,
    ) -> Result<(), Problem> {
        let (start, cpu) = (Instant::now(), processor_ms());
        work.await?;
        self.wall.push(start.elapsed());
        self.cpu += processor_ms() - cpu;
        Ok(())
    }

    fn print(mut self, lines: usize, step: &str) {
        self.wall.sort();
        let ms = |share: usize| {
            self.wall
                .get(self.wall.len() * share / 100)
                .map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
        };
        let cpu = self.cpu / self.wall.len().max(1) as f64;
        println!("{lines} {step} {:.2} {:.2} {cpu:.2}", ms(50), ms(95));
    }
}

/// Processor time of this process; 0 where the system does not tell.
fn processor_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat");
    let all = std::fs::read_dir("/proc/self/task").map(|tasks| {
        tasks
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok())
            .filter_map(|text| text.split(' ').next()?.parse::<f64>().ok())
            .sum::<f64>()
    });
    match (text, all) {
        (Ok(_), Ok(nanoseconds)) => nanoseconds / 1e6,
        _ => 0.0,
    }
}
