//! How often people are absent without anybody having planned it, and what that does to a desk: chances in whole
//! numbers. Every absence counts by itself.

use super::DayIx;

/// Chances are whole numbers of this.
pub const CERTAIN: i64 = 1_000_000_000;

/// Rates of absence by day of the period, in millionths of the duties of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    /// Empty: nothing is known.
    pub by_day: Vec<i64>,
    /// Where the numbers come from.
    pub source: String,
}

impl Rates {
    pub fn on(&self, day: DayIx) -> Option<i64> {
        self.by_day.get(usize::from(day)).copied()
    }
}

/// Chance that fewer than `need` of the holders come, of [`CERTAIN`], right to the last digit or the one before.
pub fn short(rates: &[i64], need: i64) -> i64 {
    if need <= 0 {
        return 0;
    }
    // By number of those who come: the chance, in parts of a million million million.
    const WHOLE: u128 = 1_000_000_000_000_000_000;
    let mut come: Vec<u128> = vec![WHOLE];
    for rate in rates {
        let rate = (*rate).clamp(0, 1_000_000) as u128;
        let mut next = vec![0; come.len() + 1];
        for (at, part) in come.iter().enumerate() {
            next[at] += part * rate / 1_000_000;
            next[at + 1] += part * (1_000_000 - rate) / 1_000_000;
        }
        come = next;
    }
    let enough: u128 = come.iter().skip(need as usize).sum();
    let digit = WHOLE / CERTAIN as u128;
    ((WHOLE - enough.min(WHOLE) + digit / 2) / digit) as i64
}

/// Most people that are kept in reserve for one stretch of hours.
const MOST_RESERVES: i64 = 50;

/// Fewest people to roster so that `need` come with at least this chance, of [`CERTAIN`]; `None` if no reserve does it.
pub fn rostered(need: i64, rate: i64, safe: i64) -> Option<i64> {
    let mut rates = vec![rate; need.max(0) as usize];
    for reserves in 0..=MOST_RESERVES {
        if CERTAIN - short(&rates, need) >= safe {
            return Some(need + reserves);
        }
        rates.push(rate);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chance_of_falling_short_is_that_of_the_binomial() {
        // Two holders, one needed, 10 % each: both absent, 1 %.
        assert_eq!(short(&[100_000, 100_000], 1), CERTAIN / 100);
        // Both needed: not both present, 19 %.
        assert_eq!(short(&[100_000, 100_000], 2), CERTAIN / 100 * 19);
        assert_eq!((short(&[0], 1), short(&[1_000_000], 1), short(&[], 1), short(&[5], 0)), (0, CERTAIN, CERTAIN, 0));
    }

    #[test]
    fn reserves_are_as_many_as_the_level_asks_for() {
        let percent = |safe: i64| rostered(1, 100_000, CERTAIN / 100 * safe);
        assert_eq!([percent(90), percent(91), percent(99)], [Some(1), Some(2), Some(2)]);
        assert_eq!(rostered(1, 1_000_000, CERTAIN / 2), None);
        assert_eq!(rostered(2, 0, CERTAIN), Some(2));
    }
}
