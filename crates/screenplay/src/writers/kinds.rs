//! The kinds of places that are drawn, and whether they have a roof.

/// Kind and whether it is inside; the names are those that storyboards use.
pub const KINDS: &[(&str, bool)] = &[
    ("office_tower", false),
    ("office", true),
    ("meeting_room", true),
    ("hospital_corridor", true),
    ("hospital_room", true),
    ("palace_hall", true),
    ("campus_roof", false),
    ("classroom", true),
    ("subway_car", true),
    ("kitchen", true),
    ("courtroom", true),
    ("rain_street", false),
    ("street", false),
    ("temple", true),
    ("bar", true),
    ("car_interior", true),
    ("bedroom", true),
    ("living_room", true),
    ("alley", false),
    ("rooftop", false),
    ("airport", true),
    ("wedding_hall", true),
    ("elevator", true),
    ("park", false),
    ("police_station", true),
    ("bridge", false),
    ("stream_studio", true),
    ("convenience_store", true),
    ("dormitory", true),
    ("library", true),
    ("warehouse", true),
    ("restaurant", true),
    ("garden", false),
    ("beach", false),
];

/// Whether a place of this kind has a roof; nothing for a kind that is not drawn.
pub fn inside(kind: &str) -> Option<bool> {
    KINDS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, inside)| *inside)
}
