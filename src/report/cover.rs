//! Who is present at desks and in buildings, hour by hour: counted from the roster, for pictures and measures.

use crate::facts::{DAY_MIN, DayIx, DeskIx, DutyIx, Facts, PersonIx, SiteIx};
use crate::roster::Roster;

/// A stretch of a day at a desk in which need and presence do not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    pub from_min: i32,
    pub to_min: i32,
    pub need: i64,
    pub target: i64,
    pub present: i64,
}

impl Segment {
    /// Person-minutes that are needed.
    pub fn needed_min(&self) -> i64 {
        self.need * i64::from(self.to_min - self.from_min)
    }

    /// Person-minutes of the need that are covered.
    pub fn covered_min(&self) -> i64 {
        self.need.min(self.present) * i64::from(self.to_min - self.from_min)
    }

    pub fn is_short(&self) -> bool {
        self.present < self.need
    }
}

/// The open hours of a desk, `[day]` in segments. Hours of the first day that were settled before the period (by a night
/// shift of the day before that nobody knows of, or that no shift of the first day covers) are left out.
pub fn desk(facts: &Facts, roster: &Roster, desk: DeskIx) -> Vec<Vec<Segment>> {
    let spans = spans(facts, roster, |_, duty| facts.duty(duty).desk == Some(desk));
    facts.days().map(|day| desk_day(facts, desk, day, &spans[usize::from(day)])).collect()
}

/// For each day the hours in which the chosen people work, those from the evening before included.
fn spans(facts: &Facts, roster: &Roster, chosen: impl Fn(PersonIx, DutyIx) -> bool) -> Vec<Vec<(i32, i32)>> {
    let mut spans = vec![Vec::new(); usize::from(facts.calendar.len())];
    for person in facts.everybody() {
        let before = facts.before(person, 1).filter(|duty| chosen(person, *duty));
        if let Some(hours) = before.and_then(|duty| facts.hours(duty, 0)) {
            push(&mut spans, 0, hours.start_min - DAY_MIN, hours.end_min - DAY_MIN);
        }
        for day in facts.days() {
            let duty = roster.duty(person, day);
            if !chosen(person, duty) {
                continue;
            }
            let Some(hours) = facts.hours(duty, day) else { continue };
            push(&mut spans, usize::from(day), hours.start_min, hours.end_min);
            push(&mut spans, usize::from(day) + 1, hours.start_min - DAY_MIN, hours.end_min - DAY_MIN);
        }
    }
    spans
}

/// Adds the part of a span that lies inside a day.
fn push(spans: &mut [Vec<(i32, i32)>], day: usize, from: i32, to: i32) {
    let (from, to) = (from.max(0), to.min(DAY_MIN));
    if from < to
        && let Some(spans) = spans.get_mut(day)
    {
        spans.push((from, to));
    }
}

/// Hours of the first day that only the day before could staff, or might have, as nobody's history is known.
fn settled(facts: &Facts, desk: DeskIx) -> Vec<(i32, i32)> {
    let known = facts.everybody().any(|person| facts.before(person, 1).is_some());
    let shifts = facts.desks[usize::from(desk)].shifts.iter().map(|shift| facts.shifts[usize::from(*shift)].hours);
    let spans: Vec<(i32, i32)> = shifts.map(|hours| (hours.start_min, hours.end_min)).collect();
    let mut cuts: Vec<i32> = spans.iter().flat_map(|(from, to)| [*from, *to, *from - DAY_MIN, *to - DAY_MIN]).collect();
    cuts.retain(|cut| (0..=DAY_MIN).contains(cut));
    cuts.push(0);
    cuts.sort_unstable();
    cuts.dedup();
    let covers =
        |shift: i32, from: i32, to: i32| spans.iter().any(|(start, end)| start + shift <= from && to <= end + shift);
    let hours = cuts.windows(2).map(|pair| (pair[0], pair[1]));
    hours.filter(|(from, to)| covers(-DAY_MIN, *from, *to) && !(known && covers(0, *from, *to))).collect()
}

fn desk_day(facts: &Facts, desk: DeskIx, day: DayIx, spans: &[(i32, i32)]) -> Vec<Segment> {
    let open = || facts.desks[usize::from(desk)].openings.iter().filter(|opening| facts.opens(opening, day));
    let settled = if day == 0 { settled(facts, desk) } else { Vec::new() };
    let mut cuts: Vec<i32> = open().flat_map(|opening| [opening.from_min, opening.to_min]).collect();
    cuts.extend(spans.iter().chain(&settled).flat_map(|(from, to)| [*from, *to]));
    cuts.sort_unstable();
    cuts.dedup();
    let mut segments: Vec<Segment> = Vec::new();
    for pair in cuts.windows(2) {
        let (from_min, to_min) = (pair[0], pair[1]);
        if settled.iter().any(|(from, to)| *from <= from_min && to_min <= *to) {
            continue;
        }
        let now = || open().filter(|opening| opening.from_min <= from_min && to_min <= opening.to_min);
        let Some(need) = now().map(|opening| i64::from(opening.need)).max() else { continue };
        let target = now().filter_map(|opening| opening.target).max().map_or(need, i64::from);
        let present = spans.iter().filter(|(from, to)| *from <= from_min && to_min <= *to).count() as i64;
        match segments.last_mut() {
            Some(last) if (last.to_min, last.need, last.target, last.present) == (from_min, need, target, present) => {
                last.to_min = to_min;
            }
            _ => segments.push(Segment { from_min, to_min, need, target, present }),
        }
    }
    segments
}

/// Most people seated at the same time in a site, day by day.
pub fn seated(facts: &Facts, roster: &Roster, site: SiteIx) -> Vec<i64> {
    let spans = spans(facts, roster, |person, duty| facts.seat_site(person, duty) == Some(site));
    spans.iter().map(|spans| peak(spans)).collect()
}

/// Most spans that hold at the same moment; one that ends where another starts does not overlap it.
fn peak(spans: &[(i32, i32)]) -> i64 {
    let mut events: Vec<(i32, i64)> = spans.iter().flat_map(|(from, to)| [(*from, 1), (*to, -1)]).collect();
    events.sort_unstable();
    let mut now = 0;
    events
        .iter()
        .map(|(_, change)| {
            now += change;
            now
        })
        .max()
        .unwrap_or(0)
}

/// Seats of a site: its own number, or that of its rooms; `None`: not counted.
pub fn capacity(facts: &Facts, site: SiteIx) -> Option<i64> {
    let site = &facts.sites[usize::from(site)];
    let rooms: i64 = site.rooms.iter().map(|room| i64::from(room.seats)).sum();
    site.seats.map(i64::from).or(Some(rooms).filter(|_| !site.rooms.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{picture, world};

    #[test]
    fn a_night_at_the_desk_covers_the_morning_after() {
        let facts = world();
        let roster = picture(&facts, "ana N---\n bob -D--");
        let days = desk(&facts, &roster, 0);
        let drawn = |day: usize| {
            days[day].iter().map(|one| (one.from_min / 60, one.to_min / 60, one.present)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(0), [(6, 22, 0), (22, 24, 1)], "the night before the period is settled");
        assert_eq!(drawn(1), [(0, 14, 1), (14, 24, 0)]);
        assert_eq!(drawn(2), []);
        let (needed, covered) =
            days.iter().flatten().fold((0, 0), |sum, one| (sum.0 + one.needed_min(), sum.1 + one.covered_min()));
        assert_eq!((needed / 60, covered / 60), (66, 16));
    }

    #[test]
    fn shifts_that_touch_do_not_share_a_seat_moment() {
        let facts = world();
        let roster = picture(&facts, "ana OO--\n bob oO--");
        assert_eq!(seated(&facts, &roster, 0), [1, 2, 0, 0]);
        assert_eq!(capacity(&facts, 0), Some(1));
    }
}
