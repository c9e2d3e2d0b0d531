//! Three doors, one list: what can be done by a request can be done by name, at the command line and by an assistant,
//! or it says here why not.

use std::collections::BTreeSet;

use crate::studio::operations::listed;

/// Operations, and the requests that do the same.
const SAME: &[(&str, &[&str])] = &[
    ("list_productions", &["list_productions"]),
    ("list_engines", &["list_engines", "list_writers"]),
    ("begin_production", &["create_production"]),
    ("begin_draft", &["create_draft"]),
    ("change_draft", &["change_draft"]),
    ("stop_writing_draft", &["stop_writing_draft"]),
    ("show_draft", &["show_draft"]),
    ("write_draft", &["write_draft"]),
    ("produce_draft", &["produce_draft"]),
    ("undo_draft", &["undo_draft"]),
    ("redo_draft", &["redo_draft"]),
    ("show_production", &["show_production"]),
    ("read_script", &["show_production"]),
    ("lint_script", &["show_production"]),
    ("script_file", &["script_file"]),
    ("show_bible", &["show_bible"]),
    ("show_settings", &["show_production"]),
    ("show_gates", &["list_gates"]),
    ("show_money", &["show_production_money", "list_paid_jobs"]),
    ("show_log", &["show_production_log"]),
    ("list_languages", &["list_languages"]),
    ("show_language", &["show_language", "export_translation"]),
    ("show_people", &["list_real_people"]),
    ("list_releases", &["list_releases"]),
    ("show_episode", &["show_storyboard"]),
    ("show_cast", &["show_cast"]),
    ("list_artifacts", &["list_artifacts"]),
    ("show_artifact", &["show_artifact"]),
    ("plan", &["show_production"]),
    ("why", &["show_artifact"]),
    ("show_run", &["show_run"]),
    ("readiness", &["show_readiness"]),
    ("change_script_lines", &["change_script"]),
    ("take_script", &["change_script", "read_script_file"]),
    ("rewrite", &["rewrite_script"]),
    ("stop_rewriting", &["stop_rewriting"]),
    ("change_bible", &["change_bible"]),
    ("reset_bible", &["reset_bible"]),
    ("change_settings", &["change_production_settings"]),
    ("translate", &["translate_lines", "import_translation"]),
    (
        "translate_by_model",
        &[
            "show_machine_translation",
            "begin_machine_translation",
            "stop_machine_translation",
        ],
    ),
    ("remove_language", &["remove_language"]),
    ("reset_episode", &["reset_storyboard"]),
    ("reset_character", &["reset_character"]),
    ("lock_take", &["lock_artifact"]),
    ("approve", &["open_gate"]),
    ("withdraw_approval", &["close_gate"]),
    ("delete_production", &["remove_production"]),
    ("list_deleted", &["list_removed_productions"]),
    ("put_back", &["restore_production"]),
    ("change_shot", &["change_storyboard"]),
    ("change_place", &["change_storyboard"]),
    ("move_shot", &["change_storyboard"]),
    ("repeat_shot", &["change_storyboard"]),
    ("remove_shot", &["change_storyboard"]),
    ("say_line", &["change_storyboard"]),
    ("change_character", &["change_character"]),
    ("choose_take", &["select_take"]),
    ("bring_take", &["bring_take"]),
    ("decide_paid_job", &["decide_paid_job"]),
    ("set_real_person", &["set_real_person"]),
    ("forget_real_person", &["forget_real_person"]),
    ("undo", &["undo_change", "undo_script", "show_undo"]),
    ("redo", &["redo_change", "show_redo"]),
    ("run", &["start_run"]),
    ("stop_run", &["stop_run"]),
    ("export", &["ask_for_export", "list_exports", "export_file"]),
    ("release", &["release_production"]),
    ("publish", &["release_production"]),
];

/// Requests that are for pages alone, and why.
const PAGES: &[(&str, &str)] = &[
    ("show_still", "a picture"),
    ("preview_still", "a picture of what is not kept yet"),
    ("draw_character", "a picture"),
    ("preview_character", "a picture of what is not kept yet"),
    ("hear_character", "a sound"),
    ("show_sound_lanes", "what a timeline is drawn from"),
    ("take_file", "a picture, a sound or a film"),
    (
        "release_provenance",
        "a file; `export` with `provenance` writes it",
    ),
    (
        "show_rewriting",
        "how far a page's bar is; `show_production` has what came of it",
    ),
    ("list_models", "keys and prices are the operator's"),
    ("undo_models", "keys and prices are the operator's"),
    ("redo_models", "keys and prices are the operator's"),
    ("list_makers", "keys and prices are the operator's"),
    ("add_provider", "keys and prices are the operator's"),
    ("change_provider", "keys and prices are the operator's"),
    ("remove_provider", "keys and prices are the operator's"),
    ("test_provider", "keys and prices are the operator's"),
    ("choose_model", "keys and prices are the operator's"),
    ("unchoose_model", "keys and prices are the operator's"),
];

/// Names of the studio's requests about what is made here.
fn requests() -> BTreeSet<String> {
    let document = serde_json::to_value(crate::router::document()).unwrap();
    let ours = [
        "productions",
        "drafts",
        "engines",
        "writers",
        "makers",
        "models",
        "scripts",
        "removed-productions",
    ];
    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let area = path
            .strip_prefix("/api/v1/studio/")
            .and_then(|rest| rest.split('/').next());
        if area.is_none_or(|area| !ours.contains(&area)) {
            continue;
        }
        for method in methods.as_object().unwrap().values() {
            names.extend(method["operationId"].as_str().map(str::to_owned));
        }
    }
    names
}

#[test]
fn what_can_be_done_by_a_request_can_be_done_by_name() {
    let requests = requests();
    assert!(requests.len() > 60, "{requests:?}");
    let all = listed::all().map(|one| one.name);
    let listed: BTreeSet<&str> = all.collect();
    assert_eq!(listed.len(), listed::all().count(), "a name is used once");
    let same: BTreeSet<&str> = SAME.iter().map(|(name, _)| *name).collect();
    assert_eq!(same, listed, "each operation names its requests");
    let mut known: BTreeSet<&str> = SAME.iter().flat_map(|(_, all)| *all).copied().collect();
    for (name, why) in PAGES {
        assert!(!why.is_empty());
        assert!(known.insert(name), "{name} is both");
    }
    let known: BTreeSet<String> = known.into_iter().map(str::to_owned).collect();
    let unnamed: Vec<_> = requests.difference(&known).collect();
    assert!(
        unnamed.is_empty(),
        "requests without an operation: {unnamed:?}"
    );
    let gone: Vec<_> = known.difference(&requests).collect();
    assert!(gone.is_empty(), "there are no such requests: {gone:?}");
}
