//! Screenplays as files: Fountain, Final Draft and plain text come in, Fountain and Final Draft go out. What is kept is
//! Fountain.

use screenplay::{Script, fdx, plain};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::{AppError, AppResult};

/// Larger files are refused, bytes: Final Draft's marks take several times the room of the words.
pub const FILE_MAX: usize = 16 << 20;

/// As what a screenplay goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScriptFormat)]
pub enum Format {
    Fountain,
    /// Final Draft.
    Fdx,
}

impl Format {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Fountain => "fountain",
            Self::Fdx => "fdx",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Fountain => "text/plain; charset=utf-8",
            Self::Fdx => "application/xml; charset=utf-8",
        }
    }
}

/// Reads a file: Final Draft by its name or its first tag, plain text by its name, Fountain otherwise.
///
/// # Errors
/// `script_too_large`, `not_a_script`, `bad_fdx`, `empty_script`.
pub fn read(name: &str, bytes: &[u8]) -> AppResult<Script> {
    if bytes.len() > FILE_MAX {
        return Err(too_large());
    }
    let text = text(bytes)?;
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    let begins = text.trim_start();
    let is_xml = begins.starts_with("<?xml") || begins.starts_with("<FinalDraft");
    let script = if extension == "fdx" || is_xml {
        fdx::read(&text).map_err(|error| {
            AppError::bad_request(
                "bad_fdx",
                format!("This Final Draft document cannot be read: {error}."),
                error.remedy(),
            )
        })?
    } else if extension == "txt" {
        plain::read(&text)
    } else {
        Script::read(&text)
    };
    if script.is_empty() {
        return Err(AppError::bad_request(
            "empty_script",
            "There is nothing to be played in this file.",
            "Choose one with at least one scene.",
        ));
    }
    Ok(script)
}

/// The refusal for a file that is too large.
pub fn too_large() -> AppError {
    AppError::bad_request(
        "script_too_large",
        "This file did not arrive whole, or is larger than 16 MB: no screenplay is.",
        "Export the screenplay alone, as .fdx, Fountain or plain text.",
    )
}

/// UTF-8, or UTF-16 where the file says so in its first two bytes.
fn text(bytes: &[u8]) -> AppResult<String> {
    let refused = |what: &str| {
        AppError::bad_request(
            "not_a_script",
            format!("This file is {what}, and no text."),
            "Export the screenplay as .fdx, Fountain or plain text in UTF-8.",
        )
    };
    let wide = |read: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes[2..].as_chunks::<2>();
        let units = pairs.iter().map(|pair| read(*pair));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok().filter(|_| rest.is_empty())
    };
    let text = match bytes {
        [b'%', b'P', b'D', b'F', ..] => return Err(refused("a PDF")),
        [b'P', b'K', 3, 4, ..] => {
            return Err(refused("a packed document (such as .docx or .fadein)"));
        }
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        bytes => String::from_utf8(bytes.to_vec()).ok(),
    };
    let text = text
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| refused("in an encoding that is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// Writes a script as a file.
pub fn write(script: &Script, format: Format) -> String {
    match format {
        Format::Fountain => script.write(),
        Format::Fdx => fdx::write(script),
    }
}

/// What a file of it is called.
pub fn file_name(title: &str, format: Format) -> String {
    let safe: String = title
        .chars()
        .map(|one| {
            if one.is_control() || r#"/\:*?"<>|"#.contains(one) {
                ' '
            } else {
                one
            }
        })
        .collect();
    let safe = safe.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = if safe.is_empty() { "screenplay" } else { &safe };
    format!("{stem}.{}", format.extension())
}
