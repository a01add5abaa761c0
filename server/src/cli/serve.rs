//! `jalon serve`.

use super::{Config, Failure, demo, open, services, stopping};
use crate::http;
use clap::Args;
use std::net::{IpAddr, SocketAddr};
use tokio::net::TcpListener;

/// How to serve.
#[derive(Args, Clone)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long, env = "JALON_LISTEN", default_value = "127.0.0.1:4170")]
    pub listen: SocketAddr,
    /// Load the sample company into an empty database and show its logins on the sign-in page.
    #[arg(long, env = "JALON_DEMO")]
    pub demo: bool,
    /// Allow demo mode on an address that other machines can reach.
    #[arg(long)]
    pub demo_public: bool,
    /// The address people type, when a proxy stands in front (https://crm.example.com): makes
    /// cookies secure and is the one origin that may send changes.
    #[arg(long, env = "JALON_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Check the configuration and the database, then stop.
    #[arg(long)]
    pub check_config: bool,
}

fn is_local(address: IpAddr) -> bool {
    address.is_loopback()
}

pub async fn run(config: &Config, serve: Serve) -> Result<(), Failure> {
    if serve.demo && !is_local(serve.listen.ip()) && !serve.demo_public {
        return Err(format!(
            "demo mode shows passwords on the sign-in page and is refused on {}; listen on 127.0.0.1, or add --demo-public if you mean it",
            serve.listen
        )
        .into());
    }
    let store = open(config).await?;
    let services = services(store);
    if serve.check_config {
        println!(
            "database  {} ({})",
            config.masked_url(),
            services.store().kind()
        );
        println!("listen    {}", serve.listen);
        println!("demo      {}", if serve.demo { "on" } else { "off" });
        println!(
            "public    {}",
            serve.public_url.as_deref().unwrap_or("(as listened)")
        );
        return Ok(());
    }
    services.ensure_set_up().await?;
    // The logins are shown only where the sample company is: its passwords open nothing else.
    let mut logins = Vec::new();
    if serve.demo {
        demo::load_into_empty(&services).await?;
        if services.has_demo().await? {
            logins = demo::demo_logins();
        }
    }
    let state = http::State::new(services, &serve, logins);
    let router = http::router(state.clone());
    let listener = TcpListener::bind(serve.listen).await.map_err(|error| {
        format!(
            "cannot listen on {}: {error}; choose another address with --listen",
            serve.listen
        )
    })?;
    let address = listener.local_addr()?;
    announce(&state, address);
    stopping::serve_until(listener, router, state, stopping::told_to_stop()).await?;
    Ok(())
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
