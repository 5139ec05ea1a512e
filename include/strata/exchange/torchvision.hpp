// SPDX-License-Identifier: MIT
#pragma once
/// The names that torchvision 0.14 gives to the tensors of the networks in strata/architectures.
///
///     model<resnet18<>> m;
///     load(m, "resnet18.safetensors", torchvision_names::resnet18());
///
/// Layouts are the same, and shapes but for axes of extent 1; where tensors come in another order here, the
/// maps know it.
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

    [[nodiscard]] static name_map googlenet() {
        state_dict_names n;
        const auto convolution = [&n](const std::string& at) { n.normalized(at + ".conv", at + ".bn"); };
        for (const char* at : {"conv1", "conv2", "conv3"}) convolution(at);
        for (const char* block : {"3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"})
            for (const char* part :
                 {"branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1"})
                convolution(std::string("inception") + block + "." + part);
        n.linear("fc");
        for (const std::string at : {"aux1", "aux2"}) {
            convolution(at + ".conv");
            n.linear(at + ".fc1").linear(at + ".fc2");
        }
        return n.map();
    }

    [[nodiscard]] static name_map inception_v3() {
        state_dict_names n;
        const auto block = [&n](const std::string& at, std::initializer_list<const char*> parts) {
            for (const char* part : parts) n.normalized(at + part + ".conv", at + part + ".bn");
        };
        block("Conv2d_", {"1a_3x3", "2a_3x3", "2b_3x3", "3b_1x1", "4a_3x3"});
        for (const char* at : {"Mixed_5b.", "Mixed_5c.", "Mixed_5d."})
            block(at, {"branch1x1", "branch5x5_1", "branch5x5_2", "branch3x3dbl_1", "branch3x3dbl_2",
                       "branch3x3dbl_3", "branch_pool"});
        block("Mixed_6a.", {"branch3x3", "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"});
        for (const char* at : {"Mixed_6b.", "Mixed_6c.", "Mixed_6d.", "Mixed_6e."})
            block(at,
                  {"branch1x1", "branch7x7_1", "branch7x7_2", "branch7x7_3", "branch7x7dbl_1",
                   "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5", "branch_pool"});
        block("Mixed_7a.", {"branch3x3_1", "branch3x3_2", "branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3",
                            "branch7x7x3_4"});
        for (const char* at : {"Mixed_7b.", "Mixed_7c."})
            block(at, {"branch1x1", "branch3x3_1", "branch3x3_2a", "branch3x3_2b", "branch3x3dbl_1",
                       "branch3x3dbl_2", "branch3x3dbl_3a", "branch3x3dbl_3b", "branch_pool"});
        n.linear("fc");
        block("AuxLogits.", {"conv0", "conv1"});
        return n.linear("AuxLogits.fc").map();
    }

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

    [[nodiscard]] static name_map mobilenet_v3_small() {
        state_dict_names n;
        n.normalized(features(0) + ".0", features(0) + ".1");
        for (int block = 1; block <= 11; ++block) {
            // the first block has no expansion, the next two do not weigh their channels
            const bool expands = block > 1, squeezes = block != 2 && block != 3;
            inverted_residual(n, features(block), expands, squeezes);
        }
        n.normalized(features(12) + ".0", features(12) + ".1");
        return n.linear(classifier(0)).linear(classifier(3)).map();
    }

    [[nodiscard]] static name_map efficientnet_b0() {
        state_dict_names n;
        n.normalized(features(0) + ".0", features(0) + ".1");
        int row = 0;
        for (const int blocks : {1, 2, 2, 3, 3, 4, 1}) {
            ++row;
            for (int block = 0; block < blocks; ++block)
                inverted_residual(n, features(row) + "." + std::to_string(block), row > 1, true);
        }
        n.normalized(features(8) + ".0", features(8) + ".1");
        return n.linear(classifier(1)).map();
    }

    [[nodiscard]] static name_map convnext_tiny() { return convnext({3, 3, 9, 3}); }
    [[nodiscard]] static name_map convnext_small() { return convnext({3, 3, 27, 3}); }

    /// vit_b_16
    [[nodiscard]] static name_map vit_base_16() {
        state_dict_names n;
        n.linear("conv_proj").one("class_token").one("encoder.pos_embedding");
        for (int block = 0; block < 12; ++block) {
            const std::string at = "encoder.layers.encoder_layer_" + std::to_string(block) + ".";
            n.layer_norm(at + "ln_1");
            n.one(at + "self_attention.in_proj_weight").one(at + "self_attention.in_proj_bias");
            n.linear(at + "self_attention.out_proj");
            n.layer_norm(at + "ln_2").linear(at + "mlp.0").linear(at + "mlp.3");
        }
        return n.layer_norm("encoder.ln").linear("heads.head").map();
    }

private:
    /// An expansion, a depthwise convolution, the weighing of its channels, and a projection, as far as they
    /// are there.
    static void inverted_residual(state_dict_names& n, const std::string& at, bool expands, bool squeezes) {
        int part = 0;
        const auto next = [&] { return at + ".block." + std::to_string(part++); };
        const auto convolution = [&] {
            const std::string of = next();
            n.normalized(of + ".0", of + ".1");
        };
        if (expands) convolution();
        convolution();
        if (squeezes) n.squeeze_and_excitation(next());
        convolution();
    }

    /// So many blocks in each of four stages; between them the image is halved.
    static name_map convnext(std::initializer_list<int> blocks) {
        state_dict_names n;
        n.linear(features(0) + ".0").layer_norm(features(0) + ".1");
        int stage = 1;
        for (const int count : blocks) {
            if (stage > 1) n.layer_norm(features(stage - 1) + ".0").linear(features(stage - 1) + ".1");
            for (int block = 0; block < count; ++block) {
                const std::string at = features(stage) + "." + std::to_string(block);
                n.linear(at + ".block.0").layer_norm(at + ".block.2");
                n.linear(at + ".block.3").linear(at + ".block.5").one(at + ".layer_scale");
            }
            stage += 2;
        }
        return n.layer_norm(classifier(0)).linear(classifier(2)).map();
    }

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
