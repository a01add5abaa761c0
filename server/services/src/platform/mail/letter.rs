//! A message from its parts: the same words as plain text and as HTML.

use super::Dress;
use html_escape::encode_text;
use i18n::{k, t};
use shared::kernel::Lang;
use shared::platform::mail::{Address, Message, Subject};
use std::fmt::Write;

/// The parts of a message: paragraphs, one thing to press, and what is good to know.
pub struct Letter<'a> {
    /// Language of the frame.
    pub lang: Lang,
    /// What it is about.
    pub subject: &'a str,
    /// Before what is to be pressed.
    pub paragraphs: &'a [String],
    /// What is to be pressed: its words and where it leads.
    pub action: Option<(&'a str, &'a str)>,
    /// After it.
    pub after: &'a [String],
    /// The company's look around it.
    pub dress: &'a Dress,
}

impl Letter<'_> {
    /// The message to `to`. What comes from people is escaped.
    #[must_use]
    pub fn to(&self, to: Address) -> Message {
        let mut text = String::new();
        let mut body = String::new();
        // Writing to a String cannot fail.
        for paragraph in self.paragraphs {
            let _ = write!(text, "{paragraph}\n\n");
            let _ = write!(body, "<p>{}</p>", encode_text(paragraph));
        }
        if let Some((label, url)) = self.action {
            let _ = write!(text, "{label}\n{url}\n\n");
            body.push_str(&self.dress.button(label, url));
        }
        for paragraph in self.after {
            let _ = write!(text, "{paragraph}\n\n");
            let _ = write!(body, "<p>{}</p>", encode_text(paragraph));
        }
        let footer = t(self.lang, k::mail::FOOTER);
        let _ = writeln!(text, "-- \n{footer}");
        if let Some(foot) = self.dress.foot(self.lang) {
            let _ = writeln!(text, "{foot}");
        }
        let subject = Subject::new(self.subject);
        let html = self
            .dress
            .around(self.lang, subject.as_str(), &body, footer);
        Message {
            to,
            subject,
            text,
            html,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dress::tests::dress;
    use super::*;

    #[test]
    fn what_people_typed_is_escaped() {
        let letter = Letter {
            lang: Lang::En,
            subject: "Hello <b>",
            paragraphs: &["<script>x</script> & co".to_owned()],
            action: Some(("Go \"on\"", "https://x.example/?a=1&b=\"2\"")),
            after: &[],
            dress: &dress(true),
        };
        let message = letter.to(Address::parse("a@b.example").unwrap());
        assert!(!message.html.contains("<script>"), "{}", message.html);
        assert!(message.html.contains("&lt;script&gt;"));
        assert!(
            message
                .html
                .contains("href=\"https://x.example/?a=1&amp;b=&quot;2&quot;\"")
        );
        assert!(message.text.contains("<script>x</script> & co"));
        assert_eq!(message.subject.as_str(), "Hello <b>");
        // The company's last line, in both forms.
        assert!(message.text.ends_with("Registered <in> Lyon\nVAT\n"));
        assert!(message.html.contains("Registered &lt;in&gt; Lyon<br>VAT"));
    }
}
