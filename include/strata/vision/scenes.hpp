// SPDX-License-Identifier: MIT
#pragma once
/// Scenes to find things in: pieces, each cut out of a picture of its own, pasted on an empty canvas, so that
/// boxes, kinds and pixels are known exactly.
///
///     a piece      the pixels of a picture above `visible`, cut to their box, its longer side made `smallest`
///                  to `largest` pixels by bilinear interpolation
///     a scene      `fewest` to `most` of them at random places inside of the canvas, none with an IoU above
///                  `overlap` with an earlier one; later ones cover earlier ones
///     a box        around the visible pixels of the whole piece, whether or not another one covers some
///
/// Scene i follows from (seed, i), so that a set of any length takes no memory. Of the pictures of a test set
/// there are scenes of things that were never trained on. Errors: no pictures; options that cannot be; a
/// picture without a visible pixel.
#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <optional>
#include <strata/data/augmentations/bilinear.hpp>
#include <strata/data/labelled_pixels.hpp>
#include <strata/kept.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/vision/detections.hpp>
#include <strata/vision/overlap.hpp>
#include <utility>

namespace strata {

struct scene_options {
    int side = 96;                    ///< rows and columns of the canvas
    int fewest = 1, most = 4;         ///< things in a scene; fewer than are drawn where no more fit
    int smallest = 20, largest = 36;  ///< pixels of a thing's longer side
    float overlap = 0.2F;             ///< the largest IoU of two boxes
    float visible = 0.05F;            ///< what is above it belongs to a piece
};

/// A canvas, and what is on it.
struct STRATA_TAGGED scene {
    xt::xtensor<float, 3> pixels;   ///< [C, side, side]; 0 where nothing is
    xt::xtensor<int, 2> owner;      ///< [side, side]: the number of the thing that is seen there, or -1
    std::vector<truth_box> things;  ///< in the order in which they were pasted, with their visible areas
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

[[gnu::cold]] inline void check_scene_options(const scene_options& o, int64 count, std::size_t pictures) {
    const auto refuse = [](const char* problem, const std::string& found) {
        throw_error({.problem = problem, .name = "scene_options", .found = found});
    };
    const auto pair = [](int a, int b) { return std::to_string(a) + " to " + std::to_string(b); };
    if (pictures == 0) throw_error({.problem = "without pictures there are no pieces", .name = "scenes"});
    if (count < 0) refuse("there cannot be so few scenes", std::to_string(count));
    if (o.fewest < 0 || o.most < o.fewest)
        refuse("a scene has 0 things or more, and not more at least than at most", pair(o.fewest, o.most));
    if (o.smallest < 1 || o.largest < o.smallest || o.largest > o.side)
        refuse("sides of things lie between 1 pixel and the side of the canvas", pair(o.smallest, o.largest));
    if (!is_finite(o.visible) || o.visible < 0)
        refuse("the least visible value is 0 or more", std::to_string(o.visible));
    check_share("overlap", double(o.overlap));
}

/// A rectangle of pixels: rows and columns from the first to before the last.
struct pixel_box {
    std::size_t top = 0, left = 0, bottom = 0, right = 0;
};

/// What of an image [C, H, W] lies above `least`.
[[nodiscard]] inline pixel_box box_of_visible(const float* x, std::size_t C, std::size_t H, std::size_t W,
                                              float least) {
    pixel_box b{H, W, 0, 0};
    for (std::size_t c = 0; c < C; ++c)
        for (std::size_t i = 0; i < H; ++i)
            for (std::size_t j = 0; j < W; ++j)
                if (x[(c * H + i) * W + j] > least)
                    b = {std::min(b.top, i), std::min(b.left, j), std::max(b.bottom, i + 1),
                         std::max(b.right, j + 1)};
    return b;
}

/// Numbers of a scene, drawn one after the other.
class scene_draws {
public:
    scene_draws(seed s, int64 i)
        : random_(random_for(drawn_for::scenes, s).part(static_cast<std::uint64_t>(i))) {}

    [[nodiscard]] std::size_t below(std::size_t n) {
        return std::size_t{random_.below(next_++, static_cast<std::uint32_t>(n))};
    }
    [[nodiscard]] std::size_t range(int low, int high) {
        return static_cast<std::size_t>(low) + below(static_cast<std::size_t>(high - low + 1));
    }
    [[nodiscard]] double uniform() { return random_.uniform(next_++); }
    /// For what draws numbers of its own, k telling one from the other.
    [[nodiscard]] random_stream stream(std::size_t k) const { return random_.part(k); }

private:
    random_stream random_;
    std::uint64_t next_ = 0;
};

/// Rows and columns of what is `down` x `across`, its longer side made `longer`.
[[nodiscard]] inline std::array<std::size_t, 2> scaled_sides(std::size_t down, std::size_t across,
                                                             std::size_t longer) {
    const std::size_t was = std::max(down, across);
    const auto scaled = [&](std::size_t extent) {
        return std::max(std::size_t{1}, (2 * extent * longer + was) / (2 * was));
    };
    return {scaled(down), scaled(across)};
}

/// A thing of this box within a piece whose corner lies at (top, begin); none where it overlaps an earlier
/// one too much.
[[nodiscard]] inline std::optional<truth_box> thing_at(const scene& s, const pixel_box& b, std::size_t top,
                                                       std::size_t begin, int64 picture, int kind,
                                                       float overlap) {
    const truth_box thing{.picture = static_cast<int>(picture),
                          .kind = kind,
                          .where = {static_cast<float>(begin + b.left), static_cast<float>(top + b.top),
                                    static_cast<float>(begin + b.right), static_cast<float>(top + b.bottom)},
                          .area = 0};
    for (const truth_box& earlier : s.things)
        if (intersection_over_union(earlier.where, thing.where) > overlap) return {};
    return thing;
}

/// The canvas as input 0, a row for each thing as target 0.
template <class T>
void write_scene(const scene& s, sample<T>& to) {
    const auto extent = [&](std::size_t axis) { return static_cast<int>(s.pixels.shape()[axis]); };
    copy_numbers(s.pixels.data(), to.input({extent(0), extent(1), extent(2)}));
    const auto rows = to.rows(static_cast<int>(s.things.size()), {5});
    for (std::size_t t = 0; t < s.things.size(); ++t) {
        const box& b = s.things[t].where;
        const std::array<float, 5> row{b.x1, b.y1, b.x2, b.y2, static_cast<float>(s.things[t].kind)};
        copy_numbers(row.data(), rows.subspan(5 * t, 5));
    }
}

}  // namespace detail

/// So many scenes made of the pictures of a set: a data set, whose sample is the canvas as input 0 and, as
/// target 0, a row x1, y1, x2, y2, kind for each thing. Pictures that have a name are referred to, and have
/// to live as long.
///
///     const auto [train, test] = fashion_mnist();
///     const pasted_scenes scenes{train, 20'000, seed{1}}, unseen{test, 500, seed{2}};
template <class Pictures>
class pasted_scenes {
public:
    pasted_scenes(kept<Pictures> pictures, int64 count, seed s, const scene_options& options = {})
        : pictures_(std::move(pictures)), count_(count), seed_(s), options_(options) {
        check_labels_of(pictures_->images, pictures_->labels);
        detail::check_scene_options(options, count, pictures_->images.shape()[0]);
    }
    pasted_scenes(Pictures&& pictures, int64 count, seed s, const scene_options& options = {})
        : pasted_scenes(kept<Pictures>(std::forward<Pictures>(pictures)), count, s, options) {}

    [[nodiscard]] int64 size() const { return count_; }
    [[nodiscard]] const scene_options& options() const { return options_; }
    [[nodiscard]] std::vector<std::string> class_names() const { return pictures_->class_names; }

    /// Scene i; its things say that they are in picture i.
    [[nodiscard]] scene operator[](int64 i) const {
        const xt::xtensor<float, 4>& all = pictures_->images;
        const std::size_t C = all.shape()[1], H = all.shape()[2], W = all.shape()[3],
                          side = static_cast<std::size_t>(options_.side);
        scene s{xt::zeros<float>({C, side, side}), xt::xtensor<int, 2>({side, side}, -1), {}};
        detail::scene_draws draw{seed_, i};
        for (std::size_t left = draw.range(options_.fewest, options_.most); left > 0; --left) {
            const std::size_t number = draw.below(all.shape()[0]);
            const float* const x = all.data() + number * C * H * W;
            const detail::pixel_box cut = detail::box_of_visible(x, C, H, W, options_.visible);
            if (cut.bottom == 0) refuse_empty(number);
            const std::size_t down = cut.bottom - cut.top, across = cut.right - cut.left;
            const auto [rows, columns] =
                detail::scaled_sides(down, across, draw.range(options_.smallest, options_.largest));
            auto piece = xt::xtensor<float, 3>::from_shape({C, rows, columns});
            const auto as_int = [](std::size_t v) { return static_cast<int>(v); };
            stretch_part({as_int(C), as_int(H), as_int(W)},
                         {as_int(cut.top), as_int(cut.left), as_int(down), as_int(across)},
                         {as_int(C), as_int(rows), as_int(columns)}, x, piece.data());
            for (int tries = 0; tries < 50; ++tries) {
                const std::size_t top = draw.below(side - rows + 1), begin = draw.below(side - columns + 1);
                if (paste(s, piece, top, begin, i, pictures_->labels.data()[number])) break;
            }
        }
        return s;
    }

    template <class T>
    void read(int64 i, sample<T>& to) const {
        detail::write_scene((*this)[i], to);
    }

private:
    /// Pastes a piece as one more thing; false where it overlaps an earlier one too much.
    [[nodiscard]] bool paste(scene& s, const xt::xtensor<float, 3>& piece, std::size_t top, std::size_t begin,
                             int64 picture, int kind) const {
        const std::size_t C = piece.shape()[0], rows = piece.shape()[1], columns = piece.shape()[2];
        // between a visible pixel and others something of it is seen as well
        const float least = options_.visible / 5;
        const detail::pixel_box b = detail::box_of_visible(piece.data(), C, rows, columns, least);
        if (b.bottom == 0) return false;
        std::optional<truth_box> thing = detail::thing_at(s, b, top, begin, picture, kind, options_.overlap);
        if (!thing) return false;
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j) {
                float most = 0;
                for (std::size_t c = 0; c < C; ++c) most = std::max(most, piece(c, i, j));
                if (!(most > least)) continue;
                thing->area += 1;
                s.owner(top + i, begin + j) = static_cast<int>(s.things.size());
                for (std::size_t c = 0; c < C; ++c) s.pixels(c, top + i, begin + j) = piece(c, i, j);
            }
        s.things.push_back(*thing);
        return true;
    }
    [[noreturn, gnu::cold]] void refuse_empty(std::size_t number) const {
        throw_error({.problem = "the picture has no visible pixel, and nothing can be cut out of it",
                     .name = with_number("picture", static_cast<int64>(number)),
                     .expected = "a pixel above " + std::to_string(options_.visible)});
    }

    kept<Pictures> pictures_;
    int64 count_;
    seed seed_;
    scene_options options_;
};
template <class Pictures>
pasted_scenes(Pictures&&, int64, seed, scene_options = {}) -> pasted_scenes<Pictures>;

/// A set whose samples are scenes.
template <class S>
concept Scenes = requires(const S& scenes, int64 i) {
    { scenes[i] } -> std::same_as<scene>;
    { scenes.size() } -> std::convertible_to<int64>;
    { scenes.options().side } -> std::convertible_to<int>;
    { scenes.class_names() } -> std::convertible_to<std::vector<std::string>>;
};

namespace detail {
/// The canvases of scenes; `seen(i, scene)` is told of each.
template <Scenes S, class Seen>
[[nodiscard]] xt::xtensor<float, 4> canvases_of(const S& scenes, Seen&& seen) {
    xt::xtensor<float, 4> all;
    for (int64 i = 0; i < scenes.size(); ++i) {
        const scene s = scenes[i];
        if (i == 0)
            all.resize({static_cast<std::size_t>(scenes.size()), s.pixels.shape()[0], s.pixels.shape()[1],
                        s.pixels.shape()[2]});
        std::copy(s.pixels.begin(), s.pixels.end(),
                  all.data() + static_cast<std::size_t>(i) * s.pixels.size());
        seen(i, s);
    }
    return all;
}
}  // namespace detail

/// The canvases [N, C, side, side] of scenes.
template <Scenes S>
[[nodiscard]] xt::xtensor<float, 4> images_of(const S& scenes) {
    return detail::canvases_of(scenes, [](int64, const scene&) {});
}
/// What is in them, picture by picture.
template <Scenes S>
[[nodiscard]] std::vector<truth_box> truths_of(const S& scenes) {
    std::vector<truth_box> all;
    for (int64 i = 0; i < scenes.size(); ++i) {
        const auto things = scenes[i].things;
        all.insert(all.end(), things.begin(), things.end());
    }
    return all;
}
/// Canvases and the class of each pixel: 0 is the canvas, 1 + kind what is seen there.
template <Scenes S>
[[nodiscard]] labelled_pixels pixels_of(const S& scenes) {
    const auto side = static_cast<std::size_t>(scenes.options().side);
    labelled_pixels set;
    set.labels = xt::zeros<int>({static_cast<std::size_t>(scenes.size()), side, side});
    set.images = detail::canvases_of(scenes, [&](int64 i, const scene& s) {
        std::transform(
            s.owner.begin(), s.owner.end(), set.labels.data() + static_cast<std::size_t>(i) * side * side,
            [&](int owner) { return owner < 0 ? 0 : 1 + s.things[static_cast<std::size_t>(owner)].kind; });
    });
    set.class_names = scenes.class_names();
    set.class_names.insert(set.class_names.begin(), "canvas");
    return set;
}

}  // namespace strata::inline STRATA_TARGET
