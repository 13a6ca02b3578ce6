//! Which repositories are opened, and how the others are refused.

mod large;
mod special;

use crate::support::TestRepo;
use secretscan::git::{Content, Repo};

#[test]
fn opens_from_below_and_reads_objects() {
    let repo = TestRepo::new();
    repo.write("a/b/c.txt", "text\n");
    let commit = repo.commit_all("first");
    let opened = Repo::discover(&repo.path().join("a/b")).expect("a repository");
    let head = opened.head().expect("readable").expect("a commit");
    assert_eq!(head.to_string(), commit);
    let objects = opened.objects().expect("an object store");
    let tree = objects.commit_tree(head).expect("a tree");
    assert_eq!(tree.to_string(), repo.git(["rev-parse", "HEAD^{tree}"]).trim());
    let blob = repo.git(["rev-parse", "HEAD:a/b/c.txt"]).trim().parse().expect("an id");
    assert_eq!(objects.read(blob).expect("readable").1, b"text\n");
    assert!(matches!(objects.content(blob, 100), Ok(Content::Whole(text)) if *text == b"text\n"));
    // What a folder or an index calls a file is not read where it is a tree, large or small.
    for most in [100, 1] {
        let refused = objects.content(tree, most).map(|_| ()).expect_err("no file");
        assert!(refused.to_string().contains("is a tree"), "{refused}");
    }
    assert!(opened.merge_heads().expect("readable").is_empty());
}

#[test]
fn knows_an_unborn_head_and_configuration() {
    let repo = TestRepo::new();
    repo.git(["config", "secretscan.words", "one"]);
    repo.git(["config", "--add", "secretscan.words", "two"]);
    let opened = Repo::discover(&repo.path()).expect("a repository");
    assert_eq!(opened.head().expect("readable"), None);
    assert_eq!(opened.config_all("secretscan.words").expect("readable"), ["one", "two"]);
    assert_eq!(opened.config_string("secretscan.words").expect("readable").as_deref(), Some("two"));
    assert_eq!(opened.config_string("secretscan.none").expect("readable"), None);
    assert_eq!(opened.config_bool("core.bare").expect("readable"), Some(false));
}

#[test]
fn refuses_what_it_cannot_read_with_the_way_out() {
    let folder = TestRepo::bare_folder();
    let text = Repo::discover(&folder.path()).expect_err("no repository").to_string();
    assert!(text.contains("not inside a git repository"), "{text}");

    let sha256 = TestRepo::with_init(&["--object-format=sha256"]);
    let text = Repo::discover(&sha256.path()).expect_err("SHA-256").to_string();
    assert!(text.contains("SHA-256"), "{text}");

    let reftable = TestRepo::with_init(&["--ref-format=reftable"]);
    let text = Repo::discover(&reftable.path()).expect_err("reftable").to_string();
    assert!(text.contains("git refs migrate"), "{text}");

    let strange = TestRepo::new();
    strange.git(["config", "core.repositoryformatversion", "1"]);
    strange.git(["config", "extensions.frobnicate", "true"]);
    let text = Repo::discover(&strange.path()).expect_err("an unknown extension").to_string();
    assert!(text.contains("frobnicate"), "{text}");
}

#[test]
fn opens_linked_worktrees_submodules_and_bare_ones() {
    let repo = TestRepo::new();
    repo.write("f", "x\n");
    let commit = repo.commit_all("first");
    let linked = repo.beside("linked");
    repo.git(["worktree".as_ref(), "add".as_ref(), "-q".as_ref(), linked.as_os_str()]);
    let opened = Repo::discover(&linked).expect("a linked worktree");
    assert!(opened.git_dir().ends_with(".git/worktrees/linked"));
    assert!(opened.common_dir().ends_with("work/.git"));
    assert_eq!(opened.head().expect("readable").expect("a commit").to_string(), commit);
    assert!(opened.objects().expect("a store").contains(commit.parse().expect("an id")));

    let bare = repo.beside("bare.git");
    repo.git(["clone".as_ref(), "-q".as_ref(), "--bare".as_ref(), ".".as_ref(), bare.as_os_str()]);
    let opened = Repo::open(&bare).expect("a bare repository");
    assert_eq!(opened.work_tree(), None);
    assert_eq!(opened.head().expect("readable").expect("a commit").to_string(), commit);
}

/// Every object that git lists, read by name: what git says, byte by byte.
fn reads_like_git(repo: &TestRepo) -> usize {
    let objects = Repo::discover(&repo.path()).expect("a repository").objects().expect("a store");
    let list = repo.git(["cat-file", "--batch-all-objects", "--batch-check"]);
    for line in list.lines() {
        let [hex, kind, size] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let id = hex.parse().expect("an id");
        let (own_kind, bytes) = objects.read(id).expect("readable");
        assert_eq!((own_kind.name(), bytes.len().to_string().as_str()), (kind, size));
        assert_eq!(objects.header(id).expect("readable"), (own_kind, bytes.len() as u64));
        assert!(objects.contains(id));
        let git = repo.command("git", &repo.path()).args(["cat-file", kind, hex]).output().expect("git runs");
        assert!(git.stdout == bytes, "{hex} differs");
    }
    list.lines().count()
}

/// A few versions of a few files, so that there are deltas.
fn with_deltas() -> TestRepo {
    let repo = TestRepo::new();
    for version in 0..6 {
        let lines: Vec<String> =
            (0..400).map(|n| format!("line {n} of version {}", version / (n % 5 + 1))).collect();
        repo.write("a/long.txt", lines.join("\n")).write("b.txt", format!("{version}\n")).write("empty", "");
        repo.commit_all("more");
    }
    repo.git(["tag", "-a", "-m", "a tag", "v1"]);
    repo
}

#[test]
fn reads_single_objects_as_git_does() {
    let repo = with_deltas();
    let count = reads_like_git(&repo);
    repo.git(["repack", "-qadf", "--depth=50"]);
    assert_eq!(reads_like_git(&repo), count);
    repo.git(["-c", "repack.useDeltaBaseOffset=false", "repack", "-qadf"]);
    assert_eq!(reads_like_git(&repo), count);
    repo.git(["-c", "pack.indexVersion=1", "repack", "-qadf"]);
    assert_eq!(reads_like_git(&repo), count);
    repo.git(["multi-pack-index", "write"]);
    repo.write("one", "more\n");
    repo.commit_all("loose on top");
    assert_eq!(reads_like_git(&repo), count + 3);

    let clone = repo.beside("clone");
    repo.git(["clone".as_ref(), "-q".as_ref(), "--shared".as_ref(), ".".as_ref(), clone.as_os_str()]);
    let objects = Repo::open(&clone).expect("a repository").objects().expect("a store");
    let head = repo.git(["rev-parse", "HEAD"]).trim().parse().expect("an id");
    let tree = objects.commit_tree(head).expect("a tree");
    assert_eq!(tree.to_string(), repo.git(["rev-parse", "HEAD^{tree}"]).trim());
    let none = "0123456789012345678901234567890123456789".parse().expect("an id");
    assert!(objects.read(none).expect_err("not there").to_string().contains("missing from this clone"));
}

#[test]
fn broken_stores_are_errors_and_no_crash() {
    let repo = with_deltas();
    repo.git(["repack", "-qadf"]);
    let ids = repo.git(["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]);
    let head = repo.git(["rev-parse", "HEAD"]).trim().parse().expect("an id");
    let folder = repo.path().join(".git/objects/pack");
    for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
        let path = entry.path();
        let good = std::fs::read(&path).expect("a file");
        let _ = std::fs::remove_file(&path);
        for at in (0..good.len()).step_by((good.len() / 60).max(1)) {
            let mut bad = good.clone();
            bad[at] ^= 0xff;
            for bytes in [&bad, &good[..at].to_vec()] {
                std::fs::write(&path, bytes).expect("a file");
                let opened = Repo::open(&repo.path()).expect("a repository");
                let objects = opened.objects().expect("a store");
                for rev in ["HEAD", "HEAD~1", &ids[..7]] {
                    let _ = opened.commit_of(rev);
                }
                let _ = opened.merge_base(head, head);
                for id in ids.lines() {
                    let _ = objects.read(id.parse().expect("an id"));
                    let _ = objects.header(id.parse().expect("an id"));
                }
            }
        }
        std::fs::write(&path, &good).expect("a file");
    }
}

#[test]
fn revisions_are_those_of_git() {
    let repo = TestRepo::new();
    for name in ["one", "two", "three"] {
        repo.write("a.txt", name);
        repo.commit_all(name);
    }
    repo.git(["checkout", "-q", "-b", "side", "HEAD~1"]);
    repo.write("b.txt", "b");
    repo.commit_all("side");
    repo.git(["checkout", "-q", "main"]);
    repo.git(["merge", "-q", "--no-edit", "side"]);
    repo.git(["tag", "-a", "-m", "note", "v1"]);
    repo.git(["tag", "-a", "-m", "of a tag", "v2", "v1"]);
    repo.git(["tag", "on-tree", "HEAD^{tree}"]);
    repo.git(["update-ref", "refs/remotes/origin/main", "HEAD~1"]);
    repo.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    let id = repo.git(["rev-parse", "HEAD~2"]);
    let described = format!("v0-12-g{}", &id[..7]);
    for packed in [false, true] {
        if packed {
            repo.git(["gc", "-q"]);
        }
        let opened = Repo::discover(&repo.path()).expect("a repository");
        let names = "HEAD @ main side v1 v2 tags/v1 refs/heads/side origin origin/main main@{0}";
        let steps = "HEAD~ HEAD~2 HEAD^2 HEAD^2~1 v2^{}~1 main^{commit}^ HEAD^0 HEAD~0";
        let ids = [&id[..40], &id[..8], &id[..4].to_uppercase(), &described];
        for rev in names.split(' ').chain(steps.split(' ')).chain(ids) {
            let expected = repo.git(["rev-parse", "--verify", &format!("{rev}^{{commit}}")]);
            assert_eq!(opened.commit_of(rev).expect(rev).to_string(), expected.trim(), "{rev}");
        }
        let wrong = "nope HEAD^3 HEAD~99999999999999999999 on-tree HEAD^{tree} ~1 HEAD^x HEAD^{ abc é~1";
        for rev in wrong.split(' ').chain([""]) {
            assert!(opened.commit_of(rev).is_err(), "{rev}");
        }
        let base = opened.merge_base(
            opened.commit_of("side").expect("a branch"),
            opened.commit_of("main^1").expect("a commit"),
        );
        let expected = repo.git(["merge-base", "side", "main^1"]);
        assert_eq!(base.expect("readable").expect("they share one").to_string(), expected.trim());
    }
}

/// What makes a folder no repository is said.
#[test]
fn nearly_a_repository() {
    for (gone, word) in [("HEAD", "HEAD is gone"), ("refs", "refs is gone"), ("objects", "objects is gone")] {
        let repo = TestRepo::new();
        let path = repo.path().join(".git").join(gone);
        let away = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        away.expect("removed");
        let said = repo.scan(["--history"]).run().expect(2).stderr;
        assert!(said.contains(word), "{said}");
    }
    let repo = TestRepo::new();
    repo.git(["config", "core.worktree", "/nowhere/at/all"]);
    let said = repo.scan(["--history"]).run().expect(2).stderr;
    assert!(said.contains("core.worktree") && said.contains("/nowhere/at/all"), "{said}");
}
