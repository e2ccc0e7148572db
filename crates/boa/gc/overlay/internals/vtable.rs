//! What is known of a box's type.

edit! {
    /// Two tables a type: boxes whose count of handles decides have one of their own. How a value is dropped while its
    /// box stays.
    "fn vtable_of", "3dceb80604cd9310":
    "vtable_of<T: Trace + 'static>() -> &'static VTable {" =>
        "vtable_of<T: Trace + 'static, const COUNTED: bool>() -> &'static VTable {",
    "const VTABLE: &'static VTable;" => "const VTABLE: &'static VTable;
        const COUNTED: &'static VTable;

        // SAFETY: The caller must ensure that the passed erased pointer is `GcBox<Self>`.
        unsafe fn drop_value_fn(this: GcErasedPointer) {
            // SAFETY: as above; nothing uses the value any more.
            unsafe { GcBox::<Self>::drop_value(this.cast()) }
        }",
    "drop_fn: T::drop_fn,
            type_id: TypeId::of::<T>(),
            size: size_of::<GcBox<T>>(),
        };" => "drop_fn: T::drop_fn,
            drop_value_fn: T::drop_value_fn,
            counted: false,
            type_id: TypeId::of::<T>(),
            size: size_of::<GcBox<T>>(),
        };
        const COUNTED: &'static VTable = &VTable {
            trace_fn: T::trace_fn,
            trace_non_roots_fn: T::trace_non_roots_fn,
            run_finalizer_fn: T::run_finalizer_fn,
            drop_fn: T::drop_fn,
            drop_value_fn: T::drop_value_fn,
            counted: true,
            type_id: TypeId::of::<T>(),
            size: size_of::<GcBox<T>>(),
        };",
    "    T::VTABLE" => "    if COUNTED { T::COUNTED } else { T::VTABLE }",
}

edit! {
    /// See above.
    "struct VTable", "0f7f519fed4f7022":
    "trace_fn: TraceFn," => "pub(super) trace_fn: TraceFn,",
    "trace_non_roots_fn: TraceNonRootsFn," => "pub(super) trace_non_roots_fn: TraceNonRootsFn,",
    "run_finalizer_fn: RunFinalizerFn," => "pub(super) run_finalizer_fn: RunFinalizerFn,",
    "drop_fn: DropFn," => "pub(super) drop_fn: DropFn,
    pub(super) drop_value_fn: DropFn,
    pub(super) counted: bool,",
    "type_id: TypeId," => "pub(super) type_id: TypeId,",
    "size: usize," => "pub(super) size: usize,",
}

/// See above.
impl VTable {
    #[add]
    /// How the value is dropped, and the box not.
    pub(crate) const fn drop_value_fn(&self) -> DropFn {
        self.drop_value_fn
    }

    #[add]
    /// Whether such a box is freed with its last handle.
    #[inline(always)]
    pub(crate) const fn is_counted(&self) -> bool {
        self.counted
    }
}
