# SPDX-License-Identifier: MIT
# Installs headers, a CMake package and pkg-config files. Nothing of it depends on the processor, and nothing names the
# folder it is installed to, so it may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/strata)
install(DIRECTORY include/strata DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

install(TARGETS strata EXPORT strata INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT strata NAMESPACE strata:: FILE strataTargets.cmake DESTINATION ${package_dir})
if(TARGET strata_io)
    install(TARGETS strata_io EXPORT strata_io)
    install(EXPORT strata_io NAMESPACE strata:: FILE strataIoTargets.cmake DESTINATION ${package_dir})
endif()
if(TARGET strata_pictures)
    install(TARGETS strata_pictures EXPORT strata_pictures)
    install(EXPORT strata_pictures NAMESPACE strata:: FILE strataPicturesTargets.cmake DESTINATION ${package_dir})
endif()

configure_package_config_file(cmake/strataConfig.cmake.in ${PROJECT_BINARY_DIR}/package/strataConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/strataConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/package/strataConfig.cmake ${PROJECT_BINARY_DIR}/package/strataConfigVersion.cmake
        DESTINATION ${package_dir})

# pkg-config: the prefix is written as seen from the file itself.
file(RELATIVE_PATH pkgconfig_prefix "${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" pkgconfig_prefix "${pkgconfig_prefix}")
file(RELATIVE_PATH pkgconfig_include "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
set(pkgconfig_openmp "")
if(TARGET OpenMP::OpenMP_CXX)
    set(pkgconfig_openmp "-fopenmp")
endif()
foreach(name IN ITEMS strata strata-io strata-pictures)
    configure_file(cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/package/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/package/${name}.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
endforeach()
