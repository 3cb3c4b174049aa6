"""Whatever is done to conversations in whatever order: each stays a tree of which one whole branch is shown.

Beside the server a model of a few lines is told the same; after every step both must show the same.
"""

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Any, cast

import httpx
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.answers import add_model
from tests.conftest import Person
from tests.fakes.provider import FakeProvider

# The server in the other thread draws random numbers while Hypothesis watches that no strategy does.
pytestmark = [pytest.mark.filterwarnings("ignore:Do not use the .random. module inside strategies")]
COPIED = ("role", "content", "thinking", "status", "model", "created_at")
some = st.integers(0, 99)


@dataclass(slots=True)
class Node:
    """A message as the model knows it."""

    id: str
    parent: str | None
    content: str
    last_at: int
    """When it was written or walked to, in steps."""
    is_answer: bool = False


@dataclass(slots=True)
class Tree:
    """A thread as the model knows it."""

    id: str
    nodes: dict[str, Node] = field(default_factory=dict[str, Node])
    head: str | None = None
    is_removed: bool = False

    def children(self, parent: str | None) -> list[str]:
        return [node.id for node in self.nodes.values() if node.parent == parent]

    def path(self, leaf: str | None) -> list[str]:
        above: list[str] = []
        while leaf is not None:
            above.append(leaf)
            leaf = self.nodes[leaf].parent
        return above[::-1]

    def last_leaf(self, root: str) -> str:
        below = [node for node in self.nodes.values() if root in self.path(node.id) and not self.children(node.id)]
        return max(below, key=lambda leaf: (leaf.last_at, leaf.id)).id


class Conversations(RuleBasedStateMachine):
    """One person at several threads."""

    def __init__(self, client: httpx.Client, model: str, endless: str) -> None:
        super().__init__()
        self.client = client
        self.model = model
        self.endless = endless
        self.trees: list[Tree] = []
        self.now: Tree | None = None  # the thread that was touched last
        self.clock = count(1)

    @initialize()
    def begin(self) -> None:
        self.add_tree(self.done("POST", "threads", {"title": "A tree"})["id"])

    @rule(thread=some)
    def start(self, thread: int) -> None:
        if len(self.trees) < 3:
            self.add_tree(self.done("POST", "threads", {"title": f"Tree {thread}"})["id"])

    @rule(thread=some)
    def say(self, thread: int) -> None:
        """At the end of what is shown."""
        tree = self.alive(thread)
        self.turn(tree, tree.head, {})

    @rule(thread=some, message=some)
    def edit(self, thread: int, message: int) -> None:
        """Say something else in the place of any message."""
        tree = self.alive(thread)
        parent = self.node(tree, message).parent if tree.nodes else None
        self.turn(tree, parent, {"parent_id": parent})

    @rule(thread=some, message=some)
    def reply(self, thread: int, message: int) -> None:
        """Say something behind any message."""
        tree = self.alive(thread)
        parent = self.node(tree, message).id if tree.nodes else None
        self.turn(tree, parent, {"parent_id": parent})

    @rule(thread=some)
    def stop(self, thread: int) -> None:
        """Say something that has no end of its own; nothing can be said below it before it has ended."""
        tree = self.alive(thread)
        body = {"content": f"Said {next(self.clock)}", "model_id": self.endless}
        taken = self.done("POST", f"threads/{tree.id}/turns", body)
        assert self.status("POST", f"threads/{tree.id}/turns", body) == 409
        assert self.status("POST", f"threads/{tree.id}/fork", {"message_id": taken["message_id"]}) == 409
        stopped = self.done("POST", f"messages/{taken['message_id']}/stop")
        assert stopped["status"] == "interrupted"
        self.said(tree, tree.head, taken, body["content"])
        self.answered(tree, taken, "interrupted")

    @rule(thread=some, message=some)
    def regenerate(self, thread: int, message: int) -> None:
        tree = self.alive(thread)
        answers = [node for node in tree.nodes.values() if node.is_answer]
        if answers:
            answer = answers[message % len(answers)]
            taken = self.done("POST", f"messages/{answer.id}/regenerate", {"model_id": self.model})
            assert taken["user_message_id"] == answer.parent
            self.answered(tree, taken)

    @rule(thread=some, message=some)
    def choose(self, thread: int, message: int) -> None:
        tree = self.alive(thread)
        if tree.nodes:
            chosen = self.node(tree, message)
            shown = self.done("POST", f"threads/{tree.id}/choose", {"message_id": chosen.id})
            tree.head = tree.last_leaf(chosen.id)
            tree.nodes[tree.head].last_at = next(self.clock)
            assert shown["head_message_id"] == tree.head

    @precondition(lambda self: len(self.trees) < 6)
    @rule(thread=some, message=some)
    def fork(self, thread: int, message: int) -> None:
        """The copy says what its origin says up to there, under ids of its own."""
        tree = self.alive(thread)
        if not tree.nodes:
            return
        up_to = self.node(tree, message).id
        made = self.done("POST", f"threads/{tree.id}/fork", {"message_id": up_to})
        copied, origin = self.branch(made["id"]), self.branch(tree.id, up_to)
        assert [[one[name] for name in COPIED] for one in copied] == [[one[name] for name in COPIED] for one in origin]
        assert not {one["id"] for one in copied} & set(tree.nodes)
        copy = self.add_tree(made["id"])
        for one, node in zip(copied, tree.path(up_to), strict=True):
            copy.nodes[one["id"]] = replace(tree.nodes[node], id=one["id"], parent=one["parent_id"])
        copy.head = copied[-1]["id"]

    @rule(thread=some)
    def remove(self, thread: int) -> None:
        tree = self.alive(thread)
        self.done("DELETE", f"threads/{tree.id}")
        tree.is_removed = True
        for path in ("branch", "messages", "draft"):
            assert self.status("GET", f"threads/{tree.id}/{path}") == 404

    @rule(thread=some)
    def restore(self, thread: int) -> None:
        tree = self.trees[thread % len(self.trees)]
        assert self.status("POST", f"threads/{tree.id}/restore") == (200 if tree.is_removed else 404)
        tree.is_removed = False
        self.now = tree

    @invariant()
    def shows_what_the_model_has(self) -> None:
        if self.now is not None and not self.now.is_removed:
            self.compare(self.now)

    def teardown(self) -> None:
        for tree in self.trees:
            if tree.is_removed:
                self.done("POST", f"threads/{tree.id}/restore")
            self.compare(tree)

    def compare(self, tree: Tree) -> None:
        written = {one["id"]: (one["parent_id"], one["content"]) for one in self.messages(tree.id)}
        assert written == {node.id: (node.parent, node.content) for node in tree.nodes.values()}, "nothing is lost"
        branch = self.branch(tree.id)
        assert [one["id"] for one in branch] == tree.path(tree.head), "a path from a root"
        assert tree.head is None or not tree.children(tree.head), "to a leaf"
        assert [one["sibling_ids"] for one in branch] == [tree.children(one["parent_id"]) for one in branch]

    # --- what the rules are made of ---

    def turn(self, tree: Tree, parent: str | None, where: dict[str, str | None]) -> None:
        content = f"Said {next(self.clock)}"
        body = {"content": content, "model_id": self.model, **where}
        taken = self.done("POST", f"threads/{tree.id}/turns", body)
        self.said(tree, parent, taken, content)
        self.answered(tree, taken)

    def said(self, tree: Tree, parent: str | None, taken: Any, content: str) -> None:
        id = taken["user_message_id"]
        tree.nodes[id] = Node(id, parent, content, next(self.clock))

    def answered(self, tree: Tree, taken: Any, status: str = "complete") -> None:
        id = taken["message_id"]
        assert self.client.get(f"messages/{id}/events").status_code == 200  # to its end
        answer = self.done("GET", f"messages/{id}")
        assert answer["status"] == status
        tree.nodes[id] = Node(id, taken["user_message_id"], answer["content"], next(self.clock), is_answer=True)
        tree.head = id

    def add_tree(self, id: str) -> Tree:
        self.now = Tree(id)
        self.trees.append(self.now)
        return self.now

    def alive(self, number: int) -> Tree:
        """One of the threads that are not in the bin."""
        there = [tree for tree in self.trees if not tree.is_removed]
        self.now = there[number % len(there)] if there else self.add_tree(self.done("POST", "threads", {})["id"])
        return self.now

    def node(self, tree: Tree, number: int) -> Node:
        return list(tree.nodes.values())[number % len(tree.nodes)]

    def branch(self, thread: str, leaf: str | None = None) -> list[dict[str, Any]]:
        """Read in stretches, from its end."""
        found: list[dict[str, Any]] = []
        query = {} if leaf is None else {"leaf": leaf}
        while True:
            page = self.client.get(f"threads/{thread}/branch", params={"limit": 3, **query}).json()
            found = page["items"] + found
            if page["next_before"] is None:
                return found
            query = {"before": page["next_before"]}

    def messages(self, thread: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        query: dict[str, str] = {}
        while True:
            page = self.client.get(f"threads/{thread}/messages", params={"limit": 5, **query}).json()
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            query = {"cursor": page["next_cursor"]}

    def status(self, method: str, path: str, body: object = None) -> int:
        return self.client.request(method, path, json=body).status_code

    def done(self, method: str, path: str, body: object = None) -> Any:
        answer = self.client.request(method, path, json=body)
        assert answer.status_code in {200, 201, 204}, (method, path, answer.text)
        return answer.json() if answer.content else None


@pytest.mark.timeout(600)
async def test_every_story_leaves_whole_trees(server: str, ann: Person, owner: Person, fake: FakeProvider) -> None:
    """In a thread of its own, since Hypothesis knows no coroutines."""
    models = [await add_model(owner, fake, behaviour) for behaviour in ("echo", "hang:2")]
    story = settings(
        max_examples=8,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # to make a failing story shorter takes minutes; add Phase.shrink to study one
    )
    with httpx.Client(base_url=f"{server}/api/v1/", headers=ann.client.headers, timeout=30) as client:
        machine = cast("type[Conversations]", partial(Conversations, client, *models))
        await asyncio.to_thread(run_state_machine_as_test, machine, settings=story)
