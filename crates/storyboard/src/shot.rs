//! A shot: one framing of one place, until the cut.

use serde::{Deserialize, Serialize};

/// One picture that moves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shot {
    /// `e03-s02-t05`: episode, scene, shot, each from 1.
    pub id: String,
    /// Line of the script that it begins at.
    pub script_line: usize,
    /// Index into [`Board::places`](crate::Board::places).
    pub place: usize,
    pub framing: Framing,
    /// From the back to the front.
    pub people: Vec<Figure>,
    /// The thing that an insert shows, or that is held: `ring`, `letter`, `phone`.
    #[serde(default)]
    pub prop: Option<Prop>,
    /// What is written on the screen of a phone shot, oldest first.
    #[serde(default)]
    pub messages: Vec<Message>,
    pub camera: Move,
    #[serde(default)]
    pub effects: Vec<Effect>,
    /// How it begins.
    pub transition: Transition,
    /// Indices into [`Board::lines`](crate::Board::lines), in the order in which they are said.
    pub lines: Vec<usize>,
    /// What is done in it, from the script; chooses sounds and describes the shot to readers and models.
    pub action: String,
    /// How long it holds when nothing is said, in milliseconds; with lines, what is added after the last.
    pub hold_ms: u32,
    /// Words on a card or on the picture: a title, "Three years later".
    #[serde(default)]
    pub card: Option<Card>,
    pub mood: Mood,
}

/// How much of the people is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// The place, people small or none.
    Wide,
    /// Two or more from the knees up.
    TwoShot,
    /// One over the shoulder of another; the last of `people` is the shoulder.
    OverShoulder,
    /// Waist up.
    Medium,
    /// Head and shoulders.
    CloseUp,
    /// Eyes and mouth.
    ExtremeCloseUp,
    /// A thing fills the picture.
    Insert,
    /// The screen of a phone fills the picture.
    PhoneScreen,
    /// Words on a card.
    Card,
}

/// Somebody in a shot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Figure {
    /// Id of a [`Character`](crate::Character).
    pub character: String,
    /// Id of one of their looks; nothing: the one of the episode.
    #[serde(default)]
    pub look: Option<String>,
    pub spot: Spot,
    /// Looking to the left of the picture, to the right, out of it, or into it.
    pub facing: Facing,
    pub pose: Pose,
    pub feeling: Feeling,
    /// What is in their hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<PropKind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    FarLeft,
    Left,
    Centre,
    Right,
    FarRight,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facing {
    Left,
    Right,
    Front,
    /// Turned away: the back is seen. Near, nobody is shown so.
    Away,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pose {
    Standing,
    Sitting,
    ArmsCrossed,
    Pointing,
    HandOnHip,
    HoldingPhone,
    Walking,
    Kneeling,
    Lying,
    Gesturing,
}

/// What a face shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feeling {
    #[default]
    Calm,
    Happy,
    Tender,
    Laughing,
    Smirking,
    Cold,
    Angry,
    Furious,
    Sad,
    Crying,
    Afraid,
    Shocked,
    Suspicious,
    Pleading,
    Tired,
    Determined,
    Whispering,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Prop {
    pub kind: PropKind,
    /// What stands on it, where something does.
    #[serde(default)]
    pub text: Option<String>,
    /// Id of the [`Character`](crate::Character) in whose hand it is; nothing: it lies somewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PropKind {
    Ring,
    Letter,
    Contract,
    Photograph,
    Phone,
    Key,
    Knife,
    Pill,
    Glass,
    Flower,
    Necklace,
    Money,
    Book,
    PregnancyTest,
    Watch,
    Door,
    Car,
    Laptop,
    Box,
    Badge,
    Blood,
    Candle,
    Umbrella,
    Camera,
}

impl PropKind {
    /// Whether it is carried in a hand.
    pub fn fits_a_hand(self) -> bool {
        !matches!(self, Self::Door | Self::Car | Self::Laptop | Self::Blood)
    }
}

/// A text message in a phone shot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message {
    pub from: String,
    pub text: String,
    /// By the phone's owner: on the right.
    pub own: bool,
}

/// What the camera does over the whole shot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    Still,
    PushIn,
    PullOut,
    PanLeft,
    PanRight,
    TiltUp,
    TiltDown,
    Shake,
    /// Focus moves from the back to the front.
    Rack,
    /// Quick push at once, then still.
    Punch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    SpeedLines,
    /// One bright frame and a shake.
    Impact,
    Sparkle,
    Gloom,
    /// The edges go dark.
    Vignette,
    /// In the past: no colour, soft edges.
    Flashback,
    RainOnGlass,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transition {
    Cut,
    Fade,
    Dissolve,
    /// Through white.
    Flash,
    Whip,
}

/// Words on the picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Card {
    pub kind: CardKind,
    pub text: String,
    /// A smaller second line.
    #[serde(default)]
    pub below: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// The series' name and the episode's.
    Title,
    /// "To be continued".
    End,
    /// "Three years ago": over the picture.
    Caption,
    /// How it was made.
    Label,
}

/// What the music is like under a shot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    #[default]
    Neutral,
    Tense,
    Romantic,
    Sorrow,
    Triumph,
    Mystery,
    Comic,
    Chase,
    Warm,
    Dread,
}
