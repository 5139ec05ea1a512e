// SPDX-License-Identifier: MIT
#pragma once
/// The little of XML that annotations of pictures are written in: elements with text or elements in them.
///
/// Declarations, comments and attributes are passed over; the five entities with names and those with numbers
/// below 128 are read. What else there is of XML (document types, CDATA, processing instructions) is refused,
/// and so is all that is not well formed: files and lines are in the error. (Bray and others: XML 1.0, 2008.)
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// An element: its own text without the spaces around it, and the elements in it.
struct xml_element {
    std::string name = {}, text = {};
    std::vector<xml_element> children = {};
    int64 line = 1;

    /// The first child of that name; null where there is none.
    [[nodiscard]] const xml_element* child(std::string_view wanted) const {
        for (const xml_element& c : children)
            if (c.name == wanted) return &c;
        return nullptr;
    }
};

namespace detail {

class xml_reader {
public:
    xml_reader(std::string_view text, std::string file) : rest_(text), file_(std::move(file)) {}

    [[nodiscard]] xml_element document() {
        if (rest_.starts_with("\xEF\xBB\xBF")) take(3);
        skip_space();
        if (rest_.starts_with("<?xml")) take_until("?>");
        skip_between();
        xml_element root = element(0);
        skip_between();
        if (!rest_.empty()) refuse("there is something after the last element");
        return root;
    }

private:
    static constexpr int deepest = 64;
    static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
    static bool is_of_name(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.' || c == ':';
    }

    [[noreturn, gnu::cold]] void refuse(const std::string& problem) const {
        throw_error({.problem = problem, .file = file_, .name = with_number("line", line_)});
    }
    void take(std::size_t count) {
        for (const char c : rest_.substr(0, count)) line_ += c == '\n';
        rest_.remove_prefix(count);
    }
    void take_until(std::string_view end) {
        const std::size_t at = rest_.find(end);
        if (at == std::string_view::npos) refuse("the file ends early");
        take(at + end.size());
    }
    void skip_space() {
        while (!rest_.empty() && is_space(rest_[0])) take(1);
    }
    void skip_between() {
        for (skip_space(); rest_.starts_with("<!--"); skip_space()) take_until("-->");
    }
    [[nodiscard]] std::string name() {
        std::size_t end = 0;
        while (end < rest_.size() && is_of_name(rest_[end])) ++end;
        if (end == 0)
            refuse(rest_.empty() ? "the file ends early" : "there is no name where an element begins");
        std::string found(rest_.substr(0, end));
        take(end);
        return found;
    }
    /// Whether the element that has begun ends in its own tag: <name a="b"/>.
    [[nodiscard]] bool ends_after_attributes() {
        for (;;) {
            skip_space();
            if (rest_.empty()) refuse("the file ends early");
            if (rest_.starts_with("/>")) return take(2), true;
            if (rest_[0] == '>') return take(1), false;
            (void)name();
            skip_space();
            if (!rest_.starts_with('=')) refuse("an attribute has no value");
            take(1);
            skip_space();
            if (rest_.empty() || (rest_[0] != '"' && rest_[0] != '\'')) refuse("a value is not in quotes");
            const std::string quote(1, rest_[0]);
            take(1);
            take_until(quote);
        }
    }
    [[nodiscard]] xml_element element(int depth) {
        if (!rest_.starts_with('<'))
            refuse(rest_.empty() ? "the file ends early" : "an element has to begin here");
        if (depth > deepest) refuse("elements are in one another too deeply");
        xml_element e{.line = line_};
        take(1);
        e.name = name();
        if (ends_after_attributes()) return e;
        for (;;) {
            if (rest_.empty()) refuse("<" + quotable(e.name) + "> is not closed");
            if (rest_.starts_with("<!--")) {
                take_until("-->");
            } else if (rest_.starts_with("</")) {
                take(2);
                if (const std::string closed = name(); closed != e.name)
                    refuse("</" + quotable(closed) + "> closes <" + quotable(e.name) + ">");
                skip_space();
                if (!rest_.starts_with('>')) refuse("a closing tag has no end");
                take(1);
                return e.text = trimmed(e.text), e;
            } else if (rest_[0] == '<') {
                e.children.push_back(element(depth + 1));
            } else {
                e.text += letter();
            }
        }
    }
    /// A letter, or what an entity stands for.
    [[nodiscard]] char letter() {
        if (rest_[0] != '&') {
            const char c = rest_[0];
            take(1);
            return c;
        }
        const std::size_t end = rest_.substr(0, 10).find(';');
        const std::string_view entity = end == std::string_view::npos ? "" : rest_.substr(1, end - 1);
        char c = '\0';
        if (entity == "amp") c = '&';
        if (entity == "lt") c = '<';
        if (entity == "gt") c = '>';
        if (entity == "quot") c = '"';
        if (entity == "apos") c = '\'';
        if (entity.starts_with('#')) c = numbered(entity.substr(1));
        if (c == '\0') refuse("an entity is none that is read here");
        take(end + 1);
        return c;
    }
    [[nodiscard]] static char numbered(std::string_view digits) {
        int code = 0;
        for (const char d : digits) code = d >= '0' && d <= '9' && code < 128 ? 10 * code + (d - '0') : 128;
        return code < 128 ? static_cast<char>(code) : '\0';
    }
    [[nodiscard]] static std::string trimmed(std::string_view text) {
        while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
        return std::string(text);
    }

    std::string_view rest_;
    std::string file_;
    int64 line_ = 1;
};

}  // namespace detail

/// The element that a text is. `file`: where it comes from, for errors.
[[nodiscard]] inline xml_element xml_of(std::string_view text, const std::string& file) {
    return detail::xml_reader(text, file).document();
}

}  // namespace strata::inline STRATA_TARGET
