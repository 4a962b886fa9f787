# SPDX-License-Identifier: Apache-2.0
"""Runs one command, measures it with all its children, and stops it at a limit.

    watch.py REPORT.json LOG CPU_SECONDS WALL_SECONDS MEMORY_MB COMMAND...

CPU is user + system of the command and of every child it waited for.  Memory is the largest sum of the
proportional shares (PSS) of all its processes, looked at five times a second, and at least the largest
resident size of one of them as the kernel counted it.  The limit is on CPU seconds, since other work on
the machine must not make a program look slower than it is; the wall limit only ends what hangs.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def members(session: int) -> list[tuple[int, float]]:
    """(process, CPU seconds so far) of everything in the session."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) == session:
            found.append((int(entry.name), sum(map(int, fields[11:15])) / TICKS))
    return found


def share_mb(process: int) -> float:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def main() -> None:
    report, log, cpu_limit, wall_limit, memory_limit, *command = sys.argv[1:]
    begun = time.monotonic()
    cpu = peak = 0.0
    ended = "ok"
    with open(log, "wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)
        signal.signal(signal.SIGTERM, lambda *_: (os.killpg(child.pid, signal.SIGKILL), sys.exit(1)))
        while True:
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            running = members(child.pid)
            cpu = max(cpu, sum(seconds for _, seconds in running))
            peak = max(peak, sum(share_mb(process) for process, _ in running))
            wall = time.monotonic() - begun
            if ended == "ok" and (cpu > float(cpu_limit) or wall > float(wall_limit) or peak > float(memory_limit)):
                ended = "memory" if peak > float(memory_limit) else "time"
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.02 if wall < 1 else 0.2)
    wall = time.monotonic() - begun
    for process, _ in members(child.pid):  # children that outlived it
        os.kill(process, signal.SIGKILL)
    if ended == "ok" and status != 0:
        ended = f"failed ({os.waitstatus_to_exitcode(status)})"
    result = {
        "ended": ended,
        "cpu_s": round(max(cpu, used.ru_utime + used.ru_stime), 3),
        "wall_s": round(wall, 3),
        "peak_mb": round(max(peak, used.ru_maxrss / 1024), 1),
    }
    Path(report).write_text(json.dumps(result))


if __name__ == "__main__":
    main()
