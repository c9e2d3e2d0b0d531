//! A model's stages of a draft, one question after the other; what is written is kept at once.

use screenplay::Script;
use screenplay::lint::{self, Finding, Weight};
use screenplay::scenes::episodes;
use screenplay::writers::Story;
use screenplay::writers::model::{self, Wanted};

use super::calls::Calls;
use super::writing::{Stage, Task};
use super::{Draft, keep};
use crate::app::App;

/// How far it is, in words and numbers.
pub type Told<'a> = &'a (dyn Fn(usize, usize, String) + Send + Sync);

struct Stages<'a> {
    app: &'a App,
    draft: &'a Draft,
    wanted: Wanted,
    calls: Calls<'a>,
    story: Story,
    told: Told<'a>,
    done: usize,
    total: usize,
}

/// Writes what a task asks for.
pub async fn write(
    app: &App,
    draft: &Draft,
    task: &Task,
    calls: Calls<'_>,
    told: Told<'_>,
) -> anyhow::Result<()> {
    let mut stages = Stages {
        app,
        draft,
        wanted: draft.wanted(),
        calls,
        story: draft.story.0.clone(),
        told,
        done: 0,
        total: 1,
    };
    let episode = task.episode.map(|number| number as usize - 1);
    if let Some(at) = episode {
        anyhow::ensure!(
            at < stages.story.episodes.len(),
            "There is no episode {}. The series has {}.",
            at + 1,
            stages.story.episodes.len()
        );
    }
    match task.stage {
        Stage::Outline => {
            stages.total = 1 + stages.wanted.episodes;
            stages.outline().await?;
            stages.cards(None).await
        }
        Stage::Episodes => stages.cards(episode).await,
        Stage::Scenes => {
            stages.outlined()?;
            stages.scenes(episode, true).await
        }
        Stage::Lines => {
            stages.outlined()?;
            stages
                .lines(episode, task.scene.map(|number| number as usize - 1), true)
                .await
        }
        Stage::Shots => {
            stages.outlined()?;
            stages.shots(episode, true).await
        }
        Stage::Script => {
            stages.outlined()?;
            stages.script(episode).await
        }
        Stage::RewriteScene | Stage::RewriteLine | Stage::Captions => {
            anyhow::bail!("a draft is not a script")
        }
    }
}

impl Stages<'_> {
    fn outlined(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !self.story.episodes.is_empty(),
            "There is no outline yet. Write the outline first."
        );
        Ok(())
    }

    /// Of episodes that are not locked.
    fn open(&self, episode: Option<usize>) -> Vec<usize> {
        (0..self.story.episodes.len())
            .filter(|at| episode.is_none_or(|one| one == *at) && !self.story.episodes[*at].locked)
            .collect()
    }

    fn say(&self, what: String) {
        (self.told)(self.done, self.total.max(self.done), what);
    }

    async fn keep(&mut self) -> anyhow::Result<()> {
        self.done += 1;
        keep(self.app, self.draft, None, &self.story)
            .await
            .map_err(|error| anyhow::anyhow!("{}", error.message))
    }

    /// The whole outline anew; locked episodes keep their cards and their scenes.
    async fn outline(&mut self) -> anyhow::Result<()> {
        self.say("outline".into());
        let wanted = self.wanted.clone();
        let mut story = self
            .calls
            .ask(&model::outline(&wanted), |answer| {
                model::read_outline(answer, &wanted)
            })
            .await?;
        story.note = format!("written by {}", self.calls.model());
        for (at, was) in self.story.episodes.iter().enumerate() {
            if let Some(now) = story.episodes.get_mut(at).filter(|_| was.locked) {
                now.clone_from(was);
            }
        }
        // Those who are in a locked episode stay in the story.
        for was in &self.story.people {
            let mut locked = self.story.episodes.iter().filter(|one| one.locked);
            let needed =
                locked.any(|one| one.scenes.iter().any(|scene| scene.cast.contains(&was.cue)));
            if needed && story.people.iter().all(|person| person.cue != was.cue) {
                story.people.push(was.clone());
            }
        }
        self.story = story;
        self.keep().await
    }

    async fn cards(&mut self, episode: Option<usize>) -> anyhow::Result<()> {
        self.outlined()?;
        let open = self.open(episode);
        self.total = self.done + open.len();
        for at in open {
            self.say(format!("card {}", at + 1));
            let (wanted, before) = (&self.wanted, &self.story.episodes[at]);
            let ask = model::card(wanted, &self.story, at);
            let card = self
                .calls
                .ask(&ask, |answer| model::read_card(answer, wanted, before))
                .await?;
            self.story.episodes[at] = card;
            self.keep().await?;
        }
        Ok(())
    }

    /// `anew`: also where there are scenes already.
    async fn scenes(&mut self, episode: Option<usize>, anew: bool) -> anyhow::Result<()> {
        let open: Vec<usize> = self.open(episode);
        let open: Vec<usize> = open
            .into_iter()
            .filter(|at| {
                let one = &self.story.episodes[*at];
                anew || one.scenes.is_empty() || one.behind
            })
            .collect();
        self.total = self.total.max(self.done + open.len());
        for at in open {
            self.say(format!("scenes {}", at + 1));
            let (wanted, story) = (&self.wanted, &self.story);
            let ask = model::scenes(wanted, story, at);
            let scenes = self
                .calls
                .ask(&ask, |answer| model::read_scenes(answer, wanted, story))
                .await?;
            let episode = &mut self.story.episodes[at];
            episode.scenes = scenes;
            episode.behind = false;
            self.keep().await?;
        }
        Ok(())
    }

    async fn lines(
        &mut self,
        episode: Option<usize>,
        scene: Option<usize>,
        anew: bool,
    ) -> anyhow::Result<()> {
        for at in self.open(episode) {
            let scenes = self.story.episodes[at].scenes.len();
            anyhow::ensure!(
                scenes > 0,
                "Episode {} has no scenes yet. Write its scenes first.",
                at + 1
            );
            if let Some(scene) = scene {
                anyhow::ensure!(scene < scenes, "Episode {} has {scenes} scenes.", at + 1);
            }
            let mut written = Vec::new();
            for number in 0..scenes {
                let wanted = scene.is_none_or(|one| one == number);
                if wanted && (anew || self.story.episodes[at].scenes[number].lines.is_empty()) {
                    self.say(format!("lines {}.{}", at + 1, number + 1));
                    self.lines_of((at, number), &[]).await?;
                    self.keep().await?;
                    written.push(number);
                }
            }
            self.look_again(at, &written).await?;
        }
        Ok(())
    }

    async fn lines_of(&mut self, at: (usize, usize), findings: &[String]) -> anyhow::Result<()> {
        let (wanted, story) = (&self.wanted, &self.story);
        let ask = model::lines(wanted, story, at, findings);
        let lines = self
            .calls
            .ask(&ask, |answer| model::read_lines(answer, wanted, story, at))
            .await?;
        self.story.episodes[at.0].scenes[at.1].lines = lines;
        Ok(())
    }

    /// What the lint says of scenes goes back to the model, once; the better of both stays.
    async fn look_again(&mut self, episode: usize, written: &[usize]) -> anyhow::Result<()> {
        for number in written {
            let before = self.findings(episode);
            let own: Vec<String> = before
                .iter()
                .filter(|(scene, finding)| scene == number && finding.weight == Weight::Fault)
                .map(|(_, finding)| finding.message.clone())
                .collect();
            if own.is_empty() {
                continue;
            }
            self.say(format!("lint {}.{}", episode + 1, number + 1));
            let first = self.story.clone();
            self.lines_of((episode, *number), &own).await?;
            if weight(&self.findings(episode)) >= weight(&before) {
                self.story = first;
            }
            self.keep().await?;
        }
        Ok(())
    }

    /// By scene, from 0.
    fn findings(&self, episode: usize) -> Vec<(usize, Finding)> {
        let mut alone = self.story.clone();
        alone.episodes = vec![alone.episodes[episode].clone()];
        let read = episodes(&Script::read(&alone.fountain()));
        let Some(report) = lint::series(&read, None, &lint::Wanted::default())
            .into_iter()
            .next()
        else {
            return Vec::new();
        };
        let begins: Vec<usize> = read
            .iter()
            .flat_map(|one| &one.scenes)
            .filter_map(|scene| Some(scene.heading.as_ref()?.line))
            .collect();
        let scene = |line: usize| begins.iter().rposition(|begin| *begin <= line).unwrap_or(0);
        report
            .findings
            .into_iter()
            .map(|finding| (scene(finding.line), finding))
            .collect()
    }

    async fn shots(&mut self, episode: Option<usize>, anew: bool) -> anyhow::Result<()> {
        for at in self.open(episode) {
            for number in 0..self.story.episodes[at].scenes.len() {
                let lines = &self.story.episodes[at].scenes[number].lines;
                let framed = lines.iter().any(|line| line.shot.is_some());
                if lines.is_empty() || (framed && !anew) {
                    continue;
                }
                self.say(format!("shots {}.{}", at + 1, number + 1));
                let count = lines.len();
                let ask = model::shots(&self.wanted, &self.story, (at, number));
                let shots = self
                    .calls
                    .ask(&ask, |answer| model::read_shots(answer, count))
                    .await?;
                let lines = &mut self.story.episodes[at].scenes[number].lines;
                for (line, shot) in lines.iter_mut().zip(shots) {
                    line.shot = Some(shot);
                }
                self.keep().await?;
            }
        }
        Ok(())
    }

    /// All that is missing of the script.
    async fn script(&mut self, episode: Option<usize>) -> anyhow::Result<()> {
        let open = self.open(episode);
        self.total = open.len() * (1 + 2 * self.wanted.size().scenes);
        for at in open {
            self.scenes(Some(at), false).await?;
            self.lines(Some(at), None, false).await?;
            self.shots(Some(at), false).await?;
        }
        let written = episodes(&Script::read(&self.story.fountain()));
        anyhow::ensure!(
            written.len() == self.story.episodes.len(),
            "What was written does not read back as {} episodes",
            self.story.episodes.len()
        );
        Ok(())
    }
}

fn weight(findings: &[(usize, Finding)]) -> usize {
    findings
        .iter()
        .map(|(_, finding)| match finding.weight {
            Weight::Fault => 10,
            Weight::Warning => 3,
            Weight::Hint => 1,
        })
        .sum()
}
