"""Serves the model of a GGUF with llama.cpp's own server, until nobody holds its standard input any more."""

from __future__ import annotations

import sys


def main(model: str, context: int) -> None:
    """Says its address and serves."""
    import xllamacpp  # noqa: PLC0415 (only for those who run a real model)

    told = xllamacpp.CommonParams()
    told.model.path = model
    told.n_ctx = context
    # Taken as they are: no room is guessed from the machine's memory, nothing is asked of a graphics card.
    told.fit_params, told.n_gpu_layers, told.n_parallel = False, 0, 1
    told.hostnames, told.port, told.ui = ["127.0.0.1"], 0, False
    told.sampling.seed = 4
    server = xllamacpp.Server(told)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
