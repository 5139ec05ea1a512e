# SPDX-License-Identifier: MIT
include(${settings})
if(NOT pkg_config)
    message("SKIPPED: there is no pkg-config")
    return()
endif()

set(folders "")
foreach(root IN ITEMS ${prefix} ${dependency_prefixes})
    list(APPEND folders ${root}/share/pkgconfig ${root}/lib/pkgconfig)
endforeach()
list(JOIN folders ":" folders)
set(ENV{PKG_CONFIG_PATH} "${folders}:$ENV{PKG_CONFIG_PATH}")

foreach(program IN ITEMS main:strata io:strata-io)
    string(REGEX MATCH "(.*):(.*)" all ${program})
    set(name ${CMAKE_MATCH_1})
    execute_process(COMMAND ${pkg_config} --cflags --libs ${CMAKE_MATCH_2}
                    OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    separate_arguments(flags UNIX_COMMAND "${flags}")
    execute_process(COMMAND ${compiler} -std=c++20 -O1 ${consumer_dir}/${name}.cpp -o ${work_dir}/pkg_config_${name} ${flags}
                    COMMAND_ERROR_IS_FATAL ANY COMMAND_ECHO STDOUT)
    execute_process(COMMAND ${work_dir}/pkg_config_${name} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
