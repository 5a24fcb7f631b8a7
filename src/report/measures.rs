//! Measures of a roster in plain words: home share and its ceiling, desk cover, wishes, fairness, seats, changes.
//! Whole numbers only; shares are tenths of a per cent, rounded down.

use chrono::Weekday;
use serde::Serialize;

use super::cover;
use super::words::Words;
use crate::facts::{DayIx, DutyIx, FREE, Facts, Flex, PersonIx, PlaceKind, UnitIx};
use crate::input::lang::{Lang, Text};
use crate::roster::Roster;
use crate::rules::{Entry, Given};
use crate::verify::Verdict;

/// Days of work, and how many of them are held at home.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    pub work_days: i64,
    pub home_days: i64,
    pub home_tenths: i64,
}

/// The home share of everybody in and below a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitShare {
    pub unit: String,
    pub name: String,
    pub people: i64,
    #[serde(flatten)]
    pub share: Share,
}

/// Something counted person by person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Spread {
    pub people: i64,
    pub least: i64,
    pub most: i64,
    /// How many people have 0, 1, 2, … of it.
    pub counts: Vec<i64>,
}

/// What eligibility and caps leave at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ceiling {
    pub home_days: i64,
    /// Working days of everybody, days of absence left out.
    pub working_days: i64,
    pub home_tenths: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeskCover {
    pub desk: String,
    pub name: Text,
    /// Person-hours needed by opening hours, and covered.
    pub needed_hours: i64,
    pub covered_hours: i64,
    pub covered_tenths: i64,
    /// Minutes in which the desk was short.
    pub short_minutes: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteSeats {
    pub site: String,
    pub name: String,
    pub capacity: Option<i64>,
    /// Most people seated at once, and a day on which it was so.
    pub peak: i64,
    pub peak_date: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wishes {
    pub asked: i64,
    pub unmet: i64,
}

/// A roster in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measures {
    pub people: i64,
    pub days: i64,
    pub working_days: i64,
    #[serde(flatten)]
    pub share: Share,
    pub office_days: i64,
    pub away_days: i64,
    /// People to whom work from home is not refused.
    pub eligible: i64,
    pub eligible_tenths: i64,
    pub ceiling: Ceiling,
    pub units: Vec<UnitShare>,
    pub desk_cover_tenths: Option<i64>,
    pub desks: Vec<DeskCover>,
    pub wishes: Wishes,
    pub evenings: Spread,
    pub fridays_home: Spread,
    pub home_days_each: Spread,
    pub unmet_wishes_each: Spread,
    pub seats: Vec<SiteSeats>,
    /// Published cells, and those that the roster changed.
    pub published: i64,
    pub changed: i64,
    /// Cost points and units of broken `must` rules.
    pub cost: i64,
    pub must_units: i64,
}

/// Measures a roster that `verdict` judges.
pub fn measures(facts: &Facts, entries: &[Entry], roster: &Roster, verdict: &Verdict) -> Measures {
    let count = |kind| count_cells(facts, roster, facts.everybody(), |_, _, duty| facts.place_kind(duty) == Some(kind));
    let eligible = facts.people.iter().filter(|one| one.may(Flex::Home)).count() as i64;
    let desks: Vec<DeskCover> = (0..facts.desks.len()).map(|desk| desk_cover(facts, roster, desk as u16)).collect();
    let needed: i64 = desks.iter().map(|one| one.needed_hours).sum();
    let covered: i64 = desks.iter().map(|one| one.covered_hours).sum();
    let unmet = unmet(facts, roster);
    Measures {
        people: facts.people.len() as i64,
        days: i64::from(facts.calendar.len()),
        working_days: facts.calendar.working_days(0..facts.calendar.len()),
        share: share(facts, roster, &facts.everybody().collect::<Vec<_>>()),
        office_days: count(PlaceKind::Office),
        away_days: count(PlaceKind::Away),
        eligible,
        eligible_tenths: tenths(eligible, facts.people.len() as i64),
        ceiling: ceiling(facts, entries),
        units: deputies(facts).into_iter().map(|unit| unit_share(facts, roster, unit)).collect(),
        desk_cover_tenths: (needed > 0).then(|| tenths(covered, needed)),
        desks,
        wishes: Wishes { asked: facts.wishes.len() as i64, unmet: unmet.iter().sum() },
        evenings: evenings(facts, roster),
        fridays_home: fridays_home(facts, roster),
        home_days_each: home_days_each(facts, roster),
        unmet_wishes_each: unmet_each(facts, &unmet),
        seats: (0..facts.sites.len()).map(|site| site_seats(facts, roster, site as u16)).collect(),
        published: facts.published.iter().flatten().count() as i64,
        changed: changed(facts, roster),
        cost: verdict.cost,
        must_units: verdict.must_units,
    }
}

/// `part` of `whole` in tenths of a per cent, rounded down; 0 of nothing.
pub fn tenths(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { part * 1000 / whole }
}

/// The units that stand at deputy level and have people, in order; those above it only if people sit there directly.
pub fn deputies(facts: &Facts) -> Vec<UnitIx> {
    let mut units: Vec<UnitIx> = facts.people.iter().map(|one| facts.units.at_depth(one.unit, 1)).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// Everybody whose deputy this is, rising.
pub fn members(facts: &Facts, deputy: UnitIx) -> Vec<PersonIx> {
    facts.everybody().filter(|person| facts.units.at_depth(facts.person(*person).unit, 1) == deputy).collect()
}

fn count_cells(
    facts: &Facts,
    roster: &Roster,
    people: impl Iterator<Item = PersonIx>,
    wanted: impl Fn(PersonIx, DayIx, DutyIx) -> bool,
) -> i64 {
    people.map(|person| count_days(facts, roster, person, |day, duty| wanted(person, day, duty))).sum()
}

fn count_days(facts: &Facts, roster: &Roster, person: PersonIx, wanted: impl Fn(DayIx, DutyIx) -> bool) -> i64 {
    facts.days().filter(|day| wanted(*day, roster.duty(person, *day))).count() as i64
}

/// Work and home days of some people.
pub fn share(facts: &Facts, roster: &Roster, people: &[PersonIx]) -> Share {
    let count =
        |wanted: &dyn Fn(DutyIx) -> bool| count_cells(facts, roster, people.iter().copied(), |_, _, duty| wanted(duty));
    let work_days = count(&|duty| duty != FREE);
    let home_days = count(&|duty| facts.place_kind(duty) == Some(PlaceKind::Home));
    Share { work_days, home_days, home_tenths: tenths(home_days, work_days) }
}

fn unit_share(facts: &Facts, roster: &Roster, unit: UnitIx) -> UnitShare {
    let people = members(facts, unit);
    let the = facts.units.get(unit);
    UnitShare {
        unit: the.id.clone(),
        name: the.name.clone(),
        people: people.len() as i64,
        share: share(facts, roster, &people),
    }
}

/// The most home days that eligibility and the `must` caps leave, summed over everybody.
pub fn ceiling(facts: &Facts, entries: &[Entry]) -> Ceiling {
    let home = facts.at(PlaceKind::Home);
    let musts: Vec<(&Entry, Given)> =
        entries.iter().filter(|entry| entry.is_must()).map(|entry| (entry, entry.given(facts))).collect();
    let (mut home_days, mut working_days) = (0, 0);
    for person in facts.everybody() {
        let who = facts.person(person);
        let present = |day: &DayIx| facts.calendar.day(*day).working && who.absence(*day).is_none();
        let days = facts.days().filter(present).count() as i64;
        working_days += days;
        if who.may(Flex::Home) && who.duties.iter().any(|duty| home.contains(*duty)) {
            let limits = musts.iter().filter(|(_, given)| given.people.binary_search(&person).is_ok());
            let limits = limits.filter_map(|(entry, given)| entry.rule.home_limit(given, person));
            home_days += limits.fold(days, i64::min).max(0);
        }
    }
    Ceiling { home_days, working_days, home_tenths: tenths(home_days, working_days) }
}

fn desk_cover(facts: &Facts, roster: &Roster, desk: u16) -> DeskCover {
    let segments: Vec<cover::Segment> = cover::desk(facts, roster, desk).into_iter().flatten().collect();
    let needed: i64 = segments.iter().map(cover::Segment::needed_min).sum();
    let covered: i64 = segments.iter().map(cover::Segment::covered_min).sum();
    let short = segments.iter().filter(|one| one.is_short()).map(|one| i64::from(one.to_min - one.from_min)).sum();
    let the = &facts.desks[usize::from(desk)];
    DeskCover {
        desk: the.id.clone(),
        name: the.name.clone(),
        needed_hours: (needed + 59) / 60,
        covered_hours: covered / 60,
        covered_tenths: if needed == 0 { 1000 } else { tenths(covered, needed) },
        short_minutes: short,
    }
}

fn site_seats(facts: &Facts, roster: &Roster, site: u16) -> SiteSeats {
    let seated = cover::seated(facts, roster, site);
    let peak = seated.iter().copied().max().unwrap_or(0);
    let day = seated.iter().position(|one| *one == peak && peak > 0);
    let the = &facts.sites[usize::from(site)];
    SiteSeats {
        site: the.id.clone(),
        name: the.name.clone(),
        capacity: cover::capacity(facts, site),
        peak,
        peak_date: day.map(|day| facts.calendar.days[day].date.to_string()),
    }
}

/// Unmet wishes of each person.
fn unmet(facts: &Facts, roster: &Roster) -> Vec<i64> {
    let mut unmet = vec![0; facts.people.len()];
    for wish in &facts.wishes {
        let held = facts.duty(roster.duty(wish.person, wish.day));
        unmet[wish.person as usize] += i64::from(wish.what.matches(held) != wish.on);
    }
    unmet
}

fn unmet_each(facts: &Facts, unmet: &[i64]) -> Spread {
    let asked: std::collections::BTreeSet<PersonIx> = facts.wishes.iter().map(|wish| wish.person).collect();
    spread(asked.iter().map(|person| unmet[*person as usize]))
}

/// A shift that starts at noon or later and is no night shift.
fn is_evening(facts: &Facts, duty: DutyIx) -> bool {
    let shift = facts.duty(duty).shift.map(|shift| &facts.shifts[usize::from(shift)]);
    shift.is_some_and(|shift| shift.hours.start_min >= 12 * 60 && !shift.night)
}

/// Evenings of those who can have any.
fn evenings(facts: &Facts, roster: &Roster) -> Spread {
    let can = |person: &PersonIx| facts.person(*person).duties.iter().any(|duty| is_evening(facts, *duty));
    let each = facts.everybody().filter(can);
    spread(each.map(|person| count_days(facts, roster, person, |_, duty| is_evening(facts, duty))))
}

/// People who can work at home.
fn home_workers(facts: &Facts) -> impl Iterator<Item = PersonIx> + '_ {
    let home = facts.at(PlaceKind::Home);
    facts.everybody().filter(move |person| {
        let who = facts.person(*person);
        who.may(Flex::Home) && who.duties.iter().any(|duty| home.contains(*duty))
    })
}

fn fridays_home(facts: &Facts, roster: &Roster) -> Spread {
    let friday = |day: DayIx| facts.calendar.day(day).weekday() == Weekday::Fri;
    spread(home_workers(facts).map(|person| {
        count_days(facts, roster, person, |day, duty| friday(day) && facts.place_kind(duty) == Some(PlaceKind::Home))
    }))
}

fn home_days_each(facts: &Facts, roster: &Roster) -> Spread {
    spread(
        home_workers(facts)
            .map(|person| count_days(facts, roster, person, |_, duty| facts.place_kind(duty) == Some(PlaceKind::Home))),
    )
}

fn spread(each: impl Iterator<Item = i64>) -> Spread {
    let each: Vec<i64> = each.collect();
    let most = each.iter().copied().max().unwrap_or(0);
    let mut counts = vec![0; if each.is_empty() { 0 } else { most as usize + 1 }];
    for one in &each {
        counts[*one as usize] += 1;
    }
    Spread { people: each.len() as i64, least: each.iter().copied().min().unwrap_or(0), most, counts }
}

/// Published cells that the roster changed.
fn changed(facts: &Facts, roster: &Roster) -> i64 {
    count_cells(facts, roster, facts.everybody(), |person, day, duty| {
        facts.published(person, day).is_some_and(|published| published != duty)
    })
}

impl Spread {
    /// Most less least.
    pub fn width(&self) -> i64 {
        self.most - self.least
    }
}

impl Measures {
    /// Whether eligibility and caps would leave room for half of the work at home.
    pub fn ceiling_allows_half(&self) -> bool {
        self.ceiling.home_days * 2 >= self.ceiling.working_days
    }

    /// The measures that everybody should see, as label and value.
    pub fn lines(&self, lang: Lang) -> Vec<(Text, String)> {
        let words = Words(lang);
        let of = |part: i64, whole: i64| match lang {
            Lang::Id => format!("{} dari {}", words.count(part), words.count(whole)),
            Lang::En => format!("{} of {}", words.count(part), words.count(whole)),
        };
        let mut lines = vec![
            (Text::new("Pegawai", "People"), words.count(self.people)),
            (Text::new("Hari (hari kerja)", "Days (working days)"), format!("{} ({})", self.days, self.working_days)),
            (Text::new("Hari-orang kerja", "Person-days of work"), words.count(self.share.work_days)),
            (Text::new("Bagian WFH", "Share at home"), words.tenths(self.share.home_tenths)),
            (
                Text::new(
                    "Batas atas WFH menurut syarat dan batas",
                    "Ceiling of the share at home by eligibility and caps",
                ),
                words.tenths(self.ceiling.home_tenths),
            ),
            (Text::new("Pegawai yang memenuhi syarat WFH", "People eligible for home"), of(self.eligible, self.people)),
        ];
        if let Some(tenths) = self.desk_cover_tenths {
            lines.push((Text::new("Jam loket terisi", "Desk hours covered"), words.tenths(tenths)));
        }
        if self.wishes.asked > 0 {
            lines.push((
                Text::new("Permintaan tidak terpenuhi", "Wishes not met"),
                of(self.wishes.unmet, self.wishes.asked),
            ));
        }
        for (label, spread) in [
            (Text::new("Sif sore per orang", "Evenings a person"), &self.evenings),
            (Text::new("Jumat WFH per orang", "Fridays at home a person"), &self.fridays_home),
        ] {
            if spread.people > 0 && spread.most > 0 {
                lines.push((label, format!("{}–{}", spread.least, spread.most)));
            }
        }
        for site in &self.seats {
            let label = Text::new(format!("Kursi terpakai di {}", site.name), format!("Seats used in {}", site.name));
            let value = site.capacity.map_or(words.count(site.peak), |capacity| of(site.peak, capacity));
            lines.push((label, value));
        }
        if self.published > 0 {
            let label = Text::new("Perubahan dari jadwal terbit", "Changes to the published roster");
            lines.push((label, of(self.changed, self.published)));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{picture, world};
    use crate::verify::verify;

    fn measured(facts: &Facts, drawn: &str) -> Measures {
        let roster = picture(facts, drawn);
        measures(facts, &[], &roster, &verify(facts, &[], &roster))
    }

    #[test]
    fn home_is_counted_in_tenths_of_a_per_cent_of_the_days_worked() {
        let measured = measured(&world(), "ana OH--\n bob h--O");
        assert_eq!(measured.share, Share { work_days: 4, home_days: 2, home_tenths: 500 });
        assert_eq!((measured.units.len(), measured.units[0].unit.as_str()), (1, "deputi-a"));
    }

    #[test]
    fn the_ceiling_leaves_out_those_who_are_refused_and_days_of_absence() {
        let mut facts = world();
        let bar = crate::facts::Bar { flex: Flex::Home, code: "rank", reason: Text::same("rank") };
        facts.people[1].bars.push(bar);
        let ceiling = measured(&facts, "ana ----\n bob ----").ceiling;
        assert_eq!((ceiling.home_days, ceiling.working_days, ceiling.home_tenths), (1, 3, 333));
    }

    #[test]
    fn wishes_for_and_against_are_counted_when_unmet() {
        let facts = world();
        assert_eq!(measured(&facts, "ana O---\n bob ----").wishes, Wishes { asked: 3, unmet: 2 });
        assert_eq!(measured(&facts, "ana H---\n bob ---o").wishes, Wishes { asked: 3, unmet: 0 });
    }

    #[test]
    fn evenings_and_fridays_at_home_spread_from_the_least_to_the_most() {
        let measured = measured(&world(), "ana oo-h\n bob H---");
        assert_eq!((measured.evenings.width(), measured.evenings.counts), (3, vec![1, 0, 0, 1]));
        assert_eq!((measured.fridays_home.least, measured.fridays_home.most), (0, 1));
    }

    #[test]
    fn published_cells_that_changed_are_counted_and_others_are_not() {
        let measured = measured(&world(), "ana OD-H\n bob OH-O");
        assert_eq!((measured.published, measured.changed), (4, 1));
    }
}
