"""Prints a wrk script that asks for every segment of the first series of a house, by byte range.

The same list names each rendition's address in the house and its blob's path under nginx's root.
"""

import hashlib
import json
import pathlib
import sys
import urllib.request
import uuid


def fetch(base: str, path: str):
    with urllib.request.urlopen(base + path) as answer:
        return json.load(answer)


def main() -> None:
    base, blobs = sys.argv[1], pathlib.Path(sys.argv[2])
    by_size: dict[int, list[pathlib.Path]] = {}
    for blob in blobs.glob("media/*.mp4"):
        by_size.setdefault(blob.stat().st_size, []).append(blob)
    feed = fetch(base, f"/api/v1/feed?session={uuid.uuid4()}&limit=1")
    series = feed["items"][0]["series"]
    requests = []
    for episode in fetch(base, f"/api/v1/series/{series['slug']}")["episodes"]:
        page = fetch(base, f"/api/v1/series/{series['slug']}/episodes/{episode['number']}")
        for track in page["episode"]["playback"]["video"]:
            # The blob of a rendition: of the same size, and, where two are, of the same bytes.
            candidates = by_size[track["bytes"]]
            if len(candidates) > 1:
                with urllib.request.urlopen(base + track["url"]) as answer:
                    digest = hashlib.sha256(answer.read()).hexdigest()
                candidates = [blob for blob in candidates if blob.stem == digest]
            path = "/" + str(candidates[0].relative_to(blobs))
            offsets = track["segments"]["offsets"]
            for start, end in zip(offsets, offsets[1:]):
                requests.append((track["url"], path, f"bytes={start}-{end - 1}"))
    rows = ",\n".join(f'  {{ house = "{url}", nginx = "{path}", range = "{span}" }}' for url, path, span in requests)
    print(f"local requests = {{\n{rows}\n}}")
    print("""local which, at = os.getenv("WHICH"), 0
request = function()
  at = at % #requests + 1
  local asked = requests[at]
  return wrk.format("GET", asked[which], { ["Range"] = asked.range })
end""")


if __name__ == "__main__":
    main()
