// SPDX-License-Identifier: MIT
#pragma once
/// The ways to call `fit` and `step`, and what is said of the rest.
#include <strata/data/data_set.hpp>
#include <strata/errors/report.hpp>
#include <strata/target.hpp>
#include <strata/training/fit_decision.hpp>
#include <strata/training/fit_options.hpp>

namespace strata {

/// The loss of a batch that was refused: no number, so that nobody is told that it is not used.
struct unknown_loss {
    operator double() const;  // NOLINT(google-explicit-constructor)
};

/// What a `trainer` can be handed. Behind a call stand three functions of its own: for a set, for arrays,
/// for a batch.
template <class Trainer, class Parts>
class STRATA_TAGGED trainer_calls {
    using first_target = typename Parts::first_target;

public:
    /// What fit and step are asked for.
    using asked = typename Parts::asked;

    /// Runs epochs over a set until `options.epochs` are finished in all, going on from where the trainer
    /// stands. An epoch that was begun, and a run that was resumed, go on with the batch size and the number
    /// of samples they had; else it throws.
    template <DataSet Set>
    requires(!is_shape_error<typename asked::template of_set<Set>>) void fit(
        const Set& set, const fit_options& options = {}) {
        self().fit_data_set(set, options);
    }
    /// The same for samples x, [N, ...] of any rank, and an array [N, ...] for each target of the losses,
    /// head after head. Several inputs stand in `inputs(x1, x2)`.
    template <class E, class... Given>
    requires(!DataSet<E> &&
             !is_shape_error<typename asked::template of_arrays<E, Given...>>) void fit(const E& x,
                                                                                        const Given&... t) {
        self().fit_arrays({}, x, t...);
    }
    template <class E>
    requires(!DataSet<E> &&
             !is_shape_error<typename asked::template of_arrays<E>>) void fit(const E& x,
                                                                              const fit_options& options) {
        self().fit_arrays(options, x);
    }
    template <class E>
    void fit(const E& x, const first_target& t, const fit_options& options = {}) requires(
        !is_shape_error<typename asked::template of_arrays<E, first_target>>) {
        self().fit_arrays(options, x, t);
    }
    template <class E, class T1>
    requires(!is_shape_error<typename asked::template of_arrays<E, T1>>) void fit(
        const E& x, const T1& t, const fit_options& options) {
        self().fit_arrays(options, x, t);
    }
    template <class E, class T1, class T2>
    requires(!is_shape_error<typename asked::template of_arrays<E, T1, T2>>) void fit(
        const E& x, const T1& t, const T2& t2, const fit_options& options) {
        self().fit_arrays(options, x, t, t2);
    }
    template <class E, class T1, class T2, class T3>
    requires(!is_shape_error<typename asked::template of_arrays<E, T1, T2, T3>>) void fit(
        const E& x, const T1& t, const T2& t2, const T3& t3, const fit_options& options) {
        self().fit_arrays(options, x, t, t2, t3);
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
        if constexpr (asked::template is_right<E, Given...>) return self().step_of_arrays(x, t...);
        return 0;
    }
    template <class E, class... More>
    requires(!is_shape_error<typename asked::template of_arrays<E, first_target, More...>>) double step(
        const E& x, const first_target& t, const More&... more) {
        if constexpr (asked::template is_right<E, first_target, More...>)
            return self().step_of_arrays(x, t, more...);
        return 0;
    }
    template <class E, class... Given,
              class Mistake = spoken<typename asked::template of_arrays<E, Given...>>>
    requires cannot_work<Mistake> STRATA_REFUSES auto step(const E& x, const Given&... t)
        -> decltype(refuse_and_go_on<Mistake, unknown_loss>());  // E22, E48, E49, E60

private:
    [[nodiscard]] Trainer& self() { return static_cast<Trainer&>(*this); }
};

}  // namespace strata
