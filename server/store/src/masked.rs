//! A database's address as it may be shown.

/// The address without its password, wherever it stands: before the host or among the parameters.
#[must_use]
pub fn masked(url: &str) -> String {
    let mut text = match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(end)) if start + 3 < end => {
            let user = url
                .get(start + 3..end)
                .and_then(|part| part.split([':', '/', '?']).next())
                .unwrap_or("");
            format!(
                "{}://{user}:***{}",
                url.get(..start).unwrap_or(""),
                url.get(end..).unwrap_or("")
            )
        }
        _ => url.to_owned(),
    };
    // `password=`, `sslpassword=`; signs of one byte keep their place in small letters.
    let mut from = 0;
    while let Some(at) = text
        .to_ascii_lowercase()
        .get(from..)
        .and_then(|rest| rest.find("password="))
    {
        let start = from + at + "password=".len();
        let end = text
            .get(start..)
            .and_then(|rest| rest.find('&'))
            .map_or(text.len(), |length| start + length);
        text.replace_range(start..end, "***");
        from = start;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked_wherever_they_stand() {
        for (url, shown) in [
            ("sqlite:jalon.db", "sqlite:jalon.db"),
            (
                "postgres://jalon:s3cret@db/jalon",
                "postgres://jalon:***@db/jalon",
            ),
            (
                "postgres://jalon:s3@cret@db/jalon",
                "postgres://jalon:***@db/jalon",
            ),
            (
                "postgres://db/jalon?user=a&password=s3cret&sslmode=require",
                "postgres://db/jalon?user=a&password=***&sslmode=require",
            ),
            (
                "postgres://db/jalon?PASSWORD=s3cret&sslpassword=s3cret",
                "postgres://db/jalon?PASSWORD=***&sslpassword=***",
            ),
        ] {
            assert_eq!(masked(url), shown);
        }
        for url in [
            "postgres://db/jalon?password=s3cret&user=a@b",
            "postgres://u:s3cret?x@db/jalon",
            "mysql://u:s3cret@db/é?password=é3s3cret",
        ] {
            assert!(!masked(url).contains("s3cret"), "{}", masked(url));
        }
    }
}
