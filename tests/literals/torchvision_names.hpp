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
inline constexpr names_literal resnet18{102, 0x18b056aa6aa6fea6};
inline constexpr names_literal resnet34{182, 0xd3f20fb1a6ebec98};
inline constexpr names_literal resnet50{267, 0xd296b015caae1553};
inline constexpr names_literal squeezenet{52, 0xb3e214f6c5863cf2};
inline constexpr names_literal densenet121{606, 0xfb867ca594e79589};
inline constexpr names_literal mobilenet_v2{262, 0xaf557b53cb3d00c9};

}  // namespace strata::test::torchvision
