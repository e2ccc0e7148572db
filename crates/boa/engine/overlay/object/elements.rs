//! Elements of arrays that are stored one behind the other, read and written without descriptors.

use crate::object::JsObject;
use crate::object::internal_methods::{ordinary_define_own_property, ordinary_get, ordinary_has_property, ordinary_try_get};
use crate::property::PropertyKey;
use crate::JsValue;

/// Which of an object's internal methods are asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked {
    Get,
    TryGet,
    Has,
}

impl JsObject {
    /// The element, if the object is ordinary in how it is asked for and has it stored so. None says nothing.
    #[inline]
    pub(crate) fn dense_element(&self, key: &PropertyKey, asked: Asked) -> Option<JsValue> {
        let PropertyKey::Index(index) = key else { return None };
        let methods = self.vtable();
        let is_ordinary = match asked {
            Asked::Get => std::ptr::fn_addr_eq(methods.__get__, ordinary_get as fn(_, _, _, _) -> _),
            Asked::TryGet => std::ptr::fn_addr_eq(methods.__try_get__, ordinary_try_get as fn(_, _, _, _) -> _),
            Asked::Has => std::ptr::fn_addr_eq(methods.__has_property__, ordinary_has_property as fn(_, _, _) -> _),
        };
        if !is_ordinary {
            return None;
        }
        self.borrow().properties().get_dense_property(index.get())
    }

    /// CreateDataProperty of an element that is there already, or the next one within an array's length. False says
    /// nothing.
    #[inline]
    pub(crate) fn define_dense_element(&self, key: &PropertyKey, value: &JsValue) -> bool {
        let PropertyKey::Index(index) = key else { return false };
        let index = index.get();
        let define = self.vtable().__define_own_property__;
        let is_array = self.is_array();
        if !is_array && !std::ptr::fn_addr_eq(define, ordinary_define_own_property as fn(_, _, _, _) -> _) {
            return false;
        }
        let mut object = self.borrow_mut();
        if object.properties_mut().set_dense_property(index, value) {
            return true;
        }
        if !is_array || !object.extensible {
            return false;
        }
        let properties = object.properties_mut();
        // Its first slot is an array's length.
        let length = properties.storage.first().and_then(JsValue::as_number).unwrap_or(0.0);
        let Some(count) = properties.indexed_properties.dense_len() else { return false };
        f64::from(index) < length && index as usize == count && properties.indexed_properties.push_dense(value)
    }
}
