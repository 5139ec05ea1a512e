# SPDX-License-Identifier: MIT
"""Every layer, loss, rule and stage of the library at a usual size, at few channels and at an odd size, and PyTorch's own.

`generate.py` makes the C++ rows of strata_bench of this table, `peers/torch_bench.py` reads its own side from it. Expressions
are filled in with the numbers of a size: "conv<{k}, 3, same>". Inputs are written as strata has them: [C, H, W], [L, D], [D].
"""
from dataclasses import dataclass, field


@dataclass
class Size:
    kind: str      # usual, few or odd
    label: str     # as the name of a row says it
    batch: int
    inputs: tuple  # the extents of a sample of each input
    numbers: dict  # what expressions are filled in with
    tail: str = ""

    def name(self, kind, layer):
        return f"{kind}/{layer}/{self.label}/b{self.batch}{self.tail}"


@dataclass
class Layer:
    group: str     # rows of a group are compiled in one file
    name: str
    strata: str    # the parts of a net
    torch: str     # a module, or a function of the inputs; what has none says why in `no_peer`
    sizes: list
    passes: tuple = ("fwd", "fwdbwd")
    picks: bool = False  # it reads a part of its input alone
    no_peer: str = ""


@dataclass
class Loss:
    name: str
    strata: str
    torch: str     # a function of the scores and the targets
    sizes: list
    targets: tuple = ("shares",)


@dataclass
class Rule:
    name: str
    strata: str
    torch: str     # an optimizer of the list w, or a function that does a stage's work on w and g
    moved: int     # arrays that a step reads and those that it writes
    no_peer: str = ""
    stage: bool = False


@dataclass
class Growth:
    """A layer, or several, whose time a multiply-add is followed along an axis."""
    axis: str
    name: str
    strata: str
    torch: str
    sizes: dict = field(default_factory=dict)  # by the number on the axis


def image(kind, c, h, batch, w=None, label=None, seen=None, **more):
    """Images of h x w with c channels. The label says the extent `seen`, that of the output, where it differs."""
    k = f"-{more['k']}" if "k" in more else ""
    return Size(kind, label or f"{c}{k}@{seen or h}", batch, ((c, h, w or h),), dict(c=c, h=h, w=w or h, **more))


def sequence(kind, l, d, batch, **more):
    k = f"-{more['k']}" if "k" in more else ""
    return Size(kind, f"{d}{k}", batch, ((l, d),), dict(l=l, d=d, **more), f"t{l}")


def vector(kind, d, batch, **more):
    k = f"-{more['k']}" if "k" in more else ""
    return Size(kind, f"{d}{k}", batch, ((d,),), dict(d=d, **more))


def with_second(sizes, shape):
    """The same with a second input, whose extents `shape` says from the numbers."""
    return [Size(s.kind, s.label, s.batch, (*s.inputs, shape(s.numbers)), s.numbers, s.tail) for s in sizes]


IMAGES = [image("usual", 64, 56, 16), image("few", 3, 56, 64), image("odd", 37, 29, 16)]
EVEN_IMAGES = [image("usual", 64, 56, 16), image("few", 4, 56, 64), image("odd", 38, 29, 16)]
SMALL_IMAGES = [image("usual", 64, 28, 16), image("few", 3, 28, 64), image("odd", 37, 15, 16)]
SEQUENCES = [sequence("usual", 64, 256, 32), sequence("few", 64, 3, 128), sequence("odd", 29, 37, 17)]
CELLS = [sequence("usual", 64, 256, 32, k=256), sequence("few", 64, 3, 32, k=8), sequence("odd", 29, 37, 17, k=61)]
SAME_C = [image("usual", 64, 28, 16, k=64), image("few", 3, 28, 16, k=8), image("odd", 37, 29, 16, k=61)]
DENSE = [vector("usual", 1024, 128, k=1024), vector("few", 3, 1024, k=5), vector("odd", 37, 101, k=61)]
HALVED = [image("usual", 64, 56, 16, k=128, seen=28), image("few", 3, 56, 16, k=8, seen=28), image("odd", 37, 30, 16, k=61, seen=15)]

PRODUCTS = [
    ("conv3x3s1", "conv<{k}, 3, same>", "nn.Conv2d({c}, {k}, 3, padding=1)",
     [image("usual", 64, 56, 16, k=64), image("usual", 128, 28, 16, k=128), image("usual", 256, 14, 16, k=256), image("usual", 512, 7, 16, k=512),
      image("few", 3, 56, 16, k=8), image("odd", 37, 29, 16, k=61)]),
    ("conv1x1s1", "conv<{k}, 1>", "nn.Conv2d({c}, {k}, 1)",
     [image("usual", 64, 56, 16, k=256), image("few", 3, 56, 16, k=8), image("odd", 37, 29, 16, k=61)]),
    ("conv7x7s2", "conv<{k}, 7, stride<2>, pad<3>, round_down>", "nn.Conv2d({c}, {k}, 7, stride=2, padding=3)",
     [image("usual", 3, 224, 16, k=64, seen=112), image("few", 1, 56, 16, k=8, seen=28), image("odd", 5, 57, 16, k=37, seen=29)]),
    ("conv1x7s1", "conv<{k}, window<1, 7>, same>", "nn.Conv2d({c}, {k}, (1, 7), padding=(0, 3))",
     [image("usual", 192, 17, 16, k=192), image("few", 3, 17, 16, k=8), image("odd", 37, 29, 16, k=61)]),
    ("conv7x1s1", "conv<{k}, window<7, 1>, same>", "nn.Conv2d({c}, {k}, (7, 1), padding=(3, 0))",
     [image("usual", 192, 17, 16, k=192), image("few", 3, 17, 16, k=8), image("odd", 37, 29, 16, k=61)]),
    ("conv5x5s1", "conv<{k}, 5, same>", "nn.Conv2d({c}, {k}, 5, padding=2)", SAME_C),
    ("conv3x3s2", "conv<{k}, 3, stride<2>, same_upper>", "nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d({c}, {k}, 3, stride=2))", HALVED),
    ("conv3x3s1d2", "conv<{k}, 3, same, dilation<2>>", "nn.Conv2d({c}, {k}, 3, padding=2, dilation=2)", SAME_C),
    ("conv3x3s1g4", "conv<{k}, 3, same, groups<4>>", "nn.Conv2d({c}, {k}, 3, padding=1, groups=4)",
     [image("usual", 64, 28, 16, k=64), image("few", 4, 28, 16, k=8), image("odd", 36, 29, 16, k=60)]),
    ("depthwise3x3s1", "conv<{c}, 3, same, groups<{c}>>", "nn.Conv2d({c}, {c}, 3, padding=1, groups={c})",
     [image("usual", 128, 28, 16), image("few", 3, 28, 16), image("odd", 37, 29, 16)]),
    ("depthwise3x3s2", "conv<{c}, 3, stride<2>, same_upper, groups<{c}>>",
     "nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d({c}, {c}, 3, stride=2, groups={c}))",
     [image("usual", 128, 56, 16, seen=28), image("few", 3, 56, 16, seen=28), image("odd", 37, 30, 16, seen=15)]),
    ("conv1d3d4", "conv<{k}, 3, causal, dilation<4>>", "CausalPlaces({d}, {k}, 3, 4)",
     [Size(kind, f"{d}-{k}@{l}", 16, ((l, d),), dict(l=l, d=d, k=k)) for kind, l, d, k in (("usual", 1024, 64, 64), ("few", 1024, 3, 8), ("odd", 333, 37, 61))]),
    ("dense", "dense<{k}>", "nn.Linear({d}, {k})", DENSE),
]
MORE_PRODUCTS = [
    ("dense_of_places", "dense<{k}>", "nn.Linear({d}, {k})", CELLS),
    ("conv_transpose4x4s2", "conv_transpose<{k}, 4, stride<2>, pad<1>>", "nn.ConvTranspose2d({c}, {k}, 4, 2, 1)",
     [image("usual", 128, 14, 16, k=64, seen=28), image("few", 3, 14, 16, k=8, seen=28), image("odd", 37, 13, 16, k=29, seen=26)]),
    ("masked_conv3x3", "masked_conv<mask_b<>, {k}, 3>", "Masked('b', {c}, {k}, 3)", SAME_C),
    ("drop_connect", "drop_connect<0.5, dense<{k}>>", "DropConnect({d}, {k})", DENSE),
    ("spectral_norm", "spectral_norm<dense<{k}>>", "nn.utils.spectral_norm(nn.Linear({d}, {k}))", DENSE),
]
RECURRENT = [
    ("lstm", "lstm<{k}>", "Places({d}, {k})", CELLS),
    ("gru", "gru<{k}>", "Places({d}, {k}, kind=nn.GRU)", CELLS),
    ("rnn", "rnn<{k}>", "Places({d}, {k}, kind=nn.RNN)", CELLS),
    ("layer_norm_lstm", "layer_norm_lstm<{k}>", "", CELLS),
    ("row_lstm", "row_lstm<3>", "", [image("usual", 128, 28, 16), image("few", 4, 28, 16), image("odd", 148, 15, 16)]),
]
ACTIVATIONS = [
    ("relu", "relu", "nn.ReLU()"), ("relu6", "relu6", "nn.ReLU6()"), ("leaky_relu", "leaky_relu<0.2>", "nn.LeakyReLU(0.2)"),
    ("prelu", "prelu", "nn.PReLU({c})"), ("shared_prelu", "shared_prelu", "nn.PReLU()"), ("elu", "elu<>", "nn.ELU()"), ("selu", "selu", "nn.SELU()"),
    ("sigmoid", "sigmoid", "nn.Sigmoid()"), ("hyperbolic_tangent", "hyperbolic_tangent", "nn.Tanh()"), ("hard_sigmoid", "hard_sigmoid", "nn.Hardsigmoid()"),
    ("hard_swish", "hard_swish", "nn.Hardswish()"), ("softplus", "softplus", "nn.Softplus()"), ("silu", "silu", "nn.SiLU()"), ("gelu", "gelu", "nn.GELU()"),
    ("gelu_tanh", "gelu_tanh", "nn.GELU(approximate='tanh')"),
    ("softmax", "softmax", "nn.Softmax(1)"), ("maxout", "maxout<2>", "lambda x: x.unflatten(1, ({c} // 2, 2)).max(2).values", EVEN_IMAGES),
]
POOLINGS = [
    ("max_pool2x2", "max_pool<2, round_down>", "nn.MaxPool2d(2)"),
    ("max_pool3x3s2", "max_pool<3, stride<2>, pad<1>, round_down>", "nn.MaxPool2d(3, 2, 1)"),
    ("average_pool2x2", "average_pool<2, round_down>", "nn.AvgPool2d(2)"),
    ("adaptive_average_pool", "adaptive_average_pool<7>", "nn.AdaptiveAvgPool2d(7)"),
    ("adaptive_max_pool", "adaptive_max_pool<7>", "nn.AdaptiveMaxPool2d(7)"),
    ("global_average_pool", "global_average_pool", "nn.AdaptiveAvgPool2d(1)"),
    ("global_max_pool", "global_max_pool", "nn.AdaptiveMaxPool2d(1)"),
    ("mean_of_channels", "mean_of_channels", "lambda x: x.mean(1, keepdim=True)"),
    ("max_of_channels", "max_of_channels", "lambda x: x.max(1, keepdim=True).values"),
    ("mean_of_places", "mean_of_places", "lambda x: x.mean(1)", SEQUENCES),
    ("sum_of_places", "sum_of_places", "lambda x: x.sum(1)", SEQUENCES),
    ("max_of_places", "max_of_places", "lambda x: x.max(1).values", SEQUENCES),
    ("fractional_max_pool", "fractional_max_pool<2, {h} * 7 / 10, {h} * 7 / 10>", "nn.FractionalMaxPool2d(2, output_size={h} * 7 // 10)"),
    ("max_unpool", "tap<\"before\">, max_pool<2, round_down>, with<\"before\", max_unpool<2, round_down>>", "Unpooled()"),
    ("bed_of_nails", "bed_of_nails<2>", "nails", SMALL_IMAGES),
    ("upsample", "upsample<2>", "nn.Upsample(scale_factor=2)", SMALL_IMAGES),
    ("bilinear_upsample", "bilinear_upsample<2>", "nn.Upsample(scale_factor=2, mode='bilinear')", SMALL_IMAGES),
]
MOVES = [
    ("zero_pad", "zero_pad<1>", "nn.ZeroPad2d(1)"), ("reflect_pad", "reflect_pad<1>", "nn.ReflectionPad2d(1)"),
    ("replicate_pad", "replicate_pad<1>", "nn.ReplicationPad2d(1)"),
    ("zero_channels", "zero_channels<16>", "lambda x: F.pad(x, (0, 0, 0, 0, 0, 16))"),
    ("channel_shuffle", "channel_shuffle<2>", "lambda x: x.unflatten(1, (2, {c} // 2)).transpose(1, 2).flatten(1, 2)", EVEN_IMAGES),
    ("transposition", "transposition", "lambda x: x.transpose(1, 2).contiguous()", SEQUENCES),
    ("reversed_places", "reversed_places", "lambda x: x.flip(1)", SEQUENCES),
    ("at_each_place", "at_each_place<64>", "lambda x: x.unsqueeze(1).expand(-1, 64, -1).contiguous()",
     [vector("usual", 256, 32), vector("few", 3, 128), vector("odd", 37, 17)]),
    ("class_token", "class_token", "ClassToken({d})", SEQUENCES),
    ("positional_encoding", "positional_encoding", "Positions({l}, {d}, False)", SEQUENCES),
    ("learned_positions", "learned_positions", "Positions({l}, {d}, True)", SEQUENCES),
    ("embedding", "embedding<{v}, {d}>", "nn.Embedding({v}, {d})",
     [Size(kind, f"{v}-{d}", batch, ((l,),), dict(v=v, d=d), f"t{l}")
      for kind, v, d, l, batch in (("usual", 10000, 256, 64, 32), ("few", 65, 3, 64, 128), ("odd", 1001, 37, 29, 17))]),
]
PARTS = [
    ("slice_channels", "slice_channels<{c} / 4, {c} / 2>", "lambda x: x[:, {c} // 4:{c} // 4 + {c} // 2].contiguous()", EVEN_IMAGES),
    ("slice_places", "slice_places<{l} / 4, {l} / 2>", "lambda x: x[:, {l} // 4:{l} // 4 + {l} // 2].contiguous()", SEQUENCES),
    ("first_place", "first_place", "lambda x: x[:, 0].contiguous()", SEQUENCES),
    ("last_place", "last_place", "lambda x: x[:, -1].contiguous()", SEQUENCES),
    ("crop", "crop<{h} / 2, {h} / 2>", "lambda x: x[:, :, {h} // 4:{h} // 4 + {h} // 2, {h} // 4:{h} // 4 + {h} // 2].contiguous()",
     [image("usual", 64, 56, 16), image("few", 3, 56, 64), image("odd", 37, 28, 16)]),
]
NORMS = [
    ("batch_norm", "batch_norm", "nn.BatchNorm2d({c})"),
    ("group_norm", "group_norm<2>", "nn.GroupNorm(2, {c})", EVEN_IMAGES),
    ("instance_norm", "instance_norm", "nn.InstanceNorm2d({c}, affine=True)"),
    ("layer_norm", "layer_norm", "nn.LayerNorm({d})", SEQUENCES),
    ("layer_norm_each_place", "layer_norm_with<each_place>", "NormOfPixels({c})"),
    ("layer_scale", "layer_scale<0.1>", "ScaleOfChannels({c})"),
]
JOINS = [
    ("add", "sum<chain<>, from<\"z\">>", "lambda x, z: x + z", lambda n: (n["c"], n["h"], n["w"])),
    ("concatenation", "concat<chain<>, from<\"z\">>", "lambda x, z: torch.cat((x, z), 1)", lambda n: (n["c"], n["h"], n["w"])),
    ("multiplication", "multiply<chain<>, from<\"z\">>", "lambda x, z: x * z", lambda n: (n["c"], n["h"], n["w"])),
    ("multiplication_of_channels", "multiply<chain<>, from<\"z\">>", "lambda x, z: x * z", lambda n: (n["c"], 1, 1)),
    ("largest", "maximum<chain<>, from<\"z\">>", "torch.maximum", lambda n: (n["c"], n["h"], n["w"])),
    ("smallest", "minimum<chain<>, from<\"z\">>", "torch.minimum", lambda n: (n["c"], n["h"], n["w"])),
]
HEADS = [sequence("usual", 64, 256, 32, heads=4), sequence("few", 64, 4, 32, heads=2), sequence("odd", 29, 57, 17, heads=3)]
ATTENTION = [
    ("attention", "attention<{heads}>", "Attention({d}, {heads})", HEADS),
    ("causal_attention", "attention<{heads}, causal>", "Attention({d}, {heads}, {l})", HEADS),
    ("cross_attention", "with<\"z\", cross_attention<{heads}>>", "Attention({d}, {heads})", with_second(HEADS, lambda n: (n["l"], n["d"]))),
    ("matrix_multiplication", "with<\"z\", matrix_multiplication>", "torch.bmm", with_second(SEQUENCES, lambda n: (n["d"], n["l"]))),
    ("dot_products", "with<\"z\", dot_products>", "lambda x, z: torch.bmm(x, z.transpose(1, 2))", with_second(SEQUENCES, lambda n: (n["l"], n["d"]))),
]
NOISE = [
    ("dropout", "dropout<0.5>", "nn.Dropout(0.5)"), ("channel_dropout", "channel_dropout<0.5>", "nn.Dropout2d(0.5)"),
    ("stochastic_depth", "stochastic_depth<0.5>", "torchvision.ops.StochasticDepth(0.5, 'row')"),
    ("gaussian_sample", "gaussian_sample", "lambda x: (lambda m, s: m + (s / 2).exp() * torch.randn_like(m))(*x.chunk(2, 1))",
     [vector("usual", 512, 256), vector("few", 4, 4096), vector("odd", 74, 101)]),
]
NO_PEER = {
    "layer_norm_lstm": "PyTorch has no such cell",
    "row_lstm": "PyTorch has no such cell",
}


def layers_of(group, rows, sizes=None, **more):
    return [Layer(group, r[0], r[1], r[2], r[3] if len(r) > 3 else sizes, no_peer=NO_PEER.get(r[0], ""), **more) for r in rows]


LAYERS = [
    *layers_of("products", PRODUCTS), *layers_of("more_products", MORE_PRODUCTS), *layers_of("recurrent", RECURRENT),
    *layers_of("activations", ACTIVATIONS, IMAGES), *layers_of("poolings", POOLINGS, IMAGES), *layers_of("moves", MOVES, IMAGES),
    *layers_of("moves", PARTS, IMAGES, picks=True), *layers_of("normalizations", NORMS, IMAGES),
    *layers_of("normalizations", [(n, s, t, with_second(IMAGES, z)) for n, s, t, z in JOINS]),
    *layers_of("attention", ATTENTION), *layers_of("attention", NOISE, IMAGES, passes=("fwdbwd",)),
]

SCORES = [vector("usual", 1000, 1024), vector("few", 3, 4096), vector("odd", 37, 1001)]
PLACES_OF_SCORES = [sequence("usual", 64, 65, 128), sequence("few", 64, 3, 128), sequence("odd", 29, 37, 17)]
PIXELS_OF_SCORES = [image("usual", 21, 56, 16), image("few", 3, 56, 16), image("odd", 37, 29, 16)]
HALVES = [vector("usual", 512, 1024), vector("few", 4, 4096), vector("odd", 74, 1001)]
BOXES = [vector("usual", 4, 16384), vector("few", 4, 64), vector("odd", 12, 1001)]


def rows_of_embeddings(count):
    return [Size(kind, f"{count}x{d}", b, ((count, d),), dict(d=d)) for kind, d, b in (("usual", 128, 1024), ("few", 3, 4096), ("odd", 37, 1001))]


LOSSES = [
    Loss("softmax_loss", "softmax_loss{{}}", "F.cross_entropy", SCORES, ("classes",)),
    Loss("place_softmax_loss", "place_softmax_loss{{}}", "lambda y, t: F.cross_entropy(y.flatten(0, 1), t.flatten())", PLACES_OF_SCORES, ("classes",)),
    Loss("pixel_softmax_loss", "pixel_softmax_loss{{}}", "F.cross_entropy", PIXELS_OF_SCORES, ("classes",)),
    Loss("level_softmax_loss", "level_softmax_loss<{levels}>{{}}", "lambda y, t: F.cross_entropy(y.unflatten(1, ({levels}, -1)), t)",
         [image("usual", 768, 28, 4, levels=256), image("few", 2, 28, 64, levels=2), image("odd", 51, 13, 16, levels=17)], ("levels",)),
    Loss("weighted_softmax_loss", "weighted_softmax_loss{{.label_smoothing = 0.1}}", "lambda y, t: F.cross_entropy(y, t, label_smoothing=0.1)", SCORES, ("classes",)),
    Loss("soft_softmax_loss", "soft_softmax_loss{{}}", "F.cross_entropy", SCORES),
    Loss("kl_divergence_loss", "kl_divergence_loss{{}}", "lambda y, t: F.kl_div(F.log_softmax(y, 1), t, reduction='batchmean')", SCORES),
    Loss("hinge_loss", "hinge_loss{{}}", "F.multi_margin_loss", SCORES, ("classes",)),
    Loss("binary_cross_entropy_loss", "binary_cross_entropy_loss{{}}", "F.binary_cross_entropy_with_logits", SCORES),
    Loss("focal_loss", "focal_loss{{}}", "lambda y, t: torchvision.ops.sigmoid_focal_loss(y, t, reduction='mean')", SCORES),
    Loss("mean_squared_loss", "mean_squared_loss{{}}", "F.mse_loss", SCORES),
    Loss("weighted_squared_loss", "weighted_squared_loss{{}}", "lambda y, t, w: ((w * (y - t) ** 2).sum(1) / w.sum(1)).mean()", SCORES, ("shares", "shares")),
    Loss("mean_absolute_loss", "mean_absolute_loss{{}}", "F.l1_loss", SCORES),
    Loss("smooth_l1_loss", "smooth_l1_loss{{}}", "F.smooth_l1_loss", SCORES),
    Loss("huber_loss", "huber_loss{{}}", "F.huber_loss", SCORES),
    Loss("poisson_loss", "poisson_loss{{}}", "F.poisson_nll_loss", SCORES),
    Loss("cosine_loss", "cosine_loss{{}}", "lambda y, t: (1 - F.cosine_similarity(y, t)).mean()", SCORES),
    Loss("giou_loss", "giou_loss{{}}", "lambda y, t: torchvision.ops.generalized_box_iou_loss(y.view(-1, 4), t.view(-1, 4), 'mean')", BOXES),
    Loss("diou_loss", "diou_loss{{}}", "lambda y, t: torchvision.ops.distance_box_iou_loss(y.view(-1, 4), t.view(-1, 4), 'mean')", BOXES),
    Loss("gaussian_kl_loss", "gaussian_kl_loss{{}}", "lambda y: (lambda m, s: (s.exp() + m * m - 1 - s).sum() / (2 * len(m)))(*y.chunk(2, 1))", HALVES, ()),
    Loss("gaussian_loss", "gaussian_loss{{}}", "lambda y, t: (lambda m, s: F.gaussian_nll_loss(m, t, s.exp()))(*y.chunk(2, 1))", HALVES, ("half",)),
    Loss("summed_loss", "summed_loss{{binary_cross_entropy_loss{{}}}}", "lambda y, t: F.binary_cross_entropy_with_logits(y, t, reduction='sum') / len(y)", SCORES),
    Loss("triplet_loss", "triplet_loss{{}}", "lambda y: F.triplet_margin_loss(y[:, 0], y[:, 1], y[:, 2])", rows_of_embeddings(3), ()),
    Loss("contrastive_loss", "contrastive_loss{{}}",
         "lambda y, t: (lambda d: (t * d ** 2 + (1 - t) * F.relu(1 - d) ** 2).mean() / 2)(F.pairwise_distance(y[:, 0], y[:, 1]))", rows_of_embeddings(2), ("one",)),
]

# the extents of the one matrix that a rule moves
MATRICES = {"4M": (2000, 2000), "1k": (10, 100), "100k": (101, 991)}
NONE = "PyTorch has no such rule"
RULES = [
    Rule("sgd", "sgd{}", "torch.optim.SGD(w, lr=1e-6, foreach=True)", 3),
    Rule("momentum", "momentum{}", "torch.optim.SGD(w, lr=1e-6, momentum=0.9, foreach=True)", 5),
    Rule("nesterov", "momentum{.nesterov = true}", "torch.optim.SGD(w, lr=1e-6, momentum=0.9, nesterov=True, foreach=True)", 5),
    Rule("adam", "adam{}", "torch.optim.Adam(w, lr=1e-6, foreach=True)", 7),
    Rule("amsgrad", "amsgrad{}", "torch.optim.Adam(w, lr=1e-6, amsgrad=True, foreach=True)", 9),
    Rule("adamw", "adamw{}", "torch.optim.AdamW(w, lr=1e-6, foreach=True)", 7),
    Rule("adamax", "adamax{}", "torch.optim.Adamax(w, lr=1e-6, foreach=True)", 7),
    Rule("nadam", "nadam{}", "torch.optim.NAdam(w, lr=1e-6, foreach=True)", 7),
    Rule("radam", "radam{}", "torch.optim.RAdam(w, lr=1e-6, foreach=True)", 7),
    Rule("adagrad", "adagrad{}", "torch.optim.Adagrad(w, lr=1e-6, foreach=True)", 5),
    Rule("adadelta", "adadelta{}", "torch.optim.Adadelta(w, lr=1e-6, foreach=True)", 7),
    Rule("rmsprop", "rmsprop{}", "torch.optim.RMSprop(w, lr=1e-6, foreach=True)", 5),
    Rule("centered_rmsprop", "centered_rmsprop{}", "torch.optim.RMSprop(w, lr=1e-6, centered=True, foreach=True)", 7),
    Rule("lion", "lion{}", "", 5, NONE),
    Rule("lamb", "lamb{}", "", 11, NONE),
    Rule("lars", "lars{}", "", 7, NONE),
    Rule("lookahead", "lookahead{sgd{}}", "", 3, NONE),
    Rule("averaged", "averaged{sgd{}}", "Averaged(torch.optim.SGD(w, lr=1e-6, foreach=True), w)", 6),
    Rule("max_norm", "max_norm{sgd{}, {.most = 3}}", "MostNorm(torch.optim.SGD(w, lr=1e-6, foreach=True), w)", 4),
    Rule("clip_by_norm", "clip_by_norm{}", "lambda w: torch.nn.utils.clip_grad_norm_(w, 1.0)", 3, stage=True),
    Rule("clip_by_value", "clip_by_value{}", "lambda w: torch.nn.utils.clip_grad_value_(w, 1.0)", 2, stage=True),
    Rule("weight_penalty", "weight_penalty{.l2 = 1e-4}", "lambda w: w[0].grad.add_(w[0].detach(), alpha=2e-4)", 3, stage=True),
    Rule("accumulate", "accumulate{.batches = 1000000}", "", 3, "PyTorch adds up inside of backward", stage=True),
]

CONV = ("conv<{c}, 3, same>", "nn.Conv2d({c}, {c}, 3, padding=1)")
GROWTH = [
    Growth("batch", "conv3x3s1/64@14", *CONV, {b: image("", 64, 14, b) for b in (1, 2, 4, 8, 16, 32, 64)}),
    Growth("batch", "dense/512-512", "dense<512>", "nn.Linear(512, 512)", {b: vector("", 512, b) for b in (1, 2, 4, 8, 16, 32, 64)}),
    Growth("image", "conv3x3s1/32/b4", *CONV, {h: image("", 32, h, 4) for h in (7, 14, 28, 56, 112)}),
    Growth("width", "conv3x3s1/@14/b8", *CONV, {c: image("", c, 14, 8) for c in (4, 8, 16, 32, 64, 128, 256)}),
    Growth("width", "dense/b64", "dense<{d}>", "nn.Linear({d}, {d})", {d: vector("", d, 64) for d in (8, 16, 32, 64, 128, 256, 512, 1024)}),
    Growth("depth", "conv3x3s1+relu/32@14/b8", "repeat<{n}, chain<conv<32, 3, same>, relu>>",
           "nn.Sequential(*[m for _ in range({n}) for m in (nn.Conv2d(32, 32, 3, padding=1), nn.ReLU())])",
           {n: image("", 32, 14, 8, n=n) for n in (1, 2, 4, 8, 16, 32)}),
    Growth("length", "lstm/64-64/b8", "lstm<64>", "Places(64, 64)", {l: sequence("", l, 64, 8) for l in (8, 16, 32, 64, 128, 256)}),
    Growth("length", "attention/64/b8", "attention<4>", "Attention(64, 4)", {l: sequence("", l, 64, 8) for l in (8, 16, 32, 64, 128, 256)}),
]

# What has no row, and why: no layer, or nothing to time.
NO_ROWS = {
    "input": "where samples come in", "whole_input": "where samples come in",
    "flatten": "a view", "reshape": "a view", "pixels_to_places": "a view", "places_to_pixels": "a view",
    "batch_norm_with": "batch_norm with options", "instance_norm_with": "instance_norm with options",
    "joint_loss": "the sum of others", "no_loss": "nothing is computed",
    "update_in_backward": "says when a rule runs: bench/backward_updates.cpp",
}
# Structures that public headers have beside layers: bases, options, and what is said where one is refused.
PARTS_OF_LAYERS = {
    "adaptive_pooling", "average_over", "whole_image", "shown_border", "extreme", "no_means_and_variances", "groups_of_channels", "every_channel",
    "each_place", "whole_sample", "forget_bias", "peepholes", "forget_gate_at", "start_of_lstm_bias", "learned_rectifier", "multi_head",
    "product_of_two", "same_memory", "channels_are_no_gates", "row_window_is_even", "slice_rule", "one_place", "larger_image", "broadcast_join",
}


def layer_rows():
    """(name, layer, size, pass) of all single layers."""
    for layer in LAYERS:
        for kind in layer.passes:
            for size in layer.sizes:
                yield size.name(kind, layer.name), layer, size, kind


def loss_rows():
    for loss in LOSSES:
        for size in loss.sizes:
            yield size.name("loss", loss.name), loss, size


def rule_rows():
    for rule in RULES:
        for label, extents in MATRICES.items():
            yield f"{'stage' if rule.stage else 'update'}/{rule.name}/{label}", rule, extents


def growth_rows():
    """(name, growth, number on the axis, size): forward and backward."""
    for growth in GROWTH:
        for at, size in growth.sizes.items():
            yield f"grow/{growth.axis}/{growth.name}/{at}", growth, at, size


def is_usual(name):
    """Whether it is measured with all numbers of threads: single layers and losses at few channels and at odd sizes with one alone."""
    return name not in UNUSUAL


UNUSUAL = ({n for n, _, s, _ in layer_rows() if s.kind != "usual"} | {n for n, _, s in loss_rows() if s.kind != "usual"}
           | {n for n, _, _ in rule_rows() if not n.endswith("/4M")})
# What onnxruntime has to show: forward passes of products and cells at their usual sizes.
ONNX = [n for n, layer, size, kind in layer_rows() if kind == "fwd" and size.kind == "usual"
        and (layer.group == "products" or layer.name in ("lstm", "gru", "rnn"))]
