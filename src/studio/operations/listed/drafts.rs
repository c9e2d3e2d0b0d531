//! A series in stages, from its premise to its script.

use super::{Argument, CODE, Kind, Listed, WRITER, asks, changes, looks, may, needed};

const DRAFT: Argument = needed("draft", Kind::Text, "Id of the draft.");

pub const ALL: &[Listed] = &[
    looks(
        "list_engines",
        "The house's own writers, and in which languages each tells its story.",
        &[],
    ),
    asks(
        "begin_draft",
        "Begins a series in stages: first an outline, by the house's own writers at once, by the language model in its turn. Asked about when the model is paid for it.",
        &[
            needed(
                "premise",
                Kind::Text,
                "One or two sentences: who wants what, and what stands in the way.",
            ),
            WRITER,
            may(
                "engine",
                Kind::Text,
                "Of the house's own: see list_engines.",
            ),
            may(
                "language",
                Kind::Text,
                "BCP 47; by default the premise's own.",
            ),
            may("seed", Kind::Number, "Another number, another story."),
            may("episodes", Kind::Number, "How many; by default 10."),
            may("seconds", Kind::Number, "Of an episode; by default 75."),
            CODE,
        ],
    ),
    looks(
        "show_draft",
        "A draft: its people, places, episodes and scenes, and how far it is being written.",
        &[DRAFT],
    ),
    asks(
        "write_draft",
        "Writes a stage of a draft, or one episode or scene of it again. Asked about when the model is paid for it.",
        &[
            DRAFT,
            needed(
                "stage",
                Kind::OneOf(&["outline", "episodes", "scenes", "lines", "shots", "script"]),
                "script: all that is missing of scenes, lines and shots.",
            ),
            may("episode", Kind::Number, "From 1; by default all."),
            may("scene", Kind::Number, "In the episode, from 1."),
            may("wish", Kind::Text, "What shall be otherwise."),
            CODE,
        ],
    ),
    changes(
        "change_draft",
        "Reviews a draft: changes its cards. What was written of a card that is changed is told to be behind; a locked one stays.",
        &[
            DRAFT,
            may(
                "episode",
                Kind::Number,
                "From 1; by default the series itself.",
            ),
            needed(
                "changes",
                Kind::Object,
                "Of the series: title, logline, people, places (names, as many as there are). Of an episode: title, logline, hook, turns, cliffhanger, locked.",
            ),
        ],
    ),
    changes(
        "stop_writing_draft",
        "Stops what the language model is writing of a draft; what is written is kept.",
        &[DRAFT],
    ),
    changes(
        "undo_draft",
        "The draft as it was before the last change of its cards, or before a stage of it was written.",
        &[DRAFT],
    ),
    changes(
        "redo_draft",
        "The draft as it was before undo_draft, as long as nothing was changed since.",
        &[DRAFT],
    ),
    changes(
        "produce_draft",
        "Makes a production of a draft whose script is written.",
        &[
            DRAFT,
            may("title", Kind::Text, "By default that of the draft."),
        ],
    ),
];
