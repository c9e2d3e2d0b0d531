//! Languages: of the asset, allowed, held back, required.

use super::row::Desk;
use crate::{Column, cell, codes};

impl Desk<'_> {
    pub fn languages(&mut self) {
        let columns = [
            Column::AssetLanguage,
            Column::AllowedLanguages,
            Column::HoldbackLanguage,
            Column::RequiredFulfillmentLanguages,
        ];
        for column in columns {
            for part in cell::parts(self.get(column)) {
                let (tag, asset) = part.split_once(':').unwrap_or((part, ""));
                if let Err(says) = codes::language(tag) {
                    self.error(column, says);
                }
                if !matches!(asset, "" | "subtitle" | "audio" | "subdub" | "sub" | "dub") {
                    self.error(
                        column,
                        format!("“{asset}” is none of subtitle, audio and subdub."),
                    );
                }
            }
        }
        if self.has(Column::AllowedLanguages) && self.has(Column::HoldbackLanguage) {
            self.error(
                Column::HoldbackLanguage,
                "Languages are either allowed or held back; a row says one of the two.",
            );
        }
        let held: Vec<&str> = cell::parts(self.get(Column::HoldbackLanguage)).collect();
        let required = cell::parts(self.get(Column::RequiredFulfillmentLanguages));
        if let Some(both) = required.into_iter().find(|tag| held.contains(tag)) {
            self.error(
                Column::RequiredFulfillmentLanguages,
                format!("“{both}” is required and held back."),
            );
        }
        let license = self.get(Column::LicenseType);
        if matches!(license, "EST" | "VOD" | "POEST")
            && cell::parts(self.get(Column::AssetLanguage)).count() > 1
        {
            self.error(
                Column::AssetLanguage,
                format!("{license} is for one language of the asset; write one row for each."),
            );
        }
    }
}
