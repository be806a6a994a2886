"""Runs a pipeline in a session of its own and measures it: wall time, CPU seconds, memory."""

import dataclasses
import os
import signal
import subprocess
import threading
import time

SAMPLE_SECONDS = 0.2
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class FailedError(Exception):
    """A command of the pipeline failed."""


@dataclasses.dataclass(frozen=True)
class Usage:
    """What a run took.

    wall_seconds: from the start to the end of the last process.
    synced_seconds: the same, and until what was written is on the disk.
    cpu_seconds: user and system time of all processes and their children (wait4).
    machine_cpu_seconds: of the whole machine meanwhile, kernel threads with it, until it was synced.
    largest_bytes: resident memory of the largest process at its peak (VmHWM).
    memory_bytes: the sum of the peaks of all processes.
    """

    wall_seconds: float
    synced_seconds: float
    cpu_seconds: float
    machine_cpu_seconds: float
    largest_bytes: int
    memory_bytes: int


def run(commands, log, sync_path, output=None):
    """Measures `commands`, each a list, piped one into the next.

    What the last one prints goes to the file `output`, what all say to the file `log`.
    """
    os.sync()  # what earlier runs left to be written
    peaks = {}
    with open(log, "wb") as said, open(output or os.devnull, "wb") as out:
        machine = _machine_cpu_seconds()
        begun = time.monotonic()
        processes = _start(commands, said, out)
        group = processes[0].pid
        sampler = _Sampler(group, peaks)
        try:
            cpu_seconds = sum(_wait(process, log) for process in processes)
            wall_seconds = time.monotonic() - begun
        except BaseException:
            _end(group, processes)
            raise
        finally:
            sampler.stop()
    subprocess.run(["sync", "-f", sync_path], check=True)
    synced_seconds = time.monotonic() - begun
    return Usage(
        wall_seconds,
        synced_seconds,
        cpu_seconds,
        _machine_cpu_seconds() - machine,
        max(peaks.values(), default=0),
        sum(peaks.values()),
    )


def _start(commands, said, out):
    processes = []
    source = subprocess.DEVNULL
    for number, command in enumerate(commands):
        last = number == len(commands) - 1
        process = subprocess.Popen(
            command,
            stdin=source,
            stdout=out if last else subprocess.PIPE,
            stderr=said,
            # One group for all, so that the sampler finds them and their children.
            process_group=processes[0].pid if processes else 0,
        )
        if source is not subprocess.DEVNULL:
            source.close()
        source = process.stdout
        processes.append(process)
    return processes


def _wait(process, log):
    """The CPU seconds of the process and of all children that it waited for."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        with open(log, errors="replace") as said:
            raise FailedError(
                f"'{' '.join(process.args)}' ended with {process.returncode}: {said.read()[-2000:]}"
            )
    return used.ru_utime + used.ru_stime


def _end(group, processes):
    """Ends what is left of a run that failed or was interrupted."""
    try:
        os.killpg(group, signal.SIGTERM)
    except ProcessLookupError:
        return
    for process in processes:
        if process.returncode is None:
            process.wait()


class _Sampler:
    """Notes the peak memory of every process of a group.

    Not the ru_maxrss of wait4: a process inherits there what its parent had before exec.
    """

    def __init__(self, group, peaks):
        self.group = group
        self.peaks = peaks
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._sample)
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.thread.join()

    def _sample(self):
        while not self.stopping.wait(SAMPLE_SECONDS):
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    if os.getpgid(int(pid)) == self.group:
                        self.peaks[pid] = max(self.peaks.get(pid, 0), _peak_bytes(pid))
                except (ProcessLookupError, FileNotFoundError):
                    pass  # it has ended


def _peak_bytes(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0  # it is ending


def _machine_cpu_seconds():
    with open("/proc/stat") as stat:
        ticks = [int(field) for field in stat.readline().split()[1:9]]
    idle = ticks[3] + ticks[4]
    return (sum(ticks) - idle) / TICKS_A_SECOND
