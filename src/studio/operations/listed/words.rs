//! What is written: screenplay, bible, translations.

use super::{Argument, CODE, Kind, Listed, PRODUCTION, WRITER, asks, changes, looks, may, needed};

const LANGUAGE: Argument = needed("language", Kind::Text, "Tag such as es or zh-Hans.");

pub const ALL: &[Listed] = &[
    looks(
        "read_script",
        "The screenplay (Fountain), line by line with numbers from 1.",
        &[
            PRODUCTION,
            may(
                "from_line",
                Kind::Number,
                "First line; by default the first.",
            ),
            may(
                "to_line",
                Kind::Number,
                "Last line, it too; by default 400 lines on.",
            ),
        ],
    ),
    looks(
        "lint_script",
        "Whether the episodes hook, turn and end as they must; each finding with its line.",
        &[PRODUCTION],
    ),
    looks(
        "script_file",
        "The whole screenplay as the text of a file.",
        &[
            PRODUCTION,
            needed(
                "format",
                Kind::OneOf(&["fountain", "fdx"]),
                "fdx: Final Draft.",
            ),
        ],
    ),
    changes(
        "change_script_lines",
        "Puts other text in place of some lines of the screenplay. `was` guards against lines that have moved.",
        &[
            PRODUCTION,
            needed("from_line", Kind::Number, "First line, from 1."),
            needed("to_line", Kind::Number, "Last line, it too."),
            needed(
                "text",
                Kind::Text,
                "What stands there instead; empty: the lines go.",
            ),
            needed("was", Kind::Text, "Exactly what stands there now."),
        ],
    ),
    changes(
        "take_script",
        "Puts a whole screenplay in place of the one there.",
        &[
            PRODUCTION,
            needed(
                "text",
                Kind::Text,
                "Fountain, Final Draft's XML or plain text.",
            ),
            may(
                "name",
                Kind::Text,
                "Name of its file: one that ends with .txt is read as plain text.",
            ),
        ],
    ),
    asks(
        "rewrite",
        "Writes a scene (episode and scene) or a line again. Asked about when a model is paid for it.",
        &[
            PRODUCTION,
            WRITER,
            may("episode", Kind::Number, "With scene, from 1."),
            may("scene", Kind::Number, "In the episode, from 1."),
            may("line", Kind::Number, "Of the script, from 1."),
            may("wish", Kind::Text, "What shall be otherwise."),
            CODE,
        ],
    ),
    changes(
        "stop_rewriting",
        "Stops what the language model is writing again of the script.",
        &[PRODUCTION],
    ),
    looks(
        "show_bible",
        "What is true of the series: characters and their looks, relations, locations, props, secrets; and where the script contradicts it.",
        &[PRODUCTION],
    ),
    changes(
        "change_bible",
        "Another bible, as TOML: see show_bible for how it is written. One that contradicts itself is refused.",
        &[PRODUCTION, needed("text", Kind::Text, "TOML.")],
    ),
    changes(
        "reset_bible",
        "Gives the bible up for what the script says of itself.",
        &[PRODUCTION],
    ),
    looks(
        "list_languages",
        "The other languages that the production goes into, and how far each is.",
        &[PRODUCTION],
    ),
    looks(
        "show_language",
        "Every line with its translation.",
        &[PRODUCTION, LANGUAGE],
    ),
    changes(
        "translate",
        "Keeps translations of lines, and lets the production go into the language.",
        &[
            PRODUCTION,
            LANGUAGE,
            may(
                "lines",
                Kind::Objects,
                "Each with speaker and source as show_language has them, and text; an empty text takes a translation back.",
            ),
            may("spoken", Kind::Flag, "Whether it is dubbed too."),
        ],
    ),
    asks(
        "translate_by_model",
        "Lets the model translate every line that has no translation, and takes them in. Asked about when it would cost something.",
        &[PRODUCTION, LANGUAGE, CODE],
    ),
    changes(
        "remove_language",
        "The production no longer goes into a language; its translations are kept.",
        &[PRODUCTION, LANGUAGE],
    ),
];
