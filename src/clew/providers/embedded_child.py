"""The process in which the embedded model runs: `python -m clew.providers.embedded_child`.

A model that crashes or eats memory takes this process with it and not the server. It reads one line of JSON from its
standard input (`model`, `api_key`, `window`), answers with one line of JSON (`address`) when it is ready, and ends when
its standard input does: the pipe is closed by the kernel when its parent dies, however it dies, on every platform.
"""

import json
import os
import sys
import threading
from typing import Any, cast

import xllamacpp  # pyright: ignore[reportMissingTypeStubs]

LLAMA = cast("Any", xllamacpp)
"""It is written in C++ and says nothing about its types."""
LONGEST_ANSWER = 1024
"""Tokens, where the request sets no bound: small models tend to repeat themselves until the window is full."""

OLD_PROMPTS = 128
"""MiB, for some 5,500 tokens: a title asked for in between must not make the next turn read its thread again, at
130 tokens a second. Left alone, it would keep 8 GiB."""


def start(model: str, api_key: str, window: int) -> Any:
    params = LLAMA.CommonParams()
    params.model.path = model
    params.n_ctx = window
    params.n_parallel = 1
    params.n_predict = LONGEST_ANSWER
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.n_threads_http = 2
    params.n_batch = params.n_ubatch = 64  # a prompt is given up between batches only; larger ones are no faster
    params.cache_ram_mib = OLD_PROMPTS
    params.n_gpu_layers = 0
    params.warmup = False
    params.hostnames = ["127.0.0.1"]
    params.api_keys = [api_key]
    params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
    params.verbosity = 1
    # Half of its makers' temperature: it names a capital more often. What it said many times of late becomes less
    # likely, or it says one sentence for ever; the mark that ends an answer is hardly touched, since it is rare.
    params.sampling.temp = 0.1
    params.sampling.penalty_freq = 0.2
    params.sampling.penalty_last_n = 128
    params.sampling.top_p = 0.9
    return LLAMA.Server(params)


def end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)  # nothing here is worth a tidy end, and a thread cannot make one


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    watch = threading.Thread(
        target=end_with_parent, daemon=True
    )  # before the model is loaded: the parent may die meanwhile
    watch.start()
    server = start(order["model"], order["api_key"], order["window"])
    print(json.dumps({"address": server.listening_address}), flush=True)  # noqa: T201  # how the parent finds it
    watch.join()


if __name__ == "__main__":
    main()
