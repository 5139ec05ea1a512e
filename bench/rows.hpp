// SPDX-License-Identifier: MIT
#pragma once
/// How a loss, an update rule and a stage become a row: over arrays, with no network around them.
#include <memory>
#include <strata/strata.hpp>
#include <vector>

#include "arrays.hpp"
#include "random_numbers.hpp"
#include "workload.hpp"

namespace strata::bench {

/// Labels go from 0 to classes - 1.
template <class L, class Y>
constexpr int classes = channels<Y>;
template <int Levels, class Y>
constexpr int classes<level_softmax_loss<Levels>, Y> = Levels;

/// Targets of a loss over n answers of shape Y: labels in turn, numbers in [0, 1).
template <class L, class Y, class Targets = target_of<L, Y>>
struct targets_of;
template <class L, class Y, class... Target>
struct targets_of<L, Y, several_targets<Target...>> {
    explicit targets_of([[maybe_unused]] int n) { (add<Target>(n), ...); }

    template <class T>
    void add(int n) {
        const long size = n * T::shape_type::size;
        if constexpr (std::is_same_v<typename T::element, class_numbers>) {
            labels.emplace_back(size);
            for (long i = 0; i < size; ++i) labels.back().data()[i] = static_cast<int>(i * 7 % classes<L, Y>);
            views.push_back({.classes = labels.back().data()});
        } else {
            numbers.emplace_back(size);
            fill_random(numbers.back().data(), size, 5);
            for (long i = 0; i < size; ++i) numbers.back().data()[i] = (numbers.back().data()[i] + 1) / 2;
            views.push_back({.numbers = numbers.back().data()});
        }
        bytes += size * long(sizeof(float));
    }

    std::vector<buffer<int>> labels;
    std::vector<buffer<float>> numbers;
    std::vector<target_view<float>> views;
    long bytes = 0;
};

/// The loss of a batch and its gradient.
template <class Y, class L>
workload loss_row(std::string name, int batch, L loss) {
    const auto prepare = [=](int threads) -> run {
        struct state {
            explicit state(int n) : y(n * Y::size), dy(n * Y::size), t(n) {
                fill_random(y.data(), y.size(), 1);
            }
            buffer<float> y, dy;
            targets_of<L, Y> t;
        };
        const auto s = std::make_shared<state>(batch);
        const auto once = [=] {
            // every apply reads its answers and targets and leaves the gradient in dy
            static_cast<void>(loss.template apply<Y>(
                loss_args<float>{batch, threads, s->y.data(), s->dy.data(), s->t.views.data()}));
        };
        const long bytes = array_bytes(2, batch * Y::size) + s->t.bytes;
        return {once, bytes, bytes, bytes, bytes};
    };
    return {std::move(name), 0, prepare};
}

/// A matrix of parameters, its gradient, and the arrays of a rule or a stage.
template <class Of>
struct moved_matrix {
    explicit moved_matrix(int rows, int columns) : n(long{rows} * columns), w(n), g(n), segments(1) {
        for (std::size_t s = 0; s < Of::slot_names.size(); ++s) slot.emplace_back(n);
        for (buffer<float>& s : slot) slots.push_back(s.data());
        slots.push_back(nullptr);
        fill_random(w.data(), n, 1);
        fill_random(g.data(), n, 2);
        segments[0].extents = {rows, columns};
        segments[0].size = n;
    }
    long n, steps = 0;
    buffer<float> w, g;
    std::vector<buffer<float>> slot;
    std::vector<float*> slots;
    std::vector<segment> segments;
};

template <class Of, class Step>
workload row_of_matrix(std::string name, int rows, int columns, int moved, Step step) {
    const long n = long{rows} * columns, held = array_bytes(2 + int(Of::slot_names.size()), n),
               bytes = array_bytes(moved, n);
    return {std::move(name), 0, [=](int threads) -> run {
                const auto of = std::make_shared<moved_matrix<Of>>(rows, columns);
                return {[=] { step(*of, threads); }, held, bytes, held, bytes};
            }};
}

/// A step of a rule over rows x columns parameters; `moved` is how many arrays it reads and writes.
template <class Rule>
workload rule_row(std::string name, Rule rule, int rows, int columns, int moved) {
    rule.rate = 1e-6;  // so small that the parameters stay finite however many steps are timed
    return row_of_matrix<Rule>(
        std::move(name), rows, columns, moved, [rule](moved_matrix<Rule>& of, int threads) {
            rule.update(update_args<float>{of.w.data(), of.g.data(), of.slots.data(), of.n, ++of.steps,
                                           rule.rate, threads, of.segments});
        });
}

/// What a stage does to the gradients before a step.
template <class Stage>
workload stage_row(std::string name, Stage stage, int rows, int columns, int moved) {
    return row_of_matrix<Stage>(
        std::move(name), rows, columns, moved, [stage](moved_matrix<Stage>& of, int threads) {
            stage.apply(stage_args<float>{of.g.data(), of.slots.data(), of.n, ++of.steps, of.segments,
                                          threads, of.w.data()});
        });
}

}  // namespace strata::bench
