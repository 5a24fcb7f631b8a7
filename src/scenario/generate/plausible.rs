//! A made-up ministry of any size: deputies with directorates of 8 to 40 people, a secretariat, a data centre, an
//! inspectorate, and the desks that such a size has (`domain.md` §3 and §5).

use std::collections::BTreeMap;

use super::dice::Dice;
use super::organisation::{Building, Experts, Node, Opening, Organisation, Post, Staff, Work};
use super::policy::Policy;
use crate::facts::people::RankKind;
use crate::input::lang::Text;
use crate::input::values::Weekdays;
use crate::scenario::raw::Named;
use crate::scenario::words::Span;

/// Sizes of units; the median is 18.
const SIZES: &[u32] = &[8, 10, 12, 14, 15, 16, 17, 18, 18, 19, 20, 22, 25, 29, 40];
/// Most people of a building.
const BUILDING: u32 = 2500;
/// Units of a deputy.
const BREADTH: usize = 5;

/// Units of the secretariat and beside it: id, name, work.
const SUPPORT: &[(&str, &str, Work)] = &[
    ("biro-umum", "Biro Umum", Work::Support),
    ("pusat-data", "Pusat Data dan Informasi", Work::Technical),
    ("biro-sdm", "Biro Sumber Daya Manusia", Work::Support),
    ("biro-humas", "Biro Hubungan Masyarakat", Work::Support),
    ("inspektorat", "Inspektorat", Work::Oversight),
    ("biro-hukum", "Biro Hukum", Work::Support),
    ("pusat-pelatihan", "Pusat Pelatihan", Work::Training),
    ("biro-keuangan", "Biro Keuangan", Work::Support),
];

/// An organisation for so many people; its desks need only contracts that the policy has.
pub fn organisation(name: String, people: u32, policy: &Policy, dice: &mut Dice) -> Organisation {
    let desks = desks(people, policy);
    let mut organisation = Organisation { organisation: name, desks, ..Organisation::default() };
    let mut left = people.saturating_sub(organisation.desk_staff());
    let mut sizes = Vec::new();
    while left > 0 {
        let size = SIZES[dice.below(SIZES.len() as u32) as usize];
        // No unit below 8 where it can be helped.
        let size = if left < size + 8 { left } else { size };
        sizes.push(size);
        left -= size;
    }
    // The first unit is the largest: people of it hold the desks of office hours.
    if let Some(largest) = (0..sizes.len()).max_by_key(|at| sizes[*at]) {
        sizes.swap(0, largest);
    }
    // Three of ten units are support.
    let support = match sizes.len() {
        0..=3 => sizes.len().min(1),
        units => (units * 3 / 10).max(2),
    };
    let lines = sizes.split_off(support.min(sizes.len()));
    let staff = sizes.iter().enumerate().map(|(at, size)| {
        let (id, name, work) = SUPPORT[at % SUPPORT.len()];
        let round = at / SUPPORT.len();
        let (id, name) = match round {
            0 => (id.to_string(), name.to_string()),
            _ => (format!("{id}-{}", round + 1), format!("{name} {}", round + 1)),
        };
        Node { id, name: Some(name), work: Some(work), weight: Some(*size), ..Node::default() }
    });
    let staff: Vec<Node> = staff.collect();
    let bodies = staff.chunks(SUPPORT.len()).enumerate().map(|(at, units)| body(at, units));
    let deputies = lines.chunks(BREADTH).enumerate().map(|(at, sizes)| deputy(at + 1, sizes));
    let mut units: Vec<Node> = bodies.chain(deputies).collect();
    organisation.sites = house(&mut units);
    let name = Some(organisation.organisation.clone());
    organisation.units = vec![Node { id: "instansi".into(), name, units, ..Node::default() }];
    organisation
}

/// The secretariat, and where there is more support than it holds, bodies beside it.
fn body(at: usize, units: &[Node]) -> Node {
    let (id, name) = match at {
        0 => ("sekretariat".to_string(), "Sekretariat".to_string()),
        _ => (format!("badan-{at}"), format!("Badan {at}")),
    };
    Node { id, name: Some(name), units: units.to_vec(), ..Node::default() }
}

/// Gives everybody a building: the next one where a building is full.
fn house(units: &mut [Node]) -> BTreeMap<String, Building> {
    let mut sites = BTreeMap::new();
    let (mut number, mut people) = (1, 0);
    for unit in units {
        let own: u32 = unit.units.iter().filter_map(|below| below.weight).sum();
        if people > 0 && people + own > BUILDING {
            (number, people) = (number + 1, 0);
        }
        people += own;
        let (id, name) = match number {
            1 => ("utama".to_string(), "Gedung Utama".to_string()),
            _ => (format!("gedung-{number}"), format!("Gedung {number}")),
        };
        unit.site = Some(id.clone());
        sites.insert(id, Building { name: Some(name), seats: None });
    }
    sites
}

fn deputy(number: usize, sizes: &[u32]) -> Node {
    let unit = |(at, size): (usize, &u32)| Node {
        id: format!("direktorat-{number}-{}", at + 1),
        name: Some(format!("Direktorat {number}.{}", at + 1)),
        work: Some(Work::Planning),
        weight: Some(*size),
        ..Node::default()
    };
    Node {
        id: format!("deputi-{number}"),
        name: Some(format!("Kedeputian {number}")),
        units: sizes.iter().enumerate().map(unit).collect(),
        ..Node::default()
    }
}

/// Hours of an opening.
enum Open {
    Office,
    TwoShifts,
    Always,
}

/// Desks by size: an information desk from 40 people, a counter of two shifts from 150, guards and a data centre round
/// the clock from 300, three more counters from 400. Each is cared for by the first unit, which every size has.
fn desks(people: u32, policy: &Policy) -> BTreeMap<String, Post> {
    let mut desks = BTreeMap::new();
    let mut add = |id: &str, name: Text, open: Open, need: u32, experts: Option<Experts>, staff: Option<Staff>| {
        let lacks = staff.as_ref().is_some_and(|staff| !policy.contracts.contains_key(&staff.contract));
        if !lacks {
            desks.insert(id.to_string(), post(id, name, open, need, experts, staff));
        }
    };
    let hired = |contract: &str, post: &str, rank| Some(Staff { contract: contract.into(), post: post.into(), rank });
    if people >= 40 {
        add("ppid", Text::new("Informasi publik (PPID)", "public information"), Open::Office, 1, None, None);
    }
    if people >= 150 {
        let expert = (people >= 800).then_some(Experts { level: 2, need: 1 });
        let staff = hired("loket", "petugas_layanan", RankKind::Executing);
        let name = Text::new("Layanan terpadu", "one-stop counter");
        add("layanan", name, Open::TwoShifts, 1 + people / 4000, expert, staff);
    }
    if people >= 300 {
        let staff = hired("jaga", "satpam", RankKind::Other);
        add("penjagaan", Text::new("Penjagaan", "guards"), Open::Always, 1 + people / 1000, None, staff);
        let staff = hired("jaga", "pranata_komputer", RankKind::Functional);
        add(
            "noc",
            Text::new("Pusat kendali jaringan", "network operations"),
            Open::Always,
            1 + people / 5000,
            None,
            staff,
        );
    }
    if people >= 400 {
        add("persuratan", Text::new("Persuratan", "mail room"), Open::Office, 1, None, None);
        add("pengadaan", Text::new("Bantuan pengadaan", "procurement help desk"), Open::Office, 1, None, None);
        add("perpustakaan", Text::new("Perpustakaan", "library"), Open::Office, 1, None, None);
    }
    desks
}

fn post(id: &str, name: Text, open: Open, need: u32, experts: Option<Experts>, staff: Option<Staff>) -> Post {
    let week = Weekdays([true, true, true, true, true, false, false]);
    let (days, from_min, to_min, holidays) = match open {
        Open::Office => (Some(week), 8 * 60, 16 * 60, false),
        Open::TwoShifts => (Some(week), 6 * 60, 22 * 60, false),
        Open::Always => (None, 0, 24 * 60, true),
    };
    let opening = Opening { days, hours: Span { from_min, to_min }, need, target: None, max: None, holidays };
    Post {
        name: Some(Named(name)),
        site: None,
        open: vec![opening],
        skill: Some(id.to_string()),
        experts,
        units: vec![SUPPORT[0].0.to_string().into()],
        takes_seat: false,
        staff,
        holders: None,
    }
}
