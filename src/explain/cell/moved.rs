//! What a price comes with: the rules that pay for it, and who moves; as few as can be.

use std::time::Duration;

use super::ask::NEIGHBOURS;
use super::part::still;
use super::price::Question;
use crate::engine::Outcome;
use crate::explain::still::undo_needless;
use crate::facts::{DayIx, PersonIx};
use crate::problem::{DutyIx, Problem};
use crate::roster::Roster;
use crate::verify::verify;

impl Question<'_> {
    /// Of plans that cost the same, one in which fewer of those who moved do: they alone are arranged anew.
    pub(super) fn calmer(
        &self,
        pinned: &Problem,
        plan: Vec<DutyIx>,
        now: &[DutyIx],
        time: Option<Duration>,
    ) -> Vec<DutyIx> {
        /// Longest search for it: it changes nothing of the price.
        const LONGEST: Duration = Duration::from_secs(2);
        let plan = undo_needless(pinned, plan, now);
        let days = pinned.days;
        let differs = |person: &PersonIx| {
            let cells = *person as usize * days..(*person as usize + 1) * days;
            plan[cells.clone()] != now[cells]
        };
        let movers: Vec<PersonIx> = (0..pinned.people as PersonIx).filter(differs).collect();
        if movers.is_empty() || movers.len() > NEIGHBOURS {
            return plan;
        }
        let part = still(pinned.part(&movers, Some(&plan)), now);
        let time = Some(time.map_or(LONGEST, |time| time.min(LONGEST)));
        let start = part.read(&plan);
        let Ok(Outcome { plan: Some(found), .. }) = self.solve(&part.problem, Some(&start), time, 1) else {
            return plan;
        };
        let mut calm = plan.clone();
        part.write_back(&found, &mut calm);
        let (new, old) = (pinned.judge(&calm), pinned.judge(&plan));
        if (new.must_units, new.cost) <= (old.must_units, old.cost) { calm } else { plan }
    }

    pub(super) fn rules(&self, changed: &Roster) -> Vec<(usize, i64)> {
        let verdict = verify(&self.case.scenario.facts, &self.case.scenario.entries, changed);
        let pairs = verdict.findings.iter().zip(&self.verdict.findings);
        let differ = pairs.map(|(new, old)| (new.rule, new.cost - old.cost));
        differ.filter(|(_, more)| *more != 0).collect()
    }

    /// The person's own other days that change, and the others with how many of theirs.
    pub(super) fn moved(&self, changed: &Roster) -> (Vec<DayIx>, Vec<(PersonIx, usize)>) {
        let (mut own, mut moved): (Vec<DayIx>, Vec<(PersonIx, usize)>) = (Vec::new(), Vec::new());
        for (person, day) in self.roster.changes(changed) {
            match moved.last_mut() {
                _ if person == self.person => own.extend((day != self.day).then_some(day)),
                Some((last, days)) if *last == person => *days += 1,
                _ => moved.push((person, 1)),
            }
        }
        (own, moved)
    }
}
