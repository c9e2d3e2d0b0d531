//! What a provider's state means for a job: the one place where the two are put beside each other.

use production::job::Stage;
use providers::State;

/// The stage of a state.
pub fn of(state: &State) -> Stage {
    match state {
        State::Planned => Stage::Planned,
        State::Submitting => Stage::Submitting,
        State::Submitted { .. } => Stage::Submitted,
        State::Running { .. } => Stage::Running,
        State::Done => Stage::Done,
        State::Failed { .. } => Stage::Failed,
        State::Ambiguous { .. } => Stage::Ambiguous,
        State::Expired { .. } => Stage::Expired,
    }
}

/// As it is kept.
pub fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Planned => "planned",
        Stage::Submitting => "submitting",
        Stage::Submitted => "submitted",
        Stage::Running => "running",
        Stage::Done => "done",
        Stage::Failed => "failed",
        Stage::Ambiguous => "ambiguous",
        Stage::Expired => "expired",
    }
}

/// Stages from which a job may come to this one: the same, where only its ticket moves.
pub fn before(next: Stage) -> Vec<String> {
    Stage::ALL
        .into_iter()
        .filter(|stage| {
            stage.may_become(next)
                || (*stage == next && !next.is_over() && next != Stage::Submitting)
        })
        .map(|stage| name(stage).to_owned())
        .collect()
}

/// Why it ended as it did, in a sentence; nothing while it goes on or where all went well.
pub fn problem(state: &State) -> Option<String> {
    match state {
        State::Failed { failure } => Some(format!("{}. {}", failure.message, failure.remedy())),
        State::Ambiguous { why } => Some(format!(
            "Nobody knows whether it was taken and charged ({why}). Look at the provider's own page, and say here what you find."
        )),
        State::Expired { .. } => Some(
            "The provider no longer has what it made. It may have been charged; ask for it again if it is worth it.".into(),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_speak_of_the_same_stages() {
        for stage in Stage::ALL {
            let text = serde_json::to_value(stage).unwrap();
            assert_eq!(text, name(stage));
        }
        assert_eq!(before(Stage::Submitting), ["planned"]);
        assert!(!before(Stage::Planned).contains(&"submitting".to_owned()));
        assert_eq!(before(Stage::Running), ["submitted", "running"]);
        assert!(
            !before(Stage::Done).contains(&"done".to_owned()),
            "a take is kept once"
        );
    }

    #[test]
    fn money_stays_reserved_for_what_both_say_may_be_charged() {
        let ambiguous = State::Ambiguous { why: String::new() };
        for state in [State::Submitting, ambiguous, State::Done] {
            assert!(state.may_be_charged());
        }
        assert!(of(&State::Submitting).may_be_charged());
    }
}
