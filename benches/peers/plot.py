"""bench.html: the tables and, for each instance, cost and bound over time as SVG. No script, no network."""
from html import escape
from math import log10

import table
import targets

# Colour and width: Luwes lies on top, so the lines below it are wider.
COLOURS = {"luwes": "#0072b2", "cpsat": "#d55e00", "highs": "#2fae8e"}
WIDTHS = {"luwes": 2, "cpsat": 3, "highs": 5}
WIDTH, HEIGHT, LEFT, TOP = 800, 280, 70, 12
EARLIEST = 0.01  # seconds: where the logarithmic axis begins

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 1.6rem 0 .3rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: 13px } th, td { padding: .2rem .5rem; text-align: left; border-bottom: 1px solid #ddd; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } td { white-space: nowrap }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: 13px } dt { color: #555 } dd { margin: 0 }
svg { display: block; max-width: 100%; height: auto } svg text { font-size: 12px; fill: #444 }
.grid { stroke: #e4e4e4; stroke-width: 1 } .known { stroke: #888; stroke-dasharray: 1 4; stroke-width: 1.5 }
.line { fill: none } .bound { stroke-dasharray: 7 4 }
figure { margin: 0 0 1rem; break-inside: avoid } figcaption { font-size: 13px; color: #333 }
figcaption span { margin-right: 1.2rem; white-space: nowrap } .met { color: #00663f } .missed { color: #a33000 }
@media print { body { margin: 0; max-width: none; font-size: 11px } table { font-size: 9px } }
"""


def window(runs, known):
    """Costs that the picture shows: around where the solvers end; a first roster far off would flatten the rest."""
    costs = [run.steps("cost") for run in runs if run.steps("cost")]
    bounds = [run.steps("bound")[0][1] for run in runs if run.steps("bound")]
    if not costs:
        return (min(bounds, default=0) - 1, max(bounds, default=0) + 1)
    best = min(steps[-1][1] for steps in costs)
    if known is not None:
        best = min(best, known)
    ends = max(steps[-1][1] for steps in costs)
    starts = max(steps[0][1] for steps in costs)
    high = min(starts, max(ends * 1.08, best * 1.25), best * 2 + 4)
    low = max(min(bounds, default=best), best - max(high - best, best * 0.25))
    pad = max((high - low) * 0.05, 0.5)
    return low - pad, high + pad


def marks(low, high):
    """Round numbers between two, about five."""
    power = 10 ** int(log10(max((high - low) / 4, 1)))
    step = next((power * times for times in (1, 2, 5, 10) if power * times >= (high - low) / 5), power * 10)
    first = -int(-low // step)
    return [step * at for at in range(first, int(high // step) + 1)]


def picture(runs, limit, known):
    low, high = window(runs, known)
    x = lambda at: LEFT + WIDTH * log10(min(max(at, EARLIEST), limit) / EARLIEST) / log10(limit / EARLIEST)
    y = lambda value: TOP + HEIGHT * (high - value) / (high - low)
    name = escape(runs[0].instance)
    out = [f'<svg role="img" width="{LEFT + WIDTH + 20}" height="{TOP + HEIGHT + 40}" '
           f'viewBox="0 0 {LEFT + WIDTH + 20} {TOP + HEIGHT + 40}"><title>{name}: cost and bound over time</title>',
           f'<clipPath id="{name}"><rect x="{LEFT}" y="{TOP - 2}" width="{WIDTH + 8}" height="{HEIGHT + 4}"/></clipPath>']
    for value in marks(low, high):
        out.append(f'<path class="grid" d="M{LEFT} {y(value):.1f}h{WIDTH}"/>'
                   f'<text x="{LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,}</text>')
    for at in [0.01, 0.1, 1, 10, 60, 600, 3600]:
        if at <= limit:
            out.append(f'<path class="grid" d="M{x(at):.1f} {TOP}v{HEIGHT}"/>'
                       f'<text x="{x(at):.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{at:g} s</text>')
    out.append(f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 34}" text-anchor="middle">seconds, logarithmic</text>')
    if known is not None and low <= known <= high:
        out.append(f'<path class="known" d="M{LEFT} {y(known):.1f}h{WIDTH}"/>')
    out.append(f'<g clip-path="url(#{name})">')
    for run in reversed(runs):  # Luwes, the first, is drawn last
        out.append(steps(run, "bound", x, y, limit) + steps(run, "cost", x, y, limit))
    return "".join([*out, "</g></svg>"])


def steps(run, kind, x, y, limit):
    """A line of steps up to the end of the run; a dot where it ends."""
    news = run.steps(kind)
    if not news:
        return ""
    far = lambda value: min(max(y(value), -9999), 9999)
    path = f"M{x(news[0][0]):.1f} {far(news[0][1]):.1f}"
    path += "".join(f"H{x(at):.1f}V{far(value):.1f}" for at, value in news[1:])
    end = x(max(news[-1][0], min(run.seconds - run.overhead, limit)))
    colour = COLOURS[run.solver]
    dot = f'<circle cx="{end:.1f}" cy="{far(news[-1][1]):.1f}" r="3.5" fill="{colour}"/>'
    drawn = f'stroke="{colour}" stroke-width="{WIDTHS[run.solver]}" d="{path}H{end:.1f}"'
    return f'<path class="line {kind}" {drawn}/>{dot}'


def caption(runs, known):
    """The legend: each solver with its colour, its cost and its bound."""
    out = []
    for run in runs:
        key = (f'<svg width="28" height="10" style="display:inline" aria-hidden="true"><path class="line" d="M0 5h26" '
               f'stroke="{COLOURS[run.solver]}" stroke-width="{WIDTHS[run.solver]}"/></svg>')
        end = run.note if run.status in ("not run", "failed") else ended(run, *window(runs, known))
        out.append(f"<span>{key} {table.NAMES[run.solver]}: {escape(end)}</span>")
    out.append("<br><span>solid: cost of the best roster</span> <span>dashed: proved bound</span>")
    if known is not None:
        out.append(f" <span>dotted: best known, {known}</span>")
    return "".join(out)


def ended(run, low, high):
    cost = table.shown(run.cost) + (" (above the picture)" if run.cost is not None and run.cost > high else "")
    bound = table.shown(run.bound) + (" (below the picture)" if run.bound is not None and run.bound < low else "")
    return f"{run.status}, cost {cost}, bound {bound}"


def html_table(head, rows, numbers=()):
    kind = lambda at: ' class="n"' if head[at] in numbers else ""
    cells = lambda tag, row: "".join(f"<{tag}{kind(at)}>{coloured(text)}</{tag}>" for at, text in enumerate(row))
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{cells("th", head)}</tr></thead><tbody>{body}</tbody></table></div>'


def coloured(text):
    kind = next((kind for kind in ("met", "missed") if str(text).startswith(kind)), None)
    return f'<span class="{kind}">{escape(str(text))}</span>' if kind else escape(str(text))


def page(runs, facts, limit):
    """The whole page."""
    known = targets.best_known()
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in facts.items())
    parts = [f"<h1>Luwes and its peers</h1><dl>{listed}</dl>"]
    numbers = ("cost", "bound", "gap %", "first roster s", "best roster s", "end s", "best known")
    parts.append("<h2>Results</h2>" + html_table(table.HEAD, [table.line(run) for run in runs], numbers))
    head, rows = table.target_table(runs, limit)
    if rows:
        parts.append("<h2>Targets</h2>" + html_table(head, rows, numbers))
    for instance in dict.fromkeys(run.instance for run in runs):
        here = [run for run in runs if run.instance == instance]
        best = int(known[instance]["best"]) if instance in known else None
        parts.append(f"<figure><h2>{escape(instance)}</h2>{picture(here, limit, best)}"
                     f"<figcaption>{caption(here, best)}</figcaption></figure>")
    named = dict.fromkeys(line["source"] for name, line in known.items() if any(run.instance == name for run in runs))
    if named:
        parts.append(f"<p>Best known values: {escape('; '.join(named))}.</p>")
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Luwes and its peers</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n")
