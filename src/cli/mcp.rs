//! `mcp`: the studio's operations for assistants, over standard input and output.
//!
//! `rmcp` speaks the Model Context Protocol here: it is the protocol's own SDK, keeps up with its versions, and with its
//! features off brings next to nothing that this binary does not have. This file only translates.

use std::process::ExitCode;
use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler, ServiceExt as _};
use serde_json::{Value, json};
use uuid::Uuid;

use super::produce::the_house;
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::postgres::Postgres;
use crate::studio::operations::confirm::Codes;
use crate::studio::operations::listed::{self, Effect, Listed};
use crate::studio::operations::{self, Answer, Operation};

const ABOUT: &str = "The studio of a house that makes vertical drama series. Look before you change. What would cost \
money or be shown to viewers is answered with a question and a code: show the question to a person, and only when they \
agree send the same call again with the code as `confirm`.";

/// Serves one assistant until it goes. What a run asks for is made by this process, as `serve` would.
pub async fn run(config: Config) -> anyhow::Result<ExitCode> {
    let postgres = Postgres::open(&config).await?;
    let app = serve::open(config, &postgres.url).await?;
    serve::stop_on_signal(&app);
    let worker = tokio::spawn(crate::jobs::work(app.clone()));
    let door = Door {
        house_id: the_house(&app).await?,
        codes: Codes::default(),
        app: app.clone(),
    };
    let served = door.serve(rmcp::transport::stdio()).await;
    let gone = match served {
        Ok(service) => {
            let stop = service.cancellation_token();
            let ended = service.waiting();
            tokio::pin!(ended);
            tokio::select! {
                ended = &mut ended => ended.map(drop).map_err(anyhow::Error::from),
                () = app.stopping.cancelled() => {
                    stop.cancel();
                    Ok(())
                }
            }
        }
        Err(error) => Err(error.into()),
    };
    app.stopping.cancel();
    worker.await??;
    app.db.close().await;
    postgres.close().await?;
    gone.map(|()| ExitCode::SUCCESS)
}

struct Door {
    app: App,
    house_id: Uuid,
    codes: Codes,
}

impl ServerHandler for Door {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new(
                "cliffhanger",
                env!("CARGO_PKG_VERSION"),
            ))
            .with_instructions(ABOUT)
    }

    async fn list_tools(
        &self,
        _page: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(
            listed::ALL.iter().map(tool).collect(),
        ))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let mut arguments = call.arguments.unwrap_or_default();
        let code = arguments.remove("confirm");
        let code = code.as_ref().and_then(Value::as_str);
        let done = match Operation::read(&call.name, Value::Object(arguments)) {
            Ok(operation) => {
                operations::perform(&self.app, self.house_id, &self.codes, &operation, code).await
            }
            Err(refused) => Err(refused),
        };
        let result = match done {
            Ok(Answer::Done(value)) => CallToolResult::structured(value),
            Ok(Answer::Ask(asked)) => {
                CallToolResult::structured(json!({ "confirmation_needed": asked }))
            }
            Err(refused) => {
                if let Some(cause) = &refused.cause {
                    tracing::error!("{}: {cause:#}", call.name);
                }
                CallToolResult::structured_error(json!({
                    "code": refused.code, "message": refused.message, "remedy": refused.remedy,
                }))
            }
        };
        Ok(result.into())
    }
}

fn tool(one: &Listed) -> Tool {
    let hints = ToolAnnotations::new()
        .read_only(one.effect == Effect::Looks)
        .destructive(one.effect == Effect::Asks)
        .open_world(one.effect == Effect::Asks);
    Tool::new(one.name, one.about, Arc::new(one.schema())).with_annotations(hints)
}
