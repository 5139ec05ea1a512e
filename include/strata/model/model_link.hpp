// SPDX-License-Identifier: MIT
#pragma once
#include <memory>
#include <strata/error.hpp>
#include <strata/model/anchor.hpp>
#include <strata/model/parameter_store.hpp>
#include <strata/target.hpp>

namespace strata {

/// Holds on to a model that belongs to somebody else, wherever it is moved to.
///
///     std::vector<model<lenet>> all(1);
///     model_link link{all[0]};
///     all.resize(100);                      // moves the first one to another place
///     link.get().predict(images);           // and the link finds it there
///
/// A model that is assigned to is the same model with other parameters, and the link goes on with it. Looked
/// up from several threads at once it is right as long as no thread moves the model meanwhile.
template <class Model>
class STRATA_TAGGED model_link {
    using store = parameter_store<typename Model::value_type>;

public:
    /// Throws where the model has been moved from.
    explicit model_link(Model& m) : place_(m.link_place()) {}
    model_link(const Model&&) = delete;  // it would be gone by the end of the line

    /// The model. Throws where it is gone: destroyed, or moved into another one that was there before.
    [[nodiscard]] Model& get() const {
        if (*place_ == nullptr) refuse();
        return static_cast<Model&>(**place_);
    }

private:
    [[noreturn, gnu::cold]] static void refuse() {
        throw_error(
            {.problem = "the model that this refers to is gone: it was destroyed or moved into another model",
             .advice = "Let it live as long as what is made of it"});
    }

    std::shared_ptr<store* const> place_;
};

}  // namespace strata
