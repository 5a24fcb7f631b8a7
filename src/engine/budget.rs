//! What a solve may use up: time on the clock, and work, which is counted and so the same on every run.
//!
//! Work is counted in ticks of about a nanosecond of one core; a unit, as a user gives it, is a million of them, about
//! a millisecond. Charged are steps of line graphs, labels, and iterations and nodes of HiGHS ([`Meter`]); how
//! their prices were measured is in `models/README.md`, "Work".
//!
//! Under a limit of work nothing looks at the clock but the deadline of the whole solve. Pieces of work that run side
//! by side get their shares before they start and an account each ([`Budget::apart`]): who is faster takes nothing from
//! another.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::Limits;

/// Ticks of a unit of work.
const UNIT: u64 = 1_000_000;
const UNLIMITED: u64 = u64::MAX;

/// A piece of a solve may go on until one of these is reached.
#[derive(Debug, Clone)]
pub struct Budget {
    stop: Arc<AtomicBool>,
    /// Set from inside: the best plan is proved by what was known before.
    enough: Arc<AtomicBool>,
    deadline: Option<Instant>,
    /// State of the account at which the work is used up.
    most: u64,
    account: Arc<AtomicU64>,
    /// The user has limited the work, or asked for the canonical plan: then the clock divides nothing.
    counted: bool,
}

impl Budget {
    /// Of a whole solve that begins now.
    pub fn new(limits: &Limits) -> Budget {
        Budget {
            stop: limits.stop.clone(),
            enough: Arc::default(),
            deadline: limits.time.map(|time| Instant::now() + time),
            most: limits.work.map_or(UNLIMITED, |units| units.saturating_mul(UNIT)),
            account: Arc::default(),
            counted: limits.work.is_some() || limits.canonical,
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Nothing more is needed of the solve.
    pub fn end(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    /// Told to stop, or out of time. The only question that work side by side may ask.
    pub fn halted(&self) -> bool {
        self.is_stopped()
            || self.enough.load(Ordering::Relaxed)
            || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Halted, or the work is used up.
    pub fn over(&self) -> bool {
        self.used() >= self.most || self.halted()
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub fn is_limited(&self) -> bool {
        self.deadline.is_some() || self.most != UNLIMITED
    }

    /// Whether the clock divides nothing.
    pub fn is_counted(&self) -> bool {
        self.counted
    }

    pub fn charge(&self, ticks: u64) {
        self.account.fetch_add(ticks, Ordering::Relaxed);
    }

    /// Ticks on this account so far.
    pub fn used(&self) -> u64 {
        self.account.load(Ordering::Relaxed)
    }

    /// Ticks left, if they are limited.
    pub fn left(&self) -> Option<u64> {
        (self.most != UNLIMITED).then(|| self.most.saturating_sub(self.used()))
    }

    /// The same account, but only this share of what is left of it.
    pub fn share(&self, share: f64) -> Budget {
        let now = Instant::now();
        let part = |deadline: Instant| now + deadline.saturating_duration_since(now).mul_f64(share);
        let deadline = if self.counted { self.deadline } else { self.deadline.map(part) };
        let most = self.left().map_or(UNLIMITED, |left| self.used() + (left as f64 * share) as u64);
        Budget { deadline, most, ..self.clone() }
    }

    /// The same, but at most so many units of work from now on.
    pub fn at_most(&self, units: u64) -> Budget {
        Budget { most: self.most.min(self.used().saturating_add(units.saturating_mul(UNIT))), ..self.clone() }
    }

    /// The same, but to end by this moment; not where work is counted.
    pub fn until(&self, moment: Instant) -> Budget {
        let deadline = match self.counted {
            true => self.deadline,
            false => Some(self.deadline.map_or(moment, |deadline| deadline.min(moment))),
        };
        Budget { deadline, ..self.clone() }
    }

    /// For each of `pieces` that will run side by side: the same part of what is left now. To be taken before the first
    /// of them starts; each then works on an account [`afresh`](Self::afresh).
    pub fn apart(&self, pieces: u64) -> Budget {
        self.anew(self.left().map(|left| left / pieces.max(1)))
    }

    /// The same with nothing used yet.
    pub fn afresh(&self) -> Budget {
        Budget { account: Arc::default(), ..self.clone() }
    }

    /// So many ticks on an account of its own.
    fn anew(&self, ticks: Option<u64>) -> Budget {
        Budget { most: ticks.unwrap_or(UNLIMITED), account: Arc::default(), ..self.clone() }
    }
}

/// Ticks as whole units, rounded up.
pub fn units(ticks: u64) -> u64 {
    ticks.div_ceil(UNIT)
}

/// What HiGHS is charged on a program of some size; how the prices were measured is in `models/README.md`, "Work".
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    iteration: u64,
    node: u64,
    left: u64,
}

impl Meter {
    /// Charges the budget with what a program costs before its first iteration. An iteration inside branch and bound
    /// brings cuts, heuristics and propagation with it.
    pub fn of(budget: &Budget, rows: usize, columns: usize, integer: bool) -> Meter {
        let size = (rows + columns) as u64;
        budget.charge(if integer { 50_000 * size } else { 300 * size });
        let iteration = 12_000 + 15 * rows as u64 + 25 * columns as u64;
        let iteration = if integer { 3 * iteration } else { iteration };
        Meter { iteration, node: 1_000 * size, left: budget.left().unwrap_or(UNLIMITED) }
    }

    /// The same of an interior point, whose iterations are few and long.
    pub fn inside(budget: &Budget, rows: usize, columns: usize) -> Meter {
        let size = (rows + columns) as u64;
        budget.charge(300 * size);
        Meter { iteration: 4_000 * size, node: 0, left: budget.left().unwrap_or(UNLIMITED) }
    }

    /// Ticks of iterations and of nodes of branch and bound.
    pub fn ticks(&self, iterations: i64, nodes: i64) -> u64 {
        iterations.max(0) as u64 * self.iteration + nodes.max(0) as u64 * self.node
    }

    pub fn is_over(&self, iterations: i64, nodes: i64) -> bool {
        self.ticks(iterations, nodes) >= self.left
    }
}

/// Pieces of work that several threads take up one after the other, each with its share of what is left of a budget.
///
/// The smallest are taken up first: the shares of the last ones reach to the end, so that a small one behind them would
/// not begin at all.
pub struct Shares<'a> {
    sizes: Vec<usize>,
    order: Vec<usize>,
    threads: usize,
    whole: &'a Budget,
    /// What was left of the work before any piece began.
    left: Option<u64>,
    waiting: Mutex<Waiting>,
}

/// What is not yet taken up.
struct Waiting {
    /// Position in the order.
    next: usize,
    size: usize,
}

impl Shares<'_> {
    pub fn new(sizes: Vec<usize>, threads: usize, whole: &Budget) -> Shares<'_> {
        let waiting = Mutex::new(Waiting { next: 0, size: sizes.iter().sum() });
        let order = smallest_first(&sizes);
        Shares { sizes, order, threads: threads.max(1), left: whole.left(), whole, waiting }
    }

    /// Does every piece within its share, side by side; what was found, in the order of the pieces.
    pub fn each<T: Send>(self, work: impl Fn(usize, &Budget) -> T + Sync) -> Vec<T> {
        let done = |_: usize| {
            let (piece, own) = self.take();
            let found = work(piece, &own);
            self.whole.charge(own.used());
            (piece, found)
        };
        let mut found: Vec<(usize, T)> = (0..self.sizes.len()).into_par_iter().with_max_len(1).map(done).collect();
        found.sort_by_key(|(piece, _)| *piece);
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// The next piece, and what it may use up on an account of its own: its share, by size, of the work; and of the time
    /// of all threads, no less than a second.
    fn take(&self) -> (usize, Budget) {
        let (piece, waiting) = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let piece = self.order[waiting.next];
            let before = waiting.size.max(1);
            waiting.next += 1;
            waiting.size -= self.sizes[piece];
            (piece, before)
        };
        let (size, all) = (self.sizes[piece], self.sizes.iter().sum::<usize>().max(1));
        let own = self.whole.anew(self.left.map(|left| (u128::from(left) * size as u128 / all as u128) as u64));
        let Some(deadline) = self.whole.deadline else { return (piece, own) };
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now).as_secs_f64();
        let share = share_of(left, size, waiting, self.threads).max(1.0);
        (piece, own.until(now + Duration::from_secs_f64(share)))
    }
}

/// What a piece of this size may take of the time that is left, where pieces of size `all` wait, itself included.
fn share_of(left: f64, size: usize, all: usize, threads: usize) -> f64 {
    left * (size as f64 * threads as f64 / all as f64).min(1.0)
}

fn smallest_first(sizes: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|piece| sizes[*piece]);
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_piece_begins_before_the_end_even_if_all_use_their_whole_share(
            sizes in prop::collection::vec(1_usize..1_000, 1..40),
            threads in 1_usize..9,
        ) {
            let mut free = vec![0.0_f64; threads];
            let mut waiting: usize = sizes.iter().sum();
            for piece in smallest_first(&sizes) {
                free.sort_by(f64::total_cmp);
                let left = 1.0 - free[0];
                prop_assert!(left > 1e-9, "a piece of {} of {:?} begins at the end", sizes[piece], sizes);
                free[0] += share_of(left, sizes[piece], waiting, threads);
                waiting -= sizes[piece];
            }
        }
    }

    fn units_of_work(work: u64) -> Budget {
        Budget::new(&Limits { work: Some(work), ..Limits::default() })
    }

    #[test]
    fn a_share_of_the_work_ends_before_the_whole_and_is_charged_to_it() {
        let whole = units_of_work(10);
        whole.charge(2 * UNIT);
        let half = whole.share(0.5);
        half.charge(3 * UNIT);
        assert!(!half.over());
        half.charge(UNIT);
        assert!(half.over() && !whole.over());
        assert_eq!(whole.left(), Some(4 * UNIT));
    }

    #[test]
    fn pieces_side_by_side_get_their_work_before_they_start() {
        let whole = units_of_work(12);
        let left = Shares::new(vec![3, 1], 2, &whole).each(|piece, own| {
            let left = own.left();
            // What the small one uses up beyond its share is not taken from the other.
            own.charge(if piece == 1 { 50 * UNIT } else { 0 });
            left
        });
        assert_eq!(left, vec![Some(9 * UNIT), Some(3 * UNIT)]);
        assert!(whole.over());
    }

    #[test]
    fn where_work_is_counted_the_clock_divides_nothing() {
        let limits = Limits { work: Some(9), time: Some(Duration::from_secs(60)), ..Limits::default() };
        let whole = Budget::new(&limits);
        assert_eq!(whole.share(0.1).deadline(), whole.deadline());
        assert_eq!(whole.until(Instant::now()).deadline(), whole.deadline());
        let timed = Budget::new(&Limits { work: None, ..limits });
        assert!(timed.share(0.1).deadline() < timed.deadline());
        assert_eq!(timed.share(0.1).left(), None);
    }

    #[test]
    fn a_stop_is_heard_by_every_share() {
        let limits = Limits::default();
        let budget = Budget::new(&limits);
        let (share, apart) = (budget.share(0.5), budget.apart(2));
        assert!(!share.over() && !apart.halted());
        limits.stop.store(true, Ordering::Relaxed);
        assert!(share.over() && apart.halted());
    }

    #[test]
    fn ticks_are_rounded_up_to_units() {
        assert_eq!([units(0), units(1), units(UNIT), units(UNIT + 1)], [0, 1, 1, 2]);
    }
}
