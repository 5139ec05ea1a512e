// SPDX-License-Identifier: MIT
#pragma once
/// What is in the pictures of a set, as COCO writes it: one JSON file for all of them.
///
///     const coco_annotations set = read_coco("instances_val2017.json", "val2017");
///     set.pictures[3].file      set.kinds[7]      set.truths: picture 3, kind 7, where
///
/// COCO's numbers of pictures and categories have gaps; here they are counted from 0 in the order of the
/// file, so that they are classes. bbox [x, y, width, height] is a box from x to x + width. With a folder,
/// each picture has to be there. (Lin and others: "Microsoft COCO", 2014.) Needs nlohmann-json.
#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <strata/data/file_bytes.hpp>
#include <strata/vision/detections.hpp>

namespace strata {

struct coco_picture {
    int64 id = 0;  ///< COCO's own number
    std::string file;
    int width = 0, height = 0;
};

struct coco_annotations {
    std::vector<coco_picture> pictures;
    std::vector<std::string> kinds;
    std::vector<int64> kind_ids;  ///< COCO's own numbers
    std::vector<truth_box> truths;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

/// Reads the three lists of a set; errors say the file and the entry: "annotations[3]".
class coco_reader {
public:
    coco_reader(std::string file, std::filesystem::path folder)
        : file_(std::move(file)), folder_(std::move(folder)) {}

    [[nodiscard]] coco_annotations set(const nlohmann::json& root) {
        coco_annotations all;
        std::map<int64, int> pictures, kinds;
        each(root, "images", [&](const nlohmann::json& e) {
            coco_picture p{.id = whole(e, "id"), .file = text(e, "file_name")};
            p.width = extent(e, "width"), p.height = extent(e, "height");
            if (!pictures.emplace(p.id, static_cast<int>(all.pictures.size())).second)
                refuse("two pictures have the same id", {}, std::to_string(p.id));
            std::error_code ignored;
            if (!folder_.empty() && !std::filesystem::is_regular_file(folder_ / p.file, ignored))
                refuse("the picture is not there", quotable((folder_ / p.file).string()), "no such file");
            all.pictures.push_back(std::move(p));
        });
        each(root, "categories", [&](const nlohmann::json& e) {
            if (!kinds.emplace(whole(e, "id"), static_cast<int>(all.kinds.size())).second)
                refuse("two categories have the same id", {}, std::to_string(whole(e, "id")));
            all.kind_ids.push_back(whole(e, "id"));
            all.kinds.push_back(text(e, "name"));
        });
        each(root, "annotations", [&](const nlohmann::json& e) {
            truth_box t{.picture = known(e, "image_id", pictures, "picture"),
                        .kind = known(e, "category_id", kinds, "category"),
                        .where = where(e)};
            if (e.contains("area")) t.area = static_cast<float>(at_least_zero(e["area"], "area"));
            if (e.contains("iscrowd")) {
                const int64 crowd = whole(e, "iscrowd");
                if (crowd != 0 && crowd != 1)
                    refuse("iscrowd is neither 0 nor 1", "0 or 1", std::to_string(crowd));
                t.crowd = crowd == 1;
            }
            all.truths.push_back(t);
        });
        return all;
    }

    [[noreturn, gnu::cold]] void refuse(const std::string& problem, const std::string& expected = {},
                                        const std::string& found = {}) const {
        throw_error(
            {.problem = problem, .file = file_, .name = entry_, .expected = expected, .found = found});
    }

private:
    template <class Take>
    void each(const nlohmann::json& root, const std::string& list, Take&& take) {
        entry_ = list;
        if (!root.is_object() || !root.contains(list) || !root[list].is_array())
            refuse("the file has no list of that name");
        for (std::size_t i = 0; i < root[list].size(); ++i) {
            entry_ = list + '[' + std::to_string(i) + ']';
            if (!root[list][i].is_object()) refuse("the entry is no object");
            take(root[list][i]);
        }
    }
    [[nodiscard]] const nlohmann::json& part(const nlohmann::json& e, const char* name) const {
        if (!e.contains(name)) refuse(std::string("the entry has no ") + name);
        return e[name];
    }
    [[nodiscard]] int64 whole(const nlohmann::json& e, const char* name) const {
        const nlohmann::json& value = part(e, name);
        if (!value.is_number_integer() ||
            (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{INT64_MAX}))
            refuse(std::string(name) + " is no whole number", "a whole number", quotable(value.dump()));
        return value.get<int64>();
    }
    [[nodiscard]] std::string text(const nlohmann::json& e, const char* name) const {
        const nlohmann::json& value = part(e, name);
        if (!value.is_string() || value.get_ref<const std::string&>().empty())
            refuse(std::string(name) + " is no text", "a text", quotable(value.dump()));
        return value.get<std::string>();
    }
    [[nodiscard]] int extent(const nlohmann::json& e, const char* name) const {
        const int64 value = whole(e, name);
        if (value < 1 || value > 1000000)
            refuse(std::string(name) + " is no extent of a picture", "1 to 1000000", std::to_string(value));
        return static_cast<int>(value);
    }
    [[nodiscard]] double finite(const nlohmann::json& value, const char* name) const {
        if (!value.is_number() || !is_finite(value.get<double>()))
            refuse(std::string(name) + " has something else than numbers", "finite numbers",
                   quotable(value.dump()));
        return value.get<double>();
    }
    [[nodiscard]] double at_least_zero(const nlohmann::json& value, const char* name) const {
        const double number = finite(value, name);
        if (number < 0) refuse(std::string(name) + " is below 0", "0 or more", quotable(value.dump()));
        return number;
    }
    [[nodiscard]] int known(const nlohmann::json& e, const char* name, const std::map<int64, int>& numbers,
                            const char* what) const {
        const auto found = numbers.find(whole(e, name));
        if (found == numbers.end())
            refuse(std::string("the file has no such ") + what, std::string(name) + " of one of them",
                   std::to_string(whole(e, name)));
        return found->second;
    }
    [[nodiscard]] box where(const nlohmann::json& e) const {
        const nlohmann::json& b = part(e, "bbox");
        if (!b.is_array() || b.size() != 4)
            refuse("bbox has not four numbers", "[x, y, width, height]", quotable(b.dump()));
        const double x = finite(b[0], "bbox"), y = finite(b[1], "bbox");
        const double width = finite(b[2], "bbox"), height = finite(b[3], "bbox");
        if (width < 0 || height < 0)
            refuse("the box has a side below 0", "[x, y, width, height]", quotable(b.dump()));
        return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(x + width),
                static_cast<float>(y + height)};
    }

    std::string file_, entry_;
    std::filesystem::path folder_;
};

}  // namespace detail

/// The annotations in a text. Errors: no JSON; a list or a member that is missing or of another kind; an id
/// that is not there or there twice; a box of a side below 0; with a folder, a picture that is not in it.
/// They say file and entry.
[[nodiscard]] inline coco_annotations coco_of_text(std::string_view text, const std::string& file,
                                                   const std::filesystem::path& folder = {}) {
    detail::coco_reader reader(file, folder);
    const nlohmann::json root = nlohmann::json::parse(text, nullptr, false);
    if (root.is_discarded()) reader.refuse("the file is no JSON");
    return reader.set(root);
}
[[nodiscard]] inline coco_annotations read_coco(const std::filesystem::path& path,
                                                const std::filesystem::path& folder = {}) {
    const std::vector<std::uint8_t> bytes = read_bytes(path);
    return coco_of_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string(), folder);
}

}  // namespace strata::inline STRATA_TARGET
