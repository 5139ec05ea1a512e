// SPDX-License-Identifier: MIT
#pragma once
/// A safetensors file that is open for reading.
///
///     8 bytes    N, the length of the header, least byte first
///     N bytes    the header, JSON, padded with spaces
///     the rest   the elements of the tensors, C order, least byte first, without gaps
///
/// Source: the format's description, https://huggingface.co/docs/safetensors.
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <istream>
#include <map>
#include <memory>
#include <sstream>
#include <strata/bit_cast.hpp>
#include <strata/target.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <strata/error.hpp>
#include <strata/io/safetensors_dtype.hpp>
#include <strata/io/safetensors_header.hpp>
#include <strata/io/safetensors_layout.hpp>
#include <strata/model/named_tensor.hpp>

namespace strata::inline STRATA_TARGET {

/// The longest header that is read or written, as in the format's description.
inline constexpr std::uint64_t safetensors_header_limit = 100'000'000;

/// Opening checks the whole file but for the elements; they are read by `copy_to`, one tensor at a time.
/// Every function may throw `strata::error`. Not to be read from two threads at once.
class safetensors_file {
public:
    /// Errors: the file cannot be opened; it is not laid out as above; what `check_safetensors_layout`
    /// refuses.
    explicit safetensors_file(const std::filesystem::path& path) : file_(path.string()) {
        std::error_code code;
        const std::filesystem::file_status status = std::filesystem::status(path, code);
        if (!std::filesystem::exists(status)) fail("the file cannot be opened (" + code.message() + ")");
        // Opening a pipe would wait for a writer that may never come.
        if (!std::filesystem::is_regular_file(status)) fail("this is a folder or device, not a file");
        errno = 0;
        stream_ = std::make_unique<std::ifstream>(path, std::ios::binary);
        if (!*stream_) fail("the file cannot be opened (" + std::generic_category().message(errno) + ")");
        const std::uint64_t size = std::filesystem::file_size(path, code);
        if (code) fail("the file's size cannot be read (" + code.message() + ")");
        open(size);
    }

    /// The same of a file's bytes that are in memory already; `name` is the file for errors.
    [[nodiscard]] static safetensors_file of_bytes(std::string bytes, const std::string& name) {
        safetensors_file file;
        file.file_ = name;
        const std::uint64_t size = bytes.size();
        file.stream_ = std::make_unique<std::istringstream>(std::move(bytes), std::ios::binary);
        file.open(size);
        return file;
    }

    /// The path it was opened with, for errors.
    [[nodiscard]] const std::string& path() const noexcept { return file_; }

    /// The names of the tensors, in the header's order.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const safetensors_entry& entry : header_.entries) all.push_back(entry.name);
        return all;
    }

    [[nodiscard]] bool contains(const std::string& name) const { return header_.index.contains(name); }

    [[nodiscard]] const std::vector<std::ptrdiff_t>& shape(const std::string& name) const {
        return entry(name).shape;
    }

    /// "F32", "BF16", ...
    [[nodiscard]] std::string dtype(const std::string& name) const {
        return std::string(entry(name).dtype->name);
    }

    /// The strings under "__metadata__".
    [[nodiscard]] const std::map<std::string, std::string>& metadata() const noexcept {
        return header_.metadata;
    }

    /// Copies the tensor `name` of the file into `into`, which must have its shape but may have another name.
    ///
    /// F16, BF16, F32, F64 and I64 are converted, rounding to nearest; what is too large for T becomes
    /// infinite.
    template <LoadableScalar T>
    void copy_to(const std::string& name, const named_tensor<T>& into) const {
        const safetensors_entry& from = entry(name);
        if (!std::equal(from.shape.begin(), from.shape.end(), into.shape.begin(), into.shape.end())) {
            fail("the shapes differ", shape_text(into.shape), shape_text(from.shape), {}, name);
        }
        if (from.dtype->name == "F16") {
            read_elements<std::uint16_t>(from, into, float_from_f16);
        } else if (from.dtype->name == "BF16") {
            read_elements<std::uint16_t>(from, into, float_from_bf16);
        } else if (from.dtype->name == "F32") {
            read_elements<std::uint32_t>(from, into,
                                         [](std::uint32_t bits) { return strata::bit_cast<float>(bits); });
        } else if (from.dtype->name == "F64") {
            read_elements<std::uint64_t>(from, into,
                                         [](std::uint64_t bits) { return strata::bit_cast<double>(bits); });
        } else if (from.dtype->name == "I64") {
            read_elements<std::uint64_t>(from, into, [](std::uint64_t bits) {
                return static_cast<double>(static_cast<std::int64_t>(bits));
            });
        } else {
            fail("the element type cannot be loaded", "F16, BF16, F32, F64 or I64",
                 std::string(from.dtype->name), {}, name);
        }
    }

private:
    safetensors_file() = default;

    /// Reads the header of a stream of so many bytes.
    void open(std::uint64_t size) {
        if (size < 8) {
            fail("the file ends before its header", "at least 8 bytes", std::to_string(size),
                 "Is this a safetensors file?");
        }

        unsigned char length_bytes[8];
        read(length_bytes, 8);
        const auto length = from_little_endian<std::uint64_t>(length_bytes);
        if (length > safetensors_header_limit) {
            fail("the header is too long", "at most " + std::to_string(safetensors_header_limit) + " bytes",
                 std::to_string(length), "Is this a safetensors file?");
        }
        if (length > size - 8) {
            fail("the header is longer than the file", "at most " + std::to_string(size - 8) + " bytes",
                 std::to_string(length), "The file was cut short, or is not a safetensors file.");
        }
        std::string text(static_cast<std::size_t>(length), ' ');
        read(text.data(), text.size());
        header_ = read_safetensors_header(file_, text);
        data_begin_ = 8 + length;
        check_safetensors_layout(file_, header_, size - data_begin_);
    }

    [[noreturn]] void fail(const std::string& problem, const std::string& expected = {},
                           const std::string& found = {}, const std::string& advice = {},
                           const std::string& name = {}) const {
        throw_error({.problem = problem,
                     .file = file_,
                     .name = name,
                     .expected = expected,
                     .found = found,
                     .advice = advice});
    }

    [[nodiscard]] const safetensors_entry& entry(const std::string& name) const {
        const auto at = header_.index.find(name);
        if (at == header_.index.end()) {
            fail("the file holds no tensor of this name", {}, {},
                 "safetensors_file::names lists those it holds.", name);
        }
        return header_.entries[at->second];
    }

    void read(void* bytes, std::size_t count) const {
        stream_->read(static_cast<char*>(bytes), static_cast<std::streamsize>(count));
        if (static_cast<std::size_t>(stream_->gcount()) != count) {
            stream_->clear();
            fail("the file cannot be read, or was cut short while it was open");
        }
    }

    template <class Bits, class T, class Decode>
    void read_elements(const safetensors_entry& from, const named_tensor<T>& into, Decode decode) const {
        std::vector<unsigned char> buffer(std::size_t{1} << 16);
        std::uint64_t left = from.end - from.begin;
        std::size_t held = 0;
        std::size_t at = 0;
        stream_->seekg(static_cast<std::streamoff>(data_begin_ + from.begin));
        into.for_each([&](T& element) {
            if (at == held) {
                held = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
                read(buffer.data(), held);
                left -= held;
                at = 0;
            }
            element = static_cast<T>(decode(from_little_endian<Bits>(buffer.data() + at)));
            at += sizeof(Bits);
        });
    }

    std::string file_;
    std::unique_ptr<std::istream> stream_;  // reading moves its position, which no caller can see
    safetensors_header header_;
    std::uint64_t data_begin_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
