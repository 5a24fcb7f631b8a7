//! The files of an INRC-II instance put together: one scenario, one history, and all the weeks that are left; every
//! name and number in them that makes no sense.

use std::collections::{HashMap, HashSet};

use super::read::{Contract, History, Part, Past, Scenario, Week, bad, read};
use crate::facts::select::unknown;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;
use crate::input::typed::At;

/// Weeks of the longest scenario: a year.
const LONGEST: i64 = 52;
/// Largest number in these files: far above any, far below any overflow.
const MOST: i64 = 1000;

/// An instance without faults.
#[derive(Debug)]
pub struct Instance {
    pub scenario: Scenario,
    pub history: History,
    pub weeks: Vec<Week>,
}

/// Reads the files in any order (weeks in theirs); `None` after a fault.
pub fn gather(files: &[u32], faults: &mut Faults) -> Option<Instance> {
    let before = faults.list.len();
    let (mut scenarios, mut histories, mut weeks) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let text = faults.sources[*file as usize].text.clone();
        match read(*file, &text, faults) {
            Some(Part::Scenario(scenario)) => scenarios.push((*file, scenario)),
            Some(Part::History(history)) => histories.push((*file, history)),
            Some(Part::Week(week)) => weeks.push(week),
            None => {}
        }
    }
    // A file that cannot be read is not missing.
    let broken = faults.list.len() > before;
    let last = (!broken).then(|| Spot::whole(files.last().copied().unwrap_or(0)));
    let scenario = single(scenarios, ("skenario (Sc-…)", "scenario (Sc-…)"), last, faults);
    let history = single(histories, ("riwayat (H0-…)", "history (H0-…)"), last, faults);
    let instance = Instance { scenario: scenario?, history: history?, weeks };
    instance.check(last, faults);
    (faults.list.len() == before).then_some(instance)
}

/// The only file of a kind; `last` is where to say that there is none.
fn single<T>(mut all: Vec<(u32, T)>, kind: (&str, &str), last: Option<Spot>, faults: &mut Faults) -> Option<T> {
    if let Some((file, _)) = all.get(1) {
        let (id, en) = (format!("{} kedua", kind.0), format!("a second {}", kind.1));
        bad(Spot::whole(*file), &id, &en, faults);
        return None;
    }
    if let (true, Some(last)) = (all.is_empty(), last) {
        let what = Text::new(format!("berkas {} tidak disebut", kind.0), format!("the {} is missing", kind.1));
        faults.error("E104", last, what).remedy(Text::new(
            "sebut berkas skenario, riwayat, lalu minggu-minggunya menurut urutan",
            "name the files of the scenario, the history, then the weeks in their order",
        ));
    }
    all.pop().map(|(_, one)| one)
}

/// The names of each kind that exist.
struct Names<'a> {
    shifts: Vec<&'a str>,
    skills: Vec<&'a str>,
    contracts: Vec<&'a str>,
    nurses: HashSet<&'a str>,
}

impl Instance {
    /// `last` is where to say that weeks are missing; `None`: not known.
    fn check(&self, last: Option<Spot>, faults: &mut Faults) {
        let scenario = &self.scenario;
        let names = Names {
            shifts: distinct(scenario.shifts.iter().map(|shift| &shift.id), faults),
            skills: distinct(scenario.skills.iter(), faults),
            contracts: distinct(scenario.contracts.iter().map(|contract| &contract.id), faults),
            nurses: distinct(scenario.nurses.iter().map(|nurse| &nurse.id), faults).into_iter().collect(),
        };
        between(&scenario.weeks, 1, LONGEST, faults);
        for skill in scenario.skills.iter().filter(|skill| skill.contains(':')) {
            let en = format!("`{skill}`: a skill has no colon in its name");
            bad(skill.spot, &format!("`{skill}`: nama keahlian tanpa titik dua"), &en, faults);
        }
        for shift in &scenario.shifts {
            bounds((&shift.shortest, &shift.longest), 1, faults);
        }
        for never in &scenario.never {
            names.shift(&never.after, faults);
            never.not.iter().for_each(|shift| names.shift(shift, faults));
        }
        scenario.contracts.iter().for_each(|contract| contract.check(faults));
        for nurse in &scenario.nurses {
            let contracts = names.contracts.iter().copied();
            known(&nurse.contract, ("kontrak", "contract"), contracts, faults);
            nurse.skills.iter().for_each(|skill| names.skill(skill, faults));
            if nurse.skills.is_empty() {
                let en = format!("`{}` has no skill", nurse.id);
                bad(nurse.id.spot, &format!("`{}` tanpa keahlian", nurse.id), &en, faults);
            }
        }
        self.check_history(&names, faults);
        for week in &self.weeks {
            same(&week.scenario, &scenario.id, faults);
            check_week(week, &names, faults);
        }
        let left = scenario.weeks.value - self.history.week.value;
        if let Some(last) = last.filter(|_| left != self.weeks.len() as i64) {
            let what = Text::new(
                format!("{} minggu disebut, padahal skenario ini masih {left} minggu", self.weeks.len()),
                format!("{} weeks are named, but this scenario has {left} to go", self.weeks.len()),
            );
            faults.error("E240", last, what).remedy(Text::new(
                "sebut satu berkas WD-… untuk setiap minggu, menurut urutan; berkas yang sama boleh diulang",
                "name one file WD-… for each week, in their order; the same file may come again",
            ));
        }
    }

    fn check_history(&self, names: &Names, faults: &mut Faults) {
        same(&self.history.scenario, &self.scenario.id, faults);
        between(&self.history.week, 0, LONGEST, faults);
        let told = distinct(self.history.nurses.iter().map(|past| &past.nurse), faults);
        for past in &self.history.nurses {
            names.nurse(&past.nurse, faults);
            past.check(names, faults);
        }
        let told: HashSet<&str> = told.into_iter().collect();
        for nurse in self.scenario.nurses.iter().filter(|nurse| !told.contains(nurse.id.as_str())) {
            let (id, en) = (format!("`{}` tidak ada", nurse.id), format!("there is no `{}`", nurse.id));
            bad(Spot::whole(self.history.scenario.spot.file), &id, &en, faults);
        }
    }
}

impl Contract {
    fn check(&self, faults: &mut Faults) {
        bounds((&self.fewest_days, &self.most_days), 0, faults);
        bounds((&self.shortest_run, &self.longest_run), 0, faults);
        bounds((&self.shortest_rest, &self.longest_rest), 0, faults);
        between(&self.weekends, 0, MOST, faults);
        between(&self.complete, 0, 1, faults);
    }
}

impl Past {
    /// Counters that no row of days can have.
    fn check(&self, names: &Names, faults: &mut Faults) {
        for number in [&self.days, &self.weekends, &self.same, &self.work, &self.off] {
            between(number, 0, MOST, faults);
        }
        let (same, work, off) = (self.same.value, self.work.value, self.off.value);
        let fits = match self.last.as_str() {
            "None" => same == 0 && work == 0,
            _ => {
                names.shift(&self.last, faults);
                // Days at work before the last shift's were in another one.
                off == 0 && 1 <= same && same <= work && (same == work || names.shifts.len() > 1)
            }
        };
        if !fits {
            let (id, en) = ("hari-hari terakhir ini saling bertentangan", "these last days contradict each other");
            bad(self.last.spot, id, en, faults);
        }
    }
}

impl Names<'_> {
    fn shift(&self, name: &At<String>, faults: &mut Faults) {
        known(name, ("sif", "shift"), self.shifts.iter().copied(), faults);
    }

    fn skill(&self, name: &At<String>, faults: &mut Faults) {
        known(name, ("keahlian", "skill"), self.skills.iter().copied(), faults);
    }

    fn nurse(&self, name: &At<String>, faults: &mut Faults) {
        if !self.nurses.contains(name.as_str()) {
            known(name, ("perawat", "nurse"), self.nurses.iter().copied(), faults);
        }
    }
}

fn check_week(week: &Week, names: &Names, faults: &mut Faults) {
    let mut seen = HashMap::new();
    for one in &week.requirements {
        names.shift(&one.shift, faults);
        names.skill(&one.skill, faults);
        if let Some(first) = seen.insert((one.shift.as_str(), one.skill.as_str()), one.shift.spot) {
            twice(&format!("{} {}", one.shift, one.skill), one.shift.spot, first, faults);
        }
        for level in one.days() {
            bounds((&level.minimum, &level.optimal), 0, faults);
        }
    }
    for one in &week.requests {
        names.nurse(&one.nurse, faults);
        if one.shift.value != "Any" {
            names.shift(&one.shift, faults);
        }
        if weekday(&one.day).is_none() {
            bad(one.day.spot, &format!("`{}` bukan hari", one.day), &format!("`{}` is no day", one.day), faults);
        }
    }
}

/// `Mon`, `Monday`, …: days after Monday.
pub fn weekday(text: &str) -> Option<u32> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let text = text.to_ascii_lowercase();
    DAYS.iter().position(|day| text.len() >= 3 && day.starts_with(&text)).map(|day| day as u32)
}

fn known<'a>(name: &At<String>, kind: (&str, &str), all: impl Iterator<Item = &'a str> + Clone, faults: &mut Faults) {
    if !all.clone().any(|one| one == name.value) {
        unknown(&name.value, name.spot, kind.0, kind.1, all, faults);
    }
}

/// The names, each of which is given once.
fn distinct<'a>(names: impl Iterator<Item = &'a At<String>>, faults: &mut Faults) -> Vec<&'a str> {
    let mut seen: HashMap<&str, Spot> = HashMap::new();
    let mut all = Vec::new();
    for name in names {
        all.push(name.as_str());
        if name.trim().is_empty() {
            bad(name.spot, "nama ini kosong", "this name is empty", faults);
        } else if let Some(first) = seen.insert(name, name.spot) {
            twice(name, name.spot, first, faults);
        }
    }
    all
}

fn twice(name: &str, spot: Spot, first: Spot, faults: &mut Faults) {
    let what = Text::new(format!("`{name}` ditulis dua kali"), format!("`{name}` is written twice"));
    let first = faults.place(first);
    let cause = Text::new(format!("pertama kali di {first}"), format!("the first is at {first}"));
    faults.error("E401", spot, what).cause(cause);
}

/// The scenario that a file says it belongs to.
fn same(name: &At<String>, scenario: &str, faults: &mut Faults) {
    if name.value != scenario {
        let what = Text::new(
            format!("berkas ini milik skenario `{name}`, bukan `{scenario}`"),
            format!("this file is of scenario `{name}`, not `{scenario}`"),
        );
        faults.error("E240", name.spot, what);
    }
}

fn between(number: &At<i64>, least: i64, most: i64, faults: &mut Faults) {
    if !(least..=most).contains(&number.value) {
        let what =
            Text::new(format!("{number}: harus {least} sampai {most}"), format!("{number}: it is {least} to {most}"));
        faults.error("E202", number.spot, what);
    }
}

/// A smallest and a largest number, the largest at least `least`.
fn bounds((min, max): (&At<i64>, &At<i64>), least: i64, faults: &mut Faults) {
    between(min, 0, MOST, faults);
    between(max, least, MOST, faults);
    if min.value > max.value {
        let what = Text::new(format!("{min} di atas {max}"), format!("{min} is above {max}"));
        faults.error("E241", min.spot, what);
    }
}
