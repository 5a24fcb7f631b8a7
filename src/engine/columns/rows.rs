//! Rows of the linear program: one for each row of the crowd that is no mirror image of another.

use super::crowd::Crowd;
use super::lp::NewColumn;

/// Numbers the rows of the linear program: one for each row of the crowd that is no mirror image.
pub fn places(crowd: &Crowd) -> Vec<(u32, bool)> {
    let (mut places, mut next): (Vec<(u32, bool)>, u32) = (Vec::with_capacity(crowd.rows.len()), 0);
    for twin in &crowd.twins {
        match twin {
            Some(twin) => places.push((places[*twin as usize].0, false)),
            None => {
                places.push((next, true));
                next += 1;
            }
        }
    }
    places
}

/// Bounds of the rows of the linear program.
pub fn bounds(crowd: &Crowd, places: &[(u32, bool)]) -> Vec<(f64, f64)> {
    let mut bounds = Vec::new();
    for (row, (place, upright)) in crowd.rows.iter().zip(places) {
        let bound = row.bound as f64;
        match (row.exact, upright) {
            (true, _) => bounds.push((bound, bound)),
            (false, true) => bounds.push((f64::NEG_INFINITY, bound)),
            (false, false) => bounds[*place as usize].0 = -bound,
        }
    }
    bounds
}

/// Entries in the rows of the linear program.
pub fn placed(places: &[(u32, bool)], entries: &[(u32, i64)]) -> Vec<(u32, f64)> {
    let place = |(row, factor): &(u32, i64)| {
        let (place, upright) = places[*row as usize];
        (place, if upright { *factor } else { -factor } as f64)
    };
    entries.iter().map(place).collect()
}

/// By row that is a `must`, or by every other, a column that breaks it at this price.
pub fn breaches(crowd: &Crowd, places: &[(u32, bool)], price: f64, must: bool) -> impl Iterator<Item = NewColumn> {
    let rows = crowd.rows.iter().enumerate().filter(move |(_, row)| row.must == must && !row.exact);
    rows.map(move |(at, _)| {
        let entries = placed(places, &[(at as u32, -1)]);
        NewColumn { price, low: 0.0, high: f64::INFINITY, entries }
    })
}
