"""Medians, and the table."""

import statistics

MEASURES = ["wall_seconds", "synced_seconds", "cpu_seconds", "machine_cpu_seconds", "largest_bytes", "memory_bytes"]


def medians(runs, job, stock):
    """For each contestant the medians of all measures, and of their ratios to stock in the same round."""
    of_job = [run for run in runs if run["job"] == job]
    references = {run["round"]: run for run in of_job if run["name"] == stock}
    found = {}
    for name in dict.fromkeys(run["name"] for run in of_job):
        own = [run for run in of_job if run["name"] == name]
        found[name] = {}
        for measure in [*MEASURES, "stored_bytes"]:
            if any(measure not in run for run in own):
                continue
            found[name][measure] = statistics.median(run[measure] for run in own)
            ratios = [
                run[measure] / references[run["round"]][measure]
                for run in own
                if references[run["round"]][measure]
            ]
            found[name][measure + "_ratio"] = statistics.median(ratios) if ratios else None
    return found


def printed(job, found):
    """The table of one job, as text."""
    lines = [
        f"{job:<12}{'wall s':>18}{'until synced s':>18}{'CPU s':>18}{'largest MB':>18}{'memory MB':>18}{'stored MB':>18}"
    ]
    columns = [
        ("wall_seconds", 1),
        ("synced_seconds", 1),
        ("cpu_seconds", 1),
        ("largest_bytes", 1e6),
        ("memory_bytes", 1e6),
        ("stored_bytes", 1e6),
    ]
    for name, values in found.items():
        cells = [_cell(values, measure, unit) for measure, unit in columns]
        lines.append(f"{name:<12}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def _cell(values, measure, unit):
    if not values.get(measure):
        return "-"
    value = values[measure] / unit
    text = f"{value:,.1f}" if unit == 1 else f"{value:,.0f}"
    return f"{text} ({values[measure + '_ratio']:.2f}x)"
