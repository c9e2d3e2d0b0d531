//! Taking a delivery in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use delivery::{FileKind, MANIFEST, Manifest, PROVENANCE};
use uuid::Uuid;

use super::films::{self, Films};
use super::provenance::{self, Made};
use super::send::is_there;
use crate::app::App;
use crate::catalog::studio::language_of;
use crate::ingest::folder::{self, Applied, FolderPlan, Listing};
use crate::ingest::{self, Workshop, poster};
use crate::people;
use crate::rights::delivered;
use crate::storage::Storage;

/// A manifest larger than this is none.
const MANIFEST_MAX: u64 = 64 << 20;

const NOBODY: &str = "the delivery brings rights, and nobody runs this house yet: open the link of `cliffhanger operator-link`, \
                      then receive it again";

/// What came in.
pub struct Received {
    pub plan: FolderPlan,
    pub applied: Applied,
    /// Whether a contract in was written now.
    pub contract: bool,
    /// How many records came of how it was made.
    pub records: usize,
    /// What was done with the film of each episode.
    pub films: Films,
}

/// Reads a delivery's manifest, and holds every file against it. The error names each file that is not as it says.
pub async fn verify(
    from: &Storage,
    mut progress: impl FnMut(usize, usize),
) -> anyhow::Result<Manifest> {
    let manifest = manifest(from).await?;
    let mut wrong = Vec::new();
    for (at, file) in manifest.files.iter().enumerate() {
        if !is_there(from, file).await? {
            wrong.push(file.path.as_str());
        }
        progress(at + 1, manifest.files.len());
    }
    anyhow::ensure!(
        wrong.is_empty(),
        "{} of {} files are missing or not as the manifest says: {}. Fetch them again; nothing was taken in",
        wrong.len(),
        manifest.files.len(),
        wrong
            .iter()
            .take(10)
            .copied()
            .collect::<Vec<_>>()
            .join(", ")
    );
    Ok(manifest)
}

async fn manifest(from: &Storage) -> anyhow::Result<Manifest> {
    let size = match from.size(MANIFEST).await {
        Ok(size) => size,
        Err(object_store::Error::NotFound { .. }) => {
            anyhow::bail!("there is no {MANIFEST}: this is no delivery, or it is not finished yet")
        }
        Err(error) => return Err(error.into()),
    };
    anyhow::ensure!(size <= MANIFEST_MAX, "the {MANIFEST} is too large");
    let bytes = from.read(MANIFEST).await?;
    let text = std::str::from_utf8(&bytes).context("the manifest is not UTF-8")?;
    Manifest::read(text)
        .map_err(|problem| anyhow::anyhow!("{} {}", problem.message, problem.remedy))
}

/// Copies a delivery from a bucket into a folder of this machine, going on where it stopped before.
pub async fn fetch(
    from: &Storage,
    folder: &Path,
    mut progress: impl FnMut(usize, usize),
) -> anyhow::Result<Storage> {
    let manifest = manifest(from).await?;
    let to = Storage::folder(folder)?;
    for (at, file) in manifest.files.iter().enumerate() {
        if !is_there(&to, file).await? {
            from.copy_to(&file.path, &to, &file.path)
                .await
                .with_context(|| file.path.clone())?;
        }
        progress(at + 1, manifest.files.len());
    }
    to.put(MANIFEST, manifest.write().into()).await?;
    Ok(to)
}

/// Takes a verified delivery into a house: first the series as a draft, then its rights, and only then is it published.
pub async fn take_in(
    app: &App,
    shop: &Workshop,
    house_id: Uuid,
    folder: &Path,
    manifest: &Manifest,
    publish: bool,
) -> anyhow::Result<Received> {
    // Whoever answers for the contract is asked for before anything is changed.
    let operator = match &manifest.rights {
        None => None,
        Some(_) => Some(
            people::operator::oldest(app, house_id)
                .await?
                .context(NOBODY)?,
        ),
    };
    let folder: PathBuf = folder.canonicalize()?;
    let made = made(&folder, manifest).await?;
    let films = films::prepare(app, shop, house_id, &folder, manifest).await?;
    // Whatever else lies in the folder is no part of the delivery.
    let listing = || {
        let named = |name: &str| manifest.files.iter().any(|file| file.path == name);
        Listing::read_with(&folder, named, films.joined.clone())
    };
    let plan = folder::plan(app, shop, house_id, listing()?, None).await?;
    let mut applied = folder::apply(app, shop, &plan, false).await?;
    let contract = match &operator {
        None => false,
        Some(operator) => delivered::write(app, operator, manifest, applied.series_id).await?,
    };
    if !applied.series_id.is_nil() {
        let of = (house_id, applied.series_id);
        let covers = covers(app, shop, of, &folder, manifest).await?;
        let mut db = app.db.acquire().await?;
        let told = films.told();
        provenance::keep(app, &mut db, of, manifest, made.as_ref(), &covers, &told).await?;
    }
    if publish {
        let again = folder::plan(app, shop, house_id, listing()?, None).await?;
        let published = folder::apply(app, shop, &again, true).await?;
        applied.problems = published.problems;
    }
    ingest::ready::forget_idle(app, house_id).await?;
    Ok(Received {
        plan,
        applied,
        contract,
        records: made.map_or(0, |made| made.records.len()),
        films,
    })
}

/// How it was made, where that came along: read before anything is changed.
async fn made(folder: &Path, manifest: &Manifest) -> anyhow::Result<Option<Made>> {
    let mut files = manifest.files.iter();
    let file = files.find(|file| file.kind == FileKind::Provenance && file.path == PROVENANCE);
    let Some(file) = file else { return Ok(None) };
    anyhow::ensure!(
        file.bytes <= provenance::BYTES_MAX,
        "the record of how it was made is too large"
    );
    let bytes = tokio::fs::read(folder.join(&file.path)).await?;
    Made::read(&bytes).map(Some)
}

/// Sets the covers of other languages, except those that came before. Gives what came: digests by language.
async fn covers(
    app: &App,
    shop: &Workshop,
    (house_id, series_id): (Uuid, Uuid),
    folder: &Path,
    manifest: &Manifest,
) -> anyhow::Result<BTreeMap<String, String>> {
    let before = provenance::covers(app, house_id, series_id).await?;
    let mut came = BTreeMap::new();
    for (tag, picture) in &manifest.series.covers {
        let language = language_of(tag).map_err(super::said)?;
        let mut files = manifest.files.iter();
        let file = files
            .find(|file| file.path == picture.file)
            .context("a manifest lists every picture that it names")?;
        if before.get(&language) != Some(&file.sha256) {
            let path = folder.join(&file.path);
            poster::set_cover(app, shop, (house_id, series_id), &language, &path)
                .await
                .with_context(|| format!("the cover {}", file.path))?;
        }
        came.insert(language, file.sha256.clone());
    }
    Ok(came)
}
