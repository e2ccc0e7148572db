//! Arrays: sorting that no comparator can break, joining what holds itself, lengths that no memory holds.

use crate::native_function::NativeFunctionObject;

/// How many elements room is made for at once; a length may be a lie, as that of `{ length: 2 ** 53 - 1 }`.
#[add]
const ROOM_AT_ONCE: usize = 1 << 16;

/// Below this many elements, sorting is by insertion, as V8's is.
#[add]
const INSERTION_RUN: usize = 32;

edit! {
    /// Rust's sort panics when a comparator contradicts itself, and JavaScript's may; and room for the length asked for
    /// was made whatever it was, which ended the process. Upstream could take it.
    "Array::sort_indexed_properties", "0cc8e253f162cee7":
    "Vec::with_capacity(len as usize)" => "Vec::with_capacity((len as usize).min(ROOM_AT_ONCE))",
    "let mut sort_err = Ok(());
        items.sort_by(|x, y| {
            if sort_err.is_ok() {
                sort_compare(x, y, context).unwrap_or_else(|err| {
                    sort_err = Err(err);
                    Ordering::Equal
                })
            } else {
                Ordering::Equal
            }
        });
        sort_err?;" => "sort_values(&mut items, &mut |x, y| Ok(sort_compare(x, y, context)? == Ordering::Less))?;",
}

#[add]
/// Sorts stably with a comparator that may fail, or contradict itself: then some order comes out. Up to twice
/// `INSERTION_RUN` elements the comparator is asked what V8 asks it, in V8's order; programs print such calls.
fn sort_values(
    items: &mut Vec<JsValue>,
    less: &mut dyn FnMut(&JsValue, &JsValue) -> JsResult<bool>,
) -> JsResult<()> {
    let len = items.len();
    if len < 2 * INSERTION_RUN {
        return sort_by_insertion(items, less);
    }
    for run in items.chunks_mut(INSERTION_RUN) {
        sort_by_insertion(run, less)?;
    }
    let mut merged = Vec::with_capacity(len);
    let mut width = INSERTION_RUN;
    while width < len {
        merged.clear();
        for pair in items.chunks(2 * width) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            merge(left, right, &mut merged, less)?;
        }
        std::mem::swap(items, &mut merged);
        width *= 2;
    }
    Ok(())
}

#[add]
/// Merges two sorted runs; of equals, those on the left come first.
fn merge(
    mut left: &[JsValue],
    mut right: &[JsValue],
    merged: &mut Vec<JsValue>,
    less: &mut dyn FnMut(&JsValue, &JsValue) -> JsResult<bool>,
) -> JsResult<()> {
    // What is in order already costs one question.
    let in_order = match (left.last(), right.first()) {
        (Some(last), Some(first)) => !less(first, last)?,
        _ => true,
    };
    while !in_order {
        let (Some((x, more_left)), Some((y, more_right))) = (left.split_first(), right.split_first()) else {
            break;
        };
        if less(y, x)? {
            merged.push(y.clone());
            right = more_right;
        } else {
            merged.push(x.clone());
            left = more_left;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
    Ok(())
}

#[add]
/// Sorts by binary insertion behind the run that the elements begin with.
fn sort_by_insertion(
    items: &mut [JsValue],
    less: &mut dyn FnMut(&JsValue, &JsValue) -> JsResult<bool>,
) -> JsResult<()> {
    if items.len() < 2 {
        return Ok(());
    }
    let descending = less(&items[1], &items[0])?;
    let mut run = 2;
    while run < items.len() && less(&items[run], &items[run - 1])? == descending {
        run += 1;
    }
    if descending {
        items[..run].reverse();
    }
    for next in run..items.len() {
        let (mut low, mut high) = (0, next);
        while low < high {
            let middle = usize::midpoint(low, high);
            if less(&items[next], &items[middle])? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        items[low..=next].rotate_right(1);
    }
    Ok(())
}

edit! {
    /// An array that holds itself, at any depth, is empty within itself, as in V8; upstream looked one level deep here
    /// and left the rest to the conversion of objects, see `JsObject::ordinary_to_primitive`. What no string can hold
    /// is said before the memory for it is asked for.
    "Array::join", "65aac2dddac6b940":
    "// 5. Let R be the empty String.
        let mut r = Vec::with_capacity(len as usize + len.saturating_sub(1) as usize);" => "if len > u64::from(u32::MAX) {
            return Err(JsNativeError::typ().with_message(\"Invalid array length\").into());
        }
        crate::builtins::String::check_length((len as usize).saturating_sub(1).saturating_mul(separator.len()))?;
        let limiter = crate::object::RecursionLimiter::new(o.as_ref());
        if limiter.live {
            return Ok(js_string!().into());
        }
        context.check_native_stack()?;
        // 5. Let R be the empty String.
        let mut r = Vec::with_capacity((len as usize).min(ROOM_AT_ONCE));
        let mut length = 0_usize;",
    "element.is_null_or_undefined() || &element == this" => "element.is_null_or_undefined()",
    "r.push(next.clone());" => "length = length.saturating_add(next.len()).saturating_add(separator.len());
            crate::builtins::String::check_length(length.saturating_sub(separator.len()))?;
            r.push(next);",
}

edit! {
    /// See `join`. And V8 puts a comma between elements whatever the locale.
    "Array::to_locale_string", "17523b37db23f14f":
    "// 4. Let R be the empty String.
        let mut r = Vec::with_capacity(len as usize + len.saturating_sub(1) as usize);" => "crate::builtins::String::check_length((len as usize).saturating_sub(1))?;
        let limiter = crate::object::RecursionLimiter::new(array.as_ref());
        if limiter.live {
            return Ok(js_string!().into());
        }
        context.check_native_stack()?;
        // 4. Let R be the empty String.
        let mut r = Vec::with_capacity((len as usize).min(ROOM_AT_ONCE));",
    "js_string!(\", \")" => "js_string!(\",\")",
    "//     d. Increase k by 1." => "crate::builtins::String::check_length(r.len())?;",
}

edit! {
    /// V8's words.
    "Array::array_create", "3afc1c1718208251":
    "array exceeded max size" => "Invalid array length",
}

edit! {
    /// V8's words.
    "<Array as BuiltInConstructor>::constructor", "05b72fb7625ed1f3":
    "invalid array length" => "Invalid array length",
}

/// The usual constructor is not called for an array that it would make as we do.
impl Array {
    #[wrap("81157adf0c267c82")]
    pub(crate) fn array_species_create(
        original_array: &JsObject,
        length: u64,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        if original_array.is_array() && Self::has_usual_constructor(original_array, context) {
            return Self::array_create(length, None, context);
        }
        Self::upstream_array_species_create(original_array, length, context)
    }

    #[add]
    /// Whether the constructor is found without a script's help and is %Array% with its own `Symbol.species`.
    fn has_usual_constructor(array: &JsObject, context: &Context) -> bool {
        let usual = context.intrinsics().constructors().array();
        let data = |object: &JsObject, key: PropertyKey| object.borrow().properties().get(&key);
        let species = || {
            let getter = data(&usual.constructor(), JsSymbol::species().into())?.get()?.as_object()?;
            Some(getter.downcast_ref::<NativeFunctionObject>()?.f.is(Self::get_species))
        };
        array.prototype().is_some_and(|prototype| JsObject::equals(&prototype, &usual.prototype()))
            && data(array, CONSTRUCTOR.into()).is_none()
            && data(&usual.prototype(), CONSTRUCTOR.into())
                .and_then(|property| property.value()?.as_object())
                .is_some_and(|constructor| JsObject::equals(&constructor, &usual.constructor()))
            && species() == Some(true)
    }
}

edit! {
    /// V8's words.
    "Array::array_species_create", "81157adf0c267c82":
    "\"Symbol.species must be a constructor\"" => "\"object.constructor[Symbol.species] is not a constructor\"",
}

/// One more element behind those that are stored one behind the other.
impl Array {
    #[wrap("1b55770cf77f06cc")]
    pub(crate) fn push(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        if let [value] = args
            && let Some(array) = this.as_object()
            && let Some(length) = Self::append_dense(&array, None, value, context)
        {
            return Ok(length.into());
        }
        Self::upstream_push(this, args, context)
    }

    #[wrap("780682f22b53e639")]
    pub(crate) fn pop(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        if let Some(array) = this.as_object()
            && let Some(last) = Self::pop_dense(&array, context)
        {
            return Ok(last);
        }
        Self::upstream_pop(this, args, context)
    }

    #[add]
    /// The last element, taken out, if `array` is an array like any other without holes at its end.
    fn pop_dense(array: &JsObject, context: &Context) -> Option<JsValue> {
        if !array.is_array() {
            return None;
        }
        let usual = context.intrinsics().templates().array().shape().to_addr_usize();
        let mut object = array.borrow_mut();
        if object.shape().to_addr_usize() != usual {
            return None;
        }
        let properties = object.properties_mut();
        let length = properties.storage.first()?.as_i32()?;
        if length == 0 || properties.indexed_properties.dense_len() != usize::try_from(length).ok() {
            return None;
        }
        let last = properties.indexed_properties.pop_dense()?;
        *properties.storage.first_mut()? = JsValue::new(length - 1);
        Some(last)
    }

    #[add]
    /// Sets the length, if `array` is an array like any other whose elements are stored one behind the other. False says
    /// nothing.
    pub(crate) fn set_dense_length(array: &JsObject, length: u32, context: &Context) -> bool {
        if !array.is_array() {
            return false;
        }
        let usual = context.intrinsics().templates().array().shape().to_addr_usize();
        let mut object = array.borrow_mut();
        // A length that cannot be written is another shape.
        if object.shape().to_addr_usize() != usual {
            return false;
        }
        let properties = object.properties_mut();
        if properties.indexed_properties.dense_len().is_none() {
            return false;
        }
        let Some(place) = properties.storage.first_mut() else { return false };
        *place = JsValue::new(length);
        properties.indexed_properties.truncate_dense(length as usize);
        true
    }

    #[add]
    /// Puts `value` behind the elements, at `index` if that is given: the new length, if `array` is an array like any
    /// other and no prototype has a say in its elements.
    #[inline]
    pub(crate) fn append_dense(array: &JsObject, index: Option<u32>, value: &JsValue, context: &Context) -> Option<i32> {
        if !array.is_array() {
            return None;
        }
        let intrinsics = context.intrinsics();
        let usual = intrinsics.templates().array().shape().to_addr_usize();
        let array_prototype = intrinsics.constructors().array().prototype();
        let object_prototype = intrinsics.constructors().object().prototype();
        let has_no_elements = |object: &JsObject| object.borrow().properties().indexed_properties.dense_len() == Some(0);
        if array_prototype.prototype().as_ref() != Some(&object_prototype)
            || !has_no_elements(&array_prototype)
            || !has_no_elements(&object_prototype)
        {
            return None;
        }
        let mut object = array.borrow_mut();
        // A length that cannot be written is another shape.
        if !object.extensible || object.shape().to_addr_usize() != usual {
            return None;
        }
        let properties = object.properties_mut();
        let length = properties.storage.first()?.as_i32()?;
        let count = i32::try_from(properties.indexed_properties.dense_len()?).ok()?;
        let here = match index {
            // There may be room behind the elements: `new Array(length)`.
            Some(index) => i32::try_from(index).ok()? == count && count <= length,
            None => count == length,
        };
        let next = count.checked_add(1)?.max(length);
        if !here || !properties.indexed_properties.push_dense(value) {
            return None;
        }
        *properties.storage.first_mut()? = JsValue::new(next);
        Some(next)
    }
}
