// SPDX-License-Identifier: MIT
#pragma once
/// The loop: batches in, gradients back, one sweep of the update rule.
#include <chrono>
#include <memory>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/target.hpp>
#include <strata/training/fit_options.hpp>
#include <strata/training/learning_arrays.hpp>
#include <strata/training/pairing.hpp>
#include <strata/training/training_batch.hpp>
#include <strata/training/training_position.hpp>
#include <strata/training/validation.hpp>

namespace strata {

/// Trains a model with a loss and an update rule.
///
///     trainer t{m, softmax_loss{}, adam{.rate = 1e-3}};
///     t.fit(train, {.epochs = 5, .batch = 64, .validation = test});
///
/// Every batch is trained on, the last one of an epoch with what is left. The same seed gives the same bits
/// with any number of threads and with any floating-point settings of the caller: a step runs with denormal
/// numbers flushed. Throws where the loss is no finite number, and names the layer and the step, and where
/// another thread is inside of this trainer or of an answer of its model. After an exception the parameters
/// are those before that step.
template <class Model, class GivenLoss, class GivenRule>
class STRATA_TAGGED trainer {
    static_assert(sizeof(decltype(refuse<pairing<typename Model::network_type, GivenLoss, GivenRule>>())) > 0);
    static constexpr bool pairs = std::is_same_v<pairing<typename Model::network_type, GivenLoss, GivenRule>, pairs_well>;
    using L = std::conditional_t<pairs, GivenLoss, no_loss>;
    using Rule = std::conditional_t<pairs, GivenRule, sgd>;
    using losses_type = typename losses_of<L>::type;
    using set_images = decltype(labelled_images::images);
    /// The loss of a batch that was refused: no number, so that nobody is told that it is not used.
    struct unknown_loss {
        operator double() const;  // NOLINT(google-explicit-constructor)
    };
    static constexpr int heads = losses_of<L>::count;

    /// The extents of a sample's labels for output K.
    template <std::size_t K>
    using labels_of = label_shape<std::tuple_element_t<K, decltype(losses_type::losses)>,
                                  typename type_at<output_values<typename Model::network_type>, static_cast<int>(K)>::shape_type>;
    static constexpr std::size_t label_axes = static_cast<std::size_t>(labels_of<0>::rank) + 1;
    using validation_of_first = validation<std::tuple_element_t<0, decltype(losses_type::losses)>, typename Model::network_type::input_shape,
                                           typename type_at<output_values<typename Model::network_type>, 0>::shape_type>;

    /// Whether E is taken for a set, since it derives from one or converts to it.
    template <class E>
    static constexpr bool becomes_a_set =
        (std::is_convertible_v<const E&, const labelled_images&> && !std::is_same_v<E, labelled_images>) ||
        (std::is_convertible_v<const E&, const labelled_pixels&> && !std::is_same_v<E, labelled_pixels>);

public:
    using network_type = typename Model::network_type;
    using loss_type = L;
    using rule_type = Rule;
    using T = typename Model::value_type;
    using S = typename network_type::input_shape;
    /// One label for a class, H W for the pixels of an image, L for the places of a sequence, of the first output.
    static constexpr int64 labels_a_sample = labels_of<0>::size;

private:
    /// Why E, with labels or options of the type Second, cannot be fitted, or where it can, or where that has been said, `pairs_well`.
    template <class E, class Second>
    static constexpr auto fit_mistake() {
        using why = E50_nothing_to_fit;
        constexpr bool options = std::is_same_v<Second, fit_options>, set = LabelledSet<E>;
        constexpr bool own_set = std::is_same_v<E, std::conditional_t<label_axes == 3, labelled_pixels, labelled_images>> && label_axes != 2;
        if constexpr (!pairs)
            return pairs_well{};
        else if constexpr (heads > 1)
            return shape_error<a_fit, got<>, why, why::of_outputs<heads>>{};
        else if constexpr (!set && NoBatchOf<E, S>)
            return batch_decision<E, S>{};
        else if constexpr (set && NoBatchOf<set_images, S>)
            return batch_decision<set_images, S>{};
        else if constexpr (options && own_set)
            return pairs_well{};
        else if constexpr (options)
            return shape_error<a_fit, got<>, why, std::conditional_t<set, why::of_set, why::of_labels>>{};
        else if constexpr (set || std::is_same_v<Second, unknown_options>)
            return shape_error<a_fit, got<>, why, why::of_options>{};
        else
            return labels_decision<Second, labels_of<0>>{};
    }
    template <class E, class Second>
    using fit_decision = decltype(fit_mistake<E, Second>());
    template <class E, class Second>
    static constexpr bool cannot_fit = is_shape_error<fit_decision<E, Second>> || (!pairs && !Array<Second>);

public:
    [[gnu::cold]] trainer(Model& m, [[maybe_unused]] GivenLoss loss, [[maybe_unused]] GivenRule rule)
        : model_(m), arrays_(m, parameter_table<typename network_type::graph>::measured_extent, Rule::slot_names.size()) {
        if constexpr (pairs) {
            losses_ = losses_of<L>::from(loss);
            rule_ = first_rule_ = rule;
            if (is_nan(double(rule.rate)) || rule.rate < 0)
                throw_error({.problem = "a rate of learning cannot be negative", .expected = "0 or more", .found = std::to_string(rule.rate)});
        }
    }

    /// Runs epochs until `options.epochs` are finished in all, going on from where the trainer stands. An epoch that was
    /// begun, and a run that was resumed, go on with the batch size and the number of samples they had; else it throws.
    void fit(const labelled_images& set, const fit_options& options = {})
        requires(heads == 1 && (label_axes == 1 || !pairs) && !NoBatchOf<set_images, S>)
    {
        fit_set(set, options);
    }
    void fit(const labelled_pixels& set, const fit_options& options = {})
        requires(heads == 1 && (label_axes == 3 || !pairs) && !NoBatchOf<set_images, S>)
    {
        fit_set(set, options);
    }

    /// The same for samples x: [N, ...] of any rank with classes t: [N], or [N, H, W] where the loss is over pixels, [N, L]
    /// where it is over places.
    template <class E>
        requires(heads == 1 && !NoBatchOf<E, S>)
    void fit(const E& x, const xt::xtensor<int, label_axes>& t, const fit_options& options = {}) {
        if constexpr (Array<E>) fit_samples(x, t, options);
    }
    /// The same for labels in an array of another type.
    template <class E, Array Labels>
        requires(heads == 1 && !NoBatchOf<E, S> && !std::is_same_v<Labels, xt::xtensor<int, label_axes>>)
    void fit(const E& x, const Labels& t, const fit_options& options = {}) {
        if constexpr (pairs) fit(x, labels_from<labels_of<0>>(t), options);
    }

    // What fit cannot take is said in a sentence, not in a list of all of the functions above: samples that are no array
    // (E48) or have other axes (E22), labels that are none (E49), options that there are not, a set of other labels,
    // samples without labels, several outputs (E50).
    template <class Set>
        requires(!becomes_a_set<Set>)
    auto fit(const Set&) -> decltype(refuse<fit_decision<Set, fit_options>>());
    template <class E, class Second = fit_options>
        requires(cannot_fit<E, Second> && !becomes_a_set<E>)
    auto fit(const E&, const Second&) -> decltype(refuse<fit_decision<E, Second>>());
    template <class E, class Labels>
        requires cannot_fit<E, Labels>
    auto fit(const E&, const Labels&, const fit_options&) -> decltype(refuse<fit_decision<E, Labels>>());
    template <class Options = unknown_options>
    auto fit(const labelled_images&, const Options&) -> decltype(refuse<fit_decision<labelled_images, Options>>());
    template <class Options = unknown_options>
    auto fit(const labelled_pixels&, const Options&) -> decltype(refuse<fit_decision<labelled_pixels, Options>>());
    template <class E, class Options = unknown_options>
    auto fit(const E&, const xt::xtensor<int, label_axes>&, const Options&) -> decltype(refuse<fit_decision<E, Options>>());

    /// One update from one batch; returns the loss before it. x: [n, ...], and t: [n] for each output of the network, or
    /// [n, H, W] where its loss is over pixels, [n, L] where it is over places.
    template <class E, class... Labels>
        requires(!NoBatchOf<E, S> && (Array<Labels> && ...))
    double step(const E& x, const xt::xtensor<int, label_axes>& t, const Labels&... more) {
        static_assert(sizeof...(Labels) + 1 == heads || Refused<network_type>, "step takes an array of labels for each output of the network");
        if constexpr (Array<E>) return step_of_samples(x, t, more...);
        return 0;
    }
    /// The same for labels in an array of another type.
    template <class E, Array First, class... Labels>
        requires(!NoBatchOf<E, S> && (Array<Labels> && ...) && !std::is_same_v<First, xt::xtensor<int, label_axes>>)
    double step(const E& x, const First& t, const Labels&... more) {
        if constexpr (pairs) return step(x, labels_from<labels_of<0>>(t), more...);
        return 0;
    }
    template <NoBatchOf<S> E, class... Labels, class Mistake = spoken<batch_decision<E, S>>>
    STRATA_REFUSES auto step(const E& x, const Labels&... t) -> decltype(refuse_and_go_on<Mistake, unknown_loss>());  // E22, E48
    template <class E, class... Labels, class Mistake = spoken<typename first_mistake<labels_decision<Labels, labels_of<0>>...>::type>>
        requires(!NoBatchOf<E, S> && !(Array<Labels> && ...))
    STRATA_REFUSES auto step(const E& x, const Labels&... t) -> decltype(refuse_and_go_on<Mistake, unknown_loss>());  // E49

    [[nodiscard]] const training_position& position() const { return position_; }
    [[nodiscard]] const std::vector<epoch_record>& history() const { return history_; }
    /// Puts the trainer where a checkpoint was taken. Parameters, slots and rule are set by the caller.
    void resume_from(const training_position& p, std::vector<epoch_record> history) {
        position_ = p;
        history_ = std::move(history);
        resumed_ = p.batch > 0;
    }
    [[nodiscard]] Model& trained_model() { return model_; }
    [[nodiscard]] Rule& rule() { return rule_; }
    /// The rule as it was handed over, before a schedule changed it.
    [[nodiscard]] const Rule& first_rule() const { return first_rule_; }
    /// The gradients of the last step, named as the parameters.
    [[nodiscard]] std::vector<named_tensor<T>> gradients() { return model_.views_of(arrays_.gradient()); }
    /// Array number s of the update rule, named as the parameters.
    [[nodiscard]] std::vector<named_tensor<T>> slot(std::size_t s) { return model_.views_of(arrays_.slot_pointers()[s]); }

private:
    template <Array E>
    void fit_samples(const E& x, const xt::xtensor<int, label_axes>& t, const fit_options& options) {
        const auto alone = caller_.enter("trainer");
        const int n = checked_samples<S>(x, "the training samples");
        check_labels<0>(t, n);
        if (options.augment && S::rank != 3)
            throw_error({.problem = "an augmentation changes images, and the network takes samples of another rank", .expected = "3 axes",
                         .found = std::to_string(S::rank)});
        if (options.batch < 1) throw_error({.problem = "a batch has to have at least one sample", .found = std::to_string(options.batch)});
        if (options.epochs < 0) throw_error({.problem = "there cannot be fewer epochs than none", .found = std::to_string(options.epochs)});
        validation_of_first::check_labels(t.data(), n, "training sample");
        validation_of_first::check_set(options.validation);
        if (position_.epoch >= options.epochs) return;
        if (resumed_ || position_.sample > 0) position_.check_same_run(options.batch, n);
        resumed_ = false;
        position_.batch = options.batch;
        position_.samples = n;
        reserve(std::min(options.batch, n));
        const auto samples = [&] {
            const flush_denormals flushed;
            return contiguous<T, S::rank + 1, E>(x);
        }();
        const auto began = std::chrono::steady_clock::now();
        int64 seen = 0;
        const auto state = [&] {
            return position_.state(options.epochs, labels_a_sample, seen, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
        };
        while (position_.epoch < options.epochs) {
            shuffle_samples(order_, n, model_.random_seed(), position_.epoch);
            while (position_.sample < n) {
                const int count = static_cast<int>(std::min<int64>(options.batch, n - position_.sample));
                const auto batch = samples_of<S>(samples.data(), order_.data() + position_.sample);
                const double loss = learn_from(batch, t.data(), count, options.augment);
                position_.count(count, loss, correct_);
                seen += count;
                if (options.progress) options.progress(state());
                if (options.after_step && !options.after_step()) return;
            }
            finish_epoch(state(), options);
            if (options.after_epoch && !options.after_epoch()) return;
        }
    }

    template <Array E, Array... Labels>
    double step_of_samples(const E& x, const xt::xtensor<int, label_axes>& t, const Labels&... more) {
        const auto alone = caller_.enter("trainer");
        const flush_denormals flushed;
        const int n = checked_samples<S>(x, "the batch");
        check_labels<0>(t, n);
        check_all_labels(n, std::index_sequence_for<Labels...>{}, more...);
        reserve(n);
        const contiguous<T, S::rank + 1, E> samples(x);
        batch_.take(samples_of<S>(samples.data()), t.data(), n, run_->input(), model_.threads());
        std::size_t head = 1;
        (std::copy(more.begin(), more.end(), batch_.labels(head++)), ...);
        return learn(n);
    }
    template <std::size_t... K>
    static training_batch<T> empty_batch(std::index_sequence<K...>) {
        if constexpr (S::rank == 3)
            return training_batch<T>({S::extents[0], S::extents[1], S::extents[2]}, {labels_of<K>::size...});
        else
            return training_batch<T>({1, 1, static_cast<int>(S::size)}, {labels_of<K>::size...});
    }
    void reserve(int capacity) {
        if (run_ && run_->capacity() >= capacity) return;
        batch_.reserve(capacity);
        run_ = std::make_unique<workspace<network_type, training, T>>(capacity, model_.threads());
    }

    /// Where the loss was refused, nothing more is said of the set.
    template <class Set>
    void fit_set(const Set& set, const fit_options& options) {
        constexpr int classes = channels<typename type_at<output_values<network_type>, 0>::shape_type>;
        if (!set.class_names.empty() && static_cast<int>(set.class_names.size()) != classes)
            throw_error({.problem = "the network does not have as many outputs as the set has classes",
                         .expected = std::to_string(set.class_names.size()), .found = std::to_string(classes),
                         .advice = "Let the last layer have an output for each class"});
        if constexpr (pairs) fit(set.images, set.labels, options);
    }

    template <std::size_t K, class Labels>
    void check_labels(const Labels& labels, int n) {
        if constexpr (pairs) batch_.check_counts(n, checked_labels<labels_of<K>>(labels));
    }
    template <std::size_t... K, class... Labels>
    void check_all_labels([[maybe_unused]] int n, std::index_sequence<K...>, const Labels&... more) {
        (check_labels<K + 1>(more, n), ...);
    }

    double learn_from(const sample_list<T>& samples, const int* t, int count, const augmentation& augment) {
        const flush_denormals flushed;  // callbacks between steps have the caller's own settings
        if (augment)
            batch_.take_augmented(samples, t, count, run_->input(), augment, model_.random_seed(), position_.epoch);
        else
            batch_.take(samples, t, count, run_->input(), model_.threads());
        return learn(count);
    }

    /// Forward, loss, backward, update.
    double learn(int n) {
        const auto alone = model_.caller().enter("model");
        program_run<T>& run = *run_;  // nobody else's
        const auto step = static_cast<std::uint64_t>(position_.step);
        typename learning_arrays<T>::measured_before before(arrays_, model_);
        run.forward(n, model_.pointers(), model_.random_seed(), step);
        const double loss = joint(n, std::make_index_sequence<static_cast<std::size_t>(heads)>{});
        if (!is_finite(loss)) arrays_.refuse_step(run, model_, n, model_.random_seed(), position_.step, loss);
        run.backward(n, model_.pointers(), arrays_.gradient_pointers(), model_.random_seed(), step);
        before.accept();
        ++position_.step;
        rule_.update(update_args<T>{model_.learned().data(), arrays_.gradient(), arrays_.slot_pointers(), arrays_.size(), position_.step, rule_.rate, model_.threads()});
        return loss;
    }

    /// The weighted sum of the losses; leaves their gradients where backward reads them.
    template <std::size_t... K>
    double joint(int n, std::index_sequence<K...>) {
        double sum = 0;
        ((sum += losses_.weights[K] * one_loss<K>(n)), ...);
        return sum;
    }
    template <std::size_t K>
    double one_loss(int n) {
        using shape_of_head = typename type_at<output_values<network_type>, K>::shape_type;
        const auto& loss = std::get<K>(losses_.losses);
        const T* y = run_->template output<K>();
        T* dy = run_->template output_gradient<K>();
        if (K == 0) correct_ = loss.template correct<shape_of_head>(n, y, batch_.labels(K), model_.threads());
        const double mean = loss.template apply<shape_of_head>(n, y, batch_.labels(K), dy, model_.threads());
        if (const T weight = static_cast<T>(losses_.weights[K]); weight != T(1))
            for (int64 i = 0; i < n * shape_of_head::size; ++i) dy[i] *= weight;
        return mean;
    }

    void finish_epoch(training_state s, const fit_options& options) {
        s.epoch_done = true;
        validation_of_first::look(s, model_, options.validation);
        history_.push_back({s.loss, s.accuracy, s.validation_loss, s.validation_accuracy});
        position_.finish_epoch();
        if (options.progress) options.progress(s);
    }

    Model& model_;
    losses_type losses_ = losses_of<L>::from(L{});
    Rule rule_, first_rule_;
    learning_arrays<T> arrays_;
    std::unique_ptr<workspace<network_type, training, T>> run_;
    std::vector<std::uint32_t> order_;
    training_batch<T> batch_ = empty_batch(std::make_index_sequence<static_cast<std::size_t>(heads)>{});
    int64 correct_ = 0;
    one_caller caller_;
    bool resumed_ = false;
    training_position position_;
    std::vector<epoch_record> history_;
};
/// Where network, loss and rule do not go together, what is deduced is a trainer of what cannot work: one error, in the
/// line of the trainer. Refused: E18 to E21, E29, E43, E44.
template <class Model, class Loss, class Rule>
    requires is_shape_error<pairing<typename Model::network_type, Loss, Rule>>
trainer(Model&, Loss, Rule) -> trainer<spoken<pairing<typename Model::network_type, Loss, Rule>>, Loss, Rule>;
template <class Mistake, class Loss, class Rule>
    requires cannot_work<Mistake>
class trainer<Mistake, Loss, Rule>;

}  // namespace strata
