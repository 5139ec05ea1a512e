# SPDX-License-Identifier: MIT
"""Layers drawn at random, each with what PyTorch computes for it."""
import math
import random

import torch
from torch.nn import functional

from random_networks.run import STEP, Part, channel_axis, channels, uniform, with_channels, written


class Layers:
    """Draws layers, their sizes and options, over an input of shape X."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.taps, self.names, self.kernels = [], 0, set()
        self.wide = self.chance(0.15)  # channels that fill vectors, and sizes that fast kernels are for
        self.alone = True  # whether what is drawn stands in one place, so that it may have a tap

    def chance(self, p):
        return self.r.random() < p

    def pick(self, *choices):
        return self.r.choice(choices)

    def weighted(self, **weights):
        return self.r.choices(list(weights), list(weights.values()))[0]

    def new_name(self, word):
        self.names += 1
        return f"{word}_{self.names}"

    def size(self):
        """A number of channels or features."""
        if self.wide and self.chance(0.75):
            return self.pick(16, 16, 17, 20, 24, 32, 32, 33, 40, 48, 65)
        return self.r.choices([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 21, 33], [3, 3, 4, 4, 4, 4, 3, 3, 2, 2, 2, 1, 2, 1, 1])[0]

    def shuffled(self, *options):
        options = [o for o in options if o is not None]
        self.r.shuffle(options)
        return options

    # -- sums of products

    def conv(self, X, keeps_size=False, filters=None):
        C, H, W = X
        for _ in range(50):
            depthwise = self.chance(0.2)
            G = C if depthwise else self.r.choice([g for g in range(1, C + 1) if C % g == 0]) if self.chance(0.2) else 1
            K = filters or (G * self.pick(1, 1, 2) if depthwise else G * max(1, self.size() // G))
            if K % G:
                continue
            F = self.r.choices([1, 2, 3, 4, 5, 7], [4, 2, 8, 1, 3, 1])[0]
            D = self.pick(1, 1, 1, 2, 3) if F > 1 else self.pick(1, 1, 1, 2)
            S = 1 if keeps_size else self.pick(1, 1, 1, 2, 2, 3)
            if self.wide and self.chance(0.7):
                G, D, S, F, K = 1, 1, 1, self.pick(1, 3, 3, 3, 5), filters or self.size()
            span = D * (F - 1) + 1
            as_is = F % 2 == 1 and self.chance(0.4)
            P = D * (F - 1) // 2 if as_is else (D * (F - 1)) // 2 if keeps_size else self.pick(0, 0, 1, 1, 2, 3)
            if keeps_size and 2 * P != span - 1:
                continue
            if H + 2 * P < span or W + 2 * P < span:
                continue
            whole = (H + 2 * P - span) % S == 0 and (W + 2 * P - span) % S == 0
            OH, OW = (H + 2 * P - span) // S + 1, (W + 2 * P - span) // S + 1
            if K * OH * OW > (16000 if self.wide else 4000):
                continue
            bias = not self.chance(0.3)
            options = self.shuffled(f"stride<{S}>" if S > 1 or self.chance(0.05) else None,
                                    "same" if as_is else f"pad<{P}>" if P > 0 else None,
                                    f"groups<{G}>" if G > 1 else None, f"dilation<{D}>" if D > 1 else None,
                                    None if bias else "no_bias", None if whole and not self.chance(0.05) else "round_down",
                                    "init<xavier>" if self.chance(0.03) else None)

            if S == D == G == 1 and C >= 16 and K >= 16:  # kernels that are for these
                if F == 1 and P == 0:
                    self.kernels.add("product")
                if F == 3 and P <= 2 and 2 * OH * OW >= 16 * (-(-OH // 4) * -(-OW // 4)):
                    self.kernels.add("Winograd")

            def compute(run, x):
                w = run.parameter(K, C // G, F, F)
                b = run.parameter(K) if bias else None
                return functional.conv2d(x, w, b, S, P, D, G)
            return Part(written("conv", K, F, *options), (K, OH, OW), compute)
        return self.conv_of_one(X, filters or C)

    def conv_of_one(self, X, K):
        def compute(run, x):
            w, b = run.parameter(K, X[0], 1, 1), run.parameter(K)
            return functional.conv2d(x, w, b)
        return Part(f"conv<{K}, 1>", with_channels(X, K), compute)

    def conv_transpose(self, X):
        C, H, W = X
        for _ in range(50):
            G = self.r.choice([g for g in range(1, C + 1) if C % g == 0]) if self.chance(0.3) else 1
            K, F = G * max(1, self.size() // G), self.pick(1, 2, 2, 3, 3, 4, 5)
            D, S, P = self.pick(1, 1, 1, 2) if F > 1 else 1, self.pick(1, 1, 2, 2, 3), self.pick(0, 0, 0, 1, 1, 2)
            A = self.r.randrange(S) if self.chance(0.4) else 0
            OH, OW = (n * S - S - 2 * P + D * (F - 1) + A + 1 for n in (H, W))
            if OH < 1 or OW < 1 or max(OH, OW) > 25 or K * OH * OW > 4000 or (A >= S):
                continue
            bias = not self.chance(0.3)
            options = self.shuffled(f"stride<{S}>" if S > 1 else None, f"pad<{P}>" if P > 0 else None,
                                    f"output_pad<{A}>" if A > 0 else None, f"groups<{G}>" if G > 1 else None,
                                    f"dilation<{D}>" if D > 1 else None, None if bias else "no_bias")

            def compute(run, x):
                w = run.parameter(C, K // G, F, F)
                b = run.parameter(K) if bias else None
                return functional.conv_transpose2d(x, w, b, S, P, A, G, D)
            return Part(written("conv_transpose", K, F, *options), (K, OH, OW), compute)
        return self.conv(X)

    def dense(self, X, outputs=None):
        O, bias = outputs or self.size(), not self.chance(0.25)

        def compute(run, x):
            w = run.parameter(O, channels(X))
            b = run.parameter(O) if bias else None
            return functional.linear(x, w, b)
        options = self.shuffled(None if bias else "no_bias", "init<xavier>" if self.chance(0.03) else None)
        return Part(written("dense", O, *options), with_channels(X, O), compute)

    def drop_connect(self, X, outputs=None):
        inner = self.conv(X, True, outputs) if len(X) == 3 else self.dense(X, outputs)
        return Part(f"drop_connect<percent<0>, {inner.text}>", inner.shape, inner.compute)

    # -- windows

    def pool(self, X, keeps_size=False):
        C, H, W = X
        for _ in range(50):
            kind = self.pick("max", "max", "average")
            F = self.r.choices([1, 2, 3, 4, 5, 16], [1, 8, 6, 2, 1, 0.5])[0]
            S = 1 if keeps_size else self.pick(F, F, F, 1, 2, 3, F + 1)
            P = (F - 1) // 2 if keeps_size else self.pick(0, 0, 0, F // 2, 1)
            if 2 * P > F or min(H, W) + 2 * P < F or (keeps_size and 2 * P != F - 1):
                continue
            up = self.chance(0.25)
            whole = (H + 2 * P - F) % S == 0 and (W + 2 * P - F) % S == 0
            options = self.shuffled(f"stride<{S}>" if S != F else None, f"pad<{P}>" if P > 0 else None,
                                    "round_up" if up else None if whole else "round_down")

            def compute(run, x):
                if kind == "max":
                    return functional.max_pool2d(x, F, S, P, ceil_mode=up)
                return functional.avg_pool2d(x, F, S, P, ceil_mode=up)
            shape = functional.max_pool2d(torch.zeros(1, 1, H, W), F, S, P, ceil_mode=up).shape[2:]
            part = Part(written(f"{kind}_pool", F, *options), (C, *shape), compute, exact=kind == "max")
            part.window = (F, S, P, up, options)
            return part
        return self.activation(X)

    def global_average_pool(self, X):
        return Part("global_average_pool", (X[0], 1, 1), lambda run, x: functional.adaptive_avg_pool2d(x, 1))

    def fractional(self, X):
        C, H, W = X
        F = self.pick(1, 2, 2, 3)
        if min(H, W) < F:
            F = 1
        OH, OW = self.r.randint(1, H - F + 1), self.r.randint(1, W - F + 1)

        def compute(run, x):
            n, stream = x.shape[0], (STEP << 16) + run.values + 1
            u = [[uniform(run.seed, stream, 2 * i + 1), uniform(run.seed, stream, 2 * i)] if run.learns else [0.5, 0.5] for i in range(n)]
            samples = torch.tensor(u)[:, None, :].expand(n, C, 2).contiguous()
            return functional.fractional_max_pool2d(x, F, output_size=(OH, OW), _random_samples=samples)
        return Part(f"fractional_max_pool<{F}, {OH}, {OW}>", (C, OH, OW), compute, exact=True)

    def unpooled(self, X):
        """A pooling, some layers, and the pooling undone: a list of parts."""
        pool = self.pool(X)
        for _ in range(20):
            if hasattr(pool, "window") and pool.text.startswith("max"):
                break
            pool = self.pool(X)
        else:
            return [self.activation(X)]
        F, S, P, up, options = pool.window
        name = self.new_name("before")
        inner = self.body(pool.shape, pool.shape, 1) if self.chance(0.7) else []
        H, W = X[1:]

        def compute(run, x):
            before = run.taps[name]
            _, at = functional.max_pool2d(before.detach(), F, S, P, ceil_mode=up, return_indices=True)
            y = torch.zeros(*x.shape[:2], H * W).scatter_add(2, at.flatten(2), x.flatten(2))
            return y.reshape(*x.shape[:2], H, W)
        return [self.tap(X, name), pool, *inner,
                Part(f'with<"{name}", {written("max_unpool", F, *self.shuffled(*options))}>', X, compute)]

    # -- images

    def enlarge(self, X):
        C, H, W = X
        K = self.pick(1, 2, 2, 3)
        if K * max(H, W) > 24 or C * H * W * K * K > 4000:
            K = 1
        kind = self.pick("upsample", "bilinear_upsample", "bed_of_nails")

        def compute(run, x):
            if kind == "upsample":
                return functional.interpolate(x, scale_factor=K)
            if kind == "bilinear_upsample":
                return functional.interpolate(x, scale_factor=K, mode="bilinear", align_corners=False)
            columns = torch.stack([x] + [torch.zeros_like(x)] * (K - 1), -1).flatten(3)
            return torch.stack([columns] + [torch.zeros_like(columns)] * (K - 1), 3).flatten(2, 3)
        return Part(f"{kind}<{K}>", (C, K * H, K * W), compute, exact=kind != "bilinear_upsample")

    def zero_pad(self, X):
        P = self.pick(0, 1, 1, 2, 3)
        if max(X[1:]) > 20:
            P = 0
        return Part(f"zero_pad<{P}>", (X[0], X[1] + 2 * P, X[2] + 2 * P), lambda run, x: functional.pad(x, (P, P, P, P)), exact=True)

    def crop(self, X, height=None, width=None):
        OH, OW = height or self.r.randint(1, X[1]), width or self.r.randint(1, X[2])
        t, l = (X[1] - OH) // 2, (X[2] - OW) // 2
        return Part(f"crop<{OH}, {OW}>", (X[0], OH, OW), lambda run, x: x[:, :, t:t + OH, l:l + OW], exact=True)

    def zero_channels(self, X):
        N = self.pick(0, 1, 2, 5)
        axes_behind = 0 if len(X) < 3 else 2
        return Part(f"zero_channels<{N}>", with_channels(X, channels(X) + N),
                    lambda run, x: functional.pad(x, (0, 0) * axes_behind + (0, N)), exact=True)

    def flatten(self, X):
        return Part("flatten", (math.prod(X),), lambda run, x: x.flatten(1), exact=True)

    def reshape(self, X, rank=None):
        n = math.prod(X)
        rank = rank or self.pick(1, 2, 3)
        shape = []
        for _ in range(rank - 1):
            shape.append(self.r.choice([d for d in range(1, n + 1) if n % d == 0 and d <= 40]))
            n //= shape[-1]
        shape.append(n)
        self.r.shuffle(shape)
        if rank == 3 and max(shape[1:]) > 24:
            shape = sorted(shape, reverse=True)
        if rank == 3 and max(shape[1:]) > 40:
            return self.activation(X)
        return Part(written("reshape", *shape), shape, lambda run, x: x.reshape(x.shape[0], *shape), exact=True)

    # -- maps

    ACTIVATIONS = {
        "relu": torch.relu, "sigmoid": torch.sigmoid, "hyperbolic_tangent": torch.tanh, "relu6": functional.relu6,
        "leaky_relu<>": functional.leaky_relu, "leaky_relu<percent<20>>": lambda x: functional.leaky_relu(x, 0.2),
        "elu<>": functional.elu, "elu<percent<50>>": lambda x: functional.elu(x, 0.5), "selu": functional.selu,
        "softplus": lambda x: functional.softplus(x, threshold=60), "silu": functional.silu, "gelu": functional.gelu,
        "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh")}

    def activation(self, X):
        name = self.pick("relu", "relu", "relu", "sigmoid", "hyperbolic_tangent") if self.chance(0.6) else self.pick(*self.ACTIVATIONS)
        return Part(name, X, lambda run, x: self.ACTIVATIONS[name](x))

    def learned_map(self, X):
        shared = self.chance(0.4)

        def compute(run, x):
            w = run.parameter(1 if shared else channels(X), scale=True)
            return torch.where(x > 0, x, x * (w if shared or len(X) < 3 else w[:, None, None]))
        return Part("shared_prelu" if shared else "prelu", X, compute)

    def maxout(self, X):
        C, axis = channels(X), channel_axis(X)
        K = self.r.choice([k for k in range(1, C + 1) if C % k == 0])
        return Part(f"maxout<{K}>", with_channels(X, C // K), lambda run, x: x.unflatten(axis, (-1, K)).max(axis + 1).values, exact=True)

    def softmax(self, X):
        return Part("softmax", X, lambda run, x: x.softmax(channel_axis(X)))

    def dropped(self, X):
        name = self.pick("dropout<percent<0>>", "channel_dropout<percent<0>>", "stochastic_depth<percent<0>>", "dropout<0.0>")
        return Part(name, X, lambda run, x: x, exact=True)

    # -- normalizations

    def norm(self, X):
        C, rank = channels(X), len(X)
        kind = self.pick("batch", "batch", "batch", "layer", "group", "instance")
        if kind == "instance" and rank != 3:
            kind = "layer"
        if kind == "batch":
            def compute(run, x):
                w, b = run.parameter(C, scale=True), run.parameter(C)
                mean, variance = run.statistic(C, False), run.statistic(C, True)
                if run.learns and x.numel() == C:  # which PyTorch refuses
                    mean.lerp_(x.detach().flatten(), 0.1)
                    return 0 * x + (0 * w + b).reshape([-1 if i == channel_axis(X) else 1 for i in range(rank + 1)])
                y = functional.batch_norm(x.transpose(1, 2) if rank == 2 else x, mean, variance, w, b, run.learns)
                return y.transpose(1, 2) if rank == 2 else y
            return Part("batch_norm", X, compute)
        if kind == "layer":
            shape = X[1:] if rank == 2 else X

            def compute(run, x):
                w = run.parameter(*shape, scale=True)
                b = run.parameter(*shape)
                return functional.layer_norm(x, shape, w, b)
            return Part("layer_norm", X, compute)
        G = C if kind == "instance" else self.r.choice([g for g in range(1, C + 1) if C % g == 0])

        def compute(run, x):
            w, b = run.parameter(C, scale=True), run.parameter(C)
            x = x.transpose(1, 2) if rank == 2 else x
            if math.prod(X) == G:  # one number in each group
                y = 0 * x + (0 * w + b).reshape([-1 if i == 1 else 1 for i in range(rank + 1)])
            else:
                y = functional.group_norm(x, G, w, b)
            return y.transpose(1, 2) if rank == 2 else y
        return Part("instance_norm" if kind == "instance" else f"group_norm<{G}>", X, compute)

    # -- sequences

    def heads_of(self, D):
        return self.r.choice([h for h in range(1, D + 1) if D % h == 0])

    def attention(self, X, tap=None):
        """Of itself, or of a tapped sequence of as many features."""
        L, D = X
        H, bias, causal = self.heads_of(D), not self.chance(0.3), tap is None and self.chance(0.4)

        def compute(run, x):
            w_in = run.parameter(3 * D, D)
            b_in = run.parameter(3 * D) if bias else None
            w_out = run.parameter(D, D)
            b_out = run.parameter(D) if bias else None
            q, z = x.transpose(0, 1), (run.taps[tap.name] if tap else x).transpose(0, 1)
            mask = torch.ones(L, L, dtype=torch.bool).triu(1) if causal else None
            y, _ = functional.multi_head_attention_forward(q, z, z, D, H, w_in, b_in, None, None, False, 0.0, w_out, b_out,
                                                           training=run.learns, need_weights=False, attn_mask=mask)
            return y.transpose(0, 1)
        options = self.shuffled("causal" if causal else None, None if bias else "no_bias")
        if tap:
            return Part(f'with<"{tap.name}", {written("cross_attention", H, *options)}>', X, compute)
        return Part(written("attention", H, *options), X, compute)

    def crossed(self, X):
        """A sequence that looks back at what it was, from as many places or from others."""
        tap = self.tap(X, self.new_name("memory"))
        between = [self.reshape(X, 2)] if self.chance(0.5) else self.keeping_places(X, 1)
        if between[-1].shape[1] != X[1]:
            between.append(self.to_channels(between[-1].shape, X[1]))
        return [tap, *between, self.attention(between[-1].shape, tap)]

    def lstm(self, X, cells=None):
        L, D = X
        H, bias = cells or self.size(), not self.chance(0.3)

        def compute(run, x):
            w, u = run.parameter(4 * H, D), run.parameter(4 * H, H)
            b = [run.parameter(4 * H), torch.zeros(4 * H)] if bias else []
            state = torch.zeros(1, x.shape[0], H)
            return torch.lstm(x, (state, state), [w, u, *b], bias, 1, 0.0, False, False, True)[0]
        return Part(written("lstm", H, None if bias else "no_bias"), (L, H), compute)

    def positions(self, X):
        L, D = X
        if self.chance(0.5):
            return Part("learned_positions", X, lambda run, x: x + run.parameter(L, D))
        place, feature = torch.arange(L)[:, None], torch.arange(D)[None, :]
        angle = place / 10000 ** (feature // 2 * 2 / D)
        waves = torch.where(feature % 2 == 0, angle.sin(), angle.cos())
        return Part("positional_encoding", X, lambda run, x: x + waves)

    def embedding(self, L):
        V, D = self.pick(1, 2, 3, 5, 7, 11, 29, 257), self.size()
        self.rows = V
        return Part(f"embedding<{V}, {D}>", (L, D), lambda run, x: functional.embedding(x.long(), run.parameter(V, D)))
