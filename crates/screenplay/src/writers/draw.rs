//! Choices that follow from a seed and from the name of what is chosen, and from nothing else: whatever is drawn
//! before or beside it, the same name is the same choice.

/// Draws for one series.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    seed: u64,
}

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// A number below `count`; 0 where there is nothing to choose from.
    pub fn below(self, key: &str, count: usize) -> usize {
        // Multiply and shift: no bias worth speaking of for the few ways that a beat has.
        let wide = u128::from(self.bits(key)) * count as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// FNV-1a over the name, then the finaliser of SplitMix64 over both.
    fn bits(self, key: &str) -> u64 {
        let name = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        mixed(mixed(self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ name)
    }
}

fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
