// SPDX-License-Identifier: MIT
#pragma once
/// The loop: batches in, gradients back, one sweep of the update rule.
#include <chrono>
#include <memory>
#include <strata/data/array_set.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/target.hpp>
#include <strata/training/epoch_clock.hpp>
#include <strata/training/fit_decision.hpp>
#include <strata/training/fit_options.hpp>
#include <strata/training/losses_of_run.hpp>
#include <strata/training/optimizer.hpp>
#include <strata/training/pairing.hpp>
#include <strata/training/refuse_step.hpp>
#include <strata/training/sample_feed.hpp>
#include <strata/training/set_figures.hpp>

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
/// It is a client of a `network_run`, an `optimizer` and a loss, and adds the loop. Every batch is trained
/// on, the last one of an epoch with what is left. The same seed gives the same bits with any number of
/// threads and with any floating-point settings of the caller: a step runs with denormal numbers flushed.
/// Throws where the loss is no finite number, and names the layer and the step, and where another thread is
/// inside of this trainer or of an answer of its model. After an exception the parameters are those before
/// that step. The model is referred to, and found where it has been moved to.
template <class Model, class GivenLoss, class GivenRule,
          class GivenMetrics = typename metrics_of_loss<GivenLoss>::type, class... Stages>
class STRATA_TAGGED trainer {
    using Net = typename Model::network_type;
    static_assert(sizeof(decltype(refuse<pairing<Net, GivenLoss, GivenRule>>())) > 0);
    static constexpr bool pairs = std::is_same_v<pairing<Net, GivenLoss, GivenRule>, pairs_well>;
    using L = std::conditional_t<pairs, GivenLoss, no_loss>;
    using Rule = std::conditional_t<pairs, GivenRule, sgd>;
    using Losses = std::conditional_t<pairs, typename losses_of<L>::type,
                                      typename repeated_loss<no_loss, output_values<Net>>::type>;
    static constexpr int metrics_decision = [] {
        if constexpr (pairs) {
            using Y = typename type_at<output_values<Net>, 0>::shape_type;
            if constexpr (!take_outputs<GivenMetrics, Y, typename Model::value_type>)
                return 1;
            else
                return compare_as<GivenMetrics, std::tuple_element_t<0, decltype(Losses::losses)>, Y> ? 0 : 2;
        }
        return 0;
    }();
    static_assert(metrics_decision != 1,
                  "a metric of the list cannot be told of the network's first output, or lacks a part: "
                  "metric_lacks<M, Y> says which");
    static_assert(metrics_decision != 2,
                  "a metric of the list compares answers with another target than the loss: its target<Y> is "
                  "to be the loss's, or begin it");
    using Metrics = std::conditional_t<pairs && metrics_decision == 0, GivenMetrics, metric_list<>>;
    using measurement = set_measurement<Model, Losses, Metrics>;
    using all_targets = targets_of_heads<Losses, output_values<Net>>;
    using Targets = typename all_targets::type;
    /// The loss of a batch that was refused: no number, so that nobody is told that it is not used.
    struct unknown_loss {
        operator double() const;  // NOLINT(google-explicit-constructor)
    };
    static constexpr std::size_t heads = static_cast<std::size_t>(output_values<Net>::size);
    /// The first target as an array, so that classes can be written in braces.
    using first_target = typename first_target_of<Targets, typename Model::value_type>::type;

public:
    using network_type = Net;
    using loss_type = L;
    using rule_type = Rule;
    using metrics_type = Metrics;
    using T = typename Model::value_type;
    using S = typename Net::input_shape;
    using run_type = network_run<Model, training>;
    using optimizer_type = optimizer<Model, Rule, Stages...>;
    /// What fit and step are asked for.
    using asked = asked_of_fit<Net, Targets, pairs>;

    trainer(trainer&&) = default;
    trainer& operator=(trainer&&) = default;
    [[gnu::cold]] ~trainer() = default;
    trainer(Model& m, GivenLoss loss, GivenRule rule) requires(sizeof...(Stages) == 0)
        : trainer(m, loss, rule, GivenMetrics{}) {}
    [[gnu::cold]] trainer(Model& m, GivenLoss loss, GivenRule rule, GivenMetrics, Stages... stages)
        : losses_(first_losses(loss)),
          run_(m),
          optimizer_(m, first_rule(rule), stages...),
          memory_(layout_of_samples(input_ports<Net>{}, Targets{})) {}
    trainer(Model& m, GivenLoss loss, GivenRule rule, Stages... stages) requires(sizeof...(Stages) > 0)
        : trainer(m, loss, rule, GivenMetrics{}, stages...) {}

    /// Runs epochs over a set until `options.epochs` are finished in all, going on from where the trainer
    /// stands. An epoch that was begun, and a run that was resumed, go on with the batch size and the number
    /// of samples they had; else it throws.
    template <DataSet Set>
    requires(!is_shape_error<typename asked::template of_set<Set>>) void fit(
        const Set& set, const fit_options& options = {}) {
        check_class_names(set);
        if constexpr (LabelledSet<Set>)
            fit_given(options, set.images, set.labels);
        else if constexpr (pairs)
            fit_set(any_set(set), options);
    }
    /// The same for samples x, [N, ...] of any rank, and an array [N, ...] for each target of the losses,
    /// head after head. Several inputs stand in `inputs(x1, x2)`.
    template <class E, class... Given>
    requires(!DataSet<E> &&
             !is_shape_error<typename asked::template of_arrays<E, Given...>>) void fit(const E& x,
                                                                                        const Given&... t) {
        fit_given({}, x, t...);
    }
    template <class E>
    requires(!DataSet<E> &&
             !is_shape_error<typename asked::template of_arrays<E>>) void fit(const E& x,
                                                                              const fit_options& options) {
        fit_given(options, x);
    }
    template <class E>
    void fit(const E& x, const first_target& t, const fit_options& options = {}) requires(
        !is_shape_error<typename asked::template of_arrays<E, first_target>>) {
        fit_given(options, x, t);
    }
    template <class E, class T1>
    requires(!is_shape_error<typename asked::template of_arrays<E, T1>>) void fit(
        const E& x, const T1& t, const fit_options& options) {
        fit_given(options, x, t);
    }
    template <class E, class T1, class T2>
    requires(!is_shape_error<typename asked::template of_arrays<E, T1, T2>>) void fit(
        const E& x, const T1& t, const T2& t2, const fit_options& options) {
        fit_given(options, x, t, t2);
    }
    template <class E, class T1, class T2, class T3>
    requires(!is_shape_error<typename asked::template of_arrays<E, T1, T2, T3>>) void fit(
        const E& x, const T1& t, const T2& t2, const T3& t3, const fit_options& options) {
        fit_given(options, x, t, t2, t3);
    }

    // What fit cannot take is said in a sentence, not in a list of all of the functions above: samples that
    // are no array (E48), have other axes (E22) or are not as many as the inputs (E60), labels that are none
    // (E49), options that there are not, a set of other targets, samples without targets (E50).
    template <class E>
    requires(!DataSet<E> &&
             is_shape_error<typename asked::template of_arrays<E>>) auto fit(const E&, const fit_options&)
        -> decltype(refuse<typename asked::template of_arrays<E>>());
    template <class E, class... Second>
    requires(!DataSet<E> &&
             is_shape_error<typename asked::template of_arrays<E, Second...>>) auto fit(const E&,
                                                                                        const Second&...)
        -> decltype(refuse<typename asked::template of_arrays<E, Second...>>());
    template <class E, class T1>
    requires is_shape_error<typename asked::template of_arrays<E, T1>>
    auto fit(const E&, const T1&, const fit_options&)
        -> decltype(refuse<typename asked::template of_arrays<E, T1>>());
    template <DataSet Set, class Options = unknown_options>
    auto fit(const Set&, const Options&)
        -> decltype(refuse<typename asked::template unknown_option<Options>>());
    template <class E, class T1, class Options = unknown_options>
    requires(!Array<Options>) auto fit(const E&, const T1&, const Options&)
        -> decltype(refuse<typename asked::template unknown_option<Options>>());

    /// One update from one batch; returns the loss before it. x: [n, ...], and an array [n, ...] for each
    /// target of the losses, head after head.
    template <class E, class... Given>
    requires(!is_shape_error<typename asked::template of_arrays<E, Given...>>) double step(
        const E& x, const Given&... t) {
        if constexpr (asked::template is_right<E, Given...>) return step_of_arrays(x, t...);
        return 0;
    }
    template <class E, class... More>
    requires(!is_shape_error<typename asked::template of_arrays<E, first_target, More...>>) double step(
        const E& x, const first_target& t, const More&... more) {
        if constexpr (asked::template is_right<E, first_target, More...>)
            return step_of_arrays(x, t, more...);
        return 0;
    }
    template <class E, class... Given,
              class Mistake = spoken<typename asked::template of_arrays<E, Given...>>>
    requires cannot_work<Mistake> STRATA_REFUSES auto step(const E& x, const Given&... t)
        -> decltype(refuse_and_go_on<Mistake, unknown_loss>());  // E22, E48, E49, E60

    [[nodiscard]] const training_position& position() const { return position_; }
    [[nodiscard]] const std::vector<epoch_record>& history() const { return history_; }
    /// The metrics over the epoch so far.
    [[nodiscard]] Metrics& metrics() { return metrics_; }
    /// The callbacks of the last `fit`, the progress first.
    [[nodiscard]] const std::vector<callback>& callbacks() const { return callbacks_; }
    /// The order of an epoch and the augmentation of the last `fit`: a run goes on with the same ones.
    [[nodiscard]] const std::string& fitted() const { return fitted_; }
    /// What a checkpoint had of callbacks, between `resume_from` and the first moment of the next `fit`.
    [[nodiscard]] const resumed_callbacks& waiting_callbacks() const { return waiting_; }
    /// Puts the trainer where a checkpoint was taken. Parameters, slots, rule, metrics and counts are set by
    /// the caller; `waiting.restore` is called with the callbacks of the next `fit` before it begins.
    void resume_from(const training_position& p, std::vector<epoch_record> history,
                     resumed_callbacks waiting = {}, std::string fitted = {}) {
        fitted_ = std::move(fitted);
        position_ = p;
        history_ = std::move(history);
        waiting_ = std::move(waiting);
        callbacks_.clear();
        resumed_ = p.batch > 0;
    }
    [[nodiscard]] Model& trained_model() { return run_.of_model(); }
    [[nodiscard]] const Losses& losses() const { return losses_; }
    [[nodiscard]] optimizer_type& updates() { return optimizer_; }
    [[nodiscard]] Rule& rule() { return optimizer_.rule(); }
    /// The rule as it was handed over, before anybody changed it.
    [[nodiscard]] const Rule& first_rule() const { return optimizer_.first_rule(); }
    /// The parameters of this name or kind, to set their factors of rate and decay or to freeze them: see
    /// `segment_list`.
    [[nodiscard]] segment_selection select(std::string_view pattern) { return optimizer_.select(pattern); }
    [[nodiscard]] segment_selection select(parameter_kind kind) { return optimizer_.select(kind); }
    /// The gradients of the last step, named as the parameters.
    [[nodiscard]] std::vector<named_tensor<T>> gradients() { return run_.named_gradients(); }

private:
    static Losses first_losses([[maybe_unused]] const GivenLoss& loss) {
        if constexpr (pairs)
            return losses_of<L>::from(loss);
        else
            return {};
    }
    static Rule first_rule([[maybe_unused]] const GivenRule& rule) {
        if constexpr (pairs)
            return rule;
        else
            return {};
    }

    template <class Set>
    void check_class_names(const Set& set) {
        if constexpr (requires { set.class_names.size(); }) {
            constexpr int classes = channels<typename type_at<output_values<Net>, 0>::shape_type>;
            if (!set.class_names.empty() && static_cast<int>(set.class_names.size()) != classes)
                throw_error({.problem = "the network does not have as many outputs as the set has classes",
                             .expected = std::to_string(set.class_names.size()),
                             .found = std::to_string(classes),
                             .advice = "Let the last layer have an output for each class"});
        }
    }
    /// Arrays as they lie where they are the network's numbers, else read one by one, so that bytes stay
    /// bytes.
    template <class E, class... Given>
    void fit_given(const fit_options& options, const E& x, const Given&... t) {
        if constexpr (asked::template is_right<E, Given...>) {
            if constexpr (asked::template lies_ready<E>) {
                check_options(options);
                fit_arrays(Targets{}, options, x, t...);
            } else {
                fit_set(any_set(array_set(x, t...)), options);
            }
        }
    }
    template <class... Target, class E, class... Given>
    void fit_arrays(several_targets<Target...>, const fit_options& options, const E& x, const Given&... t) {
        const int n = checked_samples<S>(x, "the training samples");
        if (n == 0) refuse_no_samples();
        const auto held = as_own_numbers([&] {
            return std::make_tuple(target_array<Target, T, Given>(t, n)..., contiguous<T, S::rank + 1, E>(x));
        });
        const auto& samples = std::get<sizeof...(Given)>(held);
        const auto targets = views_at(held, std::index_sequence_for<Given...>{});
        check_targets(targets.data(), n, std::make_index_sequence<heads>{});
        if (options.augment)
            return fit_set(any_set(array_set(xt::adapt(samples.data(), static_cast<std::size_t>(n * S::size),
                                                       xt::no_ownership(), extents_with<S>(n)),
                                             t...)),
                           options);
        array_feed<T> feed({samples_of<S>(samples.data()), targets}, n);
        run_epochs(feed, options);
    }
    void fit_set(const any_set& set, const fit_options& options) {
        check_options(options);
        if (set.size() == 0) refuse_no_samples();
        const loader_options how{
            .random = random_seed(),
            .workers = set.has_one_reader() ? std::min(options.workers, 1) : options.workers};
        const int batch = static_cast<int>(std::min<int64>(options.batch, set.size()));
        loader_feed<T> feed(options.augment ? any_set(augmented_set(set, options.augment)) : set,
                            memory_.layout(), batch, how);
        run_epochs(feed, options);
    }

    /// What `make` makes of the user's numbers, rounded as a step rounds.
    template <class Make>
    static auto as_own_numbers(Make&& make) {
        const flush_denormals flushed;
        return make();
    }
    template <class Held, std::size_t... K>
    static std::array<target_view<T>, sizeof...(K)> views_at(const Held& held, std::index_sequence<K...>) {
        return {view_at(std::get<K>(held).data())...};
    }
    static target_view<T> view_at(const int* classes) { return {.classes = classes}; }
    static target_view<T> view_at(const T* numbers) { return {.numbers = numbers}; }
    template <std::size_t... K>
    void check_targets(const target_view<T>* views, int n, std::index_sequence<K...>) const {
        (check_targets_of<typename type_at<output_values<Net>, K>::shape_type>(
             std::get<K>(losses_.losses), n, views + all_targets::first[K], "training sample", 0),
         ...);
    }
    /// Of targets that are numbers; losses of classes look at each as they read it.
    template <std::size_t... K>
    void check_numbers_of_batch(int n, std::index_sequence<K...>) const {
        const auto of_head = [&]<std::size_t H>(std::integral_constant<std::size_t, H>) {
            const auto& wanted = memory_.layout().targets;
            const std::size_t first = all_targets::first[H];
            if (first < all_targets::first[H + 1] && wanted[first].kind == target_kind::numbers)
                check_targets_of<typename type_at<output_values<Net>, static_cast<int>(H)>::shape_type>(
                    std::get<H>(losses_.losses), n, memory_.targets(first), "batch sample", 0);
        };
        (of_head(std::integral_constant<std::size_t, K>{}), ...);
    }
    [[nodiscard]] seed random_seed() const { return run_.of_model().random_seed(); }

    void check_options(const fit_options& options) const {
        if (options.augment && S::rank != 3)
            throw_error(
                {.problem = "an augmentation changes images, and the network takes samples of another rank",
                 .expected = "3 axes",
                 .found = std::to_string(S::rank)});
        if (options.batch < 1)
            throw_error({.problem = "a batch has to have at least one sample",
                         .found = std::to_string(options.batch)});
        if (options.epochs < 0)
            throw_error({.problem = "there cannot be fewer epochs than none",
                         .found = std::to_string(options.epochs)});
    }
    void run_epochs(sample_feed<T>& feed, const fit_options& options) {
        const auto alone = caller_.enter("trainer");
        if (options.validation)
            with_name_in_errors(
                [&] {
                    measurement{trained_model(), memory_.layout()}.check_set(losses_, *options.validation);
                },
                [] { return std::string("validation"); });
        if (position_.epoch >= options.epochs) return;
        std::vector<std::uint32_t> order;
        options.order(order, feed.size(), random_seed(), position_.epoch);
        const auto n = static_cast<int64>(order.size());
        const std::string fitted = options.order.name() + ", " + options.augment.name();
        if (resumed_ || position_.sample > 0) {
            position_.check_same_run(options.batch, n);
            if (!fitted_.empty() && fitted != fitted_)
                throw_error(
                    {.problem =
                         "the run that is to go on had another order of samples or another augmentation",
                     .expected = fitted_,
                     .found = fitted});
        }
        fitted_ = fitted;
        resumed_ = false;
        position_.batch = options.batch;
        position_.samples = n;
        const int batch = static_cast<int>(std::min<int64>(options.batch, n));
        reserve(batch);
        std::vector<callback> told(1, options.progress);
        told.insert(told.end(), options.callbacks.begin(), options.callbacks.end());
        if (waiting_.restore) waiting_.restore(told);
        waiting_ = {};
        callbacks_ = std::move(told);
        state_.epoch_done = state_.validated = false;
        const double factor = optimizer_.rate_factor();
        struct put_back {
            ~put_back() { of.rate_factor(factor); }
            optimizer_type& of;
            double factor;
        } rate{optimizer_, factor};
        epoch_clock clock(options.epochs);
        clock.tell(state_, position_);
        tell_figures(metrics_, state_.metrics);
        bool goes_on = tell(training_event::begin);
        while (goes_on && position_.epoch < options.epochs) {
            options.order(order, feed.size(), random_seed(), position_.epoch);
            feed.begin_epoch(order, position_.epoch, position_.sample);
            while (goes_on && position_.sample < n) goes_on = next_batch(feed, batch, n, clock);
            if (goes_on) goes_on = finish_epoch(clock, options);
        }
        tell(training_event::end);
    }
    bool next_batch(sample_feed<T>& feed, int batch, int64 n, epoch_clock& clock) {
        if (!tell(training_event::before_step)) return false;
        const int count = static_cast<int>(std::min<int64>(batch, n - position_.sample));
        {
            const flush_denormals flushed;  // callbacks between steps have the caller's own settings
            feed.take(count, memory_, inputs_.data(), run_.of_model().threads());
            if (!feed.is_checked()) check_numbers_of_batch(count, std::make_index_sequence<heads>{});
            const double loss = learn(count);
            position_.count(count, loss);
        }
        clock.count(count);
        clock.tell(state_, position_);
        tell_figures(metrics_, state_.metrics);
        return tell(training_event::after_step);
    }
    bool finish_epoch(const epoch_clock& clock, const fit_options& options) {
        training_state& s = state_;
        clock.tell(s, position_);
        tell_figures(metrics_, s.metrics);
        s.epoch_done = true;
        if (options.validation) {
            set_figures seen = measurement{trained_model(), memory_.layout()}.look(
                losses_, *options.validation, options.batch, options.workers);
            s.validated = true;
            s.validation_loss = seen.loss;
            s.validation_metrics = std::move(seen.metrics);
        }
        history_.push_back({s.loss, s.validation_loss, s.metrics, s.validation_metrics});
        position_.finish_epoch();
        metrics_ = {};
        const bool goes_on = tell(training_event::after_epoch);
        s.epoch_done = s.validated = false;
        return goes_on;
    }
    /// Whether training goes on.
    bool tell(training_event event) {
        training_moment now{event, position_, state_, history_};
        for (const callback& c : callbacks_) c(now);
        if (event == training_event::before_step) optimizer_.rate_factor(now.rate_factor);
        return !now.stops;
    }

    template <class E, class... Given>
    double step_of_arrays(const E& x, const Given&... t) {
        const auto alone = caller_.enter("trainer");
        const flush_denormals flushed;
        Metrics one_batch;
        std::swap(metrics_, one_batch);  // those of an epoch are not of single steps
        struct put_back {
            ~put_back() { metrics = std::move(kept); }
            Metrics &metrics, &kept;
        } epoch{metrics_, one_batch};
        if constexpr (asked::template lies_ready<E>) {
            return step_of_ready(Targets{}, x, t...);
        } else {
            const array_set set(x, t...);
            reserve(static_cast<int>(set.size()));
            sample_batch<T> batch(memory_.layout(), static_cast<int>(set.size()));
            for (int64 i = 0; i < set.size(); ++i)
                append_sample(batch, i, random_stream(), [&](sample<T>& s) { set.read(i, s); });
            memory_.take(batch, inputs_.data(), "sample", run_.of_model().threads());
            check_numbers_of_batch(batch.count(), std::make_index_sequence<heads>{});
            return learn(batch.count());
        }
    }
    template <class... Target, class E, class... Given>
    double step_of_ready(several_targets<Target...>, const E& x, const Given&... t) {
        const int n = checked_samples<S>(x, "the batch");
        if (n == 0) refuse_no_samples();
        const std::tuple<target_array<Target, T, Given>...> targets{target_array<Target, T, Given>(t, n)...};
        const auto views = views_at(targets, std::index_sequence_for<Given...>{});
        const contiguous<T, S::rank + 1, E> samples(x);
        reserve(n);
        memory_.take({samples_of<S>(samples.data()), views}, n, inputs_[0], "training sample",
                     run_.of_model().threads());
        check_numbers_of_batch(n, std::make_index_sequence<heads>{});
        return learn(n);
    }
    void reserve(int n) {
        if (n > capacity_) make_room(n);
    }
    [[gnu::cold]] void make_room(int n) {
        run_.reserve(n);
        memory_.reserve(n);
        for (std::size_t k = 0; k < inputs_.size(); ++k) inputs_[k] = run_.input_data(static_cast<int>(k));
        capacity_ = n;
    }

    /// Forward, loss, backward, stages, update.
    double learn(int n) {
        const int threads = run_.of_model().threads();
        run_.set_step(position_.step);
        run_.forward_in_place(n);
        metrics_before_ = metrics_;
        double loss = 0;
        bool done = false;
        struct undo {
            ~undo() {
                if (!done) t.run_.take_back(), t.metrics_ = t.metrics_before_;
            }
            trainer& t;
            bool& done;
        } unless_done{*this, done};
        loss = over_.apply(losses_, metrics_, run_, memory_, threads);
        if (!is_finite(loss)) refuse_step(run_.first_not_finite(), run_.of_model(), position_.step + 1, loss);
        run_.backward();
        optimizer_.update(run_.gradients());
        done = true;
        ++position_.step;
        return loss;
    }

    Losses losses_;
    run_type run_;
    optimizer_type optimizer_;
    batch_memory<T> memory_;
    losses_of_run<Net, Losses, Metrics, T> over_;
    std::array<T*, static_cast<std::size_t>(input_ports<Net>::size)> inputs_{};
    int capacity_ = 0;
    Metrics metrics_, metrics_before_;
    training_state state_;
    one_caller caller_;
    bool resumed_ = false;
    training_position position_;
    std::vector<epoch_record> history_;
    std::string fitted_;
    std::vector<callback> callbacks_;
    resumed_callbacks waiting_;
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
