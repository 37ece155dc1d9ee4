//! Objects that the embedding program gives to templates, such as API Gateway's `$input`.

use crate::limits::Budget;
use crate::value::Value;

/// How a call to a host object's method ended.
#[derive(Debug, Clone)]
pub enum HostCall {
    /// There is no method of that name for such arguments: the reference is invalid.
    NoSuchMethod,
    /// The method ran and gave this.
    Value(Value),
    /// The method threw: the rendering ends with this text.
    Failed(String),
}

/// An object with properties and methods that are not Velocity's business.
pub trait HostObject {
    /// `$object.name`; `None` or null when there is no such property.
    fn get(&self, name: &str) -> Option<Value>;

    /// `#set($object.name = value)`; false when the property cannot be set.
    fn set(&self, name: &str, value: Value) -> bool {
        let _ = (name, value);
        false
    }

    /// `$object.name(args)`.
    fn call(&self, name: &str, args: &[Value], budget: &Budget) -> HostCall;

    /// `$object.name(args)` where only its text is wanted, written straight to `out`; true when that was done.
    /// A way around building a value; whoever does not need it leaves it out.
    fn call_into(&self, name: &str, args: &[Value], out: &mut String) -> bool {
        let _ = (name, args, out);
        false
    }

    /// The object as text; `None` when it has none.
    fn display(&self) -> Option<String>;
}
