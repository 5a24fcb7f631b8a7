//! What one more of something is worth, deputy by deputy: the variants of `vary: one_more`, made from the scenario. A
//! qualified person at each desk for each deputy whose people hold it, a seat in each site, and each rule about work
//! that must hold softened to a wish. The value of each is the difference of its exact cost to the scenario's.

use crate::facts::{DeskIx, Facts, PersonIx, UnitIx};
use crate::input::lang::Text;
use crate::rules::Group;
use crate::scenario::{Edit, Scenario};

/// The scenario as it is, then one variant after the other.
pub fn variants(scenario: &Scenario) -> Vec<(Text, Vec<Edit>)> {
    let facts = &scenario.facts;
    let mut all = vec![(Text::new("apa adanya", "as it is"), Vec::new())];
    for (at, desk) in facts.desks.iter().enumerate() {
        for (unit, like) in holders(facts, at as DeskIx) {
            let deputy = &facts.units.get(unit).name;
            let name = Text::new(
                format!("satu petugas {} lagi, {deputy}", desk.name.id),
                format!("one more at {}, {deputy}", desk.name.en),
            );
            all.push((name, vec![Edit::set("pools.+", person(facts, like, &format!("tambahan-{}-{unit}", desk.id)))]));
        }
    }
    for site in &facts.sites {
        if let Some(seats) = site.seats {
            let name = Text::new(format!("satu kursi lagi, {}", site.name), format!("one more seat, {}", site.name));
            all.push((name, vec![Edit::set(format!("sites.{}.seats", site.id), seats + 1)]));
        }
    }
    let softened = scenario.entries.iter().filter(|entry| {
        entry.is_must() && !entry.head.keep && matches!(entry.kind.group, Group::OwnWork | Group::Together)
    });
    for entry in softened {
        let name = Text::new(format!("{} sebagai keinginan saja", entry.id), format!("{} as a wish only", entry.id));
        all.push((name, vec![Edit::set(format!("rules.{}.prefer", entry.id), 1)]));
    }
    all
}

/// The deputies whose people hold a desk, each with one of them, rather one who works at desks only.
fn holders(facts: &Facts, desk: DeskIx) -> Vec<(UnitIx, PersonIx)> {
    let mut found: Vec<(UnitIx, PersonIx)> = Vec::new();
    let holds =
        |person: &PersonIx| facts.person(*person).duties.iter().any(|duty| facts.duty(*duty).desk == Some(desk));
    for person in facts.everybody().filter(holds) {
        let deputy = facts.units.at_depth(facts.person(person).unit, 1);
        match found.iter_mut().find(|(unit, _)| *unit == deputy) {
            Some((_, like)) if facts.contract(person).desk_only && !facts.contract(*like).desk_only => *like = person,
            Some(_) => {}
            None => found.push((deputy, person)),
        }
    }
    found
}

/// A pool of one person like another, without leave and wishes.
fn person(facts: &Facts, like: PersonIx, prefix: &str) -> String {
    let who = facts.person(like);
    let skills: Vec<String> =
        who.skills.iter().map(|(skill, level)| format!("{}:{level}", facts.skills[usize::from(*skill)])).collect();
    let mut fields = vec![
        format!("unit: {}", quoted(&facts.units.get(who.unit).id)),
        format!("prefix: {}", quoted(prefix)),
        "count: 1".into(),
        format!("post: {}", quoted(&who.post)),
        format!("contract: {}", quoted(&facts.contract(like).id)),
        format!("remote_tasks: {}", who.remote_tasks),
        format!("skills: [{}]", skills.iter().map(|skill| quoted(skill)).collect::<Vec<_>>().join(", ")),
    ];
    fields.extend(who.rank.and_then(|rank| Some(format!("rank: {}", serde_json::to_value(rank).ok()?))));
    fields.extend(who.predicate.and_then(|good| Some(format!("predicate: {}", serde_json::to_value(good).ok()?))));
    fields.extend(who.since.map(|since| format!("since: {since}")));
    format!("{{{}}}", fields.join(", "))
}

/// A JSON string is a YAML string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
