//! A histogram with a fixed number of significant digits over a wide range of values, as Gil Tene's HdrHistogram
//! defines it (<https://hdrhistogram.github.io/HdrHistogram/>): buckets of powers of two, each cut into equal parts.

/// The counts and what is derived from them.
#[derive(Debug, Clone)]
pub(super) struct Hdr {
    /// The power of two below the lowest value that must be told apart.
    unit_magnitude: u32,
    sub_bucket_half_count_magnitude: u32,
    sub_bucket_half_count: i64,
    sub_bucket_mask: i64,
    highest: i64,
    counts: Vec<i64>,
    total: i64,
    min: i64,
    max: i64,
}

impl Hdr {
    /// For values from `lowest` (at least 1) to `highest` (at least twice that) with `figures` (1 to 5) digits.
    pub(super) fn new(lowest: i64, highest: i64, figures: u32) -> Self {
        let lowest = lowest.max(1);
        let highest = highest.max(lowest.saturating_mul(2));
        let largest_exact = 2 * 10_i64.pow(figures.clamp(1, 5));
        let count_magnitude = ceil_log2(largest_exact);
        let half_magnitude = count_magnitude.max(1) - 1;
        let unit_magnitude = lowest.ilog2();
        let sub_bucket_count = 1_i64 << (half_magnitude + 1);
        let mut buckets = 1;
        let mut smallest_untrackable = i128::from(sub_bucket_count) << unit_magnitude;
        while smallest_untrackable <= i128::from(highest) {
            smallest_untrackable <<= 1;
            buckets += 1;
        }
        let length = (buckets + 1) * (sub_bucket_count / 2);
        Self {
            unit_magnitude,
            sub_bucket_half_count_magnitude: half_magnitude,
            sub_bucket_half_count: sub_bucket_count / 2,
            sub_bucket_mask: (sub_bucket_count - 1) << unit_magnitude,
            highest,
            counts: vec![0; usize::try_from(length).unwrap_or(0)],
            total: 0,
            min: i64::MAX,
            max: 0,
        }
    }

    fn bucket_of(&self, value: i64) -> u32 {
        let ceiling = 64 - (value | self.sub_bucket_mask).leading_zeros();
        ceiling - self.unit_magnitude - (self.sub_bucket_half_count_magnitude + 1)
    }

    fn index_of(&self, value: i64) -> usize {
        let bucket = self.bucket_of(value);
        let sub = value >> (bucket + self.unit_magnitude);
        let base = i64::from(bucket + 1) << self.sub_bucket_half_count_magnitude;
        usize::try_from(base + (sub - self.sub_bucket_half_count)).unwrap_or(usize::MAX)
    }

    fn value_at(&self, index: usize) -> i64 {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        let bucket = (index >> self.sub_bucket_half_count_magnitude) - 1;
        let sub = (index & (self.sub_bucket_half_count - 1)) + self.sub_bucket_half_count;
        if bucket < 0 {
            return (sub - self.sub_bucket_half_count) << self.unit_magnitude;
        }
        sub << (u32::try_from(bucket).unwrap_or(0) + self.unit_magnitude)
    }

    /// How many values share the bucket of `value`.
    fn width_at(&self, value: i64) -> i64 {
        let bucket = self.bucket_of(value);
        let sub = value >> (bucket + self.unit_magnitude);
        let wide = sub >= self.sub_bucket_half_count * 2;
        1 << (self.unit_magnitude + bucket + u32::from(wide))
    }

    fn lowest_equivalent(&self, value: i64) -> i64 {
        let shift = self.bucket_of(value) + self.unit_magnitude;
        (value >> shift) << shift
    }

    fn highest_equivalent(&self, value: i64) -> i64 {
        self.lowest_equivalent(value).saturating_add(self.width_at(value) - 1)
    }

    fn median_equivalent(&self, value: i64) -> i64 {
        self.lowest_equivalent(value) + (self.width_at(value) >> 1)
    }

    /// Counts `value`; false if it is out of range.
    pub(super) fn record(&mut self, value: i64) -> bool {
        self.record_many(value, 1)
    }

    fn record_many(&mut self, value: i64, count: i64) -> bool {
        if value < 0 || value > self.highest {
            return false;
        }
        let index = self.index_of(value);
        let Some(slot) = self.counts.get_mut(index) else { return false };
        *slot += count;
        self.total += count;
        if value != 0 {
            self.min = self.min.min(value);
        }
        self.max = self.max.max(value);
        true
    }

    /// Adds the counts of `other`; answers how many did not fit.
    pub(super) fn add(&mut self, other: &Self) -> i64 {
        let mut dropped = 0;
        for (index, count) in other.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            if !self.record_many(other.value_at(index), *count) {
                dropped += count;
            }
        }
        dropped
    }

    pub(super) fn reset(&mut self) {
        self.counts.fill(0);
        self.total = 0;
        self.min = i64::MAX;
        self.max = 0;
    }

    pub(super) fn count(&self) -> i64 {
        self.total
    }

    /// The largest number there is while nothing was counted, as in Node.
    pub(super) fn min(&self) -> i64 {
        if self.counts.first().is_some_and(|zero| *zero > 0) {
            0
        } else if self.min == i64::MAX {
            i64::MAX
        } else {
            self.lowest_equivalent(self.min)
        }
    }

    pub(super) fn max(&self) -> i64 {
        if self.max == 0 { 0 } else { self.highest_equivalent(self.max) }
    }

    fn recorded(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.counts.iter().enumerate().filter(|(_, c)| **c > 0).map(|(index, count)| (self.value_at(index), *count))
    }

    /// NaN while nothing was counted.
    #[expect(clippy::cast_precision_loss, reason = "a mean of integers is an approximation by nature")]
    pub(super) fn mean(&self) -> f64 {
        let sum: f64 = self.recorded().map(|(value, count)| self.median_equivalent(value) as f64 * count as f64).sum();
        sum / self.total as f64
    }

    /// NaN while nothing was counted.
    #[expect(clippy::cast_precision_loss, reason = "a deviation of integers is an approximation by nature")]
    pub(super) fn stddev(&self) -> f64 {
        let mean = self.mean();
        let sum: f64 = self
            .recorded()
            .map(|(value, count)| (self.median_equivalent(value) as f64 - mean).powi(2) * count as f64)
            .sum();
        (sum / self.total as f64).sqrt()
    }

    /// The value below or at which `percentile` percent of the counts lie; 0 while nothing was counted.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the definition counts so")]
    pub(super) fn percentile(&self, percentile: f64) -> i64 {
        let wanted = ((percentile.min(100.0) / 100.0 * self.total as f64 + 0.5) as i64).max(1);
        let mut seen = 0;
        for (value, count) in self.recorded() {
            seen += count;
            if seen >= wanted {
                return self.highest_equivalent(value);
            }
        }
        0
    }

    /// (percentile, value) pairs, ever closer towards 100: the step halves with each half of the way.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the definition counts so")]
    pub(super) fn percentiles(&self) -> Vec<(f64, i64)> {
        let mut pairs = Vec::new();
        let mut seen = 0;
        let mut next = 0.0_f64;
        let mut last = 0;
        for (value, count) in self.recorded() {
            seen += count;
            last = self.highest_equivalent(value);
            while next <= 100.0 * seen as f64 / self.total as f64 {
                pairs.push((next, last));
                let half_distance = 2.0_f64.powi((100.0 / (100.0 - next)).log2() as i32 + 1);
                next += 100.0 / half_distance;
                // The last value is told as the 100th percentile, once.
                if seen == self.total {
                    break;
                }
            }
        }
        pairs.push((100.0, last));
        pairs
    }
}

fn ceil_log2(value: i64) -> u32 {
    let floor = value.ilog2();
    if value.count_ones() == 1 { floor } else { floor + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty() {
        let hdr = Hdr::new(1, (1 << 53) - 1, 3);
        assert_eq!((hdr.count(), hdr.min(), hdr.max()), (0, i64::MAX, 0));
        assert!(hdr.mean().is_nan() && hdr.stddev().is_nan());
        assert_eq!(hdr.percentiles(), [(100.0, 0)]);
        assert_eq!(hdr.percentile(50.0), 0);
    }

    #[test]
    fn one_value() {
        let mut hdr = Hdr::new(1, (1 << 53) - 1, 3);
        assert!(hdr.record(1));
        assert_eq!((hdr.count(), hdr.min(), hdr.max(), hdr.percentile(1.0)), (1, 1, 1, 1));
        assert_eq!(hdr.percentiles(), [(0.0, 1), (100.0, 1)]);
        assert!((hdr.mean() - 1.0).abs() < f64::EPSILON && hdr.stddev().abs() < f64::EPSILON);
    }

    #[test]
    fn three_figures_hold() {
        let mut hdr = Hdr::new(1, 1 << 40, 3);
        for value in [1, 999, 1_000, 2_047, 2_048, 123_456_789, 1 << 39] {
            hdr.reset();
            assert!(hdr.record(value));
            let error = (hdr.max() - value).abs();
            assert!(error * 1_000 <= value, "{value}: {}", hdr.max());
            assert!(hdr.min() <= value);
        }
    }

    #[test]
    fn range_is_checked() {
        let mut hdr = Hdr::new(1, 11, 1);
        assert!(hdr.record(11));
        assert!(!hdr.record(12));
        assert!(!hdr.record(-1));
        assert_eq!(hdr.count(), 1);
    }

    #[test]
    fn percentiles_of_a_hundred() {
        let mut hdr = Hdr::new(1, 1_000_000, 3);
        for value in 1..=100 {
            hdr.record(value);
        }
        assert_eq!(hdr.percentile(50.0), 50);
        assert_eq!(hdr.percentile(99.0), 99);
        let pairs = hdr.percentiles();
        assert_eq!(pairs.first(), Some(&(0.0, 1)));
        assert_eq!(pairs.get(1), Some(&(50.0, 50)));
        assert_eq!(pairs.last(), Some(&(100.0, 100)));
    }
}
