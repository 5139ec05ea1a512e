// SPDX-License-Identifier: MIT
#pragma once
/// What is in a picture, as PASCAL VOC writes it: one XML file a picture.
///
///     const voc_annotation a = read_voc("Annotations/000005.xml");
///     for (const voc_object& o : a.objects) std::cout << o.name << ' ' << o.where.x1 << '\n';
///
/// VOC numbers pixels from 1 and its corners belong to the box: xmin 1, xmax 3 is a box from 0 to 3. Objects
/// without a `bndbox` are refused; their parts (heads and hands) are passed over. (Everingham and others,
/// 2010.)
#include <charconv>
#include <filesystem>
#include <strata/data/file_bytes.hpp>
#include <strata/vision/box.hpp>
#include <strata/vision/xml_element.hpp>

namespace strata {

struct voc_object {
    std::string name = {};
    box where = {};
    bool difficult = false, truncated = false, occluded = false;
};

/// The name of the picture's file, its extents, and what is in it.
struct voc_annotation {
    std::string picture;
    int width = 0, height = 0, channels = 0;
    std::vector<voc_object> objects;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

/// Reads the parts of an annotation; errors say the file, the object and the line.
class voc_reader {
public:
    explicit voc_reader(std::string file) : file_(std::move(file)) {}

    [[nodiscard]] voc_annotation annotation(const xml_element& root) {
        if (root.name != "annotation")
            refuse(root, "this is no annotation of a picture", "<annotation>",
                   "<" + quotable(root.name) + ">");
        voc_annotation a;
        a.picture = part(root, "filename").text;
        const xml_element& size = part(root, "size");
        a.width = extent(size, "width"), a.height = extent(size, "height"),
        a.channels = extent(size, "depth");
        for (const xml_element& child : root.children)
            if (child.name == "object") {
                entry_ = with_number("object", static_cast<int64>(a.objects.size())) + ", ";
                a.objects.push_back(object(child, a));
            }
        return a;
    }

private:
    [[noreturn, gnu::cold]] void refuse(const xml_element& at, const std::string& problem,
                                        const std::string& expected = {},
                                        const std::string& found = {}) const {
        throw_error({.problem = problem,
                     .file = file_,
                     .name = entry_ + with_number("line", at.line),
                     .expected = expected,
                     .found = found});
    }
    [[nodiscard]] const xml_element& part(const xml_element& of, const char* name) const {
        const xml_element* found = of.child(name);
        if (!found) refuse(of, "<" + quotable(of.name) + "> has no <" + name + ">");
        return *found;
    }
    [[nodiscard]] double number(const xml_element& of, const char* name) const {
        const xml_element& e = part(of, name);
        double value = 0;
        const char* const end = e.text.data() + e.text.size();
        const auto [at, failed] = std::from_chars(e.text.data(), end, value);
        if (failed != std::errc() || at != end || !is_finite(value))
            refuse(e, std::string("<") + name + "> is no number", "a finite number",
                   '"' + quotable(e.text) + '"');
        return value;
    }
    [[nodiscard]] int extent(const xml_element& size, const char* name) const {
        const double value = number(size, name);
        if (value < 1 || value > 1e6 || value != static_cast<int>(value))
            refuse(part(size, name), std::string("<") + name + "> is no extent of a picture", "1 to 1000000",
                   part(size, name).text);
        return static_cast<int>(value);
    }
    [[nodiscard]] bool flag(const xml_element& of, const char* name) const {
        if (!of.child(name)) return false;
        const double value = number(of, name);
        if (value != 0 && value != 1)
            refuse(*of.child(name), std::string("<") + name + "> is neither 0 nor 1", "0 or 1",
                   of.child(name)->text);
        return value == 1;
    }
    [[nodiscard]] voc_object object(const xml_element& e, const voc_annotation& a) const {
        voc_object o{.name = part(e, "name").text};
        if (o.name.empty()) refuse(e, "the object has no name");
        const xml_element& b = part(e, "bndbox");
        o.where = {static_cast<float>(number(b, "xmin") - 1), static_cast<float>(number(b, "ymin") - 1),
                   static_cast<float>(number(b, "xmax")), static_cast<float>(number(b, "ymax"))};
        if (o.where.x2 < o.where.x1 || o.where.y2 < o.where.y1)
            refuse(b, "the box has a side below 0", "xmin <= xmax and ymin <= ymax");
        if (o.where.x1 < 0 || o.where.y1 < 0 || o.where.x2 > static_cast<float>(a.width) ||
            o.where.y2 > static_cast<float>(a.height))
            refuse(b, "the box is not inside of the picture",
                   "pixels 1 to " + std::to_string(a.width) + " and 1 to " + std::to_string(a.height));
        o.difficult = flag(e, "difficult"), o.truncated = flag(e, "truncated"),
        o.occluded = flag(e, "occluded");
        return o;
    }

    std::string file_, entry_;
};

}  // namespace detail

/// The annotation in a text. Errors: no XML; a part that is missing or no number; a box that is not in the
/// picture. They say file, object and line.
[[nodiscard]] inline voc_annotation voc_of_text(std::string_view text, const std::string& file) {
    return detail::voc_reader(file).annotation(xml_of(text, file));
}
[[nodiscard]] inline voc_annotation read_voc(const std::filesystem::path& path) {
    const std::vector<std::uint8_t> bytes = read_bytes(path);
    return voc_of_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
}

}  // namespace strata::inline STRATA_TARGET
