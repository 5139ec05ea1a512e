// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <strata/report/html_report.hpp>
#include <strata/strata.hpp>
#include <string>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::file_text;
using strata::test::temporary_folder;

namespace reporting {

struct image_net : net<input<1, 6, 6>, conv<3, 3>, relu, max_pool<2>, flatten, dense<3>> {};
struct vector_net : net<input<4>, dense<5>, relu, dense<1>> {};

labelled_images stripes(std::size_t n) {
    xt::xtensor<float, 4> x({n, 1, 6, 6});
    xt::xtensor<int, 1> t(std::array<std::size_t, 1>{n});
    for (std::size_t i = 0; i < n; ++i) {
        t(i) = static_cast<int>(i % 3);
        for (std::size_t y = 0; y < 6; ++y)
            for (std::size_t k = 0; k < 6; ++k)
                x(i, 0, y, k) = std::sin(static_cast<float>((i % 3 + 1) * y + 3 * k + i / 3));
    }
    return {x, t, {"flat", "<steep>", "both & more"}};
}

std::size_t count(const std::string& text, const std::string& words) {
    std::size_t n = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++n;
    return n;
}

TEST_CASE("the page of a run has all of its parts, and asks for nothing from elsewhere") {
    const temporary_folder folder;
    const labelled_images set = stripes(30);
    model<image_net> m{seed{1}};
    trainer t{m, softmax_loss{}, sgd{.rate = 1e-2}};
    html_report report{t, folder.path / "run.html", set, {.title = "Stripes <1>", .watch = {.every = 2}}};
    t.fit(set, {.epochs = 2, .batch = 10, .validation = set, .progress = nullptr, .callbacks = {report}});

    const std::string page = file_text(folder.path / "run.html");
    CHECK(page.starts_with("<!DOCTYPE html>"));
    CHECK(page.ends_with("</html>\n"));
    CHECK(contains(page, "<title>Stripes &lt;1&gt;</title>"));
    for (const char* part :
         {"Curves", "Outputs of the layers", "Gradients of the outputs", "Classes", "Network"})
        CHECK(contains(page, "<h2>" + std::string(part) + "</h2>"));
    for (const char* drawn :
         {">Loss</text>", ">accuracy</text>", ">Learning rate</text>", ">0.weight</text>"})
        CHECK(contains(page, drawn));
    CHECK(contains(page, "&lt;steep&gt;"));
    CHECK(contains(page, "<td>conv&lt;3, 3&gt;</td>"));
    CHECK(contains(page, "both &amp; more"));
    CHECK(count(page, "<svg") == count(page, "</svg>"));
    CHECK(count(page, "<figure>") ==
          static_cast<std::size_t>(std::lround((1 - evaluate(m, set).accuracy) * 30)));

    // the only address is the name of SVG's language
    CHECK(count(page, "http") == count(page, "http://www.w3.org/2000/svg"));
    CHECK_FALSE(contains(page, "<script"));
    CHECK_FALSE(contains(page, "<link"));
    CHECK(count(page, "src=\"") == count(page, "src=\"data:image/png;base64,"));
    CHECK(count(page, "href=\"") == count(page, "href=\"data:image/png;base64,"));
}

TEST_CASE("a run that is reported computes the same bits, and the same run is the same page") {
    const temporary_folder folder;
    const labelled_images set = stripes(30);
    std::vector<std::string> pages;
    std::vector<xt::xtensor<float, 2>> answers;
    for (int run = 0; run < 3; ++run) {
        model<image_net> m{seed{1}};
        trainer t{m, softmax_loss{}, adam{}};
        html_report report{t, folder.path / "run.html", set};
        fit_options options{.epochs = 2, .batch = 10, .progress = nullptr};
        if (run > 0) options.callbacks = {report};
        t.fit(set, options);
        answers.emplace_back(m.predict(set.images));
        if (run > 0) pages.push_back(file_text(folder.path / "run.html"));
    }
    CHECK(answers[0] == answers[1]);
    CHECK(pages[0] == pages[1]);
}

TEST_CASE("a network of vectors and a set that is left out have a page without classes") {
    const temporary_folder folder;
    xt::xtensor<float, 2> x({20, 4}), y({20, 1});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::sin(static_cast<float>(i * i % 89));
    for (std::size_t i = 0; i < 20; ++i) y(i, 0) = x(i, 0);
    model<vector_net> m{seed{1}};
    trainer t{m, mean_squared_loss{}, sgd{.rate = 1e-2}};
    html_report report{t, folder.path / "run.html"};
    t.fit(x, y, {.epochs = 2, .batch = 10, .progress = nullptr, .callbacks = {report}});
    const std::string page = file_text(folder.path / "run.html");
    CHECK_FALSE(contains(page, "<h2>Classes</h2>"));
    CHECK(contains(page, "<h2>Network</h2>"));
}

TEST_CASE("of a run that broke the page says where, once it is asked for") {
    const temporary_folder folder;
    const labelled_images set = stripes(30);
    model<image_net> m{seed{1}};
    trainer t{m, softmax_loss{}, sgd{}};
    html_report report{t, folder.path / "run.html", {.watch = {.every = 1}}};
    const auto breaks = on(training_event::before_step, [&](training_moment& now) {
        if (now.position.step == 2) m.parameter("4.bias")(0) = std::numeric_limits<float>::infinity();
    });
    CHECK_THROWS_AS(
        t.fit(set, {.epochs = 2, .batch = 10, .progress = nullptr, .callbacks = {breaks, report}}), error);
    report.write();
    CHECK(contains(file_text(folder.path / "run.html"), "comes out of layer 4 (dense&lt;3&gt;), at step 3"));
}

TEST_CASE("the worst mistakes are those of the largest loss") {
    const xt::xtensor<float, 2> scores{{3, 0, 0}, {0, 2, 0}, {0, 9, 0}, {1, 0, 0}};
    const auto worst = worst_mistakes(scores, xt::xtensor<int, 1>{0, 2, 0, 1}, 2);
    REQUIRE(worst.size() == 2);
    CHECK(worst[0].sample == 2);
    CHECK(worst[0].answer == 1);
    CHECK(worst[0].truth == 0);
    CHECK(worst[0].loss == doctest::Approx(std::log(std::exp(9.0) + 2)));
    CHECK(worst[0].confidence == doctest::Approx(std::exp(9.0) / (std::exp(9.0) + 2)));
    CHECK(worst[1].sample == 1);
    const evaluation e = evaluate_scores(scores, xt::xtensor<int, 1>{0, 2, 0, 1}, {"a", "b", "c"});
    const auto rows = class_rows(e);
    CHECK(rows[0] == std::vector<std::string>{"a", "2", "50.0 %", "50.0 %", "b (1)"});
    CHECK(rows[1] == std::vector<std::string>{"b", "1", "0.0 %", "0.0 %", "a (1)"});
    CHECK(rows[2] == std::vector<std::string>{"c", "1", "0.0 %", "", "b (1)"});
}

TEST_CASE("a curve of many steps has few points, each the mean of as many steps") {
    step_curve c(4);
    for (int i = 1; i <= 9; ++i) c.add(i, i);
    CHECK(c.steps() == std::vector<double>{4, 8, 9});
    CHECK(c.values() == std::vector<double>{2.5, 6.5, 9});
    CHECK(evenly_chosen(10, 4) == std::vector<std::size_t>{0, 3, 6, 9});
    CHECK(evenly_chosen(2, 4) == std::vector<std::size_t>{0, 1});
    CHECK(evenly_chosen(3, 1) == std::vector<std::size_t>{0});
}

}  // namespace reporting
