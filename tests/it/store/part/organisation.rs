use domain::code::Level;
use domain::organisation::Post;
use domain::organisation::port::Posts;
use store::Store;
use tests::{now, org_hr};

use crate::store::whole::{Ids, Moved, Part, Plans};

pub(in crate::store) const PART: Part = Part {
    plans: Plans {
        queries: &[
            ("unit", "path >= '/p/' AND path < '/p0'"),
            ("unit", "parent = 'p'"),
            ("unit", "parent IN ['p', 'none'] AND active"),
        ],
        ..Plans::NONE
    },
    moved: Moved { put: |store| Box::pin(put(store)), ..Moved::NONE },
    ..Part::NONE
};

/// The same post there and in the government body, so that a merger makes one of two.
async fn put(store: &Store) -> Ids {
    for unit in ["union", "gov"] {
        let post = Post {
            id: Default::default(),
            unit: unit.into(),
            title: "主席".into(),
            level: Level::DivisionChief,
            seats: 1,
            leading: true,
            held: 0,
        };
        store.add_post(&org_hr(), &post, now()).await.unwrap();
    }
    Ids::default()
}
