//! `luwes convert`: files of other programs made into scenarios.

use std::path::{Path, PathBuf};

use super::{End, Shared, fail, print, tell};
use crate::input::fault::{Faults, Spot};
use crate::input::file::read_text;
use crate::input::lang::Text;
use crate::report::File;
use crate::report::write::write_all;
use crate::scenario::import::{Made, asocio, inrc2, nrp};

const EXAMPLES: &str = "Examples:
  luwes convert --from nrp Instance5.txt -o nrp5.yaml
  luwes convert --from asocio instance1.json -o asocio1.yaml
  luwes convert --from inrc2 Sc-n005w4.json H0-n005w4-0.json WD-n005w4-{1,2,3,3}.json -o n005w4.yaml";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file to convert; for inrc2 the scenario, the history and every week in its order (one may come again)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What it is
    #[arg(long, value_enum)]
    from: From,
    /// The scenario to write; what inrc2 knows of the days before goes beside it, with the ending `.history.csv`
    #[arg(short, long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum From {
    /// Shift-scheduling instance of Curtois and Qu (InstanceN.txt)
    Nrp,
    /// Instance of the Second International Nurse Rostering Competition, all weeks known (JSON or text)
    Inrc2,
    /// Instance of the ASOCIO student challenge 2025: office days and seats (instanceN.json)
    Asocio,
}

pub fn run(args: &Args, shared: &Shared) -> End {
    let mut faults = Faults::default();
    let stem = |path: &PathBuf| path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let history_file = format!("{}.history.csv", stem(&args.out));
    let files: Vec<u32> = args.files.iter().filter_map(|file| read_text(file, &mut faults)).collect();
    let made = match args.from {
        _ if faults.has_errors() => None,
        From::Nrp => single(&files, &mut faults).and_then(|file| nrp(file, &stem(&args.files[0]), &mut faults)),
        From::Asocio => single(&files, &mut faults).and_then(|file| asocio(file, &stem(&args.files[0]), &mut faults)),
        From::Inrc2 => inrc2(&files, &history_file, &mut faults),
    };
    if made.is_none() || !faults.list.is_empty() {
        tell(&faults, shared);
    }
    let Some(made) = made else { return End::BadInput };
    let beside = made.history.as_ref().map(|_| args.out.with_file_name(&history_file));
    match write(made, &args.out, history_file) {
        Ok(()) => {
            if !shared.json {
                let written = [Some(args.out.clone()), beside].into_iter().flatten();
                written.for_each(|path| print(&format!("{}\n", path.display())));
            }
            End::Done
        }
        Err(error) => fail(format!("{}: {error}", args.out.display()), shared),
    }
}

/// The only file, for kinds that are one file.
fn single(files: &[u32], faults: &mut Faults) -> Option<u32> {
    if let Some(second) = files.get(1) {
        let what = Text::new("hanya satu berkas sekali jalan", "only one file at a time");
        faults.error("E240", Spot::whole(*second), what);
        return None;
    }
    files.first().copied()
}

/// Both files or none.
fn write(made: Made, out: &Path, history_file: String) -> std::io::Result<()> {
    let dir = out.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = out.file_name().ok_or(std::io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
    let history = made.history.map(|text| File { name: history_file, bytes: text.into_bytes() });
    let files: Vec<File> = history.into_iter().chain([File { name, bytes: made.scenario.into_bytes() }]).collect();
    write_all(dir, &files)
}
