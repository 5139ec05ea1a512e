// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <strata/error.hpp>
#include <strata/io/safetensors.hpp>
#include <strata/model/named_tensor.hpp>

#include "temporary_folder.hpp"

using strata::error;
using strata::load_safetensors;
using strata::named_tensor;
using strata::safetensors_file;
using strata::save_safetensors;
using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace {

using text_map = std::map<std::string, std::string>;

/// A tensor in C order over elements that the test keeps.
template <class T>
named_tensor<T> row_major(std::string name, std::vector<std::ptrdiff_t> shape, T* data) {
    std::vector<std::ptrdiff_t> strides(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;) strides[axis - 1] = strides[axis] * shape[axis];
    return {std::move(name), std::move(shape), std::move(strides), data};
}

/// A file by hand: the length, least byte first, then header and data as they are.
std::string file_bytes(const std::string& header, const std::string& data = {}) {
    std::string bytes;
    for (unsigned i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> (8 * i) & 0xffu);
    return bytes + header + data;
}

/// What opening a file with these bytes throws, without the file's name.
std::string refusal(const std::string& bytes) {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    put_file(path, bytes);
    const std::string text = text_of<error>([&] { safetensors_file{path}; });
    const std::string start = path.string() + ": ";
    if (text.empty()) return "no error";
    if (!text.starts_with(start)) return "no file name in: " + text;
    return text.substr(start.size());
}

/// The same for one tensor "w" with this text for its entry.
std::string refusal_of_entry(const std::string& entry, std::size_t data_bytes = 8) {
    return refusal(file_bytes("{\"w\":" + entry + "}", std::string(data_bytes, '\1')));
}

}  // namespace

TEST_CASE("a saved file is laid out byte for byte as the format says") {
    temporary_folder folder;
    const auto path = folder.path / "two.safetensors";
    std::array<float, 2> b{1.0f, -2.0f};
    std::array<float, 1> a{0.5f};
    save_safetensors(path, std::vector{row_major("b", {2, 1}, b.data()), row_major("a", {}, a.data())},
                     {{"k", "v"}});
    const std::string header =
        R"({"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
        R"("a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}})";
    const std::string padding((8 - header.size() % 8) % 8, ' ');
    const std::string data("\x00\x00\x80\x3f\x00\x00\x00\xc0\x00\x00\x00\x3f", 12);
    CHECK(file_text(path) == file_bytes(header + padding, data));
}

TEST_CASE("the length of the header counts its padding and the data begin at a multiple of 8") {
    temporary_folder folder;
    const auto path = folder.path / "one.safetensors";
    double value = 1.0;
    for (const char* name : {"n", "nn", "nnn", "nnnn", "nnnnn", "nnnnnn", "nnnnnnn", "nnnnnnnn"}) {
        save_safetensors(path, std::vector{row_major(name, {1}, &value)});
        const std::string bytes = file_text(path);
        const std::size_t length = static_cast<unsigned char>(bytes[0]);
        CHECK(length % 8 == 0);
        CHECK(bytes.size() == 8 + length + 8);
        CHECK(bytes.substr(8 + length) == std::string("\x00\x00\x00\x00\x00\x00\xf0\x3f", 8));
        CHECK(contains(bytes, R"("dtype":"F64")"));
    }
}

TEST_CASE("a file without tensors holds an empty object") {
    temporary_folder folder;
    const auto path = folder.path / "empty.safetensors";
    save_safetensors(path, std::vector<named_tensor<float>>{});
    CHECK(file_text(path) == std::string("\x08\0\0\0\0\0\0\0{}      ", 16));
    CHECK(load_safetensors(path, std::vector<named_tensor<float>>{}).empty());
}

TEST_CASE("what is saved is loaded back bit for bit, NaN, infinity, -0 and denormals too") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    std::mt19937 random(1);
    // More than the 64 KiB that are read and written at a time.
    std::vector<float> saved(std::size_t{3} * 17 * 601);
    for (float& value : saved) {
        value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    }
    saved[0] = -0.0f;
    saved[1] = std::numeric_limits<float>::infinity();
    saved[2] = std::numeric_limits<float>::denorm_min();
    saved[3] = std::bit_cast<float>(0x7fc01234u);
    save_safetensors(path, std::vector{row_major("w", {3, 17, 601}, saved.data())});
    std::vector<float> loaded(saved.size());
    load_safetensors(path, std::vector{row_major("w", {3, 17, 601}, loaded.data())});
    bool same = true;
    for (std::size_t i = 0; i < saved.size(); ++i) {
        same = same && std::bit_cast<std::uint32_t>(saved[i]) == std::bit_cast<std::uint32_t>(loaded[i]);
    }
    CHECK(same);
}

TEST_CASE("doubles are loaded back bit for bit") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    std::mt19937_64 random(2);
    std::vector<double> saved(10'001);
    for (double& value : saved) value = std::bit_cast<double>(random());
    save_safetensors(path, std::vector{row_major("w", {10'001}, saved.data())});
    std::vector<double> loaded(saved.size());
    load_safetensors(path, std::vector{row_major("w", {10'001}, loaded.data())});
    bool same = true;
    for (std::size_t i = 0; i < saved.size(); ++i) {
        same = same && std::bit_cast<std::uint64_t>(saved[i]) == std::bit_cast<std::uint64_t>(loaded[i]);
    }
    CHECK(same);
}

TEST_CASE("a tensor with any strides is saved in C order and loaded into any other strides") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    // w[i, j] = 10 i + j, kept column by column with a gap of one after each column.
    std::array<float, 9> columns{0, 10, -1, 1, 11, -1, 2, 12, -1};
    save_safetensors(path, std::vector{named_tensor<float>{"w", {2, 3}, {1, 3}, columns.data()}});
    std::array<float, 6> rows{};
    load_safetensors(path, std::vector{row_major("w", {2, 3}, rows.data())});
    CHECK(rows == std::array<float, 6>{0, 1, 2, 10, 11, 12});
    std::array<float, 9> back{-7, -7, -7, -7, -7, -7, -7, -7, -7};
    load_safetensors(path, std::vector{named_tensor<float>{"w", {2, 3}, {1, 3}, back.data()}});
    CHECK(back == std::array<float, 9>{0, 10, -7, 1, 11, -7, 2, 12, -7});
}

TEST_CASE("a tensor that may only be read can be saved") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    const std::array<float, 2> saved{1, 2};
    save_safetensors(path, std::vector{row_major<const float>("w", {2}, saved.data())});
    std::array<float, 2> loaded{};
    load_safetensors(path, std::vector{row_major("w", {2}, loaded.data())});
    CHECK(loaded == saved);
}

TEST_CASE("empty and scalar tensors are saved and loaded") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    double scalar = 3;
    double nothing = 4;
    const std::vector tensors{row_major("e", {0, 5}, &nothing), row_major("s", {}, &scalar),
                              row_major("f", {2, 0}, &nothing)};
    save_safetensors(path, tensors);
    scalar = 0;
    load_safetensors(path, tensors);
    CHECK(scalar == 3);
    CHECK(nothing == 4);
    CHECK(safetensors_file(path).names() == std::vector<std::string>{"e", "s", "f"});
}

TEST_CASE("names and metadata may hold any text") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    const text_map metadata{{"", "empty key"}, {"quote \" \\ \n", "\xc3\xa9\xe2\x82\xac"}, {"w", ""}};
    float value = 1;
    save_safetensors(path, std::vector{row_major("a \"b\"\\\n\x01\xc3\xbc", {}, &value)}, metadata);
    const safetensors_file file(path);
    CHECK(file.metadata() == metadata);
    CHECK(file.names() == std::vector<std::string>{"a \"b\"\\\n\x01\xc3\xbc"});
    value = 0;
    CHECK(load_safetensors(path, std::vector{row_major("a \"b\"\\\n\x01\xc3\xbc", {}, &value)}) == metadata);
    CHECK(value == 1);
}

TEST_CASE("a file that is open says what it holds") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    put_file(path, file_bytes(R"({"b":{"shape":[2,2],"data_offsets":[2,10],"dtype":"BF16"},)"
                              R"("a":{"dtype":"I16","shape":[1],"data_offsets":[0,2]}})",
                              std::string(10, '\0')));
    const safetensors_file file(path);
    CHECK(file.path() == path.string());
    CHECK(file.names() == std::vector<std::string>{"b", "a"});
    CHECK(file.contains("a"));
    CHECK_FALSE(file.contains("c"));
    CHECK(file.shape("b") == std::vector<std::ptrdiff_t>{2, 2});
    CHECK(file.dtype("b") == "BF16");
    CHECK(file.dtype("a") == "I16");
    CHECK(file.metadata().empty());
    CHECK(text_of<error>([&] { static_cast<void>(file.shape("c")); }) ==
          path.string() +
              ": c: the file holds no tensor of this name. safetensors_file::names lists those it holds.");
}

TEST_CASE("F16, BF16, F32 and F64 are converted to float and double") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    // F16: 1, -2, 65504, 2^-24, -0, infinity. BF16: 1, -2, 3.140625. F32: 0.1. F64: 0.1, 1e300.
    put_file(path, file_bytes(R"({"h":{"dtype":"F16","shape":[6],"data_offsets":[0,12]},)"
                              R"("b":{"dtype":"BF16","shape":[3],"data_offsets":[12,18]},)"
                              R"("f":{"dtype":"F32","shape":[1],"data_offsets":[18,22]},)"
                              R"("d":{"dtype":"F64","shape":[2],"data_offsets":[22,38]}})",
                              std::string("\x00\x3c\x00\xc0\xff\x7b\x01\x00\x00\x80\x00\x7c"
                                          "\x80\x3f\x00\xc0\x49\x40"
                                          "\xcd\xcc\xcc\x3d"
                                          "\x9a\x99\x99\x99\x99\x99\xb9\x3f\x9c\x75\x00\x88\x3c\xe4\x37\x7e",
                                          38)));
    const auto check = [&]<class T>(T) {
        std::array<T, 6> h{};
        std::array<T, 3> b{};
        std::array<T, 1> f{};
        std::array<T, 2> d{};
        load_safetensors(path, std::vector{row_major("h", {6}, h.data()), row_major("b", {3}, b.data()),
                                           row_major("f", {1}, f.data()), row_major("d", {2}, d.data())});
        constexpr T infinity = std::numeric_limits<T>::infinity();
        CHECK(h == std::array<T, 6>{1, -2, 65504, static_cast<T>(0x1p-24), 0, infinity});
        CHECK(std::signbit(h[4]));
        CHECK(b == std::array<T, 3>{1, -2, static_cast<T>(3.140625)});
        CHECK(f[0] == static_cast<T>(0.1f));
        CHECK(d[0] == static_cast<T>(0.1));
        CHECK(d[1] == (sizeof(T) == 4 ? infinity : static_cast<T>(1e300)));
    };
    check(float{});
    check(double{});
}

TEST_CASE("every F16 is its sign, exponent and fraction") {
    bool same = true;
    for (unsigned bits = 0; bits < 0x10000u; ++bits) {
        const float value = strata::float_from_f16(static_cast<std::uint16_t>(bits));
        const int exponent = static_cast<int>(bits >> 10 & 0x1fu);
        const int fraction = static_cast<int>(bits & 0x3ffu);
        same = same && std::signbit(value) == (bits >= 0x8000u);
        if (exponent == 31) {
            same = same && (fraction == 0 ? std::isinf(value) : std::isnan(value));
        } else if (exponent == 0) {
            same = same && std::fabs(value) == std::ldexp(static_cast<float>(fraction), -24);
        } else {
            same = same && std::fabs(value) == std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
        }
    }
    CHECK(same);
}

TEST_CASE("a tensor is copied under another name but not into another shape") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    std::array<float, 6> saved{1, 2, 3, 4, 5, 6};
    save_safetensors(path, std::vector{row_major("w", {2, 3}, saved.data())});
    const safetensors_file file(path);
    std::array<double, 6> loaded{};
    file.copy_to("w", row_major("other", {2, 3}, loaded.data()));
    CHECK(loaded == std::array<double, 6>{1, 2, 3, 4, 5, 6});
    CHECK(text_of<error>([&] {
              file.copy_to("w", row_major("w", {3, 2}, loaded.data()));
          }) == path.string() + ": w: the shapes differ, expected [3, 2], found [2, 3]");
}

TEST_CASE("integers are listed but not loaded, but for a count that is asked for by itself") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors", small = folder.path / "small.safetensors";
    put_file(path, file_bytes(R"({"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})",
                              std::string("\x07\0\0\0\0\0\0\0", 8)));
    put_file(small,
             file_bytes(R"({"n":{"dtype":"I32","shape":[],"data_offsets":[0,4]}})", std::string(4, '\0')));
    double value = 5;
    const std::vector tensors{row_major("n", {}, &value)};
    CHECK(text_of<error>([&] { safetensors_file(small).copy_to("n", tensors[0]); }) ==
          small.string() +
              ": n: the element type cannot be loaded, expected F16, BF16, F32, F64 or I64, found I32");
    CHECK(contains(
        text_of<error>([&] { load_safetensors(path, tensors); }),
        "1 tensor does not fit: n has another element type (expected F16, BF16, F32 or F64, found I64)"));
    CHECK(value == 5);
    safetensors_file(path).copy_to("n", tensors[0]);
    CHECK(value == 7);
}

TEST_CASE("one error lists every tensor that does not fit and nothing is loaded") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    std::array<float, 6> saved{1, 2, 3, 4, 5, 6};
    save_safetensors(
        path, std::vector{row_major("good", {6}, saved.data()), row_major("turned", {2, 3}, saved.data()),
                          row_major("extra", {1}, saved.data())});
    std::array<float, 6> loaded{};
    const std::vector tensors{row_major("good", {6}, loaded.data()),
                              row_major("turned", {3, 2}, loaded.data()),
                              row_major("absent", {4}, loaded.data()), row_major("good", {6}, loaded.data())};
    CHECK(
        text_of<error>([&] { load_safetensors(path, tensors); }) ==
        path.string() +
            ": 4 tensors do not fit: turned has another shape (expected [3, 2], found [2, 3]); "
            "absent is missing (expected [4]); good is asked for twice; extra has no place to go (found [1])"
            ". Nothing was loaded; load the file into the network it was saved from.");
    CHECK(loaded == std::array<float, 6>{});
}

TEST_CASE("a file is not saved if it could not be loaded") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    float value = 1;
    const auto refused = [&](const std::vector<named_tensor<float>>& tensors, const text_map& metadata = {}) {
        return text_of<error>([&] { save_safetensors(path, tensors, metadata); });
    };
    CHECK(refused({row_major("w", {}, &value), row_major("w", {}, &value)}) ==
          path.string() + ": w: two tensors have this name. Give each tensor a name of its own.");
    CHECK(contains(refused({row_major("__metadata__", {}, &value)}),
                   "__metadata__: a tensor cannot have this name"));
    CHECK(contains(refused({row_major("\xff", {}, &value)}), "a name or a metadata string is not UTF-8"));
    CHECK(contains(refused({}, {{"k", "\xc3"}}), "a name or a metadata string is not UTF-8"));
    CHECK(contains(refused({}, {{"k", std::string(100'000'000, 'x')}}),
                   "the names and metadata are too long for the header, expected at most 100000000 bytes"));
    CHECK(folder.files() == 0);
}

TEST_CASE("an unwritable place is an error when saving") {
    temporary_folder folder;
    const auto path = folder.path / "missing" / "model.safetensors";
    CHECK(contains(text_of<error>([&] { save_safetensors(path, std::vector<named_tensor<float>>{}); }),
                   path.string() + ": its folder cannot be opened (No such file or directory)"));
}

TEST_CASE("a file that does not exist or is a folder is refused") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    CHECK(text_of<error>([&] { safetensors_file{path}; }) ==
          path.string() + ": the file cannot be opened (No such file or directory)");
    CHECK(text_of<error>([&] { safetensors_file{folder.path}; }) ==
          folder.path.string() + ": this is a folder or device, not a file");
}

TEST_CASE("a file shorter than the length of its header is refused") {
    for (const std::size_t size : {0u, 1u, 7u}) {
        CHECK(refusal(std::string(size, '\0')) ==
              "the file ends before its header, expected at least 8 bytes, found " + std::to_string(size) +
                  ". Is this a safetensors file?");
    }
}

TEST_CASE(
    "a header that is longer than the file or than any header is refused before memory is taken for it") {
    CHECK(refusal(std::string("\x03\0\0\0\0\0\0\0{}", 10)) ==
          "the header is longer than the file, expected at most 2 bytes, found 3. "
          "The file was cut short, or is not a safetensors file.");
    CHECK(contains(refusal("\xff\xff\xff\xff\xff\xff\xff\xff{}"),
                   "the header is too long, expected at most 100000000 bytes, found 18446744073709551615"));
    CHECK(contains(refusal(std::string("\x01\xe1\xf5\x05\0\0\0\0{}", 10)),
                   "the header is too long, expected at most 100000000 bytes, found 100000001"));
}

TEST_CASE("a header that is not a JSON object is refused") {
    const std::string not_object = "the header is not a JSON object, expected \"{\" as its first byte";
    CHECK(contains(refusal(file_bytes("")), not_object));
    CHECK(contains(refusal(file_bytes("[]")), not_object));
    CHECK(contains(refusal(file_bytes(" {}")), not_object));
    CHECK(contains(refusal(file_bytes("\xef\xbb\xbf{}")), not_object));
    CHECK(refusal(file_bytes("{\"w\"")) == "the header is not JSON (at its byte 5)");
    CHECK(refusal(file_bytes("{},")) == "the header is not JSON (at its byte 3)");
    CHECK(refusal(file_bytes("{} {}")) == "the header is not JSON (at its byte 4)");
    CHECK(contains(refusal(file_bytes("{/**/}")), "the header is not JSON"));
    CHECK(contains(refusal(file_bytes("{\"\xff\":1}")), "the header is not JSON"));
    CHECK(refusal(file_bytes(std::string("{}\0 hidden", 10))) ==
          "the header is not JSON, it holds a zero byte");
}

TEST_CASE("a header that nests without end is refused at its first wrong token") {
    CHECK(refusal(file_bytes(std::string("{\"w\":").append(1'000'000, '['))) ==
          "w: the entry is not right, expected a JSON object, found an array");
}

TEST_CASE("a name that is given twice is refused") {
    const std::string entry = R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
    CHECK(refusal(file_bytes("{\"w\":" + entry + ",\"w\":" + entry + "}", "1234")) ==
          "w: the name stands in the header more than once");
    // The same name, once spelled with an escape.
    CHECK(refusal(file_bytes("{\"w\":" + entry + ",\"\\u0077\":" + entry + "}", "1234")) ==
          "w: the name stands in the header more than once");
    CHECK(refusal(file_bytes(R"({"__metadata__":{},"__metadata__":{}})")) ==
          "__metadata__: the name stands in the header more than once");
    CHECK(refusal(file_bytes(R"({"__metadata__":{"a":"1","a":"1"}})")) ==
          "__metadata__: the key \"a\" stands there twice");
    CHECK(refusal_of_entry(R"({"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]})") ==
          "w: the field \"dtype\" stands there twice");
}

TEST_CASE("metadata that are not strings are refused") {
    const auto found = [](const std::string& value) {
        return refusal(file_bytes("{\"__metadata__\":{\"k\":" + value + "}}"));
    };
    const std::string start = "__metadata__: the value of \"k\" is not right, expected a string, found ";
    CHECK(found("1") == start + "1");
    CHECK(found("-1") == start + "-1");
    CHECK(found("1.5") == start + "1.5");
    CHECK(found("true") == start + "true");
    CHECK(found("null") == start + "null");
    CHECK(found("[]") == start + "an array");
    CHECK(found("{}") == start + "an object");
    CHECK(refusal(file_bytes(R"({"__metadata__":"k"})")) ==
          "__metadata__: the entry is not right, expected a JSON object, found \"k\"");
}

TEST_CASE("an entry that is not an object with the three fields is refused") {
    CHECK(refusal_of_entry("7") == "w: the entry is not right, expected a JSON object, found 7");
    CHECK(refusal_of_entry("null") == "w: the entry is not right, expected a JSON object, found null");
    CHECK(refusal_of_entry(R"({"shape":[2],"data_offsets":[0,8]})") == "w: the field \"dtype\" is missing");
    CHECK(refusal_of_entry(R"({"dtype":"F32","data_offsets":[0,8]})") == "w: the field \"shape\" is missing");
    CHECK(refusal_of_entry(R"({"dtype":"F32","shape":[2]})") == "w: the field \"data_offsets\" is missing");
    CHECK(refusal_of_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8],"order":"C"})") ==
          "w: the field \"order\" is not known, expected dtype, shape and data_offsets");
}

TEST_CASE("an unknown element type is refused") {
    CHECK(contains(refusal_of_entry(R"({"dtype":"F31","shape":[2],"data_offsets":[0,8]})"),
                   "w: the element type is not known, expected one of BOOL U8 "));
    CHECK(contains(refusal_of_entry(R"({"dtype":"f32","shape":[2],"data_offsets":[0,8]})"), ", found f32"));
    CHECK(refusal_of_entry(R"({"dtype":32,"shape":[2],"data_offsets":[0,8]})") ==
          "w: the dtype is not right, expected a string such as \"F32\", found 32");
}

TEST_CASE("a shape that is not a list of whole numbers from 0 is refused") {
    const auto found = [](const std::string& shape) {
        return refusal_of_entry("{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,8]}");
    };
    const std::string start =
        "w: the shape is not right, expected an array of extents, whole numbers from 0, found ";
    CHECK(found("2") == start + "2");
    CHECK(found("{}") == start + "an object");
    CHECK(found("[-2]") == start + "-2");
    CHECK(found("[2.0]") == start + "2.0");
    CHECK(found("[2e0]") == start + "2e0");
    CHECK(found("[\"2\"]") == start + "\"2\"");
    CHECK(found("[null]") == start + "null");
    CHECK(found("[true]") == start + "true");
    CHECK(found("[[2]]") == start + "an array");
    CHECK(found("[9223372036854775808]") == start + "9223372036854775808");
    CHECK(found("[18446744073709551616]") == start + "18446744073709551616");
    CHECK(contains(found("[1e999]"), "a number in the header is too large (at its byte "));
}

TEST_CASE("a tensor of more axes than any program has is refused before memory is taken for them") {
    std::string axes = "1";
    for (int i = 1; i < 64; ++i) axes += ",1";
    const auto entry = [](const std::string& shape) {
        return R"({"dtype":"F64","shape":[)" + shape + R"(],"data_offsets":[0,8]})";
    };
    CHECK(refusal_of_entry(entry(axes)) == "no error");
    CHECK(refusal_of_entry(entry(axes + ",1")) == "w: the tensor has too many axes, expected at most 64");
}

TEST_CASE("what an error quotes of a file is short and can be printed") {
    const std::string name(5000, 'n');
    const std::string text = refusal(file_bytes("{\"" + name + "\":7}"));
    CHECK(text == std::string(200, 'n') + "...: the entry is not right, expected a JSON object, found 7");
    CHECK(refusal(file_bytes(R"({"a\n\u001b[2J\u007f":7})")) ==
          "a??[2J?: the entry is not right, expected a JSON object, found 7");
    CHECK(strata::quotable("caf\xc3\xa9", 4) == "caf...");
    CHECK(strata::quotable("caf\xc3\xa9", 5) == "caf\xc3\xa9");
    CHECK(strata::quotable("\xa9\xa9\xa9", 2) == "...");
    std::string entries;
    for (int i = 0; i < 250; ++i)
        entries += (i > 0 ? ",\"t" : "\"t") + std::to_string(i) +
                   R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
    temporary_folder folder;
    put_file(folder.path / "many", file_bytes("{" + entries + "}"));
    const std::string said =
        text_of<error>([&] { load_safetensors(folder.path / "many", std::vector<named_tensor<float>>{}); });
    CHECK(contains(said, "250 tensors do not fit: t0 has no place to go (found [0]); "));
    CHECK(contains(said,
                   "t4 has no place to go (found [0]); and 245 more of which each has no place to go. "
                   "Nothing was loaded"));
}

TEST_CASE("a file whose bytes are in memory is read as one that is on the disk") {
    const std::string bytes = file_bytes(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                                         std::string("\0\0\x80\x3f", 4));
    const safetensors_file file = safetensors_file::of_bytes(bytes, "from the network");
    float value = 0;
    load_safetensors(file, std::vector{row_major("w", {1}, &value)});
    CHECK(value == 1);
    CHECK(text_of<error>([&] {
              (void)safetensors_file::of_bytes(bytes.substr(0, 9), "from the network");
          }).starts_with("from the network: the header is longer"));
}

TEST_CASE("a shape whose size cannot be counted is refused") {
    const auto found = [](const std::string& shape) {
        return refusal_of_entry("{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,8]}");
    };
    const std::string start = "w: the shape has more elements than can be counted, found ";
    CHECK(found("[4294967296,4294967296]") == start + "[4294967296, 4294967296]");
    CHECK(found("[9223372036854775807]") == start + "[9223372036854775807]");
    // 2^62 elements of 4 bytes are 2^64 bytes, and 2^61 * 4 + 8 would wrap around to 8.
    CHECK(found("[4611686018427387904]") == start + "[4611686018427387904]");
    CHECK(found("[4611686018427387906]") == start + "[4611686018427387906]");
    CHECK(found("[0,9223372036854775807,2]") == start + "[0, 9223372036854775807, 2]");
}

TEST_CASE("offsets that are not two whole numbers from 0 are refused") {
    const auto found = [](const std::string& offsets) {
        return refusal_of_entry("{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" + offsets + "}");
    };
    const std::string start =
        "w: the data_offsets are not right, expected an array of two whole numbers from 0, found ";
    CHECK(found("8") == start + "8");
    CHECK(found("[]") == start + "0 of them");
    CHECK(found("[0]") == start + "1 of them");
    CHECK(found("[0,8,8]") == start + "8");
    CHECK(found("[-8,0]") == start + "-8");
    CHECK(found("[0,8.0]") == start + "8.0");
    CHECK(found("[0,\"8\"]") == start + "\"8\"");
    CHECK(found("[0,18446744073709551616]") == start + "18446744073709551616");
}

TEST_CASE("offsets that do not fit the data are refused") {
    const auto found = [](const std::string& offsets) {
        return refusal_of_entry("{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" + offsets + "}");
    };
    CHECK(found("[8,0]") ==
          "w: the data end before they begin, expected begin <= end, found data_offsets [8, 0]");
    CHECK(found("[0,9]") ==
          "w: the data reach beyond the end of the file, expected at most 8, found data_offsets [0, 9]");
    CHECK(found("[18446744073709551607,18446744073709551615]") ==
          "w: the data reach beyond the end of the file, expected at most 8, "
          "found data_offsets [18446744073709551607, 18446744073709551615]");
    CHECK(found("[0,4]") ==
          "w: the data are not as long as shape and element type ask for, "
          "expected 8 bytes for F32 [2], found data_offsets [0, 4]");
}

TEST_CASE("tensors that overlap are refused") {
    CHECK(refusal(file_bytes(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                             R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
                             std::string(12, '\0'))) ==
          "b: the data overlap those of another tensor, expected data that begin at 8, found 4");
    CHECK(refusal(file_bytes(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                             R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                             std::string(8, '\0'))) ==
          "b: the data overlap those of another tensor, expected data that begin at 8, found 0");
}

TEST_CASE("bytes that belong to no tensor are refused") {
    CHECK(refusal_of_entry(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})") ==
          "w: bytes before the data belong to no tensor, expected data that begin at 0, found 4");
    CHECK(refusal(file_bytes(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                             R"("b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}})",
                             "12345")) ==
          "b: bytes before the data belong to no tensor, expected data that begin at 2, found 3");
    CHECK(refusal_of_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", 9) ==
          "bytes after the last tensor belong to no tensor, expected 8 bytes of data, found 9. "
          "The file is damaged or two files were joined.");
    CHECK(contains(refusal(file_bytes("{}", "x")), "bytes after the last tensor belong to no tensor"));
}

TEST_CASE("a file that is cut short at any byte is refused") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    std::array<float, 3> saved{1, 2, 3};
    save_safetensors(path, std::vector{row_major("a", {2}, saved.data()), row_major("b", {3}, saved.data())},
                     {{"k", "v"}});
    const std::string bytes = file_text(path);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        CHECK(refusal(bytes.substr(0, size)) != "no error");
    }
    CHECK(refusal(bytes) == "no error");
}

TEST_CASE("a file that shrinks while it is open is an error") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    std::vector<float> values(40'000, 1.0f);
    save_safetensors(path, std::vector{row_major("w", {40'000}, values.data())});
    const safetensors_file file(path);
    std::filesystem::resize_file(path, 100'000);
    const named_tensor<float> into = row_major("w", {40'000}, values.data());
    CHECK(contains(text_of<error>([&] { file.copy_to("w", into); }),
                   path.string() + ": the file cannot be read, or was cut short while it was open"));
}

TEST_CASE("a file with random damage loads or is refused, and nothing else") {
    temporary_folder folder;
    const auto path = folder.path / "model.safetensors";
    std::array<float, 12> a{};
    std::array<float, 2> b{};
    const std::vector tensors{row_major("a", {3, 4}, a.data()), row_major("b", {2}, b.data())};
    save_safetensors(path, tensors, {{"epoch", "5"}});
    const std::string good = file_text(path);
    const std::string_view structure = "{}[]\",:0123456789-e.\\ \n";

    std::mt19937 random(3);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    int loaded = 0;
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        std::string bad = good;
        for (std::size_t changes = 1 + below(3); changes > 0 && !bad.empty(); --changes) {
            const std::size_t at = below(bad.size());
            switch (below(6)) {
                case 0:
                    bad[at] = static_cast<char>(bad[at] ^ (1 << below(8)));
                    break;
                case 1:
                    bad[at] = static_cast<char>(below(256));
                    break;
                case 2:
                    bad[at] = structure[below(structure.size())];
                    break;
                case 3:
                    bad.insert(at, 1, structure[below(structure.size())]);
                    break;
                case 4:
                    bad.erase(at, 1 + below(4));
                    break;
                default:
                    bad.resize(at + 1);
                    break;
            }
        }
        put_file(path, bad);
        const std::string text = text_of<error>([&] { load_safetensors(path, tensors); });
        if (text.empty()) {
            ++loaded;
        } else {
            ++refused;
            CHECK(text.starts_with(path.string() + ": "));
        }
    }
    CHECK(loaded > 0);
    CHECK(refused > 1000);
}
