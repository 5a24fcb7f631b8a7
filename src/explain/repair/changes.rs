//! What can be changed to end a conflict, read off the scenario as it is written: a desk's need on the days of the
//! conflict or always, people with its skill, seats, every whole number of the rules and contracts concerned, a leave or
//! pin, and, when nothing else helps, a rule that becomes a wish.

use std::collections::BTreeSet;

use super::{Bench, Repair};
use crate::engine::Statement;
use crate::explain::conflict::{self, desk_of, spans};
use crate::facts::{ContractIx, DayIx, DeskIx, PersonIx, UnitIx};
use crate::input::lang::Text;
use crate::input::node::{Kind, Node};
use crate::scenario::{Edit, flow};

/// What one step of a change costs, for ranking. Judgements, not policy.
struct Price;

impl Price {
    /// One person fewer at a desk on one day.
    const DEMAND: i64 = 1;
    /// A leave or pin is cancelled or moved.
    const ROW: i64 = 4;
    /// A number of the policy changes at all, for everybody it binds.
    const NUMBER: i64 = 10;
    /// One person more to hire or train.
    const PERSON: i64 = 25;
    /// A rule becomes a wish.
    const WISH: i64 = 200;
}

/// Cost of a unit of a rule that a repair makes a wish.
const WISHED: i64 = 1000;

/// Changes of one kind, larger and larger.
pub struct Family {
    /// The change of size `step`, from 1; `None` beyond the largest.
    pub make: Box<dyn Fn(i64) -> Option<Repair> + Sync + Send>,
}

impl Bench<'_> {
    /// All kinds of changes that may let these statements hold. What a rule that may not be touched asks for is not
    /// lowered either: neither the need at its desks nor the numbers of contracts that it goes by.
    pub(super) fn families(&self, statements: &[&Statement], kept: &dyn Fn(u32) -> bool) -> Vec<Family> {
        let facts = self.facts();
        let mut families = Vec::new();
        let mut desks: BTreeSet<(DeskIx, Vec<DayIx>)> = BTreeSet::new();
        let of_desk = |one: &&Statement| desk_of(facts, self.problem, one);
        for desk in statements.iter().filter_map(of_desk).collect::<BTreeSet<_>>() {
            let here = statements.iter().filter(|one| of_desk(one) == Some(desk));
            desks.insert((
                desk,
                here.flat_map(|one| one.days.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect(),
            ));
        }
        for (desk, days) in &desks {
            families.extend(self.more_people(*desk));
            if statements.iter().any(|one| kept(one.rule) && of_desk(one) == Some(*desk)) {
                continue;
            }
            for path in conflict::openings(facts, *desk, days) {
                families.extend(self.need_on_days(*desk, &path, days));
                families.extend(self.number(&format!("{path}.need"), 1, &[-1]));
            }
            let experts = format!("desks.{}.experts.need", facts.desks[usize::from(*desk)].id);
            families.extend(self.number(&experts, 1, &[-1]));
        }
        families.extend(self.rows(statements, kept));
        let rules: BTreeSet<u32> = statements.iter().map(|one| one.rule).filter(|rule| !kept(*rule)).collect();
        for rule in &rules {
            families.extend(self.numbers_of_rule(*rule as usize));
        }
        let people: BTreeSet<PersonIx> = statements.iter().flat_map(|one| one.people.iter().copied()).collect();
        families.extend(self.seats(&people));
        let goes_by_contract = |at: usize| {
            let node = self.written.at(&format!("rules.{}", self.case.scenario.entries[at].id));
            node.is_some_and(|node| flow(&node).contains("contract"))
        };
        if !(0..self.case.scenario.entries.len()).any(|at| kept(at as u32) && goes_by_contract(at)) {
            families.extend(self.contracts(&people));
        }
        families.extend(rules.iter().map(|rule| self.wish(*rule as usize)));
        families
    }

    /// A desk's need lowered on the days of the conflict only.
    fn need_on_days(&self, desk: DeskIx, path: &str, days: &[DayIx]) -> Option<Family> {
        let facts = self.facts();
        let the = &facts.desks[usize::from(desk)];
        let at: usize = path.rsplit('.').next()?.parse().ok()?;
        let opening = &the.openings[at];
        let (here, there): (Vec<DayIx>, Vec<DayIx>) =
            facts.days().filter(|day| facts.opens(opening, *day)).partition(|day| days.contains(day));
        if there.is_empty() {
            return None;
        }
        let date = |day: &DayIx| facts.calendar.day(*day).date.to_string();
        let dates = |days: &[DayIx]| days.iter().map(date).collect::<Vec<_>>();
        let node = self.written.at(path)?;
        let rest: Vec<(String, String)> = node
            .entries()
            .iter()
            .filter(|(key, _)| !["days", "dates", "need"].contains(&&*key.text))
            .map(|(key, node)| (key.text.to_string(), flow(node)))
            .collect();
        let (need, name, path) = (i64::from(opening.need), the.name.clone(), path.to_string());
        let (list, all, others, id) = (dates(&here).join(", "), here.len() as i64, dates(&there), the.id.clone());
        let told = spans(facts, &here);
        let make = move |step: i64| {
            let lower = need - step;
            if lower < 0 {
                return None;
            }
            let kept: String = rest.iter().map(|(key, value)| format!("{key}: {value}, ")).collect();
            let item = format!("{{{kept}dates: [{list}], need: {lower}}}");
            Some(Repair {
                says: Text::new(
                    format!("turunkan kebutuhan loket {} dari {need} menjadi {lower} pada {}", name.id, told.id),
                    format!("lower the need at desk {} from {need} to {lower} on {}", name.en, told.en),
                ),
                price: Price::DEMAND * step * all,
                edits: vec![
                    Edit::set(format!("{path}.dates"), format!("[{}]", others.join(", "))),
                    Edit::set(format!("desks.{id}.open.+"), item),
                ],
            })
        };
        Some(Family { make: Box::new(make) })
    }

    /// One number of the scenario, lowered or raised.
    fn number(&self, path: &str, least: i64, signs: &[i64]) -> Vec<Family> {
        let (Some(value), Some(place)) = (self.written.number(path), self.written.place(path)) else {
            return Vec::new();
        };
        let family = |sign: &i64| {
            let (sign, path, place) = (*sign, path.to_string(), place.clone());
            let make = move |step: i64| {
                let new = value + sign * step;
                if new < least.min(value) - 1 || step > value.abs().max(8) * 2 {
                    return None;
                }
                let (id, en) = if sign < 0 { ("turunkan", "lower") } else { ("naikkan", "raise") };
                Some(Repair {
                    says: Text::new(
                        format!("{id} `{path}` dari {value} menjadi {new} ({place})"),
                        format!("{en} `{path}` from {value} to {new} ({place})"),
                    ),
                    price: Price::NUMBER + step,
                    edits: vec![Edit::set(path.clone(), new)],
                })
            };
            Family { make: Box::new(make) }
        };
        signs.iter().map(family).collect()
    }

    /// More people who can hold a desk, of the unit and contract that most of its people have.
    fn more_people(&self, desk: DeskIx) -> Option<Family> {
        let facts = self.facts();
        let the = &facts.desks[usize::from(desk)];
        let holds =
            |person: &PersonIx| facts.person(*person).duties.iter().any(|duty| facts.duty(*duty).desk == Some(desk));
        let holders: Vec<PersonIx> = facts.everybody().filter(holds).collect();
        let kinds: Vec<(UnitIx, ContractIx)> =
            holders.iter().map(|person| (facts.person(*person).unit, facts.person(*person).contract)).collect();
        let most = kinds.iter().max_by_key(|kind| kinds.iter().filter(|other| other == kind).count())?;
        let (unit, contract) = (facts.units.get(most.0).id.clone(), facts.contracts[usize::from(most.1)].id.clone());
        let level = the.expert.map_or(1, |(level, _)| level).max(the.skill.map_or(1, |(_, level)| level));
        let skill = the.skill.map(|(skill, _)| facts.skills[usize::from(skill)].clone());
        let (id, name) = (the.id.clone(), the.name.clone());
        // A scenario that names no contract has one without a name of the user's.
        let named = self.written.at(&format!("contracts.{contract}")).is_some();
        let make = move |step: i64| {
            if step > 8 {
                return None;
            }
            let skills = skill.as_ref().map_or(String::new(), |skill| format!(", skills: [\"{skill}:{level}\"]"));
            let contract = if named { format!(", contract: {contract}") } else { String::new() };
            let pool = format!("{{count: {step}, prefix: tambahan-{id}, unit: {unit}{contract}{skills}}}");
            let (able_id, able_en) = match &skill {
                Some(skill) => (format!("berkeahlian {skill}"), format!("with skill {skill}")),
                None => (format!("untuk loket {}", name.id), format!("for desk {}", name.en)),
            };
            let people = if step == 1 { "person" } else { "people" };
            Some(Repair {
                says: Text::new(
                    format!("tambah {step} pegawai {able_id} di {unit}"),
                    format!("{step} more {people} {able_en} in {unit}"),
                ),
                price: Price::PERSON * step,
                edits: vec![Edit::set("pools.+", pool)],
            })
        };
        Some(Family { make: Box::new(make) })
    }

    /// The leave and pins in the conflict: one of them, two of them, …
    fn rows(&self, statements: &[&Statement], kept: &dyn Fn(u32) -> bool) -> Option<Family> {
        let facts = self.facts();
        let mut rows: Vec<(String, String)> = Vec::new();
        for one in statements.iter().filter(|one| !kept(one.rule)) {
            let ([person], [day]) = (one.people.as_slice(), one.days.as_slice()) else { continue };
            let who = format!("{}, {}", facts.person(*person).id, facts.calendar.day(*day).date);
            rows.extend(conflict::rows(self.case, one).into_iter().map(|place| (place, who.clone())));
        }
        rows.sort();
        rows.dedup_by(|one, other| one.0 == other.0);
        if rows.is_empty() {
            return None;
        }
        let make = move |step: i64| {
            let some = rows.get(..usize::try_from(step).ok()?)?;
            let list = some.iter().map(|(place, who)| format!("{place} ({who})")).collect::<Vec<_>>().join("; ");
            Some(Repair {
                says: Text::new(
                    format!("batalkan atau pindahkan cuti atau ketetapan di {list}"),
                    format!("cancel or move the absence or pin at {list}"),
                ),
                price: Price::ROW * step,
                edits: some.iter().map(|(place, _)| Edit::Drop { place: place.clone() }).collect(),
            })
        };
        Some(Family { make: Box::new(make) })
    }

    /// Every whole number among a rule's own fields.
    fn numbers_of_rule(&self, rule: usize) -> Vec<Family> {
        let entry = &self.case.scenario.entries[rule];
        let path = format!("rules.{}", entry.id);
        let Some(node) = self.written.at(&path) else { return Vec::new() };
        let own: BTreeSet<String> = entry.kind.fields().into_iter().map(|(name, _)| name).collect();
        let mut families = Vec::new();
        for (key, value) in node.entries().iter().filter(|(key, _)| own.contains(&*key.text)) {
            for field in numbers(value, &format!("{path}.{}", key.text)) {
                families.extend(self.number(&field, 0, &[-1, 1]));
            }
        }
        families
    }

    fn seats(&self, people: &BTreeSet<PersonIx>) -> Vec<Family> {
        let facts = self.facts();
        let sites: BTreeSet<u16> = people
            .iter()
            .flat_map(|person| facts.person(*person).duties.iter().filter_map(|duty| facts.seat_site(*person, *duty)))
            .collect();
        let mut paths = Vec::new();
        for site in sites.iter().map(|site| &facts.sites[usize::from(*site)]) {
            paths.push(format!("sites.{}.seats", site.id));
            let rooms = site.rooms.iter().filter(|room| !room.named);
            paths.extend(rooms.map(|room| format!("sites.{}.rooms.{}.seats", site.id, room.id)));
        }
        paths.iter().flat_map(|path| self.number(path, 0, &[1])).collect()
    }

    /// The numbers of the contracts concerned.
    fn contracts(&self, people: &BTreeSet<PersonIx>) -> Vec<Family> {
        let facts = self.facts();
        let contracts: BTreeSet<&str> = people.iter().map(|person| facts.contract(*person).id.as_str()).collect();
        let mut families = Vec::new();
        for contract in contracts {
            let path = format!("contracts.{contract}.limits");
            let Some(node) = self.written.at(&path) else { continue };
            for field in numbers(&node, &path) {
                families.extend(self.number(&field, 0, &[-1, 1]));
            }
        }
        families
    }

    /// The rule becomes a wish, at a high price.
    fn wish(&self, rule: usize) -> Family {
        let (id, place) =
            (&self.case.scenario.entries[rule].id, self.case.faults.place(self.case.scenario.entries[rule].spot));
        let repair = Repair {
            says: Text::new(
                format!("jadikan aturan `{id}` sebuah anjuran, bukan kewajiban ({place})"),
                format!("make rule `{id}` a wish instead of a must ({place})"),
            ),
            price: Price::WISH,
            edits: vec![Edit::set(format!("rules.{id}.prefer"), WISHED)],
        };
        Family { make: Box::new(move |step| (step == 1).then(|| repair.clone())) }
    }
}

/// Paths of the whole numbers at or below a node; lists are left alone.
fn numbers(node: &Node, path: &str) -> Vec<String> {
    match &node.kind {
        Kind::Scalar { text, quoted: false } if text.parse::<i64>().is_ok() => vec![path.to_string()],
        Kind::Map(entries) => {
            entries.iter().flat_map(|(key, node)| numbers(node, &format!("{path}.{}", key.text))).collect()
        }
        Kind::Scalar { .. } | Kind::Null | Kind::Seq(_) => Vec::new(),
    }
}
