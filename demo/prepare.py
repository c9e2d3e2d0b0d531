#!/usr/bin/env python3
"""Fetches the demo film and cuts it into series folders that `cliffhanger ingest` reads.

Big Buck Bunny, (c) Blender Foundation, CC BY 3.0 (peach.blender.org), lies whole inside the source package
`moviepy` on the Python package index; it is fetched by pip and cut without re-encoding.

    python demo/prepare.py FOLDER

writes FOLDER/series/NAME/ for each folder beside this script. Running it twice fetches nothing twice.
"""

import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile

PACKAGE = "moviepy==2.2.1"
ARCHIVE = "docs/_static/medias/getting_started/moviepy_10_minutes/moviepy_10_minutes.zip"
FILMS = ["bbb.mp4", "trailer_bbb.mp4"]


def fetch(folder: pathlib.Path) -> None:
    """Puts the films into `folder`; a film is there whole or not at all."""
    if all((folder / film).exists() for film in FILMS):
        return
    with tempfile.TemporaryDirectory(dir=folder) as work:
        work = pathlib.Path(work)
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", "moviepy"]
        subprocess.run([*pip, "--dest", work, PACKAGE], check=True)
        package = next(work.glob("*.tar.gz"))
        with tarfile.open(package) as tar:
            for member in tar:
                if member.name.endswith(ARCHIVE) or member.name.endswith(tuple(FILMS)):
                    target = work / pathlib.PurePosixPath(member.name).name
                    with tar.extractfile(member) as source, target.open("wb") as out:
                        shutil.copyfileobj(source, out)
        for archive in work.glob("*.zip"):
            with zipfile.ZipFile(archive) as zipped:
                for name in zipped.namelist():
                    if name.endswith(tuple(FILMS)):
                        with zipped.open(name) as source, (work / pathlib.PurePosixPath(name).name).open("wb") as out:
                            shutil.copyfileobj(source, out)
        for film in FILMS:
            (work / film).replace(folder / film)


def cut(folder: pathlib.Path, template: pathlib.Path) -> None:
    """Makes one series folder: what its cuts.toml asks for, then its other files."""
    out = folder / "series" / template.name
    wanted = (template / "cuts.toml").read_text()
    done = out / ".cuts.toml"
    if not done.exists() or done.read_text() != wanted:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        cuts = tomllib.loads(wanted)
        for number, (start, end) in enumerate(cuts["episodes"], 1):
            seek = ["-ss", str(start), "-to", str(end), "-i", folder / cuts["film"]]
            copy = ["-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-avoid_negative_ts", "make_zero"]
            ffmpeg(*seek, *copy, out / f"{number:02}.mp4")
        poster = cuts["poster"]
        frame = ["-ss", str(poster["at"]), "-i", folder / poster["film"], "-frames:v", "1"]
        ffmpeg(*frame, "-vf", "crop=ih*9/16:ih", "-q:v", "2", out / "poster.jpg")
        done.write_text(wanted)
    for file in template.iterdir():
        if file.name != "cuts.toml":
            shutil.copyfile(file, out / file.name)
    print(out)


def ffmpeg(*arguments) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments], check=True)


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    fetch(folder)
    for template in sorted(pathlib.Path(__file__).parent.iterdir()):
        if (template / "cuts.toml").exists():
            cut(folder, template)


if __name__ == "__main__":
    main()
