#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Times PyTorch on the workloads of strata_bench, under the same names.

    torch_bench.py --filter conv --threads 2 --seconds 1
    torch_bench.py --export FOLDER        writes what is only answered, not trained, as ONNX models instead

The networks are those of bench/networks.hpp and bench/layers.hpp, layer for layer. Set ATEN_CPU_CAPABILITY=avx512 where
the processor has AVX-512: PyTorch 1.13 does not use it for its own kernels by itself.
"""
import argparse
import pathlib
import re
import statistics
import sys
import time

import torch
from torch import nn


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


def convolution(c, k, f, size, **options):
    return lambda: nn.Conv2d(c, k, f, **options), (c, size, size)


def padded(sides, make):
    """A convolution of an image with zeros by side: left, right, top, bottom."""
    return lambda: nn.Sequential(nn.ZeroPad2d(sides), make[0]()), make[1]


class CausalPlaces(nn.Module):
    """A dilated convolution over [N, L, C] that sees no later place."""

    def __init__(self, c, k, f, dilation):
        super().__init__()
        self.before = dilation * (f - 1)
        self.conv = nn.Conv1d(c, k, f, dilation=dilation)

    def forward(self, x):
        return self.conv(nn.functional.pad(x.transpose(1, 2), (self.before, 0))).transpose(1, 2)


LAYERS = {
    "conv3x3s1/64-64@56/b16": convolution(64, 64, 3, 56, padding=1),
    "conv3x3s1/128-128@28/b16": convolution(128, 128, 3, 28, padding=1),
    "conv3x3s1/256-256@14/b16": convolution(256, 256, 3, 14, padding=1),
    "conv3x3s1/512-512@7/b16": convolution(512, 512, 3, 7, padding=1),
    "conv1x1s1/64-256@56/b16": convolution(64, 256, 1, 56),
    "conv7x7s2/3-64@112/b16": convolution(3, 64, 7, 224, stride=2, padding=3),
    "conv1x7s1/192-192@17/b16": convolution(192, 192, (1, 7), 17, padding=(0, 3)),
    "conv7x1s1/192-192@17/b16": convolution(192, 192, (7, 1), 17, padding=(3, 0)),
    "conv5x5s1/64-64@28/b16": convolution(64, 64, 5, 28, padding=2),
    "conv3x3s2/64-128@28/b16": padded((0, 1, 0, 1), convolution(64, 128, 3, 56, stride=2)),
    "conv3x3s1d2/64-64@28/b16": convolution(64, 64, 3, 28, padding=2, dilation=2),
    "depthwise3x3s2/128@28/b16": padded((0, 1, 0, 1), convolution(128, 128, 3, 56, stride=2, groups=128)),
    "conv1d3d4/64-64@1024/b16": (lambda: CausalPlaces(64, 64, 3, 4), (1024, 64)),
    "dense/1024-1024/b128": (lambda: nn.Linear(1024, 1024), (1024,)),
    "lstm/256-256/b32t64": (lambda: Places(256, 256), (64, 256)),
    "gru/256-256/b32t64": (lambda: Places(256, 256, kind=nn.GRU), (64, 256)),
    "rnn/256-256/b32t64": (lambda: Places(256, 256, kind=nn.RNN), (64, 256)),
}

UPDATED = 4_000_000
RULES = {
    "sgd": lambda w, **o: torch.optim.SGD(w, **o),
    "momentum": lambda w, **o: torch.optim.SGD(w, momentum=0.9, **o),
    "nesterov": lambda w, **o: torch.optim.SGD(w, momentum=0.9, nesterov=True, **o),
    "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad,
    "nadam": torch.optim.NAdam, "radam": torch.optim.RAdam, "adamax": torch.optim.Adamax}

NAMES = (["train/mlp/b64", "train/mlp/b64/adam", "train/lenet/b64", "train/vgg/b64", "train/resnet20/b64", "train/charlm/b32t64", "train/pixelcnn/b32",
          "train/vae/b64", "train/dcgan/b64",
          "infer/mlp/b1", "infer/lenet/b1", "infer/lenet/b256", "infer/vgg/b1", "infer/resnet20/b1", "infer/resnet20/b64",
          "gradient_of_input/resnet20/b1", "gradient_of_input/resnet20/b64"]
         + ["generate/charlm/b1t64"] + [f"{kind}/{layer}" for kind in ("fwd", "fwdbwd") for layer in LAYERS]
         + [f"update/{name}/4M" for name in ("copy", *RULES)])


def samples(name):
    return int(re.search(r"/b(\d+)(t\d+)?(/|$)", name)[1])


def module_and_input(name, channels_last=False):
    kind, rest = name.split("/", 1)
    make, shape = NETWORKS[rest.split("/")[0]] if kind in ("train", "infer", "gradient_of_input") else LAYERS[rest]
    torch.manual_seed(1)
    module = make()
    if make is charlm:
        return kind, module, torch.randint(65, (samples(name), *shape))
    x = torch.rand(samples(name), *shape) * 2 - 1
    if channels_last and len(shape) == 3:
        module, x = module.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    return kind, module, x


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


def update(rule):
    """A step of an update rule with foreach over 4 million parameters in one tensor, or a copy of as many numbers."""
    torch.manual_seed(1)
    w, g = torch.rand(UPDATED) * 2 - 1, torch.rand(UPDATED) * 2 - 1
    if rule == "copy":
        return lambda: w.copy_(g)
    w = nn.Parameter(w)
    w.grad = g
    return RULES[rule]([w], lr=1e-6, foreach=True).step


def run_of(name, channels_last):
    if name.startswith("update/"):
        return update(name.split("/")[1])
    if name.startswith("generate/"):
        torch.manual_seed(1)
        return generation()
    kind, module, x = module_and_input(name, channels_last)
    if isinstance(module, Vae):
        return vae_step(module, x)
    if isinstance(module, Dcgan):
        return dcgan_step(module, x)
    if kind == "train":
        return training_step(module, x, name.endswith("/adam") or "charlm" in name or "pixelcnn" in name)
    if kind == "fwdbwd":
        x.requires_grad_()
        dy = torch.rand_like(module(x)) * 2 - 1

        def there_and_back():
            x.grad = None
            module.zero_grad(set_to_none=True)
            module(x).backward(dy)
        return there_and_back
    module.eval()
    if kind == "gradient_of_input":
        module.requires_grad_(False)
        x.requires_grad_()
        dy = torch.rand_like(module(x)) * 2 - 1

        def gradient_of_input():
            x.grad = None
            module(x).backward(dy)
        return gradient_of_input

    def answer():
        with torch.inference_mode():
            module(x)
    return answer


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
    for name in NAMES:
        if name.startswith(("update/", "generate/")):
            continue
        kind, module, x = module_and_input(name)
        if kind in ("infer", "fwd"):
            path = pathlib.Path(folder) / (name.replace("/", "_") + ".onnx")
            torch.onnx.export(module.eval(), x, str(path), opset_version=13, input_names=["x"], output_names=["y"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filter", default="", help="only workloads with this text in their names")
    parser.add_argument("--workload", help="only the workload of exactly this name")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.5, help="about how long each is timed")
    parser.add_argument("--channels-last", action="store_true", help="images channels last in memory")
    parser.add_argument("--list", action="store_true", help="print the names only")
    parser.add_argument("--ask", action="store_true", help="measure once for each line on standard input: for programs that compare")
    parser.add_argument("--export", metavar="FOLDER", help="write ONNX models instead of timing")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.export:
        return export(options.export)
    names = [n for n in NAMES if (n == options.workload if options.workload else options.filter in n)]
    if not names:
        sys.exit(f"torch_bench.py: no workload is called {options.workload or options.filter!r}; --list says which there are")
    for name in names:
        if options.list:
            print(name)
            continue
        run = run_of(name, options.channels_last)
        if options.ask:
            print("ready", flush=True)
            for _ in sys.stdin:
                print(f"{name}\t{median_seconds(run, options.seconds):.9g}", flush=True)
        else:
            print(f"{name}\t{median_seconds(run, options.seconds):.9g}", flush=True)


if __name__ == "__main__":
    main()
