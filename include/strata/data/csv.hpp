// SPDX-License-Identifier: MIT
#pragma once
/// Tables in text files: numbers and categories by the names of their columns.
///
///     const csv_table iris = read_csv("iris.csv");
///     const auto x = iris.numbers({"sepal length", "sepal width", "petal length", "petal width"});   // [N, 4]
///     const csv_classes y = iris.classes("species");                    // y.labels: [N], y.names: as they came
///     t.fit(x, y.labels);
///
/// Cells are separated by commas, or by another letter; a cell in double quotes may hold separators, line
/// ends and, as two, double quotes. Lines end in LF or CRLF. (Shafranovich: RFC 4180, 2005.)
#include <strata/data/file_bytes.hpp>
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How a table is written.
struct csv_options {
    char separator = ',';
    bool header = true;  ///< whether the first row names the columns; else they are called "0", "1", ...
};

/// A column of categories: a class for each row, numbered in the order in which they come first.
struct csv_classes {
    xt::xtensor<int, 1> labels;
    std::vector<std::string> names;
};

/// A table of cells as they are written. Every error says file, line and column.
class csv_table {
public:
    [[nodiscard]] std::size_t rows() const { return lines_.size(); }
    [[nodiscard]] const std::vector<std::string>& columns() const { return names_; }
    [[nodiscard]] const std::string& cell(std::size_t row, const std::string& column) const {
        return cells_[row * names_.size() + column_called(column)];
    }

    /// [rows, columns]: the numbers of these columns. Errors: no such column; a cell that is no finite
    /// number.
    [[nodiscard]] xt::xtensor<float, 2> numbers(const std::vector<std::string>& columns) const {
        xt::xtensor<float, 2> all(std::array<std::size_t, 2>{rows(), columns.size()});
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const std::size_t column = column_called(columns[k]);
            for (std::size_t row = 0; row < rows(); ++row)
                all(row, k) = static_cast<float>(number_in(row, column));
        }
        return all;
    }

    /// The categories of a column. Errors: no such column; an empty cell.
    [[nodiscard]] csv_classes classes(const std::string& column) const {
        csv_classes all{xt::xtensor<int, 1>(std::array<std::size_t, 1>{rows()}), {}};
        const std::size_t k = column_called(column);
        for (std::size_t row = 0; row < rows(); ++row) {
            const std::string& text = at(row, k);
            if (text.empty()) refuse("the cell is empty", row, k, "a category", "");
            const auto known = std::find(all.names.begin(), all.names.end(), text);
            all.labels(row) = static_cast<int>(known - all.names.begin());
            if (known == all.names.end()) all.names.push_back(text);
        }
        return all;
    }

    /// The table of a text; `file` is the name for errors. Errors: no row; a row with another number of
    /// cells; two columns of one name; a quote that is not closed, or stands inside of a cell.
    [[nodiscard]] static csv_table of_text(std::string_view text, const std::string& file,
                                           const csv_options& options = {}) {
        csv_table table(file);
        table.read(text, options);
        return table;
    }

private:
    explicit csv_table(std::string file) : file_(std::move(file)) {}

    [[nodiscard]] const std::string& at(std::size_t row, std::size_t column) const {
        return cells_[row * names_.size() + column];
    }
    [[nodiscard]] std::size_t column_called(const std::string& name) const {
        const auto found = std::find(names_.begin(), names_.end(), name);
        if (found == names_.end())
            throw_error({.problem = "the table has no such column",
                         .file = file_,
                         .name = name,
                         .expected = list_text(names_)});
        return static_cast<std::size_t>(found - names_.begin());
    }
    [[nodiscard]] double number_in(std::size_t row, std::size_t column) const {
        std::string_view text = at(row, column);
        while (text.starts_with(' ')) text.remove_prefix(1);
        while (text.ends_with(' ')) text.remove_suffix(1);
        if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
        const std::optional<double> number = exact_number<double>(text);
        if (!number || !is_finite(*number))
            refuse("the cell is no finite number", row, column, "a number", at(row, column));
        return *number;
    }
    [[noreturn, gnu::cold]] void refuse(const char* problem, std::size_t row, std::size_t column,
                                        const std::string& expected, const std::string& found) const {
        throw_error({.problem = problem,
                     .file = file_,
                     .name = "line " + std::to_string(lines_[row]) + ", column " + names_[column],
                     .expected = expected,
                     .found = found});
    }
    [[noreturn, gnu::cold]] void refuse_line(const char* problem, std::size_t line,
                                             const std::string& expected = {},
                                             const std::string& found = {}) const {
        throw_error({.problem = problem,
                     .file = file_,
                     .name = "line " + std::to_string(line),
                     .expected = expected,
                     .found = found});
    }

    void read(std::string_view text, const csv_options& options) {
        if (text.starts_with("\xef\xbb\xbf"))
            text.remove_prefix(3);  // the mark that some programs put in front
        std::size_t line = 1;
        bool first = true;
        while (!text.empty()) {
            const std::size_t began = line;
            std::vector<std::string> row = take_row(text, options.separator, line);
            if (first) {
                first = false;
                name_columns(row, options.header);
                if (options.header) continue;
            }
            if (row.size() != names_.size())
                refuse_line("the row has another number of cells", began, std::to_string(names_.size()),
                            std::to_string(row.size()));
            std::move(row.begin(), row.end(), std::back_inserter(cells_));
            lines_.push_back(began);
        }
        if (lines_.empty()) throw_error({.problem = "the table has no row", .file = file_});
    }
    void name_columns(const std::vector<std::string>& row, bool header) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            const std::string name = header ? row[k] : std::to_string(k);
            if (std::find(names_.begin(), names_.end(), name) != names_.end())
                throw_error({.problem = "two columns have the same name", .file = file_, .name = name});
            names_.push_back(name);
        }
    }
    /// The cells up to the end of a row, which are taken away from the text; `line` counts on.
    [[nodiscard]] std::vector<std::string> take_row(std::string_view& text, char separator,
                                                    std::size_t& line) const {
        std::vector<std::string> cells;
        for (;;) {
            cells.push_back(text.starts_with('"') ? take_quoted(text, line) : take_plain(text, separator));
            if (text.empty()) return cells;
            if (text[0] == separator) {
                text.remove_prefix(1);
                if (text.empty()) cells.emplace_back();  // a last cell with nothing in it
                if (text.empty()) return cells;
                continue;
            }
            if (text.starts_with("\r\n")) text.remove_prefix(1);
            if (text[0] != '\n') refuse_line("a quote is closed inside of a cell", line);
            text.remove_prefix(1);
            ++line;
            return cells;
        }
    }
    [[nodiscard]] static std::string take_plain(std::string_view& text, char separator) {
        std::size_t end = 0;
        while (end < text.size() && text[end] != separator && text[end] != '\n') ++end;
        std::string cell(text.substr(0, end));
        text.remove_prefix(end);
        if (text.starts_with('\n') && cell.ends_with('\r')) cell.pop_back();
        return cell;
    }
    [[nodiscard]] std::string take_quoted(std::string_view& text, std::size_t& line) const {
        const std::size_t began = line;
        std::string cell;
        for (text.remove_prefix(1);; text.remove_prefix(1)) {
            if (text.empty()) refuse_line("a quote is not closed", began);
            if (text[0] == '"') {
                text.remove_prefix(1);
                if (!text.starts_with('"')) return cell;
            }
            if (text[0] == '\n') ++line;
            cell.push_back(text[0]);
        }
    }

    std::string file_;
    std::vector<std::string> names_, cells_;
    std::vector<std::size_t> lines_;  ///< where each row begins
};

/// The table in a file. Errors: those of `read_bytes` and `csv_table::of_text`.
[[nodiscard]] inline csv_table read_csv(const std::filesystem::path& path, const csv_options& options = {}) {
    const std::vector<std::uint8_t> bytes = read_bytes(path);
    return csv_table::of_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string(),
                              options);
}

}  // namespace strata::inline STRATA_TARGET
