//! `eligibility`: to whom work from home, or hours other than office hours, is granted. Unit of breach: one duty held
//! that is not granted.
//!
//! `who` says to whom the conditions apply; everybody else is left alone. Whoever fails a condition is refused before
//! any other rule is read, with a reason for each failed condition, so that `who: {may: home}` of other rules leaves
//! them out. What is not on record (rank, predicate, score, time in the post) does not meet its condition. The share of
//! best scores is counted among everybody in scope, rounded up to a whole person; equal scores at the cut all pass.
//! `flex: home` speaks of homes only, desks held from home included: an office granted elsewhere is `remote_block`'s.
//! Sentences name no reason, for the reasons are personal data.
//!
//! Sources (`domain.md` §1, §2): the 2019 pilot grants flexibility to functional rank and good performers, never to
//! staff of public desks; Permen PANRB 4/2025 art. 25 excludes disciplinary cases and staff new in their post; the plan
//! of December 2019 lets the top 20 % work from home.

use chrono::Months;
use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{bans, said, sentence};
use super::{Asking, Breach, Described, Given, Group, Rule, Share};
use crate::facts::select::{had, known};
use crate::facts::{Bar, DutySet, Facts, Flex, PersonIx, PlaceKind, Predicate, RankKind};
use crate::input::fault::Faults;
use crate::input::lang::Text;
use crate::input::typed::At;
use crate::problem::{Force, Shape};
use crate::roster::Roster;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// What is granted: `home` (work from home) or `time` (hours other than office hours).
    flex: Flex,
    /// Kinds of rank to whom it is granted; any if absent.
    #[serde(default)]
    ranks: Vec<RankKind>,
    /// Performance predicate at least this good.
    #[serde(default)]
    predicate: Option<Predicate>,
    /// Not under, nor being processed for, disciplinary punishment.
    #[serde(default)]
    no_discipline: bool,
    /// Full months in the present post on the period's first day.
    #[serde(default)]
    in_post_months: Option<u32>,
    /// Only if the tasks can be done away from the office.
    #[serde(default)]
    remote_tasks: bool,
    /// Not to people whose contract is for service desks only.
    #[serde(default)]
    not_desk_bound: bool,
    /// Only the best scores among the people in scope: per cent of them, rounded up.
    #[serde(default)]
    top_percent: Option<Share>,
    /// Posts to which it is granted; any if absent.
    #[serde(default)]
    posts: Vec<At<String>>,
    /// Posts to which it is not granted.
    #[serde(default)]
    not_posts: Vec<At<String>>,
    /// For `flex: time`: the shifts that are ordinary hours; the contract's first shift if absent.
    #[serde(default)]
    office_shifts: Vec<At<String>>,
}

impl Eligibility {
    /// The lowest score that still passes; nobody has it if the share is 0.
    fn cut(&self, given: &Given) -> Option<i64> {
        let Share(percent) = self.top_percent?;
        let scores = given.people.iter().map(|&person| given.facts.person(person).score);
        let mut scores: Vec<i64> = scores.flatten().collect();
        scores.sort_unstable_by(|one, other| other.cmp(one));
        let places = (given.people.len() as i64 * percent + 99) / 100;
        let last = (places - 1).min(scores.len() as i64 - 1);
        Some(usize::try_from(last).map_or(i64::MAX, |last| scores[last]))
    }

    /// The conditions that a person fails.
    fn failed(&self, facts: &Facts, cut: Option<i64>, person: PersonIx) -> Vec<Bar> {
        let who = facts.person(person);
        let first = facts.calendar.days.first().map(|day| day.date);
        let settled = |months: u32| {
            let due = who.since.and_then(|since| since.checked_add_months(Months::new(months)));
            due.zip(first).is_some_and(|(due, first)| due <= first)
        };
        let listed = |posts: &[At<String>]| posts.iter().any(|post| post.value == who.post);
        let conditions = [
            (
                self.ranks.is_empty() || who.rank.is_some_and(|rank| self.ranks.contains(&rank)),
                ("rank", "jenis jabatannya tidak termasuk yang diberi", "the kind of rank is not among those granted"),
            ),
            (
                self.predicate.is_none_or(|least| who.predicate.is_some_and(|had| had >= least)),
                ("predicate", "predikat kinerja di bawah syarat", "the performance predicate is below what is asked"),
            ),
            (
                !self.no_discipline || !who.discipline,
                ("discipline", "syarat disiplin belum terpenuhi", "the condition on discipline is not met"),
            ),
            (
                self.in_post_months.is_none_or(settled),
                ("new_in_post", "belum cukup lama di jabatannya", "not long enough in the post"),
            ),
            (
                !self.remote_tasks || who.remote_tasks,
                (
                    "task",
                    "tugasnya tidak dapat dikerjakan di luar kantor",
                    "the tasks cannot be done away from the office",
                ),
            ),
            (
                !self.not_desk_bound || !facts.contract(person).desk_only,
                ("desk_bound", "bertugas tetap di loket layanan", "bound to a service desk"),
            ),
            (
                cut.is_none_or(|cut| who.score.is_some_and(|score| score >= cut)),
                ("top", "peringkat kinerja di bawah batas", "the performance ranking is below the cut"),
            ),
            (
                (self.posts.is_empty() || listed(&self.posts)) && !listed(&self.not_posts),
                ("post", "jabatannya tidak termasuk yang diberi", "the post is not among those granted"),
            ),
        ];
        let failed = conditions.into_iter().filter(|(met, _)| !met);
        failed.map(|(_, (code, id, en))| Bar { flex: self.flex, code, reason: Text::new(id, en) }).collect()
    }

    /// Everybody in scope who fails a condition.
    fn refused<'a>(&'a self, given: &'a Given) -> impl Iterator<Item = (PersonIx, Vec<Bar>)> + 'a {
        let cut = self.cut(given);
        let all = given.people.iter().map(move |&person| (person, self.failed(given.facts, cut, person)));
        all.filter(|(_, bars)| !bars.is_empty())
    }

    /// The duties that need the flexibility, for each contract.
    fn flexible(&self, facts: &Facts) -> Vec<DutySet> {
        let ordinary = |shift: u16, first: Option<&u16>| match self.office_shifts.is_empty() {
            true => first == Some(&shift),
            false => self.office_shifts.iter().any(|name| name.value == facts.shifts[usize::from(shift)].id),
        };
        let set = |first: Option<&u16>| match self.flex {
            Flex::Home => facts.at(PlaceKind::Home),
            Flex::Time => facts.duty_set(|duty| duty.shift.is_some_and(|shift| !ordinary(shift, first))),
        };
        facts.contracts.iter().map(|contract| set(contract.shifts.first())).collect()
    }

    /// The conditions in words.
    fn conditions(&self) -> Vec<Text> {
        let mut conditions = Vec::new();
        let mut add = |asked: bool, id: &str, en: &str| {
            if asked {
                conditions.push(Text::new(id, en));
            }
        };
        add(!self.ranks.is_empty(), "jenis jabatan", "kind of rank");
        add(self.predicate.is_some(), "predikat kinerja", "performance predicate");
        add(self.no_discipline, "disiplin", "discipline");
        add(self.remote_tasks, "tugas yang dapat dikerjakan di luar kantor", "tasks that can be done elsewhere");
        add(self.not_desk_bound, "tidak terikat loket", "not bound to a desk");
        add(!self.posts.is_empty() || !self.not_posts.is_empty(), "jabatan", "post");
        if let Some(months) = self.in_post_months {
            add(true, &format!("{months} bulan di jabatan"), &format!("{months} months in the post"));
        }
        if let Some(Share(top)) = self.top_percent {
            add(true, &format!("{top}% kinerja terbaik"), &format!("best {top}% of performance"));
        }
        conditions
    }
}

impl Described for Eligibility {
    const NAME: &'static str = "eligibility";
    const GROUP: Group = Group::WhoMay;
    const EXAMPLES: &'static [&'static str] = &[
        "eligibility: {flex: home, ranks: [functional], predicate: very_good, no_discipline: true, in_post_months: 6, \
         remote_tasks: true, not_desk_bound: true, must: true}",
        "eligibility: {flex: home, top_percent: 50, prefer: 4}",
        "eligibility: {flex: home, not_posts: [perencana], when: {weekdays: fri}, prefer: [1, 3]}",
        "eligibility: {flex: time, posts: [perencana], in_post_months: 600, must: true}",
        "eligibility: {flex: time, predicate: very_good, office_shifts: [sore], prefer: 2}",
    ];

    fn about() -> Text {
        Text::new(
            "Siapa yang boleh bekerja dari rumah atau di luar jam kantor; satu unit = satu penugasan yang tidak diberi.",
            "To whom work from home, or work outside office hours, is granted; one unit = one duty that is not granted.",
        )
    }

    fn fields_of(asking: Asking) -> Option<String> {
        match asking {
            Asking::NoHome => Some("flex: home, top_percent: 0".into()),
            Asking::HomePromise { .. } => None,
        }
    }
}

impl Rule for Eligibility {
    fn says(&self, _given: &Given) -> Text {
        let what = match self.flex {
            Flex::Home => Text::new("bekerja dari rumah", "work from home"),
            Flex::Time => Text::new("bekerja di luar jam kantor", "work outside office hours"),
        };
        let conditions = self.conditions();
        let list = |lang: fn(&Text) -> &str| conditions.iter().map(lang).collect::<Vec<_>>().join(", ");
        let (id, en) = (list(|text| &text.id), list(|text| &text.en));
        sentence(
            format!("{} hanya bagi yang memenuhi syarat: {id}", what.id),
            format!("{} only for those who meet the conditions: {en}", what.en),
        )
    }

    fn faults(&self, given: &Given, faults: &mut Faults) {
        let facts = given.facts;
        let posts = || facts.people.iter().map(|one| one.post.as_str());
        had(&self.posts, "jabatan", "post", posts, faults);
        had(&self.not_posts, "jabatan", "post", posts, faults);
        known(&self.office_shifts, "sif", "shift", || facts.shifts.iter().map(|one| one.id.as_str()), faults);
        if self.conditions().is_empty() {
            let (id, en) = (
                "sebut sedikitnya satu syarat, misalnya `predicate: good`",
                "name a condition, such as `predicate: good`",
            );
            super::words::nothing_asked(given, id, en, faults);
        }
    }

    fn refuses(&self) -> bool {
        true
    }

    fn settle(&self, given: &Given) -> Vec<(PersonIx, Bar)> {
        self.refused(given).flat_map(|(person, bars)| bars.into_iter().map(move |bar| (person, bar))).collect()
    }

    fn clauses(&self, given: &Given) -> Vec<(Force, Shape)> {
        let (flexible, menus) = (self.flexible(given.facts), given.facts.menus());
        let mut clauses = Vec::new();
        for (person, _) in self.refused(given) {
            let set = &flexible[usize::from(given.facts.person(person).contract)];
            for day in given.scope() {
                clauses.extend(bans(given.force, &menus, person, day, set));
            }
        }
        clauses
    }

    fn check(&self, given: &Given, roster: &Roster) -> Vec<Breach> {
        let facts = given.facts;
        let flexible = self.flexible(facts);
        let mut breaches = Vec::new();
        for (person, _) in self.refused(given) {
            let set = &flexible[usize::from(facts.person(person).contract)];
            for day in given.scope().filter(|day| set.contains(roster.duty(person, *day))) {
                let (id, en) = match self.flex {
                    Flex::Home => (
                        "bekerja dari rumah, padahal itu tidak diberikan kepadanya",
                        "works from home, which is not granted to them",
                    ),
                    Flex::Time => (
                        "bekerja di luar jam kantor, padahal itu tidak diberikan kepadanya",
                        "works outside office hours, which is not granted to them",
                    ),
                };
                breaches.push(given.breach(1, said(facts, person, &[day], id, en)).of(person).on(day));
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::settle;
    use crate::rules::testing::{faults_of, judge, judge_in, rule, world};

    /// Ids with the codes of what they fail.
    fn refused(yaml: &str) -> Vec<(String, &'static str)> {
        let mut facts = world();
        settle(&mut facts, &[rule(yaml)]);
        let bars = facts.people.iter().flat_map(|who| who.bars.iter().map(|bar| (who.id.clone(), bar.code)));
        bars.collect()
    }

    #[test]
    fn home_is_for_those_who_meet_every_condition() {
        let yaml = "eligibility: {flex: home, predicate: very_good, must: true}";
        assert_eq!(judge(yaml, "ana H--H \n bob O--O"), "");
        let said = judge(yaml, "ana H--- \n bob H--h");
        assert_eq!(
            said,
            "bob, 2020-01-10: works from home, which is not granted to them\n\
             bob, 2020-01-13: works from home, which is not granted to them\n"
        );
    }

    #[test]
    fn every_failed_condition_is_a_reason_of_its_own() {
        let yaml =
            "eligibility: {flex: home, predicate: very_good, in_post_months: 60, ranks: [structural], must: true}";
        let codes = refused(yaml);
        assert_eq!(codes, [("ana".to_string(), "rank"), ("bob".to_string(), "rank"), ("bob".to_string(), "predicate")]);
        let later = "eligibility: {flex: home, in_post_months: 61, must: true}";
        assert_eq!(refused(later), [("ana".to_string(), "new_in_post"), ("bob".to_string(), "new_in_post")]);
    }

    #[test]
    fn the_best_share_is_rounded_up_and_equal_scores_at_the_cut_all_pass() {
        assert_eq!(refused("eligibility: {flex: home, top_percent: 20, must: true}"), [("bob".to_string(), "top")]);
        let mut facts = world();
        facts.people[1].score = facts.people[0].score;
        assert_eq!(
            judge_in(facts, "eligibility: {flex: home, top_percent: 20, must: true}", "ana H--- \n bob H---"),
            ""
        );
        assert_eq!(refused("eligibility: {flex: home, top_percent: 0, must: true}").len(), 2);
    }

    #[test]
    fn office_hours_are_the_contracts_first_shift() {
        let yaml = "eligibility: {flex: time, posts: [perencana], in_post_months: 600, must: true}";
        assert_eq!(judge(yaml, "ana O--- \n bob HD-H"), "");
        let said = judge(yaml, "ana -N-- \n bob ----");
        assert_eq!(said, "ana, 2020-01-11: works outside office hours, which is not granted to them\n");
    }

    #[test]
    fn a_rule_without_a_condition_or_with_an_unknown_post_is_refused() {
        assert_eq!(faults_of("eligibility: {flex: home, must: true}"), "E240 this rule asks for nothing\n");
        assert_eq!(
            faults_of("eligibility: {flex: home, posts: [sopir], must: true}"),
            "E301 there is no post `sopir`\n"
        );
        let circular = "eligibility: {flex: home, predicate: good, who: {not: [{may: home}]}, must: true}";
        assert_eq!(faults_of(circular), "E440 a rule that refuses a flexibility cannot select people by it\n");
    }
}
