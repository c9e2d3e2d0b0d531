//! Ratings against the table of their systems.

use super::row::Desk;
use crate::{Column, cell, codes};

impl Desk<'_> {
    pub fn rating(&mut self) {
        let (name, value, reason) = (
            self.get(Column::RatingSystem),
            self.get(Column::RatingValue),
            self.get(Column::RatingReason),
        );
        if name.is_empty() {
            if !value.is_empty() {
                self.error(Column::RatingValue, "A rating needs its system.");
            }
            return;
        }
        let territory = self.get(Column::Territory);
        let systems: Vec<&codes::RatingSystem> = codes::rating_systems(name).collect();
        let here: Vec<&&codes::RatingSystem> = systems
            .iter()
            .filter(|system| system.territories.contains(&territory))
            .collect();
        if systems.is_empty() {
            self.warn(
                Column::RatingSystem,
                format!(
                    "“{name}” is no rating system in the table of {}.",
                    codes::RATINGS_DATE
                ),
            );
            return;
        }
        if here.is_empty() {
            self.warn(
                Column::RatingSystem,
                format!("{name} is not a rating system of {territory}."),
            );
        }
        let wanted = |system: &&codes::RatingSystem| {
            here.is_empty() || system.territories.contains(&territory)
        };
        let mut values = systems
            .iter()
            .filter(|system| wanted(system))
            .flat_map(|system| &system.values);
        if !values.any(|known| *known == value) {
            self.error(
                Column::RatingValue,
                format!("“{value}” is no rating of {name}."),
            );
        }
        let reasons: Vec<&&str> = systems
            .iter()
            .filter(|system| wanted(system))
            .flat_map(|system| &system.reasons)
            .collect();
        for reason in cell::parts(reason) {
            if !reasons.is_empty() && !reasons.iter().any(|known| **known == reason) {
                self.error(
                    Column::RatingReason,
                    format!("{name} has codes for reasons, and “{reason}” is none of them."),
                );
            }
        }
    }
}
