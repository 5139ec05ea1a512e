# SPDX-License-Identifier: MIT
# A program whose passes are compiled in another file computes the same bits, and its own file holds none of them.
foreach(way IN ITEMS plain compiled)
    execute_process(COMMAND ${${way}} OUTPUT_VARIABLE ${way}_numbers COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(NOT plain_numbers STREQUAL compiled_numbers)
    message(FATAL_ERROR "the numbers differ:\n${plain_numbers}\n${compiled_numbers}")
endif()
execute_process(COMMAND ${nm} -C ${object} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
foreach(word IN ITEMS winograd transform_outputs dense_gradients "program_run<float>::forward" "momentum::update")
    string(REGEX MATCH "[^\n]* [TWt] [^\n]*${word}[^\n]*" found "${symbols}")
    if(found)
        message(FATAL_ERROR "compiled in both files: ${found}")
    endif()
endforeach()

# For another instruction set than its passes are compiled for, it must not link.
foreach(file IN ITEMS "examples/passes;x86-64" "tests/link/steps_compiled;x86-64-v3")
    list(GET file 0 path)
    list(GET file 1 level)
    cmake_path(GET path FILENAME name)
    execute_process(COMMAND ${compiler} -std=c++20 -O0 -march=${level} -I ${source_dir}/include ${system_includes}
                            -c ${source_dir}/${path}.cpp -o ${work_dir}/${name}.o
                    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND ${compiler} ${work_dir}/passes.o ${work_dir}/steps_compiled.o -o ${work_dir}/mixed
                RESULT_VARIABLE result ERROR_VARIABLE said)
if(result EQUAL 0 OR NOT said MATCHES "passes_compiled_for<")
    message(FATAL_ERROR "a program that mixes instruction sets was linked, or not refused for that: ${said}")
endif()

# Compilers differ in what may be said of a specialization and when: clang, where there is one, takes both headers as well.
find_program(clang NAMES clang++)
if(clang)
    execute_process(COMMAND ${clang} -std=c++20 -fsyntax-only -I ${source_dir}/include ${system_includes}
                            ${source_dir}/examples/passes.cpp
                    COMMAND_ERROR_IS_FATAL ANY)
endif()
