//! Spreading into array literals.

edit! {
    /// Upstream calls `push`, which setters of prototypes have a say in.
    "PushIteratorToArray::operation", "f285326ff801fd7f":
    "Array::push(&array, &[next], context)?;" => "append(&array, next, context)?;",
}

#[add]
/// Puts `value` behind what an array that is being made has.
fn append(array: &JsValue, value: JsValue, context: &mut Context) -> JsResult<()> {
    let array = array.as_object().js_expect("should be an object")?;
    {
        let mut object = array.borrow_mut();
        let properties = object.properties_mut();
        if let Some(length) = properties.storage.first().and_then(JsValue::as_i32)
            && properties.indexed_properties.push_dense(&value)
        {
            if let Some(place) = properties.storage.first_mut() {
                *place = JsValue::new(length + 1);
            }
            return Ok(());
        }
    }
    let length = array.length_of_array_like(context)?;
    array.create_data_property_or_throw(length, value, context)?;
    Ok(())
}
