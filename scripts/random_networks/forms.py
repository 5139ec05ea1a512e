# SPDX-License-Identifier: MIT
"""Forms drawn at random around layers, and forms around forms."""
import torch
from torch.nn import functional

from random_networks.layers import Layers
from random_networks.run import Part, chain, channel_axis, channels, joined, with_channels, written


class Forms(Layers):
    """Draws forms over an input of shape X. What makes a list of parts may begin with a tap."""

    def tap(self, X, name):
        def compute(run, x):
            run.taps[name] = x
            return x
        part = Part(f'tap<"{name}">', X, compute, form=True)
        part.name = name
        return part

    def from_tap(self, tap, parts):
        def compute(run, x):
            x = run.taps[tap.name]
            for p in parts:
                x = p(run, x)
            return x
        text = ", ".join([f'"{tap.name}"'] + [p.text for p in parts])
        return Part(f"from<{text}>", parts[-1].shape if parts else tap.shape, compute, form=True)

    def to_channels(self, X, C):
        """A layer that makes C channels and leaves the rest of the shape."""
        if len(X) == 3:
            return self.conv(X, True, C)
        if len(X) == 2 and self.chance(0.25):
            return self.lstm(X, C)
        return self.dense(X, C) if self.chance(0.9) else self.drop_connect(X, C)

    def keeping_places(self, X, depth):
        """A part that changes channels at most: a list."""
        if len(X) == 3:
            kind = self.weighted(conv=5, pool=1, activation=4, norm=3, learned_map=1, maxout=0.7, softmax=0.4, dropped=0.5,
                                 zero_channels=0.4, drop_connect=0.3, unpooled=0.5 if self.alone else 0, form=1.2 if depth > 0 else 0)
            if kind in ("conv", "pool"):
                return [getattr(self, kind)(X, True)]
        elif len(X) == 2:
            kind = self.weighted(dense=3, attention=2, lstm=1.5, positions=1, activation=3, norm=2, learned_map=0.7, maxout=0.5,
                                 softmax=0.4, dropped=0.4, zero_channels=0.3, drop_connect=0.3, form=1.2 if depth > 0 else 0)
        else:
            kind = self.weighted(dense=4, activation=4, norm=2, learned_map=0.7, maxout=0.7, softmax=0.4, dropped=0.5,
                                 zero_channels=0.3, drop_connect=0.4, form=1.2 if depth > 0 else 0)
        if kind == "form":
            return self.draw_form(X, depth - 1, keeps_places=True)
        made = getattr(self, kind)(X)
        return made if isinstance(made, list) else [made]

    def body(self, X, Y=None, depth=0):
        """Parts that keep the places of X, and make Y where that is given."""
        parts = []
        for _ in range(self.r.randint(1, 3)):
            parts += self.keeping_places(parts[-1].shape if parts else X, depth)
        if Y and parts[-1].shape != Y:
            parts.append(self.to_channels(parts[-1].shape, channels(Y)))
        return parts

    def in_several_places(self, draw):
        before, self.alone = self.alone, False
        made = draw()
        self.alone = before
        return made

    def draw_form(self, X, depth, keeps_places=False):
        kind = self.weighted(residual=4, concat=2.5, sum=1.5, repeat=1, shared=1.2, named=0.7, frozen=0.6, chain=0.5,
                             strided=1.5 if len(X) == 3 and not keeps_places else 0)
        return getattr(self, "form_" + kind)(X, depth)

    def residual_of(self, body, shortcut, shape):
        def compute(run, x):
            around = shortcut(run, x) if shortcut else x
            return run.made(body(run, x) + around)
        text = f"residual<{body.text}>" if shortcut is None else f"residual<{body.text}, {shortcut.text}>"
        return Part(text, shape, compute, form=True)

    def form_residual(self, X, depth):
        if self.chance(0.04):
            block = [self.residual_of(chain([], X), None, X)]
        elif self.chance(0.6):
            block = [self.residual_of(chain(self.body(X, X, depth), X), None, X)]
        else:
            parts = self.body(X, None, depth)
            Y = parts[-1].shape
            shortcut = self.to_channels(X, channels(Y)) if Y != X or self.chance(0.5) else None
            block = [self.residual_of(chain(parts, X), shortcut and chain([shortcut] + ([self.norm(Y)] if self.chance(0.4) else []), X), Y)]
        return block + ([self.activation(block[0].shape)] if self.chance(0.6) else [])

    def form_strided(self, X, depth):
        """The block that halves an image."""
        C, H, W = X
        K, OH, OW = self.size(), (H - 1) // 2 + 1, (W - 1) // 2 + 1

        def half(F):
            P, bias = F // 2, self.chance(0.5)

            def compute(run, x):
                w = run.parameter(K, C, F, F)
                b = run.parameter(K) if bias else None
                return functional.conv2d(x, w, b, 2, P)
            return Part(written("conv", K, F, "stride<2>", f"pad<{P}>" if P else None, "round_down", None if bias else "no_bias"),
                        (K, OH, OW), compute)
        Y = (K, OH, OW)
        body = [half(3)] + self.body(Y, Y, 0)
        shortcut = [half(1)] + ([self.norm(Y)] if self.chance(0.5) else [])
        return [self.residual_of(chain(body, X), chain(shortcut, X), Y)] + ([self.activation(Y)] if self.chance(0.6) else [])

    def branches(self, X, depth, C=None):
        """Two or three branches over the places of X; of C channels each where that is given."""
        def branch():
            taps = [t for t in self.taps if t.shape[1:] == X[1:] and len(t.shape) == len(X) and (len(X) < 2 or t.shape[-1] == X[-1] or len(X) == 2)
                    and (len(X) != 2 or t.shape[0] == X[0])]
            if taps and self.chance(0.5):
                tap = self.pick(*taps)
                parts = self.body(tap.shape, C and with_channels(X, C), 0) if self.chance(0.4) else []
                if C and not parts and channels(tap.shape) != C:
                    parts = [self.to_channels(tap.shape, C)]
                return self.from_tap(tap, parts)
            if self.chance(0.25) and (C is None or channels(X) == C):
                return chain([], X)
            return chain(self.body(X, C and with_channels(X, C), depth), X)
        several = [branch() for _ in range(self.pick(2, 2, 2, 3))]
        if all(b.text.startswith("from") for b in several) and self.chance(0.9):  # nothing else would follow from X
            several[-1] = chain(self.body(X, C and with_channels(X, C), 0), X)
        return several

    def form_concat(self, X, depth):
        several = self.branches(X, depth)
        axis = channel_axis(X)
        Y = with_channels(X, sum(channels(b.shape) for b in several))

        def compute(run, x):
            return run.made(torch.cat([b(run, x) for b in several], axis), exact=True)
        return [Part(f"concat<{', '.join(b.text for b in several)}>", Y, compute, form=True)]

    def form_sum(self, X, depth):
        C = channels(X) if self.chance(0.6) else self.size()
        several = self.branches(X, depth, C)

        def compute(run, x):
            return run.made(sum(b(run, x) for b in several))
        Y = with_channels(X, C)
        return [Part(f"sum<{', '.join(b.text for b in several)}>", Y, compute, form=True)] + ([self.activation(Y)] if self.chance(0.5) else [])

    def form_repeat(self, X, depth):
        part = self.in_several_places(lambda: chain(self.body(X, X, depth), X))
        N = self.pick(1, 2, 2, 3)

        def compute(run, x):
            for _ in range(N):
                x = part(run, x)
            return x
        return [Part(f"repeat<{N}, {part.text}>", X, compute, form=True)]

    def form_shared(self, X, depth):
        """One set of parameters in two or three places, in a row or beside each other."""
        name = self.new_name("shared")
        inner = self.in_several_places(lambda: chain(self.body(X, X, min(depth, 1)), X))

        def compute(run, x):
            if run.replayed is not None:  # inside of another one
                return inner(run, x)
            run.replayed = ("again", list(run.shared[name])) if name in run.shared else ("first", run.shared.setdefault(name, []))
            y = inner(run, x)
            run.replayed = None
            return y
        part = Part(f'shared<"{name}", {inner.text}>', X, compute, form=True)
        if not self.alone:
            return [inner]
        if self.chance(0.4):
            return [part] + self.keeping_places_exactly(X) + [part]
        if self.chance(0.5):
            N, after = self.pick(2, 3), self.activation(X)
            step = chain([part, after], X)

            def again(run, x):
                for _ in range(N):
                    x = step(run, x)
                return x
            return [Part(f"repeat<{N}, {step.text}>", X, again, form=True)]
        other = chain([self.activation(X), part], X)
        return [Part(f"sum<{part.text}, {other.text}>", X, lambda run, x: run.made(part(run, x) + other(run, x)), form=True)]

    def keeping_places_exactly(self, X):
        return self.in_several_places(lambda: self.body(X, X, 0)) if self.chance(0.5) else [self.activation(X)]

    def form_named(self, X, depth):
        part, name = chain(self.body(X, None, depth), X), self.new_name("part")
        return [Part(f'named<"{name}", {part.text}>', part.shape, part.compute if part.form else part, form=True)]

    def form_frozen(self, X, depth):
        part = chain(self.body(X, None, depth), X)

        def compute(run, x):
            run.frozen += 1
            y = part(run, x)
            run.frozen -= 1
            return y
        return [Part(f"frozen<{part.text}>", part.shape, compute, form=True)]

    def form_chain(self, X, depth):
        parts = self.body(X, None, depth)
        whole = joined(parts)
        return [Part(f"chain<{whole.text}>", whole.shape, whole.compute, form=True)]
