"""Real git against the embedded GitHub: clone, push, protection, events, signatures."""

import subprocess

import pytest

from support.embedded import ORDVEC, SECOND, VIEWER, bare_env, client, serving

R = f"/repos/{ORDVEC}"


@pytest.fixture
def rehearsal(tmp_path):
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
def git(rehearsal, tmp_path):
    env = {
        **bare_env(tmp_path),
        "GIT_CONFIG_COUNT": "4",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "Maintainer",
        "GIT_CONFIG_KEY_1": "user.email",
        "GIT_CONFIG_VALUE_1": "maintainer@example.org",
        "GIT_CONFIG_KEY_2": "gpg.format",
        "GIT_CONFIG_VALUE_2": "ssh",
        "GIT_CONFIG_KEY_3": "http.extraHeader",
    }

    def run(*words, login=VIEWER, token=None, check=True):
        value = token or (rehearsal.token(login) if login else None)
        header = f"Authorization: Bearer {value}" if value else "X-Nobody: 1"
        done = subprocess.run(
            ["git", *words],
            env={**env, "GIT_CONFIG_VALUE_3": header},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    return run


@pytest.fixture
def work(rehearsal, git, tmp_path):
    git("clone", "-q", rehearsal.git_url(ORDVEC), str(tmp_path / "work"))
    return str(tmp_path / "work")


def commit(git, work, text="text", branch="train"):
    git("-C", work, "switch", "-q", "-C", branch, "origin/main")
    with open(f"{work}/note.txt", "w") as note:  # noqa: PTH123
        note.write(text)
    git("-C", work, "add", "note.txt")
    git("-C", work, "commit", "-q", "-m", "A note")


def test_anyone_reads_and_nobody_else_pushes(rehearsal, git, work):
    git("ls-remote", rehearsal.git_url(ORDVEC), login=None)
    commit(git, work)
    for who in ({"login": None}, {"login": "stranger"}, {"token": "ghp_wrong"}):
        refused = git("-C", work, "push", "origin", "train", check=False, **who)
        assert refused.returncode != 0
    assert rehearsal.repo.git.branch("train") is None


def test_a_push_is_known_before_git_is_answered(rehearsal, git, work):
    commit(git, work)
    git("-C", work, "push", "-q", "origin", "train", login=SECOND)
    with client(rehearsal, rehearsal.token(VIEWER)) as http:
        sha = http.get(f"{R}/branches/train").json()["commit"]["sha"]
        pull = http.post(f"{R}/pulls", json={"title": "t", "head": "train", "base": "main"}).json()
        runs = http.get(f"{R}/actions/runs", params={"head_sha": sha}).json()["workflow_runs"]
        assert {(run["event"], run["head_branch"]) for run in runs} == {("pull_request", "train")}
        assert {run["actor"]["login"] for run in runs} == {VIEWER}
        commit(git, work, "more")
        git("-C", work, "push", "-q", "--force", "origin", "train")
        newer = http.get(f"{R}/pulls/{pull['number']}").json()["head"]["sha"]
        assert newer != sha
        states = {
            run["head_sha"]: run["conclusion"]
            for run in http.get(f"{R}/actions/runs", params={"branch": "train"}).json()["workflow_runs"]
            if run["path"].endswith("/ci.yml")
        }
        assert states == {sha: "cancelled", newer: None}


def test_a_large_push_arrives_whole(git, work, rehearsal):
    text = "".join(f"{number * 2654435761 % 2**32:08x}\n" for number in range(400_000))
    commit(git, work, text)
    git("-C", work, "-c", "core.compression=0", "push", "-q", "origin", "train")
    sha = rehearsal.repo.git.branch("train")
    assert rehearsal.repo.git.file(sha, "note.txt") == text.encode()


def test_main_is_protected_and_tags_stay(rehearsal, git, work):
    commit(git, work, branch="main")
    refused = git("-C", work, "push", "origin", "main", check=False)
    assert refused.returncode != 0
    assert "GH006: Protected branch update failed for refs/heads/main." in refused.stderr
    head = rehearsal.repo.git.branch("main")
    git("-C", work, "tag", "v0.6.0", head)
    git("-C", work, "push", "-q", "origin", "v0.6.0")
    git("-C", work, "tag", "-f", "v0.6.0", "main")
    for words in (("push", "--force", "origin", "v0.6.0"), ("push", "origin", ":v0.6.0")):
        refused = git("-C", work, *words, check=False)
        assert refused.returncode != 0
        assert "GH013" in refused.stderr
    assert rehearsal.repo.git.resolve("refs/tags/v0.6.0") == head
    runs = [run for run in rehearsal.repo.runs.values() if run.head_branch == "v0.6.0"]
    assert [(run.file, run.actor) for run in runs] == [("release.yml", VIEWER)]


def test_github_says_who_signed(rehearsal, git, work, tmp_path):
    from gonogo.rehearsal.gitcall import isolated_git_env
    from gonogo.rehearsal.keys import Person, make_signing_identity

    person = Person(VIEWER, "Maintainer", "maintainer@example.org")
    identity = make_signing_identity(tmp_path / "keys", person, isolated_git_env(tmp_path / "home"))
    sign = ["-c", f"user.signingKey={identity.key}"]
    if identity.program:
        sign += ["-c", f"gpg.ssh.program={identity.program}"]
    git("-C", work, *sign, "tag", "-s", "-m", "signed", "v0.6.1", "origin/main")
    git("-C", work, "tag", "-a", "-m", "unsigned", "v0.6.2", "origin/main")
    git("-C", work, "tag", "v0.6.3", "origin/main")
    git("-C", work, "push", "-q", "origin", "v0.6.1", "v0.6.2", "v0.6.3")
    with client(rehearsal, rehearsal.token(VIEWER)) as http:

        def verified(tag):
            target = http.get(f"{R}/git/ref/tags/{tag}").json()["object"]
            if target["type"] == "commit":
                return None
            found = http.get(f"{R}/git/tags/{target['sha']}").json()
            assert found["tag"] == tag
            return found["verification"]["verified"], found["verification"]["reason"]

        assert verified("v0.6.1") == (False, "unknown_key")
        rehearsal.trust_key(VIEWER, identity.public_key)
        assert verified("v0.6.1") == (True, "valid")
        assert verified("v0.6.2") == (False, "unsigned")
        assert verified("v0.6.3") is None


def test_what_is_not_there(git, rehearsal):
    for url in (f"{rehearsal.url}no/body.git", f"{rehearsal.url}Fieldnote-Echo/other.git"):
        assert git("ls-remote", url, check=False).returncode != 0
    rehearsal.repo.is_private = True
    assert git("ls-remote", rehearsal.git_url(ORDVEC), login="stranger", check=False).returncode != 0
    git("ls-remote", rehearsal.git_url(ORDVEC))
