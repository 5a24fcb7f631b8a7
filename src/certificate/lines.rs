//! The cheapest line of one person under prices of cells: an exact search over days.
//!
//! A state is the tuple of the states of the person's clauses ([`super::layers`]), packed into one number. Duties that
//! lead every clause to the same place are one option. Narrow searches find a good line; the exact one then
//! drops states from which no line can be cheaper, whatever comes: what the days and any one clause still cost at
//! least bounds the rest. The result never lies above the true least, however good the first line was.

use super::layers::{DEAD, Layers};

/// Most states followed on one day.
pub const MOST: usize = 2_000_000;
/// States that the searches keep a day: each finds a line that lets the next one drop more, the last drops nothing else.
const WIDTHS: [usize; 3] = [1_000, 50_000, usize::MAX];
/// Ways gathered before equal states are joined.
const BUFFER: usize = 2 * MOST;

/// State and the least cost of reaching it.
type Way = (u128, i128);

/// One day of the person's problem.
struct Day {
    /// Price of each option that is left.
    prices: Vec<i128>,
    parts: Vec<Part>,
}

/// One clause on one day: where its state stands in the packed number before and after, and its steps.
struct Part {
    before: Field,
    after: Field,
    /// `steps[state * options + option]`.
    steps: Vec<(u32, i128)>,
    /// Least rest of the line from each state before this day, if this were the only clause.
    rests: Vec<i128>,
}

/// Bits of the packed number.
#[derive(Debug, Clone, Copy, Default)]
struct Field {
    at: u32,
    bits: u32,
}

impl Field {
    fn read(self, packed: u128) -> usize {
        if self.bits == 0 { 0 } else { (packed >> self.at & ((1 << self.bits) - 1)) as usize }
    }
}

/// No line, or its cost.
pub type Least = Option<i128>;

/// Too many states to follow.
#[derive(Debug)]
pub struct TooMany;

/// The least over all lines of the prices plus what the clauses cost. `prices[day]` are the options of a day in the
/// order in which the layers know them.
pub fn cheapest(prices: Vec<Vec<i128>>, layers: &[Layers]) -> Result<Least, TooMany> {
    by_widths(prices, layers, &WIDTHS)
}

fn by_widths(prices: Vec<Vec<i128>>, layers: &[Layers], widths: &[usize]) -> Result<Least, TooMany> {
    let mut base = 0;
    for one in layers {
        let Some(least) = one.least else { return Ok(None) };
        base += least;
    }
    if prices.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let Some(mut days) = days(prices, layers)? else { return Ok(None) };
    let rests = rests(&mut days);
    let mut least = None;
    for width in widths {
        let (found, whole) = search(&days, &rests, least, *width)?;
        least = found.into_iter().chain(least).min();
        if whole {
            break;
        }
    }
    Ok(least.map(|least| least + base))
}

/// The days with their options joined; `None` if a day has none left.
fn days(prices: Vec<Vec<i128>>, layers: &[Layers]) -> Result<Option<Vec<Day>>, TooMany> {
    let mut days = Vec::with_capacity(prices.len());
    let mut fields = vec![Field::default(); layers.len()];
    for (number, prices) in prices.into_iter().enumerate() {
        let active: Vec<usize> = (0..layers.len()).filter(|at| layers[*at].on(number).is_some()).collect();
        let mut at = 0;
        let mut after = vec![Field::default(); layers.len()];
        for one in &active {
            let states = layers[*one].on(number + 1).map_or(1, <[_]>::len);
            let bits = usize::BITS - (states - 1).leading_zeros();
            after[*one] = Field { at, bits };
            at += bits;
        }
        if at > u128::BITS {
            return Err(TooMany);
        }
        let Some(day) = join(number, prices, layers, &active, &fields, &after) else { return Ok(None) };
        days.push(day);
        fields = after;
    }
    Ok(Some(days))
}

/// One day: clauses without a choice of state become prices, options that no clause tells apart become one.
fn join(
    number: usize,
    mut prices: Vec<i128>,
    layers: &[Layers],
    active: &[usize],
    before: &[Field],
    after: &[Field],
) -> Option<Day> {
    let steps = |one: usize| layers[one].on(number).unwrap_or_default();
    let plain = |one: usize| before[one].bits == 0 && after[one].bits == 0;
    let mut open = vec![true; prices.len()];
    for one in active.iter().filter(|one| plain(**one)) {
        for (option, (next, cost)) in steps(*one)[0].iter().enumerate() {
            open[option] &= *next != DEAD;
            prices[option] += cost;
        }
    }
    let told: Vec<usize> = active.iter().copied().filter(|one| !plain(*one)).collect();
    let column = |option: usize| told.iter().flat_map(move |one| steps(*one).iter().map(move |step| step[option]));
    let mut kept: Vec<usize> = Vec::new();
    for option in (0..prices.len()).filter(|option| open[*option]) {
        match kept.iter_mut().find(|other| column(**other).eq(column(option))) {
            Some(other) if prices[option] < prices[*other] => *other = option,
            Some(_) => {}
            None => kept.push(option),
        }
    }
    if kept.is_empty() {
        return None;
    }
    let part = |one: usize| Part {
        before: before[one],
        after: after[one],
        steps: steps(one).iter().flat_map(|step| kept.iter().map(|option| step[*option])).collect(),
        rests: Vec::new(),
    };
    let parts = told.iter().map(|one| part(*one)).collect();
    Some(Day { parts, prices: kept.iter().map(|option| prices[*option]).collect() })
}

impl Layers {
    /// The steps of a day; `None` where the clause does not look.
    fn on(&self, day: usize) -> Option<&[super::layers::Step]> {
        self.days.get(day.checked_sub(self.first)?).map(Vec::as_slice)
    }
}

/// What nobody could miss: a rest that no line has.
const NO_LINE: i128 = i128::MAX / 4;

/// Fills in the rests of every clause by itself; gives the rests of the prices alone, one for each day and the end.
fn rests(days: &mut [Day]) -> Vec<i128> {
    let mut prices = vec![0; days.len() + 1];
    // Rests of the layer behind, by the place of the field; a clause that is over has the prices alone.
    let mut behind: Vec<(Field, Vec<i128>)> = Vec::new();
    for (number, day) in days.iter_mut().enumerate().rev() {
        let after = prices[number + 1];
        prices[number] = after + day.prices.iter().copied().min().unwrap_or(0);
        let mut here = Vec::new();
        for part in &mut day.parts {
            let next = behind.iter().find(|(field, _)| part.after.bits > 0 && field.at == part.after.at);
            let rest = |state: u32| next.map_or(after, |(_, rests)| rests[state as usize]);
            let way = |(option, (next, cost)): (usize, &(u32, i128))| match *next {
                DEAD => NO_LINE,
                next => (day.prices[option] + cost + rest(next)).min(NO_LINE),
            };
            let of_state = |steps: &[(u32, i128)]| steps.iter().enumerate().map(way).min().unwrap_or(NO_LINE);
            part.rests = part.steps.chunks(day.prices.len()).map(of_state).collect();
            if part.before.bits > 0 {
                here.push((part.before, part.rests.clone()));
            }
        }
        behind = here;
    }
    prices
}

/// Least cost at the end and whether nothing was dropped for width. States that cannot lead below `limit` are dropped.
fn search(days: &[Day], rests: &[i128], limit: Least, width: usize) -> Result<(Least, bool), TooMany> {
    let mut states: Vec<Way> = vec![(0, 0)];
    let mut whole = true;
    for (number, day) in days.iter().enumerate() {
        let behind = days.get(number + 1);
        let rest = |packed: u128| {
            let parts = behind.map_or(&[][..], |day| &day.parts);
            parts
                .iter()
                .map(|part| part.rests[part.before.read(packed)])
                .max()
                .unwrap_or(rests[number + 1])
                .max(rests[number + 1])
        };
        let mut next: Vec<Way> = Vec::with_capacity(states.len() * day.prices.len());
        let mut full = BUFFER;
        for state in &states {
            day.follow(*state, |packed, cost| {
                let least = cost + rest(packed);
                if least < NO_LINE / 2 && limit.is_none_or(|limit| least < limit) {
                    next.push((packed, cost));
                }
            });
            if next.len() > full {
                unite(&mut next);
                if next.len() > MOST {
                    return Err(TooMany);
                }
                full = next.len() + BUFFER;
            }
        }
        unite(&mut next);
        if next.len() > width {
            whole = false;
            next.select_nth_unstable_by_key(width, |(packed, cost)| (cost + rest(*packed), *packed));
            next.truncate(width);
        }
        if next.len() > MOST {
            return Err(TooMany);
        }
        states = next;
    }
    Ok((states.iter().map(|(_, cost)| *cost).min(), whole))
}

impl Day {
    fn follow(&self, (packed, cost): Way, mut found: impl FnMut(u128, i128)) {
        let options = self.prices.len();
        'options: for (option, price) in self.prices.iter().enumerate() {
            let (mut after, mut total) = (0, cost + price);
            for part in &self.parts {
                let (next, lost) = part.steps[part.before.read(packed) * options + option];
                if next == DEAD {
                    continue 'options;
                }
                after |= if part.after.bits == 0 { 0 } else { u128::from(next) << part.after.at };
                total += lost;
            }
            found(after, total);
        }
    }
}

/// One way, the cheapest, for each state.
fn unite(ways: &mut Vec<Way>) {
    ways.sort_unstable();
    ways.dedup_by_key(|way| way.0);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::layers::layers;
    use super::super::machine::Machine;
    use super::*;
    use crate::problem::{Cell, Clause, Force, Shape, Sum};

    const DAYS: usize = 9;
    const DUTIES: usize = 3;

    /// Counts over the whole period: no state is forgotten before its end.
    fn counts() -> impl Strategy<Value = Vec<Clause>> {
        let weights = proptest::collection::vec(-2..=3_i64, DAYS * DUTIES);
        let count = (weights, -4..=9_i64, 0..=9_i64).prop_map(|(weights, min, price)| {
            let cell = |at: usize| Cell { person: 0, day: (at / DUTIES) as u16, duty: (at % DUTIES) as u16 };
            let cells = weights.iter().enumerate().map(|(at, weight)| (cell(at), *weight)).collect();
            let shape = Shape::Count { sum: Sum { cells, constant: 0 }, min: Some(min), max: Some(min + 2), per: 1 };
            let force = if price == 0 { Force::Must } else { Force::prefer(price) };
            Clause { rule: 0, force, shape }
        });
        proptest::collection::vec(count, 1..=4)
    }

    proptest! {
        #[test]
        fn a_narrow_search_before_it_does_not_change_the_least(
            clauses in counts(),
            prices in proptest::collection::vec(proptest::collection::vec(-9..=9_i128, DUTIES), DAYS),
        ) {
            let options = vec![vec![0, 1, 2]; DAYS];
            let of = |clause: &Clause| layers(clause, &Machine::new(&clause.shape)?, &options, 1);
            let all: Vec<Layers> = clauses.iter().filter_map(of).collect();
            prop_assert_eq!(all.len(), clauses.len());
            let exact = by_widths(prices.clone(), &all, &[usize::MAX]).expect("few states");
            let narrow = by_widths(prices, &all, &[1, 4, usize::MAX]).expect("few states");
            prop_assert_eq!(narrow, exact);
        }
    }
}
