// SPDX-License-Identifier: MIT
#pragma once
/// The loss of a network over a whole set as a function of its parameters, to be gone down by methods that
/// look at all of it at once.
#include <algorithm>
#include <span>
#include <strata/data/any_set.hpp>
#include <strata/data/loader.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/network_run.hpp>
#include <strata/optimizers/second_order/minimum.hpp>
#include <strata/target.hpp>
#include <strata/training/checked_targets.hpp>
#include <strata/training/losses_of_run.hpp>
#include <strata/training/parts_of_training.hpp>
#include <utility>
#include <vector>

namespace strata {

/// How a whole set is gone through.
struct STRATA_TAGGED whole_set_options {
    int portion = 256;  ///< samples that are in memory at once; sums are cut by it
    int workers = 1;    ///< threads that read the next ones meanwhile
    double l2 = 0;      ///< a price of l2 sum w^2, of weights and tables; biases and scales pay nothing
};

/// L(w) + l2 sum w^2 over all samples of a set, and its gradient.
///
///     whole_loss f{m, softmax_loss{}, train};
///     std::vector<float> w = f.parameters();
///     const double loss = f(w, gradient);
///
///     w, gradient: what the model learns, one parameter behind the other, without gaps, in the order of memory
///
/// Layers answer, so that the function is the same each time: dropout lets all through, and a `batch_norm`
/// takes what it has measured. A call leaves w in the model. Portions are added up in double, in order: the
/// number of threads changes no bit. Throws as a step of a trainer does where a sample or a target cannot
/// be, where there is none, and where the loss looks at all samples at once and they are more than a portion.
/// A loss that is no finite number is returned as it is, with a gradient of zeros.
template <class Model, class Loss>
class STRATA_TAGGED whole_loss {
    using Net = typename Model::network_type;
    static_assert(sizeof(decltype(refuse<pairing<Net, Loss, sgd>>())) > 0);
    using parts = parts_of_training<Model, Loss, sgd, metric_list<>>;
    using Losses = typename parts::losses_type;

public:
    using T = typename Model::value_type;

    /// A set that has a name is referred to, a temporary is kept.
    template <class Set>
    requires DataSet<std::remove_cvref_t<Set>>
    [[gnu::cold]] whole_loss(Model& m, const Loss& loss, Set&& set, const whole_set_options& how = {})
        : losses_(parts::losses(loss)),
          how_(how),
          set_(std::forward<Set>(set)),
          portion_(checked_portion(set_.size(), how)),
          run_(m),
          memory_(layout_of_samples(input_ports<Net>{}, typename parts::targets_type{})),
          batches_(set_, memory_.layout(), portion_,
                   {.random = m.random_seed(),
                    .workers = set_.has_one_reader() ? std::min(how.workers, 1) : how.workers}) {
        run_.reserve(portion_);
        memory_.reserve(portion_);
        for (int k = 0; k < input_ports<Net>::size; ++k) inputs_.push_back(run_.input_data(k));
        for (const parameter_facts& f : m.parameters())
            if (f.learned && !f.repeats)
                places_.push_back({f.offset, f.size,
                                   f.kind == parameter_kind::weight || f.kind == parameter_kind::embedding});
        for (const place& p : places_) size_ += p.size;
        sums_.resize(static_cast<std::size_t>(m.learned().size()));
    }

    /// How many numbers w has.
    [[nodiscard]] int64 size() const { return size_; }
    /// Those of the model.
    [[nodiscard]] std::vector<T> parameters() const {
        std::vector<T> w;
        for (const place& p : places_) {
            const T* const from = run_.of_model().learned().data() + p.offset;
            w.insert(w.end(), from, from + p.size);
        }
        return w;
    }
    /// Puts w into the model.
    void put(std::span<const T> w) {
        const T* from = w.data();
        for (const place& p : places_) {
            std::copy_n(from, p.size, run_.of_model().learned().data() + p.offset);
            from += p.size;
        }
    }

    double operator()(std::span<const T> w, std::span<T> gradient) {
        const flush_denormals flushed;
        if (static_cast<int64>(w.size()) != size_ || gradient.size() != w.size())
            throw_error({.problem = "there are not as many numbers as the model learns",
                         .expected = std::to_string(size_),
                         .found = std::to_string(w.size())});
        {
            const auto alone = run_.of_model().caller().enter("model");
            put(w);
        }
        std::fill(gradient.begin(), gradient.end(), T(0));
        std::fill(sums_.begin(), sums_.end(), 0.0);
        double loss = 0, weight = 0;
        batches_.begin_epoch(in_order{}, 0);
        while (batches_.left() > 0) {
            const double of_portion = add_portion(loss);
            if (!is_finite(loss)) return loss;
            weight += of_portion;
        }
        return finish(w, gradient, loss, weight);
    }

private:
    struct place {
        int64 offset, size;
        bool pays;
    };

    template <class... L>
    static constexpr bool across_samples(const joint_loss<L...>*) {
        return (is_across_samples<L> || ...);
    }
    static int checked_portion(int64 n, const whole_set_options& how) {
        if (n < 1) throw_error({.problem = "there are no samples"});
        if (how.portion < 1)
            throw_error(
                {.problem = "a portion has one sample at least", .found = std::to_string(how.portion)});
        if (!is_finite(how.l2) || how.l2 < 0)
            throw_error({.problem = "a price of large parameters cannot be negative",
                         .name = "l2",
                         .found = std::to_string(how.l2)});
        if (across_samples(static_cast<const Losses*>(nullptr)) && n > how.portion)
            throw_error({.problem = "the loss looks at all samples at once",
                         .expected = "a portion of " + std::to_string(n),
                         .found = std::to_string(how.portion)});
        return static_cast<int>(std::min<int64>(n, how.portion));
    }

    /// The next samples: adds up their losses, and the gradients where these are finite; what they weigh.
    double add_portion(double& loss) {
        Model& m = run_.of_model();
        const auto& batch = batches_.next(static_cast<int>(std::min<int64>(portion_, batches_.left())));
        memory_.take(batch, inputs_.data(), "sample", m.threads());
        check_numbers_of_heads<output_values<Net>>(losses_, batch.count(), memory_);
        run_.forward_in_place(batch.count());
        const double weight = memory_.weights().empty() ? batch.count() : sum_of_weights(memory_.weights());
        metric_list<> none;
        loss += weight * over_.apply(losses_, none, run_, memory_, m.threads());
        if (!is_finite(loss)) return weight;
        run_.backward();
        const T* const g = run_.gradients().data();
        for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += weight * static_cast<double>(g[i]);
        return weight;
    }
    double finish(std::span<const T> w, std::span<T> gradient, double loss, double weight) const {
        double price = 0;
        std::size_t i = 0;
        for (const place& p : places_)
            for (int64 k = 0; k < p.size; ++k, ++i) {
                const auto number = static_cast<double>(w[i]), rate = p.pays ? how_.l2 : 0;
                price += rate * number * number;
                gradient[i] = static_cast<T>(sums_[static_cast<std::size_t>(p.offset + k)] / weight +
                                             2 * rate * number);
            }
        return loss / weight + price;
    }

    Losses losses_;
    whole_set_options how_;
    any_set set_;
    int portion_;
    network_run<Model, phase<answering, of_parameters>> run_;
    batch_memory<T> memory_;
    loader<T> batches_;
    losses_of_run<Net, Losses, metric_list<>, T> over_;
    std::vector<T*> inputs_;
    std::vector<place> places_;
    std::vector<double> sums_;
    int64 size_ = 0;
};
template <class Model, class Loss, class... More>
whole_loss(Model&, Loss, const More&...) -> whole_loss<Model, Loss>;

/// Makes the loss of a model over a whole set small, by `lbfgs`, `bfgs` or `newton`.
///
///     const descent_report r = minimize(m, softmax_loss{}, train, lbfgs{.until = {.iterations = 50}}, {.l2 = 1e-4});
///
/// The model has the parameters of the last good step, also where something throws: see `whole_loss` and
/// `lbfgs`.
template <class Model, class Loss, DataSet Set, class Method, class Progress = no_progress>
descent_report minimize(Model& m, const Loss& loss, const Set& set, const Method& method,
                        const whole_set_options& how = {}, Progress progress = {}) {
    whole_loss<Model, Loss> f(m, loss, set, how);
    std::vector<typename Model::value_type> w = f.parameters();
    struct leave_last {
        ~leave_last() { of.put(w); }
        whole_loss<Model, Loss>& of;
        std::vector<typename Model::value_type>& w;
    } last{f, w};
    return method.minimize(f, w, std::move(progress));
}

}  // namespace strata
