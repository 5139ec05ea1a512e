// SPDX-License-Identifier: MIT
#pragma once
/// The header of a safetensors file: which tensors it holds, where, and the metadata beside them.
///
///     {"__metadata__": {key: string, ...}, name: {"dtype": "F32", "shape": [..], "data_offsets": [begin,
///     end]}, ...}
///
/// The offsets count bytes from the end of the header. Nothing in it is believed: it is read as a stream of
/// tokens, so that a repeated name is seen and a hostile header never grows into a tree of values.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <strata/error.hpp>
#include <strata/io/safetensors_dtype.hpp>

namespace strata::inline STRATA_TARGET {

/// The most axes of a tensor that is read; no program is known that has more.
inline constexpr std::size_t safetensors_most_axes = 64;

/// One tensor in the file: its bytes are [begin, end) of the data.
struct safetensors_entry {
    std::string name;
    const safetensors_dtype* dtype = nullptr;
    std::vector<std::ptrdiff_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// A header that is well-formed; whether the offsets fit the data is for `check_safetensors_layout` to say.
struct safetensors_header {
    std::vector<safetensors_entry> entries;    ///< in the header's order
    std::map<std::string, std::size_t> index;  ///< name -> place in `entries`
    std::map<std::string, std::string> metadata;
};

/// Takes the tokens of the JSON text in turn and builds the header from them, or throws at the first that
/// does not belong.
class safetensors_header_reader : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit safetensors_header_reader(std::string file) : file_(std::move(file)) {}

    [[nodiscard]] safetensors_header take() { return std::move(header_); }

    bool null() override { unexpected("null"); }
    bool boolean(bool value) override { unexpected(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { unexpected(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { unexpected(text); }
    bool binary(binary_t&) override { unexpected("bytes"); }

    bool number_unsigned(number_unsigned_t value) override {
        if (place_ == place::offsets && offsets_.size() < 2) {
            offsets_.push_back(value);
        } else if (place_ == place::shape && value <= std::numeric_limits<std::ptrdiff_t>::max()) {
            if (header_.entries.back().shape.size() == safetensors_most_axes)
                fail("the tensor has too many axes", "at most " + std::to_string(safetensors_most_axes));
            header_.entries.back().shape.push_back(static_cast<std::ptrdiff_t>(value));
        } else {
            unexpected(std::to_string(value));
        }
        return true;
    }

    bool string(string_t& text) override {
        if (place_ == place::metadata) {
            header_.metadata[key_] = text;
        } else if (place_ == place::tensor && key_ == "dtype") {
            const safetensors_dtype* dtype = find_safetensors_dtype(text);
            if (dtype == nullptr) {
                throw_error({.problem = "the element type is not known",
                             .file = file_,
                             .name = quotable(name_),
                             .expected = known_dtypes(),
                             .found = quotable(text)});
            }
            header_.entries.back().dtype = dtype;
        } else {
            unexpected('"' + text + '"');
        }
        return true;
    }

    bool key(string_t& text) override {
        key_ = text;
        if (place_ == place::top) {
            name_ = text;
            const bool fresh = text == "__metadata__"
                                   ? !std::exchange(metadata_seen_, true)
                                   : header_.index.emplace(text, header_.entries.size()).second;
            if (!fresh) fail("the name stands in the header more than once");
        } else if (place_ == place::metadata) {
            if (!header_.metadata.emplace(text, "").second)
                fail("the key \"" + quotable(text) + "\" stands there twice");
        } else {
            if (text != "dtype" && text != "shape" && text != "data_offsets") {
                fail("the field \"" + quotable(text) + "\" is not known", "dtype, shape and data_offsets");
            }
            if (!fields_.insert(text).second) fail("the field \"" + text + "\" stands there twice");
        }
        return true;
    }

    bool start_object(std::size_t) override {
        if (place_ == place::outside) {
            place_ = place::top;
        } else if (place_ == place::top && name_ == "__metadata__") {
            place_ = place::metadata;
        } else if (place_ == place::top) {
            place_ = place::tensor;
            fields_.clear();
            offsets_.clear();
            header_.entries.emplace_back().name = name_;
        } else {
            unexpected("an object");
        }
        return true;
    }

    bool end_object() override {
        if (place_ == place::tensor) {
            for (const char* field : {"dtype", "shape", "data_offsets"}) {
                if (!fields_.contains(field)) fail("the field \"" + std::string(field) + "\" is missing");
            }
        }
        place_ = place_ == place::top ? place::outside : place::top;
        return true;
    }

    bool start_array(std::size_t) override {
        if (place_ == place::tensor && key_ == "shape") {
            place_ = place::shape;
        } else if (place_ == place::tensor && key_ == "data_offsets") {
            place_ = place::offsets;
        } else {
            unexpected("an array");
        }
        return true;
    }

    bool end_array() override {
        if (place_ == place::offsets) {
            if (offsets_.size() != 2) unexpected(std::to_string(offsets_.size()) + " of them");
            header_.entries.back().begin = offsets_[0];
            header_.entries.back().end = offsets_[1];
        }
        place_ = place::tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception& reason) override {
        // out_of_range, whose numbers are 401 to 408, is what the parser calls a number beyond every floating
        // type.
        const bool huge = reason.id / 100 == 4;
        name_.clear();
        fail(std::string(huge ? "a number in the header is too large" : "the header is not JSON") +
             " (at its byte " + std::to_string(position) + ")");
    }

private:
    enum class place { outside, top, metadata, tensor, shape, offsets };

    [[noreturn]] void fail(std::string problem, std::string expected = {},
                           const std::string& found = {}) const {
        throw_error({.problem = std::move(problem),
                     .file = file_,
                     .name = quotable(name_),
                     .expected = std::move(expected),
                     .found = quotable(found)});
    }

    /// A token of the wrong kind for where it stands.
    [[noreturn]] void unexpected(const std::string& found) const {
        if (place_ == place::outside) fail("the header is not right", "a JSON object", found);
        if (place_ == place::top) fail("the entry is not right", "a JSON object", found);
        if (place_ == place::metadata)
            fail("the value of \"" + quotable(key_) + "\" is not right", "a string", found);
        if (key_ == "dtype") fail("the dtype is not right", "a string such as \"F32\"", found);
        if (key_ == "shape")
            fail("the shape is not right", "an array of extents, whole numbers from 0", found);
        fail("the data_offsets are not right", "an array of two whole numbers from 0", found);
    }

    [[nodiscard]] static std::string known_dtypes() {
        std::string text = "one of";
        for (const safetensors_dtype& dtype : safetensors_dtypes) text.append(" ").append(dtype.name);
        return text;
    }

    std::string file_;
    safetensors_header header_;
    place place_ = place::outside;
    std::string name_;  // the key of the entry that is being read
    std::string key_;   // the key nearest to the token
    bool metadata_seen_ = false;
    std::set<std::string> fields_;
    std::vector<std::uint64_t> offsets_;
};

/// Reads the header's text; `file` is for the errors.
[[nodiscard]] inline safetensors_header read_safetensors_header(const std::string& file,
                                                                std::string_view text) {
    if (!text.starts_with('{')) {
        throw_error({.problem = "the header is not a JSON object",
                     .file = file,
                     .expected = "\"{\" as its first byte",
                     .advice = "Is this a safetensors file?"});
    }
    // The parser takes a zero byte for the end of the text and would leave what follows unread.
    if (text.find('\0') != std::string_view::npos) {
        throw_error({.problem = "the header is not JSON, it holds a zero byte", .file = file});
    }
    safetensors_header_reader reader(file);
    nlohmann::json::sax_parse(text, &reader);
    return reader.take();
}

}  // namespace strata::inline STRATA_TARGET
