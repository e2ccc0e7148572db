//! Async generators settle their requests' promises without function objects.

use crate::builtins::promise::reaction::OwnCapability;

edit! {
    /// See above.
    "struct AsyncGeneratorRequest", "4a70da35180fe136":
    "capability: PromiseCapability," => "capability: OwnCapability,",
}

edit! {
    /// See above.
    "AsyncGenerator::next", "3adfa341e6d9c7d8":
    "PromiseCapability::new(" => "OwnCapability::new(",
}

edit! {
    /// See above.
    "AsyncGenerator::r#return", "ff6e68ea4a275de5":
    "PromiseCapability::new(" => "OwnCapability::new(",
}

edit! {
    /// See above.
    "AsyncGenerator::throw", "51230a8c7527356c":
    "PromiseCapability::new(" => "OwnCapability::new(",
}

edit! {
    /// See above.
    "AsyncGenerator::inner_next", "20ea193155edd0a8":
    "PromiseCapability" => "OwnCapability",
}

edit! {
    /// See above.
    "AsyncGenerator::inner_return", "39c1274b0f2a2587":
    "PromiseCapability" => "OwnCapability",
}

edit! {
    /// See above.
    "AsyncGenerator::inner_throw", "99d3eaa5fe347f73":
    "PromiseCapability" => "OwnCapability",
}

edit! {
    /// See above.
    "AsyncGenerator::enqueue", "4201e16280618a84":
    "promise_capability: PromiseCapability," => "promise_capability: OwnCapability,",
}
