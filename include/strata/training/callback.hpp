// SPDX-License-Identifier: MIT
#pragma once
/// What is told how a run goes, and may change its course.
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <strata/graph/layer_text.hpp>
#include <strata/target.hpp>
#include <strata/training/history.hpp>
#include <strata/training/progress.hpp>
#include <strata/training/training_position.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// When callbacks are called.
enum class training_event {
    begin,        ///< `fit` has checked everything, and nothing has moved
    before_step,  ///< a batch comes next: the rate of its update may be set
    after_step,   ///< its update is done, and counted
    after_epoch,  ///< an epoch is finished, validation too, and counted
    end,          ///< `fit` returns: after the last epoch, or where it was stopped
};

/// What a callback is told: the moment and the whole position.
struct training_moment {
    training_event event;
    const training_position& position;
    const training_state& state;  ///< the figures of the epoch so far, or of the one that is finished
    const std::vector<epoch_record>& history;  ///< the epochs that are finished
    /// before a step: what the rule's rate is multiplied by in it; schedules multiply theirs to it
    double rate_factor = 1;
    bool stops = false;

    /// Training ends once all callbacks have been told of this moment; a `fit` that follows goes on from
    /// here.
    void stop() { stops = true; }
};

/// A callback: a type that can be called with a moment. Where it has numbers of its own it says them by
/// `settings(visit)`, and what it has to remember by `state(visit)`, `visit(name, number)` with an int64 or a
/// double: a checkpoint keeps both.
template <class C>
concept Callback = std::invocable<C&, training_moment&>;

/// Any callback. It is kept, once for all copies of the list; what is handed over in a `std::ref` is referred
/// to.
class callback {
public:
    using visitor = std::function<void(const std::string&, double&)>;

    callback() = default;
    callback(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): `.progress = nullptr`
    template <class C>
    requires(!std::same_as<std::remove_cvref_t<C>, callback> && Callback<std::remove_cvref_t<C>>)
        callback(C&& c)
        : told_(std::make_shared<kept_callback<std::remove_cvref_t<C>>>(std::forward<C>(c))) {
    }  // NOLINT(google-explicit-constructor)

    explicit operator bool() const { return told_ != nullptr; }
    void operator()(training_moment& now) const {
        if (told_) told_->tell(now);
    }
    /// What kind of callback it is, for the identity of a checkpoint.
    [[nodiscard]] std::string name() const { return told_ ? told_->name() : "none"; }
    void settings(const visitor& visit) const {
        if (told_) told_->settings(visit);
    }
    void state(const visitor& visit) const {
        if (told_) told_->state(visit);
    }

private:
    struct any_callback {
        any_callback() = default;
        any_callback(const any_callback&) = delete;
        any_callback& operator=(const any_callback&) = delete;
        virtual ~any_callback() = default;
        virtual void tell(training_moment& now) = 0;
        [[nodiscard]] virtual std::string name() const = 0;
        virtual void settings(const visitor& visit) = 0;
        virtual void state(const visitor& visit) = 0;
    };
    /// Numbers of other types as doubles: whole ones are exact up to 2^53.
    static auto as_doubles(const visitor& visit) {
        return [&visit](const auto& name, auto& number) {
            using number_type = std::remove_cvref_t<decltype(number)>;
            auto value = static_cast<double>(number);
            visit(std::string(name), value);
            if constexpr (!std::is_const_v<std::remove_reference_t<decltype(number)>>)
                number = static_cast<number_type>(value);
        };
    }
    template <class C>
    struct kept_callback final : any_callback {
        explicit kept_callback(C c) : called(std::move(c)) {}
        void tell(training_moment& now) override { called(now); }
        [[nodiscard]] std::string name() const override {
            return layer_text<std::remove_reference_t<std::unwrap_reference_t<C>>>();
        }
        void settings(const visitor& visit) override {
            std::unwrap_reference_t<C>& c = called;
            if constexpr (requires { c.settings(as_doubles(visit)); }) c.settings(as_doubles(visit));
        }
        void state(const visitor& visit) override {
            std::unwrap_reference_t<C>& c = called;
            if constexpr (requires { c.state(as_doubles(visit)); }) c.state(as_doubles(visit));
        }
        C called;
    };

    std::shared_ptr<any_callback> told_;
};

/// What a checkpoint has of callbacks, until the `fit` that goes on hands over theirs.
struct resumed_callbacks {
    std::map<std::string, std::string> entries;  ///< as the file has them
    /// Gives callbacks what they had kept; throws where they are others.
    std::function<void(const std::vector<callback>&)> restore;
};

/// Calls f at one kind of moment: `on(training_event::after_epoch, [&](training_moment& now) { ... })`. f may
/// do without the moment; where it returns false, training stops.
template <class F>
[[nodiscard]] callback on(training_event event, F f) {
    return [event, f = std::move(f)](training_moment& now) mutable {
        if (now.event != event) return;
        const auto call = [&]() -> decltype(auto) {
            if constexpr (std::invocable<F&, training_moment&>)
                return f(now);
            else
                return f();
        };
        if constexpr (std::is_void_v<decltype(call())>)
            call();
        else if (!call())
            now.stop();
    };
}

}  // namespace strata::inline STRATA_TARGET
