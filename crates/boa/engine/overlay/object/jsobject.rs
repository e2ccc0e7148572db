//! Converting objects.

edit! {
    /// Converting an object within its own conversion answered "" or 0; it is a call like any other, which ends in a
    /// RangeError if it has no end, as in V8. Arrays that hold themselves are `Array::join`'s to see to.
    "JsObject::ordinary_to_primitive", "1831a994d187b93c":
    "let recursion_limiter = RecursionLimiter::new(self.as_ref());
        if recursion_limiter.live {
            // we're in a recursive object, bail
            return Ok(match hint {
                PreferredType::Number => JsValue::new(0),
                PreferredType::String => JsValue::new(js_string!()),
                PreferredType::Default => unreachable!(\"checked type hint in step 2\"),
            });
        }" => "context.check_native_stack()?;",
}

/// What the interpreter's loop asks.
impl<T: NativeObject> JsObject<T> {
    #[add]
    /// Where the object lies, as long as it has a handle; until the next collection if it is pinned (`Gc::pin`).
    #[inline(always)]
    pub(crate) fn address(&self) -> *const VTableObject<T> {
        &raw const *self.inner
    }
}

/// What caches ask.
impl JsObject {
    #[add]
    /// See `Gc::pin`.
    pub(crate) fn pin(&self) {
        Gc::pin(&self.inner);
    }
}

/// What the interpreter's loop asks.
impl<T: NativeObject> VTableObject<T> {
    #[add]
    /// See [`GcRefCell::peek`].
    ///
    /// # Safety
    /// As there.
    #[inline(always)]
    pub(crate) unsafe fn peek(&self) -> Option<&Object<T>> {
        // SAFETY: the caller's.
        unsafe { self.object.peek() }
    }

    #[add]
    /// See [`GcRefCell::peek_mut`].
    ///
    /// # Safety
    /// As there.
    #[inline(always)]
    pub(crate) unsafe fn peek_mut(&self) -> Option<&mut Object<T>> {
        // SAFETY: the caller's.
        unsafe { self.object.peek_mut() }
    }

    #[add]
    #[inline(always)]
    pub(crate) const fn methods(&self) -> &'static InternalObjectMethods {
        self.vtable
    }
}

/// What the interpreter's loop makes.
impl JsObject {
    #[add]
    /// An ordinary object of that shape, which has no properties yet but room for so many.
    pub(crate) fn of_shape(shape: super::shape::SharedShape, room: usize) -> Self {
        let mut properties = PropertyMap::new(shape.into(), super::IndexedProperties::default());
        properties.storage = Vec::with_capacity(room);
        let object =
            Object { data: ObjectData::new(OrdinaryObject), properties, extensible: true, private_elements: ThinVec::new() };
        Self::from_object_and_vtable(object, &ORDINARY_INTERNAL_METHODS)
    }
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "JsObject::from_object_and_vtable", "ca66d3c60fa33542":
    "Gc::new(VTableObject" => "Gc::new_counted(VTableObject",
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "JsObject::from_proto_and_data", "cc75f0b3a733aaf3":
    "Gc::new(VTableObject" => "Gc::new_counted(VTableObject",
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "JsObject::from_proto_and_data_with_shared_shape", "e4bca67f3b7c76d1":
    "Gc::new(VTableObject" => "Gc::new_counted(VTableObject",
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "JsObject<T>::new", "ae22328baeb2c43c":
    "Gc::new(VTableObject" => "Gc::new_counted(VTableObject",
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "JsObject<T>::new_unique", "8fb5c58687cff2e7":
    "Gc::new(VTableObject" => "Gc::new_counted(VTableObject",
}
