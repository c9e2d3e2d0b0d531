//! Every engine, in every language, over many seeds: what the critic says of it, and that no two read alike.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::{BTreeMap, HashSet};

use screenplay::Script;
use screenplay::lint::{Wanted, Weight, series};
use screenplay::scenes::episodes;
use screenplay::writers::plan::plan;
use screenplay::writers::{Library, Premise, Template, write};

/// For this long an episode may go without a turn that has a plain word for it.
const UNSEEN_TURN_S: f64 = 32.0;

fn premise(template: &Template, seed: u64) -> Premise {
    Premise {
        engine: template.engine.clone(),
        seed,
        language: template.language,
        episodes: template.least(),
        slots: BTreeMap::new(),
        text: None,
    }
}

#[test]
fn every_engine_of_the_house_can_be_read() {
    for (file, text) in Library::sources() {
        if let Err(bad) = Template::read(file, text) {
            panic!("{bad}");
        }
    }
}

/// What the critic finds over many seeds, by episode and kind: how often, and where to look first.
#[derive(Default)]
struct Complaints(BTreeMap<(String, usize, String), Vec<String>>);

impl Complaints {
    fn add(&mut self, template: &Template, episode: usize, kind: impl Into<String>, where_: String) {
        let key = (template.file.clone(), episode, kind.into());
        self.0.entry(key).or_default().push(where_);
    }

    fn none_or_panic(&self) {
        let mut told = String::new();
        for ((file, episode, kind), all) in &self.0 {
            let few: HashSet<&String> = all.iter().collect();
            let mut few: Vec<&String> = few.into_iter().collect();
            few.sort();
            few.truncate(6);
            told += &format!("{file} {episode} {kind} × {}\n", all.len());
            for one in few {
                told += &format!("      {one}\n");
            }
        }
        assert!(told.is_empty(), "\n{told}");
    }
}

#[test]
fn every_series_passes_the_lint_and_ends_as_its_outline_says() {
    let mut complaints = Complaints::default();
    for template in Library::house().templates() {
        for seed in 0..80 {
            let draft = write(&premise(template, seed)).unwrap();
            let plans = plan(template, &draft.outline);
            let all = episodes(&Script::read(&draft.fountain));
            assert_eq!(all.len(), draft.episodes.len());
            for report in series(&all, Some(draft.last_free), &Wanted::default()) {
                let (number, at) = (report.episode, report.episode - 1);
                let ways = &plans[at].ways;
                for finding in &report.findings {
                    // A turn that is played and not named is one that the critic cannot see.
                    let unseen = finding.code == "turn.missing" && finding.measured < UNSEEN_TURN_S;
                    let short = finding.code == "length.short";
                    if (finding.weight > Weight::Hint && !unseen) || short {
                        let line = draft.fountain.lines().nth(finding.line - 1).unwrap_or("");
                        let line: String = line.chars().take(12).collect();
                        let at = format!("{ways:?} {:.0} {line}", finding.measured);
                        complaints.add(template, number, finding.code, at);
                    }
                }
                if report.length_s > 75.0 {
                    complaints.add(template, number, "long", format!("{ways:?} {:.0} s", report.length_s));
                }
                if report.ending != draft.episodes[at].cliffhanger {
                    let end = format!("{} {:?}", ways.last().unwrap(), report.ending);
                    complaints.add(template, number, "ending", end);
                }
            }
            for pair in draft.episodes.windows(2) {
                if pair[0].cliffhanger == pair[1].cliffhanger {
                    complaints.add(template, pair[1].number, "ends like the one before", String::new());
                }
            }
        }
    }
    complaints.none_or_panic();
}
