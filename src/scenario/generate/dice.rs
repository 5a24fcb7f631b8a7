//! Chance from a seed, in whole numbers only: the same on every machine and with every version of the libraries above
//! the generator itself.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;

pub struct Dice(ChaCha12Rng);

impl Dice {
    /// The throws of one agency: `stream` parts agencies of one seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Dice(rng)
    }

    /// 0 to `below` − 1.
    pub fn below(&mut self, below: u32) -> u32 {
        // 32 random bits scaled by multiplication; the bias is below one in a million for what is asked here.
        ((u64::from(self.0.next_u32()) * u64::from(below)) >> 32) as u32
    }

    /// `from` to `to`, both included.
    pub fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to - from + 1)
    }

    /// True in so many cases of a thousand.
    pub fn mille(&mut self, chances: u32) -> bool {
        self.below(1000) < chances
    }

    /// One of a list with shares.
    pub fn pick<'a, T>(&mut self, list: &'a [(T, u32)]) -> &'a T {
        let mut at = self.below(list.iter().map(|(_, share)| share).sum());
        for (item, share) in list {
            if at < *share {
                return item;
            }
            at -= share;
        }
        &list[0].0
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.below(at as u32 + 1) as usize;
            list.swap(at, other);
        }
    }
}
