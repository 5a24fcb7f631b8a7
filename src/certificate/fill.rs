//! Helpers and slacks of a priced clause at the values that prove least. (19), (20)

use super::Refusal;
use super::check::{product, sum};
use super::layers::price;
use super::tree::Range;
use crate::problem::Force;

/// (19): the helpers at their least between these ends; `None` if exactly one of them cannot be 1.
pub fn helpers(one_of: bool, ranges: &[Range], factors: &[i128]) -> Result<Option<i128>, Refusal> {
    if one_of && !ranges.is_empty() {
        let taken: Vec<usize> = (0..ranges.len()).filter(|at| ranges[*at].0 > 0).collect();
        let open = (0..ranges.len()).filter(|at| ranges[*at].1 > 0 && taken.iter().all(|taken| taken == at));
        return Ok(open.map(|at| factors[at]).min());
    }
    let mut total = 0;
    for ((low, high), factor) in ranges.iter().zip(factors) {
        total = sum(total, product(*low, *factor)?.min(product(*high, *factor)?))?;
    }
    Ok(Some(total))
}

/// A limit with a slack: what each unit gains, what it weighs in the price, how many there are at least and at most.
pub struct Limit {
    pub gain: i128,
    pub weight: i128,
    pub least: i128,
    pub most: i128,
}

/// (20): the most that filling slacks can gain against the rising price steps, rounded up; below 0 where units that
/// there must be cost more than they gain.
pub fn filled(force: &Force, scale: i128, mut limits: Vec<Limit>) -> Result<i128, Refusal> {
    let Force::Prefer(steps) = force else { return Ok(0) };
    let (mut total, mut filled) = (0, 0);
    for limit in &mut limits {
        // A limit without weight costs nothing.
        let sure = if limit.weight == 0 { limit.most } else { limit.least };
        total = sum(total, product(limit.gain, sure)?)?;
        filled = sum(filled, product(limit.weight, sure)?)?;
        limit.most -= sure;
    }
    let units = i64::try_from(filled).map_err(|_| Refusal::TooLarge)?;
    total = sum(total, -product(price(force, units), scale)?)?;
    limits.retain(|limit| limit.weight > 0 && limit.gain > 0);
    let heaviest = limits.iter().map(|limit| limit.weight).max().unwrap_or(0);
    limits.iter().try_for_each(|limit| product(limit.gain, heaviest).map(drop))?;
    limits.sort_by(|a, b| (b.gain * a.weight).cmp(&(a.gain * b.weight)));
    let (mut step, mut left) = (steps.len().min(units as usize), 1);
    for limit in limits {
        let mut width = product(limit.most, limit.weight)?;
        while width > 0 {
            let cost = i128::from(steps.get(step).or(steps.last()).copied().unwrap_or(0));
            let better = limit.gain - product(product(cost, scale)?, limit.weight)?;
            if better <= 0 {
                return Ok(total);
            }
            let endless = step + 1 >= steps.len();
            let taken = if endless { width } else { width.min(left) };
            let won = product(taken, better)?;
            total = sum(total, (won + limit.weight - 1) / limit.weight)?;
            width -= taken;
            if !endless {
                left -= taken;
                if left == 0 {
                    (step, left) = (step + 1, 1);
                }
            }
        }
    }
    Ok(total)
}
