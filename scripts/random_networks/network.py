# SPDX-License-Identifier: MIT
"""Whole networks drawn at random."""
import math

from random_networks.forms import Forms
from random_networks.run import chain, written


class Drawer(Forms):
    """Draws a network from a seed."""

    def block(self, X):
        """A convolution or dense layer and what is fused with it."""
        first = self.conv(X) if len(X) == 3 and self.chance(0.85) else self.conv_transpose(X) if len(X) == 3 else self.dense(X)
        parts = [first]
        for draw, p in ((self.norm, 0.45), (self.activation, 0.8), (self.pool, 0.4 if len(X) == 3 else 0), (self.activation, 0.2)):
            if self.chance(p):
                parts.append(draw(parts[-1].shape))
        return parts

    def step(self, X, depth):
        """The next parts of a net behind X."""
        if self.chance(0.12):
            tap = self.tap(X, self.new_name("tap"))
            self.taps.append(tap)
            return [tap]
        if self.chance(0.4):
            return self.draw_form(X, depth)
        if self.chance(0.45):
            return self.block(X)
        if len(X) == 3:
            kind = self.weighted(pool=3, enlarge=1.5, zero_pad=1, crop=1, fractional=1.6, global_average_pool=0.4, conv_transpose=1.5, reshape=0.6,
                                 flatten=0.6, keeps=4, unpooled=1.6)
        elif len(X) == 2:
            if self.chance(0.12):
                return self.crossed(X)
            memories = [t for t in self.taps if len(t.shape) == 2 and t.shape[1] == X[1]]
            if memories and self.chance(0.5):
                return [self.attention(X, self.pick(*memories))]
            kind = self.weighted(keeps=6, reshape=1, flatten=0.7)
        else:
            kind = self.weighted(keeps=6, reshape=2)
        if kind == "keeps":
            return self.keeping_places(X, depth)
        made = getattr(self, kind)(X)
        return made if isinstance(made, list) else [made]

    def last(self, X):
        """The end of an output: scores of an image, a sequence or a vector."""
        if len(X) == 3 and self.chance(0.65) or len(X) == 2 and self.chance(0.3):
            before = [self.global_average_pool(X)] if len(X) == 3 and self.chance(0.3) else []
            before.append(self.flatten(before[-1].shape if before else X))
            return before + [self.dense(before[-1].shape, self.r.randint(2, 11))]
        if self.chance(0.2):
            return [self.flatten(X)] if self.chance(0.3) else []
        return [self.to_channels(X, self.r.randint(1, 9))]

    def network(self):
        r = self.r
        self.rows = 0
        kind = self.weighted(image=5, sequence=2, vector=1.2, numbers=2)
        small = self.chance(0.12)  # one pixel, one channel
        extent = lambda: r.choices([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 17], [1, 1, 1, 2, 3, 3, 4, 3, 3, 2, 2, 2, 1])[0]
        if kind == "image" and self.wide:
            X = (self.pick(1, 3, 3, 5, 16, 32), self.pick(6, 8, 9, 12, 14, 16, 25), self.pick(6, 8, 9, 12, 14, 16, 25))
        elif kind == "image":
            X = (r.randint(1, 7), 1, r.choice([1, 1, 5])) if small else (r.randint(1, 7), extent(), extent())
        elif kind == "sequence" and self.wide:
            X = (self.pick(12, 16, 17, 33, 40), self.size())
        elif kind == "sequence":
            X = (1, self.size()) if small else (extent(), self.size())
        else:
            X = (1,) if small else (extent(),) if kind == "numbers" else (self.size() + r.randint(0, 6),)
        self.samples, self.threads = r.choices([1, 2, 3, 4, 5, 7], [2, 3, 4, 2, 2, 1])[0], r.choices([1, 2, 3], [5, 2, 1])[0]
        self.room = self.samples + self.pick(0, 0, 1, 3)
        self.input, parts = X, []
        if kind == "numbers":
            parts.append(self.embedding(*X))
        shape = lambda: parts[-1].shape if parts else X
        if self.chance(0.08):  # a trunk that stands still
            parts += self.form_frozen(shape(), 1)
        for _ in range(r.randint(1, 5)):
            if math.prod(shape()) > (12000 if self.wide else 1500) and self.chance(0.7):
                break
            parts += self.step(shape(), 2)
        heads = None
        if self.chance(0.2):
            def head():
                if self.chance(0.08):
                    return chain([], shape())
                if self.taps and self.chance(0.6):
                    tap = self.pick(*self.taps)
                    return self.from_tap(tap, self.last(tap.shape))
                return chain(self.last(shape()), shape())
            heads = [head() for _ in range(self.pick(1, 2, 2, 3))]
        else:
            parts += self.last(shape())
        if not parts and not heads:
            parts = [self.activation(X)]
        self.parts, self.heads = parts, heads
        texts = [p.text for p in parts] + ([f"heads<{', '.join(h.text for h in heads)}>"] if heads else [])
        self.outputs = [h.shape for h in heads] if heads else [shape()]
        self.twin = self.chance(0.15)  # whether it is run unfused besides
        self.text = f"net<{', '.join([written('input', *X)] + texts)}>"
        return self
