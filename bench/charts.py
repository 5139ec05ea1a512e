# SPDX-License-Identifier: MIT
"""Bar charts and lines as SVG."""
import math
from xml.sax.saxutils import escape

COLOURS = ["#2f6f9f", "#e08e2b", "#5a9a57", "#8a5ea7", "#a35252"]
FONT = "font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\""


def nice_step(most, lines=6):
    """A distance between grid lines of 1, 2 or 5 times a power of ten."""
    step = 10.0 ** -6
    while True:
        for factor in (1, 2, 5):
            if most / (step * factor) <= lines:
                return step * factor
        step *= 10


def text(x, y, words, size=13, anchor="start", colour="#222", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
            f'font-weight="{weight}">{escape(words)}</text>')


def bars(title, subtitle, rows, series, form, line=None, line_words=""):
    """Horizontal bars: `rows` is a list of (label, values), a value for each of `series` or None; `line` is marked.

    Where values reach beyond eight times the line, the axis is one of powers, and bars begin at the line.
    """
    many = len(rows) > 40
    bar, gap, size = (9, 4, 10) if many else (15, 13, 13)
    left, width, top = 280, 940, 96
    height_of_row = bar * len(series) + gap
    bottom = top + height_of_row * len(rows)
    present = [v for _, values in rows for v in values if v is not None]
    most = max([*present, line or 0]) * 1.02
    powers = line is not None and most > 8 * line
    plot = width - left - 90
    if powers:
        least = min([*present, line]) / 1.1
        marks = [factor * ten for ten in powers_of_ten(least, most) for factor in (1, 2, 5) if least <= factor * ten <= most]
    else:
        step = nice_step(most)
        marks = [i * step for i in range(int(most / step) + 1)]
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 40}" width="{width}" height="{bottom + 40}" {FONT}>',
           f'<title>{escape(title)}</title>', f'<rect width="{width}" height="{bottom + 40}" fill="#ffffff"/>',
           text(24, 32, title, 18, weight="600"), text(24, 54, subtitle, 13, colour="#555")]
    x = 24.0
    for i, name in enumerate(series):
        out += [f'<rect x="{x:.1f}" y="66" width="12" height="12" fill="{COLOURS[i]}"/>', text(x + 18, 77, name)]
        x += 40 + 7.2 * len(name)

    def at(value):
        return left + plot * (math.log(value / least) / math.log(most / least) if powers else value / most)
    begin = at(line) if powers else left
    for mark in marks:
        out += [f'<line x1="{at(mark):.1f}" y1="{top - 4}" x2="{at(mark):.1f}" y2="{bottom}" stroke="#e4e4e4"/>',
                text(at(mark), bottom + 18, f"{mark:g}", 12, "middle", "#555")]
    if line is not None:
        out += [f'<line x1="{at(line):.1f}" y1="{top - 4}" x2="{at(line):.1f}" y2="{bottom}" stroke="#b02a2a" stroke-width="1.5"/>',
                text(at(line) + 4, top - 8, line_words, 12, colour="#b02a2a")]
    y = top + gap / 2
    for label, values in rows:
        out.append(text(left - 10, y + bar * len(series) / 2 + size / 2 - 1.5, label, size, "end"))
        for i, value in enumerate(values):
            if value is None:
                out.append(text(begin + 6, y + bar * (i + 1) - 3.5 + many * 1.5, "not measured", size - 2, colour="#777"))
                continue
            end = max(at(value), begin)
            out += [f'<rect x="{min(at(value), begin):.1f}" y="{y + bar * i:.1f}" width="{abs(at(value) - begin):.1f}" height="{bar - 1 - (not many)}" fill="{COLOURS[i]}"/>',
                    text(end + 6, y + bar * (i + 1) - 3.5 + many * 1.5, form(value), size - 1, colour="#333")
                    .replace("<text ", '<text stroke="#ffffff" stroke-width="4" paint-order="stroke" ')]
        y += height_of_row
    return "\n".join([*out, "</svg>", ""])


def powers_of_ten(least, most):
    return [10.0 ** k for k in range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)]


def lines(title, subtitle, across, along, curves):
    """Both axes in powers: `curves` is a list of (name, [(x, y)], dashed), a colour for each two of them."""
    left, top, bottom, right = 90, 84, 424, 690
    width = max(940, right + 80 + math.ceil(6.8 * max(len(name) for name, _, _ in curves)))
    xs = sorted({x for _, points, _ in curves for x, _ in points})
    ys = [y for _, points, _ in curves for _, y in points]
    marks = powers_of_ten(min(ys), max(ys))
    if len(marks) == 1:
        marks.append(10 * marks[0])

    def at(x, y):
        along_x = math.log(x / xs[0]) / math.log(xs[-1] / xs[0]) if len(xs) > 1 else 0.5
        along_y = math.log(y / marks[0]) / math.log(marks[-1] / marks[0])
        return left + (right - left) * along_x, bottom - (bottom - top) * along_y
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 60}" width="{width}" height="{bottom + 60}" {FONT}>',
           f'<title>{escape(title)}</title>', f'<rect width="{width}" height="{bottom + 60}" fill="#ffffff"/>',
           text(24, 32, title, 18, weight="600"), text(24, 54, subtitle, 13, colour="#555")]
    for y in marks:
        height = at(xs[0], y)[1]
        out += [f'<line x1="{left}" y1="{height:.1f}" x2="{right}" y2="{height:.1f}" stroke="#e4e4e4"/>', text(left - 8, height + 4, f"{y:g}", 12, "end", "#555")]
    for x in xs:
        out.append(text(at(x, marks[0])[0], bottom + 18, f"{x:g}", 12, "middle", "#555"))
    out += [text((left + right) / 2, bottom + 42, across, 13, "middle"), text(left, top - 10, along, 12, colour="#555")]
    for i, (name, points, dashed) in enumerate(curves):
        colour, dash = COLOURS[i // 2 % len(COLOURS)], ' stroke-dasharray="6 4"' if dashed else ""
        places = " ".join("{:.1f},{:.1f}".format(*at(x, y)) for x, y in points)
        out.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        out += ['<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/>'.format(*at(x, y), colour) for x, y in points]
        row = top + 12 + 24 * i
        out += [f'<line x1="{right + 24}" y1="{row - 4}" x2="{right + 54}" y2="{row - 4}" stroke="{colour}" stroke-width="2"{dash}/>', text(right + 60, row, name, 12)]
    return "\n".join([*out, "</svg>", ""])
