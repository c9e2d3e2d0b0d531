//! A production as a whole: begun, looked at, settled, approved, taken back, deleted.

use super::{Argument, CODE, Kind, Listed, PRODUCTION, asks, changes, looks, may, needed};

const GATE: Argument = needed(
    "gate",
    Kind::OneOf(&["script", "shots", "stills", "clips", "episode"]),
    "What was looked at.",
);

/// What of a production was changed.
const PART: Argument = may(
    "what",
    Kind::OneOf(&[
        "script",
        "board",
        "cast",
        "take",
        "settings",
        "translation",
        "bible",
        "approval",
        "person",
    ]),
    "By default whatever it was.",
);

pub const ALL: &[Listed] = &[
    looks(
        "list_productions",
        "The productions of the house, and how far each is.",
        &[],
    ),
    changes(
        "begin_production",
        "Begins a production with a premise, which the house's own writers make a screenplay of, or with a screenplay.",
        &[
            may(
                "premise",
                Kind::Text,
                "One or two sentences: who wants what, and what stands in the way.",
            ),
            may(
                "script",
                Kind::Text,
                "Instead of a premise: Fountain or Final Draft's XML.",
            ),
            may("title", Kind::Text, "By default the script's own."),
            may("engine", Kind::Text, "With a premise: see list_engines."),
            may("language", Kind::Text, "BCP 47; by default the text's own."),
            may("seed", Kind::Number, "Another number, another story."),
        ],
    ),
    looks(
        "show_production",
        "One production: its episodes, what is made, what a run would take and cost.",
        &[PRODUCTION],
    ),
    looks(
        "show_settings",
        "How the production is made: captions, label, paywall, gates, languages, models, budget.",
        &[PRODUCTION],
    ),
    asks(
        "change_settings",
        "Changes settings of the production; see show_settings for the fields.",
        &[
            PRODUCTION,
            needed(
                "changes",
                Kind::Object,
                "Fields with their new values, such as {\"paywall\": 4}.",
            ),
            CODE,
        ],
    ),
    looks(
        "show_gates",
        "What has to be approved before the next is made, and what is.",
        &[PRODUCTION],
    ),
    asks(
        "approve",
        "Opens a gate for what there is now, so that the next is made. Always asked about: a person has to have looked.",
        &[PRODUCTION, GATE, CODE],
    ),
    changes(
        "withdraw_approval",
        "Closes a gate again.",
        &[PRODUCTION, GATE],
    ),
    looks(
        "show_money",
        "What was spent, what may be, and every paid job.",
        &[PRODUCTION],
    ),
    looks(
        "show_log",
        "What was made lately, how long it took, and what came to nothing.",
        &[PRODUCTION],
    ),
    looks(
        "show_people",
        "Which characters are real people, and their consents.",
        &[PRODUCTION],
    ),
    asks(
        "set_real_person",
        "Says that a character is a real person, who has agreed: their signed consent is in the register of the house. Always asked about.",
        &[
            PRODUCTION,
            needed("character", Kind::Text, "Id in show_people."),
            needed("person", Kind::Text, "Their name, as in the consent."),
            needed("uses", Kind::Texts, "voice, likeness, or both."),
            needed("consent", Kind::Text, "Id of the consent in the register."),
            CODE,
        ],
    ),
    asks(
        "forget_real_person",
        "Says that a character is nobody real. Always asked about.",
        &[
            PRODUCTION,
            needed("character", Kind::Text, "Id in show_people."),
            CODE,
        ],
    ),
    looks(
        "list_releases",
        "What was put into the house, and when.",
        &[PRODUCTION],
    ),
    looks(
        "readiness",
        "What is missing before the production is shown to viewers.",
        &[PRODUCTION],
    ),
    changes(
        "undo",
        "Takes the last change back: of script, storyboard, cast, take, settings, translation, bible, approval or real person.",
        &[PRODUCTION, PART],
    ),
    changes(
        "redo",
        "Does again what undo took back last, as long as nothing was changed since.",
        &[PRODUCTION, PART],
    ),
    asks(
        "delete_production",
        "Deletes a production with all its takes. Always asked about. For 30 days `put_back` undoes it.",
        &[PRODUCTION, CODE],
    ),
    looks(
        "list_deleted",
        "Productions that were deleted and can still be put back.",
        &[],
    ),
    changes(
        "put_back",
        "Puts a production back that was deleted.",
        &[needed("id", Kind::Text, "As list_deleted names it.")],
    ),
];
