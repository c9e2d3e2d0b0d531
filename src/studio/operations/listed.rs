//! The operations as a list: names, what they do, what they take. A door shows it as its own kind of schema.

use serde_json::{Map, Value, json};

/// What an operation does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Looks,
    /// It changes something; `undo` or the same operation takes it back.
    Changes,
    /// It may cost money, or shows something to viewers: it is asked about.
    Asks,
}

/// An operation.
pub struct Listed {
    pub name: &'static str,
    pub about: &'static str,
    pub effect: Effect,
    pub takes: &'static [Argument],
}

/// One of its arguments.
pub struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    pub needed: bool,
    pub about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Texts,
    Object,
    Objects,
    Flag,
    OneOf(&'static [&'static str]),
}

const fn needed(name: &'static str, kind: Kind, about: &'static str) -> Argument {
    Argument {
        name,
        kind,
        needed: true,
        about,
    }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Argument {
    Argument {
        name,
        kind,
        needed: false,
        about,
    }
}

const PRODUCTION: Argument = needed("production", Kind::Text, "Title or id of the production.");
const EPISODE: Argument = needed("episode", Kind::Number, "Number of the episode, from 1.");
const ARTIFACT: Argument = needed(
    "artifact",
    Kind::Text,
    "Key such as e01/shot/t03, e01/voice/l02, e01/mix, e01/film or poster.",
);
const ARTIFACTS: Argument = may(
    "artifacts",
    Kind::Texts,
    "Keys of what is wanted, with all that it needs; none: everything.",
);
const CHARACTER: Argument = needed("character", Kind::Text, "Id of the character.");
const LANGUAGE: Argument = needed("language", Kind::Text, "Tag such as es or zh-Hans.");
const GATE: Argument = needed(
    "gate",
    Kind::OneOf(&["script", "shots", "stills", "clips", "episode"]),
    "What was looked at.",
);
const DRAFT: Argument = needed("draft", Kind::Text, "Id of the draft.");
const SHOT: Argument = needed("shot", Kind::Number, "Number of the shot, from 1.");
const WRITER: Argument = needed(
    "writer",
    Kind::OneOf(&["engine", "model"]),
    "The house's own, or the language model.",
);
const CODE: Argument = may(
    "confirm",
    Kind::Text,
    "The code that the same call without it was answered with, once a person has agreed.",
);

/// All of them.
pub const ALL: &[Listed] = &[
    looks(
        "list_productions",
        "The productions of the house, and how far each is.",
        &[],
    ),
    looks(
        "list_engines",
        "The house's own writers, and in which languages each tells its story.",
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
        "produce_draft",
        "Makes a production of a draft whose script is written.",
        &[
            DRAFT,
            may("title", Kind::Text, "By default that of the draft."),
        ],
    ),
    looks(
        "show_production",
        "One production: its episodes, what is made, what a run would take and cost.",
        &[PRODUCTION],
    ),
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
    looks(
        "show_bible",
        "What is true of the series: characters and their looks, relations, locations, props, secrets; and where the script contradicts it.",
        &[PRODUCTION],
    ),
    looks(
        "show_settings",
        "How the production is made: captions, label, paywall, gates, languages, models, budget.",
        &[PRODUCTION],
    ),
    looks(
        "show_gates",
        "What has to be approved before the next is made, and what is.",
        &[PRODUCTION],
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
        "list_languages",
        "The other languages that the production goes into, and how far each is.",
        &[PRODUCTION],
    ),
    looks(
        "show_language",
        "Every line with its translation.",
        &[PRODUCTION, LANGUAGE],
    ),
    looks(
        "show_people",
        "Which characters are real people, and their consents.",
        &[PRODUCTION],
    ),
    looks(
        "list_releases",
        "What was put into the house, and when.",
        &[PRODUCTION],
    ),
    looks(
        "show_episode",
        "An episode's shots: framing, people, camera, what is said, and how long each is.",
        &[PRODUCTION, EPISODE],
    ),
    looks(
        "show_cast",
        "Who is in it: faces, looks, voices, and who speaks how much.",
        &[PRODUCTION],
    ),
    looks(
        "list_artifacts",
        "Everything that is made: keys, states, and how many takes each has.",
        &[PRODUCTION],
    ),
    looks(
        "show_artifact",
        "An artifact's state and takes.",
        &[PRODUCTION, ARTIFACT],
    ),
    looks(
        "plan",
        "What a run would make, how long it would take and what it would cost. Makes nothing.",
        &[PRODUCTION, ARTIFACTS],
    ),
    looks(
        "why",
        "Why an artifact is made again, or what it is made of.",
        &[PRODUCTION, ARTIFACT],
    ),
    looks("show_run", "How far the last run is.", &[PRODUCTION]),
    looks(
        "readiness",
        "What is missing before the production is shown to viewers.",
        &[PRODUCTION],
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
        "change_bible",
        "Another bible, as TOML: see show_bible for how it is written. One that contradicts itself is refused.",
        &[PRODUCTION, needed("text", Kind::Text, "TOML.")],
    ),
    changes(
        "reset_bible",
        "Gives the bible up for what the script says of itself.",
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
        ],
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
    changes(
        "reset_episode",
        "An episode's storyboard as the script has it, without changes by hand.",
        &[PRODUCTION, EPISODE],
    ),
    changes(
        "reset_character",
        "Somebody of the cast as bible and script have them, without changes by hand.",
        &[PRODUCTION, CHARACTER],
    ),
    changes(
        "lock_take",
        "Keeps the take of an artifact that is used whatever changes, or lets it go.",
        &[
            PRODUCTION,
            ARTIFACT,
            needed("locked", Kind::Flag, "Whether it is kept."),
        ],
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
        "choose_take",
        "Uses another take of an artifact.",
        &[PRODUCTION, needed("take", Kind::Text, "Id of the take.")],
    ),
    changes(
        "undo",
        "Takes the last change back: of script, storyboard, cast, take, settings, translation, bible, approval or real person.",
        &[PRODUCTION],
    ),
    changes(
        "redo",
        "Does again what undo took back last, as long as nothing was changed since.",
        &[PRODUCTION],
    ),
    asks(
        "run",
        "Makes what is missing or stale. Asked about when it would cost something.",
        &[PRODUCTION, ARTIFACTS, CODE],
    ),
    changes(
        "stop_run",
        "Stops the run; what is made is kept.",
        &[PRODUCTION],
    ),
    changes(
        "export",
        "Writes episodes as a file for other programs, and says where it lies.",
        &[
            PRODUCTION,
            may(
                "episode",
                Kind::Number,
                "From 1; by default all that are finished.",
            ),
            may("last", Kind::Number, "Up to which; by default that one."),
            may(
                "options",
                Kind::Object,
                "For platforms: captions (in, beside, both), part_s, recap_s, first (a moment), every_hours, tags.",
            ),
            needed(
                "format",
                Kind::OneOf(&[
                    "edit",
                    "otio",
                    "fcpxml",
                    "edl",
                    "jianying",
                    "captions",
                    "stems",
                    "film",
                    "trailer",
                    "poster",
                    "cbz",
                    "epub",
                    "webtoon",
                    "tapas",
                    "tiktok",
                    "shorts",
                    "reels",
                    "provenance",
                ]),
                "For editors, mixers, platforms, readers of webcomics: docs/exports.md.",
            ),
        ],
    ),
    changes(
        "release",
        "Puts the finished episodes into the house as a draft series.",
        &[PRODUCTION],
    ),
    asks(
        "publish",
        "Puts the finished episodes into the house and shows them to viewers. Always asked about.",
        &[PRODUCTION, CODE],
    ),
];

const fn looks(name: &'static str, about: &'static str, takes: &'static [Argument]) -> Listed {
    Listed {
        name,
        about,
        effect: Effect::Looks,
        takes,
    }
}

const fn changes(name: &'static str, about: &'static str, takes: &'static [Argument]) -> Listed {
    Listed {
        name,
        about,
        effect: Effect::Changes,
        takes,
    }
}

const fn asks(name: &'static str, about: &'static str, takes: &'static [Argument]) -> Listed {
    Listed {
        name,
        about,
        effect: Effect::Asks,
        takes,
    }
}

/// The operation of that name.
pub fn find(name: &str) -> Option<&'static Listed> {
    ALL.iter().find(|one| one.name == name)
}

impl Listed {
    /// What it takes, as JSON Schema.
    pub fn schema(&self) -> Map<String, Value> {
        let fields: Map<String, Value> = self
            .takes
            .iter()
            .map(|one| {
                let mut field = match one.kind {
                    Kind::Text => json!({ "type": "string" }),
                    Kind::Number => json!({ "type": "integer", "minimum": 1 }),
                    Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
                    Kind::Object => json!({ "type": "object" }),
                    Kind::Objects => json!({ "type": "array", "items": { "type": "object" } }),
                    Kind::Flag => json!({ "type": "boolean" }),
                    Kind::OneOf(values) => json!({ "type": "string", "enum": values }),
                };
                field["description"] = json!(one.about);
                (one.name.to_owned(), field)
            })
            .collect();
        let needed: Vec<&str> = self
            .takes
            .iter()
            .filter(|one| one.needed)
            .map(|one| one.name)
            .collect();
        let schema = json!({
            "type": "object",
            "properties": fields,
            "required": needed,
            "additionalProperties": false,
        });
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::operations::Operation;

    fn example(kind: Kind) -> Value {
        match kind {
            Kind::Text => json!("00000000-0000-0000-0000-000000000001"),
            Kind::Number => json!(1),
            Kind::Texts => json!(["poster"]),
            Kind::Object => json!({}),
            Kind::Objects => json!([{ "speaker": "mara", "source": "No.", "text": "Nein." }]),
            Kind::Flag => json!(true),
            Kind::OneOf(values) => json!(values[0]),
        }
    }

    #[test]
    fn what_is_listed_is_what_is_read() {
        for one in ALL {
            let own = |all: bool| -> Value {
                let takes = one
                    .takes
                    .iter()
                    .filter(|own| own.name != "confirm" && (all || own.needed));
                takes
                    .map(|own| (own.name.to_owned(), example(own.kind)))
                    .collect::<Map<_, _>>()
                    .into()
            };
            for all in [false, true] {
                Operation::read(one.name, own(all))
                    .unwrap_or_else(|error| panic!("{}: {error}", one.name));
            }
            let mut more = own(true);
            more["more"] = json!(1);
            assert_eq!(
                Operation::read(one.name, more).unwrap_err().code,
                "bad_arguments",
                "{}",
                one.name
            );
            for own_field in one.takes.iter().filter(|own| own.needed) {
                let mut less = own(true);
                less.as_object_mut().unwrap().remove(own_field.name);
                assert_eq!(
                    Operation::read(one.name, less).unwrap_err().code,
                    "bad_arguments",
                    "{}",
                    one.name
                );
            }
        }
    }
}
