//! What every request may use.

use app::boot::DemoLogin;
use ports::Dispatcher;
use services::Services;
use std::ops::Deref;
use std::sync::Arc;

/// Shared by all requests. Cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Inner>);

/// The parts.
pub struct Inner {
    /// The use cases.
    pub services: Services,
    /// The same, as pages know them.
    pub dispatcher: Arc<dyn Dispatcher>,
    /// `https://crm.example.com`, when a proxy stands in front.
    pub public_origin: Option<String>,
    /// Proxies whose word on a visitor's address counts.
    pub trusted_proxies: Vec<super::Network>,
    /// Cookies are only sent over https (or to localhost).
    pub secure_cookies: bool,
    /// Demo logins, empty outside demo mode.
    pub demo: Vec<DemoLogin>,
    /// Changes with every build: an old page is told to reload.
    pub build: String,
    /// The clocks of live streams.
    pub pace: super::live::Pace,
    /// How long slow peers are waited for.
    pub limits: super::slow::Limits,
    /// How often tokens may ask.
    pub api: super::api::Limits,
    /// Places for requests at work.
    pub crowd: super::crowd::Crowd,
    stop: tokio::sync::watch::Sender<bool>,
}

impl Deref for State {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl State {
    /// From the use cases and the command line.
    pub fn new(services: Services, serve: &crate::cli::Serve, demo: Vec<DemoLogin>) -> Self {
        let public_origin = serve.public_url.clone();
        let secure_cookies = public_origin
            .as_deref()
            .map_or(serve.listen.ip().is_loopback(), |url| {
                url.starts_with("https://")
            });
        let dispatcher: Arc<dyn Dispatcher> = Arc::new(services.clone());
        let build = crate::assets::build();
        Self(Arc::new(Inner {
            services,
            dispatcher,
            public_origin,
            trusted_proxies: serve.trusted_proxies.clone(),
            secure_cookies,
            demo,
            build,
            pace: super::live::Pace::default(),
            limits: super::slow::Limits::default(),
            api: super::api::Limits::new(serve.api_rate),
            crowd: super::crowd::Crowd::new(serve.at_once, super::crowd::Patience::default()),
            stop: tokio::sync::watch::Sender::new(false),
        }))
    }

    /// The same with other clocks for live streams; only before it is shared.
    #[cfg(test)]
    pub fn with_pace(mut self, pace: super::live::Pace) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.pace = pace;
        }
        self
    }

    /// The same with other limits for slow peers; only before it is shared.
    #[cfg(test)]
    pub fn with_limits(mut self, limits: super::slow::Limits) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.limits = limits;
        }
        self
    }

    /// The same with other places; only before it is shared.
    #[cfg(test)]
    pub fn with_crowd(mut self, crowd: super::crowd::Crowd) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.crowd = crowd;
        }
        self
    }

    /// Ends every live stream: the server stops.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Becomes true when the server stops.
    pub fn stopping(&self) -> tokio::sync::watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// The demo logins, empty outside demo mode.
    pub fn demo_logins(&self) -> &[DemoLogin] {
        &self.demo
    }
}
