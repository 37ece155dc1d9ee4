//! What can carry tags: APIs and stages, named by ARN.
//!
//! `arn:aws:apigateway:{region}::/restapis/{api}` and `…/restapis/{api}/stages/{stage}`:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html>.

use std::collections::BTreeMap;

use model::Arn;

use crate::api::RestApi;
use crate::error::ControlError;

type Tags = Option<BTreeMap<String, String>>;

/// An API, or one of its stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tagged {
    pub(crate) api: String,
    stage: Option<String>,
}

impl Tagged {
    pub(crate) fn parse(arn: &str) -> Result<Self, ControlError> {
        let arn: Arn = arn
            .parse()
            .map_err(|_| ControlError::InvalidTaggedResource)?;
        let parts: Vec<&str> = arn.resource.trim_start_matches('/').split('/').collect();
        let (api, stage) = match parts.as_slice() {
            ["restapis", api] => (api, None),
            ["restapis", api, "stages", stage] => (api, Some((*stage).to_owned())),
            _ => return Err(ControlError::InvalidTaggedResource),
        };
        let api = (*api).to_owned();
        Ok(Self { api, stage })
    }

    pub(crate) fn tags<'a>(&self, api: &'a RestApi) -> Result<&'a Tags, ControlError> {
        match &self.stage {
            None => Ok(&api.tags),
            Some(stage) => Ok(&api.stage(stage)?.tags),
        }
    }

    pub(crate) fn tags_mut<'a>(&self, api: &'a mut RestApi) -> Result<&'a mut Tags, ControlError> {
        match &self.stage {
            None => Ok(&mut api.tags),
            Some(stage) => {
                let stage = api
                    .stages
                    .get_mut(stage)
                    .ok_or(ControlError::InvalidStage)?;
                Ok(&mut stage.tags)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apis_and_stages_have_tags() {
        let tagged = Tagged::parse("arn:aws:apigateway:us-east-1::/restapis/abc").unwrap();
        assert_eq!((tagged.api.as_str(), tagged.stage), ("abc", None));
        let tagged = Tagged::parse("arn:aws:apigateway:r::/restapis/abc/stages/dev").unwrap();
        assert_eq!(tagged.stage.as_deref(), Some("dev"));
        for other in [
            "",
            "abc",
            "arn:aws:apigateway:r::/apikeys/x",
            "arn:aws:apigateway:r::/restapis/a/b/c",
        ] {
            assert_eq!(
                Tagged::parse(other),
                Err(ControlError::InvalidTaggedResource),
                "{other}"
            );
        }
    }
}
