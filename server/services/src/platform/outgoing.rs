//! One request to an address somebody typed: found once, checked, and connected to exactly as checked. No
//! redirect is followed, no proxy asked, and nothing waits longer than it must. Webhooks and the providers
//! people sign in with are spoken to this way.

use http::Request;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use shared::platform::webhooks::may_be_called;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// For the name and the connection, and again for the encryption.
const CONNECT: Duration = Duration::from_secs(5);
/// For the request and its answer.
const ANSWER: Duration = Duration::from_secs(15);

/// Which addresses may be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    /// Those of the public Internet, by https.
    #[default]
    Outside,
    /// Those, and this very machine, by http too.
    Home,
    /// Any by https, and this very machine by http too: for providers inside a company's network.
    Network,
    /// Any, by http too: for development.
    Inside,
}

impl Door {
    /// Whether a connection to `address` may be made.
    fn lets_through(self, address: SocketAddr, encrypted: bool) -> bool {
        let here = address.ip().is_loopback();
        let outside = may_be_called(address.ip());
        match self {
            Door::Outside => encrypted && outside,
            Door::Home => here || (encrypted && outside),
            Door::Network => here || encrypted,
            Door::Inside => true,
        }
    }

    /// Whether anything is spoken to without encryption.
    #[must_use]
    pub const fn plain(self) -> bool {
        !matches!(self, Door::Outside)
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; nothing when it was longer than what is read.
    pub body: Bytes,
}

/// Makes the request, and reads at most `read` bytes of the answer.
///
/// # Errors
/// Why there was no answer: `refused_address`, `name`, `connect`, `tls`, `timeout`, `broken`, `address`.
pub async fn exchange(
    door: Door,
    url: &Url,
    request: Request<Full<Bytes>>,
    read: usize,
) -> Result<Answer, &'static str> {
    let encrypted = match url.scheme() {
        "https" => true,
        "http" if door.plain() => false,
        _ => return Err("address"),
    };
    let stream = tokio::time::timeout(CONNECT, connect(url, door, encrypted))
        .await
        .map_err(|_| "timeout")??;
    let exchange = async {
        if !encrypted {
            return speak(stream, request, read).await;
        }
        let name = url.host_str().and_then(server_name).ok_or("address")?;
        let tls = tls().ok_or("tls")?;
        match tokio::time::timeout(CONNECT, tls.connect(name, stream)).await {
            Ok(Ok(stream)) => speak(stream, request, read).await,
            Ok(Err(_)) => Err("tls"),
            Err(_) => Err("timeout"),
        }
    };
    tokio::time::timeout(ANSWER, exchange)
        .await
        .unwrap_or(Err("timeout"))
}

/// A connection to the first address of the host that answers. The name is asked once, and one closed
/// address among its addresses closes it: nothing can change between the check and the connection.
async fn connect(url: &Url, door: Door, encrypted: bool) -> Result<TcpStream, &'static str> {
    let port = url.port_or_known_default().ok_or("address")?;
    let addresses: Vec<SocketAddr> = match url.host().ok_or("address")? {
        Host::Ipv4(address) => vec![(address, port).into()],
        Host::Ipv6(address) => vec![(address, port).into()],
        Host::Domain(name) => tokio::net::lookup_host((name, port))
            .await
            .map_err(|_| "name")?
            .collect(),
    };
    if addresses.is_empty() {
        return Err("name");
    }
    let closed = |address: &SocketAddr| !door.lets_through(*address, encrypted);
    if addresses.iter().any(closed) {
        return Err("refused_address");
    }
    for address in addresses {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Ok(stream);
        }
    }
    Err("connect")
}

fn server_name(host: &str) -> Option<ServerName<'static>> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(bare.to_owned()).ok()
}

/// Certificates are believed as browsers believe them (the roots of Mozilla).
fn tls() -> Option<TlsConnector> {
    static CONFIG: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
    CONFIG
        .get_or_init(|| {
            let provider = tokio_rustls::rustls::crypto::ring::default_provider();
            let mut roots = RootCertStore::empty();
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            let config = ClientConfig::builder_with_provider(Arc::new(provider))
                .with_safe_default_protocol_versions()
                .ok()?
                .with_root_certificates(roots)
                .with_no_client_auth();
            Some(Arc::new(config))
        })
        .clone()
        .map(TlsConnector::from)
}

/// The path and query of a request line, and the value of its `Host`.
#[must_use]
pub fn target_and_host(url: &Url) -> Option<(String, String)> {
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str()?),
        None => url.host_str()?.to_owned(),
    };
    Some((target, host))
}

async fn speak<S>(
    stream: S,
    request: Request<Full<Bytes>>,
    read: usize,
) -> Result<Answer, &'static str>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Ok((mut sender, connection)) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await
    else {
        return Err("broken");
    };
    // Ends with the sender, which this function keeps.
    let connection = tokio::spawn(async move {
        let _ = connection.await;
    });
    let answer = match sender.send_request(request).await {
        Ok(response) => {
            let status = response.status().as_u16();
            // A body without end is cut; what was read before it counts for nothing then.
            let body = Limited::new(response.into_body(), read).collect().await;
            let body = body.map(|body| body.to_bytes()).unwrap_or_default();
            Ok(Answer { status, body })
        }
        Err(_) => Err("broken"),
    };
    connection.abort();
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_door_opens_as_far_as_it_says() {
        let public: SocketAddr = "1.1.1.1:443".parse().unwrap();
        let private: SocketAddr = "10.0.0.1:443".parse().unwrap();
        let here: SocketAddr = "127.0.0.1:443".parse().unwrap();
        for (door, address, plain, encrypted) in [
            (Door::Outside, public, false, true),
            (Door::Outside, private, false, false),
            (Door::Outside, here, false, false),
            (Door::Home, public, false, true),
            (Door::Home, private, false, false),
            (Door::Home, here, true, true),
            (Door::Network, public, false, true),
            (Door::Network, private, false, true),
            (Door::Network, here, true, true),
            (Door::Inside, private, true, true),
        ] {
            assert_eq!(
                door.lets_through(address, false),
                plain,
                "{door:?} {address}"
            );
            assert_eq!(
                door.lets_through(address, true),
                encrypted,
                "{door:?} {address}"
            );
        }
    }

    /// Addresses inside a network, of this machine, of the cloud's own and of nobody, as they can be written.
    const INSIDE: &[&str] = &[
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "0177.1",
        "0x7f.1",
        "0x7f.0x0.0x0.0x1",
        "0x7f000001",
        "0X7F000001",
        "2130706433",
        "017700000001",
        "127.255.255.254",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "１２７.０.０.１",
        "127。0。0。1",
        "127．0．0．1",
        "user:word@127.0.0.1",
        "127.0.0.1\\@example.com",
        "0",
        "0.0",
        "0x0",
        "0.0.0.0",
        "0.1.2.3",
        "10.1",
        "012.1",
        "0xa.1",
        "167772161",
        "10.255.255.255",
        "172.16.0.1",
        "172.1048577",
        "2886729729",
        "172.31.255.255",
        "192.168.257",
        "0xc0a80101",
        "0300.0250.1.1",
        "3232235777",
        "169.254.169.254",
        "169.254.43518",
        "169.16689662",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "100.64.0.1",
        "1681915905",
        "100.100.100.200",
        "192.0.0.192",
        "198.18.1",
        "3323068417",
        "224.0.0.1",
        "240.1",
        "4294967295",
        "0xffffffff",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:a9fe:a9fe]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::1]",
        "[2001::1]",
        "[2001:db8::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[100::1]",
        "[3fff::1]",
        "[5f00::1]",
    ];

    #[tokio::test]
    async fn no_spelling_of_an_address_inside_is_called() {
        let mut tried = 0;
        for host in INSIDE {
            for end in ["/hook", ":8443/", "?x=1"] {
                let url = Url::parse(&format!("https://{host}{end}"));
                let url = url.unwrap_or_else(|error| panic!("{host}{end}: {error}"));
                let outcome = connect(&url, Door::Outside, true).await.map(drop);
                assert_eq!(outcome, Err("refused_address"), "{host}{end}");
                tried += 1;
            }
        }
        assert!(tried > 3 * 60, "{tried}");
        // A name is asked for, and its addresses are looked at like those that are typed.
        for name in ["localhost", "LOCALHOST", "localhost."] {
            let url = Url::parse(&format!("https://{name}/")).unwrap();
            let outcome = connect(&url, Door::Outside, true).await.map(drop);
            // Where nobody resolves the name with its dot, there is nothing to call.
            let closed = outcome == Err("refused_address")
                || (name.ends_with('.') && outcome == Err("name"));
            assert!(closed, "{name}: {outcome:?}");
        }
    }
}
