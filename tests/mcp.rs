//! The studio's operations over the Model Context Protocol, asked for by the protocol's own Python client: a client that
//! we did not write.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const SCRIPT: &str = "Title: The Umbrella\n\n# Episode 1: Rain\n\nINT. BAR - NIGHT\n\nMARA\nThen pay for it.\n\nJONAH\nNobody came.\n";

/// The Python environment of the tests, where the client is installed.
fn python() -> Option<PathBuf> {
    let cache = std::env::var_os("CLIFFHANGER_CACHE").map(PathBuf::from);
    let cache = cache
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/cliffhanger")))?;
    let python = cache.join("py/bin/python3");
    let there = Command::new(&python)
        .args(["-c", "import mcp"])
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        there || std::env::var_os("MCP_TOOLS").is_none_or(|asked| asked != "required"),
        "{} cannot import mcp: ./test installs it",
        python.display()
    );
    there.then_some(python)
}

fn house<'a>(command: &'a mut Command, data: &Path) -> &'a mut Command {
    let voices =
        std::env::var_os("CLIFFHANGER_CACHE").map(|cache| PathBuf::from(cache).join("voices"));
    command
        .current_dir(data)
        .env_remove("DATABASE_URL")
        .env("CLIFFHANGER_DATA", data.join("data"))
        .env("CLIFFHANGER_DATABASE__CONNECTIONS_MAX", "6")
        .env(
            "CLIFFHANGER_STUDIO__FOLDER",
            voices.unwrap_or_else(|| data.join("voices")),
        )
}

#[test]
fn an_assistant_works_in_the_studio_and_is_asked_before_it_publishes() {
    let Some(python) = python() else { return };
    let data = tempfile::tempdir().unwrap();
    let script = data.path().join("umbrella.fountain");
    std::fs::write(&script, SCRIPT).unwrap();
    let binary = env!("CARGO_BIN_EXE_cliffhanger");
    // `--plan` takes the script in and makes nothing.
    let begun = house(&mut Command::new(binary), data.path())
        .arg("produce")
        .arg(&script)
        .arg("--plan")
        .output()
        .unwrap();
    assert!(
        begun.status.success(),
        "{}",
        String::from_utf8_lossy(&begun.stderr)
    );

    let name = "The Umbrella";
    let calls = json!([
        { "tool": "list_productions", "arguments": {} },
        { "tool": "change_script_lines", "arguments": { "production": name, "from_line": 8, "to_line": 8, "was": "Then pay for it.", "text": "Then never mind." } },
        { "tool": "change_shot", "arguments": { "production": name, "episode": 1, "shot": 1, "changes": { "camera": "shake" } } },
        { "tool": "change_shot", "arguments": { "production": name, "episode": 1, "shot": 1, "changes": { "camera": "sideways" } } },
        { "tool": "lint_script", "arguments": { "production": name } },
        { "tool": "publish", "arguments": { "production": name, "confirm": "GUESSED" } },
        { "tool": "publish", "arguments": { "production": name } },
        { "tool": "publish", "arguments": { "production": name, "confirm": "$code" } },
        { "tool": "publish", "arguments": { "production": name, "confirm": "$code" } },
        { "tool": "undo", "arguments": { "production": name } },
        { "tool": "no_such_tool", "arguments": {} },
    ]);
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/mcp_client.py");
    let mut asked = house(&mut Command::new(python), data.path())
        .arg(client)
        .arg(binary)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    asked
        .stdin
        .take()
        .unwrap()
        .write_all(calls.to_string().as_bytes())
        .unwrap();
    let output = asked.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();

    assert_eq!(answer["server"], "cliffhanger");
    let tools = answer["tools"].as_array().unwrap();
    let tool = |name: &str| tools.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(tool("plan")["annotations"]["readOnlyHint"], true);
    assert_eq!(tool("publish")["annotations"]["destructiveHint"], true);
    assert_eq!(
        tool("change_shot")["inputSchema"]["required"],
        json!(["production", "episode", "shot", "changes"])
    );

    let answers = answer["answers"].as_array().unwrap();
    let content = |at: usize| &answers[at]["content"];
    assert_eq!(content(0)["productions"][0]["title"], name);
    assert_eq!(content(1)["changed"], "script", "{answers:?}");
    assert_eq!(content(2)["shot"]["camera"], "shake");
    assert_eq!(
        (&answers[3]["error"], &content(3)["code"]),
        (&json!(true), &json!("bad_change"))
    );
    assert_eq!(content(4)["episodes"][0]["number"], 1);
    assert_eq!(
        content(5)["code"],
        "not_confirmed",
        "a guess confirms nothing"
    );
    assert_eq!(content(6)["confirmation_needed"]["publishes"], true);
    assert_eq!(
        content(7)["code"],
        "nothing_finished",
        "confirmed, and there is no film yet"
    );
    assert_eq!(content(8)["code"], "not_confirmed", "a code holds once");
    assert_eq!(content(9)["taken_back"], "board");
    assert_eq!(content(10)["code"], "unknown_operation");
}
