//! How far a Map Run is, by its children as the store has them: for those who ask before its driver has looked.

use super::driver::child::{READ, find_all};
use super::record::MapRunRecord;
use super::registry::Progress;
use super::window::{Place, Window};
use crate::error::EngineError;
use crate::shared::Shared;

pub(super) async fn survey(shared: &Shared, record: MapRunRecord) -> Result<Progress, EngineError> {
    let mut window = Window::new(&record);
    while window.end() < record.reserved {
        let until = record.reserved.min(window.end() + READ);
        for found in find_all(shared, &record, window.end()..until).await? {
            match found {
                Some(found) => window.push(found.place(record.redrives), found.items),
                None => window.push(Place::Missing, 0),
            }
        }
    }
    let mut progress = Progress::of(record.clone());
    progress.see(&record, &window);
    Ok(progress)
}
