// SPDX-License-Identifier: MIT
#pragma once
/// Arrays in NumPy's `.npy` files, read and written.
///
///     const auto x = read_npy<float, 4>("images.npy");     // xt::xtensor<float, 4>
///     const auto y = read_npy<double>("table.npy");         // xt::xarray<double>, of any rank
///     write_npy("scores.npy", scores);
///
/// A file is taken for what it says: the elements are of the type that is asked for, in C order and with the
/// least byte first. The one conversion is that of float16 to float, which loses nothing. Objects that Python
/// pickled are refused: to read them is to run what the file says.
#include <strata/array.hpp>
#include <strata/bit_cast.hpp>
#include <strata/data/file_bytes.hpp>
#include <strata/data/npy_header.hpp>
#include <strata/error.hpp>
#include <strata/io/atomic_file.hpp>
#include <strata/io/safetensors_dtype.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What the elements of a file are read as and written from.
template <class T>
concept NpyScalar = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, bool> ||
    (std::integral<T> && !std::same_as<T, char> && !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
     !std::same_as<T, char16_t> && !std::same_as<T, char32_t>);

/// NumPy's name of a type: "<f4", "|u1".
template <NpyScalar T>
[[nodiscard]] std::string npy_descr() {
    if constexpr (std::same_as<T, bool>) return "|b1";
    const char kind = std::floating_point<T> ? 'f' : std::signed_integral<T> ? 'i' : 'u';
    return std::string(1, sizeof(T) == 1 ? '|' : '<') + kind + std::to_string(sizeof(T));
}

namespace detail {

/// Throws where the elements are none of type T; says what to do about it.
inline void check_npy_type(const npy_header& header, const std::string& file, const std::string& wanted,
                           bool or_float16) {
    if (header.descr == wanted || (or_float16 && header.descr == "<f2")) return;
    const std::string_view found = header.descr;
    const std::string_view kind = found.substr(0, std::min<std::size_t>(found.size(), 2));
    error_parts parts{.problem = "the elements are of another type",
                      .file = file,
                      .expected = wanted + (or_float16 ? " or <f2" : ""),
                      .found = quotable(found, 40),
                      .advice = "Read them as that type, or save x.astype('" + wanted + "')"};
    if (kind == "|O" || kind == "O") {
        parts.problem = "the elements are pickled Python objects, which are not read";
        parts.advice = "Save an array of numbers: x.astype('" + wanted + "')";
    } else if (found.starts_with('>') && found.substr(1) == std::string_view(wanted).substr(1)) {
        parts.problem = "the elements have their highest byte first";
    }
    throw_error(parts);
}

/// How many elements the bytes behind the header are. Throws where these are others than the header says.
inline std::size_t count_npy_elements(const npy_header& header, const std::string& file, std::size_t there,
                                      std::size_t element) {
    std::size_t count = 1;
    bool nothing = false, countable = true;
    for (const std::size_t extent : header.shape) {
        nothing = nothing || extent == 0;
        countable = countable && (extent == 0 || count <= there / element / extent);
        if (extent != 0 && countable) count *= extent;
    }
    if (nothing) count = 0, countable = true;
    if (!countable || count * element != there)
        throw_error({.problem = "the header's shape disagrees with the length of the file",
                     .file = file,
                     .expected = shape_text(header.shape) + " elements of " + std::to_string(element) +
                                 (element == 1 ? " byte" : " bytes"),
                     .found = std::to_string(there) + " bytes behind the header",
                     .advice = "The file was cut off or damaged: copy it again"});
    return count;
}

template <std::size_t Bytes>
using npy_bits =
    std::conditional_t<Bytes == 1, std::uint8_t,
                       std::conditional_t<Bytes == 2, std::uint16_t,
                                          std::conditional_t<Bytes == 4, std::uint32_t, std::uint64_t>>>;

/// The elements behind a header that has been checked.
template <NpyScalar T>
void unpack_npy(const npy_header& header, std::span<const std::uint8_t> bytes, const std::string& file,
                std::size_t count, T* to) {
    const std::uint8_t* from = bytes.data() + header.data_begin;
    for (std::size_t i = 0; i < count; ++i) {
        if constexpr (std::same_as<T, bool>) {
            if (from[i] > 1)
                throw_error({.problem = "an element is no truth value",
                             .file = file,
                             .name = "element " + std::to_string(i),
                             .expected = "0 or 1",
                             .found = std::to_string(from[i])});
            to[i] = from[i] == 1;
        } else {
            to[i] = strata::bit_cast<T>(from_little_endian<npy_bits<sizeof(T)>>(from + i * sizeof(T)));
        }
    }
}

/// Checks all that a header says, makes an array of its shape by `make(shape)` and fills it.
template <NpyScalar T, class Make>
auto npy_array(std::span<const std::uint8_t> bytes, const std::string& file, Make make) {
    constexpr bool is_float = std::same_as<T, float>;
    const npy_header header = npy_header_of_bytes(bytes, file);
    check_npy_type(header, file, npy_descr<T>(), is_float);
    if (header.fortran_order)
        throw_error({.problem = "the elements are in Fortran's order, columns first",
                     .file = file,
                     .expected = "C order",
                     .advice = "Save numpy.ascontiguousarray(x)"});
    const bool half = header.descr == "<f2";
    const std::size_t count =
        count_npy_elements(header, file, bytes.size() - header.data_begin, half ? 2 : sizeof(T));
    auto x = make(header.shape);
    if constexpr (is_float)
        if (half) {
            const std::uint8_t* from = bytes.data() + header.data_begin;
            for (std::size_t i = 0; i < count; ++i)
                x.data()[i] = float_from_f16(from_little_endian<std::uint16_t>(from + 2 * i));
            return x;
        }
    unpack_npy<T>(header, bytes, file, count, x.data());
    return x;
}

}  // namespace detail

/// The array in the bytes of a file, of any rank; `file` is the name for errors. Errors: those of
/// `npy_header_of_bytes`; elements of another type or order, or objects; another length than the shape says.
template <NpyScalar T>
[[nodiscard]] xt::xarray<T> npy_of_bytes(std::span<const std::uint8_t> bytes, const std::string& file) {
    return detail::npy_array<T>(
        bytes, file, [](const std::vector<std::size_t>& shape) { return xt::xarray<T>::from_shape(shape); });
}
/// The same of an array with so many axes. Errors: another number of axes.
template <NpyScalar T, std::size_t Rank>
[[nodiscard]] xt::xtensor<T, Rank> npy_of_bytes(std::span<const std::uint8_t> bytes,
                                                const std::string& file) {
    return detail::npy_array<T>(bytes, file, [&](const std::vector<std::size_t>& shape) {
        if (shape.size() != Rank)
            throw_error({.problem = "the array has another number of axes",
                         .file = file,
                         .expected = std::to_string(Rank),
                         .found = shape_text(shape)});
        typename xt::xtensor<T, Rank>::shape_type extents{};
        std::copy(shape.begin(), shape.end(), extents.begin());
        return xt::xtensor<T, Rank>(extents);
    });
}

/// Reads an `.npy` file. Errors: those of `read_bytes` and `npy_of_bytes`.
template <NpyScalar T>
[[nodiscard]] xt::xarray<T> read_npy(const std::filesystem::path& path) {
    return npy_of_bytes<T>(read_bytes(path), path.string());
}
template <NpyScalar T, std::size_t Rank>
[[nodiscard]] xt::xtensor<T, Rank> read_npy(const std::filesystem::path& path) {
    return npy_of_bytes<T, Rank>(read_bytes(path), path.string());
}

/// The bytes of the file that NumPy writes for such an array.
template <Array E>
requires NpyScalar<typename E::value_type>
[[nodiscard]] std::string npy_bytes(const E& x) {
    using T = typename E::value_type;
    std::string bytes =
        npy_header_text(npy_descr<T>(), std::vector<std::size_t>(x.shape().begin(), x.shape().end()));
    std::size_t at = bytes.size();
    bytes.resize(at + x.size() * sizeof(T));
    for (auto i = x.template begin<xt::layout_type::row_major>();
         i != x.template end<xt::layout_type::row_major>(); ++i, at += sizeof(T)) {
        using bits = detail::npy_bits<sizeof(T)>;
        to_little_endian(strata::bit_cast<bits>(static_cast<T>(*i)),
                         reinterpret_cast<unsigned char*>(bytes.data() + at));
    }
    return bytes;
}

/// Writes an `.npy` file, whole or not at all. Errors: those of `write_file_atomically`.
template <Array E>
requires NpyScalar<typename E::value_type>
void write_npy(const std::filesystem::path& path, const E& x) {
    const std::string bytes = npy_bytes(x);
    write_file_atomically(path, [&](atomic_file& file) { file.write(bytes); });
}

}  // namespace strata::inline STRATA_TARGET
