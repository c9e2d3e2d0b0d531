//! Text in a form: tier by tier, each try a request that is kept before it is sent.

use std::future::Future;

use serde_json::Value;

use super::{Runner, Stopped, send::Sent};
use crate::{
    adapter::Account,
    chat::{self, Reading},
    job::{Failure, Reason, State, Usage},
    model::Model,
    schema::Tier,
    want::Chat,
};

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub value: Value,
    /// Of all tries.
    pub usage: Usage,
    pub tier: Tier,
    /// How many requests made something, and so may have cost.
    pub paid: u32,
}

impl Runner {
    /// Writes, in at most so many requests that may cost. The state that ends it is kept, and given where nothing
    /// was written.
    pub async fn write<Keep, Kept>(
        &self,
        account: &Account,
        model: &Model,
        wanted: &Chat,
        most: u32,
        mut keep: Keep,
    ) -> Result<Result<Written, State>, Stopped>
    where
        Keep: FnMut(State) -> Kept,
        Kept: Future<Output = Result<(), String>>,
    {
        let mut tier = model.can.tiers.first().copied().unwrap_or(Tier::Repair);
        let mut fault: Option<String> = None;
        let mut usage = Usage::default();
        let (mut paid, mut busy) = (0, 0);
        loop {
            let request = chat::request(account, model, wanted, tier, fault.as_deref())?;
            self.guard.allows(&request.url)?;
            keep(State::Submitting).await.map_err(Stopped::NotKept)?;
            let (reading, asked) = match self.send(&request, self.pace.submit).await {
                Sent::Answered(answer) => (chat::read(wanted, tier, &answer), answer.retry_after()),
                Sent::Not(why) => (
                    Reading::Failed(Failure::new(Reason::Busy, "unreachable", why)),
                    None,
                ),
                Sent::Unknown(why) => (Reading::Unclear(why), None),
            };
            if let Reading::Done { usage: one, .. }
            | Reading::Wrong { usage: one, .. }
            | Reading::CutOff { usage: one } = &reading
            {
                paid += 1;
                usage.tokens_in += one.tokens_in;
                usage.tokens_out += one.tokens_out;
            }
            let next = chat::next(model, tier, &reading);
            let state = match (reading, next) {
                (Reading::Done { value, .. }, _) => {
                    keep(State::Done).await.map_err(Stopped::NotKept)?;
                    return Ok(Ok(Written {
                        value,
                        usage,
                        tier,
                        paid,
                    }));
                }
                (Reading::NotOffered(_), Some(lower)) => {
                    tier = lower;
                    continue;
                }
                (Reading::Wrong { fault: found, .. }, Some(lower)) if paid < most => {
                    (tier, fault) = (lower, Some(found));
                    continue;
                }
                (Reading::Failed(failure), _)
                    if failure.reason == Reason::Busy && busy + 1 < self.pace.tries =>
                {
                    busy += 1;
                    self.rest(busy, asked).await;
                    continue;
                }
                (Reading::Failed(failure), _) => State::Failed { failure },
                (Reading::NotOffered(why), None) => State::Failed {
                    failure: Failure::new(Reason::Request, "form", why),
                },
                (Reading::Wrong { fault, .. }, _) => State::Failed {
                    failure: Failure::new(
                        Reason::Work,
                        "form",
                        format!("what it wrote is not in its form, at {fault}"),
                    ),
                },
                (Reading::CutOff { .. }, _) => State::Failed {
                    failure: Failure::new(
                        Reason::Work,
                        "cut_off",
                        "its tokens ran out; allow more, or ask for less at once",
                    ),
                },
                (Reading::Unclear(why), _) => State::Ambiguous { why },
            };
            keep(state.clone()).await.map_err(Stopped::NotKept)?;
            return Ok(Err(state));
        }
    }
}
