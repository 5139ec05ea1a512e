# SPDX-License-Identifier: MIT
# Finds what strata stands on. Imported targets are system headers, so their warnings are not ours.
# A target of the same name that the surrounding project has already is taken as it is.

macro(strata_require target package debian_package)
    if(NOT TARGET ${target})
        find_package(${package} ${ARGN} QUIET)
        if(NOT TARGET ${target})
            message(FATAL_ERROR "strata needs ${package} ${ARGN} and did not find it. ${${package}_NOT_FOUND_MESSAGE} "
                                "On Debian or Ubuntu install ${debian_package}; "
                                "elsewhere name the folder it is installed in with CMAKE_PREFIX_PATH.")
        endif()
    endif()
endmacro()

strata_require(xtensor xtensor libxtensor-dev 0.24)
strata_require(xsimd xsimd libxsimd-dev 8.1)
strata_require(Boost::headers Boost libboost-dev 1.70)
strata_require(Threads::Threads Threads libc6-dev)

if(STRATA_OPENMP)
    find_package(OpenMP QUIET COMPONENTS CXX)
    if(NOT OpenMP_CXX_FOUND)
        message(STATUS "strata: ${CMAKE_CXX_COMPILER_ID} comes without OpenMP here, so programs run on one thread")
    endif()
endif()

find_package(ZLIB QUIET)
find_package(nlohmann_json 3.10 QUIET)
find_package(PNG 1.6 QUIET)
find_package(JPEG QUIET)
set(strata_io_MISSING "")
foreach(target IN ITEMS ZLIB::ZLIB nlohmann_json::nlohmann_json PNG::PNG JPEG::JPEG)
    if(NOT TARGET ${target})
        string(REGEX REPLACE ".*::" "" library ${target})
        list(APPEND strata_io_MISSING ${library})
    endif()
endforeach()
list(JOIN strata_io_MISSING ", " strata_io_MISSING)

# Cairo has no module of CMake's; its pkg-config file is the way that it is told of everywhere.
if(NOT TARGET PkgConfig::cairo)
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
        pkg_check_modules(cairo QUIET IMPORTED_TARGET GLOBAL cairo>=1.16)
    endif()
endif()
set(strata_pictures_MISSING "${strata_io_MISSING}")
if(NOT TARGET PkgConfig::cairo)
    list(APPEND strata_pictures_MISSING cairo)
    list(JOIN strata_pictures_MISSING ", " strata_pictures_MISSING)
endif()
