//! The chart of accounts.

use super::{Bound, Class};

/// Who an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned {
    ByHouse,
    ByPerson,
    ByPayee,
}

macro_rules! chart {
    ($($(#[$doc:meta])* $kind:ident = $text:literal, $class:ident, $bound:ident, $owned:ident;)+) => {
        /// What an account is for. Units are currencies except where coins are named.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $kind),+ }

        impl Kind {
            /// Every kind, in the order of the chart.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// As it is written in the ledger.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $text),+ }
            }

            /// Where it stands in a balance sheet or a result.
            pub fn class(self) -> Class {
                match self { $(Self::$kind => Class::$class),+ }
            }

            /// Which side may not outgrow the other.
            pub fn bound(self) -> Bound {
                match self { $(Self::$kind => chart!(@bound $bound)),+ }
            }

            pub fn owned(self) -> Owned {
                match self { $(Self::$kind => Owned::$owned),+ }
            }
        }
    };
    (@bound free) => { Bound::None };
    (@bound never_overdrawn) => { Bound::DebitsMustNotExceedCredits };
    (@bound never_below_zero) => { Bound::CreditsMustNotExceedDebits };
}

chart! {
    /// COIN: the other side of every paid coin in a wallet.
    CoinsIssued = "coins_issued", Asset, free, ByHouse;
    /// BONUS: the other side of every bonus coin in a wallet.
    BonusIssued = "bonus_issued", Asset, free, ByHouse;
    /// COIN: a viewer's paid coins.
    WalletCoins = "wallet_coins", Liability, never_overdrawn, ByPerson;
    /// BONUS: a viewer's bonus coins.
    WalletBonus = "wallet_bonus", Liability, never_overdrawn, ByPerson;
    /// COIN: what was unlocked with paid coins.
    CoinsSpent = "coins_spent", Income, free, ByHouse;
    /// BONUS: what was unlocked with bonus coins.
    BonusSpent = "bonus_spent", Income, free, ByHouse;
    /// BONUS: given, and not spent in time.
    BonusExpired = "bonus_expired", Income, free, ByHouse;
    /// Money on its way from a provider of payments, one account for each.
    ClearingTest = "clearing_test", Asset, free, ByHouse;
    ClearingStripe = "clearing_stripe", Asset, free, ByHouse;
    ClearingApple = "clearing_apple", Asset, free, ByHouse;
    ClearingGoogle = "clearing_google", Asset, free, ByHouse;
    /// Owed by advertisers and ad servers.
    ClearingAdverts = "clearing_adverts", Asset, free, ByHouse;
    /// Owed by licensees, sponsors and backers.
    ClearingPartners = "clearing_partners", Asset, free, ByHouse;
    Bank = "bank", Asset, free, ByHouse;
    /// What coins that are not spent yet were paid with: owed in episodes, a contract liability (IFRS 15).
    CoinFloat = "coin_float", Liability, never_overdrawn, ByHouse;
    /// Paid subscriptions whose days are still to come.
    VipDeferred = "vip_deferred", Liability, never_overdrawn, ByHouse;
    TaxPayable = "tax_payable", Liability, free, ByHouse;
    ProviderFees = "provider_fees", Expense, free, ByHouse;
    RevenueUnlocks = "revenue_unlocks", Income, free, ByHouse;
    RevenueVip = "revenue_vip", Income, free, ByHouse;
    RevenueAdverts = "revenue_adverts", Income, free, ByHouse;
    RevenueSponsorship = "revenue_sponsorship", Income, free, ByHouse;
    RevenueLicence = "revenue_licence", Income, free, ByHouse;
    RevenuePledges = "revenue_pledges", Income, free, ByHouse;
    RevenueBreakage = "revenue_breakage", Income, free, ByHouse;
    /// What a viewer owes, after money went back for what was already watched.
    ReceivableViewer = "receivable_viewer", Asset, never_below_zero, ByPerson;
    /// What nobody will ever pay.
    Losses = "losses", Expense, free, ByHouse;
    /// The participants' shares of what was earned.
    ShareExpense = "share_expense", Expense, free, ByHouse;
    /// Owed to a participant.
    PayablePayee = "payable_payee", Liability, never_overdrawn, ByPayee;
    /// Paid to a participant before a correction took it away again; kept back from what comes next.
    ReceivablePayee = "receivable_payee", Asset, never_below_zero, ByPayee;
    /// Sent to participants, not yet known to have arrived.
    PayoutTransit = "payout_transit", Liability, never_overdrawn, ByHouse;
    /// Kept back from payouts for a tax office.
    TaxWithheld = "tax_withheld", Liability, free, ByHouse;
    /// Where the two legs of an exchange meet.
    Exchange = "exchange", Equity, free, ByHouse;
}
