#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Times PyTorch on the workloads of strata_bench, under the same names.

    torch_bench.py --filter conv --threads 2 --seconds 1
    torch_bench.py --export FOLDER        writes what onnxruntime is compared with as ONNX models instead

The networks are those of bench/networks.hpp, layer for layer; single layers, losses and rules are those of bench/table.py.

Each workload is tried in all the ways that PyTorch has for it, and the quickest is timed: images channels first and channels
last in memory, answers as they are called, frozen (torch.jit.freeze) and frozen with torch.jit.optimize_for_inference. The
last column says which it was. Set ATEN_CPU_CAPABILITY=avx512 where the processor has AVX-512: PyTorch 1.13 does not use it for
its own kernels by itself. Set MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=-1, or each step takes its pages anew.
"""
import argparse
import itertools
import pathlib
import re
import statistics
import sys
import time
import warnings

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import table  # noqa: E402


def mlp():
    return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))


def lenet():
    return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def small_vgg():
    def conv(c, k):
        return nn.Conv2d(c, k, 3, padding=1)
    return nn.Sequential(conv(3, 32), nn.ReLU(), conv(32, 32), nn.ReLU(), nn.MaxPool2d(2),
                         conv(32, 64), nn.ReLU(), conv(64, 64), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(4096, 512), nn.ReLU(), nn.Linear(512, 10))


class Block(nn.Module):
    """Two convolutions and the way around them, which is a 1 x 1 convolution where the image is halved."""

    def __init__(self, c, k):
        super().__init__()
        stride = 1 if c == k else 2
        self.body = nn.Sequential(nn.Conv2d(c, k, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(k), nn.ReLU(inplace=True),
                                  nn.Conv2d(k, k, 3, padding=1, bias=False), nn.BatchNorm2d(k))
        self.shortcut = nn.Identity() if c == k else nn.Sequential(nn.Conv2d(c, k, 1, stride=2, bias=False), nn.BatchNorm2d(k))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.body(x) + self.shortcut(x))


def resnet20():
    return nn.Sequential(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True),
                         Block(16, 16), Block(16, 16), Block(16, 16), Block(16, 32), Block(32, 32), Block(32, 32),
                         Block(32, 64), Block(64, 64), Block(64, 64), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Places(nn.Module):
    """The outputs of a recurrent layer, without its last state."""

    def __init__(self, d, h, layers=1, kind=nn.LSTM):
        super().__init__()
        self.recurrent = kind(d, h, num_layers=layers, batch_first=True)

    def forward(self, x):
        return self.recurrent(x)[0]


def charlm():
    return nn.Sequential(nn.Embedding(65, 64), Places(64, 256, layers=2), nn.Linear(256, 65))


class Masked(nn.Conv2d):
    """A convolution that sees earlier pixels; mask b also the pixel itself."""

    def __init__(self, mask, c, k, f):
        super().__init__(c, k, f, padding=f // 2)
        self.register_buffer("mask", torch.zeros_like(self.weight))
        self.mask[:, :, :f // 2] = 1
        self.mask[:, :, f // 2, :f // 2 + (mask == "b")] = 1

    def forward(self, x):
        return self._conv_forward(x, self.weight * self.mask, self.bias)


class PixelBlock(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class ScoresOfPixels(nn.Module):
    """[N, C, H, W] as [N, H, W, C]."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1)


def pixelcnn():
    blocks = [PixelBlock(nn.ReLU(), nn.Conv2d(32, 16, 1), nn.ReLU(), Masked("b", 16, 16, 3), nn.ReLU(), nn.Conv2d(16, 32, 1))
              for _ in range(7)]
    return nn.Sequential(Masked("a", 1, 32, 7), *blocks, nn.ReLU(), nn.Conv2d(32, 32, 1), nn.ReLU(), nn.Conv2d(32, 2, 1),
                         ScoresOfPixels())


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 400), nn.ReLU(), nn.Linear(400, 40))
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))

    def forward(self, x):
        m, s = self.encoder(x).chunk(2, 1)
        return self.decoder(m + (s / 2).exp() * torch.randn_like(m)), m, s


class Dcgan(nn.Module):
    """The generator and the discriminator for images of 28 x 28 with 64 channels."""

    def __init__(self, w=64):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Unflatten(1, (100, 1, 1)), nn.ConvTranspose2d(100, 2 * w, 7, bias=False), nn.BatchNorm2d(2 * w), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(2 * w, w, 4, 2, 1, bias=False), nn.BatchNorm2d(w), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(w, 1, 4, 2, 1, bias=False), nn.Tanh())
        self.discriminator = nn.Sequential(
            nn.Conv2d(1, w, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(w, 2 * w, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * w), nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(2 * w, 1, 7, bias=False), nn.Flatten())


NETWORKS = {"mlp": (mlp, (784,)), "lenet": (lenet, (1, 28, 28)), "vgg": (small_vgg, (3, 32, 32)), "resnet20": (resnet20, (3, 32, 32)),
            "charlm": (charlm, (64,)), "pixelcnn": (pixelcnn, (1, 28, 28)),
            "vae": (Vae, (784,)), "dcgan": (Dcgan, (1, 28, 28))}


class CausalPlaces(nn.Module):
    """A dilated convolution over [N, L, C] that sees no later place."""

    def __init__(self, c, k, f, dilation):
        super().__init__()
        self.before = dilation * (f - 1)
        self.conv = nn.Conv1d(c, k, f, dilation=dilation)

    def forward(self, x):
        return self.conv(F.pad(x.transpose(1, 2), (self.before, 0))).transpose(1, 2)


class DropConnect(nn.Linear):
    def forward(self, x):
        return F.linear(x, F.dropout(self.weight, 0.5, self.training), self.bias)


class Unpooled(nn.Module):
    """Max pooling, and the numbers put back to where they were."""

    def forward(self, x):
        y, places = F.max_pool2d(x, 2, return_indices=True)
        return F.max_unpool2d(y, places, 2, output_size=x.shape)


def nails(x):
    y = x.new_zeros(x.shape[0], x.shape[1], 2 * x.shape[2], 2 * x.shape[3])
    y[:, :, ::2, ::2] = x
    return y


class ClassToken(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, 1, d))

    def forward(self, x):
        return torch.cat((self.token.expand(len(x), -1, -1), x), 1)


class Positions(nn.Module):
    """A table of positions, added."""

    def __init__(self, places, d, learned):
        super().__init__()
        self.table = nn.Parameter(torch.rand(places, d), requires_grad=learned)

    def forward(self, x):
        return x + self.table


class NormOfPixels(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ScaleOfChannels(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.scale = nn.Parameter(torch.full((c, 1, 1), 0.1))

    def forward(self, x):
        return x * self.scale


class Attention(nn.Module):
    """Of x, or of x and a memory z; `places` of a causal one."""

    def __init__(self, d, heads, places=0):
        super().__init__()
        self.attention = nn.MultiheadAttention(d, heads, batch_first=True)
        self.register_buffer("mask", torch.ones(places, places, dtype=torch.bool).triu(1) if places else None)

    def forward(self, x, z=None):
        z = x if z is None else z
        return self.attention(x, z, z, need_weights=False, attn_mask=self.mask)[0]


class Averaged:
    """A step, and the mean of all parameters so far."""

    def __init__(self, rule, w):
        self.rule, self.average = rule, torch.optim.swa_utils.AveragedModel(nn.ParameterList(w))
        self.model = nn.ParameterList(w)

    def step(self):
        self.rule.step()
        self.average.update_parameters(self.model)


class MostNorm:
    """A step, and rows no longer than 3."""

    def __init__(self, rule, w):
        self.rule, self.w = rule, w

    def step(self):
        self.rule.step()
        with torch.no_grad():
            self.w[0].copy_(torch.renorm(self.w[0], 2, 0, 3))


class Function(nn.Module):
    """A function as a module without parameters."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *x):
        return self.function(*x)


def made(expression, numbers):
    """What an expression of the table says, as a module."""
    of = eval(expression.format(**numbers))  # noqa: S307
    return of if isinstance(of, nn.Module) else Function(of)


LAYERS = {name: (layer.torch, size, kind) for name, layer, size, kind in table.layer_rows() if not layer.no_peer}
LAYERS |= {name: (growth.torch, size, "fwdbwd") for name, growth, _, size in table.growth_rows()}
LOSSES = {name: (loss, size) for name, loss, size in table.loss_rows()}
RULES = {name: (rule, extents) for name, rule, extents in table.rule_rows() if not rule.no_peer}

NAMES = (["train/mlp/b64", "train/mlp/b64/adam", "train/lenet/b64", "train/vgg/b64", "train/resnet20/b64", "train/charlm/b32t64", "train/pixelcnn/b32",
          "train/vae/b64", "train/dcgan/b64",
          "infer/mlp/b1", "infer/lenet/b1", "infer/lenet/b256", "infer/vgg/b1", "infer/resnet20/b1", "infer/resnet20/b64",
          "gradient_of_input/resnet20/b1", "gradient_of_input/resnet20/b64", "generate/charlm/b1t64", *LAYERS, *LOSSES, *RULES])


def samples(name):
    return int(re.search(r"/b(\d+)(t\d+)?(/|$)", name)[1])


def in_layout(channels_last, *tensors):
    """Modules and images as they should lie in memory."""
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return [t.to(memory_format=layout) if isinstance(t, nn.Module) or t.dim() == 4 else t for t in tensors]


def module_and_inputs(name, channels_last=False):
    """What is run, the module, its inputs; images in the layout that is asked for."""
    torch.manual_seed(1)
    if name in LAYERS:
        expression, size, kind = LAYERS[name]
        module = made(expression, size.numbers)
        inputs = [torch.rand(size.batch, *extents) * 2 - 1 for extents in size.inputs]
        if isinstance(module, nn.Embedding):
            inputs = [torch.arange(inputs[0].numel()).view(inputs[0].shape) * 7 % module.num_embeddings]
    else:
        kind, network = name.split("/")[:2]
        make, shape = NETWORKS[network]
        module = make()
        inputs = [torch.randint(65, (samples(name), *shape)) if make is charlm else torch.rand(samples(name), *shape) * 2 - 1]
    return (kind, *in_layout(channels_last, module, *inputs))


def training_step(module, x, adam):
    """A full step: forward, loss, backward, update."""
    if adam:
        rule = torch.optim.Adam(module.parameters(), lr=1e-4)
    else:
        rule = torch.optim.SGD(module.parameters(), lr=1e-4, momentum=0.9)
    with torch.no_grad():
        rows, classes = module(x).flatten(0, -2).shape
    labels, loss = torch.arange(rows) % classes, nn.CrossEntropyLoss()

    def step():
        rule.zero_grad(set_to_none=True)
        loss(module(x).flatten(0, -2), labels).backward()
        rule.step()
    return step


def generation():
    """64 letters, each the likeliest after those before it."""
    embedding, places, dense = charlm().eval()

    def write():
        letter, state = torch.zeros(1, 1, dtype=torch.long), None
        with torch.inference_mode():
            for _ in range(64):
                h, state = places.recurrent(embedding(letter), state)
                letter = dense(h).argmax(-1)
    return write


def vae_step(module, x):
    """Forward, the bound, backward, an update."""
    x, rule, cross_entropy = (x + 1) / 2, torch.optim.Adam(module.parameters(), lr=1e-4), nn.BCEWithLogitsLoss(reduction="sum")

    def step():
        rule.zero_grad(set_to_none=True)
        y, m, s = module(x)
        ((cross_entropy(y, x) + (s.exp() + m * m - 1 - s).sum() / 2) / len(x)).backward()
        rule.step()
    return step


def dcgan_step(module, x):
    """A turn of the discriminator over real and generated images, and one of the generator, each with random numbers of its own."""
    g, d = module.generator, module.discriminator
    of_g, of_d = (torch.optim.Adam(m.parameters(), lr=2e-4, betas=(0.5, 0.999)) for m in (g, d))
    loss, ones, zeros = nn.BCEWithLogitsLoss(), torch.ones(len(x), 1), torch.zeros(len(x), 1)

    def step():
        of_d.zero_grad(set_to_none=True)
        with torch.no_grad():
            made = g(torch.randn(len(x), 100))
        loss(d(x), ones).backward()
        loss(d(made), zeros).backward()
        of_d.step()
        of_g.zero_grad(set_to_none=True)
        d.requires_grad_(False)
        loss(d(g(torch.randn(len(x), 100))), ones).backward()
        d.requires_grad_(True)
        of_g.step()
    return step


def update(rule, extents):
    """A step of an update rule over one matrix, or a stage's work on its gradient."""
    torch.manual_seed(1)
    w = [nn.Parameter(torch.rand(extents) * 2 - 1)]
    w[0].grad = torch.rand(extents) * 2 - 1
    of = eval(rule.torch, globals(), {"w": w})  # noqa: S307
    return (lambda: of(w)) if rule.stage else of.step


def targets_of(kind, y, numbers):
    """What a loss compares scores y with, in PyTorch's layout."""
    shape = list(y.shape)
    if kind in ("classes", "levels"):
        classes_last = y.dim() == 3
        classes = numbers.get("levels") or shape[-1 if classes_last else 1]
        of = [shape[0], shape[1] // classes, *shape[2:]] if kind == "levels" else shape[:-1] if classes_last else [shape[0], *shape[2:]]
        return (torch.arange(torch.Size(of).numel()) * 7 % classes).view(of)
    return torch.rand([shape[0], shape[1] // 2] if kind == "half" else shape[:1] if kind == "one" else shape)


def loss_and_gradient(loss, size, channels_last):
    torch.manual_seed(1)
    y = torch.rand(size.batch, *size.inputs[0]) * 2 - 1
    targets = [targets_of(kind, y, size.numbers) for kind in loss.targets]
    y, *targets = in_layout(channels_last, y, *targets)
    y.requires_grad_()
    function = eval(loss.torch.format(**size.numbers))  # noqa: S307

    def once():
        y.grad = None
        function(y, *targets).backward()
    return once


def backward_and_forward(module, inputs):
    """Forward and backward, the gradients of the inputs included."""
    moved = [x.requires_grad_() for x in inputs if x.is_floating_point()]
    dy = torch.rand_like(module(*inputs)) * 2 - 1

    def there_and_back():
        for x in moved:
            x.grad = None
        module.zero_grad(set_to_none=True)
        module(*inputs).backward(dy)
    return there_and_back


FORMS = ["as it is called", "frozen", "frozen and optimized"]


def answer(module, inputs, form):
    module.eval()
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if form != "as it is called":
            module = torch.jit.freeze(torch.jit.trace(module, inputs, check_trace=False))
        if form == "frozen and optimized":
            module = torch.jit.optimize_for_inference(module)

    def once():
        with torch.inference_mode():
            module(*inputs)
    return once


def ways(name):
    """In which layouts and forms a workload can be run."""
    images = name in LAYERS and any(len(extents) == 3 for extents in LAYERS[name][1].inputs)
    images |= name in LOSSES and len(LOSSES[name][1].inputs[0]) == 3
    images |= name.split("/")[1] in NETWORKS and len(NETWORKS[name.split("/")[1]][1]) == 3
    return itertools.product((False, True) if images else (False,), FORMS if name.startswith(("fwd/", "infer/")) else FORMS[:1])


def run_of(name, channels_last, form):
    if name in RULES:
        return update(*RULES[name])
    if name in LOSSES:
        return loss_and_gradient(*LOSSES[name], channels_last)
    if name.startswith("generate/"):
        torch.manual_seed(1)
        return generation()
    kind, module, *inputs = module_and_inputs(name, channels_last)
    if isinstance(module, Vae):
        return vae_step(module, *inputs)
    if isinstance(module, Dcgan):
        return dcgan_step(module, *inputs)
    if kind == "train":
        return training_step(module, *inputs, name.endswith("/adam") or "charlm" in name or "pixelcnn" in name)
    if kind == "fwdbwd":
        return backward_and_forward(module, inputs)
    if kind == "gradient_of_input":
        module.eval().requires_grad_(False)
        return backward_and_forward(module, inputs)
    return answer(module, inputs, form)


def quickest(name, seconds):
    """The run of a workload that takes the least time, and how it is set. What cannot be frozen is called as it is."""
    found = []
    for channels_last, form in ways(name):
        try:
            run = run_of(name, channels_last, form)
            run()
            run()
            found.append((least_seconds(run, seconds), run, ("channels last" if channels_last else "channels first", form)))
        except Exception:
            if form == FORMS[0]:
                raise
    images = len({way[0] for _, _, way in found}) > 1
    _, run, (layout, form) = min(found, key=lambda f: f[0])
    said = ([layout] if images else []) + ([form] if form != FORMS[0] else [])
    return run, ", ".join(said)


def least_seconds(run, seconds):
    times, spent = [], 0.0
    while len(times) < 2 or spent < seconds / 5:
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
        spent += times[-1]
    return min(times)


def median_seconds(run, seconds):
    """As bench/timing.hpp does it: warming up for a fifth of the time, then at least five runs."""
    def timed():
        began = time.perf_counter()
        run()
        return time.perf_counter() - began
    spent = 0.0
    while spent < seconds / 5:
        spent += timed()
    times, spent = [], 0.0
    while spent < seconds or len(times) < 5:
        times.append(timed())
        spent += times[-1]
    return statistics.median(times)


def export(folder):
    for name in (n for n in NAMES if n.startswith("infer/") or n in table.ONNX):
        _, module, x = module_and_inputs(name)
        path = pathlib.Path(folder) / (name.replace("/", "_") + ".onnx")
        torch.onnx.export(module.eval(), x, str(path), opset_version=13, input_names=["x"], output_names=["y"])


def say(name, run, way, seconds):
    print(f"{name}\t{median_seconds(run, seconds):.9g}\t{way}", flush=True)


def answer_questions(seconds):
    """Gets ready what a line names, and measures it once for each line "measure" after that."""
    print("workload\tseconds\tway", flush=True)
    for line in map(str.strip, sys.stdin):
        if line == "measure":
            say(name, run, way, seconds)
        else:
            name = line
            run, way = quickest(name, seconds)
            print("ready", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filter", default="", help="only workloads with this text in their names")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.5, help="about how long each is timed")
    parser.add_argument("--list", action="store_true", help="print the names only")
    parser.add_argument("--ask", action="store_true", help="get ready what a line on standard input names, measure it at each line \"measure\"")
    parser.add_argument("--export", metavar="FOLDER", help="write ONNX models instead of timing")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.export:
        return export(options.export)
    if options.ask:
        return answer_questions(options.seconds)
    names = [n for n in NAMES if options.filter in n]
    if not names:
        sys.exit(f"torch_bench.py: no workload has in its name {options.filter!r}; --list says which there are")
    for name in names:
        if options.list:
            print(name)
        else:
            say(name, *quickest(name, options.seconds), options.seconds)


if __name__ == "__main__":
    main()
