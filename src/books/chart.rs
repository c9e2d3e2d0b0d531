//! The chart of accounts.

use super::{Bound, Class};

/// Who an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned {
    House,
    Person,
    Payee,
    Brand,
    Series,
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
    CoinsIssued = "coins_issued", Asset, free, House;
    /// BONUS: the other side of every bonus coin in a wallet.
    BonusIssued = "bonus_issued", Asset, free, House;
    /// COIN: a viewer's paid coins.
    WalletCoins = "wallet_coins", Liability, never_overdrawn, Person;
    /// BONUS: a viewer's bonus coins.
    WalletBonus = "wallet_bonus", Liability, never_overdrawn, Person;
    /// COIN: what was unlocked with paid coins.
    CoinsSpent = "coins_spent", Income, free, House;
    /// BONUS: what was unlocked with bonus coins.
    BonusSpent = "bonus_spent", Income, free, House;
    /// BONUS: given, and not spent in time.
    BonusExpired = "bonus_expired", Income, free, House;
    /// Money on its way from a provider of payments, one account for each.
    ClearingTest = "clearing_test", Asset, free, House;
    ClearingStripe = "clearing_stripe", Asset, free, House;
    ClearingApple = "clearing_apple", Asset, free, House;
    ClearingGoogle = "clearing_google", Asset, free, House;
    /// Owed by advertisers and ad servers.
    ClearingAdverts = "clearing_adverts", Asset, free, House;
    /// Owed by licensees, sponsors and backers.
    ClearingPartners = "clearing_partners", Asset, free, House;
    /// What a brand owes for its place in the story.
    ReceivableBrand = "receivable_brand", Asset, never_below_zero, Brand;
    Bank = "bank", Asset, free, House;
    /// What coins that are not spent yet were paid with: owed in episodes, a contract liability (IFRS 15).
    CoinFloat = "coin_float", Liability, never_overdrawn, House;
    /// Paid subscriptions whose days are still to come.
    VipDeferred = "vip_deferred", Liability, never_overdrawn, House;
    /// What backers paid for what is still to be made: it goes back if it is not.
    PledgesHeld = "pledges_held", Liability, never_overdrawn, House;
    TaxPayable = "tax_payable", Liability, free, House;
    ProviderFees = "provider_fees", Expense, free, House;
    RevenueUnlocks = "revenue_unlocks", Income, free, House;
    RevenueVip = "revenue_vip", Income, free, House;
    RevenueAdverts = "revenue_adverts", Income, free, House;
    RevenueSponsorship = "revenue_sponsorship", Income, free, House;
    RevenueLicence = "revenue_licence", Income, free, House;
    RevenuePledges = "revenue_pledges", Income, free, House;
    RevenueBreakage = "revenue_breakage", Income, free, House;
    /// What a viewer owes, after money went back for what was already watched.
    ReceivableViewer = "receivable_viewer", Asset, never_below_zero, Person;
    /// What nobody will ever pay.
    Losses = "losses", Expense, free, House;
    /// The participants' shares of what was earned.
    ShareExpense = "share_expense", Expense, free, House;
    /// Owed to a participant.
    PayablePayee = "payable_payee", Liability, never_overdrawn, Payee;
    /// Paid to a participant before a correction took it away again; kept back from what comes next.
    ReceivablePayee = "receivable_payee", Asset, never_below_zero, Payee;
    /// What a co-produced series has earned and its members have not been given yet. Below zero after a refund that is more than
    /// what came in since.
    CollectionHeld = "collection_held", Liability, free, Series;
    /// Sent to participants, not yet known to have arrived.
    PayoutTransit = "payout_transit", Liability, never_overdrawn, House;
    /// Kept back from payouts for a tax office.
    TaxWithheld = "tax_withheld", Liability, free, House;
    /// What series cost that partners make for the house.
    CommissionCosts = "commission_costs", Expense, free, House;
    /// What rights cost that partners license to the house.
    LicenceCosts = "licence_costs", Expense, free, House;
    /// Owed to partners for what the house commissioned or licensed.
    PayablePartners = "payable_partners", Liability, never_overdrawn, House;
    /// Where the two legs of an exchange meet.
    Exchange = "exchange", Equity, free, House;
}
