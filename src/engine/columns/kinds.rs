//! Kinds of neighbourhoods, and how often each is drawn: what has taken little work and gained much, the more. (37b)

use crate::engine::random::Random;

/// What a neighbourhood frees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// So many weeks of some people.
    Weeks(usize),
    /// All days of some people.
    Whole,
    /// Another choice for a slot.
    Choice,
    /// The choices of several slots.
    Choices,
}

/// Times that the work of the kind that gains most is worth the work of one that gains nothing.
const BEST: u64 = 5;
/// Neighbourhoods of a kind after which what was before counts for half.
const MEMORY: u64 = 40;

/// What a kind has taken and given lately.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    count: u64,
    /// Ticks.
    work: u64,
    gain: u64,
}

/// The kinds that a problem has, with what they gave.
pub struct Kinds {
    kinds: Vec<(Kind, Tally)>,
}

impl Kinds {
    pub fn new(kinds: Vec<Kind>) -> Kinds {
        Kinds { kinds: kinds.into_iter().map(|kind| (kind, Tally::default())).collect() }
    }

    /// A kind by chance: each gets the same work, the best up to [`BEST`] times as much; one that is new comes first.
    pub fn draw(&self, random: &mut Random) -> Kind {
        let fresh: Vec<Kind> = self.kinds.iter().filter(|(_, tally)| tally.count == 0).map(|(kind, _)| *kind).collect();
        if !fresh.is_empty() {
            return fresh[random.draw(fresh.len())];
        }
        // Gain a tick, in parts of a million of a million.
        let rate = |tally: &Tally| u128::from(tally.gain) * 1_000_000_000_000 / u128::from(tally.work.max(1));
        let best = self.kinds.iter().map(|(_, tally)| rate(tally)).max().unwrap_or(0).max(1);
        let weight = |tally: &Tally| {
            let worth = 1_000 + 1_000 * u128::from(BEST - 1) * rate(tally) / best;
            let mean = u128::from(tally.work / tally.count.max(1)).max(1);
            (worth * 1_000_000_000 / mean).clamp(1, 1 << 40) as u64
        };
        let weights: Vec<u64> = self.kinds.iter().map(|(_, tally)| weight(tally)).collect();
        let mut at = random.draw(weights.iter().sum::<u64>() as usize) as u64;
        for ((kind, _), weight) in self.kinds.iter().zip(weights) {
            if at < weight {
                return *kind;
            }
            at -= weight;
        }
        self.kinds[0].0
    }

    /// Remembers what a neighbourhood took, in ticks, and gained, in points.
    pub fn tell(&mut self, kind: Kind, work: u64, gain: u64) {
        let Some((_, tally)) = self.kinds.iter_mut().find(|(known, _)| *known == kind) else { return };
        if tally.count >= MEMORY {
            *tally = Tally { count: tally.count / 2, work: tally.work / 2, gain: tally.gain / 2 };
        }
        *tally = Tally { count: tally.count + 1, work: tally.work + work, gain: tally.gain + gain };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_little_and_gains_much_is_drawn_more_often() {
        let (dear, cheap, good) = (Kind::Whole, Kind::Weeks(1), Kind::Weeks(2));
        let mut kinds = Kinds::new(vec![dear, cheap, good]);
        kinds.tell(dear, 10_000_000, 1);
        kinds.tell(cheap, 1_000_000, 0);
        kinds.tell(good, 1_000_000, 9);
        let mut random = Random::new(7);
        let drawn: Vec<Kind> = (0..1_000).map(|_| kinds.draw(&mut random)).collect();
        let times = |kind: Kind| drawn.iter().filter(|drawn| **drawn == kind).count();
        assert!(times(good) > 3 * times(cheap), "{} and {}", times(good), times(cheap));
        assert!(times(cheap) > 3 * times(dear) && times(dear) > 0, "{} and {}", times(cheap), times(dear));
    }

    #[test]
    fn every_kind_is_tried_before_any_is_preferred() {
        let mut kinds = Kinds::new(vec![Kind::Whole, Kind::Choice]);
        kinds.tell(Kind::Whole, 1, 1_000);
        assert_eq!(kinds.draw(&mut Random::new(1)), Kind::Choice);
    }
}
