//! The collector: when it runs, and how many times it has.

#[add]
/// How many collections there were. 
thread_local! {
    static COLLECTIONS: Cell<u32> = const { Cell::new(1) };
}

#[add]
/// How many collections this thread has seen, from 1 on: boxes that are not counted (`Gc::new_counted`) or pinned
/// (`Gc::pin`) are freed by a collection only, so that such an address noted together with this number is good as long as
/// the number is the same.
#[must_use]
#[inline(always)]
pub fn collections() -> u32 {
    COLLECTIONS.with(Cell::get)
}

edit! {
    /// Counted for `collections`; marked once, not again after the finalizers.
    "Collector::collect", "3bffb6196c07adc2":
    "gc.runtime.collections += 1;" => "gc.runtime.collections += 1;
        // 0 is the number of no collection.
        COLLECTIONS.with(|count| count.set(count.get().wrapping_add(1).max(1)));
        // What has no handles is found here, and vacant boxes are given back.
        let collecting = crate::internals::counted::Collecting::new();
        gc.runtime.bytes_allocated -= gc.vacancies.bytes();
        gc.vacancies.forget();",
    // No finalizer, Boa's or ours, makes anything reachable again: they count, unlock and send.
    "// Reuse the tracer's already allocated capacity.
            let _final_unreachables =
                Self::mark_heap(&mut tracer, &gc.strongs, &gc.weaks, &gc.weak_maps);" => "",
    "// Weak maps have to be cleared" => "drop(collecting);
        // Weak maps have to be cleared",
}

edit! {
    /// The heap may double before it is traced again; upstream lets it grow by 1.43 and begins at 1 MB, so that a
    /// program with 20 MB alive traces them a third more often.
    "Allocator::manage_state", "8a7debdee55b4a28":
    "if gc.runtime.bytes_allocated > gc.config.threshold {" => "let all = gc.runtime.bytes_allocated;
        if all > gc.config.threshold || gc.vacancies.are_many(all) {",
    "if gc.runtime.bytes_allocated
                > gc.config.threshold / 100 * gc.config.used_space_percentage
            {
                gc.config.threshold =
                    gc.runtime.bytes_allocated / gc.config.used_space_percentage * 100;
            }" => "gc.config.threshold = gc.runtime.bytes_allocated.saturating_mul(2).max(START);",
}

#[add]
/// How much is allocated before the first collection, in bytes.
const START: usize = 4 << 20;

edit! {
    /// See above.
    "<GcConfig as Default>::default", "7d4b1533dc4ab946":
    "threshold: 1_048_576," => "threshold: START,",
}

edit! {
    /// Upstream's crate root is a module here, whose private functions the other modules may call.
    "Allocator::alloc_gc", "413df2a98f2c8ae3":
    "fn alloc_gc<" => "pub(crate) fn alloc_gc<",
}

edit! {
    /// See above.
    "Allocator::alloc_ephemeron", "46526469d9fff341":
    "fn alloc_ephemeron<" => "pub(crate) fn alloc_ephemeron<",
}

edit! {
    /// See above.
    "Allocator::alloc_weak_map", "3a9db2dca9279bb0":
    "fn alloc_weak_map<" => "pub(crate) fn alloc_weak_map<",
}

edit! {
    /// See `internals/counted`.
    "struct BoaGc", "4fff037840c6788c":
    "weak_maps: Vec<ErasedWeakMapBoxPointer>," => "weak_maps: Vec<ErasedWeakMapBoxPointer>,
    vacancies: crate::internals::counted::Vacancies,",
}

edit! {
    /// See `internals/counted`.
    "thread_local!#2", "1d828d55eddcbd48":
    "weak_maps: Vec::default()," => "weak_maps: Vec::default(),
    vacancies: crate::internals::counted::Vacancies::NONE,",
}

/// Boxes that are freed with their last handle.
impl Allocator {
    #[add]
    /// As `alloc_gc`, in a box that was freed if there is one of the size.
    #[inline]
    pub(crate) fn alloc_counted<T: Trace>(value: GcBox<T>) -> NonNull<GcBox<T>> {
        Self::free_some();
        if const { crate::internals::counted::fits::<T>() } {
            let vacant = BOA_GC.with(|st| st.borrow_mut().vacancies.take(size_of::<GcBox<T>>()));
            if let Some(place) = vacant {
                let place = place.cast::<GcBox<T>>();
                // SAFETY: the place was allocated for a box of this size and alignment, and nothing else uses it.
                unsafe { place.write(value) };
                return place;
            }
        }
        Self::alloc_gc(value)
    }

    #[add]
    #[inline(always)]
    fn free_some() {
        use crate::internals::counted;
        counted::free_some(|pointer, size| {
            BOA_GC.with(|st| counted::vacate(&mut st.borrow_mut().vacancies, pointer, size));
        });
    }
}
