// SPDX-License-Identifier: MIT
/// The way back of a segmentation by each of the upsamplings in turn: nails, a bilinear one, places that a
/// pooling remembers, filters that are learned; without and with the skips of a U-Net. All else is the same:
/// data, rates, steps.
///
///     segmentation_upsamplings            the picture goes to --out; --quick: few scenes, a few seconds
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/pictures/image_grid.hpp>

#include "canvas_lesson.hpp"

using namespace canvas;

constexpr std::size_t side = 48;

template <int C>
using block = chain<conv<C, 3, same, no_bias>, batch_norm, relu>;

/// Down from 48 x 48 to 12 x 12 pixels, with a tap before each pooling, and up again by what is to be
/// compared.
template <text Fine, text Coarse, class First, class Second>
using there_and_back =
    chain<block<16>, tap<Fine>, max_pool<2>, block<32>, tap<Coarse>, max_pool<2>, block<48>, block<32>, First,
          block<32>, block<16>, Second, block<16>, conv<11, 1>>;
/// What was there before the image was halved, beside what comes up.
template <text Before, class Up>
using with_skip = chain<Up, concat<from<Before>, chain<>>>;

using nails = there_and_back<"48a", "24a", bed_of_nails<2>, bed_of_nails<2>>;
using bilinear = there_and_back<"48b", "24b", bilinear_upsample<2>, bilinear_upsample<2>>;
using unpooling = there_and_back<"48c", "24c", with<"24c", max_unpool<2>>, with<"48c", max_unpool<2>>>;
using transposed =
    there_and_back<"48d", "24d", conv_transpose<32, 2, stride<2>>, conv_transpose<16, 2, stride<2>>>;
using bilinear_skips = there_and_back<"48e", "24e", with_skip<"24e", bilinear_upsample<2>>,
                                      with_skip<"48e", bilinear_upsample<2>>>;
using transposed_skips = there_and_back<"48f", "24f", with_skip<"24f", conv_transpose<32, 2, stride<2>>>,
                                        with_skip<"48f", conv_transpose<16, 2, stride<2>>>>;

/// Networks side by side that share nothing but the input, so that one run trains all of them by the same
/// steps.
template <class... Ways>
struct all_at_once : net<input<1, 48, 48>, heads<Ways...>> {
    static constexpr int64 parameters_of[] = {net<input<1, 48, 48>, Ways>::parameters...};
};
using all_ways = all_at_once<nails, bilinear, unpooling, transposed, bilinear_skips, transposed_skips>;
const std::vector<std::string> names{"bed of nails", "bilinear",         "max unpooling",
                                     "transposed",   "bilinear + skips", "transposed + skips"};

/// The same truth for each of them.
struct same_truth {
    const labelled_pixels& set;

    [[nodiscard]] int64 size() const { return set.size(); }
    void read(int64 i, auto& to) const {
        write_image(set.images, i, to);
        for (int k = 0; k < static_cast<int>(names.size()); ++k)
            copy_numbers(set.labels.data() + static_cast<std::size_t>(i) * side * side,
                         to.classes({48, 48}, k));
    }
};

/// How well things are set off from the canvas, whatever they are called.
double iou_of_any_kind(const xt::xtensor<int, 3>& truth, const xt::xtensor<int, 3>& answers) {
    int64 both = 0, either = 0;
    for (std::size_t p = 0; p < truth.size(); ++p) {
        const bool is = truth.data()[p] > 0, said = answers.data()[p] > 0;
        both += is && said, either += is || said;
    }
    return static_cast<double>(both) / static_cast<double>(std::max(either, int64{1}));
}

drawing sheet_of_answers(const labelled_pixels& test, const std::vector<pixel_evaluation>& rows) {
    constexpr float colour_of[][3] = {{0.1F, 0.1F, 0.12F},  {0.34F, 0.71F, 0.91F}, {0.9F, 0.62F, 0},
                                      {0, 0.62F, 0.45F},    {0.94F, 0.89F, 0.26F}, {0, 0.45F, 0.7F},
                                      {0.84F, 0.37F, 0},    {0.8F, 0.47F, 0.65F},  {0.6F, 0.9F, 0.3F},
                                      {0.95F, 0.3F, 0.35F}, {0.65F, 0.55F, 0.95F}};
    const std::size_t shown = 5, columns = rows.size() + 2;
    xt::xtensor<float, 4> tiles = xt::zeros<float>({shown * columns, std::size_t{3}, side, side});
    image_grid_options options{.columns = static_cast<int>(columns),
                               .scale = 3,
                               .title = "Every pixel by its kind: the truth, and what each way back says"};
    for (std::size_t i = 0; i < shown; ++i)
        for (std::size_t column = 0; column < columns; ++column) {
            const auto& labels = column < 2 ? test.labels : rows[column - 2].predictions;
            for (std::size_t p = 0; p < side * side; ++p)
                for (std::size_t c = 0; c < 3; ++c)
                    tiles(i * columns + column, c, p / side, p % side) =
                        column == 0 ? test.images(i, 0, p / side, p % side)
                                    : colour_of[labels(i, p / side, p % side)][c];
            options.captions.push_back(column == 0 ? "image" : column == 1 ? "truth" : names[column - 2]);
        }
    return image_grid_drawing(tiles, options);
}

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const scene_options small_canvas{.side = 48, .most = 2};
    const labelled_pixels train = pixels_of(pasted_scenes{data.train, s.scenes, seed{s.seed}, small_canvas}),
                          test = pixels_of(pasted_scenes{data.test, s.test, seed{s.seed + 1}, small_canvas});
    model<all_ways> m{seed{s.seed}, s.threads};
    constexpr pixel_softmax_loss loss{};
    trainer t{m, joint_loss{loss, loss, loss, loss, loss, loss}, adam{.rate = static_cast<float>(s.rate)}};
    const stopwatch watch;
    t.fit(same_truth{train},
          {.epochs = s.epochs,
           .batch = s.batch,
           .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs), .least = 0.01}}}});
    const double of_processor = watch.processor_seconds() / 60;
    const std::vector<pixel_evaluation> rows = std::apply(
        [&](const auto&... scores) {
            return std::vector{evaluate_pixel_scores(scores, test.labels, test.class_names)...};
        },
        m.predict(test.images));

    write_png(rendered(sheet_of_answers(test, rows)), fs::path(s.out) / "upsamplings.png");
    std::cout << "\nwritten to " << s.out << ": upsamplings.png\n\n"
              << "way back              pixels right   mean IoU   IoU of any kind   parameters\n";
    for (std::size_t k = 0; k < rows.size(); ++k)
        std::cout << std::left << std::setw(22) << names[k] << std::right << std::fixed
                  << std::setprecision(1) << std::setw(10) << 100 * rows[k].accuracy << " %" << std::setw(9)
                  << 100 * rows[k].mean_intersection_over_union() << " %" << std::setw(16)
                  << 100 * iou_of_any_kind(test.labels, rows[k].predictions) << " %" << std::setw(13)
                  << all_ways::parameters_of[k] << '\n';
    std::cout << std::defaultfloat << '\n';
    for (std::size_t k = 0; k < rows.size(); ++k) {
        std::string name = names[k];
        std::replace(name.begin(), name.end(), ' ', '_');
        name.erase(std::remove(name.begin(), name.end(), '+'), name.end());
        finding("mean_iou_of_" + name, 100 * rows[k].mean_intersection_over_union());
        finding("iou_of_any_kind_of_" + name, 100 * iou_of_any_kind(test.labels, rows[k].predictions));
    }
    finding("minutes_of_processor", of_processor);
    std::cout
        << "Look at the insides: nails and filters side by side leave a pattern of every second pixel. And "
           "at the outlines: a bilinear way back rounds them off, skips bring them back.\n";
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "segmentation_upsamplings", "Segments by each of the upsamplings in turn.",
                  {.scenes = 3000, .epochs = 4, .batch = 16, .test = 500, .rate = 4e-3},
                  {.scenes = 48, .epochs = 1, .batch = 16, .test = 16}, run);
}
