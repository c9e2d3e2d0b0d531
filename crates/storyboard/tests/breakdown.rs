//! From a screenplay to its shots, through the public surface.

use screenplay::Script;
use storyboard::Board;
use storyboard::board::Said;
use storyboard::breakdown::{Options, series};
use storyboard::cast::{Age, Outfit, Presenting};
use storyboard::place::{Hour, PlaceKind, Weather};
use storyboard::shot::{CardKind, Facing, Feeling, Framing, Pose, PropKind};
use storyboard::timeline::{Error, Spoken, lay_out};

const SCRIPT: &str = "\
# Episode 1: The Ring

INT. HOSPITAL ROOM - NIGHT

[[cast: SUN, woman, 61, gown]]

ADA, twenty-six, in an apron, slams the door.

ADA
(furious)
You signed it without me! You let them switch him off. You never even rang me, and I was here, I was downstairs, I was asleep in the chair outside!

SUN
(whispering)
He asked me to.

Ada finds a ring under the pillow. Engraved: \"To June\".

ADA
Who is June?

EXT. OFFICE TOWER - CONTINUOUS

Rain on glass.

KOFI (TEXT)
Don't go up there.

KOFI (V.O.)
She went up there.

# Episode 2: June

INT. KITCHEN - DAY

SUN
June was me.
";

fn options() -> Options {
    Options {
        series: "The Ring".into(),
        language: "en".into(),
        seed: 7,
        cast: None,
    }
}

fn boards(text: &str) -> Vec<Board> {
    series(&Script::read(text), &options())
}

fn length(board: &Board) -> Vec<Spoken> {
    board
        .lines
        .iter()
        .map(|line| Spoken::estimated(&line.text, line.manner))
        .collect()
}

#[test]
fn each_word_of_an_utterance_is_said_once_in_its_order() {
    for board in boards(SCRIPT) {
        let mut said: Vec<usize> = board
            .shots
            .iter()
            .flat_map(|shot| shot.lines.clone())
            .collect();
        assert_eq!(
            said,
            (0..board.lines.len()).collect::<Vec<_>>(),
            "episode {}",
            board.number
        );
        said.dedup();
        assert_eq!(said.len(), board.lines.len());
    }
    let first = &boards(SCRIPT)[0];
    let ada: Vec<&str> = first
        .lines
        .iter()
        .filter(|line| line.script_line == first.lines[0].script_line)
        .map(|line| &*line.text)
        .collect();
    assert!(ada.len() > 1, "a long speech is cut into pieces: {ada:?}");
    assert!(
        SCRIPT.contains(&ada.join(" ")),
        "and put together it is verbatim: {ada:?}"
    );
}

#[test]
fn the_cast_is_read_from_introductions_and_notes() {
    let first = &boards(SCRIPT)[0];
    let ada = first.character("ada").expect("she speaks");
    assert_eq!(
        (ada.appearance.presenting, ada.appearance.age),
        (Presenting::Feminine, Age::Young)
    );
    let sun = first.character("sun").expect("she speaks");
    assert_eq!(
        (sun.appearance.presenting, sun.appearance.age),
        (Presenting::Feminine, Age::Old),
        "from the note"
    );
    let again = &boards(SCRIPT)[1];
    assert_eq!(
        again.character("sun"),
        first.character("sun"),
        "the same person in each episode"
    );
}

#[test]
fn places_hours_and_weather_come_from_headings_and_actions() {
    let first = &boards(SCRIPT)[0];
    let seen: Vec<_> = first
        .places
        .iter()
        .map(|place| (place.kind, place.hour, place.weather))
        .collect();
    assert_eq!(
        seen,
        [
            (PlaceKind::HospitalRoom, Hour::Night, Weather::Clear),
            (PlaceKind::OfficeTower, Hour::Night, Weather::Rain),
        ]
    );
}

#[test]
fn what_matters_is_shown_alone_with_what_is_written_on_it() {
    let first = &boards(SCRIPT)[0];
    let ring = first.shots.iter().find(|shot| {
        shot.framing == Framing::Insert
            && shot
                .prop
                .as_ref()
                .is_some_and(|prop| prop.kind == PropKind::Ring)
    });
    assert_eq!(
        ring.and_then(|shot| shot.prop.as_ref())
            .and_then(|prop| prop.text.as_deref()),
        Some("To June")
    );
    let message = first
        .shots
        .iter()
        .find(|shot| shot.framing == Framing::PhoneScreen)
        .expect("a message is read");
    assert_eq!(message.messages[0].text, "Don't go up there.");
    assert_eq!(first.lines[message.lines[0]].manner, Said::TextMessage);
}

#[test]
fn an_episode_begins_with_its_name_over_the_story_and_ends_on_a_card() {
    for board in boards(SCRIPT) {
        assert!(board.shots.iter().take(3).any(|shot| {
            shot.card
                .as_ref()
                .is_some_and(|card| card.kind == CardKind::Title)
        }));
        assert_ne!(board.shots[0].framing, Framing::Card);
        let last = board
            .shots
            .last()
            .and_then(|shot| shot.card.as_ref())
            .expect("a card");
        assert_eq!(last.kind, CardKind::End);
    }
}

#[test]
fn feelings_and_poses_are_seen() {
    let first = &boards(SCRIPT)[0];
    let ada = first
        .shots
        .iter()
        .flat_map(|shot| &shot.people)
        .find(|figure| figure.character == "ada" && figure.feeling == Feeling::Furious);
    assert!(ada.is_some());
    let kneeling = boards("INT. BAR - NIGHT\n\nMAX\nPlease.\n\nMax kneels.\n");
    assert!(
        kneeling[0]
            .shots
            .iter()
            .flat_map(|shot| &shot.people)
            .any(|figure| figure.pose == Pose::Kneeling)
    );
}

#[test]
fn two_people_keep_their_sides() {
    let first = &boards(SCRIPT)[0];
    for shot in first
        .shots
        .iter()
        .filter(|shot| shot.framing == Framing::TwoShot)
    {
        assert!(shot.people.len() > 1);
        let mut spots: Vec<_> = shot.people.iter().map(|figure| figure.spot).collect();
        spots.dedup();
        assert_eq!(
            spots.len(),
            shot.people.len(),
            "nobody stands in another: {shot:?}"
        );
    }
}

#[test]
fn a_changed_line_changes_only_its_own_shots() {
    let before = boards(SCRIPT);
    let after = boards(&SCRIPT.replace("Who is June?", "Who on earth is June?"));
    let strip = |board: &Board| -> Vec<String> {
        board
            .shots
            .iter()
            .map(|shot| {
                let said: Vec<_> = shot
                    .lines
                    .iter()
                    .map(|line| board.lines[*line].text.clone())
                    .collect();
                format!(
                    "{:?}{said:?}",
                    (
                        shot.framing,
                        &shot.people,
                        shot.camera,
                        shot.place,
                        &shot.prop
                    )
                )
            })
            .collect()
    };
    let changed = strip(&before[0])
        .iter()
        .zip(strip(&after[0]))
        .filter(|(left, right)| **left != *right)
        .count();
    assert_eq!(before[0].shots.len(), after[0].shots.len());
    assert!((1..=2).contains(&changed), "{changed} shots changed");
    assert_eq!(before[1], after[1], "another episode is not touched");
}

#[test]
fn spoken_lengths_set_the_lengths_of_shots() {
    let board = &boards(SCRIPT)[0];
    let timeline = lay_out(board, &length(board)).expect("all are spoken");
    assert_eq!(timeline.shots.first().map(|span| span.start_ms), Some(0));
    for pair in timeline.shots.windows(2) {
        assert_eq!(pair[0].end_ms, pair[1].start_ms, "no gap, no overlap");
    }
    for (shot, span) in board.shots.iter().zip(&timeline.shots) {
        for line in &shot.lines {
            let cue = &timeline.lines[*line];
            assert!(
                span.start_ms <= cue.start_ms && cue.end_ms <= span.end_ms,
                "{} holds its lines",
                shot.id
            );
        }
    }
    assert_eq!(
        timeline.length_ms,
        timeline.shots.last().map_or(0, |span| span.end_ms)
    );
    assert_eq!(
        lay_out(board, &[]),
        Err(Error::NotAllSpoken {
            lines: board.lines.len(),
            spoken: 0
        })
    );
}

#[test]
fn a_shot_by_itself_is_as_long_as_in_its_episode_and_does_not_know_where_it_stood() {
    let board = &boards(SCRIPT)[0];
    let spoken = length(board);
    let whole = lay_out(board, &spoken).expect("all are spoken");
    for (at, shot) in board.shots.iter().enumerate() {
        let only = board.only(at).expect("it is there");
        let said: Vec<Spoken> = shot
            .lines
            .iter()
            .map(|line| spoken[*line].clone())
            .collect();
        let alone = lay_out(&only, &said).expect("all are spoken");
        let own = alone.shots.last().expect("at least its own");
        let there = whole.shots[at];
        assert_eq!(own.end_ms - own.start_ms, there.end_ms - there.start_ms);
        assert_eq!(own.start_ms % storyboard::timeline::GRID_MS, 0);
        let mut shown = only.shots.iter().flat_map(|shot| &shot.people);
        assert!(shown.all(|figure| only.character(&figure.character).is_some()));
    }
    let moved = boards(&SCRIPT.replace(
        "INT. HOSPITAL ROOM - NIGHT\n\n",
        "INT. HOSPITAL ROOM - NIGHT\n\nA key turns.\n\n",
    ));
    assert_eq!(moved[0].shots.len(), board.shots.len() + 1);
    assert_eq!(moved[0].only(5), board.only(4));
    assert_eq!(board.only(board.shots.len()), None);
}

#[test]
fn other_languages_are_read_too() {
    let chinese = boards(
        "# 第一集：戒指\n\nINT. 医院病房 - 夜\n\n林晚，二十六岁，她跪在床边，打开信封。\n\n林晚\n（哭）\n你为什么不告诉我？\n",
    );
    let place = &chinese[0].places[0];
    assert_eq!(
        (place.kind, place.hour),
        (PlaceKind::HospitalRoom, Hour::Night)
    );
    let spanish = boards(
        "# Episodio 1: El anillo\n\nINT. COCINA - NOCHE\n\nInés, de rodillas, abre la carta.\n\nINÉS\n(llorando)\n¿Por qué?\n",
    );
    assert_eq!(spanish[0].places[0].kind, PlaceKind::Kitchen);
    assert_eq!(spanish[0].lines[0].feeling, Feeling::Crying);
}

#[test]
fn hostile_scripts_are_boards_or_nothing() {
    for text in [
        "",
        "\n\n\n",
        "INT. \n\n",
        "@\n\n!\n\n~",
        "# \n\nA\n\u{0}\u{202e}",
        "A\nB\n\nA\nB\n\nINT. - - -\n\n(((\n",
        "INT. BAR - NIGHT\n\n😀\n😀😀😀?!…—\n",
    ] {
        for board in boards(text) {
            let timeline = lay_out(&board, &length(&board)).expect("all are spoken");
            assert_eq!(timeline.shots.len(), board.shots.len());
            assert!(
                board
                    .shots
                    .iter()
                    .all(|shot| shot.place < board.places.len()),
                "{text:?}"
            );
        }
    }
}

#[test]
fn a_note_asks_for_a_framing_where_the_people_fit() {
    let asked = SCRIPT.replace(
        "ADA\nWho is June?",
        "[[shot: extreme_close_up]]\n\nADA\nWho is June?",
    );
    let options = || Options {
        series: "The Ring".into(),
        language: "en".into(),
        seed: 1,
        cast: None,
    };
    let of = |text: &str| {
        let board = series(&Script::read(text), &options()).remove(0);
        let line = board
            .lines
            .iter()
            .position(|line| line.text == "Who is June?")
            .unwrap();
        let shot = board
            .shots
            .iter()
            .find(|shot| shot.lines.contains(&line))
            .unwrap()
            .clone();
        (shot.framing, shot.people.len())
    };
    let (framing, people) = of(&asked);
    assert!(
        people != 1 || framing == Framing::ExtremeCloseUp,
        "{framing:?} of {people}"
    );
    assert_eq!(
        of(&SCRIPT.replace("ADA\nWho", "[[shot: upside_down]]\n\nADA\nWho")).0,
        of(SCRIPT).0
    );
}

/// A board of some lines of a script.
fn told(script: &str) -> Board {
    series(&Script::read(script), &options()).remove(0)
}

#[test]
fn what_a_scene_shows_is_in_somebodys_hand_until_it_is_put_down() {
    let board = told(
        "INT. KITCHEN - DAY\n\nADA\nWhere is it?\n\nAda takes the key. Kofi waits.\n\nADA\nHere.\n\nKOFI\nGive it to me.\n\n\
         Ada gives Kofi the key.\n\nKOFI\nThank you.\n\nADA\nGo.\n\nKofi puts the key on the table.\n\nKOFI\nNo.\n\nADA\nNo?\n",
    );
    let inserts: Vec<_> = board
        .shots
        .iter()
        .filter_map(|shot| shot.prop.as_ref())
        .map(|prop| prop.held_by.as_deref())
        .collect();
    assert_eq!(inserts, [Some("ada"), Some("kofi"), None]);
    // In every shot, who has it by then, and nobody else.
    let mut holder = None;
    for shot in &board.shots {
        if let Some(prop) = &shot.prop {
            holder.clone_from(&prop.held_by);
        }
        for figure in &shot.people {
            let has = figure.holds == Some(PropKind::Key);
            assert_eq!(
                has,
                holder.as_deref() == Some(&*figure.character),
                "{shot:?}"
            );
        }
    }
}

#[test]
fn a_thing_that_is_only_named_is_in_nobodys_hand() {
    let board = told(
        "INT. KITCHEN - DAY\n\nADA\nLook.\n\nBefore the knife, Ada waits.\n\nADA\nWell?\n\nAda reads the letter.\n\nThe letter. Her name.\n\nADA\nMine.\n",
    );
    let held: Vec<_> = board
        .shots
        .iter()
        .filter_map(|shot| shot.prop.as_ref())
        .map(|prop| (prop.kind, prop.held_by.as_deref()))
        .collect();
    assert_eq!(
        held,
        [
            (PropKind::Knife, None),
            (PropKind::Letter, Some("ada")),
            (PropKind::Letter, Some("ada"))
        ]
    );
}

#[test]
fn who_leaves_is_seen_from_behind_and_stands_again_when_they_speak() {
    let board = told(
        "INT. KITCHEN - DAY\n\nADA\nStay.\n\nKofi turns and leaves.\n\nADA\nKofi!\n\nKOFI\nWhat?\n",
    );
    let away: Vec<_> = board
        .shots
        .iter()
        .flat_map(|shot| &shot.people)
        .filter(|figure| figure.facing == Facing::Away)
        .collect();
    assert_eq!(away.len(), 1);
    assert_eq!((&*away[0].character, away[0].pose), ("kofi", Pose::Walking));
    let last = &board.shots[board.shots.len() - 3..];
    assert!(
        last.iter()
            .flat_map(|shot| &shot.people)
            .all(|figure| figure.pose == Pose::Standing)
    );
}

#[test]
fn each_sentence_is_about_whom_it_names() {
    let board = told(
        "INT. HOSPITAL ROOM - DAY\n\nLeo lies in bed. Doctor Shah, in scrubs, crosses her arms.\n\nDOCTOR SHAH\nRest.\n\nLEO\nNo.\n",
    );
    let pose = |id: &str| {
        board
            .shots
            .iter()
            .flat_map(|shot| &shot.people)
            .find(|figure| figure.character == id)
            .map(|figure| figure.pose)
    };
    assert_eq!(pose("leo"), Some(Pose::Lying));
    assert_eq!(pose("doctor-shah"), Some(Pose::ArmsCrossed));
}

#[test]
fn people_are_called_by_a_part_of_their_name_that_is_theirs_alone() {
    let board = told(
        "INT. KITCHEN - DAY\n\nMARCUS VALE\nSit.\n\nIVY VALE\nNo.\n\nMarcus kneels. Vale waits.\n",
    );
    let shot = board
        .shots
        .iter()
        .find(|shot| shot.action.contains("kneels"))
        .expect("what is done is seen");
    let seen: Vec<_> = shot.people.iter().map(|one| &*one.character).collect();
    assert_eq!(seen, ["marcus-vale"], "both are a Vale");
}

#[test]
fn a_scene_may_say_what_somebody_wears_in_it() {
    let board = told(
        "INT. OFFICE - DAY\n\nIVY, 26, in a black suit, waits.\n\nIVY\nWell?\n\nINT. WEDDING HALL - DAY\n\nIvy in a white gown.\n\n\
         IVY\nWell.\n\nINT. OFFICE - DAY\n\nIVY\nAgain.\n",
    );
    let ivy = board.character("ivy").expect("she speaks");
    let worn = |at: usize| {
        let place = board.places.iter().position(|place| match at {
            0 => place.kind == PlaceKind::Office,
            _ => place.kind == PlaceKind::WeddingHall,
        });
        let figure = board
            .shots
            .iter()
            .filter(|shot| Some(shot.place) == place)
            .flat_map(|shot| &shot.people)
            .next()
            .expect("she is seen");
        let look = ivy.look(figure.look.as_deref(), 1).expect("a look");
        (look.outfit, look.colours[0].clone())
    };
    assert_eq!(worn(0), (Outfit::Suit, "#2e2c33".into()));
    assert_eq!(worn(1), (Outfit::Gown, "#efeae0".into()));
}

#[test]
fn a_colour_that_is_told_is_nobody_elses_and_who_sits_holds_things_sitting() {
    let board = told(
        "INT. BAR - NIGHT\n\nMIA, 26, in a red coat, sits. She holds up a knife. TOM, 30, in a suit, waits.\n\nTOM\nPut it down, all of it, now.\n\nMIA\nNo.\n",
    );
    let main = |id: &str| board.character(id).expect("speaks").looks[0].colours[0].clone();
    assert_eq!(main("mia"), "#b3423a");
    assert_ne!(main("tom"), main("mia"));
    let mia = board
        .shots
        .iter()
        .flat_map(|shot| &shot.people)
        .filter(|figure| figure.character == "mia");
    for figure in mia {
        assert_eq!(
            (figure.pose, figure.holds),
            (Pose::Sitting, Some(PropKind::Knife))
        );
    }
}

#[test]
fn a_pane_is_no_glass_to_drink_from() {
    let thing = |action: &str| {
        let text = format!(
            "# Episode 1: A\n\nINT. OFFICE - NIGHT\n\nADA\nHello.\n\n{action}\n\nADA\nGoodbye.\n"
        );
        let all = boards(&text);
        let mut props = all[0].shots.iter().filter_map(|shot| shot.prop.as_ref());
        props.next().map(|prop| prop.kind)
    };
    assert_eq!(thing("Glass bursts. Everybody runs."), None);
    assert_eq!(thing("She lays her palm against the glass."), None);
    assert_eq!(
        thing("A contract slides across black glass."),
        Some(PropKind::Contract)
    );
    assert_eq!(thing("Ada raises her glass."), Some(PropKind::Glass));
}
