//! How long neighbourhoods go on without a gain before their plan is to be settled: proved, or bettered in another way.
//! (38a)

/// Chunks of neighbourhoods without gain before something else is tried.
pub const IDLE: usize = 3;
/// The same where a solve began with lessons: its neighbourhoods are then the first that is tried.
pub const IDLE_TAUGHT: usize = 12;
/// And they have had so much of all work, one part in so many, since they last gained.
const WAITED: u64 = 4;

/// What is known of the neighbourhoods so far; work in ticks.
pub struct Patience {
    /// Chunks without gain.
    idle: usize,
    /// Work done when they last gained.
    gained: u64,
    /// Least cost of a plan that was tried to be settled.
    tried: i64,
    /// Work after which it is tried again.
    again: u64,
}

impl Patience {
    pub fn new(work: u64) -> Patience {
        Patience { idle: 0, gained: work, tried: i64::MAX, again: 0 }
    }

    /// Hears of a chunk that ended when so much work was done.
    pub fn tell(&mut self, gained: bool, work: u64) {
        self.idle = if gained { 0 } else { self.idle + 1 };
        if gained {
            self.gained = work;
        }
    }

    /// Whether a plan of this cost is to be settled now: once for each, and again after as much work as all before;
    /// `waits`: not before neighbourhoods had their part of the work.
    pub fn is_over(&self, chunks: usize, waits: bool, cost: i64, work: u64) -> bool {
        let waited = !waits || (work - self.gained).saturating_mul(WAITED) >= work;
        self.idle >= chunks && waited && (cost < self.tried || work >= self.again)
    }

    /// A plan of this cost was tried to be settled.
    pub fn settled(&mut self, cost: i64, work: u64) {
        (self.tried, self.again) = (cost, work.saturating_mul(2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_settled_when_nothing_was_gained_for_a_quarter_of_all_work() {
        let mut patience = Patience::new(60);
        (0..IDLE).for_each(|_| patience.tell(false, 79));
        assert!(!patience.is_over(IDLE, true, 5, 79) && patience.is_over(IDLE, true, 5, 80));
        assert!(patience.is_over(IDLE, false, 5, 61) && !patience.is_over(IDLE_TAUGHT, false, 5, 100));
        patience.tell(true, 80);
        assert!(!patience.is_over(IDLE, true, 5, 200));
    }

    #[test]
    fn it_is_tried_once_for_each_cost_and_again_when_the_work_has_doubled() {
        let mut patience = Patience::new(0);
        (0..IDLE).for_each(|_| patience.tell(false, 100));
        patience.settled(5, 100);
        assert!(!patience.is_over(IDLE, true, 5, 199) && patience.is_over(IDLE, true, 5, 200));
        assert!(patience.is_over(IDLE, true, 4, 101));
    }
}
