//! Rows that are each other's mirror image: "at least" and "at most" of one sum. The linear program holds such a pair as
//! one row with both bounds; the simplex method then has half the rows and no pair that is tight twice. (33a)

use std::collections::HashMap;

use super::crowd::{Helper, Row, Share};

/// By row, the earlier row of which it is the mirror image.
pub fn twins(rows: &[Row], helpers: &[Helper], shares: &[Share]) -> Vec<Option<u32>> {
    let simple = simple_rows(rows, helpers);
    let mut sums = vec![0_u64; rows.len()];
    for_entries(shares, |at, entries| {
        for (row, factor) in entries {
            sums[*row as usize] = sums[*row as usize].wrapping_add(mixed(at).wrapping_mul(*factor as u64));
        }
    });
    let mut first: HashMap<u64, u32> = HashMap::new();
    let mut twin: Vec<Option<u32>> = vec![None; rows.len()];
    for at in (0..rows.len()).filter(|at| simple[*at] && sums[*at] != 0) {
        match first.get(&sums[at].wrapping_neg()) {
            // Between the two bounds there has to be room.
            Some(mirror) if rows[at].bound + rows[*mirror as usize].bound >= 0 => {
                twin[at] = Some(*mirror);
                first.remove(&sums[at].wrapping_neg());
            }
            _ => {
                first.insert(sums[at], at as u32);
            }
        }
    }
    keep_true(&mut twin, shares);
    twin
}

/// Rows that only slacks of their own relax: what is taken from one bound cannot be needed at the other.
fn simple_rows(rows: &[Row], helpers: &[Helper]) -> Vec<bool> {
    let mut simple: Vec<bool> = rows.iter().map(|row| !row.exact).collect();
    for helper in helpers {
        let slack = matches!(helper.entries.as_slice(), [(_, factor)] if *factor < 0);
        if !slack || helper.low != 0 || helper.price < 0 {
            helper.entries.iter().for_each(|(row, _)| simple[*row as usize] = false);
        }
    }
    simple
}

/// Sums of mixed numbers only make it likely: every entry is looked at.
fn keep_true(twin: &mut [Option<u32>], shares: &[Share]) {
    let mut partner: Vec<Option<u32>> = twin.to_vec();
    for (at, mirror) in twin.iter().enumerate() {
        if let Some(mirror) = mirror {
            partner[*mirror as usize] = Some(at as u32);
        }
    }
    let mut wrong = vec![false; twin.len()];
    for_entries(shares, |_, entries| {
        let factor = |row: u32| entries.iter().filter(|(at, _)| *at == row).map(|(_, factor)| factor).sum::<i64>();
        for (row, _) in entries {
            if let Some(mirror) = partner[*row as usize]
                && factor(*row) != -factor(mirror)
            {
                (wrong[*row as usize], wrong[mirror as usize]) = (true, true);
            }
        }
    });
    for (at, twin) in twin.iter_mut().enumerate() {
        *twin = twin.filter(|_| !wrong[at]);
    }
}

/// Every cell with its entries, under a number of its own.
fn for_entries(shares: &[Share], mut see: impl FnMut(u64, &[(u32, i64)])) {
    for (person, share) in shares.iter().enumerate() {
        for cell in 0..share.prices.len() {
            see(((person as u64) << 32) | cell as u64, share.entries(cell));
        }
    }
}

/// The finisher of splitmix64.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
