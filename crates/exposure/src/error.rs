/// Why a bill cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("a price or a cap is below zero")]
    BelowZero,
    #[error("that day is not one of the deal's")]
    NotOfTheDeal,
    #[error(transparent)]
    Money(#[from] money::Error),
}
