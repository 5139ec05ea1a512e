// SPDX-License-Identifier: MIT
#pragma once
/// An update rule with its arrays, over the segments of a model, and the stages before it.
#include <array>
#include <cstddef>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/model_link.hpp>
#include <strata/model/named_tensor.hpp>
#include <strata/optimizers/finite_gradient.hpp>
#include <strata/optimizers/segment_list.hpp>
#include <strata/optimizers/stage.hpp>
#include <strata/optimizers/update_rule.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer_slots.hpp>
#include <strata/training/parts_of_gradients.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Throws: a gradient of so many elements is not one of the learned parameters.
[[noreturn, gnu::cold]] inline void refuse_gradient(int64 wanted, int64 found) {
    throw_error({.problem = "the gradient does not have as many elements as the learned parameters",
                 .expected = std::to_string(wanted),
                 .found = std::to_string(found)});
}
/// Throws unless a rule can have this rate.
[[gnu::cold]] inline void require_rate(double rate, const char* what) {
    if (!is_finite(rate) || rate < 0)
        throw_error({.problem = std::string(what) + " cannot be negative",
                     .expected = "0 or more",
                     .found = std::to_string(rate)});
}
/// Throws: a step ended in an error when some parameters had moved.
[[noreturn, gnu::cold]] inline void refuse_half_a_step() {
    throw_error({.problem = "the last step moved some of the parameters and then threw",
                 .advice = "Load a checkpoint to go on from"});
}

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// How far an optimizer has come: what a checkpoint keeps of it beside its arrays and the numbers of its
/// rule.
struct optimizer_counts {
    int64 steps = 0;            ///< updates
    int64 backward_passes = 0;  ///< gradients that were handed over; more than steps where a stage waits
};

/// Moves the parameters of a model by their gradients: stages in their order, then the rule.
///
///     optimizer o{m, adam{.rate = 1e-3}, accumulate{.batches = 4}, clip_by_norm{.most = 1}};
///     o.select("*.bias").decay(0);
///     bool moved = o.update(gradient);
///
/// A gradient is laid out as `m.learned()`; what stages make of it is left there. The model has to outlive
/// it. One caller at a time; with several threads the same bits. Throws where the rate is negative or no
/// number, where what comes of the stages is no finite number, and what stages throw: parameters, arrays and
/// counts are then as they were.
template <class Model, class Rule, class... Stages>
class STRATA_TAGGED optimizer {
    static_assert(missing_in_rule<Rule> != rule_part::rate, "an update rule has a number `rate`");
    static_assert(missing_in_rule<Rule> != rule_part::slot_names,
                  "an update rule names its arrays: static constexpr std::array<const char*, 1> "
                  "slot_names{\"velocity\"}");
    static_assert(missing_in_rule<Rule> != rule_part::update,
                  "an update rule has template <class T> void update(const update_args<T>&) const");
    static_assert(((missing_in_stage<Stages> != stage_part::slot_names) && ...),
                  "a stage names its arrays: static constexpr std::array<const char*, 0> slot_names{}");
    static_assert(((missing_in_stage<Stages> != stage_part::settings) && ...),
                  "a stage says its numbers: template <class Visit> void settings(Visit&& visit)");
    static_assert(((missing_in_stage<Stages> != stage_part::apply) && ...),
                  "a stage has template <class T> bool apply(const stage_args<T>&)");

    /// Arrays of the rule and of the stages in order, as numbers of the first of each.
    static constexpr std::array<std::size_t, sizeof...(Stages) + 2> first_slot = [] {
        std::array<std::size_t, sizeof...(Stages) + 2> first{};
        std::size_t k = 0;
        for (const std::size_t count : {Rule::slot_names.size(), Stages::slot_names.size()...})
            first[k + 1] = first[k] + count, ++k;
        return first;
    }();

public:
    optimizer(optimizer&&) = default;
    optimizer& operator=(optimizer&&) = default;
    [[gnu::cold]] ~optimizer() = default;

    using T = typename Model::value_type;
    using rule_type = Rule;
    using stage_types = std::tuple<Stages...>;
    static constexpr std::size_t slot_count = first_slot.back();
    /// Whether gradients come in parts, while backward goes on: see `update_in_backward`.
    static constexpr bool in_parts = (WorksInBackward<Stages> || ...);
    static_assert(
        sizeof(decltype(refuse<std::conditional_t<in_parts, parts_decision<Rule, Stages...>, types<>>>())) >
        0);

    [[gnu::cold]] explicit optimizer(Model& m, Rule rule, Stages... stages)
        : model_(m),
          rule_(rule),
          first_rule_(rule),
          stages_(stages...),
          segments_(m.parameters()),
          slots_(m.learned().size(), slot_count) {
        if constexpr (in_parts) segments_of_part_ = segments_of_part(segments_.all());
        require_rate(double(rule.rate), "a rate of learning");
        check_settings(rule_);
        std::apply([](const auto&... each) { (check_settings(each), ...); }, stages_);
    }

    /// Hands the gradient of a backward pass to the stages, and what they make of it to the rule, at the rate
    /// of the rule times `rate_factor`. Whether the parameters moved: they do not where a stage waits for
    /// more.
    bool update(T* gradient) {
        static_assert(!in_parts, "update_in_backward: hand the run over, `o.update_in(run)`");
        const flush_denormals flushed;
        const auto alone = model_.get().caller().enter("model");
        const bool moves = update_part({0, model_.get().learned().size(), gradient}, segments_.all(), false);
        count(moves);
        return moves;
    }
    /// The same; throws where it does not have as many elements as the learned parameters.
    bool update(buffer<T>& gradient) {
        const int64 size = model_.get().learned().size();
        if (gradient.size() != size) refuse_gradient(size, gradient.size());
        return update(gradient.data());
    }

    /// Backward of a run whose gradients take turns, `of_parameters_in_turn`, each of which goes through the
    /// stages to the rule. Whether the parameters moved. Throws also what `backward` throws, and where the
    /// last call threw when some had moved, unless somebody has called `resume_from`.
    template <class Run>
    bool update_in(Run& r) requires in_parts {
        struct each_part final : gradient_receiver<T> {
            explicit each_part(optimizer& o) : of(o) {}
            void take(const whole_gradients<T>& part) override {
                moves = of.update_part(
                    part, of.segments_of_part_.of(of.segments_.all(), part.first, part.size), of.half_done_);
                of.half_done_ = true;
            }
            optimizer& of;
            bool moves = false;
        } parts(*this);
        require_whole();
        r.backward(parts);
        if (!half_done_) parts.take({0, 0, nullptr});  // there is nothing to learn
        half_done_ = false;
        count(parts.moves);
        return parts.moves;
    }

    /// What a schedule multiplies the rule's rate by, from the next update on. Throws where it is negative or
    /// no number.
    void rate_factor(double factor) {
        require_rate(factor, "a factor of the rate of learning");
        rate_factor_ = factor;
    }
    [[nodiscard]] double rate_factor() const { return rate_factor_; }

    /// Segments by name ("*.bias") or kind, to set their factors of rate and decay or to freeze them: see
    /// `segment_list`.
    [[nodiscard]] segment_selection select(std::string_view pattern) { return segments_.select(pattern); }
    [[nodiscard]] segment_selection select(parameter_kind kind) { return segments_.select(kind); }
    template <class Chosen>
    [[nodiscard]] segment_selection select_if(Chosen&& chosen) {
        return segments_.select_if(chosen);
    }
    [[nodiscard]] const segment_list& segments() const { return segments_; }

    [[nodiscard]] Rule& rule() { return rule_; }
    [[nodiscard]] const Rule& rule() const { return rule_; }
    /// The rule as it was handed over, before a schedule changed it.
    [[nodiscard]] const Rule& first_rule() const { return first_rule_; }
    [[nodiscard]] stage_types& stages() { return stages_; }
    [[nodiscard]] const stage_types& stages() const { return stages_; }

    /// Array number s, the rule's first and then the stages' in their order, as views named as the
    /// parameters.
    [[nodiscard]] std::vector<named_tensor<T>> slot(std::size_t s) {
        return model_.get().views_of(slots_.pointers()[s]);
    }
    /// The same, flat.
    [[nodiscard]] const T* numbers_of_slot(std::size_t s) const { return slots_.pointers()[s]; }
    /// The names of all arrays, "first_moment" or "accumulate.sum"; where there are equal ones, the second is
    /// "accumulate.sum.2".
    [[nodiscard, gnu::cold]] static std::vector<std::string> slot_names() {
        return distinct_names({{Rule::slot_names.begin(), Rule::slot_names.end()},
                               {Stages::slot_names.begin(), Stages::slot_names.end()}...});
    }

    [[nodiscard]] const Model& of_model() const { return model_.get(); }
    /// How many times the parameters moved.
    [[nodiscard]] int64 steps() const { return counts_.steps; }
    /// Throws where a step has moved some parameters and not all.
    [[nodiscard]] optimizer_counts counts() const {
        require_whole();
        return counts_;
    }
    /// Puts the counts where a checkpoint was taken. Arrays, numbers of the rule and factors of segments are
    /// set by the caller.
    void resume_from(optimizer_counts counts) {
        counts_ = counts;
        half_done_ = false;
    }

private:
    /// The stages and the rule over some parameters, or all. others_moved: whether others have, in this step.
    bool update_part(const whole_gradients<T>& of, std::span<const segment> segments, bool others_moved) {
        Model& m = model_.get();
        std::array<T*, slot_count + 1> slot{};
        for (std::size_t s = 0; s < slot_count; ++s) slot[s] = slots_.pointers()[s] + of.first;
        T* const w = m.learned().data() + of.first;
        const int64 step = counts_.steps + 1;
        const bool moves = [&]<std::size_t... K>(std::index_sequence<K...>) {
            return (std::get<K>(stages_).apply(stage_args<T>{of.g, slot.data() + first_slot[K + 1], of.size,
                                                             counts_.backward_passes + 1, segments,
                                                             m.threads(), w}) &&
                    ...);
        }
        (std::index_sequence_for<Stages...>{});
        if (!moves) return false;
        require_finite_gradient<T>(of.g, of.size, segments, m.threads(), step, others_moved);
        rule_.update(update_args<T>{w, of.g, slot.data(), of.size, step, double(rule_.rate) * rate_factor_,
                                    m.threads(), segments});
        return true;
    }
    void count(bool moves) { counts_ = {counts_.steps + moves, counts_.backward_passes + 1}; }
    void require_whole() const {
        if (half_done_) refuse_half_a_step();
    }
    template <class Part>
    static void check_settings(const Part& part) {
        if constexpr (requires { part.check_settings(); }) part.check_settings();
    }

    model_link<Model> model_;
    Rule rule_, first_rule_;
    stage_types stages_;
    segment_list segments_;
    optimizer_slots<T> slots_;
    segments_of_part segments_of_part_;
    double rate_factor_ = 1;
    optimizer_counts counts_;
    bool half_done_ = false;
};

}  // namespace strata
