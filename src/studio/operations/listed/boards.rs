//! What is to be seen: storyboards and the cast.

use super::{Argument, Kind, Listed, PRODUCTION, changes, looks, may, needed};

const EPISODE: Argument = needed("episode", Kind::Number, "Number of the episode, from 1.");
const CHARACTER: Argument = needed("character", Kind::Text, "Id of the character.");
const SHOT: Argument = needed("shot", Kind::Number, "Number of the shot, from 1.");

pub const ALL: &[Listed] = &[
    looks(
        "show_episode",
        "An episode's shots: framing, people, camera, what is said, and how long each is.",
        &[PRODUCTION, EPISODE],
    ),
    changes(
        "change_shot",
        "Changes a shot of an episode's storyboard; see show_episode for the fields of a shot.",
        &[
            PRODUCTION,
            EPISODE,
            SHOT,
            needed(
                "changes",
                Kind::Object,
                "Fields with their new values, such as {\"camera\": \"push_in\", \"hold_ms\": 800}; people, prop, effects, messages and card as a whole.",
            ),
        ],
    ),
    changes(
        "change_place",
        "Changes where a shot plays (kind, hour, weather, name) for every shot that is there, or for this one alone.",
        &[
            PRODUCTION,
            EPISODE,
            SHOT,
            needed(
                "changes",
                Kind::Object,
                "Fields with their new values, such as {\"hour\": \"night\", \"weather\": \"rain\"}.",
            ),
            may(
                "apart",
                Kind::Flag,
                "Whether this shot gets a place of its own.",
            ),
        ],
    ),
    changes(
        "move_shot",
        "Carries a shot to another place in its episode.",
        &[
            PRODUCTION,
            EPISODE,
            SHOT,
            needed("to", Kind::Number, "Number that it has then."),
        ],
    ),
    changes(
        "repeat_shot",
        "Shows a shot once more after itself, without what is said in it.",
        &[PRODUCTION, EPISODE, SHOT],
    ),
    changes(
        "remove_shot",
        "Takes a shot out; what is said in it is said in the one before or after.",
        &[PRODUCTION, EPISODE, SHOT],
    ),
    changes(
        "say_line",
        "How the voice says a line of an episode.",
        &[
            PRODUCTION,
            EPISODE,
            needed("line", Kind::Number, "Of the episode, from 1."),
            needed("feeling", Kind::Text, "Such as calm, cold, whispering."),
        ],
    ),
    changes(
        "reset_episode",
        "An episode's storyboard as the script has it, without changes by hand.",
        &[PRODUCTION, EPISODE],
    ),
    looks(
        "show_cast",
        "Who is in it: faces, looks, voices, and who speaks how much.",
        &[PRODUCTION],
    ),
    changes(
        "change_character",
        "Changes somebody of the cast; see show_cast for the fields.",
        &[
            PRODUCTION,
            CHARACTER,
            needed(
                "changes",
                Kind::Object,
                "Fields with their new values, such as {\"voice\": \"af_heart\"}.",
            ),
        ],
    ),
    changes(
        "reset_character",
        "Somebody of the cast as bible and script have them, without changes by hand.",
        &[PRODUCTION, CHARACTER],
    ),
];
