//! The command line: one thin file per command, and the exit codes.

mod certify;
mod check;
mod compare;
mod convert;
mod edits;
mod explain;
mod export;
mod generate;
mod progress;
mod robust;
mod rollout;
mod rules;
mod schema;
mod solve;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::input::fault::Faults;
use crate::input::lang::Lang;
use crate::report::{Failed, File, write_all};

/// How a command ended, as the exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A roster with every `must` kept; `verify`: no `must` broken.
    Done = 0,
    /// A verified roster breaks a `must`; `certify`: the certificate does not prove what it claims.
    Broken = 1,
    /// Bad input; every fault is listed, nothing is written.
    BadInput = 2,
    /// Proved: no roster keeps every `must`.
    Infeasible = 3,
    /// No roster within the limit.
    NoRoster = 4,
    /// Stopped or failed for another reason.
    Failed = 5,
}

const EXIT_CODES: &str =
    "Exit codes: 0 done, every must kept · 1 a roster breaks a must, or a claim is not proved · 2 bad input,
            nothing written · 3 proved infeasible · 4 no roster within the limit · 5 stopped or failed";

/// Provably good rosters for hybrid (office/home) public-service staff.
#[derive(Debug, Parser)]
#[command(name = "luwes", version, after_help = EXIT_CODES, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Shared {
    /// Language of everything that is printed
    #[arg(long, global = true, value_enum, default_value = "id", env = "LUWES_LANG")]
    lang: LangArg,
    /// Print JSON instead of text
    #[arg(long, global = true)]
    json: bool,
}

impl Shared {
    pub fn lang(&self) -> Lang {
        match self.lang {
            LangArg::Id => Lang::Id,
            LangArg::En => Lang::En,
        }
    }
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LangArg {
    /// Bahasa Indonesia
    Id,
    /// English
    En,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the best roster of a scenario, with proof, and write it into a folder
    Solve(solve::Args),
    /// List every fault of a scenario, or say what was understood
    Check(check::Args),
    /// Judge a roster (CSV or XLSX) against its scenario
    Verify(verify::Args),
    /// Hold a roster against the best possible, or compare two rosters or policies
    Compare(compare::Args),
    /// Say why: rules that cannot hold together, one cell of a roster, a refusal
    Explain(explain::Args),
    /// Recompute the proved bound of a certificate, independently of what solved it
    Certify(certify::Args),
    /// Study what if: how many can work flexibly, and what blocks the next step
    Rollout(rollout::Args),
    /// Try a roster against absences that nobody planned
    Robust(robust::Args),
    /// Make a plausible ministry of any size as a scenario
    Generate(generate::Args),
    /// Make a scenario of another program's file
    Convert(convert::Args),
    /// Write the integer program for another solver
    Export(export::Args),
    /// Print the JSON Schema of scenarios, for editors
    Schema(schema::Args),
    /// Print the catalogue of rules
    Rules(rules::Args),
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let end = match &cli.command {
        Command::Solve(args) => solve::run(args, &cli.shared),
        Command::Check(args) => check::run(args, &cli.shared),
        Command::Verify(args) => verify::run(args, &cli.shared),
        Command::Compare(args) => compare::run(args, &cli.shared),
        Command::Explain(args) => explain::run(args, &cli.shared),
        Command::Certify(args) => certify::run(args, &cli.shared),
        Command::Rollout(args) => rollout::run(args, &cli.shared),
        Command::Robust(args) => robust::run(args, &cli.shared),
        Command::Generate(args) => generate::run(args, &cli.shared),
        Command::Convert(args) => convert::run(args, &cli.shared),
        Command::Export(args) => export::run(args, &cli.shared),
        Command::Schema(args) => schema::run(args, &cli.shared),
        Command::Rules(args) => rules::run(args, &cli.shared),
    };
    ExitCode::from(end as u8)
}

/// Prints to standard output; a closed pipe (`luwes rules | head`) is no failure.
fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes files into a folder, if one was asked for, and says where they are; or how the command ends if that fails.
fn write_out(
    folder: Option<&Path>,
    shared: &Shared,
    files: impl FnOnce() -> Result<Vec<File>, Failed>,
) -> Result<Vec<PathBuf>, End> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let files = files().map_err(|error| fail(error, shared))?;
    write_all(folder, &files).map_err(|error| fail(format!("{}: {error}", folder.display()), shared))?;
    Ok(files.iter().map(|file| folder.join(&file.name)).collect())
}

/// Prints an answer and is done.
fn say(text: &str) -> End {
    print(text);
    End::Done
}

fn say_json(value: &serde_json::Value) -> End {
    print_json(value);
    End::Done
}

fn print_json(value: &serde_json::Value) {
    print(&format!("{value:#}\n"));
}

/// Says what is wrong with the input: faults as text on standard error, as JSON on standard output.
fn tell(faults: &Faults, shared: &Shared) {
    use std::io::IsTerminal;
    if shared.json {
        print_json(&faults.to_json(shared.lang()));
    } else if !faults.list.is_empty() {
        eprint!("{}", faults.render(shared.lang(), std::io::stderr().is_terminal()));
    }
}

/// One line on standard error for what the machine, not the input, did wrong.
fn fail(what: impl std::fmt::Display, shared: &Shared) -> End {
    let word = if shared.lang() == Lang::Id { "gagal" } else { "failed" };
    eprintln!("{word}: {what}");
    End::Failed
}
