//! Which repositories are opened, and how the others are refused.

use crate::support::TestRepo;
use secretscan::git::Repo;

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
