//! Places: drawn from their kind, hour, weather and a seed; the same four are the same picture.

use serde::{Deserialize, Serialize};

/// Where a scene happens, and when.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// As the script calls it: `THE HAN TOWER, 40TH FLOOR`.
    pub name: String,
    pub kind: PlaceKind,
    pub hour: Hour,
    pub weather: Weather,
    /// From the name: two offices of two names look different, and each always the same.
    #[serde(with = "crate::seed")]
    pub seed: u64,
}

macro_rules! place_kinds {
    ($($kind:ident $inside:literal),+ $(,)?) => {
        /// What kind of room or street it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum PlaceKind { $($kind),+ }

        impl PlaceKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Whether there is a roof over it.
            pub fn inside(self) -> bool {
                match self { $(Self::$kind => $inside),+ }
            }
        }
    };
}

place_kinds! {
    OfficeTower false, Office true, MeetingRoom true, HospitalCorridor true, HospitalRoom true, PalaceHall true,
    CampusRoof false, Classroom true, SubwayCar true, Kitchen true, Courtroom true, RainStreet false, Street false,
    Temple true, Bar true, CarInterior true, Bedroom true, LivingRoom true, Alley false, Rooftop false, Airport true,
    WeddingHall true, Elevator true, Park false, PoliceStation true, Bridge false, StreamStudio true,
    ConvenienceStore true, Dormitory true, Library true, Warehouse true, Restaurant true, Garden false, Beach false,
    Void true,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hour {
    Dawn,
    Day,
    Dusk,
    Night,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weather {
    Clear,
    Rain,
    Storm,
    Snow,
    Fog,
}
