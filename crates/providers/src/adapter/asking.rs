//! Questions that cost nothing: whether an account answers, and what became of a job whose id somebody has found on the
//! provider's own page.

use super::{Call, is_id, kling};
use crate::{
    http::Request,
    job::Ticket,
    model::Api,
    want::{Kind, Want},
};

impl Api {
    /// Where the vendor itself answers; nothing where it is a machine of one's own.
    pub fn base(self) -> Option<&'static str> {
        Some(match self {
            Self::OpenAi => "https://api.openai.com/v1",
            Self::Ark => "https://ark.cn-beijing.volces.com/api/v3",
            Self::Kling => "https://api-singapore.klingai.com",
            Self::Gemini => "https://generativelanguage.googleapis.com",
            Self::MiniMax => "https://api.minimax.io",
            Self::Fal => "https://queue.fal.run",
            Self::Replicate => "https://api.replicate.com",
            Self::ComfyUi | Self::Relay | Self::Wyoming => return None,
        })
    }
}

impl Call<'_> {
    /// Asks whether the account answers and takes the key; nothing where every question would cost, or where it is not
    /// spoken to over HTTP.
    pub fn test(&self) -> Option<Request> {
        let get = |path: &str| Request::get(self.account.at(path));
        Some(match self.model.api {
            Api::OpenAi => self.account.bearer(get("/models")),
            Api::ComfyUi => get("/system_stats"),
            Api::Ark => self
                .account
                .bearer(get("/contents/generations/tasks?page_num=1&page_size=1")),
            Api::Kling => kling::signed(self, get("/v1/videos/text2video?pageNum=1&pageSize=1")),
            Api::Gemini => get("/v1beta/models?pageSize=1").key(
                "x-goog-api-key",
                "",
                self.account.key.as_ref(),
            ),
            Api::Replicate => self.account.bearer(get("/v1/account")),
            Api::MiniMax | Api::Fal | Api::Relay | Api::Wyoming => return None,
        })
    }

    /// The ticket of a job by its id alone; nothing where an id is not enough, or is none.
    pub fn ticket_of(&self, id: &str) -> Option<Ticket> {
        if !is_id(id) {
            return None;
        }
        let path = match self.model.api {
            Api::Ark => format!("/contents/generations/tasks/{id}"),
            Api::Kling => format!("/v1/videos/{}/{id}", kling::kind(self)),
            Api::MiniMax if self.want.kind() == Kind::Video => {
                format!("/v1/query/video_generation?task_id={id}")
            }
            Api::Gemini if matches!(self.want, Want::Video(_)) => format!("/v1beta/{id}"),
            Api::Replicate => format!("/v1/predictions/{id}"),
            Api::ComfyUi => format!("/history/{id}"),
            _ => return None,
        };
        Some(Ticket {
            id: id.to_owned(),
            poll: self.account.at(&path),
            ..Ticket::default()
        })
    }
}
