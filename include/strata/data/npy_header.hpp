// SPDX-License-Identifier: MIT
#pragma once
/// The header of NumPy's `.npy` files: what is in the array that follows.
///
///     6 bytes    93 'N' 'U' 'M' 'P' 'Y'
///     2 bytes    the version, 1.0, 2.0 or 3.0
///     2 bytes    L, the length of the text, least byte first; 4 bytes from version 2.0 on
///     L bytes    {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } and spaces, a line end at last
///     the rest   the elements
///
/// Source: NumPy, NEP 1, "A simple file format for NumPy arrays", 2007, and the manual of numpy.lib.format.
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/int64.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a header says, and where the elements begin.
struct npy_header {
    std::string descr;  ///< the type of an element: "<f4"
    bool fortran_order = false;
    std::vector<std::size_t> shape;
    std::size_t data_begin = 0;
};

namespace detail {

/// The dictionary of a header, read word by word. Errors say the place in the text.
class npy_dictionary {
public:
    npy_dictionary(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    [[nodiscard]] npy_header read() {
        npy_header header;
        bool descr = false, order = false, shape = false;
        take('{');
        while (!next_is('}')) {
            const std::string key = quoted();
            take(':');
            if (key == "descr" && !std::exchange(descr, true))
                header.descr = type();
            else if (key == "fortran_order" && !std::exchange(order, true))
                header.fortran_order = truth();
            else if (key == "shape" && !std::exchange(shape, true))
                header.shape = extents();
            else
                refuse("a key is unknown or stands twice", "descr, fortran_order and shape, once each",
                       quotable(key, 40));
            if (!next_is(',')) break;
            take(',');
        }
        take('}');
        skip_spaces();
        if (at_ != text_.size()) refuse("something follows the dictionary", "spaces and a line end");
        if (!(descr && order && shape))
            refuse("a key is missing", "descr, fortran_order and shape", quotable(text_, 80));
        return header;
    }

private:
    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    [[nodiscard]] bool next_is(char c) {
        skip_spaces();
        return at_ < text_.size() && text_[at_] == c;
    }
    void take(char c) {
        if (!next_is(c)) refuse("the header is no dictionary", std::string("the letter ") + c, rest());
        ++at_;
    }
    [[nodiscard]] std::string quoted() {
        const char quote = next_is('"') ? '"' : '\'';
        take(quote);
        const std::size_t end = text_.find(quote, at_);
        if (end == std::string_view::npos) refuse("a quote is not closed", {}, rest());
        std::string inside(text_.substr(at_, end - at_));
        at_ = end + 1;
        return inside;
    }
    [[nodiscard]] std::string type() {
        if (next_is('['))
            throw_error({.problem = "the elements are records of several fields",
                         .file = file_,
                         .expected = "numbers of one type",
                         .advice = "Save each field as an array of its own"});
        return quoted();
    }
    [[nodiscard]] bool truth() {
        skip_spaces();
        for (const auto& [word, value] : {std::pair{"False", false}, std::pair{"True", true}})
            if (text_.substr(at_).starts_with(word)) {
                at_ += std::string_view(word).size();
                return value;
            }
        refuse("fortran_order is no truth value", "True or False", rest());
    }
    [[nodiscard]] std::vector<std::size_t> extents() {
        std::vector<std::size_t> all;
        take('(');
        while (!next_is(')')) {
            std::size_t end = at_;
            while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
            const auto extent = exact_number<int64>(text_.substr(at_, end - at_));
            if (!extent) refuse("an extent is no whole number of 64 bits", {}, rest());
            at_ = end;
            all.push_back(static_cast<std::size_t>(*extent));
            if (all.size() > 32) refuse("the array has more axes than NumPy allows", "at most 32");
            if (!next_is(',') && all.size() == 1) refuse("the shape is no tuple", "(3,) or (3, 4)");
            if (!next_is(',')) break;
            take(',');
        }
        take(')');
        return all;
    }
    [[nodiscard]] std::string rest() const { return quotable(text_.substr(at_), 40); }
    [[noreturn, gnu::cold]] void refuse(const char* problem, std::string expected = {},
                                        std::string found = {}) const {
        throw_error({.problem = problem,
                     .file = file_,
                     .name = "letter " + std::to_string(at_) + " of the header",
                     .expected = std::move(expected),
                     .found = std::move(found)});
    }

    std::string_view text_;
    const std::string& file_;
    std::size_t at_ = 0;
};

}  // namespace detail

/// The header of the bytes of a file; `file` is the name for errors. Errors: no `.npy` file; another version;
/// a text that is cut off or no such dictionary.
[[nodiscard]] inline npy_header npy_header_of_bytes(std::span<const std::uint8_t> bytes,
                                                    const std::string& file) {
    constexpr std::uint8_t magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
    if (bytes.size() < sizeof magic || !std::equal(std::begin(magic), std::end(magic), bytes.begin()))
        throw_error({.problem = bytes.empty() ? "the file is empty" : "this is not an .npy file",
                     .file = file,
                     .expected = "the bytes 93 'NUMPY' at its start"});
    const auto cut_off = [&](std::size_t wanted) {
        throw_error({.problem = "the file ends inside the header",
                     .file = file,
                     .expected = std::to_string(wanted) + " bytes",
                     .found = std::to_string(bytes.size()),
                     .advice = "The file was cut off: copy it again"});
    };
    if (bytes.size() < 10) cut_off(10);
    const int major = bytes[6], minor = bytes[7];
    if (major < 1 || major > 3 || minor != 0)
        throw_error({.problem = "the version of the format is not read",
                     .file = file,
                     .expected = "1.0, 2.0 or 3.0",
                     .found = std::to_string(major) + "." + std::to_string(minor)});
    const std::size_t begin = major == 1 ? 10 : 12;
    if (bytes.size() < begin) cut_off(begin);
    std::size_t length = 0;
    for (std::size_t i = begin; i-- > 8;) length = length << 8 | bytes[i];
    if (length > bytes.size() - begin) cut_off(begin + length);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data() + begin), length);
    if (!text.ends_with('\n'))
        throw_error({.problem = "the header does not end in a line end", .file = file});
    npy_header header = detail::npy_dictionary(text, file).read();
    header.data_begin = begin + length;
    return header;
}

/// The first bytes of a file with such elements, as NumPy writes them: version 1.0, elements from a multiple
/// of 64 bytes on.
[[nodiscard]] inline std::string npy_header_text(std::string_view descr,
                                                 const std::vector<std::size_t>& shape) {
    std::string text = "{'descr': '" + std::string(descr) + "', 'fortran_order': False, 'shape': (";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i == 0 ? "" : " ") + std::to_string(shape[i]) + (i + 1 < shape.size() || i == 0 ? "," : "");
    text += "), }";
    text.append((64 - (10 + text.size() + 1) % 64) % 64, ' ');
    text += '\n';
    std::string start("\x93NUMPY\x01\0", 8);
    start += static_cast<char>(text.size() & 255);
    start += static_cast<char>(text.size() >> 8);
    return start + text;
}

}  // namespace strata::inline STRATA_TARGET
