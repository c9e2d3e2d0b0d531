//! `embedded-postgres DATA_DIR [COMMAND [ARG…]]`: runs a command with `DATABASE_URL` set to a private
//! server, or prints the address and serves until its standard input ends. For tests and tools.

use std::io::Read;
use std::process::{Command, ExitCode};

use embedded_postgres::{Binaries, EmbeddedPostgres, Error, Options};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(data_dir) = arguments
        .next()
        .filter(|first| first != "--help" && first != "-h")
    else {
        eprintln!("usage: embedded-postgres DATA_DIR [COMMAND [ARG...]]");
        eprintln!("  embedded-postgres target/postgres cargo test");
        return ExitCode::from(2);
    };
    let command = arguments.next().map(|program| {
        let mut command = Command::new(program);
        command.args(arguments);
        command
    });
    match run(&data_dir, command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}: {error}\n{}", error.code(), error.remedy());
            ExitCode::FAILURE
        }
    }
}

fn run(data_dir: &std::ffi::OsStr, command: Option<Command>) -> Result<ExitCode, Error> {
    let mut options = Options::new(data_dir, Binaries::find(None)?);
    options.fsync = std::env::var_os("EMBEDDED_POSTGRES_FSYNC").is_none_or(|value| value != "off");
    let server = EmbeddedPostgres::start(options)?;
    let url = server.url("postgres");
    let code = if let Some(mut command) = command {
        match command.env("DATABASE_URL", url).status() {
            Ok(status) => status
                .code()
                .map_or(ExitCode::FAILURE, |code| ExitCode::from(code as u8)),
            Err(error) => {
                eprintln!("cannot run {}: {error}", command.get_program().display());
                ExitCode::from(127)
            }
        }
    } else {
        println!("{url}");
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        ExitCode::SUCCESS
    };
    server.stop()?;
    Ok(code)
}
