//! Compares ranges with the library's answer on random histories.

use super::*;
use crate::git::objects::object_id;
use crate::model::Dice;

/// Makes commits one after the other, each with one to three of the latest as parents.
fn commits(repo: &git2::Repository, dice: &mut Dice, count: usize) -> Vec<git2::Oid> {
    let tree = repo.treebuilder(None).and_then(|builder| builder.write()).expect("the empty tree");
    let tree = repo.find_tree(tree).expect("it was written");
    let mut all: Vec<git2::Oid> = Vec::new();
    for number in 0..count {
        let parents = if number == 0 { 0 } else { 1 + dice.below(6).saturating_sub(3) };
        let mut parents: Vec<usize> = (0..parents).map(|_| number - 1 - dice.below(number.min(9))).collect();
        parents.dedup();
        let parents: Vec<_> = parents.iter().map(|at| repo.find_commit(all[*at]).expect("written")).collect();
        let parents: Vec<&git2::Commit<'_>> = parents.iter().collect();
        let time = git2::Time::new(1_000_000 + 60 * number as i64, 0);
        let who = git2::Signature::new("a", "a@example.com", &time).expect("a name");
        let message = format!("{number}");
        all.push(repo.commit(None, &who, &who, &message, &tree, &parents).expect("a commit"));
    }
    all
}

/// The library's answer, newest first.
fn told(repo: &git2::Repository, include: git2::Oid, exclude: &[git2::Oid]) -> Vec<ObjectId> {
    let mut walk = repo.revwalk().expect("a walk");
    if !exclude.is_empty() {
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME).expect("an order");
    }
    walk.push(include).expect("a tip");
    exclude.iter().for_each(|id| walk.hide(*id).expect("a bound"));
    walk.filter_map(|id| object_id(id.expect("all is there"))).collect()
}

#[test]
fn ranges_are_those_of_the_library() {
    let folder = tempfile::tempdir().expect("a folder");
    let repo = git2::Repository::init_bare(folder.path()).expect("a repository");
    let mut dice = Dice(11);
    let (count, none) = (80, HashSet::new());
    let all = commits(&repo, &mut dice, count);
    let objects = Objects::open(&[folder.path().join("objects")]).expect("a store");
    let ids = |oids: &[git2::Oid]| oids.iter().filter_map(|id| object_id(*id)).collect::<Vec<_>>();
    for _ in 0..200 {
        let tip = all[count - 1 - dice.below(20)];
        let bounds: Vec<_> = (0..dice.below(3)).map(|_| all[dice.below(count)]).collect();
        let expected = told(&repo, tip, &bounds);
        if !bounds.is_empty() {
            let mut commits = Commits::new(&objects, &none);
            for (id, hidden) in [(tip, false)].into_iter().chain(bounds.iter().map(|id| (*id, true))) {
                let number = commits.meet(object_id(id).expect("SHA-1")).expect("it is there");
                if hidden {
                    commits.hide(number);
                }
                commits.enter(number);
            }
            let found = commits.bounded(|| false, &mut |_| {}).expect("all is there").expect("in time");
            let sorted = commits.newest_first(found);
            assert_eq!(sorted.iter().map(|n| commits.met[*n].id).collect::<Vec<_>>(), expected);
        }
        let most = dice.below(30);
        for limits in [Limits::default(), Limits { most: Some(most), ..Limits::default() }] {
            let mut found = Commits::new(&objects, &none)
                .between(&ids(&[tip]), &ids(&bounds), limits, &mut |_| {})
                .expect("all is there")
                .expect("in time");
            for (at, id) in found.iter().enumerate() {
                let commit = repo.find_commit(git2::Oid::from_bytes(id.as_bytes()).expect("an id"));
                let parents = ids(&commit.expect("it is there").parent_ids().collect::<Vec<_>>());
                assert!(found[at..].iter().all(|later| !parents.contains(later)), "parents come first");
            }
            let mut expected = expected[..expected.len().min(limits.most.unwrap_or(usize::MAX))].to_vec();
            found.sort();
            expected.sort();
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn common_ancestors_are_those_of_the_library() {
    let folder = tempfile::tempdir().expect("a folder");
    let repo = git2::Repository::init_bare(folder.path()).expect("a repository");
    let (mut dice, none) = (Dice(3), HashSet::new());
    let mut all = commits(&repo, &mut dice, 60);
    let root = repo.find_commit(all[0]).expect("written");
    let who = root.author();
    let tree = root.tree().expect("written");
    all.push(repo.commit(None, &who, &who, "alone", &tree, &[]).expect("a commit"));
    let objects = Objects::open(&[folder.path().join("objects")]).expect("a store");
    let (mut several, mut nothing) = (0, 0);
    for _ in 0..300 {
        let [one, other] = [all[dice.below(all.len())], all[dice.below(all.len())]];
        let mut expected: Vec<ObjectId> = match repo.merge_bases(one, other) {
            Ok(ids) => ids.iter().filter_map(|id| object_id(*id)).collect(),
            Err(_) => Vec::new(),
        };
        let [one, other] = [one, other].map(|id| object_id(id).expect("SHA-1"));
        let mut found = Commits::new(&objects, &none).bases(one, other).expect("all is there");
        (several, nothing) = (several + found.len() / 2, nothing + usize::from(found.is_empty()));
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
    assert!(several > 0 && nothing > 0, "{several} {nothing}");
}

#[test]
fn dates_and_borders_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let repo = git2::Repository::init_bare(folder.path()).expect("a repository");
    let all = commits(&repo, &mut Dice(5), 40);
    let objects = Objects::open(&[folder.path().join("objects")]).expect("a store");
    let tip = [object_id(all[39]).expect("SHA-1")];
    let found = |border: &[git2::Oid], limits: Limits| {
        let border: HashSet<ObjectId> = border.iter().filter_map(|id| object_id(*id)).collect();
        Commits::new(&objects, &border)
            .between(&tip, &[], limits, &mut |_| {})
            .expect("all is there")
            .expect("in time")
    };
    let since = Limits { since: Some(1_000_000 + 60 * 30), ..Limits::default() };
    let new: Vec<ObjectId> = all[30..].iter().filter_map(|id| object_id(*id)).collect();
    let reached = found(&[], Limits::default());
    let mut expected: Vec<ObjectId> = new.into_iter().filter(|id| reached.contains(id)).collect();
    let mut seen = found(&[], since);
    expected.sort();
    seen.sort();
    assert_eq!(seen, expected);
    assert_eq!(found(&all[39..], Limits::default()), tip);
    let over = Limits { deadline: Some(Instant::now()), ..Limits::default() };
    assert!(
        Commits::new(&objects, &HashSet::new())
            .between(&tip, &[], over, &mut |_| {})
            .expect("readable")
            .is_none()
    );
}
