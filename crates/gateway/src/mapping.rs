//! stand-in until branch vtl lands
#[derive(Debug)]
pub struct Expression(pub String);
impl Expression {
    pub fn parse(s: &str) -> Result<Self, String> {
        Ok(Self(s.to_owned()))
    }
}
#[derive(Debug)]
pub struct Template(pub String);
impl Template {
    pub fn parse(s: &str) -> Result<Self, String> {
        Ok(Self(s.to_owned()))
    }
}
