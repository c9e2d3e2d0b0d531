//! Prices and their currencies.

use super::row::Desk;
use crate::{Column, codes, xml};

impl Desk<'_> {
    pub fn price(&mut self) {
        let (kind, value, currency) = (
            self.get(Column::PriceType),
            self.get(Column::PriceValue),
            self.get(Column::PriceCurrency),
        );
        let license = self.get(Column::LicenseType);
        if matches!(license, "EST" | "VOD" | "POEST")
            && !self.takes_away()
            && kind.is_empty()
            && !self.has(Column::Srp)
        {
            self.stumble(
                Column::PriceType,
                format!("{license} is paid for, and this row has no price."),
            );
        }
        if kind.is_empty() && !value.is_empty() {
            self.error(Column::PriceValue, "A price needs its PriceType.");
        }
        if !kind.is_empty() && kind != "NA" && value.is_empty() && !kind.ends_with("SRP") {
            self.stumble(
                Column::PriceValue,
                format!("A price of the type {kind} needs its value."),
            );
        }
        let money = xml::is_money(kind);
        let amounts = [
            (Column::PriceValue, value, money),
            (Column::Srp, self.get(Column::Srp), true),
        ];
        for (column, amount, is_money) in amounts {
            if !is_money || amount.is_empty() || amount == "TBD" {
                continue;
            }
            if !xml::is_decimal(amount) || amount.starts_with('-') {
                self.error(column, format!("“{amount}” is no amount: digits and a decimal point, without a sign of currency."));
            } else if currency.is_empty() {
                self.stumble(
                    Column::PriceCurrency,
                    format!("{amount} of which currency?"),
                );
            }
        }
        match currency {
            "" => {}
            "XTS" => self.stumble(
                Column::PriceCurrency,
                "XTS is for tests; nobody can pay in it.",
            ),
            code if !codes::is_currency(code) => {
                self.error(
                    Column::PriceCurrency,
                    format!("“{code}” is no currency of ISO 4217."),
                );
            }
            _ => {}
        }
    }
}
