"""Runs the recorded AWS behaviour against the release binary and holds the number of passes to a floor that only rises.

Needs the folder of recordings ($STEPWELL_SHARED, else ../shared); says so and succeeds where it is missing.
`--update` writes the floors that were reached.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from stepwell import Server, shared

FLOORS = pathlib.Path(__file__).with_name("conformance.json")


def measured(server, folder, pattern):
    command = [sys.executable, str(folder / "conformance/aws/run.py"), "--endpoint", server.endpoint, "--jobs", "4"]
    done = subprocess.run([*command, "--filter", pattern], capture_output=True, text=True, timeout=2400)
    totals = re.findall(r"(\d+) passed, (\d+) failed, (\d+) skipped", done.stdout)
    if not totals:
        sys.exit(f"conformance: the runner gave no totals\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return [int(count) for count in totals[-1]]


def main():
    folder = shared()
    if folder is None:
        print("conformance: skipped: no recordings; set STEPWELL_SHARED")
        return
    floors = json.loads(FLOORS.read_text())
    below = []
    with tempfile.TemporaryDirectory() as work, Server(pathlib.Path(work) / "data") as server:
        for pattern, floor in floors.items():
            passed, failed, skipped = measured(server, folder, pattern)
            print(f"{pattern:20} {passed} passed, {failed} failed, {skipped} skipped (floor {floor})", flush=True)
            if passed < floor:
                below.append(pattern)
            floors[pattern] = passed
    if "--update" in sys.argv:
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n")
    elif below:
        sys.exit(f"conformance: below the floor: {', '.join(below)}")


if __name__ == "__main__":
    main()
