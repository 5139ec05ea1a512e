// SPDX-License-Identifier: MIT
#pragma once
/// The element types of safetensors files and how the floating ones are turned into numbers.
#include <climits>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <strata/bit_cast.hpp>
#include <strata/target.hpp>
#include <string_view>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// What tensors are loaded into.
template <class T>
concept LoadableScalar = std::same_as<T, float> || std::same_as<T, double>;

/// What tensors are saved from, which may be read-only.
template <class T>
concept SavableScalar = LoadableScalar<std::remove_const_t<T>>;

/// One element type: its name in the header and the bytes of an element.
struct safetensors_dtype {
    std::string_view name;
    std::uint64_t bytes;
};

inline constexpr safetensors_dtype safetensors_dtypes[] = {
    {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"I16", 2}, {"U16", 2}, {"F16", 2},
    {"BF16", 2}, {"I32", 4}, {"U32", 4}, {"F32", 4},     {"I64", 8},     {"U64", 8}, {"F64", 8},
};

/// The element type of that name, or nullptr.
[[nodiscard]] constexpr const safetensors_dtype* find_safetensors_dtype(std::string_view name) {
    for (const safetensors_dtype& dtype : safetensors_dtypes) {
        if (dtype.name == name) return &dtype;
    }
    return nullptr;
}

/// Whether elements of that name can be turned into `float` and `double`.
[[nodiscard]] constexpr bool is_floating_dtype(std::string_view name) {
    return name == "F16" || name == "BF16" || name == "F32" || name == "F64";
}

/// The name under which elements of type T are saved.
template <SavableScalar T>
inline constexpr std::string_view dtype_of = std::same_as<std::remove_const_t<T>, float> ? "F32" : "F64";

/// The first `sizeof(Bits)` bytes as a number, least byte first whatever the machine's own order.
template <std::unsigned_integral Bits>
[[nodiscard]] constexpr Bits from_little_endian(const unsigned char* bytes) {
    Bits bits = 0;
    for (std::size_t i = 0; i < sizeof(Bits); ++i) {
        bits = static_cast<Bits>(bits | static_cast<Bits>(static_cast<Bits>(bytes[i]) << (CHAR_BIT * i)));
    }
    return bits;
}

/// Writes `bits` to `bytes`, least byte first.
template <std::unsigned_integral Bits>
constexpr void to_little_endian(Bits bits, unsigned char* bytes) {
    for (std::size_t i = 0; i < sizeof(Bits); ++i)
        bytes[i] = static_cast<unsigned char>(bits >> (CHAR_BIT * i));
}

/// IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction bits). Every value is exact in `float`.
[[nodiscard]] constexpr float float_from_f16(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1fu;
    const std::uint32_t fraction = bits & 0x3ffu;
    if (exponent == 0) {
        const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
        return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide_exponent = exponent == 0x1fu ? 0xffu : exponent + (127 - 15);
    return strata::bit_cast<float>(sign | wide_exponent << 23 | fraction << 13);
}

/// bfloat16: the upper half of a `float`.
[[nodiscard]] constexpr float float_from_bf16(std::uint16_t bits) {
    return strata::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

}  // namespace strata::inline STRATA_TARGET
