//! The studio's side of the catalogue: making series, changing them, publishing them.
//!
//! The verbs take a connection, so that they join the caller's transaction, and the house, so that
//! none reaches into another. Each checks what it is given and says in one sentence what is wrong.

pub mod episode_routes;
mod episodes;
pub mod events;
mod region;
mod release;
pub mod routes;
mod series;
mod slug;
#[cfg(test)]
mod tests;
mod text;
mod texts;
mod view;

pub use episode_routes::series_of;
pub use episodes::{NewEpisode, add_episode, change_episode_title, delete_episode, order_episodes};
pub use region::{AgainstRegion, published_against};
pub use release::{
    Release, Status, Weekly, is_published, publish, publish_when_playable, withdraw,
};
pub use routes::{check, one};
pub use series::{
    AgeRating, NewSeries, SeriesChange, Translation, change_series, create_series, give,
    set_poster, suggest_paywall,
};
pub use text::language_of;
pub use texts::{episode_title_in, set_cover, set_episode_title, set_text, text_changed};
pub use view::StudioSeries;
