//! How well a roster stands absences that nobody planned: every duty at a desk falls out by itself with a given rate,
//! and nobody steps in. The chance that a stretch of hours falls short is exact; what hangs on many stretches at once
//! (a whole day, the worst days) is simulated from a seed. Whether a roster survives any k absences is exact too: a
//! stretch does if k more than needed are there. Levels of experts are not looked at.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::engine::Random;
use crate::facts::rates::short;
use crate::facts::{DAY_MIN, DayIx, DeskIx, Facts, PersonIx};
use crate::roster::Roster;

/// Samples of the whole period that one thread draws from one generator.
const CHUNK: usize = 64;
/// Worst days told.
const WORST: usize = 5;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Rate of absence on each day of the period, in millionths.
    pub rates: Vec<i64>,
    /// Days to simulate; rounded up to whole periods.
    pub days: usize,
    pub seed: u32,
}

/// A stretch of hours of a desk in which need and presence do not change.
#[derive(Debug, Clone)]
pub struct Stretch {
    pub desk: DeskIx,
    pub day: DayIx,
    pub from_min: i32,
    pub to_min: i32,
    pub need: i64,
    /// Present by the roster.
    pub present: i64,
    /// Exact chance to fall short, of [`CERTAIN`](crate::facts::rates::CERTAIN).
    pub short: i64,
    /// Samples in which it fell short.
    pub drawn: u32,
    /// Positions in the list of duties; those of before the period are certain and not listed.
    holders: Vec<u32>,
    certain: i64,
}

impl Stretch {
    /// How many absences it stands; below 0 if it is short anyway.
    pub fn spare(&self) -> i64 {
        self.present - self.need
    }

    pub fn minutes(&self) -> i64 {
        i64::from(self.to_min - self.from_min)
    }
}

/// A simulated day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BadDay {
    /// Minutes in which a desk was short, summed over desks.
    pub minutes: i64,
    pub day: DayIx,
    pub absent: Vec<PersonIx>,
    pub desks: Vec<DeskIx>,
}

/// What became of the roster.
#[derive(Debug, Clone)]
pub struct Stood {
    pub stretches: Vec<Stretch>,
    /// Simulated periods.
    pub samples: usize,
    /// By day: minutes short, and in how many samples it was so many.
    pub minutes: Vec<BTreeMap<i64, u32>>,
    /// By desk and day: samples in which it fell short at some hour.
    pub desk_days: BTreeMap<(DeskIx, DayIx), u32>,
    /// The worst simulated days, worst first; each set of absences once.
    pub worst: Vec<BadDay>,
    /// Duties whose loss alone leaves a desk short that was not: person and day.
    pub critical: Vec<(PersonIx, DayIx)>,
}

impl Stood {
    /// Whether no desk falls short whoever k people are absent.
    pub fn survives(&self, k: i64) -> bool {
        self.stretches.iter().all(|stretch| stretch.spare() >= k)
    }

    /// Minutes short on a day that a share of the samples (in per cent) does not exceed.
    pub fn quantile(&self, day: DayIx, percent: u32) -> i64 {
        let wanted = (self.samples as u64 * u64::from(percent)).div_ceil(100);
        let mut seen = 0;
        for (minutes, count) in &self.minutes[usize::from(day)] {
            seen += u64::from(*count);
            if seen >= wanted {
                return *minutes;
            }
        }
        0
    }
}

/// A duty at a desk that may fall out.
type Held = (PersonIx, DayIx);

/// Tries the roster.
pub fn stand(facts: &Facts, roster: &Roster, ask: &Ask) -> Stood {
    let mut held: Vec<Held> = Vec::new();
    let mut stretches = stretches(facts, roster, &mut held);
    for stretch in &mut stretches {
        let rates: Vec<i64> = stretch.holders.iter().map(|at| ask.rates[usize::from(held[*at as usize].1)]).collect();
        stretch.short = short(&rates, stretch.need - stretch.certain);
    }
    let days = usize::from(facts.calendar.len()).max(1);
    let samples = ask.days.div_ceil(days).max(1);
    let chunks = samples.div_ceil(CHUNK);
    let draw = |chunk: usize| {
        let size = CHUNK.min(samples - chunk * CHUNK);
        let random = Random::new(ask.seed.wrapping_mul(0x9e37_79b1).wrapping_add(chunk as u32));
        simulate(&stretches, &held, ask, random, size, days)
    };
    let tallies: Vec<Tally> = (0..chunks).into_par_iter().map(draw).collect();
    let mut all = Tally::new(stretches.len(), days);
    for tally in tallies {
        all.add(tally);
    }
    for (stretch, drawn) in stretches.iter_mut().zip(&all.short) {
        stretch.drawn = *drawn;
    }
    let needed = stretches.iter().filter(|stretch| stretch.spare() == 0);
    let critical: BTreeSet<Held> =
        needed.flat_map(|stretch| stretch.holders.iter().map(|at| held[*at as usize])).collect();
    let mut critical: Vec<Held> = critical.into_iter().collect();
    critical.sort_by_key(|(person, day)| (*day, *person));
    Stood { stretches, samples, minutes: all.minutes, desk_days: all.desk_days, worst: all.worst, critical }
}

/// What a chunk of samples counted.
struct Tally {
    short: Vec<u32>,
    minutes: Vec<BTreeMap<i64, u32>>,
    desk_days: BTreeMap<(DeskIx, DayIx), u32>,
    worst: Vec<BadDay>,
}

impl Tally {
    fn new(stretches: usize, days: usize) -> Tally {
        let minutes = vec![BTreeMap::new(); days];
        Tally { short: vec![0; stretches], minutes, desk_days: BTreeMap::new(), worst: Vec::new() }
    }

    fn add(&mut self, other: Tally) {
        self.short.iter_mut().zip(other.short).for_each(|(own, more)| *own += more);
        for (own, more) in self.minutes.iter_mut().zip(other.minutes) {
            more.into_iter().for_each(|(minutes, count)| *own.entry(minutes).or_default() += count);
        }
        other.desk_days.into_iter().for_each(|(key, count)| *self.desk_days.entry(key).or_default() += count);
        other.worst.into_iter().for_each(|bad| self.rank(bad));
    }

    fn rank(&mut self, bad: BadDay) {
        if self.worst.contains(&bad) {
            return;
        }
        self.worst.push(bad);
        self.worst.sort_by(|one, two| two.minutes.cmp(&one.minutes).then_with(|| one.cmp(two)));
        self.worst.truncate(WORST);
    }
}

fn simulate(stretches: &[Stretch], held: &[Held], ask: &Ask, mut random: Random, size: usize, days: usize) -> Tally {
    let mut tally = Tally::new(stretches.len(), days);
    let mut absent = vec![false; held.len()];
    for _ in 0..size {
        for (out, (_, day)) in absent.iter_mut().zip(held) {
            *out = (random.draw(1_000_000) as i64) < ask.rates[usize::from(*day)];
        }
        let mut minutes = vec![0; days];
        let mut desks: BTreeSet<(DeskIx, DayIx)> = BTreeSet::new();
        for (at, stretch) in stretches.iter().enumerate() {
            let out = stretch.holders.iter().filter(|holder| absent[**holder as usize]).count() as i64;
            if stretch.present - out < stretch.need {
                tally.short[at] += 1;
                minutes[usize::from(stretch.day)] += stretch.minutes();
                desks.insert((stretch.desk, stretch.day));
            }
        }
        for (day, minutes) in minutes.into_iter().enumerate() {
            *tally.minutes[day].entry(minutes).or_default() += 1;
            let known = tally.worst.last().filter(|_| tally.worst.len() == WORST).map_or(0, |bad| bad.minutes);
            if minutes > known {
                tally.rank(bad_day(stretches, held, &absent, &desks, minutes, day as DayIx));
            }
        }
        desks.into_iter().for_each(|key| *tally.desk_days.entry(key).or_default() += 1);
    }
    tally
}

fn bad_day(
    stretches: &[Stretch],
    held: &[Held],
    absent: &[bool],
    short: &BTreeSet<(DeskIx, DayIx)>,
    minutes: i64,
    day: DayIx,
) -> BadDay {
    let desks: Vec<DeskIx> = short.iter().filter(|(_, on)| *on == day).map(|(desk, _)| *desk).collect();
    let here = stretches.iter().filter(|stretch| stretch.day == day && desks.contains(&stretch.desk));
    let out = here.flat_map(|stretch| stretch.holders.iter().filter(|at| absent[**at as usize]));
    let people: BTreeSet<PersonIx> = out.map(|at| held[*at as usize].0).collect();
    BadDay { minutes, day, absent: people.into_iter().collect(), desks }
}

/// All stretches in which something is needed, and the duties that may fall out.
fn stretches(facts: &Facts, roster: &Roster, held: &mut Vec<Held>) -> Vec<Stretch> {
    let known = facts.everybody().any(|person| facts.before(person, 1).is_some());
    let mut all = Vec::new();
    for at in 0..facts.desks.len() as DeskIx {
        // By day: hours worked at the desk, with the duty that may fall out; `None`: before the period.
        let mut spans: Vec<Vec<(i32, i32, Option<u32>)>> = vec![Vec::new(); roster.days() + 1];
        for person in facts.everybody() {
            let before = facts.before(person, 1).filter(|duty| facts.duty(*duty).desk == Some(at));
            if let Some(hours) = before.and_then(|duty| facts.hours(duty, 0)) {
                spans[0].push((hours.start_min - DAY_MIN, hours.end_min - DAY_MIN, None));
            }
            for day in facts.days() {
                let duty = roster.duty(person, day);
                let Some(hours) = facts.hours(duty, day).filter(|_| facts.duty(duty).desk == Some(at)) else {
                    continue;
                };
                let own = Some(held.len() as u32);
                held.push((person, day));
                spans[usize::from(day)].push((hours.start_min, hours.end_min, own));
                spans[usize::from(day) + 1].push((hours.start_min - DAY_MIN, hours.end_min - DAY_MIN, own));
            }
        }
        for day in facts.days() {
            one_day(facts, at, day, &spans[usize::from(day)], known, &mut all);
        }
    }
    all
}

fn one_day(
    facts: &Facts,
    at: DeskIx,
    day: DayIx,
    spans: &[(i32, i32, Option<u32>)],
    known: bool,
    all: &mut Vec<Stretch>,
) {
    let desk = &facts.desks[usize::from(at)];
    let shifts = || desk.shifts.iter().map(|shift| facts.shifts[usize::from(*shift)].hours);
    for opening in desk.openings.iter().filter(|opening| facts.opens(opening, day) && opening.need > 0) {
        let mut cuts = vec![opening.from_min, opening.to_min];
        cuts.extend(spans.iter().flat_map(|(from, to, _)| [*from, *to]));
        if day == 0 {
            cuts.extend(shifts().flat_map(|hours| [hours.start_min, hours.end_min, hours.end_min - DAY_MIN]));
        }
        cuts.retain(|cut| (opening.from_min..=opening.to_min).contains(cut));
        cuts.sort_unstable();
        cuts.dedup();
        for cut in cuts.windows(2) {
            let (from_min, to_min) = (cut[0], cut[1]);
            let covers = |start: i32, end: i32| start <= from_min && to_min <= end;
            // What was settled before the period is not this roster's.
            let today = shifts().any(|hours| covers(hours.start_min, hours.end_min));
            let earlier = shifts().any(|hours| covers(hours.start_min - DAY_MIN, hours.end_min - DAY_MIN));
            if day == 0 && (!today || (earlier && !known)) {
                continue;
            }
            let here: Vec<Option<u32>> =
                spans.iter().filter(|(start, end, _)| covers(*start, *end)).map(|(_, _, own)| *own).collect();
            let holders: Vec<u32> = here.iter().copied().flatten().collect();
            let (present, need) = (here.len() as i64, i64::from(opening.need));
            let certain = present - holders.len() as i64;
            all.push(Stretch { desk: at, day, from_min, to_min, need, present, short: 0, drawn: 0, holders, certain });
        }
    }
}
