//! What is made of it: artifacts and takes, runs, exports, releases.

use super::{Argument, CODE, Kind, Listed, PRODUCTION, asks, changes, looks, may, needed};

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

pub const ALL: &[Listed] = &[
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
        "why",
        "Why an artifact is made again, or what it is made of.",
        &[PRODUCTION, ARTIFACT],
    ),
    looks(
        "plan",
        "What a run would make, how long it would take and what it would cost. Makes nothing.",
        &[PRODUCTION, ARTIFACTS],
    ),
    asks(
        "run",
        "Makes what is missing or stale. Asked about when it would cost something.",
        &[
            PRODUCTION,
            ARTIFACTS,
            may(
                "another",
                Kind::Flag,
                "One more take of what is named, although it is current: of what a model makes, and of mixes.",
            ),
            CODE,
        ],
    ),
    changes(
        "stop_run",
        "Stops the run; what is made is kept.",
        &[PRODUCTION],
    ),
    looks("show_run", "How far the last run is.", &[PRODUCTION]),
    changes(
        "choose_take",
        "Uses another take of an artifact.",
        &[PRODUCTION, needed("take", Kind::Text, "Id of the take.")],
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
    changes(
        "bring_take",
        "Brings a file of your own as a take: it is looked at, measured and used; where a check stands against it, it is kept and not used.",
        &[
            PRODUCTION,
            ARTIFACT,
            needed(
                "file",
                Kind::Text,
                "Path on the machine where this runs: a sound for lines and mixes, a picture for stills, panels, thumbnails and the poster, a video for clips, shots, films and the trailer, a subtitle file for captions.",
            ),
        ],
    ),
    asks(
        "decide_paid_job",
        "Says what became of a paid job that nobody knows the end of (show_money lists it as ambiguous), after a look at the provider's own page. Always asked about.",
        &[
            PRODUCTION,
            needed("job", Kind::Text, "Id of the job here."),
            needed(
                "outcome",
                Kind::OneOf(&["not_taken", "lost", "taken"]),
                "not_taken: nothing is owed; lost: it was charged, and nothing came; taken: it is asked for by its id.",
            ),
            may(
                "id",
                Kind::Text,
                "Where it was taken: the provider's own id of it.",
            ),
            CODE,
        ],
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
