//! Every kind of place.

mod care;
mod grand;
mod heights;
mod home;
mod open;
mod ride;
mod shop;
mod streets;
mod work;

use storyboard::place::PlaceKind;

use super::set::Set;

/// Builds a place on an empty set.
pub fn build(set: &mut Set, kind: PlaceKind) {
    match kind {
        PlaceKind::OfficeTower => heights::office_tower(set),
        PlaceKind::Office => work::office(set),
        PlaceKind::MeetingRoom => work::meeting_room(set),
        PlaceKind::HospitalCorridor => care::corridor(set),
        PlaceKind::HospitalRoom => care::room(set),
        PlaceKind::PalaceHall => grand::palace_hall(set),
        PlaceKind::CampusRoof => heights::campus_roof(set),
        PlaceKind::Classroom => work::classroom(set),
        PlaceKind::SubwayCar => ride::subway_car(set),
        PlaceKind::Kitchen => home::kitchen(set),
        PlaceKind::Courtroom => grand::courtroom(set),
        PlaceKind::RainStreet => streets::rain_street(set),
        PlaceKind::Street => streets::street(set),
        PlaceKind::Temple => grand::temple(set),
        PlaceKind::Bar => shop::bar(set),
        PlaceKind::CarInterior => ride::car_interior(set),
        PlaceKind::Bedroom => home::bedroom(set),
        PlaceKind::LivingRoom => home::living_room(set),
        PlaceKind::Alley => streets::alley(set),
        PlaceKind::Rooftop => heights::rooftop(set),
        PlaceKind::Airport => ride::airport(set),
        PlaceKind::WeddingHall => grand::wedding_hall(set),
        PlaceKind::Elevator => ride::elevator(set),
        PlaceKind::Park => open::park(set),
        PlaceKind::PoliceStation => work::police_station(set),
        PlaceKind::Bridge => open::bridge(set),
        PlaceKind::StreamStudio => home::stream_studio(set),
        PlaceKind::ConvenienceStore => shop::convenience_store(set),
        PlaceKind::Dormitory => home::dormitory(set),
        PlaceKind::Library => work::library(set),
        PlaceKind::Warehouse => work::warehouse(set),
        PlaceKind::Restaurant => shop::restaurant(set),
        PlaceKind::Garden => open::garden(set),
        PlaceKind::Beach => open::beach(set),
        PlaceKind::Void => open::void(set),
    }
}
