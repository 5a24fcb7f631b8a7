//! `luwes schema`: the JSON Schema of scenarios. An editor that reads
//! `# yaml-language-server: $schema=scenario.schema.json` completes and checks the YAML.

use std::path::PathBuf;

use super::{End, Shared, fail, print};
use crate::report::write::write_file;
use crate::scenario::schema;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// File to write; standard output if absent
    #[arg(short, long)]
    output: Option<PathBuf>,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let text = format!("{:#}\n", schema());
    match &args.output {
        None => print(&text),
        Some(path) => {
            if let Err(error) = write_file(path, text.as_bytes()) {
                return fail(format!("{}: {error}", path.display()), shared);
            }
        }
    }
    End::Done
}
