# SPDX-License-Identifier: MIT
# Installs to a prefix, for the tests that use it, and to a staging folder; no installed file may name where it was built.
include(${settings})

file(REMOVE_RECURSE ${prefix} ${work_dir}/stage)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build_dir} --prefix ${prefix} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -E env DESTDIR=${work_dir}/stage ${CMAKE_COMMAND} --install ${build_dir} --prefix /usr
                COMMAND_ERROR_IS_FATAL ANY)

foreach(root IN ITEMS ${prefix} ${work_dir}/stage/usr)
    foreach(file IN ITEMS include/strata/error.hpp share/cmake/strata/strataConfig.cmake
                          share/cmake/strata/strataConfigVersion.cmake share/pkgconfig/strata.pc)
        if(NOT EXISTS ${root}/${file})
            message(FATAL_ERROR "not installed: ${root}/${file}")
        endif()
    endforeach()
    file(GLOB_RECURSE files ${root}/share/*)
    foreach(file IN LISTS files)
        file(READ ${file} text)
        foreach(place IN ITEMS ${source_dir} ${build_dir} ${prefix})
            string(FIND "${text}" "${place}" found)
            if(NOT found EQUAL -1)
                message(FATAL_ERROR "${file} names ${place}, which is not there on another machine")
            endif()
        endforeach()
    endforeach()
endforeach()
