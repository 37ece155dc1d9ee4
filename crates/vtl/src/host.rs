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

    /// `$object.name(args)` where it is printed: appends its text to `out` without making a value of it, and says so.
    /// A short way only; [`HostObject::call`] must know the method as well, and is asked when this gives false.
    fn print(&self, name: &str, args: &[Value], out: &mut String, budget: &Budget) -> bool {
        let _ = (name, args, out, budget);
        false
    }

    /// The collection that the object stands for, if any. Methods that the object does not have are its methods, loops
    /// go over it, and it is what the object prints.
    fn collection(&self) -> Option<Value> {
        None
    }

    /// The object as text, if it stands for no collection; `None` when it has none.
    fn display(&self) -> Option<String> {
        None
    }
}
