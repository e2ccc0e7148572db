//! Operators.

edit! {
    /// V8's words.
    "JsValue::instance_of", "59f5cbbc9e3402a4":
    "with_message(format!(
                    \"right-hand side of 'instanceof' should be an object, got `{}`\",
                    target.type_of()
                ))" => "with_message(\"Right-hand side of 'instanceof' is not an object\")",
    "\"right-hand side of 'instanceof' is not callable\"" => "\"Right-hand side of 'instanceof' is not callable\"",
}

edit! {
    /// Appending is linear; no string grows beyond bounds.
    "JsValue::add", "f56b5440ef156dd0":
    "(JsVariant::String(x), JsVariant::String(y)) => Self::from(js_string!(&x, &y))," =>
    "(JsVariant::String(x), JsVariant::String(y)) => Self::from(context.concat(&x, &y)?),",
    "(JsVariant::String(x), _) => Self::from(js_string!(&x, &y.to_string(context)?))," =>
    "(JsVariant::String(x), _) => {
                        let y = y.to_string(context)?;
                        Self::from(context.concat(&x, &y)?)
                    }",
    "(_, JsVariant::String(y)) => Self::from(js_string!(&x.to_string(context)?, &y))," =>
    "(_, JsVariant::String(y)) => {
                        let x = x.to_string(context)?;
                        Self::from(context.concat(&x, &y)?)
                    }",
}
