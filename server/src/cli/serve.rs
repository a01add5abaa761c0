//! `jalon serve`.

use super::{Config, Failure, KeyFile, Mail, SignOn, demo, following, open, services, stopping};
use crate::http::{self, Network};
use clap::Args;
use services::platform::jobs::Runner;
use services::platform::outgoing::Door;
use services::platform::webhooks;
use shared::kernel::Instant;
use std::net::SocketAddr;
use std::path::PathBuf;
use store::{Schema, Store};
use tokio::net::TcpListener;

/// What is kept free by default: room for sign-ins, and for the log of SQLite to be put in its place.
const MIN_FREE_MB: u32 = 64;

/// How to serve.
#[derive(Args, Clone)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long, env = "JALON_LISTEN", default_value = "127.0.0.1:4170")]
    pub listen: SocketAddr,
    /// Load the sample company into an empty database, show its logins on the sign-in page, and let
    /// them in; without this nobody of the sample company may sign in.
    #[arg(long, env = "JALON_DEMO")]
    pub demo: bool,
    /// Allow demo mode on an address that other machines can reach.
    #[arg(long, env = "JALON_DEMO_PUBLIC")]
    pub demo_public: bool,
    /// The address people type, when a proxy stands in front (https://crm.example.com): makes
    /// cookies secure and is the one origin that may send changes.
    #[arg(long, env = "JALON_PUBLIC_URL", value_parser = public_origin)]
    pub public_url: Option<String>,
    /// Addresses of proxies in front (10.0.0.2, 10.0.0.0/8), whose X-Forwarded-For says who asks.
    #[arg(
        long = "trusted-proxy",
        env = "JALON_TRUSTED_PROXIES",
        value_delimiter = ','
    )]
    pub trusted_proxies: Vec<Network>,
    #[command(flatten)]
    pub mail: Mail,
    /// Requests a minute one token of the interface may send.
    #[arg(long, env = "JALON_API_RATE", default_value_t = http::api::PER_MINUTE)]
    pub api_rate: u32,
    /// Requests worked on at the same time. More wait for a moment; when too many do, they are told to come
    /// again (503).
    #[arg(long, env = "JALON_AT_ONCE", default_value_t = http::AT_ONCE)]
    pub at_once: u32,
    /// Let webhooks call addresses inside the network, and without encryption: for development.
    #[arg(long, env = "JALON_WEBHOOKS_INSIDE")]
    pub webhooks_inside: bool,
    /// Let providers of single sign-on be inside the network. Without this only those of the public
    /// Internet are asked, and one on this machine when nobody else can reach the server.
    #[arg(long, env = "JALON_PROVIDERS_INSIDE")]
    pub providers_inside: bool,
    /// Megabytes of the disk of a SQLite database that stay free: below, the server is read only until there
    /// is room again. 0 leaves it to the database to refuse.
    #[arg(long, env = "JALON_MIN_FREE", default_value_t = MIN_FREE_MB)]
    pub min_free: u32,
    /// Folder for the files of full exports; `exports` beside the database by default. Several servers of one
    /// database share it.
    #[arg(long, env = "JALON_EXPORT_FOLDER")]
    pub export_folder: Option<PathBuf>,
    #[command(flatten)]
    pub sign_on: SignOn,
    #[command(flatten)]
    pub keys: KeyFile,
}

/// `https://host`, as a browser writes an origin: small letters, without the usual port, no path.
fn public_origin(url: &str) -> Result<String, String> {
    let url = url.trim().to_ascii_lowercase();
    let (scheme, usual, rest) = match url.split_once("://") {
        Some(("https", rest)) => ("https", ":443", rest),
        Some(("http", rest)) => ("http", ":80", rest),
        _ => return Err("it begins with https:// or http://".to_owned()),
    };
    let host = rest.strip_suffix('/').unwrap_or(rest);
    let host = host.strip_suffix(usual).unwrap_or(host);
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || host.starts_with(':') || !host.chars().all(sound) {
        return Err("after https:// stands a host, perhaps a port, and no path".to_owned());
    }
    Ok(format!("{scheme}://{host}"))
}

impl Serve {
    /// The address people type, when the server listens on `address`.
    fn base_url(&self, address: SocketAddr) -> String {
        let listened = || format!("http://{address}");
        self.public_url.clone().unwrap_or_else(listened)
    }

    /// Where others can reach the server; nowhere when it is for this machine alone.
    fn reachable(&self) -> Option<String> {
        match &self.public_url {
            Some(url) => Some(url.clone()),
            None if !self.listen.ip().is_loopback() => Some(self.listen.to_string()),
            None => None,
        }
    }

    /// Which addresses the providers of single sign-on may have.
    fn provider_door(&self) -> Door {
        if self.providers_inside {
            Door::Network
        } else if self.reachable().is_none() {
            Door::Home
        } else {
            Door::Outside
        }
    }

    /// Where the files of exports are.
    fn export_folder(&self, config: &Config) -> PathBuf {
        self.export_folder
            .clone()
            .unwrap_or_else(|| config.beside("exports"))
    }

    /// What stands against serving so.
    fn check(&self) -> Result<(), Failure> {
        match self.reachable() {
            Some(place) if self.demo && !self.demo_public => Err(format!(
                "demo mode shows passwords on the sign-in page and is refused on {place}; listen on 127.0.0.1 without a public URL, or add --demo-public if you mean it"
            )
            .into()),
            _ => Ok(()),
        }
    }
}

/// `--check-config`: says what would be served and from which database, and changes nothing.
pub async fn check(config: &Config, serve: &Serve) -> Result<(), Failure> {
    serve.check()?;
    let schema = Store::look(&config.database).await?;
    println!("database  {}", config.masked_url());
    match schema {
        Schema::Absent => println!("schema    none yet: `jalon serve` makes it"),
        Schema::Pending(0) => println!("schema    up to date"),
        Schema::Pending(count) => println!("schema    {count} migrations to come"),
        Schema::Newer => return Err("the database belongs to a newer version of jalon".into()),
    }
    println!("listen    {}", serve.listen);
    println!("min free  {} MB", serve.min_free);
    println!("exports   {}", serve.export_folder(config).display());
    println!("demo      {}", if serve.demo { "on" } else { "off" });
    let base_url = serve.base_url(serve.listen);
    serve.mail.deployment(config, base_url, Instant(0))?;
    println!("mail      {}", serve.mail.shown(config));
    println!(
        "public    {}",
        serve.public_url.as_deref().unwrap_or("(as listened)")
    );
    println!("keys      {}", serve.keys.shown(config)?);
    println!("sign-on   {}", serve.sign_on.shown(serve.provider_door())?);
    let proxies: Vec<String> = serve
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    println!(
        "proxies   {}",
        if proxies.is_empty() {
            "(none believed)".to_owned()
        } else {
            proxies.join(", ")
        }
    );
    Ok(())
}

pub async fn run(config: &Config, serve: Serve) -> Result<(), Failure> {
    serve.check()?;
    let provider = serve.sign_on.provider(serve.provider_door())?;
    let services = services(open(config).await?);
    services.ensure_set_up().await?;
    serve.keys.seal(config, &services).await?;
    // The logins are shown only where the sample company is: its passwords open nothing else.
    let mut logins = Vec::new();
    if serve.demo {
        demo::load_into_empty(&services).await?;
        if services.has_demo().await? {
            services.allow_sample_logins();
            logins = demo::demo_logins();
        }
    }
    if serve.webhooks_inside {
        services.allow_webhooks_inside();
    }
    services.allow_providers(serve.provider_door());
    services.export_into(serve.export_folder(config));
    if let Some((draft, secret)) = &provider {
        let kept = services.keep_provider(draft, secret).await;
        kept.map_err(|problem| {
            let why = i18n::problem_text(i18n::Lang::En, &problem);
            format!("the provider of --sign-on-issuer: {why}")
        })?;
    }
    // What a start must write it writes on the last of the room, too.
    let floor = i64::from(serve.min_free) * 1_000_000;
    services.store().keep_free(floor);
    let state = http::State::new(services.clone(), &serve, logins);
    let router = http::router(state.clone());
    let listener = TcpListener::bind(serve.listen).await.map_err(|error| {
        format!(
            "cannot listen on {}: {error}; choose another address with --listen",
            serve.listen
        )
    })?;
    let address = listener.local_addr()?;
    let started_at = services.clock().now();
    let base_url = serve.base_url(address);
    services.deploy(serve.mail.deployment(config, base_url, started_at)?);
    announce(&state, address);
    let following = tokio::spawn(following::follow(state.services.clone(), state.stopping()));
    let hearing = tokio::spawn(following::hear_neighbours(
        state.services.clone(),
        state.stopping(),
    ));
    let sealing = tokio::spawn(following::seal(state.services.clone(), state.stopping()));
    let learning = tokio::spawn(learn(services.clone()));
    let told = |mut stopping: tokio::sync::watch::Receiver<bool>| async move {
        // The sender lives as long as the state: this waits until it says so.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let (jobs, hooks) = (
        Runner::new(services.clone()),
        webhooks::Runner::new(services),
    );
    let (end_of_jobs, end_of_hooks) = (told(state.stopping()), told(state.stopping()));
    let served = stopping::serve_until(listener, router, state, stopping::told_to_stop());
    let (served, (), ()) = tokio::join!(served, jobs.run(end_of_jobs), hooks.run(end_of_hooks));
    // It stops with the server; what it has not told is told by the next one.
    following.abort();
    hearing.abort();
    sealing.abort();
    learning.abort();
    Ok(served?)
}

/// The first search with a slip need not wait for all words to be read.
async fn learn(services: services::Services) {
    if let Err(problem) = services.learn_words().await {
        tracing::warn!(?problem, "the words of searches are read when one asks");
    }
}

fn announce(state: &http::State, address: SocketAddr) {
    println!("Jalon listens on http://{address}");
    for login in state.demo_logins() {
        println!(
            "  {:<16} {:<32} password {}",
            login.role.code(),
            login.email,
            login.password
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn a_public_url_becomes_the_origin_browsers_send() {
        for (typed, origin) in [
            ("https://CRM.example.com/", "https://crm.example.com"),
            ("https://crm.example.com:443", "https://crm.example.com"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ] {
            assert_eq!(public_origin(typed).as_deref(), Ok(origin), "{typed}");
        }
        for wrong in [
            "",
            "crm.example.com",
            "ftp://crm.example.com",
            "javascript://x",
            "https://",
            "https://:443",
            "https://crm.example.com/jalon",
            "https://user@crm.example.com",
            "https://crm.example.com?x",
            "https://crm example.com",
        ] {
            assert!(public_origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn demo_mode_needs_force_wherever_others_may_come() {
        let serve = |listen: [u8; 4], url: Option<&str>, forced| Serve {
            listen: (listen, 4170).into(),
            demo: true,
            demo_public: forced,
            public_url: url.map(str::to_owned),
            trusted_proxies: Vec::new(),
            mail: Mail::default(),
            api_rate: 600,
            at_once: http::AT_ONCE,
            webhooks_inside: false,
            providers_inside: false,
            min_free: 0,
            export_folder: None,
            sign_on: SignOn::default(),
            keys: KeyFile::default(),
        };
        assert!(serve([127, 0, 0, 1], None, false).check().is_ok());
        assert!(serve([0, 0, 0, 0], None, false).check().is_err());
        let url = Some("https://crm.example.com");
        assert!(serve([127, 0, 0, 1], url, false).check().is_err());
        assert!(serve([127, 0, 0, 1], url, true).check().is_ok());
        assert!(serve([0, 0, 0, 0], None, true).check().is_ok());
    }

    #[test]
    fn a_server_others_reach_asks_no_provider_on_its_own_machine() {
        let serve = |args: &[&str]| {
            let all = ["jalon", "serve"].iter().chain(args);
            match crate::cli::Cli::try_parse_from(all).unwrap().command {
                Some(crate::cli::Command::Serve(serve)) => serve.provider_door(),
                _ => panic!("not serve"),
            }
        };
        assert_eq!(serve(&["--listen", "127.0.0.1:1"]), Door::Home);
        assert_eq!(serve(&["--listen", "0.0.0.0:1"]), Door::Outside);
        let url = [
            "--listen",
            "127.0.0.1:1",
            "--public-url",
            "https://crm.example.com",
        ];
        assert_eq!(serve(&url), Door::Outside);
        assert_eq!(serve(&["--providers-inside"]), Door::Network);
    }
}
