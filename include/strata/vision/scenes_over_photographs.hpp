// SPDX-License-Identifier: MIT
#pragma once
/// Scenes in colour: pieces that are cut out along their alpha channel, pasted over photographs.
///
///     a ground     a square of a photograph, at a random place, its side `least_crop` to 1 of the shorter side,
///                  mirrored in half of the cases, at the size of the scene, changed by `of_grounds`
///     a piece      the part of a picture [4, H, W] around its pixels of an alpha above `opaque`, its colours
///                  changed by `of_pieces`, mirrored in half of the cases, its longer side made `smallest` to
///                  `largest` pixels
///     a pixel      a x + (1 - a) y        x, a: the piece's colour and alpha      y: what was there before
///     a box        around the piece's pixels of an alpha above `opaque`, whether or not another one covers some
///
/// Numbers and places are those of `pasted_scenes`, except that no piece hides an earlier one, and scene i
/// follows from (seed, i) as there. Of other pictures and other photographs there are scenes of which nothing
/// was trained on. Errors: no pictures, or pictures of other channels than red, green, blue and alpha; no
/// photographs, or one of other channels or without pixels; options that cannot be; a picture without an
/// opaque pixel.
#include <map>
#include <strata/data/augmentation.hpp>
#include <strata/data/resized.hpp>
#include <strata/vision/scenes.hpp>

namespace strata {

struct photograph_scene_options {
    int side = 96;                    ///< rows and columns of a scene
    int fewest = 1, most = 4;         ///< things in a scene; fewer than are drawn where no more fit
    int smallest = 24, largest = 48;  ///< pixels of a thing's longer side
    float overlap = 0.2F;             ///< the largest IoU of two boxes
    float covered = 0.5F;             ///< the largest share of a thing that later ones may cover
    float opaque = 0.5F;              ///< what has an alpha above it belongs to a piece
    bool flip = true;                 ///< pieces, in half of the cases
    bool balanced = true;             ///< each kind is as likely as each other, of however many pictures
    double least_crop = 0.4;          ///< of a photograph's shorter side
    augmentation of_pieces = {};      ///< of their colours [3, H, W]: `colour_jitter{}`
    augmentation of_grounds = {};     ///< the same of what they are pasted on
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

[[gnu::cold]] inline void check_grounds(const std::vector<xt::xtensor<float, 3>>& photographs) {
    if (photographs.empty())
        throw_error({.problem = "without photographs there is nothing to paste on", .name = "scenes"});
    for (std::size_t i = 0; i < photographs.size(); ++i)
        if (photographs[i].shape()[0] != 3 || photographs[i].size() == 0)
            throw_error({.problem = "pieces are pasted on pictures of three colours",
                         .name = with_number("photograph", static_cast<int64>(i)),
                         .expected = "[3, H, W]",
                         .found = shape_text(photographs[i].shape())});
}

/// The columns in reverse order.
inline void mirror(xt::xtensor<float, 3>& x) {
    const std::size_t W = x.shape()[2];
    for (std::size_t row = 0; row < x.size(); row += W) std::reverse(x.data() + row, x.data() + row + W);
}

/// A part of an image [C, H, W].
[[nodiscard]] inline xt::xtensor<float, 3> part_of(const float* x, std::size_t C, std::size_t H,
                                                   std::size_t W, const pixel_box& b) {
    auto part = xt::xtensor<float, 3>::from_shape({C, b.bottom - b.top, b.right - b.left});
    float* to = part.data();
    for (std::size_t c = 0; c < C; ++c)
        for (std::size_t i = b.top; i < b.bottom; ++i)
            to = std::copy_n(x + (c * H + i) * W + b.left, b.right - b.left, to);
    return part;
}

}  // namespace detail

/// So many scenes: a data set, whose sample is the picture as input 0 and, as target 0, a row x1, y1, x2, y2,
/// kind for each thing. Pictures and photographs that have a name are referred to, and have to live as long.
///
///     const scenes_over_photographs scenes{stamps, photographs, 20'000, seed{1}};
template <class Pictures, class Photographs>
class scenes_over_photographs {
public:
    scenes_over_photographs(kept<Pictures> pictures, kept<Photographs> photographs, int64 count, seed s,
                            photograph_scene_options options = {})
        : pictures_(std::move(pictures)),
          photographs_(std::move(photographs)),
          count_(count),
          seed_(s),
          options_(std::move(options)) {
        check_labels_of(pictures_->images, pictures_->labels);
        const photograph_scene_options& o = options_;
        detail::check_scene_options({.side = o.side,
                                     .fewest = o.fewest,
                                     .most = o.most,
                                     .smallest = o.smallest,
                                     .largest = o.largest,
                                     .overlap = o.overlap,
                                     .visible = o.opaque},
                                    count, pictures_->images.shape()[0]);
        if (pictures_->images.shape()[1] != 4)
            throw_error({.problem = "pieces are cut out along their alpha channel",
                         .name = "the pictures",
                         .expected = "[N, 4, H, W]: red, green, blue, alpha",
                         .found = shape_text(pictures_->images.shape())});
        check_share("covered", double(o.covered));
        check_share("least_crop", o.least_crop);
        detail::check_grounds(*photographs_);
        std::map<int, std::vector<std::size_t>> of_kinds;
        for (std::size_t n = 0; n < pictures_->labels.size(); ++n)
            of_kinds[o.balanced ? pictures_->labels.data()[n] : 0].push_back(n);
        for (auto& [kind, numbers] : of_kinds) drawn_from_.push_back(std::move(numbers));
    }
    scenes_over_photographs(Pictures&& pictures, Photographs&& photographs, int64 count, seed s,
                            photograph_scene_options options = {})
        : scenes_over_photographs(kept<Pictures>(std::forward<Pictures>(pictures)),
                                  kept<Photographs>(std::forward<Photographs>(photographs)), count, s,
                                  std::move(options)) {}

    [[nodiscard]] int64 size() const { return count_; }
    [[nodiscard]] const photograph_scene_options& options() const { return options_; }
    [[nodiscard]] std::vector<std::string> class_names() const { return pictures_->class_names; }

    /// Scene i; its things say that they are in picture i.
    [[nodiscard]] scene operator[](int64 i) const {
        const auto side = static_cast<std::size_t>(options_.side);
        detail::scene_draws draw{seed_, i};
        scene s{ground(draw), xt::xtensor<int, 2>({side, side}, -1), {}};
        const std::size_t things = draw.range(options_.fewest, options_.most);
        for (std::size_t t = 0; t < things; ++t) {
            const std::size_t number = drawn_picture(draw);
            const xt::xtensor<float, 3> piece = drawn_piece(number, draw, t);
            const std::size_t rows = piece.shape()[1], columns = piece.shape()[2];
            const detail::pixel_box seen =
                detail::box_of_visible(piece.data() + 3 * rows * columns, 1, rows, columns, options_.opaque);
            if (seen.bottom == 0) continue;  // so thin that it is lost at this size
            for (int tries = 0; tries < 50; ++tries) {
                const std::size_t top = draw.below(side - rows + 1), begin = draw.below(side - columns + 1);
                const auto thing = detail::thing_at(s, seen, top, begin, i, pictures_->labels.data()[number],
                                                    options_.overlap);
                if (!thing || covers_too_much(s, piece, top, begin)) continue;
                paste(s, piece, top, begin, *thing);
                break;
            }
        }
        return s;
    }

    template <class T>
    void read(int64 i, sample<T>& to) const {
        detail::write_scene((*this)[i], to);
    }

private:
    [[nodiscard]] std::size_t drawn_picture(detail::scene_draws& draw) const {
        const std::vector<std::size_t>& numbers = drawn_from_[draw.below(drawn_from_.size())];
        return numbers[draw.below(numbers.size())];
    }

    /// What pieces are pasted on.
    [[nodiscard]] xt::xtensor<float, 3> ground(detail::scene_draws& draw) const {
        const xt::xtensor<float, 3>& x = (*photographs_)[draw.below(photographs_->size())];
        const std::size_t H = x.shape()[1], W = x.shape()[2];
        const double share = options_.least_crop + (1 - options_.least_crop) * draw.uniform();
        const auto side = std::max(
            std::size_t{1}, static_cast<std::size_t>(share * static_cast<double>(std::min(H, W)) + 0.5));
        const std::size_t top = draw.below(H - side + 1), left = draw.below(W - side + 1);
        auto crop = resized(detail::part_of(x.data(), 3, H, W, {top, left, top + side, left + side}),
                            options_.side, options_.side);
        if (draw.below(2) == 1) detail::mirror(crop);
        if (options_.of_grounds) {
            const xt::xtensor<float, 3> plain = crop;
            options_.of_grounds({3, options_.side, options_.side}, draw.stream(0), plain.data(), crop.data());
        }
        return crop;
    }

    /// Picture `number` cut out, changed, and at its size in the scene.
    [[nodiscard]] xt::xtensor<float, 3> drawn_piece(std::size_t number, detail::scene_draws& draw,
                                                    std::size_t t) const {
        const xt::xtensor<float, 4>& all = pictures_->images;
        const std::size_t H = all.shape()[2], W = all.shape()[3];
        const float* const x = all.data() + number * 4 * H * W;
        const detail::pixel_box cut = detail::box_of_visible(x + 3 * H * W, 1, H, W, options_.opaque);
        if (cut.bottom == 0)
            throw_error({.problem = "the picture has no opaque pixel, and nothing can be cut out of it",
                         .name = with_number("picture", static_cast<int64>(number)),
                         .expected = "an alpha above " + std::to_string(options_.opaque)});
        xt::xtensor<float, 3> piece = detail::part_of(x, 4, H, W, cut);
        const std::size_t down = piece.shape()[1], across = piece.shape()[2];
        const auto as_int = [](std::size_t v) { return static_cast<int>(v); };
        if (options_.of_pieces) {
            const xt::xtensor<float, 3> plain = piece;
            options_.of_pieces({3, as_int(down), as_int(across)}, draw.stream(t + 1), plain.data(),
                               piece.data());
        }
        const auto [rows, columns] =
            detail::scaled_sides(down, across, draw.range(options_.smallest, options_.largest));
        piece = resized_cut_out(std::move(piece), as_int(rows), as_int(columns));
        if (options_.flip && draw.below(2) == 1) detail::mirror(piece);
        return piece;
    }

    /// Whether too little would be seen of an earlier thing.
    [[nodiscard]] bool covers_too_much(const scene& s, const xt::xtensor<float, 3>& piece, std::size_t top,
                                       std::size_t begin) const {
        std::vector<float> seen(s.things.size(), 0);
        for (const int owner : s.owner)
            if (owner >= 0) seen[static_cast<std::size_t>(owner)] += 1;
        for (std::size_t i = 0; i < piece.shape()[1]; ++i)
            for (std::size_t j = 0; j < piece.shape()[2]; ++j)
                if (const int owner = s.owner(top + i, begin + j);
                    owner >= 0 && piece(3, i, j) > options_.opaque)
                    seen[static_cast<std::size_t>(owner)] -= 1;
        for (std::size_t t = 0; t < seen.size(); ++t)
            if (seen[t] < (1 - options_.covered) * s.things[t].area) return true;
        return false;
    }

    void paste(scene& s, const xt::xtensor<float, 3>& piece, std::size_t top, std::size_t begin,
               truth_box thing) const {
        for (std::size_t i = 0; i < piece.shape()[1]; ++i)
            for (std::size_t j = 0; j < piece.shape()[2]; ++j) {
                const float alpha = piece(3, i, j);
                for (std::size_t c = 0; c < 3; ++c) {
                    float& y = s.pixels(c, top + i, begin + j);
                    y = alpha * piece(c, i, j) + (1 - alpha) * y;
                }
                if (!(alpha > options_.opaque)) continue;
                thing.area += 1;
                s.owner(top + i, begin + j) = static_cast<int>(s.things.size());
            }
        s.things.push_back(thing);
    }

    kept<Pictures> pictures_;
    kept<Photographs> photographs_;
    int64 count_;
    seed seed_;
    photograph_scene_options options_;
    std::vector<std::vector<std::size_t>> drawn_from_ = {};  ///< numbers of pictures, by kind where balanced
};
template <class Pictures, class Photographs>
scenes_over_photographs(Pictures&&, Photographs&&, int64, seed, photograph_scene_options = {})
    -> scenes_over_photographs<Pictures, Photographs>;

}  // namespace strata::inline STRATA_TARGET
