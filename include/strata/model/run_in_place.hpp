// SPDX-License-Identifier: MIT
#pragma once
/// Forward and backward over samples that lie in the memory of a run.
#include <algorithm>
#include <array>
#include <memory>
#include <strata/error.hpp>
#include <strata/graph/ports.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/buffer.hpp>
#include <strata/model/carried_values.hpp>
#include <strata/model/model.hpp>
#include <strata/model/model_link.hpp>
#include <strata/model/one_caller.hpp>
#include <strata/model/pass_observer.hpp>
#include <strata/model/state.hpp>
#include <strata/model/workspace.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata {

/// What a `network_run` does for who moves samples by himself: memory for n of them, where inputs go, what
/// comes of them; images channels last. It knows how far it has gone, counts steps where layers learn, and
/// keeps other threads out.
template <class Model, class Phase, class Net>
class STRATA_TAGGED run_in_place {
protected:
    using ports = ports_of<typename Net::graph, Phase>;
    using T = typename Model::value_type;
    template <int K>
    using output_shape = typename type_at<output_values<Net>, K>::shape_type;
    /// The last way that was gone to its end.
    enum class way { none, forward, backward };

public:
    [[gnu::cold]] explicit run_in_place(Model& m)
        : model_(m),
          threads_(m.threads()),
          gradient_(Phase::wants_parameters && !Phase::in_turn ? m.learned().size() : 0),
          measured_(Phase::learns ? parameter_table<typename Net::graph>::measured_extent : 0) {
        if constexpr (Phase::wants_parameters && !Phase::in_turn)
            gradient_pointers_ = m.pointers_into(gradient_.data());
    }
    run_in_place(run_in_place&&) = default;
    run_in_place& operator=(run_in_place&&) = default;
    run_in_place(const run_in_place&) = delete;
    run_in_place& operator=(const run_in_place&) = delete;
    [[gnu::cold]] ~run_in_place() = default;

    /// Room for n samples.
    [[gnu::cold]] void reserve(int n) {
        if (run_ && run_->capacity() >= n) return;
        run_ = std::make_unique<workspace<Net, Phase, T>>(n, threads_);
        run_->observe(observer_);
        if constexpr (Phase::in_turn) gradient_pointers_ = memory().gradients_in_turn();
        n_ = 0;
        gone_ = way::none;
    }
    /// From now on it is told of what forward and backward make; null: nobody is.
    [[gnu::cold]] void observe(std::shared_ptr<pass_observer<T>> by) {
        observer_ = std::move(by);
        if (run_) run_->observe(observer_);
    }
    [[nodiscard]] T* input_data(int k = 0) { return run_->input(k); }
    template <int K = 0>
    [[nodiscard]] T* output_data() {
        return run_->template output<K>();
    }
    template <int K = 0>
    [[nodiscard]] T* gradient_data() {
        touched_[K] = true;
        return run_->template output_gradient<K>();
    }
    /// `forward` over the n samples that lie there. Where layers learn, what is measured is put aside: see
    /// `take_back`. `prepared`: the parameters are those of the last time, and so is what follows from them.
    void forward_in_place(int n, bool prepared = false) {
        const auto alone = caller_.enter("run");
        n_ = n;
        carried_.leave();
        compute(prepared);
    }
    /// The same for samples that go on where state s is, which gets what is behind them. Throws where it is
    /// of another number of samples; what throws leaves it as it was.
    template <class State>
    requires is_state<State>
    void forward_in_place(int n, State& s) {
        const auto alone = caller_.enter("run");
        n_ = n;
        carried_.take(s, n);
        do_or_undo([&] { compute(); }, [&] { carried_.put_back(); });
    }
    /// Takes back what the last `forward` has measured and what it has left in a state, where a step is
    /// refused.
    void take_back() {
        carried_.put_back();
        if constexpr (Phase::learns)
            std::copy_n(measured_.data(), measured_.size(), model_.get().measured().data());
    }
    /// The layer that first made a value that is no finite number in the last `forward`, which is run again;
    /// empty where none did.
    [[nodiscard]] std::string first_not_finite() {
        const flush_denormals flushed;
        const Model& m = model_.get();
        return memory().first_not_finite(n_, m.pointers(), m.random_seed(),
                                         static_cast<std::uint64_t>(step_of_pass_), carried_.before());
    }
    /// The gradients that were asked for, from those of the outputs. Throws where no `forward` came before.
    void backward() requires(Phase::backward && !Phase::in_turn) {
        const auto alone = caller_.enter("run");
        go_back([&] {
            const auto reading = model_.get().caller().enter_to_read("model");
            pass_backward(nullptr);
        });
    }
    /// The same where those of parameters take turns: `to` gets each layer's as soon as they are whole, those
    /// of the last layer first, and may change these parameters.
    void backward(gradient_receiver<T>& to) requires Phase::in_turn {
        const auto alone = caller_.enter("run");
        go_back([&] {
            const auto writing = model_.get().caller().enter("model");
            pass_backward(&to);
        });
    }

    /// Samples of the last `forward`.
    [[nodiscard]] int samples() const { return n_; }
    [[nodiscard]] Model& of_model() const { return model_.get(); }
    /// Number of the step, from which masks are drawn: each `forward` where layers learn has the next one.
    [[nodiscard]] int64 step() const { return step_; }
    void set_step(int64 step) { step_ = step; }

protected:
    /// Forward over what lies there.
    void compute(bool prepared = false) {
        const flush_denormals flushed;
        Model& m = model_.get();
        gone_ = way::none;
        touched_.fill(false);
        step_of_pass_ = step_;
        const auto pass = [&] {
            if constexpr (!Phase::backward)
                if (!prepared) memory().prepare(m.pointers());
            memory().forward(n_, m.pointers(), m.random_seed(), static_cast<std::uint64_t>(step_),
                             carried_.of_samples_from(0));
        };
        if constexpr (Phase::learns) {
            const auto alone = m.caller().enter("model");
            std::copy_n(m.measured().data(), measured_.size(), measured_.data());
            do_or_undo(pass, [&] { take_back(); });
            ++step_;
        } else {
            const auto reading = m.caller().enter_to_read("model");
            pass();
        }
        gone_ = way::forward;
    }
    /// Sets the gradient of output K to zero.
    template <int K>
    void clear() {
        std::fill_n(run_->template output_gradient<K>(), n_ * output_shape<K>::size, T(0));
    }

    model_link<Model> model_;
    int threads_, n_ = 0;
    std::unique_ptr<workspace<Net, Phase, T>> run_;
    std::shared_ptr<pass_observer<T>> observer_;
    buffer<T> gradient_;
    carried_values<T> carried_;
    way gone_ = way::none;
    std::array<bool, static_cast<std::size_t>(ports::output_count)> touched_{};
    one_caller caller_;

private:
    program_run<T>& memory() { return *run_; }  // nobody else's
    [[noreturn, gnu::cold]] static void refuse_backward() {
        throw_error(
            {.problem = "backward goes the way back that forward has gone, once: call forward before it"});
    }
    template <class Pass>
    void go_back(Pass&& pass) {
        if (gone_ != way::forward) refuse_backward();
        gone_ = way::none;
        clear_untouched(std::make_integer_sequence<int, ports::output_count>{});
        pass();
        gone_ = way::backward;
    }
    void pass_backward(gradient_receiver<T>* to) {
        const flush_denormals flushed;
        const Model& m = model_.get();
        memory().backward(n_, m.pointers(), gradient_pointers_.data(), m.random_seed(),
                          static_cast<std::uint64_t>(step_of_pass_), carried_.before(), to);
    }
    template <int... K>
    void clear_untouched(std::integer_sequence<int, K...>) {
        ((touched_[K] ? void() : clear<K>()), ...);
    }

    int64 step_ = 0, step_of_pass_ = 0;
    buffer<T> measured_;
    std::vector<T*> gradient_pointers_;
};

}  // namespace strata
