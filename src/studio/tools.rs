//! Who speaks, draws and looks at pictures here: opened on first use, because models are fetched then.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use artwork::Size;
use artwork::compose::Artist;
use artwork::text::Faces;
use models::Fetching;
use sight::Eyes;
use sound::Voices;
use storyboard::Board;
use storyboard::cast::Presenting;
use tokio::sync::OnceCell;

use super::Production;
use super::boards::Episode;
use super::providers::{self, Chosen, Makes};
use crate::app::App;
use crate::errors::AppResult;

/// Raised when pictures come out differently, so that what was drawn before is stale.
const DRAWING: &str = "drawn by Cliffhanger 4";
const MIXING: &str = "mixed by Cliffhanger 1";
const CUTTING: &str = "cut by Cliffhanger 2";

/// One per process.
#[derive(Default)]
pub struct Studio {
    tools: OnceCell<Arc<Tools>>,
    eyes: OnceCell<Result<Arc<Eyes>, String>>,
}

/// What makes things.
pub struct Tools {
    pub voices: Voices,
    pub artist: Arc<Artist>,
    /// What pictures are lettered with; nothing where this machine has no fonts.
    pub faces: Option<Arc<Faces>>,
}

impl Tools {
    /// An artist for another size, with the same letters.
    pub fn artist_of(&self, size: Size) -> Artist {
        lettered(size, self.faces.as_ref())
    }
}

fn lettered(size: Size, faces: Option<&Arc<Faces>>) -> Artist {
    let artist = Artist::new(size);
    match faces {
        Some(faces) => artist.lettered(faces.clone()),
        None => artist,
    }
}

impl Studio {
    /// Ready to speak and draw. What is fetched for it the first time is told.
    pub async fn tools(
        &self,
        app: &App,
        told: impl Fn(String) + Send + 'static,
    ) -> anyhow::Result<Arc<Tools>> {
        self.tools
            .get_or_try_init(|| async {
                let folder = folder(app);
                let fetch = app.config.studio.fetch;
                let pip = app.config.studio.pip.clone();
                let fonts = crate::documents::font_files(&app.config);
                let (voices, faces) = tokio::task::spawn_blocking(move || {
                    std::fs::create_dir_all(&folder)
                        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
                    let options = sound::voices::Options {
                        fetch,
                        pip,
                        ..sound::voices::Options::default()
                    };
                    let voices =
                        Voices::open(&folder, &options, &mut |progress| told(said(&progress)))
                            .map_err(|error| anyhow::anyhow!("{error}. {}", error.remedy()))?;
                    let faces = Faces::from_bytes(fonts).ok().map(Arc::new);
                    anyhow::Ok((voices, faces))
                })
                .await??;
                Ok(Arc::new(Tools {
                    artist: Arc::new(lettered(Size::FULL, faces.as_ref())),
                    voices,
                    faces,
                }))
            })
            .await
            .cloned()
    }

    /// What looks at pictures, ready to; or why it does not, as long as this process lasts.
    pub async fn eyes(&self, app: &App) -> Result<Arc<Eyes>, String> {
        let eyes = self.eyes.get_or_init(|| async {
            let (folder, settings) = (folder(app), &app.config.studio);
            let source = models::Source::new(settings.fetch, settings.pip.as_deref());
            let opened = tokio::task::spawn_blocking(move || {
                let mut told =
                    |far: Fetching| tracing::info!("{}", fetching("what looks at pictures", &far));
                Eyes::open(&folder, &source, &mut told)
            });
            let opened = opened.await.map_err(|error| error.to_string())?;
            let eyes = opened.map_err(|error| format!("{error}. {}", error.remedy()))?;
            Ok(Arc::new(eyes))
        });
        eyes.await.clone()
    }
}

/// How far the voices are, in words.
fn said(progress: &sound::voices::Progress) -> String {
    match progress {
        sound::voices::Progress::Fetching(far) => fetching("voices", far),
        sound::voices::Progress::Speaking { done, total } => format!("Speaking: {done} of {total}"),
    }
}

fn fetching(what: &str, far: &Fetching) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    format!(
        "Fetching {what}, once: {} ({:.0} of {:.0} MB)",
        far.package,
        megabytes(far.done),
        megabytes(far.total)
    )
}

/// Where models of this machine are kept: `studio.folder` of the settings, else beside the data.
fn folder(app: &App) -> PathBuf {
    app.config
        .studio
        .folder
        .clone()
        .unwrap_or_else(|| app.config.data.join("voices"))
}

/// By whom each thing would be made now: what is in digests, so that another maker makes stale.
pub struct Makers {
    /// On what the house wants a label.
    pub label: provenance::label::Rule,
    pub drawing: &'static str,
    pub mixing: &'static str,
    pub cutting: &'static str,
    /// What models of others make.
    pub bought: Buying,
    tools: Arc<Tools>,
    /// Voice of each character of the series.
    cast: BTreeMap<String, String>,
    /// The so-manieth of their kind in the cast: whose voice of a provider is whose.
    numbers: BTreeMap<String, (Presenting, usize)>,
}

/// What a production has made by models of others, and by which.
#[derive(Clone, Debug, Default)]
pub struct Buying(BTreeMap<Makes, Option<Chosen>>);

impl Buying {
    /// What its settings ask for, with the house's choice.
    pub async fn of(app: &App, production: &Production) -> AppResult<Self> {
        let used = production.settings.models;
        let asked = [
            (Makes::Voice, used.voice),
            (Makes::Still, used.still),
            (Makes::Clip, used.clip),
        ];
        let mut buying = BTreeMap::new();
        for (makes, _) in asked.into_iter().filter(|(_, asked)| *asked) {
            buying.insert(
                makes,
                providers::chosen(app, production.house_id, makes).await?,
            );
        }
        Ok(Self(buying))
    }

    pub fn asked(&self, makes: Makes) -> bool {
        self.0.contains_key(&makes)
    }

    pub fn chosen(&self, makes: Makes) -> Option<&Chosen> {
        self.0.get(&makes)?.as_ref()
    }

    /// What is in digests.
    pub fn name(&self, makes: Makes) -> String {
        self.chosen(makes).map(Chosen::maker).unwrap_or_default()
    }

    /// Whether a step is made by a model of others.
    pub fn makes(&self, kind: &str) -> bool {
        self.0.keys().any(|makes| makes.name() == kind)
    }

    /// Models of which nobody knows the price.
    pub fn unpriced(&self) -> Vec<String> {
        let chosen = self.0.values().flatten();
        chosen
            .filter(|chosen| chosen.model.price == ::providers::model::Price::Unknown)
            .map(Chosen::maker)
            .collect()
    }
}

impl Makers {
    pub fn of(app: &App, tools: &Arc<Tools>, episodes: &[Episode], bought: Buying) -> Self {
        let mut cast: BTreeMap<String, String> = BTreeMap::new();
        let mut numbers: BTreeMap<String, (Presenting, usize)> = BTreeMap::new();
        for board in episodes.iter().map(|episode| &episode.board) {
            for person in &board.cast {
                if cast.contains_key(&person.id) {
                    continue;
                }
                let presenting = person.appearance.presenting;
                let alike = numbers.values().filter(|(other, _)| *other == presenting);
                let number = alike.count();
                numbers.insert(person.id.clone(), (presenting, number));
                let taken: Vec<&str> = cast.values().map(String::as_str).collect();
                let fits = || {
                    let (presenting, age) = (person.appearance.presenting, person.appearance.age);
                    sound::voices::cast(&board.language, presenting, age, &taken)
                        .id
                        .to_owned()
                };
                let voice = person
                    .voice
                    .clone()
                    .filter(|id| sound::voices::find(id).is_some());
                let voice = voice.unwrap_or_else(fits);
                cast.insert(person.id.clone(), voice);
            }
        }
        Self {
            label: app.config.studio.label,
            drawing: DRAWING,
            mixing: MIXING,
            cutting: CUTTING,
            bought,
            tools: tools.clone(),
            cast,
            numbers,
        }
    }

    /// Id of a voice: the provider's, where one speaks.
    pub fn voice_of(&self, board: &Board, speaker: &str) -> String {
        if let Some(chosen) = self.bought.chosen(Makes::Voice) {
            let (presenting, number) = self
                .numbers
                .get(speaker)
                .copied()
                .unwrap_or((Presenting::Neutral, 0));
            let voice = chosen.voices.of(presenting, number);
            return voice.unwrap_or_default().to_owned();
        }
        self.cast.get(speaker).cloned().unwrap_or_else(|| {
            use storyboard::cast::Age;
            sound::voices::cast(&board.language, Presenting::Neutral, Age::Adult, &[])
                .id
                .to_owned()
        })
    }

    /// Id of the voice that speaks for somebody in another language: the same kind of person.
    pub fn dubbed(&self, board: &Board, speaker: &str, language: &str) -> String {
        let own = self.voice_of(board, speaker);
        sound::voices::find(&own).map_or(own, |voice| {
            sound::voices::dubbed(voice, language).id.to_owned()
        })
    }

    pub fn speaking(&self, language: &str) -> String {
        if self.bought.asked(Makes::Voice) {
            return self.bought.name(Makes::Voice);
        }
        self.tools.voices.maker(language)
    }
}
