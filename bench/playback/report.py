"""Reads what wrk printed of the house and of nginx, prints the ratio of the medians and stores it."""

import json
import re
import statistics
import sys


def read(file: str) -> dict:
    text = open(file).read()
    if "Non-2xx" in text or "Socket errors" in text:
        sys.exit(f"{file}: some requests failed:\n{text}")
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    p99 = [float(value) * unit[name] for value, name in re.findall(r"99%\s+([\d.]+)(us|ms|s)", text)]
    rates = [float(rate) for rate in re.findall(r"Requests/sec:\s+([\d.]+)", text)]
    return {"segments_per_second": rates, "median": statistics.median(rates), "p99_ms": statistics.median(p99)}


def main() -> None:
    house, nginx, connections, out = sys.argv[1:]
    result = {"connections": int(connections), "house": read(house), "nginx": read(nginx)}
    result["ratio"] = round(result["house"]["median"] / result["nginx"]["median"], 3)
    print(f"house {result['house']['median']:.0f}/s, nginx {result['nginx']['median']:.0f}/s, ratio {result['ratio']}")
    with open(out, "w") as file:
        json.dump(result, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
