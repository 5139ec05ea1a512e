// SPDX-License-Identifier: MIT
#pragma once
// Written by scripts/make-name-literals with torchvision.
#include <cstdint>

namespace strata::test::torchvision {

/// The number of tensors, and the hash of the sorted lines "name [extents]".
struct names_literal {
    int count;
    std::uint64_t hash;
};
inline constexpr names_literal alexnet{16, 0x8aef27c5a301d050};
inline constexpr names_literal vgg11{22, 0x288d104ae091ee95};
inline constexpr names_literal vgg16{32, 0xc28928e39d007d16};
inline constexpr names_literal vgg19{38, 0x36d33bf295df503e};
inline constexpr names_literal resnet18{102, 0xe6cebfe8131f7cec};
inline constexpr names_literal resnet34{182, 0x60f2e5169537a22e};
inline constexpr names_literal resnet50{267, 0x68d723d706380a9b};
inline constexpr names_literal squeezenet{52, 0x9c89cff3d7402ddc};
inline constexpr names_literal densenet121{606, 0x290a6a569937b83f};
inline constexpr names_literal mobilenet_v2{262, 0xf93138e6dc5ea54c};
inline constexpr names_literal mobilenet_v3_small{210, 0xe483290ead7aaf3e};
inline constexpr names_literal efficientnet_b0{311, 0xd6ab8d6568ea91ca};
inline constexpr names_literal convnext_tiny{182, 0x9b6ef6f8263512fd};
inline constexpr names_literal inception_v3{484, 0xac05c6e866a64080};
inline constexpr names_literal googlenet{305, 0xac39a992c033ef77};
inline constexpr names_literal vit_base_16{152, 0xfaecf755ac2941cf};

}  // namespace strata::test::torchvision
