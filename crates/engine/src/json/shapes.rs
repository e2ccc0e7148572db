//! The shapes of objects that documents repeat: which property names followed which, and the engine's shape of the
//! object they made. A name that is where it was the last time costs a comparison, an object one allocation.

use crate::{Context, JsObject, JsString, JsValue, ops, raw};
use boa_engine::object::shape::Shape;

/// Names an object may have, names that may follow one, and names in all, before the tree is not grown for them.
const MAX_DEPTH: usize = 64;
const MAX_CHILDREN: usize = 16;
const MAX_NODES: usize = 2048;
/// Names that found no place before the tree is thought to be of other documents and is begun anew.
const MAX_MISSES: usize = 1024;

/// A place in the tree: an object with certain names in a certain order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(usize);

impl Place {
    /// The object without properties.
    pub(super) const EMPTY: Self = Self(0);
}

struct Node {
    parent: usize,
    depth: usize,
    /// The last name: plain Latin-1, so that the text of a document can be compared with it.
    text: Box<[u8]>,
    name: JsString,
    children: Vec<usize>,
    /// The child that was taken the last time.
    hint: usize,
    shape: Option<Shape>,
}

/// The tree of one context; it outlives a document, so that small ones of the same kind gain too.
pub(super) struct Shapes {
    nodes: Vec<Node>,
    misses: usize,
    /// The `Object.prototype` that the shapes are of.
    prototype: Option<JsObject>,
    usable: bool,
}

impl Shapes {
    /// The tree as it was left in the context, or a new one.
    pub(super) fn take(context: &mut Context) -> Self {
        let known = context.remove_data::<Self>();
        let mut shapes = known.map_or_else(
            || Self { nodes: Vec::new(), misses: 0, prototype: None, usable: raw::usable(context) },
            |known| *known,
        );
        let prototype = context.intrinsics().constructors().object().prototype();
        let same = shapes.prototype.as_ref().is_some_and(|known| JsObject::equals(known, &prototype));
        if !same || shapes.misses > MAX_MISSES {
            shapes.misses = 0;
            shapes.nodes.clear();
            shapes.prototype = Some(prototype);
            shapes.nodes.push(Node {
                parent: 0,
                depth: 0,
                text: Box::default(),
                name: JsString::default(),
                children: Vec::new(),
                hint: 0,
                shape: None,
            });
        }
        shapes
    }

    /// Leaves the tree in the context for the next document.
    pub(super) fn give_back(self, context: &mut Context) {
        context.insert_data(self);
    }

    /// The place after `place` whose name stands in the text, and how long it is: `matches` compares.
    pub(super) fn follow(&mut self, place: Place, mut matches: impl FnMut(&[u8]) -> bool) -> Option<(Place, usize)> {
        let node = &self.nodes[place.0];
        let hint = node.hint;
        if hint != 0 && matches(&self.nodes[hint].text) {
            return Some((Place(hint), self.nodes[hint].text.len()));
        }
        let found = *node.children.iter().find(|child| **child != hint && matches(&self.nodes[**child].text))?;
        self.nodes[place.0].hint = found;
        Some((Place(found), self.nodes[found].text.len()))
    }

    /// Makes a place for `name` after `place`, if it is plain, new to the object and there is room.
    pub(super) fn grow(&mut self, place: Place, name: &JsString) -> Option<Place> {
        let grown = self.try_grow(place, name);
        self.misses += usize::from(grown.is_none());
        grown
    }

    fn try_grow(&mut self, place: Place, name: &JsString) -> Option<Place> {
        let crate::text::Units::Latin1(text) = crate::text::units(name) else { return None };
        let node = &self.nodes[place.0];
        let room = node.depth < MAX_DEPTH && node.children.len() < MAX_CHILDREN && self.nodes.len() < MAX_NODES;
        let plain = super::units::plain_end(text, 0) == text.len();
        // An index is an element, which shapes know nothing of.
        let element = text.first().is_some_and(u8::is_ascii_digit);
        if !self.usable || !room || !plain || element || self.names(place).any(|known| known == name) {
            return None;
        }
        let child = self.nodes.len();
        self.nodes.push(Node {
            parent: place.0,
            depth: self.nodes[place.0].depth + 1,
            text: text.into(),
            name: name.clone(),
            children: Vec::new(),
            hint: 0,
            shape: None,
        });
        let node = &mut self.nodes[place.0];
        node.children.push(child);
        node.hint = child;
        Some(Place(child))
    }

    /// The names of an object at `place`, last first.
    fn names(&self, place: Place) -> impl Iterator<Item = &JsString> {
        let step = |at: &usize| (self.nodes[*at].depth > 1).then(|| self.nodes[*at].parent);
        let first = (self.nodes[place.0].depth > 0).then_some(place.0);
        std::iter::successors(first, step).map(|at| &self.nodes[at].name)
    }

    /// How many names an object at `place` has.
    pub(super) fn depth(&self, place: Place) -> usize {
        self.nodes[place.0].depth
    }

    /// The object at `place` with the values from `base` on, of which there are as many as names or one less.
    pub(super) fn finish(
        &mut self,
        place: Place,
        values: &mut Vec<JsValue>,
        base: usize,
        context: &Context,
    ) -> JsObject {
        let complete = values.len() - base == self.nodes[place.0].depth;
        if let (Some(shape), true) = (&self.nodes[place.0].shape, complete) {
            let mut storage = Vec::with_capacity(values.len() - base);
            storage.extend(values.drain(base..));
            return raw::object_of_shape(shape, storage, context);
        }
        // An object that shares its names with no other gets a shape of its own: cheaper to add to.
        let object =
            if complete { raw::new_object(context) } else { JsObject::with_object_proto(context.intrinsics()) };
        let mut names: Vec<JsString> = self.names(place).cloned().collect();
        names.reverse();
        for (name, value) in names.into_iter().zip(values.drain(base..)) {
            ops::define_value(&object, name, value, true);
        }
        if complete
            && self.usable
            && let Some((shape, slots)) = raw::shared_shape(&object)
            && slots == self.nodes[place.0].depth
        {
            self.nodes[place.0].shape = Some(shape);
        }
        object
    }
}
