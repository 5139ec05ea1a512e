// SPDX-License-Identifier: MIT
#pragma once
/// The parameters of a network as memory and as views, the same code for all networks.
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/anchor.hpp>
#include <strata/model/buffer.hpp>
#include <strata/model/caller_gate.hpp>
#include <strata/model/first_values.hpp>
#include <strata/model/view_in_axes.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The numbers of a list of parameters, in one flat aligned buffer for what is learned and one for what is
/// measured, with what is frozen behind that.
///
/// One that was moved from holds none: whatever asks it for some throws, until another is assigned to it.
template <class T>
class parameter_store {
public:
    /// Draws the first values from the seed; where a layer does not state its own initializer, by `other`
    /// unless that is null.
    parameter_store(const parameter_spans& table, seed s, const parameter_start* other);
    /// Throws where `other` was moved from, and where a step is changing its parameters.
    parameter_store(const parameter_store& other)
        : parameter_store(other, other.gate_.enter_to_read("model")) {}
    parameter_store& operator=(const parameter_store& other) { return *this = parameter_store(other); }
    parameter_store(parameter_store&& other) noexcept;
    parameter_store& operator=(parameter_store&& other) noexcept;
    [[gnu::cold]] ~parameter_store() = default;

    /// All parameters and running statistics under their names, as views; those that places share once.
    [[nodiscard]] std::vector<named_tensor<T>> tensors() { return views(learned_.data(), measured_.data()); }

    /// The same, to be read only.
    [[nodiscard]] std::vector<named_tensor<const T>> tensors() const {
        return views(learned_.data(), measured_.data());
    }

    /// The same views on another flat buffer that is laid out as the learned parameters are: gradients,
    /// moments.
    [[nodiscard]] std::vector<named_tensor<T>> views_of(T* flat) const {
        return views(flat, static_cast<T*>(nullptr));
    }

    /// Pointers into such a buffer, in the order of the network's program; null where nothing is learned.
    [[nodiscard]] std::vector<T*> pointers_into(T* flat) const;

    /// One parameter as an xtensor view of any rank, in the axes of papers: [K, C, F, F] for a convolution.
    [[nodiscard]] auto parameter(const std::string& name) {
        const parameter_facts& f = facts_of(name);
        std::vector<std::size_t> extents(f.shape.begin(), f.shape.end());
        return view_in_axes(data_of(f), f.size, extents, f.strides);
    }

    /// The learned parameters, flat; gaps between them are zero.
    [[nodiscard]] buffer<T>& learned() { return learned_; }
    [[nodiscard]] const buffer<T>& learned() const { return learned_; }
    /// The running statistics, flat, and behind them what is frozen.
    [[nodiscard]] buffer<T>& measured() { return measured_; }
    [[nodiscard]] const buffer<T>& measured() const { return measured_; }
    [[nodiscard]] const std::vector<parameter_facts>& parameters() const { return facts_; }
    /// Pointers to the parameters, in the order of the network's program: for passes, which only read them.
    [[nodiscard]] T* const* pointers() const {
        check_there();
        return w_.data();
    }

    /// The first parameter that has a value which is no finite number; null where none has.
    [[nodiscard]] const parameter_facts* first_not_finite() const;

    /// Who computes with the parameters: any number at a time that read them, or a step that changes them.
    [[nodiscard]] caller_gate& caller() { return gate_; }
    [[nodiscard]] const caller_gate& caller() const { return gate_; }
    /// Where links look this object up, wherever it is moved to.
    [[nodiscard]] std::shared_ptr<parameter_store* const> link_place() const {
        check_there();
        return anchor_.place();
    }
    /// Throws where the parameters have been moved into another one, and says so of `what`.
    void check_there(const char* what = "model") const {
        if (!anchor_) refuse_moved(what);
    }

protected:
    [[nodiscard]] T* data_of(const parameter_facts& f) {
        return (f.learned ? learned_ : measured_).data() + f.offset;
    }
    [[nodiscard]] const T* data_of(const parameter_facts& f) const {
        return (f.learned ? learned_ : measured_).data() + f.offset;
    }

private:
    parameter_store(const parameter_store& other, const caller_gate::reading&);
    [[noreturn, gnu::cold]] static void refuse_moved(const char* what);
    /// Views on parameters that lie in these buffers; without a second one on those that are learned.
    template <class U>
    [[nodiscard]] std::vector<named_tensor<U>> views(U* learned, U* measured) const;
    [[nodiscard]] const parameter_facts& facts_of(const std::string& name) const;
    void point();

    std::vector<parameter_facts> facts_;
    buffer<T> learned_, measured_;
    std::vector<T*> w_;
    caller_gate gate_;
    anchor<parameter_store> anchor_{this};
};

template <class T>
[[gnu::cold]] parameter_store<T>::parameter_store(const parameter_spans& table, seed s,
                                                  const parameter_start* other)
    : facts_(list_parameters(table)), learned_(table.learned_extent), measured_(table.unlearned_extent) {
    const flush_denormals flushed;
    std::uint64_t number = 0;
    for (parameter_facts& f : facts_) {
        if (other && f.start.open) f.start = *other;
        if (!f.repeats) draw_first_values(f, s, number++, data_of(f));
    }
    point();
}

template <class T>
[[gnu::cold]] parameter_store<T>::parameter_store(const parameter_store& other, const caller_gate::reading&)
    : facts_((other.check_there(), other.facts_)), learned_(other.learned_), measured_(other.measured_) {
    point();
}

template <class T>
[[gnu::cold]] parameter_store<T>::parameter_store(parameter_store&& other) noexcept
    : facts_(std::move(other.facts_)),
      learned_(std::move(other.learned_)),
      measured_(std::move(other.measured_)),
      w_(std::move(other.w_)),
      anchor_(std::move(other.anchor_), this) {}

template <class T>
[[gnu::cold]] parameter_store<T>& parameter_store<T>::operator=(parameter_store&& other) noexcept {
    if (this == &other) return *this;
    facts_ = std::move(other.facts_);
    learned_ = std::move(other.learned_);
    measured_ = std::move(other.measured_);
    w_ = std::move(other.w_);
    anchor_.take(other.anchor_, this);
    return *this;
}

template <class T>
[[noreturn, gnu::cold]] void parameter_store<T>::refuse_moved(const char* what) {
    throw_error({.problem = "its parameters were moved into another one",
                 .name = what,
                 .advice = "Use that one, or assign one to this"});
}

template <class T>
[[gnu::cold]] const parameter_facts* parameter_store<T>::first_not_finite() const {
    for (const parameter_facts& f : facts_) {
        const T* const w = data_of(f);
        for (int64 i = 0; i < f.size; ++i)
            if (!is_finite(w[i])) return &f;
    }
    return nullptr;
}

template <class T>
[[gnu::cold]] void parameter_store<T>::point() {
    w_.clear();
    for (const parameter_facts& f : facts_) w_.push_back(data_of(f));
}

template <class T>
template <class U>
[[gnu::cold]] std::vector<named_tensor<U>> parameter_store<T>::views(U* learned, U* measured) const {
    check_there();
    std::vector<named_tensor<U>> all;
    for (const parameter_facts& f : facts_)
        if (U* const flat = f.learned ? learned : measured; flat && !f.repeats)
            all.push_back({f.name, f.shape, f.strides, flat + f.offset});
    return all;
}

template <class T>
[[gnu::cold]] std::vector<T*> parameter_store<T>::pointers_into(T* flat) const {
    check_there();
    std::vector<T*> all;
    for (const parameter_facts& f : facts_) all.push_back(f.learned ? flat + f.offset : nullptr);
    return all;
}

template <class T>
[[gnu::cold]] const parameter_facts& parameter_store<T>::facts_of(const std::string& name) const {
    check_there();
    std::string names;
    for (const parameter_facts& f : facts_) {
        if (f.name == name) return f;
        if (f.repeats) continue;
        if (!names.empty()) names += ", ";
        names += f.name;
    }
    throw_error(
        {.problem = "there is no parameter of this name", .name = name, .expected = "one of " + names});
}

}  // namespace strata::inline STRATA_TARGET
