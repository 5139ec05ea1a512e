// SPDX-License-Identifier: MIT
#pragma once
/// The names that torchvision 0.14 gives to the tensors of the networks in strata/architectures.
///
///     model<resnet18<>> m;
///     load(m, "resnet18.safetensors", torchvision_names::resnet18());
///
/// Shapes and layouts are the same; the tensors of a residual block come in another order here, which the
/// maps know.
#include <initializer_list>
#include <strata/exchange/state_dict_names.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

struct torchvision_names {
    [[nodiscard]] static name_map alexnet() {
        state_dict_names n;
        for (const int layer : {0, 3, 6, 8, 10}) n.linear(features(layer));
        for (const int layer : {1, 4, 6}) n.linear(classifier(layer));
        return n.map();
    }

    [[nodiscard]] static name_map vgg11() { return vgg({1, 1, 2, 2, 2}); }
    [[nodiscard]] static name_map vgg16() { return vgg({2, 2, 3, 3, 3}); }
    [[nodiscard]] static name_map vgg19() { return vgg({2, 2, 4, 4, 4}); }

    [[nodiscard]] static name_map resnet18() { return resnet({2, 2, 2, 2}, 2); }
    [[nodiscard]] static name_map resnet34() { return resnet({3, 4, 6, 3}, 2); }
    [[nodiscard]] static name_map resnet50() { return resnet({3, 4, 6, 3}, 3); }

    /// squeezenet1_1
    [[nodiscard]] static name_map squeezenet() {
        state_dict_names n;
        n.linear(features(0));
        for (const int fire : {3, 4, 6, 7, 9, 10, 11, 12})
            for (const char* part : {".squeeze", ".expand1x1", ".expand3x3"}) n.linear(features(fire) + part);
        return n.linear(classifier(1)).map();
    }

    [[nodiscard]] static name_map densenet121() {
        state_dict_names n;
        n.normalized("features.conv0", "features.norm0");
        int block = 0;
        for (const int layers : {6, 12, 24, 16}) {
            ++block;
            for (int layer = 1; layer <= layers; ++layer) {
                const std::string at =
                    "features.denseblock" + std::to_string(block) + ".denselayer" + std::to_string(layer);
                n.batch_norm(at + ".norm1").convolution(at + ".conv1");
                n.batch_norm(at + ".norm2").convolution(at + ".conv2");
            }
            const std::string at = "features.transition" + std::to_string(block);
            if (block < 4) n.batch_norm(at + ".norm").convolution(at + ".conv");
        }
        return n.batch_norm("features.norm5").linear("classifier").map();
    }

    [[nodiscard]] static name_map mobilenet_v2() {
        state_dict_names n;
        n.normalized(features(0) + ".0", features(0) + ".1");
        for (int block = 1; block <= 17; ++block) {
            const std::string at = features(block) + ".conv.";
            int part = 0;  // the first block has no expansion
            for (; part < (block == 1 ? 1 : 2); ++part) {
                const std::string of = at + std::to_string(part);
                n.normalized(of + ".0", of + ".1");
            }
            n.normalized(at + std::to_string(part), at + std::to_string(part + 1));
        }
        n.normalized(features(18) + ".0", features(18) + ".1");
        return n.linear(classifier(1)).map();
    }

private:
    static std::string features(int layer) { return "features." + std::to_string(layer); }
    static std::string classifier(int layer) { return "classifier." + std::to_string(layer); }

    /// So many convolutions before each pooling; behind each stands a ReLU, which has a number too.
    static name_map vgg(std::initializer_list<int> convolutions) {
        state_dict_names n;
        int layer = 0;
        for (const int count : convolutions) {
            for (int i = 0; i < count; ++i, layer += 2) n.linear(features(layer));
            ++layer;
        }
        for (const int dense : {0, 3, 6}) n.linear(classifier(dense));
        return n.map();
    }

    /// So many blocks of two or three convolutions for each size of image; the first of a size has a
    /// projection, but for the first of all where it changes no shape.
    static name_map resnet(std::initializer_list<int> blocks, int convolutions) {
        state_dict_names n;
        n.normalized("conv1", "bn1");
        int size = 0;
        for (const int count : blocks) {
            ++size;
            for (int block = 0; block < count; ++block) {
                const std::string at = "layer" + std::to_string(size) + "." + std::to_string(block) + ".";
                if (block == 0 && (size > 1 || convolutions == 3))
                    n.normalized(at + "downsample.0", at + "downsample.1");
                for (int i = 1; i <= convolutions; ++i)
                    n.normalized(at + "conv" + std::to_string(i), at + "bn" + std::to_string(i));
            }
        }
        return n.linear("fc").map();
    }
};

}  // namespace strata::inline STRATA_TARGET
