// SPDX-License-Identifier: MIT
#pragma once
/// One page on a run, to be read in any browser and handed on as it is.
#include <filesystem>
#include <memory>
#include <strata/graph/summary.hpp>
#include <strata/io/atomic_file.hpp>
#include <strata/report/class_results.hpp>
#include <strata/report/layer_drawings.hpp>
#include <strata/report/step_curve.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <strata/training/callbacks/layer_watch.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What may be chosen about a report.
struct html_report_options {
    std::string title = "A training run";
    layer_watch_options watch = {};
    layer_limits limits = {};
    std::size_t mistakes = 24;  ///< pictures of samples that were taken for another class, at most
};

namespace detail {
/// Whether a network answers with the class of an image.
template <class Net, class... Y>
constexpr bool classifies_images(types<Y...>) {
    if constexpr (sizeof...(Y) == 1 && input_ports<Net>::size == 1 && Net::input_shape::rank == 3)
        return ((Y::shape_type::rank == 1) && ...);
    else
        return false;
}

[[nodiscard]] inline std::vector<std::vector<std::string>> rows_of(const network_summary& s) {
    std::vector<std::vector<std::string>> rows{{"", "input", s.input, "", "", "", ""}};
    const auto unless_zero = [](int64 n) { return n > 0 ? with_commas(n) : std::string(); };
    for (const summary_row& r : s.rows)
        rows.push_back({r.path, r.layer, r.output, unless_zero(r.parameters), unless_zero(r.multiply_adds),
                        receptive_text(r), std::to_string(r.pass)});
    return rows;
}
[[nodiscard]] inline std::vector<std::vector<std::string>> rows_of(const std::vector<watched_layer>& layers,
                                                                   const layer_snapshot& s) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const layer_record& r = s.layers[i];
        if (!r.seen) continue;
        rows.push_back({layers[i].name, layers[i].layers, short_text(r.output.mean),
                        short_text(r.output.deviation), percent(r.output.zeros),
                        layers[i].rectified ? percent(r.dead) : "",
                        layers[i].bounded ? percent(r.saturated) : "",
                        r.gradient.count > 0 ? short_text(r.gradient.norm) : ""});
    }
    return rows;
}
[[nodiscard]] inline std::vector<std::vector<std::string>> rows_of(const layer_snapshot& s) {
    std::vector<std::vector<std::string>> rows;
    for (const parameter_record& p : s.parameters)
        rows.push_back({p.name, short_text(p.norm), short_text(p.gradient), short_text(p.update),
                        p.norm > 0 ? short_text(p.ratio()) : ""});
    return rows;
}
}  // namespace detail

/// Gathers as training goes, and writes an HTML file after each epoch, whole or not at all, which needs
/// nothing from elsewhere: what seems wrong, in sentences; the curves of loss, metrics and rate; ratios of
/// updates to weights; how outputs and gradients of each layer spread over the steps; the classes and the
/// worst mistakes on a set; the network's table.
///
///     html_report report{t, "run.html", data.test, {.title = "LeNet on Fashion-MNIST"}};
///     t.fit(data.train, {.epochs = 5, .validation = data.test, .callbacks = {half_cosine, report}});
///
/// Let it be the last in the list but for checkpoints, so that it sees the rate that schedules have made. The
/// set, which may be left out, is looked at when `fit` ends; one that has a name is referred to. Where `fit`
/// throws, `write()` writes what was seen until then. Copies share what they have gathered; the trainer has
/// to outlive it. Throws where the file cannot be written.
template <class Trainer>
class html_report {
    using Net = typename Trainer::network_type;
    static constexpr bool classifies = detail::classifies_images<Net>(output_values<Net>{});

public:
    html_report(Trainer& t, std::filesystem::path path, html_report_options options = {})
        : html_report(t, std::move(path), std::shared_ptr<const labelled_images>(), std::move(options)) {}
    html_report(Trainer& t, std::filesystem::path path, const labelled_images& set,
                html_report_options options = {})
        : html_report(t, std::move(path),
                      std::shared_ptr<const labelled_images>(std::shared_ptr<int>(), &set),
                      std::move(options)) {}
    html_report(Trainer& t, std::filesystem::path path, labelled_images&& set,
                html_report_options options = {})
        : html_report(t, std::move(path), std::make_shared<const labelled_images>(std::move(set)),
                      std::move(options)) {}

    void operator()(training_moment& now) {
        gathered& g = *gathered_;
        if (now.event == training_event::before_step)
            g.loss_before = now.position.loss_sum, g.sample_before = now.position.sample;
        g.watch(now);
        if (now.event == training_event::after_step) {
            const auto n = static_cast<double>(now.position.sample - g.sample_before);
            g.loss.add(now.position.step, (now.position.loss_sum - g.loss_before) / n);
            g.rate.add(now.position.step, double(g.trained.rule().rate) * g.trained.updates().rate_factor());
        }
        if (now.event == training_event::after_epoch) {
            g.ends_of_epochs.push_back(static_cast<double>(now.position.step));
            write(false);
        }
        if (now.event == training_event::end) write();
    }

    /// Writes the file as the run stands; `with_classes`: the set is looked at too.
    void write(bool with_classes = true) const {
        const std::string text = page(with_classes);
        write_file_atomically(gathered_->path, [&](atomic_file& file) { file.write(text); });
    }
    [[nodiscard]] const layer_watch<Trainer>& watch() const { return gathered_->watch; }
    /// What seems wrong, in sentences.
    [[nodiscard]] std::vector<std::string> problems() const {
        return gathered_->watch.problems(gathered_->options.limits);
    }

private:
    struct gathered {
        Trainer& trained;
        std::filesystem::path path;
        std::shared_ptr<const labelled_images> set;
        html_report_options options;
        layer_watch<Trainer> watch;
        step_curve loss, rate;
        std::vector<double> ends_of_epochs;
        double loss_before = 0;
        int64 sample_before = 0;
    };
    static constexpr plot_options small_plot{.width = 560, .height = 340};

    html_report(Trainer& t, std::filesystem::path path, std::shared_ptr<const labelled_images> set,
                html_report_options options)
        : gathered_(std::make_shared<gathered>(gathered{t,
                                                        std::move(path),
                                                        std::move(set),
                                                        options,
                                                        layer_watch<Trainer>{t, options.watch},
                                                        step_curve(),
                                                        step_curve(),
                                                        {}})) {}

    [[nodiscard]] std::string page(bool with_classes) const {
        const gathered& g = *gathered_;
        html_page page(g.options.title);
        page.figures(figures());
        add_problems(page);
        page.heading("Curves");
        page.drawings(curves());
        add_layers(page);
        if constexpr (classifies)
            if (with_classes && g.set) {
                const model<Net, typename Trainer::T>& m = g.trained.trained_model();
                add_class_results(page, m.predict(g.set->images), *g.set, g.options.mistakes);
            }
        page.heading("Network");
        const network_summary table = summary<Net, typename Trainer::T>();
        page.paragraph(with_commas(table.parameters) + " parameters, " + with_commas(table.multiply_adds) +
                       " multiply-adds a sample.");
        page.table({"place", "layer", "output", "parameters", "multiply-adds", "receptive field", "pass"},
                   detail::rows_of(table), 3);
        return page.text();
    }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> figures() const {
        const gathered& g = *gathered_;
        std::vector<std::pair<std::string, std::string>> all{
            {"epochs", std::to_string(g.trained.history().size())},
            {"steps", with_commas(g.trained.position().step)},
            {"parameters", with_commas(Net::parameters)}};
        if (g.trained.history().empty()) return all;
        const epoch_record& last = g.trained.history().back();
        const auto add = [&](const std::string& name, double value) {
            const bool share = name.find("accuracy") != std::string::npos;
            all.emplace_back(name, share ? detail::percent_text(value) : detail::short_text(value));
        };
        add("loss", last.loss);
        for (const figure& f : last.metrics) add(f.name, f.value);
        if (last.validation_metrics.empty()) return all;
        add("validation loss", last.validation_loss);
        for (const figure& f : last.validation_metrics) add("validation " + f.name, f.value);
        return all;
    }
    void add_problems(html_page& page) const {
        const std::vector<std::string> told = problems();
        std::string html = told.empty() ? "<ul class=\"told well\">" : "<ul class=\"told\">";
        for (const std::string& problem : told) html += "<li>" + escaped(problem) + "</li>";
        if (told.empty())
            html +=
                "<li>Of dead and saturated units, gradients that vanish or explode, and updates that are "
                "too small or too large, none was seen.</li>";
        page.html(html + "</ul>\n");
    }
    [[nodiscard]] std::vector<drawing> curves() const {
        const gathered& g = *gathered_;
        const std::vector<epoch_record>& history = g.trained.history();
        // epochs of an earlier program are not among those whose ends were seen
        const std::size_t seen = std::min(history.size(), g.ends_of_epochs.size());
        const std::size_t first = history.size() - seen;
        curve loss{"training", g.loss.steps(), g.loss.values()}, validation{"validation", {}, {}};
        std::vector<curve> metric, of_validation;
        for (std::size_t e = first; e < history.size(); ++e) {
            const double x = g.ends_of_epochs[g.ends_of_epochs.size() - history.size() + e];
            const auto add = [&](std::vector<curve>& to, const std::vector<figure>& figures,
                                 const char* label) {
                to.resize(figures.size());
                for (std::size_t k = 0; k < figures.size(); ++k)
                    to[k].label = label, to[k].x.push_back(x), to[k].y.push_back(figures[k].value);
            };
            add(metric, history[e].metrics, "training");
            add(of_validation, history[e].validation_metrics, "validation");
            if (!history[e].validation_metrics.empty())
                validation.x.push_back(x), validation.y.push_back(history[e].validation_loss);
        }
        std::vector<curve> losses{loss};
        if (!validation.x.empty()) losses.push_back(validation);
        std::vector<drawing> all{plot_drawing("Loss", "step", "", losses, small_plot)};
        for (std::size_t k = 0; k < metric.size(); ++k) {
            std::vector<curve> both{metric[k]};
            if (k < of_validation.size()) both.push_back(of_validation[k]);
            all.push_back(plot_drawing(history.back().metrics[k].name, "step", "", both, small_plot));
        }
        all.push_back(
            plot_drawing("Learning rate", "step", "", {{"", g.rate.steps(), g.rate.values()}}, small_plot));
        return all;
    }
    void add_layers(html_page& page) const {
        const gathered& g = *gathered_;
        const auto& layers = g.watch.layers();
        const auto& seen = g.watch.snapshots();
        if (seen.empty()) return;
        page.drawings(
            {ratio_drawing(seen, g.options.limits, small_plot), gradient_drawing(layers, seen, small_plot)});
        page.heading("Outputs of the layers");
        page.paragraph("How the numbers spread, over the steps: the darker, the more of them.");
        page.drawings(spread_strips(layers, seen, &layer_record::output));
        page.heading("Gradients of the outputs");
        page.drawings(spread_strips(layers, seen, &layer_record::gradient));
        page.heading("Step " + std::to_string(seen.back().step));
        page.table({"place", "layers", "mean", "deviation", "zeros", "dead units", "saturated", "gradient"},
                   detail::rows_of(layers, seen.back()), 2);
        page.table({"parameter", "length", "gradient", "update", "update / length"},
                   detail::rows_of(seen.back()));
    }

    std::shared_ptr<gathered> gathered_;
};

}  // namespace strata::inline STRATA_TARGET
