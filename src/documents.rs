//! Receipts and statements as PDF: the font files of this machine, and `crates/documents` to set text in them.
//!
//! The house brings no fonts. It takes what lies in `<data>/fonts` first, then what the machine has, the faces that
//! `./run` installs before others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ::documents::{Document, Error, Faces, Page};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::config::Config;
use crate::errors::{AppError, AppResult};

/// What to do about missing faces.
pub const REMEDY: &str = "Install fonts (Debian: `apt-get install fonts-noto-core fonts-wqy-microhei`) or put font files into the folder `fonts` of the house's data.";

/// Scripts that the apps' languages are written in, with a character of each.
const SCRIPTS: [(&str, char); 7] = [
    ("Latin", 'a'),
    ("Arabic", 'ع'),
    ("Chinese", '收'),
    ("Devanagari", 'र'),
    ("Korean", '영'),
    ("Telugu", 'ర'),
    ("Thai", 'ร'),
];

/// Files that are looked for by their names without ending, the preferred ones first: a group is one script, of which
/// the first family that is there is taken, regular and bold.
const WANTED: &[&[&[&str]]] = &[
    &[
        &["NotoSans-Regular", "NotoSans-Bold"],
        &["NotoSans[wdth,wght]"],
        &["NotoSans[wght]"],
        &["DejaVuSans", "DejaVuSans-Bold"],
        &["LiberationSans-Regular", "LiberationSans-Bold"],
        &["Arial", "Arial Bold"],
    ],
    &[
        &["NotoSansArabic-Regular", "NotoSansArabic-Bold"],
        &["NotoSansArabic[wdth,wght]"],
        &["NotoSansArabic[wght]"],
        &["NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold"],
        &["DejaVuSans", "DejaVuSans-Bold"],
        &["GeezaPro"],
    ],
    &[
        &["NotoSansDevanagari-Regular", "NotoSansDevanagari-Bold"],
        &["NotoSansDevanagari[wdth,wght]"],
        &["NotoSansDevanagari[wght]"],
        &["Lohit-Devanagari"],
        &["Kohinoor"],
    ],
    &[
        &["NotoSansCJK-Regular", "NotoSansCJK-Bold"],
        &["NotoSansCJK-VF"],
        &["wqy-microhei"],
        &["DroidSansFallbackFull"],
        &["DroidSansFallback"],
        &["wqy-zenhei"],
        &["Arial Unicode"],
    ],
    &[&["NanumGothic", "NanumGothicBold"], &["AppleSDGothicNeo"]],
    &[
        &["NotoSansThai-Regular", "NotoSansThai-Bold"],
        &["NotoSansThai[wdth,wght]"],
        &["NotoSansThai[wght]"],
    ],
    &[&["NotoSansHebrew-Regular", "NotoSansHebrew-Bold"]],
    &[&["NotoSansBengali-Regular", "NotoSansBengali-Bold"]],
    &[&["NotoSansTamil-Regular", "NotoSansTamil-Bold"]],
    &[
        &["NotoSansTelugu-Regular", "NotoSansTelugu-Bold"],
        &["NotoSansTelugu[wdth,wght]"],
        &["NotoSansTelugu[wght]"],
    ],
    &[&["NotoSansMalayalam-Regular", "NotoSansMalayalam-Bold"]],
    &[&["NotoSansKannada-Regular", "NotoSansKannada-Bold"]],
    &[&["NotoSansGujarati-Regular", "NotoSansGujarati-Bold"]],
    &[&["NotoSansGurmukhi-Regular", "NotoSansGurmukhi-Bold"]],
    &[&["NotoSansKhmer-Regular", "NotoSansKhmer-Bold"]],
    &[&["NotoSansMyanmar-Regular", "NotoSansMyanmar-Bold"]],
    &[&["NotoSansSymbols-Regular"]],
    &[&["NotoSansSymbols2-Regular"]],
    &[&["NotoSansMath-Regular"]],
    &[&["DejaVuSans", "DejaVuSans-Bold"]],
];

/// Most files that are read where none of those that are wanted is there.
const STRANGERS_MAX: usize = 16;
/// Most files that are taken from the house's own folder.
const OWN_MAX: usize = 32;
/// Larger files are passed over, in bytes: collections for all of Han are about 20 MB.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// How deep folders of fonts are looked through.
const DEPTH_MAX: usize = 6;

/// The faces that were found, by the house's folder; kept, because to parse them takes a moment.
static FOUND: Mutex<BTreeMap<PathBuf, Arc<Faces>>> = Mutex::new(BTreeMap::new());

/// Sets a document. Takes a thread of its own: a long statement is work for the processor.
pub async fn pdf(config: &Config, document: Document) -> AppResult<Vec<u8>> {
    let config = config.clone();
    tokio::task::spawn_blocking(move || {
        let faces = faces(&config)?;
        let missing = ::documents::missing(&document, &faces);
        if !missing.is_empty() {
            let missing: String = missing.into_iter().take(50).collect();
            tracing::warn!(
                document = document.title,
                missing,
                "no font has these characters; {REMEDY}"
            );
        }
        ::documents::pdf(&document, &faces).map_err(AppError::internal)
    })
    .await
    .map_err(AppError::internal)?
}

/// The paper that is usual in a territory (ISO 3166-1 alpha-2).
pub fn page_of(territory: &str) -> Page {
    let letter = [
        "BZ", "CA", "CL", "CO", "CR", "DO", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE",
    ];
    if letter.contains(&territory) {
        Page::Letter
    } else {
        Page::A4
    }
}

/// A text that keeps its own order amid text of the other direction: numbers with a hyphen, codes.
pub fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// Answers a request with a document, to be shown or kept under this name.
pub async fn answer(config: &Config, document: Document, name: &str) -> AppResult<Response> {
    let language = document.language.clone();
    let bytes = pdf(config, document).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}.pdf\""),
        ),
        (header::CONTENT_LANGUAGE, language),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::VARY, "accept-language, cookie".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The bytes of the font files of this machine, the preferred first.
pub fn font_files(config: &Config) -> Vec<Vec<u8>> {
    let files = files(&config.data.join("fonts"), &machine_folders());
    files
        .iter()
        .filter_map(|file| std::fs::read(file).ok())
        .collect()
}

/// The faces of this machine, found at the first use.
pub fn faces(config: &Config) -> AppResult<Arc<Faces>> {
    let own = config.data.join("fonts");
    let mut found = FOUND
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(faces) = found.get(&own) {
        return Ok(faces.clone());
    }
    let faces = Arc::new(Faces::from_bytes(font_files(config)).map_err(refusal)?);
    tracing::debug!(?faces, "fonts for documents");
    found.insert(own, faces.clone());
    Ok(faces)
}

/// Names of the scripts of the apps' languages that no face has.
pub fn missing_scripts(faces: &Faces) -> Vec<&'static str> {
    SCRIPTS
        .into_iter()
        .filter(|&(_, character)| !faces.has(character))
        .map(|(name, _)| name)
        .collect()
}

fn refusal(error: Error) -> AppError {
    match error {
        Error::NoFaces => AppError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "no_fonts",
            "This house has no font that a PDF could be set in; the page itself can be printed.",
            REMEDY,
        ),
        other => AppError::internal(other),
    }
}

/// Where systems keep their fonts.
fn machine_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/run/current-system/sw/share/X11/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
    ]
    .map(PathBuf::from)
    .into();
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        folders.extend([
            home.join(".local/share/fonts"),
            home.join(".fonts"),
            home.join("Library/Fonts"),
        ]);
    }
    folders
}

/// The files to read, the preferred ones first.
fn files(own: &Path, folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut chosen: Vec<PathBuf> = fonts_in(own).into_iter().take(OWN_MAX).collect();
    let machine: Vec<PathBuf> = folders.iter().flat_map(|folder| fonts_in(folder)).collect();
    let named = |name: &str| {
        machine
            .iter()
            .find(|file| file.file_stem().is_some_and(|stem| stem == name))
            .cloned()
    };
    for families in WANTED {
        let family = families
            .iter()
            .map(|names| {
                names
                    .iter()
                    .filter_map(|name| named(name))
                    .collect::<Vec<_>>()
            })
            .find(|files| !files.is_empty());
        for file in family.into_iter().flatten() {
            if !chosen.contains(&file) {
                chosen.push(file);
            }
        }
    }
    if chosen.is_empty() {
        chosen = machine.into_iter().take(STRANGERS_MAX).collect();
    }
    chosen
}

/// The font files of a folder and what lies in it, in the order of their names.
fn fonts_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let Ok(about) = std::fs::metadata(&path) else {
                continue;
            };
            let font = path.extension().is_some_and(|ending| {
                ["ttf", "otf", "ttc", "otc"]
                    .iter()
                    .any(|font| ending.eq_ignore_ascii_case(font))
            });
            if about.is_dir() && depth < DEPTH_MAX {
                folders.push((path, depth + 1));
            } else if about.is_file() && font && about.len() <= FILE_BYTES_MAX {
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(folder: &Path, names: &[&str]) {
        for name in names {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
    }

    fn chosen(own: &Path, machine: &Path) -> Vec<String> {
        files(own, &[machine.to_owned()])
            .iter()
            .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn the_houses_own_files_come_first_then_one_family_of_each_script() {
        let folder = tempfile::tempdir().unwrap();
        let (own, machine) = (folder.path().join("own"), folder.path().join("machine"));
        touch(&own, &["House-Regular.otf", "readme.txt"]);
        touch(
            &machine,
            &[
                "dejavu/DejaVuSans.ttf",
                "noto/NotoSans-Bold.ttf",
                "noto/NotoSans-Regular.ttf",
                "noto/NotoSansArabic-Regular.ttf",
                "noto/NotoSerif-Regular.ttf",
                "wqy/wqy-zenhei.ttc",
                "wqy/wqy-microhei.ttc",
            ],
        );
        assert_eq!(
            chosen(&own, &machine),
            [
                "House-Regular.otf",
                "NotoSans-Regular.ttf",
                "NotoSans-Bold.ttf",
                "NotoSansArabic-Regular.ttf",
                "wqy-microhei.ttc",
                "DejaVuSans.ttf",
            ]
        );
    }

    #[test]
    fn any_font_is_better_than_none_and_none_is_said_plainly() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), &["Unheard-Of.TTF", "x.pcf.gz"]);
        assert_eq!(
            chosen(Path::new("/nowhere"), folder.path()),
            ["Unheard-Of.TTF"]
        );
        assert!(chosen(Path::new("/nowhere"), Path::new("/nowhere")).is_empty());
        let error = refusal(Faces::from_bytes(Vec::new()).unwrap_err());
        assert_eq!((error.status.as_u16(), error.code), (503, "no_fonts"));
        assert!(error.remedy.contains("fonts-noto-core"));
    }

    #[test]
    fn this_machine_has_faces_for_every_language_of_the_apps() {
        let faces = faces(&Config::default()).unwrap();
        assert_eq!(missing_scripts(&faces), [""; 0]);
    }
}
