//! Whether an account answers. Nothing is made.

use tokio::net::TcpStream;

use super::{Runner, Stopped, send::Sent};
use crate::{adapter, adapter::Call, model::Api};

/// What an account said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tested {
    /// It answers, and takes the key.
    Answers,
    /// In words.
    Refuses(String),
    /// Every question would cost.
    CannotBeAsked,
}

impl Runner {
    /// Asks one question that costs nothing.
    pub async fn test(&self, call: &Call<'_>) -> Result<Tested, Stopped> {
        if call.model.api == Api::Wyoming {
            let host = self.guard.allows_tcp(&call.account.base)?;
            let met = tokio::time::timeout(self.pace.ask, TcpStream::connect(&*host)).await;
            return Ok(match met {
                Ok(Ok(_)) => Tested::Answers,
                Ok(Err(error)) => Tested::Refuses(error.to_string()),
                Err(_) => Tested::Refuses("no answer in time".into()),
            });
        }
        let Some(request) = call.test() else {
            self.guard.allows(&call.account.base)?;
            return Ok(Tested::CannotBeAsked);
        };
        self.guard.allows(&request.url)?;
        Ok(match self.send(&request, self.pace.ask).await {
            Sent::Answered(answer) if answer.is_ok() => Tested::Answers,
            Sent::Answered(answer) => {
                let failure = adapter::failure(&answer);
                Tested::Refuses(format!("{}: {}", answer.status, failure.message))
            }
            Sent::Not(why) | Sent::Unknown(why) => Tested::Refuses(why),
        })
    }
}
