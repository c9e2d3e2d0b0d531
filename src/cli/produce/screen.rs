//! What `produce` says.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex};

use crate::studio::pace::Pace;
use crate::studio::paid::purse;
use crate::studio::run::{Outcome, Progress, Standing};
use crate::studio::tools::Tools;

/// One line that is written over on a terminal, and lines one after the other elsewhere.
#[derive(Clone, Default)]
pub struct Screen(Arc<Mutex<String>>);

impl Screen {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn say(&self, text: &str) {
        let Ok(mut last) = self.0.lock() else { return };
        if *last == text {
            return;
        }
        text.clone_into(&mut last);
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K{text}");
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("{text}");
        }
    }

    pub fn show(&self, progress: &Progress) {
        if progress.doing.is_empty() {
            return;
        }
        let share = (progress.done * 100)
            .checked_div(progress.total)
            .unwrap_or(100);
        if std::io::stderr().is_terminal() {
            self.say(&format!(
                "{share:3} %  {}  ({} of {})",
                progress.doing, progress.done, progress.total
            ));
        } else {
            self.say(&format!("{} …", progress.doing));
        }
    }

    pub fn end(&self) {
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
        if let Ok(mut last) = self.0.lock() {
            last.clear();
        }
    }
}

/// What would be made, by episode.
pub fn plan(standing: &Standing, wanted: &[String], pace: &Pace, currency: &str) {
    let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let mut plan = standing
        .graph
        .plan(&standing.shelves, &standing.closed, &names);
    let times = pace.set(&standing.graph, &mut plan);
    for episode in &standing.episodes {
        let own = format!("e{:02}/", episode.board.number);
        let steps: Vec<_> = plan
            .steps
            .iter()
            .filter(|step| step.key.starts_with(&own))
            .collect();
        let seconds: f64 = steps.iter().map(|step| step.seconds).sum();
        println!(
            "{:3}  {:40} {:4} to make, about {}",
            episode.board.number,
            episode.board.title,
            steps.len(),
            length(seconds / 2.0)
        );
    }
    println!(
        "\n{} of {} artifacts to make: about {} on two cores, {}",
        plan.steps.len(),
        plan.of,
        length(plan.seconds / 2.0),
        if plan.cost_micros == 0 {
            "free of charge".to_owned()
        } else {
            format!("up to {} to pay", purse::amount(plan.cost_micros, currency))
        }
    );
    let kinds = |kinds: &BTreeSet<&str>| kinds.iter().copied().collect::<Vec<_>>().join(", ");
    if !times.measured.is_empty() {
        println!("times as they were here lately: {}", kinds(&times.measured));
    }
    if !times.assumed.is_empty() {
        println!(
            "times of another machine, for nothing of these has been made here yet: {}",
            kinds(&times.assumed)
        );
    }
    for model in standing.makers.bought.unpriced() {
        println!("price unknown: nobody has noted what {model} costs: it is not asked");
    }
    for step in &plan.blocked {
        println!("waits: {}", step.key);
    }
}

fn length(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    if seconds < 90 {
        format!("{seconds} s")
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// Who plays in it, and with whose voice.
pub fn cast(standing: &Standing, tools: &Tools) {
    let mut seen = Vec::new();
    for board in standing.episodes.iter().map(|episode| &episode.board) {
        for person in &board.cast {
            if !seen.contains(&&person.id) {
                seen.push(&person.id);
                println!(
                    "{:24} {}",
                    person.name,
                    standing.makers.voice_of(board, &person.id)
                );
            }
        }
    }
    if let Some(reason) = tools.voices.without_kokoro() {
        println!("The voices are those of espeak-ng: {reason}");
        return;
    }
    for language in standing.by_rules() {
        println!(
            "Kokoro has no voice for {language}: espeak-ng speaks it by rules, and sounds like it."
        );
    }
}

/// What came of a run.
pub fn outcome(outcome: &Outcome) {
    if outcome.made == 0 && outcome.failed.is_empty() {
        println!("Everything was made already.");
    } else {
        let kinds: Vec<String> = outcome
            .seconds
            .iter()
            .map(|(kind, seconds)| format!("{kind} {seconds:.1} s"))
            .collect();
        println!("{} artifacts made ({})", outcome.made, kinds.join(", "));
    }
    for (key, why) in &outcome.failed {
        println!("{key}: {why}");
    }
    for key in &outcome.blocked {
        println!("{key} waits");
    }
    for (key, why) in &outcome.unpaid {
        println!("{key} was not paid for: {why}");
    }
}
