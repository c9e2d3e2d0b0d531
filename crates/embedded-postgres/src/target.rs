//! A database address, made fit for the command line of a libpq program.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use crate::Error;

/// A URL without its password, and the password.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub url: String,
    pub password: Option<OsString>,
}

impl Target {
    /// Takes the password out of a `postgres://` or `postgresql://` URL. Parameters that only the
    /// Rust driver knows are renamed or dropped, because libpq refuses what it does not know.
    pub fn parse(url: &str) -> Result<Self, Error> {
        let rest = url
            .strip_prefix("postgres://")
            .or_else(|| url.strip_prefix("postgresql://"))
            .ok_or(Error::BadUrl)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        let (user_info, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
        let mut password = (!password.is_empty()).then(|| decode(password));

        let mut parameters = Vec::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let name = match name {
                "password" => {
                    password = Some(decode(value));
                    continue;
                }
                "ssl-mode" => "sslmode",
                "ssl-root-cert" | "ssl-ca" => "sslrootcert",
                "ssl-cert" => "sslcert",
                "ssl-key" => "sslkey",
                own if own.contains('-') || own.contains('[') => continue,
                known => known,
            };
            parameters.push(format!("{name}={value}"));
        }
        let at = if user.is_empty() { "" } else { "@" };
        let question = if parameters.is_empty() { "" } else { "?" };
        let parameters = parameters.join("&");
        let url = format!("postgresql://{user}{at}{host}/{database}{question}{parameters}");
        Ok(Self { url, password })
    }
}

/// Percent-decodes; a broken escape stays as it is.
fn decode(text: &str) -> OsString {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    OsString::from_vec(out)
}

/// Percent-encodes everything that is not a letter, a digit or one of `-._~` (RFC 3986, 2.3).
pub(crate) fn encode(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, &byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(url: &str) -> (String, Option<String>) {
        let target = Target::parse(url).unwrap();
        (
            target.url,
            target
                .password
                .map(|password| password.into_string().unwrap()),
        )
    }

    #[test]
    fn the_password_leaves_the_url_wherever_it_stands() {
        let expected = (
            "postgresql://ann@db:5433/house".to_owned(),
            Some("a:b@c/".to_owned()),
        );
        assert_eq!(split("postgres://ann:a%3Ab%40c%2F@db:5433/house"), expected);
        assert_eq!(
            split("postgres://ann@db:5433/house?password=a%3Ab%40c%2F"),
            expected
        );
        assert_eq!(
            split("postgresql://db/house"),
            ("postgresql://db/house".into(), None)
        );
    }

    #[test]
    fn parameters_of_the_rust_driver_are_translated_or_dropped() {
        let (url, _) = split(
            "postgres:///h?host=%2Ftmp%2Fs&ssl-mode=require&statement-cache-capacity=1&options[a]=b",
        );
        assert_eq!(url, "postgresql:///h?host=%2Ftmp%2Fs&sslmode=require");
    }

    #[test]
    fn hostile_urls_are_refused_or_harmless() {
        for bad in [
            "",
            "mysql://x",
            "host=x password=y",
            "-f/etc/passwd",
            "postgres:",
        ] {
            assert!(Target::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(split("postgres://u:%zz%4@h/d").1.as_deref(), Some("%zz%4"));
        assert_eq!(split("postgres://u:%é@h/d").1.as_deref(), Some("%é"));
    }

    #[test]
    fn encoding_round_trips_any_path() {
        let path = "/tmp/a b%20/ü?&=#";
        assert_eq!(decode(&encode(path.as_bytes())), path);
    }
}
