//! A message to a webhook; what may be called and how is the business of [`crate::platform::outgoing`].

pub use crate::platform::outgoing::Door;
use crate::platform::outgoing::{exchange, target_and_host};
use http::{Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use url::Url;

/// What is read of an answer, in bytes.
const READ: usize = 64 * 1024;
/// What is kept of it, in characters.
const EXCERPT: usize = 500;

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
    let Some(request) = request(&url, message) else {
        return Sent::fault("address");
    };
    match exchange(door, &url, request, READ).await {
        Ok(answer) => Sent {
            status: Some(answer.status),
            error: "",
            excerpt: String::from_utf8_lossy(&answer.body)
                .chars()
                .filter(|c| !c.is_control() || *c == '\n')
                .take(EXCERPT)
                .collect(),
        },
        Err(error) => Sent::fault(error),
    }
}

fn request(url: &Url, message: Message<'_>) -> Option<Request<Full<Bytes>>> {
    let (target, host) = target_and_host(url)?;
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
