// SPDX-License-Identifier: MIT
#pragma once
/// The loop: batches in, gradients back, one sweep of the update rule.
#include <strata/data/array_set.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/one_caller.hpp>
#include <strata/target.hpp>
#include <strata/training/epoch_loop.hpp>
#include <strata/training/fit_checks.hpp>
#include <strata/training/optimizer.hpp>
#include <strata/training/parts_of_training.hpp>
#include <strata/training/ready_arrays.hpp>
#include <strata/training/trainer_calls.hpp>
#include <strata/training/training_step.hpp>
#include <tuple>

namespace strata {

/// Trains a model with a loss and an update rule.
///
///     trainer t{m, softmax_loss{}, adam{.rate = 1e-3}};
///     t.fit(train, {.epochs = 5, .batch = 64, .validation = test});
///
/// Behind the rule may stand metrics, in place of those of the loss, and stages between backward and update:
///
///     trainer t{m, mean_squared_loss{}, adam{}, metric_list{r_squared{}}, clip_by_norm{.most = 1}};
///
/// `fit` and `step` can be called as `trainer_calls` says. A batch goes through a `training_step`, batches
/// through an `epoch_loop`, and what is kept of them is a `training_run`. Every batch is trained on, the last
/// one of an epoch with what is left. The same seed gives the same bits with any number of
/// threads and with any floating-point settings of the caller: a step runs with denormal numbers flushed.
/// Throws where the loss is no finite number, and names the layer and the step, and where another thread is
/// inside of this trainer or of an answer of its model. After an exception the parameters are those before
/// that step, with one exception that `update_in_backward` tells of. The model is referred to, and found
/// where it has been moved to.
template <class Model, class GivenLoss, class GivenRule,
          class GivenMetrics = typename metrics_of_loss<GivenLoss>::type, class... Stages>
class STRATA_TAGGED trainer
    : public trainer_calls<trainer<Model, GivenLoss, GivenRule, GivenMetrics, Stages...>,
                           parts_of_training<Model, GivenLoss, GivenRule, GivenMetrics>> {
    using Net = typename Model::network_type;
    static_assert(sizeof(decltype(refuse<pairing<Net, GivenLoss, GivenRule>>())) > 0);
    using parts = parts_of_training<Model, GivenLoss, GivenRule, GivenMetrics>;
    using calls = trainer_calls<trainer, parts>;
    using Losses = typename parts::losses_type;
    friend calls;
    /// What is said of a state and a batch behind it.
    template <class State, class E, class... Given>
    static constexpr auto mistake_from() {
        using of_state = state_decision<State, a_run, Net, typename Model::value_type>;
        if constexpr (is_shape_error<of_state>)
            return of_state{};
        else if constexpr (DataSet<E> && sizeof...(Given) == 0)
            return typename calls::asked::template of_set<E>{};
        else
            return typename calls::asked::template of_arrays<E, Given...>{};
    }
    template <class State, class E, class... Given>
    using from_decision = decltype(mistake_from<State, E, Given...>());

public:
    using network_type = Net;
    using loss_type = typename parts::loss_type;
    using rule_type = typename parts::rule_type;
    using metrics_type = typename parts::metrics_type;
    using T = typename Model::value_type;
    using S = typename Net::input_shape;
    using optimizer_type = optimizer<Model, rule_type, Stages...>;
    using run_type = typename training_step<Model, Losses, metrics_type, optimizer_type>::run_type;
    using typename calls::asked;

    trainer(trainer&&) = default;
    trainer& operator=(trainer&&) = default;
    [[gnu::cold]] ~trainer() = default;
    trainer(Model& m, GivenLoss loss, GivenRule rule) requires(sizeof...(Stages) == 0)
        : trainer(m, loss, rule, GivenMetrics{}) {}
    [[gnu::cold]] trainer(Model& m, GivenLoss loss, GivenRule rule, GivenMetrics, Stages... stages)
        : step_(m, parts::losses(loss), parts::rule(rule), stages...) {}
    trainer(Model& m, GivenLoss loss, GivenRule rule, Stages... stages) requires(sizeof...(Stages) > 0)
        : trainer(m, loss, rule, GivenMetrics{}, stages...) {}

    /// `step` over a batch whose samples go on where state s is, which gets what is behind them: a sequence
    /// that is longer than the network's goes through it in chunks, and gradients stop where a chunk begins
    /// (truncated backpropagation; Williams and Peng, 1990). Behind the state are arrays, as for `step`, or a
    /// data set that is the batch. Throws also where s is of another number of samples; after an exception s
    /// too is as it was.
    template <class State, class E, class... Given>
    requires(is_state<State> &&
             !is_shape_error<from_decision<State, E, Given...>>) double step_from(State& s, const E& x,
                                                                                  const Given&... t) {
        return step_of_arrays(std::tie(s), x, t...);
    }
    template <class State, DataSet Set>
    requires(is_state<State> &&
             !is_shape_error<from_decision<State, Set>>) double step_from(State& s, const Set& batch) {
        if constexpr (parts::pairs)
            return one_step([&] { return step_.take_all(batch); }, s);
        else
            return 0;
    }
    template <class State, class E, class... Given, class Mistake = spoken<from_decision<State, E, Given...>>>
    requires(is_state<State>&& cannot_work<Mistake>) STRATA_REFUSES
        auto step_from(State&, const E&, const Given&...)
            -> decltype(refuse_and_go_on<Mistake, unknown_loss>());  // E22, E48 to E50, E56, E60

    [[nodiscard]] const training_position& position() const { return run_.position; }
    [[nodiscard]] const std::vector<epoch_record>& history() const { return run_.history; }
    /// The metrics over the epoch so far.
    [[nodiscard]] metrics_type& metrics() { return step_.metrics(); }
    /// The callbacks of the last `fit`, the progress first.
    [[nodiscard]] const std::vector<callback>& callbacks() const { return run_.callbacks(); }
    /// The order of an epoch and the augmentation of the last `fit`: a run goes on with the same ones.
    [[nodiscard]] const std::string& fitted() const { return run_.fitted(); }
    /// What a checkpoint had of callbacks, between `resume_from` and the first moment of the next `fit`.
    [[nodiscard]] const resumed_callbacks& waiting_callbacks() const { return run_.waiting_callbacks(); }
    /// Puts the trainer where a checkpoint was taken. Parameters, slots, rule, metrics and counts are set by
    /// the caller; `waiting.restore` is called with the callbacks of the next `fit` before it begins.
    void resume_from(const training_position& p, std::vector<epoch_record> history,
                     resumed_callbacks waiting = {}, std::string fitted = {}) {
        run_.resume_from(p, std::move(history), std::move(waiting), std::move(fitted));
    }
    [[nodiscard]] Model& trained_model() { return step_.model(); }
    [[nodiscard]] const Losses& losses() const { return step_.losses(); }
    [[nodiscard]] optimizer_type& updates() { return step_.updates(); }
    [[nodiscard]] rule_type& rule() { return updates().rule(); }
    /// The rule as it was handed over, before anybody changed it.
    [[nodiscard]] const rule_type& first_rule() const { return step_.updates().first_rule(); }
    /// The parameters of this name or kind, to set their factors of rate and decay or to freeze them: see
    /// `segment_list`.
    [[nodiscard]] segment_selection select(std::string_view pattern) { return updates().select(pattern); }
    [[nodiscard]] segment_selection select(parameter_kind kind) { return updates().select(kind); }
    /// The gradients of the last step, named as the parameters.
    [[nodiscard]] std::vector<named_tensor<T>> gradients() requires(!optimizer_type::in_parts) {
        return step_.run().named_gradients();
    }

    /// The same as they lie in memory, laid out as the learned parameters are; stages have been at them.
    [[nodiscard]] const buffer<T>& flat_gradients() requires(!optimizer_type::in_parts) {
        return step_.run().gradients();
    }
    /// From now on it is told of what each layer makes in the steps that follow; null: nobody is. See
    /// `layer_watch`.
    void observe(std::shared_ptr<pass_observer<T>> by) { step_.run().observe(std::move(by)); }

private:
    template <class E, class... Given>
    using ready = ready_arrays<S, T, typename parts::targets_type, E, Given...>;

    template <class Set>
    void fit_data_set(const Set& set, const fit_options& options) {
        check_class_names(set, channels<typename type_at<output_values<Net>, 0>::shape_type>);
        if constexpr (LabelledSet<Set>)
            fit_arrays(options, set.images, set.labels);
        else if constexpr (parts::pairs)
            fit_any_set(any_set(set), options);
    }
    /// Arrays as they lie where they are the network's numbers, else read one by one, so that bytes stay
    /// bytes.
    template <class E, class... Given>
    void fit_arrays(const fit_options& options, const E& x, const Given&... t) {
        if constexpr (asked::template is_right<E, Given...>) {
            if constexpr (asked::template lies_ready<E>) {
                check_options(options, S::rank);
                const auto arrays = ready<E, Given...>::of("the training samples", x, t...);
                check_targets_of_heads<output_values<Net>>(step_.losses(), arrays.count(), arrays.targets(),
                                                           "training sample", 0);
                if (options.augment) return fit_any_set(any_set(array_set(arrays.samples(), t...)), options);
                array_feed<T> feed(arrays.all(), arrays.count());
                fit_feed(feed, options);
            } else {
                fit_any_set(any_set(array_set(x, t...)), options);
            }
        }
    }
    void fit_any_set(const any_set& set, const fit_options& options) {
        check_options(options, S::rank);
        if (set.size() == 0) refuse_no_samples();
        const loader_options how{
            .random = trained_model().random_seed(),
            .workers = set.has_one_reader() ? std::min(options.workers, 1) : options.workers};
        const int batch = static_cast<int>(std::min<int64>(options.batch, set.size()));
        loader_feed<T> feed(options.augment ? any_set(augmented_set(set, options.augment)) : set,
                            step_.layout(), batch, how);
        fit_feed(feed, options);
    }
    void fit_feed(sample_feed<T>& feed, const fit_options& options) {
        const auto alone = caller_.enter("trainer");
        run_epochs(step_, run_, feed, options);
    }

    template <class E, class... Given>
    double step_of_arrays(const E& x, const Given&... t) {
        return step_of_arrays(std::tuple<>(), x, t...);
    }
    template <class... State, class E, class... Given>
    double step_of_arrays(const std::tuple<State&...>& from, const E& x, const Given&... t) {
        const auto take = [&] {
            if constexpr (asked::template lies_ready<E>) {
                const auto arrays = ready<E, Given...>::of("the batch", x, t...);
                step_.take(arrays.count(), arrays.all());
                return arrays.count();
            } else {
                return step_.take_all(array_set(x, t...));
            }
        };
        return std::apply([&](State&... s) { return one_step(take, s...); }, from);
    }
    template <class Take, class... State>
    double one_step(const Take& take, State&... from) {
        const auto alone = caller_.enter("trainer");
        const flush_denormals flushed;
        metrics_type of_epoch;
        std::swap(step_.metrics(), of_epoch);  // those of an epoch are not of single steps
        struct put_back {
            ~put_back() { metrics = std::move(kept); }
            metrics_type &metrics, &kept;
        } epoch{step_.metrics(), of_epoch};
        return step_.learn(take(), run_.position.step, from...);
    }

    training_step<Model, Losses, metrics_type, optimizer_type> step_;
    training_run run_;
    one_caller caller_;
};
/// Where network, loss and rule do not go together, what is deduced is a trainer of what cannot work: one
/// error, in the line of the trainer. Refused: E18 to E21, E29, E43, E44.
template <class Model, class Loss, class Rule>
requires is_shape_error<pairing<typename Model::network_type, Loss, Rule>> trainer(Model&, Loss, Rule)
->trainer<spoken<pairing<typename Model::network_type, Loss, Rule>>, Loss, Rule>;
template <class Model, class Loss, class Rule>
requires(!is_shape_error<pairing<typename Model::network_type, Loss, Rule>>) trainer(Model&, Loss, Rule)
->trainer<Model, Loss, Rule>;
template <class Model, class Loss, class Rule, class First, class... More>
requires is_shape_error<pairing<typename Model::network_type, Loss, Rule>> trainer(Model&, Loss, Rule, First,
                                                                                   More...)
->trainer<spoken<pairing<typename Model::network_type, Loss, Rule>>, Loss, Rule>;
template <class Model, class Loss, class Rule, class... M, class... Stages>
requires(!is_shape_error<pairing<typename Model::network_type, Loss, Rule>>)
    trainer(Model&, Loss, Rule, metric_list<M...>, Stages...)
->trainer<Model, Loss, Rule, metric_list<M...>, Stages...>;
template <class Model, class Loss, class Rule, Stage First, class... Stages>
requires(!is_shape_error<pairing<typename Model::network_type, Loss, Rule>>)
    trainer(Model&, Loss, Rule, First, Stages...)
->trainer<Model, Loss, Rule, typename metrics_of_loss<Loss>::type, First, Stages...>;
template <class Mistake, class Loss, class Rule, class Metrics, class... Stages>
requires cannot_work<Mistake>
class trainer<Mistake, Loss, Rule, Metrics, Stages...>;

}  // namespace strata
