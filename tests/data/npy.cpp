// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

#include <strata/data/npy.hpp>

#include "../io/temporary_folder.hpp"

namespace npy_files {

using namespace strata;
using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

/// A file of version 1.0 with this dictionary, as NumPy pads it: elements from byte 128 on.
std::string with_header(std::string dictionary, const std::string& elements) {
    dictionary.resize(117, ' ');
    return std::string("\x93NUMPY\x01\0\x76\0", 10) + dictionary + '\n' + elements;
}
/// numpy.save of numpy.array([[1.5, -2, 3], [4, 5, 6]], '<f4')
const std::string six_floats = with_header(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
    std::string("\x00\x00\xc0\x3f\x00\x00\x00\xc0\x00\x00@@\x00\x00\x80@\x00\x00\xa0@\x00\x00\xc0@", 24));
const xt::xtensor<float, 2> six{{1.5F, -2, 3}, {4, 5, 6}};

std::span<const std::uint8_t> view(const std::string& bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}
template <class T>
std::string refusal(const std::string& bytes) {
    return text_of<error>([&] { static_cast<void>(npy_of_bytes<T>(view(bytes), "x.npy")); });
}
std::string refused_dictionary(const std::string& dictionary) {
    return refusal<float>(with_header(dictionary, ""));
}

TEST_CASE("a file that NumPy wrote is read, and the same bytes are written") {
    const temporary_folder folder;
    put_file(folder.path / "six.npy", six_floats);
    CHECK(read_npy<float, 2>(folder.path / "six.npy") == six);
    const xt::xarray<float> any = read_npy<float>(folder.path / "six.npy");
    CHECK(any.shape() == xt::xarray<float>::shape_type{2, 3});
    CHECK(any(1, 0) == 4);
    write_npy(folder.path / "again.npy", six);
    CHECK(file_text(folder.path / "again.npy") == six_floats);
    CHECK(npy_bytes(xt::xtensor<int, 1>{1, 2, 300}) ==
          with_header("{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }",
                      std::string("\1\0\0\0\2\0\0\0\x2c\1\0\0", 12)));
    write_npy(folder.path / "computed.npy", xt::transpose(six));
    CHECK(read_npy<float, 2>(folder.path / "computed.npy") == xt::transpose(six));
}

TEST_CASE("elements of each type come back as they were, and arrays without elements or axes too") {
    const auto same = [](const auto& x) {
        using array = std::remove_cvref_t<decltype(x)>;
        return npy_of_bytes<typename array::value_type, 1>(view(npy_bytes(x)), "x") == x;
    };
    CHECK(same(xt::xtensor<double, 1>{0.1, -0.0, 1e308}));
    CHECK(same(xt::xtensor<std::int8_t, 1>{-128, 127}));
    CHECK(same(xt::xtensor<std::uint8_t, 1>{0, 255}));
    CHECK(same(xt::xtensor<std::int16_t, 1>{-2, 300}));
    CHECK(same(xt::xtensor<std::uint64_t, 1>{std::numeric_limits<std::uint64_t>::max()}));
    CHECK(same(xt::xtensor<long, 1>{-1, 1}));
    CHECK(same(xt::xtensor<bool, 1>{true, false}));
    CHECK(same(xt::xtensor<float, 1>::from_shape({0})));
    const xt::xarray<double> number = 2.5;
    CHECK(contains(npy_bytes(number), "'shape': (), "));
    CHECK(npy_of_bytes<double>(view(npy_bytes(number)), "x")() == 2.5);
}

TEST_CASE("float16 becomes float without loss, and nothing else is converted") {
    const std::string halves = with_header("{'descr': '<f2', 'fortran_order': False, 'shape': (1, 2), }",
                                           std::string("\0\x3c\0\x38", 4));
    CHECK(npy_of_bytes<float, 2>(view(halves), "x") == xt::xtensor<float, 2>{{1, 0.5F}});
    CHECK(refusal<double>(halves) ==
          "x.npy: the elements are of another type, expected <f8, found <f2. Read them as that type, or save "
          "x.astype('<f8')");
    CHECK(contains(refusal<double>(six_floats), "expected <f8, found <f4"));
    CHECK(contains(refusal<float>(npy_bytes(xt::xtensor<double, 1>{1})), "expected <f4 or <f2, found <f8"));
    CHECK(contains(refusal<unsigned>(npy_bytes(xt::xtensor<int, 1>{1})), "expected <u4, found <i4"));
}

TEST_CASE("objects, records, another order of elements or bytes and another rank are refused") {
    CHECK(refused_dictionary("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }") ==
          "x.npy: the elements are pickled Python objects, which are not read, expected <f4 or <f2, found "
          "|O. Save an array of numbers: x.astype('<f4')");
    CHECK(contains(refused_dictionary(
                       "{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (2,), }"),
                   "the elements are records of several fields"));
    CHECK(contains(refused_dictionary("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }"),
                   "the elements are in Fortran's order, columns first, expected C order. Save "
                   "numpy.ascontiguousarray(x)"));
    CHECK(contains(refused_dictionary("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }"),
                   "the elements have their highest byte first, expected <f4 or <f2, found >f4"));
    CHECK(text_of<error>([] { static_cast<void>(npy_of_bytes<float, 3>(view(six_floats), "x.npy")); }) ==
          "x.npy: the array has another number of axes, expected 3, found [2, 3]");
    CHECK(contains(
        refusal<bool>(with_header("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }", "\2")),
        "element 0: an element is no truth value, expected 0 or 1, found 2"));
}

TEST_CASE("a length other than the shape says is refused before memory is taken") {
    CHECK(refusal<float>(six_floats + "x") ==
          "x.npy: the header's shape disagrees with the length of the file, expected [2, 3] elements of 4 "
          "bytes, found 25 bytes behind the header. The file was cut off or damaged: copy it again");
    CHECK(contains(refusal<float>(six_floats.substr(0, 150)), "found 22 bytes"));
    for (const char* shape :
         {"(4611686018427387904, 4)", "(9223372036854775807,)", "(4294967296, 4294967296, 4)"})
        CHECK(contains(refused_dictionary(
                           "{'descr': '<f4', 'fortran_order': False, 'shape': " + std::string(shape) + "}"),
                       "disagrees with the length"));
}

TEST_CASE("what is no header is refused with its place") {
    CHECK(refusal<float>("") == "x.npy: the file is empty, expected the bytes 93 'NUMPY' at its start");
    CHECK(contains(refusal<float>("PK\3\4abcdef"), "this is not an .npy file"));
    CHECK(contains(refusal<float>(six_floats.substr(0, 9)), "the file ends inside the header"));
    CHECK(contains(refusal<float>(six_floats.substr(0, 60)), "expected 128 bytes, found 60"));
    std::string other = six_floats;
    other[6] = 4;
    CHECK(contains(refusal<float>(other), "expected 1.0, 2.0 or 3.0, found 4.0"));
    other = six_floats;
    other[127] = ' ';
    CHECK(contains(refusal<float>(other), "the header does not end in a line end"));
    const std::string rest = "'fortran_order': False, 'shape': (0,), }";
    CHECK(refused_dictionary("{'descr': '<f4', " + rest) == "");
    CHECK(refused_dictionary("{\"descr\":'<f4','fortran_order':False,'shape':(0,1)}") == "");
    CHECK(contains(refused_dictionary("['descr'"), "letter 0 of the header: the header is no dictionary"));
    CHECK(contains(refused_dictionary("{'descr': '<f4', 'descr': '<f4', " + rest), "stands twice"));
    CHECK(contains(refused_dictionary("{'colour': 'red', " + rest), "found colour"));
    CHECK(contains(refused_dictionary("{" + rest), "a key is missing"));
    CHECK(contains(refused_dictionary("{'descr': '<f4', " + rest + " + x"), "something follows"));
    CHECK(contains(refused_dictionary("{'descr': '<f4"), "a quote is not closed"));
    for (const char* shape : {"(3)", "3", "(-1,)", "(1.5,)", "(a,)", "(99999999999999999999,)", "(1,,2)"}) {
        CAPTURE(shape);
        CHECK(contains(refused_dictionary(
                           "{'descr': '<f4', 'fortran_order': False, 'shape': " + std::string(shape) + "}"),
                       "of the header: "));
    }
    CHECK(contains(refused_dictionary("{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}"),
                   "fortran_order is no truth value, expected True or False, found 0"));
}

TEST_CASE("a long header of version 2 is read") {
    std::string text = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}";
    text.resize(69999, ' ');
    const std::string bytes =
        std::string("\x93NUMPY\2\0\x70\x11\x01\0", 12) + text + "\n" + std::string("\7\x8", 2);
    CHECK(npy_of_bytes<std::uint8_t, 1>(view(bytes), "x") == xt::xtensor<std::uint8_t, 1>{7, 8});
}

}  // namespace npy_files
