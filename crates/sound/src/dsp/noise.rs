//! Chance from a seed: the same seed is the same sound, on any machine.

#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// `SplitMix64` (Steele, Lea and Flood, 2014).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// −1…1.
    #[inline]
    pub fn next(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    }

    /// `from`…`to`.
    pub fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * f32::midpoint(self.next(), 1.0)
    }

    /// 0 … `count` − 1.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.bits() >> 33) as usize) % count.max(1)
    }

    pub fn chance(&mut self, share: f32) -> bool {
        f32::midpoint(self.next(), 1.0) < share
    }
}
