//! What lies in a directory, seen as buckets and objects.

use std::fs;
use std::os::unix::fs::symlink;

use proptest::prelude::*;
use tempfile::TempDir;
use tokio::io::AsyncReadExt;

use super::*;

fn rig() -> (TempDir, LocalBuckets, BucketName) {
    let dir = TempDir::new().unwrap();
    let store = LocalBuckets::open(dir.path().join("buckets")).unwrap();
    let bucket = BucketName::parse("orders").unwrap();
    fs::create_dir(store.root().join("orders")).unwrap();
    (dir, store, bucket)
}

fn key(text: &str) -> ObjectKey {
    ObjectKey::parse(text).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

async fn text(store: &LocalBuckets, bucket: &BucketName, at: &str) -> Result<String, ObjectError> {
    let mut object = store.get(bucket, &key(at), None).await?;
    let mut text = String::new();
    object.body.read_to_string(&mut text).await.unwrap();
    Ok(text)
}

async fn put(store: &LocalBuckets, bucket: &BucketName, at: &str, text: &str) -> ObjectInfo {
    let body = crate::body(text.to_owned());
    store
        .put(bucket, &key(at), body, "text/plain")
        .await
        .unwrap()
}

async fn keys(store: &LocalBuckets, bucket: &BucketName, prefix: &str, max: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut continuation = None;
    loop {
        let list = List {
            prefix: prefix.to_owned(),
            continuation,
            max,
        };
        let page = store.list(bucket, list).await.unwrap();
        assert!(page.objects.len() <= max);
        all.extend(page.objects.into_iter().map(|object| object.key));
        continuation = page.next;
        if continuation.is_none() {
            return all;
        }
    }
}

#[test]
fn copied_files_are_objects() {
    let (_dir, store, bucket) = rig();
    let folder = store.root().join("orders/2025");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("100% é.jsonl"), "{}\n").unwrap();
    run(async {
        assert_eq!(keys(&store, &bucket, "", 10).await, ["2025/100% é.jsonl"]);
        let object = store
            .get(&bucket, &key("2025/100% é.jsonl"), Some("null"))
            .await
            .unwrap();
        assert_eq!(object.info.size, 3);
        // md5 of "{}\n", as S3 gives it.
        assert_eq!(object.info.etag, "8a80554c91d9fca8acb82f023de02f11");
        assert_eq!(object.content_type, "application/x-ndjson");
    });
}

#[test]
fn what_is_missing() {
    let (_dir, store, bucket) = rig();
    run(async {
        put(&store, &bucket, "a", "1").await;
        let other = BucketName::parse("other").unwrap();
        let code = |error: ObjectError| error.code().to_owned();
        assert_eq!(
            store
                .get(&other, &key("a"), None)
                .await
                .map_err(code)
                .unwrap_err(),
            "NoSuchBucket"
        );
        assert_eq!(
            store
                .get(&bucket, &key("b"), None)
                .await
                .map_err(code)
                .unwrap_err(),
            "NoSuchKey"
        );
        assert_eq!(
            store
                .get(&bucket, &key("a/b"), None)
                .await
                .map_err(code)
                .unwrap_err(),
            "NoSuchKey"
        );
        assert_eq!(
            store
                .get(&bucket, &key("a"), Some("7"))
                .await
                .map_err(code)
                .unwrap_err(),
            "NoSuchVersion"
        );
        let list = |continuation: &str| List {
            prefix: String::new(),
            continuation: Some(continuation.to_owned()),
            max: 5,
        };
        assert_eq!(
            store
                .list(&bucket, list("zz"))
                .await
                .map_err(code)
                .unwrap_err(),
            "InvalidArgument"
        );
        assert_eq!(
            store
                .list(&other, list("00"))
                .await
                .map_err(code)
                .unwrap_err(),
            "NoSuchBucket"
        );
        let body = crate::body("x");
        assert_eq!(
            store
                .put(&other, &key("a"), body, "")
                .await
                .map_err(code)
                .unwrap_err(),
            "NoSuchBucket"
        );
    });
}

#[test]
fn nothing_outside_is_reached() {
    let (dir, store, bucket) = rig();
    fs::write(dir.path().join("secret"), "s").unwrap();
    let inside = store.root().join("orders");
    symlink(dir.path().join("secret"), inside.join("link")).unwrap();
    symlink(dir.path(), inside.join("up")).unwrap();
    symlink(dir.path(), store.root().join("linked-bucket")).unwrap();
    run(async {
        for at in [
            "link",
            "up/secret",
            "../../secret",
            "./../../secret",
            "/secret",
        ] {
            let outcome = text(&store, &bucket, at).await;
            assert!(
                matches!(outcome, Err(ObjectError::NoSuchKey)),
                "{at}: {outcome:?}"
            );
        }
        let linked = BucketName::parse("linked-bucket").unwrap();
        let outcome = text(&store, &linked, "secret").await;
        assert!(matches!(outcome, Err(ObjectError::NoSuchBucket)));
        assert!(keys(&store, &bucket, "", 10).await.is_empty());
        // Keys with these names are written inside, and a link's name is not written through.
        for at in ["link", "up/secret", "../../secret"] {
            put(&store, &bucket, at, "mine").await;
            assert_eq!(text(&store, &bucket, at).await.unwrap(), "mine");
        }
        assert_eq!(fs::read_to_string(dir.path().join("secret")).unwrap(), "s");
    });
}

#[test]
fn a_file_and_a_directory_of_the_same_name() {
    let (_dir, store, bucket) = rig();
    run(async {
        let all = ["a", "a/", "a//b", "a/b", "a/b/c", "a0", "z/1/2", "z/1"];
        for at in all {
            put(&store, &bucket, at, at).await;
        }
        for at in all {
            assert_eq!(text(&store, &bucket, at).await.unwrap(), at);
        }
        let mut sorted = all;
        sorted.sort_unstable();
        assert_eq!(keys(&store, &bucket, "", 3).await, sorted);
        assert_eq!(keys(&store, &bucket, "a/b", 1).await, ["a/b", "a/b/c"]);
        put(&store, &bucket, "a/b", "new").await;
        assert_eq!(text(&store, &bucket, "a/b").await.unwrap(), "new");
        assert_eq!(keys(&store, &bucket, "", 100).await, sorted);
    });
}

#[test]
fn large_objects_are_read_as_they_are_consumed() {
    let (_dir, store, bucket) = rig();
    let file = fs::File::create(store.root().join("orders/large")).unwrap();
    file.set_len(1 << 40).unwrap();
    run(async {
        let mut object = store.get(&bucket, &key("large"), None).await.unwrap();
        assert_eq!(object.info.size, 1 << 40);
        assert!(
            object.info.etag.ends_with("-131072"),
            "{}",
            object.info.etag
        );
        let mut some = [1; 16];
        object.body.read_exact(&mut some).await.unwrap();
        assert_eq!(some, [0; 16]);
    });
}

#[test]
fn what_was_never_finished_is_removed() {
    let (_dir, store, bucket) = rig();
    let left = store.root().join(UNFINISHED).join("left");
    fs::write(&left, "half").unwrap();
    let store = LocalBuckets::open(store.root().to_owned()).unwrap();
    assert!(!left.exists());
    run(async {
        let failing = failing_body();
        let outcome = store.put(&bucket, &key("a"), failing, "").await;
        assert!(matches!(outcome, Err(ObjectError::Io(_))));
        assert!(keys(&store, &bucket, "", 10).await.is_empty());
    });
    assert_eq!(
        fs::read_dir(store.root().join(UNFINISHED)).unwrap().count(),
        0
    );
}

/// A body that fails after some bytes.
fn failing_body() -> Body {
    let (mut writer, reader) = tokio::io::duplex(8);
    drop(tokio::spawn(async move { writer.write_all(b"some").await }));
    Box::pin(reader.chain(Failing))
}

struct Failing;

impl tokio::io::AsyncRead for Failing {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::task::Poll::Ready(Err(io::Error::other("the line is dead")))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any set of keys is written, found and listed in order.
    #[test]
    fn any_keys(wanted in proptest::collection::btree_set(any_key(), 1..12), max in 1usize..6) {
        let (_dir, store, bucket) = rig();
        run(async {
            for at in &wanted {
                put(&store, &bucket, at, at).await;
            }
            for at in &wanted {
                assert_eq!(&text(&store, &bucket, at).await.unwrap(), at);
            }
            let listed = keys(&store, &bucket, "", max).await;
            assert_eq!(listed, wanted.iter().cloned().collect::<Vec<_>>());
        });
    }
}

/// Keys of few letters, so that they get in each other's way, of long segments, and of the escape's own words.
fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab./]{1,6}",
        "[ab%é\\\\ ]{1,4}(/[ab]{0,2}){0,3}",
        "a{250,260}b?(/b)?",
        "\\.stepwell-(part|file|dir)-[0-9a-f]{0,4}(/a)?",
    ]
}
