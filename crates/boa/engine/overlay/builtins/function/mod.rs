//! Calling a class without `new`, in V8's words.

edit! {
    /// See above.
    "fn function_call", "bc4123d7fb509405":
    "with_message(\"class constructor cannot be invoked without 'new'\")" => "with_message({
                let name = function.code.name().to_std_string_lossy();
                if name.is_empty() {
                    \"Class constructors cannot be invoked without 'new'\".to_owned()
                } else {
                    format!(\"Class constructor {name} cannot be invoked without 'new'\")
                }
            })",
}
