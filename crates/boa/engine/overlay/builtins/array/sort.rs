//! A stable merge sort that takes any comparison, even one that contradicts itself or fails.

use std::cmp::Ordering;

/// Runs up to this length are sorted by insertion.
const SHORT: usize = 12;

/// Sorts `items`; equal ones keep their order. The first error of `compare` ends it, with `items` as they were.
///
/// # Errors
/// What `compare` gives.
pub(crate) fn merge_sort<T: Clone, E>(
    items: &mut [T],
    mut compare: impl FnMut(&T, &T) -> Result<Ordering, E>,
) -> Result<(), E> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    // Whether `x` must come behind `y`, which stands behind it.
    let mut misplaced = |x: usize, y: usize| Ok(compare(&items[x], &items[y])?.is_gt());
    for run in order.chunks_mut(SHORT) {
        for end in 1..run.len() {
            let item = run[end];
            let (mut low, mut high) = (0, end);
            // Most often the item stands where it belongs.
            if misplaced(run[end - 1], item)? {
                high = end - 1;
                while low < high {
                    let middle = low.midpoint(high);
                    if misplaced(run[middle], item)? { high = middle } else { low = middle + 1 }
                }
                run.copy_within(low..end, low + 1);
                run[low] = item;
            }
        }
    }
    let mut merged = Vec::with_capacity(order.len());
    let mut width = SHORT;
    while width < order.len() {
        merged.clear();
        for pair in order.chunks(width * 2) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            // Sorted already, as parts of most arrays are.
            if let (Some(last), Some(first)) = (left.last(), right.first())
                && misplaced(*last, *first)?
            {
                while let ([x, after_x @ ..], [y, after_y @ ..]) = (left, right) {
                    if misplaced(*x, *y)? {
                        merged.push(*y);
                        right = after_y;
                    } else {
                        merged.push(*x);
                        left = after_x;
                    }
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    let sorted: Vec<T> = order.into_iter().map(|index| items[index].clone()).collect();
    items.clone_from_slice(&sorted);
    Ok(())
}
