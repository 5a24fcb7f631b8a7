//! Groups of people that name each other: circles and nests too large are found before anybody selects by them.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::facts::select::People;
use crate::input::fault::{Faults, Spot};
use crate::input::lang::Text;

/// Most selectors that one group may come to when the groups in it are written out.
const MOST_SELECTORS: u64 = 10_000;

/// Most groups inside each other.
const DEEPEST: usize = 64;

/// Finds groups that contain themselves or come to too much (`E416`) and takes them away: nobody may follow them.
pub fn check(facts: &mut Facts, faults: &mut Faults) {
    let mut walk = Walk { groups: &facts.groups, sizes: BTreeMap::new(), path: Vec::new(), bad: Vec::new() };
    for name in facts.groups.keys() {
        walk.size(name, None);
    }
    for Bad { name, spot, way } in walk.bad {
        let what = if way.is_empty() {
            Text::new(format!("kelompok `{name}` terlalu besar"), format!("the group `{name}` is too large"))
        } else {
            Text::new(
                format!("kelompok `{name}` memuat dirinya sendiri"),
                format!("the group `{name}` contains itself"),
            )
        };
        let cause = Text::new(
            format!("lebih dari {MOST_SELECTORS} pemilih atau {DEEPEST} kelompok di dalam kelompok"),
            format!("more than {MOST_SELECTORS} selectors, or {DEEPEST} groups inside each other"),
        );
        faults
            .error("E416", spot, what)
            .cause(if way.is_empty() { cause } else { Text::same(way.join(" → ")) })
            .remedy(Text::new("buang salah satu `group:` di dalamnya", "take one `group:` in it out"));
        for name in way.iter().chain([&name]) {
            faults.lose(name);
            facts.groups.remove(name);
        }
    }
}

/// A group that cannot be written out.
struct Bad {
    name: String,
    spot: Spot,
    /// The groups of a circle, the first again at its end; empty if it is only too large.
    way: Vec<String>,
}

struct Walk<'a> {
    groups: &'a BTreeMap<String, People>,
    /// Selectors in a group, written out; known once the walk has left it.
    sizes: BTreeMap<&'a str, u64>,
    /// Groups that the walk is in, each with the place that named it.
    path: Vec<(&'a str, Option<Spot>)>,
    bad: Vec<Bad>,
}

impl<'a> Walk<'a> {
    /// Selectors in a group, written out; `spot` is where it is named.
    fn size(&mut self, name: &'a str, spot: Option<Spot>) -> u64 {
        if let Some(size) = self.sizes.get(name) {
            return *size;
        }
        let Some(group) = self.groups.get(name) else { return 1 };
        if let Some(start) = self.path.iter().position(|(one, _)| *one == name) {
            let way = self.path[start..].iter().map(|(one, _)| *one).chain([name]).map(str::to_string).collect();
            // Shown where the circle stands first in the file.
            let spots = self.path[start + 1..].iter().map(|(_, spot)| *spot).chain([spot]).flatten();
            self.bad.push(Bad { name: name.into(), spot: spots.min().unwrap_or_default(), way });
            return 1;
        }
        if self.path.len() >= DEEPEST {
            self.bad.push(Bad { name: name.into(), spot: spot.unwrap_or_default(), way: Vec::new() });
            return 1;
        }
        self.path.push((name, spot));
        let inner = group.groups();
        let mut size = inner.iter().map(|inner| self.size(&inner.value, Some(inner.spot))).sum::<u64>() + 1;
        self.path.pop();
        if size > MOST_SELECTORS {
            let first = inner.first().map(|inner| inner.spot).unwrap_or_default();
            self.bad.push(Bad { name: name.into(), spot: first, way: Vec::new() });
            size = 1;
        }
        self.sizes.insert(name, size);
        size
    }
}
