//! Giving up or taking on users and groups: `process.setuid()` and its like
//! (<https://nodejs.org/api/process.html#processsetuidid>).

use crate::errors::{self, Class};
use crate::ids::{self, Identity};
use crate::validate;
use charina_engine::{Context, JsArgs, JsArray, JsError, JsObject, JsResult, JsString, JsValue, Op, ops, text};
use rustix::io::Errno;

pub(super) const OPS: &[Op] = &[
    Op::new("getgroups", 0, get_groups),
    Op::new("initgroups", 2, init_groups),
    Op::new("setgroups", 1, set_groups),
    Op::new("setegid", 1, |_, arguments, context| set(Identity::EffectiveGroup, "setegid", arguments, context)),
    Op::new("seteuid", 1, |_, arguments, context| set(Identity::EffectiveUser, "seteuid", arguments, context)),
    Op::new("setgid", 1, |_, arguments, context| set(Identity::Group, "setgid", arguments, context)),
    Op::new("setuid", 1, |_, arguments, context| set(Identity::User, "setuid", arguments, context)),
];

/// A user or group as scripts name it.
enum Id {
    Number(u32),
    Name(String),
}

/// What Node takes for an id: a 32-bit number or a name.
fn id_of(value: &JsValue, name: &str, context: &mut Context) -> JsResult<Id> {
    match value.as_string() {
        Some(string) => Ok(Id::Name(text::to_utf8(&string))),
        None if value.is_number() => Ok(Id::Number(validate::uint32(value, name, false, context)?)),
        None => Err(errors::invalid_arg_type(name, &["number", "string"], value, context)),
    }
}

/// The lines of a user or group database, cut at the colons. Only the file is read: other sources need the C library's
/// plug-ins.
fn database(path: &str) -> Vec<Vec<String>> {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.lines().map(|line| line.split(':').map(str::to_owned).collect()).collect()
}

fn number_of(database: &[Vec<String>], name: &str) -> Option<u32> {
    let line = database.iter().find(|line| line.len() > 2 && line[0] == name && !name.is_empty())?;
    line[2].parse().ok()
}

fn user(id: Id) -> Option<u32> {
    match id {
        Id::Number(number) => Some(number),
        Id::Name(name) => number_of(&database("/etc/passwd"), &name),
    }
}

fn group(id: Id) -> Option<u32> {
    match id {
        Id::Number(number) => Some(number),
        Id::Name(name) => number_of(&database("/etc/group"), &name),
    }
}

fn unknown(kind: &str, value: &JsValue, context: &mut Context) -> JsError {
    let shown = value.to_string(context).map(|shown| text::to_utf8(&shown)).unwrap_or_default();
    let message = format!("{kind} identifier does not exist: {shown}");
    errors::coded(Class::Error, "ERR_UNKNOWN_CREDENTIAL", &message, context)
}

/// The error of one of these calls, in the older form that Node keeps for them: `EPERM, Operation not permitted`.
fn refused(errno: Errno, call: &str, context: &mut Context) -> JsError {
    let number = errno.raw_os_error();
    let words = std::io::Error::from_raw_os_error(number).to_string();
    let words = words.split(" (os error").next().unwrap_or_default().to_owned();
    let code = crate::errno::name_and_message(number).0;
    let error = errors::plain_object(Class::Error, &format!("{code}, {words}"), context);
    ops::define_value(&error, JsString::from("errno"), number, true);
    ops::define_value(&error, JsString::from("code"), JsString::from(code), true);
    ops::define_value(&error, JsString::from("syscall"), JsString::from(call), true);
    errors::thrown(error)
}

fn set(identity: Identity, call: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    let id = id_of(value, "id", context)?;
    let (found, kind) = match identity {
        Identity::User | Identity::EffectiveUser => (user(id), "User"),
        Identity::Group | Identity::EffectiveGroup => (group(id), "Group"),
    };
    let Some(number) = found else { return Err(unknown(kind, value, context)) };
    ids::set(identity, number).map_err(|errno| refused(errno, call, context))?;
    Ok(JsValue::undefined())
}

fn get_groups(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let own = rustix::process::getegid().as_raw();
    let mut groups: Vec<u32> =
        rustix::process::getgroups().unwrap_or_default().into_iter().map(rustix::fs::Gid::as_raw).collect();
    if !groups.contains(&own) {
        groups.push(own);
    }
    let groups: Vec<JsValue> = groups.into_iter().map(JsValue::from).collect();
    Ok(JsArray::from_iter(groups, context).into())
}

/// <https://nodejs.org/api/process.html#processsetgroupsgroups>
fn set_groups(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    let Some(array) = value.as_object().filter(JsObject::is_array) else {
        return Err(errors::invalid_arg_type("groups", &["Array"], value, context));
    };
    let array = JsArray::from_object(array)?;
    let mut ids = Vec::new();
    for index in 0..array.length(context)? {
        let value = array.get(index, context)?;
        ids.push((id_of(&value, &format!("groups[{index}]"), context)?, value));
    }
    let mut numbers = Vec::with_capacity(ids.len());
    for (id, value) in ids {
        let Some(number) = group(id) else { return Err(unknown("Group", &value, context)) };
        numbers.push(number);
    }
    ids::set_groups(&numbers).map_err(|errno| refused(errno, "setgroups", context))?;
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/process.html#processinitgroupsuser-extragroup>
fn init_groups(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (user, extra) = (arguments.get_or_undefined(0), arguments.get_or_undefined(1));
    let user_id = id_of(user, "user", context)?;
    let extra_id = id_of(extra, "extraGroup", context)?;
    let name = match user_id {
        Id::Name(name) => Some(name),
        Id::Number(number) => {
            let number = number.to_string();
            let users = database("/etc/passwd");
            users.into_iter().find(|line| line.len() > 2 && line[2] == number).map(|mut line| line.swap_remove(0))
        }
    };
    let Some(name) = name else { return Err(unknown("User", user, context)) };
    let Some(extra_number) = group(extra_id) else { return Err(unknown("Group", extra, context)) };
    let mut groups = vec![extra_number];
    for line in database("/etc/group") {
        let [_, _, number, members, ..] = line.as_slice() else { continue };
        if members.split(',').any(|member| member == name)
            && let Ok(number) = number.parse()
            && !groups.contains(&number)
        {
            groups.push(number);
        }
    }
    ids::set_groups(&groups).map_err(|errno| refused(errno, "initgroups", context))?;
    Ok(JsValue::undefined())
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn names_are_found_and_numbers_are_no_names() {
        let lines = ["root:x:0:", "", "broken", "staff:x:50:jo"];
        let database: Vec<Vec<String>> =
            lines.iter().map(|line| line.split(':').map(str::to_owned).collect()).collect();
        assert_eq!(number_of(&database, "staff"), Some(50));
        assert_eq!(number_of(&database, "50"), None);
        assert_eq!(number_of(&database, ""), None);
    }
}
