//! Questions about what was made. Nothing is made by them, so they may be asked again.

use super::{Runner, send::Sent};
use crate::adapter::Account;
use crate::http::{Answer, Request};
use crate::judge::{self, Seen, Verdict};

impl Runner {
    /// What is heard in a WAV file; else why nobody can say.
    pub async fn hear(
        &self,
        account: &Account,
        model: &str,
        wav: &[u8],
        language: &str,
    ) -> Result<String, String> {
        let request = judge::hear(account, model, wav, language);
        judge::heard(&self.asked(&request).await?)
    }

    /// Whether something offends; else why nobody can say.
    pub async fn offends(
        &self,
        account: &Account,
        model: &str,
        seen: Seen<'_>,
    ) -> Result<Verdict, String> {
        let request = judge::offends(account, model, seen);
        judge::verdict(&self.asked(&request).await?)
    }

    async fn asked(&self, request: &Request) -> Result<Answer, String> {
        self.guard
            .allows(&request.url)
            .map_err(|error| error.to_string())?;
        match self.send(request, self.pace.submit).await {
            Sent::Answered(answer) => Ok(answer),
            Sent::Not(why) | Sent::Unknown(why) => Err(why),
        }
    }
}
