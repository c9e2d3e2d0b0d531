//! `mcp`: the studio's operations for assistants, over standard input and output.
//!
//! `rmcp` speaks the Model Context Protocol here: it is the protocol's own SDK, keeps up with its versions, and with its
//! features off brings next to nothing that this binary does not have. This file only translates.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::{ElicitationError, ElicitationMode, RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler, ServiceExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::house::{Which, named};
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::errors::{AppError, AppResult};
use crate::postgres::Postgres;
use crate::studio::operations::confirm::Codes;
use crate::studio::operations::listed::{self, Effect, Listed};
use crate::studio::operations::{self, Answer, Operation};

const ABOUT: &str = "The studio of a house that makes vertical drama series. Look before you change. What would cost \
money or be shown to viewers is asked of the person in front of you first, where your program can ask. Where it cannot, it is \
answered with a question and a code: show the question to a person, and only when they agree send the same call again with \
the code as `confirm`.";

/// How long a person may think about it; their code holds as long.
const THINKS: Duration = Duration::from_mins(10);

/// What a person answers.
#[derive(Deserialize, rmcp::schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Agreed {
    /// Yes, do it.
    agree: bool,
}

rmcp::elicit_safe!(Agreed);

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    house: Which,
}

/// Serves one assistant until it goes. What a run asks for is made by this process, as `serve` would.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let postgres = Postgres::open(&config).await?;
    let app = serve::open(config, &postgres.url).await?;
    serve::stop_on_signal(&app);
    let worker = tokio::spawn(crate::jobs::work(app.clone()));
    let door = Door {
        house_id: named(&app, arguments.house.slug()).await?,
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
            listed::all().map(tool).collect(),
        ))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let mut arguments = call.arguments.unwrap_or_default();
        let code = arguments.remove("confirm");
        let code = code.as_ref().and_then(Value::as_str);
        let done = match Operation::read(&call.name, Value::Object(arguments)) {
            Ok(operation) => self.perform(&context, &operation, code).await,
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

impl Door {
    /// Does it; where it has to be agreed to, the person in front of the assistant is asked, past the assistant. No code is
    /// taken then: an assistant could send back what it was just given.
    async fn perform(
        &self,
        context: &RequestContext<RoleServer>,
        operation: &Operation,
        code: Option<&str>,
    ) -> AppResult<Answer> {
        let perform =
            |code| operations::perform(&self.app, self.house_id, &self.codes, operation, code);
        let asks = context
            .peer
            .supported_elicitation_modes()
            .contains(&ElicitationMode::Form);
        if !asks {
            return Box::pin(perform(code)).await;
        }
        let asked = match Box::pin(perform(None)).await? {
            Answer::Ask(asked) => asked,
            done @ Answer::Done(_) => return Ok(done),
        };
        let answer = context
            .peer
            .elicit_with_timeout::<Agreed>(&*asked.consequence.sentence, Some(THINKS))
            .await;
        match answer {
            Ok(Some(Agreed { agree: true })) => Box::pin(perform(Some(&asked.confirm))).await,
            Err(ElicitationError::Service(error)) => {
                tracing::warn!("nobody could be asked: {error}");
                Err(declined())
            }
            _ => Err(declined()),
        }
    }
}

fn declined() -> AppError {
    AppError::conflict(
        "not_agreed",
        "The person who was asked has not agreed. Nothing was done.",
        "Ask them what they want instead.",
    )
}

fn tool(one: &Listed) -> Tool {
    let hints = ToolAnnotations::new()
        .read_only(one.effect == Effect::Looks)
        .destructive(one.effect == Effect::Asks)
        .open_world(one.effect == Effect::Asks);
    Tool::new(one.name, one.about, Arc::new(one.schema())).with_annotations(hints)
}

#[cfg(test)]
mod tests {
    use sqlx::PgPool;
    use tokio::io::{
        AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, Lines, ReadHalf,
        WriteHalf,
    };
    use tokio::task::JoinHandle;

    use super::*;
    use crate::testing::TestHouse;

    /// The door of a house, held open for one program: what serves it, what it says line by line, and where to write.
    async fn open(
        db: PgPool,
    ) -> (
        JoinHandle<()>,
        Lines<BufReader<ReadHalf<DuplexStream>>>,
        WriteHalf<DuplexStream>,
    ) {
        let house = TestHouse::new(db).await;
        let door = Door {
            house_id: house.id().await,
            codes: Codes::default(),
            app: house.app.clone(),
        };
        let (near, far) = tokio::io::duplex(1 << 20);
        let serving = tokio::spawn(async move {
            let _house = house;
            let (read, write) = tokio::io::split(far);
            let service = door.serve((read, write)).await.unwrap();
            let _ = service.waiting().await;
        });
        let (read, write) = tokio::io::split(near);
        (serving, BufReader::new(read).lines(), write)
    }

    /// A program that can ask whoever sits before it: no code is given to the assistant, and none is taken.
    #[sqlx::test]
    async fn a_person_is_asked_past_the_assistant_where_that_can_be_done(db: PgPool) {
        let (serving, mut lines, mut write) = open(db).await;
        // Sends a message, answers what is asked on the way, and gives the reply with the question.
        let mut ask = async |message: Value, answer: Value| -> (Value, Value) {
            write
                .write_all(format!("{message}\n").as_bytes())
                .await
                .unwrap();
            let mut question = Value::Null;
            loop {
                if message["id"].is_null() {
                    return (Value::Null, question);
                }
                let line = lines.next_line().await.unwrap().unwrap();
                let told: Value = serde_json::from_str(&line).unwrap();
                if told["method"] == "elicitation/create" {
                    question = told["params"]["message"].clone();
                    let reply = json!({ "jsonrpc": "2.0", "id": told["id"], "result": answer });
                    write
                        .write_all(format!("{reply}\n").as_bytes())
                        .await
                        .unwrap();
                } else if told["id"] == message["id"] {
                    return (told["result"].clone(), question);
                }
            }
        };
        let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": { "elicitation": {} }, "clientInfo": { "name": "test", "version": "1" } } });
        ask(hello, Value::Null).await;
        ask(
            json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
            Value::Null,
        )
        .await;
        let call = |id: u32, name: &str, arguments: Value| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": name, "arguments": arguments } });
        let script = "INT. BAR - NIGHT\n\nMARA\nGo.\n";
        let begin = json!({ "script": script, "title": "The Bar" });
        ask(call(2, "begin_production", begin), Value::Null).await;
        let bar = json!({ "production": "the bar" });
        let no = json!({ "action": "accept", "content": { "agree": false } });
        let (kept, question) = ask(call(3, "delete_production", bar.clone()), no).await;
        assert!(question.as_str().unwrap().contains("The Bar"), "{question}");
        assert_eq!(kept["structuredContent"]["code"], "not_agreed", "{kept}");
        // Whatever the assistant sends as a code, the person is asked.
        let guessed = json!({ "production": "the bar", "confirm": "0123456789AB" });
        let away = json!({ "action": "cancel" });
        let (kept, question) = ask(call(4, "delete_production", guessed), away).await;
        assert!(question.is_string());
        assert_eq!(kept["structuredContent"]["code"], "not_agreed");
        // A cap that goes up is money too.
        let capped =
            json!({ "production": "the bar", "changes": { "budget": { "day": 1_000_000 } } });
        let (done, question) = ask(call(5, "change_settings", capped), Value::Null).await;
        assert_eq!(
            (&question, &done["isError"]),
            (&Value::Null, &json!(false)),
            "{done}"
        );
        let raised =
            json!({ "production": "the bar", "changes": { "budget": { "day": 2_000_000 } } });
        let declined = json!({ "action": "decline" });
        let (kept, question) = ask(call(6, "change_settings", raised), declined).await;
        assert!(question.as_str().unwrap().contains("cap"), "{question}");
        assert_eq!(kept["structuredContent"]["code"], "not_agreed");
        let yes = json!({ "action": "accept", "content": { "agree": true } });
        let (gone, _) = ask(call(7, "delete_production", bar), yes).await;
        assert_eq!(gone["structuredContent"]["deleted"], "The Bar", "{gone}");
        drop((write, lines));
        serving.await.unwrap();
    }

    /// Over the wire, as an assistant sees it.
    #[sqlx::test]
    async fn an_assistant_sees_every_operation_and_can_call_it(db: PgPool) {
        let (serving, mut lines, mut write) = open(db).await;
        let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } } });
        let mut ask = async |message: Value, wait: bool| -> Value {
            write
                .write_all(format!("{message}\n").as_bytes())
                .await
                .unwrap();
            if !wait {
                return Value::Null;
            }
            let line = lines.next_line().await.unwrap().unwrap();
            serde_json::from_str(&line).unwrap()
        };
        let told = ask(hello, true).await;
        assert_eq!(told["result"]["serverInfo"]["name"], "cliffhanger");
        ask(
            json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
            false,
        )
        .await;
        let tools = ask(
            json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" }),
            true,
        )
        .await;
        let tools = tools["result"]["tools"].as_array().unwrap().clone();
        let names: Vec<&str> = tools
            .iter()
            .map(|tool| tool["name"].as_str().unwrap())
            .collect();
        let all: Vec<&str> = listed::all().map(|one| one.name).collect();
        assert_eq!(names, all);
        let approve = &tools[names.iter().position(|name| *name == "approve").unwrap()];
        assert_eq!(approve["annotations"]["destructiveHint"], true);
        assert!(approve["inputSchema"]["properties"]["confirm"].is_object());

        // Begun, and asked about before it is gone.
        let call = |id: u32, name: &str, arguments: Value| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": name, "arguments": arguments } });
        let script = "INT. BAR - NIGHT\n\nMARA\nGo.\n";
        let begun = ask(
            call(
                3,
                "begin_production",
                json!({ "script": script, "title": "The Bar" }),
            ),
            true,
        )
        .await;
        assert_eq!(
            begun["result"]["structuredContent"]["episodes"], 1,
            "{begun}"
        );
        let asked = ask(
            call(4, "delete_production", json!({ "production": "the bar" })),
            true,
        )
        .await;
        let code = &asked["result"]["structuredContent"]["confirmation_needed"]["confirm"];
        assert!(code.is_string(), "{asked}");
        let gone = ask(
            call(
                5,
                "delete_production",
                json!({ "production": "the bar", "confirm": code }),
            ),
            true,
        )
        .await;
        assert_eq!(
            gone["result"]["structuredContent"]["deleted"], "The Bar",
            "{gone}"
        );
        let refused = ask(
            call(6, "show_bible", json!({ "production": "the bar" })),
            true,
        )
        .await;
        assert_eq!(refused["result"]["isError"], true);
        assert_eq!(
            refused["result"]["structuredContent"]["code"],
            "production_not_found"
        );
        drop((write, lines));
        serving.await.unwrap();
    }
}
