//! One request to an address of somebody else's: found once, checked, and connected to exactly as
//! checked. No redirect is followed, no proxy asked, and nothing waits longer than it must.

use http::{Request, StatusCode, header};
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
/// What is read of an answer, in bytes.
const READ: usize = 64 * 1024;
/// What is kept of it, in characters.
const EXCERPT: usize = 500;

/// Which addresses may be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    /// Those of the public Internet, by https.
    #[default]
    Outside,
    /// Any, by http too: for development.
    Inside,
}

/// What came of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The status of the answer, when there was one.
    pub status: Option<u16>,
    /// Why there was none: `refused_address`, `name`, `connect`, `tls`, `timeout`, `broken`,
    /// `address`. Empty when there was one.
    pub error: &'static str,
    /// The beginning of the answer.
    pub excerpt: String,
}

impl Sent {
    fn fault(error: &'static str) -> Self {
        Self {
            error,
            ..Self::default()
        }
    }

    /// Whether the other side took it.
    #[must_use]
    pub fn taken(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether the other side wants no more of it, ever (410 Gone).
    #[must_use]
    pub fn gone(&self) -> bool {
        self.status == Some(StatusCode::GONE.as_u16())
    }
}

/// What is sent.
pub struct Message<'a> {
    pub url: &'a str,
    pub id: &'a str,
    pub timestamp: i64,
    pub signature: &'a str,
    pub body: String,
}

/// Sends a message; every fault is an outcome.
pub async fn send(door: Door, message: Message<'_>) -> Sent {
    let Ok(url) = Url::parse(message.url) else {
        return Sent::fault("address");
    };
    let encrypted = match (url.scheme(), door) {
        ("https", _) => true,
        ("http", Door::Inside) => false,
        _ => return Sent::fault("address"),
    };
    let stream = match tokio::time::timeout(CONNECT, connect(&url, door)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Sent::fault(error),
        Err(_) => return Sent::fault("timeout"),
    };
    let Some(request) = request(&url, message) else {
        return Sent::fault("address");
    };
    let exchange = async {
        if encrypted {
            let Some(name) = url.host_str().and_then(server_name) else {
                return Sent::fault("address");
            };
            let Some(tls) = tls() else {
                return Sent::fault("tls");
            };
            match tokio::time::timeout(CONNECT, tls.connect(name, stream)).await {
                Ok(Ok(stream)) => speak(stream, request).await,
                Ok(Err(_)) => Sent::fault("tls"),
                Err(_) => Sent::fault("timeout"),
            }
        } else {
            speak(stream, request).await
        }
    };
    tokio::time::timeout(ANSWER, exchange)
        .await
        .unwrap_or_else(|_| Sent::fault("timeout"))
}

/// A connection to the first address of the host that answers. The name is asked once, and one closed
/// address among its addresses closes it: nothing can change between the check and the connection.
async fn connect(url: &Url, door: Door) -> Result<TcpStream, &'static str> {
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
    let closed = |address: &SocketAddr| !may_be_called(address.ip());
    if door == Door::Outside && addresses.iter().any(closed) {
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

fn request(url: &Url, message: Message<'_>) -> Option<Request<Full<Bytes>>> {
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str()?),
        None => url.host_str()?.to_owned(),
    };
    Request::post(target)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, "Jalon-Webhooks/1")
        .header("webhook-id", message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", message.signature)
        .body(Full::new(Bytes::from(message.body)))
        .ok()
}

async fn speak<S>(stream: S, request: Request<Full<Bytes>>) -> Sent
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Ok((mut sender, connection)) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await
    else {
        return Sent::fault("broken");
    };
    // Ends with the sender, which this function keeps.
    let connection = tokio::spawn(async move {
        let _ = connection.await;
    });
    let sent = match sender.send_request(request).await {
        Ok(response) => {
            let status = response.status().as_u16();
            // A body without end is cut; what was read before it counts for nothing then.
            let body = Limited::new(response.into_body(), READ).collect().await;
            let bytes = body.map(|body| body.to_bytes()).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            Sent {
                status: Some(status),
                error: "",
                excerpt: text
                    .chars()
                    .filter(|c| !c.is_control() || *c == '\n')
                    .take(EXCERPT)
                    .collect(),
            }
        }
        Err(_) => Sent::fault("broken"),
    };
    connection.abort();
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    fn message(url: &str) -> Message<'_> {
        Message {
            url,
            id: "evt_1",
            timestamp: 1,
            signature: "v1,x",
            body: "{}".to_owned(),
        }
    }

    /// A server that answers once with `answer`; gives its address and what it was sent.
    async fn once(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?x=1", listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 4096];
            let read = stream.read(&mut buffer).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8_lossy(&buffer[..read]).into_owned()
        });
        (url, heard)
    }

    #[tokio::test]
    async fn a_message_arrives_with_its_headers() {
        let (url, heard) = once("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
        let sent = send(Door::Inside, message(&url)).await;
        assert!(sent.taken());
        assert_eq!(sent.excerpt, "ok");
        let heard = heard.await.unwrap();
        assert!(heard.starts_with("POST /hook?x=1 HTTP/1.1\r\n"), "{heard}");
        assert!(heard.contains("webhook-id: evt_1") && heard.contains("webhook-signature: v1,x"));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        let (url, _) = once(
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
        )
        .await;
        let sent = send(Door::Inside, message(&url)).await;
        assert_eq!(sent.status, Some(302));
        assert!(!sent.taken());
    }

    #[tokio::test]
    async fn nothing_inside_is_called_from_outside() {
        for url in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://localhost/",
        ] {
            let sent = send(Door::Outside, message(url)).await;
            assert_eq!(sent.error, "refused_address", "{url}");
        }
        let sent = send(Door::Outside, message("http://example.com/")).await;
        assert_eq!(sent.error, "address");
    }
}
