// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <strata/data/csv.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace tables_of_text {

const std::string flowers =
    "length,width,\"kind, by name\"\n5.1,3.5,setosa\n6.4,3.2,versicolor\n-1e-1, 2 ,setosa\n";

TEST_CASE("numbers and categories of a table are found by the names of its columns") {
    const temporary_folder folder;
    put_file(folder.path / "flowers.csv", flowers);
    const csv_table t = read_csv(folder.path / "flowers.csv");
    CHECK(t.rows() == 3);
    CHECK(t.columns() == std::vector<std::string>{"length", "width", "kind, by name"});
    CHECK(t.numbers({"width", "length"}) == xt::xtensor<float, 2>{{3.5F, 5.1F}, {3.2F, 6.4F}, {2, -0.1F}});
    const csv_classes kinds = t.classes("kind, by name");
    CHECK(kinds.labels == xt::xtensor<int, 1>{0, 1, 0});
    CHECK(kinds.names == std::vector<std::string>{"setosa", "versicolor"});
    CHECK(t.cell(1, "length") == "6.4");
}

TEST_CASE("quotes, line ends of every kind, other separators and tables without names are read") {
    const auto cells = [](const std::string& text, csv_options how = {}) {
        const csv_table t = csv_table::of_text(text, "t", how);
        std::string all;
        for (std::size_t row = 0; row < t.rows(); ++row)
            for (const std::string& column : t.columns()) all += "[" + t.cell(row, column) + "]";
        return all;
    };
    CHECK(cells("a,b\r\n1,2\r\n3,4\r\n") == "[1][2][3][4]");
    CHECK(cells("\xef\xbb\xbf"
                "a,b\n1,2") == "[1][2]");
    CHECK(cells("a,b\n\"x, \"\"y\"\"\nz\",\n") == "[x, \"y\"\nz][]");
    CHECK(cells("1;2\n3;4\n", {.separator = ';', .header = false}) == "[1][2][3][4]");
    CHECK(csv_table::of_text("1,2\n", "t", {.header = false}).columns() ==
          std::vector<std::string>{"0", "1"});
    CHECK(cells("a\n\n1\n") == "[][1]");
    CHECK(cells("a,b\n1,") == "[1][]");
}

TEST_CASE("what is wrong with a table is said with its file, line and column") {
    const auto refusal = [](const std::string& text) {
        return text_of<error>([&] { static_cast<void>(csv_table::of_text(text, "t.csv")); });
    };
    CHECK(refusal("") == "t.csv: the table has no row");
    CHECK(refusal("a,b\n") == "t.csv: the table has no row");
    CHECK(refusal("a,b\n1,2\n1\n") ==
          "t.csv: line 3: the row has another number of cells, expected 2, found 1");
    CHECK(refusal("a,b\n\"1\n2\",3\n1,2,3\n") ==
          "t.csv: line 4: the row has another number of cells, expected 2, found 3");
    CHECK(refusal("a,a\n1,2\n") == "t.csv: a: two columns have the same name");
    CHECK(refusal("a,b\n1,\"2\n3") == "t.csv: line 2: a quote is not closed");
    CHECK(refusal("a,b\n\"1\"x,2\n") == "t.csv: line 2: a quote is closed inside of a cell");
    const csv_table t = csv_table::of_text("a,b\n1,x\n,2\n", "t.csv");
    CHECK(text_of<error>([&] { static_cast<void>(t.numbers({"b"})); }) ==
          "t.csv: line 2, column b: the cell is no finite number, expected a number, found x");
    CHECK(text_of<error>([&] { static_cast<void>(t.classes("a")); }) ==
          "t.csv: line 3, column a: the cell is empty, expected a category");
    CHECK(text_of<error>([&] { static_cast<void>(t.numbers({"c"})); }) ==
          "t.csv: c: the table has no such column, expected a, b");
    for (const char* number : {"1.5.2", "1,5", "nan", "inf", "1e999", "12a"})
        CHECK_THROWS_AS(
            static_cast<void>(csv_table::of_text(std::string("a\n\"") + number + "\"\n", "t").numbers({"a"})),
            error);
}

}  // namespace tables_of_text
