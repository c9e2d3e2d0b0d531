//! Every engine, in every language, over many seeds: what the critic says of it, and that no two read alike.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use screenplay::Script;
use screenplay::bible;
use screenplay::continuity;
use screenplay::lint::{Wanted, Weight, series};
use screenplay::scenes::episodes;
use screenplay::writers::plan::plan;
use screenplay::writers::{
    CannotWrite, Language, Library, Premise, Template, choose, draft, outline, write,
};

/// For this long an episode may go without a turn that has a plain word for it.
const UNSEEN_TURN_S: f64 = 40.0;
/// An episode is made for 45 to 75 seconds; the longest of all ways together may run over by a line.
const LONGEST_S: f64 = 81.0;
/// So much of an episode may be speech in the wordiest of its ways.
const SPEECH_SHARE: f64 = 0.9;

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
    fn add(
        &mut self,
        template: &Template,
        episode: usize,
        kind: impl Into<String>,
        where_: String,
    ) {
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
            writeln!(told, "{file} {episode} {kind} × {}", all.len()).unwrap();
            for one in few {
                writeln!(told, "      {one}").unwrap();
            }
        }
        assert!(told.is_empty(), "\n{told}");
    }
}

#[test]
fn every_series_passes_the_lint_and_ends_as_its_outline_says() {
    let mut complaints = Complaints::default();
    for template in Library::house().templates() {
        for seed in 0..24 {
            let draft = write(&premise(template, seed)).unwrap();
            let plans = plan(template, &draft.outline);
            let all = episodes(&Script::read(&draft.fountain));
            assert_eq!(all.len(), draft.episodes.len());
            assert!(
                !draft.fountain.contains(['{', '}', '[', '|']),
                "{} {seed}",
                template.file
            );
            for report in series(&all, Some(draft.last_free), &Wanted::default()) {
                let (number, at) = (report.episode, report.episode - 1);
                let ways = &plans[at].ways;
                for finding in &report.findings {
                    // A turn that is played and not named is one that the critic cannot see.
                    let unseen = finding.code == "turn.missing" && finding.measured < UNSEEN_TURN_S;
                    let short = finding.code == "length.short";
                    let wordy = finding.code == "dialogue.heavy" && finding.measured < SPEECH_SHARE;
                    if (finding.weight > Weight::Hint && !unseen && !wordy) || short {
                        let line = draft.fountain.lines().nth(finding.line - 1).unwrap_or("");
                        let line: String = line.chars().take(12).collect();
                        let at = format!("{ways:?} {:.0} {line}", finding.measured);
                        complaints.add(template, number, finding.code, at);
                    }
                }
                if report.length_s > LONGEST_S {
                    complaints.add(
                        template,
                        number,
                        "long",
                        format!("{ways:?} {:.0} s", report.length_s),
                    );
                }
                if report.ending != draft.episodes[at].cliffhanger {
                    let end = format!("{} {:?}", ways.last().unwrap(), report.ending);
                    complaints.add(template, number, "ending", end);
                }
            }
            for pair in draft.episodes.windows(2) {
                if pair[0].cliffhanger == pair[1].cliffhanger {
                    complaints.add(
                        template,
                        pair[1].number,
                        "ends like the one before",
                        String::new(),
                    );
                }
            }
        }
    }
    complaints.none_or_panic();
}

/// What cannot be, by the bible that an engine writes with its script, and by one that is drafted of the script alone.
#[test]
fn nothing_in_a_series_contradicts_its_bible_or_itself() {
    let mut complaints = Complaints::default();
    for template in Library::house().templates() {
        for seed in 0..24 {
            let written = write(&premise(template, seed)).unwrap();
            let script = Script::read(&written.fountain);
            let own = written.bible.bible(&written.outline.title);
            for (whose, bible) in [("own", own), ("drafted", bible::draft(&script))] {
                for finding in continuity::check(&bible, &script) {
                    if finding.weight > Weight::Hint {
                        let number = finding.at.episode as usize;
                        let told = format!("{whose} {}", finding.message);
                        complaints.add(template, number, finding.code, told);
                    }
                }
            }
        }
    }
    complaints.none_or_panic();
}

/// Runs of words (of Han, of letters), as long as decide whether two texts read alike.
fn shingles(text: &str) -> HashSet<String> {
    let han = |letter: char| matches!(letter, '\u{3400}'..='\u{9fff}');
    let mut words: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with(['#', '='])) {
        if line.contains(han) {
            words.extend(line.chars().filter(|letter| han(*letter)).map(String::from));
        } else {
            let plain = line.to_lowercase();
            words.extend(
                plain
                    .split(|letter: char| !letter.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            );
        }
    }
    words.windows(4).map(|run| run.join(" ")).collect()
}

/// What two series share, of all that either says.
fn likeness(one: &HashSet<String>, other: &HashSet<String>) -> f64 {
    let shared = one.intersection(other).count() as f64;
    shared / (one.len() + other.len()) as f64 * 2.0
}

#[test]
fn no_two_of_two_hundred_pairs_of_seeds_read_alike() {
    for template in Library::house().templates() {
        let texts: Vec<String> = (0..21)
            .map(|seed| write(&premise(template, seed * 7919)).unwrap().fountain)
            .collect();
        let runs: Vec<HashSet<String>> = texts.iter().map(|text| shingles(text)).collect();
        let mut pairs = 0;
        let (mut most, mut sum) = (0.0_f64, 0.0);
        for one in 0..runs.len() {
            for other in one + 1..runs.len() {
                let alike = likeness(&runs[one], &runs[other]);
                most = most.max(alike);
                sum += alike;
                pairs += 1;
            }
        }
        println!(
            "{} {pairs} pairs: {:.2} on average, {most:.2} at most",
            template.file,
            sum / f64::from(pairs)
        );
        assert!(pairs >= 200);
        assert!(most < 0.68, "{}: {most:.2}", template.file);
        assert!(sum / f64::from(pairs) < 0.5, "{}", template.file);
    }
}

#[test]
fn no_episode_is_told_twice_in_the_same_words() {
    for template in Library::house().templates() {
        let mut seen: HashSet<String> = HashSet::new();
        let mut twice = 0;
        for seed in 0..40 {
            let fountain = write(&premise(template, seed)).unwrap().fountain;
            for episode in fountain.split("\n# ").skip(1) {
                twice += usize::from(!seen.insert(episode.to_owned()));
            }
        }
        assert!(twice == 0, "{}: {twice} of 400", template.file);
    }
}

#[test]
fn a_premise_finds_its_engine_in_three_languages() {
    for (text, engine, language) in [
        (
            "A waitress called Ines signs a fake marriage contract with a cold CEO.",
            "contract-marriage",
            Language::English,
        ),
        (
            "她在民政局和陌生总裁闪婚，签了九十天的契约。",
            "contract-marriage",
            Language::Chinese,
        ),
        (
            "Una chica pobre firma un contrato de matrimonio con un millonario.",
            "contract-marriage",
            Language::Spanish,
        ),
        (
            "A maid finds out that she is the lost daughter and heiress of a great family.",
            "hidden-heiress",
            Language::English,
        ),
        (
            "真假千金：她才是豪门亲生的女儿。",
            "hidden-heiress",
            Language::Chinese,
        ),
        (
            "Her husband and best friend left her for dead. She comes back for revenge.",
            "revenge-after-betrayal",
            Language::English,
        ),
        (
            "Vuelve de la muerte para vengarse de la traición de su marido.",
            "revenge-after-betrayal",
            Language::Spanish,
        ),
        (
            "被闺蜜和渣男背叛之后，她回来复仇。",
            "revenge-after-betrayal",
            Language::Chinese,
        ),
        (
            "A nurse relives the same night in a time loop.",
            "time-loop",
            Language::English,
        ),
        (
            "Two boys share a dorm room on campus and fall in love.",
            "bl-campus",
            Language::English,
        ),
        (
            "A secretary falls for her boss, the two women run the company.",
            "gl-office",
            Language::English,
        ),
        (
            "A streamer goes live in a haunted theatre and the viewers are ghosts.",
            "haunted-livestream",
            Language::English,
        ),
        (
            "深夜直播，弹幕里的粉丝都是鬼。",
            "haunted-livestream",
            Language::Chinese,
        ),
        (
            "Un directo en un teatro embrujado: los espectadores son fantasmas.",
            "haunted-livestream",
            Language::Spanish,
        ),
        (
            "The only witness of a murder cannot recognise the killer.",
            "thriller-witness",
            Language::English,
        ),
    ] {
        let choice = choose(text);
        assert_eq!(
            (&*choice.engine, choice.language),
            (engine, language),
            "{text} {:?}",
            choice.words
        );
        assert!(choice.score > 0, "{text}");
    }
    assert_eq!(choose("").score, 0);
}

#[test]
fn names_are_taken_over_where_a_premise_plainly_gives_them() {
    let template = Library::house()
        .find("contract-marriage", Language::English)
        .unwrap();
    let mut wanted = premise(template, 3);
    wanted.text = Some("A waitress called Mirela Duval marries a man named Otto.".into());
    let draft = write(&wanted).unwrap();
    assert!(draft.fountain.contains("\nMIRELA\n") && draft.fountain.contains("\nOTTO\n"));
    assert!(
        draft
            .bible
            .characters
            .iter()
            .any(|one| one.name == "Mirela Duval")
    );
    wanted.text = Some("Somebody marries somebody called off the list.".into());
    assert_eq!(
        write(&wanted).unwrap().fountain,
        write(&premise(template, 3)).unwrap().fountain
    );
}

#[test]
fn what_cannot_be_written_is_refused_with_what_can() {
    let template = &Library::house().templates()[0];
    let mut wanted = premise(template, 1);
    wanted.episodes = 3;
    assert!(matches!(
        write(&wanted),
        Err(CannotWrite::Length { least: 10, .. })
    ));
    let mut wanted = premise(template, 1);
    wanted.slots.insert("nobody".into(), "X".into());
    assert!(matches!(write(&wanted), Err(CannotWrite::NoSlot { .. })));
    wanted.slots = BTreeMap::from([("her".into(), "X\n\nINT. BANK".into())]);
    assert!(matches!(write(&wanted), Err(CannotWrite::BadValue { .. })));
    wanted.slots = BTreeMap::from([("past".into(), "mars".into())]);
    assert!(matches!(write(&wanted), Err(CannotWrite::BadValue { .. })));
    let mut wanted = premise(template, 1);
    wanted.engine = "space-opera".into();
    assert!(
        write(&wanted)
            .unwrap_err()
            .to_string()
            .contains("contract-marriage")
    );
}

#[test]
fn a_changed_outline_changes_what_depends_on_it_and_nothing_else() {
    let template = &Library::house().templates()[0];
    let first = write(&premise(template, 11)).unwrap();
    assert_eq!(draft(template, first.outline.clone()), first);
    let mut changed = outline::outline(template, &premise(template, 11)).unwrap();
    changed.names.insert("her".into(), "Zuzana Hale".into());
    let second = draft(template, changed);
    let (old, new) = (first.outline.cue("her"), "ZUZANA");
    let lines = |text: &str, name: &str| text.lines().filter(|line| *line == name).count();
    assert!(lines(&second.fountain, new) > 20);
    assert_eq!(lines(&second.fountain, new), lines(&first.fountain, &old));
    assert_eq!(
        first.fountain.lines().count(),
        second.fountain.lines().count()
    );
}

#[test]
fn a_bad_template_is_refused_with_its_file_and_line() {
    let (file, good) = Library::sources()[0];
    let line = 1 + good
        .lines()
        .position(|line| line.starts_with("@hall day"))
        .unwrap();
    for (from, to, says) in [
        ("@hall day", "@moon day", "moon"),
        ("@hall day", "@hall noon", "hour"),
        (
            "him (cold): Are you free at five?",
            "him/shout: Are you free?",
            "/shout",
        ),
        (
            "him (cold): Are you free at five?",
            "bob: Are you free?",
            "bob",
        ),
        (
            "him (cold): Are you free at five?",
            "him: Are you {free}?",
            "free",
        ),
        (
            "him (cold): Are you free at five?",
            "him: Are you [free?",
            "no end",
        ),
    ] {
        let bad = Template::read(file, &good.replacen(from, to, 1)).unwrap_err();
        assert_eq!(bad.file, file);
        assert!(bad.message.contains(says), "{bad}");
        assert!(
            bad.line >= line && bad.line < line + 6,
            "{bad} beside {line}"
        );
    }
    assert!(Template::read("x", "").is_err());
    assert!(Template::read("x", "# a ~ question\n+ b\n").is_err());
}
