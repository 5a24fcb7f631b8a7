//! `luwes generate`: a plausible ministry of any size, or an organisation that is described in YAML, as a scenario with
//! its tables. One seed gives the same bytes on every machine. Ids are made up and there are no names.
//!
//! Up to [`AGENCY`] people make one scenario. More make an agency each in a folder of its own with a scenario of its own,
//! `index.csv` that lists them, and beside it the one scenario that joins them all, over the same tables. There,
//! agencies share buildings: the seats of one are then one number for both ([`joined`]).
//!
//! What is generated can always be rostered as far as its structure goes: each desk has people enough for its hours
//! (5.6 for a round-the-clock post), and never so many of them are absent on one day that it cannot be covered.
//! The shares come from `domain.md` §5 and §8 and are assumptions, not statistics of any one ministry.

mod dice;
mod joined;
mod organisation;
mod plausible;
mod policy;
mod staff;
mod time;
mod write;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use dice::Dice;
use joined::Joined;
pub use organisation::{Organisation, read_organisation};
use policy::Policy;

/// Head-count weight of a unit that names none: the median of directorates (`domain.md` §5).
const USUAL_UNIT: u32 = 18;
/// Most people in one made-up scenario.
pub const AGENCY: u32 = 20_000;
/// Most people in one scenario of a given organisation: fourteen columns in a table of at most 2 million cells.
const MOST_OF_ONE: u32 = 140_000;

/// What to generate.
#[derive(Debug, Clone)]
pub struct Options {
    pub people: u32,
    pub seed: u64,
    /// A given organisation; a made-up ministry if absent.
    pub organisation: Option<Organisation>,
    /// The model that the scenarios name.
    pub model: String,
    pub from: NaiveDate,
    pub weeks: u16,
    /// Hot desks per 100 people, instead of the organisation's numbers.
    pub seats: Option<u32>,
    /// Name of the scenario's file without `.yaml`.
    pub name: String,
    /// Folder of the tables beside it, such as `bappenas`; empty: beside the scenario.
    pub data: String,
    /// Comment at the head of each scenario: how it was made.
    pub head: String,
}

/// A file to write, its path relative to the folder asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

/// Everything to write, agency by agency, so that a million people need no more memory than one agency. `folder` is
/// where it will stand, to find the model there. `None` after a fault.
pub fn generate<'a>(
    options: &'a Options,
    folder: &Path,
    faults: &mut Faults,
) -> Option<impl Iterator<Item = GeneratedFile> + use<'a>> {
    let policy = policy::policy(&options.model, folder, faults)?;
    checked(options, faults)?;
    let sizes = if options.organisation.is_some() { vec![options.people] } else { agencies(options) };
    let width = options.people.max(1).ilog10() as usize + 1;
    let waiting = if sizes.len() > 1 { vec![index(&sizes)] } else { Vec::new() };
    let joined = (sizes.len() > 1).then(Joined::default);
    Some(Files { options, policy, sizes, at: 0, first: 1, width: width.max(4), waiting, joined })
}

/// The files, agency by agency; the scenario that joins them is the last.
struct Files<'a> {
    options: &'a Options,
    policy: Policy,
    sizes: Vec<u32>,
    at: usize,
    /// Number of the next person.
    first: u32,
    width: usize,
    waiting: Vec<GeneratedFile>,
    joined: Option<Joined>,
}

impl Iterator for Files<'_> {
    type Item = GeneratedFile;

    fn next(&mut self) -> Option<GeneratedFile> {
        if let Some(file) = self.waiting.pop() {
            return Some(file);
        }
        let Some(people) = self.sizes.get(self.at).copied() else {
            return self.joined.take().map(|joined| joined.file(self.options));
        };
        let numbers = Numbers { first: self.first, width: self.width };
        self.waiting = agency(self.options, &self.policy, self.at, people, numbers, self.joined.as_mut());
        self.waiting.reverse();
        self.first += people;
        self.at += 1;
        self.next()
    }
}

/// Ids of one agency's people.
struct Numbers {
    first: u32,
    width: usize,
}

fn checked(options: &Options, faults: &mut Faults) -> Option<()> {
    let mut refuse = |id: String, en: String| {
        faults.error("E230", Spot::default(), Text::new(id, en));
    };
    match &options.organisation {
        _ if options.people == 0 => refuse("paling sedikit 1 pegawai".into(), "at least 1 person".into()),
        _ if !(1..=53).contains(&options.weeks) => refuse("1 sampai 53 minggu".into(), "1 to 53 weeks".into()),
        Some(_) if options.people > MOST_OF_ONE => refuse(
            format!("satu organisasi paling banyak {MOST_OF_ONE} pegawai"),
            format!("one organisation has at most {MOST_OF_ONE} people"),
        ),
        Some(one) => {
            // Each unit has somebody, and each desk that hires nobody its holders.
            let held: u32 = one.desks.values().filter(|desk| desk.staff.is_none()).map(|desk| desk.people()).sum();
            let least = one.desk_staff() + (one.leaves().len() as u32).max(2 * held);
            if options.people < least {
                refuse(
                    format!("organisasi ini memerlukan paling sedikit {least} pegawai"),
                    format!("this organisation needs at least {least} people"),
                );
            }
        }
        None => {}
    }
    (!faults.has_errors()).then_some(())
}

/// Sizes of agencies: log-normal, median 3,000 (`domain.md` §5), cut at [`AGENCY`].
fn agencies(options: &Options) -> Vec<u32> {
    const SIZES: &[(u32, u32)] =
        &[(500, 12), (900, 11), (1500, 13), (3000, 24), (5000, 12), (8000, 10), (13_000, 8), (AGENCY, 10)];
    if options.people <= AGENCY {
        return vec![options.people];
    }
    let mut dice = Dice::new(options.seed, u64::MAX);
    let mut sizes = Vec::new();
    let mut left = options.people;
    while left > 0 {
        // Sizes differ by up to a tenth, so that no two agencies are alike.
        let size = dice.pick(SIZES) * dice.between(91, 100) / 100;
        let size = if left < size + 400 { left.min(AGENCY) } else { size };
        sizes.push(size);
        left -= size;
    }
    sizes
}

fn folder(at: usize) -> String {
    format!("instansi-{:04}", at + 1)
}

fn index(sizes: &[u32]) -> GeneratedFile {
    let mut text = String::from("scenario,people\n");
    for (at, people) in sizes.iter().enumerate() {
        text += &format!("{}/scenario.yaml,{people}\n", folder(at));
    }
    GeneratedFile { path: "index.csv".into(), bytes: text.into_bytes() }
}

fn agency(
    options: &Options,
    policy: &Policy,
    at: usize,
    people: u32,
    numbers: Numbers,
    joined: Option<&mut Joined>,
) -> Vec<GeneratedFile> {
    let many = joined.is_some();
    let mut dice = Dice::new(options.seed, at as u64);
    let made_up = || {
        let name = if many { format!("Instansi Contoh {}", at + 1) } else { "Instansi Contoh".to_string() };
        let made = plausible::organisation(name, people, policy, &mut dice);
        if many { made.prefixed(&format!("i{:04}-", at + 1)) } else { made }
    };
    let organisation = options.organisation.clone().unwrap_or_else(made_up);
    let days = u32::from(options.weeks) * 7;
    let mut staff = staff::hire(&organisation, people, options.from, &mut dice);
    for (number, who) in staff.people.iter_mut().enumerate() {
        who.id = format!("p{:0width$}", numbers.first as usize + number, width = numbers.width);
    }
    let absences = time::absences(&staff, (options.from, days), &policy.absence_kinds, &mut dice);
    let wishes = time::wishes(&staff, &absences, (options.from, days), policy.two_shifts(), &mut dice);
    let base = if many { PathBuf::from(folder(at)) } else { PathBuf::new() };
    let (name, data) = if many { ("scenario", "") } else { (options.name.as_str(), options.data.as_str()) };
    let beside = if data.is_empty() { String::new() } else { format!("{data}/") };
    let sites = write::sites(&organisation, &staff, options);
    let scenario = write::scenario(&organisation, &sites, options, &[beside]);
    if let Some(joined) = joined {
        joined.add(organisation, sites, format!("{}/", folder(at)));
    }
    let file = |path: PathBuf, text: String| GeneratedFile { path: base.join(path), bytes: text.into_bytes() };
    let table = |name: &str, text: String| file(Path::new(data).join(name), text);
    vec![
        file(format!("{name}.yaml").into(), scenario),
        table("people.csv", write::people(&staff)),
        table("absences.csv", write::absences(&staff, &absences, options)),
        table("wishes.csv", write::wishes(&staff, &wishes, options)),
    ]
}
