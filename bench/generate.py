#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the rows of bench/table.py as C++: generate.py FOLDER. With --list it prints the names of the files alone.

It ends in an error where a public layer, loss or rule has neither a row nor a reason why not (--check does that alone).
"""
import pathlib
import re
import sys

import table

INCLUDE = pathlib.Path(__file__).resolve().parent.parent / "include" / "strata"
HEAD = "// SPDX-License-Identifier: MIT\n/// Made by bench/generate.py of bench/table.py.\n"


def public_types(folder, pattern=r"\w+"):
    """The structures that the headers of a folder define for users, and where."""
    for header in sorted((INCLUDE / folder).glob("*.hpp")):
        text = re.sub(r"namespace detail \{.*?\n\}  // namespace detail", "", header.read_text(), flags=re.S)
        for name in re.findall(r"^(?:struct|class) (?:STRATA_TAGGED )?(" + pattern + r")\b(?!<)[^;]*?\{", text, flags=re.M):
            yield name, f"{folder}/{header.name}"


def words(rows):
    return set(re.findall(r"\w+", " ".join(rows)))


# The layers that forms put into a net.
JOINED = {"sum": "add", "concat": "concatenation", "multiply": "multiplication", "maximum": "largest", "minimum": "smallest"}


def check():
    layers = words(layer.strata for layer in table.LAYERS)
    layers |= {JOINED[w] for w in layers if w in JOINED}
    losses, rules = words(loss.strata for loss in table.LOSSES), words(rule.strata for rule in table.RULES)
    missing = [f"{name} ({where})" for name, where in public_types("layers")
               if name not in layers and name not in table.NO_ROWS and name not in table.PARTS_OF_LAYERS]
    missing += [f"{name} ({where})" for name, where in public_types("losses", r"(?!missing_)\w+_loss") if name not in losses and name not in table.NO_ROWS]
    for folder in ("optimizers", "optimizers/stages"):
        missing += [f"{name} ({where})" for name, where in public_types(folder)
                    if "slot_names" in (INCLUDE / where).read_text() and not name.endswith("_settings") and name not in rules and name not in table.NO_ROWS
                    and where.split("/")[-1] == f"{name}.hpp"]
    if missing:
        sys.exit("bench/table.py has no row for: " + ", ".join(missing) + ". Give it one, or a reason in NO_ROWS.")


def net(size, parts):
    first, *rest = [", ".join(map(str, extents)) for extents in size.inputs]
    return f"net<input<{first}>, " + "".join(f'named<"z", input<{z}>>, ' for z in rest) + parts.format(**size.numbers) + ">"


def source(function, declarations, rows, header="rows.hpp"):
    return (HEAD + f'#include "{header}"\n\nnamespace strata::bench {{\n\nnamespace {{\n' + "".join(d + "\n" for d in declarations)
            + f"}}  // namespace\n\nworkloads {function}() {{\n    workloads rows;\n"
            + "".join(f"    rows.push_back({r});\n" for r in rows) + "    return rows;\n}\n\n}  // namespace strata::bench\n")


def layer_files():
    groups = {}
    for layer in table.LAYERS:
        declarations, rows = groups.setdefault(layer.group, ([], []))
        for size in layer.sizes:
            of = f"n{len(declarations)}"
            declarations.append(f"struct {of} : {net(size, layer.strata)} {{}};")
            made = {"fwd": f"answers<{of}>", "fwdbwd": f"there_and_back<{of}>"}
            for kind in layer.passes:
                row = f'{made[kind]}("{size.name(kind, layer.name)}", {size.batch})'
                rows.append(f"picking<{of}>({row}, {size.batch}, {str(kind == 'fwdbwd').lower()})" if layer.picks else row)
    return {f"{group}_rows": source(f"{group}_rows", *of, header="runs.hpp") for group, of in groups.items()}


def growth_file():
    declarations, rows = [], []
    for name, growth, _, size in table.growth_rows():
        of = f"n{len(declarations)}"
        declarations.append(f"struct {of} : {net(size, growth.strata)} {{}};")
        rows.append(f'there_and_back<{of}>("{name}", {size.batch})')
    return source("growth_rows", declarations, rows, header="runs.hpp")


def loss_file():
    rows = []
    for name, loss, size in table.loss_rows():
        shape = ", ".join(map(str, size.inputs[0]))
        rows.append(f'loss_row<shape<{shape}>>("{name}", {size.batch}, {loss.strata.format(**size.numbers)})')
    return source("loss_rows", [], rows)


def rule_file():
    rows = [f'{"stage_row" if rule.stage else "rule_row"}("{name}", {rule.strata}, {extents[0]}, {extents[1]}, {rule.moved})'
            for name, rule, extents in table.rule_rows()]
    return source("rule_rows", [], rows)


def files():
    made = layer_files() | {"growth_rows": growth_file(), "loss_rows": loss_file(), "rule_rows": rule_file()}
    all_rows = (HEAD + '#include "workload.hpp"\n\nnamespace strata::bench {\n\n' + "".join(f"workloads {f}();\n" for f in made)
                + "\nworkloads table_rows() {\n    return joined({" + ", ".join(f"{f}()" for f in made) + "});\n}\n\n}  // namespace strata::bench\n")
    return {f"{name}.cpp": text for name, text in (made | {"table_rows": all_rows}).items()}


def main():
    check()
    if sys.argv[1:] == ["--check"]:
        return
    if sys.argv[1:] == ["--list"]:
        print(";".join(files()), end="")
        return
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        if not (folder / name).exists() or (folder / name).read_text() != text:
            (folder / name).write_text(text)


if __name__ == "__main__":
    main()
