//! Numbers by chance that are the same on every machine: splitmix64.

/// A generator, begun from a seed.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u32) -> Random {
        Random(u64::from(seed))
    }

    /// A number below `below`, which is not 0.
    pub fn draw(&mut self, below: usize) -> usize {
        (self.next() % below as u64) as usize
    }

    /// The same, other numbers: by a product, where a division is felt.
    pub fn quick(&mut self, below: usize) -> usize {
        ((u128::from(self.next()) * below as u128) >> 64) as usize
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Another generator, whose numbers have nothing to do with the next ones of this.
    pub fn split(&mut self) -> Random {
        Random(self.draw(usize::MAX) as u64)
    }

    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            let other = self.draw(at + 1);
            things.swap(at, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // The first outputs for seed 0, as its author publishes them.
        let mut random = Random::new(0);
        assert_eq!([random.draw(usize::MAX), random.draw(usize::MAX)], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }

    #[test]
    fn quick_numbers_are_below_and_reach_both_ends() {
        let mut random = Random::new(5);
        let drawn: Vec<usize> = (0..1_000).map(|_| random.quick(7)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&0), Some(&6)));
    }

    #[test]
    fn a_shuffle_loses_nothing_and_hangs_on_the_seed_alone() {
        let shuffled = |seed| {
            let mut things: Vec<u32> = (0..20).collect();
            Random::new(seed).shuffle(&mut things);
            things
        };
        assert_eq!(shuffled(1), shuffled(1));
        assert_ne!(shuffled(1), shuffled(2));
        let mut sorted = shuffled(3);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<u32>>());
    }
}
